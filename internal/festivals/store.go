package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// storedFestival is a festival as it is read.
type storedFestival struct {
	Festival
	NameID  string `db:"name_id"`
	NameEN  string `db:"name_en"`
	TextID  string `db:"text_id"`
	TextEN  string `db:"text_en"`
	RulesID string `db:"rules_id"`
	RulesEN string `db:"rules_en"`
}

func (r storedFestival) festival() Festival {
	f := r.Festival
	f.Name.ID, f.Name.EN, f.Text.ID, f.Text.EN = r.NameID, r.NameEN, r.TextID, r.TextEN
	f.Rules.ID, f.Rules.EN = r.RulesID, r.RulesEN
	return f
}

// festivalColumns are those of storedFestival, of festivalTables.
const (
	festivalColumns = `
		f.id, f.slug, f.state, f.name_id, f.name_en, f.text_id, f.text_en, f.place, f.district, d.name AS district_name,
		coalesce(f.village_code, '') AS village_code, f.starts_on, f.ends_on, f.applications_open_at, f.applications_close_at, f.selection,
		f.sequence, f.version, f.reason, f.image_id, f.image_alt, f.published_at, f.ended_at,
		f.days_shown, f.updated_at, f.rules_id, f.rules_en, f.date_rule, f.hijri_rule, coalesce(f.expectation, '') AS expectation, f.contact_phone, coalesce(v.name, '') AS village_name`
	festivalTables = `(festivals f JOIN districts d ON d.slug = f.district LEFT JOIN areas v ON v.code = f.village_code)`
)

// findFestival finds a festival that the account may see: a public one, or one that it may act for.
func findFestival(ctx context.Context, q sqlx.QueryerContext, slug string, account uuid.UUID) (Festival, error) {
	const query = `
		SELECT ` + festivalColumns + ` FROM ` + festivalTables + `
		WHERE f.slug = $1 AND (f.published_at IS NOT NULL
			OR EXISTS (SELECT FROM festival_members m WHERE m.festival_id = f.id AND m.account_id = $2))`
	return oneFestival(ctx, q, query, slug, account)
}

// lockOwn finds a festival for one of its organizers and holds it until tx ends.
func lockOwn(ctx context.Context, tx *sqlx.Tx, slug string, account uuid.UUID) (Festival, error) {
	const query = `
		SELECT ` + festivalColumns + ` FROM ` + festivalTables + `
		WHERE f.slug = $1 AND EXISTS (
			SELECT FROM festival_members m WHERE m.festival_id = f.id AND m.account_id = $2 AND m.role = 'organizer')
		FOR NO KEY UPDATE OF f`
	return oneFestival(ctx, tx, query, slug, account)
}

// maxOwn bounds an organizer's list; it holds several years of a regency's calendar.
const maxOwn = 500

func listOwn(ctx context.Context, db *sqlx.DB, account uuid.UUID) ([]Festival, error) {
	const query = `
		SELECT ` + festivalColumns + `
		FROM festival_members m JOIN ` + festivalTables + ` ON f.id = m.festival_id
		WHERE m.account_id = $1 AND m.role = 'organizer' ORDER BY f.starts_on DESC, f.id LIMIT $2`
	var rows []storedFestival
	err := db.SelectContext(ctx, &rows, query, account, maxOwn)
	list := make([]Festival, len(rows))
	for i, row := range rows {
		list[i] = row.festival()
	}
	return list, err
}

func oneFestival(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (Festival, error) {
	var row storedFestival
	err := sqlx.GetContext(ctx, q, &row, query, args...)
	if postgres.IsNoRows(err) {
		return Festival{}, errNotFound()
	}
	return row.festival(), err
}

// memberRole gives what an account may do for a festival; empty: nothing.
func memberRole(ctx context.Context, q sqlx.QueryerContext, festival, account uuid.UUID) (role MemberRole, err error) {
	const query = `SELECT role FROM festival_members WHERE festival_id = $1 AND account_id = $2`
	if err = sqlx.GetContext(ctx, q, &role, query, festival, account); postgres.IsNoRows(err) {
		return "", nil
	}
	return role, err
}

// isOpenAt says whether the festival is open at a moment, by the hours of its days.
func isOpenAt(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID, at time.Time) (isOpen bool, err error) {
	const query = `SELECT EXISTS (SELECT FROM festival_days WHERE festival_id = $1 AND opens_at <= $2 AND $2 < closes_at)`
	err = sqlx.GetContext(ctx, q, &isOpen, query, festival, at)
	return isOpen, err
}

func listDays(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) (days []Day, err error) {
	const query = `SELECT day, opens_at, closes_at FROM festival_days WHERE festival_id = $1 ORDER BY day`
	err = sqlx.SelectContext(ctx, q, &days, query, festival)
	return days, err
}

func listDaysOf(ctx context.Context, q sqlx.QueryerContext, festivals []uuid.UUID) (map[uuid.UUID][]Day, error) {
	const query = `SELECT festival_id, day, opens_at, closes_at FROM festival_days WHERE festival_id = ANY ($1) ORDER BY festival_id, day`
	var rows []struct {
		FestivalID uuid.UUID `db:"festival_id"`
		Day
	}
	err := sqlx.SelectContext(ctx, q, &rows, query, pq.Array(festivals))
	days := make(map[uuid.UUID][]Day, len(festivals))
	for _, row := range rows {
		days[row.FestivalID] = append(days[row.FestivalID], row.Day)
	}
	return days, err
}

func listStalls(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) (stalls []Stall, err error) {
	const query = `
		SELECT t.id, t.zone_id, z.zone, t.number, t.grid_x, t.grid_y, t.grid_w, t.grid_h, t.shop_id, coalesce(s.slug, '') AS shop_slug,
			coalesce(s.name, '') AS shop_name
		FROM festival_stalls t JOIN festival_zones z ON z.id = t.zone_id LEFT JOIN shops s ON s.id = t.shop_id
		WHERE t.festival_id = $1 ORDER BY z.position, t.number`
	err = sqlx.SelectContext(ctx, q, &stalls, query, festival)
	return stalls, err
}

func databaseTime(ctx context.Context, q sqlx.QueryerContext) (now time.Time, err error) {
	err = sqlx.GetContext(ctx, q, &now, `SELECT now()`)
	return now, err
}
