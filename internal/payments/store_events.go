package payments

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

const eventColumns = `id, provider, event_id, kind, object, provider_ref, reference`

// insertEvent stores an event once and holds it for whoever received it. One about nothing of ours is finished at once.
func insertEvent(ctx context.Context, tx *sqlx.Tx, provider string, e Event, payload string) (received Received, isNew bool, err error) {
	const query = `
		INSERT INTO payment_events (` + eventColumns + `, payload, next_try_at, processed_at, outcome)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9),
			CASE WHEN $5 = '' THEN now() END, CASE WHEN $5 = '' THEN 'ignored' ELSE '' END)
		ON CONFLICT (provider, event_id) DO NOTHING`
	id, err := uuid.NewV7()
	if err != nil {
		return Received{}, false, err
	}
	received = Received{ID: id, Provider: provider, EventID: e.ID, Kind: e.Kind, Object: e.Object, ProviderRef: e.Ref, Reference: e.Reference}
	result, err := tx.ExecContext(ctx, query, id, provider, e.ID, e.Kind, string(e.Object), e.Ref, e.Reference, payload, jobs.Lease.Seconds())
	if err != nil {
		return Received{}, false, fmt.Errorf("store the event %s: %w", e.ID, err)
	}
	n, err := result.RowsAffected()
	return received, n == 1, err
}

func finishEvent(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, outcome Outcome) error {
	const query = `UPDATE payment_events SET processed_at = now(), outcome = $2 WHERE id = $1 AND processed_at IS NULL`
	_, err := tx.ExecContext(ctx, query, id, string(outcome))
	return err
}

func listUnfinishedEvents(ctx context.Context, q sqlx.QueryerContext, before time.Time, limit int) ([]Received, error) {
	const query = `
		SELECT ` + eventColumns + ` FROM payment_events
		WHERE processed_at IS NULL AND received_at < $1 ORDER BY next_try_at, id LIMIT $2`
	events := []Received{}
	if err := sqlx.SelectContext(ctx, q, &events, query, before, limit); err != nil {
		return nil, postgres.Translate(fmt.Errorf("list unfinished events: %w", err))
	}
	return events, nil
}

// waitingEvents are the events of the inbox without an outcome, as a line works them.
type waitingEvents struct{ db *sqlx.DB }

// Claim takes events whose time has come.
func (w waitingEvents) Claim(ctx context.Context, most int) (events []Received, err error) {
	const query = `
		UPDATE payment_events SET next_try_at = now() + make_interval(secs => $2)
		WHERE id = ANY(ARRAY(
			SELECT id FROM payment_events WHERE processed_at IS NULL AND next_try_at <= now()
			ORDER BY next_try_at LIMIT $1 FOR UPDATE SKIP LOCKED))
		RETURNING ` + eventColumns
	err = postgres.Transact(ctx, w.db, func(tx *sqlx.Tx) error {
		events = nil
		return tx.SelectContext(ctx, &events, query, most, jobs.Lease.Seconds())
	})
	return events, err
}

// Postpone puts the next try off by 1, 4, 16 … seconds, half an hour at the most.
func (w waitingEvents) Postpone(ctx context.Context, event Received) error {
	const query = `
		UPDATE payment_events SET tries = tries + 1, next_try_at = now() + make_interval(secs => least(4 ^ least(tries, 10), 1800))
		WHERE id = $1 AND processed_at IS NULL`
	return postgres.Transact(ctx, w.db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, query, event.ID)
		return err
	})
}
