package sandbox

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// newRef makes an unguessable name: whoever knows a session's may pay it.
func newRef(prefix string) string { return prefix + "_" + strings.ToLower(rand.Text()) }

// Open makes a session, or finds the one that was made for the same reference.
func (s *Service) Open(ctx context.Context, session Session) (Session, error) {
	session.Ref, session.State = newRef("sbx"), Open
	if session.ExpiresAt.IsZero() {
		session.ExpiresAt = time.Now().Add(sessionLife)
	}
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		var err error
		session, err = insertSession(ctx, tx, session)
		return err
	})
	return session, err
}

// Find finds a session, or sandbox_not_found. One that was not paid in time is expired.
func (s *Service) Find(ctx context.Context, ref string) (Session, error) {
	return findSession(ctx, s.db, ref)
}

// Pay pays an open session. Paying again changes nothing. Errors: sandbox_not_found, sandbox_session_closed (conflict).
func (s *Service) Pay(ctx context.Context, ref string) (Session, error) {
	return s.move(ctx, ref, Paid)
}

// Fail makes an open session fail. Errors as of Pay.
func (s *Service) Fail(ctx context.Context, ref string) (Session, error) {
	return s.move(ctx, ref, Failed)
}

// Expire ends an open session. Errors as of Pay.
func (s *Service) Expire(ctx context.Context, ref string) (Session, error) {
	return s.move(ctx, ref, Expired)
}

func (s *Service) move(ctx context.Context, ref string, to SessionState) (Session, error) {
	var session Session
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		var err error
		if session, err = moveSession(ctx, tx, ref, to); apperr.KindOf(err) == apperr.NotFound {
			session, err = findSession(ctx, tx, ref)
			if err == nil && session.State != to {
				err = apperr.New(apperr.Conflict, "sandbox_session_closed")
			}
			return err
		}
		if err != nil {
			return err
		}
		return s.tellTx(ctx, tx, Event{Kind: "payment." + string(to), Ref: ref, Reference: session.Reference})
	})
	return session, err
}

// Refund sends back part of a paid session, once for each key. Errors: sandbox_not_found, sandbox_refund_refused (conflict): not
// paid, or more than was paid.
func (s *Service) Refund(ctx context.Context, refund Refund) (Refund, error) {
	refund.Ref = newRef("sbxr")
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		session, err := lockSession(ctx, tx, refund.SessionRef)
		if err != nil {
			return err
		}
		before, found, err := findRefundByKey(ctx, tx, refund.Key)
		if err != nil || found {
			refund = before
			return err
		}
		refunded, err := sumOfRefunds(ctx, tx, session.Ref)
		if err != nil {
			return err
		}
		if session.State != Paid || refund.Currency != session.Currency || refund.Amount <= 0 || refunded+refund.Amount > session.Amount {
			return apperr.New(apperr.Conflict, "sandbox_refund_refused")
		}
		refund.State = "succeeded"
		if err := insertRefund(ctx, tx, refund); err != nil {
			return err
		}
		return s.tellTx(ctx, tx, Event{Kind: "refund.succeeded", Ref: refund.Ref, Reference: refund.Reference})
	})
	return refund, err
}

// FindRefund finds a refund, or sandbox_not_found.
func (s *Service) FindRefund(ctx context.Context, ref string) (Refund, error) {
	return findRefund(ctx, s.db, ref)
}

// FailRefund makes a refund come back, as banks sometimes do days later. Error: sandbox_not_found.
func (s *Service) FailRefund(ctx context.Context, ref string) error {
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		refund, err := failRefund(ctx, tx, ref)
		if err != nil {
			return err
		}
		return s.tellTx(ctx, tx, Event{Kind: "refund.failed", Ref: ref, Reference: refund.Reference})
	})
}

// tellTx keeps an event and delivers it once tx has committed.
func (s *Service) tellTx(ctx context.Context, tx *sqlx.Tx, event Event) error {
	event.ID = newRef("evt")
	if err := insertEvent(ctx, tx, event); err != nil {
		return err
	}
	return s.queue.EnqueueTx(ctx, tx, Deliver{EventID: event.ID}, jobs.Options{Queue: jobs.QueuePayments})
}
