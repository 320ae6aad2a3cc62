package shops

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/media"
)

// Picture is an uploaded picture (media.Upload) and what it shows, in words.
type Picture struct {
	ImageID uuid.UUID
	Alt     string
}

// SetImage shows a picture for the shop in place of the one before; any member may. Errors: NotFound shop_not_found and image_not_found;
// Invalid at alt.
func (s *Service) SetImage(ctx context.Context, actor identity.Actor, slug string, picture Picture) (Shop, error) {
	var fields apperr.Fields
	picture.Alt = fields.Text("alt", picture.Alt, 1, maxAlt)
	return s.change(ctx, actor, slug, func(tx *sqlx.Tx, shop Shop) error {
		if err := fields.Err(); err != nil {
			return err
		}
		if err := s.media.UseTx(ctx, tx, picture.ImageID, shownBy(shop)); err != nil {
			return err
		}
		if old := shop.ImageID; old != nil && picture.ImageID != *old {
			if err := s.media.UnuseTx(ctx, tx, *old, shownBy(shop)); err != nil {
				return err
			}
		}
		return setImage(ctx, tx, shop.ID, &picture.ImageID, picture.Alt)
	})
}

// SetImageAlt changes what the shop's picture is said to show; any member may. Errors: NotFound shop_not_found, and image_not_found where
// the shop has no picture; Invalid at alt.
func (s *Service) SetImageAlt(ctx context.Context, actor identity.Actor, slug, alt string) (Shop, error) {
	var fields apperr.Fields
	alt = fields.Text("alt", alt, 1, maxAlt)
	return s.change(ctx, actor, slug, func(tx *sqlx.Tx, shop Shop) error {
		if shop.ImageID == nil {
			return apperr.NewNotFound("image_not_found")
		}
		if err := fields.Err(); err != nil {
			return err
		}
		return setImage(ctx, tx, shop.ID, shop.ImageID, alt)
	})
}

// RemoveImage shows no picture for the shop; any member may, and again. Errors: NotFound shop_not_found.
func (s *Service) RemoveImage(ctx context.Context, actor identity.Actor, slug string) (Shop, error) {
	return s.change(ctx, actor, slug, func(tx *sqlx.Tx, shop Shop) error {
		if shop.ImageID == nil {
			return nil
		}
		if err := s.media.UnuseTx(ctx, tx, *shop.ImageID, shownBy(shop)); err != nil {
			return err
		}
		return setImage(ctx, tx, shop.ID, nil, "")
	})
}

// maxAlt bounds the words about a picture, in characters.
const maxAlt = 200

func shownBy(shop Shop) media.Subject { return media.Subject{Kind: "shop", ID: shop.ID} }
