package web

import (
	"strings"
	"testing"

	"lapak/internal/apperr"
)

func TestBodiesThatSayAThingTwiceAreRefused(t *testing.T) {
	for _, tt := range []struct{ name, body, code string }{
		{"plain object", `{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}`, ""},
		{"empty body", ` `, ""},
		{"scalar", `"a"`, ""},
		{"value equal to a key", `{"a":"b","b":"a"}`, ""},
		{"repeated key", `{"quantity":1,"quantity":-5}`, "duplicate_key"},
		{"repeated key in an array's object", `{"items":[{"id":1,"id":2}]}`, "duplicate_key"},
		{"repeated by escape", "{\"a\":1,\"\\u0061\":2}", "duplicate_key"},
		{"repeated after a nested object", `{"a":{"x":1},"a":2}`, "duplicate_key"},
		{"cut off", `{"a":`, "malformed_json"},
		{"cut off after a value", `{"a":1`, "malformed_json"},
		{"bad UTF-8", "{\"a\":\"\xff\"}", "malformed_json"},
		{"NUL", "{\"a\":\"\\u0000\"}", "malformed_json"},
		{"ten thousand deep", strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), "malformed_json"},
		{"closing what is not open", `]`, "malformed_json"},
	} {
		err := checkJSON([]byte(tt.body))
		if got := apperr.CodeOf(err); (err == nil && tt.code != "") || (err != nil && got != tt.code) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.code)
		}
	}
}
