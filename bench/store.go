package main

import (
	"context"
	"encoding/json"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// item is a product of a list, as the floor answers it.
type item struct {
	Slug     string           `json:"slug" db:"slug"`
	Title    string           `json:"title" db:"title"`
	Price    int64            `json:"price" db:"price"`
	Currency string           `json:"currency" db:"currency"`
	InStock  bool             `json:"in_stock" db:"in_stock"`
	Image    *json.RawMessage `json:"image" db:"image"`
	ShopSlug string           `json:"shop_slug" db:"shop_slug"`
	ShopName string           `json:"shop_name" db:"shop_name"`
	District string           `json:"district" db:"district"`
	Category string           `json:"category" db:"category"`
	Level    int              `json:"export_level" db:"export_level"`
	Excerpt  string           `json:"excerpt,omitempty" db:"excerpt"`
}

// detail is one product, as the floor answers it.
type detail struct {
	item
	Description string          `json:"description" db:"description"`
	Technique   string          `json:"technique" db:"technique"`
	Maker       string          `json:"maker" db:"maker"`
	Village     string          `json:"village" db:"village"`
	Images      json.RawMessage `json:"images" db:"images"`
	Variants    json.RawMessage `json:"variants" db:"variants"`
}

// The floor's statements read what the mall's answers hold, each in one SELECT that a careful programmer would write by hand. OFFSET 0
// asks for the stock of the page's products only: without it Postgres takes the LIMIT for too many rows and hashes every variant there is.
const (
	itemColumns = `p.slug, p.title, p.price, p.currency, p.images -> 0 AS image, s.slug AS shop_slug, s.name AS shop_name, p.district, p.category, p.export_level,
		EXISTS (SELECT FROM variants v JOIN stock_levels l ON l.variant_id = v.id
			WHERE v.product_id = p.id AND v.archived_at IS NULL AND l.on_hand > l.reserved OFFSET 0) AS in_stock`
	fromProducts = ` FROM products p JOIN shops s ON s.id = p.shop_id WHERE p.listed`
	newestFirst  = ` ORDER BY p.published_at DESC, p.id DESC LIMIT 24`
)

var floorStatements = map[string]string{
	"list":     `SELECT ` + itemColumns + fromProducts + newestFirst,
	"category": `SELECT ` + itemColumns + fromProducts + ` AND p.category = $1` + newestFirst,
	"search": `SELECT ` + itemColumns + `, ts_headline('indonesian', p.description, websearch_to_tsquery('indonesian', $1)) AS excerpt
		FROM (
			SELECT id, ts_rank(search_id, websearch_to_tsquery('indonesian', $1), 1) AS rank FROM products
			WHERE listed AND search_id @@ websearch_to_tsquery('indonesian', $1) ORDER BY rank DESC, id DESC LIMIT 24
		) best JOIN products p ON p.id = best.id JOIN shops s ON s.id = p.shop_id ORDER BY best.rank DESC, p.id DESC`,
	"detail": `SELECT ` + itemColumns + `, p.description, p.technique, p.maker, coalesce(a.name, '') AS village, p.images,
		(SELECT json_agg(json_build_object('id', v.id, 'sku', v.sku, 'title', v.title, 'size', v.size, 'colour', v.colour, 'price', v.price,
			'weight_grams', v.weight_grams, 'in_stock', l.on_hand > l.reserved) ORDER BY v.position)
			FROM variants v JOIN stock_levels l ON l.variant_id = v.id WHERE v.product_id = p.id AND v.archived_at IS NULL) AS variants
		FROM products p JOIN shops s ON s.id = p.shop_id LEFT JOIN areas a ON a.code = p.village_code WHERE p.listed AND p.slug = $1`,
}

// good is a thing that the buyers of the run buy.
type good struct {
	Product string `db:"product"`
	Variant string `db:"variant"`
	Shop    string `db:"shop"`
}

func listGoods(ctx context.Context, db *sqlx.DB) ([]good, error) {
	const query = `
		SELECT p.slug AS product, v.id AS variant, s.slug AS shop
		FROM variants v JOIN products p ON p.id = v.product_id JOIN shops s ON s.id = p.shop_id
		WHERE p.listed AND v.archived_at IS NULL AND s.accepts_cash AND v.weight_grams < 5000
		ORDER BY p.slug, v.id LIMIT 500`
	var goods []good
	err := db.SelectContext(ctx, &goods, query)
	return goods, err
}

// largestCategory is the leaf with most products.
func largestCategory(ctx context.Context, db *sqlx.DB) (slug string, err error) {
	const query = `SELECT category FROM products WHERE listed GROUP BY category ORDER BY count(*) DESC, category LIMIT 1`
	err = db.GetContext(ctx, &slug, query)
	return slug, err
}

func countProducts(ctx context.Context, db *sqlx.DB) (n int, err error) {
	const query = `SELECT count(*) FROM products WHERE listed`
	err = db.GetContext(ctx, &n, query)
	return n, err
}

// fillShelves adds a million units to every variant, with the movement that explains them.
func fillShelves(ctx context.Context, db *sqlx.DB) error {
	const fill = `
		WITH filled AS (UPDATE stock_levels SET on_hand = on_hand + 1000000 RETURNING variant_id)
		INSERT INTO stock_movements (id, variant_id, delta, reason, reference, actor)
		SELECT gen_random_uuid(), variant_id, 1000000, 'restock', 'bench', 'system:bench' FROM filled`
	return postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, fill)
		return err
	})
}
