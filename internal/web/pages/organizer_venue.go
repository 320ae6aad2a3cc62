package pages

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
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

// gating are the pages at a festival's gate, and the short links that visitors scan.
func (s *Site) gating(r gin.IRouter) {
	r.GET("/f/:code", s.page(s.visit))
	f := r.Group(organizerPath + "/festivals/:festival")
	f.GET("/venue", s.page(s.festivalVenue))
	f.GET("/check-in", s.page(s.festivalVenue))
	f.POST("/check-in", s.page(s.checkIn))
	f.GET("/sheets.pdf", s.page(s.stallSheets))
	stand := r.Group("/seller/:shop/festivals/:festival")
	stand.GET("/sheet.pdf", s.page(s.stallSheet))
	stand.GET("/tags.pdf", s.page(s.priceTags))
}

// openVenue is openFestival for the committee as well, which sees this part only.
func (s *Site) openVenue(c *gin.Context) (festivalDesk, error) {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "venue")
	if apperr.KindOf(err) != apperr.NotFound {
		return d, err
	}
	actor := web.Actor(ctx)
	f, err := s.Festivals.FindForCrew(ctx, actor, c.Param("festival"))
	if err != nil {
		return d, err
	}
	return festivalDesk{actor: actor, festival: f, view: view.FestivalDesk{
		Name: f.Name.In(i18n.Language(ctx)), Base: organizerPath + "/festivals/" + f.Slug, Days: festivalDays(ctx, f), State: stateOf(f, time.Now()), Tab: "venue",
		URL: "/festivals/" + f.Slug,
	}}, nil
}

// festivalVenue shows who is here; with a code it shows whose it is, and a button.
func (s *Site) festivalVenue(c *gin.Context) error {
	return s.showVenue(c, c.Query("code"), verdictForm{status: http.StatusOK})
}

func (s *Site) showVenue(c *gin.Context, code string, f verdictForm) error {
	ctx := c.Request.Context()
	d, err := s.openVenue(c)
	if err != nil {
		return err
	}
	m := view.FestivalVenue{Form: f.form}
	zones, err := s.Festivals.ListZones(ctx, s.DB, d.festival.ID)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, z := range zones {
		names[z.Slug] = z.Name.In(i18n.Language(ctx))
	}
	if code != "" {
		place, err := s.Festivals.FindByCode(ctx, d.actor, d.festival.Slug, code)
		switch {
		case isShownAgain(err):
			f.status, m.Form = statusOf(c, err), formOf(c, err, fieldName)
			m.Form.Values["code"] = code
		case err != nil:
			return err
		default:
			found := venuePlace(ctx, place, names)
			m.Found = &found
		}
	}
	if err := s.fillVenue(ctx, d, names, &m); err != nil {
		return err
	}
	if len(d.view.Tabs) > 0 {
		m.Sheets = d.view.Base + "/sheets.pdf"
	}
	p, err := s.private(c, d.view.Name)
	if err != nil {
		return err
	}
	return render(c, f.status, templates.FestivalVenue(p, d.view, m))
}

func (s *Site) fillVenue(ctx context.Context, d festivalDesk, names map[string]string, m *view.FestivalVenue) error {
	_, places, err := s.Festivals.ListPlaces(ctx, d.actor, d.festival.Slug)
	if err != nil {
		return err
	}
	for _, place := range places {
		name := names[place.Zone]
		if len(m.Zones) == 0 || m.Zones[len(m.Zones)-1].Name != name {
			m.Zones = append(m.Zones, view.VenueZone{Name: name})
		}
		zone := &m.Zones[len(m.Zones)-1]
		if place.At == nil {
			m.Missing++
			zone.Missing = append(zone.Missing, venuePlace(ctx, place, names))
			continue
		}
		m.Here++
		if place.Late {
			m.Late++
		}
		zone.Vendor = append(zone.Vendor, venuePlace(ctx, place, names))
	}
	entrance, err := s.Festivals.FindEntrance(ctx, d.festival.ID)
	if err != nil {
		return err
	}
	m.Entrance = s.BaseURL + "/f/" + entrance
	visits, err := festivals.CountVisits(ctx, s.DB, d.festival.ID)
	for _, v := range visits {
		row := view.VenueVisits{Door: text(ctx, "venue.door"), Day: i18n.Date(i18n.Language(ctx), noon(v.Day)), Count: i18n.Number(i18n.Language(ctx), int64(v.Count))}
		if v.StallID.Valid {
			row.Door = text(ctx, "venue.door_stall", "Number", v.Number)
		}
		m.Visits = append(m.Visits, row)
	}
	return err
}

func venuePlace(ctx context.Context, p festivals.Place, zones map[string]string) view.VenuePlace {
	out := view.VenuePlace{Number: p.Number, Shop: p.ShopName, Zone: zones[p.Zone], Code: p.Code, Phone: p.Phone, Late: p.Late}
	if p.At != nil {
		out.When = i18n.DateTime(i18n.Language(ctx), *p.At) + " WIB"
	}
	return out
}

func (s *Site) checkIn(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	place, again, err := s.Festivals.CheckIn(ctx, actor, c.Param("festival"), c.PostForm("code"))
	if isShownAgain(err) {
		return s.showVenue(c, "", verdictForm{form: formOf(c, err, fieldName), status: statusOf(c, err)})
	}
	if err != nil {
		return err
	}
	done := text(ctx, "venue.done", "Shop", place.ShopName, "Stall", place.Number)
	if again {
		done = text(ctx, "venue.again", "Shop", place.ShopName, "When", i18n.DateTime(i18n.Language(ctx), *place.At)+" WIB")
	}
	s.say(ctx, view.Flash{Text: done})
	return redirect(c, organizerPath+"/festivals/"+c.Param("festival")+"/venue")
}

// visit counts who scanned a code and leads on. Counting never keeps anybody from what they came for.
func (s *Site) visit(c *gin.Context) error {
	ctx := c.Request.Context()
	door, err := s.Festivals.FindDoor(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	if agent := c.Request.UserAgent(); c.Request.Method == http.MethodGet && !isRobot(agent) {
		err := s.Festivals.CountVisit(ctx, door, festivals.Visitor{Address: c.ClientIP(), Agent: agent})
		if err != nil && !errors.Is(err, context.Canceled) {
			slog.WarnContext(ctx, "a visit was not counted", "code", door.Code, "error", err)
		}
	}
	to := festivalsPath + "/" + door.Festival
	if door.Shop != "" {
		to = "/s/" + door.Shop + "?festival=" + url.QueryEscape(door.Festival)
	}
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusFound, to)
	return nil
}

// ownFestival finds the festival of the address among those that the actor organizes.
func (s *Site) ownFestival(c *gin.Context) (identity.Actor, festivals.Festival, error) {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return actor, festivals.Festival{}, err
	}
	f, err := s.Festivals.FindOwn(c.Request.Context(), actor, c.Param("festival"))
	return actor, f, err
}
