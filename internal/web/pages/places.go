package pages

import (
	"context"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"lapak/internal/i18n"
	"lapak/internal/regions"
	"lapak/internal/web/pages/view"
)

// places are the lists that an address is chosen from, level by level.
type places struct {
	Countries, Provinces, Regencies, Districts, Villages []view.Option

	abroad bool
	known  *regions.Address // what is enough of it to price parcels; nil while a level is missing
}

// placesOf lists each level below what was chosen above it. A level whose name does not stand in its list ends the lists.
func (s *Site) placesOf(ctx context.Context, a regions.Address) (places, error) {
	out := places{Countries: countries(i18n.Language(ctx), a.Country)}
	if a.Country != "" && a.Country != regions.Home {
		out.abroad = true
		out.known = s.priceable(ctx, regions.Address{Country: a.Country, Regency: a.Regency, Line: a.Line, PostalCode: a.PostalCode})
		return out, nil
	}
	parent := ""
	for _, level := range []struct {
		list *[]view.Option
		name string
	}{{&out.Provinces, a.Province}, {&out.Regencies, a.Regency}, {&out.Districts, a.District}, {&out.Villages, a.Village}} {
		areas, err := s.Regions.ListAreas(ctx, parent)
		if err != nil {
			return out, err
		}
		found := false
		for _, area := range areas {
			chosen := level.name != "" && strings.EqualFold(area.Name, strings.TrimSpace(level.name))
			if chosen {
				parent, found = area.Code, true
			}
			*level.list = append(*level.list, view.Option{Value: area.Name, Label: area.Name, Chosen: chosen})
		}
		if !found {
			return out, nil
		}
	}
	out.known = s.priceable(ctx, a)
	return out, nil
}

// priceable is an address that names where a parcel goes, whether or not the street is written yet: a price needs only the place.
func (s *Site) priceable(ctx context.Context, a regions.Address) *regions.Address {
	if a.Country == "" || a.Country == regions.Home {
		a.PostalCode = ""
	} else {
		a.Regency, a.PostalCode = orDash(a.Regency), orDash(a.PostalCode)
	}
	a.Line = "-"
	if _, err := s.Regions.ResolveAddress(ctx, a); err != nil {
		return nil
	}
	return &a
}

func orDash(text string) string {
	if strings.TrimSpace(text) == "" {
		return "-"
	}
	return text
}

// countries lists the world by name, home first.
func countries(lang, chosen string) []view.Option {
	list := slices.Clone(worlds[i18n.Pick(lang)]())
	for i := range list {
		list[i].Chosen = list[i].Value == chosen
	}
	return list
}

var worlds = map[string]func() []view.Option{
	i18n.Indonesian: sync.OnceValue(func() []view.Option { return world(i18n.Indonesian) }),
	i18n.English:    sync.OnceValue(func() []view.Option { return world(i18n.English) }),
}

func world(lang string) []view.Option {
	names := display.Regions(language.MustParse(lang))
	var list []view.Option
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			code := string(first) + string(second)
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.Canonicalize() != region || region.String() != code || code == regions.Home {
				continue
			}
			if name := names.Name(region); name != "" {
				list = append(list, view.Option{Value: code, Label: name})
			}
		}
	}
	slices.SortFunc(list, func(a, b view.Option) int { return strings.Compare(a.Label, b.Label) })
	home := view.Option{Value: regions.Home, Label: names.Name(language.MustParseRegion(regions.Home))}
	return append([]view.Option{home}, list...)
}
