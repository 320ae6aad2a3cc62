package regions

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

func loadSnapshot(ctx context.Context, db *sqlx.DB) (*snapshot, error) {
	const (
		settings  = `SELECT settings FROM region`
		districts = `SELECT slug, code, name, position FROM districts ORDER BY position, slug`
		offices   = `SELECT key, name_id, name_en FROM offices ORDER BY key`
		stopWords = `SELECT language, word FROM stop_words ORDER BY language, word`
		home      = `
			SELECT code, coalesce(parent_code, '') AS parent_code, level, name FROM areas
			WHERE code IN ($1, $2) OR parent_code = $2 OR parent_code IN (SELECT code FROM districts) ORDER BY code`
	)
	var out snapshot
	err := postgres.Snapshot(ctx, db, func(tx *sqlx.Tx) error {
		out = snapshot{}
		var raw string
		if err := tx.GetContext(ctx, &raw, settings); err != nil {
			if postgres.IsNoRows(err) {
				return apperr.NewNotFound("region_missing")
			}
			return err
		}
		if err := json.Unmarshal([]byte(raw), &out.settings); err != nil {
			return fmt.Errorf("read the region's settings: %w", err)
		}
		if err := tx.SelectContext(ctx, &out.districts, districts); err != nil {
			return err
		}
		if err := tx.SelectContext(ctx, &out.offices, offices); err != nil {
			return err
		}
		if err := tx.SelectContext(ctx, &out.stopWords, stopWords); err != nil {
			return err
		}
		var areas []Area
		err := tx.SelectContext(ctx, &areas, home, out.settings.ProvinceCode, out.settings.RegencyCode)
		out.home = byName(areas)
		return err
	})
	return &out, err
}

func listAreas(ctx context.Context, db *sqlx.DB, parent string) ([]Area, error) {
	const provinces = `
		SELECT code, '' AS parent_code, level, name FROM areas WHERE parent_code IS NULL ORDER BY lower(name), code`
	const below = `
		SELECT code, parent_code, level, name FROM areas WHERE parent_code = $1 ORDER BY lower(name), code`
	areas := []Area{}
	var err error
	if parent == "" {
		err = db.SelectContext(ctx, &areas, provinces)
	} else {
		err = db.SelectContext(ctx, &areas, below, parent)
	}
	return areas, postgres.Translate(err)
}

func findArea(ctx context.Context, db *sqlx.DB, code string) (Area, error) {
	const query = `SELECT code, coalesce(parent_code, '') AS parent_code, level, name FROM areas WHERE code = $1`
	var a Area
	err := db.GetContext(ctx, &a, query, code)
	if postgres.IsNoRows(err) {
		return a, apperr.NewNotFound("area_not_found")
	}
	return a, postgres.Translate(err)
}

func findVillage(ctx context.Context, db *sqlx.DB, districtCode, name string) (Area, error) {
	const query = `
		SELECT code, parent_code, level, name FROM areas
		WHERE parent_code = $1 AND lower(name) = lower($2) ORDER BY code LIMIT 1`
	var a Area
	err := db.GetContext(ctx, &a, query, districtCode, strings.TrimSpace(name))
	if postgres.IsNoRows(err) {
		return a, apperr.NewNotFound("village_not_found")
	}
	return a, postgres.Translate(err)
}

// listChildren lists the areas below several, by name.
func listChildren(ctx context.Context, db *sqlx.DB, parents []string) ([]Area, error) {
	const query = `SELECT code, parent_code, level, name FROM areas WHERE parent_code = ANY ($1) ORDER BY name, code`
	var areas []Area
	err := db.SelectContext(ctx, &areas, query, pq.Array(parents))
	return areas, postgres.Translate(err)
}

func listVillages(ctx context.Context, db *sqlx.DB, districtCodes []string, name string) ([]Area, error) {
	const query = `
		SELECT code, parent_code, level, name FROM areas
		WHERE parent_code = ANY ($1) AND lower(name) = lower($2) ORDER BY code`
	var areas []Area
	err := db.SelectContext(ctx, &areas, query, pq.Array(districtCodes), strings.TrimSpace(name))
	return areas, postgres.Translate(err)
}

// walkAreas follows the names from the province down and returns the areas found before the first unknown name. Two villages of one
// district may share a name; the lower code is taken.
func walkAreas(ctx context.Context, db *sqlx.DB, names []string) ([]Area, error) {
	const query = `
		WITH RECURSIVE walk AS (
			SELECT code, parent_code, level, name, 1 AS depth FROM areas
			WHERE parent_code IS NULL AND lower(name) = lower(($1::text[])[1])
			UNION ALL
			SELECT a.code, a.parent_code, a.level, a.name, w.depth + 1
			FROM walk w JOIN areas a ON a.parent_code = w.code AND lower(a.name) = lower(($1::text[])[w.depth + 1])
		)
		SELECT DISTINCT ON (depth) code, coalesce(parent_code, '') AS parent_code, level, name FROM walk ORDER BY depth, code`
	var areas []Area
	err := db.SelectContext(ctx, &areas, query, pq.Array(names))
	return areas, postgres.Translate(err)
}

func saveSettings(ctx context.Context, tx *sqlx.Tx, settings Settings) error {
	const query = `
		INSERT INTO region (key, settings) VALUES ($1, $2)
		ON CONFLICT (only_one) DO UPDATE SET key = excluded.key, settings = excluded.settings`
	data, err := json.Marshal(settings)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, query, settings.Key, string(data))
	return err
}

// saveAreas writes tens of thousands of rows in one statement; rows that are as they should be are left alone.
func saveAreas(ctx context.Context, tx *sqlx.Tx, areas []Area) error {
	const query = `
		INSERT INTO areas (code, parent_code, level, name)
		SELECT n.code, nullif(n.parent_code, ''), n.level, n.name
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS n (code, parent_code, level, name)
		LEFT JOIN areas a USING (code)
		WHERE a.code IS NULL OR (a.name, a.level, coalesce(a.parent_code, '')) <> (n.name, n.level, n.parent_code)
		ON CONFLICT (code) DO UPDATE SET parent_code = excluded.parent_code, level = excluded.level, name = excluded.name`
	columns := [4][]string{}
	for _, a := range areas {
		parent := a.Parent
		if parent == "" {
			parent = parentOf(a.Code)
		}
		for i, value := range [4]string{a.Code, parent, a.Level, a.Name} {
			columns[i] = append(columns[i], value)
		}
	}
	_, err := tx.ExecContext(ctx, query, pq.Array(columns[0]), pq.Array(columns[1]), pq.Array(columns[2]), pq.Array(columns[3]))
	return err
}

func saveDistricts(ctx context.Context, tx *sqlx.Tx, districts []District) error {
	const query = `
		INSERT INTO districts (slug, code, name, position) VALUES (:slug, :code, :name, :position)
		ON CONFLICT (slug) DO UPDATE SET code = excluded.code, name = excluded.name, position = excluded.position`
	if len(districts) == 0 {
		return nil
	}
	_, err := tx.NamedExecContext(ctx, query, districts)
	return err
}

func saveOffices(ctx context.Context, tx *sqlx.Tx, offices []Office) error {
	const query = `
		INSERT INTO offices (key, name_id, name_en) VALUES (:key, :name_id, :name_en)
		ON CONFLICT (key) DO UPDATE SET name_id = excluded.name_id, name_en = excluded.name_en`
	if len(offices) == 0 {
		return nil
	}
	_, err := tx.NamedExecContext(ctx, query, offices)
	return err
}

func replaceStopWords(ctx context.Context, tx *sqlx.Tx, words []StopWord) error {
	const (
		clear  = `DELETE FROM stop_words`
		insert = `INSERT INTO stop_words (language, word) SELECT * FROM unnest($1::text[], $2::text[])`
	)
	if _, err := tx.ExecContext(ctx, clear); err != nil {
		return err
	}
	var languages, texts []string
	for _, w := range words {
		languages, texts = append(languages, w.Language), append(texts, w.Word)
	}
	_, err := tx.ExecContext(ctx, insert, pq.Array(languages), pq.Array(texts))
	return err
}
