package seeds_test

import (
	"context"
	"testing"

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
	"lapak/internal/postgres/pgtest"
	"lapak/internal/regions"
	"lapak/internal/reports"
	"lapak/internal/shipping"
	"lapak/internal/shops"
	"lapak/internal/signing"
	"lapak/internal/stock"
	"lapak/internal/trade"
	"lapak/seeds"
	"lapak/seeds/region"
	"lapak/storage/disk"
)

const base = "http://mall.test"

// newServices wires an empty mall as the program does.
func newServices(t testing.TB, db *sqlx.DB, folder string) seeds.Services {
	t.Helper()
	queue, err := jobs.NewQueue()
	must(t, err)
	links, err := signing.Load(t.Context(), db, "links")
	must(t, err)
	pictures, private := disk.New(folder+"/pictures"), disk.New(folder+"/private")
	must(t, pictures.Ensure(t.Context()))
	must(t, private.Ensure(t.Context()))
	notices := notify.New(db, notify.Config{Recorded: true, Senders: map[notify.Channel]notify.Sender{
		notify.Mail: notify.Outbox{}, notify.WhatsApp: notify.Outbox{}, notify.SMS: notify.Outbox{},
	}})
	s := seeds.Services{DB: db, Identity: identity.New(db, queue, notices, base), Regions: regions.New(db), Shipping: shipping.New(db)}
	s.Media = media.New(db, pictures, private)
	s.Shops = shops.New(shops.Deps{DB: db, Queue: queue, Regions: s.Regions, Notify: notices, Media: s.Media, BaseURL: base})
	goods := stock.New(db)
	s.Catalog = catalog.New(catalog.Deps{DB: db, Queue: queue, Regions: s.Regions, Shops: s.Shops, Stock: goods, Media: s.Media})
	s.Exports = exportready.New(exportready.Deps{
		DB: db, Queue: queue, Notify: notices, Regions: s.Regions, Media: s.Media, Shops: s.Shops, Catalog: s.Catalog, Links: links,
		Personal: links, BaseURL: base,
	})
	s.Trade = trade.New(trade.Deps{
		DB: db, Regions: s.Regions, Shops: s.Shops, Catalog: s.Catalog, Exports: s.Exports, Notices: notices, Links: links, BaseURL: base,
	})
	s.Festivals = festivals.New(festivals.Deps{
		DB: db, Queue: queue, Notify: notices, Regions: s.Regions, Media: s.Media, Shops: s.Shops, Catalog: s.Catalog, Stock: goods,
		Shipping: s.Shipping, BaseURL: base,
	})
	s.Showcase = reports.NewShowcase(reports.ShowcaseDeps{DB: db, Catalog: s.Catalog, Exports: s.Exports})
	s.Help = mentoring.New(mentoring.Deps{DB: db, Notify: notices, Regions: s.Regions, Shops: s.Shops, Exports: s.Exports, BaseURL: base})
	s.Carts = cart.New(db, s.Regions)
	s.Orders = orders.New(orders.Deps{DB: db, Regions: s.Regions, Stock: goods, Notices: notices, Links: links, BaseURL: base})
	s.Sandbox = sandbox.New(sandbox.Config{DB: db, BaseURL: base, Secret: "secret"})
	return withPayments(t, s, sandbox.NewProvider(s.Sandbox), transfer.New(transfer.Account{Bank: "Bank Contoh", Number: "123", Holder: "Mall"}), cash.New())
}

// withPayments is the same mall with these ways to pay.
func withPayments(t testing.TB, s seeds.Services, providers ...payments.Provider) seeds.Services {
	t.Helper()
	queue, err := jobs.NewQueue()
	must(t, err)
	s.Payments = payments.New(payments.Deps{DB: s.DB, Queue: queue, Providers: providers})
	s.Checkout = checkout.New(checkout.Deps{
		DB: s.DB, Queue: queue, Regions: s.Regions, Media: s.Media, Shops: s.Shops, Stock: stock.New(s.DB), Shipping: s.Shipping,
		Carts: s.Carts, Orders: s.Orders, Payments: s.Payments, Ledger: ledger.New(s.DB), Trade: s.Trade, Festivals: s.Festivals, Help: s.Help, BaseURL: base,
	})
	return s
}

// newMall is a mall with its region loaded.
func newMall(t testing.TB) seeds.Services {
	t.Helper()
	s := newServices(t, pgtest.New(t), t.TempDir())
	must(t, seeds.LoadRegion(t.Context(), s, banyuwangi(t), nil))
	return s
}

func banyuwangi(t testing.TB) region.Pack {
	t.Helper()
	pack, err := region.Load("banyuwangi")
	must(t, err)
	return pack
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// verify fails the test for every invariant that does not hold.
func verify(t testing.TB, db *sqlx.DB) {
	t.Helper()
	_, err := reports.Verify(context.WithoutCancel(t.Context()), db, func(i reports.Invariant) {
		if i.Rows != 0 {
			t.Errorf("%s: %d rows", i.Name, i.Rows)
		}
	})
	must(t, err)
}

func count(t testing.TB, db *sqlx.DB, query string, args ...any) int {
	t.Helper()
	var n int
	must(t, db.GetContext(t.Context(), &n, query, args...))
	return n
}
