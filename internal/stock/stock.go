// Package stock knows how many of each variant a shop has and how many of those are promised to orders. A level changes only by a
// movement or a reservation, so that on_hand is always the sum of its movements and reserved the sum of what is held.
//
// Lock order, the same in every method: an order's reservations before their levels, levels in ascending variant id. Levels are what buyers of
// a popular variant queue for, so call these methods last in a transaction. After an error the transaction must be rolled back.
package stock

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
)

// MaxQuantity is the most units that a level may hold and that one call may name.
const MaxQuantity int64 = 1_000_000_000

// Level is the stock of one variant, in units.
type Level struct {
	VariantID uuid.UUID `db:"variant_id"`
	OnHand    int64     `db:"on_hand"`  // in the shop, promised or not
	Reserved  int64     `db:"reserved"` // of those, held for orders
}

// Available is how many units a buyer may still order.
func (l Level) Available() int64 { return l.OnHand - l.Reserved }

// Service moves and reserves stock.
type Service struct {
	db *sqlx.DB
}

// New makes the service.
func New(db *sqlx.DB) *Service { return &Service{db: db} }

// Levels returns the levels of the variants that have one; q may be a pool or a transaction.
func (s *Service) Levels(ctx context.Context, q sqlx.QueryerContext, variants []uuid.UUID) (map[uuid.UUID]Level, error) {
	levels, err := selectLevels(ctx, q, variants)
	if err != nil {
		return nil, err
	}
	byID := make(map[uuid.UUID]Level, len(levels))
	for _, level := range levels {
		byID[level.VariantID] = level
	}
	return byID, nil
}

func errVariantNotFound() error { return apperr.NewNotFound("variant_not_found") }
