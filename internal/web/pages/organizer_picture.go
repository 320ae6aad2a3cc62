package pages

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) festivalPicture(c *gin.Context) error {
	return s.showFestivalPicture(c, view.Form{}, http.StatusOK)
}

func (s *Site) showFestivalPicture(c *gin.Context, form view.Form, status int) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "picture")
	if err != nil {
		return err
	}
	m := view.FestivalPictureDesk{Form: form}
	if m.Picture, err = s.pictureOfFestival(ctx, d.festival); err != nil {
		return err
	}
	p, err := s.private(c, text(ctx, "organizer.tab_picture"))
	if err != nil {
		return err
	}
	return render(c, status, templates.FestivalPictureDesk(p, d.view, m))
}

// setFestivalPicture shows a picture for the festival, or with no new file, changes the words about the one that it has. Without words of
// its own a picture is described by the festival's name.
func (s *Site) setFestivalPicture(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "picture")
	if err != nil {
		return err
	}
	files, err := readFiles(c, "file")
	if c.Request.MultipartForm != nil {
		defer func() { _ = c.Request.MultipartForm.RemoveAll() }() // the system empties its folder otherwise
	}
	alt := cmp.Or(strings.TrimSpace(c.PostForm("alt")), d.festival.Name.In(i18n.Language(ctx)))
	switch {
	case err == nil:
		err = s.saveFestivalPicture(ctx, d, upload{files[0], alt})
	case apperr.KindOf(err) == apperr.Invalid && c.Request.MultipartForm != nil && d.festival.ImageID.Valid:
		_, err = s.Festivals.SetImageAlt(ctx, d.actor, d.festival.Slug, alt)
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		return s.showFestivalPicture(c, formOf(c, atField(err, "file"), nil), statusOf(c, err))
	}
	s.sayText(ctx, "organizer.done_save")
	return redirect(c, d.view.Base+"/picture")
}

func (s *Site) saveFestivalPicture(ctx context.Context, d festivalDesk, u upload) error {
	image, err := s.keepPicture(ctx, u.file)
	if err != nil {
		return err
	}
	_, err = s.Festivals.SetImage(ctx, d.actor, d.festival.Slug, festivals.Picture{ImageID: image.ID, Alt: u.alt})
	return err
}

func (s *Site) removeFestivalPicture(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "picture")
	if err != nil {
		return err
	}
	if _, err := s.Festivals.RemoveImage(ctx, d.actor, d.festival.Slug); err != nil {
		return err
	}
	s.sayText(ctx, "organizer.done_save")
	return redirect(c, d.view.Base+"/picture")
}

// pictureOfFestival is nil where the festival has none.
func (s *Site) pictureOfFestival(ctx context.Context, f festivals.Festival) (*view.Picture, error) {
	found, err := s.picturesOfFestivals(ctx, f)
	if picture, ok := found[f.ID]; ok {
		return &picture, err
	}
	return nil, err
}

// picturesOfFestivals are the pictures of festivals by the festivals' ids, in one query; those without one are left out.
func (s *Site) picturesOfFestivals(ctx context.Context, list ...festivals.Festival) (map[uuid.UUID]view.Picture, error) {
	var ids []uuid.UUID
	for _, f := range list {
		if f.ImageID.Valid {
			ids = append(ids, f.ImageID.UUID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	images, err := s.Media.FindImages(ctx, ids)
	if err != nil {
		return nil, err
	}
	found := map[uuid.UUID]view.Picture{}
	for _, f := range list {
		if image, ok := images[f.ImageID.UUID]; ok && f.ImageID.Valid {
			found[f.ID] = uploadedPicture(image, cmp.Or(f.ImageAlt, f.Name.In(i18n.Language(ctx))))
		}
	}
	return found, nil
}
