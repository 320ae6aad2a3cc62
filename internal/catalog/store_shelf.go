package catalog

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

func listLowStock(ctx context.Context, db *sqlx.DB, shop uuid.UUID, limit int) ([]LowStock, error) {
	const query = `
		SELECT p.slug, p.title, v.id AS variant_id, v.title AS variant_title, l.on_hand - l.reserved AS available
		FROM variants v JOIN products p ON p.id = v.product_id JOIN stock_levels l ON l.variant_id = v.id
		WHERE v.shop_id = $1 AND v.archived_at IS NULL AND p.state = 'published' AND l.on_hand - l.reserved <= $2
		ORDER BY available, p.title, v.position LIMIT $3`
	low := []LowStock{}
	err := db.SelectContext(ctx, &low, query, shop, LowUnits, limit)
	return low, postgres.Translate(err)
}

func countAvailable(ctx context.Context, db *sqlx.DB, products []uuid.UUID) (map[uuid.UUID]int64, error) {
	const query = `
		SELECT v.product_id, sum(l.on_hand - l.reserved)::bigint AS available
		FROM variants v JOIN stock_levels l ON l.variant_id = v.id
		WHERE v.product_id = ANY ($1) AND v.archived_at IS NULL GROUP BY v.product_id`
	var rows []struct {
		ProductID uuid.UUID `db:"product_id"`
		Available int64     `db:"available"`
	}
	err := db.SelectContext(ctx, &rows, query, pq.Array(products))
	available := make(map[uuid.UUID]int64, len(rows))
	for _, r := range rows {
		available[r.ProductID] = r.Available
	}
	return available, postgres.Translate(err)
}
