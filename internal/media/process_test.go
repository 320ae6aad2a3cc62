package media_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"lapak/internal/apperr"
	"lapak/internal/media"
)

func TestRenditionsAreNeverWiderThanTheSource(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source []byte
		want   []image.Point
	}{
		"a large photo":       {jpegOf(t, photo(2000, 1500)), []image.Point{{240, 180}, {600, 450}, {1200, 900}}},
		"exactly the widest":  {jpegOf(t, photo(1200, 1200)), []image.Point{{240, 240}, {600, 600}, {1200, 1200}}},
		"between two widths":  {jpegOf(t, photo(900, 600)), []image.Point{{240, 160}, {600, 400}, {900, 600}}},
		"exactly the middle":  {pngOf(t, photo(600, 301)), []image.Point{{240, 120}, {600, 301}}},
		"under the narrowest": {pngOf(t, photo(210, 2000)), []image.Point{{210, 2000}}},
		"a WebP":              {webpOf(300, 220), []image.Point{{240, 176}, {300, 220}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			processed := process(t, c.source)
			var got []image.Point
			for _, rendition := range processed.Renditions {
				header, err := jpeg.DecodeConfig(bytes.NewReader(rendition.Body))
				check(t, err)
				if header.Width != rendition.Width || header.Height != rendition.Height {
					t.Errorf("a rendition of %dx%d says %dx%d", header.Width, header.Height, rendition.Width, rendition.Height)
				}
				got = append(got, image.Pt(rendition.Width, rendition.Height))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("sizes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestKeysComeFromTheContent(t *testing.T) {
	t.Parallel()
	plain := jpegOf(t, photo(700, 500))
	once, again := process(t, plain), process(t, plain)
	if diff := cmp.Diff(once, again); diff != "" {
		t.Fatalf("the same picture gave two results:\n%s", diff)
	}
	tagged := process(t, withEXIF(plain, 1))
	if tagged.SourceSHA256 == once.SourceSHA256 {
		t.Error("two sources have one hash")
	}
	if diff := cmp.Diff(once.Renditions, tagged.Renditions); diff != "" {
		t.Errorf("the same pixels gave other renditions:\n%s", diff)
	}
	seen := map[string]bool{}
	for _, rendition := range once.Renditions {
		if len(rendition.Key) != 44 || !strings.HasSuffix(rendition.Key, ".jpg") || seen[rendition.Key] {
			t.Errorf("key %q", rendition.Key)
		}
		seen[rendition.Key] = true
	}
}

func TestPictureIsTurnedUpright(t *testing.T) {
	t.Parallel()
	// Corners of the upright picture, clockwise from the top left.
	want := []color.RGBA{red, green, blue, black}
	for orientation := 1; orientation <= 8; orientation++ {
		source := withEXIF(jpegOf(t, turned(corners(400, 300), orientation)), orientation)
		processed := process(t, source)
		if processed.Width != 400 || processed.Height != 300 {
			t.Errorf("orientation %d: upright size %dx%d", orientation, processed.Width, processed.Height)
		}
		for _, rendition := range processed.Renditions {
			picture := decodeJPEG(t, rendition.Body)
			right, bottom := rendition.Width-20, rendition.Height-20
			for i, at := range []image.Point{{20, 20}, {right, 20}, {right, bottom}, {20, bottom}} {
				if !near(picture.At(at.X, at.Y), want[i]) {
					t.Errorf("orientation %d, width %d: corner %d is %v", orientation, rendition.Width, i, picture.At(at.X, at.Y))
				}
			}
		}
	}
}

func TestDamagedOrientationIsIgnored(t *testing.T) {
	t.Parallel()
	for _, orientation := range []int{0, 9, 65535} {
		processed := process(t, withEXIF(jpegOf(t, photo(400, 300)), orientation))
		if processed.Width != 400 || processed.Height != 300 {
			t.Errorf("orientation %d: %dx%d", orientation, processed.Width, processed.Height)
		}
	}
}

func TestNothingOfTheSourceButThePixelsIsKept(t *testing.T) {
	t.Parallel()
	const script = "<script>alert(1)</script>"
	plain := jpegOf(t, photo(700, 500))
	for name, source := range map[string][]byte{
		"position in EXIF":       withEXIF(plain, 1),
		"markup in a comment":    withSegment(plain, 0xfe, []byte(script)),
		"archive at the end":     append(bytes.Clone(plain), "PK\x03\x04"+script...),
		"text in a PNG":          withPNGText(pngOf(t, photo(700, 500)), script),
		"markup after the PNG":   append(pngOf(t, photo(700, 500)), script...),
		"program in APP segment": withSegment(plain, 0xe2, []byte("MZ"+script)),
	} {
		for _, rendition := range process(t, source).Renditions {
			for _, trace := range []string{"Exif", "GPS", gpsTrace, "script", "PK\x03\x04", "Adobe", "JFIF-not"} {
				if bytes.Contains(rendition.Body, []byte(trace)) {
					t.Errorf("%s: the rendition of %d contains %q", name, rendition.Width, trace)
				}
			}
			for _, marker := range []byte{0xe1, 0xe2, 0xed, 0xfe} {
				if bytes.Contains(rendition.Body[:600], []byte{0xff, marker}) {
					t.Errorf("%s: the rendition has the metadata segment %x", name, marker)
				}
			}
		}
	}
}

func TestTransparentPictureLiesOnPaper(t *testing.T) {
	t.Parallel()
	processed := process(t, pngOf(t, image.NewNRGBA(image.Rect(0, 0, 500, 300))))
	for _, rendition := range processed.Renditions {
		if got := decodeJPEG(t, rendition.Body).At(50, 50); !near(got, color.RGBA{0xfb, 0xf8, 0xf2, 0xff}) {
			t.Errorf("width %d: %v", rendition.Width, got)
		}
	}
}

func TestEveryColourModelKeepsItsColour(t *testing.T) {
	t.Parallel()
	bounds := image.Rect(0, 0, 400, 300)
	for name, canvas := range map[string]settable{
		"8 bits":      image.NewNRGBA(bounds),
		"16 bits":     image.NewNRGBA64(bounds),
		"palette":     image.NewPaletted(bounds, color.Palette{blue, red}),
		"opaque RGBA": image.NewRGBA(bounds),
	} {
		fill(canvas, red)
		for _, rendition := range process(t, pngOf(t, canvas)).Renditions {
			if got := decodeJPEG(t, rendition.Body).At(100, 100); !near(got, red) {
				t.Errorf("%s, width %d: %v", name, rendition.Width, got)
			}
		}
	}
}

func TestRefusedPictures(t *testing.T) {
	t.Parallel()
	whole := jpegOf(t, photo(700, 500))
	wholePNG := pngOf(t, photo(700, 500))
	for name, c := range map[string]struct {
		source []byte
		kind   apperr.Kind
		code   string
	}{
		"empty":                      {nil, apperr.Invalid, "image_empty"},
		"one byte over the limit":    {append(bytes.Clone(whole), make([]byte, media.MaxImageBytes+1-len(whole))...), apperr.TooLarge, "image_too_large"},
		"random bytes":               {random(100_000), apperr.Unsupported, "image_unsupported"},
		"text":                       {[]byte("not a picture"), apperr.Unsupported, "image_unsupported"},
		"SVG with a script":          {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), apperr.Unsupported, "image_unsupported"},
		"HTML":                       {[]byte("<!DOCTYPE html><html><script>alert(1)</script></html>"), apperr.Unsupported, "image_unsupported"},
		"PDF":                        {[]byte("%PDF-1.7\n%%EOF"), apperr.Unsupported, "image_unsupported"},
		"GIF":                        {gifOf(t, 1), apperr.Unsupported, "image_unsupported"},
		"GIF of many frames":         {gifOf(t, 200), apperr.Unsupported, "image_unsupported"},
		"GIF that is also a script":  {[]byte("GIF89a/*" + strings.Repeat(" ", 100) + "*/=1;alert(1)"), apperr.Unsupported, "image_unsupported"},
		"PDF that hides a JPEG":      {append([]byte("%PDF-1.7\n"), whole...), apperr.Unsupported, "image_unsupported"},
		"name of a path, no picture": {[]byte("../../etc/passwd"), apperr.Unsupported, "image_unsupported"},
		"JPEG's first bytes":         {whole[:3], apperr.Invalid, "image_unreadable"},
		"JPEG cut in its header":     {whole[:100], apperr.Invalid, "image_unreadable"},
		"JPEG cut in the middle":     {whole[:len(whole)/2], apperr.Invalid, "image_unreadable"},
		"PNG's signature":            {wholePNG[:8], apperr.Invalid, "image_unreadable"},
		"PNG cut in the middle":      {wholePNG[:len(wholePNG)/2], apperr.Invalid, "image_unreadable"},
		"WebP cut in the middle":     {webpOf(300, 220)[:30], apperr.Invalid, "image_unreadable"},
		"random bytes after a JPEG":  {append([]byte{0xff, 0xd8, 0xff, 0xe0}, random(50_000)...), apperr.Invalid, "image_unreadable"},
		"PNG header of 30,000²":      {pngHeader(30_000, 30_000), apperr.Invalid, "image_too_many_pixels"},
		"PNG header of 2³¹−1":        {pngHeader(1<<31-1, 1<<31-1), apperr.Invalid, ""},
		"JPEG header of 65,535²":     {jpegHeader(65_535, 65_535), apperr.Invalid, "image_too_many_pixels"},
		"WebP of 8,000²":             {webpOf(8_000, 8_000), apperr.Invalid, "image_too_many_pixels"},
		"WebP whose canvas lies":     {webpWithCanvas(300, 300, 16_383, 16_383), apperr.Invalid, "image_too_many_pixels"},
		"one pixel":                  {pngOf(t, photo(1, 1)), apperr.Invalid, "image_too_small"},
		"199 pixels high":            {pngOf(t, photo(400, 199)), apperr.Invalid, "image_too_small"},
		"a strip":                    {pngOf(t, photo(200, 2001)), apperr.Invalid, "image_too_narrow"},
		"an animated WebP":           {animatedWebP(300, 300), apperr.Invalid, "image_unreadable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := media.Process(t.Context(), bytes.NewReader(c.source))
			if apperr.KindOf(err) != c.kind || !strings.HasPrefix(apperr.CodeOf(err), "image_") {
				t.Fatalf("got %v, want kind %v", err, c.kind)
			}
			if c.code != "" && apperr.CodeOf(err) != c.code {
				t.Fatalf("got code %s, want %s", apperr.CodeOf(err), c.code)
			}
		})
	}
}

func TestBrokenUploadIsIncomplete(t *testing.T) {
	t.Parallel()
	whole := jpegOf(t, photo(700, 500))
	broken := io.MultiReader(bytes.NewReader(whole[:1000]), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := media.Process(t.Context(), broken); apperr.CodeOf(err) != "upload_incomplete" {
		t.Fatalf("got %v", err)
	}
}

func TestEndlessUploadIsCutOff(t *testing.T) {
	t.Parallel()
	endless := &counter{}
	if _, err := media.Process(t.Context(), endless); apperr.CodeOf(err) != "image_too_large" {
		t.Fatalf("got %v", err)
	}
	if endless.bytes > media.MaxImageBytes+1<<20 {
		t.Fatalf("read %d bytes", endless.bytes)
	}
}

// Not parallel: it measures the memory of the whole process.
func TestHostileHeadersCostNoMemory(t *testing.T) {
	for name, source := range map[string][]byte{
		"PNG of 30,000²":         pngHeader(30_000, 30_000),
		"JPEG of 65,535²":        jpegHeader(65_535, 65_535),
		"WebP of 8,000²":         webpOf(8_000, 8_000),
		"WebP whose canvas lies": webpWithCanvas(300, 300, 16_383, 16_383),
		"PNG of 5,000², no data": pngHeader(5_000, 5_000),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := media.Process(t.Context(), bytes.NewReader(source))
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
			t.Errorf("%s: %d MiB were allocated", name, used>>20)
		}
	}
}

func TestDecoderThatWorksForeverIsEnded(t *testing.T) {
	t.Parallel()
	bomb := manyScans(5_000, 5_000, media.MaxImageBytes)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := media.Process(ctx, bytes.NewReader(bomb))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
	if took := time.Since(start); took > 15*time.Second {
		t.Fatalf("took %v", took)
	}
}

func TestCancelledUploadEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := media.Process(ctx, bytes.NewReader(jpegOf(t, photo(700, 500)))); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}
