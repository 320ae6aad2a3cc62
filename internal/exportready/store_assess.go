package exportready

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

func findShopOf(ctx context.Context, db *sqlx.DB, product uuid.UUID) (uuid.UUID, error) {
	const query = `SELECT shop_id FROM export_products WHERE product_id = $1`
	var shop uuid.UUID
	return shop, db.GetContext(ctx, &shop, query, product)
}

func listShopsAfter(ctx context.Context, db *sqlx.DB, after uuid.UUID) ([]uuid.UUID, error) {
	const query = `SELECT shop_id FROM export_shops WHERE shop_id > $1 ORDER BY shop_id LIMIT 1000`
	var ids []uuid.UUID
	return ids, postgres.Translate(db.SelectContext(ctx, &ids, query, after))
}

// shopColumns are those of shopRow, of "export_shops e" joined with "shops s".
const shopColumns = `
	e.shop_id, e.opted_in_at IS NOT NULL AS opted_in, e.level, e.score_bp, e.facts, e.history,
	jsonb_build_object(
		'profile_en_length', length(s.story_en), 'pickup_address', s.address_line,
		'avg_monthly_sales', coalesce((e.history ->> 'avg_monthly_sales')::bigint, 0), 'open_disputes', (s.state = 'suspended')::int
	) AS derived,
	(
		SELECT coalesce(jsonb_agg(jsonb_build_object(
			'rule', v.rule, 'state', v.state, 'valid_until', coalesce(v.valid_until::text, ''), 'attested', v.attested)), '[]')
		FROM export_evidence v WHERE v.shop_id = e.shop_id AND v.product_id IS NULL AND v.replaced_at IS NULL
	) AS evidence`

const productColumns = `
	e.product_id, e.opted_in AND p.state <> 'archived' AS opted_in, coalesce(nullif(e.class, ''), c.export_class) AS class,
	e.level, e.score_bp, to_jsonb(e.ready_at) AS ready_at, e.facts, e.history,
	jsonb_strip_nulls(jsonb_build_object(
		'title_en_length', length(coalesce(t.title, '')), 'description_en_length', length(coalesce(t.description, '')),
		'plots_count', e.plots_count, 'plots_valid', e.plots_count, 'hs_confidence', (
			SELECT h.confidence FROM export_hs_codes h WHERE h.hs6 = e.facts ->> 'hs6'
			ORDER BY array_position(ARRAY['low', 'medium', 'high'], h.confidence) LIMIT 1
		),
		'photos_1000px', (SELECT count(*) FROM jsonb_array_elements(p.images) i WHERE greatest((i ->> 'width')::int, (i ->> 'height')::int) >= 1000)
	)) AS derived,
	(
		SELECT coalesce(jsonb_agg(jsonb_build_object(
			'rule', v.rule, 'state', v.state, 'valid_until', coalesce(v.valid_until::text, ''), 'attested', v.attested)), '[]')
		FROM export_evidence v WHERE v.product_id = e.product_id AND v.replaced_at IS NULL
	) AS evidence`

const productTables = `
	export_products e JOIN products p ON p.id = e.product_id JOIN categories c ON c.slug = p.category
	LEFT JOIN product_translations t ON t.product_id = p.id AND t.language = 'en'`

// lockShopRow reads in a second statement, since the first may have waited for a change that its own snapshot does not see.
func lockShopRow(ctx context.Context, tx *sqlx.Tx, shop uuid.UUID) (shopRow, error) {
	const lock = `SELECT 1 FROM export_shops WHERE shop_id = $1 FOR UPDATE`
	if _, err := tx.ExecContext(ctx, lock, shop); err != nil {
		return shopRow{}, err
	}
	return findShopRow(ctx, tx, shop)
}

func findShopRow(ctx context.Context, q sqlx.QueryerContext, shop uuid.UUID) (shopRow, error) {
	const query = `SELECT ` + shopColumns + ` FROM export_shops e JOIN shops s ON s.id = e.shop_id WHERE e.shop_id = $1`
	var row shopRow
	return row, sqlx.GetContext(ctx, q, &row, query, shop)
}

func findProductRow(ctx context.Context, q sqlx.QueryerContext, product uuid.UUID) (productRow, error) {
	const query = `SELECT ` + productColumns + ` FROM ` + productTables + ` WHERE e.product_id = $1`
	var row productRow
	return row, sqlx.GetContext(ctx, q, &row, query, product)
}

func listProductRows(ctx context.Context, tx *sqlx.Tx, r round, after uuid.UUID) ([]productRow, error) {
	const (
		one  = `SELECT ` + productColumns + ` FROM ` + productTables + ` WHERE e.product_id = $1`
		next = `
			SELECT ` + productColumns + ` FROM ` + productTables + `
			WHERE e.shop_id = $1 AND e.product_id > $2 ORDER BY e.product_id LIMIT $3`
	)
	var rows []productRow
	if r.product != uuid.Nil {
		return rows, tx.SelectContext(ctx, &rows, one, r.product)
	}
	return rows, tx.SelectContext(ctx, &rows, next, r.shop, after, productsAtOnce)
}

func updateShop(ctx context.Context, tx *sqlx.Tx, st standing, version, day string) error {
	const query = `
		UPDATE export_shops SET level = $2, score_bp = $3, changes_on = nullif($4, '')::date, rule_version = $5, assessed_on = $6::date
		WHERE shop_id = $1`
	_, err := tx.ExecContext(ctx, query, st.ShopID, int(st.Level), st.Score, st.ChangesOn, version, day)
	return err
}

// updateProducts leaves alone what stands as it stood: assessed_on is the day from which a standing holds.
func updateProducts(ctx context.Context, tx *sqlx.Tx, all []standing, version, day string) error {
	const query = `
		UPDATE export_products e SET own_level = n.own, level = n.level, score_bp = n.score, changes_on = nullif(n.changes_on, '')::date,
			ready_at = CASE n.ready_at WHEN '' THEN '{}' ELSE string_to_array(n.ready_at, ' ') END,
			gaps = CASE n.gaps WHEN '' THEN '{}' ELSE string_to_array(n.gaps, ' ') END,
			rule_version = $8, assessed_on = $9::date
		FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[])
			AS n (id, own, level, score, ready_at, gaps, changes_on)
		WHERE e.product_id = n.id AND (e.own_level, e.level, e.score_bp, e.changes_on, array_to_string(e.ready_at, ' '),
			array_to_string(e.gaps, ' '), e.rule_version)
			IS DISTINCT FROM (n.own, n.level, n.score, nullif(n.changes_on, '')::date, n.ready_at, n.gaps, $8)`
	n := len(all)
	ids, own, levels, scores := make([]uuid.UUID, n), make([]int64, n), make([]int64, n), make([]int64, n)
	readyAt, gaps, changesOn := make([]string, n), make([]string, n), make([]string, n)
	for i, st := range all {
		ids[i], own[i], levels[i], scores[i] = st.ProductID, int64(st.Own), int64(st.Level), int64(st.Score)
		readyAt[i], gaps[i], changesOn[i] = strings.Join(st.ReadyAt, " "), strings.Join(st.Gaps, " "), st.ChangesOn
	}
	_, err := tx.ExecContext(ctx, query, pq.Array(ids), pq.Array(own), pq.Array(levels), pq.Array(scores),
		pq.Array(readyAt), pq.Array(gaps), pq.Array(changesOn), version, day)
	return err
}

// recordChanges keeps what each changed standing rested on, and the change itself.
func recordChanges(ctx context.Context, tx *sqlx.Tx, changed []standing) error {
	const (
		snapshots = `
			INSERT INTO export_snapshots (hash, rule_version, content, result_hash)
			SELECT DISTINCT ON (hash) hash, version, content, result
			FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS n (hash, version, content, result)
			WHERE hash <> '' ORDER BY hash
			ON CONFLICT (hash) DO NOTHING`
		changes = `
			INSERT INTO export_changes (shop_id, product_id, on_day, level, score_bp, ready_at, snapshot)
			SELECT shop, nullif(product, '00000000-0000-0000-0000-000000000000'), day::date, level, score,
				CASE ready_at WHEN '' THEN '{}' ELSE string_to_array(ready_at, ' ') END, nullif(snapshot, '')
			FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::int[], $6::text[], $7::text[])
				AS n (shop, product, day, level, score, ready_at, snapshot)`
	)
	n := len(changed)
	if n == 0 {
		return nil
	}
	hashes, versions, contents, results := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	shops, products, days := make([]uuid.UUID, n), make([]uuid.UUID, n), make([]string, n)
	levels, scores, readyAt := make([]int64, n), make([]int64, n), make([]string, n)
	for i, st := range changed {
		k, err := st.keep()
		if err != nil {
			return err
		}
		hashes[i], versions[i], contents[i], results[i] = k.hash, st.snapshot.Version, k.content, k.result
		shops[i], products[i], days[i] = st.ShopID, st.ProductID, st.day
		levels[i], scores[i], readyAt[i] = int64(st.Level), int64(st.Score), strings.Join(st.ReadyAt, " ")
	}
	if _, err := tx.ExecContext(ctx, snapshots, pq.Array(hashes), pq.Array(versions), pq.Array(contents), pq.Array(results)); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, changes, pq.Array(shops), pq.Array(products), pq.Array(days), pq.Array(levels), pq.Array(scores),
		pq.Array(readyAt), pq.Array(hashes))
	return err
}
