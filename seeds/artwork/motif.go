package artwork

import (
	"fmt"
	"image/color"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// Motif is a batik or weaving pattern.
type Motif string

// The motifs that can be drawn.
const (
	GajahOling        Motif = "gajah_oling"
	KopiPecah         Motif = "kopi_pecah"
	ParasGempal       Motif = "paras_gempal"
	Gringsing         Motif = "gringsing"
	KangkungSetingkes Motif = "kangkung_setingkes"
	SekarJagad        Motif = "sekar_jagad"
	MotoPitik         Motif = "moto_pitik"
	BlarakSempal      Motif = "blarak_sempal"
	Lurik             Motif = "lurik"
)

// surface is what a motif is drawn on: a picture or an SVG.
type surface interface {
	shape(p path, col color.NRGBA)
	line(points []pt, width float64, col color.NRGBA)
	dot(x, y, r float64, col color.NRGBA)
}

// dye is the colours of a cloth, its ground left out.
type dye struct{ line, spark, soft color.NRGBA }

// field is where a motif is repeated: a box, and the size of one repeat.
type field struct {
	w, h, unit float64
	dye        dye
	rng        *rand.Rand
	on         surface
}

var motifs = map[Motif]func(field){
	GajahOling: gajahOling, KopiPecah: kopiPecah, ParasGempal: parasGempal, Gringsing: gringsing,
	KangkungSetingkes: kangkungSetingkes, SekarJagad: sekarJagad, MotoPitik: motoPitik,
	BlarakSempal: blarakSempal, Lurik: lurik,
}

// ParseMotif reads a motif's name.
func ParseMotif(name string) (Motif, error) {
	if _, ok := motifs[Motif(name)]; !ok {
		return "", fmt.Errorf("unknown motif %q", name)
	}
	return Motif(name), nil
}

// Motifs lists what can be drawn, sorted.
func Motifs() []Motif { return slices.Sorted(maps.Keys(motifs)) }

// each visits the repeats of a brick pattern with a little hand-made jitter.
func (f field) each(cell, jitter float64, visit func(x, y float64, row, col int)) {
	rows, cols := int(f.h/cell)+2, int(f.w/cell)+2
	for row := -1; row < rows; row++ {
		shift := 0.5 * float64(row&1)
		for col := -1; col < cols; col++ {
			dx, dy := f.rng.Float64()-0.5, f.rng.Float64()-0.5
			x, y := (float64(col)+shift+dx*jitter)*cell, (float64(row)+dy*jitter)*cell
			visit(x+cell/3, y+cell/2, row, col)
		}
	}
}

// gajahOling: the elephant's trunk and the eel, a curl like a question mark
// with a bud at its end, leaves along its back and seeds around.
func gajahOling(f field) {
	u := f.unit
	f.each(u, 0.14, func(x, y float64, row, _ int) {
		turn := f.rng.Float64()*1.6 - 0.8 + math.Pi*float64(row&1)
		at := place(x, y, 1, turn)
		r := u * (0.3 + 0.05*f.rng.Float64())
		curl := movedPoints(spiral(r, 1.55+0.25*f.rng.Float64(), 27), at)
		f.on.line(curl, u*0.036, f.dye.line)
		end := curl[len(curl)-1]
		f.on.dot(end.x, end.y, u*0.036, f.dye.spark)
		for i := range 3 {
			q := curl[14+4*i]
			away := math.Atan2(q.y-y, q.x-x)
			f.on.shape(leaf(u*0.1, u*0.035).moved(place(q.x+math.Cos(away)*u*0.03, q.y+math.Sin(away)*u*0.03, 1, away+0.5)), f.dye.soft)
		}
		for range 3 {
			a, d := f.rng.Float64()*2*math.Pi, u*(0.45+0.1*f.rng.Float64())
			f.on.dot(x+d*math.Cos(a), y+d*math.Sin(a), u*(0.01+0.009*f.rng.Float64()), f.dye.spark)
		}
	})
}

// kopiPecah: coffee beans burst in two, the halves apart, crumbs between.
func kopiPecah(f field) {
	u := f.unit * 0.66
	f.each(u, 0.2, func(x, y float64, _, _ int) {
		turn := f.rng.Float64() * math.Pi
		at := place(x, y, u, turn)
		for _, side := range []float64{-1, 1} {
			half := path{}.move(-0.27, side*0.045).
				cube(pt{-0.27, side * 0.27}, pt{0.27, side * 0.27}, pt{0.27, side * 0.045}).
				quad(0, side*0.09, -0.27, side*0.045)
			f.on.shape(half.moved(at), f.dye.line)
			vein := curve(pt{-0.16, side * 0.12}, pt{0, side * 0.19}, pt{0.16, side * 0.12})
			f.on.line(movedPoints(vein, at), u*0.022, f.dye.soft)
		}
		for i := range 3 {
			p := at.apply(pt{float64(i-1) * 0.14, 0})
			f.on.dot(p.x, p.y, u*0.02, f.dye.spark)
		}
		p := at.apply(pt{0.4, 0.2})
		f.on.dot(p.x, p.y, u*0.03, f.dye.spark)
	})
}

// parasGempal: stones broken off a face of rock, each chipped lozenge with
// its layers, and a four-petalled flower in every second place.
func parasGempal(f field) {
	u := f.unit * 0.8
	f.each(u, 0.04, func(x, y float64, row, col int) {
		if (row+col)&1 == 0 {
			f.on.shape(star(4, u*0.05, u*0.3).moved(place(x, y, 1, math.Pi/4)), f.dye.line)
			f.on.shape(star(4, u*0.04, u*0.17).moved(place(x, y, 1, 0)), f.dye.soft)
			f.on.dot(x, y, u*0.05, f.dye.spark)
			return
		}
		for i := range 3 {
			d := u * (0.3 - 0.085*float64(i))
			gap := u * 0.05
			f.on.line([]pt{{x - d, y - gap/2}, {x - gap, y - d}}, u*0.032, f.dye.line)
			f.on.line([]pt{{x + gap, y - d}, {x + d, y - gap}}, u*0.032, f.dye.line)
			f.on.line([]pt{{x + d, y + gap}, {x + gap, y + d}}, u*0.032, f.dye.line)
			f.on.line([]pt{{x - gap, y + d}, {x - d, y + gap/2}}, u*0.032, f.dye.line)
		}
		f.on.dot(x, y, u*0.035, f.dye.spark)
	})
}

// gringsing: rows of scales, a seed in each, a wish against illness.
func gringsing(f field) {
	u := f.unit * 0.36
	for row := -1; float64(row)*u*0.5 < f.h+u; row++ {
		for col := -1; float64(col)*u < f.w+u; col++ {
			x := (float64(col) + 0.5*float64(row&1)) * u
			y := float64(row) * u * 0.5
			f.on.line(smallArc(pt{x, y}, u*0.47, math.Pi*1.02, math.Pi*1.98), u*0.055, f.dye.line)
			f.on.line(smallArc(pt{x, y}, u*0.3, math.Pi*1.1, math.Pi*1.9), u*0.03, f.dye.soft)
			col := f.dye.line
			if f.rng.IntN(4) == 0 {
				col = f.dye.spark
			}
			f.on.dot(x, y-u*0.13, u*0.06, col)
		}
	}
}

// kangkungSetingkes: water spinach tied in a bundle: people bound together.
func kangkungSetingkes(f field) {
	u := f.unit * 1.05
	f.each(u, 0.05, func(x, y float64, row, col int) {
		turn := []float64{0, math.Pi}[(row+col)&1] + 0.2*(f.rng.Float64()-0.5)
		at := place(x, y, u, turn)
		for i := -2; i <= 2; i++ {
			s := float64(i)
			stem := curve(pt{s * 0.022, 0.34}, pt{s * 0.03, 0.0}, pt{s * 0.13, -0.24 + 0.03*s*s})
			f.on.line(movedPoints(stem, at), u*0.018, f.dye.line)
			tip := stem[len(stem)-1]
			f.on.shape(leaf(0.17, 0.07).moved(at.then(place(tip.x, tip.y, 1, -math.Pi/2+s*0.42))), f.dye.line)
			q := stem[9]
			f.on.shape(leaf(0.09, 0.03).moved(at.then(place(q.x, q.y, 1, -math.Pi/2+s*0.5+0.7))), f.dye.soft)
		}
		f.on.line(movedPoints([]pt{{-0.07, 0.12}, {0, 0.135}, {0.07, 0.12}}, at), u*0.04, f.dye.spark)
		for i := range 3 {
			p := at.apply(pt{0.36, -0.12 + 0.12*float64(i)})
			f.on.dot(p.x, p.y, u*0.013, f.dye.spark)
		}
	})
}

// sekarJagad: a map of islands, each with flowers of its own.
func sekarJagad(f field) {
	u := f.unit
	f.each(u, 0.18, func(x, y float64, row, col int) {
		const n = 8
		ring := make([]pt, 0, n)
		for i := range n {
			a := 2 * math.Pi * float64(i) / n
			r := u * (0.38 + 0.09*f.rng.Float64())
			ring = append(ring, pt{x + r*math.Cos(a), y + r*math.Sin(a)})
		}
		island := blob(ring)
		kind := (row*3 + col*5 + 16) % 4
		f.on.shape(island, []color.NRGBA{f.dye.soft, f.dye.line, f.dye.spark, f.dye.soft}[kind])
		ink := []color.NRGBA{f.dye.line, f.dye.soft, f.dye.line, f.dye.spark}[kind]
		switch kind {
		case 0:
			f.on.shape(star(6, u*0.06, u*0.28).moved(place(x, y, 1, 0.3)), ink)
		case 1:
			f.on.line(movedPoints(spiral(u*0.25, 1.6, 22), place(x, y, 1, 0)), u*0.035, ink)
		case 2:
			for i := range 3 {
				f.on.line(smallArc(pt{x, y + u*0.1}, u*(0.1+0.08*float64(i)), math.Pi, 2*math.Pi), u*0.025, ink)
			}
		default:
			f.on.shape(star(4, u*0.05, u*0.26).moved(place(x, y, 1, math.Pi/4)), ink)
		}
		f.on.dot(x, y, u*0.04, f.dye.line)
	})
}

// blob is a smooth closed curve near the ring's points.
func blob(ring []pt) path {
	mid := func(a, b pt) pt { return pt{(a.x + b.x) / 2, (a.y + b.y) / 2} }
	first := mid(ring[len(ring)-1], ring[0])
	p := path{}.move(first.x, first.y)
	for i, q := range ring {
		m := mid(q, ring[(i+1)%len(ring)])
		p = p.quad(q.x, q.y, m.x, m.y)
	}
	return p
}

// motoPitik: the chicken's eye, rings in a lattice of dots.
func motoPitik(f field) {
	u := f.unit * 0.48
	f.each(u, 0, func(x, y float64, row, col int) {
		f.on.line(smallArc(pt{x, y}, u*0.27, 0, 2*math.Pi), u*0.05, f.dye.line)
		f.on.dot(x, y, u*0.12, []color.NRGBA{f.dye.line, f.dye.spark}[(row+col)&1])
		for i := range 4 {
			a := math.Pi/4 + math.Pi/2*float64(i)
			f.on.dot(x+u*0.42*math.Cos(a), y+u*0.42*math.Sin(a), u*0.035, f.dye.soft)
		}
	})
}

// blarakSempal: a coconut frond broken at its rib, the leaflets still on it.
func blarakSempal(f field) {
	u := f.unit * 1.1
	f.each(u, 0.06, func(x, y float64, row, col int) {
		at := place(x, y, u, -0.5+math.Pi*float64((row+col)&1)+0.3*f.rng.Float64())
		rib := curve(pt{-0.36, 0.08}, pt{0, -0.12}, pt{0.36, 0.08})
		f.on.line(movedPoints(rib, at), u*0.022, f.dye.line)
		for i := 1; i < len(rib)-1; i += 2 {
			q := rib[i]
			reach := 0.2 - 0.09*math.Abs(float64(i)/7-1)
			for _, side := range []float64{-1, 1} {
				f.on.shape(leaf(reach, 0.028).moved(at.then(place(q.x, q.y, 1, side*1.1+0.12))), f.dye.line)
			}
		}
		p := at.apply(pt{0.4, 0.1})
		f.on.dot(p.x, p.y, u*0.03, f.dye.spark)
		p = at.apply(pt{-0.05, 0.3})
		f.on.dot(p.x, p.y, u*0.018, f.dye.spark)
	})
}

// lurik: the stripes of the gedhogan loom, broad and narrow by turns.
func lurik(f field) {
	widths := []float64{0.22, 0.03, 0.03, 0.1, 0.03, 0.16, 0.05, 0.03}
	inks := []color.NRGBA{f.dye.soft, f.dye.line, f.dye.spark, f.dye.soft, f.dye.line, f.dye.soft, f.dye.spark, f.dye.line}
	first := f.rng.IntN(len(widths))
	for x, i := -f.unit*f.rng.Float64()*0.3, first; x < f.w; i++ {
		w := widths[i%len(widths)] * f.unit
		f.on.shape(rect(x, 0, w, f.h), inks[i%len(inks)])
		x += w + f.unit*0.07
	}
}
