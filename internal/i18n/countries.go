package i18n

import (
	"cmp"
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"
)

// Country is a country with its name.
type Country struct {
	Code string // ISO 3166, two letters
	Name string
}

// IsCountry says whether a code is that of a country: two capital letters of ISO 3166 that are in use.
func IsCountry(code string) bool {
	region, err := language.ParseRegion(code)
	return err == nil && len(code) == 2 && region.String() == code && region.IsCountry() && region.Canonicalize() == region &&
		display.English.Regions().Name(region) != ""
}

// CountryName is the name of a country in a language; the code where it has none.
func CountryName(lang, code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := regionNames(lang).Name(region); name != "" {
		return name
	}
	return code
}

// Countries lists every country by its name in a language.
func Countries(lang string) []Country {
	var all []Country
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if code := string([]rune{a, b}); IsCountry(code) {
				all = append(all, Country{code, CountryName(lang, code)})
			}
		}
	}
	slices.SortFunc(all, func(a, b Country) int { // an accent stands behind its letter
		return cmp.Compare(norm.NFD.String(a.Name), norm.NFD.String(b.Name))
	})
	return all
}

func regionNames(lang string) display.Namer {
	if Pick(lang) == English {
		return display.English.Regions()
	}
	return display.Regions(language.Indonesian)
}
