package seeds

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
	"lapak/seeds/artwork"
)

// The rows of a load, by column as unnest takes them.
type (
	shopRow struct {
		owner, id                            uuid.UUID
		slug, name, district, village, phone string
	}
	shopRows struct {
		owners, ids                               []uuid.UUID
		slugs, names, districts, villages, phones []string
	}
	productRow struct {
		id, shop, place, image                         uuid.UUID
		slug, category, title, description, maker      string
		technique, titleEN, descriptionEN, techniqueEN string
		village                                        string
		age                                            int // seconds since it was listed
	}
	productRows struct {
		ids, shops, places, images                                  []uuid.UUID
		slugs, categories, titles, descriptions, makers, techniques []string
		titlesEN, descriptionsEN, techniquesEN, villages            []string
		ages                                                        []int64
		variants, movements, variantProducts, variantShops          []uuid.UUID
		skus, variantTitles                                         []string
		positions, prices, grams, stocks                            []int64
	}
	variantRow struct {
		id, movement, product, shop uuid.UUID
		sku, title                  string
		position                    int
		price, grams, stock         int64
	}
)

func (r *shopRows) add(s shopRow) {
	r.owners, r.ids = append(r.owners, s.owner), append(r.ids, s.id)
	r.slugs, r.names, r.phones = append(r.slugs, s.slug), append(r.names, s.name), append(r.phones, s.phone)
	r.districts, r.villages = append(r.districts, s.district), append(r.villages, s.village)
}

func (r *productRows) add(p productRow) {
	r.ids, r.shops = append(r.ids, p.id), append(r.shops, p.shop)
	r.places, r.images = append(r.places, p.place), append(r.images, p.image)
	r.slugs, r.categories, r.titles = append(r.slugs, p.slug), append(r.categories, p.category), append(r.titles, p.title)
	r.descriptions, r.makers = append(r.descriptions, p.description), append(r.makers, p.maker)
	r.techniques, r.villages = append(r.techniques, p.technique), append(r.villages, p.village)
	r.titlesEN, r.descriptionsEN = append(r.titlesEN, p.titleEN), append(r.descriptionsEN, p.descriptionEN)
	r.techniquesEN, r.ages = append(r.techniquesEN, p.techniqueEN), append(r.ages, int64(p.age))
}

func (r *productRows) addVariant(v variantRow) {
	r.variants, r.movements = append(r.variants, v.id), append(r.movements, v.movement)
	r.variantProducts, r.variantShops = append(r.variantProducts, v.product), append(r.variantShops, v.shop)
	r.skus, r.variantTitles = append(r.skus, v.sku), append(r.variantTitles, v.title)
	r.positions, r.prices = append(r.positions, int64(v.position)), append(r.prices, v.price)
	r.grams, r.stocks = append(r.grams, v.grams), append(r.stocks, v.stock)
}

// bulk is a statement with its columns. Rows that are there already stay: every id follows from the seed.
type bulk struct {
	query string
	args  []any
}

func run(ctx context.Context, db *sqlx.DB, statements []bulk) error {
	err := postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		for _, s := range statements {
			if _, err := tx.ExecContext(ctx, s.query, s.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write a load: %w", err)
	}
	return nil
}

func insertShops(ctx context.Context, db *sqlx.DB, r shopRows) error {
	const owners = `
		INSERT INTO accounts (id, email, language, email_verified_at)
		SELECT id, slug || '@lapak.test', 'id', now() FROM unnest($1::uuid[], $2::text[]) AS n (id, slug)
		ON CONFLICT DO NOTHING`
	const shops = `
		INSERT INTO shops (id, slug, name, district, village_code, phone, state, decided_at)
		SELECT id, slug, name, district, village, phone, 'approved', now()
		FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS n (id, slug, name, district, village, phone)
		ON CONFLICT DO NOTHING`
	const members = `
		INSERT INTO shop_members (shop_id, account_id, role)
		SELECT shop, owner, 'owner' FROM unnest($1::uuid[], $2::uuid[]) AS n (shop, owner)
		ON CONFLICT DO NOTHING`
	return run(ctx, db, []bulk{
		{owners, []any{pq.Array(r.owners), pq.Array(r.slugs)}},
		{shops, []any{pq.Array(r.ids), pq.Array(r.slugs), pq.Array(r.names), pq.Array(r.districts), pq.Array(r.villages), pq.Array(r.phones)}},
		{members, []any{pq.Array(r.ids), pq.Array(r.owners)}},
	})
}

// insertProducts writes products that are published but not listed yet: the catalogue derives price, search and listing.
func insertProducts(ctx context.Context, db *sqlx.DB, r productRows) error {
	const products = `
		INSERT INTO products (id, shop_id, slug, category, title, description, maker, technique, village_code, district, state,
			created_at, updated_at, published_at)
		SELECT n.id, n.shop, n.slug, n.category, n.title, n.description, n.maker, n.technique, n.village, s.district, 'published',
			now() - make_interval(secs => n.age), now() - make_interval(secs => n.age), now() - make_interval(secs => n.age)
		FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[])
			AS n (id, shop, slug, category, title, description, maker, technique, village, age)
		JOIN shops s ON s.id = n.shop
		ON CONFLICT DO NOTHING`
	const translations = `
		INSERT INTO product_translations (product_id, language, title, description, technique)
		SELECT id, 'en', title, description, technique
		FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS n (id, title, description, technique)
		ON CONFLICT DO NOTHING`
	const pictures = `
		INSERT INTO product_images (id, product_id, image_id, alt, position)
		SELECT place, product, image, alt, 0
		FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS n (place, product, image, alt)
		ON CONFLICT DO NOTHING`
	const uses = `
		INSERT INTO image_uses (image_id, subject_kind, subject_id)
		SELECT image, 'product', product FROM unnest($1::uuid[], $2::uuid[]) AS n (image, product)
		ON CONFLICT DO NOTHING`
	const variants = `
		INSERT INTO variants (id, product_id, shop_id, sku, title, price, weight_grams, position)
		SELECT id, product, shop, sku, title, price, grams, position
		FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[])
			AS n (id, product, shop, sku, title, price, grams, position)
		ON CONFLICT DO NOTHING`
	const movements = `
		WITH n AS (
			SELECT id, movement, stock FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS n (id, movement, stock)
		), levels AS (
			INSERT INTO stock_levels (variant_id, on_hand) SELECT id, stock FROM n ON CONFLICT DO NOTHING RETURNING variant_id
		)
		INSERT INTO stock_movements (id, variant_id, delta, reason, reference, actor)
		SELECT n.movement, n.id, n.stock, 'initial', n.id::text, 'system:load' FROM n JOIN levels ON levels.variant_id = n.id`
	return run(ctx, db, []bulk{
		{products, []any{
			pq.Array(r.ids), pq.Array(r.shops), pq.Array(r.slugs), pq.Array(r.categories), pq.Array(r.titles), pq.Array(r.descriptions),
			pq.Array(r.makers), pq.Array(r.techniques), pq.Array(r.villages), pq.Array(r.ages),
		}},
		{translations, []any{pq.Array(r.ids), pq.Array(r.titlesEN), pq.Array(r.descriptionsEN), pq.Array(r.techniquesEN)}},
		{pictures, []any{pq.Array(r.places), pq.Array(r.ids), pq.Array(r.images), pq.Array(r.titles)}},
		{uses, []any{pq.Array(r.images), pq.Array(r.ids)}},
		{variants, []any{
			pq.Array(r.variants), pq.Array(r.variantProducts), pq.Array(r.variantShops), pq.Array(r.skus), pq.Array(r.variantTitles),
			pq.Array(r.prices), pq.Array(r.grams), pq.Array(r.positions),
		}},
		{movements, []any{pq.Array(r.variants), pq.Array(r.movements), pq.Array(r.stocks)}},
	})
}

// markImagesUsed keeps the load's pictures from the sweep.
func markImagesUsed(ctx context.Context, db *sqlx.DB, pictures map[artwork.Kind]uuid.UUID) error {
	const query = `UPDATE images SET unused_since = NULL WHERE id = ANY ($1)`
	ids := make([]uuid.UUID, 0, len(pictures))
	for _, id := range pictures {
		ids = append(ids, id)
	}
	return run(ctx, db, []bulk{{query, []any{pq.Array(ids)}}})
}
