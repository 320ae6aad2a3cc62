package pages

import (
	"cmp"
	"context"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/mentoring"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// helpTags are the classes of the tags that a request's states are shown in.
var helpTags = map[mentoring.HelpState]string{mentoring.Open: "wait", mentoring.Taken: "good", mentoring.Done: "good"}

func (s *Site) helpPage(c *gin.Context) error {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	return s.showHelp(c, d, nil)
}

// askHelp asks a mentor about the rule of the address.
func (s *Site) askHelp(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	if _, _, err := s.ruleToAsk(c, d); err != nil {
		return err
	}
	_, err = s.Help.Ask(ctx, d.actor, d.shop.Slug, mentoring.NewHelp{Rule: c.Param("rule"), Product: c.Query("product"), Note: c.PostForm("note")})
	if err != nil {
		if !refused(err) {
			return err
		}
		return s.showHelp(c, d, err)
	}
	s.sayText(ctx, "help.done_ask")
	return redirect(c, helpURL(d.view.Base, c.Param("rule"), c.Query("product")))
}

// withdrawHelp takes a request back; one that has ended meanwhile says so.
func (s *Site) withdrawHelp(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("request"))
	if err != nil {
		return apperr.NewNotFound("help_not_found")
	}
	if _, err := s.Help.Withdraw(ctx, d.actor, d.shop.Slug, id); err != nil {
		return s.sayRefused(c, err, d.view.Base+"/export")
	}
	s.sayText(ctx, "help.done_withdraw")
	return redirect(c, d.view.Base+"/export")
}

// sayRefused says on the page that a button leads to why it did nothing; other failures are shown as they are.
func (s *Site) sayRefused(c *gin.Context, err error, to string) error {
	if apperr.KindOf(err) != apperr.Conflict {
		return err
	}
	s.say(c.Request.Context(), view.Flash{Text: text(c.Request.Context(), "error."+apperr.CodeOf(err)), Problem: true})
	return redirect(c, to)
}

func helpURL(base, rule, product string) string {
	to := base + "/export/help/" + rule
	if product != "" {
		to += "?" + url.Values{"product": {product}}.Encode()
	}
	return to
}

// ruleToAsk finds the rule of the address and whom it is about; a rule about a product needs one of the shop's own.
func (s *Site) ruleToAsk(c *gin.Context, d desk) (rulebook.Rule, subject, error) {
	rule, known := s.Exports.Book().FindRule(c.Param("rule"), s.Exports.Today())
	if !known {
		return rule, subject{}, apperr.NewNotFound("rule_not_found")
	}
	if rule.Axis == rulebook.Shop {
		return rule, subject{}, nil
	}
	product, err := s.productOfDesk(c, d)
	return rule, subject{product.Slug, product.Title}, err
}

func (s *Site) showHelp(c *gin.Context, d desk, problem error) error {
	ctx := c.Request.Context()
	rule, of, err := s.ruleToAsk(c, d)
	if err != nil {
		return err
	}
	found, err := s.Help.ListForShop(ctx, d.actor, d.shop.Slug, mentoring.Page{Limit: 100})
	if err != nil {
		return err
	}
	w := s.exportWords(ctx, d.view.Base)
	m := view.AskHelp{Rule: w.plainRule(rule), Back: view.Link{Text: w.say("back_shop"), URL: d.view.Base + "/export"}}
	if m.Rule.About = of.title; of.slug != "" {
		m.Back = view.Link{Text: of.title, URL: d.view.Base + "/products/" + of.slug + "/export"}
	}
	for _, r := range found.Items {
		if r.Rule != rule.Key || r.ProductSlug != of.slug {
			continue
		}
		card := s.helpCard(ctx, r)
		if r.State.IsLive() {
			card.Withdraw = d.view.Base + "/help/" + card.ID + "/withdraw"
			m.Running = &card
			continue
		}
		m.Earlier = append(m.Earlier, card)
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, nil), statusOf(c, problem)
	}
	p, err := s.deskPage(c, "help.title")
	if err != nil {
		return err
	}
	return render(c, status, templates.AskHelp(p, d.view, m))
}

// helpCard puts a request into words.
func (s *Site) helpCard(ctx context.Context, r mentoring.HelpRequest) view.HelpCard {
	lang := i18n.Language(ctx)
	m := view.HelpCard{
		ID: r.ID.String(), State: string(r.State), Tag: helpTags[r.State], Title: s.ruleLink(ctx, r.Rule).Text, About: r.ProductTitle,
		Shop: r.ShopName, Place: r.VillageName, Note: r.Note, Asked: text(ctx, "help.asked_on", "Day", i18n.Date(lang, r.AskedAt)),
		Late: r.State == mentoring.Open && r.RaisedAt != nil, Mentor: r.MentorName, Reply: r.Reply, Outcome: r.Outcome,
	}
	if r.VisitOn != nil && r.State == mentoring.Taken {
		m.Visit = text(ctx, "help.visit_on", "Day", i18n.Weekday(lang, *r.VisitOn))
	}
	return m
}

// live are the requests of a desk that are under way, by rule and product.
type live map[string]mentoring.HelpRequest

func (s *Site) liveHelp(ctx context.Context, d desk) (live, error) {
	found, err := s.Help.ListLive(ctx, d.actor, d.shop.Slug)
	running := live{}
	for _, r := range found {
		running[r.Rule+" "+r.ProductSlug] = r
	}
	return running, err
}

// help leads from an open rule to a mentor: to the form, or to the request that is under way.
func (w exportWords) help(rule string, of subject) view.Link {
	link := view.Link{Text: text(w.ctx, "help.ask"), URL: helpURL(w.base, rule, of.slug)}
	if r, running := w.live[rule+" "+of.slug]; running {
		link.Text = text(w.ctx, "help.see_"+string(r.State))
	}
	return link
}

// beside is what helps with the first of some steps: a mentor and the next training that fits; nil where the shop has done its part.
func (s *Site) beside(ctx context.Context, w exportWords, d desk, steps []view.ExportRule) (*view.Beside, error) {
	if len(steps) == 0 || steps[0].Waits {
		return nil, nil
	}
	step := steps[0]
	m := view.Beside{Ask: step.Help, Trainings: d.view.Base + "/trainings?" + url.Values{"criterion": {step.Key}}.Encode()}
	if r, running := w.live[step.Key+" "+step.Slug]; running {
		card := s.helpCard(ctx, r)
		m.Running = cmp.Or(card.Visit, text(ctx, "help.now_"+card.State, "Mentor", card.Mentor))
	}
	fitting, err := s.Help.ListForMember(ctx, d.actor, d.shop.Slug, step.Key, mentoring.Page{Limit: 1})
	if err != nil || len(fitting.Upcoming.Items) == 0 {
		return &m, err
	}
	m.Training = &s.trainingCards(ctx, fitting)[0]
	return &m, nil
}

// lately is how many requests stand on the page of export.
const lately = 5

func (s *Site) helpLately(ctx context.Context, d desk) ([]view.HelpCard, error) {
	found, err := s.Help.ListForShop(ctx, d.actor, d.shop.Slug, mentoring.Page{Limit: lately})
	cards := make([]view.HelpCard, len(found.Items))
	for i, r := range found.Items {
		cards[i] = s.helpCard(ctx, r)
		cards[i].URL = helpURL(d.view.Base, r.Rule, r.ProductSlug)
	}
	return cards, err
}
