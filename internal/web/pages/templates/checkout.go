package templates

import (
	"context"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/view"
)

// refresh asks for the checkout again when a choice changes, and keeps the place and the focus. It waits a moment, since with the
// keyboard each letter or arrow is a change; a newer choice takes the place of one that is still being answered.
func refresh() templ.Attributes {
	return templ.Attributes{
		"hx-post": "/checkout", "hx-trigger": "change delay:500ms", "hx-vals": `{"update":"1"}`, "hx-include": "#checkout",
		"hx-target": "#checkout", "hx-select": "#checkout", "hx-swap": "outerHTML", "hx-sync": "#checkout:replace",
	}
}

// kept leaves a field that is typed into as it is while the checkout around it is refreshed.
func kept(attrs templ.Attributes) templ.Attributes {
	attrs["hx-preserve"] = "true"
	return attrs
}

func contactName(ctx context.Context) input {
	return input{Name: "name", Label: t(ctx, "field.name"), Attrs: kept(templ.Attributes{"autocomplete": "name", "maxlength": "120"})}
}

func contactPhone(ctx context.Context) input {
	return input{
		Name: "phone", Label: t(ctx, "field.phone"), Kind: "tel", Hint: t(ctx, "checkout.phone_hint"), Free: true,
		Attrs: kept(templ.Attributes{"autocomplete": "tel", "inputmode": "tel", "maxlength": "24"}),
	}
}

func contactEmail(ctx context.Context) input {
	return input{
		Name: "email", Label: t(ctx, "field.email"), Kind: "email", Optional: true,
		Attrs: kept(templ.Attributes{"autocomplete": "email", "maxlength": "254"}),
	}
}

var placeAutocomplete = map[string]string{
	"country": "country", "province": "address-level1", "regency": "address-level2", "district": "address-level3", "village": "address-level4",
}

// city stands for the levels of an address abroad.
func city(ctx context.Context) input {
	return input{Name: "regency", Label: t(ctx, "field.city"), Free: true, Attrs: templ.Attributes{"autocomplete": "address-level2", "maxlength": "80"}}
}

// place is one level of an address, chosen from a list once the level above is.
func place(ctx context.Context, name string, options []view.Option) input {
	attrs := templ.Attributes{"autocomplete": placeAutocomplete[name]}
	for key, value := range refresh() {
		attrs[key] = value
	}
	switch {
	case name == "country":
	case len(options) == 0:
		options = []view.Option{{Label: t(ctx, "checkout.choose_above")}}
	default:
		options = append([]view.Option{{Label: t(ctx, "checkout.choose")}}, options...)
	}
	return input{Name: name, Label: t(ctx, "field."+name), Options: options, Free: true, Attrs: attrs}
}

func postalCode(ctx context.Context) input {
	return input{
		Name: "postal_code", Label: t(ctx, "field.postal_code"), Free: true, Class: "short",
		Attrs: kept(templ.Attributes{"autocomplete": "postal-code", "inputmode": "numeric", "maxlength": "12"}),
	}
}

func streetLine(ctx context.Context) input {
	return input{
		Name: "line", Label: t(ctx, "field.line"), Kind: "area", Free: true, Hint: t(ctx, "checkout.line_hint"),
		Attrs: kept(templ.Attributes{"autocomplete": "street-address", "rows": "3", "maxlength": "300"}),
	}
}

// checkoutFields gives the order of the fields to the summary of problems.
func checkoutFields(ctx context.Context, m view.Checkout) []input {
	fields := []input{contactName(ctx), contactPhone(ctx), contactEmail(ctx)}
	for _, name := range []string{"country", "province", "regency", "district", "village"} {
		fields = append(fields, input{Name: name, Label: t(ctx, "field."+name)})
	}
	fields = append(fields, postalCode(ctx), streetLine(ctx))
	for _, s := range m.Shops {
		fields = append(fields, input{Name: "shipping_" + s.Shop.Slug, Label: t(ctx, "checkout.shipping") + ", " + s.Shop.Name})
	}
	return append(fields, input{Name: "payment_method", Label: t(ctx, "checkout.method")})
}

func quantityAttrs(l view.BasketLine) templ.Attributes {
	attrs := templ.Attributes{"data-send": true}
	if l.Problem != "" {
		attrs["aria-describedby"] = "problem-" + l.VariantID
		attrs["aria-invalid"] = "true"
	}
	return attrs
}

// isFar says whether an option is one of the many named pickup points; the couriers and the shop itself come first.
func isFar(o view.Shipping) bool {
	return strings.HasPrefix(o.Code, "pickup:") && o.Code != "pickup:shop" || isAtStall(o)
}

// isAtStall says whether an option is a slot at a festival's stall.
func isAtStall(o view.Shipping) bool { return strings.HasPrefix(o.Code, "stall:") }

func nearOptions(all []view.Shipping) []view.Shipping {
	return slices.DeleteFunc(slices.Clone(all), isFar)
}

func farOptions(all []view.Shipping) []view.Shipping {
	return slices.DeleteFunc(slices.Clone(all), func(o view.Shipping) bool { return !isFar(o) || isAtStall(o) })
}

func hasChosen(options []view.Shipping) bool {
	return slices.ContainsFunc(options, func(o view.Shipping) bool { return o.Chosen })
}
