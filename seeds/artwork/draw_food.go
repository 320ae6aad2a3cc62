package artwork

import (
	"image/color"
	"math"
)

// sugarDomes are cakes of palm sugar set in coconut shells, one broken open.
func sugarDomes(k *kit) {
	leafMat := hex(0x7c8f52)
	k.fill(ellipse(0, -6, 330, 44), leafMat)
	k.fill(ellipse(0, -14, 320, 38), lighter(leafMat, 0.16))
	dome1 := func(x, y, r float64, col color.NRGBA) {
		k.fill(dome(x, y, r, r*0.86), col)
		k.fill(path{}.move(x+r*0.3, y-r*0.8).quad(x+r*0.7, y-r*0.3, x+r*0.6, y).to(x+r, y).quad(x+r, y-r*0.6, x+r*0.3, y-r*0.8), darker(col, 0.12))
		k.fill(ellipse(x, y, r, r*0.1), darker(col, 0.12))
		k.tapered(curve(pt{x - r*0.6, y - r*0.34}, pt{x - r*0.44, y - r*0.68}, pt{x - r*0.1, y - r*0.74}), 8, 3, lighter(col, 0.3))
	}
	dome1(-130, -40, 120, k.tint)
	dome1(110, -44, 128, mix(k.tint, darker(k.tint, 0.4), 0.3))
	if k.pick(40, 2) == 0 {
		dome1(-10, -138, 112, mix(k.tint, k.accent, 0.12))
	} else {
		k.with(place(0, -140, 1, 0), func() {
			k.fill(ellipse(0, 0, 118, 40), darker(k.tint, 0.1))
			k.fill(ellipse(0, -8, 118, 38), lighter(k.tint, 0.2))
			for range 40 {
				k.dot(k.jitter(90), -8+k.jitter(24), 3+3*k.rng.Float64(), mix(k.tint, lighter(k.tint, 0.5), k.rng.Float64()))
			}
		})
	}
	for range 26 {
		x := 190 + k.jitter(70)
		k.fill(rect(x, 4+k.jitter(12), 9, 8), mix(k.tint, lighter(k.tint, 0.4), k.rng.Float64()))
	}
	k.with(place(-250, -10, 0.5, 0), func() { k.label(0, -60, 150, 120) })
}

// fish swims to the left, centred on (x, y).
func (k *kit) fish(x, y, scale float64, col color.NRGBA) {
	k.with(place(x, y, scale, 0), func() {
		k.fill(path{}.move(210, 0).quad(300, -90, 330, -96).quad(300, 0, 330, 96).quad(300, 90, 210, 0), darker(col, 0.2))
		body := path{}.move(-260, 0).cube(pt{-180, -120}, pt{80, -120}, pt{230, -12}).to(230, 12).cube(pt{80, 120}, pt{-180, 120}, pt{-260, 0})
		k.fill(body, col)
		k.inside(body, func() {
			k.fill(path{}.move(-260, -8).cube(pt{-160, -100}, pt{80, -130}, pt{240, -20}).to(240, -140).to(-260, -140), darker(col, 0.28))
			k.fill(path{}.move(-260, 20).quad(0, 70, 240, 14).to(240, 140).to(-260, 140), lighter(col, 0.3))
			for i := range 9 {
				for j := range 3 {
					k.line(arc(pt{-110 + 36*float64(i), -26 + 26*float64(j)}, pt{14, 13}, -1.2, 1.2), 4, alpha(darker(col, 0.4), 0.45))
				}
			}
		})
		k.fill(path{}.move(-30, -82).quad(20, -150, 110, -128).quad(80, -90, 90, -68), darker(col, 0.25))
		k.line(arc(pt{-186, 0}, pt{40, 74}, -1.1, 1.1), 6, darker(col, 0.35))
		k.dot(-206, -18, 15, lighter(col, 0.7))
		k.dot(-208, -18, 8, hex(0x1f1c17))
	})
}

// driedFish lie on a bamboo tray with a label leaning on it.
func driedFish(k *kit) {
	bamboo := tints["bambu"]
	k.fill(ellipse(0, -40, 380, 96), darker(bamboo, 0.3))
	k.fill(ellipse(0, -62, 380, 92), bamboo)
	k.fill(ellipse(0, -66, 340, 76), lighter(bamboo, 0.25))
	k.inside(ellipse(0, -66, 340, 76), func() {
		for x := -340.0; x < 340; x += 26 {
			k.line([]pt{{x, -150}, {x + 120, 20}}, 5, alpha(darker(bamboo, 0.2), 0.5))
		}
	})
	n := 3 + k.pick(41, 3)
	for i := range n {
		y := -96 - 34*float64(i)
		k.fish(-20+k.jitter(34), y, 0.92-0.05*float64(i), mix(k.tint, []color.NRGBA{k.accent, hex(0x7f6a52)}[i&1], 0.22))
	}
	k.fill(leaf(190, 46).moved(place(150, -70, 1, 0.3)), hex(0x6f8a55))
	k.with(place(-250, 20, 1, -0.06), func() { k.label(0, -80, 150, 140) })
}

// pasteBlock is terasi: a brick in leaf and paper, one cut open.
func pasteBlock(k *kit) {
	k.fill(roundRect(box{-330, -34, 660, 34}, 12), darker(tints["jati"], 0.1))
	k.fill(roundRect(box{-330, -48, 660, 24}, 12), tints["jati"])
	k.fill(poly(-250, -260, 60, -260, 90, -226, -220, -226), lighter(k.main, 0.2))
	k.fill(rect(-250, -260, 280, 214), k.main)
	k.fill(poly(30, -260, 60, -290, 60, -70, 30, -46), k.dark)
	k.fill(poly(-250, -260, 30, -260, 60, -290, -216, -290), lighter(k.main, 0.16))
	k.inside(rect(-250, -110, 280, 44), func() { k.cloth(box{-250, -110, 280, 44}, 60) })
	k.label(-110, -180, 150, 120)
	k.fill(roundRect(box{100, -170, 200, 124}, 14), k.tint)
	k.fill(roundRect(box{100, -170, 200, 30}, 14), lighter(k.tint, 0.16))
	for range 34 {
		k.dot(200+k.jitter(88), -95+k.jitter(40), 2+3*k.rng.Float64(), lighter(k.tint, 0.15+0.25*k.rng.Float64()))
	}
	k.fill(roundRect(box{180, -80, 118, 34}, 8), darker(k.tint, 0.18))
	k.fill(leaf(200, 50).moved(place(40, 4, 1, -0.1)), hex(0x6f8a55))
	for i := range 3 {
		k.tapered(append(curve(pt{-310 + 40*float64(i), 20}, pt{-290 + 40*float64(i), -30}, pt{-262 + 40*float64(i), -6}), pt{-256 + 40*float64(i), 14}), 16, 5, hex(0xd98a6a))
	}
}

// dragonFruit: a whole one and a half that shows its seeds.
func dragonFruit(k *kit) {
	green := hex(0x87a04e)
	whole := func(x, y, r float64) {
		k.fill(path{}.move(x-r*0.1, y-r*1.05).quad(x-r*0.3, y-r*1.5, x-r*0.5, y-r*1.55).quad(x-r*0.1, y-r*1.3, x, y-r*1.1).quad(x+r*0.1, y-r*1.5, x+r*0.4, y-r*1.6).quad(x+r*0.2, y-r*1.3, x+r*0.2, y-r), green)
		k.fill(ellipse(x, y, r*0.88, r*1.1), k.tint)
		k.inside(ellipse(x, y, r*0.88, r*1.1), func() { k.fill(ellipse(x+r*0.7, y+r*0.2, r*0.7, r*1.2), darker(k.tint, 0.14)) })
		for _, q := range []pt{{-0.5, -0.55}, {0.3, -0.7}, {-0.1, -0.2}, {0.55, -0.05}, {-0.6, 0.2}, {0.1, 0.45}, {0.5, 0.7}, {-0.35, 0.8}} {
			at := place(x+q.x*r, y+q.y*r, r, 0)
			k.fill(path{}.move(-0.13, 0.06).quad(-0.06, -0.26, 0.05, -0.42).quad(0.08, -0.1, 0.16, 0.1).quad(0, 0.16, -0.13, 0.06).moved(at), mix(k.tint, green, 0.5))
			k.fill(path{}.move(-0.02, -0.1).quad(0.02, -0.3, 0.05, -0.42).quad(0.07, -0.2, 0.1, -0.06).moved(at), green)
		}
	}
	whole(-110, -232, 210)
	k.with(place(190, -150, 1, 0.18), func() {
		k.fill(ellipse(0, 0, 150, 176), k.tint)
		flesh := mix(k.tint, hex(0x8e1648), 0.5)
		if k.pick(42, 3) == 0 {
			flesh = hex(0xf7f0ea)
		}
		k.fill(ellipse(0, 0, 128, 153), lighter(k.tint, 0.4))
		k.fill(ellipse(0, 0, 120, 145), flesh)
		for range 110 {
			a, d := k.rng.Float64()*2*math.Pi, math.Sqrt(k.rng.Float64())*0.92
			k.dot(112*d*math.Cos(a), 136*d*math.Sin(a), 3.4, hex(0x241a1a))
		}
	})
}

// citrus: three oranges with leaves, one in half.
func citrus(k *kit) {
	one := func(x, y, r float64) {
		col := mix(k.tint, hex(0x9fae45), 0.3*k.rng.Float64())
		k.fill(ellipse(x, y, r, r*0.94), col)
		k.inside(ellipse(x, y, r, r*0.94), func() {
			k.fill(ellipse(x+r*0.6, y+r*0.4, r*0.9, r), darker(col, 0.1))
			for range 20 {
				k.dot(x+k.jitter(r), y+k.jitter(r), 3, darker(col, 0.16))
			}
		})
		k.fill(star(5, 2, r*0.14).moved(place(x-r*0.1, y-r*0.8, 1, 0)), hex(0x5d7246))
		k.fill(leaf(r*0.9, r*0.26).moved(place(x-r*0.1, y-r*0.84, 1, -0.6)), hex(0x6f8a55))
	}
	one(-170, -128, 136)
	one(30, -300, 128)
	k.with(place(170, -128, 1, 0), func() { k.segments(136) })
	k.fill(leaf(180, 50).moved(place(-60, 0, 1, 0.1)), hex(0x5d7246))
}

// segments is a cut orange around (0,0).
func (k *kit) segments(r float64) {
	k.fill(ellipse(0, 0, r, r*0.96), k.tint)
	k.fill(ellipse(0, 0, r*0.9, r*0.86), lighter(k.tint, 0.75))
	for i := range 10 {
		a := 2 * math.Pi * float64(i) / 10
		wedge := path{}.move(r*0.08, 0).quad(r*0.5, -r*0.29, r*0.8, -r*0.16).quad(r*0.88, 0, r*0.8, r*0.16).quad(r*0.5, r*0.29, r*0.08, 0)
		k.fill(wedge.moved(place(0, 0, 1, a)), mix(k.tint, hex(0xffd890), 0.25*k.rng.Float64()))
	}
}

// durian: a spiked shell and an opened side with its pale or red pods.
func durian(k *kit) {
	k.fill(roundRect(box{-16, -500, 32, 90}, 12), darker(tints["jati"], 0.2))
	spikes(k, pt{-30, -220}, pt{220, 210}, k.tint)
	flesh := hex(0xf0d27a)
	if k.pick(43, 2) == 0 {
		flesh = hex(0xd9694a)
	}
	k.with(place(200, -130, 1, 0.3), func() {
		spikes(k, pt{0, 0}, pt{150, 130}, darker(k.tint, 0.1))
		k.fill(ellipse(0, 0, 124, 104), hex(0xf6ecd2))
		for i := range 2 {
			x := -48 + 96*float64(i)
			k.fill(ellipse(x, 4, 46, 80), darker(flesh, 0.08))
			k.fill(ellipse(x-4, 0, 40, 74), flesh)
			k.tapered(curve(pt{x - 24, -30}, pt{x - 10, -60}, pt{x + 8, -62}), 9, 3, lighter(flesh, 0.5))
		}
	})
}

func spikes(k *kit, middle, radius pt, col color.NRGBA) {
	x, y, rx, ry := middle.x, middle.y, radius.x, radius.y
	const n = 30
	var rim path
	for i := range n {
		a, b := 2*math.Pi*float64(i)/n, 2*math.Pi*(float64(i)+0.5)/n
		p, q := pt{x + rx*math.Cos(a), y + ry*math.Sin(a)}, pt{x + rx*1.11*math.Cos(b), y + ry*1.11*math.Sin(b)}
		if i == 0 {
			rim = rim.move(p.x, p.y)
		} else {
			rim = rim.to(p.x, p.y)
		}
		rim = rim.to(q.x, q.y)
	}
	k.fill(rim, col)
	k.inside(rim, func() {
		for row := range 9 {
			for i := range 9 {
				sx := x - rx + rx*0.25*(float64(i)+0.5*float64(row&1))
				sy := y - ry + ry*0.25*float64(row)
				k.fill(poly(sx, sy-ry*0.13, sx+rx*0.1, sy+ry*0.06, sx-rx*0.1, sy+ry*0.06), lighter(col, 0.16))
				k.fill(poly(sx, sy-ry*0.13, sx+rx*0.1, sy+ry*0.06, sx, sy+ry*0.06), darker(col, 0.14))
			}
		}
	})
}

// mangosteen: whole ones and one opened like a crown.
func mangosteen(k *kit) {
	one := func(x, y, r float64) {
		k.fill(ellipse(x, y, r, r*0.92), k.tint)
		k.inside(ellipse(x, y, r, r*0.92), func() { k.fill(ellipse(x+r*0.7, y+r*0.3, r*0.9, r), darker(k.tint, 0.25)) })
		k.tapered(curve(pt{x - r*0.66, y - r*0.1}, pt{x - r*0.6, y - r*0.5}, pt{x - r*0.3, y - r*0.66}), 10, 4, lighter(k.tint, 0.3))
		for i := range 4 {
			k.fill(ellipse(r*0.3, 0, r*0.32, r*0.2).moved(place(x, y-r*0.82, 1, math.Pi*(0.05+0.3*float64(i)))), hex(0x7d9150))
		}
		k.fill(roundRect(box{x - 9, y - r*1.12, 18, r * 0.34}, 8), hex(0x5b6b3a))
	}
	one(-180, -130, 138)
	one(40, -300, 124)
	k.fill(ellipse(170, -110, 142, 122), k.tint)
	k.fill(ellipse(170, -124, 126, 98), lighter(hex(0xa83c5c), 0.1))
	k.fill(ellipse(170, -126, 108, 82), hex(0xc9607c))
	for i := range 6 {
		a := math.Pi * float64(i) / 3
		k.fill(ellipse(170+44*math.Cos(a), -130+34*math.Sin(a), 38, 32), hex(0xf8f3ea))
		k.line(arc(pt{170 + 44*math.Cos(a), -130 + 34*math.Sin(a)}, pt{30, 24}, a-0.6, a+0.6), 4, hex(0xe0d6c8))
	}
}

// banana: a hand of five.
func banana(k *kit) {
	for i := range 5 {
		at := place(0, -450, 1, 0.62-0.26*float64(i)).then(affine{1, 0, 0, 0, 1, 400})
		col := mix(k.tint, darker(k.tint, 0.3), 0.1*float64(4-i))
		fruit := path{}.move(-30, -400).cube(pt{-200, -250}, pt{-170, -60}, pt{20, 30}).cube(pt{60, 36}, pt{60, -10}, pt{30, -24}).cube(pt{-60, -90}, pt{-60, -260}, pt{6, -396})
		k.fill(fruit.moved(at), col)
		k.line(movedPoints(curve(pt{-26, -380}, pt{-150, -180}, pt{16, 6}), at), 9, alpha(darker(col, 0.3), 0.5))
		end := at.apply(pt{34, 8})
		k.dot(end.x, end.y, 17, hex(0x4d3a24))
	}
	k.fill(roundRect(box{-46, -500, 92, 96}, 30), darker(k.tint, 0.35))
	k.with(place(-250, 10, 0.9, 0), func() { k.label(0, -70, 150, 130) })
}

// spiceBowl is a bowl of dried spice with a scoop and some spilled.
func spiceBowl(k *kit) {
	w := 240.0
	k.fill(path{}.move(-w, -190).cube(pt{-w, 30}, pt{w, 30}, pt{w, -190}), k.main)
	k.inside(path{}.move(-w, -190).cube(pt{-w, 30}, pt{w, 30}, pt{w, -190}), func() {
		k.cloth(box{-w, -150, 2 * w, 54}, 60)
		k.fill(rect(w*0.5, -200, w, 240), alpha(k.dark, 0.25))
	})
	k.fill(ellipse(0, -190, w, 50), lighter(k.main, 0.2))
	k.fill(ellipse(0, -190, w*0.92, 42), darker(k.tint, 0.4))
	heap := dome(0, -186, w*0.88, 110)
	k.fill(heap, k.tint)
	k.inside(heap, func() {
		for range 90 {
			k.spice(k.jitter(w*0.85), -220+k.jitter(80), 30)
		}
	})
	for range 9 {
		k.spice(240+k.jitter(80), 14+k.jitter(16), 34)
	}
	k.with(place(-280, 14, 1, -0.05), func() { k.label(0, -70, 140, 130) })
}

// spice is a clove, a stick, a seed or a pod, the same for a whole product.
func (k *kit) spice(x, y, s float64) {
	col := mix(k.tint, lighter(k.tint, 0.4), 0.6*k.rng.Float64())
	at := place(x, y, s/30, k.rng.Float64()*math.Pi*2)
	switch k.pick(44, 3) {
	case 0:
		k.line(movedPoints([]pt{{-16, 0}, {12, 0}}, at), s*0.2, col)
		k.fill(star(4, 1, 9).moved(at.then(place(14, 0, 1, 0.4))), darker(col, 0.3))
	case 1:
		k.fill(roundRect(box{-24, -6, 48, 12}, 6).moved(at), col)
		k.line(movedPoints([]pt{{-20, 0}, {20, 0}}, at), s*0.06, darker(col, 0.35))
	default:
		k.fill(ellipse(0, 0, 12, 10).moved(at), col)
		k.fill(ellipse(-3, -3, 4, 3).moved(at), lighter(col, 0.35))
	}
}
