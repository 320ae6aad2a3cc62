package templates

import (
	"context"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/view"
)

func noteField(ctx context.Context) input {
	return input{
		Name: "note", Label: t(ctx, "help.note"), Hint: t(ctx, "help.note_hint"), Kind: "area", Optional: true,
		Attrs: templ.Attributes{"rows": "4", "maxlength": "1000"},
	}
}

// replyField and visitField stand in two forms of one page: the verb keeps their ids apart.
func replyField(ctx context.Context, verb, value string) input {
	return input{
		Name: "reply", Label: t(ctx, "mentor.reply_field"), Value: value, Kind: "area", Optional: true, Prefix: verb + "-",
		Attrs: templ.Attributes{"rows": "3", "maxlength": "1000"},
	}
}

func visitField(ctx context.Context, verb, value string) input {
	return input{Name: "visit_on", Label: t(ctx, "mentor.visit_field"), Value: value, Kind: "date", Optional: true, Class: "short", Prefix: verb + "-"}
}

func outcomeField(ctx context.Context) input {
	return input{
		Name: "outcome", Label: t(ctx, "mentor.outcome_field"), Hint: t(ctx, "mentor.outcome_hint"), Kind: "area",
		Attrs: templ.Attributes{"rows": "3", "minlength": "3", "maxlength": "1000"},
	}
}

// helpForm gives a request's page its refused form where it belongs.
func helpForm(m view.MentorRequest, verb string) view.Form {
	if m.Refused == verb {
		return m.Form
	}
	return view.Form{}
}

func trainingVerbForm(m view.OfficeTraining, verb string) view.Form {
	if m.Refused == verb {
		return m.Form
	}
	return view.Form{}
}

func trainingTag(state string) string {
	return map[string]string{"published": "good", "draft": "wait", "cancelled": "bad"}[state]
}

func came(is bool) string {
	if is {
		return "training.did_come"
	}
	return "training.did_not_come"
}

// trainingFields are the fields of a training's form, in their order.
func trainingFields(ctx context.Context, m view.TrainingForm) []input {
	line := func(name string, max string) input {
		return input{Name: name, Label: t(ctx, "training.field_"+name), Attrs: templ.Attributes{"maxlength": max, "autocomplete": "off"}}
	}
	area := func(name string) input {
		return input{Name: name, Label: t(ctx, "training.field_"+name), Kind: "area", Attrs: templ.Attributes{"rows": "4", "maxlength": "2000"}}
	}
	moment := func(name string) input {
		return input{Name: name, Label: t(ctx, "training.field_"+name), Hint: t(ctx, "training.wib"), Kind: "datetime-local"}
	}
	return []input{
		line("title_id", "120"), line("title_en", "120"), area("text_id"), area("text_en"), line("place", "200"),
		{Name: "district", Label: t(ctx, "training.field_district"), Options: m.Districts},
		moment("starts_at"), moment("ends_at"), moment("closes_at"),
		{Name: "seats", Label: t(ctx, "training.field_seats"), Kind: "number", Class: "short", Attrs: templ.Attributes{"min": "1", "max": "1000", "inputmode": "numeric"}},
		{Name: "criteria", Label: t(ctx, "training.field_criteria")},
	}
}
