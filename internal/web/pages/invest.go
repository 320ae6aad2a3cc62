package pages

import (
	"context"
	"slices"

	"github.com/gin-gonic/gin"

	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/money"
	"lapak/internal/reports"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const investPath = "/invest"

// invest is the investor showcase: what the regency can supply, and how ready it is.
func (s *Site) invest(c *gin.Context) error {
	ctx := c.Request.Context()
	found, err := s.Showcase.Overview(ctx)
	if err != nil {
		return err
	}
	stories, err := s.Showcase.ListStories(ctx, found.Counted, "")
	if err != nil {
		return err
	}
	m := s.investView(ctx, found, stories)
	p, err := s.frame(c, text(ctx, "invest.title"))
	if err != nil {
		return err
	}
	p.Description = text(ctx, "invest.intro", "Regency", p.Brand.Regency)
	if !found.Day.IsZero() {
		p.JSONLD = []any{templates.DatasetLD(p, found.Day, "/api/v1/invest")}
	}
	shareable(c, p)
	return show(c, templates.Invest(p, m))
}

// investView says the overview in words.
func (s *Site) investView(ctx context.Context, o reports.Overview, stories []reports.Story) view.Invest {
	w := investWords{ctx, i18n.Language(ctx)}
	m := view.Invest{Counted: view.Counted{Day: o.Day, Version: o.RuleVersion}, Figures: w.whole(o)}
	for _, g := range o.Groups {
		card := view.InvestCard{
			Name: g.Name(w.lang), URL: investPath + "/" + g.Slug, Line: w.line(g.Figures), Supply: w.supply(g.Figures),
		}
		if g.Levels != nil {
			card.Bars = bars(g.Levels.Judged(), shadesOf(g.Levels)...)
			card.Ready = w.say("ready_of", "Ready", w.number(g.Levels.Ready()), "Judged", w.number(g.Levels.Judged()))
		}
		at := slices.IndexFunc(stories, func(story reports.Story) bool { return story.Group == g.Slug && story.Image != nil })
		if at >= 0 {
			card.Picture = pictureOf(*stories[at].Image)
		}
		m.Groups = append(m.Groups, card)
	}
	m.Unmet = w.unmet(o.Demand)
	for _, d := range s.Regions.ListDistricts() {
		at := view.InvestDistrict{Name: d.Name, URL: "/search?district=" + d.Slug}
		for _, g := range o.Groups {
			if slices.Contains(g.Districts, d.Slug) {
				at.Groups = append(at.Groups, view.Link{Text: g.Name(w.lang), URL: investPath + "/" + g.Slug})
			}
		}
		m.Districts = append(m.Districts, at)
	}
	return m
}

// investWords says figures in the words of a language.
type investWords struct {
	ctx  context.Context //nolint:containedctx // lives as long as the page is written
	lang string
}

func (w investWords) say(key string, pairs ...any) string {
	return text(w.ctx, "invest."+key, pairs...)
}

func (w investWords) number(n int64) string { return i18n.Number(w.lang, n) }

// count says a number with its word: "12 toko".
func (w investWords) count(key string, n int64) string {
	return w.say(key, "Number", w.number(n), "Count", int(n))
}

// line is what a group is, in a line.
func (w investWords) line(f reports.Figures) string {
	return joinNonEmpty(" · ", w.count("shops", f.Shops), w.count("districts", int64(len(f.Districts))), w.count("goods", f.Products))
}

func (w investWords) supply(f reports.Figures) string {
	if f.Supply == nil {
		return ""
	}
	return w.count("pieces_month", f.Supply.Amount)
}

// rests says on how many products and shops a figure rests.
func (w investWords) rests(a reports.Amount, of int64) string {
	return w.say("rests", "Products", w.number(a.Products), "Of", w.number(of), "Shops", w.number(a.Shops))
}

// weight is a weight in the unit that suits it.
func (w investWords) weight(grams int64) (number, unit string) {
	const kilo, tonne = 1_000, 1_000_000
	if grams < 10*tonne {
		return w.number(grams / kilo), w.say("kilos_month")
	}
	return w.number(grams / tonne), w.say("tonnes_month")
}

// whole are the figures of the first page.
func (w investWords) whole(o reports.Overview) []view.Figure {
	f := o.Whole
	if f.Shops == 0 {
		return nil
	}
	figures := []view.Figure{{Number: w.number(f.Shops), Unit: w.say("unit_shops"), Note: w.say("note_shops", "Goods", w.number(f.Products), "Districts", len(f.Districts), "Groups", len(o.Groups))}}
	if f.Levels != nil {
		figures = append(figures, view.Figure{
			Number: w.number(f.Levels.Ready()), Unit: w.say("unit_ready"), Note: w.say("note_ready", "Judged", w.number(f.Levels.Judged()), "Shops", w.number(f.Levels.Shops)),
		})
	}
	return append(figures, w.amounts(f)...)
}

// unmet says what became of what buyers abroad asked for.
func (w investWords) unmet(d *reports.Demand) *view.Unmet {
	if d == nil {
		return nil
	}
	return &view.Unmet{
		Text: w.say("unmet_text", "Asked", w.number(d.Asked), "Shops", w.number(d.Shops), "Pieces", w.number(d.Pieces)),
		Rows: [][]string{
			{w.say("unmet_capacity"), w.number(d.NoCapacity), w.count("pieces", d.PiecesUnmet)}, {w.say("unmet_unanswered"), w.number(d.Unanswered), ""},
		},
	}
}

// amounts are the figures of what can be supplied, each with what it rests on.
func (w investWords) amounts(f reports.Figures) (figures []view.Figure) {
	if f.Supply != nil {
		figures = append(figures, view.Figure{Number: w.number(f.Supply.Amount), Unit: w.say("unit_pieces"), Note: w.rests(*f.Supply, f.Products)})
	}
	if f.Weight != nil {
		number, unit := w.weight(f.Weight.Amount)
		figures = append(figures, view.Figure{Number: number, Unit: unit, Note: w.rests(*f.Weight, f.Products)})
	}
	for _, v := range f.Values {
		figures = append(figures, view.Figure{
			Number: wholeMoney(v.Amount.Amount, v.Currency, w.lang), Unit: w.say("unit_value"), Note: w.rests(v.Amount, f.Products),
		})
	}
	return figures
}

// wholeMoney is money without its small unit, which says nothing of a sum of this kind.
func wholeMoney(minor int64, currency, lang string) string {
	if currency == money.IDR || currency == money.JPY {
		return money.Format(minor, currency, lang)
	}
	symbol := currency
	if currency == "USD" {
		symbol = "US$"
	}
	return symbol + "\u00a0" + i18n.Number(lang, minor/100)
}

// levelsShown are the levels of judged goods, the readiest first.
var levelsShown = []rulebook.Level{rulebook.Teruji, rulebook.Siap, rulebook.Potensial, rulebook.BelumSiap}

// shadesOf are the parts of a bar of levels.
func shadesOf(l *reports.Levels) (parts []shade) {
	for _, level := range levelsShown {
		parts = append(parts, shade{"level-" + level.String(), l.Counts[level]})
	}
	return parts
}
