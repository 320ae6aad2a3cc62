package exportready

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/postgres/keyset"
)

// Offer is a product in the export catalogue. A nil number and an empty text were not filled in.
type Offer struct {
	ID           uuid.UUID
	Slug         string
	Title        rulebook.Text
	Description  rulebook.Text
	Category     catalog.Category
	Class        string // of the rules
	Level        rulebook.Level
	Destinations []string // where it is ready, under confirmed rules
	HS           HSMark
	Price        *OfferPrice // nil where amount or currency is missing
	MOQ          *int64      // pieces
	Capacity     *int64      // pieces a month
	LeadDays     *int64
	NetGrams     *int64 // of a piece
	GrossGrams   *int64
	Village      string
	District     string // its name
	Shop         catalog.ShopRef
	Certificates []Certificate
	Image        *catalog.Image // the first picture; nil without one
}

// HSMark is a product's customs code.
type HSMark struct {
	Code       string // six digits
	Version    string // of the nomenclature, "HS2022"
	National   string // eight digits of the BTKI, where known
	Confidence string // how surely goods of this kind bear it: high, medium, low; empty where unknown
}

// OfferPrice is what a piece costs buyers abroad, and up to where the seller carries it.
type OfferPrice struct {
	Amount   int64 // in the currency's smallest unit
	Currency string
	Incoterm string // of 2020: "FOB"
	Place    string
}

// Certificate is a paper that an office has verified and that has not ended: its kind only, never its number or file.
type Certificate struct {
	Rule  string
	Title rulebook.Text
}

// CatalogueFilter says which offers are meant; an empty field does not filter.
type CatalogueFilter struct {
	Destination string         // ready there
	Level       rulebook.Level // at least; NotAssessed is Siap
	Category    string         // slug; a category includes those below it
	District    string         // slug
	Product     string         // slug of the only one
}

// OfferPage is a part of the catalogue. Next is the cursor of the following part, empty on the last.
type OfferPage struct {
	Items []Offer
	Next  string
}

const (
	maxOffers    = 100 // on a page
	offersAtOnce = 200 // read at once for a whole catalogue
)

// offerPosition is where a page ended.
type offerPosition struct {
	List  string         `json:"l"`
	Level rulebook.Level `json:"v"`
	ID    uuid.UUID      `json:"i"`
}

// offerSearch is a checked filter.
type offerSearch struct {
	CatalogueFilter
	categories []string
	after      offerPosition
	limit      int
}

// ListOffers gives the export catalogue: what buyers see and is siap or teruji, the readiest first, then the newest. Errors: Invalid at
// destination, level, category, district, limit or cursor.
func (s *Service) ListOffers(ctx context.Context, f CatalogueFilter, page catalog.Page) (OfferPage, error) {
	q, err := s.checkOffers(f, cmp.Or(page.Limit, 24))
	if err != nil {
		return OfferPage{}, err
	}
	if page.Cursor != "" {
		list := q.after.List
		if err := keyset.Decode(page.Cursor, &q.after); err != nil {
			return OfferPage{}, err
		}
		if q.after.List != list || q.after.Level < rulebook.Siap || q.after.Level > rulebook.Teruji {
			return OfferPage{}, keyset.Invalid()
		}
	}
	return s.offers(ctx, q)
}

// EachOffer gives every offer of a catalogue in its order, some at a time, until a call fails.
func (s *Service) EachOffer(ctx context.Context, f CatalogueFilter, give func(Offer) error) error {
	q, err := s.checkOffers(f, maxOffers)
	if err != nil {
		return err
	}
	q.limit = offersAtOnce
	for {
		page, err := s.offers(ctx, q)
		if err != nil {
			return err
		}
		for _, offer := range page.Items {
			if err := give(offer); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		last := page.Items[len(page.Items)-1]
		q.after.Level, q.after.ID = last.Level, last.ID
	}
}

// FindOffer finds the offer of a product by its slug. Errors: NotFound product_not_found, also where it is not in the catalogue.
func (s *Service) FindOffer(ctx context.Context, slug string) (Offer, error) {
	missing := apperr.NewNotFound("product_not_found")
	if slug == "" || !apperr.IsPlainText(slug) {
		return Offer{}, missing
	}
	q, err := s.checkOffers(CatalogueFilter{Product: slug}, 1)
	if err != nil {
		return Offer{}, err
	}
	page, err := s.offers(ctx, q)
	if err == nil && len(page.Items) == 0 {
		err = missing
	}
	if err != nil {
		return Offer{}, err
	}
	return page.Items[0], nil
}

func (s *Service) checkOffers(f CatalogueFilter, limit int) (offerSearch, error) {
	f.Level = max(f.Level, rulebook.Siap)
	q := offerSearch{CatalogueFilter: f, categories: []string{}, limit: limit}
	var fields apperr.Fields
	if f.Destination != "" && !s.KnowsDestination(f.Destination) {
		fields.Add("destination", "unknown_value")
	}
	if f.Level > rulebook.Teruji {
		fields.Add("level", "unknown_value")
	}
	if f.Category != "" {
		if q.categories = s.within(f.Category); len(q.categories) == 0 {
			fields.Add("category", "unknown_value")
		}
	}
	if f.District != "" {
		if _, err := s.Regions.FindDistrict(f.District); err != nil {
			fields.Add("district", "unknown_value")
		}
	}
	fields.Between("limit", int64(limit), 1, maxOffers)
	if err := fields.Err(); err != nil {
		return q, err
	}
	q.after = offerPosition{List: keyset.Fingerprint(f), Level: rulebook.Teruji, ID: uuid.Max}
	return q, nil
}

// within are a category and those below it; none where there is no such category.
func (s *Service) within(slug string) []string {
	if _, err := s.Catalog.FindCategory(slug); err != nil {
		return nil
	}
	found := []string{slug}
	for grown := true; grown; {
		grown = false
		for _, c := range s.Catalog.ListCategories() {
			if slices.Contains(found, c.Parent) && !slices.Contains(found, c.Slug) {
				found, grown = append(found, c.Slug), true
			}
		}
	}
	return found
}

// offers reads a page and judges which papers stand today.
func (s *Service) offers(ctx context.Context, q offerSearch) (OfferPage, error) {
	rows, err := listOffers(ctx, s.DB, q)
	if err != nil {
		return OfferPage{}, err
	}
	var page OfferPage
	if len(rows) > q.limit {
		rows = rows[:q.limit]
		last := rows[q.limit-1]
		page.Next = keyset.Encode(offerPosition{q.after.List, last.Level, last.ProductID})
	}
	papers, err := s.papersOf(ctx, rows)
	if err != nil {
		return OfferPage{}, err
	}
	page.Items = make([]Offer, len(rows))
	for i, row := range rows {
		if page.Items[i], err = s.offer(row, papers[row.Shop.ID]); err != nil {
			return OfferPage{}, err
		}
	}
	return page, nil
}

// papersOf are the certificates of the shops of some rows.
func (s *Service) papersOf(ctx context.Context, rows []offerRow) (map[uuid.UUID][]Certificate, error) {
	var ids []uuid.UUID
	for _, row := range rows {
		if !slices.Contains(ids, row.Shop.ID) {
			ids = append(ids, row.Shop.ID)
		}
	}
	found, err := listShopRows(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	papers := map[uuid.UUID][]Certificate{}
	for _, row := range found {
		papers[row.ShopID] = s.certificates(row.subject(s.Book()))
	}
	return papers, nil
}

func (s *Service) offer(row offerRow, ofShop []Certificate) (Offer, error) {
	book := s.Book()
	subject := row.subject(book)
	offer := Offer{
		ID: row.ProductID, Slug: row.Slug, Title: rulebook.Text{ID: row.Title, EN: row.TitleEN},
		Description: rulebook.Text{ID: row.Description, EN: row.DescriptionEN},
		Category:    catalog.Category{Slug: row.Category, NameID: row.CategoryID, NameEN: row.CategoryEN}, Class: row.Class, Level: row.Level,
		HS: HSMark{
			Code: textOf(subject.Facts, "hs6"), Version: textOf(subject.Facts, "hs_version"), National: textOf(subject.Facts, "btki8"),
			Confidence: textOf(subject.Facts, "hs_confidence"),
		},
		MOQ: numberOf(subject.Facts, "moq"), Capacity: numberOf(subject.Facts, "monthly_capacity"), LeadDays: numberOf(subject.Facts, "lead_time_days"),
		NetGrams: numberOf(subject.Facts, "net_grams"), GrossGrams: numberOf(subject.Facts, "gross_grams"),
		Village: row.Village, District: row.District, Shop: row.Shop,
		Certificates: append(s.certificates(subject), ofShop...), Destinations: []string{},
	}
	for _, code := range row.ReadyAt.Value { // stored by the rules of then: what they no longer confirm is not said
		if book.Coverage(row.Class, code) == rulebook.CoverageConfirmed {
			offer.Destinations = append(offer.Destinations, code)
		}
	}
	if amount, currency := numberOf(subject.Facts, "export_price_minor"), textOf(subject.Facts, "export_currency"); amount != nil && currency != "" {
		offer.Price = &OfferPrice{*amount, currency, textOf(subject.Facts, "incoterm"), textOf(subject.Facts, "incoterm_place")}
	}
	if row.Image == nil {
		return offer, nil
	}
	offer.Image = &catalog.Image{}
	if err := json.Unmarshal([]byte(*row.Image), offer.Image); err != nil {
		return offer, fmt.Errorf("read the picture of product %s: %w", row.ProductID, err)
	}
	return offer, nil
}

// certificates are the papers that count in full today, by the key of their rule.
func (s *Service) certificates(subject rulebook.Subject) []Certificate {
	book, today := s.Book(), s.Today()
	found := []Certificate{}
	for key, e := range subject.Evidence {
		rule, known := book.FindRule(key, today)
		isPaper := rule.Kind == rulebook.Document || rule.Kind == rulebook.Either
		stands := e.State == rulebook.Verified && !e.Changed && (e.ValidUntil == "" || e.ValidUntil >= today)
		if known && isPaper && stands && rule.Window.Holds(today) {
			found = append(found, Certificate{key, rule.Title})
		}
	}
	slices.SortFunc(found, func(a, b Certificate) int { return cmp.Compare(a.Rule, b.Rule) })
	return found
}

func textOf(facts rulebook.Facts, key string) string {
	text, _ := facts[key].(string)
	return text
}

func numberOf(facts rulebook.Facts, key string) *int64 {
	if n, ok := facts[key].(int64); ok {
		return &n
	}
	return nil
}

// offerRow is a product with all that the catalogue shows of it.
type offerRow struct {
	productRow
	Slug          string          `db:"slug"`
	Title         string          `db:"title"`
	TitleEN       string          `db:"title_en"`
	Description   string          `db:"description"`
	DescriptionEN string          `db:"description_en"`
	Category      string          `db:"category"`
	CategoryID    string          `db:"category_id"`
	CategoryEN    string          `db:"category_en"`
	Village       string          `db:"village"`
	District      string          `db:"district"`
	Image         *string         `db:"image"`
	Shop          catalog.ShopRef `db:"shop"`
}
