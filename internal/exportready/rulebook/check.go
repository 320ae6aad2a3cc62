package rulebook

import (
	"maps"
	"slices"
)

// expression reads one and checks that it speaks only of fields and lists that exist, in their types; nil where it is empty or wrong.
func (c *compiler) expression(where string, axis Axis, source string) *node {
	n, err := parse(source)
	if err != nil {
		c.report(where, "%q: %v", source, err)
		return nil
	}
	c.check(where, axis, n)
	return n
}

func (c *compiler) check(where string, axis Axis, n *node) {
	if n == nil {
		return
	}
	for _, part := range n.parts {
		c.check(where, axis, part)
	}
	for _, key := range n.fields {
		c.field(where, axis, key, typesOf[n.kind])
	}
	switch n.kind {
	case nodeWithin, nodeStarts:
		if len(c.Lists[n.text]) == 0 {
			c.report(where, "unknown list %q", n.text)
		}
	case nodeCompare:
		left, right := c.valueType(where, axis, n.left), c.valueType(where, axis, n.right)
		if left != right {
			c.report(where, "compares a %s with a %s", left, right)
		}
		if left == String && n.op != "=" && n.op != "!=" {
			c.report(where, "orders texts by %q", n.op)
		}
	}
}

// typesOf says which types of field each kind of node may read; present reads all.
var typesOf = map[nodeKind][]FieldType{
	nodeField:   {Bool},
	nodeHas:     {List, Choice},
	nodeWithin:  {List, Choice, String},
	nodeStarts:  {String},
	nodePresent: {Bool, Number, String, Choice, List, Lines},
}

func (c *compiler) field(where string, axis Axis, key string, types []FieldType) {
	f := c.fields[key]
	switch {
	case f == nil:
		c.report(where, "unknown field %q", key)
	case axis == Shop && f.Axis != Shop:
		c.report(where, "judges a shop by %q, a fact about a product", key)
	case !slices.Contains(types, f.Type):
		c.report(where, "cannot read %q so: it is a %s", key, f.Type)
	}
}

func (c *compiler) valueType(where string, axis Axis, v value) FieldType {
	switch v.kind {
	case valueText:
		return String
	case valueField:
		c.field(where, axis, v.name, []FieldType{Number, String, Choice})
		if f := c.fields[v.name]; f != nil && f.Type != Number {
			return String
		}
	case valueCount:
		c.field(where, axis, v.name, []FieldType{List, Lines})
	}
	return Number
}

// references refuses credit(…) of rules that do not exist, and rules that rest on themselves.
func (c *compiler) references() {
	rests := map[string]map[string]bool{}
	add := func(key string, expressions ...*node) {
		if rests[key] == nil {
			rests[key] = map[string]bool{}
		}
		for _, n := range expressions {
			maps.Copy(rests[key], creditsOf(n))
		}
	}
	for _, row := range c.criteria {
		add(row.Key, row.applies, row.check, row.half)
	}
	for _, row := range c.requirements {
		add(row.Key, row.applies, row.check)
	}
	for _, key := range slices.Sorted(maps.Keys(rests)) {
		for _, other := range slices.Sorted(maps.Keys(rests[key])) {
			if rests[other] == nil {
				c.report("rule "+key, "rests on %q, which does not exist", other)
			}
		}
		if reaches(rests, key, key, map[string]bool{}) {
			c.report("rule "+key, "rests on itself")
		}
	}
}

func reaches(rests map[string]map[string]bool, from, to string, seen map[string]bool) bool {
	for next := range rests[from] {
		if next == to {
			return true
		}
		if !seen[next] {
			seen[next] = true
			if reaches(rests, next, to, seen) {
				return true
			}
		}
	}
	return false
}

// creditsOf are the rules that an expression rests on.
func creditsOf(n *node) map[string]bool {
	found := map[string]bool{}
	walk(n, func(n *node) {
		for _, v := range []value{n.left, n.right} {
			if v.kind == valueCredit {
				found[v.name] = true
			}
		}
	})
	return found
}

// fieldsOf are the fields that an expression reads.
func fieldsOf(n *node) map[string]bool {
	found := map[string]bool{}
	walk(n, func(n *node) {
		for _, key := range n.fields {
			found[key] = true
		}
		for _, v := range []value{n.left, n.right} {
			if n.kind == nodeCompare && (v.kind == valueField || v.kind == valueCount) {
				found[v.name] = true
			}
		}
	})
	return found
}

func walk(n *node, visit func(*node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, part := range n.parts {
		walk(part, visit)
	}
}
