package media

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// Grace is how long what nothing uses is kept: long enough for a form that is
// filled in slowly, and for an upload that is still writing its objects.
const Grace = 24 * time.Hour

const sweepBatch = 200

// Swept counts what a sweep took away.
type Swept struct {
	Images    int // rows that nothing showed
	Documents int // rows that nothing referred to
	Orphans   int // objects that no row named
}

// Sweep takes away, as of a time, the images and documents that were unused for a
// day, with their objects, and the objects of a day's age that no row names. What
// it could not finish, such as while the store is down, the next sweep does.
func (s *Service) Sweep(ctx context.Context, asOf time.Time) (Swept, error) {
	cutoff := asOf.Add(-Grace)
	var swept Swept
	for _, part := range []struct {
		count *int
		sweep func(context.Context, time.Time) (int, error)
	}{
		{&swept.Images, s.sweepImages},
		{&swept.Documents, s.sweepDocuments},
		{&swept.Orphans, s.sweepOrphanPictures},
		{&swept.Orphans, s.sweepOrphanDocuments},
	} {
		n, err := part.sweep(ctx, cutoff)
		*part.count += n
		if err != nil {
			return swept, err
		}
	}
	return swept, nil
}

// sweepImages deletes the rows and retires their keys in one transaction, and the
// objects after it.
func (s *Service) sweepImages(ctx context.Context, cutoff time.Time) (total int, err error) {
	for {
		var count int
		err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
			if err := lockKeysTx(ctx, tx, true); err != nil {
				return err
			}
			var keys []string
			var err error
			if count, keys, err = deleteUnusedTx(ctx, tx, cutoff, sweepBatch); err != nil {
				return err
			}
			_, err = retireTx(ctx, tx, keys)
			return err
		})
		if err != nil {
			return total, err
		}
		total += count
		if err := s.deleteRetired(ctx); err != nil || count == 0 {
			return total, err
		}
	}
}

// deleteRetired deletes the objects of retired keys, also those that an earlier
// sweep did not come to. It holds no lock and may run beside itself: no row ever
// names a retired key again.
func (s *Service) deleteRetired(ctx context.Context) error {
	for {
		keys, err := listRetired(ctx, s.db, sweepBatch)
		if err != nil || len(keys) == 0 {
			return err
		}
		for _, key := range keys {
			if err := s.pictures.Delete(ctx, key); err != nil {
				return err
			}
		}
		err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return markDeletedTx(ctx, tx, keys) })
		if err != nil {
			return err
		}
	}
}

// sweepDocuments needs no such care: a document's key is never used again.
func (s *Service) sweepDocuments(ctx context.Context, cutoff time.Time) (total int, err error) {
	for {
		var keys []string
		err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) (err error) {
			keys, err = deleteUnusedDocumentsTx(ctx, tx, cutoff, sweepBatch)
			return err
		})
		if err != nil || len(keys) == 0 {
			return total, err
		}
		total += len(keys)
		for _, key := range keys {
			if err := s.private.Delete(ctx, key); err != nil {
				return total, err
			}
		}
	}
}
