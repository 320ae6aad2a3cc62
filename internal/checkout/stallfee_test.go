package checkout_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/identity"
	"lapak/internal/payments"
	"lapak/internal/regions"
	"lapak/internal/shops/shopstest"
)

// stallFair is a festival of the mall with one stall whose applications are open, and the coffee shop and the basket maker as applicants.
type stallFair struct {
	*checkouttest.Mall
	organizer identity.Actor
	id        uuid.UUID
	slug      string
}

func newStallFair(t *testing.T) *stallFair {
	t.Helper()
	m := checkouttest.New(t)
	f := &stallFair{Mall: m, organizer: shopstest.Account(t, m.DB, "organizer")}
	plan := festivalstest.Coming(f.organizer)
	plan.Stalls = map[string]int{"kuliner": 1}
	f.slug, f.id = plan.Slug, festivalstest.Make(t, m.DB, plan)
	return f
}

func (f *stallFair) accepted(shop checkouttest.Shop) festivals.Application {
	f.Helper()
	a := f.asked(shop)
	a, err := f.Festivals.Accept(f.Context(), f.organizer, festivals.Decided{Festival: f.slug, ID: a.ID})
	if err != nil {
		f.Fatal(err)
	}
	return a
}

func (f *stallFair) asked(shop checkouttest.Shop) festivals.Application {
	f.Helper()
	f.Sell(shop, 10_000, 5)
	var product string
	if err := f.DB.GetContext(f.Context(), &product, `SELECT slug FROM products WHERE shop_id = $1 LIMIT 1`, shop.ID); err != nil {
		f.Fatal(err)
	}
	f.Change(`UPDATE products SET listed = true, state = 'published', published_at = now() WHERE shop_id = '` + shop.ID.String() + `'`)
	a, err := f.Festivals.Apply(f.Context(), shop.Owner, f.slug, festivals.NewApplication{Shop: shop.Slug, Zone: "kuliner", Products: []string{product}})
	if err != nil {
		f.Fatal(err)
	}
	return a
}

func (f *stallFair) pay(shop checkouttest.Shop, a festivals.Application, method string) payments.Payment {
	f.Helper()
	p, err := f.Checkout.PayStall(f.Context(), shop.Owner, checkout.StallFee{Festival: f.slug, Application: a.ID, Method: method})
	if err != nil {
		f.Fatal(err)
	}
	return p
}

func (f *stallFair) is(a festivals.Application) festivals.Application {
	f.Helper()
	found, err := f.Festivals.FindApplications(f.Context(), []uuid.UUID{a.ID})
	if err != nil {
		f.Fatal(err)
	}
	return found[a.ID]
}

func (f *stallFair) wantIs(a festivals.Application, want festivals.ApplicationState) {
	f.Helper()
	if got := f.is(a).State; got != want {
		f.Fatalf("the application is %s, want %s", got, want)
	}
}

// settle runs what a withdrawal or cancellation asks of the money, as its job does.
func (f *stallFair) settle(a festivals.Application, refund int64) {
	f.Helper()
	if err := f.Checkout.SettleStallFee(f.Context(), festivals.FeeToSettle{ApplicationID: a.ID, Refund: refund, Cause: "withdraw"}); err != nil {
		f.Fatal(err)
	}
}

func TestAStallFeeBuysTheStall(t *testing.T) {
	t.Parallel()
	f := newStallFair(t)
	a := f.accepted(f.Coffee)
	for name, tt := range map[string]struct {
		actor  identity.Actor
		method string
		code   string
	}{
		"a stranger": {f.Baskets.Owner, method, "application_not_found"},
		"cash":       {f.Coffee.Owner, payments.MethodCash, "payment_method_unknown"},
		"nothing":    {f.Coffee.Owner, "x", "payment_method_unknown"},
	} {
		_, err := f.Checkout.PayStall(t.Context(), tt.actor, checkout.StallFee{Festival: f.slug, Application: a.ID, Method: tt.method})
		if apperr.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := f.pay(f.Coffee, a, method)
	if again := f.pay(f.Coffee, a, method); again.ID != p.ID {
		t.Error("a second page was opened for the same way to pay")
	}
	if p.ExpiresAt.After(*a.DueAt) || p.Amount != 250_000 {
		t.Errorf("%+v", p)
	}
	if err := f.Company.Pay(p.ProviderRef); err != nil {
		t.Fatal(err)
	}
	f.Deliver()
	f.wantIs(a, festivals.Confirmed)
	if got := f.is(a).Stall; got != "A1" {
		t.Errorf("stall %q", got)
	}
	if got := ledgerBalance(f.Mall, "festival:"+f.id.String()); got != 250_000 {
		t.Errorf("the festival is owed %d", got)
	}
	verify(f.Mall)
}

func TestASecondStallPaymentGoesBack(t *testing.T) {
	t.Parallel()
	f := newStallFair(t)
	a := f.accepted(f.Coffee)
	online, byHand := f.pay(f.Coffee, a, method), f.pay(f.Coffee, a, payments.MethodTransfer)
	if err := f.Company.Pay(online.ProviderRef); err != nil {
		t.Fatal(err)
	}
	f.Deliver()
	f.wantIs(a, festivals.Confirmed)
	owner := f.Coffee.Owner
	owner.Roles = []identity.Role{identity.RoleFinance}
	if _, err := f.Checkout.ConfirmTransfer(t.Context(), owner, byHand.ID); apperr.KindOf(err) != apperr.Forbidden {
		t.Errorf("an owner confirmed the own transfer: %v", err)
	}
	waiting, err := f.Checkout.ListTransfers(t.Context(), f.Finance, payments.Page{Limit: 10})
	if err != nil || len(waiting.Items) != 1 || waiting.Items[0].Stall.ID != a.ID {
		t.Fatalf("%+v, %v", waiting, err)
	}
	if _, err := f.Checkout.ConfirmTransfer(t.Context(), f.Finance, byHand.ID); err != nil {
		t.Fatal(err)
	}
	if n := count(f.Mall, "SELECT count(*) FROM refunds WHERE reference = 'unapplied'"); n != 1 {
		t.Errorf("%d refunds", n)
	}
	verify(f.Mall)
}

func TestAnUnpaidStallGoesToTheNextAndLateMoneyBack(t *testing.T) {
	t.Parallel()
	f := newStallFair(t)
	a := f.accepted(f.Coffee)
	b := f.asked(f.Baskets)
	if _, err := f.Festivals.Waitlist(t.Context(), f.organizer, festivals.Decided{Festival: f.slug, ID: b.ID, Reason: "Zona sudah penuh."}); err != nil {
		t.Fatal(err)
	}
	p := f.pay(f.Coffee, a, method)
	f.Change(`UPDATE festivals SET applications_close_at = now() - interval '1 hour'; UPDATE festival_applications SET due_at = now() - interval '1 second' WHERE state = 'accepted'`)
	if n, err := f.Checkout.LapseStalls(t.Context()); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if err := f.Festivals.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.wantIs(a, festivals.Lapsed)
	f.wantIs(b, festivals.Accepted)
	f.Company.PayLate(p.ProviderRef)
	f.Deliver()
	f.wantIs(a, festivals.Lapsed)
	// Money that went back buys no stall when one is free again and the company tells of it once more.
	if _, err := f.Festivals.Withdraw(t.Context(), f.Baskets.Owner, f.slug, b.ID); err != nil {
		t.Fatal(err)
	}
	again := f.Company.Deliver(payments.Event{ID: uuid.NewString(), Kind: "settled", Object: payments.ObjectPayment, Ref: p.ProviderRef})
	if err := f.Payments.Receive(t.Context(), method, again); err != nil {
		t.Fatal(err)
	}
	f.Work()
	f.wantIs(a, festivals.Lapsed)
	if f.Company.Refunds() != 1 {
		t.Errorf("%d refunds", f.Company.Refunds())
	}
	verify(f.Mall)
}

func TestLateMoneyGetsAStallThatIsStillFree(t *testing.T) {
	t.Parallel()
	f := newStallFair(t)
	a := f.accepted(f.Coffee)
	p := f.pay(f.Coffee, a, method)
	f.Change(`UPDATE festival_applications SET due_at = now() - interval '1 second' WHERE state = 'accepted'`)
	if n, err := f.Checkout.LapseStalls(t.Context()); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	f.Company.PayLate(p.ProviderRef)
	f.Deliver()
	f.wantIs(a, festivals.Confirmed)
	verify(f.Mall)
}

func TestRefundsOfStallFeesFollowThePublishedTerms(t *testing.T) {
	t.Parallel()
	for days, want := range map[int]int64{30: 250_000, 14: 250_000, 13: 125_000, 3: 125_000, 2: 0} {
		t.Run(fmt.Sprint(days), func(t *testing.T) {
			t.Parallel()
			f := newStallFair(t)
			a := f.accepted(f.Coffee)
			if err := f.Company.Pay(f.pay(f.Coffee, a, method).ProviderRef); err != nil {
				t.Fatal(err)
			}
			f.Deliver()
			moment := time.Now().Add(7 * time.Hour).UTC()
			f.Change(fmt.Sprintf(`UPDATE festivals SET starts_on = '%s'::date + %d, ends_on = '%s'::date + %d`, moment.Format(time.DateOnly), days, moment.Format(time.DateOnly), days+1))
			f.Change(`UPDATE festival_days SET day = day + 1000; UPDATE festival_days d SET day = f.starts_on + (d.day - (SELECT min(day) FROM festival_days)) FROM festivals f WHERE f.id = d.festival_id`)
			if _, err := f.Festivals.Withdraw(t.Context(), f.Coffee.Owner, f.slug, a.ID); err != nil {
				t.Fatal(err)
			}
			var job struct {
				Refund int64 `db:"refund"`
			}
			if err := f.DB.GetContext(t.Context(), &job, `SELECT (args->>'refund')::bigint AS refund FROM river_job WHERE kind = 'festivals.fee_to_settle'`); err != nil {
				t.Fatal(err)
			}
			for range 2 { // a job may run again
				f.settle(a, job.Refund)
			}
			f.Deliver()
			if job.Refund != want || count(f.Mall, `SELECT coalesce(sum(amount), 0) FROM refunds`) != want {
				t.Errorf("%d days before: %d goes back, want %d", days, job.Refund, want)
			}
			if got := ledgerBalance(f.Mall, "festival:"+f.id.String()); got != 250_000-want {
				t.Errorf("the festival keeps %d", got)
			}
			verify(f.Mall)
		})
	}
}

func TestEarlyClosingRefundsInProportion(t *testing.T) {
	t.Parallel()
	f := newStallFair(t)
	a := f.accepted(f.Coffee)
	if err := f.Company.Pay(f.pay(f.Coffee, a, method).ProviderRef); err != nil {
		t.Fatal(err)
	}
	f.Deliver()
	if err := f.Checkout.RefundStalls(t.Context(), f.id); err != nil {
		t.Fatal(err)
	}
	if n := count(f.Mall, `SELECT count(*) FROM refunds`); n != 0 {
		t.Fatal("a festival that goes on was refunded")
	}
	// Three days, of which the last was not held.
	f.Change(`
		INSERT INTO festival_days (festival_id, day, opens_at, closes_at) SELECT festival_id, max(day) + 1, max(closes_at), max(closes_at) + interval '1 day' FROM festival_days GROUP BY 1;
		UPDATE festivals SET ends_on = ends_on + 1, state = 'closed', ended_at = (SELECT max(opens_at) - interval '1 hour' FROM festival_days)`)
	for range 2 {
		if err := f.Checkout.RefundStalls(t.Context(), f.id); err != nil {
			t.Fatal(err)
		}
	}
	f.Deliver()
	if sum := count(f.Mall, `SELECT sum(amount) FROM refunds`); sum != 83_333 {
		t.Errorf("%d goes back, want a third of 250000", sum)
	}
	verify(f.Mall)
}

// A cancelled festival gives back all that was paid.
func TestACancelledFestivalReturnsAllFees(t *testing.T) {
	t.Parallel()
	f := newStallFair(t)
	a := f.accepted(f.Coffee)
	if err := f.Company.Pay(f.pay(f.Coffee, a, method).ProviderRef); err != nil {
		t.Fatal(err)
	}
	f.Deliver()
	f.Change(`UPDATE festivals SET state = 'cancelled', ended_at = now(), starts_on = current_date, ends_on = current_date`)
	f.Change(`DELETE FROM festival_days WHERE day > (SELECT min(day) FROM festival_days); UPDATE festival_days SET day = current_date`)
	if err := f.Festivals.Watch(context.Background()); err != nil {
		t.Fatal(err)
	}
	f.wantIs(a, festivals.Called)
	f.Work()
	f.Deliver()
	if sum := count(f.Mall, `SELECT coalesce(sum(amount), 0) FROM refunds`); sum != 250_000 {
		f.settle(a, a.Fee)
		t.Errorf("%d goes back", sum)
	}
	verify(f.Mall)
}

// prove sends a picture of the transfer, as the shop's owner does.
func (f *stallFair) prove(shop checkouttest.Shop, a festivals.Application) error {
	f.Helper()
	proof := strings.NewReader("%PDF-1.7\n%%EOF\n")
	return f.Checkout.AttachStallProof(f.Context(), shop.Owner, checkout.StallFee{Festival: f.slug, Application: a.ID}, proof)
}

// passDue lets the fee's time end; a hold ends with it in so many working days.
func (f *stallFair) passDue(ago time.Duration) {
	f.Helper()
	f.Change(fmt.Sprintf(`
		UPDATE festival_applications SET held_until = held_until - (due_at - now()) - interval '%[1]d seconds', due_at = now() - interval '%[1]d seconds'
		WHERE state = 'accepted'`, int(ago.Seconds())))
}

func (f *stallFair) lapse() int {
	f.Helper()
	n, err := f.Checkout.LapseStalls(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	return n
}

func TestAProofInTimeHoldsTheStallWhileFinanceIsSlow(t *testing.T) {
	t.Parallel()
	f := newStallFair(t)
	a := f.accepted(f.Coffee)
	p := f.pay(f.Coffee, a, payments.MethodTransfer)
	if err := f.prove(f.Coffee, a); err != nil {
		t.Fatal(err)
	}
	region := regions.New(f.DB)
	if err := region.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	held := f.is(a).HeldUntil
	if want := region.Settings().WorkdaysAfter(*a.DueAt, 3); held == nil || !held.Equal(want) {
		t.Fatalf("held until %v, want %s", held, want)
	}
	f.passDue(time.Minute)
	if n := f.lapse(); n != 0 {
		t.Errorf("%d lapsed", n)
	}
	f.wantIs(a, festivals.Accepted)
	if err := f.prove(f.Coffee, a); err != nil {
		t.Errorf("a clearer picture: %v", err)
	}
	if _, err := f.Checkout.ConfirmTransfer(t.Context(), f.Finance, p.ID); err != nil {
		t.Fatal(err)
	}
	f.wantIs(a, festivals.Confirmed)
	if f.is(a).HeldUntil != nil {
		t.Error("a confirmed stall is still held")
	}
	verify(f.Mall)
}

func TestAHoldEndsAfterThreeWorkingDaysAndLateMoneyGoesItsWay(t *testing.T) {
	t.Parallel()
	f := newStallFair(t)
	a := f.accepted(f.Coffee)
	p := f.pay(f.Coffee, a, payments.MethodTransfer)
	if err := f.prove(f.Coffee, a); err != nil {
		t.Fatal(err)
	}
	f.passDue(9 * 24 * time.Hour)
	if n := f.lapse(); n != 1 {
		t.Fatalf("%d lapsed", n)
	}
	f.wantIs(a, festivals.Lapsed)
	if got := f.is(a).Reason; got != "@not_found_in_time" {
		t.Errorf("reason %q", got)
	}
	f.Change(`UPDATE festival_stalls SET shop_id = '` + f.Baskets.ID.String() + `', taken_at = now()`)
	if _, err := f.Checkout.ConfirmTransfer(t.Context(), f.Finance, p.ID); err != nil {
		t.Fatal(err)
	}
	f.wantIs(a, festivals.Lapsed)
	if n := count(f.Mall, "SELECT count(*) FROM refunds WHERE reference = 'unapplied'"); n != 1 {
		t.Errorf("%d refunds", n)
	}
}

func TestNoProofHoldsNothing(t *testing.T) {
	t.Parallel()
	for name, prove := range map[string]func(*stallFair, festivals.Application){
		"none": func(*stallFair, festivals.Application) {},
		"late": func(f *stallFair, a festivals.Application) {
			if err := f.prove(f.Coffee, a); apperr.CodeOf(err) != "fee_not_due" {
				f.Errorf("a proof after the fee's time: %v", err)
			}
			if n := count(f.Mall, "SELECT count(*) FROM payments WHERE proof_id IS NOT NULL"); n != 0 {
				f.Errorf("%d proofs are kept", n)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newStallFair(t)
			a := f.accepted(f.Coffee)
			f.pay(f.Coffee, a, payments.MethodTransfer)
			f.passDue(time.Second)
			prove(f, a)
			if n := f.lapse(); n != 1 {
				t.Errorf("%d lapsed", n)
			}
			if got := f.is(a); got.State != festivals.Lapsed || got.Reason != "@unpaid" {
				t.Errorf("%s, %s", got.State, got.Reason)
			}
		})
	}
}

func TestWhatFinanceDoesNotFindCountsAsUnpaid(t *testing.T) {
	t.Parallel()
	for name, isOver := range map[string]bool{"in time": false, "past the fee's time": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newStallFair(t)
			a := f.accepted(f.Coffee)
			p := f.pay(f.Coffee, a, payments.MethodTransfer)
			if err := f.prove(f.Coffee, a); err != nil {
				t.Fatal(err)
			}
			if isOver {
				f.passDue(time.Minute)
			}
			owner := f.Coffee.Owner
			owner.Roles = []identity.Role{identity.RoleFinance}
			for who, tt := range map[string]struct {
				actor  identity.Actor
				reason string
				code   string
			}{
				"the shop":        {f.Coffee.Owner, "Tidak ada", "forbidden"},
				"finance, as own": {owner, "Tidak ada", "confirmation_forbidden"},
				"without words":   {f.Finance, " ", "invalid_input"},
			} {
				if err := f.Checkout.RefuseStallTransfer(t.Context(), tt.actor, p.ID, tt.reason); apperr.CodeOf(err) != tt.code {
					t.Errorf("%s: %v", who, err)
				}
			}
			if f.is(a).HeldUntil == nil {
				t.Error("a refused refusal ended the hold")
			}
			if err := f.Checkout.RefuseStallTransfer(t.Context(), f.Finance, p.ID, "Tidak ada di rekening"); err != nil {
				t.Fatal(err)
			}
			if n := count(f.Mall, "SELECT count(*) FROM messages WHERE template = 'festival_fee_refused'"); n == 0 {
				t.Error("the shop was not told")
			}
			if isOver {
				f.wantIs(a, festivals.Lapsed)
				return
			}
			f.wantIs(a, festivals.Accepted)
			if f.is(a).HeldUntil != nil {
				t.Error("the place is still held")
			}
			if again := f.pay(f.Coffee, a, payments.MethodTransfer); again.ID == p.ID {
				t.Error("the refused payment is opened again")
			}
			f.passDue(time.Second)
			if n := f.lapse(); n != 1 {
				t.Errorf("%d lapsed", n)
			}
		})
	}
}

func TestFinanceSeesFirstWhatWaitsPastItsTime(t *testing.T) {
	t.Parallel()
	f := newStallFair(t)
	f.Sell(f.Baskets, 20_000, 5)
	first := f.pay(f.Coffee, f.accepted(f.Coffee), payments.MethodTransfer)
	late := *first.ExpiresAt
	f.Change(`UPDATE payments SET created_at = created_at + interval '1 hour'`)
	f.Change(`INSERT INTO payments (id, subject_kind, subject_id, subject_label, method, amount, currency, state, return_url, language, unique_amount, livemode, expires_at, created_at)
		SELECT gen_random_uuid(), subject_kind, gen_random_uuid(), 'older', method, amount, currency, state, return_url, language, unique_amount + n, livemode, expires_at, now() - interval '1 hour'
		FROM payments, generate_series(1000, 1001) AS n`)
	page := func(cursor string) (labels []string, next string) {
		got, next, err := f.Payments.ListConfirmable(t.Context(), payments.MethodTransfer, payments.Page{Limit: 1, Cursor: cursor})
		if err != nil || len(got) != 1 {
			t.Fatal(got, err)
		}
		return []string{got[0].SubjectLabel}, next
	}
	if got, _ := page(""); got[0] != "older" {
		t.Errorf("before its time is over, %v is first (it ends %s)", got, late)
	}
	if err := f.prove(f.Coffee, festivals.Application{ID: first.SubjectID}); err != nil {
		t.Fatal(err)
	}
	f.Change(`UPDATE payments SET expires_at = now() - interval '1 minute' WHERE subject_label <> 'older'`)
	seen, cursor := []string{}, ""
	for {
		got, next := page(cursor)
		seen, cursor = append(seen, got...), next
		if next == "" {
			break
		}
	}
	if len(seen) != 3 || seen[0] == "older" {
		t.Errorf("finance reads %v", seen)
	}
}
