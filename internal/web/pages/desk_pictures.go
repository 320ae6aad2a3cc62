package pages

import (
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/media"
)

// uploadMemory is how much of an upload stays in memory, in bytes; the rest waits in files of the system.
const uploadMemory = 4 << 20

// addPictures takes one or several pictures from a camera or a gallery. Without words of its own a picture is described by the
// product's title, which its shop may change afterwards.
func (s *Site) addPictures(c *gin.Context) error {
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	product, err := s.Catalog.FindForMember(c.Request.Context(), d.actor, catalog.Ref{Shop: d.shop.Slug, Product: c.Param("product")})
	if err != nil {
		return err
	}
	if err := s.savePictures(c, d, product); err != nil {
		if !refused(err) {
			return err
		}
		return s.showEditor(c, d, editorForm{err: atField(err, "file")})
	}
	s.sayText(c.Request.Context(), "desk.done_pictures")
	return redirect(c, d.view.Base+"/products/"+product.Slug+"#pictures-part")
}

func (s *Site) savePictures(c *gin.Context, d desk, p catalog.Product) error {
	files, err := readFiles(c, "file")
	if err != nil {
		return err
	}
	defer func() { _ = c.Request.MultipartForm.RemoveAll() }() // the system empties its folder otherwise
	if len(p.Images)+len(files) > catalog.MaxImages {
		return apperr.New(apperr.Conflict, "too_many_images").With("Max", catalog.MaxImages)
	}
	alt := c.PostForm("alt")
	if alt == "" {
		alt = p.Title
	}
	for _, file := range files {
		if err := s.savePicture(c.Request.Context(), d, catalog.Ref{Shop: d.shop.Slug, Product: p.Slug}, upload{file, alt}); err != nil {
			return err
		}
	}
	return nil
}

// upload is a file and what it shows.
type upload struct {
	file *multipart.FileHeader
	alt  string
}

// keepPicture checks a file and stores it as a picture that nothing shows yet.
func (s *Site) keepPicture(ctx context.Context, sent *multipart.FileHeader) (media.Image, error) {
	file, err := sent.Open()
	if err != nil {
		return media.Image{}, apperr.Wrap(err, apperr.Invalid, "upload_incomplete")
	}
	defer func() { _ = file.Close() }() // it was only read
	return s.Media.Upload(ctx, file)
}

func (s *Site) savePicture(ctx context.Context, d desk, ref catalog.Ref, u upload) error {
	image, err := s.keepPicture(ctx, u.file)
	if err != nil {
		return err
	}
	_, err = s.Catalog.AddImage(ctx, d.actor, ref, catalog.NewImage{ImageID: image.ID, Alt: u.alt})
	return err
}

// readFiles reads the files of a form; at least one is needed. The caller removes them.
func readFiles(c *gin.Context, name string) ([]*multipart.FileHeader, error) {
	err := c.Request.ParseMultipartForm(uploadMemory)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, apperr.Wrap(err, apperr.TooLarge, "body_too_large")
	case err != nil:
		return nil, apperr.Wrap(err, apperr.Invalid, "upload_incomplete")
	}
	files := slices.DeleteFunc(c.Request.MultipartForm.File[name], func(f *multipart.FileHeader) bool { return f.Filename == "" && f.Size == 0 })
	if len(files) == 0 {
		return nil, apperr.NewInvalid(apperr.Field{Path: name, Code: "required"})
	}
	return files, nil
}

// atField puts a refusal that names no field beside one.
func atField(err error, name string) error {
	if own := apperr.As(err); own != nil && len(own.Fields) == 0 {
		return own.At(name)
	}
	return err
}

// pictureOfDesk names the picture of the address; what is no id is not found.
func pictureOfDesk(c *gin.Context, d desk) (catalog.ImageRef, error) {
	id, err := uuid.Parse(c.Param("image"))
	if err != nil {
		return catalog.ImageRef{}, apperr.NewNotFound("image_not_found")
	}
	return catalog.ImageRef{Ref: catalog.Ref{Shop: d.shop.Slug, Product: c.Param("product")}, ID: id}, nil
}

func (s *Site) describePicture(c *gin.Context) error {
	return s.changePicture(c, func(ctx context.Context, d desk, ref catalog.ImageRef) error {
		return s.Catalog.SetAlt(ctx, d.actor, ref, c.PostForm("alt"))
	})
}

func (s *Site) removePicture(c *gin.Context) error {
	return s.changePicture(c, func(ctx context.Context, d desk, ref catalog.ImageRef) error {
		return s.Catalog.RemoveImage(ctx, d.actor, ref)
	})
}

// movePicture gives a picture another place; the first is the one that lists show.
func (s *Site) movePicture(c *gin.Context) error {
	return s.changePicture(c, func(ctx context.Context, d desk, ref catalog.ImageRef) error {
		product, err := s.Catalog.FindForMember(ctx, d.actor, ref.Ref)
		if err != nil {
			return err
		}
		order, err := moved(product.Images, ref.ID, c.PostForm("to"))
		if err != nil {
			return err
		}
		return s.Catalog.OrderImages(ctx, d.actor, ref.Ref, order)
	})
}

// moved is the order of the pictures with one of them at another place.
func moved(images []catalog.Image, id uuid.UUID, to string) ([]uuid.UUID, error) {
	var others []uuid.UUID
	for _, image := range images {
		if image.ID != id {
			others = append(others, image.ID)
		}
	}
	place, err := strconv.Atoi(to)
	switch {
	case len(others) == len(images):
		return nil, apperr.NewNotFound("image_not_found")
	case err != nil || place < 0 || place > len(others):
		return nil, apperr.New(apperr.Conflict, "images_differ")
	}
	return slices.Insert(others, place, id), nil
}

func (s *Site) changePicture(c *gin.Context, change func(context.Context, desk, catalog.ImageRef) error) error {
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	ref, err := pictureOfDesk(c, d)
	if err != nil {
		return err
	}
	if err := change(c.Request.Context(), d, ref); err != nil {
		if !refused(err) {
			return err
		}
		return s.showEditor(c, d, editorForm{err: err})
	}
	s.sayText(c.Request.Context(), "desk.done_pictures")
	return redirect(c, d.view.Base+"/products/"+ref.Product+"#pictures-part")
}
