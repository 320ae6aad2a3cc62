package media

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// lockKeysTx lets uploads choose keys beside each other, and the sweep retire keys alone. It comes before the locks of rows.
func lockKeysTx(ctx context.Context, tx *sqlx.Tx, alone bool) error {
	const (
		shared    = `SELECT pg_advisory_xact_lock_shared($1)`
		exclusive = `SELECT pg_advisory_xact_lock($1)`
	)
	query := shared
	if alone {
		query = exclusive
	}
	_, err := tx.ExecContext(ctx, query, keysLock)
	return err
}

// generationsTx gives the generation in which each content may be kept now.
func generationsTx(ctx context.Context, tx *sqlx.Tx, contents []string) (map[string]int, error) {
	const query = `SELECT content, max(generation) + 1 AS generation FROM retired_objects WHERE content = ANY ($1) GROUP BY content`
	var rows []struct {
		Content    string `db:"content"`
		Generation int    `db:"generation"`
	}
	if err := tx.SelectContext(ctx, &rows, query, pq.Array(contents)); err != nil {
		return nil, err
	}
	next := make(map[string]int, len(rows))
	for _, row := range rows {
		next[row.Content] = row.Generation
	}
	return next, nil
}

// retireTx retires those of the keys that no rendition has, and returns how many; lockKeysTx has kept uploads out. A key that was retired
// before, and has an object all the same, is to be deleted once more.
func retireTx(ctx context.Context, tx *sqlx.Tx, keys []string) (int, error) {
	const query = `
		INSERT INTO retired_objects (key, content, generation)
		SELECT key, content, generation FROM unnest($1::text[], $2::text[], $3::int[]) AS k (key, content, generation)
		WHERE NOT EXISTS (SELECT 1 FROM image_renditions r WHERE r.key = k.key)
		ON CONFLICT (key) DO UPDATE SET deleted_at = NULL`
	var contents []string
	var generations []int64
	for _, key := range keys {
		k := parseObjectKey(key)
		contents, generations = append(contents, k.content), append(generations, int64(k.generation))
	}
	result, err := tx.ExecContext(ctx, query, pq.Array(keys), pq.Array(contents), pq.Array(generations))
	if err != nil {
		return 0, err
	}
	count, err := result.RowsAffected()
	return int(count), err
}

// listRetired gives retired keys whose objects may still be there, the longest retired first.
func listRetired(ctx context.Context, db *sqlx.DB, limit int) (keys []string, err error) {
	const query = `SELECT key FROM retired_objects WHERE deleted_at IS NULL ORDER BY retired_at, key LIMIT $1`
	err = db.SelectContext(ctx, &keys, query, limit)
	return keys, postgres.Translate(err)
}

func markDeletedTx(ctx context.Context, tx *sqlx.Tx, keys []string) error {
	const query = `UPDATE retired_objects SET deleted_at = now() WHERE key = ANY ($1) AND deleted_at IS NULL`
	_, err := tx.ExecContext(ctx, query, pq.Array(keys))
	return err
}
