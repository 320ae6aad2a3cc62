package api

import (
	"context"
	"slices"

	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
)

// RuleState is a rule that applies, as it stands, with all that it needs to be met and where it comes from.
type RuleState struct {
	ID         string     `json:"id" example:"S-LEG-01"`
	Title      Bilingual  `json:"title"`
	Dimension  string     `json:"dimension" example:"legality"`
	Gate       string     `json:"gate" enum:"G0,G1,G2,G3,none"`
	Weight     int        `json:"weight" example:"10"`
	Credit     int        `json:"credit" enum:"0,50,100" doc:"50 while it is stated or waits for its office; 100 when it is verified or met by the data."`
	Points     int        `json:"points" doc:"By how much the score of its axis rises when it is met, hundredths of a percent."`
	Why        string     `json:"why,omitempty" enum:"missing,waiting,rejected,expired,changed,facts,partly" doc:"Why the credit is not full."`
	Missing    []FieldRef `json:"missing" doc:"Fields without which it cannot be said whether it applies or is met."`
	ValidUntil string     `json:"valid_until,omitempty" format:"date" doc:"The last day on which its paper counts."`
	Upload     Bilingual  `json:"upload" doc:"What to hand in."`
	Issuer     string     `json:"issuer"`
	Office     *OfficeRef `json:"office,omitempty" doc:"Who verifies it; left out where nobody has to."`
	Guide      *RuleGuide `json:"guide,omitempty"`
	Origin
}

// Origin is where a row of the rules comes from.
type Origin struct {
	Source     string `json:"source"`
	Confidence string `json:"confidence" enum:"sourced,design,partial,unverified"`
}

// OfficeRef names an office of the region.
type OfficeRef struct {
	Key  string    `json:"key" example:"dpmptsp"`
	Name Bilingual `json:"name"`
}

// RuleGuide says how to get what a rule asks for. An empty cost or days is not known.
type RuleGuide struct {
	Where Bilingual `json:"where"`
	Steps Bilingual `json:"steps"`
	Cost  Bilingual `json:"cost"`
	Days  Bilingual `json:"days"`
	URL   string    `json:"url,omitempty"`
	Origin
}

// AxisReadiness is a shop or product by its own rules.
type AxisReadiness struct {
	Standing
	Dims  map[string]int `json:"dims_bp" example:"{\"legality\": 8200, \"finance\": 5000}" doc:"Hundredths of a percent."`
	Rules []RuleState    `json:"rules" doc:"Those that apply, by id."`
}

type shopReadiness struct {
	Shop string `json:"shop" example:"kopi-lerek" doc:"Slug."`
	AxisReadiness
	Next     []string  `json:"blocking_next" doc:"Ids of the rules that stop the shop's next level, the first first."`
	Warnings []Warning `json:"warnings"`
	Footing
}

type productReadiness struct {
	Product string `json:"product" example:"kopi-robusta-lerek" doc:"Slug."`
	Class   string `json:"class" example:"COFFEE_PROC" doc:"Of the rules; empty while the product is not assessed."`
	ExportDetail
	Shop  AxisReadiness `json:"shop"`
	Rules []RuleState   `json:"rules" doc:"Of the product that apply, by id."`
}

// AsOf is the day to judge.
type AsOf struct {
	AsOf string `query:"as_of" format:"date" example:"2026-12-30" doc:"Today where it is left out. A past day is judged by the rules and papers of its time."`
}

type productReadinessRequest struct {
	Unchanged
	Language
	AsOf
	Product     string `path:"product" example:"kopi-robusta-lerek" doc:"Slug."`
	Destination string `query:"destination" example:"EU" doc:"Only this one."`
}

func (f *face) findProductReadiness(ctx context.Context, in *productReadinessRequest) (*cached, error) {
	p, err := f.Catalog.FindBySlug(ctx, in.Product)
	if err == nil {
		err = f.checkDestination(in.Destination)
	}
	if err != nil {
		return nil, err
	}
	r, err := f.Exports.FindReadiness(ctx, p.ID, in.AsOf.AsOf)
	if err != nil {
		return nil, err
	}
	out := productReadiness{
		Product: p.Slug, Class: r.Class, ExportDetail: detailOf(ctx, r), Shop: f.axisOf(r.Book, r.Shop), Rules: f.axisOf(r.Book, r.Product).Rules,
	}
	if in.Destination != "" {
		out.Destinations = slices.DeleteFunc(out.Destinations, func(d Destination) bool { return d.Code != in.Destination })
	}
	return cache(ctx, in.Unchanged, out)
}

type shopReadinessRequest struct {
	ShopPath
	Unchanged
	Language
	AsOf
}

func (f *face) findShopReadiness(ctx context.Context, in *shopReadinessRequest) (*cached, error) {
	shop, err := f.Shops.FindBySlug(ctx, in.Shop)
	if err != nil {
		return nil, err
	}
	r, err := f.Exports.FindShopReadiness(ctx, shop.ID, in.AsOf.AsOf)
	if err != nil {
		return nil, err
	}
	return cache(ctx, in.Unchanged, f.shopReadinessOf(ctx, shop.Slug, r))
}

func (f *face) shopReadinessOf(ctx context.Context, slug string, r exportready.ShopReadiness) shopReadiness {
	out := shopReadiness{
		Shop: slug, AxisReadiness: f.axisOf(r.Book, r.Assessment), Next: make([]string, 0, len(r.Blocking)),
		Warnings: warningsOf(r.Book, r.Warnings), Footing: footing(ctx, r.Version, r.Day),
	}
	for _, state := range r.Blocking {
		out.Next = append(out.Next, state.Rule)
	}
	return out
}

func (f *face) axisOf(book *rulebook.Book, a rulebook.Assessment) AxisReadiness {
	out := AxisReadiness{Standing: Standing{a.Level.String(), a.Score}, Dims: a.Parts, Rules: make([]RuleState, 0, len(a.Rules))}
	if out.Dims == nil {
		out.Dims = map[string]int{}
	}
	for _, state := range a.Rules {
		rule, _ := book.FindRule(state.Rule, a.Day)
		out.Rules = append(out.Rules, RuleState{
			ID: state.Rule, Title: Bilingual(rule.Title), Dimension: state.Dimension, Gate: string(state.Gate), Weight: state.Weight,
			Credit: state.Credit, Points: state.Points, Why: string(state.Why), Missing: fieldRefs(book, state.Missing), ValidUntil: state.ValidUntil,
			Upload: Bilingual(rule.Upload), Issuer: rule.Issuer, Office: f.officeOf(rule.Office), Guide: guideOf(book, state.Rule),
			Origin: Origin{rule.Source, string(rule.Confidence)},
		})
	}
	return out
}

// officeOf names an office; what no office judges has none.
func (f *face) officeOf(key string) *OfficeRef {
	for _, office := range f.Regions.ListOffices() {
		if office.Key == key {
			return &OfficeRef{key, Bilingual{office.NameID, office.NameEN}}
		}
	}
	return nil
}

func guideOf(book *rulebook.Book, rule string) *RuleGuide {
	g, known := book.FindGuide(rule)
	if !known {
		return nil
	}
	return &RuleGuide{
		Where: Bilingual(g.Where), Steps: Bilingual(g.Steps), Cost: Bilingual(g.Cost), Days: Bilingual(g.Days), URL: g.URL,
		Origin: Origin{g.Source, string(g.Confidence)},
	}
}
