package checkout_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/checkout/checkouttest"
	"lapak/internal/identity"
	"lapak/internal/reports"
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

func TestAnErasedOwnerLeavesNoWordsInApplications(t *testing.T) {
	t.Parallel()
	f := openFair(t, 1)
	apply := func(shop checkouttest.Shop, asked, appealed identity.Actor) {
		f.Change(`
			WITH made AS (
				INSERT INTO festival_applications (id, festival_id, zone_id, shop_id, state, fee, wishes, halal_number, appeal, appeal_text, appealed_at, asked_by, asked_at)
				SELECT gen_random_uuid(), festival_id, id, $2, 'rejected', 250000, 'Dekat rumah saya', 'ID3510', 'open', 'Saya sakit', now(), $3, now()
				FROM festival_zones WHERE festival_id = $1 RETURNING id)
			INSERT INTO festival_application_events (application_id, verb, from_state, to_state, actor, at)
			SELECT made.id, e.verb, e.before, e.after, e.actor, now()
			FROM made, (VALUES ('apply', '', 'submitted', 'account:' || $3::uuid), ('reject', 'submitted', 'rejected', 'account:x'),
				('appeal', 'rejected', 'rejected', 'account:' || $4::uuid)) AS e (verb, before, after, actor)`,
			f.festival, shop.ID, asked.AccountID, appealed.AccountID)
	}
	apply(f.Coffee, f.Coffee.Owner, f.Buyer) // one owner asks, another appeals
	apply(f.Baskets, f.Baskets.Owner, f.Coffee.Owner)
	if err := f.Checkout.Erase(t.Context(), f.Coffee.Owner); err != nil {
		t.Fatal(err)
	}
	left := func(shop checkouttest.Shop) (words string) {
		f.must(f.DB.GetContext(t.Context(), &words, `
			SELECT concat_ws('|', wishes, halal_number, appeal_text, fee, state, appeal) FROM festival_applications WHERE shop_id = $1`, shop.ID))
		return words
	}
	if got, want := left(f.Coffee), "||Saya sakit|250000|rejected|open"; got != want {
		t.Errorf("of the own application %q is left, want %q", got, want)
	}
	if got, want := left(f.Baskets), "Dekat rumah saya|ID3510||250000|rejected|open"; got != want {
		t.Errorf("of the application appealed for %q is left, want %q", got, want)
	}
	_, err := reports.Verify(t.Context(), f.DB, func(i reports.Invariant) {
		if i.Name == "erased people leave no personal data" && i.Rows != 0 {
			t.Errorf("%d people are not forgotten", i.Rows)
		}
	})
	f.must(err)
}
