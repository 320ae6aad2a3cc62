package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
)

// LockForPaymentTx finds an application for an owner of its shop, holds it until tx ends, and says what time it is. Errors: NotFound;
// Forbidden owner_only.
func (s *Service) LockForPaymentTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, slug string, id uuid.UUID) (Application, time.Time, error) {
	_, a, err := s.lockOwnApplicationTx(ctx, tx, actor, applicationOf{slug, id})
	if err != nil {
		return a, time.Time{}, err
	}
	now, err := s.nowTx(ctx, tx)
	return a, now, err
}

// HoldTx keeps the place of a locked application until three working days after its fee's time, since a proof of the transfer waits for
// finance. Where no fee waits it changes nothing. Errors: Conflict fee_not_due where the fee's time is over and nothing held the place.
func (s *Service) HoldTx(ctx context.Context, tx *sqlx.Tx, a Application) error {
	if a.State != Accepted || a.HeldUntil != nil {
		return nil
	}
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return err
	}
	if !now.Before(*a.DueAt) {
		return apperr.New(apperr.Conflict, "fee_not_due")
	}
	until := s.Regions.Settings().WorkdaysAfter(*a.DueAt, heldDays)
	return setHeld(ctx, tx, a.ID, &until)
}

// RefuseFeeTx tells the owners of a locked application's shop that finance did not find the transfer of its fee; the fee's own time counts
// again.
func (s *Service) RefuseFeeTx(ctx context.Context, tx *sqlx.Tx, a Application, payment uuid.UUID) error {
	if a.State != Accepted {
		return nil
	}
	if err := setHeld(ctx, tx, a.ID, nil); err != nil {
		return err
	}
	_, err := s.tellOnceTx(ctx, tx, news{a.ID, "festival_fee_refused", payment.String()})
	return err
}

// TellPaymentReturnedTx tells the owners of an application's shop that money which bought no stall goes back.
func (s *Service) TellPaymentReturnedTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	_, err := s.tellAndFindTx(ctx, tx, id, "festival_fee_returned")
	return err
}

// ListConfirmed gives the confirmed applications of a festival, by turn, for the flows of money.
func (s *Service) ListConfirmed(ctx context.Context, festival uuid.UUID) ([]uuid.UUID, error) {
	return listConfirmed(ctx, s.DB, festival)
}

// RefundForDaysMissed is the part of a fee, in rupiah, for the days of a festival that had not begun when it was closed: 0 where it was
// not closed early. q is the database or a transaction.
func (s *Service) RefundForDaysMissed(ctx context.Context, q sqlx.QueryerContext, f Festival, fee int64) (int64, error) {
	if f.State != Closed || f.EndedAt == nil {
		return 0, nil
	}
	days, err := listDays(ctx, q, f.ID)
	if err != nil {
		return 0, err
	}
	missed := 0
	for _, day := range days {
		if !day.OpensAt.Before(*f.EndedAt) {
			missed++
		}
	}
	return refundOfDays(fee, missed, len(days)), nil
}
