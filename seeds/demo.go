package seeds

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/shops"
	"lapak/seeds/demo"
	"lapak/seeds/region"
)

// DemoOptions say how much of the demo is loaded.
type DemoOptions struct {
	Small    bool // eight shops with three products each, for tests
	Orders   int  // how many orders the history has; 0 means 240, or 24 in the small demo; negative none
	AsOf     time.Time
	Progress Progress
}

const markDemo = "demo"

// demoDone is the value of markDemo once everything but the further views is there.
const demoDone = "done"

// The region whose villages and categories the demo names.
const demoRegion = "banyuwangi"

// loader is one run of LoadDemo or DrawRest.
type loader struct {
	Services
	pack         region.Pack
	demo         demo.Demo
	applications []demo.Shop // that wait for the office; the last is refused
	actors       map[string]identity.Actor
	slugs        map[string]string // the mall's address of each demo shop
	mentored     mentored
	asOf         time.Time
	progress     Progress
}

// LoadDemo fills a mall of the demo's region that has no shops but the demo's (else Conflict mall_in_use) with accounts, shops, products with their first pictures, and a history of
// orders, papers of export readiness, inquiries, requests for help and trainings. When it returns, the mall can be browsed; DrawRest adds the other pictures. What was interrupted goes on; a demo that is
// loaded stays as its visitors have changed it. The same options give the same shops, products, pictures and orders, though not
// the same ids.
func LoadDemo(ctx context.Context, s Services, opts DemoOptions) error {
	mark, err := findMark(ctx, s.DB, markDemo)
	if err != nil || mark == demoDone {
		return err
	}
	used, err := isInUse(ctx, s.DB)
	if err != nil {
		return err
	}
	if used {
		return apperr.New(apperr.Conflict, "mall_in_use")
	}
	l, err := newLoader(s, opts)
	if err != nil {
		return err
	}
	if err := l.loadAccounts(ctx); err != nil {
		return err
	}
	if err := l.loadShops(ctx); err != nil {
		return err
	}
	if err := l.loadProducts(ctx); err != nil {
		return err
	}
	if err := l.loadHistory(ctx, opts); err != nil {
		return err
	}
	if err := l.loadExport(ctx); err != nil {
		return err
	}
	if err := l.loadInquiries(ctx); err != nil {
		return err
	}
	if err := l.loadMentoring(ctx); err != nil {
		return err
	}
	if err := l.loadFestivals(ctx); err != nil {
		return err
	}
	if err := l.loadFestivalGoods(ctx); err != nil {
		return err
	}
	if _, err := s.Catalog.CountSold(ctx, time.Time{}); err != nil {
		return err
	}
	if err := refreshStatistics(ctx, s.DB); err != nil {
		return err
	}
	if err := l.Showcase.Count(ctx); err != nil {
		return err
	}
	return setMark(ctx, s.DB, markDemo, demoDone)
}

//go:embed applications.toml
var applications string

func newLoader(s Services, opts DemoOptions) (*loader, error) {
	l := &loader{Services: s, actors: map[string]identity.Actor{}, slugs: map[string]string{}, asOf: opts.AsOf, progress: opts.Progress}
	if l.asOf.IsZero() {
		l.asOf = time.Now().UTC()
	}
	load := demo.Load
	if opts.Small {
		load = demo.Small
	}
	var err error
	if l.demo, err = load(); err != nil {
		return nil, err
	}
	if l.pack, err = region.Load(demoRegion); err != nil {
		return nil, err
	}
	if l.mentored, err = loadMentored(); err != nil {
		return nil, err
	}
	var file struct {
		Shops []demo.Shop `toml:"shop"`
	}
	if _, err := toml.Decode(applications, &file); err != nil {
		return nil, fmt.Errorf("applications.toml: %w", err)
	}
	l.applications = file.Shops
	return l, nil
}

// loadShops has every demo shop approved, and leaves the applications for the office.
func (l *loader) loadShops(ctx context.Context) error {
	var decided []uuid.UUID
	for i, in := range l.demo.Shops {
		shop, err := l.loadShop(ctx, in, shops.Decision{Verdict: shops.Approve})
		if err != nil {
			return err
		}
		l.slugs[in.Slug] = shop.Slug
		decided = append(decided, shop.ID)
		l.progress.tell(StepShops, i+1, len(l.demo.Shops))
	}
	for i, in := range l.applications {
		var verdict shops.Decision
		if i == len(l.applications)-1 {
			verdict = shops.Decision{Verdict: shops.Reject, Reason: "Mal ini untuk barang buatan sendiri, bukan barang yang dijual kembali."}
		}
		shop, err := l.loadShop(ctx, in, verdict)
		if err != nil {
			return err
		}
		decided = append(decided, shop.ID)
	}
	return moveDecisionsIntoPast(ctx, l.DB, decided, l.asOf.Add(-sinceOpening))
}
