package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// lineHands is how many rows of one line a process works at once.
	lineHands = 16
	// lineHolds is how many rows may wait in the memory of a process. What comes beyond them is found in the table.
	lineHolds = 1024
	// lineLooks is how often a process looks for rows that no process works: those of a process that died, and failed ones.
	lineLooks = time.Second
	// lineLimit is how long a row's work may take.
	lineLimit = time.Minute
)

// Lease is how long a row belongs to the process that entered or claimed it, before another may.
const Lease = 15 * time.Second

// Line is work that waits in a table of its own, one row at a time, where a job for each row would cost more than the work. Whoever enters
// a row holds it for Lease and hands it on after the commit, so that it is worked at once and by nobody else; a row that nobody finished
// is found in the table when its time has come. As with jobs a row may be worked more than once.
type Line[Row any] struct {
	name   string
	table  Table[Row]
	handed chan Row
}

// Table is where the rows of a line wait, each with the time of its next try. A row that is finished is found no more.
type Table[Row any] interface {
	// Claim takes rows whose time has come, most at the most, and puts their next try off by Lease.
	Claim(ctx context.Context, most int) ([]Row, error)
	// Postpone puts the next try of a row off, longer at each failure.
	Postpone(ctx context.Context, row Row) error
}

// Finisher is a Table whose rows are not finished by their work itself. Finish takes those whose work succeeded since the last look.
type Finisher[Row any] interface {
	Finish(ctx context.Context, done []Row) error
}

// NewLine makes a line over a table. Its name is for the log.
func NewLine[Row any](name string, table Table[Row]) *Line[Row] {
	return &Line[Row]{name: name, table: table, handed: make(chan Row, lineHolds)}
}

// Hand has a row worked at once by this process. The row must be committed.
func (l *Line[Row]) Hand(row Row) {
	select {
	case l.handed <- row:
	default: // the table keeps it
	}
}

// startLine sets a line to work. stop lets it work what was handed on until its context ends.
type startLine func(ctx context.Context, log *slog.Logger) (stop func(context.Context))

// WorkLine registers the function that works the rows of a line.
func WorkLine[Row any](w *Workers, l *Line[Row], work func(ctx context.Context, row Row) error) {
	w.lines = append(w.lines, func(ctx context.Context, log *slog.Logger) (stop func(context.Context)) {
		r := &lineRun[Row]{Line: l, work: work, log: log}
		return r.start(ctx)
	})
}

// lineRun is a line at work.
type lineRun[Row any] struct {
	*Line[Row]
	work func(ctx context.Context, row Row) error
	log  *slog.Logger
	busy atomic.Int32
	mu   sync.Mutex
	done []Row // worked, not yet finished in the table
}

func (r *lineRun[Row]) start(ctx context.Context) (stop func(context.Context)) {
	working, cancel := context.WithCancel(ctx)
	stopping := make(chan struct{})
	var looking, hands sync.WaitGroup
	looking.Go(func() { r.look(working, stopping) })
	for range lineHands {
		hands.Go(func() { r.hand(working, stopping) })
	}
	return func(ctx context.Context) {
		close(stopping)
		release := context.AfterFunc(ctx, cancel)
		defer release()
		looking.Wait()
		hands.Wait()
		r.finish(working)
		cancel()
	}
}

// hand works row after row; once the line stops, it goes on until none is left.
func (r *lineRun[Row]) hand(ctx context.Context, stopping <-chan struct{}) {
	for {
		select {
		case row := <-r.handed:
			r.workOne(ctx, row)
			continue
		case <-ctx.Done():
			return
		case <-stopping:
		}
		select {
		case row := <-r.handed:
			r.workOne(ctx, row)
		default:
			return
		}
	}
}

func (r *lineRun[Row]) workOne(ctx context.Context, row Row) {
	r.busy.Add(1)
	defer r.busy.Add(-1)
	err := r.try(ctx, row)
	if err == nil {
		if _, ok := r.table.(Finisher[Row]); ok {
			r.mu.Lock()
			r.done = append(r.done, row)
			r.mu.Unlock()
		}
		return
	}
	if ctx.Err() != nil { // we are ending: another process takes it after its lease
		return
	}
	r.log.WarnContext(ctx, "work failed, it is tried again", "line", r.name, "row", row, "error", err)
	if err := r.table.Postpone(ctx, row); err != nil {
		r.log.ErrorContext(ctx, "a failed row keeps its lease", "line", r.name, "row", row, "error", err)
	}
}

// try makes of a panic an error: one row does not end the process.
func (r *lineRun[Row]) try(ctx context.Context, row Row) (err error) {
	ctx, cancel := context.WithTimeout(ctx, lineLimit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return r.work(ctx, row)
}

// look claims what waits in the table whenever hands are free.
func (r *lineRun[Row]) look(ctx context.Context, stopping <-chan struct{}) {
	ticker := time.NewTicker(lineLooks)
	defer ticker.Stop()
	for {
		r.finish(ctx)
		if free := lineHands - int(r.busy.Load()) - len(r.handed); free > 0 {
			r.claim(ctx, free)
		}
		select {
		case <-ticker.C:
		case <-stopping:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (r *lineRun[Row]) claim(ctx context.Context, most int) {
	rows, err := r.table.Claim(ctx, most)
	if err != nil && ctx.Err() == nil {
		r.log.ErrorContext(ctx, "a look for work failed", "line", r.name, "error", err)
	}
	for _, row := range rows {
		r.Hand(row)
	}
}

// finish has the table forget what was worked. What fails here is done again at the next look, at the worst worked again.
func (r *lineRun[Row]) finish(ctx context.Context) {
	finisher, ok := r.table.(Finisher[Row])
	r.mu.Lock()
	done := r.done
	r.done = nil
	r.mu.Unlock()
	if !ok || len(done) == 0 {
		return
	}
	if err := finisher.Finish(ctx, done); err != nil {
		r.log.ErrorContext(ctx, "what was worked is not yet noted", "line", r.name, "error", err)
		r.mu.Lock()
		r.done = append(r.done, done...)
		r.mu.Unlock()
	}
}
