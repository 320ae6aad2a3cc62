package rulebook

import (
	"slices"
	"strings"
)

// Facts are the values of fields by their keys: bool, int64, string or []string as the field's type says. A field without an entry is
// not known; an empty text or list is known to be empty.
type Facts map[string]any

// Truth is true, false, or not known.
type Truth int

// The truths.
const (
	False Truth = iota
	Unknown
	True
)

func truthOf(b bool) Truth {
	if b {
		return True
	}
	return False
}

func (t Truth) not() Truth { return True - t }

// reading is one evaluation of an expression; it gathers the fields without which the answer is not known.
type reading struct {
	facts   Facts
	lists   map[string][]string
	credit  func(rule string) int
	missing map[string]bool
}

// truth evaluates an expression; nil is true.
func (r *reading) truth(n *node) Truth {
	if n == nil {
		return True
	}
	switch n.kind {
	case nodeLiteral:
		return n.truth
	case nodeOr, nodeAnd:
		return r.chain(n)
	case nodeNot:
		return r.truth(n.parts[0]).not()
	case nodePresent:
		for _, field := range n.fields {
			if !isPresent(r.facts[field]) {
				r.missing[field] = true
				return False
			}
		}
		return True
	case nodeCompare:
		return r.compare(n)
	}
	return r.ofField(n)
}

// chain is the least of the parts for and, the greatest for or: Kleene's logic.
func (r *reading) chain(n *node) Truth {
	result := r.truth(n.parts[0])
	for _, part := range n.parts[1:] {
		if n.kind == nodeAnd {
			result = min(result, r.truth(part))
		} else {
			result = max(result, r.truth(part))
		}
	}
	return result
}

func (r *reading) ofField(n *node) Truth {
	fact, known := r.facts[n.fields[0]]
	if !known {
		r.missing[n.fields[0]] = true
		return Unknown
	}
	switch v := fact.(type) {
	case bool:
		return truthOf(v)
	case string:
		return truthOf(r.matches(n, v))
	case []string:
		if n.kind == nodeHas {
			return truthOf(slices.Contains(v, n.text))
		}
		return truthOf(!slices.ContainsFunc(v, func(s string) bool { return !r.matches(n, s) }))
	}
	return Unknown
}

func (r *reading) matches(n *node, s string) bool {
	switch n.kind {
	case nodeHas:
		return s == n.text
	case nodeStarts:
		return s != "" && slices.ContainsFunc(r.lists[n.text], func(prefix string) bool { return strings.HasPrefix(s, prefix) })
	case nodeWithin:
		return slices.Contains(r.lists[n.text], s)
	}
	return false
}

func (r *reading) compare(n *node) Truth {
	left, knownLeft := r.value(n.left)
	right, knownRight := r.value(n.right)
	if !knownLeft || !knownRight {
		return Unknown
	}
	if a, ok := left.(string); ok {
		b, ok := right.(string)
		return truthOf(ok && (a == b) == (n.op == "="))
	}
	a, okA := left.(int64)
	b, okB := right.(int64)
	if !okA || !okB {
		return Unknown
	}
	switch n.op {
	case "=":
		return truthOf(a == b)
	case "!=":
		return truthOf(a != b)
	case "<":
		return truthOf(a < b)
	case "<=":
		return truthOf(a <= b)
	case ">":
		return truthOf(a > b)
	}
	return truthOf(a >= b)
}

func (r *reading) value(v value) (any, bool) {
	switch v.kind {
	case valueNumber:
		return v.number, true
	case valueText:
		return v.name, true
	case valueCredit:
		return int64(r.credit(v.name)), true
	}
	fact, known := r.facts[v.name]
	if !known {
		r.missing[v.name] = true
		return nil, false
	}
	if list, ok := fact.([]string); ok && v.kind == valueCount {
		return int64(len(list)), true
	}
	return fact, true
}

func isPresent(fact any) bool {
	switch v := fact.(type) {
	case string:
		return strings.TrimSpace(v) != ""
	case []string:
		return len(v) > 0
	}
	return fact != nil
}
