package templates

import (
	"context"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/view"
)

func listingHeading(ctx context.Context, m view.Listing) string {
	switch {
	case m.Heading != "":
		return m.Heading
	case m.Query != "":
		return t(ctx, "listing.found", "Query", m.Query)
	default:
		return t(ctx, "listing.all")
	}
}

func priceField(ctx context.Context, name string) input {
	return input{Name: name, Label: t(ctx, "listing."+name), Free: true, Attrs: templ.Attributes{
		"inputmode": "numeric", "placeholder": "Rp", "maxlength": "15",
	}}
}

// withAny puts the choice of everything before the others.
func withAny(ctx context.Context, options []view.Option) []view.Option {
	return append([]view.Option{{Label: t(ctx, "listing.any")}}, options...)
}

func withoutFilters(m view.Listing) string {
	if m.Query != "" && m.Action == "/search" {
		return searchURL("q", m.Query)
	}
	return m.Action
}
