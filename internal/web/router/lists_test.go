package router_test

import (
	"net/http"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/catalog"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/shops/shopstest"
	"lapak/internal/web/webtest"
)

// TestALongerListAsksTheDatabaseNoMore counts what every list sends to the database while it grows.
func TestALongerListAsksTheDatabaseNoMore(t *testing.T) {
	wire := pgtest.NewWire(t, pgtest.DSN(t))
	db, err := postgres.Open(t.Context(), postgres.Config{URL: wire.DSN(), MaxConns: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := webtest.On(t, db)
	own, office := "/api/v1/seller/shops/"+w.Coffee.Slug, w.Admin
	lists := []struct {
		who  webtest.Person
		path string
	}{
		{w.Stranger, "/"},
		{w.Stranger, "/search"},
		{w.Stranger, "/search?q=kopi"},
		{w.Stranger, "/c/kopi"},
		{w.Stranger, "/s/" + w.Coffee.Slug},
		{w.Stranger, "/sitemap.xml"},
		{w.Stranger, "/api/v1/products"},
		{w.Stranger, "/api/v1/products?q=kopi"},
		{w.Stranger, "/api/v1/products?category=kopi&sort=price"},
		{w.Stranger, "/api/v1/products?shop=" + w.Coffee.Slug},
		{w.Stranger, "/api/v1/shops"},
		{w.Stranger, "/api/v1/categories"},
		{w.Stranger, "/api/v1/districts"},
		{w.Stranger, "/api/v1/products/" + w.Coffee.Products[0].Slug},
		{w.Buyer, "/account"},
		{w.Buyer, "/account/data.json"},
		{w.Buyer, "/api/v1/orders"},
		{w.Owner, own + "/products"},
		{w.Owner, own + "/orders"},
		{w.Owner, own + "/statement"},
		{w.Owner, "/seller/" + w.Coffee.Slug},
		{w.Owner, "/seller/" + w.Coffee.Slug + "/products"},
		{w.Owner, "/seller/" + w.Coffee.Slug + "/orders"},
		{w.Owner, "/seller/" + w.Coffee.Slug + "/money"},
		{office, "/api/v1/office/shops?state=pending"},
		{office, "/office/shops"},
		{office, "/office/shops?q=toko"},
		{office, "/office"},
		{office, "/office/messages"},
		{w.Finance, "/api/v1/office/payments"},
		{w.Finance, "/office/payments"},
		{w.Finance, "/office/refunds"},
	}
	count := func(who webtest.Person, path string) (sent int64, length int) {
		t.Helper()
		for range 3 { // the first two load and prepare
			before := wire.Sent()
			answer := w.JSON(webtest.Call{Who: who, Method: http.MethodGet, Path: path, Header: map[string]string{"Cache-Control": "no-cache"}}, http.StatusOK, nil)
			sent, length = wire.Sent()-before, len(answer.Body)
		}
		return sent, length
	}
	grow(w, 3)
	sent, length := make([]int64, len(lists)), make([]int, len(lists))
	for i, l := range lists {
		sent[i], length[i] = count(l.who, l.path)
	}
	grow(w, 6)
	grown := 0
	for i, l := range lists {
		now, long := count(l.who, l.path)
		t.Logf("%d messages for %s", now, l.path)
		if now > sent[i] {
			t.Errorf("%s sent %d messages to the database, and %d with more rows", l.path, sent[i], now)
		}
		if long > length[i] {
			grown++
		}
	}
	if grown < 20 {
		t.Errorf("only %d lists have grown: the test would not see their queries", grown)
	}
}

// grow adds n of everything that is listed.
func grow(w *webtest.World, n int) {
	for range n {
		made := w.Publish(w.Coffee, catalog.NewProduct{
			Texts: catalog.Texts{Title: "Kopi petik merah", Description: "Kopi dari lereng."}, Category: "kopi",
			Variants: []catalog.NewVariant{{Price: 30_000, WeightGrams: 200, Stock: 5}},
		})
		from := w.Coffee
		from.Products = []catalog.Product{made}
		w.Place(w.Buyer, "transfer", from)
		w.Pay(w.Place(w.Buyer, webtest.Method, from))
		if _, err := w.Shops.Apply(w.Context(), w.OtherBuyer.Actor, shopstest.Profile("Toko "+made.Slug)); err != nil {
			w.Fatal(err)
		}
	}
	err := postgres.Transact(w.Context(), w.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(w.Context(), `
			INSERT INTO messages (id, dedupe_key, channel, recipient, language, template, subject, body, state, attempts, last_error)
			SELECT gen_random_uuid(), gen_random_uuid()::text, 'mail', 'buyer@lapak.test', 'id', 'order_paid', 'Dibayar', '', 'failed', 8, '550'
			FROM generate_series(1, $1)`, n)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
}
