package api

import (
	"context"

	"github.com/google/uuid"

	"lapak/internal/festivals"
	"lapak/internal/media"
	"lapak/internal/shops"
	"lapak/internal/web"
)

// shopPictures are the pictures of shops by the shops' ids; those without one are left out.
type shopPictures map[uuid.UUID]*Picture

// picturesOf reads the pictures of shops in one query.
func (f *face) picturesOf(ctx context.Context, list ...shops.Shop) (shopPictures, error) {
	var ids []uuid.UUID
	for _, s := range list {
		if s.ImageID != nil {
			ids = append(ids, *s.ImageID)
		}
	}
	images, err := f.Media.FindImages(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := shopPictures{}
	for _, s := range list {
		if s.ImageID == nil {
			continue
		}
		if image, found := images[*s.ImageID]; found {
			out[s.ID] = new(uploadedPicture(image, s.ImageAlt))
		}
	}
	return out, nil
}

// answerShop answers with a shop as its members and the office see it, or with the error.
func (f *face) answerShop(ctx context.Context, shop shops.Shop, role shops.Role, err error) (*answer[ownShop], error) {
	if err != nil {
		return nil, err
	}
	pictures, err := f.picturesOf(ctx, shop)
	return ok(ownShopOf(shop, role, pictures), err)
}

// setShopImage uploads the shop's picture. Whose shop it is, is asked first: strangers fill no store.
func (f *face) setShopImage(ctx context.Context, in *struct {
	ShopPath
	Upload
},
) (*answer[ownShop], error) {
	actor := web.Actor(ctx)
	_, role, err := f.Shops.FindForMember(ctx, actor, in.Shop)
	if err != nil {
		return nil, err
	}
	kept, alt, err := f.readPicture(ctx, &in.Upload)
	if err != nil {
		return nil, err
	}
	shop, err := f.Shops.SetImage(ctx, actor, in.Shop, shops.Picture{ImageID: kept.ID, Alt: alt})
	return f.answerShop(ctx, shop, role, err)
}

func (f *face) updateShopImage(ctx context.Context, in *struct {
	ShopPath
	Body Alt
},
) (*answer[ownShop], error) {
	if _, err := f.Shops.SetImageAlt(ctx, web.Actor(ctx), in.Shop, in.Body.Alt); err != nil {
		return nil, err
	}
	return f.findOwnShop(ctx, &in.ShopPath)
}

func (f *face) deleteShopImage(ctx context.Context, in *ShopPath) (*empty, error) {
	_, err := f.Shops.RemoveImage(ctx, web.Actor(ctx), in.Shop)
	return done(err)
}

// setFestivalImage uploads a festival's picture. Whose festival it is, is asked first: strangers fill no store.
func (f *face) setFestivalImage(ctx context.Context, in *struct {
	FestivalPath
	Upload
},
) (*answer[OwnFestival], error) {
	actor := web.Actor(ctx)
	if _, err := f.Festivals.FindOwn(ctx, actor, in.Festival); err != nil {
		return nil, err
	}
	kept, alt, err := f.readPicture(ctx, &in.Upload)
	if err != nil {
		return nil, err
	}
	at, err := f.Festivals.SetImage(ctx, actor, in.Festival, festivals.Picture{ImageID: kept.ID, Alt: alt})
	return f.own(ctx, at, err)
}

func (f *face) deleteFestivalImage(ctx context.Context, in *FestivalPath) (*empty, error) {
	_, err := f.Festivals.RemoveImage(ctx, web.Actor(ctx), in.Festival)
	return done(err)
}

func uploadedPicture(image media.Image, alt string) Picture {
	out := Picture{Alt: alt, Renditions: make([]rendition, 0, len(image.Renditions))}
	for _, r := range image.Renditions {
		out.Renditions = append(out.Renditions, rendition{mediaURL(r.Key), r.Width, r.Height})
		out.URL, out.Width, out.Height = mediaURL(r.Key), r.Width, r.Height
	}
	return out
}
