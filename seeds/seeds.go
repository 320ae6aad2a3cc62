// Package seeds fills a mall: with its region's facts, with a demo that can be browsed and bought from, and with loads for
// measuring. Everything goes through the domain services, as if people had typed it; the two exceptions, moving the demo's history
// into the past and writing large loads in bulk, say so where they are.
package seeds

import (
	"context"
	"runtime"

	"github.com/jmoiron/sqlx"
	"golang.org/x/sync/errgroup"

	"lapak/internal/cart"
	"lapak/internal/catalog"
	"lapak/internal/checkout"
	"lapak/internal/exportready"
	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/media"
	"lapak/internal/mentoring"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/payments/sandbox"
	"lapak/internal/regions"
	"lapak/internal/reports"
	"lapak/internal/shipping"
	"lapak/internal/shops"
	"lapak/internal/trade"
)

// Services are what the seeds load through. Sandbox may be nil: the demo's orders are then paid by transfer and in cash.
type Services struct {
	DB        *sqlx.DB
	Identity  *identity.Service
	Regions   *regions.Service
	Media     *media.Service
	Shops     *shops.Service
	Shipping  *shipping.Service
	Catalog   *catalog.Service
	Exports   *exportready.Service
	Showcase  *reports.Showcase
	Festivals *festivals.Service
	Help      *mentoring.Service
	Carts     *cart.Service
	Orders    *orders.Service
	Payments  *payments.Service
	Trade     *trade.Service
	Checkout  *checkout.Service
	Sandbox   *sandbox.Service
}

// Step names a part of the loading.
type Step string

// The steps, in their order.
const (
	StepRegion    Step = "region"
	StepAccounts  Step = "accounts"
	StepShops     Step = "shops"
	StepProducts  Step = "products" // each with its first picture
	StepOrders    Step = "orders"
	StepExport    Step = "export"    // profiles and papers of export readiness
	StepMentoring Step = "mentoring" // requests for help and trainings
	StepFestivals Step = "festivals"
	StepViews     Step = "views" // the other pictures, of DrawRest
	StepLoad      Step = "load"  // rows of GenerateLoad
)

// Progress is told how far a step is. It may be called by several goroutines at once.
type Progress func(step Step, done, total int)

func (p Progress) tell(step Step, done, total int) {
	if p != nil {
		p(step, done, total)
	}
}

// each calls work for 0 to n-1, as many at once as there are processors and one more, which computes while others wait for the
// database. The first error ends it.
func each(ctx context.Context, n int, work func(ctx context.Context, i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0) + 1)
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error { return work(ctx, i) })
	}
	return group.Wait()
}
