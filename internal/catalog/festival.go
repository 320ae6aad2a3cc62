package catalog

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
)

// Mark names the running festival that a product belongs to.
type Mark struct {
	Slug string
	Name string // in the language of the context
}

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
