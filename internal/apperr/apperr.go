// Package apperr is the one error of the domain: what went wrong (Kind), a stable name for it (Code), and the cause for the log.
// The words that people read are not here: package i18n holds them in each language under "error.<code>".
package apperr

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of failure an error is. The faces translate it to a status; the set is closed.
type Kind uint8

// The closed set of kinds. Internal is the zero value, so that a forgotten kind never looks like a caller's mistake.
const (
	Internal Kind = iota
	BadRequest
	Invalid
	Unauthenticated
	Forbidden
	NotFound
	Conflict
	TooLarge
	NotAllowed
	Unsupported
	RateLimited
	Unavailable
)

var kindNames = [...]string{
	"internal", "bad_request", "invalid", "unauthenticated", "forbidden", "not_found",
	"conflict", "too_large", "not_allowed", "unsupported", "rate_limited", "unavailable",
}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "internal"
}

// Field is one wrong input: where it stands ("address.village") and which rule it broke.
type Field struct {
	Path   string
	Code   string
	Params map[string]any
}

// Error is what every domain function returns when it refuses or fails.
type Error struct {
	Kind   Kind
	Code   string
	Params map[string]any // values for the message's placeholders
	Fields []Field
	// RetryAfter is how long a caller should wait; zero where waiting does not help.
	RetryAfter time.Duration
	// Details travels to API callers as it is, for answers such as the new quote of price_changed.
	Details any
	cause   error
}

// New makes an error of a kind with its stable code.
func New(kind Kind, code string) *Error { return &Error{Kind: kind, Code: code} }

// NewNotFound is for what does not exist or what the actor may not see: both look the same from outside.
func NewNotFound(code string) *Error { return New(NotFound, code) }

// NewInvalid collects wrong fields; it returns nil when there are none, so a validator can end with it.
func NewInvalid(fields ...Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: "invalid_input", Fields: fields}
}

// Wrap hides a cause from people and keeps it for the log.
func Wrap(cause error, kind Kind, code string) *Error {
	return &Error{Kind: kind, Code: code, cause: cause}
}

// With returns a copy that carries a value for the message.
func (e *Error) With(name string, value any) *Error {
	out := *e
	out.Params = make(map[string]any, len(e.Params)+1)
	for k, v := range e.Params {
		out.Params[k] = v
	}
	out.Params[name] = value
	return &out
}

// At returns a copy that names the wrong field.
func (e *Error) At(path string) *Error {
	out := *e
	out.Fields = append(append([]Field(nil), e.Fields...), Field{Path: path, Code: e.Code, Params: e.Params})
	return &out
}

// After returns a copy that tells the caller how long to wait.
func (e *Error) After(d time.Duration) *Error {
	out := *e
	out.RetryAfter = d
	return &out
}

// WithDetails returns a copy with a body for API callers.
func (e *Error) WithDetails(details any) *Error {
	out := *e
	out.Details = details
	return &out
}

func (e *Error) Error() string {
	text := e.Kind.String() + ": " + e.Code
	for _, f := range e.Fields {
		text += fmt.Sprintf(" [%s %s]", f.Path, f.Code)
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is matches by code, so that errors.Is(err, apperr.New(…, "stock_insufficient")) works on copies.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// KindOf names the kind of any error; one that is not ours is Internal.
func KindOf(err error) Kind {
	if e := As(err); e != nil {
		return e.Kind
	}
	return Internal
}

// CodeOf names the code of any error; one that is not ours is "internal".
func CodeOf(err error) string {
	if e := As(err); e != nil {
		return e.Code
	}
	return "internal"
}

// As finds our error in a chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
