package exportready

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// ownedListing is a product and whose it is.
type ownedListing struct {
	listing
	ShopID uuid.UUID `db:"shop_id"`
}

// listListingsOf gives what opted in of some shops, up to a number each.
func listListingsOf(ctx context.Context, db *sqlx.DB, shops []uuid.UUID, each int) ([]ownedListing, error) {
	const query = `
		SELECT p.id, p.slug, p.title, p.published, s.shop_id
		FROM unnest($1::uuid[]) AS s (shop_id) CROSS JOIN LATERAL (
			SELECT p.id, p.slug, p.title, p.state = 'published' AS published
			FROM export_products e JOIN products p ON p.id = e.product_id
			WHERE e.shop_id = s.shop_id AND e.opted_in AND p.state <> 'archived' ORDER BY p.title, p.id LIMIT $2
		) p`
	var found []ownedListing
	return found, postgres.Translate(db.SelectContext(ctx, &found, query, pq.Array(shops), each))
}

func listPast(ctx context.Context, db *sqlx.DB, shops []uuid.UUID, day string) (map[uuid.UUID]Change, error) {
	const query = `
		SELECT s.shop_id, c.on_day, c.level, c.score_bp
		FROM unnest($1::uuid[]) AS s (shop_id) CROSS JOIN LATERAL (
			SELECT on_day, level, score_bp FROM export_changes c
			WHERE c.shop_id = s.shop_id AND c.product_id IS NULL AND c.on_day <= $2::date ORDER BY c.id DESC LIMIT 1
		) c`
	var rows []struct {
		ShopID uuid.UUID `db:"shop_id"`
		Change
	}
	if err := db.SelectContext(ctx, &rows, query, pq.Array(shops), day); err != nil {
		return nil, postgres.Translate(err)
	}
	past := make(map[uuid.UUID]Change, len(rows))
	for _, row := range rows {
		past[row.ShopID] = row.Change
	}
	return past, nil
}
