package artwork

import (
	"fmt"
	"image/color"
	"maps"
	"slices"
	"strings"
)

// Palette is a shop's own colours, written "main-wall-accent" with names from
// the three tables below, such as "hutan-krem-emas".
type Palette struct {
	name                              string
	main, dark, soft                  color.NRGBA
	wall, table, accent, cream, shade color.NRGBA
}

var mains = map[string]color.NRGBA{
	"hutan": hex(0x2f4a3e), "bata": hex(0x8c3a2a), "nila": hex(0x23264a), "laut": hex(0x1f4a4f),
	"marun": hex(0x6e2230), "tanah": hex(0x6b4a2b), "terung": hex(0x4a2c4d), "lumut": hex(0x55602f),
	"tembaga": hex(0x9c5230), "langit": hex(0x33587a), "kunyit": hex(0xb27a22), "arang": hex(0x35322e),
	"mawar": hex(0x9c4c56), "toska": hex(0x2a706a),
}

var walls = map[string]color.NRGBA{
	"krem": hex(0xe9dcc7), "sage": hex(0xe3e7dd), "persik": hex(0xf1e2d3), "gading": hex(0xf3ead2),
	"kabut": hex(0xdee7e1), "senja": hex(0xeee0de), "pasir": hex(0xe6d8c0), "embun": hex(0xdde5e9),
}

var accents = map[string]color.NRGBA{
	"emas": hex(0xf2a33a), "jingga": hex(0xe2623a), "gula": hex(0xc98a4b), "pandan": hex(0x7fa35c),
	"rosela": hex(0xb5384f), "telaga": hex(0x3f9a94),
}

// ParsePalette reads "main-wall-accent"; the error names the unknown part.
func ParsePalette(name string) (Palette, error) {
	parts := strings.Split(name, "-")
	if len(parts) != 3 {
		return Palette{}, fmt.Errorf("palette %q: want main-wall-accent", name)
	}
	main, ok1 := mains[parts[0]]
	wall, ok2 := walls[parts[1]]
	accent, ok3 := accents[parts[2]]
	if !ok1 || !ok2 || !ok3 {
		return Palette{}, fmt.Errorf("palette %q: unknown colour; main %v, wall %v, accent %v",
			name, slices.Sorted(maps.Keys(mains)), slices.Sorted(maps.Keys(walls)), slices.Sorted(maps.Keys(accents)))
	}
	return paletteOf(name, main, wall, accent), nil
}

// BrandPalette makes a palette of three "#rrggbb" colours, for drawings in the
// region's own brand.
func BrandPalette(main, wall, accent string) (Palette, error) {
	var c [3]color.NRGBA
	for i, text := range []string{main, wall, accent} {
		var rgb uint32
		if n, err := fmt.Sscanf(text, "#%06x", &rgb); n != 1 || err != nil || len(text) != 7 {
			return Palette{}, fmt.Errorf("colour %q: want #rrggbb", text)
		}
		c[i] = hex(rgb)
	}
	return paletteOf(main+wall+accent, c[0], c[1], c[2]), nil
}

func paletteOf(name string, main, wall, accent color.NRGBA) Palette {
	return Palette{
		name: name, main: main, dark: mix(main, hex(0x14110e), 0.38), soft: mix(main, wall, 0.45),
		wall: wall, table: mix(wall, hex(0x8a7a66), 0.22), accent: accent,
		cream: hex(0xfaf1df), shade: mix(main, hex(0x2a241d), 0.7),
	}
}

// String is the palette's name.
func (p Palette) String() string { return p.name }

// tints are the natural colours of what is inside a jar, bag or bowl.
var tints = map[string]color.NRGBA{
	"madu": hex(0xd68d1e), "gula": hex(0x9a6236), "kopi": hex(0x4a2a1b), "cabai": hex(0xb3301f),
	"abon": hex(0xb5793f), "kunyit": hex(0xdf9f24), "jahe": hex(0xd8b56a), "rosela": hex(0x8e1f3c),
	"daun": hex(0x62803f), "susu": hex(0xf1e6d0), "cokelat": hex(0x4b2b1f), "pala": hex(0xc99550),
	"naga": hex(0xc8386f), "jeruk": hex(0xe8932b), "kelapa": hex(0x7a5233), "beras": hex(0xf0e7d3),
	"merah": hex(0xa5443a), "hijau": hex(0x8a9a5b), "udang": hex(0x8d4a41), "ikan": hex(0x93a0a3),
	"bambu": hex(0xc79a56), "jati": hex(0x9b6a3c), "pandan": hex(0xa9a866), "hitam": hex(0x3a322c),
	"pisang": hex(0xe3b94f), "bening": hex(0xe4dca8), "ketela": hex(0xe6c98a), "ungu": hex(0x6b3a63),
	"telur": hex(0xe7b672), "garam": hex(0xe9e7e2), "manggis": hex(0x5b2338), "gaharu": hex(0x6a4a35),
}

// Tints lists the names that Picture.Tint takes, sorted.
func Tints() []string { return slices.Sorted(maps.Keys(tints)) }

func hex(rgb uint32) color.NRGBA {
	return color.NRGBA{uint8(rgb >> 16), uint8(rgb >> 8), uint8(rgb), 255}
}

// mix goes from a to b by share, 0 to 1.
func mix(a, b color.NRGBA, share float64) color.NRGBA {
	f := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*share + 0.5) }
	return color.NRGBA{f(a.R, b.R), f(a.G, b.G), f(a.B, b.B), f(a.A, b.A)}
}

func darker(c color.NRGBA, share float64) color.NRGBA  { return mix(c, hex(0x16110c), share) }
func lighter(c color.NRGBA, share float64) color.NRGBA { return mix(c, hex(0xfffaf0), share) }

func alpha(c color.NRGBA, a float64) color.NRGBA {
	c.A = uint8(255*a + 0.5)
	return c
}
