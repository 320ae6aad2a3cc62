package artwork_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/jpeg"
	"io"
	"testing"

	"lapak/seeds/artwork"
)

func picture(t *testing.T, kind artwork.Kind, seed string) artwork.Picture {
	t.Helper()
	palette, err := artwork.ParsePalette("hutan-krem-emas")
	if err != nil {
		t.Fatal(err)
	}
	return artwork.Picture{Kind: kind, Motif: artwork.GajahOling, Palette: palette, Seed: seed}
}

func encode(t *testing.T, p artwork.Picture, v artwork.View) []byte {
	t.Helper()
	data, err := artwork.JPEG(p, v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEachKindAndViewDrawsSomethingOfItsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, kind := range artwork.Kinds() {
		for _, v := range artwork.Views() {
			img, err := artwork.DrawAt(picture(t, kind, "one"), v, 200)
			if err != nil {
				t.Fatal(err)
			}
			data := string(img.Pix)
			name := string(kind) + " " + string(rune('0'+v))
			if other, ok := seen[data]; ok {
				t.Errorf("%s equals %s", name, other)
			}
			seen[data] = name
		}
	}
}

func TestSamePictureSameBytes(t *testing.T) {
	t.Parallel()
	p := picture(t, artwork.CoffeeBag, "kopi")
	first := encode(t, p, artwork.Setting)
	if !bytes.Equal(first, encode(t, p, artwork.Setting)) {
		t.Error("two drawings of one picture differ")
	}
	p.Seed = "teh"
	if bytes.Equal(first, encode(t, p, artwork.Setting)) {
		t.Error("another seed draws the same picture")
	}
}

func TestPictureIsAJPEGOfFullSize(t *testing.T) {
	t.Parallel()
	c, err := jpeg.DecodeConfig(bytes.NewReader(encode(t, picture(t, artwork.Jar, "madu"), artwork.Front)))
	if err != nil || c.Width != artwork.Size || c.Height != artwork.Size || artwork.Size < 1200 {
		t.Errorf("%dx%d, %v", c.Width, c.Height, err)
	}
}

func TestUnknownPartsAreRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*artwork.Picture){
		"kind":    func(p *artwork.Picture) { p.Kind = "rocket" },
		"motif":   func(p *artwork.Picture) { p.Motif = "mega_mendung" },
		"tint":    func(p *artwork.Picture) { p.Tint = "neon" },
		"palette": func(p *artwork.Picture) { p.Palette = artwork.Palette{} },
	} {
		p := picture(t, artwork.Jar, "x")
		change(&p)
		if data, err := artwork.JPEG(p, artwork.Front); err == nil || data != nil {
			t.Errorf("unknown %s was drawn", name)
		}
	}
	if _, err := artwork.Draw(picture(t, artwork.Jar, "x"), 5); err == nil {
		t.Error("a sixth view was drawn")
	}
	for _, name := range []string{"", "hutan-krem", "hutan-krem-neon", "neon-krem-emas", "hutan-neon-emas"} {
		if _, err := artwork.ParsePalette(name); err == nil {
			t.Errorf("palette %q was read", name)
		}
	}
}

func TestMotifSVGIsSmallAndWellFormed(t *testing.T) {
	t.Parallel()
	palette := picture(t, artwork.Jar, "").Palette
	seen := map[string]artwork.Motif{}
	for _, m := range artwork.Motifs() {
		svg := artwork.MotifSVG(m, palette, 600, 400)
		if len(svg) > 12_000 || len(svg) < 800 {
			t.Errorf("%s: %d bytes", m, len(svg))
		}
		if other, ok := seen[svg]; ok {
			t.Errorf("%s equals %s", m, other)
		}
		seen[svg] = m
		dec := xml.NewDecoder(bytes.NewReader([]byte(svg)))
		for {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", m, err)
			}
		}
	}
	if artwork.MotifSVG("mega_mendung", palette, 600, 400) != "" {
		t.Error("an unknown motif was drawn")
	}
}

func TestBrandPaletteReadsHexColours(t *testing.T) {
	t.Parallel()
	p, err := artwork.BrandPalette("#20233d", "#fbf8f2", "#f2a33a")
	if err != nil || !bytes.Contains([]byte(artwork.MotifSVG(artwork.GajahOling, p, 600, 400)), []byte("#20233d")) {
		t.Errorf("the brand's ground is not in its motif: %v", err)
	}
	for _, wrong := range []string{"", "20233d", "#20233", "#20233d0", "#gggggg"} {
		if _, err := artwork.BrandPalette(wrong, "#fbf8f2", "#f2a33a"); err == nil {
			t.Errorf("colour %q was read", wrong)
		}
	}
}

func BenchmarkFrontJPEG(b *testing.B) {
	palette, err := artwork.ParsePalette("hutan-krem-emas")
	if err != nil {
		b.Fatal(err)
	}
	kinds := artwork.Kinds()
	for i := range b.N {
		p := artwork.Picture{Kind: kinds[i%len(kinds)], Motif: artwork.GajahOling, Palette: palette, Seed: "b"}
		if _, err := artwork.JPEG(p, artwork.Front); err != nil {
			b.Fatal(err)
		}
	}
}
