package templates

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"lapak/internal/i18n"
	"lapak/internal/web/pages/view"
)

func accountURL(tab string) string {
	switch tab {
	case "orders":
		return "/account"
	case "inquiries":
		return "/inquiries"
	}
	return "/account/" + tab
}

func withValue(in input, value string) input {
	in.Value = value
	return in
}

// currentPassword asks who they are again; why says in which case, where not always.
func currentPassword(ctx context.Context, why string) input {
	in := passwordField(ctx, "password")
	in.Label = t(ctx, "account.current_password")
	if why != "" {
		in.Hint, in.Free = t(ctx, why), true
	}
	return in
}

// newPhone asks for another number than the one that stands above it.
func newPhone(ctx context.Context, known string) input {
	in := phoneField(ctx)
	if known != "" {
		in.Label = t(ctx, "account.new_phone")
	}
	return in
}

// dataFields gives the order of the fields to the summary of problems.
func dataFields(ctx context.Context) []input {
	return []input{
		contactName(ctx), contactEmail(ctx), passwordField(ctx, "password"),
		{Name: "language", Label: t(ctx, "account.language")},
		phoneField(ctx), codeField(ctx),
		{Name: "sure", Label: t(ctx, "account.erase")},
		{Name: "erase_password", Label: t(ctx, "field.password")},
	}
}

func languageOptions(chosen string) []view.Option {
	var options []view.Option
	for _, lang := range i18n.Languages {
		options = append(options, view.Option{Value: lang, Label: i18n.T(lang, "layout.switch"), Chosen: lang == chosen})
	}
	return options
}

func consentKey(c view.Consent) string {
	if c.Given {
		return "account.consent_given"
	}
	return "account.consent_withdrawn"
}

func tokenName(ctx context.Context) input {
	return input{Name: "name", Label: t(ctx, "account.token_name"), Hint: t(ctx, "account.token_hint"), Attrs: templ.Attributes{"maxlength": "60", "autocomplete": "off"}}
}

// withLinks cuts a plain text at its addresses, so that each can be tapped.
func withLinks(text string) []view.Link {
	var parts []view.Link
	for text != "" {
		start := strings.Index(text, "http")
		if start < 0 || !(strings.HasPrefix(text[start:], "http://") || strings.HasPrefix(text[start:], "https://")) {
			return append(parts, view.Link{Text: text})
		}
		end := strings.IndexAny(text[start:], " \n\t")
		if end < 0 {
			end = len(text) - start
		}
		if start > 0 {
			parts = append(parts, view.Link{Text: text[:start]})
		}
		address := text[start : start+end]
		parts = append(parts, view.Link{Text: address, URL: address})
		text = text[start+end:]
	}
	return parts
}
