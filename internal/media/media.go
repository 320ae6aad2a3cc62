// Package media keeps pictures and documents: it checks what is uploaded, encodes
// it anew, stores it, and takes away what nothing shows any more.
//
// Rows are written before objects on the way in. On the way out a row's key is
// retired with it, for good, and the object is deleted afterwards, outside any
// transaction: a retired key is never used again, so a deletion may come late or
// twice and takes nothing that a row names. A row may miss its object for a
// moment, or until the same picture is uploaded again.
package media

import (
	"context"
	"io"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
	"lapak/storage"
)

// Image is a picture that was uploaded.
type Image struct {
	ID            uuid.UUID
	Width, Height int         // of the source, upright, pixels
	Renditions    []Rendition // narrowest first, at least one
}

// Rendition is a JPEG of an image, served at /media/{Key}.
type Rendition struct {
	Key           string
	Width, Height int // pixels
}

// Subject is what shows an image, such as a product or a shop.
type Subject struct {
	Kind string
	ID   uuid.UUID
}

// Service keeps pictures in a store that is served to anybody, and documents in
// one that is not.
type Service struct {
	db       *sqlx.DB
	pictures storage.Store
	private  storage.Store
}

// New makes the service. Neither store is called yet.
func New(db *sqlx.DB, pictures, private storage.Store) *Service {
	return &Service{db: db, pictures: pictures, private: private}
}

// Upload checks a picture, encodes it and stores it. The same file uploaded again
// is the same image. Nothing shows the image until UseTx; unused for a day, it is
// swept. The errors are those of Process, and storage_unavailable.
func (s *Service) Upload(ctx context.Context, r io.Reader) (Image, error) {
	processed, err := Process(ctx, r)
	if err != nil {
		return Image{}, err
	}
	var image Image
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		image, err = saveImageTx(ctx, tx, processed)
		return err
	})
	if err != nil {
		return Image{}, err
	}
	for i, rendition := range image.Renditions {
		if err := s.pictures.Put(ctx, rendition.Key, processed.Renditions[i].Body); err != nil {
			return Image{}, err
		}
	}
	return image, nil
}

// FindImages finds the images that exist among ids.
func (s *Service) FindImages(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]Image, error) {
	if len(ids) == 0 {
		return map[uuid.UUID]Image{}, nil
	}
	return listImages(ctx, s.db, ids)
}

// Open opens a rendition by its key. What a key names never changes, so a cache
// may keep it for ever. The error is of kind NotFound for a key that names none.
func (s *Service) Open(ctx context.Context, key string) (*storage.Object, error) {
	object, err := s.pictures.Open(ctx, key)
	if apperr.KindOf(err) == apperr.Invalid {
		return nil, storage.NotFound()
	}
	return object, err
}

// UseTx notes that subject shows the image, and keeps it from the sweep. It may be
// repeated. The error is of kind NotFound where there is no such image.
func (s *Service) UseTx(ctx context.Context, tx *sqlx.Tx, imageID uuid.UUID, subject Subject) error {
	found, err := keepImageTx(ctx, tx, imageID)
	if err != nil {
		return err
	}
	if !found {
		return apperr.NewNotFound("image_not_found")
	}
	return insertUseTx(ctx, tx, imageID, subject)
}

// UnuseTx notes that subject shows the image no longer. It may be repeated.
func (s *Service) UnuseTx(ctx context.Context, tx *sqlx.Tx, imageID uuid.UUID, subject Subject) error {
	if err := lockImageTx(ctx, tx, imageID); err != nil {
		return err
	}
	if err := deleteUseTx(ctx, tx, imageID, subject); err != nil {
		return err
	}
	return releaseImageTx(ctx, tx, imageID)
}
