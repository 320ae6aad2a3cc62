package shipping

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// selectTariff reads what is in force in one statement, so that an import is seen whole or not at all.
func selectTariff(ctx context.Context, q sqlx.QueryerContext) (*tariff, error) {
	const query = `
		SELECT coalesce((SELECT json_object_agg(area_code, zone) FROM shipping_zone_areas), '{}') AS zones,
			coalesce((SELECT json_agg(json_build_object('zone', z.key, 'service', r.service, 'maxGrams', r.max_grams, 'price', r.price,
				'daysMin', z.days_min, 'daysMax', z.days_max)) FROM shipping_zones z JOIN shipping_rates r ON r.zone = z.key), '[]') AS bands,
			coalesce((SELECT json_agg(json_build_object('key', key, 'name', name, 'villageCode', village_code, 'addressLine', address_line,
				'hoursID', hours_id, 'hoursEN', hours_en) ORDER BY name, key) FROM pickup_points WHERE active), '[]') AS points`
	var row struct {
		Zones  []byte `db:"zones"`
		Bands  []byte `db:"bands"`
		Points []byte `db:"points"`
	}
	if err := sqlx.GetContext(ctx, q, &row, query); err != nil {
		return nil, postgres.Translate(fmt.Errorf("read the shipping tariff: %w", err))
	}
	t := &tariff{bands: map[string][]band{}}
	var bands []band
	if err := errors.Join(json.Unmarshal(row.Zones, &t.zones), json.Unmarshal(row.Bands, &bands), json.Unmarshal(row.Points, &t.points)); err != nil {
		return nil, fmt.Errorf("read the shipping tariff: %w", err)
	}
	for _, b := range bands {
		t.bands[b.Zone] = append(t.bands[b.Zone], b)
	}
	return t, nil
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
