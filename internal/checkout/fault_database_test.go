package checkout_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/testtools"
)

const (
	askFor     = 3 * time.Second // how long a request may take
	patience   = 2 * time.Second // with a silent server
	answersIn  = 9 * time.Second // when the slowest caller has its answer: after its own time, the patience, and giving back its key
	recoversIn = 5 * time.Second
)

// load is a stream of buyers who order while the server fails.
type load struct {
	m       *checkouttest.Mall
	mu      sync.Mutex
	told    map[string]string // order numbers by key
	slowest time.Duration
	refused int
	others  []error
}

// order places one order, with the same key until it is told, and notes how each try ended.
func (l *load) order(ctx context.Context, p checkout.Placing) {
	key := uuid.NewString()
	for ctx.Err() == nil {
		start := time.Now()
		try, cancel := context.WithTimeout(ctx, askFor)
		number, err := placeOnce(try, l.m, key, p)
		cancel()
		l.note(key, number, time.Since(start), err)
		if err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (l *load) note(key, number string, took time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.slowest = max(l.slowest, took)
	switch {
	case err == nil:
		l.told[key] = number
	case apperr.KindOf(err) == apperr.Unavailable || apperr.CodeOf(err) == "idempotency_in_progress":
		l.refused++
	default:
		l.others = append(l.others, err)
	}
}

func (l *load) count() (told, refused int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.told), l.refused
}

// await waits until a condition of the load holds.
func (l *load) await(what string, holds func(told, refused int) bool) time.Duration {
	l.m.Helper()
	start := time.Now()
	for !holds(l.count()) {
		if time.Since(start) > 30*time.Second {
			told, refused := l.count()
			l.m.Fatalf("%s: not after 30 s (%d told, %d refused, %v)", what, told, refused, l.others)
		}
		time.Sleep(5 * time.Millisecond)
	}
	return time.Since(start)
}

// The server stops, dies or freezes under eight buyers who order one after the other. Every caller has an answer in bounded time, orders go
// on within five seconds of its return, and what a buyer was told is there.
func TestFaultOrdersOutliveTheirDatabase(t *testing.T) {
	t.Parallel()
	server := pgtest.NewOwn(t)
	m := onDatabase(t, postgres.Config{URL: server.DSN(), MaxConns: 8, Patience: patience})
	m.Furnish()
	variant := m.Sell(m.Coffee, 52_000, 100_000)
	faults := []outage{
		{"killed", server.Kill, server.Start},
		{"stopped", server.Stop, server.Start},
		{"frozen", server.Freeze, server.Thaw},
	}
	for round := range testtools.Rounds(1, 5) * len(faults) {
		fault := faults[round%len(faults)]
		outlive(m, fault, variant)
		wantOrders(m, (round+1)*waiting)
	}
}

// outage is how a database goes away, and comes back.
type outage struct {
	name       string
	down, back func()
}

const waiting = 40 // buyers in one outage

// outlive has buyers order, eight at a time, through an outage.
func outlive(m *checkouttest.Mall, fault outage, variant uuid.UUID) {
	m.Helper()
	l := &load{m: m, told: map[string]string{}}
	queue, isDown := make(chan checkout.Placing), make(chan struct{})
	placings := queueOf(m, waiting, method, variant)
	go func() {
		defer close(queue)
		for i, p := range placings {
			if i == waiting/2 { // the others come when it is down, however long it takes to go
				<-isDown
			}
			queue <- p
		}
	}()
	var buyers sync.WaitGroup
	for range 8 {
		buyers.Go(func() {
			for p := range queue {
				l.order(m.Context(), p)
			}
		})
	}
	l.await(fault.name+": the load has begun", func(told, _ int) bool { return told >= 8 })
	fault.down()
	close(isDown)
	l.await(fault.name+": callers are refused", func(_, refused int) bool { return refused >= 4 })
	before, _ := l.count()
	fault.back()
	recovery := l.await(fault.name+": orders go on", func(told, _ int) bool { return told > before })
	lapse(m)
	buyers.Wait()
	m.Logf("%s: %d refused, slowest answer %v, first order %v after the return", fault.name, l.refused, l.slowest.Round(time.Millisecond), recovery.Round(time.Millisecond))
	if recovery > recoversIn || l.slowest > answersIn || len(l.others) > 0 {
		m.Errorf("%s: recovery %v, slowest %v, %v", fault.name, recovery, l.slowest, l.others)
	}
	if len(l.told) != waiting {
		m.Errorf("%s: %d of %d have an order", fault.name, len(l.told), waiting)
	}
	for _, number := range l.told {
		if count(m, "SELECT count(*) FROM order_groups WHERE number = '"+number+"'") != 1 {
			m.Errorf("%s: %s was told and is gone", fault.name, number)
		}
	}
	verify(m)
}

// All connections are taken: callers wait no longer than their own time, and nothing is half done.
func TestFaultAFullPoolRefusesInTime(t *testing.T) {
	t.Parallel()
	m := onDatabase(t, postgres.Config{URL: pgtest.DSN(t), MaxConns: 3})
	m.Furnish()
	variant := m.Sell(m.Coffee, 52_000, 100)
	placings := queueOf(m, 20, method, variant)
	var held []*sqlx.Tx
	for range 3 {
		tx, err := m.DB.BeginTxx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, tx)
	}
	tryAll := func(timeout time.Duration, want func(i int, err error)) {
		var all sync.WaitGroup
		for i, p := range placings {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), timeout)
				defer cancel()
				start := time.Now()
				_, err := placeOnce(ctx, m, p.Access.CartID.String(), p)
				want(i, err)
				if took := time.Since(start); took > timeout+time.Second {
					t.Errorf("buyer %d waited %v", i, took)
				}
			})
		}
		all.Wait()
	}
	tryAll(200*time.Millisecond, func(_ int, err error) { wantUnavailable(t, "a full pool", err) })
	for _, tx := range held {
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
	}
	wantOrders(m, 0)
	tryAll(20*time.Second, func(i int, err error) {
		if err != nil {
			t.Errorf("buyer %d afterwards: %v", i, err)
		}
	})
	wantOrders(m, len(placings))
	verify(m)
}
