package pages

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/i18n"
	"lapak/internal/reports"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// gapsShown is how many of the commonest gaps a page shows.
const gapsShown = 6

// investGroup is what is told to investors of one group of goods.
func (s *Site) investGroup(c *gin.Context) error {
	p, m, err := s.investGroupPage(c)
	if err != nil {
		return err
	}
	m.Interest = s.interestForm(c.Request.Context(), m, view.Form{Values: s.knownContact(c)})
	shareable(c, p)
	return show(c, templates.InvestGroup(p, m))
}

func (s *Site) investGroupPage(c *gin.Context) (view.Page, view.InvestGroup, error) {
	ctx := c.Request.Context()
	found, counted, err := s.Showcase.FindGroup(ctx, c.Param("group"))
	if err != nil {
		return view.Page{}, view.InvestGroup{}, err
	}
	stories, err := s.Showcase.ListStories(ctx, counted, found.Slug)
	if err != nil {
		return view.Page{}, view.InvestGroup{}, err
	}
	m := s.investGroupView(ctx, found, counted)
	for _, story := range stories {
		m.Stories = append(m.Stories, storyOf(ctx, story))
	}
	p, err := s.frame(c, text(ctx, "invest.group_title", "Group", m.Name, "Regency", s.Regions.Settings().RegencyName))
	if err != nil {
		return p, m, err
	}
	p.Description = m.Lead
	p.Trail = []view.Link{{Text: text(ctx, "invest.title"), URL: investPath}, {Text: m.Name}}
	p.JSONLD = []any{templates.DatasetLD(p, counted.Day, m.DataURL)}
	if len(m.Stories) > 0 {
		p.Image = m.Stories[0].Picture.URL
	}
	return p, m, nil
}

func (s *Site) investGroupView(ctx context.Context, g reports.Group, counted reports.Counted) view.InvestGroup {
	w := investWords{ctx, i18n.Language(ctx)}
	m := view.InvestGroup{
		Slug: g.Slug, Name: g.Name(w.lang), Counted: view.Counted{Day: counted.Day, Version: counted.RuleVersion}, Lead: w.lead(g),
		Figures: w.amounts(g.Figures), OffersURL: offersPath + "?category=" + g.Slug, DataURL: "/api/v1/invest/" + g.Slug,
	}
	if g.Levels != nil {
		m.Levels = w.levels(g.Levels)
		m.Trend = w.trend(g, counted.Day)
	}
	for _, at := range g.ByDistrict {
		m.Supply = append(m.Supply, view.SupplyRow{
			District: s.districtName(ctx, at.District), Number: w.count("pieces", at.Amount.Amount),
			Note: w.say("rests_short", "Products", w.number(at.Products), "Shops", w.number(at.Shops)), Bars: bars(g.Supply.Amount, shade{"supply", at.Amount.Amount}),
		})
	}
	for _, slug := range g.Districts {
		m.Districts = append(m.Districts, view.Link{
			Text: s.districtName(ctx, slug), URL: "/search?" + url.Values{"category": {g.Slug}, "district": {slug}}.Encode(),
		})
	}
	for _, gap := range g.Gaps[:min(len(g.Gaps), gapsShown)] {
		m.Gaps = append(m.Gaps, s.investGap(w, gap, g.Levels))
	}
	for _, market := range g.Markets {
		shown := view.InvestMarket{
			Name: s.destinationName(ctx, market.Destination),
			URL:  offersPath + "?" + url.Values{"category": {g.Slug}, "destination": {market.Destination}}.Encode(),
		}
		if market.Products != nil {
			shown.Count = w.count("goods", *market.Products)
		}
		m.Markets = append(m.Markets, shown)
	}
	return m
}

// lead says in a sentence or two what a group is.
func (w investWords) lead(g reports.Group) string {
	lead := w.say("lead", "Shops", w.count("shops", g.Shops), "Districts", w.count("districts", int64(len(g.Districts))), "Goods", w.count("goods", g.Products))
	if g.Levels != nil {
		lead += " " + w.say("lead_ready", "Judged", w.number(g.Levels.Judged()), "Ready", w.number(g.Levels.Ready()))
	}
	return lead
}

// levels is the bar of how ready goods are.
func (w investWords) levels(l *reports.Levels) *view.Stack {
	judged := l.Judged()
	stack := &view.Stack{
		Title: w.say("levels_title", "Judged", w.number(judged), "Shops", w.number(l.Shops)), Bars: bars(judged, shadesOf(l)...),
	}
	for _, level := range levelsShown {
		stack.Parts = append(stack.Parts, view.StackPart{
			ChartKey: view.ChartKey{Class: "level-" + level.String(), Text: text(w.ctx, "exportdesk.level."+level.String())},
			Count:    w.number(l.Counts[level]), Share: fmt.Sprintf("%d%%", (200*l.Counts[level]+judged)/(2*max(judged, 1))),
		})
	}
	return stack
}

// trend draws how ready the goods that take part today were at the end of each month. One moment is no trend.
func (w investWords) trend(g reports.Group, day time.Time) *view.Chart {
	if len(g.Trend) == 0 {
		return nil
	}
	months := append(append([]reports.Month{}, g.Trend...), reports.Month{End: day, Levels: *g.Levels})
	c := &view.Chart{
		Title: w.say("trend_title", "Group", g.Name(w.lang)), Fold: text(w.ctx, "exportdesk.way_table"), Columns: []string{w.say("month_end")},
	}
	for _, level := range levelsShown {
		name := text(w.ctx, "exportdesk.level."+level.String())
		c.Legend = append(c.Legend, view.ChartKey{Class: "level-" + level.String(), Text: name})
		c.Columns = append(c.Columns, name)
	}
	c.Columns = append(c.Columns, w.say("unit_shops"))
	var columns [][]shade
	highest := int64(0)
	var names []string
	for _, month := range months {
		column := shadesOf(&month.Levels)
		row := []string{i18n.Date(w.lang, month.End)}
		for _, part := range column {
			row = append(row, w.number(part.value))
		}
		c.Rows = append(c.Rows, append(row, w.number(month.Shops)))
		columns = append(columns, column)
		names = append(names, i18n.Month(w.lang, month.End))
		highest = max(highest, month.Judged())
	}
	drawColumns(c, columns)
	c.Top = w.number(highest)
	first, last := months[0], months[len(months)-1]
	c.Text = w.say("trend_text", "From", i18n.Date(w.lang, first.End), "Ready", w.number(first.Ready()), "Judged", w.number(first.Judged()),
		"To", i18n.Date(w.lang, last.End), "ReadyNow", w.number(last.Ready()), "JudgedNow", w.number(last.Judged()))
	c.Labels = columnLabels(names)
	return c
}

// investGap is a rule that many wait for, and where it is met.
func (s *Site) investGap(w investWords, gap reports.Gap, levels *reports.Levels) view.InvestGap {
	shown := view.InvestGap{
		Rule: s.ruleLink(w.ctx, gap.Rule), Text: w.say("gap", "Products", w.number(gap.Products), "Shops", w.number(gap.Shops)),
	}
	if levels != nil {
		shown.Bars = bars(levels.Judged(), shade{"gap", gap.Products})
	}
	if guide, ok := s.Exports.Book().FindGuide(gap.Rule); ok {
		shown.Closes = guide.Where.In(w.lang)
	}
	if rule, ok := s.Exports.Book().FindRule(gap.Rule, s.Exports.Today()); ok && shown.Closes == "" {
		shown.Closes = rule.Upload.In(w.lang)
	}
	return shown
}

func (s *Site) districtName(ctx context.Context, slug string) string {
	if slug == reports.OtherDistricts {
		return text(ctx, "invest.others")
	}
	district, err := s.Regions.FindDistrict(slug)
	if err != nil {
		return slug // of a region that was loaded after the count
	}
	return district.Name
}

func storyOf(ctx context.Context, story reports.Story) view.Story {
	lang := i18n.Language(ctx)
	m := view.Story{
		Shop: view.Link{Text: story.Shop.Name, URL: "/s/" + story.Shop.Slug}, Place: joinNonEmpty(", ", story.Village, story.District),
		Maker: story.Maker, Words: orText(story.Text.In(lang), story.Text.ID), Level: story.Level.String(),
		Product: view.Link{Text: orText(story.Title.In(lang), story.Title.ID), URL: offersPath + "/products/" + story.Product},
	}
	if story.Image != nil {
		m.Picture = pictureOf(*story.Image)
	}
	return m
}
