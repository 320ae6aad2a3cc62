package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
)

type contextKey int

const (
	keyRequestID contextKey = iota
	keyActor
)

// RequestID names a request in answers and logs.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(keyRequestID).(string)
	return id
}

// contentPolicy allows nothing inline and nothing from elsewhere; payment pages are reached by links and redirects of forms.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self' https://checkout.stripe.com; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"

// Headers sets what every answer carries.
func Headers(secure bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=()")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		c.Next()
	}
}

// Recover answers a panic as an internal error and logs where it happened.
func Recover(refuse Refuse) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so, too
				panic(cause)
			}
			slog.ErrorContext(c, "panic", "cause", cause, "request_id", RequestID(c.Request.Context()), "stack", string(debug.Stack()))
			if !c.Writer.Written() {
				refuse(c, apperr.Wrap(fmt.Errorf("panic: %v", cause), apperr.Internal, "internal"))
			}
			c.Abort()
		}()
		c.Next()
	}
}

// Identify gives the request its id and its language: the address's ?lang, then the cookie, then the browser's wish.
func Identify() gin.HandlerFunc {
	return func(c *gin.Context) {
		id := rand.Text()[:16]
		c.Writer.Header().Set("X-Request-Id", id)
		lang := c.Query("lang")
		if lang == i18n.Indonesian || lang == i18n.English {
			http.SetCookie(c.Writer, &http.Cookie{ //nolint:gosec // not a secret, and it works on plain http too
				Name: languageCookie, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode,
			})
		} else {
			lang, _ = c.Cookie(languageCookie)
			lang = i18n.Pick(lang, c.GetHeader("Accept-Language"))
		}
		ctx := i18n.WithLanguage(context.WithValue(c.Request.Context(), keyRequestID, id), lang)
		c.Request = c.Request.WithContext(ctx)
		c.Next()
	}
}

const languageCookie = "lang"

// Log writes one line a request that failed or was slow; the rest is in the metrics.
func Log(slow time.Duration) gin.HandlerFunc {
	return func(c *gin.Context) {
		start := time.Now()
		c.Next()
		took, status := time.Since(start), c.Writer.Status()
		if status < http.StatusInternalServerError && took < slow {
			return
		}
		slog.WarnContext(c, "request", "method", c.Request.Method, "route", c.FullPath(), "status", status,
			"took", took.Round(time.Millisecond), "request_id", RequestID(c.Request.Context()))
	}
}

// MaxBody bounds what a request may send, in bytes; uploads has its own bound on the given routes.
func MaxBody(refuse Refuse, usual, upload int64, isUpload func(*http.Request) bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		limit := usual
		if isUpload(c.Request) {
			limit = upload
			c.Request.Body = patient(c.Writer, c.Request.Body)
		}
		if c.Request.ContentLength > limit {
			refuse(c, apperr.New(apperr.TooLarge, "body_too_large"))
			return
		}
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
		c.Next()
	}
}

// Bound lets at most active requests run and as many wait for a short time; the rest are told to come back, so that a slow database
// makes a short queue instead of a long one.
func Bound(refuse Refuse, active int, wait time.Duration) gin.HandlerFunc {
	slots := make(chan struct{}, active)
	return func(c *gin.Context) {
		select {
		case slots <- struct{}{}:
		default:
			timer := time.NewTimer(wait)
			defer timer.Stop()
			select {
			case slots <- struct{}{}:
			case <-timer.C:
				refuse(c, apperr.New(apperr.Unavailable, "busy").After(time.Second))
				return
			case <-c.Request.Context().Done():
				c.Abort()
				return
			}
		}
		defer func() { <-slots }()
		c.Next()
	}
}

// Deadline bounds how long a request may take, from its first look at the session on: what waits for a full pool, a slow database or a
// slow provider after that is Unavailable. A limit of zero is none.
func Deadline(next http.Handler, limit func(*http.Request) time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if within := limit(r); within > 0 {
			ctx, cancel := context.WithTimeout(r.Context(), within)
			defer cancel()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// SameOrigin refuses what another site makes a browser send (CSRF). Calls without a browser pass: they carry no cookie of ours.
func SameOrigin(refuse Refuse) gin.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c *gin.Context) {
		if err := protection.Check(c.Request); err != nil {
			refuse(c, apperr.Wrap(err, apperr.Forbidden, "cross_origin"))
			return
		}
		c.Next()
	}
}
