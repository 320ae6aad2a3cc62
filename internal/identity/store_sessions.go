package identity

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

type sessionRow struct {
	TokenHash []byte     `db:"token_hash"`
	AccountID *uuid.UUID `db:"account_id"`
	Data      []byte     `db:"data"`
	UserAgent string     `db:"user_agent"`
	ExpiresAt time.Time  `db:"expires_at"`
}

// loadedSession is a session with its account as it is now.
type loadedSession struct {
	Data      []byte     `db:"data"`
	AccountID *uuid.UUID `db:"account_id"`
	Language  string     `db:"language"`
	Roles     string     `db:"roles"`
}

func findSession(ctx context.Context, q sqlx.QueryerContext, tokenHash []byte) (loadedSession, error) {
	const query = `
		SELECT s.data, s.account_id, coalesce(a.language, '') AS language, ` + roleColumn + `
		FROM sessions s LEFT JOIN accounts a ON a.id = s.account_id
		WHERE s.token_hash = $1 AND s.expires_at > now() AND a.disabled_at IS NULL`
	var row loadedSession
	err := sqlx.GetContext(ctx, q, &row, query, tokenHash)
	return row, err
}

func insertSession(ctx context.Context, tx *sqlx.Tx, row sessionRow) error {
	const query = `
		INSERT INTO sessions (token_hash, account_id, data, user_agent, expires_at)
		VALUES (:token_hash, :account_id, :data, :user_agent, :expires_at)
		ON CONFLICT (token_hash) DO UPDATE SET
			account_id = excluded.account_id, data = excluded.data, user_agent = excluded.user_agent, expires_at = excluded.expires_at`
	_, err := tx.NamedExecContext(ctx, query, row)
	return err
}

func updateSession(ctx context.Context, tx *sqlx.Tx, row sessionRow) error {
	const query = `
		UPDATE sessions SET account_id = :account_id, data = :data, user_agent = :user_agent, expires_at = :expires_at
		WHERE token_hash = :token_hash`
	_, err := tx.NamedExecContext(ctx, query, row)
	return err
}

func deleteSession(ctx context.Context, tx *sqlx.Tx, tokenHash []byte) error {
	const query = `DELETE FROM sessions WHERE token_hash = $1`
	_, err := tx.ExecContext(ctx, query, tokenHash)
	return err
}

func deleteOwnSession(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID, tokenHash []byte) error {
	const query = `DELETE FROM sessions WHERE token_hash = $1 AND account_id = $2 RETURNING account_id`
	return tx.GetContext(ctx, &accountID, query, tokenHash, accountID)
}

// deleteSessions ends an account's sessions but one; a nil keep ends all.
func deleteSessions(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID, keep []byte) error {
	const query = `DELETE FROM sessions WHERE account_id = $1 AND token_hash IS DISTINCT FROM $2`
	_, err := tx.ExecContext(ctx, query, accountID, keep)
	return err
}

func listSessions(ctx context.Context, q sqlx.QueryerContext, accountID uuid.UUID, current []byte) ([]Session, error) {
	const query = `
		SELECT encode(token_hash, 'hex') AS id, user_agent, created_at, expires_at, token_hash IS NOT DISTINCT FROM $2 AS current
		FROM sessions WHERE account_id = $1 AND expires_at > now() ORDER BY created_at DESC, token_hash`
	sessions := []Session{}
	err := sqlx.SelectContext(ctx, q, &sessions, query, accountID, current)
	return sessions, err
}
