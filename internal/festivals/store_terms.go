package festivals

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

func findTerms(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) (Terms, error) {
	const (
		one = `
			SELECT appeal_hours, release_at, full_refund_days, half_refund_days, draw_at, draw_sources FROM festival_terms WHERE festival_id = $1`
		quotas = `
			SELECT z.zone, q.mode = 'cap' AS is_cap, q.kind, coalesce(q.category, '') AS category, q.published, q.taken
			FROM festival_quotas q JOIN festival_zones z ON z.id = q.zone_id
			WHERE z.festival_id = $1 AND q.mode <> 'general' ORDER BY z.position, q.mode, q.id`
		criteria = `SELECT key, name_id, name_en, weight FROM festival_criteria WHERE festival_id = $1 ORDER BY position`
		halal    = `
			SELECT z.zone FROM festival_halal_zones h JOIN festival_zones z ON z.id = h.zone_id WHERE z.festival_id = $1 ORDER BY z.position`
	)
	var row struct {
		Terms
		Sources []byte `db:"draw_sources"`
	}
	err := sqlx.GetContext(ctx, q, &row, one, festival)
	t := row.Terms
	switch {
	case postgres.IsNoRows(err):
		t = defaultTerms
	case err != nil:
		return t, err
	default:
		if err := json.Unmarshal(row.Sources, &t.Sources); err != nil {
			return t, err
		}
	}
	if err := sqlx.SelectContext(ctx, q, &t.Quotas, quotas, festival); err != nil {
		return t, err
	}
	if err := sqlx.SelectContext(ctx, q, &t.Criteria, criteria, festival); err != nil {
		return t, err
	}
	if len(t.Criteria) == 0 {
		t.Criteria = usualCriteria()
	}
	return t, sqlx.SelectContext(ctx, q, &t.HalalZones, halal, festival)
}

// saveTimes replaces the terms that no counter of places depends on.
func saveTimes(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, t Terms) error {
	const query = `
		INSERT INTO festival_terms (festival_id, appeal_hours, release_at, full_refund_days, half_refund_days, draw_at, draw_sources)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (festival_id) DO UPDATE SET appeal_hours = $2, release_at = $3, full_refund_days = $4, half_refund_days = $5, draw_at = $6,
			draw_sources = $7`
	sources, err := json.Marshal(append([]Source{}, t.Sources...))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, query, festival, t.AppealHours, t.ReleaseAt, t.FullRefundDays, t.HalfRefundDays, t.DrawAt, string(sources))
	return err
}

// saveTerms replaces all terms; what names a zone that the festival does not have is left out.
func saveTerms(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, t Terms) error {
	const (
		clear = `
			DELETE FROM festival_quotas WHERE zone_id IN (SELECT id FROM festival_zones WHERE festival_id = $1)`
		clearHalal    = `DELETE FROM festival_halal_zones WHERE zone_id IN (SELECT id FROM festival_zones WHERE festival_id = $1)`
		clearCriteria = `DELETE FROM festival_criteria WHERE festival_id = $1`
		halal         = `
			INSERT INTO festival_halal_zones (zone_id) SELECT id FROM festival_zones WHERE festival_id = $1 AND zone = ANY ($2) ON CONFLICT DO NOTHING`
		quota = `
			INSERT INTO festival_quotas (zone_id, mode, kind, category, seats, published)
			SELECT id, $3, $4, nullif($5, ''), $6, $6 FROM festival_zones WHERE festival_id = $1 AND zone = $2`
		criterion = `
			INSERT INTO festival_criteria (festival_id, key, name_id, name_en, weight, position) VALUES ($1, $2, $3, $4, $5, $6)`
	)
	if err := saveTimes(ctx, tx, festival, t); err != nil {
		return err
	}
	for _, query := range []string{clear, clearHalal, clearCriteria} {
		if _, err := tx.ExecContext(ctx, query, festival); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, halal, festival, pq.Array(t.HalalZones)); err != nil {
		return err
	}
	for _, q := range t.Quotas {
		mode := "aside"
		if q.IsCap {
			mode = "cap"
		}
		if _, err := tx.ExecContext(ctx, quota, festival, q.Zone, mode, string(q.Kind), q.Category, q.Seats); err != nil {
			return err
		}
	}
	for i, c := range t.Criteria {
		if _, err := tx.ExecContext(ctx, criterion, festival, c.Key, c.NameID, c.NameEN, c.Weight, i); err != nil {
			return err
		}
	}
	return nil
}
