package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/catalog"
	"lapak/internal/postgres"
)

// lockFestival holds a festival for a change that the clock makes.
func lockFestival(ctx context.Context, tx *sqlx.Tx, slug string) (Festival, error) {
	const query = `SELECT ` + festivalColumns + ` FROM ` + festivalTables + ` WHERE f.slug = $1 FOR NO KEY UPDATE OF f`
	return oneFestival(ctx, tx, query, slug)
}

func findShopIDs(ctx context.Context, q sqlx.QueryerContext, slugs []string) (map[string]uuid.UUID, error) {
	const query = `SELECT slug, id FROM shops WHERE slug = ANY ($1) AND state = 'approved'`
	return idsBySlug(ctx, q, query, slugs)
}

func findProductIDs(ctx context.Context, q sqlx.QueryerContext, slugs []string) (map[string]uuid.UUID, error) {
	const query = `SELECT slug, id FROM products WHERE slug = ANY ($1) AND listed`
	return idsBySlug(ctx, q, query, slugs)
}

func idsBySlug(ctx context.Context, q sqlx.QueryerContext, query string, slugs []string) (map[string]uuid.UUID, error) {
	var rows []struct {
		Slug string    `db:"slug"`
		ID   uuid.UUID `db:"id"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, query, pq.Array(slugs))
	ids := make(map[string]uuid.UUID, len(rows))
	for _, r := range rows {
		ids[r.Slug] = r.ID
	}
	return ids, postgres.Translate(err)
}

func saveFeatured(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, shops, products []uuid.UUID) error {
	const (
		dropShops = `DELETE FROM festival_featured_shops WHERE festival_id = $1 AND shop_id <> ALL ($2)`
		saveShops = `
			INSERT INTO festival_featured_shops (festival_id, shop_id, position)
			SELECT $1, n.id, n.position FROM unnest($2::uuid[]) WITH ORDINALITY AS n (id, position)
			ON CONFLICT (festival_id, shop_id) DO UPDATE SET position = excluded.position`
		dropProducts = `DELETE FROM festival_featured_products WHERE festival_id = $1 AND product_id <> ALL ($2)`
		saveProducts = `
			INSERT INTO festival_featured_products (festival_id, product_id, position)
			SELECT $1, n.id, n.position FROM unnest($2::uuid[]) WITH ORDINALITY AS n (id, position)
			ON CONFLICT (festival_id, product_id) DO UPDATE SET position = excluded.position`
	)
	for _, step := range []struct {
		query string
		ids   []uuid.UUID
	}{{dropShops, shops}, {saveShops, shops}, {dropProducts, products}, {saveProducts, products}} {
		if _, err := tx.ExecContext(ctx, step.query, festival, pq.Array(step.ids)); err != nil {
			return err
		}
	}
	return nil
}

func listFeatured(ctx context.Context, db *sqlx.DB, festival uuid.UUID) (f Features, err error) {
	const shops = `
		SELECT s.slug FROM festival_featured_shops x JOIN shops s ON s.id = x.shop_id WHERE x.festival_id = $1 ORDER BY x.position, s.id`
	const products = `
		SELECT p.slug FROM festival_featured_products x JOIN products p ON p.id = x.product_id WHERE x.festival_id = $1 ORDER BY x.position, p.id`
	f = Features{Shops: []string{}, Products: []string{}}
	if err = db.SelectContext(ctx, &f.Shops, shops, festival); err == nil {
		err = db.SelectContext(ctx, &f.Products, products, festival)
	}
	return f, postgres.Translate(err)
}

// vendorColumns are those of Vendor, of "shops s" at the festival $1.
const vendorColumns = `
	s.id, s.slug, s.name, d.name AS district,
	coalesce((SELECT t.number FROM festival_stalls t WHERE t.festival_id = $1 AND t.shop_id = s.id), '') AS stall,
	EXISTS (SELECT FROM festival_collections c JOIN festival_stalls t ON t.festival_id = c.festival_id AND t.shop_id = c.shop_id
		WHERE c.festival_id = $1 AND c.shop_id = s.id) AS collects,
	EXISTS (SELECT FROM festival_featured_shops x WHERE x.festival_id = $1 AND x.shop_id = s.id) AS featured`

func listFeaturedVendors(ctx context.Context, db *sqlx.DB, festival uuid.UUID) ([]Vendor, error) {
	const query = `
		SELECT ` + vendorColumns + ` FROM festival_featured_shops f JOIN shops s ON s.id = f.shop_id JOIN districts d ON d.slug = s.district
		WHERE f.festival_id = $1 AND s.state = 'approved' ORDER BY f.position, s.id`
	vendors := []Vendor{}
	err := db.SelectContext(ctx, &vendors, query, festival)
	return vendors, postgres.Translate(err)
}

func listFeaturedProducts(ctx context.Context, db *sqlx.DB, festival uuid.UUID) ([]string, error) {
	const query = `
		SELECT p.slug FROM festival_featured_products f JOIN products p ON p.id = f.product_id
		WHERE f.festival_id = $1 AND p.listed ORDER BY f.position, p.id`
	slugs := []string{}
	err := db.SelectContext(ctx, &slugs, query, festival)
	return slugs, postgres.Translate(err)
}

func listVendors(ctx context.Context, db *sqlx.DB, after vendorCursor, limit int) ([]Vendor, error) {
	const query = `
		SELECT ` + vendorColumns + `
		FROM (SELECT shop_id FROM festival_stalls WHERE festival_id = $1 AND shop_id IS NOT NULL
			UNION SELECT shop_id FROM festival_featured_shops WHERE festival_id = $1) AS here
		JOIN shops s ON s.id = here.shop_id JOIN districts d ON d.slug = s.district
		WHERE s.state = 'approved' AND (s.name, s.id) > ($2, $3) AND ($4 = '' OR s.district = $4) ORDER BY s.name, s.id LIMIT $5`
	vendors := []Vendor{}
	err := db.SelectContext(ctx, &vendors, query, after.Festival, after.Name, after.ID, after.District, limit)
	return vendors, postgres.Translate(err)
}

// listGoods gives the shops at a festival, and what it features of others.
func listGoods(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) (shops, products []uuid.UUID, err error) {
	const here = `
		SELECT shop_id FROM festival_stalls WHERE festival_id = $1 AND shop_id IS NOT NULL
		UNION SELECT shop_id FROM festival_featured_shops WHERE festival_id = $1`
	const featured = `SELECT product_id FROM festival_featured_products WHERE festival_id = $1`
	if err = tx.SelectContext(ctx, &shops, here, festival); err == nil {
		err = tx.SelectContext(ctx, &products, featured, festival)
	}
	return shops, products, err
}

// listStaleGoods finds the public festivals of which the catalogue shows something else than is true at a moment. Of one that is over nothing
// changes any more, so only those are looked at of which the catalogue shows too much, or that ended a day ago at most.
func listStaleGoods(ctx context.Context, db *sqlx.DB, at time.Time) (slugs []string, err error) {
	const query = `
		WITH looked AS (
			SELECT id FROM festivals WHERE state = 'published'
			UNION SELECT f.id FROM festivals f WHERE f.state = 'cancelled' AND EXISTS (SELECT FROM catalog_festival_shops g WHERE g.festival = f.slug)
			UNION SELECT f.id FROM festivals f WHERE f.state = 'cancelled' AND EXISTS (SELECT FROM catalog_festival_products g WHERE g.festival = f.slug)
			UNION SELECT id FROM festivals WHERE ended_at > $1::timestamptz - interval '1 day'
			UNION SELECT f.id FROM catalog_festivals c JOIN festivals f ON f.slug = c.slug WHERE c.running
		), public AS (
			SELECT f.id, f.slug, f.name_id, f.name_en, f.state <> 'cancelled' AS holds, coalesce(f.state = 'published' AND
				(SELECT min(opens_at) <= $1 AND $1 < max(closes_at) FROM festival_days d WHERE d.festival_id = f.id), false) AS running
			FROM looked JOIN festivals f ON f.id = looked.id WHERE f.published_at IS NOT NULL
		), there AS (
			SELECT p.slug, t.shop_id AS id, 'shop' AS kind FROM public p JOIN festival_stalls t ON t.festival_id = p.id WHERE p.holds AND t.shop_id IS NOT NULL
			UNION SELECT p.slug, x.shop_id, 'shop' FROM public p JOIN festival_featured_shops x ON x.festival_id = p.id WHERE p.holds
			UNION SELECT p.slug, x.product_id, 'product' FROM public p JOIN festival_featured_products x ON x.festival_id = p.id WHERE p.holds
		), shown AS (
			SELECT p.slug, g.shop_id AS id, 'shop' AS kind FROM public p JOIN catalog_festival_shops g ON g.festival = p.slug
			UNION ALL SELECT p.slug, g.product_id, 'product' FROM public p JOIN catalog_festival_products g ON g.festival = p.slug
		)
		SELECT p.slug FROM public p LEFT JOIN catalog_festivals c ON c.slug = p.slug
		WHERE (c.name_id, c.name_en, c.running) IS DISTINCT FROM (p.name_id, p.name_en, p.running)
		UNION SELECT slug FROM (TABLE there EXCEPT TABLE shown) AS missing
		UNION SELECT slug FROM (TABLE shown EXCEPT TABLE there) AS surplus`
	err = db.SelectContext(ctx, &slugs, query, at)
	return slugs, postgres.Translate(err)
}

// duePrices asks for variants whose price in the catalogue is not the one that holds at a moment.
type duePrices struct {
	at    time.Time
	limit int
	only  []uuid.UUID // nil: all
}

// listDuePrices gives the lowest price of the festivals that run and at which the shop has a stall; one that is not below the usual price
// any more does not hold. Variants are given by product, in the order in which they are locked.
func listDuePrices(ctx context.Context, tx *sqlx.Tx, due duePrices) ([]catalog.FestivalPrice, error) {
	const query = `
		WITH running AS MATERIALIZED (
			SELECT f.id FROM festivals f WHERE f.state = 'published'
				AND (SELECT min(d.opens_at) <= $1 AND $1 < max(d.closes_at) FROM festival_days d WHERE d.festival_id = f.id)
		), holds AS (
			SELECT x.variant_id, min(x.price) AS price FROM festival_prices x JOIN running r ON r.id = x.festival_id
			JOIN festival_stalls t ON t.festival_id = x.festival_id AND t.shop_id = x.shop_id
			WHERE $3::uuid[] IS NULL OR x.variant_id = ANY ($3)
			GROUP BY x.variant_id
		), looked AS (
			SELECT variant_id AS id FROM holds UNION SELECT id FROM variants WHERE festival_price IS NOT NULL AND ($3::uuid[] IS NULL OR id = ANY ($3))
		)
		SELECT v.id, coalesce(h.price, 0) AS price 
		FROM looked JOIN variants v ON v.id = looked.id LEFT JOIN holds h ON h.variant_id = v.id AND h.price < v.price
		WHERE v.festival_price IS DISTINCT FROM h.price
		ORDER BY v.product_id, v.id LIMIT $2`
	var rows []struct {
		ID    uuid.UUID `db:"id"`
		Price int64     `db:"price"`
	}
	err := tx.SelectContext(postgres.PlanAnew(ctx), &rows, query, due.at, due.limit, pq.Array(due.only))
	prices := make([]catalog.FestivalPrice, len(rows))
	for i, r := range rows {
		prices[i] = catalog.FestivalPrice{VariantID: r.ID, Price: r.Price}
	}
	return prices, err
}

func findStallOf(ctx context.Context, q sqlx.QueryerContext, festival, shop uuid.UUID) (Stall, error) {
	const query = `
		SELECT t.id, t.zone_id, z.zone, t.number, t.grid_x, t.grid_y, t.grid_w, t.grid_h, t.shop_id, s.slug AS shop_slug, s.name AS shop_name
		FROM festival_stalls t JOIN festival_zones z ON z.id = t.zone_id JOIN shops s ON s.id = t.shop_id
		WHERE t.festival_id = $1 AND t.shop_id = $2`
	var stall Stall
	err := sqlx.GetContext(ctx, q, &stall, query, festival, shop)
	if postgres.IsNoRows(err) {
		err = errNoStand()
	}
	return stall, err
}

func listStands(ctx context.Context, db *sqlx.DB, shop uuid.UUID) ([]Festival, error) {
	const query = `
		SELECT ` + festivalColumns + ` FROM festival_stalls t JOIN ` + festivalTables + ` ON f.id = t.festival_id
		WHERE t.shop_id = $1 AND f.published_at IS NOT NULL ORDER BY f.starts_on DESC, f.id LIMIT $2`
	var rows []storedFestival
	err := db.SelectContext(ctx, &rows, query, shop, maxOwn)
	list := make([]Festival, len(rows))
	for i, row := range rows {
		list[i] = row.festival()
	}
	return list, postgres.Translate(err)
}

// onSale are the variants v of a shop's published products p.
const onSale = `variants v JOIN products p ON p.id = v.product_id WHERE v.shop_id = $1 AND v.archived_at IS NULL AND p.state = 'published'`

func listOffers(ctx context.Context, db *sqlx.DB, festival, shop uuid.UUID) ([]Offer, error) {
	const query = `
		SELECT v.id AS variant_id, p.slug AS product_slug, p.title, v.title AS variant_title, v.price AS usual,
			coalesce((SELECT x.price FROM festival_prices x WHERE x.festival_id = $2 AND x.variant_id = v.id), 0) AS price
		FROM ` + onSale + ` ORDER BY p.title, p.id, v.position, v.id LIMIT $3`
	offers := []Offer{}
	err := db.SelectContext(ctx, &offers, query, shop, festival, maxPrices)
	return offers, postgres.Translate(err)
}

func listUsualPrices(ctx context.Context, tx *sqlx.Tx, shop uuid.UUID) (map[uuid.UUID]int64, error) {
	const query = `SELECT v.id, v.price FROM ` + onSale
	var rows []struct {
		ID    uuid.UUID `db:"id"`
		Price int64     `db:"price"`
	}
	err := tx.SelectContext(ctx, &rows, query, shop)
	prices := make(map[uuid.UUID]int64, len(rows))
	for _, r := range rows {
		prices[r.ID] = r.Price
	}
	return prices, err
}

// newPrices are a shop's prices for a festival.
type newPrices struct {
	festival, shop, by uuid.UUID
	prices             []NewPrice
}

// savePrices gives the variants whose price was set or taken away.
func savePrices(ctx context.Context, tx *sqlx.Tx, n newPrices) (touched []uuid.UUID, err error) {
	const drop = `DELETE FROM festival_prices WHERE festival_id = $1 AND shop_id = $2 AND variant_id <> ALL ($3) RETURNING variant_id`
	const save = `
		INSERT INTO festival_prices (festival_id, variant_id, shop_id, price, set_by)
		SELECT $1, t.id, $2, t.price, $5 FROM unnest($3::uuid[], $4::bigint[]) AS t (id, price)
		ON CONFLICT (festival_id, variant_id) DO UPDATE SET price = excluded.price, set_by = excluded.set_by, set_at = now()
		WHERE festival_prices.price <> excluded.price`
	ids, amounts := make([]uuid.UUID, len(n.prices)), make([]int64, len(n.prices))
	for i, p := range n.prices {
		ids[i], amounts[i] = p.VariantID, p.Price
	}
	if err = tx.SelectContext(ctx, &touched, drop, n.festival, n.shop, pq.Array(ids)); err != nil {
		return nil, err
	}
	_, err = tx.ExecContext(ctx, save, n.festival, n.shop, pq.Array(ids), pq.Array(amounts), n.by)
	return append(touched, ids...), err
}
