package checkout_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/payments"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/testtools"
)

// The disk of the server is full under eight buyers who order: they are told to come again. Once there is room, orders go on, if need be
// after the server was started again.
func TestFaultOrdersOutliveAFullDisk(t *testing.T) {
	t.Parallel()
	small := testtools.NewSmallDisk(t, "256m")
	server := pgtest.NewOwnIn(t, small.Folder)
	m := onDatabase(t, postgres.Config{URL: server.DSN(), MaxConns: 8, Patience: patience})
	m.Furnish()
	variant := m.Sell(m.Coffee, 52_000, 100_000)
	for round := range testtools.Rounds(1, 3) {
		outlive(m, outage{name: "full", down: func() {
			small.Fill()
			server.UseUpLog()
		}, back: func() {
			small.Empty()
			server.AwaitWrites()
		}}, variant)
		wantOrders(m, (round+1)*waiting)
	}
}

// The first server dies for good under eight buyers who order, and its synchronous standby takes its place: what they were told is there.
func TestFaultOrdersOutliveTheirFirstServer(t *testing.T) {
	if testtools.Rounds(0, 1) == 0 {
		t.Skip("takes servers of its own: make faults")
	}
	t.Parallel()
	first := pgtest.NewOwn(t)
	wire := pgtest.NewWire(t, first.DSN())
	m := onDatabase(t, postgres.Config{URL: wire.DSN(), MaxConns: 8, Patience: patience})
	m.Furnish()
	variant := m.Sell(m.Coffee, 52_000, 100_000)
	for round := range testtools.Rounds(1, 3) {
		second := first.NewStandby()
		outlive(m, outage{name: "promoted", down: first.Kill, back: func() {
			second.Promote()
			wire.Redirect(t, second.DSN())
		}}, variant)
		wantOrders(m, (round+1)*waiting)
		first = second
	}
}

// A dump that was taken while buyers ordered is restored on an empty machine: no invariant is broken, every order from before it is there,
// and the mall goes on.
func TestFaultABackupIsRestoredToAnEmptyServer(t *testing.T) {
	if testtools.Rounds(0, 1) == 0 {
		t.Skip("takes servers of its own: make faults")
	}
	t.Parallel()
	server := pgtest.NewOwn(t)
	m := onDatabase(t, postgres.Config{URL: server.DSN(), MaxConns: 8})
	m.Furnish()
	variant := m.Sell(m.Coffee, 52_000, 100_000)
	var before []string
	for i := range 20 {
		placed := m.Place(method, []uuid.UUID{variant}, m.Coffee)
		before = append(before, placed.Order.Number)
		if i%2 == 0 {
			if err := m.Company.Pay(placed.Payment.ProviderRef); err != nil {
				t.Fatal(err)
			}
		}
	}
	m.Deliver()
	busy := make(chan struct{})
	go func() {
		defer close(busy)
		for _, p := range queueOf(m, 20, method, variant) {
			if _, err := placeOnce(t.Context(), m, uuid.NewString(), p); err != nil {
				t.Error(err)
			}
		}
	}()
	dump := server.Dump(t)
	<-busy
	server.Kill()

	start := time.Now()
	empty := pgtest.NewOwnEmpty(t)
	empty.Restore(dump)
	restored := onDatabase(t, postgres.Config{URL: empty.DSN(), MaxConns: 8})
	verify(restored)
	t.Logf("restored and verified in %v", time.Since(start).Round(time.Millisecond))
	for _, number := range before {
		if count(restored, "SELECT count(*) FROM order_groups WHERE number = '"+number+"'") != 1 {
			t.Errorf("%s is gone", number)
		}
	}
	restored.Buyer, restored.Coffee = m.Buyer, m.Coffee
	restored.Place(payments.MethodCash, []uuid.UUID{variant}, m.Coffee)
	verify(restored)
}
