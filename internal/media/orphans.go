package media

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/storage"
)

// sweepOrphanPictures retires the old keys that no rendition has, and deletes their
// objects.
func (s *Service) sweepOrphanPictures(ctx context.Context, cutoff time.Time) (total int, err error) {
	err = eachOldBatch(ctx, s.pictures, cutoff, func(keys []string) error {
		unnamed, err := listUnnamed(ctx, s.db, keys)
		if err != nil || len(unnamed) == 0 {
			return err
		}
		var retired int
		err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
			err := lockKeysTx(ctx, tx, true)
			if err == nil {
				retired, err = retireTx(ctx, tx, unnamed)
			}
			return err
		})
		if err != nil {
			return err
		}
		total += retired
		return s.deleteRetired(ctx)
	})
	return total, err
}

// sweepOrphanDocuments deletes the old objects that no document has.
func (s *Service) sweepOrphanDocuments(ctx context.Context, cutoff time.Time) (total int, err error) {
	err = eachOldBatch(ctx, s.private, cutoff, func(keys []string) error {
		unnamed, err := listUnnamedDocuments(ctx, s.db, keys)
		for _, key := range unnamed {
			if err := s.private.Delete(ctx, key); err != nil {
				return err
			}
			total++
		}
		return err
	})
	return total, err
}

// eachOldBatch visits the keys of the objects that were last written before cutoff.
func eachOldBatch(ctx context.Context, store storage.Store, cutoff time.Time, visit func(keys []string) error) error {
	var batch []string
	err := store.List(ctx, "", func(object storage.Info) error {
		if object.ModTime.Before(cutoff) {
			batch = append(batch, object.Key)
		}
		if len(batch) < sweepBatch {
			return nil
		}
		full := batch
		batch = nil
		return visit(full)
	})
	if err != nil || len(batch) == 0 {
		return err
	}
	return visit(batch)
}
