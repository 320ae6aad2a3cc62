package catalog

import (
	"context"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/identity"
)

// LowUnits is how few units that can still be ordered make a variant low.
const LowUnits = 3

// LowStock is a variant on sale that is about to be sold out.
type LowStock struct {
	Slug         string    `db:"slug"` // of its product
	Title        string    `db:"title"`
	VariantID    uuid.UUID `db:"variant_id"`
	VariantTitle string    `db:"variant_title"`
	Available    int64     `db:"available"` // units
}

// ListLowStock gives the variants of a shop's published products of which at most LowUnits can be ordered, the fewest first. Any
// member may ask; for others the shop is NotFound.
func (s *Service) ListLowStock(ctx context.Context, actor identity.Actor, shopSlug string, limit int) ([]LowStock, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, shopSlug)
	if err != nil {
		return nil, err
	}
	return listLowStock(ctx, s.DB, shop.ID, limit)
}

// CountAvailable gives the units that can be ordered of each product, all of its variants together.
func (s *Service) CountAvailable(ctx context.Context, products []uuid.UUID) (map[uuid.UUID]int64, error) {
	return countAvailable(ctx, s.DB, products)
}

// Missing names everything that publishing the product still needs, as the fields images, variants and shop.
func (p Product) Missing(shopApproved bool) []apperr.Field {
	if err := apperr.As(missing(len(p.Images), len(p.Variants), shopApproved)); err != nil {
		return err.Fields
	}
	return nil
}
