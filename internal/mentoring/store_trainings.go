package mentoring

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// trainingRow is a training as it is written.
type trainingRow struct {
	ID       uuid.UUID `db:"id"`
	TitleID  string    `db:"title_id"`
	TitleEN  string    `db:"title_en"`
	TextID   string    `db:"text_id"`
	TextEN   string    `db:"text_en"`
	Place    string    `db:"place"`
	District string    `db:"district"`
	StartsAt time.Time `db:"starts_at"`
	EndsAt   time.Time `db:"ends_at"`
	ClosesAt time.Time `db:"closes_at"`
	Seats    int       `db:"seats"`
	Rules    []string  `db:"-"`
	By       uuid.UUID `db:"created_by"`
	At       time.Time `db:"created_at"`
}

// storedTraining is a training as it is read.
type storedTraining struct {
	Training
	TitleID string `db:"title_id"`
	TitleEN string `db:"title_en"`
	TextID  string `db:"text_id"`
	TextEN  string `db:"text_en"`
	Keys    string `db:"rules"` // with spaces between them
}

func (r storedTraining) training() Training {
	t := r.Training
	t.Title.ID, t.Title.EN, t.Text.ID, t.Text.EN, t.Rules = r.TitleID, r.TitleEN, r.TextID, r.TextEN, strings.Fields(r.Keys)
	return t
}

// trainingColumns are those of storedTraining, of trainingTables.
const (
	trainingColumns = `
		t.id, t.state, t.title_id, t.title_en, t.text_id, t.text_en, t.place, t.district, d.name AS district_name, t.starts_at, t.ends_at,
		t.closes_at, t.seats, t.booked, array_to_string(t.rules, ' ') AS rules, t.reason,
		(SELECT count(*) FROM training_bookings b WHERE b.training_id = t.id AND b.state = 'waiting') AS waiting`
	trainingTables = `trainings t JOIN districts d ON d.slug = t.district`
)

func insertTraining(ctx context.Context, tx *sqlx.Tx, row trainingRow) error {
	const query = `
		INSERT INTO trainings (id, state, title_id, title_en, text_id, text_en, place, district, starts_at, ends_at, closes_at, seats,
			created_by, created_at)
		VALUES (:id, 'draft', :title_id, :title_en, :text_id, :text_en, :place, :district, :starts_at, :ends_at, :closes_at, :seats,
			:created_by, :created_at)`
	if _, err := tx.NamedExecContext(ctx, query, row); err != nil {
		return err
	}
	return setRules(ctx, tx, row)
}

func setRules(ctx context.Context, tx *sqlx.Tx, row trainingRow) error {
	const query = `UPDATE trainings SET rules = $2 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, row.ID, pq.Array(row.Rules))
	return err
}

func updateTraining(ctx context.Context, tx *sqlx.Tx, row trainingRow) error {
	const query = `
		UPDATE trainings SET title_id = :title_id, title_en = :title_en, text_id = :text_id, text_en = :text_en, place = :place,
			district = :district, starts_at = :starts_at, ends_at = :ends_at, closes_at = :closes_at, seats = :seats
		WHERE id = :id`
	if _, err := tx.NamedExecContext(ctx, query, row); err != nil {
		return err
	}
	return setRules(ctx, tx, row)
}

func publishTraining(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, now time.Time) error {
	const query = `UPDATE trainings SET state = 'published', published_at = $2 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, now)
	return err
}

func cancelTraining(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, reason string, now time.Time) error {
	const query = `UPDATE trainings SET state = 'cancelled', reason = $2, cancelled_at = $3, booked = 0 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, reason, now)
	return err
}

func findTraining(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Training, error) {
	const query = `SELECT ` + trainingColumns + ` FROM ` + trainingTables + ` WHERE t.id = $1`
	var row storedTraining
	err := sqlx.GetContext(ctx, q, &row, query, id)
	if postgres.IsNoRows(err) {
		return Training{}, errNoTraining()
	}
	return row.training(), postgres.Translate(err)
}

// lockTraining reads in a second statement, since the first may have waited for a change that its own snapshot does not see.
func lockTraining(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (Training, error) {
	const lock = `SELECT 1 FROM trainings WHERE id = $1 FOR UPDATE`
	if _, err := tx.ExecContext(ctx, lock, id); err != nil {
		return Training{}, err
	}
	return findTraining(ctx, tx, id)
}

func listOf(ctx context.Context, db *sqlx.DB, query string, args ...any) ([]Training, error) {
	var rows []storedTraining
	if err := db.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, postgres.Translate(err)
	}
	list := make([]Training, len(rows))
	for i, row := range rows {
		list[i] = row.training()
	}
	return list, nil
}

func listUpcoming(ctx context.Context, db *sqlx.DB, rule string, after trainingCursor, limit int) ([]Training, error) {
	const (
		all = `SELECT ` + trainingColumns + ` FROM ` + trainingTables + `
			WHERE t.state = 'published' AND (t.starts_at, t.id) > ($1, $2) ORDER BY t.starts_at, t.id LIMIT $3`
		fitting = `SELECT ` + trainingColumns + ` FROM ` + trainingTables + `
			WHERE t.state = 'published' AND (t.starts_at, t.id) > ($1, $2) AND t.rules @> ARRAY[$4] ORDER BY t.starts_at, t.id LIMIT $3`
	)
	if rule == "" {
		return listOf(ctx, db, all, after.At, after.ID, limit)
	}
	return listOf(ctx, db, fitting, after.At, after.ID, limit, rule)
}

func listTrainings(ctx context.Context, db *sqlx.DB, state TrainingState, before trainingCursor, limit int) ([]Training, error) {
	const query = `SELECT ` + trainingColumns + ` FROM ` + trainingTables + `
		WHERE t.state = $1 AND (t.starts_at, t.id) < ($2, $3) ORDER BY t.starts_at DESC, t.id DESC LIMIT $4`
	return listOf(ctx, db, query, string(state), before.At, before.ID, limit)
}

func listTrainingsOf(ctx context.Context, db *sqlx.DB, ids []uuid.UUID) (map[uuid.UUID]Training, error) {
	const query = `SELECT ` + trainingColumns + ` FROM ` + trainingTables + ` WHERE t.id = ANY ($1)`
	list, err := listOf(ctx, db, query, pq.Array(ids))
	found := make(map[uuid.UUID]Training, len(list))
	for _, t := range list {
		found[t.ID] = t
	}
	return found, err
}
