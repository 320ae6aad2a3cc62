package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

// rows is a table of a line, in memory, with what happened to it.
type rows struct {
	mu        sync.Mutex
	due       []int
	postponed []int
	finished  []int
}

func (r *rows) Claim(_ context.Context, most int) ([]int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := min(most, len(r.due))
	taken := slices.Clone(r.due[:n])
	r.due = r.due[n:]
	return taken, nil
}

func (r *rows) Postpone(_ context.Context, id int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.postponed = append(r.postponed, id)
	r.due = append(r.due, id)
	return nil
}

func (r *rows) Finish(_ context.Context, done []int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.finished = append(r.finished, done...)
	return nil
}

// start works a line until stop is called.
func start(t *testing.T, line *jobs.Line[int], work func(ctx context.Context, id int) error) (stop func()) {
	t.Helper()
	db, err := postgres.OpenForLibraries(t.Context(), postgres.Config{URL: pgtest.DSN(t), MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	workers := jobs.NewWorkers()
	jobs.Handle(workers, func(context.Context, tick) error { return nil }) // the runner wants one
	jobs.WorkLine(workers, line, work)
	runner, err := jobs.NewRunner(db.DB, workers, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
		defer cancel()
		if err := runner.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

func take(t *testing.T, from <-chan int) int {
	t.Helper()
	select {
	case id := <-from:
		return id
	case <-time.After(30 * time.Second):
		t.Fatal("nobody works it")
	}
	return 0
}

func TestARowThatIsHandedOnIsWorkedAtOnceAndOneThatFailsAgain(t *testing.T) {
	t.Parallel()
	table := &rows{}
	line := jobs.NewLine("test.rows", table)
	worked := make(chan int, 10)
	tries := map[int]int{}
	stop := start(t, line, func(_ context.Context, id int) error {
		tries[id]++ // one row at a time is handed on
		worked <- id
		switch tries[id] {
		case 1:
			return errors.New("silent")
		case 2:
			panic("broken")
		}
		return nil
	})
	defer stop()
	time.Sleep(50 * time.Millisecond) // past the first look
	began := time.Now()
	line.Hand(7)
	if got := take(t, worked); got != 7 || time.Since(began) > 500*time.Millisecond {
		t.Errorf("%d after %s", got, time.Since(began))
	}
	for range 2 {
		if got := take(t, worked); got != 7 {
			t.Errorf("%d", got)
		}
	}
	stop()
	if !slices.Equal(table.postponed, []int{7, 7}) || !slices.Equal(table.finished, []int{7}) {
		t.Errorf("postponed %v, finished %v", table.postponed, table.finished)
	}
}

// What a dead process left, and more than the memory holds, is found in the table.
func TestWhatNobodyHandsOnIsFoundInTheTable(t *testing.T) {
	t.Parallel()
	table := &rows{}
	for id := range 3000 {
		table.due = append(table.due, id)
	}
	line := jobs.NewLine("test.rows", table)
	var mu sync.Mutex
	worked := map[int]bool{}
	all := make(chan int, 1)
	stop := start(t, line, func(_ context.Context, id int) error {
		mu.Lock()
		defer mu.Unlock()
		if worked[id] = true; len(worked) == 40 {
			all <- id
		}
		return nil
	})
	defer stop()
	take(t, all)
}

func TestAStoppedLineWorksWhatWasHandedOnAndTakesNoMore(t *testing.T) {
	t.Parallel()
	table := &rows{}
	line := jobs.NewLine("test.rows", table)
	began, goOn := make(chan int, 100), make(chan struct{})
	stop := start(t, line, func(ctx context.Context, id int) error {
		began <- id
		select {
		case <-goOn:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	for id := range 40 {
		line.Hand(id)
	}
	take(t, began)
	stopped := make(chan int)
	go func() {
		stop()
		close(stopped)
	}()
	time.Sleep(50 * time.Millisecond)
	close(goOn)
	take(t, stopped)
	if len(table.finished) != 40 || len(table.postponed) != 0 {
		t.Errorf("%d finished, %v postponed", len(table.finished), table.postponed)
	}
	table.due = []int{99}
	time.Sleep(1200 * time.Millisecond)
	if len(table.due) != 1 {
		t.Error("a stopped line looks for more")
	}
}
