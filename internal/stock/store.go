package stock

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

func selectLevels(ctx context.Context, q sqlx.QueryerContext, variants []uuid.UUID) ([]Level, error) {
	const query = `SELECT variant_id, on_hand, reserved FROM stock_levels WHERE variant_id = ANY ($1::uuid[])`
	var levels []Level
	if err := sqlx.SelectContext(ctx, q, &levels, query, pq.Array(variants)); err != nil {
		return nil, postgres.Translate(fmt.Errorf("read stock levels: %w", err))
	}
	return levels, nil
}

func selectLevel(ctx context.Context, tx *sqlx.Tx, variantID uuid.UUID) (Level, error) {
	const query = `SELECT variant_id, on_hand, reserved FROM stock_levels WHERE variant_id = $1`
	var level Level
	err := tx.GetContext(ctx, &level, query, variantID)
	if postgres.IsNoRows(err) {
		return Level{}, errVariantNotFound()
	}
	return level, err
}

func listMovements(ctx context.Context, db *sqlx.DB, variantID uuid.UUID, limit int) ([]Movement, error) {
	const query = `
		SELECT variant_id, delta, reason, reference, actor, at FROM stock_movements
		WHERE variant_id = $1 ORDER BY at DESC, id DESC LIMIT $2`
	movements := []Movement{}
	if err := db.SelectContext(ctx, &movements, query, variantID, limit); err != nil {
		return nil, postgres.Translate(fmt.Errorf("list stock movements: %w", err))
	}
	return movements, nil
}

func insertLevel(ctx context.Context, tx *sqlx.Tx, variantID uuid.UUID, onHand int64) (isNew bool, err error) {
	const query = `INSERT INTO stock_levels (variant_id, on_hand) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	n, err := execute(tx.ExecContext(ctx, query, variantID, onHand))
	return n == 1, err
}

// hold is what came of one demand.
type hold struct {
	Held  bool `db:"held"`  // its line is new, or was released before
	Taken bool `db:"taken"` // the level had the units and has them reserved now
}

// holdOne makes a line held and takes its units from the level, in one statement. One that is held or consumed stays as it is.
func holdOne(ctx context.Context, tx *sqlx.Tx, r Reservation, d Demand) (h hold, err error) {
	const query = `
		WITH held AS (
			INSERT INTO stock_reservations (reference, variant_id, quantity, state, expires_at) VALUES ($1, $2, $3, 'held', $4)
			ON CONFLICT (reference, variant_id) DO UPDATE
			SET quantity = excluded.quantity, state = 'held', expires_at = excluded.expires_at, created_at = now()
			WHERE stock_reservations.state = 'released'
			RETURNING variant_id
		), taken AS (
			UPDATE stock_levels SET reserved = reserved + $3
			WHERE variant_id = $2 AND on_hand - reserved >= $3 AND EXISTS (SELECT FROM held)
			RETURNING variant_id
		)
		SELECT EXISTS (SELECT FROM held) AS held, EXISTS (SELECT FROM taken) AS taken`
	err = tx.GetContext(ctx, &h, query, r.Reference, d.VariantID, d.Quantity, r.ExpiresAt)
	if postgres.Violates(err, "stock_reservations_variant_id_fkey") {
		return hold{}, errVariantNotFound()
	}
	return h, err
}

// addToLevel adds a difference to both numbers of a level.
func addToLevel(ctx context.Context, tx *sqlx.Tx, diff Level) error {
	const query = `UPDATE stock_levels SET on_hand = on_hand + $2, reserved = reserved + $3 WHERE variant_id = $1`
	_, err := execute(tx.ExecContext(ctx, query, diff.VariantID, diff.OnHand, diff.Reserved))
	return err
}

func adjustLevel(ctx context.Context, tx *sqlx.Tx, m Movement) (level Level, changed bool, err error) {
	const query = `
		UPDATE stock_levels SET on_hand = on_hand + $2
		WHERE variant_id = $1 AND on_hand + $2 BETWEEN reserved AND $3
		RETURNING variant_id, on_hand, reserved`
	err = tx.GetContext(ctx, &level, query, m.VariantID, m.Delta, MaxQuantity)
	if postgres.IsNoRows(err) {
		return Level{}, false, nil
	}
	return level, err == nil, err
}

// insertMovement records a movement and says whether it is new. Error: Conflict stock_movement_differs where its key has another delta.
func insertMovement(ctx context.Context, tx *sqlx.Tx, m Movement) (isNew bool, err error) {
	const insert = `
		INSERT INTO stock_movements (id, variant_id, delta, reason, reference, actor)
		VALUES (:id, :variant_id, :delta, :reason, :reference, :actor)
		ON CONFLICT (variant_id, reason, reference) DO NOTHING`
	const before = `SELECT delta FROM stock_movements WHERE variant_id = $1 AND reason = $2 AND reference = $3`
	id, err := uuid.NewV7()
	if err != nil {
		return false, err
	}
	row := struct {
		ID uuid.UUID `db:"id"`
		Movement
	}{id, m}
	n, err := execute(tx.NamedExecContext(ctx, insert, row))
	if postgres.Violates(err, "stock_movements_variant_id_fkey") {
		return false, errVariantNotFound()
	}
	if err != nil || n == 1 {
		return n == 1, err
	}
	var delta int64
	if err := tx.GetContext(ctx, &delta, before, m.VariantID, m.Reason, m.Reference); err != nil {
		return false, err
	}
	if delta != m.Delta {
		return false, apperr.New(apperr.Conflict, "stock_movement_differs")
	}
	return false, nil
}

func lockLines(ctx context.Context, tx *sqlx.Tx, of Lines) ([]line, error) {
	const query = `
		SELECT variant_id, quantity, state FROM stock_reservations
		WHERE reference = $1 AND ($2 OR variant_id = ANY ($3::uuid[]))
		ORDER BY variant_id FOR UPDATE`
	var lines []line
	err := tx.SelectContext(ctx, &lines, query, of.reference, of.all, pq.Array(of.variants))
	return lines, err
}

func updateLines(ctx context.Context, tx *sqlx.Tx, reference uuid.UUID, lines []Demand, state string) error {
	const query = `UPDATE stock_reservations SET state = $3 WHERE reference = $1 AND variant_id = ANY ($2::uuid[])`
	ids := make([]uuid.UUID, len(lines))
	for i, l := range lines {
		ids[i] = l.VariantID
	}
	_, err := execute(tx.ExecContext(ctx, query, reference, pq.Array(ids), state))
	return err
}

// sellLines consumes locked lines, takes their units from the levels, in the order in which all lock those, and records the movements: one
// statement for all of it. The lists are in sub-selects because a planner that sees how many they are plans anew each time.
func sellLines(ctx context.Context, tx *sqlx.Tx, reference uuid.UUID, lines []Demand, actor string) error {
	const query = `
		WITH sold AS (
			SELECT id, variant_id, units FROM unnest((SELECT $2::uuid[]), (SELECT $3::uuid[]), (SELECT $4::bigint[])) AS t (id, variant_id, units)
		), consumed AS (
			UPDATE stock_reservations r SET state = 'consumed' FROM sold WHERE r.reference = $1 AND r.variant_id = sold.variant_id
		), moved AS (
			INSERT INTO stock_movements (id, variant_id, delta, reason, reference, actor)
			SELECT id, variant_id, -units, $5, $1::text, $6 FROM sold
		), locked AS (
			SELECT variant_id FROM stock_levels WHERE variant_id = ANY ((SELECT $3::uuid[])::uuid[]) ORDER BY variant_id FOR UPDATE
		)
		UPDATE stock_levels l SET on_hand = l.on_hand - sold.units, reserved = l.reserved - sold.units
		FROM sold JOIN locked ON locked.variant_id = sold.variant_id WHERE l.variant_id = sold.variant_id`
	ids, variants, units := make([]uuid.UUID, len(lines)), make([]uuid.UUID, len(lines)), make([]int64, len(lines))
	for i, d := range lines {
		ids[i], variants[i], units[i] = uuid.Must(uuid.NewV7()), d.VariantID, d.Quantity
	}
	_, err := tx.ExecContext(ctx, query, reference, pq.Array(ids), pq.Array(variants), pq.Array(units), ReasonSold, actor)
	return err
}

func updateExpiry(ctx context.Context, tx *sqlx.Tx, reference uuid.UUID, expiresAt *time.Time) (int64, error) {
	const query = `UPDATE stock_reservations SET expires_at = $2 WHERE reference = $1 AND state = 'held'`
	return execute(tx.ExecContext(ctx, query, reference, expiresAt))
}

// execute unwraps how many rows a statement changed.
func execute(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
