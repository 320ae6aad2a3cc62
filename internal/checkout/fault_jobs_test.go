package checkout_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/jobs"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/payments/stripe"
	"lapak/internal/payments/stripe/stripefake"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/testtools"
)

// startRunner works a mall's jobs until stop is called.
func startRunner(m *checkouttest.Mall, dsn string) (stop func()) {
	m.Helper()
	db, err := postgres.OpenForLibraries(m.Context(), postgres.Config{URL: dsn, MaxConns: 4})
	if err != nil {
		m.Fatal(err)
	}
	workers := jobs.NewWorkers()
	checkout.RegisterWorkers(workers, m.Checkout)
	payments.RegisterWorkers(workers, m.Payments)
	orders.RegisterWorkers(workers, m.Orders)
	runner, err := jobs.NewRunner(db.DB, workers, slog.New(slog.DiscardHandler))
	if err != nil {
		m.Fatal(err)
	}
	if err := runner.Start(context.WithoutCancel(m.Context())); err != nil {
		m.Fatal(err)
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(m.Context()), 10*time.Second)
		defer cancel()
		if err := runner.Stop(ctx); err != nil {
			m.Errorf("stop the runner: %v", err)
		}
		_ = db.Close()
	}
}

// A runner is killed in the middle of a batch of payments and endings; two runners side by side do the rest. Each effect is there once.
func TestFaultJobsOfAKilledRunnerAreDoneOnce(t *testing.T) {
	t.Parallel()
	company := stripefake.New(webhookSecret)
	t.Cleanup(company.Close)
	dsn := pgtest.DSN(t)
	m := onDatabase(t, postgres.Config{URL: dsn, MaxConns: 8}, newStripe(company.URL))
	m.Furnish()
	variant := m.Sell(m.Coffee, 52_000, 10_000)
	steps := []pgtest.Break{
		{Statement: "COMMIT", When: pgtest.After, Nth: 9},
		{Statement: "INSERT INTO ledger_transfers", When: pgtest.After, Nth: 5},
		{Statement: "UPDATE payment_events SET processed_at", When: pgtest.Before, Nth: 8},
		{Statement: "COMMIT", When: pgtest.Before, Nth: 12},
	}
	const paid, unpaid = 20, 5
	for round := range testtools.Rounds(1, 12) {
		step := steps[round%len(steps)]
		step.Nth += round / len(steps)
		for range unpaid {
			late := m.Place(stripe.Method, []uuid.UUID{variant}, m.Coffee)
			for _, query := range []string{
				`UPDATE payments SET expires_at = now() - interval '2 minutes' WHERE subject_id = $1`,
				`UPDATE stock_reservations SET expires_at = now() - interval '1 minute' WHERE reference = $1`,
				`UPDATE order_groups SET expires_at = now() - interval '1 minute' WHERE id = $1`,
			} {
				m.Change(query, late.Order.Group.ID)
			}
		}
		before := len(company.Deliveries())
		for range paid {
			placed := m.Place(stripe.Method, []uuid.UUID{variant}, m.Coffee)
			if err := company.Pay(placed.Payment.ProviderRef); err != nil {
				t.Fatal(err)
			}
		}
		for _, d := range company.Deliveries()[before:] {
			for range 2 {
				if err := m.Payments.Receive(t.Context(), stripe.Method, d); err != nil {
					t.Fatal(err)
				}
			}
		}
		m.Change(`UPDATE payment_events SET next_try_at = now()`) // the process that received them holds them no more
		killRunner(t, dsn, company.URL, step)
		verify(m)
		// What the rescuer does after two minutes, and the leader's end after some seconds.
		m.Change(`UPDATE river_job SET state = 'available' WHERE state = 'running'`)
		m.Change(`DELETE FROM river_leader`)
		m.Change(`UPDATE payment_events SET next_try_at = now()`) // their lease is over
		stops := []func(){startRunner(m, dsn), startRunner(m, dsn)}
		awaitCount(m, "SELECT count(*) FROM order_groups WHERE state = 'awaiting_payment'", 0)
		for _, stop := range stops {
			stop()
		}
		rounds := int64(round + 1)
		for query, want := range map[string]int64{
			"SELECT count(*) FROM order_groups WHERE state = 'paid'":                                 rounds * paid,
			"SELECT count(*) FROM order_groups WHERE state = 'expired'":                              rounds * unpaid,
			"SELECT count(*) FROM stock_movements WHERE reason = 'sold'":                             rounds * paid,
			"SELECT count(*) FROM ledger_transfers":                                                  rounds * paid,
			"SELECT count(*) FROM order_events WHERE event IN ('paid', 'expire')":                    rounds * (paid + unpaid),
			"SELECT count(*) FROM payment_events WHERE processed_at IS NOT NULL":                     rounds * paid,
			"SELECT 10000 - on_hand FROM stock_levels WHERE variant_id = '" + variant.String() + "'": rounds * paid,
		} {
			if got := count(m, query); got != want {
				t.Errorf("%s: %s: %d, want %d", stepName(step), query, got, want)
			}
		}
		if got := balance(m, m.Coffee.ID); got != rounds*paid*61_000 {
			t.Errorf("%s: the shop is owed %d", stepName(step), got)
		}
		verify(m)
	}
}

func awaitCount(m *checkouttest.Mall, query string, want int64) {
	m.Helper()
	for deadline := time.Now().Add(30 * time.Second); count(m, query) != want; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			m.Fatalf("%s: still %d", query, count(m, query))
		}
	}
}

// killRunner works the jobs in a child process that is killed at the step.
func killRunner(t *testing.T, dsn, stripeURL string, step pgtest.Break) {
	t.Helper()
	wire := pgtest.NewWire(t, dsn)
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRunnerInAChild$")
	child.Env = append(os.Environ(), "LAPAK_FAULT_CHILD=runner", "LAPAK_FAULT_WIRE="+wire.DSN(), "LAPAK_FAULT_DSN="+dsn, "LAPAK_FAULT_STRIPE="+stripeURL)
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	killed := make(chan struct{})
	step.Do = func() {
		_ = child.Process.Kill()
		close(killed)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	wire.Arm(step)
	_, _ = in.Write([]byte("go"))
	_ = in.Close()
	select {
	case <-killed:
	case <-time.After(30 * time.Second):
		_ = child.Process.Kill()
		t.Errorf("%s: the runner was not killed there", stepName(step))
	}
	_ = child.Wait() // it was killed, which Wait calls an error
}

// TestRunnerInAChild is the process that is killed; by itself it does nothing.
func TestRunnerInAChild(t *testing.T) {
	if os.Getenv("LAPAK_FAULT_CHILD") != "runner" {
		t.Skip("runs as a child of TestFaultJobsOfAKilledRunnerAreDoneOnce")
	}
	m := onDatabase(t, postgres.Config{URL: os.Getenv("LAPAK_FAULT_WIRE"), MaxConns: 8}, newStripe(os.Getenv("LAPAK_FAULT_STRIPE")))
	if _, err := io.ReadAll(os.Stdin); err != nil {
		t.Fatal(err)
	}
	startRunner(m, os.Getenv("LAPAK_FAULT_DSN"))
	select {} // until it is killed
}
