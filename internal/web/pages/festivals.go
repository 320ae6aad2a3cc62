package pages

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const festivalsPath = "/festivals"

// celebrating are the public pages of festivals, with their calendars and feeds.
func (s *Site) celebrating(r gin.IRouter) {
	r.GET(festivalsPath, s.page(s.festivals))
	r.GET(festivalsPath+".ics", s.page(s.festivalsCalendar))
	r.GET(festivalsPath+".rss", s.page(s.festivalsFeed))
	r.GET(festivalsPath+"/embed", s.page(s.festivalsEmbed))
	r.GET(festivalsPath+"/:festival", s.page(s.festival))
	r.GET(festivalsPath+"/:festival/calendar.ics", s.page(s.festivalCalendar))
}

func (s *Site) festivals(c *gin.Context) error {
	ctx := c.Request.Context()
	now := time.Now()
	year := now.In(i18n.WIB).Year()
	if asked, err := strconv.Atoi(c.Query("year")); err == nil {
		year = asked
	}
	found, err := s.Festivals.ListCalendar(ctx, year)
	if err != nil {
		return err
	}
	p, err := s.frame(c, text(ctx, "festivals.title", "Year", year))
	if err != nil {
		return err
	}
	p.Description = text(ctx, "festivals.lead", "Regency", p.Brand.Regency)
	var own []festivals.Festival
	for _, line := range found.Lines {
		if line.Festival != nil {
			own = append(own, *line.Festival)
		}
	}
	pictures, err := s.picturesOfFestivals(ctx, own...)
	if err != nil {
		return err
	}
	m := calendarView(ctx, found, pictures)
	m.Feeds = []view.Link{
		{Text: text(ctx, "festivals.ics"), URL: festivalsPath + ".ics"}, {Text: text(ctx, "festivals.rss"), URL: festivalsPath + ".rss"},
	}
	shareable(c, p)
	return show(c, templates.Festivals(p, m))
}

// calendarView sorts a year's lines into what runs, what comes and what is past.
func calendarView(ctx context.Context, found festivals.Calendar, pictures map[uuid.UUID]view.Picture) view.FestivalCalendar {
	lang := i18n.Language(ctx)
	beside := func(year int) view.Link {
		return view.Link{Text: strconv.Itoa(year), URL: festivalsPath + "?year=" + strconv.Itoa(year)}
	}
	m := view.FestivalCalendar{Year: found.Year, Earlier: beside(found.Year - 1), Later: beside(found.Year + 1)}
	isThisYear := found.Now.In(i18n.WIB).Year() == found.Year
	for _, line := range found.Lines {
		shown := festivalLine(ctx, line, found.Now)
		if line.Festival != nil {
			if picture, ok := pictures[line.Festival.ID]; ok {
				shown.Picture = &picture
			}
		}
		if line.Festival != nil && line.Festival.RunsAt(found.Now) {
			m.Running = append(m.Running, shown)
			continue
		}
		months := &m.Coming
		if isThisYear && line.Festival != nil && (line.Festival.PhaseAt(found.Now) == festivals.Past || line.To.Before(dateOf(found.Now))) {
			months = &m.Past
		}
		month := line.From.Month()
		if line.From.Year() < found.Year {
			month = time.January
		}
		anchor := "bulan-" + strconv.Itoa(int(month))
		if months == &m.Past {
			anchor = "lalu-" + strconv.Itoa(int(month))
		}
		if n := len(*months); n == 0 || (*months)[n-1].Anchor != anchor {
			*months = append(*months, view.FestivalMonth{Name: i18n.LongMonth(lang, month), Anchor: anchor})
		}
		last := &(*months)[len(*months)-1]
		last.Lines = append(last.Lines, shown)
	}
	return m
}

// dateOf is midnight UTC of the date in the region.
func dateOf(now time.Time) time.Time {
	at := now.In(i18n.WIB)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
}

func festivalLine(ctx context.Context, line festivals.Dated, now time.Time) view.FestivalLine {
	lang := i18n.Language(ctx)
	if e := line.Expected; e != nil {
		shown := view.FestivalLine{When: "± " + strings.Fields(i18n.Month(lang, noon(line.From)))[0], Name: e.Name, Place: e.Place, Expected: &view.ExpectedFestival{
			Confidence: e.Confidence, Observed: e.Observed, Source: e.Source, Goods: e.Goods,
			Why: text(ctx, "festivals.usually", "Month", i18n.LongMonth(lang, line.From.Month())),
		}}
		if e.Rule == "hijri" {
			shown.When = "± " + i18n.Days(lang, noon(line.From), noon(line.To))
			shown.Expected.Why = text(ctx, "festivals.hijri", "Rule", e.HijriRule, "When", spanOf(lang, line.From, line.To))
		}
		if e.Rule == "fixed" {
			shown.Expected.Why = text(ctx, "festivals.fixed", "Month", i18n.LongMonth(lang, line.From.Month()))
		}
		return shown
	}
	f := line.Festival
	shown := view.FestivalLine{
		When: i18n.Days(lang, noon(f.StartsOn), noon(f.EndsOn)), Name: f.Name.In(lang), URL: festivalsPath + "/" + f.Slug, Place: f.Place + ", " + f.DistrictName,
	}
	switch {
	case f.State == festivals.Cancelled:
		shown.Tag, shown.Kind = text(ctx, "festival.state_cancelled"), "bad"
	case f.Sequence > 0 && f.State == festivals.Published:
		shown.Tag, shown.Kind = text(ctx, "festivals.changed"), "wait"
	case f.CloseAt != nil && f.CloseAt.After(now) && (f.OpenAt == nil || !f.OpenAt.After(now)):
		shown.Tag, shown.Kind = text(ctx, "festivals.open_until", "Until", i18n.DateTime(lang, *f.CloseAt)), "good"
	}
	return shown
}

// spanOf are days with their year.
func spanOf(lang string, from, to time.Time) string {
	return i18n.Days(lang, noon(from), noon(to)) + " " + strconv.Itoa(to.Year())
}

func (s *Site) festivalsEmbed(c *gin.Context) error {
	ctx := c.Request.Context()
	now := time.Now()
	found, err := s.Festivals.ListCalendar(ctx, now.In(i18n.WIB).Year())
	if err != nil {
		return err
	}
	lang, month := i18n.Language(ctx), now.In(i18n.WIB).Month()
	m := view.FestivalMonthEmbed{Month: i18n.LongMonth(lang, month) + " " + strconv.Itoa(found.Year), URL: s.BaseURL + festivalsPath}
	for _, line := range found.Lines {
		if line.From.Month() > month || line.To.Month() < month && line.To.Year() == found.Year || line.Expected != nil && line.From.Month() != month {
			continue
		}
		shown := festivalLine(ctx, line, now)
		if shown.URL != "" {
			shown.URL = s.BaseURL + shown.URL
		}
		m.Lines = append(m.Lines, shown)
	}
	p := view.Page{Brand: s.brand(lang), Title: text(ctx, "festivals.short"), BaseURL: s.BaseURL}
	h := c.Writer.Header() // this page alone may stand in a frame of anybody's
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "frame-ancestors 'none'", "frame-ancestors *", 1))
	h.Del("X-Frame-Options")
	c.Header("Vary", "Accept-Language")
	c.Header("Cache-Control", "public, max-age=300")
	return show(c, templates.FestivalEmbed(p, m))
}

// festivalFacts are what a festival's page and its preview read.
type festivalFacts struct {
	festivals.Festival
	days      []festivals.Day
	programme []festivals.Entry
	zones     []festivals.Zone
	stalls    []festivals.Stall
	changes   []festivals.Amendment
}

func (s *Site) readFestival(ctx context.Context, f festivals.Festival) (facts festivalFacts, err error) {
	facts.Festival = f
	var errs [5]error
	facts.days, errs[0] = s.Festivals.ListDays(ctx, s.DB, f.ID)
	facts.programme, errs[1] = s.Festivals.ListProgramme(ctx, s.DB, f.ID)
	facts.zones, errs[2] = s.Festivals.ListZones(ctx, s.DB, f.ID)
	facts.stalls, errs[3] = s.Festivals.ListStalls(ctx, s.DB, f.ID)
	facts.changes, errs[4] = s.Festivals.ListChanges(ctx, f.ID)
	return facts, errors.Join(errs[:]...)
}

func (s *Site) festival(c *gin.Context) error {
	ctx := c.Request.Context()
	f, err := s.Festivals.Find(ctx, web.Actor(ctx), c.Param("festival"))
	if err != nil {
		return err
	}
	facts, err := s.readFestival(ctx, f)
	if err != nil {
		return err
	}
	lang, now := i18n.Language(ctx), time.Now()
	m := festivalView(ctx, facts, now)
	if m.Terms, err = s.callTerms(ctx, f); err != nil {
		return err
	}
	if m.Picture, err = s.pictureOfFestival(ctx, f); err != nil {
		return err
	}
	var sections []templ.Component
	for _, part := range festivalParts {
		section, action, err := part(s, c, f)
		if err != nil {
			return err
		}
		if section != nil {
			sections = append(sections, section)
		}
		if action.URL != "" {
			m.Actions = append(m.Actions, action)
		}
	}
	if !m.IsOver {
		m.Actions = append(m.Actions, view.Link{Text: text(ctx, "festival.calendar"), URL: m.Calendar})
	}
	if len(m.Ground.Zones) > 0 {
		m.Actions = append(m.Actions, view.Link{Text: text(ctx, "festival.see_stalls"), URL: "#stalls"})
	}
	p, err := s.frame(c, m.Name)
	if err != nil {
		return err
	}
	p.NoIndex = !f.IsPublic()
	if m.Picture != nil {
		p.Image = m.Picture.URL
	}
	p.Description = f.Text.In(lang)
	if p.Description == "" {
		p.Description = m.Name + ", " + m.Days + ", " + m.Place
	}
	p.Trail = []view.Link{{Text: text(ctx, "festivals.short"), URL: festivalsPath}, {Text: m.Name}}
	if f.IsPublic() {
		web.SetCame(c.Writer, f.Slug, s.secure())
		p.JSONLD = []any{templates.FestivalLD(p, eventFacts(lang, facts, p.Brand.Regency))}
	}
	if f.State == festivals.Draft {
		c.Header("Cache-Control", "private, no-store")
	} else {
		shareable(c, p)
	}
	return show(c, templates.Festival(p, m, sections))
}

// eventFacts are what search engines are told: a first day that was moved names the one that was announced first.
func eventFacts(lang string, f festivalFacts, regency string) templates.EventFacts {
	out := templates.EventFacts{
		Name: f.Name.In(lang), Description: f.Text.In(lang), Start: f.StartsOn.Format(time.DateOnly), End: f.EndsOn.Format(time.DateOnly),
		Place: f.Place, Address: f.DistrictName + ", " + regency, Path: festivalsPath + "/" + f.Slug, IsCancelled: f.State == festivals.Cancelled,
	}
	if len(f.days) > 0 {
		out.Start = f.days[0].OpensAt.In(i18n.WIB).Format(time.RFC3339)
		out.End = f.days[len(f.days)-1].ClosesAt.In(i18n.WIB).Format(time.RFC3339)
	}
	for _, a := range f.changes { // the latest first, so that the earliest has the last word
		for _, change := range a.Changes {
			if change.Field == "starts_on" {
				out.Previous = change.Before
			}
		}
	}
	return out
}

func festivalView(ctx context.Context, f festivalFacts, now time.Time) view.Festival {
	lang := i18n.Language(ctx)
	m := view.Festival{
		Name: f.Name.In(lang), Slug: f.Slug, Text: f.Text.In(lang), State: stateOf(f.Festival, now), Days: spanOf(lang, f.StartsOn, f.EndsOn),
		Place: f.Place + ", " + f.DistrictName, Reason: f.Reason, Hours: hoursOf(lang, f.days), Programme: programmeOf(lang, f.days, f.programme),
		Ground: groundOf(ctx, f.zones, f.stalls), Selection: string(f.Selection), Rules: f.Rules.In(lang), Changes: changesOf(ctx, f.changes),
		Calendar: festivalsPath + "/" + f.Slug + "/calendar.ics", Phone: f.Phone, IsDraft: f.State == festivals.Draft, Now: openNow(ctx, f, now),
		IsOver: hasEnded(f.Festival, now),
	}
	if f.DateRule == festivals.HijriDate {
		m.DateRule = text(ctx, "festival.hijri_rule", "Rule", f.HijriRule)
	}
	if f.CloseAt != nil {
		switch {
		case f.State != festivals.Draft && f.State != festivals.Published || !now.Before(*f.CloseAt):
			m.Applications = text(ctx, "festival.applications_closed", "Until", i18n.DateTime(lang, *f.CloseAt))
		case f.OpenAt != nil && now.Before(*f.OpenAt):
			m.Applications = text(ctx, "festival.applications_from", "From", i18n.DateTime(lang, *f.OpenAt), "Until", i18n.DateTime(lang, *f.CloseAt))
		default:
			m.Applications = text(ctx, "festival.applications_until", "Until", i18n.DateTime(lang, *f.CloseAt))
		}
	}
	return m
}

// stateOf is a festival's state as people see it: a published one that runs today runs.
func stateOf(f festivals.Festival, now time.Time) string {
	if f.RunsAt(now) {
		return "running"
	}
	return string(f.State)
}

// hasEnded says that a festival is past or was called off.
func hasEnded(f festivals.Festival, now time.Time) bool {
	return f.State == festivals.Cancelled || f.PhaseAt(now) == festivals.Past
}

// openNow says when the gate is open next, or that the festival is past.
func openNow(ctx context.Context, f festivalFacts, now time.Time) string {
	if f.PhaseAt(now) == festivals.Past {
		return text(ctx, "festival.over")
	}
	if f.State != festivals.Published {
		return ""
	}
	lang := i18n.Language(ctx)
	for _, d := range f.days {
		switch {
		case now.Before(d.OpensAt):
			return text(ctx, "festival.opens_at", "At", i18n.Weekday(lang, d.OpensAt)+", "+i18n.Clock(lang, d.OpensAt))
		case now.Before(d.ClosesAt) && isAllDay(d):
			return text(ctx, "festival.open_all_day")
		case now.Before(d.ClosesAt):
			return text(ctx, "festival.open_now", "Until", i18n.Clock(lang, d.ClosesAt))
		}
	}
	return ""
}

func hoursOf(lang string, days []festivals.Day) []view.FestivalDay {
	list := make([]view.FestivalDay, len(days))
	for i, d := range days {
		list[i] = view.FestivalDay{Day: i18n.Weekday(lang, noon(d.Date)), Hours: dayHours(lang, d)}
	}
	return list
}

// dayHours says when a festival is open on one of its days: "08.00–22.00", or that it is so around the clock.
func dayHours(lang string, d festivals.Day) string {
	if isAllDay(d) {
		return i18n.T(lang, "festival.all_day", nil)
	}
	return i18n.Clock(lang, d.OpensAt) + "–" + i18n.Clock(lang, d.ClosesAt)
}

func isAllDay(d festivals.Day) bool { return d.ClosesAt.Sub(d.OpensAt) >= 24*time.Hour }

// programmeOf gives the programme by its festival's days: what goes on after midnight stands on the day that it belongs to.
func programmeOf(lang string, days []festivals.Day, entries []festivals.Entry) []view.FestivalProgramme {
	var list []view.FestivalProgramme
	for _, d := range days {
		day := view.FestivalProgramme{Day: i18n.Weekday(lang, noon(d.Date))}
		for _, e := range entries {
			if e.StartsAt.Before(d.OpensAt) || !e.StartsAt.Before(d.ClosesAt) {
				continue
			}
			day.Entries = append(day.Entries, view.FestivalProgrammeEntry{
				ID: e.ID.String(), Time: i18n.Clock(lang, e.StartsAt) + "–" + i18n.Clock(lang, e.EndsAt), Title: e.Title.In(lang), Place: e.Place,
				Values: map[string]string{
					"title": e.Title.ID, "title_en": e.Title.EN, "day": d.Date.Format(time.DateOnly), "place": e.Place,
					"from": e.StartsAt.In(i18n.WIB).Format("15:04"), "to": e.EndsAt.In(i18n.WIB).Format("15:04"),
				},
			})
		}
		if len(day.Entries) > 0 {
			list = append(list, day)
		}
	}
	return list
}

// groundOf is the plan with its tariff. A zone's name stands above its first stall.
func groundOf(ctx context.Context, zones []festivals.Zone, stalls []festivals.Stall) view.FestivalGround {
	lang := i18n.Language(ctx)
	var g view.FestivalGround
	index := map[string]int{}
	for i, z := range zones {
		index[z.Slug] = i
		shown := view.FestivalZone{
			Slug: z.Slug, Name: z.Name.In(lang), Index: i, X: -1, Fee: view.Money{Amount: z.Fee, Currency: "IDR"}, Stalls: z.Stalls, Free: z.Free,
			Size: metres(lang, z.WidthCM) + " × " + metres(lang, z.DepthCM) + " m",
			Values: map[string]string{
				"zone": z.Name.ID, "zone_en": z.Name.EN, "fee": strconv.FormatInt(z.Fee, 10), "width_cm": strconv.Itoa(z.WidthCM),
				"depth_cm": strconv.Itoa(z.DepthCM), "power_watts": strconv.Itoa(z.PowerWatts),
			},
		}
		if z.PowerWatts > 0 {
			shown.Power = text(ctx, "festival.power", "Watts", z.PowerWatts)
		}
		g.Zones = append(g.Zones, shown)
		g.Total, g.Free = g.Total+z.Stalls, g.Free+z.Free
	}
	for _, t := range stalls {
		z := &g.Zones[index[t.Zone]]
		if z.X < 0 || t.Y < z.Y || t.Y == z.Y && t.X < z.X {
			z.X, z.Y = t.X, t.Y
		}
		shown := view.FestivalStall{Number: t.Number, Zone: z.Name, Index: index[t.Zone], X: t.X, Y: t.Y, W: t.W, H: t.H, Shop: t.ShopName}
		if t.ShopSlug != "" {
			shown.ShopURL = "/s/" + t.ShopSlug
		}
		g.Stalls = append(g.Stalls, shown)
		g.Width, g.Height = max(g.Width, t.X+t.W), max(g.Height, t.Y+t.H)
	}
	for i := range g.Zones {
		g.Zones[i].X = max(g.Zones[i].X, 0)
	}
	return g
}

// metres writes centimetres: "2,5" in Indonesian, "2.5" in English.
func metres(lang string, cm int) string {
	words := strconv.FormatFloat(float64(cm)/100, 'f', -1, 64)
	if lang == i18n.English {
		return words
	}
	return strings.ReplaceAll(words, ".", ",")
}

// nextFestival is the festival that runs, or the next one to come, for the stripe of the home page; nil without one.
func (s *Site) nextFestival(ctx context.Context) (*view.Stripe, error) {
	lang := i18n.Language(ctx)
	for _, phase := range []festivals.Phase{festivals.Running, festivals.Coming} {
		found, err := s.Festivals.List(ctx, festivals.Filter{Phase: phase}, festivals.Page{Limit: 1})
		if err != nil {
			return nil, err
		}
		for _, f := range found.Items {
			return &view.Stripe{
				When: i18n.Days(lang, noon(f.StartsOn), noon(f.EndsOn)), Text: f.Name.In(lang) + ", " + f.Place,
				Link: view.Link{Text: text(ctx, "festivals.see"), URL: festivalsPath + "/" + f.Slug},
			}, nil
		}
	}
	return nil, nil
}
