package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/i18n"
	"lapak/internal/postgres"
)

// priceSpan are the prices of the product p as it is sold now, and the lowest without festival prices where that differs.
const priceSpan = `
	SELECT min(coalesce(v.festival_price, v.price)) AS price, max(coalesce(v.festival_price, v.price)) AS price_max,
		nullif(min(v.price), min(coalesce(v.festival_price, v.price))) AS usual
	FROM variants v WHERE v.product_id = p.id AND v.archived_at IS NULL`

// loadMarks reads the goods of the festivals that run: few shops and some products.
func loadMarks(ctx context.Context, q sqlx.QueryerContext) (*marks, error) {
	const query = `
		SELECT f.slug, f.name_id, f.name_en, coalesce(g.shop_id, g.product_id) AS of
		FROM catalog_festivals f JOIN (
			SELECT festival, shop_id, NULL::uuid AS product_id FROM catalog_festival_shops
			UNION ALL SELECT festival, NULL, product_id FROM catalog_festival_products) AS g ON g.festival = f.slug
		WHERE f.running ORDER BY f.slug DESC`
	var rows []struct {
		Slug   string    `db:"slug"`
		NameID string    `db:"name_id"`
		NameEN string    `db:"name_en"`
		Of     uuid.UUID `db:"of"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, query); err != nil {
		return nil, fmt.Errorf("read the goods of festivals: %w", postgres.Translate(err))
	}
	m := marks{}
	for _, r := range rows { // the first festival by slug is the one that is shown
		m[r.Of] = map[string]Mark{i18n.Indonesian: {r.Slug, r.NameID}, i18n.English: {r.Slug, r.NameEN}}
	}
	return &m, nil
}

func saveFestival(ctx context.Context, tx *sqlx.Tx, g FestivalGoods) error {
	const save = `
		INSERT INTO catalog_festivals (slug, name_id, name_en, running) VALUES ($1, $2, $3, $4)
		ON CONFLICT (slug) DO UPDATE SET name_id = excluded.name_id, name_en = excluded.name_en, running = excluded.running
		WHERE (catalog_festivals.name_id, catalog_festivals.name_en, catalog_festivals.running) IS DISTINCT FROM (excluded.name_id, excluded.name_en, excluded.running)`
	const (
		leave     = `DELETE FROM catalog_festival_shops WHERE festival = $1 AND shop_id <> ALL ($2)`
		join      = `INSERT INTO catalog_festival_shops (festival, shop_id) SELECT $1, id FROM unnest($2::uuid[]) AS n (id) ON CONFLICT DO NOTHING`
		unfeature = `DELETE FROM catalog_festival_products WHERE festival = $1 AND product_id <> ALL ($2)`
		feature   = `INSERT INTO catalog_festival_products (festival, product_id) SELECT $1, id FROM unnest($2::uuid[]) AS n (id) ON CONFLICT DO NOTHING`
	)
	if _, err := tx.ExecContext(ctx, save, g.Slug, g.NameID, g.NameEN, g.Running); err != nil {
		return fmt.Errorf("show a festival: %w", err)
	}
	for _, step := range []struct {
		query string
		ids   []uuid.UUID
	}{{leave, g.Shops}, {join, g.Shops}, {unfeature, g.Products}, {feature, g.Products}} {
		if step.ids == nil {
			step.ids = []uuid.UUID{}
		}
		if _, err := tx.ExecContext(ctx, step.query, g.Slug, pq.Array(step.ids)); err != nil {
			return fmt.Errorf("show a festival's goods: %w", err)
		}
	}
	return nil
}

// saveFestivalPrices locks products and variants in the order of ids.
func saveFestivalPrices(ctx context.Context, tx *sqlx.Tx, prices []FestivalPrice) error {
	const lock = `SELECT 1 FROM products WHERE id IN (SELECT product_id FROM variants WHERE id = ANY ($1)) ORDER BY id FOR NO KEY UPDATE`
	const save = `
		WITH told AS (
			SELECT v.id, CASE WHEN t.price > 0 AND t.price < v.price THEN t.price END AS price
			FROM unnest($1::uuid[], $2::bigint[]) AS t (id, price) JOIN variants v ON v.id = t.id
		)
		UPDATE variants v SET festival_price = told.price FROM told WHERE v.id = told.id AND v.festival_price IS DISTINCT FROM told.price`
	const derived = `
		UPDATE products p SET price = d.price, price_max = d.price_max, usual_price = d.usual
		FROM (SELECT p.id, d.* FROM products p CROSS JOIN LATERAL (` + priceSpan + `) d
			WHERE p.id IN (SELECT product_id FROM variants WHERE id = ANY ($1))) d
		WHERE p.id = d.id AND (p.price, p.price_max, p.usual_price) IS DISTINCT FROM (d.price, d.price_max, d.usual)`
	ids, amounts := make([]uuid.UUID, len(prices)), make([]int64, len(prices))
	for i, p := range prices {
		ids[i], amounts[i] = p.VariantID, p.Price
	}
	for _, step := range []struct {
		query string
		args  []any
	}{{lock, []any{pq.Array(ids)}}, {save, []any{pq.Array(ids), pq.Array(amounts)}}, {derived, []any{pq.Array(ids)}}} {
		if _, err := tx.ExecContext(ctx, step.query, step.args...); err != nil {
			return fmt.Errorf("set festival prices: %w", err)
		}
	}
	return nil
}

func isFestivalKnown(ctx context.Context, db *sqlx.DB, slug string) (known bool, err error) {
	const query = `SELECT EXISTS (SELECT FROM catalog_festivals WHERE slug = $1)`
	err = db.GetContext(ctx, &known, query, slug)
	return known, postgres.Translate(err)
}

func findIDs(ctx context.Context, db *sqlx.DB, slugs []string) (map[string]uuid.UUID, error) {
	const query = `SELECT slug, id FROM products WHERE slug = ANY ($1) AND listed`
	var rows []struct {
		Slug string    `db:"slug"`
		ID   uuid.UUID `db:"id"`
	}
	err := db.SelectContext(ctx, &rows, query, pq.Array(slugs))
	ids := make(map[string]uuid.UUID, len(rows))
	for _, r := range rows {
		ids[r.Slug] = r.ID
	}
	return ids, postgres.Translate(err)
}

// selectFound reads the cards of products that were found before.
func (s *Service) selectFound(ctx context.Context, q search, ids []uuid.UUID, keys []int64) ([]cardRow, error) {
	return s.source.selectCards(ctx, cardsQuery(q, foundPage), pq.Array(ids), pq.Array(keys))
}
