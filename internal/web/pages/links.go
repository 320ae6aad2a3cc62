package pages

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/money"
	"lapak/internal/orders"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// The pages behind links of messages. Opening one changes nothing, since mail programs open links, too; a button does.

// secret keeps the token of this address from being told to other sites.
func secret(c *gin.Context) { c.Header("Referrer-Policy", "no-referrer") }

func (s *Site) forgot(c *gin.Context) error {
	return s.showReset(c, view.Reset{Sent: c.Query("sent") != ""}, nil)
}

func (s *Site) sendReset(c *gin.Context) error {
	err := s.Accounts.RequestReset(c.Request.Context(), c.PostForm("email"), c.ClientIP())
	if err != nil && refused(err) {
		return s.showReset(c, view.Reset{}, err)
	}
	return orRedirect(c, err, identity.ForgotPath+"?sent=1")
}

func (s *Site) reset(c *gin.Context) error {
	if c.Query("token") == "" {
		return redirect(c, identity.ForgotPath)
	}
	return s.showReset(c, view.Reset{Token: c.Query("token")}, nil)
}

func (s *Site) setPassword(c *gin.Context) error {
	token := c.PostForm("token")
	err := s.Accounts.ResetPassword(c.Request.Context(), token, c.PostForm("new_password"))
	if apperr.CodeOf(err) == "link_invalid" {
		token = "" // asks for a new letter
	}
	if err != nil && refused(err) {
		return s.showReset(c, view.Reset{Token: token}, err)
	}
	if err == nil {
		s.sayText(c.Request.Context(), "reset.done")
	}
	return orRedirect(c, err, "/login")
}

func (s *Site) showReset(c *gin.Context, m view.Reset, problem error) error {
	secret(c)
	p, err := s.private(c, i18n.Text(c.Request.Context(), "reset.title"))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, newPassword), statusOf(c, problem)
		if words, ok := m.Form.Errors["token"]; ok {
			m.Form.Errors[""] = words
			delete(m.Form.Errors, "token")
		}
	}
	return render(c, status, templates.Reset(p, m))
}

func (s *Site) confirmEmail(c *gin.Context) error {
	ctx := c.Request.Context()
	return s.showConfirm(c, view.Confirm{
		Heading: i18n.Text(ctx, "confirm.email_title"), Text: i18n.Text(ctx, "confirm.email_text"),
		Action: identity.ConfirmPath, Button: i18n.Text(ctx, "confirm.email_button"), Token: c.Query("token"),
	})
}

func (s *Site) emailConfirmed(c *gin.Context) error {
	if _, err := s.Accounts.ConfirmEmail(c.Request.Context(), c.PostForm("token")); err != nil {
		return err
	}
	s.sayText(c.Request.Context(), "confirm.email_done")
	return redirect(c, "/account")
}

func (s *Site) showConfirm(c *gin.Context, m view.Confirm) error {
	secret(c)
	p, err := s.private(c, m.Heading)
	if err != nil {
		return err
	}
	return show(c, templates.Confirm(p, m))
}

// acceptPage shows an owner the order that a message told of.
func (s *Site) acceptPage(c *gin.Context) error {
	order, part, err := s.byAcceptLink(c, s.Orders.FindByAcceptLink)
	if err != nil {
		return err
	}
	ctx, lang := c.Request.Context(), i18n.Language(c.Request.Context())
	args := i18n.Args{"Number": order.Number, "Total": money.Format(part.Total, order.Currency, lang), "Shipping": part.ShippingLabel}
	m := view.Confirm{
		Heading: i18n.Text(ctx, "accept.title", args), Text: i18n.Text(ctx, "accept.text", args), Lines: orderLinesOf(part.Lines),
		Action: c.Request.URL.EscapedPath(), Button: i18n.Text(ctx, "accept.button"), BackURL: "/seller",
	}
	if part.State != orders.StateNew {
		m.Done = true
		m.Heading = i18n.Text(ctx, "order.number", args)
		m.Text = i18n.Text(ctx, "accept.state", i18n.Args{"State": i18n.Text(ctx, "order.shop."+string(part.State)), "Shipping": part.ShippingLabel})
	}
	return s.showConfirm(c, m)
}

func (s *Site) acceptOrder(c *gin.Context) error {
	_, _, err := s.byAcceptLink(c, s.Orders.AcceptByLink)
	if apperr.KindOf(err) == apperr.Conflict {
		err = nil // the page says where the order stands
	}
	return orRedirect(c, err, c.Request.URL.EscapedPath())
}

func (s *Site) byAcceptLink(c *gin.Context, use acceptLink) (orders.Order, *orders.ShopOrder, error) {
	id, err := uuid.Parse(c.Param("shopOrder"))
	if err != nil {
		return orders.Order{}, nil, apperr.NewNotFound("order_not_found")
	}
	return use(c.Request.Context(), id, c.Param("token"))
}

// acceptLink is what can be done with the signed link of a shop's order.
type acceptLink func(ctx context.Context, shopOrderID uuid.UUID, token string) (orders.Order, *orders.ShopOrder, error)
