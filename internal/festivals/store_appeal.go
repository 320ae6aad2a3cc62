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
