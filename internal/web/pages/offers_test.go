package pages_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"lapak/internal/web/webtest"
)

func TestTheExportCatalogueIsReadInBothLanguages(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	coffee := w.Coffee.Products[0].Slug
	read := func(path string, status int) string {
		t.Helper()
		answer := w.Do(webtest.Call{Who: w.Stranger, Method: http.MethodGet, Path: path})
		if answer.Status != status {
			t.Fatalf("%s: %d, want %d: %s", path, answer.Status, status, answer.Body)
		}
		return answer.Body
	}
	if empty := read("/export?lang=en", 200); !strings.Contains(empty, "No product here yet") || strings.Contains(empty, coffee) {
		t.Error("the empty catalogue does not say so")
	}
	read("/export/products/"+coffee, 404)
	read("/export/products/"+coffee+"/sheet.pdf", 404)
	w.Offer(w.Coffee)
	for path, words := range map[string][]string{
		"/export?lang=en": {
			"Lerek robusta coffee", "US$\u00a012.50 FOB Tanjung Perak", "090121", "200 pieces", "1500 pieces a month", "21 days", "Gombengsari",
			"European Union", "Self-assessment, not an official permit", "/export/coverage", "format=xlsx",
		},
		"/export?lang=id&destination=EU":          {"Kopi robusta Lerek", "Penilaian mandiri, bukan izin resmi", "destination=EU&amp;format=csv"},
		"/export/products/" + coffee:              {"Sertifikat halal", "NIB", "bersih 250 g", "sheet.pdf", "/p/" + coffee},
		"/export/products/" + coffee + "?lang=en": {"Halal certificate", "Ripe cherries", "250 g net"},
	} {
		page := read(path, 200)
		for _, word := range words {
			if !strings.Contains(page, word) {
				t.Errorf("%s lacks %q", path, word)
			}
		}
		for _, private := range []string{"rahasia", "+62", w.Owner.Email, w.Exports.Version()} {
			if strings.Contains(page, private) {
				t.Errorf("%s tells %q", path, private)
			}
		}
	}
	if page := read("/export?destination=JP&lang=en", 200); strings.Contains(page, coffee) || !strings.Contains(page, "No product fits") {
		t.Error("it is offered for a destination without confirmed rules")
	}
	read("/export?destination=XX", 422)
	read("/export?level=belum_siap", 422)
}

func TestTheSheetOfAnOfferIsTheSameFileEachTime(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	w.Offer(w.Coffee)
	var files []string
	for range 2 {
		answer := w.Do(webtest.Call{Who: w.Stranger, Method: http.MethodGet, Path: "/export/products/" + w.Coffee.Products[0].Slug + "/sheet.pdf"})
		if answer.Status != http.StatusOK || answer.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(answer.Body, "%PDF-") {
			t.Fatalf("%d %v", answer.Status, answer.Header)
		}
		files = append(files, answer.Body)
	}
	if files[0] != files[1] {
		t.Error("two readings are two files")
	}
	if n := bytes.Count([]byte(files[0]), []byte("/Type /Page\n")); n != 1 {
		t.Errorf("the sheet has %d pages", n)
	}
}
