package reports

import (
	"cmp"
	"slices"

	"github.com/google/uuid"
)

// MinShops is how many different shops must stand behind every figure that is published, so that none tells of one shop.
const MinShops = 5

// OtherDistricts is the district under which small ones are told together.
const OtherDistricts = "*"

// part is what some shops give to a figure. The parts of one total have no shop and no product in common.
type part struct {
	district string
	shops    map[uuid.UUID]bool
	products int64
	amount   int64
}

func (p *part) add(shop uuid.UUID, products, amount int64) {
	if p.shops == nil {
		p.shops = map[uuid.UUID]bool{}
	}
	p.shops[shop] = true
	p.products, p.amount = p.products+products, capped(p.amount, amount)
}

func (p *part) merge(other part) {
	for shop := range other.shops {
		p.add(shop, 0, 0)
	}
	p.products, p.amount = p.products+other.products, capped(p.amount, other.amount)
}

func (p part) publishable() bool { return len(p.shops) >= MinShops }

// maxFigure is the largest number that every reader of JSON holds exactly; what is above was mistyped by somebody.
const maxFigure = 1<<53 - 1

func capped(a, b int64) int64 { return min(a+b, maxFigure) }

// publish says what may be told of a total and its parts by district. A total of fewer than MinShops shops is not told at all, nor are
// its parts. Parts of fewer shops are told together; where those are still too few, the smallest of the others joins them, since who
// knows the total and all other parts knows the missing one by subtraction. What is told adds up to the total.
func publish(parts []part) (total part, told []part, ok bool) {
	rest := part{district: OtherDistricts}
	for _, p := range parts {
		total.merge(p)
		if p.publishable() {
			told = append(told, p)
		} else {
			rest.merge(p)
		}
	}
	if !total.publishable() {
		return part{}, nil, false
	}
	slices.SortFunc(told, func(a, b part) int {
		return cmp.Or(cmp.Compare(len(b.shops), len(a.shops)), cmp.Compare(a.district, b.district))
	})
	for len(rest.shops) > 0 && !rest.publishable() {
		rest.merge(told[len(told)-1])
		told = told[:len(told)-1]
	}
	if len(rest.shops) > 0 {
		told = append(told, rest)
	}
	if len(told) == 1 && told[0].district == OtherDistricts {
		told = nil // it is the total
	}
	return total, told, true
}
