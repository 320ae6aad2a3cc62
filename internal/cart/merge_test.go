package cart_test

import (
	"sync"
	"testing"

	"github.com/google/uuid"

	"lapak/internal/cart"
	"lapak/internal/identity"
	"lapak/internal/shops/shopstest"
)

func TestLoggingInAddsTheGuestsCart(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee, tea, salt := m.sell(t, 52_000, 10), m.sell(t, 20_000, 10), m.sell(t, 5_000, 10)
	buyer := shopstest.Account(t, m.db, "buyer")
	own, guest := m.open(t, buyer), m.open(t, identity.Actor{})
	m.put(t, own, coffee, cart.MaxQuantity-1)
	m.put(t, own, salt, 1)
	m.put(t, guest, coffee, 5)
	m.put(t, guest, tea, 2)
	for range 2 { // a repeated log-in adds nothing
		c, err := m.Merge(t.Context(), guest, buyer)
		if err != nil || c.ID != own.CartID {
			t.Fatalf("%+v, %v", c, err)
		}
		m.want(t, own, map[uuid.UUID]int64{coffee: cart.MaxQuantity, tea: 2, salt: 1})
	}
	_, err := m.Find(t.Context(), guest)
	wantCode(t, err, "cart_not_found")
}

func TestLoggingInMakesTheFirstCart(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee := m.sell(t, 52_000, 10)
	buyer := shopstest.Account(t, m.db, "buyer")
	_, err := m.FindOpen(t.Context(), buyer)
	wantCode(t, err, "cart_not_found")
	guest := m.open(t, identity.Actor{})
	m.put(t, guest, coffee, 3)
	c, err := m.Merge(t.Context(), guest, buyer)
	if err != nil {
		t.Fatal(err)
	}
	m.want(t, cart.Access{CartID: c.ID, Actor: buyer}, map[uuid.UUID]int64{coffee: 3})
	if again, err := m.FindOpen(t.Context(), buyer); err != nil || again.ID != c.ID {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestNobodyMergesAForeignCart(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee := m.sell(t, 52_000, 10)
	buyer, stranger := shopstest.Account(t, m.db, "buyer"), shopstest.Account(t, m.db, "stranger")
	own, guest := m.open(t, buyer), m.open(t, identity.Actor{})
	m.put(t, own, coffee, 1)
	m.put(t, guest, coffee, 2)
	for name, access := range map[string]cart.Access{
		"a guest's without its token": {CartID: guest.CartID, Token: own.Token},
		"an account's":                {CartID: own.CartID, Token: own.Token, Actor: buyer},
	} {
		c, err := m.Merge(t.Context(), access, stranger)
		if err != nil || len(c.Lines) != 0 {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	_, err := m.Merge(t.Context(), guest, identity.Actor{})
	wantCode(t, err, "unauthenticated")
	m.want(t, own, map[uuid.UUID]int64{coffee: 1})
	m.want(t, guest, map[uuid.UUID]int64{coffee: 2})
}

func TestManyLogInsAtOnceLeaveOneCart(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	coffee := m.sell(t, 52_000, 10)
	buyer := shopstest.Account(t, m.db, "buyer")
	var guests []cart.Access
	for range 10 {
		guests = append(guests, m.open(t, identity.Actor{}))
		m.put(t, guests[len(guests)-1], coffee, 1)
	}
	var all sync.WaitGroup
	for _, guest := range guests {
		for range 2 { // each from two tabs
			all.Go(func() {
				if _, err := m.Merge(t.Context(), guest, buyer); err != nil {
					t.Error(err)
				}
			})
		}
		all.Go(func() {
			if _, _, err := m.Create(t.Context(), buyer); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	var open int
	if err := m.db.GetContext(t.Context(), &open, `SELECT count(*) FROM carts WHERE account_id = $1 AND state = 'open'`, buyer.AccountID); err != nil || open != 1 {
		t.Errorf("%d open carts, %v", open, err)
	}
	if c, err := m.FindOpen(t.Context(), buyer); err != nil || len(c.Lines) != 1 || c.Lines[0].Quantity != 10 {
		t.Errorf("%+v, %v", c, err)
	}
}
