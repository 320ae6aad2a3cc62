package mentoring

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/shops"
)

// Seat is a shop's place in a training, or on its waiting list.
type Seat struct {
	TrainingID uuid.UUID  `db:"training_id"`
	ShopID     uuid.UUID  `db:"shop_id"`
	ShopSlug   string     `db:"shop_slug"`
	ShopName   string     `db:"shop_name"`
	District   string     `db:"district"` // name
	State      SeatState  `db:"state"`
	Ahead      int        `db:"ahead"` // shops before it on the waiting list
	AskedAt    time.Time  `db:"asked_at"`
	SeatedAt   *time.Time `db:"seated_at"`
	Attended   *bool      `db:"attended"` // nil: not marked yet
}

// Book gives a shop a seat, or a place on the waiting list where all are taken; any member of an approved shop may. Errors: NotFound
// shop_not_found, training_not_found; Conflict shop_not_approved, training_cancelled, booking_closed, seat_booked.
func (s *Service) Book(ctx context.Context, actor identity.Actor, slug string, training uuid.UUID) (Seat, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Seat{}, err
	}
	return s.onSeat(ctx, actor, seatOf{slug, training}, func(tx *sqlx.Tx, shop shops.Shop, t Training, now time.Time) (Seat, error) {
		switch {
		case shop.State != shops.Approved:
			return Seat{}, apperr.New(apperr.Conflict, "shop_not_approved")
		case t.State == Cancelled:
			return Seat{}, apperr.New(apperr.Conflict, "training_cancelled")
		case !now.Before(t.ClosesAt):
			return Seat{}, apperr.New(apperr.Conflict, "booking_closed")
		}
		row := seatRow{ID: id, TrainingID: t.ID, ShopID: shop.ID, State: Waiting, AskedBy: actor.AccountID, AskedAt: now}
		seated, err := takeSeat(ctx, tx, t.ID)
		if err != nil {
			return Seat{}, err
		}
		template := "training_waiting"
		if seated {
			row.State, template = Booked, "training_booked"
		}
		if err := insertSeat(ctx, tx, row); err != nil {
			return Seat{}, err
		}
		if err := s.tellSeatTx(ctx, tx, t, shop.ID, template); err != nil {
			return Seat{}, err
		}
		return findSeat(ctx, tx, t.ID, shop.ID)
	})
}

// GiveBack frees a shop's seat or its place on the waiting list before the training starts; the first that waits moves up and is told.
// Errors: NotFound shop_not_found, training_not_found, seat_not_found; Conflict training_started.
func (s *Service) GiveBack(ctx context.Context, actor identity.Actor, slug string, training uuid.UUID) error {
	_, err := s.onSeat(ctx, actor, seatOf{slug, training}, func(tx *sqlx.Tx, shop shops.Shop, t Training, now time.Time) (Seat, error) {
		if !now.Before(t.StartsAt) && t.State == Published {
			return Seat{}, apperr.New(apperr.Conflict, "training_started")
		}
		seat, err := findSeat(ctx, tx, t.ID, shop.ID)
		if err != nil {
			return Seat{}, err
		}
		if err := endSeat(ctx, tx, t.ID, shop.ID, now); err != nil || seat.State == Waiting {
			return Seat{}, err
		}
		next, found, err := moveUp(ctx, tx, t.ID, now)
		switch {
		case err != nil:
			return Seat{}, err
		case !found:
			return Seat{}, freeSeat(ctx, tx, t.ID)
		}
		return Seat{}, s.tellSeatTx(ctx, tx, t, next, "training_moved_up")
	})
	return err
}

// seatOf names a shop, by its slug, and a training.
type seatOf struct {
	shop     string
	training uuid.UUID
}

// seatWork is done for a shop under the training's lock, at a moment of the database's clock.
type seatWork func(tx *sqlx.Tx, shop shops.Shop, t Training, now time.Time) (Seat, error)

// onSeat works on a shop's seat under the training's lock. What only the office sees is not found.
func (s *Service) onSeat(ctx context.Context, actor identity.Actor, of seatOf, work seatWork) (Seat, error) {
	var seat Seat
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		shop, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, of.shop)
		if err != nil {
			return err
		}
		t, err := lockTraining(ctx, tx, of.training)
		if err != nil {
			return err
		}
		if t.State == Draft {
			return errNoTraining()
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		seat, err = work(tx, shop, t, now)
		return err
	})
	return seat, err
}

// MarkAttendance notes which of the shops with a seat came, by their slugs; the others did not. It may be mended. It grants no credit.
// Errors: Forbidden; NotFound training_not_found; Invalid at attended; Conflict training_cancelled, training_not_started.
func (s *Service) MarkAttendance(ctx context.Context, actor identity.Actor, id uuid.UUID, came []string) (Training, error) {
	return s.changeTraining(ctx, actor, id, func(tx *sqlx.Tx, found Training, now time.Time) error {
		switch {
		case found.State == Cancelled:
			return apperr.New(apperr.Conflict, "training_cancelled")
		case found.State == Draft || now.Before(found.StartsAt):
			return apperr.New(apperr.Conflict, "training_not_started")
		}
		seats, err := listSeats(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, slug := range came {
			if !slices.ContainsFunc(seats, func(s Seat) bool { return s.ShopSlug == slug && s.State == Booked }) {
				return apperr.NewInvalid(apperr.Field{Path: "attended", Code: "unknown_value"})
			}
		}
		if err := markAttendance(ctx, tx, id, came, now); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, trainingEntry(actor, "attendance", id, map[string]int{"came": len(came)}))
	})
}
