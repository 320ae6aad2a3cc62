package checkout_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/checkout/checkouttest"
	"lapak/internal/ledger"
	"lapak/internal/orders"
)

func TestCancellingReturnsEachShopsPart(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	coffee, basket := m.Sell(m.Coffee, 52_000, 10), m.Sell(m.Baskets, 135_000, 5)
	placed := m.Place(method, []uuid.UUID{coffee, basket}, m.Coffee, m.Baskets)
	number := placed.Order.Number
	if err := m.Company.Pay(placed.Payment.ProviderRef); err != nil {
		t.Fatal(err)
	}
	m.Deliver()
	_, err := m.Checkout.RejectByShop(t.Context(), m.Coffee.Owner, m.Coffee.Slug, number, "")
	wantCode(t, err, "invalid_input")
	if _, err := m.Checkout.RejectByShop(t.Context(), m.Coffee.Owner, m.Coffee.Slug, number, "Panen gagal"); err != nil {
		t.Fatal(err)
	}
	m.Deliver()
	wantState(m, number, orders.GroupPartlyRefunded)
	if level := m.Level(coffee); level.OnHand != 10 || level.Reserved != 0 {
		t.Errorf("the rejected goods: %+v", level)
	}
	if got := []int64{balance(m, m.Coffee.ID), balance(m, m.Baskets.ID)}; got[0] != 0 || got[1] != 144_000 {
		t.Errorf("the shops are owed %v", got)
	}
	verify(m)
	if _, err := m.Checkout.Cancel(t.Context(), orders.Reader{Actor: m.Buyer}, number, "Salah pesan"); err != nil {
		t.Fatal(err)
	}
	_, err = m.Checkout.Cancel(t.Context(), orders.Reader{Actor: m.Buyer}, number, "Sekali lagi")
	wantCode(t, err, "order_not_cancellable")
	m.Deliver()
	wantState(m, number, orders.GroupRefunded)
	if n := count(m, "SELECT coalesce(sum(amount), 0) FROM refunds WHERE state = 'succeeded'"); n != placed.Order.Total {
		t.Errorf("%d was returned of %d", n, placed.Order.Total)
	}
	verify(m)
}

func TestAShippedOrderIsNotCancelled(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place(method, []uuid.UUID{m.Sell(m.Coffee, 52_000, 10)}, m.Coffee)
	if err := m.Company.Pay(placed.Payment.ProviderRef); err != nil {
		t.Fatal(err)
	}
	m.Deliver()
	for _, event := range []orders.Event{orders.Accept, orders.Ship} {
		if _, err := m.Orders.Work(t.Context(), m.Coffee.Owner, orders.ShopMove{Shop: m.Coffee.Slug, Number: placed.Order.Number, Event: event, Courier: "JNE"}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := m.Checkout.Cancel(t.Context(), orders.Reader{Actor: m.Buyer}, placed.Order.Number, "")
	wantCode(t, err, "order_not_cancellable")
	wantState(m, placed.Order.Number, orders.GroupShipped)
	if n, err := m.Checkout.Complete(t.Context(), time.Now().Add(22*24*time.Hour)); err != nil || n != 1 {
		t.Errorf("completed %d, %v", n, err)
	}
	wantState(m, placed.Order.Number, orders.GroupCompleted)
	verify(m)
}

func TestAFailedRefundStaysOwedUntilItIsSent(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place(method, []uuid.UUID{m.Sell(m.Coffee, 52_000, 10)}, m.Coffee)
	if err := m.Company.Pay(placed.Payment.ProviderRef); err != nil {
		t.Fatal(err)
	}
	m.Deliver()
	if _, err := m.Checkout.Cancel(t.Context(), orders.Reader{Actor: m.Buyer}, placed.Order.Number, ""); err != nil {
		t.Fatal(err)
	}
	m.Deliver()
	wantState(m, placed.Order.Number, orders.GroupRefunded)
	refund := findRefund(m)
	if err := m.Company.FailRefund(refund.ProviderRef); err != nil {
		t.Fatal(err)
	}
	m.Deliver()
	if got := ledgerBalance(m, ledger.RefundsDueAccount); got != placed.Order.Total {
		t.Errorf("%d is owed to the buyer, want %d", got, placed.Order.Total)
	}
	if _, err := m.Checkout.Reconcile(t.Context(), time.Now().Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	m.Deliver()
	if got := ledgerBalance(m, ledger.RefundsDueAccount); got != 0 {
		t.Errorf("%d is still owed", got)
	}
	verify(m)
}
