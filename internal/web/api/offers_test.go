package api_test

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lapak/internal/catalog"
	"lapak/internal/web/webtest"
)

func TestTheExportCatalogueAnswers(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	coffee := w.Coffee.Products[0].Slug
	if answer := read(w, w.Stranger, "/export/catalogue"); !strings.Contains(answer.Body, `"items":[]`) {
		t.Errorf("nothing is ready, and the catalogue says %s", answer.Body)
	}
	w.Offer(w.Coffee)
	secret := []string{"rahasia", "+62", `"number"`, "valid_until", "statement", w.Owner.Email}
	for _, c := range []struct {
		name, path string
		status     int
		has, not   []string
	}{
		{"all", "?lang=en", 200, []string{
			coffee, `"code":"090121"`, `"amount":1250,"currency":"USD","incoterm":"FOB"`, `"moq":200`, `"monthly_capacity":1500`, `"lead_time_days":21`,
			`"net_grams":250`, `"gross_grams":280`, `"village":"Gombengsari"`, `"destinations":["EU"]`, `"level":"siap"`, "Halal certificate", "Sertifikat halal",
			"Lerek robusta coffee", "self-assessment, not an official permit", `"rule_version":"`, `"as_of":"`, `"next_cursor":null`,
		}, append(secret, w.Baskets.Products[0].Slug)},
		{"ready there", "?destination=EU&level=siap", 200, []string{coffee, "penilaian mandiri, bukan izin resmi"}, nil},
		{"no confirmed rule there", "?destination=JP", 200, []string{`"items":[]`}, []string{coffee}},
		{"higher level", "?level=teruji", 200, []string{`"items":[]`}, []string{coffee}},
		{"unknown destination", "?destination=XX", 422, []string{`"location":"query.destination"`, `"unknown_value"`}, nil},
		{"unknown destination of a file", "?destination=XX&format=csv", 422, []string{`"unknown_value"`}, nil},
		{"lower level", "?level=potensial", 422, []string{`"location":"query.level"`}, nil},
		{"unknown format", "?format=pdf", 422, []string{`"location":"query.format"`}, nil},
		{"made-up cursor", "?cursor=abc", 422, []string{`"invalid_cursor"`}, nil},
		{"limit", "?limit=101", 422, []string{`"out_of_range"`}, nil},
	} {
		answer := read(w, w.Stranger, "/export/catalogue"+c.path)
		if answer.Status != c.status {
			t.Errorf("%s: %d %s", c.name, answer.Status, answer.Body)
		}
		for _, want := range c.has {
			if !strings.Contains(answer.Body, want) {
				t.Errorf("%s lacks %s: %s", c.name, want, answer.Body)
			}
		}
		for _, not := range c.not {
			if strings.Contains(answer.Body, not) {
				t.Errorf("%s tells %s: %s", c.name, not, answer.Body)
			}
		}
	}
	tag := read(w, w.Stranger, "/export/catalogue").Header.Get("ETag")
	if answer := read(w, w.Stranger, "/export/catalogue", "If-None-Match", tag); tag == "" || answer.Status != http.StatusNotModified {
		t.Errorf("the same again: %d, tag %q", answer.Status, tag)
	}
}

// TestTheExportCatalogueAsAFile gives goods a name that a spreadsheet would run.
func TestTheExportCatalogueAsAFile(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	evil := `=HYPERLINK("http://evil.test","Kopi")`
	ref := catalog.Ref{Shop: w.Coffee.Slug, Product: w.Coffee.Products[0].Slug}
	if _, err := w.Catalog.Update(t.Context(), w.Owner.Actor, ref, catalog.Changes{Title: &evil}); err != nil {
		t.Fatal(err)
	}
	w.Offer(w.Coffee)
	answer := read(w, w.Stranger, "/export/catalogue?format=csv&lang=en")
	text, marked := strings.CutPrefix(answer.Body, "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(rows) != 2 || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/csv") {
		t.Fatalf("%v %v %v: %s", marked, err, answer.Header, answer.Body)
	}
	for _, want := range []string{"'" + evil, "090121", "1250", "USD", "FOB", "200", "1500", "21", "Halal certificate; Business number (NIB)", "self-assessment, not an official permit"} {
		if !slices.Contains(rows[1], want) {
			t.Errorf("the row lacks %q: %q", want, rows[1])
		}
	}
	if !slices.Contains(rows[0], "Capacity (pieces a month)") || strings.Contains(answer.Body, "rahasia") {
		t.Errorf("columns %q", rows[0])
	}
	answer = read(w, w.Stranger, "/export/catalogue?format=xlsx")
	book, err := excelize.OpenReader(strings.NewReader(answer.Body))
	if err != nil {
		t.Fatal(err, answer.Header)
	}
	sheet, err := book.GetRows("Katalog ekspor")
	if err != nil || len(sheet) != 2 || sheet[1][1] != evil || !strings.Contains(answer.Header.Get("Content-Disposition"), ".xlsx") {
		t.Errorf("the workbook holds %q (%v), %v", sheet, err, answer.Header)
	}
}
