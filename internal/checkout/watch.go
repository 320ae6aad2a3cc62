package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/postgres"
)

// WatchShops asks to hold the shops to what they promise their buyers.
type WatchShops struct{}

// Kind names the job.
func (WatchShops) Kind() string { return "checkout.watch_shops" }

const watchBatch = 200

// Watched counts what a look at the shops' promises led to.
type Watched struct {
	Reminded int // shops that were asked again to accept an order
	Lapsed   int // orders that ended because their shop did not accept them in time
	Late     int // orders of whose lateness everybody was told
}

// Watch holds the shops to what they promised, at asOf: half of the time to accept is over, and the shop is reminded; all of it is over,
// and its part of the order ends as if it had rejected it; the goods are not on their way in time, and the buyer, the shop and the
// office are told. It goes on after a failure and returns all of them.
func (s *Service) Watch(ctx context.Context, asOf time.Time) (Watched, error) {
	var done Watched
	due, err := s.orders.ListByClock(ctx, asOf, watchBatch)
	if err != nil {
		return done, err
	}
	var problems []error
	for _, waiting := range due {
		event, err := s.watchOne(ctx, waiting, asOf)
		if err != nil {
			problems = append(problems, fmt.Errorf("shop order %s: %w", waiting.ID, err))
			continue
		}
		switch event {
		case orders.Remind:
			done.Reminded++
		case orders.Lapse:
			done.Lapsed++
		case orders.MarkLate:
			done.Late++
		}
	}
	return done, errors.Join(problems...)
}

// watchOne does what is due to one shop's order, if that still is so once the order is locked.
func (s *Service) watchOne(ctx context.Context, waiting orders.Waiting, asOf time.Time) (event orders.Event, err error) {
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		order, err := s.orders.LockTx(ctx, tx, waiting.GroupID)
		if err != nil {
			return err
		}
		event = ""
		for _, part := range order.Shops {
			if part.ID == waiting.ID {
				event = part.NextByClock(asOf, order.IsCash())
			}
		}
		if event == "" {
			return nil // the shop was quicker, or another look
		}
		move := orders.Move{ShopOrderID: waiting.ID, Event: event, Actor: identity.System("watch"), At: asOf}
		if event == orders.Lapse {
			move.Reason = orders.ReasonUnanswered
		}
		if err := s.moveTx(ctx, tx, &order, move); err != nil || event != orders.Lapse {
			return err
		}
		return s.settleCancelledTx(ctx, tx, order, []orders.Move{move})
	})
	if err != nil {
		return "", err
	}
	return event, nil
}
