package idempotency

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// codeBusy says that another request with the key is at work, or has been.
const codeBusy = "idempotency_in_progress"

type keyRow struct {
	Hash    []byte  `db:"request_hash"`
	Subject string  `db:"subject"`
	Status  *int    `db:"status"`
	Body    *string `db:"body"`
	Lapsed  bool    `db:"lapsed"`
}

func (r keyRow) response() Response { return Response{Status: *r.Status, Body: *r.Body} }

type taken struct {
	LockedUntil time.Time `db:"locked_until"`
	Subject     string    `db:"subject"`
}

// holdKey takes the lock of a key until tx ends, unless another has it, and says whether nothing is stored for it yet. A key that is
// stored between the two is found when this transaction stores its own.
func holdKey(ctx context.Context, tx *sqlx.Tx, req Request) (isFree bool, err error) {
	const query = `
		SELECT pg_try_advisory_xact_lock(hashtextextended('idempotency:' || $1 || ' ' || $2, 0))
			AND NOT EXISTS (SELECT FROM idempotency_keys WHERE scope = $1 AND key = $2)`
	err = tx.GetContext(ctx, &isFree, query, req.Scope, req.Key)
	return isFree, err
}

func selectKey(ctx context.Context, db *sqlx.DB, req Request) (keyRow, error) {
	const query = `
		SELECT request_hash, subject, status, body, locked_until < now() AS lapsed FROM idempotency_keys WHERE scope = $1 AND key = $2`
	var row keyRow
	err := db.GetContext(ctx, &row, query, req.Scope, req.Key)
	return row, postgres.Translate(err)
}

func insertKey(ctx context.Context, tx *sqlx.Tx, req Request, subject string) (lockedUntil time.Time, err error) {
	const query = `
		INSERT INTO idempotency_keys (scope, key, request_hash, subject, locked_until)
		VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
		ON CONFLICT DO NOTHING RETURNING locked_until`
	err = tx.GetContext(ctx, &lockedUntil, query, req.Scope, req.Key, req.Hash[:], subject, RecordedLease.Seconds())
	return lockedUntil, err
}

// takeOverKey goes on with a key whose holder is gone. One that is being finished at this moment is skipped, not waited for.
func takeOverKey(ctx context.Context, tx *sqlx.Tx, req Request) (row taken, err error) {
	const query = `
		UPDATE idempotency_keys SET locked_until = now() + make_interval(secs => $3)
		WHERE (scope, key) IN (
			SELECT scope, key FROM idempotency_keys
			WHERE scope = $1 AND key = $2 AND status IS NULL AND locked_until < now()
			FOR UPDATE SKIP LOCKED)
		RETURNING locked_until, subject`
	err = tx.GetContext(ctx, &row, query, req.Scope, req.Key, RecordedLease.Seconds())
	return row, err
}

// saveAnswer stores the answer, with its key where that is new. One who was taken over may still answer for the subject that it recorded.
func saveAnswer(ctx context.Context, tx *sqlx.Tx, c *Claim, subject string, answer Response) error {
	const query = `
		INSERT INTO idempotency_keys AS k (scope, key, request_hash, subject, status, body, locked_until)
		VALUES (:scope, :key, :request_hash, :subject, :status, :body, now())
		ON CONFLICT (scope, key) DO UPDATE
		SET subject = coalesce(nullif(excluded.subject, ''), k.subject), status = excluded.status, body = excluded.body
		WHERE k.status IS NULL AND k.subject = :recorded`
	result, err := tx.NamedExecContext(ctx, query, map[string]any{
		"scope": c.req.Scope, "key": c.req.Key, "request_hash": c.req.Hash[:], "subject": subject, "recorded": c.recorded,
		"status": answer.Status, "body": answer.Body,
	})
	if err != nil {
		return fmt.Errorf("store an idempotent answer: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return errBusy()
}

// endLease lets the next request go on from the subject of a run that has failed.
func endLease(ctx context.Context, tx *sqlx.Tx, c *Claim) error {
	const query = `
		UPDATE idempotency_keys SET locked_until = '-infinity'
		WHERE scope = $1 AND key = $2 AND locked_until = $3 AND status IS NULL`
	_, err := tx.ExecContext(ctx, query, c.req.Scope, c.req.Key, c.token)
	return err
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
