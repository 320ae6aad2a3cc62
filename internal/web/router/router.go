// Package router puts the faces together: which middleware every request passes, and which face answers it.
package router

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/web"
	"lapak/internal/web/api"
	"lapak/internal/web/hooks"
	"lapak/storage"
)

// Limits of what one process takes on at a time.
const (
	maxBody    = 1 << 20          // bytes of a usual request
	maxUpload  = 48 << 20         // bytes of a form with files: several photographs of a phone at once
	maxActive  = 256              // requests that run at once
	maxTime    = 20 * time.Second // of a request that carries no file; a silent payment provider takes 10 s of it
	waitActive = 2 * time.Second
	slow       = time.Second
)

// Deps are what the faces need. The embedded services of the API are the pages' too.
type Deps struct {
	api.Deps
	Store          storage.Store   // of pictures; asked by /readyz
	TrustedProxies []string        // addresses or networks whose X-Forwarded-For counts
	Leaving        <-chan struct{} // closed when this process is about to stop and wants no new visitors; nil: never
	// Pages mounts the HTML face on the engine, behind the given middleware, and answers what no route does.
	Pages Pages
}

// Pages is the HTML face.
type Pages interface {
	Register(engine *gin.Engine, before ...gin.HandlerFunc)
	NotFound(c *gin.Context)
}

// New makes the whole site's handler.
func New(d Deps) (http.Handler, error) {
	engine, err := NewEngine(d)
	if err != nil {
		return nil, err
	}
	d.Sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { web.WriteProblem(w, r, err) }
	return d.Sessions.LoadAndSave(engine), nil
}

// NewEngine makes the routes without the sessions around them.
func NewEngine(d Deps) (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	engine.UseRawPath = true // %2F in a segment is part of it
	if err := engine.SetTrustedProxies(d.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	secure := strings.HasPrefix(d.BaseURL, "https://")
	engine.Use(web.Headers(secure), web.Identify(), measure(), web.Log(slow), web.Recover(), web.CleanAddress())
	registerHealth(engine, d) // what follows holds for the routes below it only

	engine.Use(web.Bound(maxActive, waitActive), web.Deadline(maxTime, isUpload))
	registerMedia(engine, d.Media)
	hooks.Register(engine, d.Payments)

	engine.Use(web.MaxBody(maxBody, maxUpload, isUpload), web.SameOrigin(), web.StrictJSON())
	who := web.Authenticate(d.Accounts, d.Sessions)
	api.Register(engine, d.Deps, who)
	if d.Pages != nil {
		d.Pages.Register(engine, who)
	}
	engine.NoRoute(answerNoRoute(d.Pages))
	engine.NoMethod(answerNoMethod)
	return engine, nil
}

// isUpload says whether a request may carry a file.
func isUpload(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}

// answerNoRoute answers what no route takes: by a page to people, by a problem to programs.
func answerNoRoute(pages Pages) gin.HandlerFunc {
	return func(c *gin.Context) {
		path := c.Request.URL.Path
		if pages == nil || path == "/api" || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/webhooks/") {
			web.WriteProblem(c.Writer, c.Request, apperr.NewNotFound("not_found"))
			return
		}
		pages.NotFound(c)
	}
}

// answerNoMethod answers a method that a route does not have; Allow, which gin has set, names those it has.
func answerNoMethod(c *gin.Context) {
	problem := web.NewProblem(c.Request.Context(), apperr.New(apperr.BadRequest, "method_not_allowed"))
	problem.Status, problem.Title = http.StatusMethodNotAllowed, http.StatusText(http.StatusMethodNotAllowed)
	c.Header("Content-Type", "application/problem+json")
	c.Header("Cache-Control", "no-store")
	c.JSON(problem.Status, problem)
}
