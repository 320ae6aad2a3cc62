// Package router puts the faces together: which middleware every request passes, and which face answers it.
package router

import (
	"cmp"
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
	MaxTime        time.Duration   // of a usual request; 0 means 20 s
	// Pages mounts the HTML face on the engine, behind the given middleware, and tells people what was refused. May be nil.
	Pages Pages
}

// Pages is the HTML face.
type Pages interface {
	Register(engine *gin.Engine, before ...gin.HandlerFunc)
	Refuse(c *gin.Context, err error)
}

// New makes the whole site's handler.
func New(d Deps) (http.Handler, error) {
	engine, err := NewEngine(d)
	if err != nil {
		return nil, err
	}
	return web.Deadline(answerHead(withSessions(d.Sessions, engine)), timeOf(cmp.Or(d.MaxTime, maxTime))), nil
}

// timeOf gives a usual request its time, and one that carries a file the time of a slow line. Pictures and papers take as long as their reader's
// line does: the server's own limit of writing ends them.
func timeOf(usual time.Duration) func(*http.Request) time.Duration {
	return func(r *http.Request) time.Duration {
		switch {
		case strings.HasPrefix(r.URL.Path, "/media/"), strings.HasPrefix(r.URL.Path, "/evidence/"):
			return 0
		case isUpload(r):
			return web.MaxUploadTime
		}
		return usual
	}
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
	refuse := refusals(d.Pages)
	secure := strings.HasPrefix(d.BaseURL, "https://")
	engine.Use(web.Headers(secure), web.Identify(), measure(), web.Log(slow), web.Recover(refuse), refuseKept(refuse), web.CleanAddress(refuse))
	registerHealth(engine, d) // what follows holds for the routes below it only

	engine.Use(web.Bound(refuse, maxActive, waitActive))
	registerMedia(engine, d.Media, refuse)
	engine.Use(web.NewShared().Handler())
	hooks.Register(engine, d.Payments)

	engine.Use(web.MaxBody(refuse, maxBody, maxUpload, isUpload), web.SameOrigin(refuse), web.StrictJSON(refuse))
	who := web.Authenticate(refuse, d.Accounts, d.Sessions)
	api.Register(engine, d.Deps, who)
	registerEvidence(engine, d.Exports, refuse, who)
	if d.Pages != nil {
		d.Pages.Register(engine, who)
	}
	engine.NoRoute(func(c *gin.Context) { refuse(c, apperr.NewNotFound("not_found")) })
	engine.NoMethod(func(c *gin.Context) { // Allow, which gin has set, names the methods that there are
		refuse(c, apperr.New(apperr.NotAllowed, "method_not_allowed"))
	})
	return engine, nil
}

// isUpload says whether a request may carry a file.
func isUpload(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}
