package pages

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// checkInPage is who of the vendors has come; the phone's camera opens it with a code.
func (s *Site) checkInPage(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openFestival(c, "check-in")
	if err != nil {
		return err
	}
	sheets, err := s.Festivals.ListPasses(ctx, d.actor, d.festival.Slug)
	if err != nil {
		return err
	}
	m := view.CheckInPage{Base: d.view.Base, Code: c.Query("code"), Sheets: d.view.Base + "/sheets.pdf", Entrance: s.BaseURL + "/f/" + sheets.Entrance}
	for _, p := range sheets.Passes {
		row := view.CheckInRow{Stall: p.Number, Shop: p.ShopName, Phone: p.Phone}
		if p.CheckedAt == nil {
			m.Missing = append(m.Missing, row)
			continue
		}
		row.At = i18n.Clock(i18n.Language(ctx), *p.CheckedAt)
		m.Here = append(m.Here, row)
	}
	p, err := s.private(c, text(ctx, "checkin.title"))
	if err != nil {
		return err
	}
	allowCamera(c)
	return show(c, templates.CheckIn(p, d.view, m))
}

func (s *Site) checkIn(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	back := organizerPath + "/festivals/" + url.PathEscape(c.Param("festival")) + "/check-in"
	here, err := s.Festivals.CheckIn(ctx, actor, c.Param("festival"), c.PostForm("code"))
	if e := apperr.As(err); e != nil && e.Kind == apperr.Conflict {
		s.say(ctx, view.Flash{Text: i18n.Text(ctx, "error."+e.Code, e.Params), Problem: true})
		return redirect(c, back)
	}
	if err != nil {
		return err
	}
	key := "checkin.done"
	if !here.IsFirst {
		key = "checkin.again"
	}
	s.say(ctx, view.Flash{Text: text(ctx, key, "Shop", here.ShopName, "Stall", here.Number, "At", i18n.Clock(i18n.Language(ctx), here.At))})
	return redirect(c, back)
}

// openCheckIn is what the code on a stall's sheet leads to: the check-in of its festival, for those who run it.
func (s *Site) openCheckIn(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	festival, err := s.Festivals.FindCheckIn(ctx, actor, c.Param("code"))
	if err != nil {
		return err
	}
	return redirect(c, organizerPath+"/festivals/"+festival+"/check-in?"+url.Values{"code": {festivals.CodeIn(c.Param("code"))}}.Encode())
}

const (
	visitorCookie  = "lapak_visitor" // a number of chance, for a day: who scans twice is counted once
	visitorSeconds = 24 * 60 * 60
)

// visit counts a visitor at a stall's or the entrance's code and leads on.
func (s *Site) visit(c *gin.Context) error {
	cookie, err := c.Request.Cookie(visitorCookie)
	var visitor string
	if err == nil && len(cookie.Value) == 32 {
		visitor = cookie.Value
	} else {
		var raw [16]byte
		_, _ = rand.Read(raw[:]) // it never fails
		visitor = hex.EncodeToString(raw[:])
	}
	to, err := s.Festivals.Visit(c.Request.Context(), c.Param("code"), []byte(visitor))
	if err != nil {
		return err
	}
	http.SetCookie(c.Writer, &http.Cookie{ //nolint:gosec // Secure where the mall is reached by https
		Name: visitorCookie, Value: visitor, Path: "/f/", MaxAge: visitorSeconds, HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode,
	})
	web.SetCame(c.Writer, to.Festival, s.secure())
	if to.Shop == "" {
		return redirect(c, "/festivals/"+to.Festival)
	}
	return redirect(c, "/s/"+to.Shop+"?"+url.Values{"festival": {to.Festival}}.Encode())
}

// cameBy is the festival by which somebody came lately; nil without one.
func (s *Site) cameBy(c *gin.Context) *uuid.UUID {
	return web.FindCame(c.Request.Context(), s.Festivals, web.CameBy(c.Request))
}

// gating are the pages of a festival's day: who has come, what is printed for the stalls, and what came of it.
func (s *Site) gating(festival gin.IRouter) {
	festival.GET("/check-in", s.page(s.checkInPage))
	festival.POST("/check-in", s.page(s.checkIn))
	festival.GET("/sheets.pdf", s.page(s.allSheets))
	festival.GET("/entrance.pdf", s.page(s.entranceSheet))
	festival.GET("/report", s.page(s.festivalReport))
	festival.GET("/report.pdf", s.page(s.festivalReportPDF))
	festival.GET("/report.xlsx", s.page(s.festivalReportXLSX))
}
