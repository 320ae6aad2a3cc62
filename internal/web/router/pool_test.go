package router_test

import (
	"net/http"
	"testing"
	"time"

	"lapak/internal/web/router"
	"lapak/internal/web/webtest"
)

// All connections are taken. Whoever asks is told to come again in time, wherever the request first needs one: for a list, a token, a
// session's cookie, a form. Once a connection is free all are served.
func TestFaultAFullPoolAnswersEveryRequestInTime(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	signedIn := w.JSON(webtest.Call{Method: "POST", Path: "/api/v1/sessions", Body: map[string]any{
		"email": "buyer@lapak.test", "password": webtest.Password,
	}}, http.StatusCreated, nil)
	cookie := map[string]string{"Cookie": signedIn.Header.Get("Set-Cookie")}
	w.MaxTime = 150 * time.Millisecond
	handler, err := router.New(w.Deps)
	if err != nil {
		t.Fatal(err)
	}
	w.Handler = handler
	w.DB.SetMaxOpenConns(1)
	taken, err := w.DB.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]webtest.Call{
		"a list":          {Method: "GET", Path: "/api/v1/products"},
		"a token":         {Method: "GET", Path: "/api/v1/me", Who: w.Buyer},
		"a cookie":        {Method: "GET", Path: "/api/v1/me", Header: cookie},
		"a cookie's page": {Method: "GET", Path: "/", Header: cookie},
		"a new basket":    {Method: "POST", Path: "/api/v1/carts"},
	}
	for name, call := range calls {
		start := time.Now()
		answer := w.Do(call)
		if answer.Status != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" || time.Since(start) > 5*time.Second {
			t.Errorf("%s: %d %v after %v %s", name, answer.Status, answer.Header, time.Since(start), answer.Body)
		}
	}
	if err := taken.Close(); err != nil {
		t.Fatal(err)
	}
	w.MaxTime = 0
	if w.Handler, err = router.New(w.Deps); err != nil {
		t.Fatal(err)
	}
	for name, call := range calls {
		if answer := w.Do(call); answer.Status >= http.StatusBadRequest {
			t.Errorf("%s after the pool is free: %d %s", name, answer.Status, answer.Body)
		}
	}
}
