package orders

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

const (
	tellEvery = 250 * time.Millisecond
	tellBatch = 50
	tellAgain = time.Minute // after a failure
)

// RegisterWorkers has new orders told of.
func RegisterWorkers(w *jobs.Workers, s *Service) {
	w.Poll("orders.tell_placed", tellEvery, s.TellPlaced)
}

// TellPlaced tells of some of the orders that are paid later and have not been told of: the buyer how to find and pay the order, and of a
// cash order each shop that has not accepted it yet. It says whether more may wait. An order that cannot be told of is tried again a
// minute later and keeps no other waiting; any number of processes may call it at once.
func (s *Service) TellPlaced(ctx context.Context) (more bool, err error) {
	waiting, err := listUntold(ctx, s.db, tellBatch)
	if err != nil {
		return false, postgres.Translate(err)
	}
	var failed []error
	for _, id := range waiting {
		err := s.TellPlacedOf(ctx, id)
		if err == nil {
			continue
		}
		failed = append(failed, fmt.Errorf("tell of order %s: %w", id, err))
		if ctx.Err() != nil {
			break
		}
		failed = append(failed, postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return tellLaterTx(ctx, tx, id, tellAgain) }))
	}
	return len(waiting) == tellBatch, errors.Join(failed...)
}

// TellPlacedOf is TellPlaced for one order. One that was told of, or that somebody else is at, is left alone.
func (s *Service) TellPlacedOf(ctx context.Context, groupID uuid.UUID) error {
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		isMine, err := takeUntoldTx(ctx, tx, groupID)
		if err != nil || !isMine {
			return err
		}
		order, err := s.LockTx(ctx, tx, groupID)
		if err != nil {
			return err
		}
		letters := s.toBuyer(order, "order_placed", nil)
		if order.IsCash() {
			more, err := s.toShopsTx(ctx, tx, order)
			if err != nil {
				return err
			}
			letters = append(letters, more...)
		}
		return s.notices.SendTx(ctx, tx, letters...)
	})
}
