package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/postgres"
)

// ExpireUnpaid asks to end the orders whose time to pay is over.
type ExpireUnpaid struct{}

// Kind names the job.
func (ExpireUnpaid) Kind() string { return "checkout.expire_unpaid" }

const expireBatch = 100

// Expire ends the unpaid orders whose time is over at asOf. The provider is asked first and its page is closed: what was paid in the
// last second counts. An order whose provider is silent waits for the next run. It returns how many ended.
func (s *Service) Expire(ctx context.Context, asOf time.Time) (int, error) {
	due, err := s.orders.ListUnpaidDue(ctx, asOf, expireBatch)
	if err != nil {
		return 0, err
	}
	ended := 0
	var problems []error
	for _, id := range due {
		if err := s.closeSessions(ctx, id, uuid.Nil); err != nil {
			problems = append(problems, fmt.Errorf("order %s stays until its provider answers: %w", id, err))
			continue
		}
		isEnded, err := s.expireOne(ctx, id, asOf)
		if err != nil {
			problems = append(problems, err)
		}
		if isEnded {
			ended++
		}
	}
	return ended, errors.Join(problems...)
}

func (s *Service) expireOne(ctx context.Context, groupID uuid.UUID, asOf time.Time) (ended bool, err error) {
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		ended = false
		order, err := s.orders.LockTx(ctx, tx, groupID)
		if err != nil {
			return err
		}
		if order.State != orders.GroupAwaitingPayment || order.ExpiresAt == nil || order.ExpiresAt.After(asOf) {
			return nil // paid or renewed meanwhile
		}
		var moves []orders.Move
		for _, part := range order.Shops {
			if part.State == orders.StateAwaitingPayment {
				moves = append(moves, orders.Move{ShopOrderID: part.ID, Event: orders.Expire, Actor: identity.System("expire")})
			}
		}
		ended = true
		return s.moveTx(ctx, tx, &order, moves...)
	})
	return ended && err == nil, err
}

// closeSessions makes sure that nothing more can be paid for an order, and applies what was paid.
func (s *Service) closeSessions(ctx context.Context, groupID, except uuid.UUID) error {
	tries, err := s.payments.ListBySubject(ctx, s.db, payments.SubjectOrderGroup, groupID)
	if err != nil {
		return err
	}
	for _, p := range tries {
		if !p.State.IsOpen() || p.ID == except {
			continue
		}
		truth, err := s.payments.Expire(ctx, p)
		if err != nil {
			return err
		}
		if err := s.applyTruth(ctx, p, truth, uuid.Nil); err != nil && apperr.KindOf(err) != apperr.NotFound {
			return err
		}
	}
	return nil
}
