// Package exportready says how ready shops and products are for export, and why. It keeps the rules in force, what owners fill in,
// the papers that offices verify, and each change of a level with all that it rested on. The arithmetic is in rulebook.
//
// A level is never set by hand: it follows from rules, facts and evidence, on a day. It is a self-assessment of the shop, not an
// official permit, and every answer says so.
package exportready

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/jobs"
	"lapak/internal/media"
	"lapak/internal/notify"
	"lapak/internal/regions"
	"lapak/internal/shops"
	"lapak/internal/signing"
)

// Deps are the services that export readiness builds on.
type Deps struct {
	DB       *sqlx.DB
	Queue    *jobs.Queue
	Notify   *notify.Service
	Regions  *regions.Service
	Media    *media.Service
	Shops    *shops.Service
	Catalog  *catalog.Service
	Links    signing.Signer // ends of links to papers
	Personal signing.Signer // keyed hashes of personal numbers
	BaseURL  string
}

// Service keeps the rules in memory, with the version they were read at.
type Service struct {
	Deps
	rules *atomic.Pointer[edition]
	now   func() time.Time
}

// edition is a rulebook in force.
type edition struct {
	version string
	book    *rulebook.Book
}

// New makes a Service without rules; Load reads them.
func New(d Deps) *Service {
	s := &Service{Deps: d, rules: &atomic.Pointer[edition]{}, now: time.Now}
	s.rules.Store(&edition{book: &rulebook.Book{}})
	return s
}

// At is the same service as if it were that moment. The demo's past is made with it; what people do happens now.
func (s *Service) At(moment time.Time) *Service {
	return &Service{Deps: s.Deps, rules: s.rules, now: func() time.Time { return moment }}
}

// Book is the rulebook in force, for its words: titles, guides, fields. It is shared: do not change it.
func (s *Service) Book() *rulebook.Book { return s.rules.Load().book }

// Version names the rulebook in force; empty before the region was loaded.
func (s *Service) Version() string { return s.rules.Load().version }

// Today is the day on which rules are judged, in the region's time.
func (s *Service) Today() string { return s.dayOf(s.now()) }

func (s *Service) dayOf(t time.Time) string {
	return t.In(s.Regions.Settings().Location()).Format(time.DateOnly)
}

// reassess asks for a product to be judged again, with ShopID for a shop with all its products, with neither for everything.
type reassess struct {
	ProductID uuid.UUID `json:"product_id"`
	ShopID    uuid.UUID `json:"shop_id"`
	After     uuid.UUID `json:"after"` // the last shop that an earlier job about everything judged
}

// Kind names the job.
func (reassess) Kind() string { return "exportready.reassess" }

// nightly is the round of each day: what ended, what starts, whom to remind.
type nightly struct{}

// Kind names the job.
func (nightly) Kind() string { return "exportready.nightly" }

// nightlyEvery is how often the round is looked at. It does each day's work once, so that an hour missed is made up in the next.
const nightlyEvery = time.Hour

// RegisterWorkers registers what keeps levels true when listings change, rules change and days pass.
func (s *Service) RegisterWorkers(w *jobs.Workers) {
	jobs.Handle(w, func(ctx context.Context, news catalog.Changed) error {
		return s.Reassess(ctx, Scope{ShopID: news.ShopID, ProductID: news.ProductID})
	})
	jobs.Handle(w, s.work)
	jobs.Handle(w, func(ctx context.Context, _ nightly) error { return s.Night(ctx, s.Today()) })
	w.Every(nightlyEvery, nightly{})
	w.Every(24*time.Hour, CountHistory{})
}

func errNotFound() *apperr.Error { return apperr.NewNotFound("export_not_found") }
