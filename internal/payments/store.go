package payments

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// paymentColumns are the columns of Payment, in every query that reads one.
const paymentColumns = `id, subject_kind, subject_id, subject_label, method, amount, currency, state, applied, provider_ref, url,
	return_url, language, unique_amount, proof_id, proof_at, confirmed_by, livemode, failure, created_at, expires_at, paid_at, asked_at`

// insertPayment stores a new payment; it reports false where its unique amount was taken meanwhile.
func insertPayment(ctx context.Context, tx *sqlx.Tx, p *Payment) (bool, error) {
	const query = `
		INSERT INTO payments (id, subject_kind, subject_id, subject_label, method, amount, currency, state, return_url, language,
			unique_amount, livemode, expires_at)
		VALUES (:id, :subject_kind, :subject_id, :subject_label, :method, :amount, :currency, :state, :return_url, :language,
			:unique_amount, :livemode, :expires_at)
		ON CONFLICT (unique_amount) WHERE method = 'transfer' AND state IN ('created', 'pending') DO NOTHING
		RETURNING created_at`
	rows, err := sqlx.NamedQueryContext(ctx, tx, query, p)
	if err != nil {
		return false, fmt.Errorf("open a payment: %w", err)
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		return false, rows.Err()
	}
	return true, rows.Scan(&p.CreatedAt)
}

// freeSuffix picks one of the free suffixes of an amount at random, so that a number is not soon used again; 0 where none is free.
func freeSuffix(ctx context.Context, tx *sqlx.Tx, amount int64) (int64, error) {
	const query = `
		SELECT suffix FROM generate_series(1, 999) AS suffix
		WHERE NOT EXISTS (SELECT FROM payments
			WHERE unique_amount = $1 + suffix AND method = 'transfer' AND state IN ('created', 'pending'))
		ORDER BY random() LIMIT 1`
	var suffix int64
	err := tx.GetContext(ctx, &suffix, query, amount)
	if postgres.IsNoRows(err) {
		return 0, nil
	}
	return suffix, err
}

func findPayment(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Payment, error) {
	const query = `SELECT ` + paymentColumns + ` FROM payments WHERE id = $1`
	return onePayment(ctx, q, query, id)
}

func lockPayment(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (Payment, error) {
	const query = `SELECT ` + paymentColumns + ` FROM payments WHERE id = $1 FOR UPDATE`
	return onePayment(ctx, tx, query, id)
}

func findByRef(ctx context.Context, q sqlx.QueryerContext, method, ref string) (Payment, error) {
	const query = `SELECT ` + paymentColumns + ` FROM payments WHERE method = $1 AND provider_ref = $2 AND provider_ref <> ''`
	return onePayment(ctx, q, query, method, ref)
}

func onePayment(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (Payment, error) {
	var p Payment
	err := sqlx.GetContext(ctx, q, &p, query, args...)
	if postgres.IsNoRows(err) {
		return p, apperr.NewNotFound("payment_not_found")
	}
	return p, postgres.Translate(err)
}

func listBySubject(ctx context.Context, q sqlx.QueryerContext, kind string, id uuid.UUID) ([]Payment, error) {
	const query = `SELECT ` + paymentColumns + ` FROM payments WHERE subject_kind = $1 AND subject_id = $2 ORDER BY created_at DESC, id DESC`
	return selectPayments(ctx, q, query, kind, id)
}

func listOpen(ctx context.Context, q sqlx.QueryerContext, before time.Time, limit int) ([]Payment, error) {
	const query = `
		SELECT ` + paymentColumns + ` FROM payments
		WHERE state IN ('created', 'pending') AND created_at < $1 AND (asked_at IS NULL OR asked_at < $1)
		ORDER BY coalesce(asked_at, created_at), id LIMIT $2`
	return selectPayments(ctx, q, query, before, limit)
}

// isPunctual is false where a payer's proof waits past the payment's own end.
const isPunctual = `(proof_id IS NULL OR expires_at IS NULL OR expires_at > $2)`

func listConfirmable(ctx context.Context, q sqlx.QueryerContext, method string, from position) ([]Payment, error) {
	const query = `
		SELECT ` + paymentColumns + ` FROM payments
		WHERE state IN ('created', 'pending') AND method = $1 AND (` + isPunctual + `, created_at, id) > ($3, $4, $5)
		ORDER BY ` + isPunctual + `, created_at, id LIMIT $6`
	return selectPayments(ctx, q, query, method, from.AsOf, from.Punctual, from.At, from.ID, from.limit)
}

func selectPayments(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) ([]Payment, error) {
	out := []Payment{}
	if err := sqlx.SelectContext(ctx, q, &out, query, args...); err != nil {
		return nil, postgres.Translate(fmt.Errorf("list payments: %w", err))
	}
	return out, nil
}

// recordStarted keeps a state that a quicker event has brought.
func recordStarted(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, started Started) (Payment, error) {
	const query = `
		UPDATE payments SET state = CASE state WHEN 'created' THEN 'pending' ELSE state END, provider_ref = $2, url = $3,
			expires_at = CASE WHEN $4::timestamptz < coalesce(expires_at, 'infinity') THEN $4 ELSE expires_at END, updated_at = now()
		WHERE id = $1 AND provider_ref IN ('', $2)
		RETURNING ` + paymentColumns
	var expires *time.Time
	if !started.ExpiresAt.IsZero() {
		expires = &started.ExpiresAt
	}
	p, err := onePayment(ctx, tx, query, id, started.Ref, started.URL, expires)
	if apperr.KindOf(err) != apperr.NotFound {
		return p, err
	}
	if p, err = findPayment(ctx, tx, id); err == nil {
		err = fmt.Errorf("payment %s has the ref %s, the provider now answers %s", id, p.ProviderRef, started.Ref)
	}
	return p, err
}

// movePayment moves a payment. The first paid one of a subject that takes money is the applied one; the unique index is behind that.
func movePayment(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, truth Truth, takesMoney bool) (Payment, error) {
	const query = `
		UPDATE payments p SET state = $2, provider_ref = CASE provider_ref WHEN '' THEN $3 ELSE provider_ref END, failure = $4,
			paid_at = CASE WHEN $2 = 'succeeded' THEN coalesce($5::timestamptz, now()) END,
			applied = $6 AND $2 = 'succeeded' AND NOT EXISTS (
				SELECT FROM payments other WHERE other.subject_kind = p.subject_kind AND other.subject_id = p.subject_id AND other.applied),
			asked_at = now(), updated_at = now()
		WHERE id = $1
		RETURNING ` + paymentColumns
	var paidAt *time.Time
	if !truth.PaidAt.IsZero() {
		paidAt = &truth.PaidAt
	}
	return onePayment(ctx, tx, query, id, string(truth.State), truth.Ref, truth.Failure, paidAt, takesMoney)
}

func markAsked(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `UPDATE payments SET asked_at = now() WHERE id = $1`, id)
	return err
}

func setConfirmedBy(ctx context.Context, tx *sqlx.Tx, id, accountID uuid.UUID) error {
	_, err := tx.ExecContext(ctx, `UPDATE payments SET confirmed_by = $2 WHERE id = $1`, id, accountID)
	return err
}

func setProof(ctx context.Context, tx *sqlx.Tx, id, documentID uuid.UUID) (bool, error) {
	const query = `
		UPDATE payments SET proof_id = $2, proof_at = coalesce(proof_at, now()), updated_at = now()
		WHERE id = $1 AND method = 'transfer' AND state IN ('created', 'pending')`
	result, err := tx.ExecContext(ctx, query, id, documentID)
	if err != nil {
		return false, fmt.Errorf("attach the proof: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}
