package rulebook

import (
	"maps"
	"slices"
	"time"
)

// EvidenceState says how far a paper or statement has come.
type EvidenceState string

// The states of evidence.
const (
	Waiting  EvidenceState = "waiting"
	Verified EvidenceState = "verified"
	Rejected EvidenceState = "rejected"
)

// Evidence is what was handed in for a rule, as the rules see it.
type Evidence struct {
	State      EvidenceState `json:"state"`
	ValidUntil string        `json:"valid_until,omitempty"` // last day on which it counts
	Changed    bool          `json:"changed,omitempty"`     // a field that it attests has changed since
}

// Subject is a shop or product with all that rules may read of it.
type Subject struct {
	Class    string              `json:"class,omitempty"` // of a product
	Facts    Facts               `json:"facts"`
	Evidence map[string]Evidence `json:"evidence"` // by rule
}

// Why says why a rule lacks credit.
type Why string

// The reasons; empty where the credit is full.
const (
	WhyMissing  Why = "missing"  // nothing was handed in
	WhyWaiting  Why = "waiting"  // stated or handed in; a verifier has not judged it
	WhyRejected Why = "rejected" // a verifier refused it
	WhyExpired  Why = "expired"  // it has ended
	WhyChanged  Why = "changed"  // what it attests has changed since
	WhyFacts    Why = "facts"    // the data do not meet the check
	WhyPartly   Why = "partly"   // the data meet half of the check
)

// RuleState is one criterion that applies, as it stands.
type RuleState struct {
	Rule       string   `json:"rule"`
	Axis       Axis     `json:"axis"`
	Dimension  string   `json:"dimension"`
	Gate       Gate     `json:"gate"`
	Weight     int      `json:"weight"`
	Credit     int      `json:"credit"` // 0, 50 or 100
	Points     int      `json:"points"` // by how much the axis's score would rise with full credit, hundredths of a percent
	Why        Why      `json:"why,omitempty"`
	Missing    []string `json:"missing,omitempty"` // fields without which it cannot be said whether it applies or is met
	ValidUntil string   `json:"valid_until,omitempty"`
}

// WarningKind says what a warning is about. A warning changes no level.
type WarningKind string

// The kinds of warning.
const (
	Ending      WarningKind = "ending"       // evidence ends within 90 days
	Starting    WarningKind = "starting"     // a rule that will hold from a day is not met yet
	UncertainHS WarningKind = "hs_uncertain" // the HS code is of low confidence
)

// Warning is something to attend to in time.
type Warning struct {
	Kind        WarningKind `json:"kind"`
	Rule        string      `json:"rule,omitempty"`
	Destination string      `json:"destination,omitempty"`
	On          string      `json:"on,omitempty"` // the day it ends or starts
}

// warnDays is how long before its end evidence is warned of.
const warnDays = 90

// FieldHSConfidence is the field whose value "low" is warned of.
const FieldHSConfidence = "hs_confidence"

// Assessment is the standing of one shop or product by its own rules on one day.
type Assessment struct {
	Axis      Axis           `json:"axis"`
	Day       string         `json:"as_of"`
	Level     Level          `json:"level"`
	Score     int            `json:"score_bp"`
	Parts     map[string]int `json:"dims_bp"`
	Rules     []RuleState    `json:"rules"`    // those that apply, by id
	Blocking  []RuleState    `json:"blocking"` // what stops the next level
	Warnings  []Warning      `json:"warnings"`
	ChangesOn string         `json:"changes_on,omitempty"` // the first later day on which it may differ by itself
	subject   Subject
	credits   map[string]int
}

// AssessShop judges a shop on a day ("2026-11-22").
func (b *Book) AssessShop(day string, shop Subject) Assessment {
	return b.assess(Shop, day, shop, nil)
}

// assess judges one axis; above is the shop's assessment when a product is judged.
func (b *Book) assess(axis Axis, day string, s Subject, above *Assessment) Assessment {
	e := &evaluation{book: b, day: day, subject: s, credits: map[string]int{}}
	if above != nil {
		e.subject = merge(above.subject, s)
		maps.Copy(e.credits, above.credits)
	}
	a := Assessment{Axis: axis, Day: day, subject: s, Rules: []RuleState{}, Warnings: []Warning{}}
	for i := range b.criteria {
		c := &b.criteria[i]
		if c.Axis != axis || !concerns(c.Classes, s.Class) {
			continue
		}
		a.noteDay(c.Window.From)
		a.noteDay(after(c.Window.To, 1))
		state, applies := e.criterion(c)
		switch {
		case applies && c.Window.Holds(day):
			a.Rules = append(a.Rules, state)
			e.credits[c.Key] = state.Credit
		case applies && c.Window.From > day && state.Credit < Full:
			a.Warnings = append(a.Warnings, Warning{Kind: Starting, Rule: c.Key, On: c.Window.From})
		}
	}
	a.Score, a.Parts, a.Level = score(a.Rules), byDimension(a.Rules), b.Thresholds.level(a.Rules)
	for i := range a.Rules {
		a.Rules[i].Points = gain(a.Rules, i)
	}
	if a.Level < Teruji {
		a.Blocking = b.Thresholds.blockers(a.Rules, a.Level+1)
	}
	a.credits = e.credits
	a.warnOfEvidence(s)
	return a
}

// warnOfEvidence warns of what ends soon, and notes the days on which evidence makes a difference.
func (a *Assessment) warnOfEvidence(s Subject) {
	for _, rule := range slices.Sorted(maps.Keys(s.Evidence)) {
		ev := s.Evidence[rule]
		if ev.State != Verified || ev.ValidUntil == "" {
			continue
		}
		a.noteDay(after(ev.ValidUntil, 1))
		a.noteDay(after(ev.ValidUntil, -warnDays))
		if a.Day <= ev.ValidUntil && ev.ValidUntil <= after(a.Day, warnDays) {
			a.Warnings = append(a.Warnings, Warning{Kind: Ending, Rule: rule, On: ev.ValidUntil})
		}
	}
	if a.Axis == Product && s.Facts[FieldHSConfidence] == "low" {
		a.Warnings = append(a.Warnings, Warning{Kind: UncertainHS})
	}
}

func (a *Assessment) noteDay(day string) {
	if day > a.Day && (a.ChangesOn == "" || day < a.ChangesOn) {
		a.ChangesOn = day
	}
}

// gain is how much the score rises when rule i gets full credit.
func gain(rules []RuleState, i int) int {
	was, credit := score(rules), rules[i].Credit
	rules[i].Credit = Full
	gained := score(rules) - was
	rules[i].Credit = credit
	return gained
}

func concerns(classes []string, class string) bool {
	return len(classes) == 0 || slices.Contains(classes, class)
}

// after is the day n days later; empty for an open end.
func after(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// merge lets a product's rules read the facts and evidence of its shop; keys of the two axes never meet.
func merge(shop, product Subject) Subject {
	m := Subject{Class: product.Class, Facts: maps.Clone(shop.Facts), Evidence: maps.Clone(shop.Evidence)}
	if m.Facts == nil {
		m.Facts = Facts{}
	}
	if m.Evidence == nil {
		m.Evidence = map[string]Evidence{}
	}
	maps.Copy(m.Facts, product.Facts)
	maps.Copy(m.Evidence, product.Evidence)
	return m
}
