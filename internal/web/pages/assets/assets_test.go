package assets

import (
	"compress/gzip"
	"io"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func TestAnAssetIsServedForEverByItsHashedName(t *testing.T) {
	for _, name := range []string{"app.css", "app.js", "htmx.js", "motif.svg", "fraunces.woff2", "LICENSE-htmx.txt"} {
		url := Path(name)
		if !regexp.MustCompile(`^/assets/[A-Za-z0-9-]+\.[0-9a-f]{12}\.[a-z0-9]+$`).MatchString(url) {
			t.Errorf("%s has the address %s", name, url)
		}
		answer := httptest.NewRecorder()
		Handler().ServeHTTP(answer, httptest.NewRequest("GET", url, nil))
		if answer.Code != 200 || !strings.Contains(answer.Header().Get("Cache-Control"), "immutable") || answer.Header().Get("Content-Type") == "" {
			t.Errorf("%s: %d %v", name, answer.Code, answer.Header())
		}
	}
}

func TestAnUnknownNameIsNotFound(t *testing.T) {
	for _, url := range []string{"/assets/app.css", "/assets/app.000000000000.css", "/assets/../assets.go", "/assets/"} {
		answer := httptest.NewRecorder()
		Handler().ServeHTTP(answer, httptest.NewRequest("GET", url, nil))
		if answer.Code != 404 {
			t.Errorf("%s answered %d", url, answer.Code)
		}
	}
}

func TestACompressedAssetIsTheSameFile(t *testing.T) {
	request := httptest.NewRequest("GET", Path("app.css"), nil)
	request.Header.Set("Accept-Encoding", "gzip")
	answer := httptest.NewRecorder()
	Handler().ServeHTTP(answer, request)
	if answer.Header().Get("Content-Encoding") != "gzip" || answer.Header().Get("Vary") != "Accept-Encoding" {
		t.Fatalf("headers %v", answer.Header())
	}
	reader, err := gzip.NewReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	sheet := string(body)
	if !strings.Contains(sheet, Path("fraunces.woff2")) || strings.Contains(sheet, `url("fraunces.woff2")`) {
		t.Error("the sheet does not name its fonts by their hashes")
	}
}

func TestABrandChangesColoursAndRefusesWhatIsNone(t *testing.T) {
	t.Cleanup(func() { _ = UseBrand(Brand{}) })
	before := Path("app.css")
	if err := UseBrand(Brand{Night: "red;}body{display:none"}); err == nil {
		t.Error("a colour that is none was taken")
	}
	if Path("app.css") != before {
		t.Error("a refused brand changed the sheet")
	}
	if err := UseBrand(Brand{Night: "#112233", MotifSVG: []byte("<svg/>")}); err != nil {
		t.Fatal(err)
	}
	sheet := string(byName["app.css"].plain)
	if !strings.Contains(sheet, "--night:#112233;") || !strings.Contains(sheet, Path("brand-motif.svg")) || !strings.Contains(sheet, "@font-face") {
		t.Errorf("the sheet ends with %s", sheet[len(sheet)-400:])
	}
}
