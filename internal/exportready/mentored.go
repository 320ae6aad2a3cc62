package exportready

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/postgres"
)

// Concern is a rule as it is asked about for a shop, or with a product for that product.
type Concern struct {
	Rule    string
	ShopID  uuid.UUID
	Product string // slug; empty for a rule about the shop
}

// CheckConcernTx says whether a rule applies today to a shop or its product, and gives the product's id; nil for a rule about the shop.
// Errors: Invalid at criterion (unknown_value, criterion_not_applicable) or product (criterion_axis); NotFound product_not_found.
func (s *Service) CheckConcernTx(ctx context.Context, tx *sqlx.Tx, c Concern) (*uuid.UUID, error) {
	rules, day := s.rules.Load(), s.Today()
	rule, known := rules.book.FindRule(c.Rule, day)
	switch {
	case !known || !rule.Window.Holds(day):
		return nil, apperr.NewInvalid(apperr.Field{Path: "criterion", Code: "unknown_value"})
	case (rule.Axis == rulebook.Product) != (c.Product != ""):
		return nil, apperr.NewInvalid(apperr.Field{Path: "product", Code: "criterion_axis"})
	}
	elsewhere := apperr.NewInvalid(apperr.Field{Path: "criterion", Code: "criterion_not_applicable"})
	shop, err := findShopRow(ctx, tx, c.ShopID)
	if postgres.IsNoRows(err) {
		return nil, elsewhere
	}
	if err != nil {
		return nil, err
	}
	own := rules.book.AssessShop(day, shop.subject(rules.book))
	if rule.Axis == rulebook.Shop {
		if !shop.OptedIn || !names(own.Rules, c.Rule) {
			return nil, elsewhere
		}
		return nil, nil
	}
	id, err := findProduct(ctx, tx, c.ShopID, c.Product)
	if err != nil {
		return nil, err
	}
	product, err := findProductRow(ctx, tx, id)
	if postgres.IsNoRows(err) || err == nil && !(shop.OptedIn && product.OptedIn) {
		return nil, elsewhere
	}
	if err != nil {
		return nil, err
	}
	r := rules.book.AssessProduct(own, product.subject(rules.book))
	if !names(r.Product.Rules, c.Rule) && !slices.ContainsFunc(r.Markets, func(m rulebook.Market) bool {
		return slices.ContainsFunc(m.Gaps, func(g rulebook.Gap) bool { return g.Rule == c.Rule })
	}) {
		return nil, elsewhere
	}
	return &id, nil
}

func names(rules []rulebook.RuleState, key string) bool {
	return slices.ContainsFunc(rules, func(r rulebook.RuleState) bool { return r.Rule == key })
}

// Standing is how far a shop is, for those who help it.
type Standing struct {
	Level rulebook.Level // NotAssessed for one that never asked
	Score int            // hundredths of a percent
	Next  *Step          // nil where every rule is met, or the shop never asked
}

// ListStandings judges some shops today; one that never opted in has no entry. It asks the database a fixed number of times.
func (s *Service) ListStandings(ctx context.Context, shops []uuid.UUID) (map[uuid.UUID]Standing, error) {
	rules := s.rules.Load()
	if rules.version == "" || len(shops) == 0 {
		return nil, nil
	}
	rows, err := listShopRows(ctx, s.DB, shops)
	if err != nil {
		return nil, err
	}
	listed, err := listListingsOf(ctx, s.DB, shops, deskProducts)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(listed))
	for i, l := range listed {
		ids[i] = l.ID
	}
	products, err := listRowsOf(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	standings := make(map[uuid.UUID]Standing, len(rows))
	for _, row := range rows {
		if !row.OptedIn {
			continue
		}
		var d Desk
		for _, l := range listed {
			if l.ShopID == row.ShopID {
				d.Products = append(d.Products, ProductStanding{ID: l.ID, Slug: l.Slug, Title: l.Title, Published: l.Published})
			}
		}
		d.judge(rules, s.Today(), row, products)
		standings[row.ShopID] = Standing{Level: d.Shop.Level, Score: d.Shop.Score, Next: d.Next}
	}
	return standings, nil
}

// ListPast gives the levels that shops had at the end of a day, "2026-10-26"; one that was not assessed by then has no entry.
func (s *Service) ListPast(ctx context.Context, shops []uuid.UUID, day string) (map[uuid.UUID]Change, error) {
	return listPast(ctx, s.DB, shops, day)
}

// NamesSecret says whether a text names a number that must not be kept in clear, such as a NIK.
func (s *Service) NamesSecret(text string) bool { return s.holdsSecret(text) }
