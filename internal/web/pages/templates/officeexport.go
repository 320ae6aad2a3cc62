package templates

import (
	"context"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/view"
)

func validUntilField(ctx context.Context, m view.OfficeCase) input {
	return input{
		Name: "valid_until", Label: t(ctx, "officeexport.valid_until"), Kind: "date", Value: m.ValidUntil, Hint: m.DefaultValidity, Optional: true, Class: "short",
	}
}

// sourceField asks for what confirms a row; the rule's key keeps its id apart.
func sourceField(ctx context.Context, rule string) input {
	return input{
		Name: "source", Label: t(ctx, "officeexport.source"), Hint: t(ctx, "officeexport.source_hint"), Kind: "area", Prefix: rule + "-",
		Attrs: templ.Attributes{"rows": "3", "minlength": "10", "maxlength": "500"},
	}
}

// caseForm gives a paper's page its refused form where it belongs.
func caseForm(m view.OfficeCase, verdict string) view.Form {
	if m.Refused == verdict {
		return m.Form
	}
	return view.Form{}
}

func sourceForm(m view.OfficeRules, rule string) view.Form {
	if m.Refused == rule {
		return m.Form
	}
	return view.Form{}
}

// stateClass is the look of a paper's state; its words say the same.
func stateClass(state string) string {
	switch state {
	case "verified":
		return "good"
	case "rejected":
		return "bad"
	}
	return "wait"
}
