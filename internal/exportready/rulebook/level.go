package rulebook

import (
	"cmp"
	"fmt"
	"slices"
)

// Level is how ready a shop or product is, from its own papers and data.
type Level int

// The levels. NotAssessed is a shop that never opted in.
const (
	NotAssessed Level = iota
	BelumSiap
	Potensial
	Siap
	Teruji
)

var levelNames = []string{"not_assessed", "belum_siap", "potensial", "siap", "teruji"}

// String is the level's name in answers and filters.
func (l Level) String() string { return levelNames[l] }

// MarshalText writes the name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a name.
func (l *Level) UnmarshalText(text []byte) error {
	i := slices.Index(levelNames, string(text))
	if i < 0 {
		return fmt.Errorf("unknown level %q", text)
	}
	*l = Level(i)
	return nil
}

// Full is the credit of a rule that is met; Part is that of one which is stated or waits for a verifier.
const (
	Full = 100
	Part = 50
)

// score is floor(Σ weight·credit · 100 / Σ weight): 0 to 10000, 0 without any weight.
func score(rules []RuleState) int {
	sum, weights := 0, 0
	for _, r := range rules {
		sum += r.Weight * r.Credit
		weights += r.Weight
	}
	if weights == 0 {
		return 0
	}
	return sum * 100 / weights
}

// byDimension is the score of each dimension that has a weight.
func byDimension(rules []RuleState) map[string]int {
	parts := map[string][]RuleState{}
	for _, r := range rules {
		if r.Weight > 0 {
			parts[r.Dimension] = append(parts[r.Dimension], r)
		}
	}
	scores := make(map[string]int, len(parts))
	for dimension, rules := range parts {
		scores[dimension] = score(rules)
	}
	return scores
}

// needs is what each level asks for: the least credit of each gate, the least score, the least score of each dimension.
type needs struct {
	gates       map[Gate]int
	score, each int
}

func (t Thresholds) needs(l Level) needs {
	switch l {
	case Potensial:
		return needs{gates: map[Gate]int{G0: Part, G1: Part}, score: t.Potensial}
	case Siap:
		return needs{gates: map[Gate]int{G0: Full, G1: Full, G2: Full}, score: t.Siap, each: t.SiapEachPart}
	case Teruji:
		return needs{gates: map[Gate]int{G3: Full}, score: t.Teruji}
	}
	return needs{}
}

// level is the highest whose needs, and those of every level below it, are met.
func (t Thresholds) level(rules []RuleState) Level {
	level := BelumSiap
	for level < Teruji && len(t.blockers(rules, level+1)) == 0 && t.enough(rules, level+1) {
		level++
	}
	return level
}

func (t Thresholds) enough(rules []RuleState, l Level) bool {
	n := t.needs(l)
	for _, part := range byDimension(rules) {
		if part < n.each {
			return false
		}
	}
	return score(rules) >= n.score
}

// blockers are the rules that stop a level: its open gates; or, where all gates are met and the score is short, the open rules that
// would raise it, those of a short dimension first.
func (t Thresholds) blockers(rules []RuleState, l Level) []RuleState {
	n := t.needs(l)
	var gates, open []RuleState
	for _, r := range rules {
		if least, ok := n.gates[r.Gate]; ok && r.Credit < least {
			gates = append(gates, r)
		}
		if r.Credit < Full && r.Weight > 0 {
			open = append(open, r)
		}
	}
	if len(gates) > 0 {
		slices.SortFunc(gates, func(a, b RuleState) int {
			return cmp.Or(cmp.Compare(a.Gate, b.Gate), cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Rule, b.Rule))
		})
		return gates
	}
	if t.enough(rules, l) {
		return nil
	}
	parts := byDimension(rules)
	isShort := func(r RuleState) int {
		if parts[r.Dimension] < n.each {
			return 0
		}
		return 1
	}
	slices.SortFunc(open, func(a, b RuleState) int {
		return cmp.Or(cmp.Compare(isShort(a), isShort(b)), cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Rule, b.Rule))
	})
	return open
}
