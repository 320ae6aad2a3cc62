package checkout_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/orders"
)

// watch looks at the shops' promises some hours from now.
func watch(m *checkouttest.Mall, hours float64, want checkout.Watched) {
	m.Helper()
	done, err := m.Checkout.Watch(m.Context(), time.Now().Add(time.Duration(hours*float64(time.Hour))))
	if err != nil || done != want {
		m.Fatalf("after %v hours: %+v, %v, want %+v", hours, done, err, want)
	}
}

// sent counts the messages of a template.
func sent(m *checkouttest.Mall, template string) int64 {
	m.Helper()
	return count(m, "SELECT count(*) FROM messages WHERE template = '"+template+"'")
}

func paidOrder(m *checkouttest.Mall, variants []uuid.UUID, in ...checkouttest.Shop) orders.Order {
	m.Helper()
	placed := m.Place(method, variants, in...)
	if err := m.Company.Pay(placed.Payment.ProviderRef); err != nil {
		m.Fatal(err)
	}
	m.Deliver()
	return wantState(m, placed.Order.Number, orders.GroupPaid)
}

func work(m *checkouttest.Mall, shop checkouttest.Shop, number string, events ...orders.Event) {
	m.Helper()
	for _, event := range events {
		move := orders.ShopMove{Shop: shop.Slug, Number: number, Event: event, Courier: "JNE"}
		if _, err := m.Orders.Work(m.Context(), shop.Owner, move); err != nil {
			m.Fatalf("%s: %v", event, err)
		}
	}
}

func TestAnOrderThatNobodyAcceptsEndsAndIsPaidBack(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	coffee, basket := m.Sell(m.Coffee, 52_000, 10), m.Sell(m.Baskets, 135_000, 5)
	order := paidOrder(m, []uuid.UUID{coffee, basket}, m.Coffee, m.Baskets)
	work(m, m.Baskets, order.Number, orders.Accept)

	watch(m, 11.9, checkout.Watched{})
	watch(m, 12.1, checkout.Watched{Reminded: 1})
	watch(m, 12.1, checkout.Watched{})
	if n := sent(m, "shop_order_reminder"); n != 1 {
		t.Errorf("%d reminders", n)
	}
	watch(m, 23.9, checkout.Watched{})
	wantState(m, order.Number, orders.GroupPaid)
	verify(m)

	watch(m, 24.1, checkout.Watched{Lapsed: 1})
	watch(m, 24.1, checkout.Watched{})
	m.Deliver()
	order = wantState(m, order.Number, orders.GroupPartlyRefunded)
	part := order.PartOf(m.Coffee.Slug)
	if part.State != orders.StateRefunded || part.Reason != orders.ReasonUnanswered || order.PartOf(m.Baskets.Slug).State != orders.StateAccepted {
		t.Errorf("%+v", order.Shops)
	}
	if level := m.Level(coffee); level.OnHand != 10 || level.Reserved != 0 {
		t.Errorf("the goods are not back: %+v", level)
	}
	if got := []int64{balance(m, m.Coffee.ID), balance(m, m.Baskets.ID)}; got[0] != 0 || got[1] != 144_000 {
		t.Errorf("the shops are owed %v", got)
	}
	if n := count(m, "SELECT coalesce(sum(amount), 0) FROM refunds WHERE state = 'succeeded'"); n != 61_000 {
		t.Errorf("%d was returned", n)
	}
	for template, want := range map[string]int64{"order_unanswered": 1, "shop_order_lapsed": 1, "order_refunded": 1, "order_rejected": 0} {
		if n := sent(m, template); n != want {
			t.Errorf("%d messages %s, want %d", n, template, want)
		}
	}
	if n := count(m, "SELECT count(*) FROM order_events WHERE event IN ('remind', 'lapse') AND actor = 'system:watch'"); n != 2 {
		t.Errorf("%d lines in the history", n)
	}
	verify(m)
}

func TestACashOrderThatNobodyAcceptsFreesItsGoods(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 3)
	placed := m.Place(orders.MethodCash, []uuid.UUID{variant}, m.Coffee)
	taken := m.Place(orders.MethodCash, []uuid.UUID{variant}, m.Coffee)
	if _, err := m.Checkout.ConfirmCash(t.Context(), m.Coffee.Owner, m.Coffee.Slug, taken.Order.Number); err != nil {
		t.Fatal(err)
	}
	watch(m, 13, checkout.Watched{Reminded: 1})
	watch(m, 25, checkout.Watched{Lapsed: 1})
	wantState(m, placed.Order.Number, orders.GroupCancelled)
	wantState(m, taken.Order.Number, orders.GroupPaid) // cash that was handed over is settled by hand
	if level := m.Level(variant); level.OnHand != 3 || level.Reserved != 1 {
		t.Errorf("%+v", level)
	}
	if n := count(m, "SELECT count(*) FROM messages WHERE template = 'order_unanswered' AND body LIKE '%dibayar%'"); n != 0 {
		t.Error("the buyer is told of money that was never paid")
	}
	verify(m)
}

func TestAnAcceptedOrderDoesNotEndByTheClock(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	order := paidOrder(m, []uuid.UUID{m.Sell(m.Coffee, 52_000, 3)}, m.Coffee)
	watch(m, 13, checkout.Watched{Reminded: 1})
	work(m, m.Coffee, order.Number, orders.Accept)
	watch(m, 30, checkout.Watched{})
	wantState(m, order.Number, orders.GroupPaid)
}

// The time to accept begins when the order has come to the shop, however late it was paid.
func TestTheTimeToAcceptBeginsWithThePayment(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place("transfer", []uuid.UUID{m.Sell(m.Coffee, 52_000, 3)}, m.Coffee)
	m.Change(`UPDATE order_groups SET created_at = created_at - interval '23 hours'`)
	m.Change(`UPDATE shop_orders SET created_at = created_at - interval '23 hours', accept_by = now() - interval '1 hour', remind_at = now() - interval '1 day'`)
	watch(m, 0, checkout.Watched{})
	if _, err := m.Checkout.ConfirmTransfer(t.Context(), m.Finance, placed.Payment.ID); err != nil {
		t.Fatal(err)
	}
	watch(m, 11.9, checkout.Watched{})
	watch(m, 12.1, checkout.Watched{Reminded: 1})
}

// After an outage of the mall longer than the promise, a shop is told before its orders end.
func TestNoOrderEndsUnannounced(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	order := paidOrder(m, []uuid.UUID{m.Sell(m.Coffee, 52_000, 3)}, m.Coffee)
	watch(m, 50, checkout.Watched{Reminded: 1})
	watch(m, 50.9, checkout.Watched{})
	wantState(m, order.Number, orders.GroupPaid)
	watch(m, 51.1, checkout.Watched{Lapsed: 1})
	m.Deliver()
	wantState(m, order.Number, orders.GroupRefunded)
	verify(m)
}

func TestALateShipmentIsToldAndMayBeCancelled(t *testing.T) {
	t.Parallel()
	for _, events := range [][]orders.Event{{orders.Accept}, {orders.Accept, orders.Pack}} {
		m := checkouttest.New(t)
		variant := m.Sell(m.Coffee, 52_000, 3)
		order, sentOne := paidOrder(m, []uuid.UUID{variant}, m.Coffee), paidOrder(m, []uuid.UUID{variant}, m.Coffee)
		work(m, m.Coffee, order.Number, events...)
		work(m, m.Coffee, sentOne.Number, orders.Accept, orders.Ship)
		m.Change(`UPDATE region SET settings = settings || '{"contact": {"email": "halo@mall.test"}}'`)
		if err := m.LoadRegion(); err != nil {
			t.Fatal(err)
		}
		watch(m, 71.9, checkout.Watched{})
		watch(m, 72.1, checkout.Watched{Late: 1})
		watch(m, 72.1, checkout.Watched{})
		for _, template := range []string{"order_late", "shop_order_late", "office_order_late"} {
			if n := sent(m, template); n != 1 {
				t.Errorf("%d messages %s", n, template)
			}
		}
		late, err := m.Orders.ListLate(t.Context(), m.Finance, time.Now().Add(73*time.Hour), 10)
		if err != nil || len(late) != 1 || late[0].Number != order.Number {
			t.Errorf("the office sees %+v, %v", late, err)
		}
		_, err = m.Orders.ListLate(t.Context(), m.Coffee.Owner, time.Now(), 10)
		wantCode(t, err, "forbidden")
		verify(m)
		if _, err := m.Checkout.Cancel(t.Context(), orders.Reader{Actor: m.Buyer}, order.Number, "Terlalu lama"); err != nil {
			t.Fatal(err)
		}
		m.Deliver()
		wantState(m, order.Number, orders.GroupRefunded)
		_, err = m.Checkout.Cancel(t.Context(), orders.Reader{Actor: m.Buyer}, sentOne.Number, "Terlalu lama")
		wantCode(t, err, "order_not_cancellable")
		verify(m)
	}
}

// Two schedulers, and a shop that accepts in the last moment: each order ends once, or not at all.
func TestTwoLooksAtOnceAndAnOwnerMeet(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 20)
	var numbers []string
	for range 6 {
		numbers = append(numbers, paidOrder(m, []uuid.UUID{variant}, m.Coffee).Number)
	}
	watch(m, 12.1, checkout.Watched{Reminded: 6})
	var group sync.WaitGroup
	var lapsed [2]int
	for i := range lapsed {
		group.Go(func() {
			done, err := m.Checkout.Watch(t.Context(), time.Now().Add(25*time.Hour))
			if err != nil {
				t.Error(err)
			}
			lapsed[i] = done.Lapsed
		})
	}
	accepted := 0
	group.Go(func() {
		for _, number := range numbers {
			if _, err := m.Orders.Work(t.Context(), m.Coffee.Owner, orders.ShopMove{Shop: m.Coffee.Slug, Number: number, Event: orders.Accept}); err == nil {
				accepted++
			}
		}
	})
	group.Wait()
	m.Deliver()
	if lapsed[0]+lapsed[1]+accepted != len(numbers) {
		t.Errorf("%v lapsed and %d were accepted of %d", lapsed, accepted, len(numbers))
	}
	if n := count(m, "SELECT count(*) FROM refunds"); n != int64(lapsed[0]+lapsed[1]) {
		t.Errorf("%d refunds of %v", n, lapsed)
	}
	if level := m.Level(variant); level.OnHand != int64(20-accepted) {
		t.Errorf("%+v after %d were accepted", level, accepted)
	}
	verify(m)
}
