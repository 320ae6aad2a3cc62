package artwork

import (
	"image/color"
	"math"
)

// jar of something, its lid wooden, tied with cloth, or plain.
func jar(k *kit) {
	w, h := k.between(27, 165, 195), k.between(28, 370, 440)
	k.glassBody(w, h)
	k.lid(w, h)
	k.label(0, -h*0.44, w*1.5, h*0.42)
	k.gloss(-w*0.84, -h*0.84, w*0.09, h*0.66)
}

func (k *kit) glassBody(w, h float64) {
	k.fill(roundRect(box{-w, -h, 2 * w, h}, 44), lighter(k.tint, 0.3))
	k.fill(roundRect(box{-w, -h * 0.9, 2 * w, h * 0.9}, 40), k.tint)
	k.fill(path{}.move(w*0.7, -h*0.9).to(w*0.92, -h*0.88).to(w, -h*0.8).to(w, -40).quad(w, 0, w-40, 0).to(w*0.62, 0).quad(w*0.78, -h*0.4, w*0.7, -h*0.9), darker(k.tint, 0.12))
}

func (k *kit) lid(w, h float64) {
	switch k.pick(29, 3) {
	case 0:
		k.fill(roundRect(box{-w * 0.9, -h - 92, w * 1.8, 100}, 18), darker(tints["jati"], 0.2))
		k.fill(roundRect(box{-w * 0.9, -h - 92, w * 1.8, 30}, 15), tints["jati"])
	case 1:
		k.fill(roundRect(box{-w * 0.84, -h - 40, w * 1.68, 46}, 12), k.dark)
		top := path{}.move(-w*1.12, -h+40).quad(-w*0.92, -h-60, -w*0.8, -h-74).quad(0, -h-104, w*0.8, -h-74).quad(w*0.92, -h-60, w*1.12, -h+40).
			quad(w*0.9, -h+14, w*0.68, -h+34).quad(w*0.4, -h+6, w*0.2, -h+32).quad(0, -h+6, -w*0.24, -h+34).quad(-w*0.44, -h+8, -w*0.7, -h+36).quad(-w*0.9, -h+14, -w*1.12, -h+40)
		k.clothIn(top, box{-w * 1.2, -h - 110, w * 2.4, 160}, 70)
		k.fill(roundRect(box{-w * 0.9, -h - 26, w * 1.8, 12}, 6), k.accent)
	default:
		k.fill(roundRect(box{-w * 0.86, -h - 84, w * 1.72, 92}, 14), k.dark)
		k.fill(rect(-w*0.86, -h-22, w*1.72, 8), k.accent)
		for x := -w * 0.8; x < w*0.8; x += 18 {
			k.fill(rect(x, -h-72, 4, 44), alpha(k.cream, 0.14))
		}
	}
}

// honeyJar has a six-sided glass and a dipper beside it.
func honeyJar(k *kit) {
	w, h := k.between(30, 160, 185), k.between(31, 380, 430)
	k.fill(poly(-w*0.8, -h, w*0.8, -h, w, -h*0.86, w, -40, w*0.86, 0, -w*0.86, 0, -w, -40, -w, -h*0.86), k.tint)
	k.fill(poly(w*0.42, -h, w*0.8, -h, w, -h*0.86, w, -40, w*0.86, 0, w*0.46, 0), darker(k.tint, 0.12))
	k.fill(poly(-w*0.8, -h, w*0.8, -h, w*0.9, -h*0.93, -w*0.9, -h*0.93), lighter(k.tint, 0.4))
	k.lid(w*0.94, h)
	k.label(0, -h*0.42, w*1.36, h*0.4)
	k.gloss(-w*0.86, -h*0.8, w*0.09, h*0.6)
	wood := tints["jati"]
	k.with(place(w+80, 6, 1, 0.5), func() {
		k.tapered([]pt{{0, -20}, {0, -330}}, 16, 12, wood)
		for i := range 5 {
			k.fill(roundRect(box{-34 + 4*math.Abs(float64(i)-2), -100 + 20*float64(i), 68 - 8*math.Abs(float64(i)-2), 14}, 7), darker(wood, 0.14))
		}
	})
	k.fill(ellipse(w+70, 8, 66, 12), alpha(k.tint, 0.9))
}

// bottle of syrup, oil or jamu, round or square in the shoulder.
func bottle(k *kit) {
	w, h := k.between(32, 96, 122), k.between(33, 390, 450)
	neck := w * 0.36
	shape := path{}.move(-neck, -h-130).to(neck, -h-130).to(neck, -h-50).cube(pt{neck, -h + 20}, pt{w, -h}, pt{w, -h + 90}).to(w, -24).quad(w, 0, w-24, 0).to(-w+24, 0).quad(-w, 0, -w, -24).to(-w, -h+90).cube(pt{-w, -h}, pt{-neck, -h + 20}, pt{-neck, -h - 50})
	k.fill(shape, lighter(k.tint, 0.32))
	k.inside(shape, func() {
		k.fill(rect(-w, -h-30, 2*w, h+40), k.tint)
		k.fill(rect(w*0.55, -h-30, w, h+40), darker(k.tint, 0.14))
		k.fill(ellipse(0, -h-30, neck, 7), darker(k.tint, 0.1))
	})
	k.fill(roundRect(box{-neck - 8, -h - 180, 2*neck + 16, 66}, 10), k.dark)
	k.fill(rect(-neck-8, -h-128, 2*neck+16, 8), k.accent)
	k.label(0, -h*0.4, w*1.7, h*0.44)
	k.gloss(-w*0.8, -h*0.78, w*0.12, h*0.6)
	if k.pick(34, 2) == 0 {
		k.with(place(w+95, 4, 1, 0), func() { k.glass(64, 150) })
		return
	}
	for i := range 3 {
		k.fill(leaf(110, 30).moved(place(w+20, 6, 1, -0.9+0.4*float64(i))), []color.NRGBA{hex(0x6f8a55), hex(0x5d7246), hex(0x7f9a62)}[i])
	}
}

// glass is a small tumbler of the same drink.
func (k *kit) glass(w, h float64) {
	outer := poly(-w, -h, w, -h, w*0.8, 0, -w*0.8, 0)
	k.fill(outer, alpha(hex(0xffffff), 0.5))
	k.fill(poly(-w*0.94, -h*0.76, w*0.94, -h*0.76, w*0.78, -8, -w*0.78, -8), k.tint)
	k.fill(ellipse(0, -h*0.76, w*0.94, 10), lighter(k.tint, 0.25))
	k.gloss(-w*0.7, -h*0.7, 8, h*0.5)
}

// tea is a paper tube of leaves with a full cup.
func tea(k *kit) {
	h := k.between(35, 400, 460)
	k.with(place(-130, -10, 1, 0), func() {
		k.fill(rect(-120, -h, 240, h), k.main)
		k.fill(ellipse(0, 0, 120, 22), k.main)
		k.fill(rect(60, -h, 60, h), alpha(k.dark, 0.3))
		k.inside(rect(-120, -h*0.3, 240, h*0.2), func() { k.cloth(box{-120, -h * 0.3, 240, h * 0.2}, 70) })
		k.fill(roundRect(box{-126, -h - 60, 252, 84}, 12), k.dark)
		k.fill(ellipse(0, -h-56, 124, 20), lighter(k.dark, 0.14))
		k.label(0, -h*0.56, 180, 180)
	})
	k.with(place(150, 10, 0.86, 0), func() { cup(k, darker(k.tint, 0.1)) })
	for i := range 6 {
		k.fill(leaf(54, 14).moved(place(-20+40*float64(i)+k.jitter(12), 24+k.jitter(12), 1, k.rng.Float64()*3)), mix(k.tint, darker(k.tint, 0.4), k.rng.Float64()))
	}
}

// soap bars in a paper band, stacked.
func soap(k *kit) {
	bar := func(x, y, w, h float64, col color.NRGBA) {
		k.fill(roundRect(box{x - w/2, y - h, w, h}, 34), darker(col, 0.14))
		k.fill(roundRect(box{x - w/2, y - h, w, h - 22}, 32), col)
		for range 16 {
			k.dot(x+k.jitter(w*0.42), y-h*0.55+k.jitter(h*0.26), 3+k.rng.Float64()*4, darker(col, 0.22))
		}
	}
	bar(30, 0, 440, 130, k.tint)
	bar(-20, -134, 420, 126, lighter(k.tint, 0.3))
	k.clothIn(rect(-110, -260, 190, 126), box{-110, -260, 190, 126}, 80)
	k.fill(rect(-114, -260, 6, 126), k.accent)
	k.fill(rect(78, -260, 6, 126), k.accent)
	k.with(place(-15, -197, 0.7, 0), func() { k.label(0, 0, 150, 130) })
	bar(30, -268, 300, 96, mix(k.tint, k.accent, 0.25))
	for i := range 5 {
		k.fill(ellipse(0, 0, 16, 9).moved(place(230+22*float64(i%3), 14-12*float64(i/3), 1, float64(i))), hex(0x7f9a62))
	}
}

// candle in a cut coconut shell or a glass, burning.
func candle(k *kit) {
	w, h := 180.0, 260.0
	if k.pick(36, 2) == 0 {
		shell := tints["kelapa"]
		k.fill(path{}.move(-w, -h*0.7).cube(pt{-w, 10}, pt{w, 10}, pt{w, -h * 0.7}), shell)
		k.fill(path{}.move(w*0.5, -h*0.7).cube(pt{w * 0.6, -h * 0.2}, pt{w * 0.4, -20}, pt{20, -26}).cube(pt{w, 0}, pt{w, -h * 0.4}, pt{w, -h * 0.7}), darker(shell, 0.2))
		k.fill(ellipse(0, -h*0.7, w, 40), lighter(shell, 0.4))
		k.fill(ellipse(0, -h*0.7+4, w*0.88, 32), k.tint)
		k.flame(-h * 0.7)
		return
	}
	k.fill(roundRect(box{-w * 0.84, -h, w * 1.68, h}, 26), lighter(k.tint, 0.4))
	k.fill(roundRect(box{-w * 0.84, -h * 0.78, w * 1.68, h * 0.78}, 26), k.tint)
	k.fill(ellipse(0, -h*0.78, w*0.84, 18), lighter(k.tint, 0.5))
	k.label(0, -h*0.36, w*1.1, h*0.48)
	k.gloss(-w*0.72, -h*0.86, 12, h*0.6)
	k.flame(-h * 0.8)
}

func (k *kit) flame(y float64) {
	k.fill(ellipse(0, y-110, 120, 130), alpha(hex(0xffe6a8), 0.25))
	k.line([]pt{{0, y + 4}, {2, y - 40}}, 7, hex(0x3a2c22))
	k.fill(path{}.move(0, y-170).cube(pt{50, y - 100}, pt{44, y - 40}, pt{0, y - 34}).cube(pt{-44, y - 40}, pt{-40, y - 100}, pt{0, y - 170}), hex(0xf2a33a))
	k.fill(path{}.move(2, y-120).cube(pt{26, y - 80}, pt{22, y - 46}, pt{0, y - 42}).cube(pt{-22, y - 46}, pt{-18, y - 80}, pt{2, y - 120}), hex(0xffe9b0))
}
