package payments

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

const selectRefund = `
	SELECT r.id, r.payment_id, r.reference, r.shop_id, r.amount, r.currency, r.state, r.attempt, r.provider_ref, r.confirmed_by,
		r.reason, r.failure, r.created_at, r.updated_at, p.method, p.provider_ref AS payment_ref, p.subject_kind, p.subject_id
	FROM refunds r JOIN payments p ON p.id = r.payment_id `

func findRefund(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Refund, error) {
	const query = selectRefund + `WHERE r.id = $1`
	return oneRefund(ctx, q, query, id)
}

func lockRefund(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (Refund, error) {
	const query = selectRefund + `WHERE r.id = $1 FOR UPDATE OF r`
	return oneRefund(ctx, tx, query, id)
}

func findRefundByReference(ctx context.Context, q sqlx.QueryerContext, paymentID uuid.UUID, reference string) (Refund, error) {
	const query = selectRefund + `WHERE r.payment_id = $1 AND r.reference = $2`
	return oneRefund(ctx, q, query, paymentID, reference)
}

func findRefundByRef(ctx context.Context, q sqlx.QueryerContext, method, ref string) (Refund, error) {
	const query = selectRefund + `WHERE p.method = $1 AND r.provider_ref = $2 AND r.provider_ref <> ''`
	return oneRefund(ctx, q, query, method, ref)
}

func oneRefund(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (Refund, error) {
	var r Refund
	err := sqlx.GetContext(ctx, q, &r, query, args...)
	if postgres.IsNoRows(err) {
		return r, apperr.NewNotFound("refund_not_found")
	}
	return r, postgres.Translate(err)
}

func listRefundsBySubject(ctx context.Context, q sqlx.QueryerContext, kind string, id uuid.UUID) ([]Refund, error) {
	const query = selectRefund + `WHERE p.subject_kind = $1 AND p.subject_id = $2 ORDER BY r.created_at, r.id`
	return selectRefunds(ctx, q, query, kind, id)
}

func listOpenRefunds(ctx context.Context, q sqlx.QueryerContext, before time.Time, limit int) ([]Refund, error) {
	const query = selectRefund + `
		WHERE r.state IN ('requested', 'pending', 'failed') AND r.updated_at < $1 ORDER BY r.created_at, r.id LIMIT $2`
	return selectRefunds(ctx, q, query, before, limit)
}

func listRefundsOf(ctx context.Context, q sqlx.QueryerContext, methods []string, from position) ([]Refund, error) {
	const query = selectRefund + `
		WHERE r.state = 'pending' AND p.method = ANY ($1) AND (r.created_at, r.id) > ($2, $3) ORDER BY r.created_at, r.id LIMIT $4`
	return selectRefunds(ctx, q, query, pq.Array(methods), from.At, from.ID, from.limit)
}

func findLabels(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	const query = `
		SELECT id, subject_label AS label FROM payments WHERE id = ANY ($1)
		UNION ALL
		SELECT r.id, p.subject_label FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.id = ANY ($1)`
	var rows []struct {
		ID    uuid.UUID `db:"id"`
		Label string    `db:"label"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, query, pq.Array(ids)); err != nil {
		return nil, postgres.Translate(fmt.Errorf("find the labels of payments: %w", err))
	}
	labels := make(map[uuid.UUID]string, len(rows))
	for _, r := range rows {
		labels[r.ID] = r.Label
	}
	return labels, nil
}

func selectRefunds(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) ([]Refund, error) {
	out := []Refund{}
	if err := sqlx.SelectContext(ctx, q, &out, query, args...); err != nil {
		return nil, postgres.Translate(fmt.Errorf("list refunds: %w", err))
	}
	return out, nil
}

func sumOfRefunds(ctx context.Context, tx *sqlx.Tx, paymentID uuid.UUID) (int64, error) {
	const query = `SELECT coalesce(sum(amount), 0) FROM refunds WHERE payment_id = $1`
	var sum int64
	err := tx.GetContext(ctx, &sum, query, paymentID)
	return sum, err
}

func sumsOfLines(ctx context.Context, tx *sqlx.Tx, paymentID uuid.UUID) (map[string]int64, error) {
	const query = `
		SELECT l.line, sum(l.amount)::bigint AS amount FROM refunds r JOIN refund_lines l ON l.refund_id = r.id
		WHERE r.payment_id = $1 GROUP BY l.line`
	var rows []struct {
		Line   string `db:"line"`
		Amount int64  `db:"amount"`
	}
	if err := tx.SelectContext(ctx, &rows, query, paymentID); err != nil {
		return nil, fmt.Errorf("sum refund lines: %w", err)
	}
	sums := map[string]int64{}
	for _, row := range rows {
		sums[row.Line] = row.Amount
	}
	return sums, nil
}

func insertRefund(ctx context.Context, tx *sqlx.Tx, p Payment, req RefundRequest) (Refund, error) {
	const insert = `
		INSERT INTO refunds (id, payment_id, reference, shop_id, amount, currency, state, reason)
		VALUES (:id, :payment_id, :reference, :shop_id, :amount, :currency, :state, :reason)`
	const line = `INSERT INTO refund_lines (refund_id, line, amount) VALUES ($1, $2, $3)`
	id, err := uuid.NewV7()
	if err != nil {
		return Refund{}, err
	}
	_, err = tx.NamedExecContext(ctx, insert, Refund{
		ID: id, PaymentID: p.ID, Reference: req.Reference, ShopID: nullable(req.ShopID), Amount: req.Amount, Currency: p.Currency,
		State: RefundOpen, Reason: req.Reason,
	})
	if err != nil {
		return Refund{}, fmt.Errorf("request a refund: %w", err)
	}
	for _, l := range req.Lines {
		if _, err := tx.ExecContext(ctx, line, id, l.Line, l.Amount); err != nil {
			return Refund{}, fmt.Errorf("request a refund: %w", err)
		}
	}
	return findRefund(ctx, tx, id)
}

func saveRefund(ctx context.Context, tx *sqlx.Tx, r Refund) error {
	const query = `
		UPDATE refunds SET state = :state, attempt = :attempt, provider_ref = :provider_ref, confirmed_by = :confirmed_by,
			failure = :failure, updated_at = now()
		WHERE id = :id`
	if _, err := tx.NamedExecContext(ctx, query, r); err != nil {
		return fmt.Errorf("save the refund: %w", err)
	}
	return nil
}
