package checkout_test

import (
	"testing"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/money"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/reports"
)

const method = checkouttest.Method

// verify runs every invariant of the mall at the end of a flow.
func verify(m *checkouttest.Mall) {
	m.Helper()
	_, err := reports.Verify(m.Context(), m.DB, func(i reports.Invariant) {
		if i.Rows != 0 {
			m.Errorf("%s: %d rows", i.Name, i.Rows)
		}
	})
	if err != nil {
		m.Fatal(err)
	}
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	if apperr.CodeOf(err) != code || err == nil {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func wantState(m *checkouttest.Mall, number string, want orders.GroupState) orders.Order {
	m.Helper()
	order := m.Order(number)
	if order.State != want {
		m.Fatalf("the order is %s, want %s", order.State, want)
	}
	return order
}

func balance(m *checkouttest.Mall, shop uuid.UUID) int64 {
	m.Helper()
	sum, err := m.Ledger.Balance(m.Context(), shop, money.IDR)
	if err != nil {
		m.Fatal(err)
	}
	return sum
}

func count(m *checkouttest.Mall, query string) int64 {
	m.Helper()
	var n int64
	if err := m.DB.GetContext(m.Context(), &n, query); err != nil {
		m.Fatal(err)
	}
	return n
}

func findRefund(m *checkouttest.Mall) payments.Refund {
	m.Helper()
	var id uuid.UUID
	if err := m.DB.GetContext(m.Context(), &id, "SELECT id FROM refunds"); err != nil {
		m.Fatal(err)
	}
	refund, err := m.Payments.FindRefund(m.Context(), id)
	if err != nil {
		m.Fatal(err)
	}
	return refund
}

func ledgerBalance(m *checkouttest.Mall, code string) int64 {
	m.Helper()
	return count(m, "SELECT coalesce(sum(balance), 0) FROM ledger_accounts WHERE code = '"+code+"'")
}
