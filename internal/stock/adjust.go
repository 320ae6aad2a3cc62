package stock

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
)

// Movement is one change of the number on hand. Its variant, reason and reference are its key: recorded again, it changes nothing.
type Movement struct {
	VariantID uuid.UUID `db:"variant_id"`
	Delta     int64     `db:"delta"` // units; negative takes away
	Reason    Reason    `db:"reason"`
	Reference string    `db:"reference"` // the request that caused it
	Actor     string    `db:"actor"`     // as identity.Actor.String writes it
	At        time.Time `db:"at"`        // when it was recorded, by the database
}

// ListMovements lists what changed a variant's number on hand, the newest first.
func (s *Service) ListMovements(ctx context.Context, variantID uuid.UUID, limit int) ([]Movement, error) {
	return listMovements(ctx, s.db, variantID, limit)
}

// AddTx makes the level of a new variant with its first units, which may be none.
// Errors: Invalid quantity_out_of_range at "stock"; Conflict stock_level_exists.
func (s *Service) AddTx(ctx context.Context, tx *sqlx.Tx, variantID uuid.UUID, opening Opening) error {
	if opening.OnHand < 0 || opening.OnHand > MaxQuantity {
		return apperr.NewInvalid(apperr.Field{Path: "stock", Code: "quantity_out_of_range", Params: map[string]any{"Max": MaxQuantity}})
	}
	isNew, err := insertLevel(ctx, tx, variantID, opening.OnHand)
	if err != nil {
		return err
	}
	if !isNew {
		return apperr.New(apperr.Conflict, "stock_level_exists")
	}
	if opening.OnHand == 0 {
		return nil
	}
	m := Movement{VariantID: variantID, Delta: opening.OnHand, Reason: ReasonInitial, Reference: variantID.String(), Actor: opening.Actor}
	_, err = insertMovement(ctx, tx, m)
	return err
}

// Opening is what a new level starts with.
type Opening struct {
	OnHand int64  // units
	Actor  string // as identity.Actor.String writes it
}

// AdjustTx records what a shop did to its shelf: restock, correction or damaged. It returns the level after it.
// Errors: Invalid at "delta" or "reason"; Conflict stock_below_reserved where orders hold more than would be left; Conflict
// stock_movement_differs where the reference was used for another delta; NotFound variant_not_found.
func (s *Service) AdjustTx(ctx context.Context, tx *sqlx.Tx, m Movement) (Level, error) {
	if err := checkAdjustment(m); err != nil {
		return Level{}, err
	}
	isNew, err := insertMovement(ctx, tx, m)
	if err != nil {
		return Level{}, err
	}
	if !isNew {
		return selectLevel(ctx, tx, m.VariantID)
	}
	level, changed, err := adjustLevel(ctx, tx, m)
	if err != nil || changed {
		return level, err
	}
	level, err = selectLevel(ctx, tx, m.VariantID)
	if err != nil {
		return Level{}, err
	}
	if m.Delta > 0 {
		return Level{}, apperr.NewInvalid(apperr.Field{Path: "delta", Code: "quantity_out_of_range", Params: map[string]any{"Max": MaxQuantity}})
	}
	return Level{}, apperr.New(apperr.Conflict, "stock_below_reserved").With("Reserved", level.Reserved)
}
