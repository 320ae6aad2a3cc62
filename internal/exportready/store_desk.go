package exportready

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// listing names a product of a shop.
type listing struct {
	ID        uuid.UUID `db:"id"`
	Slug      string    `db:"slug"`
	Title     string    `db:"title"`
	Published bool      `db:"published"`
}

// listListings gives what a shop offers or prepares, what is on show first.
func listListings(ctx context.Context, db *sqlx.DB, shop uuid.UUID, limit int) ([]listing, error) {
	const query = `
		SELECT id, slug, title, state = 'published' AS published FROM products WHERE shop_id = $1 AND state <> 'archived'
		ORDER BY published DESC, title, id LIMIT $2`
	var found []listing
	return found, postgres.Translate(db.SelectContext(ctx, &found, query, shop, limit))
}

func listRowsOf(ctx context.Context, db *sqlx.DB, products []uuid.UUID) ([]productRow, error) {
	const query = `SELECT ` + productColumns + ` FROM ` + productTables + ` WHERE e.product_id = ANY ($1)`
	var rows []productRow
	return rows, postgres.Translate(db.SelectContext(ctx, &rows, query, pq.Array(products)))
}
