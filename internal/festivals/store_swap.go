package festivals

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

func lockStall(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID, number string) (stall Stall, found bool, err error) {
	const query = `SELECT id, zone_id, number, shop_id FROM festival_stalls WHERE festival_id = $1 AND number = $2 FOR UPDATE`
	err = tx.GetContext(ctx, &stall, query, festival, number)
	if postgres.IsNoRows(err) {
		return stall, false, nil
	}
	return stall, err == nil, err
}

// swapStalls empties both stalls first, since a shop has one stall at any moment.
func swapStalls(ctx context.Context, tx *sqlx.Tx, a, b Stall) error {
	const (
		empty = `UPDATE festival_stalls SET shop_id = NULL, taken_at = NULL WHERE id IN ($1, $2)`
		give  = `UPDATE festival_stalls SET shop_id = $2, taken_at = now() WHERE id = $1 AND $2::uuid IS NOT NULL`
	)
	if _, err := tx.ExecContext(ctx, empty, a.ID, b.ID); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, give, a.ID, b.ShopID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, give, b.ID, a.ShopID)
	return err
}

// swapApplications lets the applications follow their stalls and gives those that moved.
func swapApplications(ctx context.Context, tx *sqlx.Tx, a, b uuid.UUID) (moved []uuid.UUID, err error) {
	const query = `
		UPDATE festival_applications SET stall_id = CASE stall_id WHEN $1 THEN $2::uuid ELSE $1::uuid END WHERE stall_id IN ($1, $2) RETURNING id`
	return moved, tx.SelectContext(ctx, &moved, query, a, b)
}

// vendorOwner is an owner of a shop that has a stall.
type vendorOwner struct {
	AccountID uuid.UUID `db:"account_id"`
	Email     string    `db:"email"`
	Phone     string    `db:"phone"`
	Language  string    `db:"language"`
}

func listVendorOwners(ctx context.Context, tx *sqlx.Tx, festival uuid.UUID) (people []vendorOwner, err error) {
	const query = `
		SELECT DISTINCT a.id AS account_id, coalesce(a.email, '') AS email, coalesce(a.phone, '') AS phone, a.language
		FROM festival_stalls t JOIN shop_members m ON m.shop_id = t.shop_id AND m.role = 'owner' JOIN accounts a ON a.id = m.account_id
		WHERE t.festival_id = $1 AND a.disabled_at IS NULL AND a.erased_at IS NULL ORDER BY account_id`
	return people, tx.SelectContext(ctx, &people, query, festival)
}

func insertCall(ctx context.Context, tx *sqlx.Tx, festival, by uuid.UUID, c Call) error {
	const query = `INSERT INTO festival_calls (id, festival_id, text, recipients, sent_by, sent_at) VALUES ($1, $2, $3, $4, $5, $6)`
	_, err := tx.ExecContext(ctx, query, c.ID, festival, c.Text, c.Recipients, by, c.SentAt)
	return err
}

func listVendorCalls(ctx context.Context, db *sqlx.DB, festival uuid.UUID, limit int) ([]Call, error) {
	const query = `SELECT id, text, recipients, sent_at FROM festival_calls WHERE festival_id = $1 ORDER BY sent_at DESC, id DESC LIMIT $2`
	calls := []Call{}
	return calls, db.SelectContext(ctx, &calls, query, festival, limit)
}
