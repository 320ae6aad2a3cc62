package api

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/checkout"
	"lapak/internal/media"
	"lapak/internal/web"
)

const maxAltBytes = 1000

// Upload is a form that is read while it arrives, part by part: nothing of it touches the disk.
type Upload struct{ parts *multipart.Reader }

// Resolve takes the request's body before anything else reads it.
func (u *Upload) Resolve(hc huma.Context) []error {
	parts, err := humagin.Unwrap(hc).Request.MultipartReader()
	if err != nil {
		return []error{apperr.Wrap(err, apperr.Unsupported, "unsupported_media_type")}
	}
	u.parts = parts
	return nil
}

// read is each, of a form that must have a file.
func (u *Upload) read(takers map[string]func(io.Reader) error) error {
	seen, err := u.each(takers)
	if err == nil && !seen["file"] {
		err = apperr.NewInvalid(apperr.Field{Path: "form.file", Code: "required"})
	}
	return err
}

// each hands each part to what takes it by its name, and gives the names; a part that nobody takes is refused.
func (u *Upload) each(takers map[string]func(io.Reader) error) (map[string]bool, error) {
	seen := map[string]bool{}
	for {
		part, err := u.parts.NextPart()
		if errors.Is(err, io.EOF) {
			return seen, nil
		}
		if err != nil {
			return nil, broken(err)
		}
		name := part.FormName()
		take, known := takers[name]
		if !known || seen[name] {
			return nil, apperr.NewInvalid(apperr.Field{Path: "form." + name, Code: "unknown_field"})
		}
		seen[name] = true
		if err := take(part); err != nil {
			return nil, err
		}
	}
}

func broken(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return apperr.Wrap(err, apperr.TooLarge, "body_too_large")
	}
	return apperr.Wrap(err, apperr.BadRequest, "malformed_form")
}

// createImage uploads a picture. Whose product it is, is asked first: strangers fill no store.
func (f *face) createImage(ctx context.Context, in *struct {
	ProductPath
	Upload
},
) (*answer[ownImage], error) {
	if _, err := f.Catalog.FindForMember(ctx, web.Actor(ctx), in.ref()); err != nil {
		return nil, err
	}
	kept, alt, err := f.readPicture(ctx, &in.Upload)
	if err != nil {
		return nil, err
	}
	image, err := f.Catalog.AddImage(ctx, web.Actor(ctx), in.ref(), catalog.NewImage{ImageID: kept.ID, Alt: alt})
	return ok(ownImage{image.ID, pictureOf(image)}, err)
}

// readPicture keeps the picture of a form, and gives what it is said to show.
func (f *face) readPicture(ctx context.Context, form *Upload) (kept media.Image, alt string, err error) {
	err = form.read(map[string]func(io.Reader) error{
		"file": func(r io.Reader) (err error) {
			kept, err = f.Media.Upload(ctx, r)
			return err
		},
		"alt": func(r io.Reader) error {
			text, err := io.ReadAll(io.LimitReader(r, maxAltBytes+1))
			alt = string(text)
			if err != nil {
				return broken(err)
			}
			return nil
		},
	})
	return kept, alt, err
}

func (f *face) attachProof(ctx context.Context, in *struct {
	OrderPath
	Upload
},
) (*empty, error) {
	return done(in.read(map[string]func(io.Reader) error{
		"file": func(r io.Reader) error { return f.Checkout.AttachProof(ctx, in.reader(ctx), in.Number, r) },
	}))
}

func (f *face) attachStallProof(ctx context.Context, in *struct {
	ApplicationPath
	Upload
},
) (*empty, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	of := checkout.StallFee{Festival: in.Festival, Application: id}
	return done(in.read(map[string]func(io.Reader) error{
		"file": func(r io.Reader) error { return f.Checkout.AttachStallProof(ctx, web.Actor(ctx), of, r) },
	}))
}

// ImagePath names a picture's place at a product.
type ImagePath struct {
	ProductPath
	ID string `path:"id" doc:"UUID."`
}

func (p ImagePath) ref() (catalog.ImageRef, error) {
	id, err := parseID(p.ID, "image_not_found")
	return catalog.ImageRef{Ref: p.ProductPath.ref(), ID: id}, err
}

// Alt says in words what a picture shows.
type Alt struct {
	Alt string `json:"alt" minLength:"1" maxLength:"200"`
}

func (f *face) updateImage(ctx context.Context, in *struct {
	ImagePath
	Body Alt
},
) (*answer[ownProduct], error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	if err := f.Catalog.SetAlt(ctx, web.Actor(ctx), ref, in.Body.Alt); err != nil {
		return nil, err
	}
	return f.findOwnProduct(ctx, &in.ProductPath)
}

func (f *face) deleteImage(ctx context.Context, in *ImagePath) (*empty, error) {
	ref, err := in.ref()
	if err != nil {
		return nil, err
	}
	return done(f.Catalog.RemoveImage(ctx, web.Actor(ctx), ref))
}

// ImageOrder names each picture of a product once.
type ImageOrder struct {
	Images []string `json:"images" maxItems:"10" doc:"UUIDs; the first is shown in lists."`
}

func (f *face) orderImages(ctx context.Context, in *struct {
	ProductPath
	Body ImageOrder
},
) (*answer[ownProduct], error) {
	ids, err := parseIDs(in.Body.Images)
	if err != nil {
		return nil, err
	}
	if err := f.Catalog.OrderImages(ctx, web.Actor(ctx), in.ref(), ids); err != nil {
		return nil, err
	}
	return f.findOwnProduct(ctx, &in.ProductPath)
}

// describeUploads writes the forms into the document, since huma does not read them.
func (f *face) describeUploads() {
	file := &huma.Schema{Type: huma.TypeString, Format: "binary", Description: "The file itself."}
	alt := &huma.Schema{Type: huma.TypeString, Description: "What the picture shows, in words.", Examples: []any{"Secangkir kopi di atas meja bambu"}}
	paths := f.api.OpenAPI().Paths
	paths["/seller/shops/{shop}/products/{product}/images"].Post.RequestBody = formOf(map[string]*huma.Schema{"file": file, "alt": alt}, "file", "alt")
	paths["/seller/shops/{shop}/image"].Post.RequestBody = formOf(map[string]*huma.Schema{"file": file, "alt": alt}, "file", "alt")
	paths["/organizer/festivals/{festival}/image"].Post.RequestBody = formOf(map[string]*huma.Schema{"file": file, "alt": alt}, "file", "alt")
	paths["/orders/{number}/proof"].Post.RequestBody = formOf(map[string]*huma.Schema{"file": file}, "file")
	paths["/festivals/{festival}/applications/{id}/proof"].Post.RequestBody = formOf(map[string]*huma.Schema{"file": file}, "file")
	text := func(words, example string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Description: words, Examples: []any{example}}
	}
	paths["/seller/shops/{shop}/evidence"].Post.RequestBody = formOf(map[string]*huma.Schema{
		"criterion": text("Id of the rule.", "S-LEG-01"), "product": text("Slug, for a rule about a product.", "kopi-robusta-lerek"),
		"number": text("As the paper shows it.", "1234567890123"), "valid_until": text("The last day on which the paper counts.", "2027-03-31"),
		"statement": text("A self-declaration, which needs no file.", "Seluruh bahan dari kebun sendiri."), "file": file,
	}, "criterion")
}

func formOf(fields map[string]*huma.Schema, required ...string) *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Properties: fields, Required: required}},
	}}
}
