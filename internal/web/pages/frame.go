package pages

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/web"
	"lapak/internal/web/pages/view"
)

// frame is what goes around a public page: who asks, the basket, what is to be said once. It costs strangers without a basket no query.
func (s *Site) frame(c *gin.Context, title string) (view.Page, error) {
	ctx := c.Request.Context()
	at := s.address(c.Request)
	p := view.Page{
		Brand: s.brand(i18n.Language(ctx)), Title: title, BaseURL: s.BaseURL, Path: at.EscapedPath(), Query: queryWithout(at, "lang"), Asked: c.Query("lang"),
	}
	pieces, err := s.Carts.Count(ctx, cartAccess(c)) // asked for, not remembered: another device may have changed it
	if err != nil {
		return p, err
	}
	p.CartCount = int(pieces)
	p.Flashes = s.takeFlashes(ctx)
	actor := web.Actor(ctx)
	if actor.IsAnonymous() {
		return p, nil
	}
	mine, err := s.Shops.ListMine(ctx, actor)
	if err != nil {
		return p, err
	}
	p.Account = &view.Account{
		Seller: len(mine) > 0,
		Mentor: actor.Has(identity.RoleMentor), Organizer: actor.Has(identity.RoleOrganizer),
		Office: actor.Has(identity.RoleVerifier) || actor.Has(identity.RoleFinance) || actor.Has(identity.RoleAdmin),
	}
	return p, nil
}

// private is the frame of a page that is nobody else's: no search engine and no cache keeps it.
func (s *Site) private(c *gin.Context, title string) (view.Page, error) {
	p, err := s.frame(c, title)
	p.NoIndex = true
	return p, err
}

func (s *Site) brand(lang string) view.Brand {
	set := s.Regions.Settings()
	b := view.Brand{
		Name: set.MallName, Tagline: set.Byline.In(lang), Regency: set.RegencyName, Email: set.Contact.Email,
		Phone: set.Contact.WhatsApp, Hero: set.Tagline.In(lang), Promise: set.Subtitle.In(lang), Demo: s.Demo,
	}
	for _, office := range s.Regions.ListOffices() {
		if office.Key != hostOffice {
			continue
		}
		b.Office = office.NameID
		if lang == i18n.English {
			b.Office = office.NameEN
		}
	}
	return b
}

// hostOffice runs the mall.
const hostOffice = "diskop"

// render writes a page whole or not at all.
func render(c *gin.Context, status int, body templ.Component) error {
	var out bytes.Buffer
	if err := body.Render(c.Request.Context(), &out); err != nil {
		return fmt.Errorf("render %s: %w", c.FullPath(), err)
	}
	if c.Writer.Header().Get("Cache-Control") == "" {
		c.Header("Cache-Control", "private, no-store")
	}
	c.Header("Content-Length", strconv.Itoa(out.Len()))
	c.Data(status, "text/html; charset=utf-8", out.Bytes())
	return nil
}

// show answers a page with 200.
func show(c *gin.Context, body templ.Component) error { return render(c, http.StatusOK, body) }

// shareable lets caches keep for a moment what a stranger without a session or a basket reads. Signed-in people's pages are asked for each time.
func shareable(c *gin.Context, p view.Page) {
	c.Header("Vary", "Cookie, Accept-Language")
	if cart, _ := web.CartOf(c.Request); cart == uuid.Nil && p.Account == nil && len(p.Flashes) == 0 && c.Query("lang") == "" {
		c.Header("Cache-Control", "public, max-age=10")
		return
	}
	c.Header("Cache-Control", "private, no-cache")
}

// redirect sends the browser on after a write.
func redirect(c *gin.Context, to string) error {
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, to)
	return nil
}

// address is where the page can be opened by a link: the request's own, or that of the page which sent the form.
func (s *Site) address(r *http.Request) *url.URL {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL
	}
	rest, ours := strings.CutPrefix(r.Referer(), s.BaseURL+"/")
	from, err := url.Parse("/" + strings.TrimLeft(rest, `/\`))
	if !ours || err != nil {
		return &url.URL{Path: "/"}
	}
	return from
}

// queryWithout is the query of an address but for some names.
func queryWithout(at *url.URL, names ...string) string {
	query := at.Query()
	for _, name := range names {
		query.Del(name)
	}
	return query.Encode()
}
