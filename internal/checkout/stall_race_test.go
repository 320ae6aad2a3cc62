package checkout_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/festivals"
)

// A fee that is paid at the moment its 48 hours end buys the stall and stays, or the stall goes to the next and the money back: never both.
func TestAFeeAtItsLastMomentIsKeptOrGoesBack(t *testing.T) {
	t.Parallel()
	for round := range 6 {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			t.Parallel()
			f := newStallFair(t)
			a := f.accepted(f.Coffee)
			b := f.asked(f.Baskets)
			if _, err := f.Festivals.Waitlist(t.Context(), f.organizer, festivals.Decided{Festival: f.slug, ID: b.ID, Reason: "Zona sudah penuh."}); err != nil {
				t.Fatal(err)
			}
			p := f.pay(f.Coffee, a, method)
			f.Change(`UPDATE festivals SET applications_close_at = now() - interval '1 hour'; UPDATE festival_applications SET due_at = now() WHERE state = 'accepted'`)
			var wait sync.WaitGroup
			wait.Go(func() {
				if f.Company.Pay(p.ProviderRef) == nil { // else the page was closed before
					f.Deliver()
				}
			})
			wait.Go(func() {
				if _, err := f.Checkout.LapseStalls(t.Context()); err != nil {
					t.Error(err)
				}
				if err := f.Festivals.Watch(t.Context()); err != nil {
					t.Error(err)
				}
			})
			wait.Wait()
			f.Deliver()
			paid := count(f.Mall, `SELECT coalesce(sum(amount), 0) FROM payments WHERE state IN ('succeeded', 'partly_refunded', 'refunded')`)
			back := count(f.Mall, `SELECT coalesce(sum(amount), 0) FROM refunds`)
			switch first, next := f.is(a).State, f.is(b).State; {
			case first == festivals.Confirmed && next == festivals.Waitlisted && paid == 250_000 && back == 0:
			case first == festivals.Lapsed && next == festivals.Accepted && paid == back:
			default:
				t.Errorf("the one is %s, the next %s, %d were paid and %d went back", first, next, paid, back)
			}
			if n := count(f.Mall, `SELECT count(*) FROM festival_stalls WHERE shop_id IS NOT NULL`); n != 1 && f.is(a).State == festivals.Confirmed {
				t.Errorf("%d stalls are taken", n)
			}
			verify(f.Mall)
		})
	}
}

// Two phones that send the same sale at once take it in once; another sale under its id is kept aside, whichever comes first.
func TestTwoPhonesSendOneSaleAtOnce(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	coffee := s.Sell(s.Coffee, 10_000, 100)
	for range 8 {
		same := sold(festivals.Cash, of(coffee, 2, 10_000))
		other := same
		other.Lines = []festivals.SoldLine{of(coffee, 3, 10_000)}
		var outcomes [4]checkout.SaleOutcome
		var wait sync.WaitGroup
		for i := range outcomes {
			wait.Go(func() {
				told := same
				if i == 3 {
					told = other
				}
				out, err := s.Checkout.RecordStallSales(t.Context(), s.told(i%2), []festivals.Sold{told})
				if err != nil {
					t.Error(err)
					return
				}
				outcomes[i] = out[0]
			})
		}
		wait.Wait()
		taken, kept := 0, 0
		for _, o := range outcomes {
			if o.Kept {
				kept++
			} else if o.Err != nil {
				t.Errorf("%+v", o)
			} else if !o.Repeated {
				taken++
			}
		}
		if taken != 1 || kept != 1 && kept != 3 {
			t.Errorf("%d were taken in as new and %d kept aside: %+v", taken, kept, outcomes)
		}
	}
	book := s.book()
	if units := 100 - s.Level(coffee).OnHand; book.Count != 8 || book.Cash != units*10_000 || len(book.Uploads) != 8 {
		t.Errorf("%d sales of %d rupiah took %d units; %d lie aside", book.Count, book.Cash, units, len(book.Uploads))
	}
	verify(s.Mall)
}

var bookTables = []string{"stall_sales", "stall_sale_lines", "stall_shortfalls", "stall_uploads", "festival_allotments", "stock_levels", "stock_movements", "ledger_entries"}

// rows is everything that tables hold, so that a refusal can be seen to have changed nothing.
func (s *stall) rows() (all string) {
	s.Helper()
	for _, table := range bookTables {
		var rows string
		if err := s.DB.GetContext(s.Context(), &rows, `SELECT coalesce(jsonb_agg(r ORDER BY r::text)::text, '') FROM `+table+` r`); err != nil {
			s.Fatal(err)
		}
		all += rows
	}
	return all
}

func TestOnlyTheShopCountsWhatWasShortAndOnce(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	coffee := s.Sell(s.Coffee, 10_000, 1)
	s.tell(0, sold(festivals.Cash, of(coffee, 3, 10_000)))
	s.tell(0, sold(festivals.Cash, of(coffee, 4, 10_000)))
	book := s.book()
	if len(book.Shortfalls) != 2 || book.Shortfalls[0].Units != 2 || book.Shortfalls[1].Units != 4 {
		t.Fatalf("%+v", book.Shortfalls)
	}
	first, second := book.Shortfalls[0], book.Shortfalls[1]
	counts := func(shop, by checkouttest.Shop, id uuid.UUID, counted int64) error {
		_, err := s.Festivals.Count(t.Context(), by.Owner, shop.Slug, id, counted)
		return err
	}
	before := s.rows()
	wantCode(t, counts(s.Coffee, s.Baskets, first.ID, 5), "shop_not_found")
	wantCode(t, counts(s.Baskets, s.Baskets, first.ID, 5), "shortfall_not_found")
	wantCode(t, counts(s.Coffee, s.Coffee, uuid.New(), 5), "shortfall_not_found")
	for _, n := range []int64{-1, 100_001, 1 << 62} {
		wantCode(t, counts(s.Coffee, s.Coffee, first.ID, n), "invalid_input")
	}
	if s.rows() != before {
		t.Fatal("a refusal changed something")
	}
	if err := counts(s.Coffee, s.Coffee, first.ID, 5); err != nil {
		t.Fatal(err)
	}
	if level := s.Level(coffee); level.OnHand != 5 {
		t.Errorf("5 were counted, %d are there", level.OnHand)
	}
	if err := s.allot(0, coffee, 3); err != nil { // three of the five are held now
		t.Fatal(err)
	}
	before = s.rows()
	wantCode(t, counts(s.Coffee, s.Coffee, second.ID, 2), "stock_below_reserved")
	if err := counts(s.Coffee, s.Coffee, first.ID, 9); err != nil { // counted before
		t.Fatal(err)
	}
	if s.rows() != before {
		t.Error("what was counted before, or below what is held, changed something")
	}
	if err := counts(s.Coffee, s.Coffee, second.ID, 3); err != nil {
		t.Fatal(err)
	}
	if level := s.Level(coffee); level.OnHand != 3 || level.Reserved != 3 {
		t.Errorf("%+v", level)
	}
	for _, l := range s.book().Shortfalls {
		if l.State != "counted" || l.ResolvedAt == nil {
			t.Errorf("%+v", l)
		}
	}
	verify(s.Mall)
}

func TestWhatIsToldTooLateOrOfNothingIsKeptOrRefused(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	coffee := s.Sell(s.Coffee, 10_000, 5)
	given := s.tell(0, sold(festivals.QR, of(coffee, 1, 10_000)))[0]
	before := s.rows()
	foreign := festivals.Told{Actor: s.Baskets.Owner, Path: s.told(0).Path}
	for name, tt := range map[string]struct {
		told festivals.Told
		void festivals.Void
		code string
	}{
		"of another's phone": {foreign, festivals.Void{ID: uuid.New(), SaleID: given.ID, Reason: "Salah hitung"}, "device_not_found"},
		"of no sale":         {s.told(0), festivals.Void{ID: uuid.New(), SaleID: uuid.New(), Reason: "Salah hitung"}, "sale_not_found"},
		"without a reason":   {s.told(0), festivals.Void{ID: uuid.New(), SaleID: given.ID, Reason: "x"}, "invalid_input"},
		"without an id":      {s.told(0), festivals.Void{SaleID: given.ID, Reason: "Salah hitung"}, "invalid_input"},
	} {
		if _, err := s.Checkout.VoidStallSale(t.Context(), tt.told, tt.void); err == nil || apperr.CodeOf(err) != tt.code {
			t.Errorf("%s: %v, want %s", name, err, tt.code)
		}
	}
	if s.rows() != before {
		t.Fatal("a refusal changed something")
	}
	// A week after the end nothing is taken in any more, but kept for the shop to see to.
	s.Change(`UPDATE festivals SET state = 'closed', ended_at = now() - interval '7 days'`)
	out, err := s.Checkout.RecordStallSales(t.Context(), s.told(1), []festivals.Sold{sold(festivals.Cash, of(coffee, 1, 10_000))})
	if err != nil || !out[0].Kept || apperr.CodeOf(out[0].Err) != "upload_window_over" {
		t.Fatalf("%+v, %v", out, err)
	}
	book := s.book()
	if book.Count != 1 || len(book.Uploads) != 1 || s.Level(coffee).OnHand != 4 {
		t.Fatalf("%+v", book)
	}
	settle := func(by, shop checkouttest.Shop) error {
		return s.Festivals.SettleUpload(t.Context(), by.Owner, shop.Slug, book.Uploads[0].ID)
	}
	wantCode(t, settle(s.Baskets, s.Coffee), "shop_not_found")
	wantCode(t, settle(s.Baskets, s.Baskets), "upload_not_found")
	if len(s.book().Uploads) != 1 {
		t.Fatal("another shop settled it")
	}
	for range 2 {
		if err := settle(s.Coffee, s.Coffee); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.book().Uploads) != 0 {
		t.Error("it waits still")
	}
	verify(s.Mall)
}

// Within the week it is late, and taken in all the same.
func TestASaleOfTheLastDaysIsLateAndTakenIn(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	coffee := s.Sell(s.Coffee, 10_000, 5)
	if sale := s.tell(0, sold(festivals.Cash, of(coffee, 1, 10_000)))[0]; sale.Late {
		t.Error("a sale of today is late")
	}
	s.Change(`UPDATE festivals SET state = 'closed', ended_at = now() - interval '6 days 23 hours'`)
	sale := s.tell(0, sold(festivals.Cash, of(coffee, 1, 10_000)))[0]
	if !sale.Late {
		t.Error("a sale of a festival that is over is not late")
	}
	if at := sale.SoldAt; at.Before(s.phones[0].RegisteredAt) {
		t.Errorf("sold at %s, before the phone was there", at)
	}
	verify(s.Mall)
}
