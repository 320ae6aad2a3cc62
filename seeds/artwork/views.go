package artwork

import "math"

// front: the thing alone before a quiet wall.
func front(k *kit) {
	if k.kind.flat {
		flatLay(k)
		return
	}
	k.room(680 + k.between(1, 0, 60))
	fit := max(1, min(1.35, 620/k.kind.height, 300/max(k.kind.width, 200)))
	k.stand(500, 860, fit*k.between(2, 0.97, 1.06))
}

// flatLay fills the picture with cloth, with or without a border, for the
// things whose pattern is what counts.
func flatLay(k *kit) {
	unit := k.between(3, 160, 225)
	k.with(place(500, 500, 1, k.between(4, -0.12, 0.12)), func() {
		k.cloth(box{-640, -640, 1280, 1280}, unit)
		if k.pick(5, 3) > 0 {
			border(k)
		}
	})
}

// border is the cloth's edge: plain bands, or the row of spears (tumpal).
func border(k *kit) {
	x := 250.0
	k.fill(rect(x, -700, 900, 1400), k.dark)
	k.fill(rect(x-26, -700, 14, 1400), k.accent)
	if k.pick(6, 2) == 0 {
		k.inside(rect(x, -700, 900, 1400), func() {
			k.with(place(x+40, -640, 1, 0), func() {
				motifs[k.motif](field{w: 420, h: 1280, unit: 120, dye: k.dye(), rng: k.rng, on: k.canvas})
			})
		})
		return
	}
	for y := -660.0; y < 660; y += 110 {
		k.fill(poly(x+10, y, x+190, y+55, x+10, y+110), mix(k.cream, k.accent, 0.16))
		k.fill(poly(x+10, y+24, x+130, y+55, x+10, y+86), k.dark)
		k.dot(x+52, y+55, 12, k.accent)
	}
	k.fill(rect(x+214, -700, 8, 1400), k.accent)
}

// detail: close enough to see how it is made.
func detail(k *kit) {
	k.fill(rect(0, 0, 1000, 1000), k.wall)
	k.kind.detail(k)
}

// setting: on a table with a runner, before a window on the mountain or a
// hanging cloth.
func setting(k *kit) {
	k.room(640)
	if k.pick(7, 2) == 0 {
		window(k)
	} else {
		hanging(k)
	}
	k.clothIn(poly(60, 770, 940, 770, 1010, 1000, -10, 1000), box{-20, 760, 1040, 250}, 120)
	k.fill(poly(60, 770, 940, 770, 943, 782, 57, 782), k.accent)
	k.stand(430, 880, 0.82)
	beside(k)
}

// window looks at the twin slopes of Ijen and the rising sun.
func window(k *kit) {
	frame := dome(690, 300, 190, 190)
	frame = frame.to(880, 560).to(500, 560)
	k.fill(frame.moved(affine{1.06, 0, -41, 0, 1.06, -22}), lighter(k.wall, 0.55))
	k.inside(frame, func() {
		k.fill(rect(480, 90, 420, 480), mix(k.wall, hex(0xf6d9b0), 0.55))
		k.fill(ellipse(760, 330, 62, 62), mix(k.accent, hex(0xf2a33a), 0.5))
		k.fill(path{}.move(480, 470).quad(600, 330, 650, 330).quad(690, 345, 712, 332).quad(800, 420, 900, 470).to(900, 570).to(480, 570), mix(k.wall, hex(0x0f5c5c), 0.45))
		k.fill(path{}.move(480, 520).quad(600, 440, 720, 500).quad(820, 540, 900, 490).to(900, 570).to(480, 570), mix(hex(0x2f4a3e), k.wall, 0.25))
	})
	k.fill(rect(682, 110, 12, 450), lighter(k.wall, 0.55))
	k.fill(rect(500, 340, 380, 10), lighter(k.wall, 0.55))
	k.fill(roundRect(box{478, 556, 424, 22}, 6), lighter(k.wall, 0.4))
}

// hanging is a length of cloth over a bamboo rod.
func hanging(k *kit) {
	k.fill(roundRect(box{560, 96, 400, 16}, 8), tints["bambu"])
	for _, x := range []float64{640, 780, 880} {
		k.fill(rect(x, 94, 5, 20), darker(tints["bambu"], 0.25))
	}
	k.clothIn(rect(610, 100, 280, 430), box{600, 100, 300, 440}, 120)
	k.fill(rect(610, 100, 280, 12), alpha(k.dark, 0.4))
	for x := 616.0; x < 890; x += 18 {
		k.fill(roundRect(box{x, 526, 5, 30}, 2), k.accent)
	}
	k.fill(rect(700, 112, 24, 418), alpha(k.dark, 0.16))
}

// beside sets something small next to the thing.
func beside(k *kit) {
	k.with(place(775, 890, 0.6, 0), func() {
		k.shadow(0, 4, 150)
		switch k.pick(8, 4) {
		case 0:
			cup(k, tints["kopi"])
		case 1:
			vase(k)
		case 2:
			saucer(k)
		default:
			books(k)
		}
	})
}

// group: three together, the ones behind paler.
func group(k *kit) {
	k.room(560)
	k.fill(ellipse(500, 800, 520, 150), mix(k.table, k.wall, 0.5))
	own := k.Palette
	for i, at := range []struct{ x, y, s float64 }{{285, 740, 0.66}, {720, 745, 0.7}, {490, 890, 0.86}} {
		k.Palette = own
		if i < 2 {
			k.main = mix(own.main, own.accent, 0.45*float64(1-i))
			k.main = mix(k.main, own.wall, 0.12)
			k.dark = mix(k.main, hex(0x14110e), 0.35)
		}
		k.stand(at.x, at.y, at.s)
	}
	k.Palette = own
}

// packed: in an open carton with shredded paper, the label on its face.
func packed(k *kit) {
	k.room(620)
	kraft := hex(0xc39a68)
	k.shadow(500, 900, 400)
	k.fill(poly(190, 560, 810, 560, 770, 500, 230, 500), darker(kraft, 0.35))
	k.fill(poly(190, 560, 230, 500, 130, 440, 90, 505), lighter(kraft, 0.12))
	k.fill(poly(810, 560, 770, 500, 870, 440, 910, 505), lighter(kraft, 0.05))
	for range 70 {
		x, y := 500+k.jitter(265), 545+k.jitter(30)
		c := []pt{{x, y}, {x + k.jitter(60), y - 25 - k.rng.Float64()*25}, {x + k.jitter(80), y}}
		k.line(curve(c[0], c[1], c[2]), 7, mix(k.cream, k.wall, k.rng.Float64()))
	}
	k.stand(500, 555+min(145, k.kind.height*0.25), 0.76)
	k.fill(rect(190, 560, 620, 340), kraft)
	k.fill(poly(190, 560, 810, 560, 850, 640, 150, 640), lighter(kraft, 0.16))
	k.fill(poly(150, 640, 850, 640, 850, 646, 150, 646), darker(kraft, 0.14))
	k.fill(rect(190, 880, 620, 20), darker(kraft, 0.08))
	k.with(place(340, 770, 0.86, 0), func() { k.label(0, 0, 210, 190) })
	for i := range 3 {
		k.fill(roundRect(box{560, 700 + float64(i)*38, []float64{190, 150, 110}[i], 12}, 6), alpha(darker(kraft, 0.5), 0.55))
	}
	k.fill(path{}.move(600, 850).to(620, 826).to(640, 850), alpha(darker(kraft, 0.5), 0.55))
	k.fill(rect(612, 848, 16, 22), alpha(darker(kraft, 0.5), 0.55))
	k.fill(path{}.move(660, 850).to(680, 826).to(700, 850), alpha(darker(kraft, 0.5), 0.55))
	k.fill(rect(672, 848, 16, 22), alpha(darker(kraft, 0.5), 0.55))
}

// room paints wall and table; the table begins at y.
func (k *kit) room(y float64) {
	k.fill(rect(0, 0, 1000, 1000), k.wall)
	k.fill(rect(0, y, 1000, 1000-y), k.table)
}

// stand draws the thing with its foot at (x, y), on its shadow.
func (k *kit) stand(x, y, scale float64) {
	k.with(place(x, y, scale, 0), func() {
		if k.kind.width > 0 {
			k.shadow(0, 0, k.kind.width)
		}
		k.kind.draw(k)
	})
}

// shadow is a soft flat ellipse.
func (k *kit) shadow(x, y, half float64) {
	for _, s := range []float64{1.22, 1.1, 1} {
		k.fill(ellipse(x+half*0.06, y, half*s, half*s*0.13), alpha(hex(0x3a2e20), 0.075))
	}
}

// label is a paper label centred on (x, y) with the shop's emblem.
func (k *kit) label(x, y, w, h float64) {
	k.fill(roundRect(box{x - w/2, y - h/2, w, h}, w*0.06), k.cream)
	r := min(w, h) * 0.21
	cy := y - h*0.14
	k.emblem(x, cy, r)
	k.fill(roundRect(box{x - w*0.3, y + h*0.2, w * 0.6, h * 0.05}, h*0.025), k.shade)
	k.fill(roundRect(box{x - w*0.18, y + h*0.31, w * 0.36, h * 0.04}, h*0.02), alpha(k.shade, 0.55))
}

// emblem is a small sign in a ring, one of eight.
func (k *kit) emblem(x, y, r float64) {
	ink := k.shade
	k.line(arc(pt{x, y}, pt{r, r}, 0, 2*math.Pi), r*0.16, ink)
	k.with(place(x, y, r, 0), func() {
		switch k.pick(9, 8) {
		case 0: // mountain
			k.line(curve(pt{-0.6, 0.35}, pt{0, -0.95}, pt{0.6, 0.35}), 0.16, ink)
		case 1: // leaf
			k.fill(leaf(1.1, 0.42).moved(place(-0.4, 0.4, 1, -0.75)), ink)
		case 2: // sunrise
			k.fill(dome(0, 0.25, 0.42, 0.42), k.accent)
			k.fill(roundRect(box{-0.62, 0.25, 1.24, 0.14}, 0.07), ink)
		case 3: // waves
			for i := range 2 {
				y := -0.2 + 0.4*float64(i)
				k.line(append(curve(pt{-0.6, y}, pt{-0.3, y - 0.4}, pt{0, y}), curve(pt{0, y}, pt{0.3, y + 0.4}, pt{0.6, y})...), 0.15, ink)
			}
		case 4: // bean
			k.fill(ellipse(0, 0, 0.38, 0.55).moved(place(0, 0, 1, 0.5)), ink)
			k.line(curve(pt{-0.2, 0.42}, pt{0.1, 0}, pt{0.2, -0.42}), 0.1, k.cream)
		case 5: // flower
			k.fill(star(5, 0.12, 0.66).moved(place(0, 0, 1, -math.Pi/2)), ink)
			k.dot(0, 0, 0.13, k.accent)
		case 6: // curl
			k.line(spiral(0.56, 1.5, 26), 0.14, ink)
		default: // bamboo
			for i := range 3 {
				k.fill(roundRect(box{-0.46 + 0.36*float64(i), -0.55 + 0.12*float64(i), 0.2, 1.0 - 0.12*float64(i)}, 0.08), ink)
			}
		}
	})
}
