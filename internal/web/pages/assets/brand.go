package assets

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Brand is the part of a region's brand that is style. Colours are "#rrggbb"; an empty one keeps the house's own.
type Brand struct {
	Paper, Sand, Line, Ink, Mute, Night, Sun, Gold, Buy, Ijen, Lake string
	MotifSVG                                                        []byte // the hero's pattern, one tile; nil keeps the house's own
}

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// UseBrand puts a region's brand at the end of the style sheet, so that a page waits for one file. Call it once, before serving.
// It refuses a colour that is not "#rrggbb", since the value is written into a style sheet.
func UseBrand(b Brand) error {
	var out strings.Builder
	out.WriteString(":root{")
	for _, token := range []struct{ name, value string }{
		{"paper", b.Paper},
		{"sand", b.Sand},
		{"line", b.Line},
		{"ink", b.Ink},
		{"mute", b.Mute},
		{"night", b.Night},
		{"sun", b.Sun},
		{"gold", b.Gold},
		{"buy", b.Buy},
		{"ijen", b.Ijen},
		{"lake", b.Lake},
	} {
		if token.value == "" {
			continue
		}
		if !hexColour.MatchString(token.value) {
			return fmt.Errorf("brand colour %s: %q is not #rrggbb", token.name, token.value)
		}
		fmt.Fprintf(&out, "--%s:%s;", token.name, token.value)
	}
	motif := Path("motif.svg")
	if b.MotifSVG != nil {
		motif = register("brand-motif.svg", b.MotifSVG)
	}
	fmt.Fprintf(&out, "--motif:url(%q)}\n", motif)
	register(sheetName, slices.Concat(sheet, []byte(out.String())))
	return nil
}
