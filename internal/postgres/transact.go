package postgres

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
)

const maxAttempts = 5

// Transact runs fn in one READ COMMITTED transaction and commits it. fn may run up to five times, since a serialization failure or a
// deadlock starts it again: it must not call the network and must not keep state between runs. A failed commit is
// apperr.Unavailable with code outcome_unknown: whether it took effect is found by re-reading the idempotency key.
func Transact(ctx context.Context, db *sqlx.DB, fn func(tx *sqlx.Tx) error) error {
	return transact(ctx, db, sql.TxOptions{}, fn)
}

// Snapshot runs fn in a REPEATABLE READ READ ONLY transaction, so that all its queries see one moment.
func Snapshot(ctx context.Context, db *sqlx.DB, fn func(tx *sqlx.Tx) error) error {
	return transact(ctx, db, sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
}

func transact(ctx context.Context, db *sqlx.DB, opts sql.TxOptions, fn func(tx *sqlx.Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := once(ctx, db, opts, fn)
		if err == nil || attempt == maxAttempts || !isRetryable(err) {
			return Translate(err)
		}
		pause := time.Duration(rand.Int64N(int64(attempt) * int64(10*time.Millisecond))) //nolint:gosec // jitter, not a secret
		select {
		case <-ctx.Done():
			return Translate(ctx.Err())
		case <-time.After(pause):
		}
	}
}

func once(ctx context.Context, db *sqlx.DB, opts sql.TxOptions, fn func(tx *sqlx.Tx) error) error {
	tx, err := db.BeginTxx(ctx, &opts)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit this does nothing; after a panic it frees the locks
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		if isRetryable(err) {
			return err
		}
		return apperr.Wrap(err, apperr.Unavailable, "outcome_unknown").After(time.Second)
	}
	return nil
}
