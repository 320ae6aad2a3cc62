// Package keyset writes and reads the opaque cursors of lists. A cursor says where the last page ended and which list it belongs to;
// it is not secret and not signed, so each list checks the values that it reads.
package keyset

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"

	"lapak/internal/apperr"
)

// maxLength bounds what a caller may hand in, far above what any list writes.
const maxLength = 2048

// Encode writes a position as text that is safe in an address. v must be a struct that encoding/json can write.
func Encode(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("keyset: %T cannot be a cursor: %v", v, err)) // a fault of the program, never of the data
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// Decode reads what Encode wrote for the same struct into v. Anything else is apperr.Invalid with code invalid_cursor.
func Decode(s string, v any) error {
	if len(s) > maxLength {
		return Invalid()
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || !utf8.Valid(data) || bytes.ContainsRune(data, 0) || bytes.Contains(data, []byte(`\u0000`)) {
		return Invalid() // Postgres takes neither bad UTF-8 nor NUL in a text
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if d.Decode(v) != nil {
		return Invalid()
	}
	if _, err := d.Token(); err != io.EOF {
		return Invalid()
	}
	return nil
}

// Invalid is the refusal of a cursor that the list did not write: damaged, or of another sort or filter.
func Invalid() error {
	return apperr.New(apperr.Invalid, "invalid_cursor").At("cursor")
}

// Fingerprint names a list by its sort and filters in a few bytes, so that a cursor of another list is noticed. filters must be a
// struct that encoding/json can write.
func Fingerprint(filters any) string {
	sum := sha256.Sum256([]byte(Encode(filters)))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}
