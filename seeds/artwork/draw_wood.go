package artwork

import "math"

// plank is a board of wood with its grain.
func (k *kit) plank(p path, b box) {
	x, y, w, h := b.x, b.y, b.w, b.h
	k.fill(p, k.tint)
	k.inside(p, func() {
		for i := range 7 {
			gy := y + h*(float64(i)+0.5)/7
			k.tapered(curve(pt{x - 10, gy}, pt{x + w/2 + k.jitter(60), gy + k.jitter(h*0.14)}, pt{x + w + 10, gy}), 4, 9, alpha(darker(k.tint, 0.55), 0.24))
		}
	})
}

// board stands with its handle up, a knife or a loaf of shadow away.
func board(k *kit) {
	w, h := k.between(70, 200, 240), k.between(71, 400, 450)
	shape := path{}.move(-w+50, -h).to(-40, -h).quad(-34, -h-120, 0, -h-130).quad(34, -h-120, 40, -h).to(w-50, -h).
		quad(w, -h, w, -h+50).to(w, -30).quad(w, 0, w-30, 0).to(-w+30, 0).quad(-w, 0, -w, -30).to(-w, -h+50).quad(-w, -h, -w+50, -h)
	k.fill(shape.moved(affine{1, 0, 16, 0, 1, 4}), darker(k.tint, 0.35))
	k.plank(shape, box{-w, -h - 130, 2 * w, h + 130})
	k.dot(0, -h-86, 16, k.wall)
	k.inside(shape, func() { k.cloth(box{-w, -86, 2 * w, 44}, 60) })
	k.line(arc(pt{0, -h * 0.55}, pt{70, 70}, 0, 2*math.Pi), 7, alpha(darker(k.tint, 0.6), 0.6))
	k.with(place(0, -h*0.55, 1, 0), func() { k.emblem(0, 0, 44) })
}

// stool is low, of pegged boards.
func stool(k *kit) {
	dark := darker(k.tint, 0.25)
	for _, s := range []float64{-1, 1} {
		k.fill(poly(s*230, -300, s*160, -300, s*190, 0, s*270, 0), dark)
		k.fill(poly(s*150, -290, s*96, -290, s*110, -40, s*160, -40), darker(dark, 0.25))
	}
	k.fill(rect(-200, -150, 400, 34), dark)
	for _, x := range []float64{-206, 206} {
		k.dot(x, -133, 14, lighter(k.tint, 0.3))
	}
	k.plank(roundRect(box{-290, -370, 580, 60}, 22), box{-290, -370, 580, 60})
	k.fill(roundRect(box{-290, -326, 580, 22}, 11), dark)
	k.clothIn(path{}.move(-110, -378).quad(0, -400, 110, -378).to(110, -310).quad(50, -280, -20, -300).quad(-70, -316, -110, -300), box{-120, -410, 240, 140}, 90)
}

// woodBox is carved on its lid and opens a little.
func woodBox(k *kit) {
	w, h := k.between(72, 230, 260), k.between(73, 220, 270)
	k.plank(rect(-w, -h, 2*w, h), box{-w, -h, 2 * w, h})
	k.fill(rect(w*0.7, -h, w*0.3, h), alpha(darker(k.tint, 0.6), 0.2))
	for _, x := range []float64{-w, w - 34} {
		for i := range 3 {
			y := -h + h*float64(2*i)/6
			k.fill(rect(x, y, 34, h/6), darker(k.tint, 0.3))
		}
	}
	lid := poly(-w-14, -h-8, w+14, -h-8, w-30, -h-150, -w+30, -h-150)
	k.plank(lid, box{-w, -h - 150, 2 * w, 150})
	k.inside(lid, func() {
		own := k.main
		k.main = k.tint
		k.with(place(0, -h-80, 1, 0), func() { k.cloth(box{-w * 0.72, -46, w * 1.44, 92}, 110) })
		k.main = own
	})
	k.fill(roundRect(box{-w - 16, -h - 18, 2*w + 32, 28}, 10), darker(k.tint, 0.25))
	k.fill(roundRect(box{-26, -h - 22, 52, 60}, 10), k.accent)
	k.dot(0, -h+16, 9, darker(k.tint, 0.6))
	k.with(place(0, -h*0.42, 1, 0), func() { k.label(0, 0, 120, 100) })
}

// drum is a slit joint of bamboo or wood that hangs with its beater.
func drum(k *kit) {
	rod := darker(tints["jati"], 0.2)
	k.fill(roundRect(box{-290, -570, 580, 22}, 11), rod)
	for _, x := range []float64{-250, 250} {
		k.fill(rect(x-11, -560, 22, 560), rod)
		k.fill(roundRect(box{x - 70, -22, 140, 24}, 10), rod)
	}
	k.line(curve(pt{-60, -552}, pt{-56, -490}, pt{-50, -450}), 7, k.cream)
	k.line(curve(pt{60, -552}, pt{56, -490}, pt{50, -450}), 7, k.cream)
	body := roundRect(box{-110, -460, 220, 360}, 46)
	k.plank(body, box{-110, -460, 220, 360})
	k.inside(body, func() {
		k.fill(rect(60, -470, 60, 380), alpha(darker(k.tint, 0.6), 0.2))
		k.fill(rect(-120, -420, 240, 34), k.main)
		k.fill(rect(-120, -160, 240, 34), k.main)
		k.fill(rect(-120, -384, 240, 6), k.accent)
		k.fill(rect(-120, -168, 240, 6), k.accent)
	})
	k.fill(roundRect(box{-15, -350, 30, 160}, 15), darker(k.tint, 0.65))
	k.tapered([]pt{{150, -60}, {196, -380}}, 26, 16, lighter(rod, 0.2))
	k.dot(150, -60, 26, lighter(rod, 0.2))
}

// mask is a buffalo's face with wide horns.
func mask(k *kit) {
	horn := hex(0x3a322c)
	for _, s := range []float64{-1, 1} {
		k.tapered(append(curve(pt{s * 90, -400}, pt{s * 300, -420}, pt{s * 310, -560}), pt{s * 280, -620}), 66, 8, horn)
		k.fill(leaf(130, 44).moved(place(s*130, -330, 1, math.Pi/2-s*1.2)), darker(k.tint, 0.1))
	}
	face := path{}.move(-150, -420).quad(0, -470, 150, -420).quad(170, -250, 100, -120).quad(90, -20, 0, -10).quad(-90, -20, -100, -120).quad(-170, -250, -150, -420)
	k.fill(face, k.tint)
	k.inside(face, func() {
		k.fill(path{}.move(40, -470).quad(60, -200, 10, 0).to(180, 0).to(180, -470), alpha(darker(k.tint, 0.6), 0.25))
		k.fill(ellipse(0, -70, 96, 64), lighter(k.tint, 0.3))
		k.cloth(box{-60, -430, 120, 70}, 60)
	})
	for _, s := range []float64{-1, 1} {
		k.fill(ellipse(s*72, -270, 34, 24), k.cream)
		k.dot(s*72, -270, 14, hex(0x1f1c17))
		k.line(arc(pt{s * 72, -276}, pt{46, 34}, math.Pi*1.1, math.Pi*1.9), 8, k.accent)
		k.fill(ellipse(s*36, -80, 15, 20), darker(k.tint, 0.5))
	}
	k.line(curve(pt{-50, -34}, pt{0, -14}, pt{50, -34}), 8, darker(k.tint, 0.5))
	k.fill(star(6, 8, 44).moved(place(0, -330, 1, 0.3)), k.accent)
}

// eggs lie in a shallow basket, one cut in half.
func eggs(k *kit) {
	shell := hex(0x9fc0b4)
	one := func(x, y, turn float64) {
		egg := path{}.move(-62, 0).cube(pt{-62, -70}, pt{-30, -104}, pt{0, -104}).cube(pt{30, -104}, pt{62, -70}, pt{62, 0}).cube(pt{62, 46}, pt{-62, 46}, pt{-62, 0})
		at := place(x, y, 1, turn)
		k.fill(egg.moved(at), mix(shell, k.tint, 0.25*k.rng.Float64()))
		k.fill(ellipse(-22, -40, 12, 24).moved(at), alpha(hex(0xffffff), 0.35))
	}
	for i := range 4 {
		one(-180+120*float64(i), -220, k.jitter(0.4))
	}
	for i := range 3 {
		one(-120+120*float64(i), -270, k.jitter(0.5))
	}
	straw := tints["bambu"]
	side := path{}.move(-270, -190).to(270, -190).quad(240, -20, 180, 0).to(-180, 0).quad(-240, -20, -270, -190)
	k.fill(side, darker(straw, 0.3))
	k.inside(side, func() {
		own := k.tint
		k.tint = straw
		k.weave(box{-280, -190, 560, 200}, 28)
		k.tint = own
	})
	k.fill(roundRect(box{-284, -208, 568, 30}, 15), darker(straw, 0.32))
	k.fill(ellipse(240, -34, 66, 78).moved(place(0, 0, 1, 0)), hex(0xf7f1e4))
	k.fill(ellipse(240, -24, 40, 42), hex(0xd9772b))
	k.fill(ellipse(230, -36, 12, 10), alpha(hex(0xffffff), 0.4))
}
