package festivals

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/gosimple/slug"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// planRow is a festival as it is written.
type planRow struct {
	ID          uuid.UUID  `db:"id"`
	Slug        string     `db:"slug"`
	NameID      string     `db:"name_id"`
	NameEN      string     `db:"name_en"`
	TextID      string     `db:"text_id"`
	TextEN      string     `db:"text_en"`
	RulesID     string     `db:"rules_id"`
	RulesEN     string     `db:"rules_en"`
	Place       string     `db:"place"`
	District    string     `db:"district"`
	Village     *string    `db:"village_code"`
	StartsOn    time.Time  `db:"starts_on"`
	EndsOn      time.Time  `db:"ends_on"`
	OpenAt      *time.Time `db:"applications_open_at"`
	CloseAt     *time.Time `db:"applications_close_at"`
	Selection   Selection  `db:"selection"`
	DateRule    DateRule   `db:"date_rule"`
	HijriRule   string     `db:"hijri_rule"`
	Phone       string     `db:"contact_phone"`
	Expectation *string    `db:"expectation"`
	CopiedFrom  *uuid.UUID `db:"copied_from"`
	By          uuid.UUID  `db:"created_by"`
	At          time.Time  `db:"created_at"`
	Days        []Day      `db:"-"`
}

// slugOf makes the address of a name; the year is part of it, since most festivals come back.
func slugOf(name string, startsOn time.Time) string {
	s := strings.Trim(strings.ReplaceAll(slug.MakeLang(name, "id"), "_", "-"), "-")
	if len(s) > 60 {
		s = strings.Trim(s[:60], "-")
	}
	if year := strconv.Itoa(startsOn.Year()); !strings.Contains(s, year) {
		s = strings.Trim(s+"-"+year, "-")
	}
	return s
}

// zoneSlug is a zone's name in addresses.
func zoneSlug(name string) string {
	s := strings.Trim(strings.ReplaceAll(slug.MakeLang(name, "id"), "_", "-"), "-")
	if s == "" {
		return "zona"
	}
	return s
}

// freeSlug is the wish, or the wish with the first number that is free.
func freeSlug(ctx context.Context, tx *sqlx.Tx, wish string) (string, error) {
	const query = `SELECT slug FROM festivals WHERE slug = $1 OR slug LIKE $1 || '-%'`
	var taken []string
	if err := tx.SelectContext(ctx, &taken, query, wish); err != nil {
		return "", err
	}
	free := wish
	for n := 2; ; n++ {
		if !slices.Contains(taken, free) {
			return free, nil
		}
		free = wish + "-" + strconv.Itoa(n)
	}
}

func insertFestival(ctx context.Context, tx *sqlx.Tx, row planRow) error {
	const query = `
		INSERT INTO festivals (id, slug, state, name_id, name_en, text_id, text_en, rules_id, rules_en, place, district, village_code, starts_on, ends_on,
			applications_open_at, applications_close_at, selection, date_rule, hijri_rule, contact_phone, expectation, copied_from, created_by,
			created_at, updated_at)
		VALUES (:id, :slug, 'draft', :name_id, :name_en, :text_id, :text_en, :rules_id, :rules_en, :place, :district, :village_code, :starts_on, :ends_on,
			:applications_open_at, :applications_close_at, :selection, :date_rule, :hijri_rule, :contact_phone, :expectation, :copied_from, :created_by,
			:created_at, :created_at)`
	_, err := tx.NamedExecContext(ctx, query, row)
	return err
}

func updateFestival(ctx context.Context, tx *sqlx.Tx, row planRow) error {
	const query = `
		UPDATE festivals SET name_id = :name_id, name_en = :name_en, text_id = :text_id, text_en = :text_en, rules_id = :rules_id, rules_en = :rules_en,
			place = :place, district = :district, village_code = :village_code, starts_on = :starts_on, ends_on = :ends_on,
			applications_open_at = :applications_open_at, applications_close_at = :applications_close_at, selection = :selection,
			date_rule = :date_rule, hijri_rule = :hijri_rule, contact_phone = :contact_phone, expectation = :expectation
		WHERE id = :id`
	_, err := tx.NamedExecContext(ctx, query, row)
	return err
}

// touchFestival counts a change.
func touchFestival(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, sequence int, at time.Time) error {
	const query = `UPDATE festivals SET version = version + 1, sequence = $2, updated_at = $3 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, sequence, at)
	return err
}

func setPublished(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, at time.Time) error {
	const query = `
		UPDATE festivals SET state = 'published', published_at = $2, version = version + 1, updated_at = $2,
			days_shown = (SELECT count(*) FROM festival_days WHERE festival_id = $1)
		WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, at)
	return err
}

// endRow is how a festival ended.
type endRow struct {
	state, reason string
	at            time.Time
}

func setEnded(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, row endRow) error {
	const query = `UPDATE festivals SET state = $2, reason = $3, ended_at = $4, version = version + 1, updated_at = $4 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, row.state, row.reason, row.at)
	return err
}

// lockOver gives published festivals whose last day has closed, and holds them; those that somebody else holds come later.
func lockOver(ctx context.Context, tx *sqlx.Tx, now time.Time, limit int) (over []uuid.UUID, err error) {
	const query = `
		SELECT f.id FROM festivals f
		WHERE f.state = 'published' AND f.ends_on <= $3::date
			AND coalesce((SELECT max(d.closes_at) <= $1 FROM festival_days d WHERE d.festival_id = f.id), f.ends_on < $3::date)
		ORDER BY f.ends_on, f.id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED`
	err = tx.SelectContext(ctx, &over, query, now, limit, today(now))
	return over, err
}

func findByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Festival, error) {
	const query = `SELECT ` + festivalColumns + ` FROM ` + festivalTables + ` WHERE f.id = $1`
	return oneFestival(ctx, q, query, id)
}

// replaceDays writes the days anew. Where the festival has a calendar event, it remembers the most days that this had.
func replaceDays(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, days []Day) error {
	const (
		remove = `DELETE FROM festival_days WHERE festival_id = $1`
		insert = `
			INSERT INTO festival_days (festival_id, day, opens_at, closes_at)
			SELECT $1, d.day, d.opens_at, d.closes_at FROM unnest($2::date[], $3::timestamptz[], $4::timestamptz[]) AS d (day, opens_at, closes_at)`
		remember = `UPDATE festivals SET days_shown = greatest(days_shown, $2) WHERE id = $1 AND state <> 'draft'`
	)
	if _, err := tx.ExecContext(ctx, remove, festival); err != nil {
		return err
	}
	dates, opens, closes := make([]string, len(days)), make([]string, len(days)), make([]string, len(days))
	for i, d := range days {
		dates[i], opens[i], closes[i] = d.Date.Format(time.DateOnly), d.OpensAt.Format(time.RFC3339), d.ClosesAt.Format(time.RFC3339)
	}
	if _, err := tx.ExecContext(ctx, insert, festival, pq.Array(dates), pq.Array(opens), pq.Array(closes)); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, remember, festival, len(days))
	return err
}

func insertChange(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, actor string, a Amendment) error {
	const query = `INSERT INTO festival_changes (festival_id, sequence, actor, reason, changes, at) VALUES ($1, $2, $3, $4, $5, $6)`
	data, err := json.Marshal(a.Changes)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, query, festival, a.Sequence, actor, a.Reason, string(data), a.At)
	return err
}

func listChanges(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]Amendment, error) {
	const query = `SELECT sequence, reason, changes, at FROM festival_changes WHERE festival_id = $1 ORDER BY sequence DESC`
	var rows []struct {
		Sequence int       `db:"sequence"`
		Reason   string    `db:"reason"`
		Changes  []byte    `db:"changes"`
		At       time.Time `db:"at"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, query, festival); err != nil {
		return nil, err
	}
	list := make([]Amendment, len(rows))
	for i, row := range rows {
		list[i] = Amendment{Sequence: row.Sequence, Reason: row.Reason, At: row.At}
		if err := json.Unmarshal(row.Changes, &list[i].Changes); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// listStallHolders gives the members of the shops that have stalls.
func listStallHolders(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) (found []Reader, err error) {
	const query = `
		SELECT DISTINCT a.id AS account_id, coalesce(a.email, '') AS email, coalesce(a.phone, '') AS phone, a.language
		FROM festival_stalls t JOIN shop_members m ON m.shop_id = t.shop_id JOIN accounts a ON a.id = m.account_id
		WHERE t.festival_id = $1 AND a.disabled_at IS NULL AND a.erased_at IS NULL
		ORDER BY account_id`
	err = tx.SelectContext(ctx, &found, query, festival)
	return found, err
}

// entryRow is a point of the programme as it is stored.
type entryRow struct {
	Entry
	FestivalID uuid.UUID `db:"festival_id"`
	TitleID    string    `db:"title_id"`
	TitleEN    string    `db:"title_en"`
}

func entryRowOf(e Entry) entryRow {
	return entryRow{Entry: e, TitleID: e.Title.ID, TitleEN: e.Title.EN}
}

func listProgramme(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]Entry, error) {
	const query = `SELECT id, starts_at, ends_at, title_id, title_en, place FROM festival_programme WHERE festival_id = $1 ORDER BY starts_at, id`
	var rows []entryRow
	err := sqlx.SelectContext(ctx, q, &rows, query, festival)
	list := make([]Entry, len(rows))
	for i, row := range rows {
		row.Title.ID, row.Title.EN, row.StartsAt, row.EndsAt = row.TitleID, row.TitleEN, row.StartsAt.UTC(), row.EndsAt.UTC()
		list[i] = row.Entry
	}
	return list, err
}

func insertEntry(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, row entryRow) error {
	const query = `
		INSERT INTO festival_programme (id, festival_id, starts_at, ends_at, title_id, title_en, place)
		VALUES (:id, :festival_id, :starts_at, :ends_at, :title_id, :title_en, :place)`
	row.FestivalID = festival
	_, err := tx.NamedExecContext(ctx, query, row)
	return err
}

func updateEntry(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, row entryRow) error {
	const query = `
		UPDATE festival_programme SET starts_at = :starts_at, ends_at = :ends_at, title_id = :title_id, title_en = :title_en, place = :place
		WHERE id = :id AND festival_id = :festival_id`
	row.FestivalID = festival
	_, err := tx.NamedExecContext(ctx, query, row)
	return err
}

func shiftProgramme(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, days int) error {
	const query = `
		UPDATE festival_programme SET starts_at = starts_at + make_interval(hours => 24 * $2), ends_at = ends_at + make_interval(hours => 24 * $2)
		WHERE festival_id = $1 AND $2 <> 0`
	_, err := tx.ExecContext(ctx, query, festival, days)
	return err
}

func copyProgramme(ctx context.Context, tx *sqlx.Tx, from, to uuid.UUID, days int) error {
	const query = `
		INSERT INTO festival_programme (id, festival_id, starts_at, ends_at, title_id, title_en, place)
		SELECT gen_random_uuid(), $2, starts_at + make_interval(hours => 24 * $3), ends_at + make_interval(hours => 24 * $3), title_id, title_en, place
		FROM festival_programme WHERE festival_id = $1`
	_, err := tx.ExecContext(ctx, query, from, to, days)
	return err
}

func deleteEntry(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	const query = `DELETE FROM festival_programme WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id)
	return err
}

func setImage(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, image uuid.NullUUID, alt string) error {
	const query = `UPDATE festivals SET image_id = $2, image_alt = $3 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, festival, image, alt)
	return err
}
