package checkout_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"lapak/internal/apperr"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/testtools"
)

// shelf is the model: what is left of each variant, what each shop is owed, and the orders with one part each.
type shelf struct {
	m        *checkouttest.Mall
	t        *rapid.T
	heard    *int // how many of the company's events were delivered
	variants [2]uuid.UUID
	shops    [2]checkouttest.Shop
	price    [2]int64
	left     [2]int64 // neither held nor sold
	owed     [2]int64
	orders   []*modelled
}

type modelled struct {
	number, ref string
	reader      orders.Reader
	of          []int // indexes of the variants, one unit each
	state       orders.GroupState
}

const courier = 9_000

// Baskets become orders, which are paid, cancelled, refunded or end unpaid in any order; the mall follows the model, and no invariant breaks.
func TestOrdersFollowTheirModel(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	heard, began, hasFailed := 0, time.Now(), false
	budget := time.Duration(testtools.Rounds(4, 60)) * time.Second
	rapid.Check(t, func(rt *rapid.T) {
		if time.Since(began) > budget && !hasFailed {
			return
		}
		defer func() { hasFailed = hasFailed || rt.Failed() }()
		s := &shelf{m: m, t: rt, heard: &heard, shops: [2]checkouttest.Shop{m.Coffee, m.Baskets}, price: [2]int64{52_000, 135_000}}
		for i := range s.variants {
			s.left[i] = rapid.Int64Range(0, 4).Draw(rt, "units")
			s.variants[i] = m.Sell(s.shops[i], s.price[i], s.left[i])
			s.owed[i] = balance(m, s.shops[i].ID)
		}
		rt.Repeat(map[string]func(*rapid.T){
			"order": s.order, "pay": s.pay, "cancel": s.cancel, "reject": s.reject, "end": s.end, "": s.check,
		})
		verify(m)
	})
}

// choose draws one of the orders in a state.
func (s *shelf) choose(state orders.GroupState) *modelled {
	var fit []*modelled
	for _, o := range s.orders {
		if o.state == state {
			fit = append(fit, o)
		}
	}
	if len(fit) == 0 {
		s.t.Skip("no such order")
	}
	return rapid.SampledFrom(fit).Draw(s.t, "order")
}

func (s *shelf) order(t *rapid.T) {
	of := rapid.SampledFrom([][]int{{0}, {1}, {0, 1}}).Draw(t, "of")
	var variants []uuid.UUID
	var shops []checkouttest.Shop
	enough := true
	for _, i := range of {
		variants, shops = append(variants, s.variants[i]), append(shops, s.shops[i])
		enough = enough && s.left[i] > 0
	}
	access := s.m.Fill(identity.Actor{}, variants...)
	placed, err := s.m.Checkout.Place(s.m.Context(), s.m.Placing(access, method, shops...))
	if enough != (err == nil) || err != nil && apperr.KindOf(err) != apperr.Conflict {
		t.Fatalf("enough is %v, ordering gave %v", enough, err)
	}
	if enough {
		reader := orders.Reader{Token: s.m.Orders.Token(placed.Order.Group.ID)}
		s.orders = append(s.orders, &modelled{placed.Order.Number, placed.Payment.ProviderRef, reader, of, orders.GroupAwaitingPayment})
		s.move(of, -1)
	}
}

// deliver hands over the company's news and works the jobs.
func (s *shelf) deliver() {
	news := s.m.Company.Deliveries()
	for _, d := range news[*s.heard:] {
		if err := s.m.Payments.Receive(s.m.Context(), method, d); err != nil {
			s.t.Fatal(err)
		}
	}
	*s.heard = len(news)
	s.m.Work()
}

func (s *shelf) move(of []int, units int64) {
	for _, i := range of {
		s.left[i] += units
	}
}

func (s *shelf) pay(t *rapid.T) {
	o := s.choose(orders.GroupAwaitingPayment)
	if err := s.m.Company.Pay(o.ref); err != nil {
		t.Fatal(err)
	}
	s.deliver()
	o.state = orders.GroupPaid
	for _, i := range o.of {
		s.owed[i] += s.price[i] + courier
	}
}

func (s *shelf) cancel(t *rapid.T) {
	from := rapid.SampledFrom([]orders.GroupState{orders.GroupAwaitingPayment, orders.GroupPaid, orders.GroupPartlyRefunded}).Draw(t, "from")
	o := s.choose(from)
	if _, err := s.m.Checkout.Cancel(s.m.Context(), o.reader, o.number, ""); err != nil {
		t.Fatal(err)
	}
	s.deliver()
	s.move(o.of, 1)
	if from != orders.GroupAwaitingPayment {
		s.returned(o.of)
	}
	o.state, o.of = map[bool]orders.GroupState{true: orders.GroupCancelled, false: orders.GroupRefunded}[from == orders.GroupAwaitingPayment], nil
}

func (s *shelf) returned(of []int) {
	for _, i := range of {
		s.owed[i] -= s.price[i] + courier
	}
}

func (s *shelf) reject(t *rapid.T) {
	o := s.choose(orders.GroupPaid)
	i := o.of[0]
	if _, err := s.m.Checkout.RejectByShop(s.m.Context(), s.shops[i].Owner, s.shops[i].Slug, o.number, "Panen gagal"); err != nil {
		t.Fatal(err)
	}
	s.deliver()
	s.move(o.of[:1], 1)
	s.returned(o.of[:1])
	o.of = o.of[1:]
	o.state = orders.GroupPartlyRefunded
	if len(o.of) == 0 {
		o.state = orders.GroupRefunded
	}
}

func (s *shelf) end(t *rapid.T) {
	if _, err := s.m.Checkout.Expire(s.m.Context(), time.Now().Add(36*time.Minute)); err != nil {
		t.Fatal(err)
	}
	for _, o := range s.orders {
		if o.state == orders.GroupAwaitingPayment {
			o.state = orders.GroupExpired
			s.move(o.of, 1)
			o.of = nil
		}
	}
}

func (s *shelf) check(t *rapid.T) {
	for i, variant := range s.variants {
		if level := s.m.Level(variant); level.OnHand-level.Reserved != s.left[i] {
			t.Fatalf("%+v, the model has %d left", level, s.left[i])
		}
		if got := balance(s.m, s.shops[i].ID); got != s.owed[i] {
			t.Fatalf("shop %d is owed %d, the model says %d", i, got, s.owed[i])
		}
	}
	for _, o := range s.orders {
		order, err := s.m.Orders.Find(s.m.Context(), o.reader, o.number)
		if err != nil || order.State != o.state {
			t.Fatalf("%s is %s, the model says %s (%v)", o.number, order.State, o.state, err)
		}
	}
}
