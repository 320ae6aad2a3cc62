package region

import (
	"fmt"
	"math"
	"regexp"
	"strconv"

	"lapak/seeds/artwork"
)

var colorTokens = []string{
	"paper", "sand", "line", "ink", "mute", "night", "sun", "gold",
	"buy", "on_buy", "ijen", "ijen_soft", "amber", "amber_soft",
}

// colorPairs are the text and ground tokens that stand on each other.
var colorPairs = []struct{ text, ground string }{
	{"ink", "paper"},
	{"mute", "paper"},
	{"ink", "sand"},
	{"mute", "sand"},
	{"paper", "night"},
	{"gold", "night"},
	{"ink", "gold"},
	{"ink", "sun"},
	{"on_buy", "buy"},
	{"ijen", "ijen_soft"},
	{"ijen", "paper"},
	{"amber", "amber_soft"},
}

// minContrast is WCAG 2.2 level AA for body text.
const minContrast = 4.5

var hexForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)

func (c *checker) brand() {
	c.file = "region.toml"
	b := c.pack.Brand
	_, err := artwork.ParseMotif(b.Motif)
	c.need(err == nil, 0, "brand.motif", "unknown_motif", b.Motif)
	for _, token := range colorTokens {
		c.need(hexForm.MatchString(b.Colors[token]), 0, "brand.colors."+token, "invalid_color", b.Colors[token])
	}
	for _, pair := range colorPairs {
		text, ground := b.Colors[pair.text], b.Colors[pair.ground]
		if !hexForm.MatchString(text) || !hexForm.MatchString(ground) {
			continue
		}
		ratio := contrast(text, ground)
		c.need(ratio >= minContrast, 0, "brand.colors."+pair.text, "low_contrast",
			fmt.Sprintf("%.1f on %s", ratio, pair.ground))
	}
}

// contrast is the WCAG ratio of two "#rrggbb" colours, 1 to 21.
func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(hex string) float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return 0
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
