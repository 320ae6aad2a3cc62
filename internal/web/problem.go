// Package web is what the faces share: how errors are answered, who is asking, and the limits every request passes.
package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/postgres"
)

// statusOf is the one table from kinds to statuses.
var statusOf = map[apperr.Kind]int{
	apperr.BadRequest:      http.StatusBadRequest,
	apperr.Invalid:         http.StatusUnprocessableEntity,
	apperr.Unauthenticated: http.StatusUnauthorized,
	apperr.Forbidden:       http.StatusForbidden,
	apperr.NotFound:        http.StatusNotFound,
	apperr.Conflict:        http.StatusConflict,
	apperr.TooLarge:        http.StatusRequestEntityTooLarge,
	apperr.NotAllowed:      http.StatusMethodNotAllowed,
	apperr.Unsupported:     http.StatusUnsupportedMediaType,
	apperr.RateLimited:     http.StatusTooManyRequests,
	apperr.Unavailable:     http.StatusServiceUnavailable,
	apperr.Internal:        http.StatusInternalServerError,
}

// Problem is an RFC 9457 answer. Code is stable; Detail is for people, in the request's language.
type Problem struct {
	Type      string         `json:"type" doc:"Always about:blank; the code says which problem it is."`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Code      string         `json:"code" doc:"Stable name of the problem." example:"stock_insufficient"`
	Detail    string         `json:"detail" doc:"What to do, in the language of the request."`
	Errors    []ProblemField `json:"errors,omitempty" doc:"The wrong fields."`
	Details   any            `json:"details,omitempty" doc:"What else belongs to the answer, such as the new quote of price_changed."`
	RequestID string         `json:"request_id,omitempty"`
}

// ProblemField is one wrong field.
type ProblemField struct {
	Location string `json:"location" doc:"Where it stands." example:"body.address.village"`
	Code     string `json:"code" example:"unknown_area"`
	Message  string `json:"message"`
}

// NewProblem translates any error for the request's language; what is not ours is an internal error without its cause.
func NewProblem(ctx context.Context, err error) Problem {
	own := known(err)
	status := statusOf[own.Kind]
	p := Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: own.Code,
		Detail: i18n.Text(ctx, "error."+own.Code, own.Params), Details: own.Details, RequestID: RequestID(ctx),
	}
	for _, f := range own.Fields {
		p.Errors = append(p.Errors, ProblemField{Location: f.Path, Code: f.Code, Message: i18n.Text(ctx, "error."+f.Code, f.Params)})
	}
	return p
}

// known is what the caller is told of: our own error, a database that is away or a time that is over as Unavailable, the rest as internal.
func known(err error) *apperr.Error {
	if own := apperr.As(postgres.Translate(err)); own != nil {
		return own
	}
	if errors.Is(err, context.Canceled) {
		return apperr.New(apperr.Unavailable, "unavailable").After(time.Second)
	}
	return apperr.New(apperr.Internal, "internal")
}

// FieldMessages are the words beside each field of a form.
func FieldMessages(ctx context.Context, err error) map[string]string {
	messages := map[string]string{}
	for _, f := range NewProblem(ctx, err).Errors {
		messages[f.Location] = f.Message
	}
	return messages
}

// WriteProblem answers problem+json and logs what the operator must know.
func WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := NewProblem(r.Context(), err)
	LogError(r.Context(), err, p.Status)
	SetRetryAfter(w.Header(), err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the reader has gone if this fails
}

// SetRetryAfter tells how many seconds to wait, where the error says so.
func SetRetryAfter(h http.Header, err error) {
	if own := known(err); own.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(own.RetryAfter.Seconds())+1))
	}
}

// LogError writes the cause of a failure of ours; refusals are the caller's business and are not logged.
func LogError(ctx context.Context, err error, status int) {
	if status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		slog.ErrorContext(ctx, "request failed", "error", err, "request_id", RequestID(ctx))
	}
}
