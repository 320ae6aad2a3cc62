package festivals

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

func listPlaces(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) (places []Place, err error) {
	const query = `
		SELECT t.id AS stall_id, t.number, z.zone, t.shop_id, s.slug AS shop_slug, s.name AS shop_name, coalesce(s.phone, '') AS phone, t.visit_code,
			c.checked_at, coalesce(c.late, false) AS late, coalesce(a.name, '') AS by
		FROM festival_stalls t JOIN festival_zones z ON z.id = t.zone_id JOIN shops s ON s.id = t.shop_id
		LEFT JOIN festival_checkins c ON c.festival_id = t.festival_id AND c.shop_id = t.shop_id LEFT JOIN accounts a ON a.id = c.checked_by
		WHERE t.festival_id = $1 ORDER BY z.position, z.id, length(t.number), t.number`
	err = sqlx.SelectContext(ctx, q, &places, query, festival)
	return places, err
}

// elsewhere is who holds a stall of a number at another festival.
type elsewhere struct {
	FestivalID uuid.UUID `db:"festival_id"`
	ShopID     uuid.UUID `db:"shop_id"`
}

// maxElsewhere bounds a search whose only end is a better word.
const maxElsewhere = 500

func listElsewhere(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID, number string) (list []elsewhere, err error) {
	const query = `
		SELECT t.festival_id, t.shop_id FROM festival_stalls t JOIN festivals f ON f.id = t.festival_id
		WHERE t.number = $2 AND t.festival_id <> $1 AND t.shop_id IS NOT NULL ORDER BY f.starts_on DESC LIMIT $3`
	err = sqlx.SelectContext(ctx, q, &list, query, festival, number, maxElsewhere)
	return list, err
}

// insertCheckIn says whether it is the first of the shop.
func insertCheckIn(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, p Place, c CheckIn, by uuid.UUID) (bool, error) {
	const query = `
		INSERT INTO festival_checkins (festival_id, shop_id, stall_id, late, checked_by, checked_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (festival_id, shop_id) DO NOTHING`
	done, err := tx.ExecContext(ctx, query, festival, p.ShopID, p.StallID, p.Late, by, c.At)
	if err != nil {
		return false, err
	}
	rows, err := done.RowsAffected()
	return rows > 0, err
}

const checkInColumns = `SELECT c.shop_id, c.checked_at, c.late, a.name AS by FROM festival_checkins c JOIN accounts a ON a.id = c.checked_by`

func findCheckIn(ctx context.Context, q sqlx.QueryerContext, festival, shop uuid.UUID) (c CheckIn, err error) {
	const query = checkInColumns + ` WHERE c.festival_id = $1 AND c.shop_id = $2`
	err = sqlx.GetContext(ctx, q, &c, query, festival, shop)
	return c, err
}

func listCheckIns(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) (list []CheckIn, err error) {
	const query = checkInColumns + ` WHERE c.festival_id = $1 ORDER BY c.checked_at, c.shop_id`
	err = sqlx.SelectContext(ctx, q, &list, query, festival)
	return list, err
}
