package mentoring

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
	"lapak/internal/shops"
)

func databaseTime(ctx context.Context, q sqlx.QueryerContext) (time.Time, error) {
	const query = `SELECT now()`
	var now time.Time
	return now, postgres.Translate(sqlx.GetContext(ctx, q, &now, query))
}

// helpRow is a request as it is written.
type helpRow struct {
	ID        uuid.UUID  `db:"id"`
	ShopID    uuid.UUID  `db:"shop_id"`
	ProductID *uuid.UUID `db:"product_id"`
	Rule      string     `db:"rule"`
	Note      string     `db:"note"`
	AskedBy   uuid.UUID  `db:"asked_by"`
	AskedAt   time.Time  `db:"asked_at"`
	RaiseAt   time.Time  `db:"raise_at"`
}

// helpColumns are those of HelpRequest, of helpTables.
const (
	helpColumns = `
		r.id, r.shop_id, s.slug AS shop_slug, s.name AS shop_name, s.phone AS shop_phone, s.district, d.name AS district_name, s.village_code,
		v.name AS village_name, coalesce(p.slug, '') AS product_slug, coalesce(p.title, '') AS product_title, r.rule, r.note, r.state, r.asked_at,
		r.raise_at, r.raised_at, r.mentor_id, coalesce(m.name, '') AS mentor_name, r.taken_at, r.reply, r.visit_on, r.outcome, r.closed_at`
	helpTables = `
		help_requests r JOIN shops s ON s.id = r.shop_id JOIN districts d ON d.slug = s.district JOIN areas v ON v.code = s.village_code
		LEFT JOIN products p ON p.id = r.product_id LEFT JOIN accounts m ON m.id = r.mentor_id`
)

func insertHelp(ctx context.Context, tx *sqlx.Tx, row helpRow) error {
	const query = `
		INSERT INTO help_requests (id, shop_id, product_id, rule, note, state, asked_by, asked_at, raise_at)
		VALUES (:id, :shop_id, :product_id, :rule, :note, 'open', :asked_by, :asked_at, :raise_at)`
	_, err := tx.NamedExecContext(ctx, query, row)
	if postgres.Violates(err, "help_requests_live") {
		return apperr.New(apperr.Conflict, "help_asked")
	}
	return err
}

func findHelp(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (HelpRequest, error) {
	const query = `SELECT ` + helpColumns + ` FROM ` + helpTables + ` WHERE r.id = $1`
	return oneHelp(ctx, q, query, id)
}

// lockHelp reads in a second statement, since the first may have waited for a change that its own snapshot does not see.
func lockHelp(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (HelpRequest, error) {
	const lock = `SELECT 1 FROM help_requests WHERE id = $1 FOR UPDATE`
	if _, err := tx.ExecContext(ctx, lock, id); err != nil {
		return HelpRequest{}, err
	}
	return findHelp(ctx, tx, id)
}

func oneHelp(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (HelpRequest, error) {
	var r HelpRequest
	err := sqlx.GetContext(ctx, q, &r, query, args...)
	if postgres.IsNoRows(err) {
		return r, errNoHelp()
	}
	return r, postgres.Translate(err)
}

// moved is a state and what comes with it.
type moved struct {
	state HelpState
	at    time.Time
	helpChange
}

func updateHelp(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, m moved) error {
	const (
		taken    = `UPDATE help_requests SET state = 'taken', mentor_id = $2, taken_at = $3, reply = $4, visit_on = nullif($5, '')::date WHERE id = $1`
		answered = `UPDATE help_requests SET reply = $2, visit_on = nullif($3, '')::date WHERE id = $1`
		closed   = `UPDATE help_requests SET state = $2, closed_at = $3, outcome = $4 WHERE id = $1`
	)
	var err error
	switch m.verb {
	case take:
		_, err = tx.ExecContext(ctx, taken, id, m.mentor, m.at, m.reply, m.visitOn)
	case answer:
		_, err = tx.ExecContext(ctx, answered, id, m.reply, m.visitOn)
	default:
		_, err = tx.ExecContext(ctx, closed, id, string(m.state), m.at, m.outcome)
	}
	return err
}

func listHelp(ctx context.Context, db *sqlx.DB, query string, args ...any) ([]HelpRequest, error) {
	found := []HelpRequest{}
	return found, postgres.Translate(db.SelectContext(ctx, &found, query, args...))
}

func listShopHelp(ctx context.Context, db *sqlx.DB, shop uuid.UUID, before helpCursor, limit int) ([]HelpRequest, error) {
	const query = `SELECT ` + helpColumns + ` FROM ` + helpTables + `
		WHERE r.shop_id = $1 AND (r.asked_at, r.id) < ($2, $3) ORDER BY r.asked_at DESC, r.id DESC LIMIT $4`
	return listHelp(ctx, db, query, shop, before.At, before.ID, limit)
}

func listLiveHelp(ctx context.Context, db *sqlx.DB, shop uuid.UUID) ([]HelpRequest, error) {
	const query = `SELECT ` + helpColumns + ` FROM ` + helpTables + `
		WHERE r.shop_id = $1 AND r.state IN ('open', 'taken') ORDER BY r.asked_at DESC, r.id DESC LIMIT 100`
	return listHelp(ctx, db, query, shop)
}

// within keeps what lies in a scope, whose parts are the first three arguments.
const within = `($1 OR s.district = ANY ($2) OR s.village_code = ANY ($3))`

func listOpenHelp(ctx context.Context, db *sqlx.DB, scope Scope, after helpCursor, limit int) ([]HelpRequest, error) {
	const query = `SELECT ` + helpColumns + ` FROM ` + helpTables + `
		WHERE r.state = 'open' AND ` + within + ` AND (r.asked_at, r.id) > ($4, $5) ORDER BY r.asked_at, r.id LIMIT $6`
	return listHelp(ctx, db, query, scope.All, pq.Array(scope.Districts), pq.Array(scope.Villages), after.At, after.ID, limit)
}

// takenQuery asks for what somebody took and still holds the place of.
type takenQuery struct {
	mentor uuid.UUID
	state  HelpState
	scope  Scope
}

func listTakenHelp(ctx context.Context, db *sqlx.DB, q takenQuery, after helpCursor, limit int) ([]HelpRequest, error) {
	const query = `SELECT ` + helpColumns + ` FROM ` + helpTables + `
		WHERE r.mentor_id = $4 AND r.state = $5 AND ` + within + ` AND (r.asked_at, r.id) > ($6, $7) ORDER BY r.asked_at, r.id LIMIT $8`
	return listHelp(ctx, db, query, q.scope.All, pq.Array(q.scope.Districts), pq.Array(q.scope.Villages), q.mentor, string(q.state),
		after.At, after.ID, limit)
}

func listVisits(ctx context.Context, db *sqlx.DB, q takenQuery, until string) ([]HelpRequest, error) {
	const query = `SELECT ` + helpColumns + ` FROM ` + helpTables + `
		WHERE r.mentor_id = $4 AND r.state = $5 AND ` + within + ` AND r.visit_on <= $6::date ORDER BY r.visit_on, r.id LIMIT 100`
	return listHelp(ctx, db, query, q.scope.All, pq.Array(q.scope.Districts), pq.Array(q.scope.Villages), q.mentor, string(q.state), until)
}

func listUnraised(ctx context.Context, db *sqlx.DB, now time.Time) ([]uuid.UUID, error) {
	const query = `SELECT id FROM help_requests WHERE state = 'open' AND raised_at IS NULL AND raise_at <= $1 ORDER BY raise_at LIMIT 500`
	var ids []uuid.UUID
	return ids, postgres.Translate(db.SelectContext(ctx, &ids, query, now))
}

// markRaised says whether this call was the first to note it, and the request still waits.
func markRaised(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, now time.Time) (bool, error) {
	const query = `UPDATE help_requests SET raised_at = $2 WHERE id = $1 AND state = 'open' AND raised_at IS NULL`
	result, err := tx.ExecContext(ctx, query, id, now)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// listAbandoned gives taken requests whose mentor may no longer answer them: the role, its place or the account is gone.
func listAbandoned(ctx context.Context, db *sqlx.DB) ([]uuid.UUID, error) {
	const query = `SELECT r.id FROM help_requests r WHERE r.state = 'taken' AND ` + abandoned + ` ORDER BY r.id LIMIT 500`
	var ids []uuid.UUID
	return ids, postgres.Translate(db.SelectContext(ctx, &ids, query, shops.VerifierOffice))
}

// abandoned is about a request r; $1 is the office that runs the mall.
const abandoned = `NOT EXISTS (
	SELECT FROM account_roles g JOIN accounts a ON a.id = g.account_id JOIN shops s ON s.id = r.shop_id
	WHERE g.account_id = r.mentor_id AND a.disabled_at IS NULL AND a.erased_at IS NULL
		AND (g.role = 'mentor' AND g.scope IN (s.district, s.village_code) OR g.role = 'verifier' AND g.scope = $1 OR g.role = 'admin'))`

// reopen gives an abandoned request back to everybody, raised to the office; it says whether this call was the first to do so.
func reopen(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, now time.Time) (bool, error) {
	const query = `
		UPDATE help_requests r SET state = 'open', mentor_id = NULL, taken_at = NULL, visit_on = NULL, reply = '', raised_at = $3
		WHERE r.id = $2 AND r.state = 'taken' AND ` + abandoned
	result, err := tx.ExecContext(ctx, query, shops.VerifierOffice, id, now)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// forgetHelp empties what a person wrote, and the name of none is kept here.
func forgetHelp(ctx context.Context, tx *sqlx.Tx, account uuid.UUID) error {
	const (
		asked    = `UPDATE help_requests SET note = '' WHERE asked_by = $1 AND note <> ''`
		answered = `UPDATE help_requests SET reply = '' WHERE mentor_id = $1 AND reply <> ''`
	)
	if _, err := tx.ExecContext(ctx, asked, account); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, answered, account)
	return err
}

func countRaised(ctx context.Context, db *sqlx.DB) (int, error) {
	const query = `SELECT count(*) FROM help_requests WHERE state = 'open' AND raised_at IS NOT NULL`
	var n int
	return n, postgres.Translate(db.GetContext(ctx, &n, query))
}
