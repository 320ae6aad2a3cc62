package templates

import (
	"context"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/view"
)

// levels are those that a shop climbs.
var levels = []string{"belum_siap", "potensial", "siap", "teruji"}

func reached(now, level string) bool { return slices.Index(levels, level) <= slices.Index(levels, now) }

func levelTag(level string) string {
	switch level {
	case "siap", "teruji":
		return "good"
	case "potensial", "belum_siap":
		return "wait"
	}
	return ""
}

func ruleTag(state string) string {
	switch state {
	case "good", "wait":
		return state
	}
	return ""
}

// known says so where nobody has found out yet.
func known(ctx context.Context, what string) string {
	if what == "" {
		return t(ctx, "exportdesk.not_known")
	}
	return what
}

func host(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return address
	}
	return parsed.Hostname()
}

// factInput is one question as a field of the form.
func factInput(f view.FactField) input {
	in := input{Name: f.Name, Label: f.Label, Hint: f.Help, Free: true, Attrs: templ.Attributes{"autocomplete": "off"}}
	switch f.Kind {
	case "choice":
		in.Options = f.Options
	case "number":
		in.Class, in.Attrs["inputmode"], in.Attrs["maxlength"] = "short", "numeric", "20"
	case "lines", "area":
		in.Kind, in.Attrs["rows"] = "area", "5"
	}
	if f.Max > 0 {
		in.Attrs["maxlength"] = number(f.Max)
	}
	return in
}

func plotsInput(ctx context.Context) input {
	return input{
		Name: "plots", Label: t(ctx, "exportdesk.plots"), Hint: t(ctx, "exportdesk.plots_hint"), Kind: "area", Free: true, Class: "code",
		Attrs: templ.Attributes{"rows": "6", "autocomplete": "off", "spellcheck": "false"},
	}
}

func plotsFile(ctx context.Context) input {
	return input{
		Name: "plots_file", Label: t(ctx, "exportdesk.plots_file"), Kind: "file", Free: true,
		Attrs: templ.Attributes{"accept": ".json,.geojson,application/geo+json,application/json"},
	}
}

func classInput(ctx context.Context, m view.ExportData) input {
	return input{Name: "class", Label: t(ctx, "exportdesk.class"), Hint: t(ctx, "exportdesk.class_hint"), Options: m.Classes, Free: true}
}

func hsInput(ctx context.Context) input {
	return input{Name: "hs_query", Label: t(ctx, "exportdesk.hs_query"), Hint: t(ctx, "exportdesk.hs_hint"), Free: true, Attrs: templ.Attributes{"maxlength": "80", "autocomplete": "off"}}
}

// exportFields are the fields of the form in order, for the summary of problems.
func exportFields(ctx context.Context, m view.ExportData) []input {
	fields := []input{classInput(ctx, m), hsInput(ctx)}
	for _, g := range m.Groups {
		for _, f := range g.Fields {
			fields = append(fields, factInput(f))
		}
	}
	return append(fields, plotsInput(ctx))
}

func evidenceFields(ctx context.Context, m view.Evidence) []input {
	fields := []input{{
		Name: "file", Label: t(ctx, "exportdesk.file"), Hint: t(ctx, "exportdesk.file_hint"), Kind: "file", Optional: true,
		Attrs: templ.Attributes{"accept": "application/pdf,image/jpeg,image/png,image/webp"},
	}}
	number := input{Name: "number", Label: t(ctx, "exportdesk.number"), Optional: true, Attrs: templ.Attributes{"maxlength": "60", "autocomplete": "off"}}
	for _, n := range m.Numbers {
		number.Hint = join(number.Hint, n.Name+": "+n.Value)
	}
	if m.Secret {
		number.Hint = join(number.Hint, t(ctx, "exportdesk.secret"))
	}
	return append(fields, number, input{
		Name: "valid_until", Label: t(ctx, "exportdesk.valid_until"), Hint: t(ctx, "exportdesk.valid_until_hint"), Kind: "date", Optional: true, Class: "short",
	}, input{
		Name: "statement", Label: t(ctx, "exportdesk.statement"), Hint: t(ctx, "exportdesk.statement_hint"), Kind: "area", Optional: true,
		Attrs: templ.Attributes{"rows": "4", "maxlength": "2000"},
	})
}

func answerKey(answer string) string {
	if answer == "" {
		answer = "open"
	}
	return "exportdesk.answer." + answer
}

func evidenceURL(d view.Desk, m view.Evidence) string {
	to := d.Base + "/export/evidence/" + m.Rule.Key
	if m.Product != "" {
		to += "?" + url.Values{"product": {m.Product}}.Encode()
	}
	return to
}
