package artwork

import (
	"image/color"
	"math"
)

// motifDetail shows the cloth twice as large, with the hand's small faults.
func motifDetail(k *kit) {
	k.with(place(500, 500, 1, k.between(60, -0.3, 0.3)), func() {
		k.cloth(box{-760, -760, 1520, 1520}, 430)
		// Threads of the cotton.
		for y := -760.0; y < 760; y += 9 {
			k.fill(rect(-760, y, 1520, 1.4), alpha(hex(0xffffff), 0.05))
		}
	})
}

func fringeDetail(k *kit) {
	k.room(1000)
	k.cloth(box{0, 0, 1000, 560}, 300)
	k.fill(rect(0, 430, 1000, 26), k.accent)
	k.fill(rect(0, 470, 1000, 70), k.dark)
	k.fill(rect(0, 552, 1000, 14), k.accent)
	for x := 14.0; x < 1000; x += 36 {
		ink := mix(k.main, k.accent, 0.2+0.5*k.rng.Float64())
		k.tapered(curve(pt{x, 566}, pt{x + k.jitter(16), 720}, pt{x + k.jitter(24), 900}), 20, 13, ink)
		k.dot(x, 640, 16, darker(ink, 0.2))
		k.tapered([]pt{{x + 4, 600}, {x + 4, 860}}, 3, 3, alpha(k.cream, 0.3))
	}
}

func seamDetail(k *kit) {
	k.cloth(box{0, 0, 1000, 1000}, 360)
	k.fill(poly(560, 0, 1000, 0, 1000, 1000, 640, 1000), alpha(k.dark, 0.5))
	k.fill(poly(548, 0, 566, 0, 648, 1000, 630, 1000), darker(k.main, 0.5))
	for y := 16.0; y < 1000; y += 46 {
		k.line([]pt{{520 + y*0.08, y}, {522 + y*0.08, y + 26}}, 6, k.cream)
		k.line([]pt{{592 + y*0.08, y}, {594 + y*0.08, y + 26}}, 6, k.cream)
	}
	for i := range 2 {
		y := 290 + 420*float64(i)
		k.dot(800, y+8, 74, alpha(k.dark, 0.6))
		k.dot(800, y, 70, tints["kelapa"])
		k.line(arc(pt{800, y}, pt{56, 56}, 0, 2*math.Pi), 8, darker(tints["kelapa"], 0.3))
		for _, d := range []pt{{-14, -14}, {14, -14}, {-14, 14}, {14, 14}} {
			k.dot(800+d.x, y+d.y, 7, hex(0x241a14))
		}
	}
}

// scatter visits a jittered grid, back to front.
func (k *kit) scatter(step float64, visit func(x, y float64)) {
	for y := -step; y < 1000+step; y += step * 0.72 {
		for x := -step; x < 1000+step; x += step {
			visit(x+k.jitter(step*0.4), y+k.jitter(step*0.3))
		}
	}
}

func beanDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), darker(k.tint, 0.5))
	size := k.between(61, 118, 150)
	k.scatter(size*0.8, func(x, y float64) {
		k.fill(ellipse(x+6, y+10, size*0.46, size*0.38), alpha(hex(0x120c08), 0.3))
		k.bean(pt{x, y}, size, k.rng.Float64()*math.Pi, mix(k.tint, lighter(k.tint, 0.25), k.rng.Float64()))
	})
}

func riceDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), darker(k.tint, 0.25))
	k.scatter(42, func(x, y float64) { k.grain(x, y, 40) })
}

func grainDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), darker(k.tint, 0.2))
	k.scatter(34, func(x, y float64) {
		s := 12 + 14*k.rng.Float64()
		col := mix(darker(k.tint, 0.3), lighter(k.tint, 0.35), k.rng.Float64())
		k.fill(poly(-s, -s*0.6, s*0.4, -s, s, s*0.3, -s*0.2, s).moved(place(x, y, 1, k.rng.Float64()*6)), col)
	})
	wood := tints["jati"]
	k.tapered([]pt{{560, 560}, {1080, 1010}}, 60, 84, darker(wood, 0.1))
	k.fill(ellipse(0, 0, 200, 140).moved(place(460, 470, 1, 0.72)), wood)
	k.fill(ellipse(0, 0, 172, 114).moved(place(456, 464, 1, 0.72)), darker(wood, 0.25))
	k.inside(ellipse(0, 0, 168, 110).moved(place(456, 464, 1, 0.72)), func() {
		for range 170 {
			k.dot(456+k.jitter(170), 464+k.jitter(170), 8+8*k.rng.Float64(), mix(k.tint, lighter(k.tint, 0.4), k.rng.Float64()))
		}
	})
}

func honeyDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), darker(k.tint, 0.25))
	const r = 92.0
	for row := range 9 {
		for col := range 8 {
			x, y := (float64(col)+0.5*float64(row&1))*r*1.76, float64(row)*r*1.53
			cell := poly(x, y-r, x+r*0.86, y-r/2, x+r*0.86, y+r/2, x, y+r, x-r*0.86, y+r/2, x-r*0.86, y-r/2)
			k.fill(cell.moved(affine{0.93, 0, x * 0.07, 0, 0.93, y * 0.07}), mix(k.tint, lighter(k.tint, 0.4), k.rng.Float64()))
			k.fill(ellipse(x-r*0.2, y-r*0.3, r*0.3, r*0.16), alpha(hex(0xffffff), 0.22))
		}
	}
	k.fill(path{}.move(600, 0).to(700, 0).cube(pt{690, 300}, pt{760, 480}, pt{760, 640}).cube(pt{760, 760}, pt{540, 760}, pt{540, 640}).cube(pt{540, 480}, pt{610, 300}, pt{600, 0}), alpha(k.tint, 0.92))
	k.fill(ellipse(600, 640, 18, 60), alpha(hex(0xffffff), 0.4))
}

func liquidDetail(k *kit) {
	k.with(place(470, 1330, 2.7, 0), func() { k.kind.draw(k) })
}

func labelDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), k.table)
	k.with(place(540, 1060, 2.6, 0), func() { k.kind.draw(k) })
}

func soapDetail(k *kit) {
	k.with(place(520, 1120, 2.3, 0), func() { k.kind.draw(k) })
}

func waxDetail(k *kit) {
	k.with(place(500, 1010, 2.1, 0), func() { k.kind.draw(k) })
}

func chipDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), darker(k.tint, 0.35))
	k.scatter(120, func(x, y float64) { k.chip(x, y, 96+k.jitter(14)) })
}

func biscuitDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), k.soft)
	k.cloth(box{0, 0, 1000, 1000}, 160)
	k.fill(ellipse(500, 510, 440, 440), darker(k.cream, 0.14))
	k.fill(ellipse(500, 500, 436, 436), k.cream)
	shape := k.pick(23, 3)
	for i := range 4 {
		for j := range 3 {
			k.biscuit(330+170*float64(j)+k.jitter(14), 270+150*float64(i)+k.jitter(10), 84, shape)
		}
	}
}

func sweetDetail(k *kit) {
	k.cloth(box{0, 0, 1000, 1000}, 200)
	k.scatter(220, func(x, y float64) {
		k.with(place(x, y, 1, k.jitter(0.8)), func() {
			k.fill(ellipse(6, 18, 92, 36), alpha(hex(0x1a1410), 0.25))
			k.sweet(0, 0, 140)
		})
	})
}

func scaleDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), k.tint)
	const r = 74.0
	for row := 19; row >= -1; row-- { // an upper scale lies on the one below
		for col := -1; col < 9; col++ {
			x, y := (float64(col)+0.5*float64(row&1))*r*1.9, float64(row)*r*0.78
			tone := mix(darker(k.tint, 0.3), mix(lighter(k.tint, 0.5), k.accent, 0.15), float64(row)/20+k.jitter(0.1)+0.1)
			k.fill(ellipse(x, y, r, r), darker(tone, 0.45))
			k.fill(ellipse(x, y-7, r*0.95, r*0.95), tone)
			k.line(arc(pt{x, y - 7}, pt{r * 0.6, r * 0.6}, 0.4, 2.7), 4, alpha(lighter(tone, 0.5), 0.5))
		}
	}
}

func dragonDetail(k *kit) {
	flesh := mix(k.tint, hex(0x8e1648), 0.5)
	if k.pick(42, 3) == 0 {
		flesh = hex(0xf7f0ea)
	}
	k.fill(rect(0, 0, 1000, 1000), k.wall)
	k.fill(ellipse(470, 560, 640, 620), k.tint)
	k.fill(ellipse(470, 560, 590, 570), lighter(k.tint, 0.4))
	k.fill(ellipse(470, 560, 572, 552), flesh)
	for range 420 {
		a, d := k.rng.Float64()*2*math.Pi, math.Sqrt(k.rng.Float64())*0.95
		k.fill(ellipse(0, 0, 11, 7).moved(place(470+560*d*math.Cos(a), 560+540*d*math.Sin(a), 1, a)), hex(0x241a1a))
	}
}

func citrusDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), k.wall)
	k.with(place(480, 540, 1, k.between(62, 0, 1)), func() { k.segments(560) })
}

func durianDetail(k *kit) {
	spikes(k, pt{500, 500}, pt{800, 800}, k.tint)
}

func mangosteenDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), k.wall)
	k.with(place(20, 1000, 2.7, 0), func() { k.kind.draw(k) })
}

func spiceDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), darker(k.tint, 0.4))
	k.scatter(70, func(x, y float64) { k.spice(x, y, 88) })
}

func weaveDetail(k *kit) {
	k.with(place(500, 500, 1, k.between(63, -0.5, 0.5)), func() {
		k.weave(box{-780, -780, 1560, 1560}, 118)
		k.fill(rect(-780, 90, 1560, 118), alpha(k.main, 0.35))
	})
}

func woodDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), k.tint)
	cx, cy := k.between(64, -100, 300), k.between(65, 900, 1300)
	for i := range 34 {
		r := 60 + 46*float64(i) + k.jitter(12)
		k.line(arc(pt{cx, cy}, pt{r * 1.25, r}, math.Pi, 2*math.Pi), 8+k.rng.Float64()*20, alpha(darker(k.tint, 0.55), 0.12+0.2*k.rng.Float64()))
	}
	for range 120 {
		x, y := k.rng.Float64()*1000, k.rng.Float64()*1000
		k.line([]pt{{x, y}, {x + 30, y - 6}}, 2.5, alpha(darker(k.tint, 0.6), 0.3))
	}
	k.fill(poly(640, 0, 1000, 0, 1000, 560), alpha(lighter(k.tint, 0.4), 0.16))
}

func tineDetail(k *kit) {
	woodDetail(k)
	metal := hex(0xc9ccc8)
	for i := range 8 {
		x := 80 + 120*float64(i)
		long := 780 - 40*math.Abs(float64(i)-3.5)
		k.fill(roundRect(box{x - 30, -60, 76, long + 14}, 38), alpha(hex(0x20160e), 0.3))
		k.fill(roundRect(box{x - 38, -60, 76, long}, 38), darker(metal, 0.12))
		k.fill(roundRect(box{x - 30, -60, 24, long - 20}, 12), lighter(metal, 0.5))
	}
	k.fill(rect(0, 240, 1000, 70), darker(k.tint, 0.5))
	k.fill(rect(0, 240, 1000, 16), k.accent)
}

func crownDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), hex(0x9d2f2b))
	k.with(place(500, 980, 2.4, 0), func() { k.kind.draw(k) })
}

func beadDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), lighter(k.wall, 0.4))
	cols := []color.NRGBA{k.main, k.accent, k.cream, k.soft, k.dark}
	for row := range 8 {
		for i := range 14 {
			x := -20 + 84*float64(i)
			y := 40 + 140*float64(row) + 50*math.Sin(float64(i)*0.5+float64(row)*0.7)
			col := cols[(i+row*2+k.pick(66, 5))%5]
			k.dot(x+6, y+10, 44, alpha(hex(0x3a2e20), 0.2))
			k.dot(x, y, 42, darker(col, 0.1))
			k.dot(x-3, y-4, 36, col)
			k.dot(x-13, y-15, 10, alpha(hex(0xffffff), 0.5))
		}
	}
}

func leafDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), darker(k.tint, 0.5))
	k.scatter(74, func(x, y float64) {
		at := place(x, y, 1, k.rng.Float64()*2*math.Pi)
		col := mix(darker(k.tint, 0.3), lighter(k.tint, 0.25), k.rng.Float64())
		k.fill(leaf(150, 34).moved(at), col)
		k.line(movedPoints([]pt{{10, 0}, {130, 0}}, at), 4, darker(col, 0.25))
	})
}

func chocolateDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), darker(k.tint, 0.3))
	k.with(place(500, 500, 1, k.between(67, -0.25, 0.25)), func() {
		for row := -3; row < 3; row++ {
			for col := -3; col < 3; col++ {
				x, y := 262*float64(col), 262*float64(row)
				k.fill(roundRect(box{x, y, 246, 246}, 18), lighter(k.tint, 0.08))
				k.fill(poly(x+10, y+10, x+236, y+10, x+204, y+42, x+42, y+42), lighter(k.tint, 0.24))
				k.fill(poly(x+236, y+10, x+236, y+236, x+204, y+204, x+204, y+42), darker(k.tint, 0.22))
				k.with(place(x+123, y+123, 1, 0), func() { k.line(spiral(48, 1.5, 24), 9, darker(k.tint, 0.25)) })
			}
		}
	})
}

func eggDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), k.table)
	k.with(place(480, 1130, 2.5, 0), func() { k.kind.draw(k) })
}

func flowerDetail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), k.wall)
	k.with(place(480, 1090, 2.4, 0), func() { k.kind.draw(k) })
}

func boatDetail(k *kit) {
	k.room(760)
	k.with(place(900, 1010, 2.3, 0), func() { k.kind.draw(k) })
}
