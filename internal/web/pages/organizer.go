package pages

import (
	"context"
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

const organizerPath = "/organizer"

// organizing are the pages of those who run festivals. Each organizer sees the own festivals only.
func (s *Site) organizing(r gin.IRouter) {
	organizer := r.Group(organizerPath)
	organizer.GET("", s.page(s.organizerHome))
	festival := organizer.Group("/festivals/:festival")
	festival.GET("", s.page(s.organizerFestival))
	festival.GET("/check-in", s.page(s.checkInPage))
	festival.POST("/check-in", s.page(s.checkIn))
	festival.GET("/sheets.pdf", s.page(s.allSheets))
	festival.GET("/report", s.page(s.festivalReport))
	festival.GET("/report.pdf", s.page(s.festivalReportPDF))
	festival.GET("/report.xlsx", s.page(s.festivalReportXLSX))
}

// festivalTabs are the parts of a festival's desk, in order; each is the last part of its address but for the first.
var festivalTabs = []string{"today", "check-in", "report"}

func (s *Site) organizerHome(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	if !actor.Has(identity.RoleOrganizer) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	own, err := s.Festivals.ListOwn(ctx, actor)
	if err != nil {
		return err
	}
	var m view.OrganizerHome
	for _, f := range own {
		m.Festivals = append(m.Festivals, view.FestivalEntry{
			Name: f.Name.In(i18n.Language(ctx)), URL: organizerPath + "/festivals/" + f.Slug, Days: festivalDays(ctx, f),
			Place: f.Place + ", " + f.DistrictName, State: string(f.State),
		})
	}
	p, err := s.private(c, text(ctx, "organizer.title"))
	if err != nil {
		return err
	}
	return show(c, templates.OrganizerHome(p, m))
}

func (s *Site) organizerFestival(c *gin.Context) error {
	d, err := s.openFestival(c, "today")
	if err != nil {
		return err
	}
	p, err := s.private(c, d.view.Name)
	if err != nil {
		return err
	}
	return show(c, templates.OrganizerFestival(p, d.view))
}

// festivalDesk is one festival's desk as its organizer sees it.
type festivalDesk struct {
	actor    identity.Actor
	festival festivals.Festival
	view     view.FestivalDesk
}

// openFestival finds the festival of the address among the actor's own; any other is not found.
func (s *Site) openFestival(c *gin.Context, tab string) (festivalDesk, error) {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return festivalDesk{}, err
	}
	f, err := s.Festivals.FindOwn(ctx, actor, c.Param("festival"))
	if err != nil {
		return festivalDesk{}, err
	}
	d := festivalDesk{actor: actor, festival: f, view: view.FestivalDesk{
		Name: f.Name.In(i18n.Language(ctx)), Base: organizerPath + "/festivals/" + f.Slug, Days: festivalDays(ctx, f), State: string(f.State), Tab: tab,
	}}
	if f.IsPublic() {
		d.view.URL = "/festivals/" + f.Slug
	}
	for i, key := range festivalTabs {
		url := d.view.Base
		if i > 0 {
			url += "/" + key
		}
		d.view.Tabs = append(d.view.Tabs, view.DeskTab{Key: key, URL: url})
	}
	return d, nil
}

// festivalDays are a festival's days in words: "7–9 Nov 2026".
func festivalDays(ctx context.Context, f festivals.Festival) string {
	return i18n.Days(i18n.Language(ctx), noon(f.StartsOn), noon(f.EndsOn))
}

// noon is a moment at which a date, kept as midnight UTC, is the same date in the region.
func noon(date time.Time) time.Time { return date.Add(5 * time.Hour) }
