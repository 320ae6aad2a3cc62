package artwork

import (
	"image"
	"math"
)

type pt struct{ x, y float64 }

// box is a rectangle: its upper left corner, width and height.
type box struct{ x, y, w, h float64 }

const (
	opMove = iota
	opLine
	opQuad
	opCube
)

type segment struct {
	op uint8
	p  [3]pt
}

// path is an outline; every subpath is closed. Subpaths that overlap turn the
// same way, since the rasteriser adds them up with their sign.
type path []segment

func (p path) move(x, y float64) path { return append(p, segment{opMove, [3]pt{{x, y}}}) }
func (p path) to(x, y float64) path   { return append(p, segment{opLine, [3]pt{{x, y}}}) }

func (p path) quad(cx, cy, x, y float64) path {
	return append(p, segment{opQuad, [3]pt{{cx, cy}, {x, y}}})
}

func (p path) cube(a, b, end pt) path { return append(p, segment{opCube, [3]pt{a, b, end}}) }

func (s segment) points() []pt {
	switch s.op {
	case opQuad:
		return s.p[:2]
	case opCube:
		return s.p[:3]
	default:
		return s.p[:1]
	}
}

// bounds is the pixel box of the path's control points.
func (p path) bounds(m affine) image.Rectangle {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range p {
		for _, q := range s.points() {
			q = m.apply(q)
			x0, y0 = min(x0, q.x), min(y0, q.y)
			x1, y1 = max(x1, q.x), max(y1, q.y)
		}
	}
	if x0 > x1 {
		return image.Rectangle{}
	}
	return image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1))+1, int(math.Ceil(y1))+1)
}

// poly is a polygon through x, y pairs.
func poly(xy ...float64) path {
	var p path
	for i := 0; i+1 < len(xy); i += 2 {
		if i == 0 {
			p = p.move(xy[0], xy[1])
			continue
		}
		p = p.to(xy[i], xy[i+1])
	}
	return p
}

func rect(x, y, w, h float64) path { return poly(x, y, x+w, y, x+w, y+h, x, y+h) }

// wholePixels is the box of a rectangle whose sides lie between pixels, and false for any other path.
func (p path) wholePixels(m affine) (image.Rectangle, bool) {
	if len(p) != 4 || m.b != 0 || m.d != 0 {
		return image.Rectangle{}, false
	}
	var corners [4]image.Point
	for i, s := range p {
		at := m.apply(s.p[0])
		corners[i] = image.Pt(int(math.Round(at.x)), int(math.Round(at.y)))
		isCorner := math.Abs(at.x-float64(corners[i].X)) < 1e-6 && math.Abs(at.y-float64(corners[i].Y)) < 1e-6
		if i > 0 && s.op != opLine || !isCorner {
			return image.Rectangle{}, false
		}
	}
	isUpright := corners[0].Y == corners[1].Y && corners[1].X == corners[2].X && corners[2].Y == corners[3].Y && corners[3].X == corners[0].X
	return image.Rectangle{Min: corners[0], Max: corners[2]}.Canon(), isUpright
}

const roundness = 0.5523 // of a cubic that draws a quarter circle

func ellipse(x, y, rx, ry float64) path {
	kx, ky := rx*roundness, ry*roundness
	return path{}.move(x+rx, y).
		cube(pt{x + rx, y + ky}, pt{x + kx, y + ry}, pt{x, y + ry}).
		cube(pt{x - kx, y + ry}, pt{x - rx, y + ky}, pt{x - rx, y}).
		cube(pt{x - rx, y - ky}, pt{x - kx, y - ry}, pt{x, y - ry}).
		cube(pt{x + kx, y - ry}, pt{x + rx, y - ky}, pt{x + rx, y})
}

func roundRect(b box, r float64) path {
	x, y, w, h := b.x, b.y, b.w, b.h
	r = min(r, w/2, h/2)
	k := r * (1 - roundness)
	return path{}.move(x+r, y).to(x+w-r, y).
		cube(pt{x + w - k, y}, pt{x + w, y + k}, pt{x + w, y + r}).to(x+w, y+h-r).
		cube(pt{x + w, y + h - k}, pt{x + w - k, y + h}, pt{x + w - r, y + h}).to(x+r, y+h).
		cube(pt{x + k, y + h}, pt{x, y + h - k}, pt{x, y + h - r}).to(x, y+r).
		cube(pt{x, y + k}, pt{x + k, y}, pt{x + r, y})
}

// dome is the upper half of an ellipse standing on y.
func dome(x, y, rx, ry float64) path {
	kx, ky := rx*roundness, ry*roundness
	return path{}.move(x-rx, y).
		cube(pt{x - rx, y - ky}, pt{x - kx, y - ry}, pt{x, y - ry}).
		cube(pt{x + kx, y - ry}, pt{x + rx, y - ky}, pt{x + rx, y})
}

// moved turns, scales and moves a path.
func (p path) moved(m affine) path {
	out := make(path, len(p))
	for i, s := range p {
		out[i].op = s.op
		for j, q := range s.p {
			out[i].p[j] = m.apply(q)
		}
	}
	return out
}

// leaf is a pointed oval from (0,0) to (length,0).
func leaf(length, width float64) path {
	return path{}.move(0, 0).quad(length*0.4, -width, length, 0).quad(length*0.4, width, 0, 0)
}

// star is a flower of n petals around (0,0).
func star(n int, inner, outer float64) path {
	var p path
	for i := range n {
		a := 2 * math.Pi * float64(i) / float64(n)
		petal := leaf(outer-inner, (outer-inner)*0.42)
		p = append(p, petal.moved(place(inner*math.Cos(a), inner*math.Sin(a), 1, a))...)
	}
	return p
}

// spiral has its centre at (0,0), runs outwards counter-clockwise for turns
// and ends on radius r.
func spiral(r, turns float64, points int) []pt {
	out := make([]pt, points)
	for i := range out {
		t := float64(i) / float64(points-1)
		sin, cos := math.Sincos(2 * math.Pi * turns * t)
		d := r * (0.06 + 0.94*math.Pow(t, 0.8))
		out[i] = pt{d * cos, d * sin}
	}
	return out
}

// arc samples an ellipse between two angles.
func arc(centre, radius pt, from, to float64) []pt {
	return arcOf(24, centre, radius, pt{from, to})
}

// smallArc is an arc of a circle with as few points as a motif's size allows.
func smallArc(centre pt, r, from, to float64) []pt {
	return arcOf(max(4, 2*int((to-from)*1.3)), centre, pt{r, r}, pt{from, to})
}

func arcOf(n int, centre, radius, angle pt) []pt {
	out := make([]pt, n+1)
	for i := range out {
		sin, cos := math.Sincos(angle.x + (angle.y-angle.x)*float64(i)/float64(n))
		out[i] = pt{centre.x + radius.x*cos, centre.y + radius.y*sin}
	}
	return out
}

// curve samples a quadratic curve.
func curve(a, b, c pt) []pt {
	const n = 14
	out := make([]pt, n+1)
	for i := range out {
		t := float64(i) / n
		u := 1 - t
		out[i] = pt{u*u*a.x + 2*u*t*b.x + t*t*c.x, u*u*a.y + 2*u*t*b.y + t*t*c.y}
	}
	return out
}

func movedPoints(points []pt, m affine) []pt {
	out := make([]pt, len(points))
	for i, p := range points {
		out[i] = m.apply(p)
	}
	return out
}

// stroke outlines a smooth line of varying width with round ends.
func stroke(points []pt, width func(t float64) float64) path {
	n := len(points)
	if n < 2 {
		return nil
	}
	left, right := make([]pt, n), make([]pt, n)
	for i, p := range points {
		a, b := points[max(i-1, 0)], points[min(i+1, n-1)]
		dx, dy := b.x-a.x, b.y-a.y
		d := math.Hypot(dx, dy)
		if d == 0 {
			d = 1
		}
		w := width(float64(i)/float64(n-1)) / 2
		nx, ny := -dy/d*w, dx/d*w
		left[i], right[i] = pt{p.x - nx, p.y - ny}, pt{p.x + nx, p.y + ny}
	}
	out := path{}.move(left[0].x, left[0].y)
	for _, p := range left[1:] {
		out = out.to(p.x, p.y)
	}
	out = append(out, cap180(left[n-1], right[n-1])...)
	for i := n - 2; i >= 0; i-- {
		out = out.to(right[i].x, right[i].y)
	}
	return append(out, cap180(right[0], left[0])...)
}

// cap180 is a half circle from a to b, bulging forwards.
func cap180(a, b pt) path {
	mx, my := (a.x+b.x)/2, (a.y+b.y)/2
	ux, uy := a.x-mx, a.y-my
	fx, fy := -uy, ux // the stroke's direction: a is on its left
	k := roundness
	tip := pt{mx + fx, my + fy}
	return path{}.
		cube(pt{a.x + fx*k, a.y + fy*k}, pt{tip.x + ux*k, tip.y + uy*k}, tip).
		cube(pt{tip.x - ux*k, tip.y - uy*k}, pt{b.x + fx*k, b.y + fy*k}, b)
}
