// Package tradetest gives tests a mall with one offer in the export catalogue, and trade on it.
package tradetest

import (
	"bytes"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/exportready"
	"lapak/internal/exportready/exportreadytest"
	"lapak/internal/identity"
	"lapak/internal/notify"
	"lapak/internal/regions"
	"lapak/internal/regions/regionstest"
	"lapak/internal/shops/shopstest"
	"lapak/internal/signing"
	"lapak/internal/trade"
)

// World is the mall of exportreadytest whose product is siap and ready for the EU.
type World struct {
	*exportreadytest.World
	Trade  *trade.Service
	Buyer  identity.Actor
	Office identity.Actor
}

// New makes the world in a test's database.
func New(t testing.TB, db *sqlx.DB) *World {
	t.Helper()
	w := &World{World: exportreadytest.New(t, db)}
	w.Ready(t)
	place, pack := regions.New(db), regionstest.Pack()
	pack.Settings.Contact.Email = "office@lapak.test"
	if err := place.Import(t.Context(), pack); err != nil {
		t.Fatal(err)
	}
	outbox := notify.New(db, notify.Config{Senders: map[notify.Channel]notify.Sender{notify.Mail: notify.Outbox{}}})
	w.Trade = trade.New(trade.Deps{
		DB: db, Regions: place, Shops: w.Shops, Catalog: w.Catalog, Exports: w.Service, Notices: outbox,
		Links: signing.New(bytes.Repeat([]byte{3}, 32)), BaseURL: "https://lapak.test",
	})
	w.Buyer = shopstest.Account(t, db, "buyer")
	w.Office = shopstest.Account(t, db, "verifier")
	w.Office.Roles = shopstest.Office.Roles
	return w
}

// Ready brings the product into the export catalogue.
func (w *World) Ready(t testing.TB) {
	t.Helper()
	in := true
	_, err := w.SetProduct(t.Context(), w.Owner, w.Ref(), exportready.Input{OptedIn: &in, Facts: map[string]any{
		"packaged": true, "shelf_life_days": int64(200), "hs6": "090121", "name_en": "Robusta coffee", "available": []string{"jan", "feb"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.SetShop(t.Context(), w.Owner, w.Shop.Slug, exportready.Input{OptedIn: &in, Facts: map[string]any{"shop_ready": true}})
	if err != nil {
		t.Fatal(err)
	}
	w.Verify(t, "S-1", "", "")
	w.Verify(t, "P-1", w.Product.Slug, "")
	w.Verify(t, "P-2", w.Product.Slug, "")
}

// Question is a faultless inquiry about the product.
func (w *World) Question() trade.NewInquiry {
	quantity := int64(500)
	return trade.NewInquiry{
		Kind: trade.Goods, Product: w.Product.Slug, Language: "en", Destination: "EU", Quantity: &quantity, Incoterm: "FOB",
		Asker:   trade.Asker{Name: "Purchasing", Organisation: "Coffee importer", Country: "NL", Email: "Buying@example.com"},
		Message: "Can you send 500 packs in spring?",
	}
}

// Interest is a faultless inquiry about the coffee cluster.
func (w *World) Interest() trade.NewInquiry {
	in := w.Question()
	in.Kind, in.Product, in.Destination, in.Quantity, in.Incoterm = trade.Investment, "", "", nil, ""
	in.Cluster, in.District = "kopi", "kalipuro"
	return in
}

// Ask sends an inquiry of the buyer's account.
func (w *World) Ask(t testing.TB, in trade.NewInquiry) trade.Thread {
	t.Helper()
	thread, err := w.Trade.Create(t.Context(), w.Buyer, in)
	if err != nil {
		t.Fatal(err)
	}
	return thread
}
