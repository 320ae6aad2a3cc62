package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

func openAppeal(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, text string, now time.Time) error {
	const query = `UPDATE festival_applications SET appeal = 'open', appeal_text = $2, appealed_at = $3 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id, text, now)
	return err
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
