package checkout_test

import (
	"testing"

	"github.com/google/uuid"

	"lapak/internal/checkout/checkouttest"
	"lapak/internal/orders"
)

func TestEachShopSeesItsOwnPart(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place(orders.MethodCash, []uuid.UUID{m.Sell(m.Coffee, 52_000, 10), m.Sell(m.Baskets, 135_000, 5)}, m.Coffee, m.Baskets)
	order, err := m.Orders.FindForShop(t.Context(), m.Coffee.Owner, m.Coffee.Slug, placed.Order.Number)
	if err != nil || len(order.Shops) != 1 || order.Shops[0].ShopID != m.Coffee.ID {
		t.Fatalf("%+v, %v", order.Shops, err)
	}
	_, err = m.Orders.FindForShop(t.Context(), m.Coffee.Owner, m.Baskets.Slug, placed.Order.Number)
	wantCode(t, err, "order_not_found")
	_, err = m.Orders.Find(t.Context(), orders.Reader{Actor: m.Finance}, placed.Order.Number)
	wantCode(t, err, "order_not_found")
	_, err = m.Orders.Find(t.Context(), orders.Reader{Token: "guess"}, placed.Order.Number)
	wantCode(t, err, "order_not_found")
	if _, err = m.Orders.Find(t.Context(), orders.Reader{Token: m.Orders.Token(placed.Order.Group.ID)}, placed.Order.Number); err != nil {
		t.Error(err)
	}
	_, err = m.Orders.Work(t.Context(), m.Baskets.Owner, orders.ShopMove{Shop: m.Coffee.Slug, Number: placed.Order.Number, Event: orders.Accept})
	wantCode(t, err, "order_not_found")
	wantState(m, placed.Order.Number, orders.GroupAwaitingPayment)
}

func TestCashIsWorkedOnBeforeItIsPaid(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 3)
	placed := m.Place(orders.MethodCash, []uuid.UUID{variant}, m.Coffee)
	number := placed.Order.Number
	for _, event := range []orders.Event{orders.Accept, orders.Pack, orders.Ship} {
		if _, err := m.Orders.Work(t.Context(), m.Coffee.Owner, orders.ShopMove{Shop: m.Coffee.Slug, Number: number, Event: event, Courier: "JNE", Tracking: "JN1"}); err != nil {
			t.Fatalf("%s: %v", event, err)
		}
		verify(m)
	}
	if level := m.Level(variant); level.OnHand != 2 || level.Reserved != 0 {
		t.Errorf("%+v", level)
	}
	_, err := m.Checkout.ConfirmCash(t.Context(), m.Baskets.Owner, m.Coffee.Slug, number)
	wantCode(t, err, "order_not_found")
	if _, err := m.Checkout.ConfirmCash(t.Context(), m.Coffee.Owner, m.Coffee.Slug, number); err != nil {
		t.Fatal(err)
	}
	_, err = m.Checkout.ConfirmCash(t.Context(), m.Coffee.Owner, m.Coffee.Slug, number)
	wantCode(t, err, "transition_not_allowed")
	if _, err := m.Orders.ConfirmReceipt(t.Context(), orders.Reader{Actor: m.Buyer}, number, m.Coffee.Slug); err != nil {
		t.Fatal(err)
	}
	wantState(m, number, orders.GroupCompleted)
	if got := balance(m, m.Coffee.ID); got != 0 {
		t.Errorf("the mall owes the shop %d for cash that the shop holds", got)
	}
	verify(m)
}

func TestOwnersAcceptByTheLinkTheyWereSent(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place(orders.MethodCash, []uuid.UUID{m.Sell(m.Coffee, 52_000, 10)}, m.Coffee)
	m.Work()
	part := placed.Order.Shops[0]
	link := m.Orders.AcceptLink(part)
	token := link[len(link)-32:]
	_, _, err := m.Orders.AcceptByLink(t.Context(), part.ID, token[1:]+token[:1])
	wantCode(t, err, "order_not_found")
	for range 2 { // a link is tapped twice
		_, accepted, err := m.Orders.AcceptByLink(t.Context(), part.ID, token)
		if err != nil || accepted.State != orders.StateAccepted {
			t.Fatalf("%+v, %v", accepted, err)
		}
	}
	if n := count(m, "SELECT count(*) FROM messages WHERE template = 'shop_order_new' AND body LIKE '%/accept/%'"); n != 1 {
		t.Errorf("%d messages to the owner", n)
	}
	verify(m)
}
