package artwork

import (
	"image/color"
	"math"
)

// cup of something hot, on its saucer, with steam.
func cup(k *kit, drink color.NRGBA) {
	glaze := lighter(k.wall, 0.7)
	k.fill(ellipse(0, -8, 170, 26), darker(glaze, 0.12))
	k.fill(ellipse(0, -14, 160, 22), glaze)
	k.line(arc(pt{118, -110}, pt{48, 44}, -1.4, 1.6), 20, darker(glaze, 0.08))
	body := path{}.move(-120, -170).quad(-112, -24, -50, -18).to(50, -18).quad(112, -24, 120, -170)
	k.fill(body, glaze)
	k.fill(path{}.move(40, -170).quad(60, -40, 20, -18).to(50, -18).quad(112, -24, 120, -170), darker(glaze, 0.07))
	k.fill(rect(-119, -150, 238, 10), k.accent)
	k.fill(ellipse(0, -170, 120, 24), darker(glaze, 0.1))
	k.fill(ellipse(0, -168, 106, 18), drink)
	for i := range 2 {
		x := -26 + 52*float64(i)
		k.tapered(append(curve(pt{x, -205}, pt{x - 26, -240}, pt{x, -270}), curve(pt{x, -270}, pt{x + 26, -300}, pt{x + 4, -335})...), 12, 3, alpha(hex(0xffffff), 0.55))
	}
}

func vase(k *kit) {
	k.fill(path{}.move(-40, -240).quad(-30, -200, -80, -130).quad(-105, -50, -55, 0).to(55, 0).quad(105, -50, 80, -130).quad(30, -200, 40, -240), k.soft)
	k.fill(ellipse(0, -240, 40, 8), darker(k.soft, 0.3))
	for i, a := range []float64{-2.2, -1.75, -1.35, -0.95} {
		k.line(curve(pt{0, -240}, pt{20 * math.Cos(a), -320}, pt{200 * math.Cos(a), -250 + 210*math.Sin(a)}), 6, hex(0x5d7246))
		k.fill(leaf(150, 36).moved(place(90*math.Cos(a), -270+110*math.Sin(a), 1, a+0.3-0.2*float64(i&1))), []color.NRGBA{hex(0x6f8a55), hex(0x5d7246)}[i&1])
	}
}

func saucer(k *kit) {
	k.fill(ellipse(0, -14, 170, 34), darker(k.cream, 0.14))
	k.fill(ellipse(0, -20, 168, 30), k.cream)
	for i := range 5 {
		a := float64(i) * 1.3
		k.fill(roundRect(box{80*math.Cos(a) - 44, -34 + 14*math.Sin(a) - 16, 88, 24}, 11), []color.NRGBA{hex(0xd9a864), hex(0xc98f4c)}[i&1])
	}
}

func books(k *kit) {
	for i, w := range []float64{300, 270, 240} {
		y := -44 * float64(i+1)
		k.fill(roundRect(box{-w / 2, y, w, 42}, 6), []color.NRGBA{k.soft, k.accent, k.cream}[i])
		k.fill(rect(-w/2+26, y, 8, 42), alpha(k.shade, 0.35))
	}
	k.fill(ellipse(30, -150, 46, 18), hex(0x8a5a34))
	k.fill(dome(30, -150, 46, 40), hex(0x7a4c2a))
}

// bean is a coffee bean of the given length around (0,0), turned.
func (k *kit) bean(middle pt, length, turn float64, col color.NRGBA) {
	at := place(middle.x, middle.y, length/2, turn)
	k.fill(ellipse(0, 0, 1, 0.68).moved(at), col)
	k.fill(path{}.move(-0.9, 0.3).quad(0, 0.9, 0.9, 0.3).quad(0, 0.62, -0.9, 0.3).moved(at), lighter(col, 0.1))
	vein := append(curve(pt{-0.86, 0.06}, pt{-0.4, -0.3}, pt{0, 0}), curve(pt{0, 0}, pt{0.4, 0.3}, pt{0.86, -0.06})[1:]...)
	k.line(movedPoints(vein, at), length*0.05, darker(col, 0.5))
}

// beans lie in a row before the thing.
func (k *kit) beans(n int, half float64, col color.NRGBA) {
	for i := range n {
		x := -half + 2*half*(float64(i)+0.5)/float64(n)
		k.bean(pt{x + k.jitter(14), 18 + k.jitter(20)}, 52+k.jitter(5), k.rng.Float64()*math.Pi, mix(col, darker(col, 0.4), k.rng.Float64()*0.5))
	}
}

// gloss is a light stripe on glass.
func (k *kit) gloss(x, y, w, h float64) {
	k.fill(roundRect(box{x, y, w, h}, w/2), alpha(hex(0xffffff), 0.42))
}
