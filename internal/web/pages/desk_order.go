package pages

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) deskOrder(c *gin.Context) error {
	d, err := s.openDesk(c, "orders")
	if err != nil {
		return err
	}
	return s.showDeskOrder(c, d, view.Form{}, http.StatusOK)
}

// workOnOrder does the verb of the address. What the order's state or the form does not allow shows the order again with the reason.
func (s *Site) workOnOrder(c *gin.Context) error {
	d, err := s.openDesk(c, "orders")
	if err != nil {
		return err
	}
	verb := c.Param("verb")
	if err := s.runVerb(c, d, verb); err != nil {
		if !refused(err) {
			return err
		}
		return s.showDeskOrder(c, d, formOf(c, err, nil), statusOf(c, err))
	}
	s.sayText(c.Request.Context(), "desk.done_"+verb)
	return redirect(c, d.view.Base+"/orders/"+url.PathEscape(c.Param("number")))
}

func (s *Site) runVerb(c *gin.Context, d desk, verb string) error {
	ctx, number := c.Request.Context(), c.Param("number")
	var err error
	switch verb {
	case "accept", "pack", "ship", "ready", "collect":
		_, err = s.Orders.Work(ctx, d.actor, orders.ShopMove{
			Shop: d.shop.Slug, Number: number, Event: orders.Event(verb),
			Courier: c.PostForm("courier"), Tracking: c.PostForm("tracking"), Code: c.PostForm("code"),
		})
	case "reject":
		_, err = s.Checkout.RejectByShop(ctx, d.actor, d.shop.Slug, number, c.PostForm("reason"))
	case "paid":
		_, err = s.Checkout.ConfirmCash(ctx, d.actor, d.shop.Slug, number)
	default:
		err = apperr.NewNotFound("not_found")
	}
	return err
}

func (s *Site) showDeskOrder(c *gin.Context, d desk, f view.Form, status int) error {
	ctx := c.Request.Context()
	order, err := s.Orders.FindForShop(ctx, d.actor, d.shop.Slug, c.Param("number"))
	if err != nil {
		return err
	}
	m := deskOrderOf(ctx, order)
	m.Form = f
	m.Couriers = choose(m.Couriers, f.Value("courier", ""))
	p, err := s.deskPage(c, "desk.orders")
	if err != nil {
		return err
	}
	p.Title = order.Number
	return render(c, status, templates.DeskOrder(p, d.view, m))
}

func deskOrderOf(ctx context.Context, order orders.Order) view.DeskOrder {
	part := order.Shops[0]
	money := func(amount int64) view.Money { return view.Money{Amount: amount, Currency: order.Currency} }
	m := view.DeskOrder{
		Number: order.Number, State: string(part.State), PlacedAt: part.CreatedAt, Deadline: part.Due(),
		Items: money(part.ItemsTotal), Shipping: money(part.ShippingTotal), Total: money(part.Total),
		Method: methodWords(ctx, order.PaymentMethod), Verb: nextVerb(part), CanReject: part.Allows(orders.Reject, order.IsCash()),
		CashDue: part.State != orders.StateNew && part.Allows(orders.PayCash, order.IsCash()), Pickup: part.IsPickup(),
		Buyer: order.ContactName, Phone: order.ContactPhone, Label: part.ShippingLabel, Courier: part.Courier, Tracking: part.Tracking,
		Reason: endWords(ctx, part.Reason), Couriers: []view.Option{{Label: text(ctx, "desk.choose_courier")}},
	}
	for _, c := range orders.Couriers() {
		m.Couriers = append(m.Couriers, view.Option{Value: c.Name, Label: c.Name})
	}
	m.Couriers = append(m.Couriers, view.Option{Value: text(ctx, "desk.own_courier"), Label: text(ctx, "desk.own_courier")})
	if order.ContactPhone != "" {
		words := text(ctx, "desk.whatsapp_words", "Number", order.Number, "Shop", part.ShopName)
		m.WhatsApp = "https://wa.me/" + strings.TrimPrefix(order.ContactPhone, "+") + "?" + url.Values{"text": {words}}.Encode()
	}
	if !m.Pickup {
		m.Address = addressLines(ctx, order.Address)
	}
	for _, l := range part.Lines {
		m.Lines = append(m.Lines, view.OrderLine{
			ProductSlug: l.ProductSlug, Title: l.Title, Variant: l.VariantTitle, Picture: thumbOf(l.ImageKey), Quantity: int(l.Quantity),
			Price: money(l.UnitPrice), Total: money(l.Total),
		})
	}
	for i, e := range order.Timeline {
		step := view.Step{Text: text(ctx, "desk.event_"+string(e.Event)), At: e.At, State: "done"}
		if i == len(order.Timeline)-1 {
			step.State = "now"
		}
		m.Timeline = append(m.Timeline, step)
	}
	return m
}

// methodWords names a way to pay; one that needs no word of its own is "paid online".
func methodWords(ctx context.Context, method string) string {
	switch method {
	case payments.MethodTransfer, payments.MethodCash:
		return text(ctx, "desk.method_"+method)
	}
	return text(ctx, "desk.method_online")
}

// nextVerb is what a shop does next with its part; empty where it has nothing to do.
func nextVerb(part orders.ShopOrder) string {
	switch part.State {
	case orders.StateNew:
		return "accept"
	case orders.StateAccepted:
		return "pack"
	case orders.StatePacked:
		if part.IsPickup() {
			return "ready"
		}
		return "ship"
	case orders.StateReady:
		return "collect"
	}
	return ""
}
