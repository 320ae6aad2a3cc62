package pages

import (
	"context"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// rules lists every rule of export readiness, or those of a class of goods at a destination.
func (s *Site) rules(c *gin.Context) error {
	ctx := c.Request.Context()
	m := view.Rules{Groups: s.allRules(ctx)}
	if c.Query("class") != "" || c.Query("destination") != "" {
		var err error
		if m, err = s.pairRules(ctx, c.Query("class"), c.Query("destination")); err != nil {
			return err
		}
	}
	m.Version, m.Edition = s.Exports.Version(), dayIn(s.Exports.Book().Edition)
	p, err := s.frame(c, text(ctx, "rules.title"))
	if err != nil {
		return err
	}
	p.Description = text(ctx, "rules.text")
	shareable(c, p)
	return show(c, templates.Rules(p, m))
}

// allRules are the criteria of shops and products by dimension, then the requirements by destination.
func (s *Site) allRules(ctx context.Context) []view.RuleGroup {
	book, lang := s.Exports.Book(), i18n.Language(ctx)
	var groups []view.RuleGroup
	for _, axis := range []rulebook.Axis{rulebook.Shop, rulebook.Product} {
		for _, dimension := range book.Dimensions {
			group := view.RuleGroup{Heading: text(ctx, "rules.axis_"+string(axis)) + " · " + dimension.Name.In(lang)}
			for i := range book.Criteria {
				if row := &book.Criteria[i]; row.Axis == axis && row.Dimension == dimension.Key {
					group.Rules = addLine(group.Rules, criterionLine(ctx, row))
				}
			}
			groups = append(groups, group)
		}
	}
	for _, d := range slices.Concat([]rulebook.Destination{{Code: rulebook.AnyDestination}}, book.Destinations) {
		group := view.RuleGroup{Heading: s.whereOf(ctx, d.Code)}
		for i := range book.Requirements {
			if row := &book.Requirements[i]; row.Destination == d.Code {
				group.Rules = addLine(group.Rules, requirementLine(ctx, row))
			}
		}
		groups = append(groups, group)
	}
	return slices.DeleteFunc(groups, func(g view.RuleGroup) bool { return len(g.Rules) == 0 })
}

// addLine lists a rule once, however many rows it has.
func addLine(lines []view.RuleLine, line view.RuleLine) []view.RuleLine {
	if slices.ContainsFunc(lines, func(l view.RuleLine) bool { return l.Key == line.Key }) {
		return lines
	}
	return append(lines, line)
}

// pairRules are the rows behind the coverage of a pair, and what else is asked there.
func (s *Site) pairRules(ctx context.Context, class, destination string) (view.Rules, error) {
	book, lang := s.Exports.Book(), i18n.Language(ctx)
	i := slices.IndexFunc(book.Classes, func(c rulebook.Class) bool { return c.Key == class })
	if i < 0 || !s.Exports.KnowsDestination(destination) {
		return view.Rules{}, apperr.NewNotFound("rule_not_found")
	}
	own, others := view.RuleGroup{Heading: text(ctx, "rules.own")}, view.RuleGroup{Heading: text(ctx, "rules.others"), Text: text(ctx, "rules.others_text")}
	for i := range book.Requirements {
		row := &book.Requirements[i]
		named := slices.Contains(row.Classes, class)
		switch {
		case row.Destination == destination && named && isSellers(*row):
			own.Rules = addLine(own.Rules, requirementLine(ctx, row))
		case (row.Destination == destination || row.Destination == rulebook.AnyDestination) && (named || len(row.Classes) == 0):
			others.Rules = addLine(others.Rules, requirementLine(ctx, row))
		}
	}
	if len(own.Rules) == 0 {
		own.Text = text(ctx, "rules.own_none")
	}
	return view.Rules{
		Heading: book.Classes[i].Name.In(lang) + " · " + s.destinationName(ctx, destination),
		Note:    text(ctx, "coverage.means_"+string(book.Coverage(class, destination))), Groups: []view.RuleGroup{own, others},
	}, nil
}

func criterionLine(ctx context.Context, row *rulebook.Criterion) view.RuleLine {
	return view.RuleLine{
		Key: row.Key, Title: titleOf(row.Title.In(i18n.Language(ctx)), row.Key),
		Note: text(ctx, "rules.gate_"+string(row.Gate)) + " · " + text(ctx, "rules.weighs", "Weight", row.Weight) + " · " + sourcing(ctx, row.Confidence, ""),
	}
}

func requirementLine(ctx context.Context, row *rulebook.Requirement) view.RuleLine {
	return view.RuleLine{
		Key: row.Key, Title: titleOf(row.Title.In(i18n.Language(ctx)), row.Key),
		Note: text(ctx, "rules.kind_"+string(row.Kind)) + " · " + sourcing(ctx, row.Confidence, row.ConfirmedAt),
	}
}

// sourcing says how well a row is sourced, and whether an operator has confirmed it.
func sourcing(ctx context.Context, confidence rulebook.Confidence, confirmedAt string) string {
	if confirmedAt != "" {
		return text(ctx, "rules.confirmed_at", "Day", i18n.Date(i18n.Language(ctx), dayIn(confirmedAt)))
	}
	return text(ctx, "rules.confidence_"+string(confidence))
}

func (s *Site) whereOf(ctx context.Context, destination string) string {
	if destination == rulebook.AnyDestination {
		return text(ctx, "rules.everywhere")
	}
	return text(ctx, "rules.at", "Destination", s.destinationName(ctx, destination))
}

// rule shows one rule with everything that is known of it.
func (s *Site) rule(c *gin.Context) error {
	ctx := c.Request.Context()
	key := c.Param("rule")
	m := view.Rule{Key: key, Title: s.ruleLink(ctx, key).Text, Rows: s.rowsOf(ctx, key), Version: s.Exports.Version()}
	if len(m.Rows) == 0 {
		return apperr.NewNotFound("rule_not_found")
	}
	p, err := s.frame(c, m.Title)
	if err != nil {
		return err
	}
	p.Trail = []view.Link{{Text: text(ctx, "rules.title"), URL: rulesPath}, {Text: m.Title}}
	shareable(c, p)
	return show(c, templates.Rule(p, m))
}

func (s *Site) rowsOf(ctx context.Context, key string) []view.RuleRow {
	book := s.Exports.Book()
	var rows []view.RuleRow
	for i := range book.Criteria {
		if row := &book.Criteria[i]; row.Key == key {
			rows = append(rows, s.criterionOf(ctx, row))
		}
	}
	for i := range book.Requirements {
		if row := &book.Requirements[i]; row.Key == key {
			rows = append(rows, s.requirementOf(ctx, row))
		}
	}
	return rows
}

func (s *Site) criterionOf(ctx context.Context, row *rulebook.Criterion) view.RuleRow {
	lang := i18n.Language(ctx)
	asked := row.Upload.In(lang)
	if asked == "" {
		asked = text(ctx, "rules.computed")
	}
	validity := ""
	if row.ValidityMonths > 0 {
		validity = text(ctx, "rules.months", "Months", row.ValidityMonths)
	}
	return view.RuleRow{
		Title: titleOf(row.Title.In(lang), row.Key),
		Facts: facts(ctx,
			"rules.about", text(ctx, "rules.axis_"+string(row.Axis)), "rules.classes", s.classNames(ctx, row.Classes),
			"rules.asks", asked, "rules.how", text(ctx, "rules.met_"+string(row.Kind)), "rules.gate", text(ctx, "rules.gate_"+string(row.Gate)),
			"rules.weight", strconv.Itoa(row.Weight), "rules.part", s.dimensionName(ctx, row.Dimension), "rules.window", windowOf(ctx, row.Window),
			"rules.validity", validity, "rules.issuer", row.Issuer, "rules.office", s.officeName(ctx, row.Office),
			"rules.source", row.Source, "rules.confidence", text(ctx, "rules.confidence_"+string(row.Confidence)),
		),
		Code: facts(ctx, "rules.applies", row.Applies, "rules.check", row.Check, "rules.half", row.Half),
	}
}

func (s *Site) requirementOf(ctx context.Context, row *rulebook.Requirement) view.RuleRow {
	lang := i18n.Language(ctx)
	confirmed := text(ctx, "rules.operator_no")
	if row.ConfirmedAt != "" {
		confirmed = sourcing(ctx, row.Confidence, row.ConfirmedAt)
	}
	return view.RuleRow{
		Title: titleOf(row.Title.In(lang), row.Key),
		Facts: facts(ctx,
			"rules.about", s.whereOf(ctx, row.Destination), "rules.classes", s.classNames(ctx, row.Classes),
			"rules.asks", row.Needs.In(lang), "rules.how", text(ctx, "rules.kind_"+string(row.Kind)),
			"rules.gate", text(ctx, "rules.blocks_"+string(row.Blocking)), "rules.window", windowOf(ctx, row.Window),
			"rules.office", s.officeName(ctx, row.Office), "rules.source", row.Source,
			"rules.confidence", text(ctx, "rules.confidence_"+string(row.Confidence)), "rules.operator", confirmed,
		),
		Code: facts(ctx, "rules.applies", row.Applies, "rules.check", row.Check),
	}
}

// facts are names, by their keys, and values; what has no value is left out.
func facts(ctx context.Context, pairs ...string) []view.Fact {
	var list []view.Fact
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			list = append(list, view.Fact{Name: text(ctx, pairs[i]), Value: pairs[i+1]})
		}
	}
	return list
}

func (s *Site) classNames(ctx context.Context, keys []string) string {
	if len(keys) == 0 {
		return text(ctx, "rules.every_class")
	}
	names := ""
	for _, class := range s.Exports.Book().Classes {
		if slices.Contains(keys, class.Key) {
			if names != "" {
				names += ", "
			}
			names += class.Name.In(i18n.Language(ctx))
		}
	}
	return names
}

func (s *Site) dimensionName(ctx context.Context, key string) string {
	for _, d := range s.Exports.Book().Dimensions {
		if d.Key == key {
			return d.Name.In(i18n.Language(ctx))
		}
	}
	return key
}

// officeName is an office in words; "system" is the platform itself.
func (s *Site) officeName(ctx context.Context, key string) string {
	if key == "system" {
		return text(ctx, "rules.system")
	}
	for _, office := range s.Regions.ListOffices() {
		if office.Key == key && i18n.Language(ctx) == i18n.English {
			return office.NameEN
		} else if office.Key == key {
			return office.NameID
		}
	}
	return key
}

func windowOf(ctx context.Context, w rulebook.Window) string {
	lang := i18n.Language(ctx)
	switch {
	case w.From != "" && w.To != "":
		return text(ctx, "rules.from_to", "From", i18n.Date(lang, dayIn(w.From)), "To", i18n.Date(lang, dayIn(w.To)))
	case w.From != "":
		return text(ctx, "rules.from", "From", i18n.Date(lang, dayIn(w.From)))
	case w.To != "":
		return text(ctx, "rules.to", "To", i18n.Date(lang, dayIn(w.To)))
	}
	return text(ctx, "rules.always")
}
