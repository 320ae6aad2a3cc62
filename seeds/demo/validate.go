package demo

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"lapak/seeds/region"
)

// Bounds that a plausible listing keeps.
const (
	minPrice, maxPrice = 5_000, 2_000_000 // rupiah
	maxGrams           = 30_000
	minMillimetres     = 10
	maxMillimetres     = 1_500
	minDescription     = 80  // characters in either language
	minEnglish         = 150 // characters in English, as the rules of export readiness ask
	maxVariants        = 4
)

var (
	slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	skuForm  = regexp.MustCompile(`^[A-Z0-9]+(-[A-Z0-9]+)*$`)
)

// Validate names every way in which the demo contradicts itself or the pack:
// unknown villages or categories, repeated slugs, SKUs or descriptions, a
// missing language, and prices, weights or sizes out of bounds.
func Validate(d Demo, pack region.Pack) error {
	v := &validator{seen: map[string]string{}, villages: map[string]bool{}, leaves: map[string]bool{}}
	for _, village := range pack.Villages {
		v.villages[village.Code] = true
	}
	for _, c := range pack.Categories {
		v.leaves[c.Slug] = true
	}
	for _, c := range pack.Categories {
		delete(v.leaves, c.Parent)
	}
	for _, s := range d.Shops {
		v.shop(s)
	}
	return errors.Join(v.errs...)
}

type validator struct {
	seen             map[string]string
	villages, leaves map[string]bool
	errs             []error
}

func (v *validator) need(ok bool, where, format string, args ...any) {
	if !ok {
		v.errs = append(v.errs, fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...)))
	}
}

// once reports a value that something else has already.
func (v *validator) once(where, what, value string) {
	key := what + " " + strings.ToLower(value)
	other, repeated := v.seen[key]
	v.need(!repeated, where, "%s %q is also that of %s", what, value, other)
	v.seen[key] = where
}

func (v *validator) both(where, what string, t region.Text) {
	v.need(strings.TrimSpace(t.ID) != "" && strings.TrimSpace(t.EN) != "", where, "%s needs both languages", what)
}

func (v *validator) shop(s Shop) {
	v.need(slugForm.MatchString(s.Slug), s.Slug, "slug is not a slug")
	v.once(s.Slug, "shop", s.Slug)
	v.once(s.Slug, "name", s.Name)
	v.once(s.Slug, "palette", s.Palette)
	v.need(v.villages[s.Village], s.Slug, "unknown village %q", s.Village)
	v.need(s.AcceptsCOD || s.AcceptsPickup, s.Slug, "neither cash nor pickup")
	v.need(len(s.Products) > 0, s.Slug, "no products")
	v.both(s.Slug, "maker", s.Maker)
	v.both(s.Slug, "story", s.Story)
	for _, p := range s.Products {
		v.product(s, p)
	}
}

func (v *validator) product(s Shop, p Product) {
	where := s.Slug + "/" + p.Slug
	v.need(slugForm.MatchString(p.Slug), where, "slug is not a slug")
	v.once(where, "product", p.Slug)
	v.need(v.leaves[p.Category], where, "unknown category %q, or one with children", p.Category)
	v.both(where, "title", p.Title)
	v.both(where, "technique", p.Technique)
	v.both(where, "option", p.Option)
	for _, text := range []string{p.Description.ID, p.Description.EN} {
		v.need(len(text) >= minDescription, where, "description %q is too short", text)
		v.once(where, "description", text)
	}
	v.need(utf8.RuneCountInString(p.Description.EN) >= minEnglish, where, "English description %q is too short for export readiness", p.Description.EN)
	_, err := s.Picture(p)
	v.need(err == nil, where, "picture: %v", err)
	v.need(1 <= len(p.Variants) && len(p.Variants) <= maxVariants, where, "%d variants", len(p.Variants))
	for _, variant := range p.Variants {
		v.variant(where, variant)
	}
}

func (v *validator) variant(where string, x Variant) {
	v.need(skuForm.MatchString(x.SKU), where, "SKU %q", x.SKU)
	v.once(where, "SKU", x.SKU)
	v.both(where, "variant title", x.Title)
	v.need(minPrice <= x.Price && x.Price <= maxPrice && x.Price%1000 == 0, where, "price %d", x.Price)
	v.need(x.Stock > 0, where, "stock %d", x.Stock)
	v.need(0 < x.Grams && x.Grams <= maxGrams, where, "weight %d g", x.Grams)
	for _, mm := range x.Size {
		v.need(minMillimetres <= mm && mm <= maxMillimetres, where, "size %v mm", x.Size)
	}
}
