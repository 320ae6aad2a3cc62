package idempotency

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// codeLost says that another request goes on with what this one began.
const codeLost = "idempotency_claim_lost"

// earlier is by how many seconds the lease of a claim with a subject ends before that of one without.
const earlier = float64((Lease - RecordedLease) / time.Second)

type keyRow struct {
	Hash   []byte  `db:"request_hash"`
	Status *int    `db:"status"`
	Body   *string `db:"body"`
	Lapsed bool    `db:"lapsed"`
}

func (r keyRow) response() Response { return Response{Status: *r.Status, Body: *r.Body} }

type taken struct {
	LockedUntil time.Time `db:"locked_until"`
	Subject     string    `db:"subject"`
}

func selectKey(ctx context.Context, db *sqlx.DB, req Request) (keyRow, error) {
	const query = `
		SELECT request_hash, status, body, locked_until < now() + CASE WHEN subject <> '' THEN make_interval(secs => $3) ELSE '0' END AS lapsed
		FROM idempotency_keys WHERE scope = $1 AND key = $2`
	var row keyRow
	err := db.GetContext(ctx, &row, query, req.Scope, req.Key, earlier)
	return row, postgres.Translate(err)
}

// insertKey claims a new key. Its commit need not be durable: a server that forgets it has forgotten the run's later writes too.
func insertKey(ctx context.Context, tx *sqlx.Tx, req Request) (row taken, err error) {
	const quick = `SET LOCAL synchronous_commit = off`
	const query = `
		INSERT INTO idempotency_keys (scope, key, request_hash, locked_until)
		VALUES ($1, $2, $3, now() + make_interval(secs => $4))
		ON CONFLICT DO NOTHING RETURNING locked_until, subject`
	if _, err := tx.ExecContext(ctx, quick); err != nil {
		return taken{}, err
	}
	err = tx.GetContext(ctx, &row, query, req.Scope, req.Key, req.Hash[:], Lease.Seconds())
	return row, err
}

// takeOverKey claims a key whose holder is gone. One that is being finished at this moment is skipped, not waited for.
func takeOverKey(ctx context.Context, tx *sqlx.Tx, req Request) (row taken, err error) {
	const query = `
		UPDATE idempotency_keys SET locked_until = now() + make_interval(secs => $3)
		WHERE (scope, key) IN (
			SELECT scope, key FROM idempotency_keys
			WHERE scope = $1 AND key = $2 AND status IS NULL
				AND locked_until < now() + CASE WHEN subject <> '' THEN make_interval(secs => $4) ELSE '0' END
			FOR UPDATE SKIP LOCKED)
		RETURNING locked_until, subject`
	err = tx.GetContext(ctx, &row, query, req.Scope, req.Key, Lease.Seconds(), earlier)
	return row, err
}

func updateSubject(ctx context.Context, tx *sqlx.Tx, c *Claim, subject string) error {
	const query = `
		UPDATE idempotency_keys SET subject = $4
		WHERE scope = $1 AND key = $2 AND locked_until = $3 AND status IS NULL`
	return mustHold(tx.ExecContext(ctx, query, c.req.Scope, c.req.Key, c.token, subject))
}

// updateAnswer stores the answer; an empty subject keeps what was recorded before. A claim that was taken over may still answer for the
// subject that it recorded.
func updateAnswer(ctx context.Context, tx *sqlx.Tx, c *Claim, subject string, answer Response) error {
	const query = `
		UPDATE idempotency_keys SET subject = coalesce(nullif(:subject, ''), subject), status = :status, body = :body
		WHERE scope = :scope AND key = :key AND status IS NULL
			AND (locked_until = :token OR (subject <> '' AND subject = :recorded))`
	return mustHold(tx.NamedExecContext(ctx, query, map[string]any{
		"scope": c.req.Scope, "key": c.req.Key, "token": c.token, "recorded": c.recorded,
		"subject": subject, "status": answer.Status, "body": answer.Body,
	}))
}

// mustHold refuses a write that found no row: the claim is another's by now.
func mustHold(result sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("write idempotency key: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return apperr.New(apperr.Conflict, codeLost)
}

// freeKey forgets a key of which nothing came, and ends the lease of one that has a subject, so that the next request goes on from it.
func freeKey(ctx context.Context, tx *sqlx.Tx, c *Claim) error {
	const forget = `
		DELETE FROM idempotency_keys
		WHERE scope = $1 AND key = $2 AND locked_until = $3 AND status IS NULL AND subject = ''`
	const lapse = `
		UPDATE idempotency_keys SET locked_until = '-infinity'
		WHERE scope = $1 AND key = $2 AND locked_until = $3 AND status IS NULL`
	for _, query := range []string{forget, lapse} {
		if _, err := tx.ExecContext(ctx, query, c.req.Scope, c.req.Key, c.token); err != nil {
			return err
		}
	}
	return nil
}

func deleteOlder(ctx context.Context, db *sqlx.DB, limit time.Time) (deleted int64, err error) {
	const query = `DELETE FROM idempotency_keys WHERE created_at < $1`
	err = postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		result, err := tx.ExecContext(ctx, query, limit)
		if err != nil {
			return err
		}
		deleted, err = result.RowsAffected()
		return err
	})
	return deleted, err
}
