package payments_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/payments"
)

// handle is what checkout's worker does with an event, without what it means for an order.
func (w world) handle(event payments.Received) payments.Outcome {
	w.t.Helper()
	outcome := payments.OutcomeUnknown
	if event.Object == payments.ObjectRefund {
		if r, err := w.FindEventRefund(w.t.Context(), event); err == nil {
			if err := w.SyncRefund(w.t.Context(), r); err != nil {
				w.t.Fatal(err)
			}
			outcome = payments.OutcomeMoved
		}
	} else if p, err := w.FindEventPayment(w.t.Context(), event); err == nil {
		outcome = w.ask(p).Outcome
	}
	w.must(func(ctx context.Context, tx *sqlx.Tx) error { return w.FinishEventTx(ctx, tx, event.ID, outcome) })
	return outcome
}

func (w world) receive(event payments.Event) {
	w.t.Helper()
	if err := w.Receive(w.t.Context(), "fake", w.fake.Deliver(event)); err != nil {
		w.t.Fatal(err)
	}
}

// received lists the events of the inbox that are about something of ours, in order.
func (w world) received() (events []payments.Received) {
	w.t.Helper()
	const query = `
		SELECT id, provider, event_id, kind, object, provider_ref, reference FROM payment_events WHERE object <> '' ORDER BY id`
	if err := w.db.SelectContext(w.t.Context(), &events, query); err != nil {
		w.t.Fatal(err)
	}
	return events
}

// permutations calls fn with every order of 0 … n-1.
func permutations(n int, fn func(order []int)) {
	order := make([]int, 0, n)
	used := make([]bool, n)
	var next func()
	next = func() {
		if len(order) == n {
			fn(order)
			return
		}
		for i := range n {
			if !used[i] {
				used[i], order = true, append(order, i)
				next()
				used[i], order = false, order[:len(order)-1]
			}
		}
	}
	next()
}

func TestFiveEventsEachTwiceInEveryOrderEndAlike(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	kinds := []payments.State{payments.Pending, payments.Failed, payments.Pending, payments.Expired, payments.Succeeded}
	orders := 0
	permutations(len(kinds), func(order []int) {
		orders++
		p := w.started()
		for _, i := range order {
			event := payments.Event{
				ID: p.ID.String() + string(rune('a'+i)), Kind: "payment." + string(kinds[i]), Object: payments.ObjectPayment,
				Ref: p.ProviderRef, Reference: p.ID.String(),
			}
			for range 2 {
				w.receive(event)
			}
		}
		handed := w.received()
		if len(handed) != orders*len(kinds) {
			t.Fatalf("%d events of %d", len(handed), orders*len(kinds))
		}
		for k, i := range order { // the provider tells what was true when the event happened: the worst it can do
			for range 2 { // and the job runs twice
				w.fake.TellNext(payments.Truth{Ref: p.ProviderRef, Reference: p.ID.String(), State: kinds[i], Amount: 100_000, Currency: "IDR"})
				w.handle(handed[(orders-1)*len(kinds)+k])
			}
		}
		if got := w.find(p.ID); got.State != payments.Succeeded || got.PaidAt == nil || got.Failure != "" {
			t.Fatalf("order %v: %+v", order, got)
		}
	})
	if orders != 120 {
		t.Errorf("%d orders", orders)
	}
	if open, err := w.ListUnfinishedEvents(t.Context(), w.find(w.open().ID).CreatedAt, 1000); err != nil || len(open) != 0 {
		t.Errorf("%d unfinished events, %v", len(open), err)
	}
}

func TestTheSameEventAtTheSameTimeIsStoredOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.started()
	if err := w.fake.Pay(p.ProviderRef); err != nil {
		t.Fatal(err)
	}
	delivery := w.fake.Deliveries()[0]
	var wait sync.WaitGroup
	for range 10 {
		wait.Go(func() {
			if err := w.Receive(context.Background(), "fake", delivery); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	handed := w.received()
	if len(handed) != 1 {
		t.Fatalf("%d events", len(handed))
	}
	if got := w.handle(handed[0]); got != payments.OutcomeMoved {
		t.Errorf("%s", got)
	}
	if got := w.handle(handed[0]); got != payments.OutcomeKept {
		t.Errorf("again: %s", got)
	}
	var outcome string
	const query = `SELECT outcome FROM payment_events WHERE id = $1 AND processed_at IS NOT NULL`
	if err := w.db.GetContext(t.Context(), &outcome, query, handed[0].ID); err != nil || outcome != string(payments.OutcomeMoved) {
		t.Errorf("%q, %v", outcome, err)
	}
}

func TestAnEventThatComesBeforeTheAnswerOfStartFindsItsPayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open()
	w.fake.LoseAnswers(1)
	if _, err := w.Start(t.Context(), p); err == nil {
		t.Fatal("the answer was not lost")
	}
	if err := w.fake.Pay("fake_fake_1"); err != nil {
		t.Fatal(err)
	}
	if err := w.Receive(t.Context(), "fake", w.fake.Deliveries()[0]); err != nil {
		t.Fatal(err)
	}
	if got := w.handle(w.received()[0]); got != payments.OutcomeMoved {
		t.Errorf("%s", got)
	}
	if got := w.find(p.ID); got.State != payments.Succeeded || got.ProviderRef != "fake_fake_1" {
		t.Errorf("%+v", got)
	}
}

func TestAnEventThatNamesAnotherPaymentIsNotBelieved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cheap, dear := w.started(), w.started()
	if err := w.fake.Pay(cheap.ProviderRef); err != nil {
		t.Fatal(err)
	}
	for i, event := range []payments.Event{
		{ID: "e1", Kind: "payment.paid", Object: payments.ObjectPayment, Ref: "fake_fake_99", Reference: dear.ID.String()},
		{ID: "e2", Kind: "payment.paid", Object: payments.ObjectPayment, Ref: dear.ProviderRef, Reference: cheap.ID.String()},
	} {
		w.receive(event)
		if p, err := w.FindEventPayment(t.Context(), w.received()[i]); err == nil {
			if truth, err := w.FindTruth(t.Context(), p); err == nil {
				w.apply(p.ID, truth)
			}
		}
		if got := w.find(dear.ID); got.State != payments.Pending {
			t.Errorf("%+v made it %s", event, got.State)
		}
	}
	// The session of one payment told under the name of another is a mismatch.
	truth, err := w.FindTruth(t.Context(), cheap)
	if err != nil {
		t.Fatal(err)
	}
	if got := w.apply(dear.ID, truth); got.Outcome != payments.OutcomeMismatch {
		t.Errorf("%+v", got)
	}
}

func TestAnEventAboutNothingOfOursIsKeptAndIgnored(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.receive(payments.Event{ID: "evt", Kind: "customer.created"})
	var outcome string
	if err := w.db.GetContext(t.Context(), &outcome, `SELECT outcome FROM payment_events WHERE processed_at IS NOT NULL`); err != nil || outcome != "ignored" {
		t.Errorf("%q, %v", outcome, err)
	}
	if got := w.received(); len(got) != 0 {
		t.Errorf("%d jobs", len(got))
	}
}

func TestAForgedCallIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good := w.fake.Deliver(payments.Event{ID: "evt", Kind: "payment.paid", Object: payments.ObjectPayment, Ref: "r"})
	before := w.everything()
	for _, tt := range []struct {
		name     string
		method   string
		delivery payments.Delivery
		want     string
	}{
		{"no signature", "fake", payments.Delivery{Header: http.Header{}, Body: good.Body}, "webhook_refused"},
		{"a changed body", "fake", payments.Delivery{Header: good.Header, Body: bytes.Replace(good.Body, []byte("evt"), []byte("evx"), 1)}, "webhook_refused"},
		{"no id", "fake", w.fake.Deliver(payments.Event{Kind: "k", Object: payments.ObjectPayment, Ref: "r"}), "webhook_refused"},
		{"no object", "fake", w.fake.Deliver(payments.Event{ID: "evt", Kind: "k", Object: payments.ObjectPayment}), "webhook_refused"},
		{"a huge id", "fake", w.fake.Deliver(payments.Event{ID: strings.Repeat("x", 10_000), Kind: "k"}), "webhook_refused"},
		{"a NUL", "fake", w.fake.Deliver(payments.Event{ID: "a\x00b", Kind: "k"}), "webhook_refused"},
		{"an unknown provider", "gold", good, "webhook_unknown"},
		{"a provider without webhook", "transfer", good, "webhook_unknown"},
	} {
		if err := w.Receive(t.Context(), tt.method, tt.delivery); apperr.CodeOf(err) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	w.wantUnchanged(before)
}
