package templates

import "context"

func venueCode(ctx context.Context) input {
	return input{Name: "code", Label: t(ctx, "venue.code"), Hint: t(ctx, "venue.code_hint")}
}
