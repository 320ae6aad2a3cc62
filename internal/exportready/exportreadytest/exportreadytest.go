// Package exportreadytest gives tests a shop with one product, and export readiness by the small rulebook of rulebooktest.
package exportreadytest

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/exportready/rulebook/rulebooktest"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/media"
	"lapak/internal/notify"
	"lapak/internal/notify/notifytest"
	"lapak/internal/regions"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
	"lapak/internal/signing"
	"lapak/internal/stock"
	"lapak/storage/disk"
)

// World is a mall with one approved shop and one published product of class FOOD.
type World struct {
	*exportready.Service
	DB      *sqlx.DB
	Shops   *shops.Service
	Catalog *catalog.Service
	Media   *media.Service
	Queue   *jobs.Queue
	Owner   identity.Actor
	Curator identity.Actor // verifies for the office "kurator"
	Shop    shops.Shop
	Product catalog.Product
}

// New makes the world in a test's database.
func New(t testing.TB, db *sqlx.DB) *World {
	t.Helper()
	queue, err := jobs.NewQueue()
	must(t, err)
	shopService, place := shopstest.New(t, db)
	store := disk.New(t.TempDir())
	w := &World{DB: db, Shops: shopService, Queue: queue, Media: media.New(db, store, store)}
	w.Owner = shopstest.Account(t, db, "owner")
	w.Curator = shopstest.Account(t, db, "curator")
	w.Curator.Roles = []identity.Role{identity.RoleVerifier.In("kurator")}
	w.Shop = shopstest.Approved(t, shopService, w.Owner, "Kopi Lerek")
	w.Catalog = catalog.New(catalog.Deps{DB: db, Queue: queue, Regions: place, Shops: shopService, Stock: stock.New(db), Media: w.Media})
	must(t, w.Catalog.ImportCategories(t.Context(), []catalog.Category{
		{Slug: "kopi", NameID: "Kopi", NameEN: "Coffee", ExportClass: "FOOD", Position: 1},
	}))
	w.Product = w.Publish(t, "Kopi Robusta Gombengsari")
	w.Service = newService(t, w, place)
	must(t, w.ImportRules(t.Context(), rulebooktest.Small(), []exportready.HSCode{
		{Key: "kopi_sangrai", NameID: "Kopi sangrai biji", NameEN: "Roasted coffee beans", Class: "FOOD", HS6: "090121", Description: "Coffee; roasted, not decaffeinated", Version: "HS2022", Confidence: "high"},
		{Key: "gula_semut", NameID: "Gula semut kelapa", NameEN: "Coconut sugar", Class: "FOOD", HS6: "170290", Description: "Sugars n.e.c.", Version: "HS2022", Confidence: "low"},
	}))
	return w
}

func newService(t testing.TB, w *World, place *regions.Service) *exportready.Service {
	t.Helper()
	mail := notify.New(w.DB, notify.Config{Senders: map[notify.Channel]notify.Sender{notify.Mail: &notifytest.Script{}}})
	return exportready.New(exportready.Deps{
		DB: w.DB, Queue: w.Queue, Notify: mail, Regions: place, Media: w.Media, Shops: w.Shops, Catalog: w.Catalog,
		Links: signing.New(bytes.Repeat([]byte{1}, 32)), Personal: signing.New(bytes.Repeat([]byte{2}, 32)),
		BaseURL: "https://lapak.test",
	})
}

// Publish lists one more product of the shop.
func (w *World) Publish(t testing.TB, title string) catalog.Product {
	t.Helper()
	ctx := t.Context()
	p, err := w.Catalog.Create(ctx, w.Owner, w.Shop.Slug, catalog.NewProduct{
		Texts: catalog.Texts{Title: title, Description: "Biji petik merah."}, Category: "kopi",
		Variants: []catalog.NewVariant{{Title: "250 g", Price: 45_000, WeightGrams: 280, Stock: 12}},
	})
	must(t, err)
	var file bytes.Buffer
	must(t, jpeg.Encode(&file, picture(), nil))
	uploaded, err := w.Media.Upload(ctx, &file)
	must(t, err)
	ref := catalog.Ref{Shop: w.Shop.Slug, Product: p.Slug}
	_, err = w.Catalog.AddImage(ctx, w.Owner, ref, catalog.NewImage{ImageID: uploaded.ID, Alt: "Biji kopi"})
	must(t, err)
	published := catalog.Published
	p, err = w.Catalog.Update(ctx, w.Owner, ref, catalog.Changes{State: &published})
	must(t, err)
	return p
}

func picture() image.Image {
	brown := image.NewRGBA(image.Rect(0, 0, 640, 640))
	for i := range brown.Pix {
		brown.Pix[i] = uint8(60 + i%4*60)
	}
	return brown
}

// Ref names the product at its shop's desk.
func (w *World) Ref() exportready.ProductRef {
	return exportready.ProductRef{Shop: w.Shop.Slug, Product: w.Product.Slug}
}

// Verify hands in evidence for a rule and has the curator verify it. product is a slug, empty for a rule about the shop.
func (w *World) Verify(t testing.TB, rule, product, validUntil string) exportready.Evidence {
	t.Helper()
	e, err := w.Submit(t.Context(), w.Owner, w.Shop.Slug, exportready.NewEvidence{
		Rule: rule, Product: product, Statement: "Terlampir.", ValidUntil: validUntil,
	})
	must(t, err)
	e, err = w.Decide(t.Context(), w.Curator, e.ID, exportready.Verdict{State: rulebook.Verified})
	must(t, err)
	return e
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
