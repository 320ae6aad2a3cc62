package artwork

import (
	"image/color"
	"math"
)

// cushion is a small pad on which little things lie.
func (k *kit) cushion() {
	pad := path{}.move(-300, -90).quad(0, -130, 300, -90).quad(340, -40, 290, 0).quad(0, 26, -290, 0).quad(-340, -40, -300, -90)
	k.clothIn(pad, box{-340, -140, 680, 170}, 110)
	k.inside(pad, func() {
		k.fill(path{}.move(-340, -30).quad(0, 20, 340, -30).to(340, 40).to(-340, 40), alpha(k.dark, 0.4))
	})
}

// bracelet is a ring of beads with a pendant, standing on a cushion.
func bracelet(k *kit) {
	k.cushion()
	cols := []color.NRGBA{k.tint, k.accent, k.cream, k.soft}
	ring := func(x, y, r float64, first int) {
		n := int(r / 7)
		for i := range n {
			a := 2 * math.Pi * float64(i) / float64(n)
			px, py, s := x+r*math.Cos(a), y+r*math.Sin(a), r*2.6/float64(n)
			k.dot(px+3, py+4, s, alpha(hex(0x2a2018), 0.25))
			k.dot(px, py, s, cols[(i*(1+k.pick(80, 3))+first)%4])
			k.dot(px-s*0.3, py-s*0.3, s*0.26, alpha(hex(0xffffff), 0.5))
		}
	}
	ring(-60, -270, 190, 0)
	if k.pick(81, 2) == 0 {
		ring(170, -200, 130, 1)
	}
	k.tapered([]pt{{-60, -82}, {-60, -50}}, 6, 6, k.accent)
	switch k.pick(82, 3) {
	case 0:
		k.fish(-40, -20, 0.3, k.tint)
	case 1:
		k.fill(star(6, 8, 52).moved(place(-60, -22, 1, 0.3)), k.cream)
		k.dot(-60, -22, 14, k.accent)
	default:
		k.fill(leaf(90, 40).moved(place(-60, -66, 1, math.Pi/2)), k.tint)
	}
}

// flowers of cloth lie in a spray with their leaves.
func flowers(k *kit) {
	k.cushion()
	green := hex(0x6f8a55)
	for i := range 7 {
		a := math.Pi * (1.08 + 0.84*float64(i)/6)
		k.line(curve(pt{0, -90}, pt{120 * math.Cos(a), -190}, pt{300 * math.Cos(a), -110 + 330*math.Sin(a)}), 8, darker(green, 0.2))
		k.fill(leaf(130, 34).moved(place(150*math.Cos(a), -100+170*math.Sin(a), 1, a+0.5)), green)
	}
	one := func(x, y, r float64, petals int, col color.NRGBA) {
		k.fill(star(petals, r*0.1, r).moved(place(x+4, y+6, 1, 0.2)), alpha(hex(0x2a2018), 0.2))
		k.fill(star(petals, r*0.1, r).moved(place(x, y, 1, 0.2)), col)
		k.fill(star(petals, r*0.08, r*0.6).moved(place(x, y, 1, 0.5)), lighter(col, 0.3))
		k.dot(x, y, r*0.2, k.accent)
	}
	n := 5 + k.pick(83, 3)
	one(-170, -280, 96, n, k.tint)
	one(170, -270, 90, n, k.cream)
	one(-70, -400, 82, n, k.cream)
	one(90, -410, 86, n, k.soft)
	one(0, -240, 118, n, k.main)
	k.fill(roundRect(box{-60, -128, 120, 34}, 17), k.accent)
	k.fill(leaf(110, 30).moved(place(40, -106, 1, 0.5)), k.accent)
	k.fill(leaf(110, 30).moved(place(-40, -106, 1, math.Pi-0.5)), k.accent)
}

// boat is the slerek of the Bali Strait: high prow, an eye, flags.
func boat(k *kit) {
	wood := tints["jati"]
	k.fill(roundRect(box{-210, -30, 420, 30}, 8), darker(wood, 0.2))
	for _, x := range []float64{-130, 110} {
		k.fill(poly(x, -30, x+40, -30, x+30, -90, x+10, -90), darker(wood, 0.3))
	}
	for _, m := range []struct{ x, h float64 }{{-90, 560}, {110, 480}} {
		k.fill(rect(m.x-6, -m.h, 12, m.h-170), wood)
		k.fill(poly(m.x+6, -m.h+4, m.x+96, -m.h+30, m.x+6, -m.h+56), k.accent)
	}
	k.line(curve(pt{-90, -552}, pt{-230, -420}, pt{-330, -330}), 4, alpha(k.shade, 0.6))
	k.line(curve(pt{110, -474}, pt{220, -380}, pt{310, -290}), 4, alpha(k.shade, 0.6))
	k.clothIn(path{}.move(-78, -530).quad(60, -420, 96, -250).to(-78, -250), box{-90, -540, 220, 300}, 110)
	k.fill(rect(-40, -250, 200, 70), k.cream)
	for i := range 3 {
		k.fill(roundRect(box{-20 + 58*float64(i), -232, 36, 30}, 5), k.shade)
	}
	hull := path{}.move(-350, -350).quad(-250, -210, 0, -196).quad(230, -200, 330, -310).quad(300, -90, 170, -70).to(-170, -70).quad(-320, -110, -350, -350)
	k.fill(hull, k.main)
	k.inside(hull, func() {
		k.fill(path{}.move(-360, -250).quad(-200, -150, 0, -146).quad(220, -150, 340, -240).to(340, -210).quad(220, -120, 0, -118).quad(-200, -120, -360, -220), k.cream)
		k.fill(path{}.move(-360, -160).quad(0, -70, 340, -150).to(340, 0).to(-360, 0), darker(k.tint, 0.2))
		k.line(curve(pt{-350, -320}, pt{-200, -190}, pt{0, -180}), 12, k.accent)
		k.line(curve(pt{0, -180}, pt{230, -184}, pt{330, -290}), 12, k.accent)
	})
	k.fill(ellipse(-262, -222, 26, 17), k.cream)
	k.dot(-262, -222, 11, k.shade)
}

// coconutBox is a shell with its lid on.
func coconutBox(k *kit) {
	k.shell()
	k.fill(dome(0, -240, 196, 150), lighter(k.tint, 0.1))
	k.fill(roundRect(box{-202, -254, 404, 26}, 13), darker(k.tint, 0.3))
	k.fill(ellipse(0, -400, 26, 24), k.accent)
}
