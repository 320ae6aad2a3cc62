// Package webtest gives tests of the faces a small mall behind its real router, with every page of the demo: an account for every
// role, two approved shops with pictured goods, tariffs, and a payment company that does what it is told.
package webtest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
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
	"lapak/internal/payments/paymentstest"
	"lapak/internal/payments/sandbox"
	"lapak/internal/payments/transfer"
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

// BaseURL is the world's public address.
const BaseURL = "http://mall.test"

// Method is the online way to pay; its company is a paymentstest.Fake.
const Method = "sandbox"

// Password is everybody's who signs in by one.
const Password = "kopi-lerek-2026"

// Person is somebody who calls; the zero Person is a stranger.
type Person struct {
	identity.Actor
	Name  string
	Email string
	Token string // sent as bearer
}

// Shop is an approved shop with its products.
type Shop struct {
	shops.Shop
	Owner    Person
	Products []catalog.Product
}

// World is the small mall.
type World struct {
	testing.TB
	router.Deps
	Handler http.Handler
	Engine  *gin.Engine // its routes
	Company *paymentstest.Fake
	Sandbox *sandbox.Service // the demo's company, whose page stands beside the others; nobody pays through it

	Stranger, Buyer, OtherBuyer, Owner, OtherOwner, Verifier, Curator, Finance, Admin Person
	Mentor, FarMentor                                                                 Person // of the shops' district; of another
	Organizer, OtherOrganizer                                                         Person // each of own festivals
	Coffee                                                                            Shop   // Owner's; takes cash, offers pickup
	Baskets                                                                           Shop   // OtherOwner's
}

// New opens a world of its own for a test.
func New(t testing.TB) *World {
	t.Helper()
	return On(t, pgtest.New(t))
}

// On opens a world on an empty database.
func On(t testing.TB, db *sqlx.DB) *World {
	t.Helper()
	w := &World{TB: t, Company: paymentstest.NewFake(Method), Stranger: Person{Name: "stranger"}}
	w.Deps = w.services(db)
	w.people()
	w.rules()
	w.goods()
	handler, err := router.New(w.Deps)
	w.must(err)
	w.Handler = handler
	w.Engine, err = router.NewEngine(w.Deps)
	w.must(err)
	return w
}

func (w *World) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *World) services(db *sqlx.DB) router.Deps {
	queue, err := jobs.NewQueue()
	w.must(err)
	shopService, region := shopstest.New(w, db)
	links, err := signing.Load(w.Context(), db, "links")
	w.must(err)
	store, stocks, tariff := disk.New(w.TempDir()), stock.New(db), shipping.New(db)
	w.must(store.Ensure(w.Context()))
	w.must(tariff.Import(w.Context(), tariffs))
	pictures := media.New(db, store, store)
	outbox := notify.New(db, notify.Config{Senders: map[notify.Channel]notify.Sender{
		notify.Mail: notify.Outbox{}, notify.WhatsApp: notify.Outbox{},
	}})
	d := api.Deps{
		DB: db, Sessions: identity.NewSessionManager(identity.NewSessionStore(db), false),
		Accounts: identity.New(db, queue, outbox, BaseURL), Regions: region, Shops: shopService, Media: pictures,
		Catalog: catalog.New(catalog.Deps{DB: db, Queue: queue, Regions: region, Shops: shopService, Stock: stocks, Media: pictures}),
		Carts:   cart.New(db, region), Ledger: ledger.New(db), BaseURL: BaseURL,
		Orders: orders.New(orders.Deps{DB: db, Regions: region, Stock: stocks, Notices: outbox, Links: links, BaseURL: BaseURL}),
		Payments: payments.New(payments.Deps{DB: db, Queue: queue, Providers: []payments.Provider{
			w.Company, transfer.New(transfer.Account{Bank: "Bank Contoh", Number: "123", Holder: "Mall"}), cash.New(),
		}}),
	}
	d.Exports = exportready.New(exportready.Deps{
		DB: db, Queue: queue, Notify: outbox, Regions: region, Media: pictures, Shops: shopService, Catalog: d.Catalog,
		Links: links, Personal: links, BaseURL: BaseURL,
	})
	d.Trade = trade.New(trade.Deps{
		DB: db, Regions: region, Shops: shopService, Catalog: d.Catalog, Exports: d.Exports, Notices: outbox, Links: links, BaseURL: BaseURL,
	})
	d.Festivals = festivals.New(festivals.Deps{
		DB: db, Queue: queue, Notify: outbox, Regions: region, Media: pictures, Shops: shopService, Catalog: d.Catalog, Stock: stocks,
		Shipping: tariff, BaseURL: BaseURL,
	})
	d.Showcase = reports.NewShowcase(reports.ShowcaseDeps{DB: db, Catalog: d.Catalog, Exports: d.Exports})
	d.Help = mentoring.New(mentoring.Deps{DB: db, Notify: outbox, Regions: region, Shops: shopService, Exports: d.Exports, BaseURL: BaseURL})
	d.Mentored = reports.NewMentorShops(db, d.Help, d.Exports)
	d.Checkout = checkout.New(checkout.Deps{
		DB: db, Queue: queue, Regions: region, Media: pictures, Shops: shopService, Stock: stocks, Shipping: tariff,
		Carts: d.Carts, Orders: d.Orders, Payments: d.Payments, Ledger: d.Ledger, Trade: d.Trade, Festivals: d.Festivals, Help: d.Help, BaseURL: BaseURL,
	})
	w.Sandbox = sandbox.New(sandbox.Config{DB: db, BaseURL: BaseURL, Secret: "secret"})
	return router.Deps{Deps: d, Store: store, Pages: pages.New(pages.Deps{
		DB: db, Sessions: d.Sessions, Accounts: d.Accounts, Regions: region, Media: pictures, Shops: shopService, Stock: stocks,
		Catalog: d.Catalog, Carts: d.Carts, Orders: d.Orders, Payments: d.Payments, Ledger: d.Ledger, Checkout: d.Checkout, Exports: d.Exports,
		Trade: d.Trade, Showcase: d.Showcase, Festivals: d.Festivals, Help: d.Help, Mentored: d.Mentored, Notices: outbox, Sandbox: w.Sandbox, BaseURL: BaseURL, Demo: true,
	})}
}

var tariffs = shipping.Tariff{
	Zones: []shipping.Zone{
		{
			Key: "near", NameID: "Dekat", NameEN: "Near", DaysMin: 1, DaysMax: 2, Areas: []string{"35.10"},
			Rates: []shipping.Rate{{Service: "reguler", MaxGrams: 30_000, Price: 9_000}},
		},
		{
			Key: "abroad", NameID: "Luar negeri", NameEN: "Abroad", DaysMin: 7, DaysMax: 21, Areas: []string{"*"},
			Rates: []shipping.Rate{{Service: "internasional", MaxGrams: 30_000, Price: 285_000}},
		},
	},
}

func (w *World) people() {
	secret, err := w.Accounts.CreateAdministrator(w.Context(), identity.RoleAdmin, "admin@lapak.test")
	w.must(err)
	w.must(w.Accounts.ResetPassword(w.Context(), secret, Password))
	known, err := w.Accounts.FindByContact(w.Context(), "admin@lapak.test")
	w.must(err)
	w.Admin = w.arm("admin", known.ID)
	w.Buyer = w.person("buyer", Password)
	w.OtherBuyer = w.person("other-buyer", "")
	w.Owner = w.person("owner", "")
	w.OtherOwner = w.person("other-owner", "")
	w.Verifier = w.person("verifier", "", identity.RoleVerifier.In(shops.VerifierOffice))
	w.Curator = w.person("curator", "", identity.RoleVerifier.In(Curators))
	w.Finance = w.person("finance", "", identity.RoleFinance)
	w.Mentor = w.person("mentor", "", identity.RoleMentor.In("kalipuro"))
	w.FarMentor = w.person("far-mentor", "", identity.RoleMentor.In("glagah"))
	w.Organizer = w.person("organizer", "", identity.RoleOrganizer)
	w.OtherOrganizer = w.person("other-organizer", "", identity.RoleOrganizer)
}

func (w *World) person(name, password string, roles ...identity.Role) Person {
	w.Helper()
	made, err := w.Accounts.Register(w.Context(), identity.RegisterInput{
		Email: name + "@lapak.test", Password: password, Name: name, Language: "id", Verified: true,
	})
	w.must(err)
	for _, role := range roles {
		w.must(w.Accounts.GrantRole(w.Context(), w.Admin.Actor, made.ID, role))
	}
	return w.arm(name, made.ID)
}

func (w *World) arm(name string, account [16]byte) Person {
	w.Helper()
	actor, err := w.Accounts.FindActor(w.Context(), account)
	w.must(err)
	token, _, err := w.Accounts.CreateToken(w.Context(), actor, "test", time.Now().Add(time.Hour))
	w.must(err)
	return Person{Actor: actor, Name: name, Email: name + "@lapak.test", Token: token}
}

func (w *World) goods() {
	w.must(w.Catalog.ImportCategories(w.Context(), []catalog.Category{
		{Slug: "kopi", NameID: "Kopi", NameEN: "Coffee", ExportClass: "FOOD", Position: 1},
		{Slug: "anyaman", NameID: "Anyaman", NameEN: "Weaving", Position: 2},
	}))
	w.Coffee = Shop{Shop: shopstest.Approved(w, w.Shops, w.Owner.Actor, "Kopi Lerek"), Owner: w.Owner}
	w.Baskets = Shop{Shop: shopstest.Approved(w, w.Shops, w.OtherOwner.Actor, "Anyaman Gintangan"), Owner: w.OtherOwner}
	w.Coffee.Products = append(w.Coffee.Products, w.Publish(w.Coffee, catalog.NewProduct{
		Texts:    catalog.Texts{Title: "Kopi robusta Lerek", Description: "Biji petik merah yang dijemur."},
		English:  &catalog.Texts{Title: "Lerek robusta coffee", Description: "Ripe cherries, dried in the sun."},
		Category: "kopi", Village: "Gombengsari",
		Variants: []catalog.NewVariant{
			{SKU: "ROB-250", Title: "250 g", Price: 45_000, WeightGrams: 280, Stock: 12},
			{SKU: "ROB-100", Title: "100 g", Price: 20_000, WeightGrams: 120},
		},
	}))
	w.Baskets.Products = append(w.Baskets.Products, w.Publish(w.Baskets, catalog.NewProduct{
		Texts:    catalog.Texts{Title: "Besek bambu", Description: "Anyaman bambu apus."},
		Category: "anyaman", Variants: []catalog.NewVariant{{SKU: "BSK", Title: "sedang", Price: 15_000, WeightGrams: 200, Stock: 30}},
	}))
}

// Publish makes a pictured product that buyers see.
func (w *World) Publish(shop Shop, in catalog.NewProduct) catalog.Product {
	w.Helper()
	ctx, owner := w.Context(), shop.Owner.Actor
	made, err := w.Catalog.Create(ctx, owner, shop.Slug, in)
	w.must(err)
	ref := catalog.Ref{Shop: shop.Slug, Product: made.Slug}
	picture, err := w.Media.Upload(ctx, bytes.NewReader(Picture(uint8(len(made.Slug)))))
	w.must(err)
	_, err = w.Catalog.AddImage(ctx, owner, ref, catalog.NewImage{ImageID: picture.ID, Alt: in.Title})
	w.must(err)
	published := catalog.Published
	made, err = w.Catalog.Update(ctx, owner, ref, catalog.Changes{State: &published})
	w.must(err)
	return made
}

// Picture is a JPEG of 260 pixels; each shade is another picture.
func Picture(shade uint8) []byte {
	drawn := image.NewGray(image.Rect(0, 0, 260, 260))
	for i := range drawn.Pix {
		drawn.Pix[i] = shade + uint8(i%97)
	}
	drawn.Set(0, 0, color.White)
	var file bytes.Buffer
	if err := jpeg.Encode(&file, drawn, nil); err != nil {
		panic(err) // to memory
	}
	return file.Bytes()
}
