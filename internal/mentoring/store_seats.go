package mentoring

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// seatRow is a seat as it is written.
type seatRow struct {
	ID         uuid.UUID `db:"id"`
	TrainingID uuid.UUID `db:"training_id"`
	ShopID     uuid.UUID `db:"shop_id"`
	State      SeatState `db:"state"`
	AskedBy    uuid.UUID `db:"asked_by"`
	AskedAt    time.Time `db:"asked_at"`
}

// takeSeat takes a seat where one is left. The condition holds whatever the caller believes: no seat is given twice.
func takeSeat(ctx context.Context, tx *sqlx.Tx, training uuid.UUID) (bool, error) {
	const query = `UPDATE trainings SET booked = booked + 1 WHERE id = $1 AND state = 'published' AND booked < seats`
	result, err := tx.ExecContext(ctx, query, training)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

func freeSeat(ctx context.Context, tx *sqlx.Tx, training uuid.UUID) error {
	const query = `UPDATE trainings SET booked = booked - 1 WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, training)
	return err
}

func insertSeat(ctx context.Context, tx *sqlx.Tx, row seatRow) error {
	const query = `
		INSERT INTO training_bookings (id, training_id, shop_id, state, asked_by, asked_at, seated_at)
		VALUES (:id, :training_id, :shop_id, :state, :asked_by, :asked_at, CASE WHEN :state = 'booked' THEN CAST(:asked_at AS timestamptz) END)`
	_, err := tx.NamedExecContext(ctx, query, row)
	if postgres.Violates(err, "training_bookings_live") {
		return apperr.New(apperr.Conflict, "seat_booked")
	}
	return err
}

// seatColumns are those of Seat, of seatTables.
const (
	seatColumns = `
		b.training_id, b.shop_id, s.slug AS shop_slug, s.name AS shop_name, d.name AS district, b.state, b.asked_at, b.seated_at, b.attended,
		CASE WHEN b.state = 'waiting' THEN (
			SELECT count(*) FROM training_bookings o WHERE o.training_id = b.training_id AND o.state = 'waiting' AND o.turn < b.turn
		) ELSE 0 END AS ahead`
	seatTables = `training_bookings b JOIN shops s ON s.id = b.shop_id JOIN districts d ON d.slug = s.district`
)

// findSeat finds a live seat.
func findSeat(ctx context.Context, q sqlx.QueryerContext, training, shop uuid.UUID) (Seat, error) {
	const query = `SELECT ` + seatColumns + ` FROM ` + seatTables + `
		WHERE b.training_id = $1 AND b.shop_id = $2 AND b.state IN ('booked', 'waiting')`
	var seat Seat
	err := sqlx.GetContext(ctx, q, &seat, query, training, shop)
	if postgres.IsNoRows(err) {
		return seat, apperr.NewNotFound("seat_not_found")
	}
	return seat, postgres.Translate(err)
}

func endSeat(ctx context.Context, tx *sqlx.Tx, training, shop uuid.UUID, now time.Time) error {
	const query = `
		UPDATE training_bookings SET state = 'given_back', ended_at = $3
		WHERE training_id = $1 AND shop_id = $2 AND state IN ('booked', 'waiting')`
	_, err := tx.ExecContext(ctx, query, training, shop, now)
	return err
}

// moveUp seats the first that waits, and says whether there was one.
func moveUp(ctx context.Context, tx *sqlx.Tx, training uuid.UUID, now time.Time) (uuid.UUID, bool, error) {
	const query = `
		UPDATE training_bookings SET state = 'booked', seated_at = $2
		WHERE id = (SELECT id FROM training_bookings WHERE training_id = $1 AND state = 'waiting' ORDER BY turn LIMIT 1)
		RETURNING shop_id`
	var shop uuid.UUID
	err := tx.GetContext(ctx, &shop, query, training, now)
	if postgres.IsNoRows(err) {
		return shop, false, nil
	}
	return shop, err == nil, err
}

// voidSeats ends every live seat of a training and gives whose they were.
func voidSeats(ctx context.Context, tx *sqlx.Tx, training uuid.UUID, now time.Time) ([]uuid.UUID, error) {
	const query = `
		UPDATE training_bookings SET state = 'cancelled', ended_at = $2
		WHERE training_id = $1 AND state IN ('booked', 'waiting') RETURNING shop_id`
	var shops []uuid.UUID
	return shops, tx.SelectContext(ctx, &shops, query, training, now)
}

func markAttendance(ctx context.Context, tx *sqlx.Tx, training uuid.UUID, came []string, now time.Time) error {
	const query = `
		UPDATE training_bookings b SET attended = s.slug = ANY ($2), marked_at = $3
		FROM shops s WHERE s.id = b.shop_id AND b.training_id = $1 AND b.state = 'booked'`
	_, err := tx.ExecContext(ctx, query, training, pq.Array(came), now)
	return err
}

// listSeats gives the live seats of a training, those who sit first.
func listSeats(ctx context.Context, q sqlx.QueryerContext, training uuid.UUID) ([]Seat, error) {
	const query = `SELECT ` + seatColumns + ` FROM ` + seatTables + `
		WHERE b.training_id = $1 AND b.state IN ('booked', 'waiting') ORDER BY b.state, b.turn`
	seats := []Seat{}
	return seats, postgres.Translate(sqlx.SelectContext(ctx, q, &seats, query, training))
}

// listShopSeats gives the seats of a shop that it holds or lost with their training, the newest first.
func listShopSeats(ctx context.Context, db *sqlx.DB, shop uuid.UUID, limit int) ([]Seat, error) {
	const query = `SELECT ` + seatColumns + ` FROM ` + seatTables + `
		WHERE b.shop_id = $1 AND b.state <> 'given_back' ORDER BY b.turn DESC LIMIT $2`
	seats := []Seat{}
	return seats, postgres.Translate(db.SelectContext(ctx, &seats, query, shop, limit))
}
