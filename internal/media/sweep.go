package media

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/storage"
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
	var err error
	if swept.Images, err = s.sweepImages(ctx, cutoff); err != nil {
		return swept, err
	}
	if swept.Documents, err = s.sweepDocuments(ctx, cutoff); err != nil {
		return swept, err
	}
	for _, shelf := range []shelf{
		{s.pictures, listUnnamed, s.deletePicture},
		{s.private, listUnnamedDocuments, s.deleteDocument},
	} {
		orphans, err := s.sweepOrphans(ctx, shelf, cutoff)
		swept.Orphans += orphans
		if err != nil {
			return swept, err
		}
	}
	return swept, nil
}

// shelf is a store, how to learn which of its keys no row names, and how to
// delete one.
type shelf struct {
	store   storage.Store
	unnamed func(context.Context, *sqlx.DB, []string) ([]string, error)
	remove  func(context.Context, string) (bool, error)
}

func (s *Service) sweepImages(ctx context.Context, cutoff time.Time) (total int, err error) {
	for {
		var count int
		var keys []string
		err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) (err error) {
			count, keys, err = deleteUnusedTx(ctx, tx, cutoff, sweepBatch)
			return err
		})
		if err != nil || count == 0 {
			return total, err
		}
		total += count
		for _, key := range keys {
			if _, err := s.deletePicture(ctx, key); err != nil {
				return total, err
			}
		}
	}
}

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
			if _, err := s.deleteDocument(ctx, key); err != nil {
				return total, err
			}
		}
	}
}

// deletePicture deletes the object unless a rendition names it, as one may of an
// image whose pixels are the same, or that was uploaded a moment ago. It is the
// one call of the network inside a transaction: the lock must outlast it.
func (s *Service) deletePicture(ctx context.Context, key string) (deleted bool, err error) {
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		named, err := isNamedTx(ctx, tx, key)
		if err != nil || named {
			return err
		}
		deleted = true
		return s.pictures.Delete(ctx, key)
	})
	return deleted && err == nil, err
}

// deleteDocument needs no lock: a document's key is never used again.
func (s *Service) deleteDocument(ctx context.Context, key string) (bool, error) {
	err := s.private.Delete(ctx, key)
	return err == nil, err
}

// sweepOrphans deletes the old objects of a shelf that no row names.
func (s *Service) sweepOrphans(ctx context.Context, shelf shelf, cutoff time.Time) (total int, err error) {
	var batch []string
	flush := func() error {
		orphans, err := shelf.unnamed(ctx, s.db, batch)
		batch = batch[:0]
		for _, key := range orphans {
			deleted, err := shelf.remove(ctx, key)
			if err != nil {
				return err
			}
			if deleted {
				total++
			}
		}
		return err
	}
	err = shelf.store.List(ctx, "", func(object storage.Info) error {
		if object.ModTime.Before(cutoff) {
			batch = append(batch, object.Key)
		}
		if len(batch) < sweepBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return total, err
	}
	return total, flush()
}
