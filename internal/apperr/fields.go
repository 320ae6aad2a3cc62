package apperr

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fields collects the wrong inputs of one request, so that a person reads all of them at once. The zero value is ready.
type Fields struct {
	list []Field
}

// Add names a wrong input and the rule it broke; name and value pairs fill the message's placeholders.
func (f *Fields) Add(path, code string, params ...any) {
	field := Field{Path: path, Code: code}
	for i := 0; i+1 < len(params); i += 2 {
		if field.Params == nil {
			field.Params = map[string]any{}
		}
		name, _ := params[i].(string)
		field.Params[name] = params[i+1]
	}
	f.list = append(f.list, field)
}

// Text checks one line or paragraph and returns it without surrounding space. Its length in characters must lie in min..max;
// the codes are required, too_short, too_long and bad_characters (bad UTF-8, NUL, control characters other than line ends and tabs).
func (f *Fields) Text(path, value string, min, max int) string {
	value = strings.TrimSpace(value)
	length := utf8.RuneCountInString(value)
	switch {
	case !IsPlainText(value):
		f.Add(path, "bad_characters")
	case length == 0 && min > 0:
		f.Add(path, "required")
	case length < min:
		f.Add(path, "too_short", "Min", min)
	case length > max:
		f.Add(path, "too_long", "Max", max)
	}
	return value
}

// Between checks that a number lies in min..max; the code is out_of_range.
func (f *Fields) Between(path string, value, min, max int64) {
	if value < min || value > max {
		f.Add(path, "out_of_range", "Min", min, "Max", max)
	}
}

// Err is the refusal that names every wrong field, or nil when there is none.
func (f *Fields) Err() error { return NewInvalid(f.list...) }

// IsPlainText says whether a text may be stored and shown: valid UTF-8 without NUL, control characters other than line ends and
// tabs, and marks that turn the direction of what follows.
func IsPlainText(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
	})
}
