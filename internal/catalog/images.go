package catalog

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/media"
)

// NewImage is an uploaded picture (media.Upload) and what it shows, in words.
type NewImage struct {
	ImageID uuid.UUID
	Alt     string
}

// ImageRef names a picture's place at a product, at its shop's desk.
type ImageRef struct {
	Ref
	ID uuid.UUID
}

// AddImage shows a picture as the product's last; any member of the shop may. The same picture again changes its Alt only. Errors:
// NotFound product_not_found and image_not_found; Invalid at alt; Conflict too_many_images.
func (s *Service) AddImage(ctx context.Context, actor identity.Actor, ref Ref, in NewImage) (Image, error) {
	var fields apperr.Fields
	in.Alt = fields.Text("alt", in.Alt, 1, 200)
	id, err := uuid.NewV7()
	if err != nil {
		return Image{}, fmt.Errorf("make an image id: %w", err)
	}
	err = s.edit(ctx, actor, ref, func(tx *sqlx.Tx, p editable) error {
		if err := fields.Err(); err != nil {
			return err
		}
		if err := s.Media.UseTx(ctx, tx, in.ImageID, subject(p.ID)); err != nil {
			return err
		}
		if id, err = saveImage(ctx, tx, imageRow{ID: id, ProductID: p.ID, ImageID: in.ImageID, Alt: in.Alt}); err != nil {
			return err
		}
		if images, err := countImages(ctx, tx, p.ID); err != nil || images > MaxImages {
			return orElse(err, apperr.New(apperr.Conflict, "too_many_images").With("Max", MaxImages))
		}
		return nil
	})
	if err != nil {
		return Image{}, err
	}
	p, err := s.FindForMember(ctx, actor, ref)
	if err != nil {
		return Image{}, err
	}
	for _, image := range p.Images {
		if image.ID == id {
			return image, nil
		}
	}
	return Image{}, apperr.NewNotFound("image_not_found")
}

// SetAlt changes what a picture is said to show. Errors: NotFound product_not_found and image_not_found; Invalid at alt.
func (s *Service) SetAlt(ctx context.Context, actor identity.Actor, ref ImageRef, alt string) error {
	var fields apperr.Fields
	alt = fields.Text("alt", alt, 1, 200)
	return s.edit(ctx, actor, ref.Ref, func(tx *sqlx.Tx, p editable) error {
		if err := fields.Err(); err != nil {
			return err
		}
		return updateAlt(ctx, tx, p.ID, ref.ID, alt)
	})
}

// RemoveImage shows a picture no longer. Errors: NotFound; Conflict last_image where the product is published.
func (s *Service) RemoveImage(ctx context.Context, actor identity.Actor, ref ImageRef) error {
	return s.edit(ctx, actor, ref.Ref, func(tx *sqlx.Tx, p editable) error {
		image, err := deleteImage(ctx, tx, p.ID, ref.ID)
		if err != nil {
			return err
		}
		if p.State == Published && p.Images == 1 {
			return apperr.New(apperr.Conflict, "last_image")
		}
		return s.Media.UnuseTx(ctx, tx, image, subject(p.ID))
	})
}

// OrderImages puts the pictures into an order that names each of them once; the first is shown in lists. Errors: NotFound; Invalid
// at images.
func (s *Service) OrderImages(ctx context.Context, actor identity.Actor, ref Ref, ids []uuid.UUID) error {
	return s.edit(ctx, actor, ref, func(tx *sqlx.Tx, p editable) error {
		moved, err := orderImages(ctx, tx, p.ID, ids)
		if err != nil {
			return err
		}
		if moved != p.Images || len(ids) != p.Images {
			return apperr.NewInvalid(apperr.Field{Path: "images", Code: "images_differ"})
		}
		return nil
	})
}

func subject(product uuid.UUID) media.Subject { return media.Subject{Kind: "product", ID: product} }

func orElse(err error, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
