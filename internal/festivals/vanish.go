package festivals

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// vanishedAtOnce bounds one transaction.
const vanishedAtOnce = 200

// findVanished finds the bookings to come whose slot is no more, and sends the news of each.
func (s *Service) findVanished(ctx context.Context) error {
	for {
		var found []uuid.UUID
		err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
			now, err := s.nowTx(ctx, tx)
			if err != nil {
				return err
			}
			if found, err = markVanished(ctx, tx, now, vanishedAtOnce); err != nil {
				return err
			}
			for _, id := range found {
				if err := s.Queue.EnqueueTx(ctx, tx, SlotVanished{OrderID: id}, jobs.Options{}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(found) < vanishedAtOnce {
			return err
		}
	}
}

// sorted puts bookings into the order in which their places are locked.
func sorted(bookings []Booking) []Booking {
	out := slices.Clone(bookings)
	slices.SortFunc(out, func(a, b Booking) int {
		if c := slices.Compare(a.SlotID[:], b.SlotID[:]); c != 0 {
			return c
		}
		return slices.Compare(a.ShopID[:], b.ShopID[:])
	})
	return out
}
