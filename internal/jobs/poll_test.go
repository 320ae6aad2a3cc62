package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

func TestAPollLooksAgainAtOnceWhileThereIsMoreAndStopsWithTheRunner(t *testing.T) {
	t.Parallel()
	db, err := postgres.OpenForLibraries(t.Context(), postgres.Config{URL: pgtest.DSN(t), MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	workers := jobs.NewWorkers()
	jobs.Handle(workers, func(context.Context, tick) error { return nil }) // the runner wants one
	looks := make(chan context.Context)
	left := 3
	workers.Poll("test.rows", time.Hour, func(ctx context.Context) (bool, error) {
		looks <- ctx
		left--
		return left > 0, nil
	})
	failing := make(chan struct{}, 10)
	workers.Poll("test.broken", time.Millisecond, func(context.Context) (bool, error) {
		failing <- struct{}{}
		return true, errors.New("no table")
	})
	runner, err := jobs.NewRunner(db.DB, workers, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	var last context.Context
	for range 3 {
		select {
		case last = <-looks:
		case <-time.After(30 * time.Second):
			t.Fatal("more waits, and nobody looks")
		}
	}
	<-failing
	if err := runner.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if last.Err() == nil {
		t.Error("a look goes on after the runner has stopped")
	}
	select {
	case <-looks:
		t.Error("it looked again although nothing more waited")
	default:
	}
	if len(failing) > 0 {
		t.Error("a look that failed was repeated without a pause")
	}
}
