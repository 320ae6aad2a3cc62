package api_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"lapak/internal/catalog"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/web/webtest"
)

func place(w *webtest.World, basket webtest.Cart, key string, body any) webtest.Answer {
	return w.Do(webtest.Call{Method: "POST", Path: "/api/v1/orders", Body: body, Header: map[string]string{
		"Idempotency-Key": key, "X-Cart-Token": basket.Token,
	}})
}

func TestARepeatedOrderAnswersTheSame(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	basket, key := w.Fill(w.Stranger, w.Coffee), uuid.NewString()
	body := webtest.NewOrder(basket, webtest.Method, w.Coffee)
	answers := make([]webtest.Answer, 8)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = place(w, basket, key, body) })
	}
	all.Wait()
	for _, answer := range answers {
		if answer.Status != http.StatusCreated || answer.Body != answers[0].Body || answer.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%d %s", answer.Status, answer.Body)
		}
	}
	var orders int
	if err := w.DB.GetContext(t.Context(), &orders, `SELECT count(*) FROM order_groups`); err != nil || orders != 1 {
		t.Errorf("%d orders: %v", orders, err)
	}
	body["language"] = "en"
	before := w.Digest()
	if answer := place(w, basket, key, body); answer.Status != http.StatusUnprocessableEntity || answer.Code() != "idempotency_key_reused" {
		t.Errorf("another body: %d %s", answer.Status, answer.Body)
	}
	if answer := place(w, basket, "", body); answer.Status != http.StatusUnprocessableEntity || answer.Field("header.Idempotency-Key") != "idempotency_key_required" {
		t.Errorf("no key: %d %s", answer.Status, answer.Body)
	}
	if answer := place(w, webtest.Cart{ID: basket.ID, Token: "x"}, key, body); answer.Status != http.StatusNotFound {
		t.Errorf("another's cart with its key: %d %s", answer.Status, answer.Body)
	}
	if w.Digest() != before {
		t.Error("a refusal changed something")
	}
}

func TestAnOrderByTheAPIIsCreditedToAFestival(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	running := festivalstest.Running(w.Organizer.Actor)
	festivalstest.Make(t, w.DB, running)
	draft := festivalstest.Coming(w.Organizer.Actor)
	draft.State = festivals.Draft
	festivalstest.Make(t, w.DB, draft)
	for from, want := range map[string]int{running.Slug: 1, draft.Slug: 0, "tidak-ada": 0, "Tidak ada;": 0, "": 0} {
		basket := w.Fill(w.Stranger, w.Coffee)
		body := webtest.NewOrder(basket, webtest.Method, w.Coffee)
		body["came_from"] = from
		var before, after int
		count := func(n *int) {
			if err := w.DB.GetContext(t.Context(), n, `SELECT count(*) FROM order_groups WHERE came_by IS NOT NULL`); err != nil {
				t.Fatal(err)
			}
		}
		count(&before)
		if answer := place(w, basket, uuid.NewString(), body); answer.Status != http.StatusCreated || strings.Contains(answer.Body, "came") {
			t.Errorf("from %q: %d %s", from, answer.Status, answer.Body)
		}
		if count(&after); after-before != want {
			t.Errorf("from %q %d orders are credited", from, after-before)
		}
	}
}

func TestOrdersThatCannotBePlaced(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	basket := w.Fill(w.Stranger, w.Coffee)
	before := w.Digest()
	for _, c := range []struct {
		name          string
		change        func(order map[string]any)
		status        int
		code, located string
	}{
		{"no contact", func(o map[string]any) { o["contact"] = map[string]string{"name": "Pembeli"} }, 422, "invalid_input", "body.contact.phone"},
		{"unknown village", func(o map[string]any) {
			o["address"] = map[string]string{"line": "Jalan 1", "village": "Atlantis", "district": "Glagah", "regency": "Kabupaten Banyuwangi", "province": "Jawa Timur", "postal_code": "68432"}
		}, 422, "invalid_input", "body.address.village"},
		{"unknown option", func(o map[string]any) {
			o["shipping"] = []any{map[string]string{"shop": w.Coffee.Slug, "option": "teleport"}}
		}, 422, "invalid_input", ""},
		{"no option", func(o map[string]any) { o["shipping"] = []any{} }, 422, "invalid_input", "body.shipping"},
		{"shop that is not in the cart", func(o map[string]any) {
			o["shipping"] = []any{map[string]string{"shop": w.Baskets.Slug, "option": "reguler"}}
		}, 422, "invalid_input", ""},
		{"unknown method", func(o map[string]any) { o["payment_method"] = "promise" }, 422, "invalid_input", "body.payment_method"},
		{"price of one's own", func(o map[string]any) { o["total"] = 1 }, 422, "invalid_input", "body.total"},
		{"no such cart", func(o map[string]any) { o["cart_id"] = uuid.NewString() }, 404, "cart_not_found", ""},
		{"malformed cart", func(o map[string]any) { o["cart_id"] = "1" }, 404, "cart_not_found", ""},
	} {
		order := webtest.NewOrder(basket, webtest.Method, w.Coffee)
		c.change(order)
		answer := place(w, basket, uuid.NewString(), order)
		if answer.Status != c.status || answer.Code() != c.code || c.located != "" && answer.Field(c.located) == "" {
			t.Errorf("%s: %d %s", c.name, answer.Status, answer.Body)
		}
	}
	if after := w.Digest(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
}

func TestAPriceThatChangedIsToldBeforeItIsPaid(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	basket := w.Fill(w.Stranger, w.Coffee)
	product := w.Coffee.Products[0]
	dearer := int64(50_000)
	ref := catalog.VariantRef{Ref: catalog.Ref{Shop: w.Coffee.Slug, Product: product.Slug}, ID: product.Variants[0].ID}
	if _, err := w.Catalog.UpdateVariant(t.Context(), w.Owner.Actor, ref, catalog.VariantChanges{Price: &dearer}); err != nil {
		t.Fatal(err)
	}
	order, key := webtest.NewOrder(basket, webtest.Method, w.Coffee), uuid.NewString()
	answer := place(w, basket, key, order)
	if answer.Status != http.StatusConflict || answer.Code() != "price_changed" || !strings.Contains(answer.Body, `"items_total":50000`) {
		t.Fatalf("%d %s", answer.Status, answer.Body)
	}
	if answer := place(w, basket, key, order); answer.Status != http.StatusCreated || !strings.Contains(answer.Body, `"total":59000`) {
		t.Errorf("told of the price: %d %s", answer.Status, answer.Body)
	}
}

func TestAQuoteNamesEachShopsOptions(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	basket := w.Fill(w.Buyer, w.Coffee, w.Baskets)
	var quote struct {
		ItemsTotal int64 `json:"items_total"`
		Currency   string
		Shops      []struct {
			Shop       string
			ItemsTotal int64 `json:"items_total"`
			Options    []struct {
				Code, Label, Days string
				Price             int64
			}
		}
	}
	path := "/api/v1/carts/" + basket.ID + "/quote"
	w.JSON(webtest.Call{Who: w.Buyer, Method: "POST", Path: path, Body: map[string]any{"address": webtest.Address}}, http.StatusOK, &quote)
	if quote.ItemsTotal != 60_000 || quote.Currency != "IDR" || len(quote.Shops) != 2 {
		t.Fatalf("%+v", quote)
	}
	for _, shop := range quote.Shops {
		if len(shop.Options) == 0 || shop.Options[0].Code != "reguler" || shop.Options[0].Price != 9_000 || shop.Options[0].Days != "1-2" || shop.Options[0].Label == "" {
			t.Errorf("%+v", shop)
		}
	}
	if answer := w.Do(webtest.Call{Who: w.Buyer, Method: "POST", Path: path, Body: `{"address": {"line": "x"}}`}); answer.Field("body.address.regency") == "" {
		t.Errorf("half an address: %d %s", answer.Status, answer.Body)
	}
}

func TestATransferIsPaidByFinanceOnly(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	order := w.Place(w.Buyer, "transfer", w.Coffee)
	pay := webtest.Call{Who: w.Buyer, Method: "POST", Path: "/api/v1/orders/" + order.Number + "/payment", Body: `{"payment_method": "transfer"}`}
	told := w.JSON(pay, http.StatusOK, nil)
	if !strings.Contains(told.Body, `"url":"`+webtest.BaseURL+"/orders/"+order.Number+`/pay"`) || !strings.Contains(told.Body, `"transfer":{`) {
		t.Errorf("told: %s", told.Body)
	}
	proof := webtest.Call{Who: w.Buyer, Method: "POST", Path: "/api/v1/orders/" + order.Number + "/proof"}
	for name, body := range map[string]any{"text": webtest.Upload{File: []byte("bukan gambar")}, "nothing": webtest.Upload{}, "JSON": `{}`} {
		proof.Body = body
		if answer := w.Do(proof); answer.Status < 400 || answer.Status >= 500 || answer.Code() == "" {
			t.Errorf("%s as proof: %d %s", name, answer.Status, answer.Body)
		}
	}
	proof.Body = webtest.Upload{File: webtest.Picture(3)}
	w.JSON(proof, http.StatusNoContent, nil)
	var waiting struct {
		Items []struct {
			ID, Number, Proof string
			Amount            int64
		}
	}
	w.JSON(webtest.Call{Who: w.Finance, Method: "GET", Path: "/api/v1/office/payments"}, http.StatusOK, &waiting)
	if len(waiting.Items) != 1 || waiting.Items[0].Number != order.Number || waiting.Items[0].Amount <= order.Total {
		t.Fatalf("%+v", waiting)
	}
	one := waiting.Items[0]
	shown := w.JSON(webtest.Call{Who: w.Finance, Method: "GET", Path: one.Proof}, http.StatusOK, nil)
	if shown.Header.Get("Content-Type") != "image/jpeg" || shown.Header.Get("Cache-Control") != "no-store" || len(shown.Body) == 0 {
		t.Errorf("the proof: %v", shown.Header)
	}
	confirm := webtest.Call{Who: w.Buyer, Method: "POST", Path: "/api/v1/office/payments/" + one.ID + "/confirm"}
	w.JSON(confirm, http.StatusForbidden, nil)
	confirm.Who = w.Finance
	if answer := w.JSON(confirm, http.StatusOK, nil); !strings.Contains(answer.Body, `"state":"paid"`) {
		t.Errorf("confirmed: %s", answer.Body)
	}
}
