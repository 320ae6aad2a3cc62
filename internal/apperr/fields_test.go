package apperr_test

import (
	"strings"
	"testing"

	"lapak/internal/apperr"
)

func TestTextRules(t *testing.T) {
	for name, c := range map[string]struct{ value, code string }{
		"kept":                {" Kopi Gombengsari ", ""},
		"accents and emoji":   {"Café ☕ ꦧꦤꦾꦸ", ""},
		"several lines":       {"satu\r\n\tdua", ""},
		"blank":               {" \n ", "required"},
		"short":               {"ab", "too_short"},
		"long in characters":  {strings.Repeat("é", 41), "too_long"},
		"just long enough":    {strings.Repeat("é", 40), ""},
		"NUL":                 {"kopi\x00", "bad_characters"},
		"bad UTF-8":           {"kopi\xff", "bad_characters"},
		"escape":              {"kopi\x1b[31m", "bad_characters"},
		"right-to-left trick": {"kopi\u202egpj.exe", "bad_characters"},
	} {
		var fields apperr.Fields
		got := fields.Text("title", c.value, 3, 40)
		err := apperr.As(fields.Err())
		switch {
		case c.code == "" && err != nil:
			t.Errorf("%s: refused: %v", name, err)
		case c.code == "" && got != strings.TrimSpace(c.value):
			t.Errorf("%s: became %q", name, got)
		case c.code != "" && (err == nil || err.Kind != apperr.Invalid || len(err.Fields) != 1 || err.Fields[0].Code != c.code):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAllWrongFieldsAreNamed(t *testing.T) {
	var fields apperr.Fields
	fields.Text("title", "", 3, 120)
	fields.Between("price", -1, 100, 1000)
	fields.Between("price", 100, 100, 1000)
	err := apperr.As(fields.Err())
	if err == nil || len(err.Fields) != 2 || err.Fields[1].Code != "out_of_range" || err.Fields[1].Params["Max"] != int64(1000) {
		t.Errorf("%v", err)
	}
}
