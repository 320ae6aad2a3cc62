package artwork

import (
	"image/color"
	"math"
)

// coffeeBag stands upright, with a fold at the top and beans at its foot.
func coffeeBag(k *kit) {
	w, h := k.between(13, 185, 215), k.between(14, 500, 570)
	style := k.pick(15, 3)
	skin := k.main
	if style == 1 {
		skin = hex(0xc49c6b)
	}
	k.fill(path{}.move(-w*0.84, -h).to(w*0.84, -h).to(w, 0).quad(0, 26, -w, 0), skin)
	k.fill(path{}.move(w*0.5, -h).to(w*0.84, -h).to(w, 0).quad(w*0.85, 12, w*0.62, 12), darker(skin, 0.1))
	k.fill(path{}.move(-w*0.8, -h-66).quad(0, -h-82, w*0.8, -h-66).to(w*0.86, -h+30).to(-w*0.86, -h+30), lighter(skin, 0.2))
	k.fill(rect(-w*0.84, -h-20, w*1.68, 6), alpha(darker(skin, 0.5), 0.35))
	switch style {
	case 0:
		k.label(0, -h*0.47, w*1.16, h*0.46)
	case 1:
		k.clothIn(poly(-w*0.9, -h*0.36, w*0.9, -h*0.36, w*0.97, -h*0.1, -w*0.97, -h*0.1), box{-w, -h * 0.36, 2 * w, h * 0.26}, 90)
		k.label(0, -h*0.6, w*1.0, h*0.34)
	default:
		k.fill(poly(-w*0.9, -h*0.8, w*0.9, -h*0.8, w*0.91, -h*0.72, -w*0.91, -h*0.72), k.accent)
		k.label(0, -h*0.4, w*1.05, h*0.42)
		k.dot(0, -h*0.89, 11, darker(skin, 0.45))
	}
	k.beans(7+k.pick(16, 3), w*1.35, k.tint)
}

// pouch is a flat bag with a window on what is inside.
func pouch(k *kit) {
	w, h := k.between(17, 205, 235), k.between(18, 510, 580)
	skin := k.main
	if k.pick(19, 3) == 0 {
		skin = hex(0xcaa674)
	}
	k.fill(path{}.move(-w, -h).to(w, -h).quad(w*0.94, -h/2, w*1.04, -8).quad(0, 22, -w*1.04, -8).quad(-w*0.94, -h/2, -w, -h), skin)
	k.fill(path{}.move(w*0.66, -h).to(w, -h).quad(w*0.94, -h/2, w*1.04, -8).quad(w*0.9, 4, w*0.74, 6).quad(w*0.62, -h/2, w*0.66, -h), darker(skin, 0.1))
	k.fill(rect(-w, -h, 2*w, 34), lighter(skin, 0.16))
	for x := -w + 8; x < w-4; x += 14 {
		k.fill(rect(x, -h+2, 3, 30), alpha(darker(skin, 0.4), 0.25))
	}
	k.dot(0, -h+58, 13, k.wall)
	k.label(0, -h*0.64, w*1.2, h*0.33)
	window := ellipse(0, -h*0.24, w*0.68, h*0.15)
	if k.pick(20, 2) == 0 {
		window = roundRect(box{-w * 0.68, -h * 0.39, w * 1.36, h * 0.3}, 30)
	}
	k.fill(window, darker(k.tint, 0.35))
	k.inside(window, func() {
		for range 46 {
			k.chip(k.jitter(w*0.7), -h*0.24+k.jitter(h*0.17), 34+k.jitter(8))
		}
	})
}

// chip is a thin curled slice.
func (k *kit) chip(x, y, r float64) {
	col := mix(k.tint, hex(0xfff4d8), k.rng.Float64()*0.3)
	turn := k.rng.Float64() * math.Pi
	k.fill(ellipse(0, 0, r, r*0.62).moved(place(x+2, y+4, 1, turn)), alpha(darker(k.tint, 0.6), 0.3))
	k.fill(ellipse(0, 0, r, r*0.62).moved(place(x, y, 1, turn)), col)
	k.fill(ellipse(0, 0, r*0.7, r*0.36).moved(place(x, y, 1, turn)), darker(col, 0.08))
}

// snackBox is a carton with a cut-out and sweets in front.
func snackBox(k *kit) {
	w, h := k.between(21, 240, 270), k.between(22, 300, 370)
	k.fill(poly(-w, -h, w, -h, w+34, -h-70, -w+40, -h-70), lighter(k.main, 0.18))
	k.fill(poly(w, -h, w+34, -h-70, w+34, -60, w, 0), darker(k.main, 0.25))
	k.fill(rect(-w, -h, 2*w, h), k.main)
	k.inside(rect(-w, -h, 2*w, h), func() { k.cloth(box{-w, -h, 2 * w, h * 0.32}, 80) })
	k.fill(rect(-w, -h*0.69, 2*w, 8), k.accent)
	k.label(-w*0.34, -h*0.34, w*0.94, h*0.5)
	hole := roundRect(box{w * 0.3, -h * 0.58, w * 0.5, h * 0.46}, 20)
	k.fill(hole, darker(k.tint, 0.45))
	k.inside(hole, func() {
		for i := range 12 {
			k.sweet(w*0.36+float64(i%3)*56, -h*0.52+float64(i/3)*50, 52)
		}
	})
	k.with(place(-w*0.52, 26, 1, -0.06), func() { k.sweet(0, 0, 92) })
	k.with(place(-w*0.08, 36, 1, 0.1), func() { k.sweet(0, 0, 92) })
}

// sweet is a wrapped piece.
func (k *kit) sweet(x, y, w float64) {
	k.fill(poly(x-w*0.5, y, x-w*0.78, y-w*0.2, x-w*0.78, y+w*0.2), lighter(k.tint, 0.45))
	k.fill(poly(x+w*0.5, y, x+w*0.78, y-w*0.2, x+w*0.78, y+w*0.2), lighter(k.tint, 0.45))
	k.fill(roundRect(box{x - w*0.5, y - w*0.24, w, w * 0.48}, w*0.18), k.tint)
	k.fill(roundRect(box{x - w*0.4, y - w*0.16, w * 0.8, w * 0.09}, w*0.04), lighter(k.tint, 0.35))
}

// biscuits are stacked on a plate beside a tin.
func biscuits(k *kit) {
	k.with(place(-120, -16, 1, 0), func() {
		h := 380.0
		k.fill(roundRect(box{-130, -h, 260, h}, 26), k.main)
		k.fill(rect(60, -h+26, 70, h-40), alpha(k.dark, 0.25))
		k.fill(roundRect(box{-140, -h - 44, 280, 66}, 18), k.dark)
		k.fill(rect(-140, -h+4, 280, 8), k.accent)
		k.label(0, -h*0.46, 190, 190)
	})
	k.fill(ellipse(130, -12, 190, 30), darker(k.cream, 0.14))
	k.fill(ellipse(130, -18, 188, 26), k.cream)
	shape := k.pick(23, 3)
	for i := range 9 {
		row, n := 0, i
		for n >= 4-row {
			n -= 4 - row
			row++
		}
		k.biscuit(130+(float64(n)-float64(3-row)/2)*78, -42-44*float64(row), 38, shape)
	}
}

// biscuit is a finger, a round or a scalloped cake.
func (k *kit) biscuit(x, y, r float64, shape int) {
	col := mix(k.tint, darker(k.tint, 0.35), 0.4*k.rng.Float64())
	switch shape {
	case 0: // bagiak, a finger
		k.fill(roundRect(box{x - r, y - r*0.46, 2 * r, r * 0.92}, r*0.4), col)
		k.fill(roundRect(box{x - r*0.7, y - r*0.3, r * 1.2, r * 0.16}, r*0.08), lighter(col, 0.35))
	case 1: // a round with a dent
		k.fill(ellipse(x, y, r, r*0.62), col)
		k.fill(ellipse(x, y-r*0.08, r*0.62, r*0.34), lighter(col, 0.25))
		k.dot(x, y-r*0.08, r*0.12, darker(col, 0.4))
	default: // bolu kuwuk, a shell
		k.fill(dome(x, y+r*0.4, r, r*1.1), col)
		for i := -1; i <= 1; i++ {
			k.line(curve(pt{x + float64(i)*r*0.4, y + r*0.34}, pt{x + float64(i)*r*0.36, y - r*0.2}, pt{x + float64(i)*r*0.1, y - r*0.56}), r*0.09, darker(col, 0.22))
		}
	}
}

// sack is a tied cotton bag of grain with a little heap in front.
func sack(k *kit) {
	cotton := lighter(k.wall, 0.35)
	if k.pick(24, 2) == 0 {
		cotton = hex(0xc9ab7c)
	}
	body := path{}.move(-90, -430).cube(pt{-300, -330}, pt{-230, -20}, pt{-180, 0}).quad(0, 22, 180, 0).cube(pt{230, -20}, pt{300, -330}, pt{90, -430})
	k.fill(body, cotton)
	k.fill(path{}.move(40, -430).cube(pt{210, -330}, pt{170, -20}, pt{120, 10}).quad(150, 8, 180, 0).cube(pt{230, -20}, pt{300, -330}, pt{90, -430}), darker(cotton, 0.1))
	k.fill(path{}.move(-90, -436).quad(-130, -520, -150, -540).quad(0, -500, 150, -540).quad(130, -520, 90, -436), lighter(cotton, 0.2))
	k.fill(roundRect(box{-98, -450, 196, 28}, 14), k.accent)
	k.line(curve(pt{60, -436}, pt{120, -390}, pt{100, -340}), 8, k.accent)
	k.inside(body, func() { k.cloth(box{-280, -120, 560, 70}, 70) })
	k.label(0, -240, 210, 190)
	k.fill(ellipse(190, 10, 120, 16), darker(k.tint, 0.2))
	k.fill(dome(190, 14, 116, 60), k.tint)
	k.inside(dome(190, 14, 116, 60), func() {
		for range 60 {
			k.grain(190+k.jitter(110), -16+k.jitter(34), 13)
		}
	})
}

// grain is one rice-like seed.
func (k *kit) grain(x, y, r float64) {
	col := mix(darker(k.tint, 0.22), lighter(k.tint, 0.4), k.rng.Float64())
	k.fill(ellipse(0, 0, r, r*0.42).moved(place(x, y, 1, k.rng.Float64()*math.Pi)), col)
}

// tin is a fish can with its paper band, a second one lying on top.
func tin(k *kit) {
	metal := hex(0xb9bdbb)
	one := func(x, y, w, h float64) {
		k.fill(rect(x-w, y-h, 2*w, h), metal)
		k.fill(ellipse(x, y, w, 26), metal)
		k.fill(path{}.move(x-w, y-h*0.86).quad(x, y-h*0.86+44, x+w, y-h*0.86).to(x+w, y-h*0.12).quad(x, y-h*0.12+44, x-w, y-h*0.12), k.main)
		k.fill(path{}.move(x+w*0.6, y-h*0.86+18).quad(x+w*0.86, y-h*0.86+10, x+w, y-h*0.86).to(x+w, y-h*0.12).quad(x+w*0.86, y-h*0.12+10, x+w*0.6, y-h*0.12+18), k.dark)
		k.fill(ellipse(x, y-h, w, 30), lighter(metal, 0.35))
		k.line(arc(pt{x, y - h}, pt{w * 0.86, 23}, 0, 2*math.Pi), 5, darker(metal, 0.15))
		k.fill(roundRect(box{x - w*0.2, y - h - 9, w * 0.5, 14}, 7), darker(metal, 0.25))
	}
	one(0, 0, 190, 250)
	k.label(-10, -100, 200, 140)
	if k.pick(25, 2) == 0 {
		one(20, -262, 170, 150)
		k.fish(20, -310, 0.42, lighter(k.accent, 0.2))
	} else {
		k.fish(212, 12, 0.44, k.tint)
	}
}

// chocolate is a bar half out of its paper.
func chocolate(k *kit) {
	turn := k.between(26, -0.1, 0.1)
	k.with(place(0, -20, 1, turn), func() {
		bar := roundRect(box{-150, -580, 300, 300}, 12)
		k.fill(bar, k.tint)
		for row := range 3 {
			for col := range 3 {
				x, y := -142+float64(col)*97, -572+float64(row)*97
				k.fill(roundRect(box{x, y, 88, 88}, 8), lighter(k.tint, 0.1))
				k.fill(poly(x+10, y+10, x+78, y+10, x+68, y+20, x+20, y+20), lighter(k.tint, 0.24))
			}
		}
		k.fill(poly(-160, -340, -120, -362, -80, -338, -40, -364, 0, -338, 40, -364, 80, -338, 120, -364, 160, -340, 160, -300, -160, -300), hex(0xd9c9a3))
		paper := rect(-164, -322, 328, 330)
		k.clothIn(paper, box{-164, -322, 328, 330}, 120)
		k.fill(rect(-164, -322, 328, 10), k.accent)
		k.label(0, -150, 220, 190)
	})
	for i := range 3 {
		x := 210 + 26*float64(i)
		k.fill(ellipse(0, 0, 40, 24).moved(place(x, -6-14*float64(i&1), 1, -0.5+0.5*float64(i))), []color.NRGBA{hex(0x6b3a24), hex(0x7d4a2c), hex(0x5c3220)}[i])
	}
}
