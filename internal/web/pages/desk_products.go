package pages

import (
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) deskProducts(c *gin.Context) error {
	ctx := c.Request.Context()
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	list, err := s.Catalog.ListForMember(ctx, d.actor, d.shop.Slug, catalog.State(c.Query("state")), catalog.Page{Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(list.Items))
	for i, item := range list.Items {
		ids[i] = item.ID
	}
	available, err := s.Catalog.CountAvailable(ctx, ids)
	if err != nil {
		return err
	}
	m := view.DeskProducts{NextURL: nextURL(c, list.Next)}
	for _, state := range []catalog.State{"", catalog.Published, catalog.Draft, catalog.Archived} {
		label := text(ctx, "product.state."+string(state))
		if state == "" {
			label = text(ctx, "desk.tab_products")
		}
		m.Tabs = append(m.Tabs, view.Option{Value: string(state), Label: label, Chosen: c.Query("state") == string(state)})
	}
	for _, item := range list.Items {
		row := view.DeskProductRow{
			Slug: item.Slug, Title: item.Title, State: string(item.State), Price: view.Money{Amount: item.Price, Currency: item.Currency},
			Stock: int(available[item.ID]), Low: item.State == catalog.Published && available[item.ID] <= catalog.LowUnits,
		}
		if item.Image != nil {
			row.Picture = pictureOf(*item.Image)
		}
		m.Products = append(m.Products, row)
	}
	p, err := s.deskPage(c, "desk.products")
	if err != nil {
		return err
	}
	return show(c, templates.DeskProducts(p, d.view, m))
}

// moveProduct publishes a product, takes it off show or puts it away, as the address says.
func (s *Site) moveProduct(c *gin.Context) error {
	d, err := s.openDesk(c, "products")
	if err != nil {
		return err
	}
	ref := catalog.Ref{Shop: d.shop.Slug, Product: c.Param("product")}
	verb := lastPart(c)
	state := map[string]catalog.State{"publish": catalog.Published, "unpublish": catalog.Draft, "archive": catalog.Archived}[verb]
	if _, err := s.Catalog.Update(c.Request.Context(), d.actor, ref, catalog.Changes{State: &state}); err != nil {
		if !refused(err) {
			return err
		}
		return s.showEditor(c, d, editorForm{err: whole(err)})
	}
	s.sayText(c.Request.Context(), "desk.done_"+verb)
	return redirect(c, d.view.Base+"/products/"+ref.Product)
}

// whole takes the fields from a refusal, where the page names what is missing in its own places.
func whole(err error) error {
	own := apperr.As(err)
	if own == nil {
		return err
	}
	out := *own
	out.Fields = nil
	return &out
}
