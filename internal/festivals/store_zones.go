package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// zoneRow is a zone as it is stored.
type zoneRow struct {
	Zone
	FestivalID uuid.UUID `db:"festival_id"`
	NameID     string    `db:"name_id"`
	NameEN     string    `db:"name_en"`
}

func rowOf(z Zone) zoneRow { return zoneRow{Zone: z, NameID: z.Name.ID, NameEN: z.Name.EN} }

func (r zoneRow) zone() Zone {
	z := r.Zone
	z.Name.ID, z.Name.EN = r.NameID, r.NameEN
	return z
}

func listZones(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]Zone, error) {
	const query = `
		SELECT z.id, z.zone, z.name_id, z.name_en, z.fee, z.width_cm, z.depth_cm, z.power_watts, z.position, count(t.id) AS stalls,
			count(t.id) FILTER (WHERE t.shop_id IS NULL) AS free
		FROM festival_zones z LEFT JOIN festival_stalls t ON t.zone_id = z.id
		WHERE z.festival_id = $1 GROUP BY z.id ORDER BY z.position, z.id`
	var rows []zoneRow
	err := sqlx.SelectContext(ctx, q, &rows, query, festival)
	list := make([]Zone, len(rows))
	for i, row := range rows {
		list[i] = row.zone()
	}
	return list, err
}

func findZone(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, zone string) (Zone, error) {
	list, err := listZones(ctx, tx, festival)
	if err != nil {
		return Zone{}, err
	}
	for _, z := range list {
		if z.Slug == zone {
			return z, nil
		}
	}
	return Zone{}, apperr.NewNotFound("zone_not_found")
}

func insertZone(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, row zoneRow) error {
	const query = `
		INSERT INTO festival_zones (id, festival_id, zone, name_id, name_en, fee, width_cm, depth_cm, power_watts, position)
		VALUES (:id, :festival_id, :zone, :name_id, :name_en, :fee, :width_cm, :depth_cm, :power_watts, :position)`
	row.FestivalID = festival
	_, err := tx.NamedExecContext(ctx, query, row)
	return err
}

func updateZone(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, row zoneRow) error {
	const query = `
		UPDATE festival_zones SET name_id = :name_id, name_en = :name_en, fee = :fee, width_cm = :width_cm, depth_cm = :depth_cm, power_watts = :power_watts
		WHERE id = :id AND festival_id = :festival_id`
	row.FestivalID = festival
	_, err := tx.NamedExecContext(ctx, query, row)
	return err
}

// deleteZone takes a zone with its free stalls and its terms away.
func deleteZone(ctx context.Context, tx *sqlx.Tx, zone uuid.UUID) error {
	for _, query := range []string{
		`DELETE FROM festival_stalls WHERE zone_id = $1 AND shop_id IS NULL`,
		`DELETE FROM festival_quotas WHERE zone_id = $1`,
		`DELETE FROM festival_halal_zones WHERE zone_id = $1`,
		`DELETE FROM festival_zones WHERE id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, query, zone); err != nil {
			return err
		}
	}
	return nil
}

func insertStalls(ctx context.Context, tx *sqlx.Tx, festival, zone uuid.UUID, spots []StallSpot) error {
	const query = `
		INSERT INTO festival_stalls (id, festival_id, zone_id, number, grid_x, grid_y, grid_w, grid_h)
		SELECT gen_random_uuid(), $1, $2, s.number, s.x, s.y, s.w, s.h
		FROM unnest($3::text[], $4::int[], $5::int[], $6::int[], $7::int[]) AS s (number, x, y, w, h)`
	var numbers []string
	var x, y, w, h []int64
	for _, s := range spots {
		numbers, x, y, w, h = append(numbers, s.Number), append(x, s.X), append(y, s.Y), append(w, s.W), append(h, s.H)
	}
	_, err := tx.ExecContext(ctx, query, festival, zone, pq.Array(numbers), pq.Array(x), pq.Array(y), pq.Array(w), pq.Array(h))
	return err
}

func moveStall(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, s StallSpot) error {
	const query = `UPDATE festival_stalls SET number = $2, grid_x = $3, grid_y = $4, grid_w = $5, grid_h = $6 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, s.Number, s.X, s.Y, s.W, s.H)
	return err
}

func deleteStall(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	const query = `DELETE FROM festival_stalls WHERE id = $1 AND shop_id IS NULL`
	_, err := tx.ExecContext(ctx, query, id)
	return err
}

// givenRow is a stall given to a shop.
type givenRow struct {
	zone, shop uuid.UUID
	at         time.Time
}

// giveStall gives the first free stall of the zone, by its number, unless the shop has one at the festival.
func giveStall(ctx context.Context, tx *sqlx.Tx, row givenRow) (bool, error) {
	const (
		has = `
			SELECT EXISTS (SELECT FROM festival_stalls t JOIN festival_zones z ON z.festival_id = t.festival_id WHERE z.id = $1 AND t.shop_id = $2)`
		give = `
			UPDATE festival_stalls SET shop_id = $2, taken_at = $3 WHERE id = (
				SELECT id FROM festival_stalls WHERE zone_id = $1 AND shop_id IS NULL ORDER BY length(number), number LIMIT 1 FOR UPDATE)
			RETURNING true`
	)
	var done bool
	if err := tx.GetContext(ctx, &done, has, row.zone, row.shop); err != nil || done {
		return done, err
	}
	err := tx.GetContext(ctx, &done, give, row.zone, row.shop, row.at)
	if postgres.IsNoRows(err) {
		return false, nil
	}
	return done, err
}

func copyZones(ctx context.Context, tx *sqlx.Tx, from, to uuid.UUID) error {
	const query = `
		INSERT INTO festival_zones (id, festival_id, zone, name_id, name_en, fee, width_cm, depth_cm, power_watts, position)
		SELECT gen_random_uuid(), $2, zone, name_id, name_en, fee, width_cm, depth_cm, power_watts, position FROM festival_zones WHERE festival_id = $1`
	_, err := tx.ExecContext(ctx, query, from, to)
	return err
}

func copyStalls(ctx context.Context, tx *sqlx.Tx, from, to uuid.UUID) error {
	const query = `
		INSERT INTO festival_stalls (id, festival_id, zone_id, number, grid_x, grid_y, grid_w, grid_h)
		SELECT gen_random_uuid(), $2, n.id, t.number, t.grid_x, t.grid_y, t.grid_w, t.grid_h
		FROM festival_stalls t JOIN festival_zones z ON z.id = t.zone_id JOIN festival_zones n ON n.festival_id = $2 AND n.zone = z.zone
		WHERE t.festival_id = $1`
	_, err := tx.ExecContext(ctx, query, from, to)
	return err
}
