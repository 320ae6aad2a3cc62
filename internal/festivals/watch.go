package festivals

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// watch does what falls due by the clock.
type watch struct{}

// Kind names the job.
func (watch) Kind() string { return "festivals.watch" }

const watchEvery = time.Minute

// RegisterWorkers registers what happens by the clock.
func (s *Service) RegisterWorkers(w *jobs.Workers) {
	jobs.Handle(w, func(ctx context.Context, _ watch) error { return s.Watch(ctx) })
	jobs.Handle(w, func(ctx context.Context, job Freed) error { return s.moveUp(ctx, job) })
	w.Every(watchEvery, watch{})
}

// step is something that falls due by the clock. It does all of it, and nothing when it runs again.
type step struct {
	name string
	run  func(context.Context) error
}

// Watch does everything that is due. A step that fails keeps no other from running.
func (s *Service) Watch(ctx context.Context) error {
	ctx = postgres.PlanAnew(ctx) // what is due by a moment are few rows or all, as the moment is
	var failed []error
	for _, step := range s.steps() {
		if err := step.run(ctx); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", step.name, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Service) steps() []step {
	return []step{
		{"close what is over", s.closeEnded},
		{"publish the lists of draws", s.publishLists},
		{"end applications", s.endApplications},
		{"move reserve lists up", s.moveAllUp},
		{"show goods", s.showGoods},
		{"set prices", s.setPrices},
		{"find vanished slots", s.findVanished},
		{"release allotments", s.releaseAllotments},
	}
}
