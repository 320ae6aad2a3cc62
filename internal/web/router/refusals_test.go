package router_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"lapak/internal/i18n"
	"lapak/internal/postgres"
	"lapak/internal/web/webtest"
)

// browserAccepts is what browsers send when a person opens a page.
const browserAccepts = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// refusal is a request that is turned away before a page or a call is reached, with the words that head its page.
type refusal struct {
	name        string
	call        webtest.Call
	status      int
	code, title string
}

var early = []refusal{
	{
		"too large",
		webtest.Call{Method: "POST", Path: "/cart/items", Body: []byte(strings.Repeat("x", 1<<20+1))},
		413, "body_too_large", "problem.body_too_large_title",
	},
	{
		"from another site",
		webtest.Call{Method: "POST", Path: "/cart/items", Header: map[string]string{"Sec-Fetch-Site": "cross-site"}},
		403, "cross_origin", "problem.cross_origin_title",
	},
	{"no such page", webtest.Call{Method: "GET", Path: "/nothing"}, 404, "not_found", "problem.404_title"},
	{"no such picture", webtest.Call{Method: "GET", Path: "/media/nothing.jpg"}, 404, "object_not_found", "problem.404_title"},
	{"no such method", webtest.Call{Method: "GET", Path: "/logout"}, 405, "method_not_allowed", "problem.method_not_allowed_title"},
	{"a broken address", webtest.Call{Method: "GET", Path: "/search?q=%ff"}, 422, "invalid_input", "problem.422_title"},
}

func (r refusal) by(header map[string]string) webtest.Call {
	call := r.call
	call.Header = map[string]string{}
	for _, from := range []map[string]string{r.call.Header, header} {
		for name, value := range from {
			call.Header[name] = value
		}
	}
	return call
}

func TestPeopleAreRefusedByAPageAndProgramsByAProblem(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	before := w.Digest()
	for _, r := range early {
		for _, lang := range i18n.Languages {
			r.wantPage(t, w.Do(r.by(map[string]string{"Accept": browserAccepts, "Accept-Language": lang})), lang)
		}
		for _, accept := range []string{"", "*/*", "application/json"} {
			if got := w.Do(r.by(map[string]string{"Accept": accept})); got.Status != r.status || got.Code() != r.code {
				t.Errorf("%s by %q: %d %s", r.name, accept, got.Status, got.Body)
			}
		}
	}
	if w.Digest() != before {
		t.Error("a refusal changed something")
	}
	asked := webtest.Call{Method: "GET", Path: "/api/v1/nothing", Header: map[string]string{"Accept": browserAccepts}}
	if got := w.Do(asked); got.Code() != "not_found" {
		t.Errorf("the API answers a browser %d %s", got.Status, got.Body)
	}
}

// wantPage checks that a refusal says what happened, in the language, with its code and the request's id, and with the site's headers.
func (r refusal) wantPage(t *testing.T, got webtest.Answer, lang string) {
	t.Helper()
	if got.Status != r.status || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
		t.Errorf("%s: %d %s", r.name, got.Status, got.Header.Get("Content-Type"))
	}
	for _, part := range []string{`<html lang="` + lang, i18n.T(lang, r.title), r.code + " · " + got.Header.Get("X-Request-Id")} {
		if !strings.Contains(got.Body, part) {
			t.Errorf("%s in %s does not say %q", r.name, lang, part)
		}
	}
	if strings.Contains(got.Body, "[problem.") || strings.Count(got.Body, "<html") != 1 {
		t.Errorf("%s in %s: %s", r.name, lang, got.Body)
	}
	if got.Header.Get("Cache-Control") != "private, no-store" || got.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("%s: %v", r.name, got.Header)
	}
}

func TestARefusedFormLeadsBackToItsPage(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	for referer, want := range map[string]string{
		webtest.BaseURL + "/p/kopi?lang=en": `href="/p/kopi?lang=en"`,
		webtest.BaseURL + "//evil.test/x":   `href="/evil.test/x"`,
		"https://evil.test/p/kopi":          `href="/search"`,
		"":                                  `href="/search"`,
	} {
		got := w.Do(early[0].by(map[string]string{"Accept": browserAccepts, "Referer": referer}))
		if !strings.Contains(got.Body, want) || strings.Contains(got.Body, `href="/cart/items`) {
			t.Errorf("from %q there is no %s", referer, want)
		}
	}
}

func TestAPanicIsToldByAPage(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	w.Engine.GET("/panic", func(*gin.Context) { panic("on purpose") })
	w.Handler = w.Engine
	r := refusal{"a panic", webtest.Call{Method: "GET", Path: "/panic"}, 500, "internal", "problem.500_title"}
	r.wantPage(t, w.Do(r.by(map[string]string{"Accept": browserAccepts})), "id")
	if got := w.Do(r.call); got.Code() != "internal" || strings.Contains(got.Body, "on purpose") {
		t.Error(got.Body)
	}
}

func TestARequestOutOfTimeIsToldByAPage(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, "GET", "/search", http.NoBody)
	r.Header.Set("Accept", browserAccepts)
	out := httptest.NewRecorder()
	w.Handler.ServeHTTP(out, r)
	late := refusal{"out of time", webtest.Call{}, 503, "unavailable", "problem.503_title"}
	late.wantPage(t, webtest.Answer{Status: out.Code, Header: out.Header(), Body: out.Body.String()}, "id")
}

func TestWhoFindsNoPlaceIsToldToComeBack(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	var started, ended sync.WaitGroup
	release := make(chan struct{})
	const places = 256
	started.Add(places)
	for range places { // each holds its place while its body is on the way
		ended.Go(func() {
			r := httptest.NewRequestWithContext(t.Context(), "POST", "/webhooks/"+webtest.Method, &slowBody{started: &started, release: release})
			w.Handler.ServeHTTP(httptest.NewRecorder(), r)
		})
	}
	started.Wait()
	r := refusal{"busy", webtest.Call{Method: "GET", Path: "/"}, 503, "busy", "problem.busy_title"}
	got := w.Do(r.by(map[string]string{"Accept": browserAccepts}))
	r.wantPage(t, got, "id")
	if got.Header.Get("Retry-After") == "" {
		t.Error("nobody says when to come back")
	}
	close(release)
	ended.Wait()
	w.JSON(r.call, http.StatusOK, nil)
}

// slowBody says that it is read, and ends when it is released.
type slowBody struct {
	started *sync.WaitGroup
	release chan struct{}
	once    sync.Once
}

func (b *slowBody) Read([]byte) (int, error) {
	b.once.Do(b.started.Done)
	<-b.release
	return 0, io.EOF
}

func TestALostSessionIsToldByAPage(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	const breakSaving = `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'on purpose'; END $$`
	for _, statement := range []string{breakSaving, `CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION refuse()`} {
		if err := postgres.Transact(t.Context(), w.DB, func(tx *sqlx.Tx) error {
			_, err := tx.ExecContext(t.Context(), statement)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	unsaved := refusal{"a session that is not saved", webtest.Call{
		Method: "POST", Path: "/login", Body: url.Values{"email": {w.Buyer.Email}, "password": {webtest.Password}},
	}, 500, "internal", "problem.500_title"}
	got := w.Do(unsaved.by(map[string]string{"Accept": browserAccepts}))
	unsaved.wantPage(t, got, "id")
	if got.Header.Get("Location") != "" || got.Header.Get("Set-Cookie") != "" {
		t.Errorf("who is not signed in is led on: %v", got.Header)
	}
	if err := w.DB.Close(); err != nil {
		t.Fatal(err)
	}
	unread := refusal{"a session that is not read", webtest.Call{
		Method: "GET", Path: "/account", Header: map[string]string{"Cookie": "lapak_session=abc"},
	}, 500, "internal", "problem.500_title"}
	unread.wantPage(t, w.Do(unread.by(map[string]string{"Accept": browserAccepts})), "id")
	if got := w.Do(unread.call); got.Code() != "internal" {
		t.Error(got.Body)
	}
}
