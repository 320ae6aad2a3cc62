package pages

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) exportPage(c *gin.Context) error {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	return s.showExport(c, d, exportAsk{})
}

// saveExport changes the shop's export data, or opts it in or out.
func (s *Site) saveExport(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	in, err := readExport(c, s.Exports.Book())
	if err == nil {
		_, err = s.Exports.SetShop(ctx, d.actor, d.shop.Slug, in)
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		return s.showExport(c, d, exportAsk{err: err, posted: true})
	}
	s.sayText(ctx, doneExport(in))
	return redirect(c, d.view.Base+"/export")
}

// doneExport is the key of what was done.
func doneExport(in exportready.Input) string {
	switch {
	case in.OptedIn == nil:
		return "exportdesk.done_save"
	case *in.OptedIn:
		return "exportdesk.done_in"
	}
	return "exportdesk.done_out"
}

func (s *Site) showExport(c *gin.Context, d desk, ask exportAsk) error {
	ctx := c.Request.Context()
	found, err := s.Exports.FindDesk(ctx, d.actor, d.shop.Slug)
	if err != nil {
		return err
	}
	m := view.ExportShop{OptedIn: found.OptedIn}
	if found.OptedIn {
		if err := s.fillExport(c, d, found, &m); err != nil {
			return err
		}
	}
	if ask.profile, err = s.Exports.ShopProfile(ctx, d.actor, d.shop.Slug); err != nil {
		return err
	}
	ask.axis, ask.action = rulebook.Shop, d.view.Base+"/export"
	m.Data = s.exportWords(ctx, d.view.Base).data(c, ask)
	p, err := s.deskPage(c, "exportdesk.title")
	if err != nil {
		return err
	}
	status := http.StatusOK
	if ask.err != nil {
		status = statusOf(c, ask.err)
	}
	return render(c, status, templates.ExportShop(p, d.view, m))
}

// fillExport says how a shop that opted in stands.
func (s *Site) fillExport(c *gin.Context, d desk, found exportready.Desk, m *view.ExportShop) error {
	ctx := c.Request.Context()
	evidence, err := s.Exports.ListEvidence(ctx, d.actor, d.shop.Slug)
	if err != nil {
		return err
	}
	way, err := s.Exports.Trend(ctx, exportready.Scope{ShopID: d.shop.ID})
	if err != nil {
		return err
	}
	w := s.exportWords(ctx, d.view.Base)
	if w.live, err = s.liveHelp(ctx, d); err != nil {
		return err
	}
	if m.Help, err = s.helpLately(ctx, d); err != nil {
		return err
	}
	m.Standing = w.standing(found.Shop.Level, found.Shop.Score, found.Shop.Version)
	m.Chart = w.chart(way)
	if m.Next = w.next(found.Next); m.Next != nil {
		if m.Beside, err = s.beside(ctx, w, d, []view.ExportRule{*m.Next}); err != nil {
			return err
		}
	}
	m.Parts = w.parts(found.Shop.Assessment, subject{}, handedIn(evidence, ""))
	m.Warnings = w.warnings(found.Shop.Warnings, subject{})
	for i := range found.Products {
		m.Products = append(m.Products, w.productRow(&found.Products[i]))
	}
	return nil
}

func (w exportWords) next(step *exportready.Step) *view.ExportRule {
	if step == nil {
		return nil
	}
	m := w.rule(step.RuleState, about(step.Product), step.Waits)
	return &m
}

// exportCard is the one next step on the day's page, or an invitation where the shop has something on show; nil for neither.
func (s *Site) exportCard(ctx context.Context, d desk) (*view.NextStep, error) {
	found, err := s.Exports.FindDesk(ctx, d.actor, d.shop.Slug)
	if err != nil {
		return nil, err
	}
	w := s.exportWords(ctx, d.view.Base)
	if !found.OptedIn {
		onShow := slices.ContainsFunc(found.Products, func(p exportready.ProductStanding) bool { return p.Published })
		if !onShow || s.Exports.Version() == "" {
			return nil, nil
		}
		return &view.NextStep{
			Heading: w.say("card_invite"), Text: w.say("card_invite_text"), Link: view.Link{Text: w.say("card_invite_verb"), URL: w.base + "/export"},
		}, nil
	}
	next := w.next(found.Next)
	if next == nil {
		return nil, nil
	}
	unknown := w.say("not_known")
	m := view.NextStep{
		Heading: next.Title, Text: cmp.Or(next.Steps, next.Upload, next.Why), Link: next.Action,
		Note: w.say("card_cost", "Cost", cmp.Or(next.Cost, unknown), "Days", cmp.Or(next.Days, unknown)),
	}
	if found.Next.Waits {
		m.Text, m.Note = next.Why, ""
	}
	if next.Points != "" {
		m.Note = strings.TrimSpace(m.Note + " " + w.say("card_gain", "Points", next.Points))
	}
	if m.Link.Text == "" {
		m.Link = view.Link{Text: w.say("card_open"), URL: w.base + "/export"}
	}
	return &m, nil
}

func (w exportWords) productRow(p *exportready.ProductStanding) view.ExportProductRow {
	row := view.ExportProductRow{
		Title: p.Title, URL: w.base + "/products/" + p.Slug + "/export", OptedIn: p.OptedIn, Level: p.Level.String(), Score: w.score(p.Score),
	}
	if p.Next != nil {
		rule, _ := w.book.FindRule(p.Next.Rule, w.day)
		row.Next = rule.Title.In(w.lang)
	}
	return row
}
