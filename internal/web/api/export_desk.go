package api

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lapak/internal/apperr"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/web"
)

// FactChanges are facts by the keys of /export/rules. A fact that is left out stays; null takes it out.
type FactChanges map[string]json.RawMessage

// Schema describes the values: the document cannot know the keys, which are data.
func (FactChanges) Schema(huma.Registry) *huma.Schema {
	most := 200
	return &huma.Schema{
		Type: huma.TypeObject, MaxProperties: &most, Description: "Facts by the keys of /export/rules; what is left out stays, null takes out.",
		Examples: []any{map[string]any{"hs6": "090121", "net_grams": 250, "packaged": true, "available_months": []string{"jan", "feb"}}},
		AdditionalProperties: &huma.Schema{AnyOf: []*huma.Schema{
			{Type: huma.TypeInteger},
			{Type: huma.TypeString},
			{Type: huma.TypeBoolean},
			{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}},
			{Type: "null"},
		}},
	}
}

// read gives each fact the type that rules compare.
func (c FactChanges) read() (map[string]any, error) {
	var fields apperr.Fields
	facts := make(map[string]any, len(c))
	for _, key := range slices.Sorted(maps.Keys(c)) {
		fact, known := readFact(c[key])
		if !known {
			fields.Add("facts."+key, "wrong_type")
		}
		facts[key] = fact
	}
	return facts, fields.Err()
}

// readFact takes whole numbers only: 250.0 and 25e1 are no way to write one.
func readFact(raw json.RawMessage) (any, bool) {
	switch text := string(raw); {
	case text == "null":
		return nil, true
	case text == "true" || text == "false":
		return text == "true", true
	case strings.HasPrefix(text, `"`):
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err == nil
	case strings.HasPrefix(text, "["):
		var items []*string
		if json.Unmarshal(raw, &items) != nil || slices.Contains(items, nil) {
			return nil, false
		}
		list := make([]string, len(items))
		for i, item := range items {
			list[i] = *item
		}
		return list, true
	default:
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil
	}
}

// ShopExportChanges are the fields to change; what is left out stays.
type ShopExportChanges struct {
	Version *int64      `json:"version,omitempty" minimum:"0" maximum:"9007199254740991" doc:"Refuses the change where there is another version by now."`
	OptedIn *bool       `json:"opted_in,omitempty" doc:"Opting in judges every product of the shop that did not opt out."`
	Facts   FactChanges `json:"facts,omitempty"`
}

type shopExport struct {
	OptedIn   bool           `json:"opted_in"`
	Version   int64          `json:"version" doc:"Grows with each change; send it back to change only what you have seen."`
	Facts     map[string]any `json:"facts" doc:"As filled in, by the keys of /export/rules."`
	Computed  map[string]any `json:"computed" doc:"What the listing and the platform's history say."`
	Asked     []string       `json:"asked" doc:"Keys of the fields that this shop is asked for."`
	Readiness shopReadiness  `json:"readiness"`
}

func (f *face) findShopExport(ctx context.Context, in *ShopPath) (*answer[shopExport], error) {
	profile, err := f.Exports.ShopProfile(ctx, web.Actor(ctx), in.Shop)
	if err != nil {
		return nil, err
	}
	return f.shopExportOf(ctx, in.Shop, profile)
}

func (f *face) updateShopExport(ctx context.Context, in *struct {
	ShopPath
	Body ShopExportChanges
},
) (*answer[shopExport], error) {
	// Who may not change anything is not told what is wrong with it.
	if _, err := f.Exports.ShopProfile(ctx, web.Actor(ctx), in.Shop); err != nil {
		return nil, err
	}
	facts, err := in.Body.Facts.read()
	if err != nil {
		return nil, err
	}
	profile, err := f.Exports.SetShop(ctx, web.Actor(ctx), in.Shop, exportready.Input{
		Version: in.Body.Version, OptedIn: in.Body.OptedIn, Facts: facts,
	})
	if err != nil {
		return nil, err
	}
	return f.shopExportOf(ctx, in.Shop, profile)
}

func (f *face) shopExportOf(ctx context.Context, slug string, p exportready.Profile) (*answer[shopExport], error) {
	shop, _, err := f.Shops.FindForMember(ctx, web.Actor(ctx), slug)
	if err != nil {
		return nil, err
	}
	r, err := f.Exports.FindShopReadiness(ctx, shop.ID, "")
	return ok(shopExport{
		OptedIn: p.OptedIn, Version: p.Version, Facts: p.Filled, Computed: computed(p), Asked: asked(f.Exports.Book(), rulebook.Shop, p),
		Readiness: f.shopReadinessOf(ctx, slug, r),
	}, err)
}

// computed are the facts that the owner did not fill in.
func computed(p exportready.Profile) map[string]any {
	rest := map[string]any{}
	for key, fact := range p.Facts {
		if _, filled := p.Filled[key]; !filled {
			rest[key] = fact
		}
	}
	return rest
}

func asked(book *rulebook.Book, axis rulebook.Axis, p exportready.Profile) []string {
	keys := []string{}
	for _, field := range book.Asked(axis, p.Class, p.Facts) {
		keys = append(keys, field.Key)
	}
	return keys
}

// ProductExportChanges are the fields to change; what is left out stays.
type ProductExportChanges struct {
	Version *int64          `json:"version,omitempty" minimum:"0" maximum:"9007199254740991" doc:"Refuses the change where there is another version by now."`
	OptedIn *bool           `json:"opted_in,omitempty" doc:"The first product to opt in takes its shop along."`
	Class   *string         `json:"class,omitempty" example:"COFFEE_PROC" doc:"Of the rules; empty for that of the category."`
	Facts   FactChanges     `json:"facts,omitempty"`
	Plots   json.RawMessage `json:"plots,omitempty" doc:"GeoJSON (RFC 7946) of the plots where the goods grew, as an object or as text; null takes it out."`
}

type productExport struct {
	OptedIn   bool            `json:"opted_in"`
	Version   int64           `json:"version" doc:"Grows with each change; send it back to change only what you have seen. 0 before the first."`
	Class     string          `json:"class" example:"COFFEE_PROC"`
	Facts     map[string]any  `json:"facts" doc:"As filled in, by the keys of /export/rules."`
	Computed  map[string]any  `json:"computed" doc:"What the listing and the platform's history say."`
	Plots     json.RawMessage `json:"plots" doc:"GeoJSON, or null."`
	Asked     []string        `json:"asked" doc:"Keys of the fields that this product is asked for."`
	Readiness ExportDetail    `json:"readiness"`
}

func (f *face) findProductExport(ctx context.Context, in *ProductPath) (*answer[productExport], error) {
	profile, err := f.Exports.ProductProfile(ctx, web.Actor(ctx), in.exported())
	if err != nil {
		return nil, err
	}
	return f.productExportOf(ctx, in, profile)
}

func (p ProductPath) exported() exportready.ProductRef {
	return exportready.ProductRef{Shop: p.Shop, Product: p.Product}
}

func (f *face) updateProductExport(ctx context.Context, in *struct {
	ProductPath
	Body ProductExportChanges
},
) (*answer[productExport], error) {
	if _, err := f.Exports.ProductProfile(ctx, web.Actor(ctx), in.exported()); err != nil {
		return nil, err
	}
	facts, err := in.Body.Facts.read()
	if err != nil {
		return nil, err
	}
	profile, err := f.Exports.SetProduct(ctx, web.Actor(ctx), in.exported(), exportready.Input{
		Version: in.Body.Version, OptedIn: in.Body.OptedIn, Class: in.Body.Class, Facts: facts, Plots: readPlots(in.Body.Plots),
	})
	if err != nil {
		return nil, err
	}
	return f.productExportOf(ctx, &in.ProductPath, profile)
}

// readPlots takes GeoJSON as it is or within a text; what is neither is refused by who reads GeoJSON. Nil stays as it is.
func readPlots(raw json.RawMessage) *string {
	if raw == nil {
		return nil
	}
	text := string(raw)
	if text == "null" || text[0] == '"' {
		text = ""
		_ = json.Unmarshal(raw, &text) // null leaves it empty; the body was read as JSON before
	}
	return &text
}

func (f *face) productExportOf(ctx context.Context, in *ProductPath, p exportready.Profile) (*answer[productExport], error) {
	product, err := f.Catalog.FindForMember(ctx, web.Actor(ctx), in.ref())
	if err != nil {
		return nil, err
	}
	r, err := f.Exports.FindReadiness(ctx, product.ID, "")
	if err != nil {
		return nil, err
	}
	out := productExport{
		OptedIn: p.OptedIn, Version: p.Version, Class: p.Class, Facts: p.Filled, Computed: computed(p),
		Asked: asked(f.Exports.Book(), rulebook.Product, p), Readiness: detailOf(ctx, r),
	}
	if p.Plots != "" {
		out.Plots = json.RawMessage(p.Plots)
	}
	return &answer[productExport]{out}, nil
}
