package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
)

const maxDepth = 64

// StrictJSON refuses JSON bodies that say a thing twice, nest too deep or are not UTF-8: encoding/json would let the last win silently.
func StrictJSON(refuse Refuse) gin.HandlerFunc {
	return func(c *gin.Context) {
		if !strings.Contains(c.ContentType(), "json") || c.Request.Body == nil || strings.HasPrefix(c.Request.URL.Path, "/webhooks/") {
			c.Next()
			return
		}
		body, err := io.ReadAll(c.Request.Body)
		if err == nil {
			err = checkJSON(body)
		}
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			err = apperr.Wrap(err, apperr.TooLarge, "body_too_large")
		}
		if err != nil {
			refuse(c, err)
			return
		}
		c.Request.Body = io.NopCloser(bytes.NewReader(body))
		c.Next()
	}
}

// checkJSON walks the tokens once. Bad syntax is BadRequest malformed_json, a repeated key duplicate_key.
func checkJSON(body []byte) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	if !isCleanUTF8(body) {
		return apperr.New(apperr.BadRequest, "malformed_json")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	type level struct {
		keys  map[string]bool // nil in an array
		isKey bool
	}
	var stack []level
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if len(stack) > 0 {
				return apperr.New(apperr.BadRequest, "malformed_json")
			}
			return nil
		}
		if err != nil {
			return apperr.Wrap(err, apperr.BadRequest, "malformed_json")
		}
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			stack = stack[:len(stack)-1]
			continue
		}
		if top := len(stack) - 1; top >= 0 && stack[top].keys != nil {
			if stack[top].isKey {
				key, _ := token.(string)
				if stack[top].keys[key] {
					return apperr.New(apperr.BadRequest, "duplicate_key").With("Key", key)
				}
				stack[top].keys[key] = true
				stack[top].isKey = false
				continue
			}
			stack[top].isKey = true
		}
		if delim, ok := token.(json.Delim); ok {
			next := level{}
			if delim == '{' {
				next = level{keys: map[string]bool{}, isKey: true}
			}
			if stack = append(stack, next); len(stack) > maxDepth {
				return apperr.New(apperr.BadRequest, "malformed_json")
			}
		}
	}
}

func isCleanUTF8(body []byte) bool {
	return bytes.Equal(bytes.ToValidUTF8(body, nil), body) && !bytes.Contains(body, []byte{0}) && !bytes.Contains(body, []byte(`\u0000`))
}
