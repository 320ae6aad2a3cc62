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
)

// outcome is what came of a try to send.
type outcome struct {
	ID          uuid.UUID `db:"id"`
	State       string    `db:"state"`
	Forget      bool      `db:"forget"`
	ProviderRef string    `db:"provider_ref"`
	LastError   string    `db:"last_error"`
}

func insertMessage(ctx context.Context, tx *sqlx.Tx, m outgoing) (written bool, err error) {
	const query = `
		INSERT INTO messages (id, dedupe_key, channel, recipient, language, template, subject, body, secret, state, sent_at, expires_at)
		VALUES (:id, :dedupe_key, :channel, :recipient, :language, :template, :subject, :body, :secret, :state,
			CASE WHEN CAST(:state AS text) = 'sent' THEN now() END,
			CASE WHEN CAST(:valid_seconds AS float8) > 0 THEN now() + make_interval(secs => CAST(:valid_seconds AS float8)) END)
		ON CONFLICT (dedupe_key) DO NOTHING`
	result, err := tx.NamedExecContext(ctx, query, m)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows == 1, err
}

func findOutgoing(ctx context.Context, db *sqlx.DB, id uuid.UUID) (outgoing, error) {
	const query = `
		SELECT id, channel, recipient, language, subject, body, secret, state, attempts, coalesce(expires_at <= now(), false) AS expired
		FROM messages WHERE id = $1`
	var m outgoing
	err := db.GetContext(ctx, &m, query, id)
	return m, err
}

func recordOutcome(ctx context.Context, tx *sqlx.Tx, o outcome) error {
	const query = `
		UPDATE messages SET
			state = :state, attempts = attempts + 1, provider_ref = :provider_ref, last_error = :last_error,
			body = CASE WHEN :forget THEN '' ELSE body END,
			sent_at = CASE WHEN CAST(:state AS text) = 'sent' THEN now() END
		WHERE id = :id AND state = 'queued'`
	_, err := tx.NamedExecContext(ctx, query, o)
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
		UPDATE messages SET recipient = '', subject = '', body = '', state = CASE state WHEN 'queued' THEN 'failed' ELSE state END
		WHERE recipient = ANY($1) AND recipient <> ''`
	_, err := tx.ExecContext(ctx, query, pq.Array(recipients))
	return err
}
