package pages

import (
	"time"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"lapak/internal/catalog"
	"lapak/internal/festivals"
	"lapak/internal/reports"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// festivalPart is what another part adds to a festival's public page: a section under the words (nil for none), and an action beside the
// calendar's ("Daftar berjualan"; empty for none). The first action is the page's own.
type festivalPart func(s *Site, c *gin.Context, f festivals.Festival) (section templ.Component, action view.Link, err error)

// festivalParts are the parts of a festival's page, in order.
var festivalParts = []festivalPart{applyPart, shelfPart, turnoverPart}

// applyPart leads to the application while the call is open: of the visitor's own shop where there is one, else to where one begins.
func applyPart(s *Site, c *gin.Context, f festivals.Festival) (templ.Component, view.Link, error) {
	ctx, now := c.Request.Context(), time.Now()
	if f.State != festivals.Published || f.CloseAt == nil || !now.Before(*f.CloseAt) || f.OpenAt != nil && now.Before(*f.OpenAt) {
		return nil, view.Link{}, nil
	}
	action := view.Link{Text: text(ctx, "festival.apply"), URL: "/seller"}
	if actor := web.Actor(ctx); !actor.IsAnonymous() {
		mine, err := s.Shops.ListMine(ctx, actor)
		if err != nil {
			return nil, view.Link{}, err
		}
		if len(mine) == 1 {
			action.URL = "/seller/" + mine[0].Slug + "/festivals/" + f.Slug + "/apply"
		}
	}
	return nil, action, nil
}

// onFestivalPage is how many featured shops and products the festival's page shows; its shop window has them all.
const onFestivalPage = 4

// shelfPart shows the shops and products that come first today, and leads to the shop window as soon as anybody stands in it.
func shelfPart(s *Site, c *gin.Context, f festivals.Festival) (templ.Component, view.Link, error) {
	if !f.IsPublic() {
		return nil, view.Link{}, nil
	}
	ctx := c.Request.Context()
	shelf, err := s.Festivals.FindShelf(ctx, f)
	if err != nil {
		return nil, view.Link{}, err
	}
	window := view.Link{Text: text(ctx, "festival.window"), URL: fairPath(f.Slug)}
	if hasEnded(f, time.Now()) {
		window.Text = text(ctx, "festival.window_after")
	}
	if len(shelf.Vendors)+len(shelf.Products) == 0 {
		vendors, err := s.Festivals.ListVendors(ctx, f.Slug, festivals.VendorFilter{}, catalog.Page{Limit: 1})
		if err != nil || len(vendors.Items) == 0 {
			return nil, view.Link{}, err
		}
		return nil, window, nil
	}
	featured, err := s.Catalog.ListBySlug(ctx, shelf.Products[:min(onFestivalPage, len(shelf.Products))])
	if err != nil {
		return nil, view.Link{}, err
	}
	m := view.Fair{Featured: cardsOf(ctx, featured)}
	for _, v := range shelf.Vendors[:min(onFestivalPage, len(shelf.Vendors))] {
		m.Vendors = append(m.Vendors, fairVendor(v))
	}
	return templates.FestivalShelf(m, window), window, nil
}

// turnoverPart tells everybody what a festival that is over came to, where enough shops stand behind the figure.
func turnoverPart(s *Site, c *gin.Context, f festivals.Festival) (templ.Component, view.Link, error) {
	if f.State != festivals.Closed {
		return nil, view.Link{}, nil
	}
	total, found, err := reports.PublicTurnover(c.Request.Context(), s.DB, f.ID)
	if err != nil || !found {
		return nil, view.Link{}, err
	}
	return templates.FestivalTurnover(rupiah(total.Total())), view.Link{}, nil
}
