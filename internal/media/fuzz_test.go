package media_test

import (
	"bytes"
	"context"
	"image/jpeg"
	"testing"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/media"
)

// FuzzProcess holds that any bytes end in a refusal with a code of ours, or in
// renditions that are JPEGs within bounds.
func FuzzProcess(f *testing.F) {
	picture := photo(200, 210)
	for _, seed := range [][]byte{
		nil, jpegOf(f, picture), withEXIF(jpegOf(f, picture), 6), pngOf(f, picture), webpOf(200, 210),
		webpWithCanvas(200, 210, 16_383, 16_383), animatedWebP(200, 200), gifOf(f, 2),
		pngHeader(30_000, 30_000), manyScans(200, 200, 4_000), []byte("<svg/>"), []byte("%PDF-1.7"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		processed, err := media.Process(ctx, bytes.NewReader(source))
		if ctx.Err() != nil {
			return // ended in time, which is all that is asked of a slow picture
		}
		if err != nil {
			switch apperr.KindOf(err) {
			case apperr.Invalid, apperr.TooLarge, apperr.Unsupported:
				return
			}
			t.Fatalf("refused with %v", err)
		}
		for _, rendition := range processed.Renditions {
			header, err := jpeg.DecodeConfig(bytes.NewReader(rendition.Body))
			if err != nil {
				t.Fatal(err)
			}
			if header.Width != rendition.Width || header.Height != rendition.Height || header.Width > 1200 {
				t.Fatalf("a rendition of %dx%d says %dx%d", header.Width, header.Height, rendition.Width, rendition.Height)
			}
		}
	})
}
