package templates

import (
	"context"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/view"
)

// interestFields are the fields of the form, in their order.
func interestFields(ctx context.Context, m view.InterestForm) []input {
	return []input{
		{Name: "purpose", Label: t(ctx, "invest.purpose"), Options: m.Purposes},
		{Name: "district", Label: t(ctx, "invest.where"), Options: m.Districts, Optional: true},
		{Name: "message", Label: t(ctx, "invest.message"), Hint: t(ctx, "invest.message_hint"), Kind: "area", Class: "full", Attrs: templ.Attributes{"rows": "5", "maxlength": "3800"}},
		{Name: "name", Label: t(ctx, "inquiries.name"), Attrs: templ.Attributes{"maxlength": "120", "autocomplete": "name"}},
		{Name: "organisation", Label: t(ctx, "inquiries.organisation"), Optional: true, Attrs: templ.Attributes{"maxlength": "120", "autocomplete": "organization"}},
		{Name: "country", Label: t(ctx, "inquiries.country"), Options: m.Countries, Attrs: templ.Attributes{"autocomplete": "country"}},
		{Name: "email", Label: t(ctx, "field.email"), Kind: "email", Attrs: templ.Attributes{"maxlength": "254", "autocomplete": "email"}},
	}
}
