package seeds

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// findMark reads how far a seed has come, empty where it has not begun.
func findMark(ctx context.Context, db *sqlx.DB, name string) (string, error) {
	const query = `SELECT value FROM seed_marks WHERE name = $1`
	var value string
	err := db.GetContext(ctx, &value, query, name)
	if postgres.IsNoRows(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the seed mark %s: %w", name, err)
	}
	return value, nil
}

// setMark notes how far a seed has come.
func setMark(ctx context.Context, db *sqlx.DB, name, value string) error {
	const query = `
		INSERT INTO seed_marks (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value, marked_at = now()`
	err := postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, query, name, value)
		return err
	})
	if err != nil {
		return fmt.Errorf("set the seed mark %s: %w", name, err)
	}
	return nil
}

// spreadProducts moves the demo's products into the past, one time each. A seed only: people list a product when they do.
func spreadProducts(ctx context.Context, db *sqlx.DB, slugs []string, published []time.Time) error {
	const query = `
		UPDATE products p SET created_at = t.at, updated_at = t.at, published_at = t.at
		FROM unnest($1::text[], $2::timestamptz[]) AS t (slug, at) WHERE p.slug = t.slug`
	return postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, query, pq.Array(slugs), pq.Array(published))
		return err
	})
}

// hasOrders says whether anything was ever ordered.
func hasOrders(ctx context.Context, db *sqlx.DB) (found bool, err error) {
	const query = `SELECT EXISTS (SELECT FROM order_groups)`
	if err := db.GetContext(ctx, &found, query); err != nil {
		return false, fmt.Errorf("look for orders: %w", err)
	}
	return found, nil
}

// isInUse says whether somebody sells here who is not of the demo.
func isInUse(ctx context.Context, db *sqlx.DB) (used bool, err error) {
	const query = `
		SELECT EXISTS (SELECT FROM shop_members m JOIN accounts a ON a.id = m.account_id WHERE coalesce(a.email, '') NOT LIKE '%' || $1)`
	if err := db.GetContext(ctx, &used, query, mailDomain); err != nil {
		return false, fmt.Errorf("look whose the mall is: %w", err)
	}
	return used, nil
}

// refreshStatistics tells the planner of the database what has been loaded: it would notice only after a minute, and plan for empty tables
// until then.
func refreshStatistics(ctx context.Context, db *sqlx.DB) error {
	return postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `ANALYZE`)
		return err
	})
}

// findInquiryOf finds the inquiry that an address has sent, and how much was said in it; nothing where there is none.
func findInquiryOf(ctx context.Context, db *sqlx.DB, email string) (number string, said int, err error) {
	const query = `
		SELECT i.number, count(*) AS said FROM inquiries i JOIN inquiry_messages m ON m.inquiry_id = i.id WHERE i.email = $1 GROUP BY i.id`
	var row struct {
		Number string `db:"number"`
		Said   int    `db:"said"`
	}
	err = db.GetContext(ctx, &row, query, email)
	if postgres.IsNoRows(err) {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("look for an inquiry: %w", err)
	}
	return row.Number, row.Said, nil
}
