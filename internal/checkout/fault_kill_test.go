package checkout_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"lapak/internal/apperr"
	"lapak/internal/checkout"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/payments/stripe"
	"lapak/internal/payments/stripe/stripefake"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/testtools"
)

const (
	webhookSecret = "whsec_test"
	crowd         = 50 // buyers at once
)

// rush is what a child process is told to do.
type rush struct {
	DSN      string
	Stripe   string
	Round    int
	Placings []checkout.Placing
}

func (r rush) key(i int) string { return fmt.Sprintf("round-%d-buyer-%d", r.Round, i) }

func newStripe(url string) *stripe.Provider {
	return stripe.New(stripe.Config{SecretKey: "sk_test_1", WebhookSecret: webhookSecret, APIBase: url})
}

// Fifty buyers order at once in a process that is killed at one of the steps; they come again with their keys to the next process. What
// the first one told them stands, each key has one order, and every invariant holds at once after the kill.
func TestFaultKilledCheckoutsConverge(t *testing.T) {
	t.Parallel()
	company := stripefake.New(webhookSecret)
	t.Cleanup(company.Close)
	dsn := pgtest.DSN(t)
	m := onDatabase(t, postgres.Config{URL: dsn, MaxConns: 8})
	m.Furnish()
	variant := m.Sell(m.Coffee, 52_000, 10_000)
	for round := range testtools.Rounds(5, 50) {
		step := steps[round%len(steps)]
		step.Nth = max(1, step.Nth) + (round*13)%crowd // in the middle of the rush
		if step.Statement == "COMMIT" || step.Statement == "BEGIN" {
			step.Nth += crowd
		}
		r := rush{DSN: dsn, Stripe: company.URL, Round: round, Placings: queueOf(m, crowd, stripe.Method, variant)}
		told := r.killedAt(t, step)
		verify(m)
		lapse(m)
		final, killed := r.run(t)
		if killed || len(final) != crowd {
			t.Fatalf("%s: %d of %d buyers have an order in the end", stepName(step), len(final), crowd)
		}
		for i, number := range told {
			if final[i] != number {
				t.Errorf("%s: buyer %d was told %s, then %s", stepName(step), i, number, final[i])
			}
		}
		for i, number := range final {
			if n := count(m, "SELECT count(*) FROM order_groups WHERE number = '"+number+"'"); n != 1 {
				t.Errorf("%s: buyer %d was told of %s, which is there %d times", stepName(step), i, number, n)
			}
		}
		wantOrders(m, (round+1)*crowd)
		t.Logf("%s: %d of %d were told before the kill", stepName(step), len(told), crowd)
	}
	if sessions, _ := company.Counts(); int64(sessions) != count(m, "SELECT count(*) FROM payments WHERE state = 'pending'") {
		t.Errorf("%d payment pages", sessions)
	}
	verify(m)
}

// killedAt runs the rush in a process that is killed at the step and returns what its buyers had been told.
func (r rush) killedAt(t *testing.T, step pgtest.Break) map[int]string {
	t.Helper()
	wire := pgtest.NewWire(t, r.DSN)
	r.DSN = wire.DSN()
	told, killed := r.start(t, func(child *os.Process) {
		step.Do = func() { _ = child.Kill() }
		wire.Arm(step)
	})
	if !killed {
		t.Fatalf("%s: the process was not killed", stepName(step))
	}
	return told
}

func (r rush) run(t *testing.T) (told map[int]string, killed bool) {
	t.Helper()
	return r.start(t, func(*os.Process) {})
}

// start runs the rush in a child process: it reads its orders once prepare has returned.
func (r rush) start(t *testing.T, prepare func(*os.Process)) (told map[int]string, killed bool) {
	t.Helper()
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRushInAChild$", "-test.v")
	child.Env = append(os.Environ(), "LAPAK_FAULT_CHILD=rush")
	var out, problems bytes.Buffer
	child.Stdout, child.Stderr = &out, &problems
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	prepare(child.Process)
	_, _ = in.Write(raw)
	_ = in.Close()
	err = child.Wait()
	killed = child.ProcessState.ExitCode() == -1
	if err != nil && !killed {
		t.Fatalf("%v\n%s\n%s", err, out.Bytes(), problems.Bytes())
	}
	return parseTold(&out), killed
}

func parseTold(out *bytes.Buffer) map[int]string {
	told := map[int]string{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var i int
		var number string
		if !strings.HasSuffix(lines.Text(), " told") { // a line that the kill cut short told nobody
			continue
		}
		if _, err := fmt.Sscanf(lines.Text(), "buyer %d %s told", &i, &number); err == nil {
			told[i] = number
		}
	}
	return told
}

// TestRushInAChild is the process that is killed; by itself it does nothing.
func TestRushInAChild(t *testing.T) {
	if os.Getenv("LAPAK_FAULT_CHILD") != "rush" {
		t.Skip("runs as a child of TestFaultKilledCheckoutsConverge")
	}
	var r rush
	if err := json.NewDecoder(os.Stdin).Decode(&r); err != nil {
		t.Fatal(err)
	}
	m := onDatabase(t, postgres.Config{URL: r.DSN, MaxConns: 16}, newStripe(r.Stripe))
	var all sync.WaitGroup
	for i, p := range r.Placings {
		all.Go(func() {
			number, err := tryUntilTold(t.Context(), m, r.key(i), p)
			if err != nil {
				t.Errorf("buyer %d: %v", i, err)
				return
			}
			_, _ = os.Stdout.WriteString(fmt.Sprintf("buyer %d %s told\n", i, number))
		})
	}
	all.Wait()
}

// tryUntilTold is a patient buyer: told to come again, they do.
func tryUntilTold(ctx context.Context, m *checkouttest.Mall, key string, p checkout.Placing) (number string, err error) {
	for {
		number, err = placeOnce(ctx, m, key, p)
		if k := apperr.KindOf(err); err == nil || k != apperr.Unavailable || ctx.Err() != nil {
			return number, err
		}
	}
}
