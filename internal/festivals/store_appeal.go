package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/identity"
	"lapak/internal/shops"
)

func openAppeal(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, text string, now time.Time) error {
	const query = `UPDATE festival_applications SET appeal = 'open', appeal_text = $2, appealed_at = $3 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, text, now)
	return err
}

func countAppeals(ctx context.Context, db *sqlx.DB, festival uuid.UUID) (n int, err error) {
	const query = `SELECT count(*) FROM festival_applications WHERE festival_id = $1 AND appeal = 'open'`
	return n, db.GetContext(ctx, &n, query, festival)
}

func closeAppeal(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, granted bool, reply string) error {
	const query = `UPDATE festival_applications SET appeal = CASE WHEN $2 THEN 'granted' ELSE 'refused' END, appeal_reply = $3 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, granted, reply)
	return err
}

// forgetApplicant empties what an account wrote in applications. Who asked and who appealed may be two owners of a shop.
func forgetApplicant(ctx context.Context, tx *sqlx.Tx, account uuid.UUID) error {
	const (
		asked    = `UPDATE festival_applications SET wishes = '', halal_number = '' WHERE asked_by = $1 AND (wishes <> '' OR halal_number <> '')`
		appealed = `
			UPDATE festival_applications a SET appeal_text = '' WHERE appeal_text <> '' AND EXISTS (
				SELECT FROM festival_application_events e WHERE e.application_id = a.id AND e.verb = 'appeal' AND e.actor = 'account:' || $1::uuid)`
	)
	if _, err := tx.ExecContext(ctx, asked, account); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, appealed, account)
	return err
}

// judge is somebody who may decide an appeal.
type judge struct {
	Reader
	IsMember bool `db:"is_member"` // acts for the festival
}

func listJudges(ctx context.Context, tx *sqlx.Tx, a Application) (found []judge, err error) {
	const query = `
		SELECT a.id AS account_id, coalesce(a.email, '') AS email, coalesce(a.phone, '') AS phone, a.language,
			EXISTS (SELECT FROM festival_members m WHERE m.festival_id = $1 AND m.account_id = a.id) AS is_member
		FROM accounts a
		WHERE a.disabled_at IS NULL AND a.erased_at IS NULL AND a.id IS DISTINCT FROM $2
			AND NOT EXISTS (SELECT FROM shop_members s WHERE s.shop_id = $3 AND s.account_id = a.id)
			AND (EXISTS (SELECT FROM festival_members m WHERE m.festival_id = $1 AND m.account_id = a.id)
				OR EXISTS (SELECT FROM account_roles r WHERE r.account_id = a.id AND r.role = $4 AND r.scope = $5))
		ORDER BY a.id`
	return found, tx.SelectContext(ctx, &found, query, a.FestivalID, a.DecidedBy, a.ShopID, string(identity.RoleVerifier), shops.VerifierOffice)
}

// maxAppeals bounds a list of appeals; nobody decides more in a day.
const maxAppeals = 200

func listAppeals(ctx context.Context, db *sqlx.DB, account uuid.UUID, ofAll bool) ([]Application, error) {
	const query = `
		SELECT ` + applicationColumns + ` FROM ` + applicationTables + `
		WHERE a.appeal = 'open' AND a.state = 'rejected' AND f.state = 'published' AND a.decided_by IS DISTINCT FROM $1
			AND NOT EXISTS (SELECT FROM shop_members m WHERE m.shop_id = a.shop_id AND m.account_id = $1)
			AND ($2 OR EXISTS (SELECT FROM festival_members m WHERE m.festival_id = a.festival_id AND m.account_id = $1))
		ORDER BY a.appealed_at, a.turn LIMIT $3`
	list := []Application{}
	return list, db.SelectContext(ctx, &list, query, account, ofAll, maxAppeals)
}
