package templates

import (
	"context"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/view"
)

// The fields of the form, in their order.
func inquiryFields(ctx context.Context, m view.InquiryForm) []input {
	return []input{
		{Name: "message", Label: t(ctx, "inquiries.message"), Hint: t(ctx, "inquiries.message_hint"), Kind: "area", Attrs: templ.Attributes{"rows": "6", "maxlength": "4000"}},
		{Name: "quantity", Label: t(ctx, "inquiries.quantity"), Optional: true, Attrs: templ.Attributes{"inputmode": "numeric", "maxlength": "12"}},
		{Name: "wanted_by", Label: t(ctx, "inquiries.wanted_by"), Options: withOpen(ctx, m.Months), Optional: true},
		{Name: "destination", Label: t(ctx, "inquiries.destination"), Options: withOpen(ctx, m.Destinations), Optional: true},
		{Name: "incoterm", Label: t(ctx, "inquiries.incoterm"), Options: withOpen(ctx, m.Incoterms), Optional: true},
		{Name: "name", Label: t(ctx, "inquiries.name"), Attrs: templ.Attributes{"maxlength": "120", "autocomplete": "name"}},
		{Name: "organisation", Label: t(ctx, "inquiries.organisation"), Optional: true, Attrs: templ.Attributes{"maxlength": "120", "autocomplete": "organization"}},
		{Name: "country", Label: t(ctx, "inquiries.country"), Options: m.Countries, Attrs: templ.Attributes{"autocomplete": "country"}},
		{Name: "email", Label: t(ctx, "field.email"), Kind: "email", Attrs: templ.Attributes{"maxlength": "254", "autocomplete": "email"}},
		{Name: "phone", Label: t(ctx, "inquiries.phone"), Kind: "tel", Optional: true, Hint: t(ctx, "inquiries.phone_hint"), Attrs: templ.Attributes{"maxlength": "40", "autocomplete": "tel"}},
	}
}

// withOpen begins a list of options with the one that leaves it open.
func withOpen(ctx context.Context, options []view.Option) []view.Option {
	return append([]view.Option{{Label: t(ctx, "inquiries.open")}}, options...)
}

func threadFields(ctx context.Context, m view.Inquiry) []input {
	return []input{
		{Name: "message", Label: t(ctx, "inquiries.write"), Kind: "area", Attrs: templ.Attributes{"rows": "5", "maxlength": "4000"}},
		{Name: "outcome", Label: t(ctx, "inquiries.outcome"), Options: m.Outcomes},
		{Name: "note", Label: t(ctx, "inquiries.note"), Kind: "area", Optional: true, Attrs: templ.Attributes{"rows": "3", "maxlength": "4000"}},
	}
}

// threadForm gives a thread's refused form where it belongs.
func threadForm(m view.Inquiry, closing bool) view.Form {
	if m.Closing == closing {
		return m.Form
	}
	return view.Form{}
}

// inquiryClass colours the state of an inquiry.
func inquiryClass(state string) string {
	switch state {
	case "answered":
		return "good"
	case "closed":
		return ""
	}
	return "wait"
}
