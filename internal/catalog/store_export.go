package catalog

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Changed is the news that a product, or with ShopID every product of a shop, may say something else than before.
type Changed struct {
	ProductID uuid.UUID `json:"product_id"`
	ShopID    uuid.UUID `json:"shop_id"`
}

// Kind names the job.
func (Changed) Kind() string { return "catalog.changed" }

// ExportFlag is how ready a product is for export, as lists show and filter it.
type ExportFlag struct {
	ProductID    uuid.UUID
	Level        int      // index of ExportLevels
	Destinations []string // where it is ready
}

// SetExportTx stores the flags of products. A flag that is stored already writes nothing, and none of them counts as an edit.
func (s *Service) SetExportTx(ctx context.Context, tx *sqlx.Tx, flags []ExportFlag) error {
	const query = `
		WITH flag AS (
			SELECT id, level, CASE destinations WHEN '' THEN '{}' ELSE string_to_array(destinations, ' ') END AS destinations
			FROM unnest($1::uuid[], $2::int[], $3::text[]) AS f (id, level, destinations)
		), locked AS (
			SELECT p.id, f.level, f.destinations FROM products p JOIN flag f USING (id)
			WHERE (p.export_level, p.export_destinations) IS DISTINCT FROM (f.level, f.destinations)
			ORDER BY p.id FOR NO KEY UPDATE OF p
		)
		UPDATE products p SET export_level = l.level, export_destinations = l.destinations FROM locked l WHERE p.id = l.id`
	ids, levels, destinations := make([]uuid.UUID, len(flags)), make([]int64, len(flags)), make([]string, len(flags))
	for i, f := range flags {
		ids[i], levels[i], destinations[i] = f.ProductID, int64(f.Level), strings.Join(f.Destinations, " ")
	}
	_, err := tx.ExecContext(ctx, query, pq.Array(ids), pq.Array(levels), pq.Array(destinations))
	return err
}
