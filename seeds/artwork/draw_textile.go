package artwork

import "math"

// foldedCloth is a stack of two or three lengths of batik, the top one with
// its motif to the front.
func foldedCloth(k *kit) {
	layers := 2 + k.pick(11, 2)
	h := 78.0
	for i := range layers {
		y := -h * float64(i+1)
		w := 560 - 14*float64(i)
		body := roundRect(box{-w / 2, y, w, h - 4}, 34)
		own := k.main
		if i < layers-1 {
			k.main = mix(own, k.accent, 0.25+0.2*float64(i&1))
		}
		k.clothIn(body, box{-w / 2, y, w, h}, 70+20*float64(i))
		k.main = own
		k.fill(roundRect(box{-w/2 + 10, y + h - 20, w - 20, 12}, 6), alpha(k.dark, 0.35))
	}
	top := -h * float64(layers)
	front := path{}.move(-250, top-150).quad(0, top-172, 250, top-150).to(286, top+4).quad(0, top+22, -286, top+4)
	k.clothIn(front, box{-300, top - 180, 600, 220}, 130)
	k.fill(path{}.move(-250, top-150).quad(0, top-172, 250, top-150).to(254, top-134).quad(0, top-156, -254, top-134), alpha(k.cream, 0.28))
	k.fill(poly(70, top-161, 128, top-158, 140, top+14, 76, top+16), k.cream)
	k.with(place(105, top-70, 1, 0.02), func() { k.emblem(0, 0, 22) })
	k.line([]pt{{70, top - 160}, {76, top + 16}}, 3, k.accent)
	k.line([]pt{{128, top - 158}, {140, top + 14}}, 3, k.accent)
}

// shawl hangs over a rod, a fringe at its foot.
func shawl(k *kit) {
	k.fill(roundRect(box{-330, -640, 660, 18}, 9), tints["bambu"])
	for _, x := range []float64{-250, -60, 130, 270} {
		k.fill(rect(x, -642, 6, 22), darker(tints["bambu"], 0.25))
	}
	k.panel(box{30, -632, 190, 430}, true)
	k.panel(box{-210, -632, 270, 540}, false)
	k.shadow(0, 30, 260)
}

func (k *kit) panel(b box, behind bool) {
	x, y, w, h := b.x, b.y, b.w, b.h
	body := path{}.move(x, y).quad(x+w/2, y-10, x+w, y).quad(x+w+6, y+h/2, x+w-4, y+h).quad(x+w/2, y+h+14, x+4, y+h).quad(x-8, y+h/2, x, y)
	k.clothIn(body, box{x - 20, y - 20, w + 40, h + 50}, 150)
	k.inside(body, func() {
		k.fill(rect(x-20, y+h-78, w+40, 12), k.accent)
		k.fill(rect(x-20, y+h-58, w+40, 30), k.dark)
		k.fill(rect(x-20, y+h-20, w+40, 8), k.accent)
		for i := range 3 {
			fx := x + w*(0.22+0.28*float64(i))
			k.fill(path{}.move(fx, y-20).quad(fx+14, y+h/2, fx-6, y+h+30).to(fx+18, y+h+30).quad(fx+32, y+h/2, fx+22, y-20), alpha(k.dark, 0.16))
		}
		if behind {
			k.fill(rect(x-20, y-20, w+40, h+60), alpha(k.dark, 0.28))
		}
	})
	for fx := x + 10; fx < x+w-6; fx += 15 {
		k.line([]pt{{fx, y + h + 4}, {fx + 2, y + h + 46}}, 5, mix(k.main, k.accent, 0.45))
		k.dot(fx+1, y+h+20, 5, k.accent)
	}
}

// shirt on a wooden hanger.
func shirt(k *kit) {
	k.line(append(arc(pt{0, -640}, pt{26, 26}, math.Pi, 2.4*math.Pi), pt{0, -590}), 8, darker(tints["jati"], 0.3))
	k.tapered([]pt{{-210, -500}, {0, -590}, {210, -500}}, 20, 20, tints["jati"])
	body := path{}.move(-90, -566).to(-200, -520).to(-330, -330).to(-236, -276).to(-190, -350).to(-186, -40).quad(0, -22, 186, -40).
		to(190, -350).to(236, -276).to(330, -330).to(200, -520).to(90, -566).quad(0, -500, -90, -566)
	k.clothIn(body, box{-340, -580, 680, 570}, 150)
	k.fill(path{}.move(-90, -566).quad(0, -500, 90, -566).to(60, -580).quad(0, -536, -60, -580), k.dark)
	k.fill(poly(-90, -568, -52, -584, 0, -520, -40, -470), lighter(k.main, 0.12))
	k.fill(poly(90, -568, 52, -584, 0, -520, 40, -470), lighter(k.main, 0.06))
	k.fill(rect(-13, -512, 26, 482), alpha(k.dark, 0.85))
	for i := range 6 {
		k.dot(0, -468+76*float64(i), 8, k.accent)
	}
	k.fill(roundRect(box{60, -400, 84, 92}, 8), alpha(k.dark, 0.4))
	k.fill(rect(60, -400, 84, 12), k.accent)
	k.line([]pt{{-190, -350}, {-186, -300}}, 5, alpha(k.dark, 0.6))
	k.line([]pt{{190, -350}, {186, -300}}, 5, alpha(k.dark, 0.6))
	k.shadow(0, 10, 220)
}

// udeng is the Osing headcloth: a band folded high, knotted, one point up.
func udeng(k *kit) {
	wood := tints["jati"]
	k.fill(path{}.move(-60, 0).quad(-40, -120, -44, -190).to(44, -190).quad(40, -120, 60, 0), wood)
	k.fill(ellipse(0, 0, 120, 18), darker(wood, 0.15))
	k.fill(ellipse(0, -240, 158, 120), lighter(wood, 0.16))
	tall := path{}.move(-190, -230).cube(pt{-220, -420}, pt{-80, -450}, pt{-10, -430}).quad(70, -560, 150, -580).quad(140, -480, 196, -400).quad(226, -320, 190, -230).quad(0, -160, -190, -230)
	k.clothIn(tall, box{-240, -600, 480, 440}, 120)
	k.fill(path{}.move(-190, -230).quad(0, -160, 190, -230).to(198, -290).quad(0, -216, -199, -290), k.dark)
	k.line(curve(pt{-196, -270}, pt{0, -200}, pt{196, -270}), 6, k.accent)
	k.tapered(curve(pt{-10, -430}, pt{60, -390}, pt{90, -240}), 5, 14, alpha(k.dark, 0.7))
	k.fill(leaf(140, 44).moved(place(180, -262, 1, -0.5)), k.main)
	k.fill(leaf(120, 38).moved(place(180, -258, 1, 0.6)), lighter(k.main, 0.12))
	k.dot(184, -260, 24, k.accent)
}

// toteBag has cotton handles and a motif on its face.
func toteBag(k *kit) {
	cotton := darker(k.cream, 0.06)
	k.line(curve(pt{-110, -400}, pt{-90, -690}, pt{70, -640}), 22, darker(cotton, 0.14))
	k.line(curve(pt{-70, -410}, pt{20, -730}, pt{120, -410}), 22, darker(cotton, 0.05))
	body := path{}.move(-220, -420).quad(0, -404, 220, -420).to(240, -16).quad(0, 16, -240, -16)
	if k.pick(12, 2) == 0 {
		k.fill(body, cotton)
		k.inside(body, func() {
			k.cloth(box{-260, -300, 520, 190}, 130)
			k.fill(rect(-260, -308, 520, 8), k.accent)
			k.fill(rect(-260, -110, 520, 8), k.accent)
		})
	} else {
		k.clothIn(body, box{-260, -430, 520, 450}, 150)
		k.inside(body, func() { k.fill(rect(-260, -430, 520, 70), cotton) })
	}
	k.fill(roundRect(box{150, -90, 56, 40}, 4), k.cream)
	k.fill(rect(160, -74, 36, 6), k.shade)
	k.line([]pt{{-70, -412}, {-76, -380}}, 5, k.accent)
	k.line([]pt{{120, -412}, {124, -380}}, 5, k.accent)
}

// fan is the gandrung dancer's: ribs of bamboo, motif between.
func fan(k *kit) {
	const from, to = math.Pi * 1.14, math.Pi * 1.86
	leafOf := path{}
	outer := arc(pt{0, -60}, pt{330, 430}, from, to)
	inner := arc(pt{0, -60}, pt{130, 170}, to, from)
	leafOf = leafOf.move(outer[0].x, outer[0].y)
	for _, p := range append(outer[1:], inner...) {
		leafOf = leafOf.to(p.x, p.y)
	}
	for i := range 11 {
		a := from + (to-from)*float64(i)/10
		k.tapered([]pt{{0, -60}, {320 * math.Cos(a), -60 + 418*math.Sin(a)}}, 16, 8, tints["bambu"])
	}
	k.clothIn(leafOf, box{-340, -500, 680, 480}, 130)
	for i := range 10 {
		a := from + (to-from)*(float64(i)+0.5)/10
		k.tapered([]pt{{134 * math.Cos(a), -60 + 175*math.Sin(a)}, {322 * math.Cos(a), -60 + 420*math.Sin(a)}}, 4, 10, alpha(k.dark, 0.28))
	}
	k.line(outer[1:len(outer)-1], 16, k.accent)
	k.dot(0, -60, 20, darker(tints["bambu"], 0.3))
	k.line(curve(pt{0, -50}, pt{30, -20}, pt{10, 0}), 6, k.accent)
	for i := range 5 {
		k.line([]pt{{10, 0}, {-10 + 10*float64(i), 40}}, 4, k.accent)
	}
}
