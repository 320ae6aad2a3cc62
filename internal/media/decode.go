package media

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"time"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/image/webp"
	"golang.org/x/sync/semaphore"

	"lapak/internal/apperr"
)

const (
	decodeTimeout = 20 * time.Second
	queueTimeout  = 10 * time.Second
)

// decoding bounds the memory of all decoders of the process together: its units
// are pixels, so one huge picture is decoded alone and small ones side by side.
var decoding = semaphore.NewWeighted(MaxPixels)

// format is a kind of picture that is accepted.
type format struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var formats = map[string]format{
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode},
	"image/png":  {png.DecodeConfig, png.Decode},
	"image/webp": {webpConfig, webp.Decode},
}

// upload is a picture whose type and size are known and allowed.
type upload struct {
	format
	source []byte
	size   image.Point // as it lies in the file
}

// decode reads the picture upright, on paper, at most maxWidth wide, and says how
// large the upright source is.
func decode(ctx context.Context, source []byte, maxWidth int) (*image.RGBA, image.Point, error) {
	mime := sniff(source)
	kind, ok := formats[mime]
	if !ok {
		return nil, image.Point{}, apperr.New(apperr.Unsupported, "image_unsupported")
	}
	size, err := measure(kind, source)
	if err != nil {
		return nil, image.Point{}, err
	}
	turn := orientation(mime, source)
	scaled := turn.size(fit(turn.size(size), maxWidth))
	picture, err := upload{kind, source, size}.decode(ctx, scaled)
	if err != nil {
		return nil, image.Point{}, err
	}
	return turn.apply(picture), turn.size(size), nil
}

// sniff names the type by the content alone. Variants, such as an animated PNG,
// count as their base.
func sniff(source []byte) string {
	for mime := mimetype.Detect(source); mime != nil; mime = mime.Parent() {
		if _, ok := formats[mime.String()]; ok {
			return mime.String()
		}
	}
	return ""
}

// measure reads the size from the header, before anything is decoded.
func measure(kind format, source []byte) (image.Point, error) {
	header, err := kind.config(bytes.NewReader(source))
	if err != nil {
		return image.Point{}, apperr.Wrap(err, apperr.Invalid, "image_unreadable")
	}
	size := image.Pt(header.Width, header.Height)
	short, long := min(size.X, size.Y), max(size.X, size.Y)
	switch {
	case int64(short)*int64(long) > MaxPixels:
		return size, apperr.New(apperr.Invalid, "image_too_many_pixels").With("megapixels", MaxPixels/1_000_000)
	case short < MinSide:
		return size, apperr.New(apperr.Invalid, "image_too_small").With("pixels", MinSide)
	case long > MaxProportion*short:
		return size, apperr.New(apperr.Invalid, "image_too_narrow").With("times", MaxProportion)
	}
	return size, nil
}

// decode holds the decoded source only until it has been scaled.
func (u upload) decode(ctx context.Context, scaled image.Point) (*image.RGBA, error) {
	pixels := int64(u.size.X) * int64(u.size.Y)
	if err := queue(ctx, pixels); err != nil {
		return nil, err
	}
	defer decoding.Release(pixels)
	limited, cancel := context.WithTimeout(ctx, decodeTimeout)
	defer cancel()
	picture, err := u.format.decode(&timedReader{limited, bytes.NewReader(u.source)})
	if err == nil && picture.Bounds().Size() != u.size {
		err = errors.New("the picture is not of the size that its header says")
	}
	var out *image.RGBA
	if err == nil {
		out, err = shrink(limited, picture, scaled)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, apperr.Wrap(err, apperr.Invalid, "image_unreadable")
	}
	return out, nil
}

// queue waits for the memory that decoding so many pixels needs.
func queue(ctx context.Context, pixels int64) error {
	waiting, cancel := context.WithTimeout(ctx, queueTimeout)
	defer cancel()
	if err := decoding.Acquire(waiting, pixels); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return apperr.Wrap(err, apperr.Unavailable, "busy").After(queueTimeout)
	}
	return nil
}

// timedBytes is how much a decoder gets before the time is looked at again: few,
// since so few can already ask for many passes over the picture.
const timedBytes = 512

// timedReader ends a decoder that works for too long, such as on a JPEG of
// thousands of scans, since decoders know no context.
type timedReader struct {
	ctx context.Context
	r   io.Reader
}

func (t *timedReader) Read(p []byte) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	return t.r.Read(p[:min(len(p), timedBytes)])
}
