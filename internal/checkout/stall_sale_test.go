package checkout_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/shops/shopstest"
	"lapak/internal/stock"
)

// stall is a mall with a running festival at which the coffee shop has a stall and two phones.
type stall struct {
	*checkouttest.Mall
	festival string
	phones   [2]festivals.Device
}

func newStall(t *testing.T) *stall {
	t.Helper()
	m := checkouttest.New(t)
	plan := festivalstest.Running(shopstest.Account(t, m.DB, "organizer"))
	id := festivalstest.Make(t, m.DB, plan)
	festivalstest.Give(t, m.DB, id, "kuliner", m.Coffee.ID)
	s := &stall{Mall: m, festival: plan.Slug}
	for i := range s.phones {
		d, err := m.Festivals.Register(t.Context(), m.Coffee.Owner, plan.Slug, m.Coffee.Slug)
		if err != nil || d.Number != i+1 {
			t.Fatal(d, err)
		}
		s.phones[i] = d
	}
	return s
}

func (s *stall) told(phone int) festivals.Told {
	return festivals.Told{Actor: s.Coffee.Owner, Path: festivals.DevicePath{Festival: s.festival, Shop: s.Coffee.Slug, Device: s.phones[phone].ID}}
}

func (s *stall) allot(phone int, variant uuid.UUID, units int64) error {
	_, err := s.Festivals.Allot(s.Context(), s.Coffee.Owner, s.told(phone).Path, []stock.Demand{{VariantID: variant, Quantity: units}})
	return err
}

func sold(method festivals.Method, lines ...festivals.SoldLine) festivals.Sold {
	return festivals.Sold{ID: uuid.New(), Method: method, SoldAt: time.Now().Add(-30 * time.Minute), Lines: lines}
}

func of(variant uuid.UUID, quantity, price int64) festivals.SoldLine {
	return festivals.SoldLine{VariantID: variant, Quantity: quantity, UnitPrice: price}
}

// tell sends sales and expects all of them to be taken in.
func (s *stall) tell(phone int, sales ...festivals.Sold) []festivals.Sale {
	s.Helper()
	out, err := s.Checkout.RecordStallSales(s.Context(), s.told(phone), sales)
	if err != nil {
		s.Fatal(err)
	}
	var in []festivals.Sale
	for _, o := range out {
		if o.Err != nil {
			s.Fatalf("%v: %v", o.ID, o.Err)
		}
		in = append(in, o.Sale)
	}
	return in
}

func (s *stall) book() festivals.StallBook {
	s.Helper()
	book, err := s.Festivals.ListStallBook(s.Context(), s.Coffee.Owner, s.festival, s.Coffee.Slug)
	if err != nil {
		s.Fatal(err)
	}
	return book
}

func wantLine(t *testing.T, l festivals.SaleLine, allotment, shelf, displaced, short int64) {
	t.Helper()
	got := [4]int64{l.FromAllotment, l.FromStock, l.FromOrders, l.Short}
	if want := [4]int64{allotment, shelf, displaced, short}; got != want {
		t.Errorf("from allotment, shelf, orders, and short: got %v, want %v", got, want)
	}
}

func TestAStallSaleTakesTheAllotmentThenTheShelfThenOrdersAndIsNeverRefused(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	coffee := s.Sell(s.Coffee, 52_000, 10)
	if err := s.allot(0, coffee, 3); err != nil {
		t.Fatal(err)
	}
	older := s.Place(checkouttest.Method, []uuid.UUID{coffee}, s.Coffee)
	newer := s.Place(checkouttest.Method, []uuid.UUID{coffee}, s.Coffee)
	if err := s.Company.Pay(newer.Payment.ProviderRef); err != nil {
		t.Fatal(err)
	}
	s.Deliver() // 10: 3 at the phone, 1 sold, 1 held, 5 free
	wantLine(t, s.tell(0, sold(festivals.Cash, of(coffee, 4, 50_000)))[0].Lines[0], 3, 1, 0, 0)
	sale := s.tell(0, sold(festivals.QR, of(coffee, 5, 52_000)))[0]
	wantLine(t, sale.Lines[0], 0, 4, 1, 0)
	if len(sale.Displaced) != 1 || sale.Displaced[0].Number != newer.Order.Number {
		t.Errorf("gave way: %v, want the newest order %s", sale.Displaced, newer.Order.Number)
	}
	s.Deliver()
	wantState(s.Mall, newer.Order.Number, orders.GroupRefunded)
	wantState(s.Mall, older.Order.Number, orders.GroupAwaitingPayment)
	if n := count(s.Mall, `SELECT count(*) FROM messages WHERE template IN ('order_displaced', 'shop_order_displaced')`); n != 2 {
		t.Errorf("%d were told that the order gave way, want buyer and shop", n)
	}
	wantLine(t, s.tell(0, sold(festivals.Cash, of(coffee, 3, 0)))[0].Lines[0], 0, 0, 1, 2)
	wantState(s.Mall, older.Order.Number, orders.GroupCancelled)
	book := s.book()
	if book.Cash != 200_000 || book.QR != 260_000 || book.Count != 3 {
		t.Errorf("turnover is %d in cash and %d by QR in %d sales", book.Cash, book.QR, book.Count)
	}
	if len(book.Shortfalls) != 1 || book.Shortfalls[0].Units != 2 {
		t.Fatalf("short: %v", book.Shortfalls)
	}
	if level := s.Level(coffee); level.OnHand != 0 || level.Reserved != 0 {
		t.Errorf("left on the shelf: %+v", level)
	}
	verify(s.Mall)
	for range 2 {
		if _, err := s.Festivals.Count(t.Context(), s.Coffee.Owner, s.Coffee.Slug, book.Shortfalls[0].ID, 7); err != nil {
			t.Fatal(err)
		}
	}
	if level := s.Level(coffee); level.OnHand != 7 {
		t.Errorf("after counting 7 there are %d", level.OnHand)
	}
	verify(s.Mall)
}

func TestAnOrderThatIsPackedDoesNotGiveWay(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	coffee := s.Sell(s.Coffee, 52_000, 1)
	placed := s.Place(orders.MethodCash, []uuid.UUID{coffee}, s.Coffee)
	for _, event := range []orders.Event{orders.Accept, orders.Pack} {
		if _, err := s.Orders.Work(t.Context(), s.Coffee.Owner, orders.ShopMove{Shop: s.Coffee.Slug, Number: placed.Order.Number, Event: event}); err != nil {
			t.Fatal(err)
		}
	}
	wantLine(t, s.tell(0, sold(festivals.Cash, of(coffee, 1, 52_000)))[0].Lines[0], 0, 0, 0, 1)
	if part := s.Order(placed.Order.Number).Shops[0]; part.State != orders.StatePacked {
		t.Errorf("the packed order is %s", part.State)
	}
	verify(s.Mall)
}

func TestTheSameSaleIsTakenInOnceAndAnotherUnderItsIDIsKeptAside(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	coffee, foreign := s.Sell(s.Coffee, 52_000, 5), s.Sell(s.Baskets, 10_000, 5)
	first := sold(festivals.Cash, of(coffee, 2, 52_000))
	s.tell(0, first)
	first.SoldAt = first.SoldAt.Add(time.Hour) // a clock that was set meanwhile is no other content
	other := first
	other.Lines = []festivals.SoldLine{of(coffee, 1, 52_000)}
	far := sold(festivals.Cash, of(coffee, 1, 52_000))
	far.SoldAt = time.Now().AddDate(30, 0, 0)
	sales := []festivals.Sold{
		first, other, sold("card", of(coffee, 1, 1)), sold(festivals.QR, of(foreign, 1, 1)), sold(festivals.QR, of(coffee, 0, 1)),
		sold(festivals.QR, of(coffee, 1_000_000_000_000, 1)), sold(festivals.QR, of(coffee, 1, -1)), sold(festivals.QR), far, sold(festivals.QR, of(coffee, 1, 1), of(coffee, 1, 1)),
	}
	var out []checkout.SaleOutcome
	for range 2 {
		var err error
		if out, err = s.Checkout.RecordStallSales(t.Context(), s.told(1), sales); err != nil {
			t.Fatal(err)
		}
	}
	wantCode(t, out[1].Err, "sale_differs")
	for _, i := range []int{2, 3, 4, 5, 6, 7, 9} {
		wantCode(t, out[i].Err, "invalid_input")
	}
	if out[0].Err != nil || !out[0].Repeated || !out[1].Kept || out[8].Err != nil {
		t.Errorf("%+v", out)
	}
	if at := out[8].Sale.SoldAt; at.After(time.Now()) {
		t.Errorf("sold in the future: %v", at)
	}
	book := s.book()
	if book.Count != 2 || book.Cash != 156_000 || len(book.Uploads) != 1 || book.Uploads[0].Code != "sale_differs" {
		t.Errorf("%+v", book)
	}
	if level := s.Level(coffee); level.OnHand != 2 {
		t.Errorf("%d are left of 5 after 3 were sold", level.OnHand)
	}
	verify(s.Mall)
}

func TestASaleIsTakenBackWithItsGoodsAndMoney(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	coffee := s.Sell(s.Coffee, 52_000, 5)
	if err := s.allot(0, coffee, 2); err != nil {
		t.Fatal(err)
	}
	sale := s.tell(0, sold(festivals.Cash, of(coffee, 7, 50_000)))[0]
	wantLine(t, sale.Lines[0], 2, 3, 0, 2)
	void := festivals.Void{ID: uuid.New(), SaleID: sale.ID, Reason: "salah ketik"}
	for range 2 {
		if _, err := s.Checkout.VoidStallSale(t.Context(), s.told(1), void); err != nil {
			t.Fatal(err)
		}
	}
	if book := s.book(); book.Cash != 0 || book.Shortfalls[0].State != "voided" {
		t.Errorf("%+v", book)
	}
	if level := s.Level(coffee); level.OnHand != 5 || level.Reserved != 2 {
		t.Errorf("back on the table: %+v, want 5 with 2 held", level)
	}
	if sum := balance(s.Mall, s.Coffee.ID); sum != 0 {
		t.Errorf("the mall owes %d", sum)
	}
	verify(s.Mall)
}

func TestAllotmentsAreWithinTheStockAndGoBack(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	coffee := s.Sell(s.Coffee, 52_000, 5)
	if err := s.allot(0, coffee, 3); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.allot(1, coffee, 3), "invalid_input")
	wantCode(t, s.allot(1, s.Sell(s.Baskets, 1, 1), 1), "invalid_input")
	if level := s.Level(coffee); level.Reserved != 3 {
		t.Fatalf("held: %+v", level)
	}
	if err := s.allot(1, coffee, 2); err != nil {
		t.Fatal(err)
	}
	if err := s.Festivals.CloseDevice(t.Context(), s.Coffee.Owner, s.told(0).Path); err != nil {
		t.Fatal(err)
	}
	if level := s.Level(coffee); level.Reserved != 2 {
		t.Errorf("after closing one: %+v", level)
	}
	if err := s.Festivals.At(time.Now().AddDate(0, 0, 5)).Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if level := s.Level(coffee); level.Reserved != 0 {
		t.Errorf("after the festival: %+v", level)
	}
	if sale := s.tell(0, sold(festivals.Cash, of(coffee, 1, 1)))[0]; !sale.Late {
		t.Error("a sale from a closed device is not marked late")
	}
	verify(s.Mall)
	_, err := s.Checkout.RecordStallSales(t.Context(), festivals.Told{Actor: s.Baskets.Owner, Path: s.told(0).Path}, []festivals.Sold{sold(festivals.Cash, of(coffee, 1, 1))})
	wantCode(t, err, "device_not_found")
	path := s.told(0).Path
	path.Shop = s.Baskets.Slug
	_, err = s.Checkout.RecordStallSales(t.Context(), festivals.Told{Actor: s.Baskets.Owner, Path: path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.Festivals.CloseDevice(t.Context(), s.Baskets.Owner, path), "device_not_found")
}

func TestManyPhonesAndBuyersAtOnce(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	coffee := s.Sell(s.Coffee, 10_000, 12)
	if err := s.allot(0, coffee, 4); err != nil {
		t.Fatal(err)
	}
	var placing []checkout.Placing
	for range 6 {
		placing = append(placing, s.Placing(s.Fill(identity.Actor{}, coffee), orders.MethodCash, s.Coffee))
	}
	var wait sync.WaitGroup
	repeated := sold(festivals.QR, of(coffee, 1, 10_000))
	for i := range 16 {
		wait.Go(func() {
			sale := repeated
			if i%2 == 0 {
				sale = sold(festivals.Cash, of(coffee, 1, 10_000))
			}
			_, err := s.Checkout.RecordStallSales(t.Context(), s.told(i%4/2), []festivals.Sold{sale})
			if err != nil {
				t.Error(err)
			}
		})
		wait.Go(func() {
			if i < len(placing) {
				_, _ = s.Checkout.Place(t.Context(), placing[i]) // may find the shelf empty
			}
		})
	}
	wait.Wait()
	if book := s.book(); book.Cash != 80_000 || book.QR != 10_000 {
		t.Errorf("turnover is %d and %d, want 80,000 and 10,000", book.Cash, book.QR)
	}
	verify(s.Mall)
}
