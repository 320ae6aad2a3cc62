package sandbox

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// sessionColumns read an open session that was not paid in time as expired.
const sessionColumns = `ref, reference, label, amount, currency,
	CASE WHEN state = 'open' AND expires_at <= now() THEN 'expired' ELSE state END AS state, return_url, language, expires_at, paid_at`

// insertSession makes a session, or gives the one that was made for its reference before.
func insertSession(ctx context.Context, tx *sqlx.Tx, s Session) (Session, error) {
	const query = `
		INSERT INTO sandbox_sessions (ref, reference, label, amount, currency, return_url, language, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (reference) DO UPDATE SET reference = excluded.reference
		RETURNING ` + sessionColumns
	return one[Session](ctx, tx, query, s.Ref, s.Reference, s.Label, s.Amount, s.Currency, s.ReturnURL, s.Language, s.ExpiresAt)
}

func findSession(ctx context.Context, q sqlx.QueryerContext, ref string) (Session, error) {
	const query = `SELECT ` + sessionColumns + ` FROM sandbox_sessions WHERE ref = $1`
	return one[Session](ctx, q, query, ref)
}

func lockSession(ctx context.Context, tx *sqlx.Tx, ref string) (Session, error) {
	const query = `SELECT ` + sessionColumns + ` FROM sandbox_sessions WHERE ref = $1 FOR UPDATE`
	return one[Session](ctx, tx, query, ref)
}

// moveSession moves an open session that may still be paid and keeps the event that tells it, or gives sandbox_not_found.
func moveSession(ctx context.Context, tx *sqlx.Tx, ref string, to SessionState, told Event) (Session, error) {
	const query = `
		WITH moved AS (
			UPDATE sandbox_sessions SET state = $2, paid_at = CASE WHEN $2 = 'paid' THEN now() END
			WHERE ref = $1 AND state = 'open' AND expires_at > now()
			RETURNING *
		), told AS (
			INSERT INTO sandbox_events (id, kind, ref, reference, next_try_at)
			SELECT $3, $4, ref, reference, now() + make_interval(secs => $5) FROM moved
		)
		SELECT ` + sessionColumns + ` FROM moved`
	return one[Session](ctx, tx, query, ref, string(to), told.ID, told.Kind, jobs.Lease.Seconds())
}

const refundColumns = `ref, key, session_ref, reference, amount, currency, state`

func insertRefund(ctx context.Context, tx *sqlx.Tx, r Refund) error {
	const query = `
		INSERT INTO sandbox_refunds (ref, key, session_ref, reference, amount, currency, state)
		VALUES (:ref, :key, :session_ref, :reference, :amount, :currency, :state)`
	_, err := tx.NamedExecContext(ctx, query, r)
	return err
}

func findRefund(ctx context.Context, q sqlx.QueryerContext, ref string) (Refund, error) {
	const query = `SELECT ` + refundColumns + ` FROM sandbox_refunds WHERE ref = $1`
	return one[Refund](ctx, q, query, ref)
}

func findRefundByKey(ctx context.Context, tx *sqlx.Tx, key string) (Refund, bool, error) {
	const query = `SELECT ` + refundColumns + ` FROM sandbox_refunds WHERE key = $1`
	r, err := one[Refund](ctx, tx, query, key)
	if apperr.KindOf(err) == apperr.NotFound {
		return r, false, nil
	}
	return r, err == nil, err
}

func failRefund(ctx context.Context, tx *sqlx.Tx, ref string) (Refund, error) {
	const query = `UPDATE sandbox_refunds SET state = 'failed' WHERE ref = $1 RETURNING ` + refundColumns
	return one[Refund](ctx, tx, query, ref)
}

func sumOfRefunds(ctx context.Context, tx *sqlx.Tx, sessionRef string) (int64, error) {
	const query = `SELECT coalesce(sum(amount), 0) FROM sandbox_refunds WHERE session_ref = $1 AND state = 'succeeded'`
	var sum int64
	err := tx.GetContext(ctx, &sum, query, sessionRef)
	return sum, err
}

// insertEvent keeps an event and holds it for whoever made it.
func insertEvent(ctx context.Context, tx *sqlx.Tx, e Event) error {
	const query = `
		INSERT INTO sandbox_events (id, kind, ref, reference, next_try_at) VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))`
	_, err := tx.ExecContext(ctx, query, e.ID, e.Kind, e.Ref, e.Reference, jobs.Lease.Seconds())
	return err
}

// undelivered are the events that the merchant has not accepted yet, as a line works them: those with a time of the next try.
type undelivered struct{ db *sqlx.DB }

// Claim takes events whose time has come.
func (u undelivered) Claim(ctx context.Context, most int) (events []Event, err error) {
	const query = `
		UPDATE sandbox_events SET next_try_at = now() + make_interval(secs => $2)
		WHERE id = ANY(ARRAY(
			SELECT id FROM sandbox_events WHERE next_try_at <= now() ORDER BY next_try_at LIMIT $1 FOR UPDATE SKIP LOCKED))
		RETURNING id, kind, ref, reference`
	err = postgres.Transact(ctx, u.db, func(tx *sqlx.Tx) error {
		events = nil
		return tx.SelectContext(ctx, &events, query, most, jobs.Lease.Seconds())
	})
	return events, err
}

// Postpone puts the next try off by 1, 4, 16 … seconds, half an hour at the most.
func (u undelivered) Postpone(ctx context.Context, e Event) error {
	return u.change(ctx, `
		UPDATE sandbox_events SET tries = tries + 1, next_try_at = now() + make_interval(secs => least(4 ^ least(tries, 10), 1800))
		WHERE id = $1 AND next_try_at IS NOT NULL`, e.ID)
}

// Finish forgets when to try what was accepted.
func (u undelivered) Finish(ctx context.Context, done []Event) error {
	ids := make([]string, len(done))
	for i, e := range done {
		ids[i] = e.ID
	}
	return u.change(ctx, `UPDATE sandbox_events SET next_try_at = NULL WHERE id = ANY($1)`, pq.Array(ids))
}

func (u undelivered) change(ctx context.Context, query string, arg any) error {
	return postgres.Transact(ctx, u.db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, query, arg)
		return err
	})
}

func one[T any](ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (T, error) {
	var row T
	err := sqlx.GetContext(ctx, q, &row, query, args...)
	if postgres.IsNoRows(err) {
		return row, apperr.NewNotFound("sandbox_not_found")
	}
	if err != nil {
		return row, postgres.Translate(fmt.Errorf("read the sandbox: %w", err))
	}
	return row, nil
}
