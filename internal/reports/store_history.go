package reports

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/postgres"
)

// listHistories gives the facts of sales that are others than those kept. An order counts once its outcome is known: fulfilled when it
// was sent or handed over, in time unless it was marked late; failed when the shop rejected it, let it lapse, or has not sent it though
// it is late. What the buyer took back, never paid, or still waits for in time, says nothing about the shop.
func listHistories(ctx context.Context, db *sqlx.DB) ([]exportready.History, error) {
	const query = `
		WITH outcomes AS (
			SELECT o.id, o.shop_id, o.created_at, o.state, o.state IN ('shipped', 'ready', 'completed') AS sent, o.late_at IS NULL AS in_time
			FROM export_shops e JOIN shop_orders o ON o.shop_id = e.shop_id
			WHERE o.state IN ('shipped', 'ready', 'completed') OR o.state IN ('accepted', 'packed') AND o.late_at IS NOT NULL
				OR o.state IN ('cancelled', 'refunded') AND EXISTS (
					SELECT FROM order_events v WHERE v.group_id = o.group_id AND v.shop_order_id = o.id AND v.event IN ('reject', 'lapse'))
		), of_shops AS (
			SELECT shop_id, count(*) FILTER (WHERE recent) AS orders, count(*) FILTER (WHERE recent AND sent AND in_time) AS fulfilled,
				count(DISTINCT date_trunc('month', created_at)) FILTER (WHERE sent) AS months
			FROM (SELECT *, created_at > now() - interval '180 days' AS recent FROM outcomes) o GROUP BY shop_id
		), sold AS (
			SELECT o.shop_id, v.product_id, o.state, o.id, o.created_at, l.quantity
			FROM outcomes o JOIN order_lines l ON l.shop_order_id = o.id JOIN variants v ON v.id = l.variant_id
			WHERE o.sent AND o.created_at > now() - interval '365 days'
		), units AS (
			SELECT shop_id, sum(quantity)::bigint / 6 AS monthly FROM sold WHERE created_at > now() - interval '180 days' GROUP BY shop_id
		), of_products AS (
			SELECT product_id, count(DISTINCT id) AS orders FROM sold WHERE state = 'completed' GROUP BY product_id
		), counted AS (
			SELECT e.shop_id, NULL::uuid AS product_id, e.history, jsonb_strip_nulls(jsonb_build_object(
				'orders_180d', nullif(s.orders, 0), 'fulfil_rate_180d_bp', 10000 * s.fulfilled / nullif(s.orders, 0),
				'months_active', nullif(s.months, 0), 'avg_monthly_sales', u.monthly)) AS facts
			FROM export_shops e LEFT JOIN of_shops s USING (shop_id) LEFT JOIN units u USING (shop_id)
			UNION ALL
			SELECT e.shop_id, e.product_id, e.history, jsonb_strip_nulls(jsonb_build_object('orders_365d', p.orders)) AS facts
			FROM export_products e LEFT JOIN of_products p USING (product_id)
		)
		SELECT shop_id, product_id, facts FROM counted WHERE history <> facts ORDER BY shop_id, product_id`
	var rows []struct {
		ShopID    uuid.UUID     `db:"shop_id"`
		ProductID uuid.NullUUID `db:"product_id"`
		Facts     []byte        `db:"facts"`
	}
	if err := db.SelectContext(ctx, &rows, query); err != nil {
		return nil, postgres.Translate(err)
	}
	histories := make([]exportready.History, len(rows))
	for i, row := range rows {
		histories[i] = exportready.History{ShopID: row.ShopID, ProductID: row.ProductID.UUID, Facts: rulebook.Facts{}}
		if err := json.Unmarshal(row.Facts, &histories[i].Facts); err != nil {
			return nil, err
		}
	}
	return histories, nil
}
