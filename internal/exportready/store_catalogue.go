package exportready

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// listOffers reads one row more than asked for, to know whether there is a next page. It walks export_products_level, and is planned with
// its values.
func listOffers(ctx context.Context, db *sqlx.DB, q offerSearch) ([]offerRow, error) {
	const query = `
		SELECT ` + productColumns + `, p.slug, p.title, p.description, coalesce(t.title, '') AS title_en, coalesce(t.description, '') AS description_en,
			p.category, c.name_id AS category_id, c.name_en AS category_en, (p.images -> 0)::text AS image, coalesce(v.name, '') AS village,
			d.name AS district, s.id AS "shop.id", s.slug AS "shop.slug", s.name AS "shop.name", p.district AS "shop.district"
		FROM ` + productTables + ` JOIN shops s ON s.id = p.shop_id JOIN districts d ON d.slug = p.district
			LEFT JOIN areas v ON v.code = coalesce(p.village_code, s.village_code)
		WHERE e.opted_in AND e.level >= $1 AND (e.level, e.product_id) < ($2, $3) AND p.listed
			AND ($4 = '' OR $4 = ANY (e.ready_at)) AND ($5 = '' OR p.district = $5)
			AND (cardinality($6::text[]) = 0 OR p.category = ANY ($6)) AND ($7 = '' OR p.slug = $7)
		ORDER BY e.level DESC, e.product_id DESC LIMIT $8`
	var rows []offerRow
	err := db.SelectContext(postgres.PlanAnew(ctx), &rows, query, int(q.Level), int(q.after.Level), q.after.ID, q.Destination, q.District,
		pq.Array(q.categories), q.Product, q.limit+1)
	return rows, postgres.Translate(err)
}

func listShopRows(ctx context.Context, db *sqlx.DB, ids []uuid.UUID) ([]shopRow, error) {
	const query = `SELECT ` + shopColumns + ` FROM export_shops e JOIN shops s ON s.id = e.shop_id WHERE e.shop_id = ANY ($1)`
	var rows []shopRow
	return rows, postgres.Translate(db.SelectContext(ctx, &rows, query, pq.Array(ids)))
}
