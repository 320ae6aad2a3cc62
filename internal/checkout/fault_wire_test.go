package checkout_test

import (
	"testing"

	"github.com/google/uuid"

	"lapak/internal/checkout/checkouttest"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

// The wire is cut before each statement of an order arrives, and after its work is done but before the reply. The buyer gets the order or
// is told to try again, and the same key ends with one order.
func TestFaultACutWireWritesOnce(t *testing.T) {
	t.Parallel()
	wire := pgtest.NewWire(t, pgtest.DSN(t))
	m := onDatabase(t, postgres.Config{URL: wire.DSN(), MaxConns: 4})
	m.Furnish()
	variant := m.Sell(m.Coffee, 52_000, 1_000)
	for i, step := range steps {
		if step.Statement == "COMMIT" && step.Nth == 7 {
			step.Nth = 2 // of one order's commits
		}
		placing := queueOf(m, 1, method, variant)[0]
		key := uuid.NewString()
		wire.Arm(step)
		first, err := placeOnce(t.Context(), m, key, placing)
		if broken := wire.Disarm(); broken != i+1 {
			t.Fatalf("%s: the wire was not cut", stepName(step))
		}
		if err != nil {
			wantUnavailable(t, stepName(step), err)
		}
		again, err := placeOnce(t.Context(), m, key, placing)
		if err != nil || again == "" || first != "" && first != again {
			t.Errorf("%s: first %q, then %q, %v", stepName(step), first, again, err)
		}
		wantOrders(m, i+1)
	}
	if got := m.Company.Sessions(); got != len(steps) {
		t.Errorf("%d payment pages for %d orders", got, len(steps))
	}
	verify(m)
}

// The same at each statement of what follows: a payment's event, a cancellation and its refund.
func TestFaultACutWireBooksOnce(t *testing.T) {
	t.Parallel()
	wire := pgtest.NewWire(t, pgtest.DSN(t))
	m := onDatabase(t, postgres.Config{URL: wire.DSN(), MaxConns: 4})
	m.Furnish()
	variant := m.Sell(m.Coffee, 52_000, 1_000)
	for i, step := range []pgtest.Break{
		{Statement: "INSERT INTO payment_events", When: pgtest.After},
		{Statement: "UPDATE payments p SET state", When: pgtest.After},
		{Statement: "INSERT INTO ledger_transfers", When: pgtest.After},
		{Statement: "INSERT INTO stock_movements", When: pgtest.After},
		{Statement: "UPDATE payment_events SET processed_at", When: pgtest.Before},
		{Statement: "UPDATE payment_events SET processed_at", When: pgtest.After},
		{Statement: "COMMIT", When: pgtest.Before, Nth: 1},
		{Statement: "COMMIT", When: pgtest.After, Nth: 1},
		{Statement: "COMMIT", When: pgtest.Before, Nth: 2},
		{Statement: "COMMIT", When: pgtest.After, Nth: 2},
	} {
		placed := m.Place(method, []uuid.UUID{variant}, m.Coffee)
		if err := m.Company.Pay(placed.Payment.ProviderRef); err != nil {
			t.Fatal(err)
		}
		wire.Arm(step)
		for try := 1; ; try++ { // the company sends its news, and the queue runs its jobs, until they are accepted
			err := deliver(m)
			if err == nil {
				break
			}
			wantUnavailable(t, stepName(step), err)
			if try == 3 {
				t.Fatalf("%s: never accepted", stepName(step))
			}
		}
		if broken := wire.Disarm(); broken != i+1 {
			t.Fatalf("%s: the wire was not cut", stepName(step))
		}
		wantState(m, placed.Order.Number, "paid")
	}
	want := int64(10 * 61_000)
	if got := balance(m, m.Coffee.ID); got != want {
		t.Errorf("the shop is owed %d, want %d", got, want)
	}
	verify(m)
}

// deliver hands over all news and works the jobs, up to the first failure.
func deliver(m *checkouttest.Mall) error {
	for _, d := range m.Company.Deliveries() {
		if err := m.Payments.Receive(m.Context(), method, d); err != nil {
			return err
		}
	}
	return m.TryWork()
}
