package festivals

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/catalog"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/postgres/keyset"
)

// MaxFeatured is how many shops, and how many products, a festival features at most.
const MaxFeatured = 200

// Features are what an organizer puts forward, by slug and in order.
type Features struct {
	Shops    []string
	Products []string
}

// SetFeatures replaces what a festival features, also before it is published. Errors: NotFound; Invalid names each wrong place of the
// lists: unknown_value for what buyers do not see, twice for what stands there before, too_many.
func (s *Service) SetFeatures(ctx context.Context, actor identity.Actor, festival string, in Features) (Features, error) {
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := s.LockOwnTx(ctx, tx, actor, festival)
		if err != nil {
			return err
		}
		var fields apperr.Fields
		shops, err := resolve(ctx, tx, &fields, wanted{"shops", in.Shops, findShopIDs})
		if err != nil {
			return err
		}
		products, err := resolve(ctx, tx, &fields, wanted{"products", in.Products, findProductIDs})
		if err != nil {
			return err
		}
		if err := fields.Err(); err != nil {
			return err
		}
		if err := saveFeatured(ctx, tx, f.ID, shops, products); err != nil {
			return err
		}
		if err := s.showGoodsTx(ctx, tx, f); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: "festival.feature", Subject: "festival:" + f.ID.String()})
	})
	s.Catalog.ForgetFestivals()
	return in, err
}

// wanted are slugs of one kind and how their ids are found.
type wanted struct {
	path  string
	slugs []string
	find  func(context.Context, sqlx.QueryerContext, []string) (map[string]uuid.UUID, error)
}

func resolve(ctx context.Context, tx *sqlx.Tx, fields *apperr.Fields, w wanted) ([]uuid.UUID, error) {
	if len(w.slugs) > MaxFeatured {
		fields.Add(w.path, "too_many", "Max", MaxFeatured)
		return nil, nil
	}
	asked := make([]string, 0, len(w.slugs))
	for _, slug := range w.slugs {
		if apperr.IsPlainText(slug) {
			asked = append(asked, slug)
		}
	}
	known, err := w.find(ctx, tx, asked)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	ids := make([]uuid.UUID, 0, len(w.slugs))
	for i, slug := range w.slugs {
		id, ok := known[slug]
		switch {
		case !ok:
			fields.Add(fmt.Sprintf("%s[%d]", w.path, i), "unknown_value")
		case seen[slug]:
			fields.Add(fmt.Sprintf("%s[%d]", w.path, i), "twice")
		}
		seen[slug] = true
		ids = append(ids, id)
	}
	return ids, nil
}

// FindFeatures gives what a festival of the actor's features, in the organizer's order, whatever has become of it since.
func (s *Service) FindFeatures(ctx context.Context, actor identity.Actor, festival string) (Features, error) {
	f, err := s.FindOwn(ctx, actor, festival)
	if err != nil {
		return Features{}, err
	}
	return listFeatured(ctx, s.DB, f.ID)
}

// Vendor is a shop at a festival, as its visitors see it.
type Vendor struct {
	ID       uuid.UUID `db:"id"`
	Slug     string    `db:"slug"`
	Name     string    `db:"name"`
	District string    `db:"district"` // its name
	Stall    string    `db:"stall"`    // number; empty where it has none
	Collects bool      `db:"collects"` // takes orders ahead
	Featured bool      `db:"featured"`
}

// Shelf is a festival's featured shops and products in the order of a day, or a part of them.
type Shelf struct {
	Day      time.Time // midnight UTC of the date
	Vendors  []Vendor  // featured
	Products []string  // slugs of those that buyers see
	Next     string    // cursor of what comes after a part; empty after the last
}

// shelfCursor is a place on a festival's shelf: the last shop and product that were read, in the order of the day on which it began.
type shelfCursor struct {
	Festival uuid.UUID `json:"f"`
	Day      time.Time `json:"d"`
	Shop     string    `json:"s"`
	Product  string    `json:"p"`
}

// ListShelf gives a part of what a public festival features: at most so many shops and so many products, in the order of the day on which
// the first part was read. Errors: Invalid at limit or cursor, also where what was read last is no longer featured.
func (s *Service) ListShelf(ctx context.Context, f Festival, page catalog.Page) (Shelf, error) {
	if page.Limit == 0 {
		page.Limit = defaultVendors
	}
	var fields apperr.Fields
	fields.Between("limit", int64(page.Limit), 1, maxVendors)
	if err := fields.Err(); err != nil {
		return Shelf{}, err
	}
	var at shelfCursor
	if page.Cursor != "" {
		if err := keyset.Decode(page.Cursor, &at); err != nil {
			return Shelf{}, err
		}
		if at.Festival != f.ID {
			return Shelf{}, keyset.Invalid()
		}
	}
	shelf, err := s.shelfOn(ctx, f, at.Day)
	if err != nil {
		return Shelf{}, err
	}
	slugs := make([]string, len(shelf.Vendors))
	for i, v := range shelf.Vendors {
		slugs[i] = v.Slug
	}
	vendors, known := placeAfter(slugs, at.Shop)
	products, alsoKnown := placeAfter(shelf.Products, at.Product)
	if !known || !alsoKnown {
		return Shelf{}, keyset.Invalid()
	}
	shelf.Vendors, shelf.Products = shelf.Vendors[vendors:], shelf.Products[products:]
	if len(shelf.Vendors) <= page.Limit && len(shelf.Products) <= page.Limit {
		return shelf, nil
	}
	shelf.Vendors, shelf.Products = shelf.Vendors[:min(page.Limit, len(shelf.Vendors))], shelf.Products[:min(page.Limit, len(shelf.Products))]
	at.Festival, at.Day = f.ID, shelf.Day
	if n := len(shelf.Vendors); n > 0 {
		at.Shop = shelf.Vendors[n-1].Slug
	}
	if n := len(shelf.Products); n > 0 {
		at.Product = shelf.Products[n-1]
	}
	shelf.Next = keyset.Encode(at)
	return shelf, nil
}

// placeAfter is where a list goes on after what was read last; false where that is not in it.
func placeAfter(slugs []string, last string) (place int, isThere bool) {
	if last == "" {
		return 0, true
	}
	i := slices.Index(slugs, last)
	return i + 1, i >= 0
}

// FindShelf gives what a public festival features, in the order of today where the festival is.
func (s *Service) FindShelf(ctx context.Context, f Festival) (Shelf, error) {
	return s.shelfOn(ctx, f, time.Time{})
}

// shelfOn is the shelf in the order of a day; the zero day is today.
func (s *Service) shelfOn(ctx context.Context, f Festival, day time.Time) (Shelf, error) {
	if day.IsZero() {
		now, err := s.nowTx(ctx, s.DB)
		if err != nil {
			return Shelf{}, err
		}
		local := now.In(i18n.WIB)
		day = time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	}
	vendors, err := listFeaturedVendors(ctx, s.DB, f.ID)
	if err != nil {
		return Shelf{}, err
	}
	products, err := listFeaturedProducts(ctx, s.DB, f.ID)
	if err != nil {
		return Shelf{}, err
	}
	return Shelf{Day: day, Vendors: Rotate(vendors, day), Products: Rotate(products, day)}, nil
}

// VendorPage is a part of a list of vendors; Next is empty on the last.
type VendorPage struct {
	Items []Vendor
	Next  string
}

// vendorCursor is a place in the list of a festival's vendors.
type vendorCursor struct {
	Festival uuid.UUID `json:"f"`
	District string    `json:"d,omitempty"`
	Name     string    `json:"n"`
	ID       uuid.UUID `json:"i"`
}

const defaultVendors, maxVendors = 24, 100

// VendorFilter says which vendors a list holds: of a district (slug), or of all with "".
type VendorFilter struct {
	District string
}

// ListVendors gives the approved shops that hold a stall at a public festival or are featured by it, by name. Errors: Invalid at
// festival, district, limit or cursor.
func (s *Service) ListVendors(ctx context.Context, festival string, filter VendorFilter, page catalog.Page) (VendorPage, error) {
	var fields apperr.Fields
	f, err := s.Find(ctx, identity.Actor{}, festival)
	if err != nil && apperr.KindOf(err) != apperr.NotFound {
		return VendorPage{}, err
	}
	if err != nil {
		fields.Add("festival", "unknown_value")
	}
	if filter.District != "" {
		if _, err := s.Regions.FindDistrict(filter.District); err != nil {
			fields.Add("district", "unknown_value")
		}
	}
	if page.Limit == 0 {
		page.Limit = defaultVendors
	}
	fields.Between("limit", int64(page.Limit), 1, maxVendors)
	if err := fields.Err(); err != nil {
		return VendorPage{}, err
	}
	after := vendorCursor{Festival: f.ID, District: filter.District}
	if page.Cursor != "" {
		after = vendorCursor{} // what the cursor leaves out is empty
		if err := keyset.Decode(page.Cursor, &after); err != nil {
			return VendorPage{}, err
		}
		if after.Festival != f.ID || after.District != filter.District {
			return VendorPage{}, keyset.Invalid()
		}
	}
	found, err := listVendors(ctx, s.DB, after, page.Limit+1)
	if err != nil || len(found) <= page.Limit {
		return VendorPage{Items: found}, err
	}
	found = found[:page.Limit]
	last := found[page.Limit-1]
	return VendorPage{found, keyset.Encode(vendorCursor{f.ID, filter.District, last.Name, last.ID})}, nil
}
