package festivals

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/media"
	"lapak/internal/postgres"
)

// Picture is an uploaded picture (media.Upload) and what it shows, in words.
type Picture struct {
	ImageID uuid.UUID
	Alt     string
}

const maxAlt = 200

// SetImage shows a picture for an own festival in place of the one before. It promises nothing, so that it needs no reason. Errors:
// NotFound festival_not_found and image_not_found; Invalid at alt.
func (s *Service) SetImage(ctx context.Context, actor identity.Actor, slug string, picture Picture) (Festival, error) {
	return s.changeImage(ctx, actor, slug, func(tx *sqlx.Tx, f Festival) error {
		var fields apperr.Fields
		alt := fields.Text("alt", picture.Alt, 1, maxAlt)
		if err := fields.Err(); err != nil {
			return err
		}
		if err := s.Media.UseTx(ctx, tx, picture.ImageID, shownBy(f)); err != nil {
			return err
		}
		if f.ImageID.Valid && f.ImageID.UUID != picture.ImageID {
			if err := s.Media.UnuseTx(ctx, tx, f.ImageID.UUID, shownBy(f)); err != nil {
				return err
			}
		}
		return setImage(ctx, tx, f.ID, uuid.NullUUID{UUID: picture.ImageID, Valid: true}, alt)
	})
}

// SetImageAlt changes what the picture of an own festival is said to show. Errors: NotFound festival_not_found, and image_not_found where it
// has no picture; Invalid at alt.
func (s *Service) SetImageAlt(ctx context.Context, actor identity.Actor, slug, alt string) (Festival, error) {
	return s.changeImage(ctx, actor, slug, func(tx *sqlx.Tx, f Festival) error {
		if !f.ImageID.Valid {
			return apperr.NewNotFound("image_not_found")
		}
		var fields apperr.Fields
		alt := fields.Text("alt", alt, 1, maxAlt)
		if err := fields.Err(); err != nil {
			return err
		}
		return setImage(ctx, tx, f.ID, f.ImageID, alt)
	})
}

// RemoveImage shows no picture for an own festival; again, it changes nothing. Errors: NotFound festival_not_found.
func (s *Service) RemoveImage(ctx context.Context, actor identity.Actor, slug string) (Festival, error) {
	return s.changeImage(ctx, actor, slug, func(tx *sqlx.Tx, f Festival) error {
		if !f.ImageID.Valid {
			return nil
		}
		if err := s.Media.UnuseTx(ctx, tx, f.ImageID.UUID, shownBy(f)); err != nil {
			return err
		}
		return setImage(ctx, tx, f.ID, uuid.NullUUID{}, "")
	})
}

func (s *Service) changeImage(ctx context.Context, actor identity.Actor, slug string, change func(*sqlx.Tx, Festival) error) (after Festival, err error) {
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		f, err := s.LockOwnTx(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		if err := change(tx, f); err != nil {
			return err
		}
		after, err = findByID(ctx, tx, f.ID)
		return err
	})
	return after, err
}

func shownBy(f Festival) media.Subject { return media.Subject{Kind: "festival", ID: f.ID} }
