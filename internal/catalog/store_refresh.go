package catalog

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// refresh derives again what lists and search read of some products, and counts their version up.
func refresh(ctx context.Context, tx *sqlx.Tx, ids []uuid.UUID) error {
	const touch = `UPDATE products SET version = version + 1, updated_at = now() WHERE id = ANY ($1)`
	if _, err := tx.ExecContext(ctx, touch, pq.Array(ids)); err != nil {
		return err
	}
	return derive(ctx, tx, ids)
}

// derive computes price, pictures, district, words and listing of products from what they are made of. Both statements lock in the
// order of ids and words, so that two shops' changes do not deadlock.
func derive(ctx context.Context, tx *sqlx.Tx, ids []uuid.UUID) error {
	const lock = `SELECT 1 FROM products WHERE id = ANY ($1) ORDER BY id FOR UPDATE`
	const update = `
		WITH stops AS (
			SELECT
				coalesce(tsvector_to_array(to_tsvector('indonesian', string_agg(word, ' ') FILTER (WHERE language = 'id'))), '{}') AS id,
				coalesce(tsvector_to_array(to_tsvector('english', string_agg(word, ' ') FILTER (WHERE language = 'en'))), '{}') AS en
			FROM stop_words
		), derived AS (
			SELECT p.id, s.state = 'approved' AS approved, s.district, v.price, v.price_max, v.usual, i.images,
				concat_ws(' ', c.name_id, r.name_id, p.technique, p.maker, a.name) AS near_id,
				concat_ws(' ', c.name_en, r.name_en, t.technique, p.maker, a.name) AS near_en,
				coalesce(t.title, '') AS title_en, coalesce(t.description, '') AS description_en
			FROM products p
			JOIN shops s ON s.id = p.shop_id
			JOIN categories c ON c.slug = p.category
			LEFT JOIN categories r ON r.slug = c.parent
			LEFT JOIN areas a ON a.code = p.village_code
			LEFT JOIN product_translations t ON t.product_id = p.id AND t.language = 'en'
			CROSS JOIN LATERAL (
				` + priceSpan + `
			) v
			CROSS JOIN LATERAL (
				SELECT coalesce(jsonb_agg(jsonb_build_object('id', pi.id, 'alt', pi.alt, 'width', m.width, 'height', m.height, 'renditions', (
					SELECT coalesce(jsonb_agg(jsonb_build_object('key', d.key, 'width', d.width, 'height', d.height) ORDER BY d.width), '[]')
					FROM image_renditions d WHERE d.image_id = m.id
				)) ORDER BY pi.position, pi.id), '[]') AS images
				FROM product_images pi JOIN images m ON m.id = pi.image_id WHERE pi.product_id = p.id
			) i
			WHERE p.id = ANY ($1)
		)
		UPDATE products p SET
			price = d.price, price_max = d.price_max, usual_price = d.usual, district = d.district, images = d.images,
			listed = p.state = 'published' AND d.approved AND d.price IS NOT NULL AND d.images <> '[]',
			search_id = ts_delete(
				setweight(to_tsvector('indonesian', p.title), 'A') || setweight(to_tsvector('indonesian', d.near_id), 'B') ||
				setweight(to_tsvector('indonesian', p.description), 'C'), stops.id),
			search_en = ts_delete(
				setweight(to_tsvector('english', d.title_en), 'A') || setweight(to_tsvector('english', p.title), 'A') ||
				setweight(to_tsvector('english', d.near_en), 'B') || setweight(to_tsvector('english', d.description_en), 'C'), stops.en)
		FROM derived d, stops WHERE p.id = d.id`
	const learn = `
		INSERT INTO search_words (word)
		SELECT DISTINCT w.word
		FROM products p
		LEFT JOIN areas a ON a.code = p.village_code
		LEFT JOIN product_translations t ON t.product_id = p.id
		CROSS JOIN LATERAL unnest(tsvector_to_array(to_tsvector('simple',
			concat_ws(' ', p.title, p.technique, p.maker, a.name, t.title, t.technique)))) AS w (word)
		WHERE p.id = ANY ($1) AND p.listed AND length(w.word) BETWEEN 3 AND 40 AND w.word !~ '[^[:alpha:]]'
		ORDER BY 1
		ON CONFLICT DO NOTHING`
	for _, query := range []string{lock, update, learn} {
		if _, err := tx.ExecContext(ctx, query, pq.Array(ids)); err != nil {
			return err
		}
	}
	return nil
}

// derivedAtOnce is how many products one transaction derives, so that it stays short.
const derivedAtOnce = 200

// RefreshShop derives again what lists show of a shop's products, after the shop's state or place has changed.
func (s *Service) RefreshShop(ctx context.Context, shopID uuid.UUID) error {
	const query = `SELECT id FROM products WHERE shop_id = $1 AND id > $2 ORDER BY id LIMIT $3`
	return s.deriveAll(ctx, func(tx *sqlx.Tx, after uuid.UUID) (ids []uuid.UUID, err error) {
		return ids, tx.SelectContext(ctx, &ids, query, shopID, after, derivedAtOnce)
	})
}

// Reindex derives every product again, after stop words, categories or village names have changed.
func (s *Service) Reindex(ctx context.Context) error {
	const query = `SELECT id FROM products WHERE id > $1 ORDER BY id LIMIT $2`
	return s.deriveAll(ctx, func(tx *sqlx.Tx, after uuid.UUID) (ids []uuid.UUID, err error) {
		return ids, tx.SelectContext(ctx, &ids, query, after, derivedAtOnce)
	})
}

func (s *Service) deriveAll(ctx context.Context, next func(*sqlx.Tx, uuid.UUID) ([]uuid.UUID, error)) error {
	var after uuid.UUID
	for {
		var ids []uuid.UUID
		err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) (err error) {
			if ids, err = next(tx, after); err != nil || len(ids) == 0 {
				return err
			}
			return derive(ctx, tx, ids)
		})
		if err != nil || len(ids) < derivedAtOnce {
			return err
		}
		after = ids[len(ids)-1]
	}
}
