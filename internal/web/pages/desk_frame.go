package pages

import (
	"context"
	"path"
	"strconv"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/shops"
	"lapak/internal/web"
	"lapak/internal/web/pages/view"
)

// desk is one shop's desk as its member sees it.
type desk struct {
	actor identity.Actor
	shop  shops.Membership
	view  view.Desk
}

// openDesk finds the shop of the address among the actor's own; any other is not found.
func (s *Site) openDesk(c *gin.Context, tab string) (desk, error) {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return desk{}, err
	}
	mine, err := s.Shops.ListMine(c.Request.Context(), actor)
	if err != nil {
		return desk{}, err
	}
	for _, m := range mine {
		if m.Slug == c.Param("shop") {
			return newDesk(actor, m, mine, tab), nil
		}
	}
	return desk{}, apperr.NewNotFound("shop_not_found")
}

func newDesk(actor identity.Actor, shop shops.Membership, mine []shops.Membership, tab string) desk {
	d := desk{actor: actor, shop: shop, view: view.Desk{
		Shop: view.ShopCard{Slug: shop.Slug, Name: shop.Name, District: shop.DistrictName}, Base: "/seller/" + shop.Slug, Tab: tab,
		State: string(shop.State), Note: shop.Reason, Owner: shop.MemberRole == shops.Owner,
	}}
	for _, m := range mine {
		if m.ID != shop.ID {
			d.view.Shops = append(d.view.Shops, view.Link{Text: m.Name, URL: "/seller/" + m.Slug})
		}
	}
	return d
}

// deskPage is the frame around a desk's page; title is a key.
func (s *Site) deskPage(c *gin.Context, title string) (view.Page, error) {
	return s.private(c, i18n.Text(c.Request.Context(), title))
}

// text is a sentence in the page's language; pairs fill its placeholders.
func text(ctx context.Context, key string, pairs ...any) string {
	args := i18n.Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			args[name] = pairs[i+1]
		}
	}
	return i18n.Text(ctx, key, args)
}

// choose marks the chosen option.
func choose(options []view.Option, value string) []view.Option {
	for i := range options {
		options[i].Chosen = options[i].Value == value
	}
	return options
}

// nextURL is the address of the following part of a list; empty where there is none.
func nextURL(c *gin.Context, cursor string) string {
	if cursor == "" {
		return ""
	}
	query := c.Request.URL.Query()
	query.Del("lang")
	query.Set("cursor", cursor)
	return c.Request.URL.EscapedPath() + "?" + query.Encode()
}

func hint(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// lastPart is the last part of the route's pattern: what a form asks for.
func lastPart(c *gin.Context) string { return path.Base(c.FullPath()) }
