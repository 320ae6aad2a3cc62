package audit

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// head is the end of the chain.
type head struct {
	Seq  int64     `db:"seq"`
	Hash []byte    `db:"hash"`
	Now  time.Time `db:"now"`
}

func lockHead(ctx context.Context, tx *sqlx.Tx) (head, error) {
	const query = `SELECT seq, hash, clock_timestamp() AS now FROM audit_head FOR UPDATE`
	var h head
	err := tx.GetContext(ctx, &h, query)
	return h, err
}

func findHead(ctx context.Context, tx *sqlx.Tx) (head, error) {
	const query = `SELECT seq, hash FROM audit_head`
	var h head
	err := tx.GetContext(ctx, &h, query)
	return h, err
}

// isRecordedToday reads from audit_log_subject.
func isRecordedToday(ctx context.Context, tx *sqlx.Tx, e Entry) (done bool, err error) {
	const query = `
		SELECT EXISTS (SELECT FROM audit_log
			WHERE subject = $1 AND actor = $2 AND action = $3 AND at >= date_trunc('day', now(), 'Asia/Jakarta'))`
	err = tx.GetContext(ctx, &done, query, e.Subject, e.Actor, e.Action)
	return done, err
}

func appendRow(ctx context.Context, tx *sqlx.Tx, r row) error {
	const query = `
		WITH moved AS (UPDATE audit_head SET seq = :seq, hash = :hash)
		INSERT INTO audit_log (seq, at, actor, action, subject, data, prev_hash, hash)
		VALUES (:seq, :at, :actor, :action, :subject, :data, :prev_hash, :hash)`
	_, err := tx.NamedExecContext(ctx, query, r)
	return err
}

func eachRow(ctx context.Context, tx *sqlx.Tx, fn func(row)) error {
	const query = `SELECT seq, at, actor, action, subject, data, prev_hash, hash FROM audit_log ORDER BY seq`
	rows, err := tx.QueryxContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r row
		if err := rows.StructScan(&r); err != nil {
			return err
		}
		fn(r)
	}
	return rows.Err()
}
