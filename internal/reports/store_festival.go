package reports

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// festivalSold is every line that was sold at the stalls of a festival, over the table or ahead, with where and when. What was taken back is no part
// of it. An order ahead counts once it was collected.
const festivalSold = `
	WITH sold AS (
		SELECT s.stall_id, l.category, l.quantity AS units, s.sold_at AS at, s.id AS sale,
			CASE WHEN s.method = 'cash' THEN l.total ELSE 0 END AS cash, CASE WHEN s.method = 'qr' THEN l.total ELSE 0 END AS qr, 0::bigint AS ahead
		FROM stall_sales s JOIN stall_sale_lines l ON l.sale_id = s.id WHERE s.festival_id = $1 AND s.void_id IS NULL
		UNION ALL
		SELECT b.stall_id, p.category, l.quantity, o.updated_at, o.id, 0, 0, l.total
		FROM festival_slots w JOIN festival_bookings b ON b.slot_id = w.id JOIN shop_orders o ON o.id = b.order_id AND o.state = 'completed'
		JOIN order_lines l ON l.shop_order_id = o.id JOIN variants v ON v.id = l.variant_id JOIN products p ON p.id = v.product_id
		WHERE w.festival_id = $1
	)`

const soldSums = `coalesce(sum(x.cash), 0)::bigint AS cash, coalesce(sum(x.qr), 0)::bigint AS qr, coalesce(sum(x.ahead), 0)::bigint AS ahead, count(DISTINCT x.sale) AS sales`

func readFestival(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) (r FestivalReport, err error) {
	const stalls = festivalSold + `
		SELECT t.number AS stall, z.name_id AS zone_name_id, z.name_en AS zone_name_en, coalesce(s.name, '') AS shop, ` + soldSums + `,
			(SELECT count(*) FROM festival_visits v JOIN festival_codes c ON c.code = v.code WHERE c.stall_id = t.id AND c.purpose = 'visit') AS visits
		FROM festival_stalls t JOIN festival_zones z ON z.id = t.zone_id LEFT JOIN shops s ON s.id = t.shop_id LEFT JOIN sold x ON x.stall_id = t.id
		WHERE t.festival_id = $1 AND (t.shop_id IS NOT NULL OR x.sale IS NOT NULL)
		GROUP BY t.id, z.id, s.id ORDER BY z.position, length(t.number), t.number`
	const zones = festivalSold + `
		SELECT z.name_id AS zone_name_id, z.name_en AS zone_name_en, count(DISTINCT x.stall_id) AS stalls, ` + soldSums + `
		FROM festival_zones z JOIN festival_stalls t ON t.zone_id = z.id LEFT JOIN sold x ON x.stall_id = t.id
		WHERE z.festival_id = $1 GROUP BY z.id ORDER BY z.position`
	const categories = festivalSold + `
		SELECT c.name_id, c.name_en, sum(x.units)::bigint AS units, ` + soldSums + `
		FROM sold x JOIN categories c ON c.slug = x.category GROUP BY c.slug ORDER BY sum(x.cash + x.qr + x.ahead) DESC, c.slug`
	const hours = festivalSold + `
		SELECT date_trunc('hour', x.at) AS hour, ` + soldSums + ` FROM sold x GROUP BY 1 ORDER BY 1`
	const sums = `
		SELECT (SELECT count(*) FROM festival_visits v JOIN festival_codes c ON c.code = v.code WHERE c.festival_id = $1 AND c.purpose = 'visit') AS visits,
			(SELECT count(*) FROM festival_visits v JOIN festival_codes c ON c.code = v.code WHERE c.festival_id = $1 AND c.purpose = 'entrance') AS entrance,
			(SELECT coalesce(sum(units), 0) FROM stall_shortfalls WHERE festival_id = $1 AND state <> 'voided') AS short,
			(SELECT count(*) FROM stall_shortfalls WHERE festival_id = $1 AND state = 'open') AS short_open,
			(SELECT count(*) FROM stall_displacements d JOIN stall_sales s ON s.id = d.sale_id WHERE s.festival_id = $1) AS gave_way,
			(SELECT count(*) FROM stall_sales WHERE festival_id = $1 AND late AND void_id IS NULL) AS late`
	const came = `
		SELECT count(DISTINCT g.id) AS orders, coalesce(sum(o.items_total - o.discount_total), 0)::bigint AS goods,
			(SELECT count(*) FROM inquiries WHERE came_by = $1) AS inquiries
		FROM order_groups g JOIN shop_orders o ON o.group_id = g.id
		WHERE g.came_by = $1 AND o.collect_from IS NULL AND o.state IN ('new', 'accepted', 'packed', 'shipped', 'ready', 'completed')`
	if err = tx.GetContext(ctx, &r.Came, came, festival); err != nil {
		return r, err
	}
	if err = tx.SelectContext(ctx, &r.Stalls, stalls, festival); err != nil {
		return r, err
	}
	if err = tx.SelectContext(ctx, &r.Zones, zones, festival); err != nil {
		return r, err
	}
	if err = tx.SelectContext(ctx, &r.Categories, categories, festival); err != nil {
		return r, err
	}
	if err = tx.SelectContext(ctx, &r.Hours, hours, festival); err != nil {
		return r, err
	}
	var more struct {
		Visits    int64 `db:"visits"`
		Entrance  int64 `db:"entrance"`
		Short     int64 `db:"short"`
		ShortOpen int64 `db:"short_open"`
		GaveWay   int64 `db:"gave_way"`
		Late      int64 `db:"late"`
	}
	err = tx.GetContext(ctx, &more, sums, festival)
	r.Visits, r.Entrance, r.Short, r.ShortOpen, r.GaveWay, r.Late = more.Visits, more.Entrance, more.Short, more.ShortOpen, more.GaveWay, more.Late
	return r, err
}
