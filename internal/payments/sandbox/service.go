package sandbox

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
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
	var event Event
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) (err error) {
		event = Event{ID: newRef("evt"), Kind: "payment." + string(to), Ref: ref}
		if session, err = moveSession(ctx, tx, ref, to, event); apperr.KindOf(err) != apperr.NotFound {
			return err
		}
		event.ID = "" // nothing was told
		if session, err = findSession(ctx, tx, ref); err == nil && session.State != to {
			err = apperr.New(apperr.Conflict, "sandbox_session_closed")
		}
		return err
	})
	if err == nil && event.ID != "" {
		event.Reference = session.Reference
		s.news.Hand(event)
	}
	return session, err
}

// Refund sends back part of a paid session, once for each key. Errors: sandbox_not_found, sandbox_refund_refused (conflict): not
// paid, or more than was paid.
func (s *Service) Refund(ctx context.Context, refund Refund) (Refund, error) {
	refund.Ref = newRef("sbxr")
	err := s.telling(ctx, func(tx *sqlx.Tx) (news Event, err error) {
		session, err := lockSession(ctx, tx, refund.SessionRef)
		if err != nil {
			return news, err
		}
		before, found, err := findRefundByKey(ctx, tx, refund.Key)
		if err != nil || found {
			refund = before
			return news, err
		}
		refunded, err := sumOfRefunds(ctx, tx, session.Ref)
		if err != nil {
			return news, err
		}
		if session.State != Paid || refund.Currency != session.Currency || refund.Amount <= 0 || refunded+refund.Amount > session.Amount {
			return news, apperr.New(apperr.Conflict, "sandbox_refund_refused")
		}
		refund.State = "succeeded"
		return Event{Kind: "refund.succeeded", Ref: refund.Ref, Reference: refund.Reference}, insertRefund(ctx, tx, refund)
	})
	return refund, err
}

// FindRefund finds a refund, or sandbox_not_found.
func (s *Service) FindRefund(ctx context.Context, ref string) (Refund, error) {
	return findRefund(ctx, s.db, ref)
}

// FailRefund makes a refund come back, as banks sometimes do days later. Error: sandbox_not_found.
func (s *Service) FailRefund(ctx context.Context, ref string) error {
	return s.telling(ctx, func(tx *sqlx.Tx) (Event, error) {
		refund, err := failRefund(ctx, tx, ref)
		return Event{Kind: "refund.failed", Ref: ref, Reference: refund.Reference}, err
	})
}

// telling runs fn in a transaction, keeps the event that it returns, if any, and delivers that once all is committed.
func (s *Service) telling(ctx context.Context, fn func(tx *sqlx.Tx) (Event, error)) error {
	var event Event
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		var err error
		if event, err = fn(tx); err != nil || event.Kind == "" {
			return err
		}
		event.ID = newRef("evt")
		return insertEvent(ctx, tx, event)
	})
	if err == nil && event.ID != "" {
		s.news.Hand(event)
	}
	return err
}
