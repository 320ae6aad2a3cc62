package artwork

import (
	"image/color"
	"math"
)

// weave covers a box with over-and-under strips; plain, twill or hexagonal.
func (k *kit) weave(b box, strip float64) {
	x, y, w, h := b.x, b.y, b.w, b.h
	light, dark := lighter(k.tint, 0.12), darker(k.tint, 0.3)
	k.fill(rect(x, y, w, h), darker(k.tint, 0.45))
	style := k.pick(50, 3)
	rows, cols := int(h/strip)+1, int(w/strip)+1
	for r := range rows {
		for c := range cols {
			over := (r+c)&1 == 0
			if style == 1 {
				over = (r+c)%4 < 2
			}
			if style == 2 {
				over = (c+2*(r&1))%4 < 2
			}
			px, py := x+float64(c)*strip, y+float64(r)*strip
			if over {
				k.fill(roundRect(box{px - strip*0.06, py + strip*0.08, strip * 1.12, strip * 0.84}, strip*0.22), light)
				k.fill(rect(px, py+strip*0.64, strip, strip*0.14), alpha(dark, 0.35))
			} else {
				k.fill(roundRect(box{px + strip*0.08, py - strip*0.06, strip * 0.84, strip * 1.12}, strip*0.22), mix(light, dark, 0.62))
			}
		}
	}
}

// basket with a hoop, sometimes with a lid or a cloth.
func basket(k *kit) {
	w, h := k.between(51, 200, 240), k.between(52, 260, 320)
	rim := darker(k.tint, 0.32)
	if style := k.pick(53, 3); style < 2 {
		k.line(curve(pt{-w * 0.86, -h}, pt{0, -h - 440}, pt{w * 0.86, -h}), 26, rim)
		k.line(curve(pt{-w * 0.86, -h - 8}, pt{0, -h - 444}, pt{w * 0.86, -h - 8}), 8, lighter(rim, 0.2))
		if style == 1 {
			k.clothIn(path{}.move(-w*0.9, -h).quad(-w*0.5, -h-90, 0, -h-50).quad(w*0.5, -h-110, w*0.9, -h), box{-w, -h - 120, 2 * w, 130}, 80)
		}
	} else {
		for _, s := range []float64{-1, 1} {
			k.line(arc(pt{s * w * 1.02, -h * 0.72}, pt{44, 52}, 0, 2*math.Pi), 16, rim)
		}
	}
	body := path{}.move(-w, -h).to(w, -h).quad(w*0.92, -h*0.4, w*0.76, -10).quad(0, 20, -w*0.76, -10).quad(-w*0.92, -h*0.4, -w, -h)
	k.inside(body, func() {
		k.weave(box{-w, -h, 2 * w, h + 24}, 30)
		k.fill(rect(-w, -h*0.5, 2*w, 30), alpha(k.main, 0.75))
		k.fill(path{}.move(w*0.5, -h).quad(w*0.5, -h*0.3, w*0.3, 30).to(w, 30).to(w, -h), alpha(darker(k.tint, 0.6), 0.22))
	})
	k.fill(roundRect(box{-w * 1.06, -h - 18, w * 2.12, 36}, 18), rim)
	k.fill(roundRect(box{-w * 1.02, -h - 14, w * 2.04, 9}, 4), lighter(rim, 0.2))
	k.with(place(w*0.5, -h*0.34, 0.56, 0.06), func() { k.label(0, 0, 120, 130) })
}

// besek: the square box with a lid, two of them.
func besek(k *kit) {
	one := func(x, y, w, h float64) {
		k.inside(rect(x-w, y-h, 2*w, h), func() {
			k.weave(box{x - w, y - h, 2 * w, h + 20}, 26)
			k.fill(rect(x+w*0.6, y-h, w, h), alpha(darker(k.tint, 0.6), 0.2))
		})
		k.inside(rect(x-w*1.07, y-h-40, w*2.14, h*0.5), func() {
			k.weave(box{x - w*1.08, y - h - 40, w * 2.3, h * 0.55}, 26)
			k.fill(rect(x-w*1.1, y-h*0.5-52, w*2.3, 12), darker(k.tint, 0.35))
			k.fill(rect(x+w*0.62, y-h-40, w, h), alpha(darker(k.tint, 0.6), 0.2))
		})
		k.fill(roundRect(box{x - w*1.09, y - h - 50, w * 2.18, 18}, 9), darker(k.tint, 0.3))
	}
	one(0, 0, 250, 230)
	one(-20, -272, 180, 160)
	k.clothIn(rect(-40, -500, 46, 228), box{-44, -500, 60, 240}, 50)
	k.fill(rect(-44, -500, 4, 228), k.accent)
	k.fill(rect(6, -500, 4, 228), k.accent)
	k.label(120, -96, 130, 120)
}

// tray leans on the wall and shows its weave.
func tray(k *kit) {
	const r = 280
	k.fill(ellipse(0, -r-4, r, r), darker(k.tint, 0.38))
	k.inside(ellipse(0, -r-4, r*0.93, r*0.93), func() {
		k.weave(box{-r, -2 * r, 2 * r, 2 * r}, 34)
		k.fill(ellipse(0, -r-4, r*0.5, r*0.5), alpha(k.main, 0.5))
		k.fill(ellipse(0, -r-4, r*0.38, r*0.38), alpha(k.accent, 0.35))
		k.fill(star(8, 10, r*0.36).moved(place(0, -r-4, 1, 0.2)), alpha(k.cream, 0.85))
	})
	k.line(arc(pt{0, -r - 4}, pt{r * 0.965, r * 0.965}, 0, 2*math.Pi), 20, darker(k.tint, 0.2))
	for i := range 28 {
		a := 2 * math.Pi * float64(i) / 28
		k.line([]pt{{r * 0.91 * math.Cos(a), -r - 4 + r*0.91*math.Sin(a)}, {r * 1.02 * math.Cos(a), -r - 4 + r*1.02*math.Sin(a)}}, 7, darker(k.tint, 0.45))
	}
}

// lamp of open bamboo work, lit from inside.
func lamp(k *kit) {
	k.fill(ellipse(0, -330, 330, 330), alpha(hex(0xffe3a0), 0.22))
	k.fill(ellipse(0, -10, 120, 20), darker(tints["jati"], 0.2))
	k.fill(rect(-12, -110, 24, 100), darker(tints["jati"], 0.1))
	body := ellipse(0, -330, 170, 230)
	if k.pick(54, 2) == 0 {
		body = path{}.move(-110, -560).to(110, -560).quad(150, -330, 200, -104).to(-200, -104).quad(-150, -330, -110, -560)
	}
	k.fill(body, hex(0xffd98a))
	k.inside(body, func() {
		k.fill(ellipse(0, -300, 90, 120), hex(0xfff0c4))
		for x := -460.0; x < 460; x += 44 {
			k.line([]pt{{x, -90}, {x + 260, -580}}, 13, k.tint)
			k.line([]pt{{x + 260, -90}, {x, -580}}, 13, darker(k.tint, 0.2))
		}
		for y := -560.0; y < -80; y += 96 {
			k.fill(rect(-220, y, 440, 14), darker(k.tint, 0.3))
		}
	})
	k.fill(roundRect(box{-114, -576, 228, 26}, 13), darker(k.tint, 0.35))
	k.fill(roundRect(box{-130, -118, 260, 26}, 13), darker(k.tint, 0.35))
}

// hat: broad, pointed for the field or rounded for the street.
func hat(k *kit) {
	if k.pick(55, 2) == 0 {
		cone := path{}.move(-350, -40).quad(-60, -260, 0, -400).quad(60, -260, 350, -40).quad(0, 40, -350, -40)
		k.inside(cone, func() { k.weave(box{-360, -410, 720, 460}, 32) })
		k.inside(cone, func() {
			k.fill(poly(0, -400, 360, -40, 120, 40), alpha(darker(k.tint, 0.6), 0.2))
			k.fill(path{}.move(-130, -220).quad(0, -170, 130, -220).to(160, -186).quad(0, -130, -160, -186), k.main)
		})
		k.line(curve(pt{-350, -40}, pt{0, 44}, pt{350, -40}), 16, darker(k.tint, 0.35))
		return
	}
	k.fill(ellipse(0, -40, 350, 78), darker(k.tint, 0.25))
	k.inside(ellipse(0, -50, 346, 70), func() { k.weave(box{-350, -130, 700, 170}, 24) })
	crown := path{}.move(-190, -80).cube(pt{-190, -330}, pt{-90, -340}, pt{0, -320}).cube(pt{90, -340}, pt{190, -330}, pt{190, -80}).quad(0, -30, -190, -80)
	k.inside(crown, func() {
		k.weave(box{-200, -350, 400, 330}, 24)
		k.cloth(box{-200, -150, 400, 66}, 60)
		k.fill(rect(90, -350, 120, 330), alpha(darker(k.tint, 0.6), 0.18))
	})
	k.fill(rect(-186, -156, 372, 6), k.accent)
}

// mat, half rolled.
func mat(k *kit) {
	sheet := poly(-330, -10, 290, -10, 360, -330, -250, -330)
	k.inside(sheet, func() {
		k.weave(box{-340, -340, 720, 350}, 32)
		for i := range 3 {
			k.fill(poly(-330, -60-96*float64(i), 340, -60-96*float64(i), 340, -36-96*float64(i), -330, -36-96*float64(i)), alpha([]color.NRGBA{k.main, k.accent, k.main}[i], 0.75))
		}
	})
	roll := roundRect(box{-300, -440, 700, 150}, 70)
	k.inside(roll, func() {
		k.weave(box{-310, -450, 720, 170}, 32)
		k.fill(rect(-310, -340, 720, 60), alpha(darker(k.tint, 0.6), 0.25))
	})
	k.fill(ellipse(-270, -365, 46, 74), darker(k.tint, 0.4))
	k.line(movedPoints(spiral(44, 2.4, 40), place(-270, -365, 1, 0)), 8, lighter(k.tint, 0.3))
	k.clothIn(rect(60, -442, 90, 152), box{60, -442, 90, 152}, 60)
}

// bowl of turned wood on a board, with its grain.
func bowl(k *kit) {
	k.fill(roundRect(box{-340, -30, 680, 30}, 12), darker(k.tint, 0.3))
	w := k.between(56, 220, 260)
	side := path{}.move(-w, -270).cube(pt{-w, -60}, pt{-w * 0.5, -30}, pt{-w * 0.36, -30}).to(w*0.36, -30).cube(pt{w * 0.5, -30}, pt{w, -60}, pt{w, -270})
	k.fill(side, k.tint)
	k.inside(side, func() {
		for i := range 6 {
			y := -230 + 40*float64(i)
			k.tapered(curve(pt{-w, y}, pt{k.jitter(80), y + 50}, pt{w, y}), 4, 9, alpha(darker(k.tint, 0.5), 0.3))
		}
		k.fill(path{}.move(w*0.4, -280).quad(w*0.6, -100, 0, -20).to(w, -20).to(w, -280), alpha(darker(k.tint, 0.6), 0.22))
		if k.pick(57, 2) == 0 {
			k.fill(rect(-w, -200, 2*w, 10), k.accent)
			k.cloth(box{-w, -188, 2 * w, 40}, 50)
		}
	})
	k.fill(ellipse(0, -270, w, 54), lighter(k.tint, 0.16))
	k.fill(ellipse(0, -266, w*0.9, 44), darker(k.tint, 0.22))
	k.line(arc(pt{0, -262}, pt{w * 0.6, 26}, 0.2, 2.9), 5, alpha(lighter(k.tint, 0.3), 0.6))
	k.tapered([]pt{{60, -250}, {250, -520}}, 26, 34, lighter(k.tint, 0.2))
	k.fill(ellipse(0, 0, 60, 38).moved(place(262, -536, 1, -0.95)), lighter(k.tint, 0.2))
}

// spoons stand in a pot.
func spoons(k *kit) {
	for i := range 4 {
		at := place(-60+40*float64(i), -180, 1, -0.28+0.19*float64(i))
		wood := mix(k.tint, darker(k.tint, 0.4), 0.22*float64(i))
		k.tapered(movedPoints([]pt{{0, 0}, {0, -260}}, at), 22, 18, wood)
		if i&1 == 0 {
			k.fill(ellipse(0, -320, 52, 76).moved(at), wood)
			k.fill(ellipse(0, -316, 36, 58).moved(at), darker(wood, 0.18))
		} else {
			k.fill(roundRect(box{-40, -400, 80, 150}, 26).moved(at), wood)
			k.fill(roundRect(box{-6, -386, 12, 96}, 6).moved(at), darker(wood, 0.3))
		}
	}
	pot := path{}.move(-130, -230).to(130, -230).quad(140, -60, 100, 0).to(-100, 0).quad(-140, -60, -130, -230)
	k.clothIn(pot, box{-150, -240, 300, 250}, 90)
	k.fill(rect(-134, -240, 268, 22), k.dark)
	k.inside(pot, func() { k.fill(rect(60, -240, 100, 250), alpha(k.dark, 0.3)) })
}

// shell is half a coconut on its foot, with a carved band.
func (k *kit) shell() {
	shape := path{}.move(-190, -240).cube(pt{-200, 62}, pt{200, 62}, pt{190, -240})
	k.fill(ellipse(0, -12, 90, 20), darker(k.tint, 0.4))
	k.fill(shape, k.tint)
	k.inside(shape, func() {
		for range 46 {
			x, y := k.jitter(190), -120+k.jitter(120)
			k.line([]pt{{x, y}, {x + 5, y + 20 + k.rng.Float64()*22}}, 3, alpha(darker(k.tint, 0.5), 0.5))
		}
		k.fill(rect(90, -260, 140, 280), alpha(darker(k.tint, 0.6), 0.25))
		k.fill(rect(-210, -170, 420, 44), alpha(k.cream, 0.9))
		petals := 4 + k.pick(58, 3)
		for x := -190.0; x < 200; x += 46 {
			k.fill(star(petals, 2, 19).moved(place(x, -148, 1, 0.78)), k.shade)
		}
	})
}

// coconut is an open bowl with a wooden spoon in it.
func coconut(k *kit) {
	k.shell()
	k.fill(ellipse(0, -240, 190, 46), lighter(k.tint, 0.45))
	k.fill(ellipse(0, -236, 172, 38), darker(k.tint, 0.3))
	k.tapered([]pt{{40, -230}, {210, -540}}, 20, 24, tints["jati"])
	k.dot(214, -550, 20, darker(tints["jati"], 0.3))
}

// kalimba is the karimba of Aliyan: tines on a small wooden box.
func kalimba(k *kit) {
	body := roundRect(box{-190, -520, 380, 510}, 70)
	k.fill(roundRect(box{-190, -510, 380, 510}, 70), darker(k.tint, 0.35))
	k.fill(body, k.tint)
	k.inside(body, func() {
		for i := range 7 {
			x := -170 + 56*float64(i)
			k.tapered(curve(pt{x, -530}, pt{x + k.jitter(40), -260}, pt{x + 10, 0}), 5, 8, alpha(darker(k.tint, 0.5), 0.22))
		}
		k.cloth(box{-200, -110, 400, 70}, 70)
	})
	k.fill(ellipse(0, -190, 62, 62), darker(k.tint, 0.6))
	k.line(arc(pt{0, -190}, pt{72, 72}, 0, 2*math.Pi), 8, k.accent)
	metal := hex(0xc9ccc8)
	for i := range 9 {
		x := -128 + 32*float64(i)
		long := 190 - 20*math.Abs(float64(i)-4)
		k.fill(roundRect(box{x - 9, -500, 18, long + 40}, 9), darker(metal, 0.12))
		k.fill(roundRect(box{x - 9, -500, 8, long + 40}, 4), lighter(metal, 0.4))
	}
	k.fill(roundRect(box{-156, -432, 312, 20}, 8), darker(k.tint, 0.55))
	k.fill(roundRect(box{-156, -396, 312, 10}, 5), hex(0x8c8f8c))
}

// crown is the gandrung dancer's omprok, of gilded leather with red wool.
func crown(k *kit) {
	gold, red := k.tint, hex(0x9d2f2b)
	base := path{}.move(-220, 0).quad(-250, -160, -190, -260).quad(-150, -190, -110, -290).quad(-60, -230, 0, -430).quad(60, -230, 110, -290).quad(150, -190, 190, -260).quad(250, -160, 220, 0).quad(0, 46, -220, 0)
	k.fill(base, gold)
	k.inside(base, func() {
		k.fill(rect(100, -440, 160, 500), alpha(darker(gold, 0.5), 0.22))
		k.fill(path{}.move(-260, -70).quad(0, -20, 260, -70).to(260, -20).quad(0, 30, -260, -20), red)
	})
	for i := range 7 {
		x := -180 + 60*float64(i)
		y := -34 + 22*(1-math.Abs(x)/200)
		k.dot(x, y, 14, k.cream)
		k.dot(x, y, 7, k.accent)
	}
	for _, s := range []float64{-1, 1} {
		k.line(movedPoints(spiral(56, 1.5, 26), affine{s, 0, s * 100, 0, 1, -150}), 11, darker(gold, 0.4))
		k.fill(leaf(110, 34).moved(place(s*196, -250, 1, -math.Pi/2+s*0.3)), red)
	}
	k.fill(star(8, 12, 74).moved(place(0, -190, 1, 0.2)), red)
	k.dot(0, -190, 22, k.cream)
	for i := range 5 {
		at := place(-48+24*float64(i), -420, 1, -math.Pi/2-0.5+0.25*float64(i))
		k.tapered(movedPoints([]pt{{0, 0}, {130, 0}}, at), 4, 3, darker(gold, 0.4))
		p := at.apply(pt{136, 0})
		k.dot(p.x, p.y, 15, []color.NRGBA{red, k.cream, k.accent}[i%3])
	}
}

// beads hang on a bust of wood.
func beads(k *kit) {
	stand := hex(0x3c342c)
	k.fill(path{}.move(-60, -560).quad(-50, -460, -190, -400).quad(-230, -200, -120, -20).to(120, -20).quad(230, -200, 190, -400).quad(50, -460, 60, -560), lighter(k.wall, 0.5))
	k.fill(path{}.move(20, -560).quad(30, -460, 120, -400).quad(150, -200, 60, -20).to(120, -20).quad(230, -200, 190, -400).quad(50, -460, 60, -560), darker(k.wall, 0.08))
	k.fill(roundRect(box{-110, -24, 220, 26}, 10), stand)
	cols := []color.NRGBA{k.main, k.accent, k.cream, k.soft}
	for s := range 2 + k.pick(59, 2) {
		deep := 180 + 90*float64(s)
		points := append(curve(pt{-76, -440}, pt{-110 - 20*float64(s), -440 + deep}, pt{0, -440 + deep}), curve(pt{0, -440 + deep}, pt{110 + 20*float64(s), -440 + deep}, pt{76, -440})[1:]...)
		for i, p := range points {
			k.dot(p.x+2, p.y+3, 15, alpha(stand, 0.25))
			k.dot(p.x, p.y, 14, cols[(i+s)%4])
			k.dot(p.x-4, p.y-4, 4, alpha(hex(0xffffff), 0.45))
		}
	}
	k.fill(leaf(90, 40).moved(place(0, -220, 1, math.Pi/2)), k.tint)
}
