package checkout_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/identity"
	"lapak/internal/ledger"
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

func TestTwoShopsInOneBasketArePaidTogether(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	coffee, basket := m.Sell(m.Coffee, 52_000, 10), m.Sell(m.Baskets, 135_000, 5)
	placed := m.Place(method, []uuid.UUID{coffee, basket}, m.Coffee, m.Baskets)
	if placed.Order.Total != 52_000+135_000+2*9_000 || len(placed.Order.Shops) != 2 {
		t.Fatalf("%+v", placed.Order)
	}
	wantState(m, placed.Order.Number, orders.GroupAwaitingPayment)
	if level := m.Level(coffee); level.OnHand != 10 || level.Reserved != 1 {
		t.Errorf("before payment: %+v", level)
	}
	verify(m)
	if err := m.Company.Pay(placed.Payment.ProviderRef); err != nil {
		t.Fatal(err)
	}
	m.Deliver()
	order := wantState(m, placed.Order.Number, orders.GroupPaid)
	if level := m.Level(coffee); level.OnHand != 9 || level.Reserved != 0 {
		t.Errorf("after payment: %+v", level)
	}
	if got := balance(m, m.Coffee.ID); got != 61_000 {
		t.Errorf("the shop is owed %d", got)
	}
	if order.Shops[0].State != orders.StateNew || !order.Shops[1].Paid {
		t.Errorf("%+v", order.Shops)
	}
	verify(m)
}

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

func TestWhatMayNotBeOrderedIsRefusedAndNothingChanges(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 3)
	abroad := checkouttest.Address
	abroad.Country = "SG"
	for name, tt := range map[string]struct {
		spoil func(*checkout.Placing)
		code  string
	}{
		"no shipping":                {func(p *checkout.Placing) { p.Shipping = nil }, "invalid_input"},
		"unknown option":             {func(p *checkout.Placing) { p.Shipping[0].Option = "teleport" }, "invalid_input"},
		"another shop's option":      {func(p *checkout.Placing) { p.Shipping[0].Shop = m.Baskets.Slug }, "invalid_input"},
		"a choice twice":             {func(p *checkout.Placing) { p.Shipping = append(p.Shipping, p.Shipping[0]) }, "invalid_input"},
		"nobody to reach":            {func(p *checkout.Placing) { p.Phone = "" }, "invalid_input"},
		"a phone that is none":       {func(p *checkout.Placing) { p.Phone = "12" }, "invalid_input"},
		"a village of another place": {func(p *checkout.Placing) { a := *p.Address; a.Village = "Gintangan"; p.Address = &a }, "invalid_input"},
		"delivery without address":   {func(p *checkout.Placing) { p.Address = nil }, "invalid_input"},
		"an unknown method":          {func(p *checkout.Placing) { p.Method = "bitcoin" }, "invalid_input"},
		"cash abroad": {func(p *checkout.Placing) {
			p.Method = "cash"
			p.Address = &abroad
			p.Shipping[0].Option = "internasional"
		}, "invalid_input"},
		"a foreign basket":           {func(p *checkout.Placing) { p.Access.Actor = identity.Actor{}; p.Access.Token = "guess" }, "cart_not_found"},
		"a basket that is not there": {func(p *checkout.Placing) { p.Access.CartID = uuid.New() }, "cart_not_found"},
	} {
		placing := m.Placing(m.Fill(m.Buyer, variant), method, m.Coffee)
		tt.spoil(&placing)
		_, err := m.Checkout.Place(t.Context(), placing, nil)
		if apperr.CodeOf(err) != tt.code || err == nil {
			t.Errorf("%s: %v, want %s", name, err, tt.code)
		}
		if level := m.Level(variant); level.Reserved != 0 {
			t.Fatalf("%s: %d are reserved", name, level.Reserved)
		}
	}
	if got := count(m, "SELECT count(*) FROM order_groups"); got != 0 {
		t.Errorf("%d orders were made", got)
	}
	if m.Company.Sessions() != 0 {
		t.Error("the company was asked")
	}
}

func TestAPriceThatChangedIsToldBeforeItIsPaid(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 3)
	placing := m.Placing(m.Fill(m.Buyer, variant), method, m.Coffee)
	m.Change(`UPDATE variants SET price = 55000 WHERE id = $1`, variant)
	m.Change(`UPDATE products SET price = 55000`)
	_, err := m.Checkout.Place(t.Context(), placing, nil)
	wantCode(t, err, "price_changed")
	quote, ok := apperr.As(err).Details.(checkout.Quote)
	if !ok || quote.ItemsTotal != 55_000 {
		t.Fatalf("the new quote is missing: %+v", apperr.As(err).Details)
	}
	if count(m, "SELECT count(*) FROM order_groups") != 0 {
		t.Error("an order was made")
	}
	placed, err := m.Checkout.Place(t.Context(), placing, nil) // told now, so it passes
	if err != nil || placed.Order.ItemsTotal != 55_000 {
		t.Fatalf("%+v, %v", placed, err)
	}
	verify(m)
}

func TestTwoHundredBuyersForTwentyUnits(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 20)
	placings := make([]checkout.Placing, 200)
	for i := range placings {
		placings[i] = m.Placing(m.Fill(identity.Actor{}, variant), method, m.Coffee)
	}
	var mu sync.Mutex
	var wait sync.WaitGroup
	outcomes := map[string]int{}
	for _, p := range placings {
		wait.Go(func() {
			_, err := m.Checkout.Place(t.Context(), p, nil)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				outcomes["ordered"]++
			} else {
				outcomes[apperr.CodeOf(err)]++
			}
		})
	}
	wait.Wait()
	if outcomes["ordered"] != 20 || outcomes["stock_insufficient"] != 180 {
		t.Errorf("%v", outcomes)
	}
	if level := m.Level(variant); level.Reserved != 20 {
		t.Errorf("%+v", level)
	}
	verify(m)
}

// Five events of one payment, each twice and in every order, must end alike.
func TestNewsInEveryOrderEndsAlike(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 1_000)
	for round := range 24 {
		placed := m.Place(method, []uuid.UUID{variant}, m.Coffee)
		ref := placed.Payment.ProviderRef
		if err := m.Company.Pay(ref); err != nil {
			t.Fatal(err)
		}
		news := m.Company.Deliveries()
		for _, kind := range []string{"created", "updated", "reminder", "settled"} {
			news = append(news, m.Company.Deliver(payments.Event{ID: uuid.NewString(), Kind: kind, Object: payments.ObjectPayment, Ref: ref}))
		}
		for _, i := range permutation(round, len(news)) {
			for range 2 {
				if err := m.Payments.Receive(t.Context(), method, news[i]); err != nil {
					t.Fatal(err)
				}
			}
		}
		m.Work()
		wantState(m, placed.Order.Number, orders.GroupPaid)
	}
	if got := balance(m, m.Coffee.ID); got != 24*61_000 {
		t.Errorf("the shop is owed %d, want %d", got, 24*61_000)
	}
	verify(m)
}

func permutation(round, n int) []int {
	rest := make([]int, n)
	for i := range rest {
		rest[i] = i
	}
	var out []int
	for len(rest) > 0 {
		i := round % len(rest)
		round /= len(rest)
		out = append(out, rest[i])
		rest = append(rest[:i], rest[i+1:]...)
	}
	return out
}

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

func TestLateMoneyBuysTheGoodsOrGoesBack(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		left  int64
		state orders.GroupState
		owed  int64
	}{
		"the goods are still there": {1, orders.GroupPaid, 61_000},
		"the goods are gone":        {0, orders.GroupExpired, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := checkouttest.New(t)
			variant := m.Sell(m.Coffee, 52_000, 1)
			placed := m.Place(method, []uuid.UUID{variant}, m.Coffee)
			if _, err := m.Checkout.Expire(t.Context(), time.Now().Add(36*time.Minute)); err != nil {
				t.Fatal(err)
			}
			if tt.left == 0 {
				m.Place(method, []uuid.UUID{variant}, m.Coffee)
			}
			m.Company.PayLate(placed.Payment.ProviderRef)
			m.Deliver()
			wantState(m, placed.Order.Number, tt.state)
			if got := balance(m, m.Coffee.ID); got != tt.owed {
				t.Errorf("the shop is owed %d", got)
			}
			if want := 1 - int(tt.left); m.Company.Refunds() != want {
				t.Errorf("%d refunds, want %d", m.Company.Refunds(), want)
			}
			verify(m)
		})
	}
}

func TestASecondPaymentGoesBack(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place("transfer", []uuid.UUID{m.Sell(m.Coffee, 52_000, 3)}, m.Coffee)
	online, err := m.Checkout.StartPayment(t.Context(), orders.Reader{Actor: m.Buyer}, placed.Order.Number, method)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Company.Pay(online.ProviderRef); err != nil {
		t.Fatal(err)
	}
	m.Deliver()
	wantState(m, placed.Order.Number, orders.GroupPaid)
	if _, err := m.Checkout.ConfirmTransfer(t.Context(), m.Finance, placed.Payment.ID); err != nil {
		t.Fatal(err)
	}
	if got := balance(m, m.Coffee.ID); got != 61_000 {
		t.Errorf("the shop is owed %d", got)
	}
	if n := count(m, "SELECT count(*) FROM refunds WHERE reference = 'unapplied'"); n != 1 {
		t.Errorf("%d refunds of the second payment", n)
	}
	verify(m)
}

func TestATransferIsConfirmedByFinanceOnly(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place("transfer", []uuid.UUID{m.Sell(m.Coffee, 52_000, 3)}, m.Coffee)
	owner := m.Coffee.Owner
	owner.Roles = []identity.Role{identity.RoleFinance}
	buyer := m.Buyer
	buyer.Roles = []identity.Role{identity.RoleFinance}
	for name, actor := range map[string]identity.Actor{"the buyer": m.Buyer, "the buyer, being finance": buyer, "the owner, being finance": owner, "a stranger": {}} {
		if _, err := m.Checkout.ConfirmTransfer(t.Context(), actor, placed.Payment.ID); apperr.KindOf(err) != apperr.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantState(m, placed.Order.Number, orders.GroupAwaitingPayment)
	if _, err := m.Checkout.ConfirmTransfer(t.Context(), m.Finance, placed.Payment.ID); err != nil {
		t.Fatal(err)
	}
	wantState(m, placed.Order.Number, orders.GroupPaid)
	verify(m)
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

func TestASilentCompanyDoesNotUndoTheOrder(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	m.Company.LoseAnswers(1)
	placed := m.Place(method, []uuid.UUID{m.Sell(m.Coffee, 52_000, 10)}, m.Coffee)
	if placed.Payment.URL != "" {
		t.Fatal("the lost answer was heard")
	}
	again, err := m.Checkout.StartPayment(t.Context(), orders.Reader{Actor: m.Buyer}, placed.Order.Number, method)
	if err != nil || again.URL == "" || again.ID != placed.Payment.ID {
		t.Fatalf("%+v, %v", again, err)
	}
	if m.Company.Sessions() != 1 {
		t.Errorf("%d sessions of one payment", m.Company.Sessions())
	}
	verify(m)
}

func TestLostNewsIsFoundByReconciliation(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place(method, []uuid.UUID{m.Sell(m.Coffee, 52_000, 10)}, m.Coffee)
	if err := m.Company.Pay(placed.Payment.ProviderRef); err != nil {
		t.Fatal(err)
	}
	m.Company.Deliveries() // lost on the way
	done, err := m.Checkout.Reconcile(t.Context(), time.Now().Add(10*time.Minute))
	if err != nil || done.Payments != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	wantState(m, placed.Order.Number, orders.GroupPaid)
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

func TestAnOrderAndItsKeyAreOneTransaction(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 10)
	failure := errors.New("the key could not be tied")
	_, err := m.Checkout.Place(t.Context(), m.Placing(m.Fill(m.Buyer, variant), method, m.Coffee), func(*sqlx.Tx, uuid.UUID) error { return failure })
	if !errors.Is(err, failure) {
		t.Fatal(err)
	}
	if n := count(m, "SELECT count(*) FROM order_groups"); n != 0 {
		t.Errorf("%d orders without a key", n)
	}
	verify(m)
}

func TestOwnersAcceptByTheLinkTheyWereSent(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place(orders.MethodCash, []uuid.UUID{m.Sell(m.Coffee, 52_000, 10)}, m.Coffee)
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

func TestAnErasedBuyerLeavesTheBooksOnly(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	placed := m.Place(method, []uuid.UUID{m.Sell(m.Coffee, 52_000, 10)}, m.Coffee)
	wantCode(t, m.Checkout.Erase(t.Context(), m.Buyer), "orders_under_way")
	if order := m.Order(placed.Order.Number); order.ContactPhone == "" {
		t.Fatal("the refused erasure took the contact")
	}
	if _, err := m.Checkout.Expire(t.Context(), time.Now().Add(36*time.Minute)); err != nil {
		t.Fatal(err)
	}
	m.Fill(m.Buyer, m.Sell(m.Coffee, 1_000, 1))
	if err := m.Checkout.Erase(t.Context(), m.Buyer); err != nil {
		t.Fatal(err)
	}
	order, err := m.Orders.Read(t.Context(), placed.Order.Group.ID)
	if err != nil || order.ContactName+order.ContactPhone != "" || order.Total != placed.Order.Total {
		t.Errorf("%+v, %v", order.Group, err)
	}
	if n := count(m, "SELECT count(*) FROM carts WHERE state = 'open'"); n != 0 {
		t.Errorf("%d baskets are left", n)
	}
	verify(m)
}
