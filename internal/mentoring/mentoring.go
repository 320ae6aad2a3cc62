// Package mentoring leads a gap to a person: a shop asks a mentor about one rule of export readiness, or books a seat in a training
// for it. Mentors hold districts or villages; what nobody takes in time is raised to the office. Being helped or attending grants no
// credit by itself: only evidence does.
package mentoring

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/exportready"
	"lapak/internal/jobs"
	"lapak/internal/notify"
	"lapak/internal/regions"
	"lapak/internal/shops"
)

// Deps are the services that mentoring builds on.
type Deps struct {
	DB      *sqlx.DB
	Notify  *notify.Service
	Regions *regions.Service
	Shops   *shops.Service
	Exports *exportready.Service
	BaseURL string // of the mall, without a slash at the end; stands in messages
}

// Service keeps requests for help, trainings and their seats.
type Service struct {
	Deps
	moment time.Time // zero: the database's clock
}

// New makes a Service.
func New(d Deps) *Service { return &Service{Deps: d} }

// At is the same service as if it were that moment. The demo's past is made with it; what people do happens now.
func (s *Service) At(moment time.Time) *Service { return &Service{Deps: s.Deps, moment: moment} }

// nowTx is the moment by which deadlines are judged: the database's, so that every server has the same.
func (s *Service) nowTx(ctx context.Context, q sqlx.QueryerContext) (time.Time, error) {
	if !s.moment.IsZero() {
		return s.moment, nil
	}
	return databaseTime(ctx, q)
}

// watch looks for requests that nobody has taken in time.
type watch struct{}

// Kind names the job.
func (watch) Kind() string { return "mentoring.watch" }

const watchEvery = 30 * time.Minute

// RegisterWorkers registers what raises requests that wait too long.
func (s *Service) RegisterWorkers(w *jobs.Workers) {
	jobs.Handle(w, func(ctx context.Context, _ watch) error {
		_, raising := s.RaiseWaiting(ctx)
		_, reopening := s.ReopenAbandoned(ctx)
		return errors.Join(raising, reopening)
	})
	w.Every(watchEvery, watch{})
}
