package shipping

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// selectBands reads all bands of the zone with the longest matching code.
func selectBands(ctx context.Context, q sqlx.QueryerContext, codes []string) ([]band, error) {
	const query = `
		SELECT r.service, r.max_grams, r.price, z.days_min, z.days_max
		FROM (
			SELECT zone FROM shipping_zone_areas WHERE area_code = ANY ($1::text[])
			ORDER BY length(area_code) DESC LIMIT 1
		) AS match
		JOIN shipping_zones z ON z.key = match.zone
		JOIN shipping_rates r ON r.zone = z.key`
	var bands []band
	if err := sqlx.SelectContext(ctx, q, &bands, query, pq.Array(codes)); err != nil {
		return nil, postgres.Translate(fmt.Errorf("read shipping rates: %w", err))
	}
	return bands, nil
}

func selectActivePoints(ctx context.Context, q sqlx.QueryerContext) ([]Point, error) {
	const query = `
		SELECT key, name, village_code, address_line, hours_id, hours_en
		FROM pickup_points WHERE active ORDER BY name, key`
	var points []Point
	if err := sqlx.SelectContext(ctx, q, &points, query); err != nil {
		return nil, postgres.Translate(fmt.Errorf("read pickup points: %w", err))
	}
	return points, nil
}

func replaceZones(ctx context.Context, tx *sqlx.Tx, zones []Zone) error {
	const (
		lock   = `LOCK TABLE shipping_zones IN SHARE ROW EXCLUSIVE MODE`
		rates  = `DELETE FROM shipping_rates`
		areas  = `DELETE FROM shipping_zone_areas`
		remove = `DELETE FROM shipping_zones`
		insert = `
			INSERT INTO shipping_zones (key, name_id, name_en, days_min, days_max)
			VALUES (:key, :name_id, :name_en, :days_min, :days_max)`
	)
	for _, query := range []string{lock, rates, areas, remove} {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	for _, z := range zones {
		if _, err := tx.NamedExecContext(ctx, insert, z); err != nil {
			return err
		}
		if err := insertAreasAndRates(ctx, tx, z); err != nil {
			return err
		}
	}
	return nil
}

func insertAreasAndRates(ctx context.Context, tx *sqlx.Tx, z Zone) error {
	const areas = `INSERT INTO shipping_zone_areas (area_code, zone) SELECT code, $2 FROM unnest($1::text[]) AS code`
	const rates = `
		INSERT INTO shipping_rates (zone, service, max_grams, price)
		SELECT $1, service, max_grams, price FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS r (service, max_grams, price)`
	if _, err := tx.ExecContext(ctx, areas, pq.Array(z.Areas), z.Key); err != nil {
		return err
	}
	services, grams, prices := make([]string, len(z.Rates)), make([]int64, len(z.Rates)), make([]int64, len(z.Rates))
	for i, r := range z.Rates {
		services[i], grams[i], prices[i] = r.Service, r.MaxGrams, r.Price
	}
	_, err := tx.ExecContext(ctx, rates, z.Key, pq.Array(services), pq.Array(grams), pq.Array(prices))
	return err
}

func replacePoints(ctx context.Context, tx *sqlx.Tx, points []Point) error {
	const closeAll = `UPDATE pickup_points SET active = false WHERE active`
	const save = `
		INSERT INTO pickup_points (key, name, village_code, address_line, hours_id, hours_en)
		VALUES (:key, :name, :village_code, :address_line, :hours_id, :hours_en)
		ON CONFLICT (key) DO UPDATE SET name = excluded.name, village_code = excluded.village_code,
			address_line = excluded.address_line, hours_id = excluded.hours_id, hours_en = excluded.hours_en, active = true`
	if _, err := tx.ExecContext(ctx, closeAll); err != nil {
		return err
	}
	for _, p := range points {
		_, err := tx.NamedExecContext(ctx, save, p)
		if postgres.Violates(err, "pickup_points_village_code_fkey") {
			return apperr.NewInvalid(apperr.Field{Path: "points." + p.Key + ".village_code", Code: "unknown_area"})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
