package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
	"lapak/internal/shops"
)

func listCategories(ctx context.Context, db *sqlx.DB) ([]Category, error) {
	const query = `
		SELECT slug, coalesce(parent, '') AS parent, name_id, name_en, export_class, position FROM categories ORDER BY position, slug`
	var all []Category
	err := db.SelectContext(ctx, &all, query)
	return all, postgres.Translate(err)
}

func saveCategories(ctx context.Context, tx *sqlx.Tx, categories []Category) error {
	const query = `
		INSERT INTO categories (slug, parent, name_id, name_en, export_class, position)
		VALUES (:slug, nullif(:parent, ''), :name_id, :name_en, :export_class, :position)
		ON CONFLICT (slug) DO UPDATE SET parent = excluded.parent, name_id = excluded.name_id, name_en = excluded.name_en,
			export_class = excluded.export_class, position = excluded.position`
	if len(categories) == 0 {
		return nil
	}
	_, err := tx.NamedExecContext(ctx, query, categories)
	return err
}

// editable is a product under its lock, as a change needs it.
type editable struct {
	ID   uuid.UUID `db:"id"`
	Slug string    `db:"slug"`
	Texts
	Category    string     `db:"category"`
	Maker       string     `db:"maker"`
	VillageCode *string    `db:"village_code"`
	State       State      `db:"state"`
	Version     int64      `db:"version"`
	PublishedAt *time.Time `db:"published_at"`
	Images      int        `db:"images"`
	Variants    int        `db:"variants"`
	shop        shops.Shop
}

// lockProduct counts in a second statement, since the first may have waited for a change that its own snapshot does not see.
func lockProduct(ctx context.Context, tx *sqlx.Tx, shop uuid.UUID, slug string) (editable, error) {
	const (
		lock    = `SELECT id FROM products WHERE shop_id = $1 AND slug = $2 FOR UPDATE`
		counted = `
			SELECT id, slug, title, description, technique, category, maker, village_code, state, version, published_at,
				(SELECT count(*) FROM product_images i WHERE i.product_id = p.id) AS images,
				(SELECT count(*) FROM variants v WHERE v.product_id = p.id AND v.archived_at IS NULL) AS variants
			FROM products p WHERE id = $1`
	)
	var p editable
	if !apperr.IsPlainText(slug) {
		return p, errNotFound()
	}
	if err := tx.GetContext(ctx, &p.ID, lock, shop, slug); err != nil {
		if postgres.IsNoRows(err) {
			return p, errNotFound()
		}
		return p, err
	}
	return p, tx.GetContext(ctx, &p, counted, p.ID)
}

func shareProduct(ctx context.Context, tx *sqlx.Tx, shop uuid.UUID, slug string) (uuid.UUID, error) {
	const query = `SELECT id FROM products WHERE shop_id = $1 AND slug = $2 FOR KEY SHARE`
	var id uuid.UUID
	if !apperr.IsPlainText(slug) {
		return id, errNotFound()
	}
	err := tx.GetContext(ctx, &id, query, shop, slug)
	if postgres.IsNoRows(err) {
		return id, errNotFound()
	}
	return id, err
}

// freeSlug gives the base, the base with a low number, or with an end of the product's id where those are taken. Titles that meet in
// the same moment wait for each other.
func freeSlug(ctx context.Context, tx *sqlx.Tx, base string, id uuid.UUID) (string, error) {
	const (
		lock  = `SELECT pg_advisory_xact_lock(hashtextextended('catalog.slug:' || $1::text, 0))`
		query = `SELECT slug FROM products WHERE slug = ANY ($1) AND id <> $2`
	)
	if _, err := tx.ExecContext(ctx, lock, base); err != nil {
		return "", err
	}
	candidates := []string{}
	if !reservedSlugs[base] {
		candidates = append(candidates, base)
	}
	for n := 2; n < 20; n++ {
		candidates = append(candidates, fmt.Sprintf("%s-%d", base, n))
	}
	var taken []string
	if err := tx.SelectContext(ctx, &taken, query, pq.Array(candidates), id); err != nil {
		return "", err
	}
	for _, c := range candidates {
		if !slices.Contains(taken, c) {
			return c, nil
		}
	}
	return base + "-" + strings.ReplaceAll(id.String(), "-", "")[20:], nil
}

func insertProduct(ctx context.Context, tx *sqlx.Tx, r row) error {
	const query = `
		INSERT INTO products (id, shop_id, slug, category, title, description, technique, maker, village_code, district, state, version)
		VALUES (:id, :shop_id, :slug, :category, :title, :description, :technique, :maker, :village_code, :district, 'draft', 0)`
	_, err := tx.NamedExecContext(ctx, query, r)
	return err
}

func updateProduct(ctx context.Context, tx *sqlx.Tx, r row) error {
	const query = `
		UPDATE products SET category = :category, title = :title, description = :description, technique = :technique, maker = :maker,
			village_code = :village_code
		WHERE id = :id`
	_, err := tx.NamedExecContext(ctx, query, r)
	return err
}

func moveProduct(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, slug string, state State) error {
	const query = `
		UPDATE products SET slug = $2, state = $3, listed = listed AND $3 = 'published',
			published_at = CASE WHEN $3 = 'published' THEN coalesce(published_at, now()) ELSE published_at END
		WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, slug, string(state))
	return err
}

func saveTranslation(ctx context.Context, tx *sqlx.Tx, product uuid.UUID, english *Texts) error {
	const query = `
		INSERT INTO product_translations (product_id, language, title, description, technique) VALUES ($1, 'en', $2, $3, $4)
		ON CONFLICT (product_id, language) DO UPDATE SET title = excluded.title, description = excluded.description,
			technique = excluded.technique`
	if english == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, query, product, english.Title, english.Description, english.Technique)
	return err
}

// variantRow is a variant as it is stored.
type variantRow struct {
	ID        uuid.UUID `db:"id"`
	ProductID uuid.UUID `db:"product_id"`
	ShopID    uuid.UUID `db:"shop_id"`
	NewVariant
}

func (v variantRow) args() map[string]any {
	return map[string]any{
		"id": v.ID, "product_id": v.ProductID, "shop_id": v.ShopID, "sku": v.SKU, "title": v.Title, "size": v.Size, "colour": v.Colour,
		"price": v.Price, "weight_grams": v.WeightGrams, "length_mm": v.LengthMM, "width_mm": v.WidthMM, "height_mm": v.HeightMM,
	}
}

func insertVariant(ctx context.Context, tx *sqlx.Tx, v variantRow) error {
	const query = `
		INSERT INTO variants (id, product_id, shop_id, sku, title, size, colour, price, weight_grams, length_mm, width_mm, height_mm, position)
		SELECT :id, :product_id, :shop_id, :sku, :title, :size, :colour, :price, :weight_grams,
			nullif(:length_mm, 0), nullif(:width_mm, 0), nullif(:height_mm, 0), coalesce(max(position), 0) + 1
		FROM variants WHERE product_id = :product_id`
	_, err := tx.NamedExecContext(ctx, query, v.args())
	return skuTaken(err)
}

func updateVariant(ctx context.Context, tx *sqlx.Tx, v variantRow) error {
	const query = `
		UPDATE variants SET sku = :sku, title = :title, size = :size, colour = :colour, price = :price,
			festival_price = CASE WHEN festival_price < :price THEN festival_price END, weight_grams = :weight_grams,
			length_mm = nullif(:length_mm, 0), width_mm = nullif(:width_mm, 0), height_mm = nullif(:height_mm, 0)
		WHERE id = :id`
	_, err := tx.NamedExecContext(ctx, query, v.args())
	return skuTaken(err)
}

func skuTaken(err error) error {
	if postgres.Violates(err, "variants_sku") {
		return apperr.Wrap(err, apperr.Conflict, "sku_taken").At("sku")
	}
	return err
}

func findVariantRow(ctx context.Context, tx *sqlx.Tx, product, id uuid.UUID) (variantRow, error) {
	const query = `
		SELECT sku, title, size, colour, price, weight_grams, coalesce(length_mm, 0), coalesce(width_mm, 0), coalesce(height_mm, 0)
		FROM variants WHERE id = $1 AND product_id = $2 AND archived_at IS NULL`
	v := variantRow{ID: id, ProductID: product}
	err := tx.QueryRowxContext(ctx, query, id, product).
		Scan(&v.SKU, &v.Title, &v.Size, &v.Colour, &v.Price, &v.WeightGrams, &v.LengthMM, &v.WidthMM, &v.HeightMM)
	if postgres.IsNoRows(err) {
		err = apperr.NewNotFound("variant_not_found")
	}
	return v, err
}

func archiveVariant(ctx context.Context, tx *sqlx.Tx, product, id uuid.UUID) error {
	const query = `UPDATE variants SET archived_at = now() WHERE id = $1 AND product_id = $2 AND archived_at IS NULL`
	return changeOne(ctx, tx, "variant_not_found", query, id, product)
}

// imageRow is a picture's place at a product.
type imageRow struct {
	ID        uuid.UUID `db:"id"`
	ProductID uuid.UUID `db:"product_id"`
	ImageID   uuid.UUID `db:"image_id"`
	Alt       string    `db:"alt"`
}

// saveImage returns the id of the place, which is an older one where the product shows the picture already.
func saveImage(ctx context.Context, tx *sqlx.Tx, r imageRow) (uuid.UUID, error) {
	const query = `
		INSERT INTO product_images (id, product_id, image_id, alt, position)
		SELECT $1, $2, $3, $4, coalesce(max(position), 0) + 1 FROM product_images WHERE product_id = $2
		ON CONFLICT (product_id, image_id) DO UPDATE SET alt = excluded.alt RETURNING id`
	var id uuid.UUID
	err := tx.GetContext(ctx, &id, query, r.ID, r.ProductID, r.ImageID, r.Alt)
	return id, err
}

func countImages(ctx context.Context, tx *sqlx.Tx, product uuid.UUID) (int, error) {
	const query = `SELECT count(*) FROM product_images WHERE product_id = $1`
	var n int
	err := tx.GetContext(ctx, &n, query, product)
	return n, err
}

func updateAlt(ctx context.Context, tx *sqlx.Tx, product, id uuid.UUID, alt string) error {
	const query = `UPDATE product_images SET alt = $3 WHERE id = $1 AND product_id = $2`
	return changeOne(ctx, tx, "image_not_found", query, id, product, alt)
}

func deleteImage(ctx context.Context, tx *sqlx.Tx, product, id uuid.UUID) (image uuid.UUID, err error) {
	const query = `DELETE FROM product_images WHERE id = $1 AND product_id = $2 RETURNING image_id`
	err = tx.GetContext(ctx, &image, query, id, product)
	if postgres.IsNoRows(err) {
		err = apperr.NewNotFound("image_not_found")
	}
	return image, err
}

// orderImages says how many of the product's pictures were named.
func orderImages(ctx context.Context, tx *sqlx.Tx, product uuid.UUID, ids []uuid.UUID) (int, error) {
	const query = `
		UPDATE product_images i SET position = n.position
		FROM unnest($2::uuid[]) WITH ORDINALITY AS n (id, position) WHERE i.id = n.id AND i.product_id = $1`
	result, err := tx.ExecContext(ctx, query, product, pq.Array(ids))
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

func changeOne(ctx context.Context, tx *sqlx.Tx, missing, query string, args ...any) error {
	result, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return apperr.NewNotFound(missing)
}
