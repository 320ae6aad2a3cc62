// Package checkouttest gives tests a small mall whose flows run for real: two shops with goods, tariffs, and a payment company that
// misbehaves when told to.
package checkouttest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/cart"
	"lapak/internal/catalog"
	"lapak/internal/checkout"
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
	"lapak/internal/payments/paymentstest"
	"lapak/internal/payments/transfer"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/regions"
	"lapak/internal/regions/regionstest"
	"lapak/internal/shipping"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
	"lapak/internal/signing"
	"lapak/internal/stock"
	"lapak/internal/trade"
	"lapak/storage/disk"
)

// Method is the online payment method of the mall's fake company.
const Method = "fake"

// Mall is the small mall.
type Mall struct {
	testing.TB
	DB        *sqlx.DB
	Checkout  *checkout.Service
	Orders    *orders.Service
	Carts     *cart.Service
	Payments  *payments.Service
	Ledger    *ledger.Service
	Stock     *stock.Service
	Festivals *festivals.Service
	Trade     *trade.Service // without an export catalogue
	Company   *paymentstest.Fake
	Buyer     identity.Actor
	Finance   identity.Actor
	Coffee    Shop // takes cash, offers pickup
	Baskets   Shop
	region    *regions.Service
	shops     *shops.Service
	tariff    *shipping.Service
	goods     *catalog.Service
}

// Shop is a shop and who owns it.
type Shop struct {
	shops.Shop
	Owner identity.Actor
}

// Address is a home in the region.
var Address = regions.Address{
	Line: "Jalan Barong 5", Village: "Kemiren", District: "Glagah", Regency: "Kabupaten Banyuwangi", Province: "Jawa Timur", PostalCode: "68432",
}

// New opens a mall of its own for a test.
func New(t testing.TB) *Mall {
	t.Helper()
	m := On(t, pgtest.New(t))
	m.Furnish()
	return m
}

// On runs a mall on a database, with further payment companies beside its fake. It is empty until it is furnished.
func On(t testing.TB, db *sqlx.DB, companies ...payments.Provider) *Mall {
	t.Helper()
	queue, err := jobs.NewQueue()
	must(t, err)
	links, err := signing.Load(t.Context(), db, "links")
	must(t, err)
	store := disk.New(t.TempDir())
	pictures, region := media.New(db, store, store), regions.New(db)
	m := &Mall{TB: t, DB: db, Company: paymentstest.NewFake(Method), Stock: stock.New(db), Ledger: ledger.New(db), Carts: cart.New(db, region), region: region}
	outbox := notify.New(db, notify.Config{Senders: map[notify.Channel]notify.Sender{
		notify.Mail: notify.Outbox{}, notify.WhatsApp: notify.Outbox{},
	}})
	providers := append([]payments.Provider{m.Company, transfer.New(transfer.Account{Bank: "Bank Contoh", Number: "123", Holder: "Mall"}), cash.New()}, companies...)
	m.Payments = payments.New(payments.Deps{DB: db, Queue: queue, Providers: providers})
	m.Orders = orders.New(orders.Deps{DB: db, Regions: region, Stock: m.Stock, Notices: outbox, Links: links, BaseURL: "https://mall.test"})
	m.tariff = shipping.New(db)
	m.shops = shops.New(shops.Deps{DB: db, Queue: queue, Regions: region, Notify: outbox, Media: pictures, BaseURL: "https://mall.test"})
	m.goods = catalog.New(catalog.Deps{DB: db, Queue: queue})
	m.Trade = trade.New(trade.Deps{DB: db, Regions: region, Shops: m.shops, Catalog: m.goods, Notices: outbox, Links: links, BaseURL: "https://mall.test"})
	m.Festivals = festivals.New(festivals.Deps{
		DB: db, Queue: queue, Notify: outbox, Regions: region, Media: pictures, Shops: m.shops, Catalog: m.goods, Stock: m.Stock,
		Shipping: m.tariff, BaseURL: "https://mall.test",
	})
	m.Checkout = checkout.New(checkout.Deps{
		DB: db, Queue: queue, Accounts: identity.New(db, queue, outbox, "https://mall.test"), Regions: region, Media: pictures, Shops: m.shops, Stock: m.Stock, Shipping: m.tariff,
		Carts: m.Carts, Orders: m.Orders, Payments: m.Payments, Ledger: m.Ledger, Trade: m.Trade, Festivals: m.Festivals,
		Help: mentoring.New(mentoring.Deps{DB: db, Notify: outbox, Regions: region, Shops: m.shops, BaseURL: "https://mall.test"}), BaseURL: "https://mall.test",
	})
	return m
}

// Furnish gives an empty mall its region, tariff, people and shops.
func (m *Mall) Furnish() {
	m.Helper()
	must(m, m.region.Import(m.Context(), regionstest.Pack()))
	must(m, m.tariff.Import(m.Context(), shipping.Tariff{
		Zones: []shipping.Zone{
			{Key: "near", NameID: "Dekat", NameEN: "Near", DaysMin: 1, DaysMax: 2, Areas: []string{"35.10"}, Rates: []shipping.Rate{{Service: "reguler", MaxGrams: 30_000, Price: 9_000}}},
			{Key: "abroad", NameID: "Luar negeri", NameEN: "Abroad", DaysMin: 7, DaysMax: 21, Areas: []string{"*"}, Rates: []shipping.Rate{{Service: "internasional", MaxGrams: 30_000, Price: 285_000}}},
		},
		Points: []shipping.Point{{Key: "kemiren", Name: "Balai Kemiren", VillageCode: regionstest.Kemiren, AddressLine: "Jalan utama", HoursID: "Setiap hari", HoursEN: "Every day"}},
	}))
	m.Buyer = shopstest.Account(m, m.DB, "buyer")
	m.Finance = shopstest.Account(m, m.DB, "finance")
	m.Finance.Roles = []identity.Role{identity.RoleFinance}
	m.Coffee = m.open("Kopi Lerek")
	m.Baskets = m.open("Anyaman Gintangan")
	m.change(`INSERT INTO categories (slug, name_id, name_en, position) VALUES ('kopi', 'Kopi', 'Coffee', 1)`)
	must(m, m.goods.Load(m.Context()))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (m *Mall) open(name string) Shop {
	owner := shopstest.Account(m, m.DB, fmt.Sprintf("owner-%d", time.Now().UnixNano()))
	return Shop{Shop: shopstest.Approved(m, m.shops, owner, name), Owner: owner}
}

func (m *Mall) change(query string, args ...any) {
	m.Helper()
	must(m, postgres.Transact(m.Context(), m.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(m.Context(), query, args...)
		return err
	}))
}

// Change runs a statement of a test's own.
func (m *Mall) Change(query string, args ...any) { m.Helper(); m.change(query, args...) }

// Sell lists a product of one variant with units in stock and returns the variant. Price in rupiah.
func (m *Mall) Sell(shop Shop, price, units int64) uuid.UUID {
	m.Helper()
	product, variant, picture := uuid.New(), uuid.New(), uuid.New()
	m.change(`INSERT INTO products (id, shop_id, district, slug, category, title, state, listed, price, published_at)
		VALUES ($1, $2, $5, $3, 'kopi', 'Kopi robusta', 'published', true, $4, now())`, product, shop.ID, "kopi-"+product.String(), price, shop.District)
	m.change(`INSERT INTO variants (id, product_id, shop_id, sku, title, price, weight_grams) VALUES ($1, $2, $3, $4, '250 g', $5, 290)`,
		variant, product, shop.ID, variant.String(), price)
	m.change(`INSERT INTO images (id, source_sha256, width, height) VALUES ($1, sha256($2), 1200, 1200)`, picture, []byte(picture.String()))
	m.change(`INSERT INTO product_images (id, product_id, image_id, alt, position) VALUES ($1, $2, $3, 'Kopi', 0)`, uuid.New(), product, picture)
	must(m, postgres.Transact(m.Context(), m.DB, func(tx *sqlx.Tx) error {
		return m.Stock.AddTx(m.Context(), tx, variant, stock.Opening{OnHand: units, Actor: shop.Owner.String()})
	}))
	return variant
}

// Fill makes a basket of the buyer's with one unit of each variant.
func (m *Mall) Fill(actor identity.Actor, variants ...uuid.UUID) cart.Access {
	m.Helper()
	id, token, err := m.Carts.Create(m.Context(), actor)
	must(m, err)
	access := cart.Access{CartID: id, Token: token, Actor: actor}
	for _, v := range variants {
		_, err := m.Carts.SetItem(m.Context(), access, cart.Item{VariantID: v, Quantity: 1})
		must(m, err)
	}
	return access
}

// Placing is a faultless order of a basket: every shop sends its part by the usual courier.
func (m *Mall) Placing(access cart.Access, method string, in ...Shop) checkout.Placing {
	p := checkout.Placing{Access: access, Name: "Pembeli", Phone: "0812-0000-0099", Address: &Address, Method: method, Language: "id"}
	for _, shop := range in {
		p.Shipping = append(p.Shipping, checkout.Choice{Shop: shop.Slug, Option: "reguler"})
	}
	return p
}

// Place orders one unit of each variant.
func (m *Mall) Place(method string, variants []uuid.UUID, in ...Shop) checkout.Placed {
	m.Helper()
	placed, err := m.Checkout.Place(m.Context(), m.Placing(m.Fill(m.Buyer, variants...), method, in...))
	must(m, err)
	return placed
}

// Deliver hands the company's news to the webhook, works the inbox and the refunds, until nothing is left to do.
func (m *Mall) Deliver() {
	m.Helper()
	for _, d := range m.Company.Deliveries() {
		must(m, m.Payments.Receive(m.Context(), Method, d))
	}
	m.Work()
}

// Work runs the flows' waiting jobs in the order in which they were enqueued.
func (m *Mall) Work() {
	m.Helper()
	must(m, m.TryWork())
}

// TryWork is Work up to the first failure.
func (m *Mall) TryWork() error {
	for range 1_000 {
		if ran, err := m.workOnce(); err != nil || !ran {
			return err
		}
	}
	return errors.New("the jobs never end")
}

// Order reads an order as its buyer.
func (m *Mall) Order(number string) orders.Order {
	m.Helper()
	order, err := m.Orders.Find(m.Context(), orders.Reader{Actor: m.Buyer}, number)
	must(m, err)
	return order
}

// Level reads a variant's stock.
func (m *Mall) Level(variant uuid.UUID) stock.Level {
	m.Helper()
	levels, err := m.Stock.Levels(m.Context(), m.DB, []uuid.UUID{variant})
	must(m, err)
	return levels[variant]
}

// LoadRegion reads the region's settings anew after a test has changed them.
func (m *Mall) LoadRegion() error { return m.region.Load(m.Context()) }
