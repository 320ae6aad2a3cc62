package identity

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// count is a counter after a try.
type count struct {
	Bucket string    `db:"bucket"`
	Hits   int       `db:"hits"`
	Start  time.Time `db:"window_start"`
	Now    time.Time `db:"now"`
}

func countTries(ctx context.Context, tx *sqlx.Tx, tries []Try) ([]count, error) {
	const query = `
		INSERT INTO rate_limits (bucket, window_start, hits)
		SELECT bucket, date_bin(make_interval(secs => seconds), now(), 'epoch'), 1
		FROM unnest($1::text[], $2::float8[]) WITH ORDINALITY AS t (bucket, seconds, place) ORDER BY place
		ON CONFLICT (bucket, window_start) DO UPDATE SET hits = least(rate_limits.hits + 1, 1000000)
		RETURNING bucket, hits, window_start, now() AS now`
	buckets, seconds := columns(tries)
	var counts []count
	err := tx.SelectContext(ctx, &counts, query, pq.Array(buckets), pq.Array(seconds))
	return counts, err
}

func uncountTries(ctx context.Context, tx *sqlx.Tx, tries []Try) error {
	const query = `
		UPDATE rate_limits SET hits = hits - 1
		WHERE hits > 0 AND (bucket, window_start) IN (
			SELECT bucket, date_bin(make_interval(secs => seconds), now(), 'epoch') FROM unnest($1::text[], $2::float8[]) AS t (bucket, seconds))`
	buckets, seconds := columns(tries)
	_, err := tx.ExecContext(ctx, query, pq.Array(buckets), pq.Array(seconds))
	return err
}

func columns(tries []Try) (buckets []string, seconds []float64) {
	for _, try := range tries {
		buckets = append(buckets, try.bucket())
		seconds = append(seconds, try.Per.Seconds())
	}
	return buckets, seconds
}

type loginCode struct {
	ID      uuid.UUID `db:"id"`
	Phone   string    `db:"phone"`
	Purpose Purpose   `db:"purpose"`
	Hash    string    `db:"code_hash"`
}

func insertCode(ctx context.Context, tx *sqlx.Tx, c loginCode) error {
	const query = `
		INSERT INTO login_codes (id, phone, purpose, code_hash, expires_at)
		VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))`
	_, err := tx.ExecContext(ctx, query, c.ID, c.Phone, string(c.Purpose), c.Hash, codeLife.Seconds())
	return err
}

// countCodeTry takes one of the newest code's tries; it finds no row where the code is used, expired or has none left.
func countCodeTry(ctx context.Context, tx *sqlx.Tx, phone string, purpose Purpose) (loginCode, error) {
	const query = `
		UPDATE login_codes SET tries = tries + 1
		WHERE id = (SELECT id FROM login_codes WHERE phone = $1 AND purpose = $2 ORDER BY created_at DESC, id DESC LIMIT 1)
			AND used_at IS NULL AND expires_at > now() AND tries < $3
		RETURNING id, phone, purpose, code_hash`
	var code loginCode
	err := tx.GetContext(ctx, &code, query, phone, string(purpose), codeTries)
	return code, err
}

func useCode(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	const query = `UPDATE login_codes SET used_at = now() WHERE id = $1 AND used_at IS NULL RETURNING id`
	return tx.GetContext(ctx, &id, query, id)
}

func insertLink(ctx context.Context, tx *sqlx.Tx, l link) error {
	const query = `
		INSERT INTO one_time_links (token_hash, account_id, purpose, email, expires_at)
		VALUES (:token_hash, :account_id, :purpose, :email, now() + make_interval(secs => :seconds))`
	_, err := tx.NamedExecContext(ctx, query, l)
	return err
}

func findLink(ctx context.Context, q sqlx.QueryerContext, tokenHash []byte, purpose string) (link, error) {
	const query = `
		SELECT account_id, purpose, email FROM one_time_links
		WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > now()`
	var l link
	err := sqlx.GetContext(ctx, q, &l, query, tokenHash, purpose)
	return l, err
}

// useLink uses a link up, and with it the account's other links for the same.
func useLink(ctx context.Context, tx *sqlx.Tx, tokenHash []byte, purpose string) (link, error) {
	const use = `
		UPDATE one_time_links SET used_at = now()
		WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > now()
		RETURNING account_id, purpose, email`
	const others = `UPDATE one_time_links SET used_at = now() WHERE account_id = $1 AND purpose = $2 AND used_at IS NULL`
	var l link
	if err := tx.GetContext(ctx, &l, use, tokenHash, purpose); err != nil {
		return link{}, err
	}
	_, err := tx.ExecContext(ctx, others, l.AccountID, purpose)
	return l, err
}

type newAPIToken struct {
	ID        uuid.UUID  `db:"id"`
	AccountID uuid.UUID  `db:"account_id"`
	Name      string     `db:"name"`
	Hash      []byte     `db:"token_hash"`
	ExpiresAt *time.Time `db:"expires_at"`
}

func insertToken(ctx context.Context, tx *sqlx.Tx, in newAPIToken) (Token, error) {
	const query = `
		INSERT INTO api_tokens (id, account_id, name, token_hash, expires_at)
		VALUES (:id, :account_id, :name, :token_hash, :expires_at)
		RETURNING id, name, created_at, expires_at, last_used_at`
	var token Token
	bound, args, err := tx.BindNamed(query, in)
	if err != nil {
		return Token{}, err
	}
	err = tx.GetContext(ctx, &token, bound, args...)
	return token, err
}

func listTokens(ctx context.Context, q sqlx.QueryerContext, accountID uuid.UUID) ([]Token, error) {
	const query = `
		SELECT id, name, created_at, expires_at, last_used_at FROM api_tokens
		WHERE account_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
		ORDER BY created_at DESC, id DESC`
	tokens := []Token{}
	err := sqlx.SelectContext(ctx, q, &tokens, query, accountID)
	return tokens, err
}

func revokeToken(ctx context.Context, tx *sqlx.Tx, accountID, id uuid.UUID) error {
	const query = `UPDATE api_tokens SET revoked_at = now() WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL RETURNING id`
	return tx.GetContext(ctx, &id, query, id, accountID)
}

func revokeTokenHash(ctx context.Context, tx *sqlx.Tx, hash []byte) error {
	const query = `UPDATE api_tokens SET revoked_at = now() WHERE token_hash = $1 AND revoked_at IS NULL`
	_, err := tx.ExecContext(ctx, query, hash)
	return err
}

type tokenActor struct {
	actorRow
	TokenID uuid.UUID `db:"token_id"`
	Stale   bool      `db:"stale"` // its last use is noted an hour ago or more
}

func findActorByToken(ctx context.Context, q sqlx.QueryerContext, tokenHash []byte) (tokenActor, error) {
	const query = `
		SELECT a.id AS account_id, a.language, ` + roleColumn + `, t.id AS token_id,
			coalesce(t.last_used_at < now() - interval '1 hour', true) AS stale
		FROM api_tokens t JOIN accounts a ON a.id = t.account_id
		WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now()) AND a.disabled_at IS NULL`
	var row tokenActor
	err := sqlx.GetContext(ctx, q, &row, query, tokenHash)
	return row, err
}

func touchToken(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	const query = `
		UPDATE api_tokens SET last_used_at = now()
		WHERE id = $1 AND coalesce(last_used_at < now() - interval '1 hour', true)`
	_, err := tx.ExecContext(ctx, query, id)
	return err
}

// shutOut ends every session and API token of an account.
func shutOut(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID) error {
	const tokens = `UPDATE api_tokens SET revoked_at = now() WHERE account_id = $1 AND revoked_at IS NULL`
	if _, err := tx.ExecContext(ctx, tokens, accountID); err != nil {
		return err
	}
	return deleteSessions(ctx, tx, accountID, nil)
}

func deleteExpired(ctx context.Context, tx *sqlx.Tx) error {
	for _, statement := range []string{
		`DELETE FROM sessions WHERE expires_at < now()`,
		`DELETE FROM login_codes WHERE expires_at < now() - interval '1 day'`,
		`DELETE FROM one_time_links WHERE expires_at < now() - interval '7 days'`,
		`DELETE FROM rate_limits WHERE window_start < now() - interval '1 day'`,
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
