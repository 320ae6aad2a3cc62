package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/cart"
	"lapak/internal/catalog"
	"lapak/internal/checkout"
	"lapak/internal/exportready"
	"lapak/internal/festivals"
	"lapak/internal/idempotency"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/ledger"
	"lapak/internal/media"
	"lapak/internal/mentoring"
	"lapak/internal/notify"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/payments/cash"
	"lapak/internal/payments/sandbox"
	"lapak/internal/payments/stripe"
	"lapak/internal/payments/transfer"
	"lapak/internal/postgres"
	"lapak/internal/regions"
	"lapak/internal/reports"
	"lapak/internal/shipping"
	"lapak/internal/shops"
	"lapak/internal/signing"
	"lapak/internal/stock"
	"lapak/internal/trade"
	"lapak/storage/drivers"
)

// appConfig says what an app is wired with; `serve` and `demo` fill it differently.
type appConfig struct {
	DatabaseURL   string
	StandbyURL    string // empty: none
	DatabaseConns int
	Patience      time.Duration // with one statement; zero suits requests
	Storage       string
	BaseURL       string
	IsSecure      bool
	Notify        notify.Config
	Stripe        *stripe.Config // nil: not offered
	Sandbox       bool           // demo only
}

// longPatience suits commands that write or check a whole mall in one statement.
const longPatience = 10 * time.Minute

// app is every service of the mall, wired once.
type app struct {
	db        *sqlx.DB
	standby   *sqlx.DB // nil: none
	jobsDB    *sqlx.DB
	stores    drivers.Stores
	queue     *jobs.Queue
	sessions  *scs.SessionManager
	notify    *notify.Service
	accounts  *identity.Service
	regions   *regions.Service
	media     *media.Service
	shops     *shops.Service
	stock     *stock.Service
	shipping  *shipping.Service
	catalog   *catalog.Service
	exports   *exportready.Service
	festivals *festivals.Service
	showcase  *reports.Showcase
	help      *mentoring.Service
	carts     *cart.Service
	orders    *orders.Service
	payments  *payments.Service
	ledger    *ledger.Service
	trade     *trade.Service
	checkout  *checkout.Service
	sandbox   *sandbox.Service // nil in `serve`
	transfer  transfer.Account
	baseURL   string

	hasRegion bool // seed region has been run
}

// openApp connects and wires. The region is read too, where it has been loaded.
func openApp(ctx context.Context, cfg appConfig) (*app, error) {
	db, err := postgres.Open(ctx, postgres.Config{URL: cfg.DatabaseURL, MaxConns: cfg.DatabaseConns, Patience: cfg.Patience})
	if err != nil {
		return nil, err
	}
	jobsDB, err := postgres.OpenForLibraries(ctx, postgres.Config{URL: cfg.DatabaseURL, MaxConns: 8})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	a := &app{db: db, jobsDB: jobsDB, baseURL: cfg.BaseURL}
	if cfg.StandbyURL != "" {
		if a.standby, err = postgres.OpenStandby(postgres.Config{URL: cfg.StandbyURL, MaxConns: cfg.DatabaseConns}); err != nil {
			a.close()
			return nil, err
		}
	}
	if err := a.wire(ctx, cfg); err != nil {
		a.close()
		return nil, err
	}
	return a, nil
}

func (a *app) wire(ctx context.Context, cfg appConfig) error {
	var err error
	if a.stores, err = drivers.Open(cfg.Storage); err != nil {
		return err
	}
	if a.queue, err = jobs.NewQueue(); err != nil {
		return err
	}
	links, err := signing.Load(ctx, a.db, "links")
	if err != nil {
		return fmt.Errorf("%w (is the schema up to date? run lapak migrate up)", err)
	}
	a.sessions = identity.NewSessionManager(identity.NewSessionStore(a.db), cfg.IsSecure)
	a.notify = notify.New(a.db, cfg.Notify)
	a.accounts = identity.New(a.db, a.queue, a.notify, cfg.BaseURL)
	a.regions = regions.New(a.db)
	a.media = media.New(a.db, a.stores.Public, a.stores.Private)
	a.shops = shops.New(shops.Deps{DB: a.db, Queue: a.queue, Regions: a.regions, Notify: a.notify, Media: a.media, BaseURL: cfg.BaseURL})
	a.stock = stock.New(a.db)
	a.shipping = shipping.New(a.db)
	a.catalog = catalog.New(catalog.Deps{DB: a.db, Standby: a.standby, Queue: a.queue, Regions: a.regions, Shops: a.shops, Stock: a.stock, Media: a.media})
	personal, err := signing.Load(ctx, a.db, "personal")
	if err != nil {
		return err
	}
	a.exports = exportready.New(exportready.Deps{
		DB: a.db, Queue: a.queue, Notify: a.notify, Regions: a.regions, Media: a.media, Shops: a.shops, Catalog: a.catalog,
		Links: links, Personal: personal, BaseURL: cfg.BaseURL,
	})
	a.festivals = festivals.New(festivals.Deps{
		DB: a.db, Queue: a.queue, Notify: a.notify, Regions: a.regions, Media: a.media, Shops: a.shops, Catalog: a.catalog, Stock: a.stock,
		Shipping: a.shipping, BaseURL: cfg.BaseURL,
	})
	a.showcase = reports.NewShowcase(reports.ShowcaseDeps{DB: a.db, Catalog: a.catalog, Exports: a.exports})
	a.help = mentoring.New(mentoring.Deps{DB: a.db, Notify: a.notify, Regions: a.regions, Shops: a.shops, Exports: a.exports, BaseURL: cfg.BaseURL})
	a.carts = cart.New(a.db, a.regions)
	a.ledger = ledger.New(a.db)
	a.orders = orders.New(orders.Deps{DB: a.db, Regions: a.regions, Stock: a.stock, Notices: a.notify, Links: links, BaseURL: cfg.BaseURL})
	a.trade = trade.New(trade.Deps{
		DB: a.db, Regions: a.regions, Shops: a.shops, Catalog: a.catalog, Exports: a.exports, Notices: a.notify, Links: links, BaseURL: cfg.BaseURL,
	})
	if err := a.readRegion(ctx); err != nil {
		return err
	}
	a.payments = payments.New(payments.Deps{DB: a.db, Queue: a.queue, Providers: a.providers(cfg, links), Log: slog.Default()})
	a.checkout = checkout.New(checkout.Deps{
		DB: a.db, Queue: a.queue, Accounts: a.accounts, Regions: a.regions, Media: a.media, Shops: a.shops, Stock: a.stock, Shipping: a.shipping,
		Carts: a.carts, Orders: a.orders, Payments: a.payments, Ledger: a.ledger, Trade: a.trade, Help: a.help, Festivals: a.festivals, BaseURL: cfg.BaseURL,
	})
	return nil
}

// readRegion reads what is kept in memory: the region and the categories. An empty database has neither yet.
func (a *app) readRegion(ctx context.Context) error {
	err := a.regions.Load(ctx)
	if apperr.CodeOf(err) == "region_missing" {
		return nil
	}
	if err != nil {
		return err
	}
	a.hasRegion = true
	return errors.Join(a.catalog.Load(ctx), a.exports.Load(ctx))
}

func (a *app) providers(cfg appConfig, links signing.Signer) []payments.Provider {
	account := a.regions.Settings().Transfer
	a.transfer = transfer.Account{Bank: account.Bank, Number: account.AccountNumber, Holder: account.AccountName}
	providers := []payments.Provider{transfer.New(a.transfer), cash.New()}
	if cfg.Stripe != nil {
		providers = append(providers, stripe.New(*cfg.Stripe))
	}
	if cfg.Sandbox {
		a.sandbox = sandbox.New(sandbox.Config{DB: a.db, BaseURL: cfg.BaseURL, Secret: links.Token("sandbox", "webhook")})
		providers = append(providers, sandbox.NewProvider(a.sandbox))
	}
	return providers
}

// runner prepares the jobs of every package.
func (a *app) runner() (*jobs.Runner, error) {
	w := jobs.NewWorkers()
	notify.RegisterWorkers(w, a.notify)
	identity.RegisterWorkers(w, a.accounts)
	a.catalog.RegisterWorkers(w)
	orders.RegisterWorkers(w, a.orders)
	a.exports.RegisterWorkers(w)
	a.festivals.RegisterWorkers(w)
	a.help.RegisterWorkers(w)
	reports.RegisterWorkers(w, a.db, a.exports)
	a.showcase.RegisterWorkers(w)
	payments.RegisterWorkers(w, a.payments)
	trade.RegisterWorkers(w, a.trade)
	checkout.RegisterWorkers(w, a.checkout)
	if a.sandbox != nil {
		sandbox.RegisterWorkers(w, a.sandbox)
	}
	jobs.Handle(w, a.sweep)
	w.Every(time.Hour, sweep{})
	return jobs.NewRunner(a.jobsDB.DB, w, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
}

// sweep removes what nobody needs any more: old keys, forgotten baskets, unused pictures.
type sweep struct{}

// Kind names the job.
func (sweep) Kind() string { return "lapak.sweep" }

func (a *app) sweep(ctx context.Context, _ sweep) error {
	now := time.Now()
	_, keys := idempotency.Sweep(ctx, a.db, now)
	_, carts := a.carts.Sweep(ctx, now)
	_, pictures := a.media.Sweep(ctx, now)
	return errors.Join(keys, carts, pictures)
}

func (a *app) close() {
	_ = a.db.Close()
	if a.standby != nil {
		_ = a.standby.Close()
	}
	_ = a.jobsDB.Close()
}
