package reports

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// festivalSold is every sale at the stalls of a festival, over the table or ahead, with where and when. What was taken back is no part of it. An
// order ahead counts once it was collected. A sale at a stall is the sum of its lines (an invariant), so its lines are read for categories only.
const festivalSold = `
	WITH sold AS (
		SELECT s.stall_id, s.sold_at AS at, CASE WHEN s.method = 'cash' THEN s.total ELSE 0 END AS cash, CASE WHEN s.method = 'qr' THEN s.total ELSE 0 END AS qr,
			0::bigint AS ahead
		FROM stall_sales s WHERE s.festival_id = $1 AND s.void_id IS NULL
		UNION ALL
		SELECT b.stall_id, o.updated_at, 0, 0, (SELECT sum(l.total) FROM order_lines l WHERE l.shop_order_id = o.id)::bigint
		FROM festival_slots w JOIN festival_bookings b ON b.slot_id = w.id JOIN shop_orders o ON o.id = b.order_id AND o.state = 'completed'
		WHERE w.festival_id = $1
	)`

// festivalKinds are what each category came to at a festival, a sale counted once in each of its categories.
const festivalKinds = `
	WITH sold AS (
		SELECT l.category, sum(l.quantity) AS units, CASE WHEN s.method = 'cash' THEN sum(l.total) ELSE 0 END AS cash,
			CASE WHEN s.method = 'qr' THEN sum(l.total) ELSE 0 END AS qr, 0 AS ahead
		FROM stall_sales s JOIN stall_sale_lines l ON l.sale_id = s.id WHERE s.festival_id = $1 AND s.void_id IS NULL
		GROUP BY s.id, l.category, s.method
		UNION ALL
		SELECT p.category, sum(l.quantity), 0, 0, sum(l.total)
		FROM festival_slots w JOIN festival_bookings b ON b.slot_id = w.id JOIN shop_orders o ON o.id = b.order_id AND o.state = 'completed'
		JOIN order_lines l ON l.shop_order_id = o.id JOIN variants v ON v.id = l.variant_id JOIN products p ON p.id = v.product_id
		WHERE w.festival_id = $1 GROUP BY o.id, p.category
	), kinds AS (
		SELECT x.category, sum(x.units)::bigint AS units, ` + soldSums + ` FROM sold x GROUP BY x.category
	)`

const soldSums = `coalesce(sum(x.cash), 0)::bigint AS cash, coalesce(sum(x.qr), 0)::bigint AS qr, coalesce(sum(x.ahead), 0)::bigint AS ahead, count(x.cash) AS sales`

// sumFestival gives what a festival came to and how many shops sold.
func sumFestival(ctx context.Context, db *sqlx.DB, festival uuid.UUID) (total Turnover, shops int64, err error) {
	const query = festivalSold + ` SELECT ` + soldSums + `, count(DISTINCT x.stall_id) AS shops FROM sold x`
	var row struct {
		Turnover
		Shops int64 `db:"shops"`
	}
	err = db.GetContext(ctx, &row, query, festival)
	return row.Turnover, row.Shops, postgres.Translate(err)
}

func readFestival(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) (r FestivalReport, err error) {
	const stalls = festivalSold + `, at_stall AS (
			SELECT x.stall_id, ` + soldSums + ` FROM sold x GROUP BY x.stall_id
		), visited AS (
			SELECT c.stall_id, (SELECT count(*) FROM festival_visits v WHERE v.code = c.code) AS visits FROM festival_codes c
			WHERE c.festival_id = $1 AND c.purpose = 'visit'
		)
		SELECT t.number AS stall, z.zone, z.name_id AS zone_name_id, z.name_en AS zone_name_en, coalesce(s.name, '') AS shop, coalesce(x.cash, 0) AS cash,
			coalesce(x.qr, 0) AS qr, coalesce(x.ahead, 0) AS ahead, coalesce(x.sales, 0) AS sales, coalesce(v.visits, 0) AS visits
		FROM festival_stalls t JOIN festival_zones z ON z.id = t.zone_id LEFT JOIN shops s ON s.id = t.shop_id LEFT JOIN at_stall x ON x.stall_id = t.id
		LEFT JOIN visited v ON v.stall_id = t.id
		WHERE t.festival_id = $1 AND (t.shop_id IS NOT NULL OR x.stall_id IS NOT NULL)
		ORDER BY z.position, length(t.number), t.number`
	const zones = `SELECT zone, name_id AS zone_name_id, name_en AS zone_name_en FROM festival_zones WHERE festival_id = $1 ORDER BY position`
	const categories = festivalKinds + `
		SELECT c.name_id, c.name_en, k.units, k.cash, k.qr, k.ahead, k.sales
		FROM kinds k JOIN categories c ON c.slug = k.category ORDER BY k.cash + k.qr + k.ahead DESC, c.slug`
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
	r.addUpZones()
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
