package checkout_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/checkout/checkouttest"
	"lapak/internal/orders"
)

func TestAnUnpaidOrderEndsAndGivesItsGoodsBack(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 3)
	placed := m.Place(method, []uuid.UUID{variant}, m.Coffee)
	if n, err := m.Checkout.Expire(t.Context(), time.Now().Add(30*time.Minute)); err != nil || n != 0 {
		t.Fatalf("ended %d too early, %v", n, err)
	}
	m.Company.Silence(1)
	if n, err := m.Checkout.Expire(t.Context(), time.Now().Add(36*time.Minute)); err == nil || n != 0 {
		t.Fatalf("ended %d without asking the company, %v", n, err)
	}
	wantState(m, placed.Order.Number, orders.GroupAwaitingPayment)
	if n, err := m.Checkout.Expire(t.Context(), time.Now().Add(36*time.Minute)); err != nil || n != 1 {
		t.Fatalf("ended %d, %v", n, err)
	}
	wantState(m, placed.Order.Number, orders.GroupExpired)
	if level := m.Level(variant); level.Reserved != 0 || level.OnHand != 3 {
		t.Errorf("%+v", level)
	}
	if err := m.Company.Pay(placed.Payment.ProviderRef); err == nil {
		t.Error("the company's page still takes money")
	}
	verify(m)
}

func TestMoneyOfTheLastSecondCounts(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place(method, []uuid.UUID{m.Sell(m.Coffee, 52_000, 3)}, m.Coffee)
	if err := m.Company.Pay(placed.Payment.ProviderRef); err != nil {
		t.Fatal(err)
	}
	if n, err := m.Checkout.Expire(t.Context(), time.Now().Add(36*time.Minute)); err != nil || n != 0 {
		t.Fatalf("ended %d, %v", n, err)
	}
	wantState(m, placed.Order.Number, orders.GroupPaid)
	verify(m)
}
