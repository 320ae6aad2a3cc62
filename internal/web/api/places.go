package api

import (
	"context"

	"lapak/internal/i18n"
	"lapak/internal/regions"
)

// PlacesRequest asks for a list that is short and whole.
type PlacesRequest struct {
	Unchanged
	Language
}

type categoryShown struct {
	Slug   string  `json:"slug" example:"kopi"`
	Name   string  `json:"name" example:"Kopi"`
	Parent *string `json:"parent" doc:"Slug of the category above; null at the top."`
}

func (f *face) listCategories(ctx context.Context, in *PlacesRequest) (*cached, error) {
	list := Page[categoryShown]{Items: []categoryShown{}}
	for _, c := range f.Catalog.ListCategories() {
		shown := categoryShown{Slug: c.Slug, Name: c.Name(i18n.Language(ctx))}
		if c.Parent != "" {
			shown.Parent = &c.Parent
		}
		list.Items = append(list.Items, shown)
	}
	return cache(ctx, in.Unchanged, list)
}

type districtShown struct {
	Slug string `json:"slug" example:"glagah"`
	Name string `json:"name" example:"Glagah"`
	Code string `json:"code" example:"35.10.15" doc:"Of the Ministry of Home Affairs."`
}

func (f *face) listDistricts(ctx context.Context, in *PlacesRequest) (*cached, error) {
	return cache(ctx, in.Unchanged, pageOf(f.Regions.ListDistricts(), "", func(d regions.District) districtShown {
		return districtShown{d.Slug, d.Name, d.Code}
	}))
}

type regionsRequest struct {
	PlacesRequest
	Parent string `query:"parent" maxLength:"20" example:"35.10" doc:"Code of the area above; empty gives the provinces."`
}

type areaShown struct {
	Code   string  `json:"code" example:"35.10.15"`
	Name   string  `json:"name" example:"Glagah" doc:"As addresses spell it."`
	Level  string  `json:"level" enum:"province,regency,district,village"`
	Parent *string `json:"parent" doc:"Code of the area above; null for a province."`
}

func (f *face) listRegions(ctx context.Context, in *regionsRequest) (*cached, error) {
	areas, err := f.Regions.ListAreas(ctx, in.Parent)
	if err != nil {
		return nil, err
	}
	return cache(ctx, in.Unchanged, pageOf(areas, "", func(a regions.Area) areaShown {
		shown := areaShown{Code: a.Code, Name: a.Name, Level: a.Level}
		if a.Parent != "" {
			shown.Parent = &a.Parent
		}
		return shown
	}))
}
