// Package jobs runs work later and again until it succeeds. A job is enqueued in the caller's transaction, so it exists exactly when
// what caused it does; it may run more than once, so every worker is idempotent.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivermigrate"
)

// Args is the argument of a job: a small struct whose Kind is its stable name. It lives in the package whose news it is; its worker
// lives higher up and is registered in cmd.
type Args = river.JobArgs

// The queues. What is owed to buyers has its own, so that it does not wait for whatever else there is.
const (
	QueueDefault  = river.QueueDefault
	QueuePayments = "payments"
)

// Migrate creates or updates River's tables. db must allow autocommitted writes (postgres.OpenForLibraries).
func Migrate(ctx context.Context, db *sql.DB) error {
	migrator, err := rivermigrate.New(riverdatabasesql.New(db), nil)
	if err != nil {
		return fmt.Errorf("prepare the job tables: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job tables: %w", err)
	}
	// Nobody looks for jobs by what they hold, and each job would write these three times.
	if _, err := db.ExecContext(ctx, `DROP INDEX IF EXISTS river_job_args_index, river_job_metadata_index`); err != nil {
		return fmt.Errorf("drop what the job tables do not need: %w", err)
	}
	return nil
}

// Queue puts jobs into the database; it runs none.
type Queue struct {
	client *river.Client[*sql.Tx]
}

// NewQueue makes a Queue. It needs no pool of its own: jobs enter through the caller's transaction.
func NewQueue() (*Queue, error) {
	client, err := river.NewClient(riverdatabasesql.New(nil), &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("make the job queue: %w", err)
	}
	return &Queue{client: client}, nil
}

// Options say how a job is enqueued; the zero value means now, in the default queue.
type Options struct {
	Queue string
	// At is the earliest time to run.
	At time.Time
}

// EnqueueTx adds a job that starts once tx has committed.
func (q *Queue) EnqueueTx(ctx context.Context, tx *sqlx.Tx, args Args, opts Options) error {
	insert := &river.InsertOpts{Queue: opts.Queue, ScheduledAt: opts.At}
	if _, err := q.client.InsertTx(ctx, tx.Tx, args, insert); err != nil {
		return fmt.Errorf("enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// Workers collects what runs each kind of job.
type Workers struct {
	river    *river.Workers
	periodic []*river.PeriodicJob
	polls    []poll
	lines    []startLine
}

// NewWorkers makes an empty set.
func NewWorkers() *Workers { return &Workers{river: river.NewWorkers()} }

// Handle registers the function that runs jobs of one kind. A returned error runs the job again later, with growing pauses.
func Handle[T Args](w *Workers, fn func(ctx context.Context, args T) error) {
	river.AddWorker(w.river, river.WorkFunc(func(ctx context.Context, job *river.Job[T]) error {
		return fn(ctx, job.Args)
	}))
}

// HandleLong is Handle for the work of a night, which may take as long as limit instead of a minute.
func HandleLong[T Args](w *Workers, limit time.Duration, fn func(ctx context.Context, args T) error) {
	river.AddWorker(w.river, &longWorker[T]{limit: limit, fn: fn})
}

// longWorker is a worker with a time limit of its own.
type longWorker[T Args] struct {
	river.WorkerDefaults[T]
	limit time.Duration
	fn    func(ctx context.Context, args T) error
}

// Timeout is how long a job may run before its context ends.
func (w *longWorker[T]) Timeout(*river.Job[T]) time.Duration { return w.limit }

// Work runs a job.
func (w *longWorker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	return w.fn(ctx, job.Args)
}

// Every enqueues a job at an interval; however many processes run, one of them does so.
func (w *Workers) Every(interval time.Duration, args Args) {
	w.periodic = append(w.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) {
			return args, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: interval}}
		}, &river.PeriodicJobOpts{RunOnStart: true}))
}

// Runner works the queues.
type Runner struct {
	client *river.Client[*sql.Tx]
	polls  []poll
	lines  []startLine
	log    *slog.Logger
	stop   context.CancelFunc // ends the polls
	polled sync.WaitGroup
	drain  []func(context.Context) // end the lines
}

// NewRunner prepares the workers. db must allow autocommitted writes (postgres.OpenForLibraries) and serve this runner only.
func NewRunner(db *sql.DB, workers *Workers, log *slog.Logger) (*Runner, error) {
	client, err := river.NewClient(riverdatabasesql.New(db), &river.Config{
		Logger:               log,
		Workers:              workers.river,
		PeriodicJobs:         workers.periodic,
		FetchPollInterval:    250 * time.Millisecond,
		RescueStuckJobsAfter: 2 * time.Minute,
		JobTimeout:           time.Minute,
		Queues: map[string]river.QueueConfig{
			QueueDefault:  {MaxWorkers: 4},
			QueuePayments: {MaxWorkers: 8},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("prepare the job runner: %w", err)
	}
	return &Runner{client: client, polls: workers.polls, lines: workers.lines, log: log, stop: func() {}}, nil
}

// Start begins to work; it returns at once.
func (r *Runner) Start(ctx context.Context) error {
	if err := r.client.Start(ctx); err != nil {
		return fmt.Errorf("start the job runner: %w", err)
	}
	polling, stop := context.WithCancel(ctx)
	r.stop = stop
	for _, p := range r.polls {
		r.polled.Go(func() { p.run(polling, r.log) })
	}
	for _, start := range r.lines {
		r.drain = append(r.drain, start(ctx, r.log))
	}
	return nil
}

// Stop lets running jobs, and rows that were handed on, finish until ctx ends, then cancels them; they run again later.
func (r *Runner) Stop(ctx context.Context) error {
	r.stop()
	defer r.polled.Wait()
	var draining sync.WaitGroup
	for _, drain := range r.drain {
		draining.Go(func() { drain(ctx) })
	}
	defer draining.Wait()
	err := r.client.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		cancelled, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		err = r.client.StopAndCancel(cancelled)
	}
	return err
}
