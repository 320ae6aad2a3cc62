package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/web"
)

// problem is web.Problem as huma writes it.
type problem struct{ web.Problem }

func (p *problem) Error() string { return p.Code }

// GetStatus is the answer's status.
func (p *problem) GetStatus() int { return p.Status }

// ContentType is RFC 9457's.
func (p *problem) ContentType(string) string { return "application/problem+json" }

// problemOf is the bare problem of a status, which shows huma the shape of errors.
func problemOf(status int) *problem {
	return &problem{web.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status}}
}

// kindOfStatus names what huma itself refuses before a handler runs.
var kindOfStatus = map[int]*apperr.Error{
	http.StatusBadRequest:            apperr.New(apperr.BadRequest, "malformed_json"),
	http.StatusRequestTimeout:        apperr.New(apperr.BadRequest, "body_too_slow"),
	http.StatusRequestEntityTooLarge: apperr.New(apperr.TooLarge, "body_too_large"),
	http.StatusUnsupportedMediaType:  apperr.New(apperr.Unsupported, "unsupported_media_type"),
}

// newProblem turns every error of the API into a Problem: those of services by their kind, those of huma's checks field by field. What was
// sent is never repeated, since it may be a password.
func newProblem(hc huma.Context, status int, _ string, errs ...error) huma.StatusError {
	err := refusal(status, errs)
	ctx := hc.Context()
	p := problem{web.NewProblem(ctx, err)}
	for i := range p.Errors {
		p.Errors[i].Location = located(hc.Method(), p.Errors[i].Location)
	}
	if own := apperr.As(err); own != nil {
		for i, f := range own.Fields {
			if key := boundText(f.Code, f.Params); key != "" {
				p.Errors[i].Message = i18n.Text(ctx, key, f.Params)
			}
		}
	}
	hc.SetHeader("Cache-Control", "no-store")
	header := http.Header{}
	web.SetRetryAfter(header, err)
	if wait := header.Get("Retry-After"); wait != "" {
		hc.SetHeader("Retry-After", wait)
	}
	web.LogError(ctx, err, p.Status)
	return &p
}

// refusal finds the error to tell: a service's own, or the collected faults of the input.
func refusal(status int, errs []error) error {
	var fields apperr.Fields
	var cause error
	for _, err := range errs {
		var detail *huma.ErrorDetail
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &tooLarge):
			return apperr.Wrap(err, apperr.TooLarge, "body_too_large")
		case errors.As(err, &detail):
			path, code, params := readFault(detail)
			fields.Add(path, code, params...)
		default:
			cause = err
		}
	}
	if cause != nil {
		return cause
	}
	if own, ok := kindOfStatus[status]; ok && (status != http.StatusBadRequest || len(errs) == 0) {
		if status == http.StatusBadRequest {
			return apperr.New(apperr.BadRequest, "body_required")
		}
		return own
	}
	if err := fields.Err(); err != nil {
		return err
	}
	return apperr.New(apperr.Internal, "internal")
}

// readFault reads one of huma's faults: the field, our code for it and the parameters of its words.
func readFault(d *huma.ErrorDetail) (path, code string, params []any) {
	path, code = d.Location, d.Message
	if known, ok := parameterCodes[code]; ok {
		return path, known, nil
	}
	switch {
	case strings.HasPrefix(code, "required ") && strings.HasSuffix(code, " is missing"):
		return path, "required", nil
	case strings.Contains(code, "cannot unmarshal"): // a number too large for its type
		return path, "wrong_type", nil
	}
	code, rest, _ := strings.Cut(code, " ")
	name, value, ok := strings.Cut(rest, "=")
	switch {
	case !ok && rest != "":
		return path, "malformed", nil
	case code == "required": // huma names the object; people want the field
		return path + "." + value, code, nil
	case ok:
		params = []any{name, value}
	}
	return path, code, params
}

// boundText is the text for a number that is out of a range with one end.
func boundText(code string, params map[string]any) string {
	if code != "out_of_range" || len(params) != 1 {
		return ""
	}
	if _, ok := params["Min"]; ok {
		return "error.at_least"
	}
	return "error.at_most"
}

// located says in which part of the request a service's field stands.
func located(method, path string) string {
	for _, part := range []string{"body", "query", "path", "header", "form"} {
		if path == part || strings.HasPrefix(path, part+".") {
			return path
		}
	}
	if method == http.MethodGet {
		return "query." + path
	}
	return "body." + path
}
