package pages_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/uuid"

	"lapak/internal/cart"
	"lapak/internal/identity"
	"lapak/internal/web/pagestest"
	"lapak/internal/web/webtest"
)

func TestARefusedItemLeavesNoBasketBehind(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	before := d.Digest()
	for name, c := range map[string]struct {
		variant, quantity string
		status            int
	}{
		"unknown variant": {uuid.NewString(), "1", http.StatusNotFound},
		"no variant":      {"x", "1", http.StatusNotFound},
		"none of it":      {d.Coffee.Products[0].Variants[0].ID.String(), "0", http.StatusUnprocessableEntity},
		"too many":        {d.Coffee.Products[0].Variants[0].ID.String(), "10000", http.StatusUnprocessableEntity},
	} {
		for _, who := range []webtest.Person{d.Stranger, d.Buyer} {
			got := d.post(who, "/cart/items", "variant", c.variant, "quantity", c.quantity)
			if got.status != c.status || got.header.Get("Set-Cookie") != "" {
				t.Errorf("%s by the %s: %d %v", name, who.Name, got.status, got.header)
			}
		}
	}
	if d.Digest() != before {
		t.Error("a refusal changed something")
	}
}

func TestEveryDeviceCountsTheSameBasket(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	phone, desk := m.browser("id"), m.browser("id")
	phone.register("dua@lapak.test")
	desk.open("/login")
	desk.submit("/login", url.Values{"email": {"dua@lapak.test"}, "password": {pagestest.Password}})
	phone.put(m.Coffee, 2)
	desk.open("/")
	desk.wantStatus(http.StatusOK, "Keranjang (2)")
	account, err := m.Accounts.FindByContact(t.Context(), "dua@lapak.test")
	if err != nil {
		t.Fatal(err)
	}
	own := cart.Access{Actor: identity.Actor{AccountID: account.ID}}
	if _, _, err := m.Carts.Add(t.Context(), own, cart.Item{VariantID: m.Basket.Variants[0].ID, Quantity: 3}); err != nil { // by a program
		t.Fatal(err)
	}
	for _, b := range []*browser{phone, desk} {
		b.open("/")
		b.wantStatus(http.StatusOK, "Keranjang (5)")
	}
}
