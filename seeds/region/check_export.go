package region

import (
	"regexp"
	"slices"
	"strings"

	"lapak/internal/exportready/rulebook"
)

// unreadLists are lists that no field or rule reads: the export sheet writes a product's allergens by the list of its market, and the
// product's page names the rules whose papers are certificates.
var unreadLists = []string{"allergens_eu", "allergens_us", "allergens_jp", "certificates"}

// engineFields are fields that the engine reads by name and no expression does.
var engineFields = []string{rulebook.FieldHSConfidence}

// export checks the national rules together with the offices of this region.
func (c *checker) export() {
	c.compile()
	c.ruledFields()
	c.criteria()
	c.requirements()
	c.identifiers()
	c.guides()
	c.lists()
	c.hsCodes()
}

func (c *checker) at(name string) int {
	at := c.pack.Facts.Export.rows[name]
	c.file = at.file
	return at.row
}

func (c *checker) words(row int, field string, t rulebook.Text) { c.text(row, field, Text(t)) }

// compile reports what the engine itself refuses: expressions, classes, windows, gates, circles.
func (c *checker) compile() {
	_, err := rulebook.Compile(c.pack.Facts.Export.Rulebook)
	if err == nil {
		return
	}
	problems := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		problems = joined.Unwrap()
	}
	for _, problem := range problems {
		name, what, _ := strings.Cut(problem.Error(), ": ")
		c.file = "export/rulebook.toml"
		row := 0
		for _, known := range []string{name, strings.Replace(name, "rule ", "criterion ", 1), strings.Replace(name, "rule ", "requirement ", 1)} {
			if _, ok := c.pack.Facts.Export.rows[known]; ok {
				row = c.at(known)
				break
			}
		}
		c.add(row, name, "invalid_rule", what)
	}
}

func (c *checker) sourced(row int, o rulebook.Origin) {
	c.filled(row, "source", o.Source)
	known := []rulebook.Confidence{rulebook.Sourced, rulebook.Design, rulebook.Partial, rulebook.Unverified}
	c.need(slices.Contains(known, o.Confidence), row, "confidence", "unknown_confidence", o.Confidence)
}

func (c *checker) office(row int, key string) {
	known := slices.ContainsFunc(c.pack.Offices, func(o Office) bool { return o.Key == key })
	c.need(known, row, "office", "unknown_office", key)
}

func (c *checker) ruledFields() {
	read, lists := c.readers()
	for _, f := range c.pack.Facts.Export.Rulebook.Fields {
		row := c.at("field " + f.Key)
		c.need(f.Axis == rulebook.Shop || f.Axis == rulebook.Product, row, "axis", "unknown_axis", f.Axis)
		sources := []rulebook.FieldSource{rulebook.Filled, rulebook.Derived, rulebook.History}
		c.need(slices.Contains(sources, f.Source), row, "source", "unknown_source", f.Source)
		c.need(f.Min == nil || f.Max == nil || *f.Min <= *f.Max, row, "min", "above_max", f.Key)
		for _, class := range f.Classes {
			c.need(slices.Contains(c.pack.Facts.ExportClasses, class), row, "classes", "unknown_export_class", class)
		}
		c.filled(row, "group", f.Group)
		c.words(row, "label", f.Label)
		if f.Help != (rulebook.Text{}) {
			c.words(row, "help", f.Help)
		}
		c.need(read[f.Key] || slices.Contains(engineFields, f.Key), row, "key", "unread_field", f.Key)
		lists[f.List] = true
	}
	c.file = "export/lists.csv"
	for name := range c.pack.Facts.Export.Rulebook.Lists {
		c.need(lists[name] || slices.Contains(unreadLists, name), 0, "name", "unread_list", name)
	}
}

var (
	quoted  = regexp.MustCompile(`'[^']*'`)
	wordIn  = regexp.MustCompile(`[a-z][a-z0-9_]*`)
	hsForm  = regexp.MustCompile(`^[0-9]{6}$`)
	nameOf  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	answers = []string{"yes", "no", "check"}
)

// readers are the names that some rule reads: a question whose answer nobody reads is not asked.
func (c *checker) readers() (fields, lists map[string]bool) {
	fields = map[string]bool{}
	read := func(attests []string, expressions ...string) {
		for _, key := range attests {
			fields[key] = true
		}
		for _, text := range expressions {
			for _, word := range wordIn.FindAllString(quoted.ReplaceAllString(text, ""), -1) {
				fields[word] = true
			}
		}
	}
	for _, rule := range c.pack.Facts.Export.Rulebook.Criteria {
		read(rule.Attests, rule.Applies, rule.Check, rule.Half)
	}
	for _, rule := range c.pack.Facts.Export.Rulebook.Requirements {
		read(rule.Attests, rule.Applies, rule.Check)
	}
	lists = map[string]bool{}
	for word := range fields {
		lists[word] = true
	}
	return fields, lists
}

func (c *checker) criteria() {
	for _, rule := range c.pack.Facts.Export.Rulebook.Criteria {
		row := c.at("criterion " + rule.Key)
		c.words(row, "title", rule.Title)
		c.words(row, "upload", rule.Upload)
		c.filled(row, "issuer", rule.Issuer)
		c.office(row, rule.Office)
		c.sourced(row, rule.Origin)
		// What only a computation judges is judged by no person, and the other way round.
		bySystem := rule.Kind == rulebook.Computed
		c.need(bySystem == (rule.Office == "system") && bySystem == (rule.Verifier == "system"), row, "office", "contradicts_kind", rule.Office)
		c.guided(row, rule.Key)
	}
}

func (c *checker) requirements() {
	for _, rule := range c.pack.Facts.Export.Rulebook.Requirements {
		row := c.at("requirement " + rule.Key)
		c.words(row, "title", rule.Title)
		c.words(row, "needs", rule.Needs)
		c.sourced(row, rule.Origin)
		if rule.Document {
			c.office(row, rule.Office)
			c.guided(row, rule.Key)
		}
	}
}

func (c *checker) guided(row int, key string) {
	_, ok := c.pack.Facts.Export.rows["guide "+key]
	c.need(ok, row, "id", "without_guide", key)
}

func (c *checker) identifiers() {
	seen := map[string]bool{}
	for _, id := range c.pack.Facts.Export.Rulebook.Identifiers {
		row := c.at("identifier " + id.Key)
		c.once(seen, row, "key", id.Key)
		c.filled(row, "name", id.Name)
		c.need(strings.HasPrefix(id.Pattern, "^") && strings.HasSuffix(id.Pattern, "$"), row, "pattern", "not_whole", id.Pattern)
	}
}

func (c *checker) guides() {
	seen := map[string]bool{}
	for _, g := range c.pack.Facts.Export.Rulebook.Guides {
		row := c.at("guide " + g.Rule)
		c.once(seen, row, "rule", g.Rule)
		c.words(row, "where", g.Where)
		c.words(row, "steps", g.Steps)
		// What is not known stays empty in both languages: the page then says so.
		c.need((g.Cost.ID == "") == (g.Cost.EN == ""), row, "cost_en", "missing_translation", g.Cost.ID)
		c.need((g.Days.ID == "") == (g.Days.EN == ""), row, "days_en", "missing_translation", g.Days.ID)
		c.need(g.URL == "" || strings.HasPrefix(g.URL, "https://"), row, "url", "invalid_url", g.URL)
		c.sourced(row, g.Origin)
	}
}

func (c *checker) lists() {
	c.file = "export/lists.csv"
	seen := map[string]bool{}
	for _, v := range c.pack.Facts.Export.Values {
		c.once(seen, v.Row, "value", v.List+" "+v.Value)
		c.need(nameOf.MatchString(v.List), v.Row, "name", "invalid_name", v.List)
		c.filled(v.Row, "value", v.Value)
		c.text(v.Row, "label", v.Label)
		c.sourced(v.Row, v.Origin)
	}
}

func (c *checker) hsCodes() {
	c.file = "hs_codes.csv"
	seen := map[string]bool{}
	for _, h := range c.pack.Facts.Export.HSCodes {
		c.once(seen, h.Row, "key", h.Key)
		c.text(h.Row, "name", h.Name)
		c.need(hsForm.MatchString(h.Code), h.Row, "hs6", "invalid_hs6", h.Code)
		known := slices.ContainsFunc(c.pack.Facts.Export.Rulebook.Classes, func(k rulebook.Class) bool { return k.Key == h.Class })
		c.need(known, h.Row, "category", "unknown_export_class", h.Class)
		c.need(slices.Contains([]string{"high", "medium", "low"}, h.Confidence), h.Row, "confidence", "unknown_confidence", h.Confidence)
		c.need(slices.Contains(answers, h.EUDR), h.Row, "eudr_annex1", "unknown_answer", h.EUDR)
		c.need(slices.Contains(answers, h.Lacey), h.Row, "lacey_likely", "unknown_answer", h.Lacey)
		c.filled(h.Row, "hs_description", h.Description)
		c.need(slices.Contains(c.pack.Facts.Export.Rulebook.Lists["hs_versions"], h.Version), h.Row, "hs_version", "unknown_version", h.Version)
	}
	c.need(len(seen) > 0, 0, "key", "empty", "")
}
