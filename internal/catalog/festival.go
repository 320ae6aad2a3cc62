package catalog

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
)

// Mark names the running festival that a product belongs to.
type Mark struct {
	Slug string
	Name string // in the language of the context
}

// marks are what carries a running festival's mark, by shop and by product; within, by language.
type marks map[uuid.UUID]map[string]Mark

// of is the mark of a product of a shop; nil for none.
func (m marks) of(language string, product, shop uuid.UUID) *Mark {
	for _, id := range []uuid.UUID{shop, product} {
		if mark, ok := m[id][language]; ok {
			return &mark
		}
	}
	return nil
}

// ForgetFestivals has the marks read again at once. It is called after a transaction in which SetFestivalTx changed them; other processes
// see the change within a second.
func (s *Service) ForgetFestivals() { s.marks.Forget() }

// FestivalGoods are a festival's goods: all that its shops list, and single products of other shops.
type FestivalGoods struct {
	Slug           string
	NameID, NameEN string
	Running        bool // the goods carry its mark
	Shops          []uuid.UUID
	Products       []uuid.UUID
}

// SetFestivalTx makes the catalogue show a festival's goods as they are told. What is shown already writes nothing.
func (s *Service) SetFestivalTx(ctx context.Context, tx *sqlx.Tx, g FestivalGoods) error {
	return saveFestival(ctx, tx, g)
}

// FestivalPrice is what a variant costs while a festival runs, in rupiah; 0 ends it.
type FestivalPrice struct {
	VariantID uuid.UUID
	Price     int64
}

// SetFestivalPricesTx puts variants under their festival prices, or back to the usual ones, and derives the prices of their products. A
// price that is not below the usual one is left out. None of it counts as an edit.
func (s *Service) SetFestivalPricesTx(ctx context.Context, tx *sqlx.Tx, prices []FestivalPrice) error {
	if len(prices) == 0 {
		return nil
	}
	return saveFestivalPrices(ctx, tx, prices)
}

// needFestival refuses the name of a festival of which the catalogue knows nothing. It is asked only where a list is empty.
func (s *Service) needFestival(ctx context.Context, slug string) error {
	known, err := isFestivalKnown(ctx, s.DB, slug)
	if err == nil && !known {
		err = apperr.NewInvalid(apperr.Field{Path: "festival", Code: "unknown_value"})
	}
	return err
}

// asSold puts the variants at what buyers pay now.
func (p *Product) asSold() {
	for i := range p.Variants {
		if v := &p.Variants[i]; v.AtFestival > 0 {
			v.UsualPrice, v.Price = v.Price, v.AtFestival
		}
	}
}

// ListBySlug gives the cards of products that buyers see, in the order of their slugs as asked; any other is left out.
func (s *Service) ListBySlug(ctx context.Context, slugs []string) ([]Card, error) {
	found, err := findIDs(ctx, s.DB, slugs)
	if err != nil || len(found) == 0 {
		return []Card{}, err
	}
	ids, keys := make([]uuid.UUID, 0, len(found)), make([]int64, 0, len(found))
	for i, slug := range slugs {
		if id, ok := found[slug]; ok {
			ids, keys = append(ids, id), append(keys, int64(-i)) // a list is read from the highest key
		}
	}
	q := search{language: i18n.Language(ctx)}
	rows, err := s.selectFound(ctx, q, ids, keys)
	if err != nil {
		return nil, err
	}
	return s.cards(ctx, q.language, rows)
}
