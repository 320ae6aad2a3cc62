package rulebook

import (
	"maps"
	"slices"
)

// Coverage says whether the rules know enough of a class of goods at a destination to say that something is ready.
type Coverage string

// The coverages.
const (
	CoverageConfirmed   Coverage = "confirmed"   // a seller-side rule of its own is sourced or was confirmed
	CoverageUnconfirmed Coverage = "unconfirmed" // its own rules are all unconfirmed
	CoverageNone        Coverage = "none"        // no seller-side rule names the class there
)

// Status is what a destination is to a product.
type Status string

// The statuses, in the order in which the first that holds is the answer.
const (
	Forbidden   Status = "dilarang"         // a prohibition is not lifted
	NotYet      Status = "belum"            // a confirmed rule is open, or the effective level is below siap
	NoRules     Status = "belum_ada_aturan" // coverage none
	ToBeChecked Status = "perlu_dicek"      // coverage unconfirmed, or an unconfirmed rule is open
	NotKnown    Status = "tidak_diketahui"  // a condition cannot be evaluated
	Conditional Status = "bersyarat"        // only papers of each shipment or of the importer are open
	Ready       Status = "siap_tujuan"      // nothing that blocks is open
)

// IsReady says whether the status is shown and filtered as ready.
func (s Status) IsReady() bool { return s == Conditional || s == Ready }

// Who acts on a gap.
type Who string

// Who acts: the shop, whoever exports, the buyer abroad.
const (
	BySeller   Who = "penjual"
	ByExporter Who = "eksportir"
	ByBuyer    Who = "pembeli"
)

// Gap is a requirement of a destination that is open.
type Gap struct {
	Rule       string          `json:"id"`
	Kind       RequirementKind `json:"kind"`
	Blocking   Blocking        `json:"blocking"`
	Who        Who             `json:"who"`
	Missing    []string        `json:"missing,omitempty"` // fields without a value that it asks for
	Unknown    bool            `json:"unknown,omitempty"` // whether it applies or is met cannot be said
	From       string          `json:"from,omitempty"`    // since when it holds
	Confidence Confidence      `json:"confidence"`
	Confirmed  bool            `json:"confirmed"`
}

// Market is a product at a destination on one day.
type Market struct {
	Code     string   `json:"code"`
	Status   Status   `json:"status"`
	Coverage Coverage `json:"coverage"`
	Gaps     []Gap    `json:"gaps"`
}

// Readiness is a product with its shop on one day: what is shown, stored and reproduced.
type Readiness struct {
	Level    Level       `json:"level"` // effective: the lower of the two
	Shop     Assessment  `json:"shop"`
	Product  Assessment  `json:"product"`
	Next     []RuleState `json:"blocking_next"` // what stops the next effective level, on the axes that stop it
	Markets  []Market    `json:"destinations"`
	Warnings []Warning   `json:"warnings"` // of both axes and the destinations
}

// Coverage is what the rules know of a class of goods at a destination. Rows for every class are not its own.
func (b *Book) Coverage(class, destination string) Coverage {
	coverage := CoverageNone
	for i := range b.requirements {
		row := &b.requirements[i]
		if row.Destination != destination || !row.Kind.sellerSide() || !slices.Contains(row.Classes, class) {
			continue
		}
		if row.Confirmed() {
			return CoverageConfirmed
		}
		coverage = CoverageUnconfirmed
	}
	return coverage
}

// AssessProduct judges a product whose shop was assessed, on the shop's day.
func (b *Book) AssessProduct(shop Assessment, product Subject) Readiness {
	p := b.assess(Product, shop.Day, product, &shop)
	r := Readiness{Level: min(shop.Level, p.Level), Shop: shop, Product: p, Next: []RuleState{}, Markets: []Market{}}
	if r.Level < Teruji {
		for _, a := range []Assessment{shop, p} {
			if a.Level == r.Level {
				r.Next = append(r.Next, a.Blocking...)
			}
		}
	}
	e := &evaluation{book: b, day: shop.Day, subject: merge(shop.subject, product), credits: maps.Clone(p.credits)}
	r.Warnings = append(slices.Clone(shop.Warnings), p.Warnings...)
	for _, d := range b.Destinations {
		market, warnings := e.market(d.Code, r.Level)
		r.Markets = append(r.Markets, market)
		r.Warnings = append(r.Warnings, warnings...)
	}
	for i := range b.requirements {
		if w := b.requirements[i].Window; concerns(b.requirements[i].Classes, product.Class) {
			r.Product.noteDay(w.From)
			r.Product.noteDay(after(w.To, 1))
		}
	}
	return r
}

// ReadyAt are the codes of the destinations whose status counts as ready.
func (r Readiness) ReadyAt() []string {
	codes := []string{}
	for _, m := range r.Markets {
		if m.Status.IsReady() {
			codes = append(codes, m.Code)
		}
	}
	return codes
}

// ChangesOn is the first later day on which the product's readiness may differ by itself; empty for none.
func (r Readiness) ChangesOn() string {
	a := r.Product
	a.noteDay(r.Shop.ChangesOn)
	return a.ChangesOn
}

// market reads every row of one destination.
func (e *evaluation) market(code string, level Level) (Market, []Warning) {
	m := Market{Code: code, Coverage: e.book.Coverage(e.subject.Class, code), Gaps: []Gap{}}
	var warnings []Warning
	for i := range e.book.requirements {
		row := &e.book.requirements[i]
		if (row.Destination != code && row.Destination != AnyDestination) || !concerns(row.Classes, e.subject.Class) {
			continue
		}
		gap, open := e.gap(row)
		switch {
		case open && row.Window.Holds(e.day):
			m.Gaps = append(m.Gaps, gap)
		case open && row.Window.From > e.day && row.Kind.sellerSide() && row.Blocking != Info && row.Destination == code:
			warnings = append(warnings, Warning{Kind: Starting, Rule: row.Key, Destination: code, On: row.Window.From})
		}
	}
	m.Status = m.status(level)
	return m, warnings
}

// gap says whether a requirement that concerns the class is open, whatever its dates. Papers of a shipment and of the importer are
// always open: they are made for each sale.
func (e *evaluation) gap(row *compiledRequirement) (Gap, bool) {
	g := Gap{
		Rule: row.Key, Kind: row.Kind, Blocking: row.Blocking, Who: BySeller, From: row.Window.From,
		Confidence: row.Confidence, Confirmed: row.Confirmed(),
	}
	switch row.Kind {
	case PerShipment:
		g.Who = ByExporter
	case ImporterSide:
		g.Who = ByBuyer
	}
	r := e.reading()
	applies := r.truth(row.applies)
	if applies == False {
		return g, false
	}
	if applies == True {
		clear(r.missing)
	}
	met := False
	if row.Kind.sellerSide() {
		met = r.truth(row.check)
		if row.Document {
			met = min(met, truthOf(e.creditOf(row.Key) == Full))
		}
	}
	g.Unknown = applies == Unknown || met == Unknown
	g.Missing = slices.Sorted(maps.Keys(r.missing))
	return g, met != True
}

// status is the first that holds, from the top.
func (m *Market) status(level Level) Status {
	has := func(hit func(Gap) bool) bool { return slices.ContainsFunc(m.Gaps, hit) }
	blocks := func(g Gap) bool { return g.Blocking != Info }
	seller := func(g Gap) bool { return blocks(g) && g.Kind.sellerSide() }
	switch {
	case has(func(g Gap) bool { return g.Kind == Prohibition && blocks(g) && !g.Unknown }):
		return Forbidden
	case level < Siap, has(func(g Gap) bool { return seller(g) && g.Confirmed && !g.Unknown }):
		return NotYet
	case m.Coverage == CoverageNone:
		return NoRules
	case m.Coverage == CoverageUnconfirmed, has(func(g Gap) bool { return seller(g) && !g.Confirmed && !g.Unknown }):
		return ToBeChecked
	case has(func(g Gap) bool { return blocks(g) && g.Unknown }):
		return NotKnown
	case has(blocks):
		return Conditional
	}
	return Ready
}
