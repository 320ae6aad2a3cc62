package stock

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
)

// SetHoldTx sets how many units a reference holds of a variant, without an end: more are taken from the shelf, fewer go back to it. None
// releases the hold. Errors: Conflict stock_insufficient, which changes nothing; Invalid quantity_out_of_range; NotFound variant_not_found.
func (s *Service) SetHoldTx(ctx context.Context, tx *sqlx.Tx, reference uuid.UUID, d Demand) error {
	if d.Quantity < 0 || d.Quantity > MaxQuantity {
		return apperr.New(apperr.Invalid, "quantity_out_of_range").With("Max", MaxQuantity)
	}
	held, err := lockHeld(ctx, tx, reference, d.VariantID)
	if err != nil {
		return err
	}
	changed, err := reserveMore(ctx, tx, d.VariantID, d.Quantity-held)
	if err != nil {
		return err
	}
	if !changed {
		return s.shortageError(ctx, tx, []Demand{d})
	}
	return setHeld(ctx, tx, reference, d)
}

// DirectSale is a sale of goods that have left already, as over a stall's table.
type DirectSale struct {
	Hold      uuid.UUID // what is held under this reference goes first
	VariantID uuid.UUID
	Quantity  int64
	Sale      string // the movement's reference: a sale moves a variant once
	Actor     string // as identity.Actor.String writes it
}

// Taken says where the units of a direct sale came from; it may be fewer than were sold.
type Taken struct{ FromHold, FromShelf int64 }

// All is how many units there were.
func (t Taken) All() int64 { return t.FromHold + t.FromShelf }

// SellTx takes what there is of a direct sale: first from its hold, then from what nobody holds. It never refuses, since the goods are gone.
// Run a second time for the same sale, it is Conflict stock_movement_differs or takes nothing: the caller has the sale's key.
func (s *Service) SellTx(ctx context.Context, tx *sqlx.Tx, sale DirectSale) (Taken, error) {
	held, err := lockHeld(ctx, tx, sale.Hold, sale.VariantID)
	if err != nil {
		return Taken{}, err
	}
	level, err := lockLevel(ctx, tx, sale.VariantID)
	if err != nil {
		return Taken{}, err
	}
	taken := Taken{FromHold: min(held, sale.Quantity)}
	taken.FromShelf = min(level.Available(), sale.Quantity-taken.FromHold)
	if taken.All() == 0 {
		return taken, nil
	}
	m := Movement{VariantID: sale.VariantID, Delta: -taken.All(), Reason: ReasonSold, Reference: sale.Sale, Actor: sale.Actor}
	isNew, err := insertMovement(ctx, tx, m)
	if err != nil || !isNew {
		return Taken{}, err
	}
	if taken.FromHold > 0 {
		if err := setHeld(ctx, tx, sale.Hold, Demand{VariantID: sale.VariantID, Quantity: held - taken.FromHold}); err != nil {
			return Taken{}, err
		}
	}
	return taken, addToLevel(ctx, tx, Level{VariantID: sale.VariantID, OnHand: -taken.All(), Reserved: -taken.FromHold})
}

// TakeBackTx puts the units of a direct sale back on the shelf, once however often it is asked.
func (s *Service) TakeBackTx(ctx context.Context, tx *sqlx.Tx, sale DirectSale) error {
	m := Movement{VariantID: sale.VariantID, Delta: sale.Quantity, Reason: ReasonReturned, Reference: sale.Sale, Actor: sale.Actor}
	isNew, err := insertMovement(ctx, tx, m)
	if err != nil || !isNew {
		return err
	}
	return addToLevel(ctx, tx, Level{VariantID: sale.VariantID, OnHand: sale.Quantity})
}
