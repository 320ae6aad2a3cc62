package rulebook

import (
	"maps"
	"slices"
)

// evaluation is one subject on one day. The credit of a rule is computed once, also where other rules rest on it.
type evaluation struct {
	book    *Book
	day     string
	subject Subject
	credits map[string]int
}

func (e *evaluation) reading() *reading {
	return &reading{facts: e.subject.Facts, lists: e.book.Lists, credit: e.creditOf, missing: map[string]bool{}}
}

// criterion says whether a criterion applies to the subject, whatever its dates, and what credit it has. A condition that cannot be
// known counts as applying: silence is not readiness.
func (e *evaluation) criterion(c *compiledCriterion) (RuleState, bool) {
	state := RuleState{Rule: c.Key, Axis: c.Axis, Dimension: c.Dimension, Gate: c.Gate, Weight: c.Weight}
	r := e.reading()
	if r.truth(c.applies) == False {
		return state, false
	}
	if c.Kind != Either && slices.ContainsFunc(c.history, func(field string) bool { return e.subject.Facts[field] == nil }) {
		return state, false
	}
	if c.applies != nil && r.truth(c.applies) == True {
		clear(r.missing)
	}
	limit, why := Full, Why("")
	if c.check != nil {
		limit, why = r.limit(c)
	}
	switch c.Kind {
	case Computed:
		state.Credit, state.Why = limit, why
	case Either:
		state.Credit, state.Why = e.tier(c.Key, 0)
		if limit == Full {
			state.Credit, state.Why = Full, ""
		}
	default:
		state.Credit, state.Why = e.tier(c.Key, unjudged(c.Kind))
		if limit < state.Credit || limit == 0 {
			state.Credit, state.Why = limit, why
		}
	}
	if ev, ok := e.subject.Evidence[c.Key]; ok {
		state.ValidUntil = ev.ValidUntil
	}
	if state.Credit < Full && len(r.missing) > 0 {
		state.Missing = slices.Sorted(maps.Keys(r.missing))
	}
	return state, true
}

// limit is the most that the data allow.
func (r *reading) limit(c *compiledCriterion) (int, Why) {
	if r.truth(c.check) == True {
		return Full, ""
	}
	if c.half != nil && r.truth(c.half) == True {
		return Part, WhyPartly
	}
	return 0, WhyFacts
}

// unjudged is the credit of a rule for which nothing was handed in: data that are there state themselves.
func unjudged(k Kind) int {
	if k == Data {
		return Part
	}
	return 0
}

// tier is the credit of what was handed in: verified 100, waiting 50, missing, rejected or ended 0.
func (e *evaluation) tier(rule string, unjudged int) (int, Why) {
	ev, ok := e.subject.Evidence[rule]
	switch {
	case !ok && unjudged > 0:
		return unjudged, WhyWaiting
	case !ok:
		return 0, WhyMissing
	case ev.State == Rejected:
		return 0, WhyRejected
	case ev.ValidUntil != "" && ev.ValidUntil < e.day:
		return 0, WhyExpired
	case ev.State == Verified && ev.Changed:
		return Part, WhyChanged
	case ev.State == Verified:
		return Full, ""
	}
	return Part, WhyWaiting
}

// creditOf is what credit(…) reads: 0 for a rule that does not apply. A rule that does not hold today still has its papers, so its
// credit counts; of several rows of one rule the one that holds today goes first.
func (e *evaluation) creditOf(rule string) int {
	if credit, known := e.credits[rule]; known {
		return credit
	}
	e.credits[rule] = 0
	for _, today := range []bool{true, false} {
		for i := range e.book.criteria {
			c := &e.book.criteria[i]
			if c.Key != rule || c.Window.Holds(e.day) != today || (c.Axis == Product && !concerns(c.Classes, e.subject.Class)) {
				continue
			}
			if state, applies := e.criterion(c); applies {
				e.credits[rule] = state.Credit
				return state.Credit
			}
		}
	}
	for i := range e.book.requirements {
		if row := &e.book.requirements[i]; row.Key == rule && row.Document {
			e.credits[rule], _ = e.tier(rule, 0)
		}
	}
	return e.credits[rule]
}
