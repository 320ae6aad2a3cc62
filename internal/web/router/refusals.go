package router

import (
	"context"
	"net/http"
	"strings"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"lapak/internal/web"
)

// refusals answers by a page to who reads pages, and by a problem to programs.
func refusals(pages Pages) web.Refuse {
	return func(c *gin.Context, err error) {
		if pages == nil || !readsPages(c.Request) {
			web.RefuseByProblem(c, err)
			return
		}
		pages.Refuse(c, err)
		c.Abort()
	}
}

// readsPages says whether a request is a person's: a browser asks for text/html by name, and no page is under /api/ or /webhooks/.
func readsPages(r *http.Request) bool {
	path := r.URL.Path
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/webhooks/")
}

type keptRefusal struct{}

// withSessions loads and saves the sessions around the engine. Where that fails, the engine answers the failure, in the language and with
// the headers of every answer; what the handler says afterwards is dropped, since its session was not saved.
func withSessions(sessions *scs.SessionManager, engine *gin.Engine) http.Handler {
	sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		clear(w.Header())
		engine.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), keptRefusal{}, err)))
		if last, ok := w.(*lastWord); ok {
			last.said = true
		}
	}
	inner := sessions.LoadAndSave(engine)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { inner.ServeHTTP(&lastWord{ResponseWriter: w}, r) })
}

// refuseKept answers a failure from outside the engine.
func refuseKept(refuse web.Refuse) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err, ok := c.Request.Context().Value(keptRefusal{}).(error); ok {
			refuse(c, err)
		}
	}
}

// lastWord drops what is written after said.
type lastWord struct {
	http.ResponseWriter
	said bool
}

// WriteHeader sends the status, or drops it.
func (w *lastWord) WriteHeader(status int) {
	if !w.said {
		w.ResponseWriter.WriteHeader(status)
	}
}

// Write sends a part of the body, or drops it.
func (w *lastWord) Write(part []byte) (int, error) {
	if w.said {
		return len(part), nil
	}
	return w.ResponseWriter.Write(part)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *lastWord) Unwrap() http.ResponseWriter { return w.ResponseWriter }
