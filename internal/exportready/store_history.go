package exportready

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// saveHistories gives the shops of which something changed. The shops are locked first, in the order of their ids, as judging does.
func saveHistories(ctx context.Context, tx *sqlx.Tx, histories []History) ([]uuid.UUID, error) {
	const (
		lock   = `SELECT 1 FROM export_shops WHERE shop_id = ANY ($1::uuid[]) ORDER BY shop_id FOR UPDATE`
		update = `
			WITH n AS (
				SELECT shop, product, facts::jsonb AS facts FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS n (shop, product, facts)
			), of_shops AS (
				UPDATE export_shops e SET history = n.facts FROM n
				WHERE e.shop_id = n.shop AND n.product = '00000000-0000-0000-0000-000000000000' AND e.history <> n.facts
				RETURNING e.shop_id
			), of_products AS (
				UPDATE export_products e SET history = n.facts FROM n
				WHERE e.product_id = n.product AND e.history <> n.facts
				RETURNING e.shop_id
			)
			SELECT shop_id FROM of_shops UNION SELECT shop_id FROM of_products ORDER BY shop_id`
	)
	shops, products, facts := make([]uuid.UUID, len(histories)), make([]uuid.UUID, len(histories)), make([]string, len(histories))
	for i, h := range histories {
		content, err := json.Marshal(h.Facts)
		if err != nil {
			return nil, err
		}
		shops[i], products[i], facts[i] = h.ShopID, h.ProductID, string(content)
	}
	if _, err := tx.ExecContext(ctx, lock, pq.Array(shops)); err != nil {
		return nil, err
	}
	var changed []uuid.UUID
	return changed, tx.SelectContext(ctx, &changed, update, pq.Array(shops), pq.Array(products), pq.Array(facts))
}
