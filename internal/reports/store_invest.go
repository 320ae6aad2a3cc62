package reports

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// figure is a published number as it is stored.
type figure struct {
	Group    string        `db:"grp"`
	Measure  string        `db:"measure"`
	District string        `db:"district"`
	Key      string        `db:"key"`
	Shops    int64         `db:"shops"`
	Products sql.NullInt64 `db:"products"`
	Amount   sql.NullInt64 `db:"amount"`
}

func (f figure) count() int64 { return f.Products.Int64 }

func newFigure(group, measure, key string, shops int64, products *int64) figure {
	f := figure{Group: group, Measure: measure, Key: key, Shops: shops}
	if products != nil {
		f.Products = sql.NullInt64{Int64: *products, Valid: true}
	}
	return f
}

// figureOf is a part as it is told.
func figureOf(group, measure, district, key string, p part) figure {
	f := newFigure(group, measure, key, int64(len(p.shops)), &p.products)
	f.District = district
	switch measure {
	case measureSupply, measureWeight, measureValue, measureDemand:
		f.Amount = sql.NullInt64{Int64: p.amount, Valid: true}
	}
	return f
}

// newest reads the newest count, of one group or with an empty slug of all but for the trends.
func (s *Showcase) newest(ctx context.Context, group string) (Counted, []figure, error) {
	const (
		last    = `SELECT day, rule_version FROM invest_days ORDER BY day DESC LIMIT 1`
		columns = `SELECT grp, measure, district, key, shops, products, amount FROM invest_figures `
		all     = columns + `WHERE day = $1 AND measure IN ('goods', 'place', 'level', 'supply', 'weight', 'value', 'demand') ORDER BY grp, measure, district, key`
		one     = columns + `WHERE day = $1 AND grp = $2 ORDER BY measure, district, key`
	)
	var counted Counted
	var figures []figure
	err := postgres.Snapshot(ctx, s.DB, func(tx *sqlx.Tx) error {
		err := tx.GetContext(ctx, &counted, last)
		if postgres.IsNoRows(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if group == "" {
			return tx.SelectContext(ctx, &figures, all, counted.Day)
		}
		return tx.SelectContext(ctx, &figures, one, counted.Day, group)
	})
	return counted, figures, err
}

// storyRow is a maker as listStories reads it.
type storyRow struct {
	Group    string  `db:"grp"`
	Shop     string  `db:"shop"`
	Name     string  `db:"name"`
	StoryID  string  `db:"story_id"`
	StoryEN  string  `db:"story_en"`
	Village  string  `db:"village"`
	District string  `db:"district"`
	Product  string  `db:"product"`
	TitleID  string  `db:"title_id"`
	TitleEN  string  `db:"title_en"`
	Maker    string  `db:"maker"`
	Level    int     `db:"level"`
	Image    *string `db:"image"`
}

// listStories reads the makers that a day's count picked, as far as they are in the export catalogue still.
func listStories(ctx context.Context, db *sqlx.DB, counted Counted, group string) ([]storyRow, error) {
	const query = `
		SELECT i.grp, s.slug AS shop, s.name, s.story_id, s.story_en, coalesce(v.name, '') AS village, d.name AS district, p.slug AS product,
			p.title AS title_id, coalesce(t.title, '') AS title_en, p.maker, e.level, (p.images -> 0)::text AS image
		FROM invest_stories i
			JOIN products p ON p.id = i.product_id AND p.listed
			JOIN export_products e ON e.product_id = p.id AND e.opted_in AND e.level >= 3
			JOIN shops s ON s.id = p.shop_id AND s.state = 'approved'
			JOIN districts d ON d.slug = s.district
			LEFT JOIN areas v ON v.code = coalesce(p.village_code, s.village_code)
			LEFT JOIN product_translations t ON t.product_id = p.id AND t.language = 'en'
		WHERE i.day = $1 AND ($2 = '' OR i.grp = $2) ORDER BY i.grp, i.position`
	var rows []storyRow
	return rows, postgres.Translate(db.SelectContext(ctx, &rows, query, counted.Day, group))
}

func listGroups(ctx context.Context, db *sqlx.DB) ([]string, error) {
	const query = `
		SELECT grp FROM invest_figures
		WHERE day = (SELECT max(day) FROM invest_days) AND grp <> '' AND measure = 'goods' AND district = '' AND key = '' ORDER BY grp`
	var groups []string
	return groups, postgres.Translate(db.SelectContext(ctx, &groups, query))
}

func isCounted(ctx context.Context, db *sqlx.DB, day string) (bool, error) {
	const query = `SELECT EXISTS (SELECT FROM invest_days WHERE day = $1::date)`
	var done bool
	return done, postgres.Translate(db.GetContext(ctx, &done, query, day))
}
