package payments

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// insertEvent stores an event once and holds it for whoever received it. One about nothing of ours is finished at once.
func insertEvent(ctx context.Context, tx *sqlx.Tx, provider string, e Event, payload string) (uuid.UUID, bool, error) {
	const query = `
		INSERT INTO payment_events (id, provider, event_id, kind, object, provider_ref, reference, payload, next_try_at, processed_at, outcome)
		VALUES (:id, :provider, :event_id, :kind, :object, :provider_ref, :reference, :payload, now() + make_interval(secs => :lease),
			CASE WHEN :object = '' THEN now() END, CASE WHEN :object = '' THEN 'ignored' ELSE '' END)
		ON CONFLICT (provider, event_id) DO NOTHING`
	id, err := uuid.NewV7()
	if err != nil {
		return id, false, err
	}
	result, err := tx.NamedExecContext(ctx, query, map[string]any{
		"id": id, "provider": provider, "event_id": e.ID, "kind": e.Kind, "object": string(e.Object), "provider_ref": e.Ref,
		"reference": e.Reference, "payload": payload, "lease": jobs.Lease.Seconds(),
	})
	if err != nil {
		return id, false, fmt.Errorf("store the event %s: %w", e.ID, err)
	}
	n, err := result.RowsAffected()
	return id, n == 1, err
}

func findEvent(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Received, error) {
	const query = `
		SELECT id, provider, event_id, kind, object, provider_ref, reference, received_at, processed_at, outcome
		FROM payment_events WHERE id = $1`
	var e Received
	err := sqlx.GetContext(ctx, q, &e, query, id)
	if postgres.IsNoRows(err) {
		return e, apperr.NewNotFound("event_not_found")
	}
	return e, postgres.Translate(err)
}

func finishEvent(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, outcome Outcome) error {
	const query = `UPDATE payment_events SET processed_at = now(), outcome = $2 WHERE id = $1 AND processed_at IS NULL`
	_, err := tx.ExecContext(ctx, query, id, string(outcome))
	return err
}

func listUnfinishedEvents(ctx context.Context, q sqlx.QueryerContext, before time.Time, limit int) ([]uuid.UUID, error) {
	const query = `SELECT id FROM payment_events WHERE processed_at IS NULL AND received_at < $1 ORDER BY next_try_at, id LIMIT $2`
	ids := []uuid.UUID{}
	if err := sqlx.SelectContext(ctx, q, &ids, query, before, limit); err != nil {
		return nil, postgres.Translate(fmt.Errorf("list unfinished events: %w", err))
	}
	return ids, nil
}

// waitingEvents are the events of the inbox without an outcome, as a line works them.
type waitingEvents struct{ db *sqlx.DB }

// Claim takes events whose time has come.
func (w waitingEvents) Claim(ctx context.Context, most int) (ids []uuid.UUID, err error) {
	const query = `
		UPDATE payment_events SET next_try_at = now() + make_interval(secs => $2)
		WHERE id = ANY(ARRAY(
			SELECT id FROM payment_events WHERE processed_at IS NULL AND next_try_at <= now()
			ORDER BY next_try_at LIMIT $1 FOR UPDATE SKIP LOCKED))
		RETURNING id`
	err = postgres.Transact(ctx, w.db, func(tx *sqlx.Tx) error {
		ids = nil
		return tx.SelectContext(ctx, &ids, query, most, jobs.Lease.Seconds())
	})
	return ids, err
}

// Postpone puts the next try off by 1, 4, 16 … seconds, half an hour at the most.
func (w waitingEvents) Postpone(ctx context.Context, id uuid.UUID) error {
	const query = `
		UPDATE payment_events SET tries = tries + 1, next_try_at = now() + make_interval(secs => least(4 ^ least(tries, 10), 1800))
		WHERE id = $1 AND processed_at IS NULL`
	return postgres.Transact(ctx, w.db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, query, id)
		return err
	})
}
