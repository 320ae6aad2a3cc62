package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// lockQuotas gives the counters of a zone in the order in which they are taken, held until tx ends. The seats of the pool of all are what
// the stalls leave.
func lockQuotas(ctx context.Context, tx *sqlx.Tx, zone uuid.UUID) (quotas []quotaRow, err error) {
	const query = `
		SELECT q.id, q.mode, q.kind, coalesce(q.category, '') AS category, q.taken, CASE q.mode WHEN 'general' THEN ` + openSeats + ` ELSE q.seats END AS seats
		FROM festival_quotas q WHERE q.zone_id = $1 ORDER BY array_position('{aside,general,cap}', q.mode), q.id FOR UPDATE OF q`
	return quotas, tx.SelectContext(ctx, &quotas, query, zone)
}

// listCandidates gives the undecided applications of a zone: the highest score first, or by their number.
func listCandidates(ctx context.Context, tx *sqlx.Tx, zone uuid.UUID, ranked bool) (list []candidate, err error) {
	const query = `
		SELECT id, coalesce(draw_number, 0) AS number, score, from_village, women_led, youth_led, first_timer,
			array_to_string(categories, ' ') AS categories
		FROM festival_applications WHERE zone_id = $1 AND state = 'submitted'
		ORDER BY CASE WHEN $2 THEN coalesce(score, -1) END DESC, turn`
	return list, tx.SelectContext(ctx, &list, query, zone, ranked)
}

func lastRank(ctx context.Context, tx *sqlx.Tx, zone uuid.UUID) (rank int64, err error) {
	const query = `SELECT coalesce(max(rank), 0) FROM festival_applications WHERE zone_id = $1 AND state = 'waitlisted'`
	return rank, tx.GetContext(ctx, &rank, query, zone)
}

func hasDrawList(ctx context.Context, tx *sqlx.Tx, zone uuid.UUID) (has bool, err error) {
	const query = `SELECT EXISTS (SELECT FROM festival_draw_lists WHERE zone_id = $1)`
	return has, tx.GetContext(ctx, &has, query, zone)
}

// listUnlisted gives festivals by draw whose applications are closed and whose lists are not published.
func listUnlisted(ctx context.Context, db *sqlx.DB, now time.Time) (ids []uuid.UUID, err error) {
	const query = `
		SELECT f.id FROM festivals f
		WHERE f.state = 'published' AND f.selection = 'draw' AND f.applications_close_at <= $1 AND EXISTS (
			SELECT FROM festival_zones z WHERE z.festival_id = f.id AND NOT EXISTS (SELECT FROM festival_draw_lists l WHERE l.zone_id = z.id))`
	return ids, db.SelectContext(ctx, &ids, query, now)
}

// numberApplicants numbers the undecided applications of each zone that has no list yet, and gives their shops in that order.
func numberApplicants(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) (map[uuid.UUID][]string, error) {
	const (
		number = `
			UPDATE festival_applications a SET draw_number = n.number FROM (
				SELECT id, row_number() OVER (PARTITION BY zone_id ORDER BY turn) AS number FROM festival_applications
				WHERE festival_id = $1 AND state = 'submitted'
			) n
			WHERE n.id = a.id AND NOT EXISTS (SELECT FROM festival_draw_lists l WHERE l.zone_id = a.zone_id)`
		list = `
			SELECT z.id AS zone, coalesce(s.slug, '') AS slug FROM festival_zones z
			LEFT JOIN festival_applications a ON a.zone_id = z.id AND a.draw_number IS NOT NULL LEFT JOIN shops s ON s.id = a.shop_id
			WHERE z.festival_id = $1 AND NOT EXISTS (SELECT FROM festival_draw_lists l WHERE l.zone_id = z.id) ORDER BY z.id, a.draw_number`
	)
	if _, err := tx.ExecContext(ctx, number, festival); err != nil {
		return nil, err
	}
	var rows []struct {
		Zone uuid.UUID `db:"zone"`
		Slug string    `db:"slug"`
	}
	if err := tx.SelectContext(ctx, &rows, list, festival); err != nil {
		return nil, err
	}
	zones := map[uuid.UUID][]string{}
	for _, r := range rows {
		if _, known := zones[r.Zone]; !known {
			zones[r.Zone] = nil
		}
		if r.Slug != "" {
			zones[r.Zone] = append(zones[r.Zone], r.Slug)
		}
	}
	return zones, nil
}

func insertDrawList(ctx context.Context, tx *sqlx.Tx, l DrawList, festival uuid.UUID) error {
	const query = `
		INSERT INTO festival_draw_lists (zone_id, festival_id, list, sha256, published_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
	_, err := tx.ExecContext(ctx, query, l.ZoneID, festival, l.List, l.SHA256, l.PublishedAt)
	return err
}

func listDrawLists(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]DrawList, error) {
	const query = `
		SELECT l.zone_id, z.zone, z.name_id, z.name_en, l.list, l.sha256, l.published_at
		FROM festival_draw_lists l JOIN festival_zones z ON z.id = l.zone_id WHERE l.festival_id = $1 ORDER BY z.position`
	lists := []DrawList{}
	return lists, sqlx.SelectContext(ctx, q, &lists, query, festival)
}

type drawRow struct {
	festival uuid.UUID
	key, url string
	by       uuid.UUID
	at       time.Time
}

func insertDraw(ctx context.Context, tx *sqlx.Tx, row drawRow) error {
	const query = `INSERT INTO festival_draws (festival_id, key, url, drawn_by, drawn_at) VALUES ($1, $2, $3, $4, $5)`
	_, err := tx.ExecContext(ctx, query, row.festival, row.key, row.url, row.by, row.at)
	if postgres.Violates(err, "festival_draws_pkey") {
		return apperr.New(apperr.Conflict, "drawn_already")
	}
	return err
}

func findDrawn(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID, d *Draw) error {
	const query = `SELECT key, url, drawn_at FROM festival_draws WHERE festival_id = $1`
	var row struct {
		Key     string    `db:"key"`
		URL     string    `db:"url"`
		DrawnAt time.Time `db:"drawn_at"`
	}
	err := sqlx.GetContext(ctx, q, &row, query, festival)
	if postgres.IsNoRows(err) {
		return nil
	}
	d.Key, d.URL, d.DrawnAt = row.Key, row.URL, &row.DrawnAt
	return err
}
