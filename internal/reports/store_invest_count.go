package reports

import (
	"context"
	"database/sql"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// countQuery is what a count asks for.
type countQuery struct {
	roots     map[string]string // category at the top by category
	ends      []string          // of months
	confirmed []string          // "class destination"
}

type valueRow struct {
	Group    string    `db:"grp"`
	ShopID   uuid.UUID `db:"shop_id"`
	Currency string    `db:"currency"`
	Products int64     `db:"products"`
	Minor    int64     `db:"minor"`
}

// keyedRow counts products by a rule or a destination.
type keyedRow struct {
	Group    string `db:"grp"`
	Key      string `db:"key"`
	Shops    int64  `db:"shops"`
	Products int64  `db:"products"`
}

// trendRow counts products by level at the end of a month; Shops are those of all levels.
type trendRow struct {
	Group    string `db:"grp"`
	End      string `db:"month_end"`
	Level    int    `db:"level"`
	Shops    int64  `db:"shops"`
	Products int64  `db:"products"`
}

// demandRow is what became of a year's inquiries about one shop's goods.
type demandRow struct {
	ShopID      uuid.UUID `db:"shop_id"`
	Asked       int64     `db:"asked"`
	Pieces      int64     `db:"pieces"`
	NoCapacity  int64     `db:"no_capacity"`
	PiecesUnmet int64     `db:"pieces_unmet"`
	Unanswered  int64     `db:"unanswered"`
}

// storyPick is a product whose maker is shown.
type storyPick struct {
	Group     string    `db:"grp"`
	Position  int       `db:"position"`
	ProductID uuid.UUID `db:"product_id"`
}

// storiesOfGroup is how many makers a group shows.
const storiesOfGroup = 4

// onShow are the goods that buyers see, with their group and, of what takes part in export readiness, its facts. $1 and $2 are the
// categories and their groups. A number that the owner filled in counts where it is one.
const onShow = `
	goods AS (
		SELECT g.root AS grp, p.id AS product_id, p.shop_id, p.district, p.popularity, p.images, p.export_destinations, coalesce(e.level, 0) AS level,
			coalesce(e.gaps, '{}') AS gaps, coalesce(nullif(e.class, ''), c.export_class) AS class, e.facts ->> 'export_currency' AS currency,
			CASE WHEN jsonb_typeof(e.facts -> 'monthly_capacity') = 'number' THEN (e.facts ->> 'monthly_capacity')::numeric END AS capacity,
			CASE WHEN jsonb_typeof(e.facts -> 'net_grams') = 'number' THEN (e.facts ->> 'net_grams')::numeric END AS net,
			CASE WHEN jsonb_typeof(e.facts -> 'export_price_minor') = 'number' THEN (e.facts ->> 'export_price_minor')::numeric END AS price
		FROM products p
			JOIN shops s ON s.id = p.shop_id AND s.state = 'approved'
			JOIN categories c ON c.slug = p.category
			JOIN unnest($1::text[], $2::text[]) AS g (category, root) ON g.category = p.category
			LEFT JOIN (
				SELECT e.product_id, e.level, e.gaps, e.class, e.facts FROM export_products e JOIN export_shops o USING (shop_id)
				WHERE e.opted_in AND o.opted_in_at IS NOT NULL AND e.level > 0
			) e ON e.product_id = p.id
		WHERE p.listed
	)`

// readCounting reads everything that a count is made of. It walks all goods, which takes seconds in a large mall, and is for the night.
func readCounting(ctx context.Context, tx *sqlx.Tx, q countQuery) (counting, error) {
	var c counting
	for _, read := range []func(context.Context, *sqlx.Tx, countQuery, *counting) error{
		readGoods, readValues, readGaps, readMarkets, readTrend, readStories, readDemand,
	} {
		if err := read(ctx, tx, q, &c); err != nil {
			return c, err
		}
	}
	return c, nil
}

// arguments are those of onShow and then others.
func (q countQuery) arguments(others ...any) []any {
	var categories, roots []string
	for category, root := range q.roots {
		categories, roots = append(categories, category), append(roots, root)
	}
	return append([]any{pq.Array(categories), pq.Array(roots)}, others...)
}

func readGoods(ctx context.Context, tx *sqlx.Tx, q countQuery, c *counting) error {
	const query = `
		WITH ` + onShow + `
		SELECT grp, district, shop_id, count(*) AS products, count(capacity) AS telling,
			least(coalesce(sum(capacity), 0), 9007199254740991)::bigint AS pieces, count(capacity * net) AS weighed,
			least(coalesce(sum(capacity * net), 0), 9007199254740991)::bigint AS grams,
			count(*) FILTER (WHERE level = 1) AS belum_siap, count(*) FILTER (WHERE level = 2) AS potensial,
			count(*) FILTER (WHERE level = 3) AS siap, count(*) FILTER (WHERE level = 4) AS teruji
		FROM goods GROUP BY grp, district, shop_id`
	return tx.SelectContext(postgres.PlanAnew(ctx), &c.goods, query, q.arguments()...)
}

func readValues(ctx context.Context, tx *sqlx.Tx, q countQuery, c *counting) error {
	const query = `
		WITH ` + onShow + `
		SELECT grp, shop_id, currency, count(*) AS products, least(sum(capacity * price), 9007199254740991)::bigint AS minor
		FROM goods WHERE currency <> '' AND capacity * price > 0 GROUP BY grp, shop_id, currency`
	return tx.SelectContext(postgres.PlanAnew(ctx), &c.values, query, q.arguments()...)
}

func readGaps(ctx context.Context, tx *sqlx.Tx, q countQuery, c *counting) error {
	const query = `
		WITH ` + onShow + `
		SELECT grp, gap AS key, count(DISTINCT shop_id) AS shops, count(*) AS products
		FROM goods, unnest(gaps) AS gap GROUP BY grp, gap ORDER BY grp, gap`
	return tx.SelectContext(postgres.PlanAnew(ctx), &c.gaps, query, q.arguments()...)
}

func readMarkets(ctx context.Context, tx *sqlx.Tx, q countQuery, c *counting) error {
	const query = `
		WITH ` + onShow + `
		SELECT grp, m.destination AS key, count(DISTINCT shop_id) AS shops, count(*) AS products
		FROM goods, unnest(export_destinations) AS m (destination)
		WHERE level >= 3 AND class || ' ' || m.destination = ANY ($3::text[]) GROUP BY grp, m.destination`
	return tx.SelectContext(postgres.PlanAnew(ctx), &c.markets, query, q.arguments(pq.Array(q.confirmed))...)
}

// readTrend walks the ways of the products that take part today: a change holds until the product's next one.
func readTrend(ctx context.Context, tx *sqlx.Tx, q countQuery, c *counting) error {
	const query = `
		WITH ` + onShow + `, ways AS (
			SELECT grp, w.shop_id, w.level, w.on_day, lead(w.on_day) OVER (PARTITION BY w.product_id ORDER BY w.id) AS until
			FROM goods JOIN export_changes w USING (product_id) WHERE goods.level > 0
		), standing AS (
			SELECT grp, m.month_end, w.level, w.shop_id
			FROM ways w JOIN unnest($3::date[]) AS m (month_end) ON w.on_day <= m.month_end AND (w.until IS NULL OR w.until > m.month_end)
			WHERE w.level > 0
		), of_months AS (
			SELECT grp, month_end, count(DISTINCT shop_id) AS shops FROM standing GROUP BY grp, month_end
		)
		SELECT grp, month_end::text AS month_end, level, m.shops, count(*) AS products
		FROM standing JOIN of_months m USING (grp, month_end) GROUP BY grp, month_end, level, m.shops`
	return tx.SelectContext(postgres.PlanAnew(ctx), &c.trend, query, q.arguments(pq.Array(q.ends))...)
}

// readDemand reads what buyers abroad asked. What is past its hour of answering counts as unanswered.
func readDemand(ctx context.Context, tx *sqlx.Tx, _ countQuery, c *counting) error {
	const query = `
		SELECT shop_id, count(*) AS asked, least(coalesce(sum(quantity), 0), 9007199254740991)::bigint AS pieces,
			count(*) FILTER (WHERE outcome = 'no_capacity') AS no_capacity,
			least(coalesce(sum(quantity) FILTER (WHERE outcome = 'no_capacity'), 0), 9007199254740991)::bigint AS pieces_unmet,
			count(*) FILTER (WHERE answer_by < now()) AS unanswered
		FROM inquiries WHERE kind = 'goods' AND created_at > now() - interval '365 days' GROUP BY shop_id`
	return tx.SelectContext(ctx, &c.demand, query)
}

// readStories picks makers who are named in the export catalogue anyway: by opting in and being ready they have asked to be.
func readStories(ctx context.Context, tx *sqlx.Tx, q countQuery, c *counting) error {
	const query = `
		WITH ` + onShow + `, makers AS (
			SELECT DISTINCT ON (grp, g.shop_id) grp, g.product_id, level, popularity
			FROM goods g JOIN shops s ON s.id = g.shop_id
			WHERE level >= 3 AND s.story_id <> '' AND g.images <> '[]'
			ORDER BY grp, g.shop_id, level DESC, popularity DESC, g.product_id
		), ranked AS (
			SELECT grp, product_id, row_number() OVER (PARTITION BY grp ORDER BY level DESC, popularity DESC, product_id) AS position FROM makers
		)
		SELECT grp, position, product_id FROM ranked WHERE position <= $3`
	return tx.SelectContext(postgres.PlanAnew(ctx), &c.stories, query, q.arguments(storiesOfGroup)...)
}

// count is a day's count, ready to be kept.
type count struct {
	day, version string
	figures      []figure
	stories      []storyPick
}

// saveCount keeps a count; two of one day follow each other.
func saveCount(ctx context.Context, tx *sqlx.Tx, c count) error {
	const lock = `
		INSERT INTO invest_days (day, rule_version) VALUES ($1::date, $2)
		ON CONFLICT (day) DO UPDATE SET rule_version = excluded.rule_version, counted_at = now()`
	if _, err := tx.ExecContext(ctx, lock, c.day, c.version); err != nil {
		return err
	}
	for _, query := range []string{`DELETE FROM invest_figures WHERE day = $1::date`, `DELETE FROM invest_stories WHERE day = $1::date`} {
		if _, err := tx.ExecContext(ctx, query, c.day); err != nil {
			return err
		}
	}
	if err := insertFigures(ctx, tx, c); err != nil {
		return err
	}
	return insertStories(ctx, tx, c)
}

func insertFigures(ctx context.Context, tx *sqlx.Tx, c count) error {
	const query = `
		INSERT INTO invest_figures (day, grp, measure, district, key, shops, products, amount)
		SELECT $1::date, grp, measure, district, key, shops, products, amount
		FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::bigint[])
			AS n (grp, measure, district, key, shops, products, amount)`
	n := len(c.figures)
	groups, measures, districts, keys := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	shops, products, amounts := make([]int64, n), make([]sql.NullInt64, n), make([]sql.NullInt64, n)
	for i, f := range c.figures {
		groups[i], measures[i], districts[i], keys[i] = f.Group, f.Measure, f.District, f.Key
		shops[i], products[i], amounts[i] = f.Shops, f.Products, f.Amount
	}
	_, err := tx.ExecContext(ctx, query, c.day, pq.Array(groups), pq.Array(measures), pq.Array(districts), pq.Array(keys),
		pq.Array(shops), pq.Array(products), pq.Array(amounts))
	return err
}

// insertStories leaves out those of groups that are not shown.
func insertStories(ctx context.Context, tx *sqlx.Tx, c count) error {
	const query = `
		INSERT INTO invest_stories (day, grp, position, product_id)
		SELECT $1::date, grp, position, product_id FROM unnest($2::text[], $3::int[], $4::uuid[]) AS n (grp, position, product_id)
		WHERE EXISTS (SELECT FROM invest_figures f WHERE f.day = $1::date AND f.grp = n.grp AND f.measure = 'goods')`
	n := len(c.stories)
	groups, positions, ids := make([]string, n), make([]int64, n), make([]uuid.UUID, n)
	for i, story := range c.stories {
		groups[i], positions[i], ids[i] = story.Group, int64(story.Position), story.ProductID
	}
	_, err := tx.ExecContext(ctx, query, c.day, pq.Array(groups), pq.Array(positions), pq.Array(ids))
	return err
}
