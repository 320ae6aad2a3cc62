package trade

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// watchEvery is how often it is looked for inquiries that were not answered in time.
const watchEvery = 15 * time.Minute

// watchInquiries looks for inquiries that were not answered in time.
type watchInquiries struct{}

// Kind names the job.
func (watchInquiries) Kind() string { return "trade.watch_inquiries" }

// RegisterWorkers registers what trade does by the clock.
func RegisterWorkers(w *jobs.Workers, s *Service) {
	jobs.Handle(w, func(ctx context.Context, _ watchInquiries) error {
		_, err := s.Watch(ctx)
		return err
	})
	w.Every(watchEvery, watchInquiries{})
}

// remindedAtOnce is how many reminders are read at once.
const remindedAtOnce = 200

// Watch reminds of every inquiry whose answer is overdue, once until it is answered, and returns how many they were: the shop and the
// office of goods, the office of an investment.
func (s *Service) Watch(ctx context.Context) (reminded int, err error) {
	asOf := s.now()
	for {
		due, err := listUnreminded(ctx, s.DB, asOf, remindedAtOnce)
		if err != nil {
			return reminded, err
		}
		for _, id := range due {
			first, err := s.remind(ctx, id, asOf)
			if err != nil {
				return reminded, err
			}
			if first {
				reminded++
			}
		}
		if len(due) < remindedAtOnce {
			return reminded, nil
		}
	}
}

func (s *Service) remind(ctx context.Context, id uuid.UUID, asOf time.Time) (first bool, err error) {
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		if first, err = markReminded(ctx, tx, id, asOf); err != nil || !first {
			return err
		}
		return s.tellOverdueTx(ctx, tx, id)
	})
	return first, err
}
