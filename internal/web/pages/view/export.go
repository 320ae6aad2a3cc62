package view

import "time"

// Readiness says why something has the badge of an export level.
type Readiness struct {
	Level   string // "siap" or "teruji"
	Shop    bool   // of a shop, which has no destinations
	AsOf    time.Time
	Version string   // of the rules
	Papers  []Link   // kinds of papers that an office has verified, each with its rule
	Met     int      // rules met
	Of      int      // rules that apply
	Markets []Market // destinations where a product is ready
}

// Market is a destination where a product is ready.
type Market struct {
	Name        string
	Conditional bool // papers of each shipment or of the importer are still made
	Acts        []Act
}

// Act is what somebody still does for a destination.
type Act struct {
	Who   string // "penjual", "eksportir", "pembeli"
	Rules []Link
}

// Certificate is a verified paper in general words, without its number.
type Certificate struct {
	Name, IssuedBy string
}

// Coverage is what the rules know of each class of goods at each destination.
type Coverage struct {
	Version      string
	Edition      time.Time // the day on which the rules were last read against their sources
	Destinations []string
	Rows         []CoverageRow
	Counts       map[string]int // pairs by state
}

// CoverageRow is a class of goods.
type CoverageRow struct {
	Class string
	Cells []CoverageCell // in the order of the destinations
}

// CoverageCell is a pair. State is "confirmed", "unconfirmed" or "none"; URL leads to the rows behind it.
type CoverageCell struct {
	Destination string
	State, URL  string
}

// Rules lists the rules of export readiness.
type Rules struct {
	Heading string // empty for all of them
	Note    string // of a pair: its coverage in words
	Version string
	Edition time.Time
	Groups  []RuleGroup
}

// RuleGroup is a part of the rules under one heading.
type RuleGroup struct {
	Heading, Text string
	Rules         []RuleLine
}

// RuleLine is a rule in a list.
type RuleLine struct {
	Key, Title string
	Note       string // gate, weight, how well sourced
}

// Rule is one rule with every row of it: the same rule may hold for other goods, or from another day, in another form.
type Rule struct {
	Key, Title string
	Rows       []RuleRow
	Version    string
}

// RuleRow is one wording of a rule.
type RuleRow struct {
	Title string
	Facts []Fact
	Code  []Fact // conditions in the language of the rules
}

// OfficeEvidence is the queue of what the reader's offices judge.
type OfficeEvidence struct {
	Tabs              []Option
	List              []EvidenceLine
	FirstURL, NextURL string
}

// EvidenceLine is a paper in the queue.
type EvidenceLine struct {
	URL, Title, Shop, Product string
	Note                      string // since when it waits, or when it was decided
}

// OfficeCase is a paper before the office that judges it.
type OfficeCase struct {
	ID, Title       string
	State           string
	Shop            Link
	Product         Link
	Rule            Link
	Ask             string // what the paper must show, in words
	Facts           []Fact // what was handed in
	Attested        []Fact // what it speaks about
	Statement       string
	HasFile         bool
	Reason          string // of the decision
	Earlier         []EvidenceLine
	Waiting         bool
	Form            Form   // reason, valid_until
	Refused         string // verdict whose form is shown again
	ValidUntil      string // as the shop said
	DefaultValidity string // words: until when it counts where no day is given
}

// OfficeRules lists the rows of destinations that nobody has confirmed.
type OfficeRules struct {
	Groups  []OpenRules
	Form    Form
	Refused string // rule whose form is shown again
}

// OpenRules are the unconfirmed rows of a destination.
type OpenRules struct {
	Destination string
	Rules       []OpenRule
}

// OpenRule is an unconfirmed row.
type OpenRule struct {
	Key, Title, Needs string
	Facts             []Fact
}
