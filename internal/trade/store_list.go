package trade

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// accountQuery reads from inquiries_account.
func accountQuery(q listQuery) (text string, args []any) {
	const query = `
		SELECT ` + inquiryColumns + ` FROM ` + inquiryTables + `
		WHERE i.account_id = $1 AND (i.created_at, i.id) < ($2, $3) ORDER BY i.created_at DESC, i.id DESC LIMIT $4`
	return query, []any{q.Account, q.after.At, q.after.ID, q.limit}
}

// unansweredQuery reads from inquiries_unanswered, or inquiries_shop_unanswered for one shop.
func unansweredQuery(q listQuery) (text string, args []any) {
	const (
		all = `
			SELECT ` + inquiryColumns + ` FROM ` + inquiryTables + `
			WHERE i.answer_by IS NOT NULL AND i.state = ANY ($1) AND ($2 = '' OR i.kind = $2) AND (i.answer_by, i.id) > ($3, $4)
			ORDER BY i.answer_by, i.id LIMIT $5`
		ofShop = `
			SELECT ` + inquiryColumns + ` FROM ` + inquiryTables + `
			WHERE i.answer_by IS NOT NULL AND i.state = ANY ($1) AND ($2 = '' OR i.kind = $2) AND (i.answer_by, i.id) > ($3, $4)
				AND i.shop_id = $6
			ORDER BY i.answer_by, i.id LIMIT $5`
	)
	args = []any{pq.Array(q.States), q.Kind, q.after.At, q.after.ID, q.limit}
	if q.Shop != nil {
		return ofShop, append(args, q.Shop)
	}
	return all, args
}

// settledQuery reads from inquiries_settled, or inquiries_shop_settled for one shop.
func settledQuery(q listQuery) (text string, args []any) {
	const (
		all = `
			SELECT ` + inquiryColumns + ` FROM ` + inquiryTables + `
			WHERE i.answer_by IS NULL AND i.state = $1 AND ($2 = '' OR i.kind = $2) AND (i.updated_at, i.id) < ($3, $4)
			ORDER BY i.updated_at DESC, i.id DESC LIMIT $5`
		ofShop = `
			SELECT ` + inquiryColumns + ` FROM ` + inquiryTables + `
			WHERE i.answer_by IS NULL AND i.state = $1 AND ($2 = '' OR i.kind = $2) AND (i.updated_at, i.id) < ($3, $4) AND i.shop_id = $6
			ORDER BY i.updated_at DESC, i.id DESC LIMIT $5`
	)
	args = []any{q.States[0], q.Kind, q.after.At, q.after.ID, q.limit}
	if q.Shop != nil {
		return ofShop, append(args, q.Shop)
	}
	return all, args
}

func listInquiries(ctx context.Context, db *sqlx.DB, text string, args []any) ([]Inquiry, error) {
	found := []Inquiry{}
	return found, postgres.Translate(db.SelectContext(ctx, &found, text, args...))
}

func findDesk(ctx context.Context, db *sqlx.DB, shop uuid.UUID) (Desk, error) {
	const query = `
		SELECT count(*) AS unanswered, min(answer_by) AS answer_by FROM inquiries WHERE shop_id = $1 AND answer_by IS NOT NULL`
	var d Desk
	return d, postgres.Translate(db.GetContext(ctx, &d, query, shop))
}

func countOverdue(ctx context.Context, db *sqlx.DB, asOf time.Time) (n int, err error) {
	const query = `SELECT count(*) FROM inquiries WHERE answer_by IS NOT NULL AND answer_by <= $1`
	err = db.GetContext(ctx, &n, query, asOf)
	return n, postgres.Translate(err)
}
