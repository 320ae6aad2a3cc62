// Package pagestest gives tests of the pages a small mall on a port of its own: its jobs run, and its sandbox company calls it over HTTP.
package pagestest

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/cart"
	"lapak/internal/catalog"
	"lapak/internal/checkout"
	"lapak/internal/exportready"
	"lapak/internal/festivals"
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
	"lapak/internal/payments/transfer"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/reports"
	"lapak/internal/shipping"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
	"lapak/internal/signing"
	"lapak/internal/stock"
	"lapak/internal/trade"
	"lapak/internal/web/api"
	"lapak/internal/web/pages"
	"lapak/internal/web/router"
	"lapak/storage/disk"
)

// Mall is the small mall.
type Mall struct {
	testing.TB
	pages.Deps
	shipping *shipping.Service
	Coffee   catalog.Product // of Kopi Lerek, which takes cash and offers pickup
	Basket   catalog.Product // of Anyaman Gintangan
	Owner    identity.Actor
}

// Password is long enough for an account.
const Password = "kopi-lerek-2026"

// New opens a mall of its own for a test.
func New(t testing.TB) *Mall {
	t.Helper()
	dsn := pgtest.DSN(t)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: dsn, MaxConns: 8})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	m := &Mall{TB: t}
	workers := m.wire(db, "http://"+listener.Addr().String())
	m.goods()
	handler, err := router.New(router.Deps{Deps: m.apiDeps(), Store: disk.New(t.TempDir()), Pages: pages.New(m.Deps)})
	must(t, err)
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}}
	server.Start()
	t.Cleanup(server.Close)
	m.run(dsn, workers)
	return m
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wire makes the services as cmd does.
func (m *Mall) wire(db *sqlx.DB, baseURL string) *jobs.Workers {
	queue, err := jobs.NewQueue()
	must(m, err)
	shopService, region := shopstest.New(m, db)
	links, err := signing.Load(m.Context(), db, "links")
	must(m, err)
	store := disk.New(m.TempDir())
	must(m, store.Ensure(m.Context()))
	stocks, ledgers := stock.New(db), ledger.New(db)
	m.shipping = shipping.New(db)
	notices := notify.New(db, notify.Config{KeepSecrets: true, Senders: map[notify.Channel]notify.Sender{
		notify.Mail: notify.Outbox{}, notify.WhatsApp: notify.Outbox{},
	}})
	company := sandbox.New(sandbox.Config{DB: db, BaseURL: baseURL, Secret: "secret"})
	m.Deps = pages.Deps{
		DB: db, Sessions: identity.NewSessionManager(identity.NewSessionStore(db), false), Accounts: identity.New(db, queue, notices, baseURL),
		Regions: region, Media: media.New(db, store, store), Shops: shopService, Carts: cart.New(db, region), Notices: notices,
		Orders: orders.New(orders.Deps{DB: db, Regions: region, Stock: stocks, Notices: notices, Links: links, BaseURL: baseURL}),
		Payments: payments.New(payments.Deps{DB: db, Queue: queue, Log: slog.New(slog.DiscardHandler), Providers: []payments.Provider{
			sandbox.NewProvider(company), transfer.New(transfer.Account{Bank: "Bank Contoh", Number: "123", Holder: "Mall"}), cash.New(),
		}}),
		Sandbox: company, BaseURL: baseURL, Demo: true,
	}
	m.Catalog = catalog.New(catalog.Deps{DB: db, Queue: queue, Regions: region, Shops: shopService, Stock: stocks, Media: m.Media})
	m.Exports = exportready.New(exportready.Deps{
		DB: db, Queue: queue, Notify: notices, Regions: region, Media: m.Media, Shops: shopService, Catalog: m.Catalog,
		Links: links, Personal: links, BaseURL: baseURL,
	})
	m.Trade = trade.New(trade.Deps{
		DB: db, Regions: region, Shops: shopService, Catalog: m.Catalog, Exports: m.Exports, Notices: notices, Links: links, BaseURL: baseURL,
	})
	m.Festivals = festivals.New(festivals.Deps{
		DB: db, Queue: queue, Notify: notices, Regions: region, Media: m.Media, Shops: shopService, Catalog: m.Catalog, Stock: stocks,
		Shipping: m.shipping, BaseURL: baseURL,
	})
	m.Showcase = reports.NewShowcase(reports.ShowcaseDeps{DB: db, Catalog: m.Catalog, Exports: m.Exports})
	m.Help = mentoring.New(mentoring.Deps{DB: db, Notify: notices, Regions: region, Shops: shopService, Exports: m.Exports, BaseURL: baseURL})
	m.Mentored = reports.NewMentorShops(db, m.Help, m.Exports)
	m.Checkout = checkout.New(checkout.Deps{
		DB: db, Queue: queue, Regions: region, Media: m.Media, Shops: shopService, Stock: stocks, Shipping: m.shipping,
		Carts: m.Carts, Orders: m.Orders, Payments: m.Payments, Ledger: ledgers, Trade: m.Trade, Festivals: m.Festivals, Help: m.Help, BaseURL: baseURL,
	})
	workers := jobs.NewWorkers()
	sandbox.RegisterWorkers(workers, company)
	payments.RegisterWorkers(workers, m.Payments)
	checkout.RegisterWorkers(workers, m.Checkout)
	orders.RegisterWorkers(workers, m.Orders)
	notify.RegisterWorkers(workers, notices)
	identity.RegisterWorkers(workers, m.Accounts)
	m.Catalog.RegisterWorkers(workers)
	m.Exports.RegisterWorkers(workers)
	m.Festivals.RegisterWorkers(workers)
	m.Help.RegisterWorkers(workers)
	return workers
}

func (m *Mall) apiDeps() api.Deps {
	return api.Deps{
		DB: m.DB, Sessions: m.Sessions, Accounts: m.Accounts, Regions: m.Regions, Shops: m.Shops, Media: m.Media, Catalog: m.Catalog,
		Carts: m.Carts, Orders: m.Orders, Payments: m.Payments, Checkout: m.Checkout, Exports: m.Exports, Trade: m.Trade, Showcase: m.Showcase, Festivals: m.Festivals, Help: m.Help, Mentored: m.Mentored, BaseURL: m.BaseURL,
	}
}

// run works the jobs until the test ends.
func (m *Mall) run(dsn string, workers *jobs.Workers) {
	db, err := postgres.OpenForLibraries(m.Context(), postgres.Config{URL: dsn, MaxConns: 4})
	must(m, err)
	runner, err := jobs.NewRunner(db.DB, workers, slog.New(slog.DiscardHandler))
	must(m, err)
	must(m, runner.Start(context.WithoutCancel(m.Context())))
	m.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second) // the test's own context has ended
		defer cancel()
		if err := runner.Stop(ctx); err != nil {
			m.Error(err)
		}
		_ = db.Close()
	})
}

func (m *Mall) goods() {
	must(m, m.shipping.Import(m.Context(), shipping.Tariff{Zones: []shipping.Zone{
		{Key: "near", NameID: "Dekat", NameEN: "Near", DaysMin: 1, DaysMax: 2, Areas: []string{"35.10"}, Rates: []shipping.Rate{{Service: "reguler", MaxGrams: 30_000, Price: 9_000}}},
		{Key: "abroad", NameID: "Luar negeri", NameEN: "Abroad", DaysMin: 7, DaysMax: 21, Areas: []string{"*"}, Rates: []shipping.Rate{{Service: "internasional", MaxGrams: 30_000, Price: 285_000}}},
	}}))
	must(m, m.Catalog.ImportCategories(m.Context(), []catalog.Category{
		{Slug: "kopi", NameID: "Kopi", NameEN: "Coffee", Position: 1}, {Slug: "anyaman", NameID: "Anyaman", NameEN: "Weaving", Position: 2},
	}))
	m.Owner = shopstest.Account(m, m.DB, "owner")
	coffee := shopstest.Approved(m, m.Shops, m.Owner, "Kopi Lerek")
	weaver := shopstest.Approved(m, m.Shops, shopstest.Account(m, m.DB, "weaver"), "Anyaman Gintangan")
	m.Coffee = m.publish(coffee, catalog.NewProduct{
		Texts:    catalog.Texts{Title: "Kopi robusta Lerek", Description: "Biji petik merah <b>dijemur</b>."},
		English:  &catalog.Texts{Title: "Lerek robusta coffee", Description: "Ripe cherries, dried in the sun."},
		Category: "kopi", Village: "Gombengsari",
		Variants: []catalog.NewVariant{{SKU: "ROB", Title: "250 g", Price: 45_000, WeightGrams: 280, Stock: 12}, {SKU: "ROB-1", Title: "1 kg", Price: 160_000, WeightGrams: 1100}},
	})
	m.Basket = m.publish(weaver, catalog.NewProduct{
		Texts: catalog.Texts{Title: "Besek bambu", Description: "Anyaman bambu apus."}, Category: "anyaman",
		Variants: []catalog.NewVariant{{SKU: "BSK", Title: "sedang", Price: 15_000, WeightGrams: 200, Stock: 30}},
	})
}

// publish makes a pictured product that buyers see, as a member of its shop.
func (m *Mall) publish(shop shops.Shop, in catalog.NewProduct) catalog.Product {
	m.Helper()
	owner := m.ownerOf(shop)
	made, err := m.Catalog.Create(m.Context(), owner, shop.Slug, in)
	must(m, err)
	ref := catalog.Ref{Shop: shop.Slug, Product: made.Slug}
	picture, err := m.Media.Upload(m.Context(), photo(uint8(len(made.Slug))))
	must(m, err)
	_, err = m.Catalog.AddImage(m.Context(), owner, ref, catalog.NewImage{ImageID: picture.ID, Alt: in.Title})
	must(m, err)
	made, err = m.Catalog.Update(m.Context(), owner, ref, catalog.Changes{State: new(catalog.Published)})
	must(m, err)
	return made
}

func (m *Mall) ownerOf(shop shops.Shop) identity.Actor {
	m.Helper()
	for _, name := range []string{"owner@lapak.test", "weaver@lapak.test"} {
		account, err := m.Accounts.FindByContact(m.Context(), name)
		must(m, err)
		actor := identity.Actor{AccountID: account.ID}
		if _, _, err := m.Shops.FindForMember(m.Context(), actor, shop.Slug); err == nil {
			return actor
		}
	}
	m.Fatal("nobody owns " + shop.Slug)
	return identity.Actor{}
}

// photo is a JPEG of one shade.
func photo(shade uint8) io.Reader {
	drawn := image.NewGray(image.Rect(0, 0, 260, 260))
	for i := range drawn.Pix {
		drawn.Pix[i] = color.Gray{Y: shade}.Y
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, drawn, nil) // a buffer does not fail
	return &out
}
