package checkout_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/checkout/checkouttest"
	"lapak/internal/trade"
)

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
	if _, err := m.Trade.Create(t.Context(), m.Buyer, trade.NewInquiry{
		Kind: trade.Investment, Cluster: "kopi", Language: "id", Message: "Kami ingin membuka kebun.",
		Asker: trade.Asker{Name: "Pembeli", Country: "ID", Email: "buyer@lapak.test"},
	}); err != nil {
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
	if n := count(m, "SELECT count(*) FROM inquiries WHERE name || email <> '' OR state <> 'closed'"); n != 0 || count(m, "SELECT count(*) FROM inquiries") != 1 {
		t.Errorf("%d inquiries still name the buyer", n)
	}
	if n := count(m, "SELECT count(*) FROM carts WHERE state = 'open'"); n != 0 {
		t.Errorf("%d baskets are left", n)
	}
	verify(m)
}

func TestAnErasedOwnerLeavesNoNoteToAMentor(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	m.Change(`
		INSERT INTO help_requests (id, shop_id, rule, note, state, asked_by, asked_at, raise_at)
		VALUES (gen_random_uuid(), $1, 'S-1', 'Saya di rumah nomor 5.', 'open', $2, now(), now() + interval '3 days')`, m.Coffee.ID, m.Coffee.Owner.AccountID)
	if err := m.Checkout.Erase(t.Context(), m.Coffee.Owner); err != nil {
		t.Fatal(err)
	}
	if n := count(m, "SELECT count(*) FROM help_requests WHERE note <> ''"); n != 0 {
		t.Error("the note is left")
	}
	verify(m)
}
