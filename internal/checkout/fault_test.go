package checkout_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/idempotency"
	"lapak/internal/identity"
	"lapak/internal/payments"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

// steps are the moments of placing an order at which the faults happen, as the statements that they meet.
var steps = []pgtest.Break{
	{Statement: "INSERT INTO order_groups", When: pgtest.After},
	{Statement: "COMMIT", When: pgtest.After, Nth: 7},
	{Statement: "UPDATE payments SET state = CASE", When: pgtest.Before},
	{Statement: "SET subject = coalesce(", When: pgtest.After},
	{Statement: "pg_try_advisory_xact_lock", When: pgtest.After},
	{Statement: "INSERT INTO idempotency_keys", When: pgtest.Before},
	{Statement: "INSERT INTO idempotency_keys", When: pgtest.After},
	{Statement: "UPDATE carts SET state", When: pgtest.Before},
	{Statement: "INSERT INTO order_lines", When: pgtest.After},
	{Statement: "INSERT INTO payments", When: pgtest.After},
	{Statement: "UPDATE stock_levels SET reserved", When: pgtest.Before},
	{Statement: "UPDATE stock_levels SET reserved", When: pgtest.After},
	{Statement: "COMMIT", When: pgtest.Before, Nth: 2},
	{Statement: "COMMIT", When: pgtest.After, Nth: 2},
	{Statement: "COMMIT", When: pgtest.Before, Nth: 1},
	{Statement: "COMMIT", When: pgtest.After, Nth: 1},
	{Statement: "UPDATE payments SET state = CASE", When: pgtest.After},
	{Statement: "SET subject = coalesce(", When: pgtest.Before},
	{Statement: "BEGIN", When: pgtest.After, Nth: 2},
}

// placeOnce is what a face does with an order: its answer is the order's number.
func placeOnce(ctx context.Context, m *checkouttest.Mall, key string, p checkout.Placing) (number string, err error) {
	request := idempotency.Request{Scope: "cart:" + p.Access.CartID.String(), Key: key, Hash: idempotency.Hash("POST /orders", []byte(key))}
	answer, _, err := idempotency.Do(ctx, m.DB, request, func(ctx context.Context, claim *idempotency.Claim) (idempotency.Response, error) {
		return m.Checkout.PlaceOnce(ctx, claim, p, func(placed checkout.Placed) (idempotency.Response, error) {
			return idempotency.Response{Status: 201, Body: placed.Order.Number}, nil
		})
	})
	return answer.Body, err
}

// onDatabase is a furnished mall on a database of a test's own.
func onDatabase(t testing.TB, cfg postgres.Config, companies ...payments.Provider) *checkouttest.Mall {
	t.Helper()
	cfg.Unprepared = true // the wire is cut at the words of a statement
	db, err := postgres.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return checkouttest.On(t, db, companies...)
}

// queueOf makes n guests who wait with one unit in their baskets.
func queueOf(m *checkouttest.Mall, n int, method string, variant uuid.UUID) []checkout.Placing {
	m.Helper()
	placings := make([]checkout.Placing, n)
	for i := range placings {
		placings[i] = m.Placing(m.Fill(identity.Actor{}, variant), method, m.Coffee)
	}
	return placings
}

// lapse lets the time pass for which the keys of dead requests are held.
func lapse(m *checkouttest.Mall) {
	m.Helper()
	m.Change(`UPDATE idempotency_keys SET locked_until = locked_until - make_interval(secs => $1) WHERE status IS NULL`, idempotency.RecordedLease.Seconds())
}

// wantUnavailable accepts only the failure that tells a caller to come again.
func wantUnavailable(t testing.TB, what string, err error) {
	t.Helper()
	if apperr.KindOf(err) != apperr.Unavailable || apperr.As(err).RetryAfter <= 0 {
		t.Errorf("%s: %v", what, err)
	}
}

func wantOrders(m *checkouttest.Mall, want int) {
	m.Helper()
	if got := count(m, "SELECT count(*) FROM order_groups"); got != int64(want) {
		m.Errorf("%d orders, want %d", got, want)
	}
}

func stepName(b pgtest.Break) string {
	side := "before"
	if b.When == pgtest.After {
		side = "after"
	}
	return fmt.Sprintf("%s %q %d", side, b.Statement, max(b.Nth, 1))
}
