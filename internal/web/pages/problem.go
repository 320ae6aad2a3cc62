package pages

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// handler answers a request or says why not; page turns that into words.
type handler func(c *gin.Context) error

// page shows a handler's error, or panic, as a page in the mall's look. Strangers are sent to the sign-in page where one is needed.
func (s *Site) page(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			cause := recover()
			if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so, too
				panic(cause)
			}
			if cause != nil {
				s.fail(c, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
			}
		}()
		if err := h(c); err != nil {
			s.fail(c, err)
		}
	}
}

func (s *Site) fail(c *gin.Context, err error) {
	c.Request = c.Request.WithContext(context.WithoutCancel(c.Request.Context())) // a request out of time is still told so
	r := c.Request
	if c.Writer.Written() {
		web.LogError(r.Context(), err, http.StatusInternalServerError)
		return
	}
	if apperr.CodeOf(err) == "unauthenticated" && r.Method == http.MethodGet {
		_ = redirect(c, "/login?"+url.Values{"next": {r.URL.RequestURI()}}.Encode())
		return
	}
	problem := web.NewProblem(r.Context(), err)
	web.LogError(r.Context(), err, problem.Status)
	web.SetRetryAfter(c.Writer.Header(), err)
	c.Header("Cache-Control", "private, no-store")
	m := view.Problem{Status: problem.Status, Code: problem.Code, RequestID: problem.RequestID}
	if r.Method != http.MethodGet {
		m.Back = s.address(r).String()
	}
	if problem.Status != http.StatusNotFound && problem.Status < http.StatusInternalServerError {
		m.Message = problem.Detail
	}
	p := s.plainFrame(c, i18n.Text(r.Context(), templates.ProblemTitle(m)))
	if err := render(c, problem.Status, templates.Error(p, m)); err != nil {
		web.LogError(r.Context(), err, http.StatusInternalServerError)
		c.Status(http.StatusInternalServerError)
	}
}

// plainFrame asks nobody anything, since the database may be what failed.
func (s *Site) plainFrame(c *gin.Context, title string) view.Page {
	at := s.address(c.Request)
	p := view.Page{
		Brand: s.brand(i18n.Language(c.Request.Context())), Title: title, BaseURL: s.BaseURL,
		Path: at.EscapedPath(), Query: queryWithout(at, "lang"), NoIndex: true,
	}
	if !web.Actor(c.Request.Context()).IsAnonymous() {
		p.Account = &view.Account{}
	}
	return p
}

// refused says whether an error is about what somebody typed or wished, and not a failure: the form is then shown again.
func refused(err error) bool {
	switch apperr.KindOf(err) {
	case apperr.Invalid, apperr.Conflict, apperr.RateLimited, apperr.TooLarge, apperr.Unsupported:
		return true
	case apperr.Unauthenticated, apperr.Forbidden:
		return true // a wrong password or code
	}
	return false
}

// formOf carries back what was typed and says beside each field what is wrong. Names gives the field of a form for a path of an error.
func formOf(c *gin.Context, err error, names func(path string) string) view.Form {
	_ = c.Request.ParseForm() // the handler has read it before
	f := view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	for name, values := range c.Request.PostForm {
		f.Values[name] = values[0]
	}
	if err == nil {
		return f
	}
	for path, words := range web.FieldMessages(c.Request.Context(), err) {
		if names != nil {
			path = names(path)
		}
		f.Errors[path] = words
	}
	if len(f.Errors) == 0 {
		f.Errors[""] = web.NewProblem(c.Request.Context(), err).Detail
	}
	return f
}

// statusOf is the status of a form that is shown again.
func statusOf(c *gin.Context, err error) int { return web.NewProblem(c.Request.Context(), err).Status }
