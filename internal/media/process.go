package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"net/http"

	"lapak/internal/apperr"
)

// What an uploaded picture may be.
const (
	MaxImageBytes = 15 << 20
	MaxPixels     = 30_000_000
	MinSide       = 200 // pixels; below it, a picture shows nothing on a phone
	MaxProportion = 10  // the longer side by the shorter
)

const jpegQuality = 82

// renditionWidths are those of a card, a phone and a desk, in pixels.
var renditionWidths = []int{240, 600, 1200}

// Processed is a picture that was checked and encoded anew: upright, opaque, and
// without anything of the source but what is seen.
type Processed struct {
	SourceSHA256  [sha256.Size]byte
	Width, Height int // of the source, upright, pixels
	Renditions    []Encoded
}

// Encoded is one JPEG of a picture.
type Encoded struct {
	Key           string // from the content: the same bytes have the same key
	Width, Height int    // pixels
	Body          []byte
}

// Process checks a picture and encodes its renditions, narrowest first. No
// rendition is wider than the source: the widest of a small picture is its own
// size. The errors' codes are image_empty, image_too_large, image_unsupported,
// image_unreadable, image_too_many_pixels, image_too_small, image_too_narrow,
// upload_incomplete and busy.
func Process(ctx context.Context, r io.Reader) (Processed, error) {
	source, err := readAll(r, MaxImageBytes, "image")
	if err != nil {
		return Processed{}, err
	}
	widest := renditionWidths[len(renditionWidths)-1]
	picture, size, err := decode(ctx, source, widest)
	if err != nil {
		return Processed{}, err
	}
	out := Processed{SourceSHA256: sha256.Sum256(source), Width: size.X, Height: size.Y}
	for _, width := range renditionWidths {
		rendition, err := encode(ctx, picture, width)
		if err != nil {
			return Processed{}, err
		}
		out.Renditions = append(out.Renditions, rendition)
		if width >= size.X {
			break
		}
	}
	return out, nil
}

// encode draws the picture at most maxWidth wide as a JPEG, without metadata.
func encode(ctx context.Context, picture *image.RGBA, maxWidth int) (Encoded, error) {
	scaled, err := shrink(ctx, picture, fit(picture.Bounds().Size(), maxWidth))
	if err != nil {
		return Encoded{}, err
	}
	var body bytes.Buffer
	if err := jpeg.Encode(&body, scaled, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return Encoded{}, err
	}
	size := scaled.Bounds().Size()
	return Encoded{Key: objectKey{content: contentOf(body.Bytes())}.String(), Width: size.X, Height: size.Y, Body: body.Bytes()}, nil
}

// fit is the size within maxWidth, never larger than size itself.
func fit(size image.Point, maxWidth int) image.Point {
	if size.X <= maxWidth {
		return size
	}
	height := (size.Y*maxWidth + size.X/2) / size.X
	return image.Pt(maxWidth, max(height, 1))
}

// readAll reads an upload of at most limit bytes. subject begins the codes.
func readAll(r io.Reader, limit int64, subject string) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge), err == nil && int64(len(body)) > limit:
		return nil, apperr.New(apperr.TooLarge, subject+"_too_large").With("megabytes", limit>>20)
	case err != nil:
		return nil, apperr.Wrap(err, apperr.BadRequest, "upload_incomplete")
	case len(body) == 0:
		return nil, apperr.New(apperr.Invalid, subject+"_empty")
	}
	return body, nil
}
