package pages

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/regions"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) festivalZones(c *gin.Context) error {
	return s.showZones(c, verdictForm{status: http.StatusOK})
}

func (s *Site) showZones(c *gin.Context, f verdictForm) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "zones")
	if err != nil {
		return err
	}
	zones, err := s.Festivals.ListZones(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	stalls, err := s.Festivals.ListStalls(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	m := view.FestivalZonesDesk{Ground: groundOf(ctx, zones, stalls), Form: f.form, Refused: f.verdict}
	chosen := c.Query("stall")
	if c.Param("stall") != "" {
		chosen = c.Param("stall")
	}
	for i := range m.Ground.Stalls {
		stall := &m.Ground.Stalls[i]
		stall.URL = d.view.Base + "/zones?stall=" + url.QueryEscape(stall.Number) + "#stall"
		if stall.Number == chosen {
			stall.Chosen, m.Chosen = true, stall
		}
	}
	m.Ground.Width, m.Ground.Height = m.Ground.Width+2, m.Ground.Height+1 // room to move into
	p, err := s.private(c, d.view.Name)
	if err != nil {
		return err
	}
	return render(c, f.status, templates.FestivalZones(p, d.view, m))
}

// formNumber reads a whole number of a form: an empty field is zero, and what is none is out of every range.
func formNumber(c *gin.Context, name string) int64 {
	if c.PostForm(name) == "" {
		return 0
	}
	n, err := strconv.ParseInt(c.PostForm(name), 10, 64)
	if err != nil {
		return math.MinInt64
	}
	return n
}

func formZone(c *gin.Context) festivals.NewZone {
	return festivals.NewZone{
		Name: regions.Text{ID: c.PostForm("zone"), EN: c.PostForm("zone_en")}, Stalls: formNumber(c, "quota"), Fee: formNumber(c, "fee"),
		WidthCM: formNumber(c, "width_cm"), DepthCM: formNumber(c, "depth_cm"), PowerWatts: formNumber(c, "power_watts"),
	}
}

// changeZones adds, changes or removes a zone.
func (s *Site) changeZones(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	at, edition := festivals.ZoneAt{Festival: c.Param("festival"), Zone: c.Param("zone")}, editionOf(c)
	refused := "zone-" + at.Zone
	switch {
	case at.Zone == "":
		refused = "new"
		_, err = s.Festivals.AddZone(ctx, actor, at.Festival, edition, formZone(c))
	case lastPart(c) == "remove":
		_, err = s.Festivals.RemoveZone(ctx, actor, at, edition)
	default:
		var after festivals.Festival
		in := formZone(c)
		after, err = s.Festivals.UpdateZone(ctx, actor, at, edition, func(z *festivals.NewZone) {
			stalls := z.Stalls
			*z = in
			z.Stalls = stalls
		})
		if more := formNumber(c, "more"); err == nil && more != 0 {
			_, err = s.Festivals.AddStalls(ctx, actor, at, festivals.Edition{Version: after.Version, Reason: edition.Reason}, more)
		}
	}
	if isShownAgain(err) {
		names := func(path string) string {
			if path == "quota" && at.Zone != "" {
				return "more"
			}
			return fieldName(path)
		}
		return s.showZones(c, verdictForm{verdict: refused, form: formOf(c, err, names), status: statusOf(c, err)})
	}
	if err != nil {
		return err
	}
	s.sayText(ctx, "organizer.done_save")
	return redirect(c, organizerPath+"/festivals/"+at.Festival+"/zones")
}

// changeStall moves or removes a stall. A nudge moves it by one cell.
func (s *Site) changeStall(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	at, edition := festivals.StallAt{Festival: c.Param("festival"), Number: c.Param("stall")}, editionOf(c)
	back, refused := at.Number, "stall"
	if lastPart(c) == "remove" {
		back, refused = "", "remove"
		_, err = s.Festivals.RemoveStall(ctx, actor, at, edition)
	} else {
		_, err = s.Festivals.MoveStall(ctx, actor, at, edition, func(spot *festivals.StallSpot) {
			if step, nudged := nudges[c.PostForm("nudge")]; nudged {
				spot.X, spot.Y = spot.X+step[0], spot.Y+step[1]
				return
			}
			spot.Number, spot.X, spot.Y, spot.W, spot.H = c.PostForm("number"), formNumber(c, "x"), formNumber(c, "y"), formNumber(c, "w"), formNumber(c, "h")
		})
		if err == nil && c.PostForm("nudge") == "" {
			back = c.PostForm("number")
		}
	}
	if isShownAgain(err) {
		return s.showZones(c, verdictForm{verdict: refused, form: formOf(c, err, fieldName), status: statusOf(c, err)})
	}
	if err != nil {
		return err
	}
	s.sayText(ctx, "organizer.done_save")
	to := organizerPath + "/festivals/" + at.Festival + "/zones"
	if back != "" {
		to += "?stall=" + url.QueryEscape(back) + "#stall"
	}
	return redirect(c, to)
}

var nudges = map[string][2]int64{"left": {-1, 0}, "right": {1, 0}, "up": {0, -1}, "down": {0, 1}}

func (s *Site) festivalProgramme(c *gin.Context) error {
	return s.showProgramme(c, verdictForm{status: http.StatusOK})
}

func (s *Site) showProgramme(c *gin.Context, f verdictForm) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "programme")
	if err != nil {
		return err
	}
	lang := i18n.Language(ctx)
	days, err := s.Festivals.ListDays(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	entries, err := s.Festivals.ListProgramme(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	m := view.FestivalProgrammeDesk{Days: programmeOf(lang, days, entries), Form: f.form, Refused: f.verdict}
	for _, day := range days {
		date := day.Date.Format(time.DateOnly)
		m.Dates = append(m.Dates, view.Option{Value: date, Label: i18n.Weekday(lang, noon(day.Date)), Chosen: date == f.form.Value("day", "")})
	}
	p, err := s.private(c, d.view.Name)
	if err != nil {
		return err
	}
	return render(c, f.status, templates.FestivalProgrammeDesk(p, d.view, m))
}

// entryOf reads an entry of a form: an end at or before its beginning is after midnight, and so is a beginning before the day opens.
func (s *Site) entryOf(ctx context.Context, c *gin.Context, festival uuid.UUID) (festivals.Entry, error) {
	entry := festivals.Entry{Title: regions.Text{ID: c.PostForm("title"), EN: c.PostForm("title_en")}, Place: c.PostForm("place")}
	at := func(name string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", c.PostForm("day")+" "+c.PostForm(name), i18n.WIB)
		if err != nil {
			return time.Time{}
		}
		return moment
	}
	entry.StartsAt, entry.EndsAt = at("from"), at("to")
	days, err := s.Festivals.ListDays(ctx, s.DB, festival)
	if err != nil || entry.StartsAt.IsZero() || entry.EndsAt.IsZero() {
		return entry, err
	}
	for _, d := range days {
		late := entry.StartsAt.Add(24 * time.Hour)
		if d.Date.Format(time.DateOnly) == c.PostForm("day") && entry.StartsAt.Before(d.OpensAt) && late.Before(d.ClosesAt) {
			entry.StartsAt, entry.EndsAt = late, entry.EndsAt.Add(24*time.Hour)
		}
	}
	if !entry.EndsAt.After(entry.StartsAt) {
		entry.EndsAt = entry.EndsAt.Add(24 * time.Hour)
	}
	return entry, nil
}

// changeProgramme adds, changes or removes a point of the programme.
func (s *Site) changeProgramme(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "programme")
	if err != nil {
		return err
	}
	slug, edition, refused := d.festival.Slug, editionOf(c), "new"
	in, err := s.entryOf(ctx, c, d.festival.ID)
	if err != nil {
		return err
	}
	if c.Param("entry") == "" {
		_, err = s.Festivals.AddEntry(ctx, d.actor, slug, edition, in)
	} else {
		id, problem := uuid.Parse(c.Param("entry"))
		if problem != nil {
			return apperr.NewNotFound("entry_not_found")
		}
		refused = id.String()
		at := festivals.EntryAt{Festival: slug, ID: id}
		if c.PostForm("remove") != "" {
			_, err = s.Festivals.RemoveEntry(ctx, d.actor, at, edition)
		} else {
			_, err = s.Festivals.UpdateEntry(ctx, d.actor, at, edition, func(e *festivals.Entry) {
				in.ID = e.ID
				*e = in
			})
		}
	}
	if isShownAgain(err) {
		names := map[string]string{"starts_at": "from", "ends_at": "to", "title.en": "title_en"}
		form := formOf(c, err, func(path string) string {
			if name, ok := names[path]; ok {
				return name
			}
			return path
		})
		return s.showProgramme(c, verdictForm{verdict: refused, form: form, status: statusOf(c, err)})
	}
	if err != nil {
		return err
	}
	s.sayText(ctx, "organizer.done_save")
	return redirect(c, d.view.Base+"/programme")
}

func (s *Site) festivalChanges(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "changes")
	if err != nil {
		return err
	}
	list, err := s.Festivals.ListChanges(ctx, d.festival.ID)
	if err != nil {
		return err
	}
	p, err := s.private(c, d.view.Name)
	if err != nil {
		return err
	}
	return show(c, templates.FestivalChangesDesk(p, d.view, changesOf(ctx, list)))
}

func (s *Site) festivalMembers(c *gin.Context) error {
	return s.showFestivalMembers(c, view.Form{}, http.StatusOK)
}

func (s *Site) showFestivalMembers(c *gin.Context, form view.Form, status int) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "members")
	if err != nil {
		return err
	}
	list, err := s.Festivals.ListMembers(ctx, d.actor, d.festival.Slug)
	if err != nil {
		return err
	}
	m := view.FestivalMembersDesk{Form: form}
	for _, member := range list {
		row := view.FestivalMemberRow{ID: member.AccountID.String(), Name: member.Name, Contact: member.Email, Role: string(member.Role)}
		if row.Contact == "" {
			row.Contact = member.Phone
		}
		if row.Name == "" {
			row.Name = row.Contact
		}
		m.List = append(m.List, row)
	}
	p, err := s.private(c, d.view.Name)
	if err != nil {
		return err
	}
	return render(c, status, templates.FestivalMembersDesk(p, d.view, m))
}

func (s *Site) addFestivalMember(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	in := festivals.NewMember{Contact: c.PostForm("contact"), Role: festivals.MemberRole(c.PostForm("role"))}
	return s.changedMembers(c, s.Festivals.AddMember(ctx, actor, c.Param("festival"), in))
}

func (s *Site) removeFestivalMember(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "members")
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("account"))
	if err != nil {
		return apperr.NewNotFound("member_not_found")
	}
	return s.changedMembers(c, s.Festivals.RemoveMember(ctx, d.actor, d.festival.Slug, id))
}

func (s *Site) changedMembers(c *gin.Context, err error) error {
	if isShownAgain(err) {
		return s.showFestivalMembers(c, formOf(c, err, fieldName), statusOf(c, err))
	}
	if err != nil {
		return err
	}
	s.sayText(c.Request.Context(), "organizer.done_save")
	return redirect(c, organizerPath+"/festivals/"+c.Param("festival")+"/members")
}
