package artwork

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// canvas fills antialiased paths on an image. Drawings use logical units of
// which 1,000 span the picture; m maps them to pixels.
type canvas struct {
	img *image.RGBA
	m   affine
	ras *vector.Rasterizer
}

func newCanvas(size int) *canvas {
	s := float64(size) / 1000
	return &canvas{
		img: image.NewRGBA(image.Rect(0, 0, size, size)),
		m:   affine{s, 0, 0, 0, s, 0},
		ras: &vector.Rasterizer{},
	}
}

// affine maps (x, y) to (a·x+b·y+c, d·x+e·y+f).
type affine struct{ a, b, c, d, e, f float64 }

func (m affine) apply(p pt) pt {
	return pt{m.a*p.x + m.b*p.y + m.c, m.d*p.x + m.e*p.y + m.f}
}

// then is the map that applies n first and m afterwards.
func (m affine) then(n affine) affine {
	return affine{
		m.a*n.a + m.b*n.d, m.a*n.b + m.b*n.e, m.a*n.c + m.b*n.f + m.c,
		m.d*n.a + m.e*n.d, m.d*n.b + m.e*n.e, m.d*n.c + m.e*n.f + m.f,
	}
}

// place is the map that scales, turns by radians and moves to (x, y).
func place(x, y, scale, turn float64) affine {
	sin, cos := math.Sincos(turn)
	return affine{scale * cos, -scale * sin, x, scale * sin, scale * cos, y}
}

// with draws in a moved, scaled and turned frame.
func (c *canvas) with(m affine, draw func()) {
	old := c.m
	c.m = c.m.then(m)
	draw()
	c.m = old
}

// fill paints the inside of p.
func (c *canvas) fill(p path, col color.NRGBA) {
	bounds := p.bounds(c.m).Intersect(c.img.Rect)
	if bounds.Empty() {
		return
	}
	if whole, ok := p.wholePixels(c.m); ok && col.A == 0xff { // nothing to blend: walls and tables are most of a picture
		draw.Draw(c.img, whole, image.NewUniform(col), image.Point{}, draw.Src)
		return
	}
	c.trace(p, bounds)
	c.ras.Draw(c.img, bounds, image.NewUniform(col), image.Point{})
}

// trace loads p into the rasteriser, relative to bounds.
func (c *canvas) trace(p path, bounds image.Rectangle) {
	c.ras.Reset(bounds.Dx(), bounds.Dy())
	at := func(q pt) (float32, float32) {
		q = c.m.apply(q)
		return float32(q.x - float64(bounds.Min.X)), float32(q.y - float64(bounds.Min.Y))
	}
	for _, s := range p {
		x, y := at(s.p[0])
		switch s.op {
		case opMove:
			c.ras.ClosePath()
			c.ras.MoveTo(x, y)
		case opLine:
			c.ras.LineTo(x, y)
		case opQuad:
			x1, y1 := at(s.p[1])
			c.ras.QuadTo(x, y, x1, y1)
		case opCube:
			x1, y1 := at(s.p[1])
			x2, y2 := at(s.p[2])
			c.ras.CubeTo(x, y, x1, y1, x2, y2)
		}
	}
	c.ras.ClosePath()
}

// clip draws on a layer of its own and shows it inside p only.
func (c *canvas) clip(p path, paint func(*canvas)) {
	bounds := p.bounds(c.m).Intersect(c.img.Rect)
	if bounds.Empty() {
		return
	}
	layer := &canvas{img: image.NewRGBA(bounds), m: c.m, ras: &vector.Rasterizer{}}
	paint(layer)
	mask := image.NewAlpha(bounds)
	c.trace(p, bounds)
	c.ras.DrawOp = draw.Src
	c.ras.Draw(mask, bounds, image.Opaque, image.Point{})
	c.ras.DrawOp = draw.Over
	draw.DrawMask(c.img, bounds, layer.img, bounds.Min, mask, bounds.Min, draw.Over)
}

// shape, line and dot make a canvas a surface for motifs.
func (c *canvas) shape(p path, col color.NRGBA) { c.fill(p, col) }

func (c *canvas) line(points []pt, width float64, col color.NRGBA) {
	c.fill(stroke(points, func(float64) float64 { return width }), col)
}

func (c *canvas) dot(x, y, r float64, col color.NRGBA) { c.fill(ellipse(x, y, r, r), col) }

// tapered draws a line whose width goes from w0 to w1.
func (c *canvas) tapered(points []pt, w0, w1 float64, col color.NRGBA) {
	c.fill(stroke(points, func(t float64) float64 { return w0 + (w1-w0)*t }), col)
}
