package checkout_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/idempotency"
	"lapak/internal/identity"
	"lapak/internal/orders"
)

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
		_, err := m.Checkout.Place(t.Context(), placing)
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
	_, err := m.Checkout.Place(t.Context(), placing)
	wantCode(t, err, "price_changed")
	quote, ok := apperr.As(err).Details.(checkout.Quote)
	if !ok || quote.ItemsTotal != 55_000 {
		t.Fatalf("the new quote is missing: %+v", apperr.As(err).Details)
	}
	if count(m, "SELECT count(*) FROM order_groups") != 0 {
		t.Error("an order was made")
	}
	placed, err := m.Checkout.Place(t.Context(), placing) // told now, so it passes
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
			_, err := m.Checkout.Place(t.Context(), p)
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

func TestAnOrderAndItsKeyAreOneTransaction(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	variant := m.Sell(m.Coffee, 52_000, 10)
	failure := errors.New("the answer could not be made")
	request := idempotency.Request{Scope: "test", Key: "k"}
	_, _, err := idempotency.Do(t.Context(), m.DB, request, func(ctx context.Context, claim *idempotency.Claim) (idempotency.Response, error) {
		return m.Checkout.PlaceOnce(ctx, claim, m.Placing(m.Fill(m.Buyer, variant), orders.MethodCash, m.Coffee), func(checkout.Placed) (idempotency.Response, error) {
			return idempotency.Response{}, failure
		})
	})
	if !errors.Is(err, failure) {
		t.Fatal(err)
	}
	if n := count(m, "SELECT count(*) FROM order_groups"); n != 0 {
		t.Errorf("%d orders without a key", n)
	}
	verify(m)
}
