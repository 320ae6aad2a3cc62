package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/web"
)

// page counts its runs and answers with their number.
type page struct {
	*gin.Engine
	runs atomic.Int64
}

func newPage(headers map[string]string, body string, pause time.Duration) *page {
	gin.SetMode(gin.ReleaseMode)
	p := &page{Engine: gin.New()}
	p.Use(web.Identify(), web.NewShared().Handler())
	p.GET("/page", func(c *gin.Context) {
		run := p.runs.Add(1)
		time.Sleep(pause)
		for name, value := range headers {
			c.Header(name, value)
		}
		c.String(http.StatusOK, "run %d%s", run, body)
	})
	p.POST("/page", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	return p
}

func (p *page) ask(method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

var public = map[string]string{"Cache-Control": "public, max-age=10", "ETag": `"tag"`}

func TestACrowdOfStrangersCostsOneRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPage(public, "", 50*time.Millisecond)
		var crowd sync.WaitGroup
		for range 100 {
			crowd.Go(func() {
				if got := p.ask(http.MethodGet, "/page?q=kopi"); got.Code != http.StatusOK || got.Body.String() != "run 1" || got.Header().Get("ETag") != `"tag"` {
					t.Errorf("%d %s %v", got.Code, got.Body, got.Header())
				}
			})
		}
		crowd.Wait()
		if got := p.ask(http.MethodGet, "/page?q=kopi", `If-None-Match: "tag"`); got.Code != http.StatusNotModified || got.Body.Len() > 0 {
			t.Errorf("unchanged: %d %q", got.Code, got.Body)
		}
		time.Sleep(web.SharedFor - 50*time.Millisecond)
		if got := p.ask(http.MethodGet, "/page?q=kopi"); got.Body.String() != "run 2" {
			t.Errorf("kept for longer than it may: %s", got.Body)
		}
	})
}

func TestWhatIsSharedEndsWithAWrite(t *testing.T) {
	t.Parallel()
	p := newPage(public, "", 0)
	for i := 1; i < 4; i++ {
		for range 2 {
			if got := p.ask(http.MethodGet, "/page"); got.Body.String() != fmt.Sprint("run ", i) {
				t.Errorf("%d: %s", i, got.Body)
			}
		}
		p.ask(http.MethodPost, "/page", "Cookie: a=b")
	}
}

func TestAWriteDuringARunLeavesItUnshared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPage(public, "", 50*time.Millisecond)
		var first sync.WaitGroup
		first.Go(func() { p.ask(http.MethodGet, "/page") })
		time.Sleep(10 * time.Millisecond)
		p.ask(http.MethodPost, "/page")
		if got := p.ask(http.MethodGet, "/page"); got.Body.String() != "run 2" {
			t.Errorf("the answer may be older than the write: %s", got.Body)
		}
		first.Wait()
		if got := p.ask(http.MethodGet, "/page"); got.Body.String() != "run 2" {
			t.Errorf("the older run replaced the newer: %s", got.Body)
		}
	})
}

func TestWhatIsPersonalIsNeverShared(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		headers map[string]string
		body    string
		target  string
		asked   string
	}{
		"a session":          {headers: public, asked: "Cookie: lapak_session=x"},
		"a token":            {headers: public, asked: "Authorization: Bearer x"},
		"a basket":           {headers: public, asked: "X-Cart-Token: x"},
		"an order":           {headers: public, asked: "X-Order-Token: x"},
		"a wish for the new": {headers: public, asked: "Cache-Control: no-cache"},
		"a private answer":   {headers: map[string]string{"Cache-Control": "private, no-cache"}},
		"an unmarked answer": {},
		"a cookie set":       {headers: map[string]string{"Cache-Control": "public", "Set-Cookie": "a=b"}},
		"a language chosen":  {headers: public, target: "/page?lang=en"},
		"a large answer":     {headers: public, body: strings.Repeat("x", 1<<20)},
		"a long address":     {headers: public, target: "/page?q=" + strings.Repeat("x", 2000)},
	} {
		p := newPage(c.headers, c.body, 0)
		if c.target == "" {
			c.target = "/page"
		}
		p.ask(http.MethodGet, c.target)
		if c.asked == "" {
			c.asked = "Accept: */*"
		}
		for run := 2; run < 4; run++ {
			if got := p.ask(http.MethodGet, c.target, c.asked); got.Body.String() != fmt.Sprintf("run %d%s", run, c.body) {
				t.Errorf("%s: %.20s, want run %d", name, got.Body, run)
			}
		}
	}
}

func TestACookieThatEverybodyIsGivenIsShared(t *testing.T) {
	t.Parallel()
	given := httptest.NewRecorder()
	web.SetCame(given, "festival-kopi", true)
	if n := len(given.Header().Values("Set-Cookie")); n == 0 {
		t.Fatal("no cookie is given")
	}
	for name, c := range map[string]struct {
		more string
		want string
	}{"alone": {"", "run 1"}, "beside a person's own": {"lapak_session=x", "run 2"}} {
		p := &page{Engine: gin.New()}
		p.Use(web.Identify(), web.NewShared().Handler())
		p.GET("/page", func(ctx *gin.Context) {
			ctx.Header("Cache-Control", "public, max-age=10")
			web.SetCame(ctx.Writer, "festival-kopi", true)
			if c.more != "" {
				ctx.Writer.Header().Add("Set-Cookie", c.more)
			}
			ctx.String(http.StatusOK, "run %d", p.runs.Add(1))
		})
		p.ask(http.MethodGet, "/page")
		got := p.ask(http.MethodGet, "/page")
		if got.Body.String() != c.want || got.Header().Values("Set-Cookie")[0] != given.Header().Values("Set-Cookie")[0] {
			t.Errorf("%s: %s with %v", name, got.Body, got.Header().Values("Set-Cookie"))
		}
	}
}

func TestLanguagesAndAddressesAreApart(t *testing.T) {
	t.Parallel()
	p := newPage(public, "", 0)
	for i, asked := range [][2]string{{"/page", "id"}, {"/page", "en"}, {"/page?cursor=2", "id"}} {
		for range 2 {
			if got := p.ask(http.MethodGet, asked[0], "Accept-Language: "+asked[1]); got.Body.String() != fmt.Sprint("run ", i+1) {
				t.Errorf("%v: %s", asked, got.Body)
			}
		}
	}
}

func TestAPanicLeavesNobodyWaiting(t *testing.T) {
	t.Parallel()
	p := &page{Engine: gin.New()}
	refuse := func(c *gin.Context, err error) { web.WriteProblem(c.Writer, c.Request, err) }
	p.Use(web.Recover(refuse), web.NewShared().Handler())
	p.GET("/page", func(*gin.Context) {
		if p.runs.Add(1) < 3 {
			panic("broken")
		}
	})
	for range 2 {
		if got := p.ask(http.MethodGet, "/page"); got.Code != http.StatusInternalServerError {
			t.Errorf("%d", got.Code)
		}
	}
	if got := p.ask(http.MethodGet, "/page"); got.Code != http.StatusOK {
		t.Errorf("%d", got.Code)
	}
}
