package pages

import (
	"context"
	"slices"

	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/shipping"
	"lapak/internal/web/pages/view"
)

func checkoutOf(ctx context.Context, quote checkout.Quote, in asked) view.Checkout {
	m := view.Checkout{
		Form: in.Form, Key: in.Form.Values["key"], Cart: in.Access.CartID.String(), Items: rupiah(quote.ItemsTotal), Changed: in.Changed,
	}
	cost, known := int64(0), true
	for _, part := range quote.Shops {
		shop := view.CheckoutShop{
			Shop: view.ShopCard{Slug: part.Slug, Name: part.Name}, Items: rupiah(part.ItemsTotal),
			Options: shippingOptions(ctx, part.Choices, in.Form.Values["shipping_"+part.Slug]),
		}
		shop.Days = slotDays(ctx, part.Slots, in.Form.Values["shipping_"+part.Slug])
		if len(shop.Options) == 0 || part.Choices.NoCourier != "" && part.Choices.NoCourier != "address_needed" {
			shop.Note = i18n.Text(ctx, "error."+part.Choices.NoCourier)
		}
		for _, line := range part.Lines {
			shop.Lines = append(shop.Lines, view.OrderLine{
				ProductSlug: line.ProductSlug, Title: line.Title, Variant: line.VariantTitle, Picture: thumbOf(line.ImageKey),
				Quantity: int(line.Quantity), Price: rupiah(line.Price), Total: rupiah(line.Total()),
			})
		}
		chosen := slices.IndexFunc(shop.Options, func(o view.Shipping) bool { return o.Chosen })
		if chosen < 0 {
			known = false
		} else {
			cost += shop.Options[chosen].Price.Amount
		}
		m.Shops = append(m.Shops, shop)
	}
	if known {
		m.Shipping, m.Total = new(rupiah(cost)), new(rupiah(quote.ItemsTotal+cost))
	}
	return m
}

// shippingOptions offers the ways of a parcel. Where nothing was chosen, or that way is gone, the cheapest courier is.
func shippingOptions(ctx context.Context, choices shipping.Choices, chosen string) []view.Shipping {
	var options []view.Shipping
	pick := slices.IndexFunc(choices.Options, func(o shipping.Option) bool { return o.Code == chosen })
	if pick < 0 && choices.NoCourier == "" {
		pick = 0
	}
	for i, o := range choices.Options {
		shown := view.Shipping{Code: o.Code, Label: o.Label, Price: rupiah(o.Price), Chosen: i == pick}
		if !o.Pickup {
			shown.Note = i18n.Text(ctx, "checkout.days", i18n.Args{"From": o.DaysMin, "To": o.DaysMax})
		}
		options = append(options, shown)
	}
	return options
}

// slotDays are the slots of a shop's stall by day. The day with the chosen slot is unfolded, else the first with room.
func slotDays(ctx context.Context, slots []festivals.Choice, chosen string) []view.SlotDay {
	lang := i18n.Language(ctx)
	var days []view.SlotDay
	rooms, open := 0, -1
	for i, c := range slots {
		if i == 0 || !sameDay(slots[i-1].StartsAt, c.StartsAt) || slots[i-1].Slug != c.Slug {
			days, rooms = append(days, view.SlotDay{Name: text(ctx, "collect.day", "Day", i18n.Weekday(lang, c.StartsAt), "Stall", c.Stall, "Festival", c.Festival.In(lang))}), 0
		}
		day := &days[len(days)-1]
		slot := view.SlotTime{Code: checkout.StallCode(c), Label: i18n.Clock(lang, c.StartsAt) + "–" + i18n.Clock(lang, c.EndsAt), Full: c.Left == 0}
		slot.Chosen = slot.Code == chosen && !slot.Full
		if !slot.Full {
			rooms++
		}
		if slot.Chosen || open < 0 && !slot.Full {
			open = len(days) - 1
		}
		day.Times, day.Line = append(day.Times, slot), text(ctx, "collect.day_room", "Count", rooms)
	}
	if open >= 0 {
		days[open].Open = true
	}
	return days
}

// methodOptions are the ways to pay this basket, the quickest first. Cash needs every shop's consent.
func (s *Site) methodOptions(ctx context.Context, quote checkout.Quote, chosen string) []view.Option {
	cash := !slices.ContainsFunc(quote.Shops, func(part checkout.ShopQuote) bool { return !part.AcceptsCash })
	return s.methods(ctx, chosen, cash)
}

// methods lists the ways to pay that are offered.
func (s *Site) methods(ctx context.Context, chosen string, cash bool) []view.Option {
	offered := s.Payments.Methods()
	var names []string
	for name := range offered {
		if name != payments.MethodTransfer && name != orders.MethodCash {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if offered[payments.MethodTransfer] {
		names = append(names, payments.MethodTransfer)
	}
	if offered[orders.MethodCash] && cash {
		names = append(names, orders.MethodCash)
	}
	if !slices.Contains(names, chosen) && len(names) > 0 {
		chosen = names[0]
	}
	var options []view.Option
	for _, name := range names {
		options = append(options, view.Option{Value: name, Label: methodName(ctx, name), Hint: methodText(ctx, name, "hint"), Chosen: name == chosen})
	}
	return options
}

// methodName says a way to pay in words; one without words of its own is some online payment.
func methodName(ctx context.Context, method string) string { return methodText(ctx, method, "name") }

func methodText(ctx context.Context, method, part string) string {
	if text, ok := i18n.Find(i18n.Language(ctx), "method."+part+"."+method, nil); ok {
		return text
	}
	return i18n.Text(ctx, "method."+part+".online")
}
