package seeds

import (
	"math/rand/v2"
	"slices"
	"time"

	"lapak/internal/payments"
	"lapak/internal/payments/sandbox"
	"lapak/seeds/demo"
)

// fate is how far an order of the history has come.
type fate string

const (
	fateUnpaid    fate = "unpaid"
	fateNew       fate = "new"
	fateAccepted  fate = "accepted"
	fatePacked    fate = "packed"
	fateShipped   fate = "shipped" // of two shops only one has shipped
	fateCompleted fate = "completed"
	fateCancelled fate = "cancelled" // before it was paid
	fateReturned  fate = "returned"  // cancelled after it was paid
	fateRejected  fate = "rejected"  // by its shop, of two shops only one
	fateExpired   fate = "expired"
)

// fateOdds is how often a fate occurs and how long ago its orders were placed.
type fateOdds struct {
	fate     fate
	share    int // of 100
	from, to int // minutes ago
}

// fates says how many of 100 orders end in each way, and how many minutes ago they were placed: long enough for what has happened
// since (see eventHours), and lately enough that nothing is overdue but a second shop's part of what another has shipped.
var fates = []fateOdds{
	{fateExpired, 4, 24 * 60, 50 * 24 * 60},
	{fateUnpaid, 4, 2, 18},
	{fateNew, 8, 20, 240},
	{fateAccepted, 6, 6 * 60, 20 * 60},
	{fatePacked, 5, 26 * 60, 40 * 60},
	{fateShipped, 9, 48 * 60, 120 * 60},
	{fateCompleted, 54, 8 * 24 * 60, 56 * 24 * 60},
	{fateCancelled, 3, 3 * 24 * 60, 40 * 24 * 60},
	{fateReturned, 4, 5 * 24 * 60, 40 * 24 * 60},
	{fateRejected, 3, 8 * 24 * 60, 40 * 24 * 60},
}

// sinceOpening is how long ago the demo's shops were decided on, before any of them took a step towards export.
const sinceOpening = 240 * 24 * time.Hour

// purchase is one order of the history.
type purchase struct {
	fate    fate
	age     time.Duration // placed this long ago
	pace    float64       // how quickly its steps follow, around 1
	method  string
	buyer   int // 0 is the demo's buyer, others are guests
	village int // index of buyerVillages
	pickup  bool
	english bool
	goods   []goods
}

// goods are one variant of a purchase.
type goods struct {
	listing  listing
	variant  int // index of its product's variants
	quantity int64
}

// shops lists the shops of a purchase, each once.
func (p purchase) shops() []string {
	var slugs []string
	for _, g := range p.goods {
		if !slices.Contains(slugs, g.listing.shop.Slug) {
			slugs = append(slugs, g.listing.shop.Slug)
		}
	}
	return slugs
}

// historySeed makes every demo the same.
const historySeed = 2016

// planner draws purchases and keeps count of the stock, so that no shelf is sold empty.
type planner struct {
	rng      *rand.Rand
	listings []listing
	left     map[string]int // units by SKU
	methods  map[string]bool
}

// planHistory draws n purchases, the expired ones first. Each fate occurs once before any occurs twice; the first purchases are the
// demo buyer's at the two shops that visitors sign in to.
func (l *loader) planHistory(n int) []purchase {
	awake := slices.DeleteFunc(l.listings(), func(x listing) bool { return slices.Contains(l.mentored.Asleep, x.shop.Slug) })
	p := planner{rng: rand.New(rand.NewPCG(historySeed, 1)), listings: awake, left: map[string]int{}, methods: l.Payments.Methods()}
	for _, x := range p.listings {
		for _, v := range x.product.Variants {
			p.left[v.SKU] = mostSold(v)
		}
	}
	// The later a product stands in this order, the more seldom it is bought.
	p.rng.Shuffle(len(p.listings), func(i, j int) { p.listings[i], p.listings[j] = p.listings[j], p.listings[i] })
	plan := make([]purchase, 0, n)
	for i := range n {
		plan = append(plan, p.purchase(i))
	}
	slices.SortStableFunc(plan, func(a, b purchase) int { return rank(a.fate) - rank(b.fate) })
	return plan
}

// mostSold is how many units of a variant the whole history sells at most.
func mostSold(v demo.Variant) int { return v.Stock/2 + 1 }

func rank(f fate) int {
	if f == fateExpired {
		return 0
	}
	return 1
}

func (p *planner) purchase(i int) purchase {
	f := p.fate(i)
	out := purchase{
		fate: f.fate, age: time.Duration(f.from+p.rng.IntN(f.to-f.from)) * time.Minute, pace: 0.8 + p.rng.Float64()*0.4,
		buyer: i, village: p.rng.IntN(len(buyerVillages)), english: p.rng.IntN(9) == 0,
	}
	shop := ""
	switch {
	case i < len(fates):
		out.buyer, shop = 0, sellerShop
	case i < 2*len(fates):
		shop = seller2Shop
	}
	p.fill(&out, shop)
	// Orders of two shops: those of visitors' own shop stay simple, of the rejected ones most come back in part.
	if i >= len(fates) && (p.rng.IntN(6) == 0 || f.fate == fateRejected) {
		p.fill(&out, "")
	}
	out.method = p.method(out)
	out.pickup = p.rng.IntN(7) == 0 && p.all(out, func(g goods) bool { return g.listing.shop.AcceptsPickup })
	return out
}

func (p *planner) fate(i int) fateOdds {
	if i < 2*len(fates) {
		return fates[i%len(fates)]
	}
	at := p.rng.IntN(100)
	for _, f := range fates {
		if at -= f.share; at < 0 {
			return f
		}
	}
	return fates[len(fates)-1]
}

// fill adds one or two things of a shop, or of any with "".
func (p *planner) fill(out *purchase, shop string) {
	for range 1 + p.rng.IntN(2) {
		for range 200 { // until something is found that is on the shelf
			at := p.rng.Float64()
			x := p.listings[int(at*at*float64(len(p.listings)))]
			variant := p.rng.IntN(len(x.product.Variants))
			v := x.product.Variants[variant]
			quantity := 1 + p.rng.IntN(2)
			if shop != "" && x.shop.Slug != shop || p.left[v.SKU] < quantity || p.has(*out, v.SKU) {
				continue
			}
			p.left[v.SKU] -= quantity
			out.goods = append(out.goods, goods{x, variant, int64(quantity)})
			shop = x.shop.Slug
			break
		}
	}
}

func (p *planner) has(out purchase, sku string) bool {
	return slices.ContainsFunc(out.goods, func(g goods) bool { return g.listing.product.Variants[g.variant].SKU == sku })
}

func (p *planner) all(out purchase, ok func(goods) bool) bool {
	return !slices.ContainsFunc(out.goods, func(g goods) bool { return !ok(g) })
}

// method is how a purchase is paid. What ends unpaid or is sent back is paid online where that is possible.
func (p *planner) method(out purchase) string {
	online := payments.MethodTransfer
	if p.methods[sandbox.Method] {
		online = sandbox.Method
	}
	draw := p.rng.IntN(10)
	switch out.fate {
	case fateExpired, fateUnpaid, fateCancelled, fateReturned, fateRejected:
		return online
	}
	switch {
	case draw < 2 && p.all(out, func(g goods) bool { return g.listing.shop.AcceptsCOD }):
		return payments.MethodCash
	case draw < 5:
		return payments.MethodTransfer
	}
	return online
}

// buyerVillages are where the orders go: two in the regency, then all over the country.
var buyerVillages = []string{
	"35.10.16.1008", "35.10.09.2001", "35.78.01.1001", "35.09.01.2001", "35.73.01.1001", "31.74.01.1001", "34.71.01.1001",
	"51.71.01.1001", "33.74.01.1001", "32.73.01.1001", "12.71.01.1001", "73.71.01.1001", "64.71.01.1001", "61.71.01.1002",
}

// eventHours says how long after the placing each step of the history happens, at pace 1.
var eventHours = map[string]float64{
	"placed": 0, "paid": 0.15, "cancel": 0.5, "expire": 0.6, "refund": 1.5, "reject": 1, "accept": 4, "pack": 20, "ready": 22,
	"ship": 26, "collect": 48, "confirm": 96, "paid_cash": 97,
}
