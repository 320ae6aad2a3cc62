package payments_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/payments"
)

// Two processes that look at the same time share what waits; what one holds the other does not get before the lease is over.
func TestAWaitingEventIsClaimedOnceInItsLease(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.started()
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		w.receive(payments.Event{ID: id, Kind: "payment.paid", Object: payments.ObjectPayment, Ref: p.ProviderRef})
	}
	line := payments.WaitingEvents(w.db)
	claim := func(most int) []payments.Received {
		events, err := line.Claim(t.Context(), most)
		if err != nil {
			t.Error(err)
		}
		return events
	}
	if got := claim(10); len(got) != 0 {
		t.Fatalf("%d events were claimed while their receiver holds them", len(got))
	}
	w.must(change(`UPDATE payment_events SET next_try_at = now() - interval '1 second'`))
	var mu sync.Mutex
	var taken []payments.Received
	var looking sync.WaitGroup
	for range 4 {
		looking.Go(func() {
			got := claim(2)
			mu.Lock()
			defer mu.Unlock()
			taken = append(taken, got...)
		})
	}
	looking.Wait()
	taken = append(taken, claim(10)...)
	slices.SortFunc(taken, func(a, b payments.Received) int { return slices.Compare(a.ID[:], b.ID[:]) })
	if !slices.Equal(taken, w.received()) {
		t.Errorf("claimed %v of %v", taken, w.received())
	}
	if got := claim(10); len(got) != 0 {
		t.Errorf("%d claimed again", len(got))
	}
}

// The pause after a failure grows and is bounded; a finished event is looked for no more.
func TestAFailedEventRestsLongerEachTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.started()
	w.receive(payments.Event{ID: "a", Kind: "payment.paid", Object: payments.ObjectPayment, Ref: p.ProviderRef})
	event := w.received()[0]
	line := payments.WaitingEvents(w.db)
	var rests []time.Duration
	for range 12 {
		if err := line.Postpone(t.Context(), event); err != nil {
			t.Fatal(err)
		}
		var seconds float64
		if err := w.db.GetContext(t.Context(), &seconds, `SELECT extract(epoch FROM next_try_at - now()) FROM payment_events`); err != nil {
			t.Fatal(err)
		}
		rests = append(rests, (time.Duration(seconds*1000) * time.Millisecond).Round(time.Second))
	}
	want := []time.Duration{1, 4, 16, 64, 256, 1024, 1800, 1800, 1800, 1800, 1800, 1800}
	for i := range want {
		if rests[i] != want[i]*time.Second {
			t.Errorf("rest %d is %s", i, rests[i])
		}
	}
	w.handle(event)
	w.must(change(`UPDATE payment_events SET next_try_at = now() - interval '1 second'`))
	if events, err := line.Claim(t.Context(), 10); err != nil || len(events) != 0 {
		t.Errorf("a finished event is claimed: %v, %v", events, err)
	}
}

func change(query string) func(ctx context.Context, tx *sqlx.Tx) error {
	return func(ctx context.Context, tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, query)
		return err
	}
}
