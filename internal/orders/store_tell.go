package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// listUntold reads from order_groups_untold.
func listUntold(ctx context.Context, db *sqlx.DB, limit int) (ids []uuid.UUID, err error) {
	const query = `SELECT id FROM order_groups WHERE tell_at <= now() ORDER BY tell_at LIMIT $1`
	err = db.SelectContext(ctx, &ids, query, limit)
	return ids, err
}

// takeUntoldTx marks a group as told. It waits for nobody: a group that is being changed is told of at the next look.
func takeUntoldTx(ctx context.Context, tx *sqlx.Tx, groupID uuid.UUID) (isMine bool, err error) {
	const query = `
		UPDATE order_groups SET tell_at = NULL
		WHERE id = (SELECT id FROM order_groups WHERE id = $1 AND tell_at IS NOT NULL FOR NO KEY UPDATE SKIP LOCKED)`
	result, err := tx.ExecContext(ctx, query, groupID)
	if err != nil {
		return false, fmt.Errorf("take an order to tell of: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

func tellLaterTx(ctx context.Context, tx *sqlx.Tx, groupID uuid.UUID, after time.Duration) error {
	const query = `UPDATE order_groups SET tell_at = now() + make_interval(secs => $2) WHERE id = $1 AND tell_at IS NOT NULL`
	_, err := tx.ExecContext(ctx, query, groupID, after.Seconds())
	return err
}
