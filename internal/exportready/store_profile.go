package exportready

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/postgres"
)

// storedProfile is what an owner filled in, as it is kept.
type storedProfile struct {
	OptedIn    bool                       `db:"opted_in"`
	Class      string                     `db:"class"`
	Facts      jsonColumn[rulebook.Facts] `db:"facts"`
	Plots      string                     `db:"plots"`
	PlotsCount int                        `db:"plots_count"`
	Version    int64                      `db:"version"`
}

const (
	shopProfileQuery = `
		SELECT opted_in_at IS NOT NULL AS opted_in, '' AS class, facts, '' AS plots, 0 AS plots_count, version FROM export_shops WHERE shop_id = $1`
	productProfileQuery = `SELECT opted_in, class, facts, plots, plots_count, version FROM export_products WHERE product_id = $1`
)

func findShopProfile(ctx context.Context, db *sqlx.DB, shop uuid.UUID) (storedProfile, error) {
	var p storedProfile
	return p, postgres.Translate(db.GetContext(ctx, &p, shopProfileQuery, shop))
}

func findProductProfile(ctx context.Context, db *sqlx.DB, product uuid.UUID) (storedProfile, error) {
	var p storedProfile
	return p, postgres.Translate(db.GetContext(ctx, &p, productProfileQuery, product))
}

// lockShopProfile makes the row where the shop has none yet.
func lockShopProfile(ctx context.Context, tx *sqlx.Tx, shop uuid.UUID) (storedProfile, error) {
	const create = `INSERT INTO export_shops (shop_id, version) VALUES ($1, 0) ON CONFLICT DO NOTHING`
	var p storedProfile
	if _, err := tx.ExecContext(ctx, create, shop); err != nil {
		return p, err
	}
	return p, tx.GetContext(ctx, &p, shopProfileQuery+` FOR UPDATE`, shop)
}

// lockProductProfile is the zero profile where the product has none yet; the shop's lock keeps two of them from being made.
func lockProductProfile(ctx context.Context, tx *sqlx.Tx, product uuid.UUID) (storedProfile, error) {
	var p storedProfile
	err := tx.GetContext(ctx, &p, productProfileQuery+` FOR UPDATE`, product)
	if postgres.IsNoRows(err) {
		return storedProfile{}, nil
	}
	return p, err
}

func saveShopProfile(ctx context.Context, tx *sqlx.Tx, shop uuid.UUID, p storedProfile) error {
	const (
		update = `
			UPDATE export_shops SET facts = $2::jsonb, version = version + 1, updated_at = now(),
				opted_in_at = CASE WHEN $3 THEN coalesce(opted_in_at, now()) END
			WHERE shop_id = $1`
		products = `
			INSERT INTO export_products (product_id, shop_id, opted_in)
			SELECT id, shop_id, true FROM products WHERE shop_id = $1 AND state <> 'archived' ON CONFLICT DO NOTHING`
	)
	facts, err := json.Marshal(p.Facts.Value)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, update, shop, string(facts), p.OptedIn); err != nil || !p.OptedIn {
		return err
	}
	_, err = tx.ExecContext(ctx, products, shop)
	return err
}

func optShopIn(ctx context.Context, tx *sqlx.Tx, shop uuid.UUID) error {
	const query = `UPDATE export_shops SET opted_in_at = now(), version = version + 1 WHERE shop_id = $1 AND opted_in_at IS NULL`
	_, err := tx.ExecContext(ctx, query, shop)
	return err
}

func saveProductProfile(ctx context.Context, tx *sqlx.Tx, shop, product uuid.UUID, p storedProfile) error {
	const query = `
		INSERT INTO export_products (product_id, shop_id, opted_in, class, facts, plots, plots_count)
		VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7)
		ON CONFLICT (product_id) DO UPDATE SET opted_in = excluded.opted_in, class = excluded.class, facts = excluded.facts,
			plots = excluded.plots, plots_count = excluded.plots_count, version = export_products.version + 1, updated_at = now()`
	facts, err := json.Marshal(p.Facts.Value)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, query, product, shop, p.OptedIn, p.Class, string(facts), p.Plots, p.PlotsCount)
	return err
}

func findProduct(ctx context.Context, q sqlx.QueryerContext, shop uuid.UUID, slug string) (uuid.UUID, error) {
	const query = `SELECT id FROM products WHERE shop_id = $1 AND slug = $2`
	var id uuid.UUID
	err := sqlx.GetContext(ctx, q, &id, query, shop, slug)
	if postgres.IsNoRows(err) {
		return id, apperr.NewNotFound("product_not_found")
	}
	return id, postgres.Translate(err)
}

func findClass(ctx context.Context, db *sqlx.DB, product uuid.UUID) (string, error) {
	const query = `SELECT c.export_class FROM products p JOIN categories c ON c.slug = p.category WHERE p.id = $1`
	var class string
	return class, postgres.Translate(db.GetContext(ctx, &class, query, product))
}
