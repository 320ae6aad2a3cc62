package api_test

import (
	"net/http"
	"strings"
	"testing"

	"lapak/internal/catalog"
	"lapak/internal/web/webtest"
)

// read is a call that reads.
func read(w *webtest.World, who webtest.Person, path string, header ...string) webtest.Answer {
	w.Helper()
	call := webtest.Call{Who: who, Method: "GET", Path: "/api/v1" + path, Header: map[string]string{}}
	for i := 0; i+1 < len(header); i += 2 {
		call.Header[header[i]] = header[i+1]
	}
	return w.Do(call)
}

func TestTheStorefrontAnswers(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	draft, err := w.Catalog.Create(t.Context(), w.Owner.Actor, w.Coffee.Slug, catalog.NewProduct{
		Texts: catalog.Texts{Title: "Kopi rahasia"}, Category: "kopi",
		Variants: []catalog.NewVariant{{Price: 10_000, WeightGrams: 100, Stock: 5}},
	})
	if err != nil {
		t.Fatal(err)
	}
	coffee, basket := w.Coffee.Products[0].Slug, w.Baskets.Products[0].Slug
	for _, c := range []struct {
		name, path string
		status     int
		has, not   []string
	}{
		{"every product", "/products", 200, []string{coffee, basket, `"next_cursor":null`, `"level":"not_assessed"`, `"/media/`}, []string{draft.Slug, `"stock"`, "phone"}},
		{"first page", "/products?limit=1&sort=price", 200, []string{basket, `"next_cursor":"`}, []string{coffee}},
		{"category", "/products?category=kopi", 200, []string{coffee}, []string{basket}},
		{"shop", "/products?shop=" + w.Baskets.Slug, 200, []string{basket}, []string{coffee}},
		{"price", "/products?min_price=16000&max_price=20000", 200, []string{coffee}, []string{basket}},
		{"words", "/products?q=bambu", 200, []string{basket, `"hit":true`}, []string{coffee}},
		{"export level", "/products?export_level=siap", 200, []string{`"items":[]`}, nil},
		{"unknown category", "/products?category=pesawat", 422, []string{`"location":"query.category"`, `"unknown_value"`}, nil},
		{"unknown sort", "/products?sort=random", 422, []string{`"location":"query.sort"`, `"unknown_value"`}, nil},
		{"limit 0", "/products?limit=0", 422, []string{`"location":"query.limit"`, `"out_of_range"`}, nil},
		{"limit 101", "/products?limit=101", 422, []string{`"out_of_range"`, "Paling banyak 100"}, nil},
		{"made-up cursor", "/products?cursor=abc", 422, []string{`"invalid_cursor"`}, nil},
		{"product", "/products/" + coffee, 200, []string{`"variants":[{"id":"`, `"sku":"ROB-250"`, `"in_stock":true`, `"village":"Gombengsari"`}, []string{`"stock"`, `"on_hand"`}},
		{"product in English", "/products/" + coffee + "?lang=en", 200, []string{"Lerek robusta coffee"}, []string{"Biji petik"}},
		{"draft", "/products/" + draft.Slug, 404, []string{`"product_not_found"`}, []string{"rahasia"}},
		{"shops", "/shops", 200, []string{w.Coffee.Slug, w.Baskets.Slug}, []string{"phone", "licence"}},
		{"shops of a district", "/shops?district=glagah", 200, []string{`"items":[]`}, nil},
		{"shop", "/shops/" + w.Coffee.Slug, 200, []string{`"name":"Kopi Lerek"`, `"district":"kalipuro"`}, []string{"+62", "1234567890123"}},
		{"no shop", "/shops/nothing", 404, []string{`"shop_not_found"`}, nil},
		{"categories", "/categories?lang=en", 200, []string{`"slug":"kopi"`, `"name":"Coffee"`}, nil},
		{"districts", "/districts", 200, []string{`"slug":"glagah"`}, nil},
		{"provinces", "/regions", 200, []string{`"code":"35"`, `"parent":null`}, []string{"35.10"}},
		{"villages", "/regions?parent=35.10.15", 200, []string{"Kemiren"}, nil},
		{"no area", "/regions?parent=99", 404, []string{`"code":"`}, nil},
	} {
		answer := read(w, w.Stranger, c.path)
		if answer.Status != c.status {
			t.Errorf("%s: %d %s", c.name, answer.Status, answer.Body)
		}
		for _, part := range c.has {
			if !strings.Contains(answer.Body, part) {
				t.Errorf("%s lacks %s: %s", c.name, part, answer.Body)
			}
		}
		for _, part := range c.not {
			if strings.Contains(answer.Body, part) {
				t.Errorf("%s tells %s: %s", c.name, part, answer.Body)
			}
		}
	}
}

func TestPagesOfProductsFollowEachOther(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	for _, title := range []string{"Kopi A", "Kopi B", "Kopi C"} {
		w.Publish(w.Coffee, catalog.NewProduct{
			Texts: catalog.Texts{Title: title}, Category: "kopi", Variants: []catalog.NewVariant{{Price: 10_000, WeightGrams: 100, Stock: 5}},
		})
	}
	for _, sort := range []string{"newest", "price", "-price", "popular"} {
		seen, cursor := map[string]bool{}, ""
		for range 5 {
			var part struct {
				Items []struct{ Slug string }
				Next  *string `json:"next_cursor"`
			}
			w.JSON(webtest.Call{Method: "GET", Path: "/api/v1/products?limit=2&sort=" + sort + "&cursor=" + cursor}, http.StatusOK, &part)
			for _, item := range part.Items {
				if seen[item.Slug] {
					t.Errorf("%s: %s twice", sort, item.Slug)
				}
				seen[item.Slug] = true
			}
			if part.Next == nil {
				break
			}
			cursor = *part.Next
		}
		if len(seen) != 5 {
			t.Errorf("%s: %d products", sort, len(seen))
		}
	}
}

func TestCachesKeepOnlyWhatStrangersShare(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	path := "/products/" + w.Coffee.Products[0].Slug
	public := read(w, w.Stranger, path)
	if !strings.HasPrefix(public.Header.Get("Cache-Control"), "public") || !strings.Contains(public.Header.Get("Vary"), "Cookie") ||
		!strings.Contains(public.Header.Get("Vary"), "Authorization") || !strings.Contains(public.Header.Get("Vary"), "Accept-Language") {
		t.Errorf("a stranger's: %v", public.Header)
	}
	same := read(w, w.Stranger, path, "If-None-Match", public.Header.Get("ETag"))
	if same.Status != http.StatusNotModified || same.Body != "" {
		t.Errorf("unchanged: %d %s", same.Status, same.Body)
	}
	if other := read(w, w.Stranger, path, "If-None-Match", public.Header.Get("ETag"), "Accept-Language", "en"); other.Status != http.StatusOK {
		t.Errorf("another language: %d", other.Status)
	}
	own := read(w, w.Owner, path)
	if !strings.Contains(own.Body, `"stock":12`) || !strings.HasPrefix(own.Header.Get("Cache-Control"), "private") {
		t.Errorf("the owner's: %v %s", own.Header, own.Body)
	}
	if other := read(w, w.OtherOwner, path); strings.Contains(other.Body, `"stock"`) {
		t.Errorf("another shop's owner reads the stock: %s", other.Body)
	}
	for _, private := range []string{"/me", "/orders", "/tokens"} {
		if header := read(w, w.Buyer, private).Header.Get("Cache-Control"); strings.Contains(header, "public") {
			t.Errorf("%s: %s", private, header)
		}
	}
}
