package checkout_test

import (
	"testing"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/orders"
)

// From the end of its 48 hours on no page opens for a fee, and none shortly before that would outlive them.
func TestAFeeIsNotPaidAfterItsTime(t *testing.T) {
	t.Parallel()
	f := newStallFair(t)
	a := f.accepted(f.Coffee)
	pay := func() error {
		_, err := f.Checkout.PayStall(t.Context(), f.Coffee.Owner, checkout.StallFee{Festival: f.slug, Application: a.ID, Method: method})
		return err
	}
	for due, code := range map[string]string{"now()": "fee_not_due", "now() - interval '1 hour'": "fee_not_due", "now() + interval '20 minutes'": "fee_due_soon"} {
		f.Change(`UPDATE festival_applications SET due_at = ` + due)
		wantCode(t, pay(), code)
	}
	if n := count(f.Mall, `SELECT count(*) FROM payments`); n != 0 || f.Company.Sessions() != 0 {
		t.Fatalf("%d payments were opened", n)
	}
	f.Change(`UPDATE festival_applications SET due_at = now() + interval '40 minutes'`)
	if err := pay(); err != nil {
		t.Fatal(err)
	}
	if n := count(f.Mall, `SELECT count(*) FROM payments p, festival_applications a WHERE p.expires_at > a.due_at`); n != 0 {
		t.Error("a page is open longer than the fee's time")
	}
	verify(f.Mall)
}

func TestNeverMoreOfAFeeGoesBackThanWasPaid(t *testing.T) {
	t.Parallel()
	f := newStallFair(t)
	a := f.accepted(f.Coffee)
	if err := f.Company.Pay(f.pay(f.Coffee, a, method).ProviderRef); err != nil {
		t.Fatal(err)
	}
	f.Deliver()
	for range 2 {
		f.settle(a, 900_000)
	}
	f.Deliver()
	if sum := count(f.Mall, `SELECT sum(amount) FROM refunds`); sum != 250_000 {
		t.Errorf("%d went back of 250,000", sum)
	}
	verify(f.Mall)
}

// A ticket that is typed as number and code names no festival: the order itself says where it is collected.
func TestATypedTicketOfAnotherFestivalHandsNothingOver(t *testing.T) {
	t.Parallel()
	f := openFair(t, 5)
	order := f.ready(f.options()[0])
	beside := f.plan
	beside.Slug = "festival-sebelah"
	festivalstest.Give(t, f.DB, festivalstest.Make(t, f.DB, beside), "kuliner", f.Coffee.ID)
	stand, err := f.Festivals.FindStand(t.Context(), f.Coffee.Owner, f.Coffee.Slug, beside.Slug)
	f.must(err)
	shown := order.Number + "." + order.Shops[0].CollectCode
	_, err = f.Checkout.CollectAtStall(t.Context(), f.Coffee.Owner, stand, shown)
	wantCode(t, err, "ticket_of_festival")
	if same, err := f.Orders.Read(t.Context(), order.Group.ID); err != nil || same.Shops[0].State != orders.StateReady {
		t.Fatalf("%s after a refusal: %v", same.Shops[0].State, err)
	}
	if done, err := f.Checkout.CollectAtStall(t.Context(), f.Coffee.Owner, f.stand, shown); err != nil || done.Shops[0].State != orders.StateCompleted {
		t.Errorf("%s at its own festival: %v", done.Shops[0].State, err)
	}
	verify(f.Mall)
}

// An order ahead that gives way to a sale at the stall gives its place in the slot back too.
func TestAnOrderThatGivesWayFreesItsSlot(t *testing.T) {
	t.Parallel()
	f := openFair(t, 5)
	coffee := f.Sell(f.Coffee, 52_000, 1)
	placed, err := f.Checkout.Place(t.Context(), f.placing(coffee, f.options()[0]))
	f.must(err)
	f.must(f.Company.Pay(placed.Payment.ProviderRef))
	f.Deliver()
	f.wantBooked(1)
	phone, err := f.Festivals.Register(t.Context(), f.Coffee.Owner, f.plan.Slug, f.Coffee.Slug)
	f.must(err)
	told := festivals.Told{Actor: f.Coffee.Owner, Path: festivals.DevicePath{Festival: f.plan.Slug, Shop: f.Coffee.Slug, Device: phone.ID}}
	out, err := f.Checkout.RecordStallSales(t.Context(), told, []festivals.Sold{sold(festivals.Cash, of(coffee, 1, 52_000))})
	if err != nil || len(out[0].Sale.Displaced) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	f.Deliver()
	f.wantBooked(0)
	verify(f.Mall)
}

// A neighbour's phone, at the same festival, takes nothing of the shop's back.
func TestASaleIsTakenBackByItsOwnShopOnly(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	coffee := s.Sell(s.Coffee, 10_000, 5)
	sale := s.tell(0, sold(festivals.Cash, of(coffee, 2, 10_000)))[0]
	festivalstest.Give(t, s.DB, sale.FestivalID, "kuliner", s.Baskets.ID)
	before := s.rows()
	void := func(shop checkouttest.Shop) error {
		phone, err := s.Festivals.Register(t.Context(), shop.Owner, s.festival, shop.Slug)
		if err != nil {
			t.Fatal(err)
		}
		told := festivals.Told{Actor: shop.Owner, Path: festivals.DevicePath{Festival: s.festival, Shop: shop.Slug, Device: phone.ID}}
		_, err = s.Checkout.VoidStallSale(t.Context(), told, festivals.Void{ID: uuid.New(), SaleID: sale.ID, Reason: "Salah hitung"})
		return err
	}
	if err := void(s.Baskets); apperr.CodeOf(err) != "sale_not_found" || s.rows() != before {
		t.Fatalf("a neighbour took it back: %v", err)
	}
	if err := void(s.Coffee); err != nil || s.Level(coffee).OnHand != 5 {
		t.Errorf("another phone of the shop: %v, %d are there", err, s.Level(coffee).OnHand)
	}
	verify(s.Mall)
}
