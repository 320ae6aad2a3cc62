package jobs

import (
	"context"
	"log/slog"
	"time"
)

// pollAgain is the pause after a look that failed.
const pollAgain = 5 * time.Second

// poll looks for work that waits in a table of its own.
type poll struct {
	name     string
	interval time.Duration
	look     func(ctx context.Context) (more bool, err error)
}

// Poll has every process look for work that waits in a table of its own, where a job for each row would cost more than the work. A look
// does some of it and says whether more may wait, which is then looked for at once. Unlike a job, a look is not kept: what it did not
// do must still be found by the next, and two processes must not do the same twice.
func (w *Workers) Poll(name string, interval time.Duration, look func(ctx context.Context) (more bool, err error)) {
	w.polls = append(w.polls, poll{name: name, interval: interval, look: look})
}

// run looks until ctx ends.
func (p poll) run(ctx context.Context, log *slog.Logger) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		more, err := p.look(ctx)
		pause := p.interval
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.ErrorContext(ctx, "a look for work failed", "poll", p.name, "error", err)
			pause = pollAgain
		case more:
			pause = 0
		}
		timer.Reset(pause)
	}
}
