package keyset_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"lapak/internal/apperr"
	"lapak/internal/postgres/keyset"
)

type position struct {
	Price int64  `json:"p"`
	ID    string `json:"id"`
}

func TestACursorReturnsItsPosition(t *testing.T) {
	for _, want := range []position{{}, {Price: -1, ID: "a"}, {Price: 1<<62 + 1, ID: "Gandrung — “batik” ' OR 1=1"}} {
		s := keyset.Encode(want)
		if strings.ContainsAny(s, "+/=&?# ") {
			t.Errorf("%q is not safe in an address", s)
		}
		var got position
		if err := keyset.Decode(s, &got); err != nil || got != want {
			t.Errorf("%+v came back as %+v, %v", want, got, err)
		}
	}
}

func TestAForeignCursorIsRefused(t *testing.T) {
	encode := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	for name, s := range map[string]string{
		"empty":          "",
		"not base64":     "' OR 1=1 --",
		"padded":         encode(`{"p":1}`) + "=",
		"not JSON":       encode("p=1"),
		"null bytes":     encode("{\"id\":\"a\\u0000\"}"),
		"bad UTF-8":      encode("{\"id\":\"\xff\"}"),
		"unknown field":  encode(`{"p":1,"admin":true}`),
		"wrong type":     encode(`{"p":"1"}`),
		"fraction":       encode(`{"p":0.5}`),
		"out of range":   encode(`{"p":9223372036854775808}`),
		"more after it":  encode(`{"p":1}{"p":2}`),
		"an array":       encode(`[1]`),
		"endless":        strings.Repeat("A", 1<<20),
		"full-width one": encode("{\"p\":１}"),
	} {
		var got position
		err := keyset.Decode(s, &got)
		if apperr.KindOf(err) != apperr.Invalid || apperr.CodeOf(err) != "invalid_cursor" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFingerprintNamesTheList(t *testing.T) {
	a, b := position{Price: 1, ID: "x"}, position{Price: 1, ID: "y"}
	if again := (position{Price: 1, ID: "x"}); keyset.Fingerprint(a) != keyset.Fingerprint(again) {
		t.Error("the same list has two names")
	}
	if keyset.Fingerprint(a) == keyset.Fingerprint(b) {
		t.Error("two lists have one name")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(keyset.Encode(position{Price: 5, ID: "a"}))
	f.Add("' OR 1=1 --")
	f.Fuzz(func(t *testing.T, s string) {
		var got position
		if err := keyset.Decode(s, &got); err != nil && apperr.CodeOf(err) != "invalid_cursor" {
			t.Errorf("%q: %v", s, err)
		}
	})
}
