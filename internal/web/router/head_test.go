package router_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"lapak/internal/web/webtest"
)

func TestHeadSaysWhatGetWouldWithoutABody(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	server := httptest.NewServer(w.Handler)
	t.Cleanup(server.Close)
	ask := func(who webtest.Person, method, path string) (int, http.Header, int) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if who.Token != "" {
			r.Header.Set("Authorization", "Bearer "+who.Token)
		}
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, answer.Header, len(body)
	}
	picture := "/media/" + w.Coffee.Products[0].Images[0].Renditions[0].Key
	for _, c := range []struct {
		who    webtest.Person
		path   string
		status int
	}{
		{w.Stranger, "/", 200},
		{w.Stranger, "/p/" + w.Coffee.Products[0].Slug, 200},
		{w.Stranger, "/api/v1/products", 200},
		{w.Stranger, "/healthz", 200},
		{w.Stranger, "/readyz", 200},
		{w.Stranger, picture, 200},
		{w.Stranger, "/account", 303},
		{w.Stranger, "/nothing", 404},
		{w.Stranger, "/api/v1/me", 401},
		{w.Buyer, "/api/v1/me", 200},
		{w.Stranger, "/cart/items", 405},
	} {
		status, header, length := ask(c.who, http.MethodHead, c.path)
		got, want, _ := ask(c.who, http.MethodGet, c.path)
		if status != c.status || got != c.status || length != 0 || header.Get("Content-Type") != want.Get("Content-Type") {
			t.Errorf("HEAD %s: %d %q and %d bytes; GET: %d %q", c.path, status, header.Get("Content-Type"), length, got, want.Get("Content-Type"))
		}
	}
}

func TestHeadChangesNothing(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	before := w.Digest()
	w.JSON(webtest.Call{Who: w.Buyer, Method: http.MethodHead, Path: "/api/v1/carts"}, http.StatusMethodNotAllowed, nil)
	w.JSON(webtest.Call{Who: w.Buyer, Method: http.MethodHead, Path: "/api/v1/orders"}, http.StatusOK, nil)
	if w.Digest() != before {
		t.Error("a basket or an order was made")
	}
}
