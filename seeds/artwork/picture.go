// Package artwork draws the demo's pictures: flat, calm still lifes and batik
// in repeating motifs, each shop in its own palette, five views a product. The
// same Picture and View always give the same bytes.
package artwork

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/jpeg"
	"maps"
	"math/rand/v2"
	"slices"
)

// Size is the width and height of every picture in pixels.
const Size = 1200

// quality keeps flat colours clean and a picture at about 100 KB.
const quality = 84

// Picture says what is drawn. Seed, usually the product's slug, varies the
// drawing among products of one kind and one shop. Tint names the colour of
// what is inside (see Tints) and may be empty.
type Picture struct {
	Kind    Kind
	Motif   Motif
	Tint    string
	Palette Palette
	Seed    string
}

// View is one of the five pictures of a product.
type View int

// The views, in the order in which a product shows them.
const (
	Front   View = iota // the thing alone
	Detail              // its texture or motif, close up
	Setting             // in use, at home
	Group               // several together
	Packed              // ready to be sent
)

// Views lists all of them in order.
func Views() []View { return []View{Front, Detail, Setting, Group, Packed} }

// Validate reports an unknown kind, motif, tint or a missing palette.
func (p Picture) Validate() error {
	if _, ok := kinds[p.Kind]; !ok {
		return fmt.Errorf("unknown kind %q", p.Kind)
	}
	if _, ok := motifs[p.Motif]; !ok {
		return fmt.Errorf("unknown motif %q", p.Motif)
	}
	if _, ok := tints[p.Tint]; !ok && p.Tint != "" {
		return fmt.Errorf("unknown tint %q", p.Tint)
	}
	if p.Palette.name == "" {
		return fmt.Errorf("no palette")
	}
	return nil
}

// Draw draws one view, Size by Size pixels.
func Draw(p Picture, v View) (*image.RGBA, error) { return DrawAt(p, v, Size) }

// DrawAt draws one view, size by size pixels, for previews and tests.
func DrawAt(p Picture, v View, size int) (*image.RGBA, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if v < Front || v > Packed {
		return nil, fmt.Errorf("unknown view %d", v)
	}
	k := newKit(p, v, size)
	[]func(*kit){front, detail, setting, group, packed}[v](k)
	return k.img, nil
}

// JPEG draws one view and encodes it.
func JPEG(p Picture, v View) ([]byte, error) {
	img, err := Draw(p, v)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// Kinds lists what can be drawn, sorted.
func Kinds() []Kind { return slices.Sorted(maps.Keys(kinds)) }

// kit is what the drawings of one picture share.
type kit struct {
	*canvas
	Palette
	kind  still
	motif Motif
	tint  color.NRGBA
	rng   *rand.Rand // changes from view to view
	trait uint64     // the same in all views of a product
}

func newKit(p Picture, v View, size int) *kit {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s|%s|%s", p.Kind, p.Palette.name, p.Seed)
	seed := h.Sum64()
	k := &kit{
		canvas: newCanvas(size), Palette: p.Palette.variant(seed), kind: kinds[p.Kind],
		motif: p.Motif, rng: rand.New(rand.NewPCG(seed, uint64(v))), trait: seed,
	}
	k.tint = k.kind.tint
	if t, ok := tints[p.Tint]; ok {
		k.tint = t
	}
	if k.tint.A == 0 {
		k.tint = k.main
	}
	return k
}

// variant shifts a shop's palette a little, so that two of its products are
// kin but not twins.
func (p Palette) variant(seed uint64) Palette {
	switch seed >> 8 % 4 {
	case 1:
		p.main, p.dark = mix(p.main, hex(0x14110e), 0.22), mix(p.dark, hex(0x14110e), 0.3)
	case 2:
		p.main = mix(p.main, p.accent, 0.28)
		p.dark = mix(p.main, hex(0x14110e), 0.4)
	case 3:
		p.wall = mix(p.wall, p.accent, 0.14)
		p.table = mix(p.wall, hex(0x8a7a66), 0.24)
	}
	return p
}

// pick chooses one of n by the product's own traits; salt separates choices.
func (k *kit) pick(salt, n int) int {
	x := k.trait + uint64(salt)*0x9e3779b97f4a7c15
	x ^= x >> 31
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 29
	return int(x % uint64(n))
}

// between is a number from lo to hi by the product's own traits.
func (k *kit) between(salt int, lo, hi float64) float64 {
	return lo + (hi-lo)*float64(k.pick(salt, 1000))/999
}

// jitter is a random number around 0, at most by d.
func (k *kit) jitter(d float64) float64 { return (k.rng.Float64()*2 - 1) * d }

// dye is the palette's colours as a cloth shows them on its main colour.
func (p Palette) dye() dye {
	return dye{line: mix(p.cream, p.accent, 0.16), spark: p.accent, soft: mix(p.main, p.cream, 0.42)}
}

// cloth covers a box with the motif on the palette's ground.
func (k *kit) cloth(b box, unit float64) {
	x, y, w, h := b.x, b.y, b.w, b.h
	k.fill(rect(x, y, w, h), k.main)
	k.with(place(x, y, 1, 0), func() {
		motifs[k.motif](field{w: w, h: h, unit: unit, dye: k.dye(), rng: k.rng, on: k.canvas})
	})
}

// clothIn covers the inside of p, whose box is given, with the motif.
func (k *kit) clothIn(p path, b box, unit float64) {
	k.inside(p, func() { k.cloth(b, unit) })
}

// inside draws clipped to p.
func (k *kit) inside(p path, paint func()) {
	whole := k.canvas
	whole.clip(p, func(layer *canvas) {
		k.canvas = layer
		paint()
	})
	k.canvas = whole
}
