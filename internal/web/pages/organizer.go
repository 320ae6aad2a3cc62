package pages

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"
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
	s.planning(organizer)
	s.selecting(r)
	festival := organizer.Group("/festivals/:festival")
	s.organizingGoods(festival)
	s.gating(festival)
}

// festivalTabs are the parts of a festival's desk, in order; each is the last part of its address but for the first.
var festivalTabs = []string{"today", "applications", "vendors", "check-in", "report", "features", "slots", "permits", "plan", "zones", "terms", "programme", "picture", "changes", "members"}

// festivalTasks are what waits for an organizer at a festival that is neither over nor called off, by the parts of the desk; each part
// adds its own. A task leaves Festival empty.
var festivalTasks = []func(ctx context.Context, s *Site, f festivals.Festival) ([]view.FestivalTask, error){planTasks, selectionTasks}

// festivalDeskSections are what the parts add to the first page of a festival's desk, in order; nil for nothing.
var festivalDeskSections []func(ctx context.Context, s *Site, d festivalDesk) (templ.Component, error)

func (s *Site) organizerHome(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	own, err := s.Festivals.ListOwn(ctx, actor)
	if err != nil {
		return err
	}
	judged, err := s.Festivals.ListJudged(ctx, actor)
	if err != nil {
		return err
	}
	if !actor.Has(identity.RoleOrganizer) && len(own)+len(judged) == 0 {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	lang, now := i18n.Language(ctx), time.Now()
	m := view.OrganizerHome{Date: i18n.Weekday(lang, now), Tasks: judgingTasks(ctx, judged), CanCreate: actor.Has(identity.RoleOrganizer)}
	for _, f := range slices.Backward(own) { // the nearest first
		tasks, err := s.tasksOf(ctx, f)
		if err != nil {
			return err
		}
		for _, task := range tasks {
			task.Festival = f.Name.In(lang)
			m.Tasks = append(m.Tasks, task)
		}
		entry := view.FestivalEntry{
			Name: f.Name.In(lang), URL: organizerPath + "/festivals/" + f.Slug, Days: spanOf(lang, f.StartsOn, f.EndsOn),
			Place: f.Place + ", " + f.DistrictName, State: stateOf(f, now),
		}
		if entry.State == "running" {
			zones, err := s.Festivals.ListZones(ctx, s.DB, f.ID)
			if err != nil {
				return err
			}
			entry.Stalls = takenOf(ctx, zones)
			m.Running = append(m.Running, entry)
			continue
		}
		m.Festivals = append(m.Festivals, entry)
	}
	slices.SortStableFunc(m.Festivals, func(a, b view.FestivalEntry) int { return cmp.Compare(isOver(a.State), isOver(b.State)) })
	slices.SortStableFunc(m.Tasks, func(a, b view.FestivalTask) int { return cmp.Compare(rank(b.Late), rank(a.Late)) })
	p, err := s.private(c, text(ctx, "organizer.title"))
	if err != nil {
		return err
	}
	return show(c, templates.OrganizerHome(p, m))
}

// judgingTasks are what waits for somebody of a committee; one without anything to score still leads to the festival's applications.
func judgingTasks(ctx context.Context, judged []festivals.Judged) []view.FestivalTask {
	var tasks []view.FestivalTask
	for _, f := range judged {
		task := view.FestivalTask{
			Count: f.Unscored, Title: text(ctx, "organizer.task_score"), Festival: f.Name.In(i18n.Language(ctx)), Verb: text(ctx, "organizer.verb_score"),
			URL: organizerPath + "/festivals/" + f.Slug + "/applications",
		}
		if f.Unscored == 0 {
			task.Title, task.Verb = text(ctx, "organizer.task_scored"), text(ctx, "organizer.verb_see")
		}
		if f.CloseAt != nil {
			task.Deadline = text(ctx, "stall.closes", "At", wib(ctx, *f.CloseAt))
		}
		tasks = append(tasks, task)
	}
	return tasks
}

func isOver(state string) int { return rank(state == "closed" || state == "cancelled") }

func rank(is bool) int {
	if is {
		return 1
	}
	return 0
}

// takenOf says how many stalls have a shop; empty without stalls.
func takenOf(ctx context.Context, zones []festivals.Zone) string {
	stalls, free := 0, 0
	for _, z := range zones {
		stalls, free = stalls+z.Stalls, free+z.Free
	}
	if stalls == 0 {
		return ""
	}
	return text(ctx, "organizer.taken", "Taken", stalls-free, "Total", stalls)
}

// tasksOf is what waits at a festival, what is late first.
func (s *Site) tasksOf(ctx context.Context, f festivals.Festival) ([]view.FestivalTask, error) {
	var all []view.FestivalTask
	if f.State != festivals.Draft && f.State != festivals.Published {
		return nil, nil
	}
	for _, part := range festivalTasks {
		tasks, err := part(ctx, s, f)
		if err != nil {
			return nil, err
		}
		all = append(all, tasks...)
	}
	return all, nil
}

// planTasks is what planning asks of an organizer.
func planTasks(ctx context.Context, s *Site, f festivals.Festival) ([]view.FestivalTask, error) {
	if f.State != festivals.Draft {
		return nil, nil
	}
	missing, err := s.Festivals.Missing(ctx, s.DB, f)
	if err != nil {
		return nil, err
	}
	base := organizerPath + "/festivals/" + f.Slug
	task := view.FestivalTask{
		Title: text(ctx, "organizer.task_publish"), Deadline: text(ctx, "organizer.task_publish_by", "Day", i18n.Date(i18n.Language(ctx), noon(f.StartsOn))),
		Verb: text(ctx, "organizer.verb_publish"), URL: base + "/publish",
	}
	if len(missing) > 0 {
		task.Count, task.Title, task.Verb = len(missing), text(ctx, "organizer.task_missing"), text(ctx, "organizer.verb_complete")
	}
	return []view.FestivalTask{task}, nil
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
		Name: f.Name.In(i18n.Language(ctx)), Base: organizerPath + "/festivals/" + f.Slug, Days: festivalDays(ctx, f), State: stateOf(f, time.Now()), Tab: tab,
		Version: strconv.FormatInt(f.Version, 10), Reason: f.State == festivals.Published, Ended: f.State == festivals.Closed || f.State == festivals.Cancelled,
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
	return spanOf(i18n.Language(ctx), f.StartsOn, f.EndsOn)
}

// noon is a moment at which a date, kept as midnight UTC, is the same date in the region.
func noon(date time.Time) time.Time { return date.Add(5 * time.Hour) }
