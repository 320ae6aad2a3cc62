package pages

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/mentoring"
	"lapak/internal/reports"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const (
	mentorPath         = "/mentor"
	mentorRequestsPath = "/mentor/requests"
	mentorShopsPath    = "/mentor/shops"
	deskRequests       = 10 // on the mentor's first page
	deskIdle           = 5
	visitsAhead        = 7 * 24 * time.Hour
)

// mentorDesk begins with what must be done, then shows the shops of the place.
func (s *Site) mentorDesk(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	var m view.MentorDesk
	if m.Place, err = s.placeOf(ctx, actor); err != nil {
		return err
	}
	if err := s.fillRequests(ctx, actor, &m); err != nil {
		return err
	}
	idle, err := s.Mentored.List(ctx, actor, reports.MentorFilter{Idle: true}, mentoring.Page{Limit: deskIdle})
	if err != nil {
		return err
	}
	m.Idle, m.MoreIdle = s.mentoredRows(ctx, idle.Items), idle.Next != ""
	if m.Shops, err = s.mentoredShops(c, actor); err != nil {
		return err
	}
	p, err := s.private(c, text(ctx, "mentor.title"))
	if err != nil {
		return err
	}
	return show(c, templates.MentorDesk(p, m))
}

// placeOf names where the actor mentors.
func (s *Site) placeOf(ctx context.Context, actor identity.Actor) (string, error) {
	scope, err := s.Help.ScopeOf(actor)
	if err != nil {
		return "", err
	}
	if scope.All {
		return text(ctx, "mentor.everywhere"), nil
	}
	var names []string
	for _, slug := range scope.Districts {
		if d, err := s.Regions.FindDistrict(slug); err == nil {
			names = append(names, d.Name)
		}
	}
	for _, code := range scope.Villages {
		if village, err := s.Regions.FindArea(ctx, code); err == nil {
			names = append(names, village.Name)
		}
	}
	return text(ctx, "mentor.place", "Names", strings.Join(names, ", ")), nil
}

func (s *Site) fillRequests(ctx context.Context, actor identity.Actor, m *view.MentorDesk) error {
	open, err := s.Help.ListForMentor(ctx, actor, mentoring.Open, mentoring.Page{Limit: deskRequests})
	if err != nil {
		return err
	}
	taken, err := s.Help.ListForMentor(ctx, actor, mentoring.Taken, mentoring.Page{Limit: deskRequests})
	if err != nil {
		return err
	}
	visits, err := s.Help.ListVisits(ctx, actor, time.Now().Add(visitsAhead))
	if err != nil {
		return err
	}
	if m.Open = s.helpEntries(ctx, open.Items); open.Next != "" {
		m.MoreOpen = mentorRequestsPath
	}
	m.Visits = s.helpEntries(ctx, visits)
	m.Taken = s.helpEntries(ctx, slices.DeleteFunc(taken.Items, func(r mentoring.HelpRequest) bool {
		return slices.ContainsFunc(visits, func(v mentoring.HelpRequest) bool { return v.ID == r.ID })
	}))
	return nil
}

// helpEntries are requests with their age and one verb.
func (s *Site) helpEntries(ctx context.Context, list []mentoring.HelpRequest) []view.HelpCard {
	cards := make([]view.HelpCard, len(list))
	for i, r := range list {
		card := s.helpCard(ctx, r)
		card.URL, card.Verb = mentorRequestsPath+"/"+card.ID, text(ctx, "mentor.verb_"+card.State)
		if r.State == mentoring.Open {
			card.Asked = text(ctx, "mentor.age", "Count", int(time.Since(r.AskedAt)/(24*time.Hour)))
		}
		cards[i] = card
	}
	return cards
}

// mentorShops is the whole list of the shops of the place.
func (s *Site) mentorShops(c *gin.Context) error {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return err
	}
	m, err := s.mentoredShops(c, actor)
	if err != nil {
		return err
	}
	p, err := s.private(c, text(c.Request.Context(), "mentor.shops"))
	if err != nil {
		return err
	}
	return show(c, templates.MentorShops(p, m))
}

func (s *Site) mentoredShops(c *gin.Context, actor identity.Actor) (view.MentoredList, error) {
	ctx := c.Request.Context()
	f := reports.MentorFilter{Village: c.Query("village"), Idle: c.Query("idle") != ""}
	found, err := s.Mentored.List(ctx, actor, f, mentoring.Page{Cursor: c.Query("cursor")})
	if err != nil {
		return view.MentoredList{}, err
	}
	villages, err := s.Mentored.ListVillages(ctx, actor)
	if err != nil {
		return view.MentoredList{}, err
	}
	m := view.MentoredList{Idle: f.Idle, Shops: s.mentoredRows(ctx, found.Items), Villages: []view.Option{{Label: text(ctx, "mentor.every_village")}}}
	for _, v := range villages {
		m.Villages = append(m.Villages, view.Option{Value: v.Code, Label: text(ctx, "mentor.village_option", "Village", v.Name, "Count", v.Shops), Group: v.District})
	}
	choose(m.Villages, f.Village)
	if found.Next != "" {
		m.NextURL = mentorShopsPath + strings.TrimPrefix(nextURL(c, found.Next), c.Request.URL.EscapedPath())
	}
	if c.Query("cursor") != "" {
		m.FirstURL = pageURL(c, "")
	}
	return m, nil
}

func (s *Site) mentoredRows(ctx context.Context, list []reports.MentoredShop) []view.MentoredRow {
	lang := i18n.Language(ctx)
	rows := make([]view.MentoredRow, len(list))
	for i, shop := range list {
		row := view.MentoredRow{
			Name: shop.Name, URL: "/s/" + shop.Slug, Place: shop.VillageName + ", " + shop.DistrictName, Level: shop.Level.String(),
			Active: text(ctx, "mentor.never_active"),
		}
		if at := shop.LastActive(); at != nil {
			row.Active = text(ctx, "mentor.active", "Day", i18n.Date(lang, *at))
		}
		switch {
		case shop.NoSale && shop.LastSale == nil:
			row.Asleep = text(ctx, "mentor.asleep_never")
		case shop.NoSale:
			row.Asleep = text(ctx, "mentor.asleep_sale", "Day", i18n.Date(lang, *shop.LastSale))
		case shop.NoChange && shop.LastChange != nil:
			row.Asleep = text(ctx, "mentor.asleep_change", "Day", i18n.Date(lang, *shop.LastChange))
		case shop.NoChange:
			row.Asleep = text(ctx, "mentor.asleep_empty")
		}
		if shop.Next != nil {
			row.Next = text(ctx, "mentor.next", "Rule", s.ruleLink(ctx, shop.Next.Rule).Text)
		}
		if b := shop.Before; b != nil && (b.Level != shop.Level || b.Score != shop.Score) {
			w := s.exportWords(ctx, "")
			row.Progress = text(ctx, "mentor.progress", "From", w.score(b.Score), "To", w.score(shop.Score))
		}
		rows[i] = row
	}
	return rows
}
