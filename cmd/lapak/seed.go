package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"lapak/internal/config"
	"lapak/internal/reports"
	"lapak/seeds"
	"lapak/seeds/region"
)

type seedCommand struct {
	Region seedRegionCommand `cmd:"" help:"Load the region's facts: areas, districts, categories, tariffs. May be run again."`
	Load   seedLoadCommand   `cmd:"" help:"Load many made-up products and orders, the same for the same --seed."`
	Demo   seedDemoCommand   `cmd:"" help:"Load the demo's accounts, shops, products and orders. Refused where real shops sell."`
}

type seedRegionCommand struct{ config.Serve }

func (c *seedRegionCommand) Run(ctx context.Context) error {
	cfg, err := servingConfig(c.Serve)
	if err != nil {
		return err
	}
	return loadRegion(ctx, cfg, c.Region, told(timed()))
}

// loadRegion writes a pack into an app of its own, since what is wired next reads the region.
func loadRegion(ctx context.Context, cfg appConfig, key string, progress seeds.Progress) error {
	pack, err := region.Load(key)
	if err != nil {
		return err
	}
	a, err := openApp(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.close()
	return seeds.LoadRegion(ctx, a.seedServices(), pack, progress)
}

// loadDemo writes the demo into an app of its own, which tells nobody.
func loadDemo(ctx context.Context, cfg appConfig, options seeds.DemoOptions) error {
	cfg.Notify.Recorded = true
	a, err := openApp(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.close()
	return seeds.LoadDemo(ctx, a.seedServices(), options)
}

type seedDemoCommand struct{ config.Serve }

func (c *seedDemoCommand) Run(ctx context.Context) error {
	return withLoader(ctx, c.Serve, func(s seeds.Services, progress seeds.Progress) error {
		options := seeds.DemoOptions{Progress: progress}
		if err := seeds.LoadDemo(ctx, s, options); err != nil {
			return err
		}
		return seeds.DrawRest(ctx, s, options)
	})
}

type seedLoadCommand struct {
	config.Serve
	Products int    `help:"Products in all." default:"10000"`
	Shops    int    `help:"Shops in all." default:"500"`
	Orders   int    `help:"Orders in all." default:"10000"`
	Export   int    `help:"Percent of the shops that are in export readiness." default:"0"`
	Seed     uint64 `help:"Another seed makes other data." default:"1"`
}

func (c *seedLoadCommand) Run(ctx context.Context) error {
	return withLoader(ctx, c.Serve, func(s seeds.Services, progress seeds.Progress) error {
		return seeds.GenerateLoad(ctx, s, seeds.Load{Products: c.Products, Shops: c.Shops, Orders: c.Orders, Export: c.Export, Seed: c.Seed, Progress: progress})
	})
}

// withLoader loads into the database that is configured and then checks every invariant.
func withLoader(ctx context.Context, cfg config.Serve, load func(seeds.Services, seeds.Progress) error) error {
	wired, err := servingConfig(cfg)
	if err != nil {
		return err
	}
	wired.Patience = longPatience
	wired.Notify.Recorded = true // nobody is told of what is made up
	a, err := openApp(ctx, wired)
	if err != nil {
		return err
	}
	defer a.close()
	if err := a.stores.Ensure(ctx); err != nil {
		return err
	}
	step := timed()
	if err := load(a.seedServices(), told(step)); err != nil {
		return err
	}
	broken := 0
	if _, err := reports.Verify(ctx, a.db, func(i reports.Invariant) { broken += i.Rows }); err != nil {
		return err
	}
	step(fmt.Sprintf("done; %d rows break an invariant", broken))
	if broken > 0 {
		return errFound
	}
	return nil
}

// timed prints a line with the seconds since it was made.
func timed() func(string) {
	start := time.Now()
	return func(text string) { fmt.Printf("%6.1fs  %s\n", time.Since(start).Seconds(), text) }
}

// told prints the progress of a step, a line for each tenth of it.
func told(step func(string)) seeds.Progress {
	var mu sync.Mutex
	tenths := map[seeds.Step]int{}
	return func(name seeds.Step, done, total int) {
		mu.Lock()
		defer mu.Unlock()
		tenth := 10
		if total > 0 {
			tenth = 10 * done / total
		}
		if before, known := tenths[name]; known && before >= tenth {
			return
		}
		tenths[name] = tenth
		step(fmt.Sprintf("%-9s %d of %d", name, done, total))
	}
}

func (a *app) seedServices() seeds.Services {
	return seeds.Services{
		DB: a.db, Identity: a.accounts, Regions: a.regions, Media: a.media, Shops: a.shops, Shipping: a.shipping, Catalog: a.catalog, Exports: a.exports,
		Carts: a.carts, Orders: a.orders, Payments: a.payments, Trade: a.trade, Checkout: a.checkout, Sandbox: a.sandbox,
		Showcase: a.showcase, Help: a.help, Festivals: a.festivals,
	}
}
