package pages

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/money"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// organizingGoods are the tabs of what is sold and collected, and of permits.
func (s *Site) organizingGoods(festival gin.IRouter) {
	festival.GET("/features", s.page(s.festivalFeatures))
	festival.POST("/features", s.page(s.saveFeatures))
	festival.GET("/slots", s.page(s.festivalSlots))
	festival.POST("/slots", s.page(s.saveSlots))
	festival.GET("/permits", s.page(s.festivalPermits))
	festival.POST("/permits", s.page(s.changePermits))
	festival.POST("/permits/usual", s.page(s.changePermits))
	festival.POST("/permits/:permit", s.page(s.changePermits))
}

func i18nMoney(ctx context.Context, amount int64) string {
	return money.Format(amount, money.IDR, i18n.Language(ctx))
}

func (s *Site) festivalFeatures(c *gin.Context) error {
	d, err := s.openFestival(c, "features")
	if err != nil {
		return err
	}
	return s.showFeatures(c, d, verdictForm{status: http.StatusOK})
}

func (s *Site) saveFeatures(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "features")
	if err != nil {
		return err
	}
	wish := festivals.Features{Shops: strings.Fields(c.PostForm("shops")), Products: strings.Fields(c.PostForm("products"))}
	if _, err := s.Festivals.SetFeatures(ctx, d.actor, d.festival.Slug, wish); err != nil {
		if !refused(err) {
			return err
		}
		return s.showFeatures(c, d, verdictForm{form: formOf(c, featureProblem(err, wish), nil), status: statusOf(c, err)})
	}
	s.sayText(ctx, "features.done")
	return redirect(c, d.view.Base+"/features")
}

// featureProblem tells a problem of one line at the field that holds it.
func featureProblem(err error, _ festivals.Features) error {
	if refusal := apperr.As(err); refusal != nil {
		for i, f := range refusal.Fields {
			refusal.Fields[i].Path, _, _ = strings.Cut(f.Path, "[")
		}
	}
	return err
}

func (s *Site) showFeatures(c *gin.Context, d festivalDesk, f verdictForm) error {
	ctx := c.Request.Context()
	found, err := s.Festivals.FindFeatures(ctx, d.actor, d.festival.Slug)
	if err != nil {
		return err
	}
	stalls, err := s.Festivals.ListStalls(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	m := view.FestivalFeatures{Form: f.form, Shops: strings.Join(found.Shops, "\n"), Products: strings.Join(found.Products, "\n")}
	for _, stall := range stalls {
		if stall.ShopSlug != "" {
			m.Here = append(m.Here, view.Link{Text: stall.Number + " · " + stall.ShopName + " · " + stall.ShopSlug, URL: "/s/" + stall.ShopSlug})
		}
	}
	if d.festival.IsPublic() {
		m.URL = fairPath(d.festival.Slug)
	}
	p, err := s.private(c, d.view.Name)
	if err != nil {
		return err
	}
	return render(c, f.status, templates.FestivalFeatures(p, d.view, m))
}

func (s *Site) festivalSlots(c *gin.Context) error {
	d, err := s.openFestival(c, "slots")
	if err != nil {
		return err
	}
	return s.showSlots(c, d, verdictForm{status: http.StatusOK})
}

func (s *Site) saveSlots(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "slots")
	if err != nil {
		return err
	}
	number := func(name string) int64 {
		n, err := strconv.ParseInt(c.PostForm(name), 10, 64)
		if err != nil || n == 0 {
			return -1
		}
		return n
	}
	if _, err := s.Festivals.SetSlots(ctx, d.actor, d.festival.Slug, festivals.SlotPlan{Minutes: number("minutes"), Capacity: number("capacity")}); err != nil {
		if !refused(err) {
			return err
		}
		return s.showSlots(c, d, verdictForm{form: formOf(c, err, nil), status: statusOf(c, err)})
	}
	s.sayText(ctx, "slots.done")
	return redirect(c, d.view.Base+"/slots")
}

func (s *Site) showSlots(c *gin.Context, d festivalDesk, f verdictForm) error {
	ctx := c.Request.Context()
	slots, err := s.Festivals.ListSlots(ctx, d.festival.ID)
	if err != nil {
		return err
	}
	m := view.FestivalSlots{Form: f.form, Minutes: "30", Capacity: "10"}
	if len(slots) > 0 {
		m.Minutes, m.Capacity = strconv.Itoa(int(slots[0].EndsAt.Sub(slots[0].StartsAt)/time.Minute)), strconv.Itoa(slots[0].Capacity)
	}
	lang := i18n.Language(ctx)
	for i := 0; i < len(slots); {
		last := i
		for last+1 < len(slots) && sameDay(slots[last+1].StartsAt, slots[i].StartsAt) {
			last++
		}
		m.Days = append(m.Days, view.Fact{Name: i18n.Weekday(lang, slots[i].StartsAt), Value: text(ctx, "slots.day",
			"Count", last-i+1, "Hours", dayHours(lang, festivals.Day{OpensAt: slots[i].StartsAt, ClosesAt: slots[last].EndsAt}))})
		i = last + 1
	}
	p, err := s.private(c, d.view.Name)
	if err != nil {
		return err
	}
	return render(c, f.status, templates.FestivalSlots(p, d.view, m))
}

func (s *Site) festivalPermits(c *gin.Context) error {
	d, err := s.openFestival(c, "permits")
	if err != nil {
		return err
	}
	return s.showPermits(c, d, verdictForm{status: http.StatusOK})
}

// changePermits adds a line or the usual ones, or says how far one is.
func (s *Site) changePermits(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "permits")
	if err != nil {
		return err
	}
	which, done := "new", "permits.done_add"
	switch lastPart(c) {
	case "permits":
		due, _ := time.Parse(time.DateOnly, c.PostForm("due_on"))
		_, err = s.Festivals.CreatePermit(ctx, d.actor, d.festival.Slug, festivals.NewPermit{
			TitleID: c.PostForm("title"), Office: c.PostForm("office"), DueOn: due, Responsible: c.PostForm("responsible"),
		})
	case "usual":
		done = "permits.done_usual"
		_, err = s.Festivals.AddUsualPermits(ctx, d.actor, d.festival.Slug)
	default:
		which, done = c.Param("permit"), "permits.done_move"
		var id uuid.UUID
		if id, err = permitOf(c); err == nil {
			err = s.movePermit(c, d, id)
		}
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		names := func(path string) string { return strings.TrimSuffix(strings.TrimSuffix(path, ".id"), ".en") }
		return s.showPermits(c, d, verdictForm{verdict: which, form: formOf(c, err, names), status: statusOf(c, err)})
	}
	s.sayText(ctx, done)
	return redirect(c, d.view.Base+"/permits")
}

func permitOf(c *gin.Context) (uuid.UUID, error) {
	id, err := uuid.Parse(c.Param("permit"))
	if err != nil {
		err = apperr.NewNotFound("permit_not_found")
	}
	return id, err
}

// movePermit is an organizer's word about a permit; without a day it keeps its own.
func (s *Site) movePermit(c *gin.Context, d festivalDesk, id uuid.UUID) error {
	move := permitMove(c)
	if due := c.PostForm("due_on"); due != "" {
		var err error
		if move.DueOn, err = time.Parse(time.DateOnly, due); err != nil {
			return apperr.NewInvalid(apperr.Field{Path: "due_on", Code: "bad_date"})
		}
	}
	_, err := s.Festivals.MovePermit(c.Request.Context(), d.actor, d.festival.Slug, id, move)
	return err
}

func permitMove(c *gin.Context) festivals.PermitMove {
	return festivals.PermitMove{
		State: festivals.PermitState(c.PostForm("state")), Note: c.PostForm("note"), FileNumber: c.PostForm("file_number"),
		Responsible: c.PostForm("responsible"),
	}
}

func (s *Site) showPermits(c *gin.Context, d festivalDesk, f verdictForm) error {
	ctx := c.Request.Context()
	list, err := s.Festivals.ListPermits(ctx, d.actor, d.festival.Slug)
	if err != nil {
		return err
	}
	m := view.Permits{Form: f.form, Refused: f.verdict, Base: d.view.Base + "/permits"}
	for _, p := range list {
		row := s.permitRow(ctx, p)
		row.DueOn = p.DueOn.Format(time.DateOnly)
		for _, state := range festivals.OrganizersMoves(p) {
			row.States = append(row.States, stateOption(ctx, state, p.State))
		}
		m.List = append(m.List, row)
		if !p.State.IsDone() {
			m.Missing++
		}
	}
	m.Offices = append(m.Offices, view.Option{Label: text(ctx, "permits.own")})
	for _, office := range s.Regions.ListOffices() {
		m.Offices = append(m.Offices, view.Option{Value: office.Key, Label: s.officeName(ctx, office.Key)})
	}
	p, err := s.private(c, d.view.Name)
	if err != nil {
		return err
	}
	return render(c, f.status, templates.FestivalPermits(p, d.view, m))
}

func stateOption(ctx context.Context, state, now festivals.PermitState) view.Option {
	return view.Option{Value: string(state), Label: text(ctx, "permits.state_"+string(state)), Chosen: state == now}
}

func (s *Site) permitRow(ctx context.Context, p festivals.Permit) view.PermitRow {
	lang := i18n.Language(ctx)
	row := view.PermitRow{
		ID: p.ID.String(), Title: p.Title.In(lang), Festival: p.Festival.In(lang), State: string(p.State), FileNumber: p.FileNumber,
		Responsible: p.Responsible, Note: p.Note, Confidence: p.Confidence, Source: p.Source, Overdue: p.IsOverdue(time.Now()),
	}
	if p.Office != "" {
		row.Office = s.officeName(ctx, p.Office)
	}
	key := "permits.due"
	if row.Overdue {
		key = "permits.overdue"
	}
	row.Due = text(ctx, key, "Day", i18n.Date(lang, noon(p.DueOn)))
	for _, e := range p.History {
		row.History = append(row.History, view.Step{Text: text(ctx, "permits.state_"+string(e.To)), Note: e.Note, At: e.At, State: "done"})
	}
	return row
}

const officePermitsPath = "/office/permits"

// officePermits lists what the actor's offices have to decide.
func (s *Site) officePermits(c *gin.Context) error {
	return s.showOfficePermits(c, verdictForm{status: http.StatusOK})
}

func (s *Site) decidePermit(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	id, err := permitOf(c)
	if err != nil {
		return err
	}
	if _, err := s.Festivals.DecidePermit(ctx, actor, id, permitMove(c)); err != nil {
		if kind := apperr.KindOf(err); kind != apperr.Invalid && kind != apperr.Conflict {
			return err
		}
		return s.showOfficePermits(c, verdictForm{verdict: id.String(), form: formOf(c, err, nil), status: statusOf(c, err)})
	}
	s.sayText(ctx, "permits.done_move")
	return redirect(c, officePermitsPath)
}

func (s *Site) showOfficePermits(c *gin.Context, f verdictForm) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	found, err := s.Festivals.ListOfficePermits(ctx, actor, catalog.Page{Limit: officePageSize, Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	m := view.Permits{Form: f.form, Refused: f.verdict, Base: officePermitsPath, Pages: officePages(c, officePermitsPath, found.Next)}
	for _, p := range found.Items {
		row := s.permitRow(ctx, p)
		for _, state := range []festivals.PermitState{festivals.PermitSubmitted, festivals.PermitGranted, festivals.PermitRefused} {
			row.States = append(row.States, stateOption(ctx, state, p.State))
		}
		m.List = append(m.List, row)
	}
	p, err := s.private(c, text(ctx, "permits.office"))
	if err != nil {
		return err
	}
	return render(c, f.status, templates.OfficePermits(p, m))
}
