package rulebook

import (
	"maps"
	"slices"
)

// Rule is a criterion or requirement as evidence and pages need it.
type Rule struct {
	Key            string
	Axis           Axis
	Title          Text
	Upload         Text // what to hand in
	Dimension      string
	Gate           Gate
	Weight         int
	Destination    string // of a requirement; AnyDestination for all
	Kind           Kind   // of a criterion; Document for a requirement that asks for a paper
	Numbers        []string
	Attests        []string
	Reads          []string // fields that its check reads
	Issuer         string
	Office         string // whose to judge
	ValidityMonths int
	ValidityNote   string
	Window         Window
	Confirmed      bool
	Origin
}

// IsJudged says whether something can be handed in for the rule.
func (r Rule) IsJudged() bool { return r.Kind != "" && r.Kind != Computed }

// FindRule finds the row of a rule that holds on a day, or else the first row of it.
func (b *Book) FindRule(key, day string) (Rule, bool) {
	rows := b.rules[key]
	if len(rows) == 0 {
		return Rule{}, false
	}
	for _, row := range rows {
		if row.Window.Holds(day) {
			return row, true
		}
	}
	return rows[0], true
}

// index keeps the rows of each rule, the earliest first.
func (b *Book) index() {
	b.rules = make(map[string][]Rule, len(b.criteria)+len(b.requirements))
	for i := range b.criteria {
		c := &b.criteria[i]
		b.rules[c.Key] = append(b.rules[c.Key], Rule{
			Key: c.Key, Axis: c.Axis, Title: c.Title, Upload: c.Upload, Dimension: c.Dimension, Gate: c.Gate, Weight: c.Weight, Kind: c.Kind,
			Numbers: c.Numbers, Attests: c.Attests, Reads: slices.Sorted(maps.Keys(fieldsOf(c.check))), Issuer: c.Issuer, Office: c.Office,
			ValidityMonths: c.ValidityMonths, ValidityNote: c.ValidityNote, Window: c.Window, Confirmed: c.Confidence == Sourced, Origin: c.Origin,
		})
	}
	for i := range b.requirements {
		r := &b.requirements[i]
		rule := Rule{
			Key: r.Key, Axis: Product, Title: r.Title, Upload: r.Needs, Gate: NoGate, Destination: r.Destination, Attests: r.Attests,
			Reads: slices.Sorted(maps.Keys(fieldsOf(r.check))), Office: r.Office, Window: r.Window, Confirmed: r.Confirmed(), Origin: r.Origin,
		}
		if r.Document {
			rule.Kind = Document
		}
		b.rules[r.Key] = append(b.rules[r.Key], rule)
	}
}

// FindField finds a field by its key.
func (b *Book) FindField(key string) (Field, bool) {
	if f := b.fields[key]; f != nil {
		return *f, true
	}
	return Field{}, false
}

// Label is a list's value in words; the value itself where it has none.
func (b *Book) Label(list, value, language string) string {
	if text, ok := b.Labels[list][value]; ok {
		return text.In(language)
	}
	return value
}

// FindGuide finds how to close the gap of a rule.
func (b *Book) FindGuide(rule string) (Guide, bool) {
	if g := b.guides[rule]; g != nil {
		return *g, true
	}
	return Guide{}, false
}

// FindIdentifier finds the form of an official number.
func (b *Book) FindIdentifier(key string) (Identifier, bool) {
	if id := b.identifiers[key]; id != nil {
		return id.Identifier, true
	}
	return Identifier{}, false
}

// MatchesIdentifier says whether a number has the form of an identifier.
func (b *Book) MatchesIdentifier(key, number string) bool {
	id := b.identifiers[key]
	return id != nil && id.pattern.MatchString(number)
}

// Asked are the fields that the owner of a shop, or of a product of a class, is asked for, given what is known already.
func (b *Book) Asked(axis Axis, class string, facts Facts) []Field {
	var asked []Field
	for _, f := range b.Fields {
		if f.Axis != axis || f.Source != Filled || !concerns(f.Classes, class) {
			continue
		}
		condition, err := parse(f.Asked)
		r := &reading{facts: facts, lists: b.Lists, credit: func(string) int { return 0 }, missing: map[string]bool{}}
		if err == nil && r.truth(condition) != False {
			asked = append(asked, f)
		}
	}
	return asked
}

// Pick keeps of facts those of some fields.
func (f Facts) Pick(fields []string) Facts {
	picked := Facts{}
	for _, key := range fields {
		if fact, known := f[key]; known {
			picked[key] = fact
		}
	}
	return picked
}

// With is these facts and others over them.
func (f Facts) With(others ...Facts) Facts {
	all := maps.Clone(f)
	if all == nil {
		all = Facts{}
	}
	for _, other := range others {
		maps.Copy(all, other)
	}
	return all
}
