package pages

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"lapak/internal/i18n"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/regions"
	"lapak/internal/web/pages/view"
)

// refundsOf sums by shop what was given back of an order; most orders are not asked about.
func (s *Site) refundsOf(ctx context.Context, order orders.Order) (map[uuid.UUID]int64, error) {
	ended := slices.ContainsFunc(order.Shops, func(o orders.ShopOrder) bool { return o.State == orders.StateRefunded })
	if !ended {
		return nil, nil
	}
	list, err := s.Payments.ListRefundsBySubject(ctx, s.DB, payments.SubjectOrderGroup, order.Group.ID)
	sums := map[uuid.UUID]int64{}
	for _, refund := range list {
		if refund.State == payments.RefundSucceeded && refund.ShopID.Valid {
			sums[refund.ShopID.UUID] += refund.Amount
		}
	}
	return sums, err
}

func orderOf(ctx context.Context, order orders.Order, refunds map[uuid.UUID]int64) view.Order {
	m := view.Order{
		Number: order.Number, State: string(order.State), PlacedAt: order.CreatedAt, Items: rupiah(order.ItemsTotal),
		Shipping: rupiah(order.ShippingTotal), Total: rupiah(order.Total), Method: methodName(ctx, order.PaymentMethod),
		ContactLine: joinLine(", ", order.ContactName, order.ContactPhone, order.ContactEmail), Address: addressLines(ctx, order.Address),
		Timeline: timelineOf(ctx, order),
	}
	if order.State == orders.GroupAwaitingPayment && !order.IsCash() && order.ExpiresAt != nil {
		m.PayURL, m.PayUntil = orderPath(order.Number)+"/pay", *order.ExpiresAt
		m.Awaits = true
	}
	refundsItself := !order.IsCash() && order.PaymentMethod != payments.MethodTransfer // a person's refund takes its time
	for _, part := range order.Shops {
		m.CanCancel = m.CanCancel || part.Allows(orders.Cancel, order.IsCash())
		m.Awaits = m.Awaits || refundsItself && part.Allows(orders.Refund, false)
		m.Shops = append(m.Shops, orderShopOf(ctx, order, part, refunds[part.ShopID]))
	}
	return m
}

func orderShopOf(ctx context.Context, order orders.Order, part orders.ShopOrder, refunded int64) view.OrderShop {
	m := view.OrderShop{
		Shop: view.ShopCard{Slug: part.ShopSlug, Name: part.ShopName}, State: string(part.State), ShippingLabel: part.ShippingLabel,
		Shipping: rupiah(part.ShippingTotal), Total: rupiah(part.Total), Courier: part.Courier, Tracking: part.Tracking, TrackingURL: orders.TrackingPage(part.Courier), Reason: endWords(ctx, part.Reason),
		WhatsApp:   writeTo(ctx, part.ShopPhone, "order.whatsapp_text", i18n.Args{"Shop": part.ShopName, "Number": order.Number}),
		CanConfirm: part.State == orders.StateShipped,
	}
	if part.State != orders.StateNew && part.IsLate(time.Now()) {
		m.LateSince = part.Due()
	}
	if part.State == orders.StateReady {
		m.PickupCode, m.PickupPlace = part.CollectCode, part.ShippingLabel
	}
	if refunded > 0 {
		m.Refund = new(rupiah(refunded))
	}
	m.Lines = orderLinesOf(part.Lines)
	return m
}

// endWords says in words why an order ended that the system ended; people's own words stay as they are.
func endWords(ctx context.Context, reason string) string {
	switch reason {
	case orders.ReasonUnanswered, orders.ReasonLeft, orders.ReasonSlotGone:
		return text(ctx, "order.reason."+reason)
	}
	return reason
}

func orderLinesOf(lines []orders.Line) []view.OrderLine {
	list := make([]view.OrderLine, 0, len(lines))
	for _, line := range lines {
		list = append(list, view.OrderLine{
			ProductSlug: line.ProductSlug, Title: line.Title, Variant: line.VariantTitle, Picture: thumbOf(line.ImageKey),
			Quantity: int(line.Quantity), Price: rupiah(line.UnitPrice), Total: rupiah(line.Total),
		})
	}
	return list
}

// writeTo is a WhatsApp link to a phone with the first words written; empty without a phone.
func writeTo(ctx context.Context, phone, key string, args i18n.Args) string {
	if phone == "" {
		return ""
	}
	return "https://wa.me/" + strings.TrimPrefix(phone, "+") + "?" + url.Values{"text": {i18n.Text(ctx, key, args)}}.Encode()
}

// timelineOf tells what has happened, newest last, and what comes next.
func timelineOf(ctx context.Context, order orders.Order) []view.Step {
	names := map[uuid.UUID]string{}
	for _, part := range order.Shops {
		names[part.ID] = part.ShopName
	}
	var steps []view.Step
	for _, entry := range order.Timeline {
		step := view.Step{At: entry.At, State: "done"}
		if entry.ShopOrderID != nil {
			step.Note = names[*entry.ShopOrderID]
		}
		text, ok := i18n.Find(i18n.Language(ctx), "order.event."+string(entry.Event), nil)
		if !ok {
			continue
		}
		step.Text = text
		// A payment moves every shop's part at the same moment: one line says it.
		if n := len(steps); n > 0 && steps[n-1].Text == step.Text && steps[n-1].At.Equal(step.At) {
			steps[n-1].Note = joinLine(", ", steps[n-1].Note, step.Note)
			continue
		}
		steps = append(steps, step)
	}
	if next, ok := i18n.Find(i18n.Language(ctx), "order.next."+string(order.State), nil); ok {
		return append(steps, view.Step{Text: next, State: "now"})
	}
	if n := len(steps); n > 0 {
		steps[n-1].State = "now"
	}
	return steps
}

// addressLines writes an address as on an envelope.
func addressLines(ctx context.Context, raw json.RawMessage) []string {
	var a regions.Address
	if len(raw) == 0 || string(raw) == "null" || json.Unmarshal(raw, &a) != nil {
		return nil
	}
	lines := []string{a.Line, joinLine(", ", a.Village, a.District), joinLine(", ", a.Regency, joinLine(" ", a.Province, a.PostalCode))}
	if a.Country != regions.Home {
		for _, country := range countries(i18n.Language(ctx), a.Country) {
			if country.Chosen {
				lines = append(lines, country.Label)
			}
		}
	}
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

// joinLine joins what is not empty.
func joinLine(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), separator)
}
