package pages

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/orders"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// reader is who asks for an order: the account, or a guest whose session holds the order's token or a proved phone.
func (s *Site) reader(c *gin.Context, number string) orders.Reader {
	ctx := c.Request.Context()
	return orders.Reader{
		Actor: web.Actor(ctx), Token: s.Sessions.GetString(ctx, keyOrder+number), Phone: s.Sessions.GetString(ctx, keyOrderPhone),
	}
}

// findOrder reads the order of the address for its buyer.
func (s *Site) findOrder(c *gin.Context) (orders.Order, error) {
	number, ok := orders.ParseNumber(c.Param("number"))
	if !ok {
		return orders.Order{}, apperr.NewNotFound("order_not_found")
	}
	return s.Orders.Find(c.Request.Context(), s.reader(c, number), number)
}

func (s *Site) order(c *gin.Context) error {
	if c.Query("token") != "" {
		return s.openByLink(c)
	}
	order, err := s.findOrder(c)
	if err != nil {
		return err
	}
	return s.showOrder(c, order, view.Form{})
}

// openByLink takes the token of a link out of the address and into the session, so that the address can be shown around.
func (s *Site) openByLink(c *gin.Context) error {
	ctx := c.Request.Context()
	order, err := s.Orders.Find(ctx, orders.Reader{Actor: web.Actor(ctx), Token: c.Query("token")}, c.Param("number"))
	if err != nil {
		return err
	}
	s.Sessions.Put(ctx, keyOrder+order.Number, c.Query("token"))
	c.Header("Referrer-Policy", "no-referrer")
	return redirect(c, orderPath(order.Number))
}

func (s *Site) showOrder(c *gin.Context, order orders.Order, form view.Form) error {
	ctx := c.Request.Context()
	refunds, err := s.refundsOf(ctx, order)
	if err != nil {
		return err
	}
	p, err := s.private(c, i18n.Text(ctx, "order.number", i18n.Args{"Number": order.Number}))
	if err != nil {
		return err
	}
	m := orderOf(ctx, order, refunds)
	m.Form = form
	if err := s.addTickets(ctx, order, &m); err != nil {
		return err
	}
	status := http.StatusOK
	if len(form.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return render(c, status, templates.Order(p, m))
}

// orderState lets a page that waits for a payment ask whether anything has happened; if so the page loads itself again.
func (s *Site) orderState(c *gin.Context) error {
	order, err := s.findOrder(c)
	if err != nil {
		return err
	}
	return sayMoved(c, string(order.State))
}

// sayMoved tells a page that waits whether the state is another than the one that it shows.
func sayMoved(c *gin.Context, state string) error {
	c.Header("Cache-Control", "no-store")
	if state != c.Query("was") {
		c.Header("HX-Refresh", "true")
		c.Status(http.StatusOK)
		return nil
	}
	c.Status(http.StatusNoContent)
	return nil
}

func (s *Site) cancelOrder(c *gin.Context) error {
	ctx := c.Request.Context()
	order, err := s.findOrder(c)
	if err != nil {
		return err
	}
	_, err = s.Checkout.Cancel(ctx, s.reader(c, order.Number), order.Number, c.PostForm("reason"))
	if apperr.KindOf(err) == apperr.Invalid {
		return s.showOrder(c, order, formOf(c, err, nil))
	}
	return s.afterStep(c, err, "order.cancelled")
}

func (s *Site) confirmReceipt(c *gin.Context) error {
	order, err := s.findOrder(c)
	if err != nil {
		return err
	}
	_, err = s.Orders.ConfirmReceipt(c.Request.Context(), s.reader(c, order.Number), order.Number, c.Param("shop"))
	return s.afterStep(c, err, "order.confirmed")
}

// afterStep goes back to the order and says what happened, or why it could not.
func (s *Site) afterStep(c *gin.Context, err error, done string) error {
	switch {
	case err == nil:
		s.sayText(c.Request.Context(), done)
	case apperr.KindOf(err) == apperr.Conflict:
		s.say(c.Request.Context(), view.Flash{Text: web.NewProblem(c.Request.Context(), err).Detail, Problem: true})
	default:
		return err
	}
	return redirect(c, orderPath(c.Param("number")))
}
