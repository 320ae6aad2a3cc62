package api

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/web"
)

// Paging is what every list takes.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"24" doc:"Items at most."`
	Cursor string `query:"cursor" maxLength:"500" doc:"The next_cursor of the page before."`
	Language
}

// Language is the language of texts, for callers that send no Accept-Language.
type Language struct {
	Lang string `query:"lang" enum:"id,en" doc:"Language of texts; otherwise Accept-Language decides."`
}

// answer is an answer with a body.
type answer[T any] struct{ Body T }

func ok[T any](body T, err error) (*answer[T], error) {
	if err != nil {
		return nil, err
	}
	return &answer[T]{body}, nil
}

// empty is an answer or a request without a body.
type empty struct{}

func done(err error) (*empty, error) {
	if err != nil {
		return nil, err
	}
	return &empty{}, nil
}

// Page is a list.
type Page[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next_cursor" doc:"Cursor of the next page; null on the last."`
}

func pageOf[S, T any](items []S, next string, show func(S) T) Page[T] {
	out := Page[T]{Items: make([]T, 0, len(items))}
	for _, item := range items {
		out.Items = append(out.Items, show(item))
	}
	if next != "" {
		out.Next = &next
	}
	return out
}

// parseID reads an id of an address: one that is malformed names nothing, so it is NotFound with the code.
func parseID(text, code string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil || len(text) != 36 {
		return uuid.Nil, apperr.NewNotFound(code)
	}
	return id, nil
}

func instant(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	utc := t.UTC()
	return &utc
}

type callerKey struct{}

// caller is what sign-in notes of a request.
type caller struct {
	address, userAgent string
	writer             http.ResponseWriter
}

func rememberCaller() gin.HandlerFunc {
	return func(c *gin.Context) {
		from := caller{address: c.ClientIP(), userAgent: c.Request.UserAgent(), writer: c.Writer}
		c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), callerKey{}, from))
		c.Next()
	}
}

func callerOf(ctx context.Context) caller {
	from, _ := ctx.Value(callerKey{}).(caller)
	return from
}

// onlyKnownBodies refuses a body that is neither JSON nor a form: one without a type would pass the check for repeated keys.
func onlyKnownBodies() gin.HandlerFunc {
	return func(c *gin.Context) {
		r := c.Request
		if r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0 {
			kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
			if err != nil || kind != "application/json" && !strings.HasPrefix(kind, "multipart/form-data") {
				web.WriteProblem(c.Writer, r, apperr.New(apperr.Unsupported, "unsupported_media_type"))
				c.Abort()
				return
			}
		}
		c.Next()
	}
}

func parseIDs(texts []string) ([]uuid.UUID, error) {
	var fields apperr.Fields
	ids := make([]uuid.UUID, len(texts))
	for i, text := range texts {
		id, err := parseID(text, "")
		if err != nil {
			fields.Add(fmt.Sprintf("body.images[%d]", i), "unknown_value")
		}
		ids[i] = id
	}
	return ids, fields.Err()
}
