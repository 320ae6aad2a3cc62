package stripe_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
	"lapak/internal/payments"
	"lapak/internal/payments/stripe"
	"lapak/internal/payments/stripe/stripefake"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

// flow is the payment service on Stripe's fake and a real database.
type flow struct {
	t *testing.T
	*payments.Service
	db   *sqlx.DB
	fake *stripefake.Server
}

func newFlow(t *testing.T) flow {
	t.Helper()
	queue, err := jobs.NewQueue()
	if err != nil {
		t.Fatal(err)
	}
	provider, fake := newFake(t)
	db := pgtest.New(t)
	return flow{t, payments.New(payments.Deps{DB: db, Queue: queue, Providers: []payments.Provider{provider}}), db, fake}
}

func (f flow) must(fn func(ctx context.Context, tx *sqlx.Tx) error) {
	f.t.Helper()
	if err := postgres.Transact(f.t.Context(), f.db, func(tx *sqlx.Tx) error { return fn(f.t.Context(), tx) }); err != nil {
		f.t.Fatal(err)
	}
}

func (f flow) open() (p payments.Payment) {
	f.t.Helper()
	expires := time.Now().Add(33 * time.Minute)
	f.must(func(ctx context.Context, tx *sqlx.Tx) (err error) {
		p, err = f.OpenTx(ctx, tx, payments.Open{
			SubjectKind: payments.SubjectOrderGroup, SubjectID: uuid.New(), SubjectLabel: "BWI-7K3M", Method: stripe.Method, Amount: 52_000,
			Currency: "IDR", ExpiresAt: &expires, ReturnURL: "http://localhost/orders/BWI-7K3M", Language: "id",
		})
		return err
	})
	return p
}

// work works the events that were received after the first skip, each twice, and tells how many there are now.
func (f flow) work(skip int) int {
	f.t.Helper()
	var events []payments.Received
	const query = `
		SELECT id, provider, event_id, kind, object, provider_ref, reference FROM payment_events WHERE object <> '' ORDER BY id`
	if err := f.db.SelectContext(f.t.Context(), &events, query); err != nil {
		f.t.Fatal(err)
	}
	for _, event := range events[skip:] {
		for range 2 {
			f.handle(event)
		}
	}
	return len(events)
}

func (f flow) handle(event payments.Received) {
	f.t.Helper()
	ctx := f.t.Context()
	if event.Object == payments.ObjectRefund {
		r, err := f.FindEventRefund(ctx, event)
		if err == nil {
			err = f.SyncRefund(ctx, r)
		}
		if err != nil {
			f.t.Fatal(err)
		}
		return
	}
	p, err := f.FindEventPayment(ctx, event)
	if err != nil {
		f.t.Fatal(err)
	}
	truth, err := f.FindTruth(ctx, p)
	if err != nil {
		f.t.Fatal(err)
	}
	f.must(func(ctx context.Context, tx *sqlx.Tx) error {
		_, err := f.ApplyTruthTx(ctx, tx, p.ID, truth, true)
		return err
	})
}

// orders lists every order of 0 … n-1.
func orders(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var out [][]int
	for _, rest := range orders(n - 1) {
		for at := range n {
			order := append(append(append([]int(nil), rest[:at]...), n-1), rest[at:]...)
			out = append(out, order)
		}
	}
	return out
}

func TestFiveSignedEventsEachTwiceInEveryOrderEndAlike(t *testing.T) {
	t.Parallel()
	f := newFlow(t)
	done := 0
	all := orders(5)
	if len(all) != 120 {
		t.Fatalf("%d orders", len(all))
	}
	for _, order := range all {
		before := len(f.fake.Deliveries())
		p, refund := f.paidSlowlyAndRefunded()
		deliveries := f.fake.Deliveries()[before:]
		if len(deliveries) != 4 {
			t.Fatalf("%d events", len(deliveries))
		}
		stranger := stripefake.Sign([]byte(`{"id":"evt_`+p.ID.String()+`","object":"event","api_version":"2023-10-16","livemode":false,`+
			`"type":"customer.created","data":{"object":{"id":"cus_1"}}}`), secret, time.Now())
		deliveries = append(deliveries, stranger)
		for _, i := range order {
			for range 2 {
				if err := f.Receive(t.Context(), stripe.Method, deliveries[i]); err != nil {
					t.Fatal(err)
				}
			}
		}
		next := f.work(done)
		if next != done+4 {
			t.Fatalf("%d jobs", next-done)
		}
		done = next
		got, err := f.FindPayment(t.Context(), p.ID)
		if err != nil || got.State != payments.Succeeded || got.ProviderRef != p.ProviderRef {
			t.Fatalf("%v: %+v, %v", order, got, err)
		}
		if r, err := f.FindRefund(t.Context(), refund); err != nil || r.State != payments.RefundFailed {
			t.Fatalf("%v: %+v, %v", order, r, err)
		}
	}
}

// paidSlowlyAndRefunded leaves four events that nobody has delivered: completed, paid, refunded, and the refund returned. What our
// rows know comes from the answers of our own calls.
func (f flow) paidSlowlyAndRefunded() (payments.Payment, uuid.UUID) {
	f.t.Helper()
	ctx := f.t.Context()
	p, err := f.Start(ctx, f.open())
	if err != nil {
		f.t.Fatal(err)
	}
	for _, step := range []func(string) error{f.fake.PaySlowly, f.fake.Settle} {
		if err := step(p.ProviderRef); err != nil {
			f.t.Fatal(err)
		}
	}
	truth, err := f.FindTruth(ctx, p)
	if err != nil {
		f.t.Fatal(err)
	}
	var r payments.Refund
	f.must(func(ctx context.Context, tx *sqlx.Tx) (err error) {
		if _, err = f.ApplyTruthTx(ctx, tx, p.ID, truth, true); err != nil {
			return err
		}
		r, err = f.RequestRefundTx(ctx, tx, payments.RefundRequest{PaymentID: p.ID, Reference: "unapplied", Amount: 52_000})
		return err
	})
	if err := f.SendRefund(ctx, payments.RefundRequested{RefundID: r.ID}); err != nil {
		f.t.Fatal(err)
	}
	if r, err = f.FindRefund(ctx, r.ID); err != nil || r.State != payments.RefundSucceeded {
		f.t.Fatalf("%+v, %v", r, err)
	}
	if err := f.fake.FailRefund(r.ProviderRef); err != nil {
		f.t.Fatal(err)
	}
	return p, r.ID
}

func TestAStartWhoseAnswersAreLostMakesOneSessionAndIsPaid(t *testing.T) {
	t.Parallel()
	f := newFlow(t)
	p := f.open()
	f.fake.Script(stripefake.Fault{Status: 500}, stripefake.Fault{Status: 429}, stripefake.Fault{Lose: true}, stripefake.Fault{Lose: true})
	tries := 0
	for p.State == payments.Created && tries < 10 {
		tries++
		p, _ = f.Start(t.Context(), p)
	}
	if sessions, _ := f.fake.Counts(); p.State != payments.Pending || sessions != 1 || tries < 3 {
		t.Fatalf("%+v after %d tries, %d sessions", p, tries, sessions)
	}
	if err := f.fake.Pay(p.ProviderRef); err != nil {
		t.Fatal(err)
	}
	if truth, err := f.FindTruth(t.Context(), p); err != nil || truth.State != payments.Succeeded || truth.Amount != 52_000 {
		t.Errorf("%+v, %v", truth, err)
	}
}
