package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

func findDoor(ctx context.Context, db *sqlx.DB, code string) (door Door, err error) {
	const query = `
		SELECT t.visit_code AS code, f.id AS festival_id, f.slug AS festival, f.state, t.id AS stall_id, coalesce(s.slug, '') AS shop
		FROM festival_stalls t JOIN festivals f ON f.id = t.festival_id LEFT JOIN shops s ON s.id = t.shop_id AND s.state = 'approved'
		WHERE t.visit_code = $1 AND f.published_at IS NOT NULL
		UNION ALL
		SELECT visit_code, id, slug, state, NULL, '' FROM festivals WHERE visit_code = $1 AND published_at IS NOT NULL
		LIMIT 1`
	err = db.GetContext(ctx, &door, query, code)
	if postgres.IsNoRows(err) {
		err = errNotFound()
	}
	return door, err
}

func entranceCode(ctx context.Context, db *sqlx.DB, festival uuid.UUID) (code string, err error) {
	const query = `SELECT visit_code FROM festivals WHERE id = $1`
	err = db.GetContext(ctx, &code, query, festival)
	return code, err
}

// saltOf makes the day's salt where it is the first visit.
func saltOf(ctx context.Context, tx *sqlx.Tx, day time.Time) (salt []byte, err error) {
	const (
		find = `SELECT salt FROM festival_salts WHERE day = $1`
		make = `INSERT INTO festival_salts (day, salt) VALUES ($1, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) ON CONFLICT (day) DO NOTHING`
	)
	err = tx.GetContext(ctx, &salt, find, day)
	if !postgres.IsNoRows(err) {
		return salt, err
	}
	if _, err = tx.ExecContext(ctx, make, day); err != nil {
		return nil, err
	}
	err = tx.GetContext(ctx, &salt, find, day)
	return salt, err
}

func insertVisit(ctx context.Context, tx *sqlx.Tx, door Door, day time.Time, visitor []byte) error {
	const query = `
		INSERT INTO festival_visits (code, day, visitor, festival_id, stall_id) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (code, day, visitor) DO NOTHING`
	_, err := tx.ExecContext(ctx, query, door.Code, day, visitor, door.FestivalID, door.StallID)
	return err
}

func deleteSalts(ctx context.Context, tx *sqlx.Tx, before time.Time) error {
	const query = `DELETE FROM festival_salts WHERE day < $1`
	_, err := tx.ExecContext(ctx, query, before)
	return err
}

func countVisits(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) (counts []VisitCount, err error) {
	const query = `
		SELECT v.stall_id, coalesce(t.number, '') AS number, v.day, count(*) AS count
		FROM festival_visits v LEFT JOIN festival_stalls t ON t.id = v.stall_id
		WHERE v.festival_id = $1 GROUP BY v.stall_id, t.number, v.day ORDER BY v.stall_id NULLS FIRST, v.day`
	err = sqlx.SelectContext(ctx, q, &counts, query, festival)
	return counts, err
}
