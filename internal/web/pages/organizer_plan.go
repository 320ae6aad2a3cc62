package pages

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/regions"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// planning are the pages on which festivals are made, planned, published and ended.
func (s *Site) planning(organizer gin.IRouter) {
	organizer.GET("/festivals/new", s.page(s.newFestival))
	organizer.POST("/festivals", s.page(s.createFestival))
	f := organizer.Group("/festivals/:festival")
	f.GET("", s.page(s.organizerFestival))
	f.GET("/plan", s.page(s.festivalPlan))
	f.POST("/plan", s.page(s.saveFestivalPlan))
	f.GET("/picture", s.page(s.festivalPicture))
	f.POST("/picture", s.page(s.setFestivalPicture))
	f.POST("/picture/delete", s.page(s.removeFestivalPicture))
	f.GET("/publish", s.page(s.previewPublish))
	f.POST("/publish", s.page(s.publishFestival))
	f.POST("/copy", s.page(s.endFestival))
	f.POST("/close", s.page(s.endFestival))
	f.POST("/cancel", s.page(s.endFestival))
	f.GET("/zones", s.page(s.festivalZones))
	f.POST("/zones", s.page(s.changeZones))
	f.POST("/zones/:zone", s.page(s.changeZones))
	f.POST("/zones/:zone/remove", s.page(s.changeZones))
	f.POST("/zones/stalls/:stall", s.page(s.changeStall))
	f.POST("/zones/stalls/:stall/remove", s.page(s.changeStall))
	f.GET("/terms", s.page(s.festivalTerms))
	f.POST("/terms", s.page(s.saveFestivalTerms))
	f.GET("/programme", s.page(s.festivalProgramme))
	f.POST("/programme", s.page(s.changeProgramme))
	f.POST("/programme/:entry", s.page(s.changeProgramme))
	f.GET("/changes", s.page(s.festivalChanges))
	f.GET("/members", s.page(s.festivalMembers))
	f.POST("/members", s.page(s.addFestivalMember))
	f.POST("/members/:account/remove", s.page(s.removeFestivalMember))
}

// isShownAgain says whether a refused form is shown with what is wrong; all else is a page of its own.
func isShownAgain(err error) bool {
	kind := apperr.KindOf(err)
	return err != nil && (kind == apperr.Invalid || kind == apperr.Conflict)
}

// fieldName is a field of the service as it stands in a form.
func fieldName(path string) string { return strings.ReplaceAll(path, ".", "_") }

func (s *Site) newFestival(c *gin.Context) error {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return err
	}
	if !actor.Has(identity.RoleOrganizer) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	return s.showNewFestival(c, view.Form{Values: map[string]string{"expectation": c.Query("expectation")}}, http.StatusOK)
}

func (s *Site) showNewFestival(c *gin.Context, form view.Form, status int) error {
	ctx := c.Request.Context()
	m, err := s.festivalForm(ctx, form)
	if err != nil {
		return err
	}
	m.Hours = []view.FestivalHoursField{{Date: "all", Label: text(ctx, "organizer.every_day"), Opens: "08:00", Closes: "22:00"}}
	p, err := s.private(c, text(ctx, "organizer.new"))
	if err != nil {
		return err
	}
	return render(c, status, templates.NewFestival(p, m))
}

// festivalForm is the form with its choices; those of what was typed or saved are chosen.
func (s *Site) festivalForm(ctx context.Context, form view.Form) (view.FestivalForm, error) {
	m := view.FestivalForm{Form: form, Districts: []view.Option{}, Expectations: []view.Option{{Label: text(ctx, "organizer.no_expectation")}}}
	for _, d := range s.Regions.ListDistricts() {
		m.Districts = append(m.Districts, view.Option{Value: d.Slug, Label: d.Name})
	}
	expected, err := s.Festivals.ListExpectations(ctx)
	if err != nil {
		return m, err
	}
	for _, e := range expected {
		m.Expectations = append(m.Expectations, view.Option{Value: e.Key, Label: e.Name})
	}
	for _, way := range []festivals.Selection{festivals.ByCommittee, festivals.ByDraw} {
		m.Selections = append(m.Selections, view.Option{Value: string(way), Label: text(ctx, "organizer.selection_"+string(way))})
	}
	for _, rule := range []festivals.DateRule{festivals.FixedDate, festivals.HijriDate} {
		m.DateRules = append(m.DateRules, view.Option{Value: string(rule), Label: text(ctx, "organizer.rule_"+string(rule))})
	}
	choose(m.Districts, form.Value("district", ""))
	choose(m.Expectations, form.Value("expectation", ""))
	choose(m.Selections, form.Value("selection", string(festivals.ByCommittee)))
	choose(m.DateRules, form.Value("date_rule", string(festivals.FixedDate)))
	m.Estimate = text(ctx, "organizer.field_hijri_hint")
	if rule := form.Value("hijri_rule", ""); rule != "" {
		if on, err := time.Parse(time.DateOnly, form.Value("starts_on", "")); err == nil {
			if from, to, ok := festivals.EstimateHijri(rule, on.Year()); ok {
				m.Estimate = text(ctx, "organizer.field_hijri_estimate", "When", spanOf(i18n.Language(ctx), from, to))
			}
		}
	}
	return m, nil
}

// formDate reads a date of a form; what is none is the zero time, and the service says so.
func formDate(c *gin.Context, name string) time.Time {
	at, err := time.Parse(time.DateOnly, c.PostForm(name))
	if err != nil {
		return time.Time{}
	}
	return at
}

// formMoment reads a moment in the region's time; nil where the field is empty or none.
func formMoment(c *gin.Context, name string) *time.Time {
	at, err := time.ParseInLocation("2006-01-02T15:04", c.PostForm(name), i18n.WIB)
	if err != nil {
		return nil
	}
	return &at
}

func (s *Site) createFestival(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	in := festivals.Plan{
		Name: regions.Text{ID: c.PostForm("name"), EN: c.PostForm("name_en")}, Place: c.PostForm("place"), District: c.PostForm("district"),
		Village: c.PostForm("village"), StartsOn: formDate(c, "starts_on"), EndsOn: formDate(c, "ends_on"), Expectation: c.PostForm("expectation"),
	}
	if opens, closes := c.PostForm("opens_all"), c.PostForm("closes_all"); opens != "" || closes != "" {
		for day := in.StartsOn; !in.StartsOn.IsZero() && !day.After(in.EndsOn) && len(in.Hours) < 61; day = day.AddDate(0, 0, 1) {
			in.Hours = append(in.Hours, festivals.Hours{Date: day, Opens: opens, Closes: closes})
		}
	}
	made, err := s.Festivals.Create(ctx, actor, in, nil)
	if isShownAgain(err) {
		return s.showNewFestival(c, formOf(c, err, fieldName), statusOf(c, err))
	}
	if err != nil {
		return err
	}
	s.sayText(ctx, "organizer.done_create")
	return redirect(c, organizerPath+"/festivals/"+made.Slug)
}

func (s *Site) organizerFestival(c *gin.Context) error {
	return s.showFestivalToday(c, verdictForm{status: http.StatusOK})
}

func (s *Site) showFestivalToday(c *gin.Context, f verdictForm) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "today")
	if err != nil {
		return err
	}
	now := time.Now()
	m := view.FestivalToday{
		IsDraft: d.festival.State == festivals.Draft, Form: f.form, Refused: f.verdict, CopyFrom: d.festival.StartsOn.AddDate(1, 0, 0).Format(time.DateOnly),
		CanCancel: !d.view.Ended,
	}
	if m.Tasks, err = s.tasksOf(ctx, d.festival); err != nil {
		return err
	}
	days, err := s.Festivals.ListDays(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	if len(days) > 0 {
		m.CanClose = d.festival.State == festivals.Published && !now.Before(days[0].OpensAt)
		m.Early = now.Before(days[len(days)-1].ClosesAt)
	}
	zones, err := s.Festivals.ListZones(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	m.Figures = festivalFigures(ctx, d.festival, zones, now)
	if m.IsDraft {
		missing, err := s.Festivals.Missing(ctx, s.DB, d.festival)
		if err != nil {
			return err
		}
		m.Missing = missingWords(ctx, missing)
	}
	var sections []templ.Component
	for _, part := range festivalDeskSections {
		section, err := part(ctx, s, d)
		if err != nil {
			return err
		}
		if section != nil {
			sections = append(sections, section)
		}
	}
	p, err := s.private(c, d.view.Name)
	if err != nil {
		return err
	}
	return render(c, f.status, templates.OrganizerFestival(p, d.view, m, sections))
}

func festivalFigures(ctx context.Context, f festivals.Festival, zones []festivals.Zone, now time.Time) []view.Link {
	figure := func(value, key string) view.Link { return view.Link{Text: value, URL: text(ctx, key)} }
	var list []view.Link
	today := dateOf(now)
	switch days := int(f.StartsOn.Sub(today).Hours() / 24); {
	case days > 0:
		list = append(list, figure(strconv.Itoa(days), "organizer.figure_days_until"))
	case !today.After(f.EndsOn):
		list = append(list, figure(strconv.Itoa(int(f.EndsOn.Sub(today).Hours()/24)+1), "organizer.figure_days_left"))
	default:
		list = append(list, figure(strconv.Itoa(int(f.EndsOn.Sub(f.StartsOn).Hours()/24)+1), "organizer.figure_days"))
	}
	stalls, free := 0, 0
	for _, z := range zones {
		stalls, free = stalls+z.Stalls, free+z.Free
	}
	return append(list, figure(strconv.Itoa(stalls-free)+" / "+strconv.Itoa(stalls), "organizer.figure_taken"))
}

// missingWords says what a draft still needs.
func missingWords(ctx context.Context, missing []apperr.Field) []string {
	list := make([]string, len(missing))
	for i, f := range missing {
		list[i] = text(ctx, "organizer.missing_"+f.Path) + ": " + text(ctx, "error."+f.Code)
	}
	return list
}

// endFestival copies, closes or cancels: the last part of the address says what.
func (s *Site) endFestival(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	verb, slug := lastPart(c), c.Param("festival")
	var after festivals.Festival
	switch verb {
	case "copy":
		after, err = s.Festivals.Copy(ctx, actor, slug, formDate(c, "starts_on"))
	case "close":
		after, err = s.Festivals.Close(ctx, actor, slug, c.PostForm("reason"))
	default:
		after, err = s.Festivals.Cancel(ctx, actor, slug, c.PostForm("reason"))
	}
	if isShownAgain(err) {
		return s.showFestivalToday(c, verdictForm{verdict: verb, form: formOf(c, err, fieldName), status: statusOf(c, err)})
	}
	if err != nil {
		return err
	}
	s.sayText(ctx, "organizer.done_"+verb)
	return redirect(c, organizerPath+"/festivals/"+after.Slug)
}

func (s *Site) festivalPlan(c *gin.Context) error {
	return s.showFestivalPlan(c, view.Form{}, http.StatusOK)
}

func (s *Site) showFestivalPlan(c *gin.Context, form view.Form, status int) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "plan")
	if err != nil {
		return err
	}
	plan, err := s.Festivals.FindPlan(ctx, d.actor, d.festival.Slug)
	if err != nil {
		return err
	}
	if form.Values == nil {
		form.Values = planValues(plan)
	}
	m, err := s.festivalForm(ctx, form)
	if err != nil {
		return err
	}
	hours := map[time.Time]festivals.Hours{}
	for _, h := range plan.Hours {
		hours[h.Date] = h
	}
	for day := plan.StartsOn; !day.After(plan.EndsOn); day = day.AddDate(0, 0, 1) {
		m.Hours = append(m.Hours, view.FestivalHoursField{
			Date: day.Format(time.DateOnly), Label: i18n.Weekday(i18n.Language(ctx), noon(day)), Opens: hours[day].Opens, Closes: hours[day].Closes,
		})
	}
	p, err := s.private(c, d.view.Name)
	if err != nil {
		return err
	}
	return render(c, status, templates.EditFestival(p, d.view, m))
}

// planValues are the form's fields for what is saved.
func planValues(p festivals.Plan) map[string]string {
	return map[string]string{
		"name": p.Name.ID, "name_en": p.Name.EN, "text": p.Text.ID, "text_en": p.Text.EN, "rules": p.Rules.ID, "rules_en": p.Rules.EN, "place": p.Place,
		"district": p.District, "village": p.Village, "starts_on": p.StartsOn.Format(time.DateOnly), "ends_on": p.EndsOn.Format(time.DateOnly),
		"applications_open_at": momentValue(p.OpenAt), "applications_close_at": momentValue(p.CloseAt), "selection": string(p.Selection), "date_rule": string(p.DateRule),
		"hijri_rule": p.HijriRule, "contact_phone": p.Phone, "expectation": p.Expectation,
	}
}

// editionOf is on what a form rests.
func editionOf(c *gin.Context) festivals.Edition {
	version, _ := strconv.ParseInt(c.PostForm("version"), 10, 64) // none: whatever there is
	return festivals.Edition{Version: version, Reason: c.PostForm("reason")}
}

func (s *Site) saveFestivalPlan(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	after, err := s.Festivals.Update(ctx, actor, c.Param("festival"), editionOf(c), func(p *festivals.Plan) { readPlan(c, p) })
	if isShownAgain(err) {
		return s.showFestivalPlan(c, formOf(c, err, fieldName), statusOf(c, err))
	}
	if err != nil {
		return err
	}
	s.sayText(ctx, "organizer.done_save")
	return redirect(c, organizerPath+"/festivals/"+after.Slug+"/plan")
}

// readPlan takes the form over the plan. Hours are those of the dates that the form showed; where the dates change they move along.
func readPlan(c *gin.Context, p *festivals.Plan) {
	starts, ends := formDate(c, "starts_on"), formDate(c, "ends_on")
	if starts.Equal(p.StartsOn) && ends.Equal(p.EndsOn) {
		p.Hours = nil
		for day := starts; !starts.IsZero() && !day.After(ends) && len(p.Hours) < 61; day = day.AddDate(0, 0, 1) {
			date := day.Format(time.DateOnly)
			if opens, closes := c.PostForm("opens_"+date), c.PostForm("closes_"+date); opens != "" || closes != "" {
				p.Hours = append(p.Hours, festivals.Hours{Date: day, Opens: opens, Closes: closes})
			}
		}
	}
	lines := func(name string) string { return strings.ReplaceAll(c.PostForm(name), "\r\n", "\n") }
	p.Name, p.Text = regions.Text{ID: c.PostForm("name"), EN: c.PostForm("name_en")}, regions.Text{ID: lines("text"), EN: lines("text_en")}
	p.Rules = regions.Text{ID: lines("rules"), EN: lines("rules_en")}
	p.Place, p.District, p.Village, p.StartsOn, p.EndsOn = c.PostForm("place"), c.PostForm("district"), c.PostForm("village"), starts, ends
	p.OpenAt, p.CloseAt = formMoment(c, "applications_open_at"), formMoment(c, "applications_close_at")
	p.Selection, p.DateRule, p.HijriRule = festivals.Selection(c.PostForm("selection")), festivals.DateRule(c.PostForm("date_rule")), c.PostForm("hijri_rule")
	p.Phone, p.Expectation = c.PostForm("contact_phone"), c.PostForm("expectation")
}

func (s *Site) previewPublish(c *gin.Context) error {
	return s.showPublish(c, view.Form{}, http.StatusOK)
}

func (s *Site) showPublish(c *gin.Context, form view.Form, status int) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "today")
	if err != nil {
		return err
	}
	all, err := s.readFestival(ctx, d.festival)
	if err != nil {
		return err
	}
	missing, err := s.Festivals.Missing(ctx, s.DB, d.festival)
	if err != nil {
		return err
	}
	shown := festivalView(ctx, all, time.Now())
	m := view.FestivalPublish{
		Form: form, Missing: missingWords(ctx, missing), Hours: shown.Hours, Ground: shown.Ground, Rules: shown.Rules,
		Facts: facts(ctx, "organizer.fact_days", shown.Days, "organizer.fact_place", shown.Place, "organizer.fact_applications", shown.Applications,
			"organizer.fact_selection", text(ctx, "organizer.selection_"+shown.Selection)),
	}
	if m.Terms, err = s.callTerms(ctx, d.festival); err != nil {
		return err
	}
	if shown.Text == "" {
		m.Advice = append(m.Advice, text(ctx, "organizer.advice_text"))
	}
	p, err := s.private(c, text(ctx, "organizer.publish"))
	if err != nil {
		return err
	}
	return render(c, status, templates.PublishFestival(p, d.view, m))
}

func (s *Site) publishFestival(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	after, err := s.Festivals.Publish(ctx, actor, c.Param("festival"), editionOf(c).Version)
	if isShownAgain(err) {
		return s.showPublish(c, formOf(c, err, fieldName), statusOf(c, err))
	}
	if err != nil {
		return err
	}
	s.sayText(ctx, "organizer.done_publish")
	return redirect(c, organizerPath+"/festivals/"+after.Slug)
}
