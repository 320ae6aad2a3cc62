package rulebook

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"
)

// Book is a rulebook whose rows were checked and whose expressions were read. It is safe for concurrent use.
type Book struct {
	Rulebook
	criteria     []compiledCriterion
	requirements []compiledRequirement
	fields       map[string]*Field
	guides       map[string]*Guide
	identifiers  map[string]*compiledIdentifier
	rules        map[string][]Rule
}

type compiledCriterion struct {
	Criterion
	applies, check, half *node
	history              []string // the fields of platform history that its check reads
}

type compiledRequirement struct {
	Requirement
	applies, check *node
}

type compiledIdentifier struct {
	Identifier
	pattern *regexp.Regexp
}

// Compile checks every row and reads every expression. The error joins one line for each row that is wrong, naming it; a rulebook
// with such a row is refused whole, since a rule that silently does not count would be a claim.
func Compile(source Rulebook) (*Book, error) {
	b := &Book{
		Rulebook: source, fields: map[string]*Field{}, guides: map[string]*Guide{}, identifiers: map[string]*compiledIdentifier{},
	}
	c := compiler{Book: b}
	c.vocabulary()
	for i := range source.Criteria {
		c.criterion(source.Criteria[i])
	}
	for i := range source.Requirements {
		c.requirement(source.Requirements[i])
	}
	c.windows()
	c.references()
	if len(c.problems) > 0 {
		return nil, errors.Join(c.problems...)
	}
	// Evaluation and what it prints never depend on the order of the file.
	slices.SortFunc(b.criteria, func(a, b compiledCriterion) int { return compareKeyed(a.Key, a.Window, b.Key, b.Window) })
	slices.SortFunc(b.requirements, func(a, b compiledRequirement) int { return compareKeyed(a.Key, a.Window, b.Key, b.Window) })
	b.index()
	return b, nil
}

type compiler struct {
	*Book
	problems []error
}

func (c *compiler) report(row, format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf("%s: %s", row, fmt.Sprintf(format, args...)))
}

// vocabulary reads what the rules speak about: fields, identifiers, guides, thresholds.
func (c *compiler) vocabulary() {
	t := c.Thresholds
	if t.Potensial <= 0 || t.Siap <= t.Potensial || t.Teruji < t.Siap || t.Teruji > 10000 || t.SiapEachPart < 0 || t.SiapEachPart > 10000 {
		c.report("thresholds", "must rise from potensial to teruji within 1 and 10000")
	}
	if _, err := time.Parse(time.DateOnly, c.Edition); err != nil {
		c.report("edition", "%q is not a day", c.Edition)
	}
	for i := range c.Fields {
		f := &c.Fields[i]
		row := "field " + f.Key
		if c.fields[f.Key] != nil {
			c.report(row, "is there twice")
		}
		if (f.Type == Choice || f.Type == List) && len(c.Lists[f.List]) == 0 {
			c.report(row, "unknown list %q", f.List)
		}
		if !slices.Contains([]FieldType{Bool, Number, String, Choice, List, Lines}, f.Type) {
			c.report(row, "unknown type %q", f.Type)
		}
		c.fields[f.Key] = f
	}
	for i := range c.Fields {
		c.expression("field "+c.Fields[i].Key, c.Fields[i].Axis, c.Fields[i].Asked)
	}
	for _, id := range c.Identifiers {
		pattern, err := regexp.Compile(id.Pattern)
		if err != nil {
			c.report("identifier "+id.Key, "%v", err)
		}
		c.identifiers[id.Key] = &compiledIdentifier{id, pattern}
	}
	for i := range c.Guides {
		c.guides[c.Guides[i].Rule] = &c.Guides[i]
	}
}

func (c *compiler) criterion(row Criterion) {
	where := "criterion " + row.Key
	c.common(where, row.Classes, row.Window, row.Confidence)
	if row.Axis != Shop && row.Axis != Product {
		c.report(where, "unknown axis %q", row.Axis)
	}
	if !slices.ContainsFunc(c.Dimensions, func(d Dimension) bool { return d.Key == row.Dimension }) {
		c.report(where, "unknown dimension %q", row.Dimension)
	}
	if !slices.Contains([]Gate{G0, G1, G2, G3, NoGate}, row.Gate) {
		c.report(where, "unknown gate %q", row.Gate)
	}
	if row.Weight < 0 || row.Weight > 100 {
		c.report(where, "weight %d is not within 0 and 100", row.Weight)
	}
	if row.Office == "" {
		c.report(where, "names no office")
	}
	switch row.Kind {
	case Computed, Data, Either:
		if row.Check == "" {
			c.report(where, "is %s and has no check", row.Kind)
		}
	case Statement, Document:
		if row.Half != "" && row.Check == "" {
			c.report(where, "has a half without a check")
		}
	default:
		c.report(where, "unknown kind %q", row.Kind)
	}
	for _, key := range row.Numbers {
		if c.identifiers[key] == nil {
			c.report(where, "unknown identifier %q", key)
		}
	}
	c.known(where, row.Attests)
	compiled := compiledCriterion{
		Criterion: row,
		applies:   c.expression(where, row.Axis, row.Applies),
		check:     c.expression(where, row.Axis, row.Check),
		half:      c.expression(where, row.Axis, row.Half),
	}
	for field := range fieldsOf(compiled.check) {
		if f := c.fields[field]; f != nil && f.Source == History {
			compiled.history = append(compiled.history, field)
		}
	}
	slices.Sort(compiled.history)
	c.criteria = append(c.criteria, compiled)
}

func (c *compiler) requirement(row Requirement) {
	where := "requirement " + row.Key
	c.common(where, row.Classes, row.Window, row.Confidence)
	if row.Destination != AnyDestination && !c.knowsDestination(row.Destination) {
		c.report(where, "unknown destination %q", row.Destination)
	}
	switch row.Kind {
	case Standing, Label, Prohibition:
		if row.Check == "" && !row.Document {
			c.report(where, "can never be met: it has neither a check nor a paper")
		}
	case PerShipment, ImporterSide:
	default:
		c.report(where, "unknown kind %q", row.Kind)
	}
	if row.Blocking != Info && row.Blocking != Blocks && row.Blocking != BlocksParcel {
		c.report(where, "unknown blocking %q", row.Blocking)
	}
	if row.Document && row.Office == "" {
		c.report(where, "has a paper and names no office that judges it")
	}
	c.known(where, row.Attests)
	c.requirements = append(c.requirements, compiledRequirement{
		Requirement: row,
		applies:     c.expression(where, Product, row.Applies),
		check:       c.expression(where, Product, row.Check),
	})
}

// common checks what criteria and requirements share.
func (c *compiler) common(where string, classes []string, w Window, confidence Confidence) {
	for _, class := range classes {
		if !c.KnowsClass(class) {
			c.report(where, "unknown class %q", class)
		}
	}
	for _, day := range []string{w.From, w.To} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			c.report(where, "%q is not a day", day)
		}
	}
	if w.From != "" && w.To != "" && w.To < w.From {
		c.report(where, "ends on %s before it starts on %s", w.To, w.From)
	}
	if !slices.Contains([]Confidence{Sourced, Design, Partial, Unverified}, confidence) {
		c.report(where, "unknown confidence %q", confidence)
	}
}

func (c *compiler) known(where string, fields []string) {
	for _, field := range fields {
		if c.fields[field] == nil {
			c.report(where, "unknown field %q", field)
		}
	}
}

// windows refuses two rows of one rule that hold on the same day: which of them counts would be chance.
func (c *compiler) windows() {
	held := map[string][]Window{}
	check := func(where, key string, w Window) {
		for _, other := range held[key] {
			if w.overlaps(other) {
				c.report(where, "holds on the same days as another row of that id")
			}
		}
		held[key] = append(held[key], w)
	}
	for _, row := range c.criteria {
		check("criterion "+row.Key, row.Key, row.Window)
	}
	for _, row := range c.requirements {
		check("requirement "+row.Key, row.Key, row.Window)
	}
	for _, rule := range slices.Sorted(maps.Keys(c.guides)) {
		if held[rule] == nil {
			c.report("guide "+rule, "explains a rule that does not exist")
		}
	}
}

func compareKeyed(a string, wa Window, b string, wb Window) int {
	if a != b {
		if a < b {
			return -1
		}
		return 1
	}
	if wa.From < wb.From {
		return -1
	}
	return 1
}

// KnowsClass says whether the rulebook has that class of goods.
func (b *Book) KnowsClass(key string) bool {
	return slices.ContainsFunc(b.Classes, func(c Class) bool { return c.Key == key })
}

func (b *Book) knowsDestination(code string) bool {
	return slices.ContainsFunc(b.Destinations, func(d Destination) bool { return d.Code == code })
}
