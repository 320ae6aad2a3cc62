package templates

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"lapak/internal/identity"
)

func phoneField(ctx context.Context) input {
	return input{
		Name: "phone", Label: t(ctx, "field.phone"), Kind: "tel", Hint: t(ctx, "login.phone_hint"),
		Attrs: templ.Attributes{"autocomplete": "tel", "inputmode": "tel", "maxlength": "24"},
	}
}

func codeField(ctx context.Context) input {
	return input{
		Name: "code", Label: t(ctx, "login.code"), Class: "code",
		Attrs: templ.Attributes{"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "6", "pattern": "[0-9]{6}"},
	}
}

func emailField(ctx context.Context) input {
	return input{
		Name: "email", Label: t(ctx, "field.email"), Kind: "email",
		Attrs: templ.Attributes{"autocomplete": "username", "maxlength": "254"},
	}
}

// passwordField is a known password ("password") or a new one ("new_password").
func passwordField(ctx context.Context, name string) input {
	in := input{Name: name, Label: t(ctx, "field."+name), Kind: "password", Attrs: templ.Attributes{"autocomplete": "current-password", "maxlength": number(identity.MaxPassword)}}
	if name == "new_password" {
		in.Hint = t(ctx, "field.new_password_hint", "Min", identity.MinPassword)
		in.Attrs["autocomplete"], in.Attrs["minlength"] = "new-password", number(identity.MinPassword)
	}
	return in
}

func consentField(ctx context.Context) input {
	return input{Name: "consent", Label: t(ctx, "consent.terms")}
}

func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?" + url.Values{"next": {next}}.Encode()
}
