package rulebook

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Conditions and checks are written in a closed language without loops, names of functions to add, or any effect:
//
//	expr  = and { "|" and }
//	and   = not { "&" not }
//	not   = "!" not | "(" expr ")" | "true" | "false" | call | value op value | name
//	op    = "=" | "!=" | "<" | "<=" | ">" | ">="
//	value = whole number | 'text' | name | "count(" name ")" | "credit(" rule ")"
//	call  = "present(" name { "," name } ")"  each field has a value that is not empty
//	      | "has(" name "," 'text' ")"        a list field holds the text
//	      | "within(" name "," list ")"       the field's value, or each of them, is in the named list
//	      | "starts(" name "," list ")"       the field's text begins with a value of the named list
//
// A field without a value makes what reads it unknown, except in present. Unknown spreads as in Kleene's logic.

const (
	maxExpression = 600 // characters
	maxDepth      = 20  // of brackets and negations
)

type nodeKind int

const (
	nodeOr nodeKind = iota
	nodeAnd
	nodeNot
	nodeLiteral
	nodeField
	nodeCompare
	nodePresent
	nodeHas
	nodeWithin
	nodeStarts
)

// node is a truth; its parts are other truths or values.
type node struct {
	kind   nodeKind
	truth  Truth
	parts  []*node
	fields []string
	op     string
	left   value
	right  value
	text   string // the text of has, the list of within and starts
}

type valueKind int

const (
	valueNumber valueKind = iota
	valueText
	valueField
	valueCount
	valueCredit
)

type value struct {
	kind   valueKind
	number int64
	name   string // a text, field or rule
}

// parse reads an expression; an empty one is nil, which is always true.
func parse(source string) (*node, error) {
	if strings.TrimSpace(source) == "" {
		return nil, nil
	}
	if len(source) > maxExpression {
		return nil, fmt.Errorf("longer than %d characters", maxExpression)
	}
	tokens, err := scan(source)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	n, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.peek() != "" {
		return nil, fmt.Errorf("unexpected %q", p.peek())
	}
	return n, nil
}

// scan cuts an expression into names, numbers, quoted texts and signs.
func scan(source string) ([]string, error) {
	var tokens []string
	runes := []rune(source)
	for i := 0; i < len(runes); {
		r := runes[i]
		start := i
		switch {
		case unicode.IsSpace(r):
			i++
			continue
		case isWord(r):
			// A rule's id holds hyphens between its parts; there is no subtraction that they could be taken for.
			for i < len(runes) && (isWord(runes[i]) || runes[i] == '-') {
				i++
			}
		case r == '\'':
			for i++; i < len(runes) && runes[i] != '\''; {
				i++
			}
			if i == len(runes) {
				return nil, fmt.Errorf("text without its closing quote")
			}
			i++
		case strings.ContainsRune("!<>", r) && i+1 < len(runes) && runes[i+1] == '=':
			i += 2
		case strings.ContainsRune("!<>=&|(),", r):
			i++
		default:
			return nil, fmt.Errorf("unexpected %q", string(r))
		}
		tokens = append(tokens, string(runes[start:i]))
	}
	return tokens, nil
}

func isWord(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

type parser struct {
	tokens []string
	at     int
}

func (p *parser) peek() string {
	if p.at < len(p.tokens) {
		return p.tokens[p.at]
	}
	return ""
}

func (p *parser) next() string {
	t := p.peek()
	p.at++
	return t
}

func (p *parser) expect(sign string) error {
	if got := p.next(); got != sign {
		return fmt.Errorf("expected %q, found %q", sign, got)
	}
	return nil
}

func (p *parser) or(depth int) (*node, error) {
	return p.chain(nodeOr, "|", depth, p.and)
}

func (p *parser) and(depth int) (*node, error) {
	return p.chain(nodeAnd, "&", depth, p.not)
}

func (p *parser) chain(kind nodeKind, sign string, depth int, part func(int) (*node, error)) (*node, error) {
	first, err := part(depth)
	if err != nil || p.peek() != sign {
		return first, err
	}
	n := &node{kind: kind, parts: []*node{first}}
	for p.peek() == sign {
		p.next()
		more, err := part(depth)
		if err != nil {
			return nil, err
		}
		n.parts = append(n.parts, more)
	}
	return n, nil
}

func (p *parser) not(depth int) (*node, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("deeper than %d brackets", maxDepth)
	}
	switch p.peek() {
	case "!":
		p.next()
		part, err := p.not(depth + 1)
		return &node{kind: nodeNot, parts: []*node{part}}, err
	case "(":
		p.next()
		n, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		return n, p.expect(")")
	case "true", "false":
		return &node{kind: nodeLiteral, truth: truthOf(p.next() == "true")}, nil
	case "present", "has", "within", "starts":
		return p.call()
	}
	return p.comparison()
}

func (p *parser) call() (*node, error) {
	kinds := map[string]nodeKind{"present": nodePresent, "has": nodeHas, "within": nodeWithin, "starts": nodeStarts}
	n := &node{kind: kinds[p.next()]}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	field, err := p.name()
	if err != nil {
		return nil, err
	}
	n.fields = []string{field}
	switch n.kind {
	case nodePresent:
		for p.peek() == "," {
			p.next()
			if field, err = p.name(); err != nil {
				return nil, err
			}
			n.fields = append(n.fields, field)
		}
	default:
		if err := p.expect(","); err != nil {
			return nil, err
		}
		n.text = p.next()
		if n.kind == nodeHas {
			if !strings.HasPrefix(n.text, "'") {
				return nil, fmt.Errorf("has needs a quoted text, found %q", n.text)
			}
			n.text = strings.Trim(n.text, "'")
		}
	}
	return n, p.expect(")")
}

func (p *parser) name() (string, error) {
	t := p.next()
	if t == "" || !(t[0] >= 'a' && t[0] <= 'z') || strings.Contains(t, "-") {
		return "", fmt.Errorf("expected the name of a field, found %q", t)
	}
	return t, nil
}

func (p *parser) comparison() (*node, error) {
	left, err := p.value()
	if err != nil {
		return nil, err
	}
	switch p.peek() {
	case "=", "!=", "<", "<=", ">", ">=":
		op := p.next()
		right, err := p.value()
		return &node{kind: nodeCompare, op: op, left: left, right: right}, err
	}
	if left.kind != valueField {
		return nil, fmt.Errorf("a value alone is neither true nor false")
	}
	return &node{kind: nodeField, fields: []string{left.name}}, nil
}

func (p *parser) value() (value, error) {
	t := p.peek()
	switch {
	case t == "":
		return value{}, fmt.Errorf("ends too early")
	case t[0] == '\'':
		p.next()
		return value{kind: valueText, name: strings.Trim(t, "'")}, nil
	case t[0] >= '0' && t[0] <= '9':
		p.next()
		n, err := strconv.ParseInt(t, 10, 64)
		if err != nil {
			return value{}, fmt.Errorf("%q is not a whole number", t)
		}
		return value{kind: valueNumber, number: n}, nil
	case t == "count" || t == "credit":
		p.next()
		if err := p.expect("("); err != nil {
			return value{}, err
		}
		v := value{kind: valueCount, name: p.next()}
		if t == "credit" {
			v.kind = valueCredit
		}
		return v, p.expect(")")
	}
	name, err := p.name()
	return value{kind: valueField, name: name}, err
}
