package templates

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"lapak/internal/i18n"
	"lapak/internal/web/pages/view"
)

func weekday(ctx context.Context, at time.Time) string { return i18n.Weekday(i18n.Language(ctx), at) }

func tabURL(base, state string) string {
	if state == "" {
		return base
	}
	return base + "?" + url.Values{"state": {state}}.Encode()
}

func signed(n int) string { return fmt.Sprintf("%+d", n) }

// signedAmount writes a booked movement with its sign.
func signedAmount(ctx context.Context, m view.Money) string {
	if m.Amount > 0 {
		return "+" + amount(ctx, m)
	}
	return amount(ctx, m)
}

func courierField(ctx context.Context, m view.DeskOrder) input {
	return input{Name: "courier", Label: t(ctx, "desk.courier"), Options: m.Couriers, Attrs: templ.Attributes{"maxlength": "40"}}
}

func trackingField(ctx context.Context) input {
	return input{Name: "tracking", Label: t(ctx, "desk.tracking"), Optional: true, Attrs: templ.Attributes{"maxlength": "60", "autocomplete": "off", "autocapitalize": "characters"}}
}

func pickupField(ctx context.Context) input {
	return input{Name: "code", Label: t(ctx, "desk.pickup_code"), Class: "code", Attrs: templ.Attributes{"inputmode": "numeric", "maxlength": "8", "autocomplete": "off"}}
}

// verbFields are the fields of an order's acts, for the summary of problems.
func verbFields(ctx context.Context, m view.DeskOrder) []input {
	return []input{courierField(ctx, m), trackingField(ctx), pickupField(ctx), reasonField(ctx, "")}
}

// reasonField asks why; prefix keeps its id apart where a page has several.
func reasonField(ctx context.Context, prefix string) input {
	return input{Name: "reason", Label: t(ctx, "field.reason"), Kind: "area", Prefix: prefix, Attrs: templ.Attributes{"rows": "3", "maxlength": "300"}}
}

// verdictForm gives a shop's file its refused form where it belongs.
func verdictForm(m view.OfficeShop, verdict string) view.Form {
	if m.Refused == verdict {
		return m.Form
	}
	return view.Form{}
}

func memberFields(ctx context.Context, m view.Members) []input {
	return []input{
		{Name: "contact", Label: t(ctx, "members.contact"), Hint: t(ctx, "members.contact_hint"), Attrs: templ.Attributes{"maxlength": "120", "autocomplete": "off"}},
		{Name: "role", Label: t(ctx, "members.role"), Options: m.Roles},
	}
}
