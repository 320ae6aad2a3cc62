package pages

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/orders"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const officeOrdersPath = "/office/orders"

// searchOrder leads from a number, as people say it on the phone, to its order.
func (s *Site) searchOrder(c *gin.Context) error {
	typed := c.Query("number")
	if number, ok := orders.ParseNumber(typed); ok {
		return redirect(c, officeOrdersPath+"/"+number)
	}
	return s.showOrderSearch(c, typed)
}

// officeOrder shows an order with its history to who answers for it.
func (s *Site) officeOrder(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	order, err := s.Orders.FindByNumberForOffice(ctx, actor, c.Param("number"))
	if apperr.CodeOf(err) == "order_not_found" {
		return s.showOrderSearch(c, c.Param("number"))
	}
	if err != nil {
		return err
	}
	refunds, err := s.refundsOf(ctx, order)
	if err != nil {
		return err
	}
	p, err := s.private(c, text(ctx, "order.number", "Number", order.Number))
	if err != nil {
		return err
	}
	m := orderOf(ctx, order, refunds)
	for i := range m.Shops {
		m.Shops[i].CanConfirm, m.Shops[i].WhatsApp = false, "" // the buyer's
	}
	return show(c, templates.OfficeOrder(p, m))
}

// showOrderSearch asks for a number; one that is typed and has no order is 404.
func (s *Site) showOrderSearch(c *gin.Context, typed string) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	if !readsOrders(actor) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	p, err := s.private(c, text(ctx, "office.orders"))
	if err != nil {
		return err
	}
	f, status := view.Form{Values: map[string]string{"number": typed}}, http.StatusOK
	if typed != "" {
		f.Errors, status = map[string]string{"number": text(ctx, "office.no_order")}, http.StatusNotFound
	}
	return render(c, status, templates.OfficeOrders(p, f))
}
