package jobs_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

type tick struct{}

func (tick) Kind() string { return "test.tick" }

// Two processes with the same timetable enqueue its job once an interval.
func TestFaultTwoSchedulersKeepOneTimetable(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	ran := make(chan struct{}, 100)
	for range 2 {
		db, err := postgres.OpenForLibraries(t.Context(), postgres.Config{URL: dsn, MaxConns: 4})
		if err != nil {
			t.Fatal(err)
		}
		workers := jobs.NewWorkers()
		jobs.Handle(workers, func(context.Context, tick) error {
			ran <- struct{}{}
			return nil
		})
		workers.Every(time.Second, tick{})
		runner, err := jobs.NewRunner(db.DB, workers, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := runner.Start(context.WithoutCancel(t.Context())); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if err := runner.Stop(ctx); err != nil {
				t.Error(err)
			}
			_ = db.Close()
		})
	}
	for range 4 {
		select {
		case <-ran:
		case <-time.After(30 * time.Second):
			t.Fatal("the timetable is not kept")
		}
	}
	db, err := postgres.Open(t.Context(), postgres.Config{URL: dsn, MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const query = `SELECT count(*) - count(DISTINCT date_trunc('second', created_at)) FROM river_job WHERE kind = 'test.tick'`
	var repeated int
	if err := db.GetContext(t.Context(), &repeated, query); err != nil || repeated != 0 {
		t.Errorf("%d intervals have a second job, %v", repeated, err)
	}
}
