package stock

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
)

// Demand asks for a number of units of one variant.
type Demand struct {
	VariantID uuid.UUID
	Quantity  int64
}

// Reservation promises stock to an order.
type Reservation struct {
	Reference uuid.UUID  // the order group
	Demands   []Demand   // several of one variant are added up
	ExpiresAt *time.Time // nil: held until decided, as for cash
}

// Shortage is one variant of which there is not enough. Callers of the API learn which, not how much a shop has.
type Shortage struct {
	VariantID uuid.UUID `json:"variant_id"`
	Quantity  int64     `json:"quantity"` // wanted
	Available int64     `json:"-"`
}

// ReserveTx holds all demands or none. It may be called again for an order whose hold was released, as when money comes late.
// Errors: Conflict stock_insufficient, whose Details are the []Shortage; Conflict stock_already_reserved; Invalid no_items and
// quantity_out_of_range; NotFound variant_not_found.
func (s *Service) ReserveTx(ctx context.Context, tx *sqlx.Tx, r Reservation) error {
	demands, err := sumDemands(r.Demands)
	if err != nil {
		return err
	}
	var short []Demand
	for _, d := range demands { // all of them even after a shortage, so that the answer names every short variant
		h, err := holdOne(ctx, tx, r, d)
		switch {
		case err != nil:
			return err
		case !h.Held:
			return apperr.New(apperr.Conflict, "stock_already_reserved")
		case !h.Taken:
			short = append(short, d)
		}
	}
	if len(short) > 0 {
		return s.shortageError(ctx, tx, short)
	}
	return nil
}

func (s *Service) shortageError(ctx context.Context, tx *sqlx.Tx, short []Demand) error {
	ids := make([]uuid.UUID, len(short))
	for i, d := range short {
		ids[i] = d.VariantID
	}
	levels, err := s.Levels(ctx, tx, ids)
	if err != nil {
		return err
	}
	shortages := make([]Shortage, len(short))
	for i, d := range short {
		shortages[i] = Shortage{VariantID: d.VariantID, Quantity: d.Quantity, Available: levels[d.VariantID].Available()}
	}
	return apperr.New(apperr.Conflict, "stock_insufficient").WithDetails(shortages)
}

// RenewTx gives what an order still holds a new end; nil means until decided. Error: Conflict stock_not_held where nothing is held.
func (s *Service) RenewTx(ctx context.Context, tx *sqlx.Tx, reference uuid.UUID, expiresAt *time.Time) error {
	held, err := updateExpiry(ctx, tx, reference, expiresAt)
	if err == nil && held == 0 {
		return apperr.New(apperr.Conflict, "stock_not_held")
	}
	return err
}

// ReleaseTx gives held stock back. Lines that were released before, or never held, are left as they are.
// Error: Conflict stock_already_consumed where one of the lines was sold.
func (s *Service) ReleaseTx(ctx context.Context, tx *sqlx.Tx, of Lines) error {
	lines, err := lockLines(ctx, tx, of)
	if err != nil {
		return err
	}
	held, err := toRelease(lines)
	if err != nil || len(held) == 0 {
		return err
	}
	if err := updateLines(ctx, tx, of.reference, held, stateReleased); err != nil {
		return err
	}
	for _, d := range held {
		if err := addToLevel(ctx, tx, Level{VariantID: d.VariantID, Reserved: -d.Quantity}); err != nil {
			return err
		}
	}
	return nil
}

// ConsumeTx turns held stock into sold stock: it leaves the shelf and the hold, with a movement by the actor. Lines that were
// consumed before are left as they are. Error: Conflict stock_not_held where a line is not held, or the order has none.
func (s *Service) ConsumeTx(ctx context.Context, tx *sqlx.Tx, of Lines, actor string) error {
	lines, err := lockLines(ctx, tx, of)
	if err != nil {
		return err
	}
	held, err := toConsume(lines, of)
	if err != nil || len(held) == 0 {
		return err
	}
	return sellLines(ctx, tx, of.reference, held, actor)
}

// ReturnTx puts sold lines back on the shelf in full, each once however often it is asked.
// Error: Conflict stock_not_consumed where a line was not sold.
func (s *Service) ReturnTx(ctx context.Context, tx *sqlx.Tx, of Lines, actor string) error {
	lines, err := lockLines(ctx, tx, of)
	if err != nil {
		return err
	}
	sold, err := toReturn(lines, of)
	if err != nil {
		return err
	}
	for _, d := range sold {
		m := Movement{VariantID: d.VariantID, Delta: d.Quantity, Reason: ReasonReturned, Reference: of.reference.String(), Actor: actor}
		isNew, err := insertMovement(ctx, tx, m)
		if err != nil {
			return err
		}
		if !isNew {
			continue
		}
		if err := addToLevel(ctx, tx, Level{VariantID: d.VariantID, OnHand: d.Quantity}); err != nil {
			return err
		}
	}
	return nil
}
