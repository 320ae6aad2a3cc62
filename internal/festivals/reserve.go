package festivals

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// Reasons that the platform itself gives; their words are the texts "festivalapply.reason_<name>".
const (
	reasonRanking    = "@ranking"
	reasonDraw       = "@draw"
	reasonFull       = "@full"
	reasonUnpaid     = "@unpaid"
	reasonNotFound   = "@not_found_in_time" // a proof came, and finance did not confirm the transfer
	reasonUnanswered = "@unanswered"
	reasonMovedUp    = "@moved_up"
	reasonFestival   = "@festival_cancelled"
)

// moveUp gives free places of a zone to its reserve list, in order, once applications are closed and all of the zone's are decided:
// seats set aside wait for those whom they are for, and no zone waits for another. Whoever falls under a full cap keeps the place on the list and lets the next pass.
func (s *Service) moveUp(ctx context.Context, of Freed) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := lockFestivalByID(ctx, tx, of.FestivalID)
		if err != nil {
			return err
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		if f.State != Published || f.CloseAt == nil || now.Before(*f.CloseAt) || now.After(f.EndsOn.Add(24*time.Hour)) {
			return nil
		}
		waits, err := waitsForDecision(ctx, tx, of.ZoneID)
		if err != nil || waits {
			return err
		}
		if err := releaseSeats(ctx, tx, of.ZoneID, now); err != nil {
			return err
		}
		d := decision{actor: identity.System("reserve"), now: now, verb: VerbMoveUp, reason: reasonMovedUp}
		for {
			id, found, err := nextOfReserve(ctx, tx, of.ZoneID)
			if err != nil || !found {
				return err
			}
			a, err := lockApplication(ctx, tx, id)
			if err != nil {
				return err
			}
			if _, err := s.acceptTx(ctx, tx, a, d); err != nil {
				return err
			}
		}
	})
}

// moveAllUp moves every reserve list up that can.
func (s *Service) moveAllUp(ctx context.Context) error {
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return err
	}
	zones, err := listReserves(ctx, s.DB, now)
	if err != nil {
		return err
	}
	var failed []error
	for _, zone := range zones {
		failed = append(failed, s.moveUp(ctx, zone))
	}
	return errors.Join(failed...)
}

// endApplications ends invitations that nobody answered, and what is left of cancelled festivals: their vendors get all of their fee back.
func (s *Service) endApplications(ctx context.Context) error {
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return err
	}
	ids, err := listEnded(ctx, s.DB, now)
	if err != nil {
		return err
	}
	var failed []error
	for _, id := range ids {
		failed = append(failed, s.endOne(ctx, id))
	}
	return errors.Join(failed...)
}

func (s *Service) endOne(ctx context.Context, id uuid.UUID) error {
	return s.bySystem(ctx, id, func(tx *sqlx.Tx, f Festival, a Application, now time.Time) error {
		d := decision{actor: identity.System("watch"), now: now, verb: VerbCancel, reason: reasonFestival, refund: a.Fee}
		if f.State != Cancelled {
			d.verb, d.reason = VerbLapse, reasonUnanswered
		}
		if !a.State.Allows(d.verb) || f.State != Cancelled && a.State != Invited {
			return nil // answered meanwhile
		}
		_, err := s.releaseTx(ctx, tx, a, d)
		return err
	})
}

// bySystem works on an application under its lock, after the festival's.
func (s *Service) bySystem(ctx context.Context, id uuid.UUID, work func(*sqlx.Tx, Festival, Application, time.Time) error) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, a, err := s.LockApplicationTx(ctx, tx, id)
		if err != nil {
			return err
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		return work(tx, f, a, now)
	})
}

// LockApplicationTx finds an application with its festival and holds both until tx ends, for the flows of money. Errors: NotFound
// application_not_found.
func (s *Service) LockApplicationTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (Festival, Application, error) {
	a, err := findApplication(ctx, tx, id)
	if err != nil {
		return Festival{}, a, err
	}
	f, err := shareFestivalByID(ctx, tx, a.FestivalID)
	if err != nil {
		return f, a, err
	}
	a, err = lockApplication(ctx, tx, id)
	return f, a, err
}

// FindApplications gives applications by their ids, for those who look after money. Unknown ids are left out.
func (s *Service) FindApplications(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]Application, error) {
	return findApplications(ctx, s.DB, ids)
}

// ListUnpaidDue gives applications whose fee was not paid in time by the database's clock; a place that is held is not due before that.
func (s *Service) ListUnpaidDue(ctx context.Context, limit int) ([]uuid.UUID, error) {
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	return listDue(ctx, s.DB, now, limit)
}

// Lapse ends an application whose fee was not paid in time; the reserve list moves up. One that was paid meanwhile stays.
func (s *Service) Lapse(ctx context.Context, id uuid.UUID) (lapsed bool, err error) {
	err = s.bySystem(ctx, id, func(tx *sqlx.Tx, _ Festival, a Application, now time.Time) error {
		lapsed = a.State == Accepted && !now.Before(a.lapsesAt())
		if !lapsed {
			return nil
		}
		d := decision{actor: identity.System("watch"), now: now, verb: VerbLapse, reason: reasonUnpaid}
		if a.HeldUntil != nil {
			d.reason = reasonNotFound
		}
		_, err := s.releaseTx(ctx, tx, a, d)
		return err
	})
	return lapsed && err == nil, err
}

// ConfirmPaidTx gives a vendor whose fee has come its stall. One that lapsed gets a place again where one is left. Errors: Conflict
// zone_full, quota_full, application_moved: the money goes back.
func (s *Service) ConfirmPaidTx(ctx context.Context, tx *sqlx.Tx, f Festival, a Application) error {
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return err
	}
	d := decision{actor: identity.System("payment"), now: now, verb: VerbConfirm}
	if f.State != Published {
		return apperr.New(apperr.Conflict, "application_moved")
	}
	if a.State == Lapsed {
		pool, err := takePlace(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if err := setPool(ctx, tx, a.ID, pool); err != nil {
			return err
		}
		d.verb = VerbLate
	}
	_, err = s.confirmTx(ctx, tx, a, d)
	return err
}
