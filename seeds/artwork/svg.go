package artwork

import (
	"fmt"
	"image/color"
	"math"
	"math/rand/v2"
	"strings"
)

// MotifSVG draws a motif as an SVG of w by h pixels in the palette's colours,
// light on its main colour, small enough to stand inside a page (under 12,000 bytes).
func MotifSVG(m Motif, p Palette, w, h int) string {
	draw, ok := motifs[m]
	if !ok {
		return ""
	}
	// About two dozen repeats, or fewer where the motif is rich.
	for unit := math.Sqrt(float64(w) * float64(h) / 20); ; unit *= 1.2 {
		s := &svg{}
		draw(field{w: float64(w), h: float64(h), unit: unit, dye: p.dye(), rng: rand.New(rand.NewPCG(7, 7)), on: s})
		out := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" fill="none" stroke-linecap="round" stroke-linejoin="round"><path fill="%s" d="M0 0h%dv%dH0z"/>%s</svg>`,
			w, h, css(p.main), w, h, s)
		if len(out) < maxSVG || unit > float64(w+h) {
			return out
		}
	}
}

// maxSVG is the size in bytes that a picture inside a page may have.
const maxSVG = 12_000

// svg collects a motif's parts; parts that look alike share one path element.
type svg struct {
	parts map[string]*strings.Builder
	order []string
}

func (s *svg) part(attributes string) *strings.Builder {
	if s.parts == nil {
		s.parts = map[string]*strings.Builder{}
	}
	if s.parts[attributes] == nil {
		s.parts[attributes] = &strings.Builder{}
		s.order = append(s.order, attributes)
	}
	return s.parts[attributes]
}

func (s *svg) shape(p path, col color.NRGBA) {
	b := s.part(fmt.Sprintf(`fill="%s"`, css(col)))
	for i, seg := range p {
		if seg.op == opMove && i > 0 {
			b.WriteByte('z')
		}
		b.WriteByte("MLQC"[seg.op])
		writePoints(b, seg.points())
	}
	b.WriteByte('z')
}

func (s *svg) line(points []pt, width float64, col color.NRGBA) {
	b := s.part(fmt.Sprintf(`stroke="%s" stroke-width="%.0f"`, css(col), math.Max(1, width)))
	b.WriteByte('M')
	// A smooth curve through every second point halves the size.
	writePoints(b, points[:1])
	if len(points) < 5 {
		b.WriteByte('L')
		writePoints(b, points[1:])
		return
	}
	for i := 1; i+1 < len(points); i += 2 {
		a, q, c := points[i-1], points[i], points[i+1]
		b.WriteByte('Q')
		writePoints(b, []pt{{2*q.x - (a.x+c.x)/2, 2*q.y - (a.y+c.y)/2}, c})
	}
	if len(points)%2 == 0 {
		b.WriteByte('L')
		writePoints(b, points[len(points)-1:])
	}
}

// dot is a line of no length with a round end.
func (s *svg) dot(x, y, r float64, col color.NRGBA) {
	b := s.part(fmt.Sprintf(`stroke="%s" stroke-width="%.0f"`, css(col), math.Max(2, 2*r)))
	b.WriteByte('M')
	writePoints(b, []pt{{x, y}})
	b.WriteString("h0")
}

func writePoints(b *strings.Builder, points []pt) {
	for i, q := range points {
		x, y := math.Round(q.x), math.Round(q.y)
		if i > 0 && x >= 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(b, "%g", x+0)
		if y >= 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(b, "%g", y+0)
	}
}

func (s *svg) String() string {
	var b strings.Builder
	for _, key := range s.order {
		fmt.Fprintf(&b, `<path %s d="%s"/>`, key, s.parts[key])
	}
	return b.String()
}

func css(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
