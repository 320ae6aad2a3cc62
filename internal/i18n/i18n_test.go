package i18n

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestEveryTextExistsInBothLanguages(t *testing.T) {
	id, err := Keys(Indonesian)
	if err != nil {
		t.Fatal(err)
	}
	en, err := Keys(English)
	if err != nil {
		t.Fatal(err)
	}
	for key := range id {
		if !en[key] {
			t.Errorf("%q has no English text", key)
		}
	}
	for key := range en {
		if !id[key] {
			t.Errorf("%q has no Indonesian text", key)
		}
	}
}

// An error code is written in code once; its words must exist, or a person would read a bracket.
func TestEveryErrorCodeHasItsWords(t *testing.T) {
	keys, err := Keys(Indonesian)
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`apperr\.(?:New\(apperr\.\w+, |NewNotFound\(|Wrap\([^"\n]*?, apperr\.\w+, )"([a-z0-9_]+)"|apperr\.Field\{[^}]*?Code:\s*"([a-z0-9_]+)"`)
	found := 0
	err = filepath.WalkDir("../..", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, match := range code.FindAllSubmatch(source, -1) {
			found++
			if name := string(match[1]) + string(match[2]); !keys["error."+name] {
				t.Errorf("%s: no text for error.%s", entry.Name(), name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found == 0 {
		t.Fatal("no error code was found, so this test looks at the wrong place")
	}
}

func TestPickLanguage(t *testing.T) {
	for _, tt := range []struct {
		wishes []string
		want   string
	}{
		{[]string{"en"}, "en"},
		{[]string{"", "en-US,en;q=0.9"}, "en"},
		{[]string{"fr-FR"}, "id"},
		{[]string{"xx", "id-ID"}, "id"},
		{[]string{"'; DROP TABLE"}, "id"},
		{nil, "id"},
	} {
		if got := Pick(tt.wishes...); got != tt.want {
			t.Errorf("Pick(%q) = %s, want %s", tt.wishes, got, tt.want)
		}
	}
}

func TestDatesAreReadInWIB(t *testing.T) {
	late := time.Date(2026, 11, 6, 18, 30, 0, 0, time.UTC) // 01.30 of the next day here
	if got := DateTime(Indonesian, late); got != "7 Nov 2026, 01.30" {
		t.Error(got)
	}
	if got := DateTime(English, late); got != "7 Nov 2026, 01:30" {
		t.Error(got)
	}
	if got := Days(Indonesian, late, late.AddDate(0, 0, 2)); got != "7–9 Nov" {
		t.Error(got)
	}
	if got := Days(Indonesian, late.AddDate(0, 0, 23), late.AddDate(0, 0, 25)); got != "30 Nov–2 Des" {
		t.Error(got)
	}
}

func TestCountriesHaveTheirNames(t *testing.T) {
	for code, want := range map[string][2]string{"NL": {"Belanda", "Netherlands"}, "JP": {"Jepang", "Japan"}, "ID": {"Indonesia", "Indonesia"}} {
		if !IsCountry(code) || CountryName(Indonesian, code) != want[0] || CountryName(English, code) != want[1] {
			t.Errorf("%s is %q and %q", code, CountryName(Indonesian, code), CountryName(English, code))
		}
	}
	for _, code := range []string{"", "nl", "XX", "EU", "ZZ", "SU", "UK", "NLD", "001", "N\x00", "ＮＬ"} {
		if IsCountry(code) {
			t.Errorf("%q is a country", code)
		}
	}
	all := Countries(Indonesian)
	if len(all) < 240 || len(all) > 260 || all[0].Code != "AF" {
		t.Errorf("%d countries, the first %v", len(all), all[0])
	}
}
