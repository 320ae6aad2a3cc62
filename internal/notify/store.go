package notify

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// outgoing is a message with what its sending needs.
type outgoing struct {
	ID           uuid.UUID `db:"id"`
	DedupeKey    string    `db:"dedupe_key"`
	Channel      Channel   `db:"channel"`
	Recipient    string    `db:"recipient"`
	Language     string    `db:"language"`
	Template     string    `db:"template"`
	Subject      string    `db:"subject"`
	Body         string    `db:"body"`
	Secret       bool      `db:"secret"`
	ValidSeconds float64   `db:"valid_seconds"`
	State        string    `db:"state"`
	Attempts     int       `db:"attempts"`
	Expired      bool      `db:"expired"`
}

const (
	stateQueued = "queued"
	stateSent   = "sent"
	stateFailed = "failed"
)

// outcome is what came of a try to send.
type outcome struct {
	ID          uuid.UUID `db:"id"`
	State       string    `db:"state"`
	Forget      bool      `db:"forget"`
	ProviderRef string    `db:"provider_ref"`
	LastError   string    `db:"last_error"`
	Pause       float64   `db:"pause"` // seconds before the next try, of a message that stays queued
}

func insertMessages(ctx context.Context, tx *sqlx.Tx, messages []outgoing) error {
	const query = `
		INSERT INTO messages (id, dedupe_key, channel, recipient, language, template, subject, body, secret, state, sent_at, next_try_at, expires_at)
		VALUES (:id, :dedupe_key, :channel, :recipient, :language, :template, :subject, :body, :secret, :state,
			CASE WHEN CAST(:state AS text) = 'sent' THEN now() END,
			CASE WHEN CAST(:state AS text) = 'queued' THEN now() END,
			CASE WHEN CAST(:valid_seconds AS float8) > 0 THEN now() + make_interval(secs => CAST(:valid_seconds AS float8)) END)
		ON CONFLICT (dedupe_key) DO NOTHING`
	_, err := tx.NamedExecContext(ctx, query, messages)
	return err
}

// isAnyDue reads from messages_waiting, as takeDue does.
func isAnyDue(ctx context.Context, db *sqlx.DB, channel Channel) (isAny bool, err error) {
	const query = `SELECT EXISTS (SELECT FROM messages WHERE channel = $1 AND next_try_at <= now())`
	err = db.GetContext(ctx, &isAny, query, channel)
	return isAny, err
}

// takeDue counts a try of each message and keeps them from other looks for the lease.
func takeDue(ctx context.Context, tx *sqlx.Tx, channel Channel, limit int) (due []outgoing, err error) {
	const query = `
		UPDATE messages SET attempts = attempts + 1, next_try_at = now() + make_interval(secs => $3)
		WHERE id = ANY(ARRAY(
			SELECT id FROM messages WHERE channel = $1 AND next_try_at <= now() ORDER BY next_try_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED))
		RETURNING id, channel, recipient, language, subject, body, secret, state, attempts, coalesce(expires_at <= now(), false) AS expired`
	err = tx.SelectContext(ctx, &due, query, channel, limit, lease.Seconds())
	return due, err
}

// recordOutcomes leaves alone what was forgotten in the meantime.
func recordOutcomes(ctx context.Context, tx *sqlx.Tx, outcomes []outcome) error {
	const query = `
		UPDATE messages m SET
			state = o.state, provider_ref = o.provider_ref, last_error = o.last_error,
			body = CASE WHEN o.forget THEN '' ELSE m.body END,
			sent_at = CASE WHEN o.state = 'sent' THEN now() END,
			next_try_at = CASE WHEN o.state = 'queued' THEN now() + make_interval(secs => o.pause) END
		FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::text[], $5::text[], $6::float8[])
			AS o (id, state, forget, provider_ref, last_error, pause)
		WHERE m.id = o.id AND m.state = 'queued'`
	n := len(outcomes)
	ids, states, forgets := make([]uuid.UUID, n), make([]string, n), make([]bool, n)
	refs, errs, pauses := make([]string, n), make([]string, n), make([]float64, n)
	for i, o := range outcomes {
		ids[i], states[i], forgets[i], refs[i], errs[i], pauses[i] = o.ID, o.State, o.Forget, o.ProviderRef, o.LastError, o.Pause
	}
	_, err := tx.ExecContext(ctx, query, pq.Array(ids), pq.Array(states), pq.Array(forgets), pq.Array(refs), pq.Array(errs), pq.Array(pauses))
	return err
}

func adoptMessage(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	const query = `UPDATE messages SET next_try_at = now() WHERE id = $1 AND state = 'queued' AND next_try_at IS NULL`
	_, err := tx.ExecContext(ctx, query, id)
	return err
}

func listMessages(ctx context.Context, db *sqlx.DB, limit int, before uuid.UUID) ([]Sent, error) {
	const query = `
		SELECT id, channel, recipient, language, template, subject, body, state, created_at, sent_at
		FROM messages
		WHERE $2 = '00000000-0000-0000-0000-000000000000'::uuid
			OR (created_at, id) < (SELECT created_at, id FROM messages WHERE id = $2)
		ORDER BY created_at DESC, id DESC
		LIMIT $1`
	sent := []Sent{}
	err := db.SelectContext(ctx, &sent, query, limit, before)
	return sent, err
}

func listFailed(ctx context.Context, db *sqlx.DB, from failedCursor, limit int) ([]Sent, error) {
	const query = `
		SELECT id, channel, recipient, language, template, subject, '' AS body, state, created_at, sent_at, attempts, last_error
		FROM messages
		WHERE state = 'failed' AND recipient <> '' AND (created_at, id) < ($1, $2)
		ORDER BY created_at DESC, id DESC LIMIT $3`
	failed := []Sent{}
	err := db.SelectContext(ctx, &failed, query, from.At, from.ID, limit)
	return failed, err
}

func forgetRecipients(ctx context.Context, tx *sqlx.Tx, recipients []string) error {
	const query = `
		UPDATE messages SET recipient = '', subject = '', body = '', next_try_at = NULL, state = CASE state WHEN 'queued' THEN 'failed' ELSE state END
		WHERE recipient = ANY($1) AND recipient <> ''`
	_, err := tx.ExecContext(ctx, query, pq.Array(recipients))
	return err
}
