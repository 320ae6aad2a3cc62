package router_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"lapak/internal/web/router"
	"lapak/internal/web/webtest"
	"lapak/storage/disk"
)

func TestEveryAnswerCarriesTheHeadersOfTheSite(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	for _, path := range []string{"/healthz", "/api", "/api/v1/products", "/api/v1/nothing", "/media/x.jpg", "/nothing"} {
		header := w.Do(webtest.Call{Method: "GET", Path: path}).Header
		for name, part := range map[string]string{
			"Content-Security-Policy": "script-src 'self'", "X-Content-Type-Options": "nosniff", "X-Request-Id": "", "Referrer-Policy": "strict",
		} {
			if value := header.Get(name); value == "" || !strings.Contains(value, part) {
				t.Errorf("%s: %s is %q", path, name, value)
			}
		}
	}
}

func TestWhatNoRouteTakesIsAProblem(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	for _, c := range []struct {
		method, path string
		status       int
		code         string
	}{
		{"GET", "/api/v1/nothing", 404, "not_found"},
		{"GET", "/api/v1/office/statistics", 404, "not_found"},
		{"GET", "/webhooks/x/y", 404, "not_found"},
		{"GET", "/webhooks/sandbox", 405, "method_not_allowed"},
		{"POST", "/api/v1/products", 405, "method_not_allowed"},
		{"DELETE", "/api/v1/me", 405, "method_not_allowed"},
	} {
		answer := w.Do(webtest.Call{Method: c.method, Path: c.path})
		if answer.Status != c.status || answer.Code() != c.code || answer.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %d %v %s", c.method, c.path, answer.Status, answer.Header, answer.Body)
		}
		if c.status == http.StatusMethodNotAllowed && answer.Header.Get("Allow") == "" {
			t.Errorf("%s %s names no method that is allowed", c.method, c.path)
		}
	}
}

func TestAnotherSiteCannotActForABrowser(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	before := w.Digest()
	foreign := webtest.Call{
		Who: w.Buyer, Method: "POST", Path: "/api/v1/carts", Header: map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"},
	}
	if answer := w.Do(foreign); answer.Status != http.StatusForbidden || answer.Code() != "cross_origin" {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
	if w.Digest() != before {
		t.Error("a cart was made")
	}
	foreign.Header = map[string]string{"Sec-Fetch-Site": "same-origin"}
	w.JSON(foreign, http.StatusCreated, nil)
}

func TestPicturesMayBeKeptForEver(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	path := "/media/" + w.Coffee.Products[0].Images[0].Renditions[0].Key
	whole := w.JSON(webtest.Call{Method: "GET", Path: path}, http.StatusOK, nil)
	if whole.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || whole.Header.Get("Content-Type") != "image/jpeg" || whole.Header.Get("ETag") == "" {
		t.Errorf("%v", whole.Header)
	}
	call := func(header, value string) webtest.Answer {
		return w.Do(webtest.Call{Method: "GET", Path: path, Header: map[string]string{header: value}})
	}
	if part := call("Range", "bytes=0-9"); part.Status != http.StatusPartialContent || part.Body != whole.Body[:10] {
		t.Errorf("a range: %d, %d bytes", part.Status, len(part.Body))
	}
	if same := call("If-None-Match", whole.Header.Get("ETag")); same.Status != http.StatusNotModified {
		t.Errorf("unchanged: %d", same.Status)
	}
	for _, key := range []string{"nothing.jpg", "..%2f..%2fetc%2fpasswd", "%00.jpg", strings.Repeat("a", 500) + ".jpg", "UPPER.JPG"} {
		if answer := w.Do(webtest.Call{Method: "GET", Path: "/media/" + key}); answer.Status != http.StatusNotFound {
			t.Errorf("%.40s: %d", key, answer.Status)
		}
	}
}

func TestForgedWebhooksAreRefused(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	for name, c := range map[string]struct {
		path, body string
		status     int
		code       string
	}{
		"no signature":     {"/webhooks/sandbox", `{"ID": "evt_1"}`, 400, "webhook_refused"},
		"nothing":          {"/webhooks/sandbox", ``, 400, "webhook_refused"},
		"too large":        {"/webhooks/sandbox", strings.Repeat("x", 65<<10), 413, "body_too_large"},
		"unknown provider": {"/webhooks/midtrans", `{}`, 404, "webhook_unknown"},
		"by hand":          {"/webhooks/transfer", `{}`, 404, "webhook_unknown"},
	} {
		answer := w.Do(webtest.Call{Method: "POST", Path: c.path, Body: c.body})
		if answer.Status != c.status || answer.Code() != c.code {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	var events int
	if err := w.DB.GetContext(t.Context(), &events, `SELECT count(*) FROM payment_events`); err != nil || events != 0 {
		t.Errorf("%d events kept: %v", events, err)
	}
}

func TestReadinessFollowsTheDatabase(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	if answer := w.JSON(webtest.Call{Method: "GET", Path: "/readyz"}, http.StatusOK, nil); !strings.Contains(answer.Body, `"database":"ok"`) {
		t.Error(answer.Body)
	}
	if err := w.DB.Close(); err != nil {
		t.Fatal(err)
	}
	handler, err := router.New(w.Deps) // which has not been asked yet
	if err != nil {
		t.Fatal(err)
	}
	w.Handler = handler
	down := w.JSON(webtest.Call{Method: "GET", Path: "/readyz"}, http.StatusServiceUnavailable, nil)
	if !strings.Contains(down.Body, `"database":"unavailable"`) || !strings.Contains(down.Body, `"store":"ok"`) || down.Header.Get("Retry-After") == "" {
		t.Errorf("%v %s", down.Header, down.Body)
	}
	w.JSON(webtest.Call{Method: "GET", Path: "/healthz"}, http.StatusOK, nil)
}

// Lists, orders and payments need no pictures: a mall whose store is away goes on.
func TestReadinessDoesNotNeedTheStore(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	w.Store = disk.New(filepath.Join(t.TempDir(), "gone"))
	handler, err := router.New(w.Deps)
	if err != nil {
		t.Fatal(err)
	}
	w.Handler = handler
	if answer := w.JSON(webtest.Call{Method: "GET", Path: "/readyz"}, http.StatusOK, nil); !strings.Contains(answer.Body, `"store":"unavailable"`) {
		t.Error(answer.Body)
	}
}

func TestALeavingProcessWantsNoVisitorsAndAnswersThoseItHas(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	leaving := make(chan struct{})
	w.Leaving = leaving
	handler, err := router.New(w.Deps)
	if err != nil {
		t.Fatal(err)
	}
	w.Handler = handler
	w.JSON(webtest.Call{Method: "GET", Path: "/readyz"}, http.StatusOK, nil)
	close(leaving) // at once, although the answer of before is still remembered
	if answer := w.JSON(webtest.Call{Method: "GET", Path: "/readyz"}, http.StatusServiceUnavailable, nil); !strings.Contains(answer.Body, `"process":"leaving"`) {
		t.Error(answer.Body)
	}
	w.JSON(webtest.Call{Method: "GET", Path: "/healthz"}, http.StatusOK, nil)
	w.JSON(webtest.Call{Method: "GET", Path: "/api/v1/products"}, http.StatusOK, nil)
}

func TestMetricsCountRequestsByRoute(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	w.Do(webtest.Call{Method: "GET", Path: "/api/v1/shops/" + w.Coffee.Slug})
	out := httptest.NewRecorder()
	router.Metrics(w.DB).ServeHTTP(out, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", http.NoBody))
	for _, part := range []string{`route="/api/v1/shops/:shop",status="200"`, "go_sql_open_connections", "lapak_jobs{"} {
		if !strings.Contains(out.Body.String(), part) {
			t.Errorf("no %s", part)
		}
	}
	if strings.Contains(out.Body.String(), w.Coffee.Slug) {
		t.Error("an address became a label")
	}
	if answer := w.Do(webtest.Call{Who: w.Admin, Method: "GET", Path: "/metrics"}); answer.Status != http.StatusNotFound {
		t.Errorf("the public address tells metrics: %d", answer.Status)
	}
}
