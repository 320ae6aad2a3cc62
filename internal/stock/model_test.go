package stock_test

import (
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"lapak/internal/apperr"
	"lapak/internal/stock"
)

// model is what stock should be, kept in maps: three variants, and orders of them in one state each.
type model struct {
	shelf
	t        *testing.T
	variants []uuid.UUID
	onHand   map[uuid.UUID]int64
	reserved map[uuid.UUID]int64
	orders   []*order
}

type order struct {
	id       uuid.UUID
	wants    map[uuid.UUID]int64
	state    string // "", held, consumed, released, returned
	reserves []stock.Demand
}

func TestStockFollowsItsModel(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{shelf: s, t: t, onHand: map[uuid.UUID]int64{}, reserved: map[uuid.UUID]int64{}}
		for range 3 {
			units := rapid.Int64Range(0, 12).Draw(rt, "units")
			id := s.add(t, units)
			m.variants, m.onHand[id] = append(m.variants, id), units
		}
		rt.Repeat(map[string]func(*rapid.T){
			"reserve": m.reserveSome,
			"again":   m.reserveAgain,
			"consume": m.consumeOne,
			"release": m.releaseOne,
			"return":  m.returnOne,
			"adjust":  m.adjustOne,
			"":        m.check,
		})
	})
}

func (m *model) check(*rapid.T) {
	for _, id := range m.variants {
		m.want(m.t, id, m.onHand[id], m.reserved[id])
	}
	if m.t.Failed() {
		m.t.FailNow()
	}
}

func (m *model) expect(rt *rapid.T, err error, code string) {
	rt.Helper()
	got := ""
	if err != nil {
		got = apperr.CodeOf(err)
	}
	if got != code {
		rt.Fatalf("got %v, want %q", err, code)
	}
}

func (m *model) reserveSome(rt *rapid.T) {
	o := &order{id: uuid.New(), wants: map[uuid.UUID]int64{}}
	for range rapid.IntRange(1, 4).Draw(rt, "lines") {
		d := stock.Demand{VariantID: rapid.SampledFrom(m.variants).Draw(rt, "variant"), Quantity: rapid.Int64Range(1, 5).Draw(rt, "quantity")}
		o.reserves, o.wants[d.VariantID] = append(o.reserves, d), o.wants[d.VariantID]+d.Quantity
	}
	m.orders = append(m.orders, o)
	m.hold(rt, o)
}

func (m *model) reserveAgain(rt *rapid.T) { m.hold(rt, m.pick(rt)) }

func (m *model) hold(rt *rapid.T, o *order) {
	code := ""
	for id, n := range o.wants {
		if m.onHand[id]-m.reserved[id] < n {
			code = "stock_insufficient"
		}
	}
	if o.state != "" && o.state != "released" {
		code = "stock_already_reserved"
	}
	m.expect(rt, m.reserve(m.t, o.id, o.reserves...), code)
	if code == "" {
		o.state = "held"
		m.move(o, 0, 1)
	}
}

func (m *model) consumeOne(rt *rapid.T) {
	o := m.pick(rt)
	code := map[string]string{"": "stock_not_held", "released": "stock_not_held"}[o.state]
	m.expect(rt, m.consume(m.t, stock.All(o.id)), code)
	if o.state == "held" {
		o.state = "consumed"
		m.move(o, -1, -1)
	}
}

func (m *model) releaseOne(rt *rapid.T) {
	o := m.pick(rt)
	code := map[string]string{"consumed": "stock_already_consumed", "returned": "stock_already_consumed"}[o.state]
	m.expect(rt, m.release(m.t, stock.All(o.id)), code)
	if o.state == "held" {
		o.state = "released"
		m.move(o, 0, -1)
	}
}

func (m *model) returnOne(rt *rapid.T) {
	o := m.pick(rt)
	code := "stock_not_consumed"
	if o.state == "consumed" || o.state == "returned" {
		code = ""
	}
	m.expect(rt, m.giveBack(m.t, stock.All(o.id)), code)
	if o.state == "consumed" {
		o.state = "returned"
		m.move(o, 1, 0)
	}
}

func (m *model) adjustOne(rt *rapid.T) {
	id := rapid.SampledFrom(m.variants).Draw(rt, "variant")
	delta := rapid.Int64Range(-8, 8).Filter(func(n int64) bool { return n != 0 }).Draw(rt, "delta")
	code := ""
	if m.onHand[id]+delta < m.reserved[id] {
		code = "stock_below_reserved"
	}
	_, err := m.adjust(m.t, stock.Movement{VariantID: id, Delta: delta, Reason: stock.ReasonCorrection, Reference: uuid.NewString()})
	m.expect(rt, err, code)
	if code == "" {
		m.onHand[id] += delta
	}
}

func (m *model) pick(rt *rapid.T) *order {
	if len(m.orders) == 0 {
		rt.Skip("no order yet")
	}
	return rapid.SampledFrom(m.orders).Draw(rt, "order")
}

func (m *model) move(o *order, onHand, reserved int64) {
	for id, n := range o.wants {
		m.onHand[id] += onHand * n
		m.reserved[id] += reserved * n
	}
}
