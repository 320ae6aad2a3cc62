package api

import (
	"context"
	"time"

	"lapak/internal/exportready/rulebook"
	"lapak/internal/reports"
)

type investRequest struct {
	Unchanged
	Language
}

type investGroupRequest struct {
	investRequest
	Group string `path:"group" example:"kopi-cokelat" doc:"Slug of a category at the top."`
}

// InvestBasis says when figures were counted, and on how many shops each of them rests at least.
type InvestBasis struct {
	MinShops int `json:"min_shops" example:"5" doc:"Every figure rests on at least so many different shops; what would rest on fewer is null or left out."`
	Footing
}

// InvestAmount is what can be supplied in a month, by those products that tell it.
type InvestAmount struct {
	Amount   int64 `json:"amount" example:"10800"`
	Products int64 `json:"products" example:"7" doc:"Products that tell it."`
	Shops    int64 `json:"shops" example:"5"`
}

// InvestValue is a month's supply at the export prices that shops ask.
type InvestValue struct {
	InvestAmount
	Currency string `json:"currency" example:"USD" doc:"amount is in its smallest circulating unit."`
}

// InvestLevels counts the products that are judged, by level.
type InvestLevels struct {
	Shops     int64 `json:"shops" example:"8"`
	Judged    int64 `json:"judged" example:"31"`
	BelumSiap int64 `json:"belum_siap" example:"14"`
	Potensial int64 `json:"potensial" example:"9"`
	Siap      int64 `json:"siap" example:"6"`
	Teruji    int64 `json:"teruji" example:"2"`
}

// InvestFigures are what is told of a group, or of all groups that are shown.
type InvestFigures struct {
	Shops     int64         `json:"shops" example:"8" doc:"With goods on show."`
	Products  int64         `json:"products" example:"28"`
	Readiness *InvestLevels `json:"readiness"`
	Pieces    *InvestAmount `json:"pieces_month" doc:"Null for all groups: pieces of different goods are not added."`
	Grams     *InvestAmount `json:"net_grams_month"`
	Values    []InvestValue `json:"value_month" doc:"Capacity times the price asked, by currency; no turnover and no promise."`
	Districts []string      `json:"districts" doc:"Slugs of where the shops are."`
}

// InvestSummary is a group on the overview.
type InvestSummary struct {
	Slug string    `json:"slug" example:"kopi-cokelat"`
	Name Bilingual `json:"name"`
	InvestFigures
}

// InvestDemand is what became of a year's inquiries of buyers abroad.
type InvestDemand struct {
	Shops       int64 `json:"shops" example:"7" doc:"That were asked."`
	Asked       int64 `json:"asked" example:"12"`
	NoCapacity  int64 `json:"no_capacity" example:"2" doc:"Closed because it could not be met."`
	Unanswered  int64 `json:"unanswered" example:"1" doc:"Past the time in which an answer is promised."`
	Pieces      int64 `json:"pieces_asked" example:"9000"`
	PiecesUnmet int64 `json:"pieces_no_capacity" example:"4000"`
}

type investOverview struct {
	Whole  InvestFigures   `json:"whole" doc:"Of the groups in items together."`
	Groups []InvestSummary `json:"items"`
	Demand *InvestDemand   `json:"demand" doc:"Null where the shops that were asked are too few."`
	InvestBasis
}

// InvestDistrict is what the shops of one district can supply, in pieces a month.
type InvestDistrict struct {
	District *string `json:"district" example:"kalipuro" doc:"Slug; null for the districts of fewer shops together."`
	InvestAmount
}

// InvestGap is a rule that keeps products from their next level.
type InvestGap struct {
	Rule     string    `json:"rule" example:"P-LEG-04" doc:"See /export/rules/{rule}."`
	Title    Bilingual `json:"title"`
	Products int64     `json:"products" example:"15"`
	Shops    int64     `json:"shops" example:"6"`
}

// InvestMarket is a destination with confirmed rules for which something of the group is ready.
type InvestMarket struct {
	Destination string `json:"destination" example:"JP"`
	Products    *int64 `json:"products" doc:"Null where they are of fewer than min_shops shops."`
}

// InvestMonth is how ready the products that take part today were at the end of a month.
type InvestMonth struct {
	End string `json:"end" format:"date" example:"2026-10-31"`
	InvestLevels
}

type investGroupShown struct {
	InvestSummary
	Supply  []InvestDistrict `json:"supply" doc:"Empty where no district may be told apart."`
	Gaps    []InvestGap      `json:"gaps" doc:"The commonest first."`
	Markets []InvestMarket   `json:"markets"`
	Trend   []InvestMonth    `json:"trend" doc:"The oldest first; a month with too few shops is left out."`
	InvestBasis
}

func (f *face) findInvest(ctx context.Context, in *investRequest) (*cached, error) {
	found, err := f.Showcase.Overview(ctx)
	if err != nil {
		return nil, err
	}
	out := investOverview{Whole: investFigures(found.Whole), Groups: make([]InvestSummary, 0, len(found.Groups)), InvestBasis: f.investBasis(ctx, found.Counted)}
	if d := found.Demand; d != nil {
		out.Demand = &InvestDemand{d.Shops, d.Asked, d.NoCapacity, d.Unanswered, d.Pieces, d.PiecesUnmet}
	}
	for _, g := range found.Groups {
		out.Groups = append(out.Groups, investSummary(g))
	}
	return cache(ctx, in.Unchanged, out)
}

func (f *face) findInvestGroup(ctx context.Context, in *investGroupRequest) (*cached, error) {
	g, counted, err := f.Showcase.FindGroup(ctx, in.Group)
	if err != nil {
		return nil, err
	}
	out := investGroupShown{
		InvestSummary: investSummary(g), Supply: make([]InvestDistrict, 0, len(g.ByDistrict)), Gaps: make([]InvestGap, 0, len(g.Gaps)),
		Markets: make([]InvestMarket, 0, len(g.Markets)), Trend: make([]InvestMonth, 0, len(g.Trend)), InvestBasis: f.investBasis(ctx, counted),
	}
	for _, at := range g.ByDistrict {
		shown := InvestDistrict{InvestAmount: investAmount(at.Amount)}
		if at.District != reports.OtherDistricts {
			shown.District = &at.District
		}
		out.Supply = append(out.Supply, shown)
	}
	for _, gap := range g.Gaps {
		rule, _ := f.Exports.Book().FindRule(gap.Rule, f.Exports.Today())
		out.Gaps = append(out.Gaps, InvestGap{gap.Rule, Bilingual(rule.Title), gap.Products, gap.Shops})
	}
	for _, market := range g.Markets {
		out.Markets = append(out.Markets, InvestMarket(market))
	}
	for _, month := range g.Trend {
		out.Trend = append(out.Trend, InvestMonth{month.End.Format(time.DateOnly), investLevels(month.Levels)})
	}
	return cache(ctx, in.Unchanged, out)
}

func (f *face) investBasis(ctx context.Context, c reports.Counted) InvestBasis {
	day := f.Exports.Today()
	if !c.Day.IsZero() {
		day = c.Day.Format(time.DateOnly)
	}
	return InvestBasis{reports.MinShops, footing(ctx, c.RuleVersion, day)}
}

func investSummary(g reports.Group) InvestSummary {
	return InvestSummary{g.Slug, Bilingual{g.NameID, g.NameEN}, investFigures(g.Figures)}
}

func investFigures(f reports.Figures) InvestFigures {
	out := InvestFigures{Shops: f.Shops, Products: f.Products, Values: make([]InvestValue, 0, len(f.Values)), Districts: append([]string{}, f.Districts...)}
	if f.Levels != nil {
		levels := investLevels(*f.Levels)
		out.Readiness = &levels
	}
	if f.Supply != nil {
		supply := investAmount(*f.Supply)
		out.Pieces = &supply
	}
	if f.Weight != nil {
		weight := investAmount(*f.Weight)
		out.Grams = &weight
	}
	for _, v := range f.Values {
		out.Values = append(out.Values, InvestValue{investAmount(v.Amount), v.Currency})
	}
	return out
}

func investAmount(a reports.Amount) InvestAmount {
	return InvestAmount{Amount: a.Amount, Products: a.Products, Shops: a.Shops}
}

func investLevels(l reports.Levels) InvestLevels {
	return InvestLevels{
		Shops: l.Shops, Judged: l.Judged(), BelumSiap: l.Counts[rulebook.BelumSiap], Potensial: l.Counts[rulebook.Potensial],
		Siap: l.Counts[rulebook.Siap], Teruji: l.Counts[rulebook.Teruji],
	}
}
