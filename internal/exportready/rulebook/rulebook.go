// Package rulebook is the arithmetic of export readiness: rules kept as data, a small closed language for their conditions, and
// pure functions that turn rules and facts into a level, a destination's status and the reasons for both. It reads no clock and no
// database, and counts in integers only, so the same rules and inputs give the same bytes for ever.
package rulebook

import "lapak/internal/i18n"

// Rulebook is one edition of the rules as it was loaded: what a stored version holds.
type Rulebook struct {
	Edition      string                     `json:"edition"` // the day the rows were last read against their sources, "2026-11-22"
	Thresholds   Thresholds                 `json:"thresholds"`
	Destinations []Destination              `json:"destinations"`
	Classes      []Class                    `json:"classes"`
	Dimensions   []Dimension                `json:"dimensions"`
	Lists        map[string][]string        `json:"lists"`  // named values that conditions point at: allergens, HS headings, fruit
	Labels       map[string]map[string]Text `json:"labels"` // of the values of lists
	Fields       []Field                    `json:"fields"`
	Criteria     []Criterion                `json:"criteria"`
	Requirements []Requirement              `json:"requirements"`
	Identifiers  []Identifier               `json:"identifiers"`
	Guides       []Guide                    `json:"guides"`
}

// Text is a wording in both languages.
type Text struct {
	ID string `json:"id"`
	EN string `json:"en"`
}

// In is the wording in a language; Indonesian where the language has none.
func (t Text) In(language string) string {
	if language == i18n.English && t.EN != "" {
		return t.EN
	}
	return t.ID
}

// Confidence says how well a row is sourced.
type Confidence string

// The confidences, the strongest first. Design marks our own decision, which no source outside can confirm.
const (
	Sourced    Confidence = "sourced"
	Design     Confidence = "design"
	Partial    Confidence = "partial"
	Unverified Confidence = "unverified"
)

// Origin is where a row comes from, so that each number on a page can be followed.
type Origin struct {
	Source     string     `json:"source"`
	Confidence Confidence `json:"confidence"`
}

// Thresholds are the scores, in hundredths of a percent, from which a level holds.
type Thresholds struct {
	Potensial    int `json:"potensial"`     // least score for potensial
	Siap         int `json:"siap"`          // least score for siap
	SiapEachPart int `json:"siap_each_dim"` // least score of every dimension for siap
	Teruji       int `json:"teruji"`        // least score for teruji
}

// Window is when a rule holds, both days included, "2026-11-22"; empty is open.
type Window struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// Holds says whether the rule is in force on a day.
func (w Window) Holds(day string) bool {
	return (w.From == "" || w.From <= day) && (w.To == "" || day <= w.To)
}

func (w Window) overlaps(other Window) bool {
	return (w.To == "" || other.From <= w.To) && (other.To == "" || w.From <= other.To)
}

// Destination is a market with rules of its own.
type Destination struct {
	Code string `json:"code"` // "EU", "JP"
	Name Text   `json:"name"`
}

// Class is a group of goods that the rules treat alike.
type Class struct {
	Key  string `json:"key"` // "COFFEE_PROC"
	Name Text   `json:"name"`
}

// Dimension is one of the parts that a score is shown by.
type Dimension struct {
	Key  string `json:"key"`
	Name Text   `json:"name"`
}

// Axis says what a rule judges. Shop and product are scored apart.
type Axis string

// The axes.
const (
	Shop    Axis = "shop"
	Product Axis = "product"
)

// Kind says how a criterion is met.
type Kind string

// The kinds of criterion.
const (
	Computed  Kind = "computed"  // by its check alone; nobody judges it
	Data      Kind = "data"      // by its check, half of it until a verifier confirms the data
	Statement Kind = "statement" // by a statement of the shop, half of it until a verifier confirms it
	Document  Kind = "document"  // by a paper or number, half of it until a verifier confirms it
	Either    Kind = "either"    // by a paper as above, or wholly by its check
)

// Gate is a rule that no score can buy back.
type Gate string

// The gates: G0 is a prohibition, G1 is needed for potensial, G2 for siap, G3 for teruji.
const (
	G0     Gate = "G0"
	G1     Gate = "G1"
	G2     Gate = "G2"
	G3     Gate = "G3"
	NoGate Gate = "none"
)

// Criterion is one rule of a level.
type Criterion struct {
	Key            string   `json:"id"`
	Axis           Axis     `json:"axis"`
	Classes        []string `json:"classes,omitempty"` // empty for every class
	Applies        string   `json:"applies,omitempty"` // expression; empty for always
	Dimension      string   `json:"dimension"`
	Title          Text     `json:"title"`
	Kind           Kind     `json:"kind"`
	Check          string   `json:"check,omitempty"`   // expression: full credit may be given
	Half           string   `json:"half,omitempty"`    // expression: half may be given
	Numbers        []string `json:"numbers,omitempty"` // keys of the identifiers that its paper may carry
	Attests        []string `json:"attests,omitempty"` // fields that its evidence speaks about: when they change, it waits again
	Upload         Text     `json:"upload"`            // what to hand in
	ValidityMonths int      `json:"validity_months,omitempty"`
	ValidityNote   string   `json:"validity_note,omitempty"`
	Issuer         string   `json:"issuer"`
	Verifier       string   `json:"verifier"`
	Office         string   `json:"office"` // key of the office that judges it; "system" for none
	Gate           Gate     `json:"gate"`
	Weight         int      `json:"weight"`
	Window         Window   `json:"window"`
	Origin
}

// RequirementKind says who a destination's requirement binds, and when.
type RequirementKind string

// The kinds of requirement. Only standing, label and prohibition can lower a destination's flag.
const (
	Standing     RequirementKind = "standing"
	Label        RequirementKind = "label"
	PerShipment  RequirementKind = "per_shipment"
	ImporterSide RequirementKind = "importer_side"
	Prohibition  RequirementKind = "prohibition"
)

// sellerSide says whether the requirement is the seller's to meet before any shipment.
func (k RequirementKind) sellerSide() bool { return k == Standing || k == Label || k == Prohibition }

// Blocking says what an open requirement stops.
type Blocking string

// What an open requirement stops: nothing, the destination, or each shipment.
const (
	Info         Blocking = "info"
	Blocks       Blocking = "blocking"
	BlocksParcel Blocking = "blocking_ship"
)

// AnyDestination stands for every destination in a requirement.
const AnyDestination = "*"

// Requirement is one rule of a destination.
type Requirement struct {
	Key         string          `json:"id"`
	Destination string          `json:"destination"`       // code, or AnyDestination
	Classes     []string        `json:"classes,omitempty"` // empty for every class
	Applies     string          `json:"applies,omitempty"`
	Title       Text            `json:"title"`
	Kind        RequirementKind `json:"kind"`
	Check       string          `json:"check,omitempty"`    // expression over fields and credit(…)
	Document    bool            `json:"document,omitempty"` // met by a verified paper handed in for it
	Attests     []string        `json:"attests,omitempty"`
	Needs       Text            `json:"needs"` // fields or papers, in words
	Office      string          `json:"office,omitempty"`
	Blocking    Blocking        `json:"blocking"`
	Window      Window          `json:"window"`
	ConfirmedAt string          `json:"confirmed_at,omitempty"` // day on which an operator confirmed the row
	Origin
}

// Confirmed says whether the row may decide a status.
func (r Requirement) Confirmed() bool { return r.Confidence == Sourced || r.ConfirmedAt != "" }

// FieldType is the type of a field's value.
type FieldType string

// The types of field. A choice is one value of the field's list, a list several; lines are free texts, one a line.
const (
	Bool   FieldType = "bool"
	Number FieldType = "number"
	String FieldType = "text"
	Choice FieldType = "choice"
	List   FieldType = "list"
	Lines  FieldType = "lines"
)

// FieldSource says where a field's value comes from.
type FieldSource string

// The sources of a field: what the owner fills in, what is computed from the listing, what the platform's history says.
// A history field without data takes its criteria out of the score.
const (
	Filled  FieldSource = "filled"
	Derived FieldSource = "derived"
	History FieldSource = "history"
)

// Field is one fact about a shop or a product that rules may read.
type Field struct {
	Key     string      `json:"key"`
	Axis    Axis        `json:"axis"`
	Type    FieldType   `json:"type"`
	Source  FieldSource `json:"source"`
	List    string      `json:"list,omitempty"` // name of the list of its values
	Min     *int64      `json:"min,omitempty"`  // least number, or least length in characters or rows
	Max     *int64      `json:"max,omitempty"`
	Unit    string      `json:"unit,omitempty"`    // "gram", "mm", "hari"
	Classes []string    `json:"classes,omitempty"` // whom it is asked; empty for everybody
	Asked   string      `json:"asked,omitempty"`   // expression: when it is asked
	Group   string      `json:"group"`             // heading of the form under which it is asked
	Label   Text        `json:"label"`
	Help    Text        `json:"help"`
}

// Identifier is the form of an official number.
type Identifier struct {
	Key        string     `json:"key"`
	Name       string     `json:"name"`
	Pattern    string     `json:"pattern"` // RE2
	Note       string     `json:"note,omitempty"`
	Secret     bool       `json:"secret,omitempty"` // kept as a keyed hash and its last four digits only
	Confidence Confidence `json:"confidence"`
}

// Guide says how to close a gap: where to get the paper, what it costs and how long it takes. An empty Cost or Days is not known.
type Guide struct {
	Rule  string `json:"rule"`
	Where Text   `json:"where"`
	Steps Text   `json:"steps"`
	Cost  Text   `json:"cost"`
	Days  Text   `json:"days"`
	URL   string `json:"url,omitempty"`
	Origin
}
