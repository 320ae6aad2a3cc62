package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/config"
	"lapak/internal/ledger"
	"lapak/internal/payments"
	"lapak/internal/payments/stripe"
	"lapak/internal/payments/stripe/stripefake"
	"lapak/internal/testtools"
	"lapak/internal/web/webtest"
)

// One payment has five events: its two, since the money comes slowly, its refund, the refund's return by the bank, and one about nothing
// of ours. They come late (the order was found paid by asking, and cancelled), signed and over HTTP, each twice and in every order. Every
// order, its goods and the books end alike.
func TestFaultSignedEventsInEveryOrderEndAlike(t *testing.T) {
	t.Parallel()
	in := install(t)
	ways := testtools.Rounds(12, 120)
	in.serve()
	orders := in.cancelledOrders(ways)
	var all sync.WaitGroup
	working := make(chan struct{}, 8)
	for way, ref := range orders {
		news := append(in.newsOf(ref), stripefake.Sign(fmt.Appendf(nil, `{"id":"evt_%s","object":"event","api_version":"2023-10-16",`+
			`"livemode":false,"type":"customer.created","data":{"object":{"id":"cus_1"}}}`, uuid.NewString()), webhookSecret, time.Now()))
		if len(news) != 5 {
			t.Fatalf("%d events of %s", len(news), ref)
		}
		all.Go(func() {
			working <- struct{}{}
			defer func() { <-working }()
			for _, i := range testtools.Permutation(way*(120/ways), len(news)) {
				in.deliver(t, news[i])
				in.deliver(t, news[i])
			}
		})
	}
	all.Wait()
	in.await(0, `SELECT count(*) FROM payment_events WHERE processed_at IS NULL`)
	in.await(0, `SELECT count(*) FROM river_job WHERE queue = 'payments' AND state NOT IN ('completed', 'discarded')`)
	for query, want := range map[string]int{
		`SELECT count(*) FROM order_groups WHERE state = 'refunded'`:                                                                                ways,
		`SELECT count(*) FROM payments WHERE state = 'succeeded' AND applied`:                                                                       ways,
		`SELECT count(*) FROM refunds WHERE state = 'failed'`:                                                                                       ways,
		`SELECT count(*) FROM refunds`:                                                                                                              ways,
		`SELECT count(*) FROM payment_events`:                                                                                                       5 * ways,
		`SELECT count(*) FROM order_events WHERE event = 'paid'`:                                                                                    ways,
		`SELECT count(*) FROM stock_levels WHERE on_hand = 100000 AND reserved = 0`:                                                                 1,
		`SELECT coalesce(sum(balance), 0) FROM ledger_accounts WHERE code = '` + ledger.RefundsDueAccount + `'`:                                     ways * 61_000, // owed to the buyers again
		`SELECT coalesce(sum(balance), 0) FROM ledger_accounts WHERE code = 'shop:' || (SELECT id FROM shops WHERE slug = '` + in.goods.Slug + `')`: 0,
	} {
		if got := in.count(query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	in.verify()
}

func (in *installation) deliver(t *testing.T, d payments.Delivery) {
	t.Helper()
	if r, err := in.ask(t.Context(), webhook(d)); err != nil || r.status != http.StatusNoContent {
		t.Errorf("the webhook answers %d %s, %v", r.status, r.body, err)
	}
}

// cancelledOrders are n orders whose money came slowly, whose buyers cancelled, and whose refund came back, while no event was delivered.
// It returns their references at the company.
func (in *installation) cancelledOrders(n int) (refs []string) {
	in.Helper()
	ctx := in.within(time.Minute)
	crowd := in.newCrowd(n)
	for _, b := range crowd.buyers {
		b.method = stripe.Method
		if !b.fill(ctx) || !b.place(ctx) {
			in.Fatal("no order")
		}
		ref, _ := b.session(ctx)
		in.must(in.stripe.PaySlowly(ref))
		in.must(in.stripe.Settle(ref))
		refs = append(refs, ref)
	}
	in.reconcile(time.Now().Add(10 * time.Minute))
	for _, b := range crowd.buyers {
		cancel := webtest.Call{
			Method: "POST", Path: "/api/v1/orders/" + b.order.Number + "/cancel", Body: `{"reason": "salah pesan"}`,
			Header: map[string]string{"X-Order-Token": b.order.Token},
		}
		if r, err := in.ask(ctx, cancel); err != nil || r.status != http.StatusOK {
			in.Fatalf("cancel: %d %s, %v", r.status, r.body, err)
		}
	}
	in.await(n, `SELECT count(*) FROM refunds WHERE state = 'succeeded'`)
	var sent []string
	in.must(in.DB.SelectContext(ctx, &sent, `SELECT provider_ref FROM refunds`))
	for _, ref := range sent {
		in.must(in.stripe.FailRefund(ref))
	}
	return refs
}

// reconcile asks the company about everything that is open, as the five-minute job does.
func (in *installation) reconcile(asOf time.Time) {
	in.Helper()
	a, err := openServing(in.Context(), config.Serve{
		DatabaseURL: in.dsn, DatabaseConns: 4, Storage: "disk://" + os.TempDir(), BaseURL: webtest.BaseURL,
		StripeSecretKey: "sk_test_1", StripeWebhookSecret: webhookSecret, StripeAPIBase: in.stripe.URL, Addr: ":0", AdminAddr: ":0",
	})
	in.must(err)
	defer a.close()
	_, err = a.checkout.Reconcile(context.WithoutCancel(in.Context()), asOf)
	in.must(err)
}

func (in *installation) must(err error) {
	in.Helper()
	if err != nil {
		in.Fatal(err)
	}
}
