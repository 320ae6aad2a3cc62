package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// listQuery asks for public festivals. Those that touch From to To are found; Phase is empty for all.
type listQuery struct {
	From, To time.Time
	District string
	Phase    string
	Today    time.Time
	AfterOn  *time.Time
	AfterID  uuid.UUID
	Limit    int
	IsBack   bool // the latest first
}

func listPublic(ctx context.Context, db *sqlx.DB, q listQuery) ([]Festival, error) {
	// A festival lasts less than sixty days, so the index on its first day bounds what touches a span.
	const (
		where = `SELECT ` + festivalColumns + ` FROM ` + festivalTables + `
			WHERE f.state <> 'draft' AND f.published_at IS NOT NULL AND f.starts_on BETWEEN $1::date - 60 AND $2 AND f.ends_on >= $1
				AND ($3 = '' OR f.district = $3)
				AND ($4 = '' OR $4 = CASE
					WHEN f.state = 'cancelled' THEN 'cancelled'
					WHEN f.state = 'published' AND $5::date BETWEEN f.starts_on AND f.ends_on THEN 'running'
					WHEN f.state = 'closed' OR f.ends_on < $5::date THEN 'past'
					ELSE 'coming' END)`
		forth = where + ` AND ($6::date IS NULL OR (f.starts_on, f.id) > ($6::date, $7)) ORDER BY f.starts_on, f.id LIMIT $8`
		back  = where + ` AND ($6::date IS NULL OR (f.starts_on, f.id) < ($6::date, $7)) ORDER BY f.starts_on DESC, f.id DESC LIMIT $8`
	)
	query := forth
	if q.IsBack {
		query = back
	}
	var rows []storedFestival
	err := db.SelectContext(postgres.PlanAnew(ctx), &rows, query, q.From, q.To, q.District, q.Phase, q.Today, q.AfterOn, q.AfterID, q.Limit)
	list := make([]Festival, len(rows))
	for i, row := range rows {
		list[i] = row.festival()
	}
	return list, err
}

const expectationColumns = `
	e.key, e.name, e.rule, coalesce(e.typical_month, 0) AS typical_month, e.hijri_rule, e.observed_dates, e.place, e.product_fit, e.confidence, e.source`

// listUnannounced gives what is expected and of which no public festival touches the span.
func listUnannounced(ctx context.Context, db *sqlx.DB, from, to time.Time) (list []Expectation, err error) {
	const query = `
		SELECT ` + expectationColumns + ` FROM festival_expectations e
		WHERE NOT EXISTS (SELECT FROM festivals f WHERE f.expectation = e.key AND f.state <> 'draft' AND f.published_at IS NOT NULL AND f.starts_on BETWEEN $1 AND $2)
		ORDER BY e.key`
	err = db.SelectContext(ctx, &list, query, from, to)
	return list, err
}

func listExpectations(ctx context.Context, db *sqlx.DB) (list []Expectation, err error) {
	const query = `SELECT ` + expectationColumns + ` FROM festival_expectations e ORDER BY e.name, e.key`
	err = db.SelectContext(ctx, &list, query)
	return list, err
}

func expectationExists(ctx context.Context, tx *sqlx.Tx, key string) (exists bool, err error) {
	const query = `SELECT EXISTS (SELECT FROM festival_expectations WHERE key = $1)`
	err = tx.GetContext(ctx, &exists, query, key)
	return exists, err
}

func saveExpectations(ctx context.Context, tx *sqlx.Tx, list []Expectation) error {
	const query = `
		INSERT INTO festival_expectations (key, name, rule, typical_month, hijri_rule, observed_dates, place, product_fit, confidence, source)
		SELECT e.key, e.name, e.rule, nullif(e.month, 0), e.hijri_rule, e.observed, e.place, e.goods, e.confidence, e.source
		FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
			AS e (key, name, rule, month, hijri_rule, observed, place, goods, confidence, source)
		ON CONFLICT (key) DO UPDATE SET name = excluded.name, rule = excluded.rule, typical_month = excluded.typical_month, hijri_rule = excluded.hijri_rule,
			observed_dates = excluded.observed_dates, place = excluded.place, product_fit = excluded.product_fit, confidence = excluded.confidence,
			source = excluded.source`
	var texts [9][]string
	months := make([]int64, len(list))
	for i, e := range list {
		months[i] = int64(e.Month)
		for c, text := range []string{e.Key, e.Name, e.Rule, e.HijriRule, e.Observed, e.Place, e.Goods, e.Confidence, e.Source} {
			texts[c] = append(texts[c], text)
		}
	}
	_, err := tx.ExecContext(ctx, query, pq.Array(texts[0]), pq.Array(texts[1]), pq.Array(texts[2]), pq.Array(months), pq.Array(texts[3]), pq.Array(texts[4]),
		pq.Array(texts[5]), pq.Array(texts[6]), pq.Array(texts[7]), pq.Array(texts[8]))
	return err
}
