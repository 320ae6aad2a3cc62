package exportready

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"lapak/internal/exportready/rulebook"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// Desk is a shop on its way to export, as its members see it today.
type Desk struct {
	OptedIn  bool
	Shop     ShopReadiness
	Products []ProductStanding
	// Next is the one step to take first, nil where every rule is met or the shop never asked. Where all that is open lies with the
	// offices it is the first of those, and waits.
	Next *Step
}

// ProductStanding is one product of the shop.
type ProductStanding struct {
	ID          uuid.UUID
	Slug, Title string
	Published   bool
	OptedIn     bool
	Level       rulebook.Level
	Score       int
	Readiness   rulebook.Readiness // of one that opted in
	Next        *Step
}

// Step is a rule that stops a level.
type Step struct {
	rulebook.RuleState
	Product *ProductStanding // nil for a rule about the shop
	Waits   bool             // for an office: the shop has done its part
}

// deskProducts is how many products a desk judges at once.
const deskProducts = 200

// FindDesk judges a shop and its products today; any member may ask. Errors: NotFound shop_not_found.
func (s *Service) FindDesk(ctx context.Context, actor identity.Actor, slug string) (Desk, error) {
	shop, _, err := s.Shops.FindForMember(ctx, actor, slug)
	if err != nil {
		return Desk{}, err
	}
	listed, err := listListings(ctx, s.DB, shop.ID, deskProducts)
	if err != nil {
		return Desk{}, err
	}
	d := Desk{Products: make([]ProductStanding, len(listed))}
	ids := make([]uuid.UUID, len(listed))
	for i, l := range listed {
		d.Products[i], ids[i] = ProductStanding{ID: l.ID, Slug: l.Slug, Title: l.Title, Published: l.Published}, l.ID
	}
	row, err := findShopRow(ctx, s.DB, shop.ID)
	if postgres.IsNoRows(err) || err == nil && !row.OptedIn || s.Version() == "" {
		return d, nil
	}
	if err != nil {
		return Desk{}, postgres.Translate(err)
	}
	rows, err := listRowsOf(ctx, s.DB, ids)
	if err != nil {
		return Desk{}, err
	}
	d.judge(s.rules.Load(), s.Today(), row, rows)
	return d, nil
}

func (d *Desk) judge(rules *edition, day string, shop shopRow, rows []productRow) {
	subject := shop.subject(rules.book)
	d.OptedIn, d.Shop = true, ShopReadiness{rules.book.AssessShop(day, subject), rules.version, rules.book}
	var steps []ranked
	for _, rule := range d.Shop.Blocking {
		steps = append(steps, ranked{Step{RuleState: rule, Waits: waits(rule, subject)}, d.Shop.Level})
	}
	for i := range d.Products {
		p := &d.Products[i]
		at := slices.IndexFunc(rows, func(r productRow) bool { return r.ProductID == p.ID })
		if at < 0 || !rows[at].OptedIn {
			continue
		}
		own := rows[at].subject(rules.book)
		p.OptedIn, p.Readiness = true, rules.book.AssessProduct(d.Shop.Assessment, own)
		p.Level, p.Score = p.Readiness.Level, p.Readiness.Product.Score
		var mine []ranked
		for _, rule := range p.Readiness.Next {
			step := Step{RuleState: rule, Waits: waits(rule, subject)}
			if rule.Axis == rulebook.Product {
				step.Product, step.Waits = p, waits(rule, own)
				steps = append(steps, ranked{step, p.Level})
			}
			mine = append(mine, ranked{step, p.Level})
		}
		p.Next = first(mine)
	}
	d.Next = first(steps)
}

// waits says whether a rule waits for its office and not for the shop.
func waits(rule rulebook.RuleState, s rulebook.Subject) bool {
	return rule.Why == rulebook.WhyWaiting && s.Evidence[rule.Rule].State == rulebook.Waiting
}

// ranked is a step and the level above which it must be taken.
type ranked struct {
	Step
	level rulebook.Level
}

// first is the step to take: what the shop itself can do, on the lowest level, gates first, of them what gains most. The gates that
// stop one level are alike: all of them are needed.
func first(steps []ranked) *Step {
	if len(steps) == 0 {
		return nil
	}
	last := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	found := slices.MinFunc(steps, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(last(a.Waits), last(b.Waits)), cmp.Compare(a.level, b.level),
			cmp.Compare(last(a.Gate == rulebook.NoGate), last(b.Gate == rulebook.NoGate)), cmp.Compare(b.Points, a.Points),
			cmp.Compare(a.Rule, b.Rule))
	})
	return &found.Step
}
