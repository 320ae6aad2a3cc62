package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// storedPermit is a permit as it is read.
type storedPermit struct {
	Permit
	NameID  string `db:"name_id"`
	NameEN  string `db:"name_en"`
	TitleID string `db:"title_id"`
	TitleEN string `db:"title_en"`
}

func (r storedPermit) permit() Permit {
	p := r.Permit
	p.Festival.ID, p.Festival.EN, p.Title.ID, p.Title.EN = r.NameID, r.NameEN, r.TitleID, r.TitleEN
	return p
}

const (
	permitColumns = `
		p.id, p.festival_id, f.slug AS festival_slug, f.name_id, f.name_en, f.starts_on, p.title_id, p.title_en, coalesce(p.office, '') AS office,
		p.due_on, p.state, p.file_number, p.responsible, p.note, p.updated_at, coalesce(t.confidence, '') AS confidence, coalesce(t.source, '') AS source`
	permitTables = `(festival_permits p JOIN festivals f ON f.id = p.festival_id LEFT JOIN festival_permit_templates t ON t.key = p.template)`
	permitDone   = `(p.state IN ('granted', 'not_needed'))`
)

func listPermits(ctx context.Context, db *sqlx.DB, festival uuid.UUID) ([]Permit, error) {
	const query = `SELECT ` + permitColumns + ` FROM ` + permitTables + ` WHERE p.festival_id = $1 ORDER BY ` + permitDone + `, p.due_on, p.id`
	return readPermits(ctx, db, query, festival)
}

func findPermit(ctx context.Context, db *sqlx.DB, id uuid.UUID) (Permit, error) {
	const query = `SELECT ` + permitColumns + ` FROM ` + permitTables + ` WHERE p.id = $1`
	list, err := readPermits(ctx, db, query, id)
	if err != nil {
		return Permit{}, err
	}
	if len(list) == 0 {
		return Permit{}, errNoPermit()
	}
	return list[0], nil
}

// officeQuery asks for the permits of offices.
type officeQuery struct {
	keys  []string
	all   bool
	after permitCursor
	limit int
}

// listOfficePermits takes a page of each office from festival_permits_todo, and of these the first.
func listOfficePermits(ctx context.Context, db *sqlx.DB, in officeQuery) ([]Permit, error) {
	const query = `
		SELECT ` + permitColumns + ` FROM (
			SELECT of.id FROM offices o CROSS JOIN LATERAL (
				SELECT p.id, ` + permitDone + ` AS done, p.due_on FROM festival_permits p JOIN festivals f ON f.id = p.festival_id
				WHERE p.office = o.key AND f.state <> 'cancelled' AND (` + permitDone + `, p.due_on, p.id) > ($3, $4, $5)
				ORDER BY ` + permitDone + `, p.due_on, p.id LIMIT $6) of
			WHERE $2 OR o.key = ANY ($1) ORDER BY of.done, of.due_on, of.id LIMIT $6) page
		JOIN ` + permitTables + ` ON p.id = page.id
		ORDER BY ` + permitDone + `, p.due_on, p.id`
	return readPermits(ctx, db, query, pq.Array(in.keys), in.all, in.after.Done, in.after.DueOn, in.after.ID, in.limit)
}

func readPermits(ctx context.Context, db *sqlx.DB, query string, args ...any) ([]Permit, error) {
	const history = `
		SELECT permit_id, from_state, to_state, note, actor, at FROM festival_permit_events WHERE permit_id = ANY ($1) ORDER BY permit_id, version`
	var rows []storedPermit
	if err := db.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, postgres.Translate(err)
	}
	list, at, ids := make([]Permit, len(rows)), map[uuid.UUID]int{}, make([]uuid.UUID, len(rows))
	for i, r := range rows {
		list[i], at[r.ID], ids[i] = r.permit(), i, r.ID
	}
	var events []PermitEvent
	if err := db.SelectContext(ctx, &events, history, pq.Array(ids)); err != nil {
		return nil, postgres.Translate(err)
	}
	for _, e := range events {
		p := &list[at[e.PermitID]]
		p.History = append(p.History, e)
	}
	return list, nil
}

func countPermits(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) (n int, err error) {
	const query = `SELECT count(*) FROM festival_permits WHERE festival_id = $1`
	err = tx.GetContext(ctx, &n, query, festival)
	return n, err
}

func lockPermit(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (Permit, error) {
	const query = `SELECT ` + permitColumns + ` FROM ` + permitTables + ` WHERE p.id = $1 FOR UPDATE OF p`
	var row storedPermit
	err := tx.GetContext(ctx, &row, query, id)
	if postgres.IsNoRows(err) {
		return Permit{}, errNoPermit()
	}
	return row.permit(), err
}

// permitRow is a new line as it is stored.
type permitRow struct {
	id, festival uuid.UUID
	NewPermit
}

func insertPermit(ctx context.Context, tx *sqlx.Tx, p permitRow, actor string) error {
	const query = `
		INSERT INTO festival_permits (id, festival_id, title_id, title_en, office, due_on, responsible) VALUES ($1, $2, $3, $4, nullif($5, ''), $6, $7)`
	const event = `INSERT INTO festival_permit_events (permit_id, version, from_state, to_state, actor) VALUES ($1, 1, '', 'open', $2)`
	if _, err := tx.ExecContext(ctx, query, p.id, p.festival, p.TitleID, p.TitleEN, p.Office, p.DueOn, p.Responsible); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, event, p.id, actor)
	return err
}

func insertUsual(ctx context.Context, tx *sqlx.Tx, f Festival, actor string) error {
	const query = `
		WITH made AS (
			INSERT INTO festival_permits (id, festival_id, template, title_id, title_en, office, due_on)
			SELECT gen_random_uuid(), $1, t.key, t.title_id, t.title_en, o.key, $2::date - t.days_before
			FROM festival_permit_templates t LEFT JOIN offices o ON o.key = t.office ORDER BY t.position
			ON CONFLICT (festival_id, template) DO NOTHING RETURNING id
		)
		INSERT INTO festival_permit_events (permit_id, version, from_state, to_state, actor) SELECT id, 1, '', 'open', $3 FROM made`
	_, err := tx.ExecContext(ctx, query, f.ID, f.StartsOn, actor)
	return err
}

// savePermit writes a move and its place in the history. What changes nothing is written all the same: somebody said it.
func savePermit(ctx context.Context, tx *sqlx.Tx, before Permit, in PermitMove, actor string) error {
	const query = `
		WITH moved AS (
			UPDATE festival_permits SET state = coalesce(nullif($2, ''), state), note = coalesce(nullif($3, ''), note),
				file_number = coalesce(nullif($4, ''), file_number), responsible = coalesce(nullif($5, ''), responsible),
				due_on = coalesce($6, due_on), version = version + 1, updated_at = now()
			WHERE id = $1 RETURNING id, version, state
		)
		INSERT INTO festival_permit_events (permit_id, version, from_state, to_state, note, actor)
		SELECT id, version, $7, state, $3, $8 FROM moved`
	var due *time.Time
	if !in.DueOn.IsZero() {
		due = &in.DueOn
	}
	_, err := tx.ExecContext(ctx, query, before.ID, string(in.State), in.Note, in.FileNumber, in.Responsible, due, string(before.State), actor)
	return err
}

func saveTemplates(ctx context.Context, tx *sqlx.Tx, templates []PermitTemplate) error {
	const save = `
		INSERT INTO festival_permit_templates (key, title_id, title_en, office, days_before, confidence, source, position)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (key) DO UPDATE SET title_id = excluded.title_id, title_en = excluded.title_en, office = excluded.office,
			days_before = excluded.days_before, confidence = excluded.confidence, source = excluded.source, position = excluded.position`
	const drop = `
		DELETE FROM festival_permit_templates t WHERE key <> ALL ($1) AND NOT EXISTS (SELECT FROM festival_permits p WHERE p.template = t.key)`
	keys := make([]string, len(templates))
	for i, t := range templates {
		keys[i] = t.Key
		if _, err := tx.ExecContext(ctx, save, t.Key, t.TitleID, t.TitleEN, t.Office, t.DaysBefore, t.Confidence, t.Source, i+1); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, drop, pq.Array(keys))
	return err
}
