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

// ReconcilePayments asks to compare what is open here with what the providers know.
type ReconcilePayments struct{}

// Kind names the job.
func (ReconcilePayments) Kind() string { return "checkout.reconcile" }

// Reconciled counts what a reconciliation looked at.
type Reconciled struct {
	Payments int // open payments whose provider answered
	Events   int // events of the inbox that had no outcome
	Refunds  int // refunds asked about or sent again
}

const (
	reconcileBatch = 200
	// settleTime is how long the usual way (webhook, job) gets before we ask on our own.
	settleTime = 5 * time.Minute
	// retryAfter is how long a failed refund rests before it is sent again.
	retryAfter = time.Hour
)

// Reconcile closes the gaps that lost events and silent providers leave, within its next run after settleTime. It goes on after a
// failure and returns all of them.
func (s *Service) Reconcile(ctx context.Context, asOf time.Time) (Reconciled, error) {
	var done Reconciled
	var problems []error
	before := asOf.Add(-settleTime)
	events, err := s.payments.ListUnfinishedEvents(ctx, before, reconcileBatch)
	if err != nil {
		return done, err
	}
	for _, event := range events {
		if err := s.HandleEvent(ctx, event); err != nil {
			problems = append(problems, fmt.Errorf("event %s: %w", event.ID, err))
			continue
		}
		done.Events++
	}
	open, err := s.payments.ListOpen(ctx, before, reconcileBatch)
	if err != nil {
		return done, err
	}
	for _, p := range open {
		if s.payments.IsConfirmedByHand(p.Method) {
			continue
		}
		if err := s.askAbout(ctx, p); err != nil {
			problems = append(problems, fmt.Errorf("payment %s: %w", p.ID, err))
			continue
		}
		done.Payments++
	}
	refunds, err := s.payments.ListOpenRefunds(ctx, before, reconcileBatch)
	if err != nil {
		return done, err
	}
	for _, r := range refunds {
		if err := s.pursueRefund(ctx, r, asOf); err != nil {
			problems = append(problems, fmt.Errorf("refund %s: %w", r.ID, err))
			continue
		}
		done.Refunds++
	}
	return done, errors.Join(problems...)
}

func (s *Service) askAbout(ctx context.Context, p payments.Payment) error {
	truth, err := s.payments.FindTruth(ctx, p)
	if err != nil {
		return err
	}
	return s.applyTruth(ctx, p, truth, uuid.Nil)
}

func (s *Service) pursueRefund(ctx context.Context, r payments.Refund, asOf time.Time) error {
	switch {
	case s.payments.IsConfirmedByHand(r.Method):
		return nil // finance gives it back by hand
	case r.State != payments.RefundFailed:
		return s.payments.SyncRefund(ctx, r)
	case r.UpdatedAt.After(asOf.Add(-retryAfter)):
		return nil
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		_, err := s.payments.RetryRefundTx(ctx, tx, r.ID)
		return err
	})
}

// CompleteArrived asks to complete what was sent long ago and nobody complained about.
type CompleteArrived struct{}

// Kind names the job.
func (CompleteArrived) Kind() string { return "checkout.complete_arrived" }

// arrivesWithin is after how many days a parcel counts as received; the slowest zone takes 14 days.
const arrivesWithin = 21 * 24 * time.Hour

// Complete completes the shop orders that were sent more than three weeks before asOf. It returns how many.
func (s *Service) Complete(ctx context.Context, asOf time.Time) (int, error) {
	arrived, err := s.orders.ListArrived(ctx, asOf.Add(-arrivesWithin), reconcileBatch)
	if err != nil {
		return 0, err
	}
	completed := 0
	for _, part := range arrived {
		err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
			order, err := s.orders.LockTx(ctx, tx, part.GroupID)
			if err != nil {
				return err
			}
			return s.orders.MoveTx(ctx, tx, &order, orders.Move{ShopOrderID: part.ID, Event: orders.Confirm, Actor: identity.System("complete")})
		})
		if err != nil && apperr.KindOf(err) != apperr.Conflict { // moved meanwhile
			return completed, err
		}
		if err == nil {
			completed++
		}
	}
	return completed, nil
}
