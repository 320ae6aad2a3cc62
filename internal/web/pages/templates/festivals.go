package templates

import (
	"context"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/view"
)

// groundBox is the plan's size, with room above for the name of its first zone.
func groundBox(g view.FestivalGround) string {
	return "0 -20 " + number(max(g.Width, 12)*20) + " " + number(max(g.Height, 1)*20+22)
}

// groundRole makes the plan one picture where nothing in it can be chosen.
func groundRole(g view.FestivalGround) string {
	if len(g.Stalls) > 0 && g.Stalls[0].URL != "" {
		return "group"
	}
	return "img"
}

func stallClass(s view.FestivalStall) string {
	class := "stall zone-" + number(s.Index%6)
	if s.Shop == "" {
		class += " free"
	}
	if s.Chosen {
		class += " chosen"
	}
	return class
}

// eventPlace is where an event is, for search engines.
type eventPlace struct {
	Type    string `json:"@type"`
	Name    string `json:"name"`
	Address string `json:"address"`
}

type event struct {
	Context     string       `json:"@context"`
	Type        string       `json:"@type"`
	Name        string       `json:"name"`
	Description string       `json:"description,omitempty"`
	Start       string       `json:"startDate"`
	End         string       `json:"endDate"`
	Previous    string       `json:"previousStartDate,omitempty"`
	Status      string       `json:"eventStatus"`
	Attendance  string       `json:"eventAttendanceMode"`
	Place       eventPlace   `json:"location"`
	URL         string       `json:"url"`
	Image       []string     `json:"image,omitempty"`
	Organizer   organization `json:"organizer"`
}

// EventFacts are what search engines are told of a festival: times with their zone, and the first day that was announced where it moved.
type EventFacts struct {
	Name, Description, Start, End, Previous string
	Place, Address, Path                    string
	IsCancelled                             bool
}

// FestivalLD describes a festival for search engines.
func FestivalLD(p view.Page, f EventFacts) any {
	out := event{
		Context: schemaOrg, Type: "Festival", Name: f.Name, Description: f.Description, Start: f.Start, End: f.End, Status: schemaOrg + "/EventScheduled",
		Attendance: schemaOrg + "/OfflineEventAttendanceMode", Place: eventPlace{"Place", f.Place, f.Address}, URL: p.BaseURL + f.Path,
		Organizer: organization{Type: "Organization", Name: p.Brand.Name, URL: p.BaseURL + "/"},
	}
	switch {
	case f.IsCancelled:
		out.Status = schemaOrg + "/EventCancelled"
	case f.Previous != "":
		out.Status, out.Previous = schemaOrg+"/EventRescheduled", f.Previous
	}
	if p.Image != "" {
		out.Image = []string{p.BaseURL + p.Image}
	}
	return out
}

// festivalReason is the field for the reason of a change after publishing.
func festivalReason(ctx context.Context, prefix string) input {
	return input{
		Name: "reason", Label: t(ctx, "organizer.reason"), Hint: t(ctx, "organizer.reason_hint"), Prefix: prefix, Attrs: templ.Attributes{"maxlength": "500"},
	}
}

// of gives a page's refused form where it belongs.
func of(refused, name string, f view.Form) view.Form {
	if refused == name {
		return f
	}
	return view.Form{}
}

// withValues fills a form that was not sent with what is saved.
func withValues(f view.Form, saved map[string]string) view.Form {
	if f.Values == nil {
		f.Values = saved
	}
	return f
}

func festivalBasics(ctx context.Context, m view.FestivalForm) []input {
	return []input{
		{Name: "name", Label: t(ctx, "organizer.field_name"), Attrs: templ.Attributes{"maxlength": "120"}},
		{Name: "name_en", Label: t(ctx, "organizer.field_name_en"), Optional: true, Attrs: templ.Attributes{"maxlength": "120"}},
		{Name: "starts_on", Label: t(ctx, "organizer.field_starts_on"), Kind: "date"},
		{Name: "ends_on", Label: t(ctx, "organizer.field_ends_on"), Kind: "date"},
		{Name: "place", Label: t(ctx, "organizer.field_place"), Attrs: templ.Attributes{"maxlength": "200"}},
		{Name: "district", Label: t(ctx, "field.district"), Options: m.Districts},
		{Name: "village", Label: t(ctx, "field.village"), Hint: t(ctx, "organizer.field_village_hint"), Optional: true, Attrs: templ.Attributes{"maxlength": "80"}},
		{Name: "expectation", Label: t(ctx, "organizer.field_expectation"), Hint: t(ctx, "organizer.field_expectation_hint"), Options: m.Expectations, Free: true},
	}
}

func festivalWords(ctx context.Context) []input {
	long := templ.Attributes{"rows": "5", "maxlength": "4000"}
	return []input{
		{Name: "text", Label: t(ctx, "organizer.field_text"), Hint: t(ctx, "organizer.field_text_hint"), Kind: "area", Optional: true, Attrs: long},
		{Name: "text_en", Label: t(ctx, "organizer.field_text_en"), Kind: "area", Optional: true, Attrs: long},
	}
}

func festivalTaking(ctx context.Context, m view.FestivalForm) []input {
	long := templ.Attributes{"rows": "8", "maxlength": "6000"}
	return []input{
		{Name: "applications_open_at", Label: t(ctx, "organizer.field_open_at"), Hint: t(ctx, "organizer.field_open_at_hint"), Kind: "datetime-local", Optional: true},
		{Name: "applications_close_at", Label: t(ctx, "organizer.field_close_at"), Hint: t(ctx, "organizer.field_close_at_hint"), Kind: "datetime-local", Optional: true},
		{Name: "selection", Label: t(ctx, "organizer.field_selection"), Options: m.Selections},
		{Name: "contact_phone", Label: t(ctx, "organizer.field_phone"), Kind: "tel", Optional: true, Attrs: templ.Attributes{"maxlength": "30"}},
		{Name: "rules", Label: t(ctx, "organizer.field_rules"), Hint: t(ctx, "organizer.field_rules_hint"), Kind: "area", Optional: true, Attrs: long},
		{Name: "rules_en", Label: t(ctx, "organizer.field_rules_en"), Kind: "area", Optional: true, Attrs: long},
	}
}

func festivalDateRule(ctx context.Context, m view.FestivalForm) []input {
	return []input{
		{Name: "date_rule", Label: t(ctx, "organizer.field_date_rule"), Options: m.DateRules},
		{Name: "hijri_rule", Label: t(ctx, "organizer.field_hijri_rule"), Hint: m.Estimate, Optional: true, Attrs: templ.Attributes{"maxlength": "60", "placeholder": "10 Syawal"}},
	}
}

// festivalFields are all of a festival's fields, in order.
func festivalFields(ctx context.Context, m view.FestivalForm) []input {
	all := festivalBasics(ctx, m)
	all = append(all, input{Name: "days", Label: t(ctx, "festival.hours")})
	all = append(append(append(all, festivalWords(ctx)...), festivalTaking(ctx, m)...), festivalDateRule(ctx, m)...)
	return append(all, festivalReason(ctx, ""))
}

func zoneFields(ctx context.Context, prefix string, isNew bool) []input {
	amount := templ.Attributes{"min": "0", "inputmode": "numeric"}
	list := []input{
		{Name: "zone", Label: t(ctx, "organizer.field_zone"), Prefix: prefix, Attrs: templ.Attributes{"maxlength": "60"}},
		{Name: "zone_en", Label: t(ctx, "organizer.field_zone_en"), Prefix: prefix, Optional: true, Attrs: templ.Attributes{"maxlength": "60"}},
		{Name: "fee", Label: t(ctx, "organizer.field_fee"), Hint: t(ctx, "organizer.field_fee_hint"), Prefix: prefix, Kind: "number", Attrs: amount},
	}
	if isNew {
		list = append(list, input{Name: "quota", Label: t(ctx, "organizer.field_quota"), Hint: t(ctx, "organizer.field_quota_hint"), Prefix: prefix, Kind: "number", Attrs: amount})
	}
	return append(list,
		input{Name: "width_cm", Label: t(ctx, "organizer.field_width"), Prefix: prefix, Kind: "number", Optional: true, Attrs: amount},
		input{Name: "depth_cm", Label: t(ctx, "organizer.field_depth"), Prefix: prefix, Kind: "number", Optional: true, Attrs: amount},
		input{Name: "power_watts", Label: t(ctx, "organizer.field_power"), Prefix: prefix, Kind: "number", Optional: true, Attrs: amount},
	)
}

func spotFields(ctx context.Context) []input {
	cells := templ.Attributes{"min": "0", "max": "199", "inputmode": "numeric"}
	return []input{
		{Name: "number", Label: t(ctx, "organizer.field_number"), Attrs: templ.Attributes{"maxlength": "11", "autocapitalize": "characters"}},
		{Name: "x", Label: t(ctx, "organizer.field_x"), Kind: "number", Attrs: cells},
		{Name: "y", Label: t(ctx, "organizer.field_y"), Kind: "number", Attrs: cells},
		{Name: "w", Label: t(ctx, "organizer.field_w"), Kind: "number", Attrs: cells},
		{Name: "h", Label: t(ctx, "organizer.field_h"), Kind: "number", Attrs: cells},
	}
}

func entryFields(ctx context.Context, prefix string, dates []view.Option) []input {
	return []input{
		{Name: "title", Label: t(ctx, "organizer.field_title"), Prefix: prefix, Attrs: templ.Attributes{"maxlength": "160"}},
		{Name: "title_en", Label: t(ctx, "organizer.field_title_en"), Prefix: prefix, Optional: true, Attrs: templ.Attributes{"maxlength": "160"}},
		{Name: "day", Label: t(ctx, "organizer.field_day"), Prefix: prefix, Options: dates},
		{Name: "from", Label: t(ctx, "organizer.field_from"), Prefix: prefix, Kind: "time"},
		{Name: "to", Label: t(ctx, "organizer.field_to"), Hint: t(ctx, "organizer.field_to_hint"), Prefix: prefix, Kind: "time"},
		{Name: "place", Label: t(ctx, "organizer.field_entry_place"), Prefix: prefix, Optional: true, Attrs: templ.Attributes{"maxlength": "120"}},
	}
}

func festivalMemberFields(ctx context.Context) []input {
	return []input{
		{Name: "contact", Label: t(ctx, "organizer.field_contact"), Hint: t(ctx, "members.contact_hint"), Attrs: templ.Attributes{"maxlength": "120", "autocomplete": "off"}},
		{Name: "role", Label: t(ctx, "organizer.field_role"), Options: []view.Option{
			{Value: "committee", Label: t(ctx, "organizer.role_committee")}, {Value: "organizer", Label: t(ctx, "organizer.role_organizer")},
		}},
	}
}

// chosenOf marks the option that a form has.
func chosenOf(list []view.Option, value string) []view.Option {
	out := make([]view.Option, len(list))
	for i, o := range list {
		o.Chosen = o.Value == value
		out[i] = o
	}
	return out
}

func festivalTag(state string) string {
	return map[string]string{"published": "good", "running": "good", "draft": "wait", "cancelled": "bad"}[state]
}

// spotValues are the form fields of a stall's place.
func spotValues(s view.FestivalStall) map[string]string {
	return map[string]string{"number": s.Number, "x": number(s.X), "y": number(s.Y), "w": number(s.W), "h": number(s.H)}
}
