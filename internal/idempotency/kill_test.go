package idempotency_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/idempotency"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

// A process is killed at each step of a request; sent again, the request ends with one thing made and its answer.
func TestKilledRequestsConverge(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"held", "made", "finished", "committed"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			dsn := pgtest.DSN(t)
			db, err := postgres.Open(t.Context(), postgres.Config{URL: dsn, MaxConns: 4})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			change(t, db, `CREATE TABLE made (name text)`)
			runKilled(t, dsn, step)
			wantKeys(t, db, map[bool]int{true: 1}[step == "committed"])
			answer, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), makeOne(db))
			if err != nil || answer.Body != `{"number":"A1"}` || replayed != (step == "committed") {
				t.Errorf("%+v, %v, %v", answer, replayed, err)
			}
			wantMade(t, db, 1)
		})
	}
}

func runKilled(t *testing.T, dsn, step string) {
	t.Helper()
	child := killedChild(t, dsn, step)
	out, err := child.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the child was to be killed: %v\n%s", err, out)
	}
}

func killedChild(t *testing.T, dsn, step string) *exec.Cmd {
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledChild$")
	child.Env = append(os.Environ(), "LAPAK_KILL_AT="+step, "LAPAK_KILL_DSN="+dsn)
	return child
}

// TestKilledChild is the process that is killed; by itself it does nothing.
func TestKilledChild(t *testing.T) {
	step := os.Getenv("LAPAK_KILL_AT")
	if step == "" {
		t.Skip("runs as a child of TestKilledRequestsConverge")
	}
	db, err := postgres.Open(t.Context(), postgres.Config{URL: os.Getenv("LAPAK_KILL_DSN"), MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	dieAt := func(here string) {
		if here == step {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	_, _, _ = idempotency.Do(t.Context(), db, request("k", "{}"), func(ctx context.Context, c *idempotency.Claim) (idempotency.Response, error) {
		answer := idempotency.Response{Status: 201, Body: `{"number":"A1"}`}
		err := postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
			if err := c.HoldTx(ctx, tx); err != nil {
				return err
			}
			dieAt("held")
			if _, err := tx.ExecContext(ctx, `INSERT INTO made VALUES ('A1')`); err != nil {
				return err
			}
			dieAt("made")
			err := c.FinishTx(ctx, tx, "A1", answer)
			dieAt("finished")
			return err
		})
		dieAt("committed")
		return answer, err
	})
}
