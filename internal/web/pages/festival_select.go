package pages

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// selecting are the pages of those who give the stalls of a festival.
func (s *Site) selecting(r gin.IRouter) {
	festival := r.Group(organizerPath + "/festivals/:festival")
	festival.GET("/applications", s.page(s.selection))
	festival.GET("/applications/:application", s.page(s.selectionCase))
	festival.POST("/applications/:application/:verb", s.page(s.decideStall))
	festival.POST("/ranking", s.page(s.acceptByRanking))
	festival.POST("/invitations", s.page(s.inviteShop))
	festival.GET("/vendors", s.page(s.vendors))
	festival.POST("/swap", s.page(s.swapStalls))
	festival.POST("/messages", s.page(s.callVendors))
	festival.POST("/draw", s.page(s.drawStalls))
	r.GET("/festivals/:festival/draw", s.page(s.publicDraw))
}

// openAppeals is the tab of rejected applications whose appeal waits.
const openAppeals = "appeals"

// selectionStates are the tabs of the list, in order.
var selectionStates = []festivals.ApplicationState{festivals.Submitted, festivals.Accepted, festivals.Confirmed, festivals.Waitlisted, festivals.Rejected, festivals.Invited}

// selection lists a festival's applications: for organizers with what they decide, for the committee what it scores.
func (s *Site) selection(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openSelection(c)
	if err != nil {
		return err
	}
	m, err := s.selectionOf(c, d)
	if err != nil {
		return err
	}
	p, err := s.private(c, text(ctx, "organizer.tab_applications"))
	if err != nil {
		return err
	}
	return show(c, templates.FestivalSelection(p, d.view, m))
}

// openSelection is openFestival for the committee, too: it sees this tab only.
func (s *Site) openSelection(c *gin.Context) (festivalDesk, error) {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return festivalDesk{}, err
	}
	f, role, err := s.Festivals.FindForMember(ctx, actor, c.Param("festival"))
	if err != nil {
		return festivalDesk{}, err
	}
	if role == festivals.Organizer {
		return s.openFestival(c, "applications")
	}
	d := festivalDesk{actor: actor, festival: f, view: view.FestivalDesk{
		Name: f.Name.In(i18n.Language(ctx)), Base: organizerPath + "/festivals/" + f.Slug, Days: festivalDays(ctx, f), State: string(f.State), Tab: "applications",
	}}
	d.view.Tabs = []view.DeskTab{{Key: "applications", URL: d.view.Base + "/applications"}}
	return d, nil
}

func (s *Site) selectionOf(c *gin.Context, d festivalDesk) (view.FestivalSelection, error) {
	ctx := c.Request.Context()
	state := festivals.ApplicationState(c.Query("state"))
	appeal := ""
	switch {
	case state == "":
		state = festivals.Submitted
	case c.Query("state") == openAppeals:
		state, appeal = festivals.Rejected, "open"
	}
	m := view.FestivalSelection{Kind: string(d.festival.Selection), Base: d.view.Base}
	found, err := s.Festivals.ListApplications(ctx, d.actor, d.festival.Slug, festivals.ApplicationFilter{
		State: state, Appeal: appeal, Ranked: d.festival.Selection == festivals.ByCommittee, Cursor: c.Query("cursor"), Limit: officePageSize,
	})
	if err != nil {
		return m, err
	}
	for _, a := range found.Items {
		card := applicationCard(ctx, a)
		card.URL, card.About = d.view.Base+"/applications/"+a.ID.String(), card.About+" · "+a.District
		m.List = append(m.List, card)
	}
	m.NextURL = nextURL(c, found.Next)
	if c.Query("cursor") != "" {
		m.FirstURL = pageURL(c, "")
	}
	zones, err := s.Festivals.CountZones(ctx, d.festival.ID)
	if err != nil {
		return m, err
	}
	terms, err := s.Festivals.FindTerms(ctx, d.festival.ID)
	if err != nil {
		return m, err
	}
	counts := map[festivals.ApplicationState]int{}
	for _, z := range zones {
		counts[festivals.Submitted] += z.Submitted
		counts[festivals.Accepted] += z.Accepted
		counts[festivals.Confirmed] += z.Confirmed
		counts[festivals.Waitlisted] += z.Waitlisted
		m.Zones = append(m.Zones, view.ZoneProgress{
			Name: zoneName(ctx, z), Given: z.Accepted + z.Confirmed, Of: z.Stalls, Quotas: s.quotaWords(ctx, terms, z.Zone, true),
			Line: text(ctx, "stall.zone_line", "Given", z.Accepted+z.Confirmed, "Stalls", z.Stalls, "Asked", z.Submitted),
		})
		m.AllZones = append(m.AllZones, view.Option{Value: z.Zone, Label: zoneName(ctx, z)})
		if d.festival.Selection == festivals.ByCommittee && z.Submitted > 0 && z.Unscored == 0 && !d.festival.TakesApplicationsAt(time.Now()) {
			m.ByRanking = append(m.ByRanking, view.Option{Value: z.Zone, Label: zoneName(ctx, z)})
		}
	}
	if d.view.URL == "" && len(d.view.Tabs) == 1 { // the committee scores only
		m.ByRanking, m.AllZones = nil, nil
	}
	for _, tab := range selectionStates {
		m.States = append(m.States, view.Option{Value: string(tab), Label: text(ctx, "stall.state_"+string(tab)), Chosen: tab == state && appeal == "", Hint: hint(counts[tab])})
	}
	waiting, err := s.Festivals.CountAppeals(ctx, d.festival.ID)
	m.States = append(m.States, view.Option{Value: openAppeals, Label: text(ctx, "stall.state_appeals"), Chosen: appeal != "", Hint: hint(waiting)})
	return m, err
}

func (s *Site) selectionCase(c *gin.Context) error { return s.showSelectionCase(c, nil) }

func (s *Site) showSelectionCase(c *gin.Context, problem error) error {
	ctx := c.Request.Context()
	d, err := s.openSelection(c)
	if err != nil {
		return err
	}
	id, err := applicationID(c)
	if err != nil {
		return err
	}
	file, err := s.Festivals.FindForSelection(ctx, d.actor, d.festival.Slug, id)
	if err != nil {
		return err
	}
	m, err := s.selectionCaseOf(ctx, d, file)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, nil), statusOf(c, problem)
	}
	p, err := s.private(c, m.Title)
	if err != nil {
		return err
	}
	return render(c, status, templates.SelectionCase(p, d.view, m))
}

func (s *Site) selectionCaseOf(ctx context.Context, d festivalDesk, file festivals.ApplicationFile) (view.SelectionCase, error) {
	a, lang := file.Application, i18n.Language(ctx)
	m := view.SelectionCase{
		ApplicationCard: applicationCard(ctx, a), Base: d.view.Base + "/applications/" + a.ID.String(), Back: d.view.Base + "/applications", Wishes: a.Wishes,
		Reason: festivals.ReasonText(lang, a.Reason), Facts: applicationFacts(ctx, file), Steps: stepsOf(ctx, file.Steps),
	}
	for _, p := range file.Products {
		m.Products = append(m.Products, view.Link{Text: p.Title, URL: "/p/" + p.Slug})
	}
	if a.Appeal == "open" {
		m.Appeal, m.CanJudge = a.AppealText, !a.DecidedBy.Valid || a.DecidedBy.UUID != d.actor.AccountID
	}
	decides := len(d.view.Tabs) > 1 && d.festival.State == festivals.Published
	byDraw := d.festival.Selection == festivals.ByDraw
	m.CanAccept = decides && a.State.Allows(festivals.VerbAccept) && (!byDraw || a.State == festivals.Waitlisted)
	m.CanWait = decides && a.State.Allows(festivals.VerbWaitlist) && !byDraw
	m.CanReject = decides && a.State.Allows(festivals.VerbReject)
	m.CanCancel = decides && a.State.HoldsPlace()
	if a.State != festivals.Submitted && a.State != festivals.Waitlisted || a.Invited || byDraw {
		return m, nil
	}
	terms, err := s.Festivals.FindTerms(ctx, d.festival.ID)
	if err != nil {
		return m, err
	}
	m.CanScore = true
	for _, criterion := range terms.Criteria {
		field := view.ScoreField{Key: criterion.Key, Name: criterion.NameID + " · " + i18n.Number(lang, int64(criterion.Weight)) + "%"}
		if lang == i18n.English {
			field.Name = criterion.NameEN + " · " + i18n.Number(lang, int64(criterion.Weight)) + "%"
		}
		if points, given := file.Points[criterion.Key]; given {
			field.Value = strconv.Itoa(points)
		}
		m.Criteria = append(m.Criteria, field)
	}
	return m, nil
}

// decideStall does what a button of an application's page says.
func (s *Site) decideStall(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	id, err := applicationID(c)
	if err != nil {
		return err
	}
	err = s.decideVerb(c, actor, festivals.Decided{Festival: c.Param("festival"), ID: id, Reason: c.PostForm("reason")})
	switch {
	case err != nil && refused(err) && apperr.CodeOf(err) != "forbidden":
		return s.showSelectionCase(c, err)
	case err != nil:
		return err
	}
	s.sayText(ctx, "stall.decided_"+c.Param("verb"))
	return redirect(c, organizerPath+"/festivals/"+c.Param("festival")+"/applications")
}

func (s *Site) decideVerb(c *gin.Context, actor identity.Actor, of festivals.Decided) (err error) {
	ctx := c.Request.Context()
	switch c.Param("verb") {
	case "accept":
		_, err = s.Festivals.Accept(ctx, actor, of)
	case "waitlist":
		_, err = s.Festivals.Waitlist(ctx, actor, of)
	case "reject":
		_, err = s.Festivals.Reject(ctx, actor, of)
	case "cancel":
		_, err = s.Festivals.CancelApplication(ctx, actor, of)
	case "grant":
		_, err = s.Festivals.DecideAppeal(ctx, actor, of, true)
	case "refuse":
		_, err = s.Festivals.DecideAppeal(ctx, actor, of, false)
	case "score":
		points := map[string]int{}
		for name, values := range c.Request.PostForm {
			key, isScore := strings.CutPrefix(name, "scores.")
			if given, err := strconv.Atoi(values[0]); isScore && err == nil {
				points[key] = given
			}
		}
		_, err = s.Festivals.Score(ctx, actor, festivals.ScoreOf{Festival: of.Festival, ID: of.ID, Points: points})
	default:
		err = apperr.NewNotFound("application_not_found")
	}
	return err
}

func (s *Site) acceptByRanking(c *gin.Context) error {
	return s.onFestival(c, "applications", func(ctx context.Context, d festivalDesk) error {
		return s.Festivals.AcceptByRanking(ctx, d.actor, d.festival.Slug, c.PostForm("zone"))
	})
}

func (s *Site) inviteShop(c *gin.Context) error {
	return s.onFestival(c, "applications", func(ctx context.Context, d festivalDesk) error {
		_, err := s.Festivals.Invite(ctx, d.actor, d.festival.Slug, festivals.Invitation{
			Shop: c.PostForm("shop"), Zone: c.PostForm("zone"), Note: c.PostForm("note"),
		})
		return err
	})
}

// onFestival does something with the actor's festival and leads back to a tab, where it says what was wrong.
func (s *Site) onFestival(c *gin.Context, tab string, act func(context.Context, festivalDesk) error) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, tab)
	if err != nil {
		return err
	}
	err = act(ctx, d)
	if err != nil && !refused(err) {
		return err
	}
	if err != nil {
		said := web.NewProblem(ctx, err)
		words := said.Detail
		if len(said.Errors) > 0 {
			words = said.Errors[0].Message
		}
		s.say(ctx, view.Flash{Text: words, Problem: true})
	} else {
		s.sayText(ctx, "stall.done")
	}
	return redirect(c, d.view.Base+"/"+tab)
}

// vendors lists who has which stall, with what an organizer can tell or swap.
func (s *Site) vendors(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "vendors")
	if err != nil {
		return err
	}
	stalls, err := s.Festivals.ListStalls(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	calls, err := s.Festivals.ListVendorCalls(ctx, d.actor, d.festival.Slug)
	if err != nil {
		return err
	}
	m := view.FestivalVendors{Base: d.view.Base}
	for _, t := range stalls {
		label := t.Number
		if t.ShopID.Valid {
			m.Vendors = append(m.Vendors, view.Fact{Name: t.Number, Value: t.ShopName})
			label += " · " + t.ShopName
		} else {
			label += " · " + text(ctx, "stall.empty")
		}
		m.Stalls = append(m.Stalls, view.Option{Value: t.Number, Label: label})
	}
	for _, call := range calls {
		m.Calls = append(m.Calls, view.Step{Text: call.Text, Note: text(ctx, "stall.call_to", "Count", call.Recipients), At: call.SentAt, State: "done"})
	}
	p, err := s.private(c, text(ctx, "organizer.tab_vendors"))
	if err != nil {
		return err
	}
	return show(c, templates.FestivalVendors(p, d.view, m))
}

func (s *Site) swapStalls(c *gin.Context) error {
	return s.onFestival(c, "vendors", func(ctx context.Context, d festivalDesk) error {
		return s.Festivals.SwapStalls(ctx, d.actor, d.festival.Slug, c.PostForm("from"), c.PostForm("to"))
	})
}

func (s *Site) callVendors(c *gin.Context) error {
	return s.onFestival(c, "vendors", func(ctx context.Context, d festivalDesk) error {
		_, err := s.Festivals.CallVendors(ctx, d.actor, d.festival.Slug, c.PostForm("text"))
		return err
	})
}

func (s *Site) publicDraw(c *gin.Context) error { return s.showDraw(c, nil) }

func (s *Site) showDraw(c *gin.Context, problem error) error {
	ctx := c.Request.Context()
	actor, lang := web.Actor(ctx), i18n.Language(ctx)
	f, err := s.Festivals.Find(ctx, actor, c.Param("festival"))
	if err != nil {
		return err
	}
	if f.Selection != festivals.ByDraw {
		return apperr.NewNotFound("festival_not_found")
	}
	draw, err := s.Festivals.FindDraw(ctx, f.ID)
	if err != nil {
		return err
	}
	m := view.FestivalDraw{Name: f.Name.In(lang), URL: "/festivals/" + f.Slug, Key: draw.Key}
	if draw.At != nil {
		m.At = wib(ctx, *draw.At)
	}
	for _, source := range draw.Sources {
		m.Sources = append(m.Sources, view.Link{Text: source.Name, URL: source.URL})
	}
	if draw.DrawnAt != nil {
		m.DrawnAt, m.Where = wib(ctx, *draw.DrawnAt), view.Link{Text: draw.URL, URL: draw.URL}
	}
	for _, l := range draw.Lists {
		name := l.NameID
		if lang == i18n.English {
			name = l.NameEN
		}
		m.Lists = append(m.Lists, view.DrawList{Name: name, Text: l.List, SHA256: l.SHA256, Order: draw.Drawn(l)})
	}
	if _, err := s.Festivals.FindOwn(ctx, actor, f.Slug); err == nil && draw.Key == "" {
		m.Action = organizerPath + "/festivals/" + f.Slug + "/draw"
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, nil), statusOf(c, problem)
	}
	p, err := s.frame(c, text(ctx, "stall.draw"))
	if err != nil {
		return err
	}
	return render(c, status, templates.FestivalDraw(p, m))
}

func (s *Site) drawStalls(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "applications")
	if err != nil {
		return err
	}
	err = s.Festivals.DrawStalls(ctx, d.actor, d.festival.Slug, festivals.Drawing{Values: c.PostFormArray("values"), URL: c.PostForm("url")})
	if err != nil && refused(err) && d.festival.Selection == festivals.ByDraw {
		return s.showDraw(c, err)
	}
	return orRedirect(c, err, "/festivals/"+d.festival.Slug+"/draw")
}
