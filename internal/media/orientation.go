package media

import (
	"bytes"
	"image"

	"github.com/bep/imagemeta"
)

// turn is an EXIF orientation, 1 to 8: how the camera was held.
type turn int

const upright turn = 1

var metaFormats = map[string]imagemeta.ImageFormat{
	"image/jpeg": imagemeta.JPEG,
	"image/png":  imagemeta.PNG,
	"image/webp": imagemeta.WebP,
}

// orientation reads the EXIF tag. Damaged metadata is no reason to refuse a
// picture: it is shown as it lies in the file.
func orientation(mime string, source []byte) turn {
	found := upright
	_, err := imagemeta.Decode(imagemeta.Options{
		R:           bytes.NewReader(source),
		ImageFormat: metaFormats[mime],
		Sources:     imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool {
			return tag.Tag == "Orientation" && tag.Namespace == "IFD0"
		},
		HandleTag: func(tag imagemeta.TagInfo) error {
			if value, ok := tag.Value.(uint16); ok && value >= 1 && value <= 8 {
				found = turn(value)
			}
			return imagemeta.ErrStopWalking
		},
	})
	if err != nil {
		return upright
	}
	return found
}

// size is the size after turning, and before it: turning back swaps alike.
func (t turn) size(p image.Point) image.Point {
	if t >= 5 {
		return image.Pt(p.Y, p.X)
	}
	return p
}

// apply turns the picture upright.
func (t turn) apply(src *image.RGBA) *image.RGBA {
	if t == upright {
		return src
	}
	dst := image.NewRGBA(image.Rectangle{Max: t.size(src.Bounds().Size())})
	for y := range dst.Rect.Max.Y {
		for x := range dst.Rect.Max.X {
			from := t.source(x, y, src.Rect.Max)
			copy(dst.Pix[dst.PixOffset(x, y):][:4], src.Pix[src.PixOffset(from.X, from.Y):][:4])
		}
	}
	return dst
}

// source is where the upright pixel lies in a file of the given size.
func (t turn) source(x, y int, size image.Point) image.Point {
	right, bottom := size.X-1, size.Y-1
	switch t {
	case 2:
		return image.Pt(right-x, y)
	case 3:
		return image.Pt(right-x, bottom-y)
	case 4:
		return image.Pt(x, bottom-y)
	case 5:
		return image.Pt(y, x)
	case 6:
		return image.Pt(y, bottom-x)
	case 7:
		return image.Pt(right-y, bottom-x)
	case 8:
		return image.Pt(right-y, x)
	}
	return image.Pt(x, y)
}
