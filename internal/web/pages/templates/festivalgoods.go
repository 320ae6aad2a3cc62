package templates

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/view"
)

// refusedForm is what was typed into the form that was refused; the others are as saved.
func refusedForm(m view.StandDesk, which string) view.Form {
	if m.Refused == which {
		return m.Form
	}
	return view.Form{}
}

// collectForm keeps what a scanned code brought to the page.
func collectForm(m view.StandDesk) view.Form {
	if m.Refused == "" || m.Refused == "collect" {
		return m.Form
	}
	return view.Form{}
}

func handoverField(ctx context.Context) input {
	return input{
		Name: "code", Label: t(ctx, "goods.handover_field"), Hint: t(ctx, "goods.handover_hint"),
		Attrs: templ.Attributes{"autocomplete": "off", "maxlength": "500", "autocapitalize": "characters"},
	}
}

func capacityField(ctx context.Context, m view.StandDesk) input {
	return input{
		Name: "capacity", Label: t(ctx, "goods.capacity"), Kind: "number", Value: strconv.Itoa(m.Capacity), Class: "short",
		Hint: t(ctx, "goods.capacity_hint", "Max", m.MaxCapacity), Attrs: templ.Attributes{"min": "0", "max": "500", "inputmode": "numeric"},
	}
}

func priceFields(ctx context.Context, m view.StandDesk) []input {
	fields := make([]input, len(m.Offers))
	for i, o := range m.Offers {
		fields[i] = input{Name: "price_" + o.ID, Label: t(ctx, "goods.price_of", "Title", o.Title)}
	}
	return fields
}

func featureFields(ctx context.Context, m view.FestivalFeatures) []input {
	rows := templ.Attributes{"rows": "8", "spellcheck": "false"}
	return []input{
		{Name: "shops", Label: t(ctx, "features.shops"), Kind: "area", Value: m.Shops, Free: true, Attrs: rows},
		{Name: "products", Label: t(ctx, "features.products"), Kind: "area", Value: m.Products, Free: true, Attrs: rows},
	}
}

func slotFields(ctx context.Context, m view.FestivalSlots) []input {
	return []input{
		{Name: "minutes", Label: t(ctx, "slots.minutes"), Kind: "number", Value: m.Minutes, Class: "short", Attrs: templ.Attributes{"min": "10", "max": "240"}},
		{Name: "capacity", Label: t(ctx, "slots.capacity"), Kind: "number", Value: m.Capacity, Class: "short", Attrs: templ.Attributes{"min": "1", "max": "500"}},
	}
}

func permitForm(m view.Permits, which string) view.Form {
	if m.Refused == which {
		return m.Form
	}
	return view.Form{}
}

func newPermitFields(ctx context.Context, m view.Permits) []input {
	return []input{
		{Name: "title", Label: t(ctx, "permits.field_title"), Attrs: templ.Attributes{"maxlength": "160"}},
		{Name: "office", Label: t(ctx, "permits.field_office"), Options: m.Offices, Free: true},
		{Name: "due_on", Label: t(ctx, "permits.field_due_on"), Kind: "date"},
		{Name: "responsible", Label: t(ctx, "permits.field_responsible"), Optional: true, Attrs: templ.Attributes{"maxlength": "120"}},
	}
}

func movePermitFields(ctx context.Context, r view.PermitRow) []input {
	prefix := r.ID + "-"
	fields := []input{
		{Name: "state", Label: t(ctx, "permits.field_state"), Options: r.States, Prefix: prefix},
		{Name: "file_number", Label: t(ctx, "permits.field_file_number"), Value: r.FileNumber, Optional: true, Prefix: prefix, Attrs: templ.Attributes{"maxlength": "80"}},
		{Name: "note", Label: t(ctx, "permits.field_note"), Kind: "area", Optional: true, Prefix: prefix, Attrs: templ.Attributes{"rows": "2", "maxlength": "1000"}},
	}
	if r.DueOn != "" {
		fields = append(fields, input{Name: "due_on", Label: t(ctx, "permits.field_due_on"), Kind: "date", Value: r.DueOn, Prefix: prefix})
	}
	return fields
}

// permitOffice names the office to an organizer, and the festival to an office.
func permitOffice(ctx context.Context, m view.Permits, r view.PermitRow) string {
	switch {
	case m.Base == "/office/permits":
		return r.Festival
	case r.Office == "":
		return t(ctx, "permits.own")
	}
	return r.Office
}

// permitConfidence says how far the usual list's line is confirmed; a line of the organizer's own says nothing.
func permitConfidence(ctx context.Context, r view.PermitRow) string {
	if r.Confidence == "" {
		return ""
	}
	return t(ctx, "permits.confidence_"+r.Confidence)
}

func permitTag(r view.PermitRow) string {
	switch r.State {
	case "granted":
		return "good"
	case "refused":
		return "bad"
	case "submitted":
		return "wait"
	}
	return ""
}
