package pages

import (
	"cmp"
	"context"
	"strings"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/shops"
)

// setShopPicture shows a picture for the shop, or with no new file, changes the words about the one that it has. Without words of its own
// a picture is described by the shop's name.
func (s *Site) setShopPicture(c *gin.Context) error {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	files, err := readFiles(c, "file")
	if c.Request.MultipartForm != nil {
		defer func() { _ = c.Request.MultipartForm.RemoveAll() }() // the system empties its folder otherwise
	}
	alt := cmp.Or(strings.TrimSpace(c.PostForm("alt")), d.shop.Name)
	switch {
	case err == nil:
		err = s.saveShopPicture(c.Request.Context(), d, upload{files[0], alt})
	case apperr.KindOf(err) == apperr.Invalid && c.Request.MultipartForm != nil && d.shop.ImageID != nil:
		_, err = s.Shops.SetImageAlt(c.Request.Context(), d.actor, d.shop.Slug, alt)
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		return s.showProfile(c, d, profileForms{picture: formOf(c, atField(err, "file"), nil), status: statusOf(c, err)})
	}
	s.sayText(c.Request.Context(), "desk.done_picture")
	return redirect(c, d.view.Base+"/shop#picture")
}

func (s *Site) saveShopPicture(ctx context.Context, d desk, u upload) error {
	image, err := s.keepPicture(ctx, u.file)
	if err != nil {
		return err
	}
	_, err = s.Shops.SetImage(ctx, d.actor, d.shop.Slug, shops.Picture{ImageID: image.ID, Alt: u.alt})
	return err
}

func (s *Site) removeShopPicture(c *gin.Context) error {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	if _, err := s.Shops.RemoveImage(c.Request.Context(), d.actor, d.shop.Slug); err != nil {
		return err
	}
	s.sayText(c.Request.Context(), "desk.done_picture")
	return redirect(c, d.view.Base+"/shop#picture")
}
