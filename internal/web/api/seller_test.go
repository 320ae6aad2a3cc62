package api_test

import (
	"net/http"
	"strings"
	"testing"

	"lapak/internal/web/webtest"
)

func TestAnOwnerAppliesIsApprovedAndListsAProduct(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	var shop struct{ Slug, State, Role string }
	profile := map[string]any{"name": "Gula Semut Kemiren", "district": "glagah", "village": "Kemiren", "address_line": "Jalan utama 3", "phone": "0812-0000-0077", "accepts_cash": true}
	w.JSON(webtest.Call{Who: w.Buyer, Method: "POST", Path: "/api/v1/shops", Body: profile}, http.StatusCreated, &shop)
	if shop.State != "pending" || shop.Role != "owner" {
		t.Fatalf("%+v", shop)
	}
	own := func(method, path string, body any, status int, out any) webtest.Answer {
		t.Helper()
		return w.JSON(webtest.Call{Who: w.Buyer, Method: method, Path: "/api/v1/seller/shops/" + shop.Slug + path, Body: body}, status, out)
	}
	var product struct {
		Slug, State string
		Version     int64
		Variants    []struct{ ID string }
		Images      []struct{ ID, URL string }
	}
	own("POST", "/products", map[string]any{
		"title": "Gula semut aren", "description": "Nira aren yang dimasak.", "category": "kopi", "village": "Kemiren",
		"variants":     []any{map[string]any{"sku": "GS-1", "title": "250 g", "price": 25000, "stock": 10, "weight_grams": 260}},
		"translations": map[string]any{"en": map[string]string{"title": "Palm sugar"}},
	}, http.StatusCreated, &product)
	if product.State != "draft" || len(product.Variants) != 1 {
		t.Fatalf("%+v", product)
	}
	at := "/products/" + product.Slug
	publish := `{"state": "published"}`
	early := own("PATCH", at, publish, http.StatusUnprocessableEntity, nil)
	if early.Code() != "product_not_ready" || early.Field("body.images") != "picture_required" || early.Field("body.shop") != "shop_not_approved" {
		t.Errorf("published too early: %s", early.Body)
	}
	w.JSON(webtest.Call{Who: w.Verifier, Method: "POST", Path: "/api/v1/office/shops/" + shop.Slug + "/approve"}, http.StatusOK, nil)
	for shade := range uint8(2) {
		image := own("POST", at+"/images", webtest.Upload{File: webtest.Picture(shade * 40), Fields: map[string]string{"alt": "Gula semut"}}, http.StatusCreated, nil)
		if !strings.Contains(image.Body, `"url":"/media/`) || !strings.Contains(image.Body, `"alt":"Gula semut"`) {
			t.Errorf("the picture: %s", image.Body)
		}
	}
	before := w.Digest()
	for name, upload := range map[string]webtest.Upload{
		"no alt": {File: webtest.Picture(90)}, "text": {File: []byte("<svg onload=alert(1)>"), Fields: map[string]string{"alt": "x"}},
		"no file": {Fields: map[string]string{"alt": "x"}}, "unknown part": {File: webtest.Picture(91), Fields: map[string]string{"alt": "x", "position": "1"}},
	} {
		answer := w.Do(webtest.Call{Who: w.Buyer, Method: "POST", Path: "/api/v1/seller/shops/" + shop.Slug + at + "/images", Body: upload})
		if answer.Status < 400 || answer.Status >= 500 || answer.Code() == "" {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	if w.Digest() != before {
		t.Error("a refused upload changed something")
	}
	own("PATCH", at, publish, http.StatusOK, &product)
	if product.State != "published" || len(product.Images) != 2 {
		t.Fatalf("%+v", product)
	}
	first := product.Images[1].ID
	own("PUT", at+"/images/order", map[string]any{"images": []string{first, product.Images[0].ID}}, http.StatusOK, &product)
	if product.Images[0].ID != first {
		t.Errorf("the order of pictures: %+v", product.Images)
	}
	stale := own("PATCH", at, `{"title": "Lain", "version": 1}`, http.StatusConflict, nil)
	if stale.Code() != "product_changed" {
		t.Error(stale.Body)
	}
	level := own("POST", at+"/variants/"+product.Variants[0].ID+"/stock", `{"delta": 5, "reason": "restock"}`, http.StatusOK, nil)
	if !strings.Contains(level.Body, `"on_hand":15`) {
		t.Error(level.Body)
	}
	own("POST", at+"/variants", `{"sku": "GS-2", "title": "500 g", "price": 45000, "weight_grams": 510}`, http.StatusCreated, nil)
	twice := own("POST", at+"/variants", `{"sku": "GS-2", "price": 45000, "weight_grams": 510}`, http.StatusConflict, nil)
	if twice.Code() != "sku_taken" {
		t.Error(twice.Body)
	}
	if found := read(w, w.Stranger, "/products?q=aren"); !strings.Contains(found.Body, product.Slug) {
		t.Errorf("search: %s", found.Body)
	}
	if media := w.Do(webtest.Call{Method: "GET", Path: product.Images[0].URL}); media.Status != http.StatusOK || media.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the picture: %d", media.Status)
	}
}

func TestCashIsNotedByTheShopAndBooked(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	order := w.Place(w.Buyer, "cash", w.Coffee)
	if order.Payment != nil {
		t.Errorf("cash has a payment page: %+v", order.Payment)
	}
	for _, event := range []string{"accept", "pack"} {
		w.JSON(webtest.Call{Who: w.Owner, Method: "POST", Path: desk(w.Coffee, "/orders/"+order.Number+"/"+event)}, http.StatusOK, nil)
	}
	w.JSON(webtest.Call{Who: w.Owner, Method: "POST", Path: desk(w.Coffee, "/orders/"+order.Number+"/ship"), Body: `{"courier": "Kurir desa"}`}, http.StatusOK, nil)
	paid := w.JSON(webtest.Call{Who: w.Owner, Method: "POST", Path: desk(w.Coffee, "/orders/"+order.Number+"/paid")}, http.StatusOK, nil)
	if !strings.Contains(paid.Body, `"paid":true`) || strings.Contains(paid.Body, "collect_code") {
		t.Error(paid.Body)
	}
	statement := w.JSON(webtest.Call{Who: w.Owner, Method: "GET", Path: desk(w.Coffee, "/statement")}, http.StatusOK, nil)
	if !strings.Contains(statement.Body, `"kind":"payment"`) || !strings.Contains(statement.Body, `"kind":"kept"`) || !strings.Contains(statement.Body, `"balance":0`) {
		t.Error(statement.Body)
	}
	balance := w.JSON(webtest.Call{Who: w.Owner, Method: "GET", Path: desk(w.Coffee, "/balance")}, http.StatusOK, nil)
	if strings.TrimSpace(balance.Body) != `{"balance":0,"currency":"IDR"}` {
		t.Error(balance.Body)
	}
}
