package stock

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// lockHeld gives how many units a reference holds of a variant.
func lockHeld(ctx context.Context, tx *sqlx.Tx, reference, variant uuid.UUID) (held int64, err error) {
	const query = `SELECT quantity FROM stock_reservations WHERE reference = $1 AND variant_id = $2 AND state = 'held' FOR UPDATE`
	if err = tx.GetContext(ctx, &held, query, reference, variant); postgres.IsNoRows(err) {
		return 0, nil
	}
	return held, err
}

// lockLevel gives an empty level where a variant has none.
func lockLevel(ctx context.Context, tx *sqlx.Tx, variant uuid.UUID) (level Level, err error) {
	const query = `SELECT variant_id, on_hand, reserved FROM stock_levels WHERE variant_id = $1 FOR UPDATE`
	if err = tx.GetContext(ctx, &level, query, variant); postgres.IsNoRows(err) {
		return Level{VariantID: variant}, nil
	}
	return level, err
}

// setHeld writes what a reference holds of a variant; none ends the hold.
func setHeld(ctx context.Context, tx *sqlx.Tx, reference uuid.UUID, d Demand) error {
	const hold = `
		INSERT INTO stock_reservations (reference, variant_id, quantity, state) VALUES ($1, $2, $3, 'held')
		ON CONFLICT (reference, variant_id) DO UPDATE SET quantity = excluded.quantity, state = 'held', expires_at = NULL`
	const end = `UPDATE stock_reservations SET state = 'released' WHERE reference = $1 AND variant_id = $2`
	var err error
	if d.Quantity > 0 {
		_, err = tx.ExecContext(ctx, hold, reference, d.VariantID, d.Quantity)
	} else {
		_, err = tx.ExecContext(ctx, end, reference, d.VariantID)
	}
	if postgres.Violates(err, "stock_reservations_variant_id_fkey") {
		return errVariantNotFound()
	}
	return err
}

// reserveMore changes a level's reserved units, where as many are free.
func reserveMore(ctx context.Context, tx *sqlx.Tx, variant uuid.UUID, diff int64) (changed bool, err error) {
	const query = `
		UPDATE stock_levels SET reserved = reserved + $2 WHERE variant_id = $1 AND reserved + $2 BETWEEN 0 AND on_hand`
	n, err := execute(tx.ExecContext(ctx, query, variant, diff))
	return n == 1, err
}
