package checkout_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/ledger"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/payments/stripe"
	"lapak/internal/payments/stripe/stripefake"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/testtools"
)

// A slow payment's two events, its refund, the refund's return by the bank and an event of nothing of ours all come late, each twice and
// in every order; before them the order was found paid by asking, and cancelled. The order, its goods and the books end alike.
func TestFaultSignedEventsInEveryOrderEndAlike(t *testing.T) {
	t.Parallel()
	company := stripefake.New(webhookSecret)
	t.Cleanup(company.Close)
	m := onDatabase(t, postgres.Config{URL: pgtest.DSN(t), MaxConns: 8}, newStripe(company.URL))
	m.Furnish()
	variant := m.Sell(m.Coffee, 52_000, 1_000)
	ways := testtools.Rounds(12, 120)
	for way := range ways {
		placed := m.Place(stripe.Method, []uuid.UUID{variant}, m.Coffee)
		ref, before := placed.Payment.ProviderRef, len(company.Deliveries())
		for _, step := range []func(string) error{company.PaySlowly, company.Settle} {
			if err := step(ref); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := m.Checkout.Reconcile(t.Context(), time.Now().Add(10*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Checkout.Cancel(t.Context(), orders.Reader{Actor: m.Buyer}, placed.Order.Number, ""); err != nil {
			t.Fatal(err)
		}
		m.Work()
		var sent string
		if err := m.DB.GetContext(t.Context(), &sent, `SELECT provider_ref FROM refunds WHERE payment_id = $1`, placed.Payment.ID); err != nil {
			t.Fatal(err)
		}
		if err := company.FailRefund(sent); err != nil {
			t.Fatal(err)
		}
		news := append(company.Deliveries()[before:], stripefake.Sign(fmt.Appendf(nil, `{"id":"evt_%s","object":"event","api_version":"2023-10-16",`+
			`"livemode":false,"type":"customer.created","data":{"object":{"id":"cus_1"}}}`, uuid.NewString()), webhookSecret, time.Now()))
		if len(news) != 5 {
			t.Fatalf("%d events", len(news))
		}
		for _, i := range testtools.Permutation(way*(120/ways), len(news)) {
			for range 2 {
				if err := m.Payments.Receive(t.Context(), stripe.Method, news[i]); err != nil {
					t.Fatal(err)
				}
			}
			if way%2 == 0 { // each worked at once, or all together
				m.Work()
			}
		}
		m.Work()
		wantState(m, placed.Order.Number, orders.GroupRefunded)
		if got, want := ledgerBalance(m, ledger.RefundsDueAccount), int64(way+1)*placed.Order.Total; got != want {
			t.Fatalf("way %d: %d is owed to buyers, want %d", way, got, want)
		}
		if level := m.Level(variant); level.OnHand != 1_000 || level.Reserved != 0 {
			t.Fatalf("way %d: %+v", way, level)
		}
	}
	if got := balance(m, m.Coffee.ID); got != 0 {
		t.Errorf("the shop is owed %d", got)
	}
	verify(m)
}

// The company fails in each way while an order is placed: the order stands, and paying it later makes one page and one payment.
func TestFaultAFailingCompanyCostsNoOrder(t *testing.T) {
	t.Parallel()
	company := stripefake.New(webhookSecret)
	t.Cleanup(company.Close)
	m := onDatabase(t, postgres.Config{URL: pgtest.DSN(t), MaxConns: 8}, newStripe(company.URL))
	m.Furnish()
	variant := m.Sell(m.Coffee, 52_000, 100)
	for i, fault := range []stripefake.Fault{{Status: 429}, {Status: 500}, {Status: 503}, {Lose: true}} {
		company.Script(fault, fault, fault, fault)
		placed := m.Place(stripe.Method, []uuid.UUID{variant}, m.Coffee)
		company.Script()
		started, err := m.Checkout.StartPayment(t.Context(), orders.Reader{Actor: m.Buyer}, placed.Order.Number, stripe.Method)
		if err != nil || started.ID != placed.Payment.ID || started.State != payments.Pending {
			t.Fatalf("%+v: %+v, %v", fault, started, err)
		}
		if sessions, _ := company.Counts(); sessions != i+1 {
			t.Errorf("%+v: %d pages of %d orders", fault, sessions, i+1)
		}
		if err := company.Pay(started.ProviderRef); err != nil {
			t.Fatal(err)
		}
		company.Script(fault) // the first answer to the worker fails too; the job runs again
		news := company.Deliveries()
		if err := m.Payments.Receive(t.Context(), stripe.Method, news[len(news)-1]); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err = m.TryWork(); err == nil {
				break
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		wantState(m, placed.Order.Number, orders.GroupPaid)
	}
	verify(m)
}
