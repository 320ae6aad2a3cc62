package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestPublicPagesAreReadInBothLanguagesAndBySearchEngines(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	for _, tt := range []struct{ path, indonesian, english string }{
		{"/", "Kopi robusta Lerek", "Lerek robusta coffee"},
		{"/search", "Kopi robusta Lerek", "Lerek robusta coffee"},
		{"/c/kopi", "Kopi dari usaha kecil", "Coffee from small businesses"},
		{"/p/" + m.Coffee.Slug, "Biji petik merah &lt;b&gt;", "Ripe cherries"},
		{"/s/kopi-lerek", "Kopi dari kebun sendiri.", "Coffee from our own garden."},
		{"/terms", "Ketentuan", "Terms"},
		{"/privacy", "Data pribadi", "Personal data"},
	} {
		for lang, words := range map[string]string{"id": tt.indonesian, "en": tt.english} {
			b := m.browser(lang)
			b.open(tt.path)
			if !strings.Contains(b.page.Body, words) {
				t.Errorf("%s in %s lacks %q", tt.path, lang, words)
			}
			if got := b.link("canonical", ""); got != m.BaseURL+tt.path {
				t.Errorf("%s in %s: canonical %q", tt.path, lang, got)
			}
			if got := b.link("alternate", "en"); got != m.BaseURL+tt.path+"?lang=en" {
				t.Errorf("%s: hreflang en %q", tt.path, got)
			}
			if !strings.Contains(b.page.Header.Get("Cache-Control"), "public") {
				t.Errorf("%s is not shareable: %s", tt.path, b.page.Header.Get("Cache-Control"))
			}
			if b.page.Header.Get("Set-Cookie") != "" {
				t.Errorf("%s gives a stranger a cookie", tt.path)
			}
			if b.open(tt.path + "?lang=en"); b.link("canonical", "") != m.BaseURL+tt.path+"?lang=en" {
				t.Errorf("%s in English: canonical %q", tt.path, b.link("canonical", ""))
			}
		}
	}
	b := m.browser("id")
	for path, words := range map[string]string{
		"/": `"@type":"Organization"`, "/p/" + m.Coffee.Slug: `"@type":"Offer"`, "/s/kopi-lerek": `"@type":"Store"`,
		"/robots.txt": m.BaseURL + "/sitemap.xml", "/sitemap.xml": "<loc>" + m.BaseURL + "/p/" + m.Coffee.Slug + "</loc>",
	} {
		b.open(path)
		b.wantStatus(http.StatusOK, words)
	}
	if b.open("/?lang=en"); b.page.text("h2") == "" || attr(b.page.find(func(n *html.Node) bool { return n.Data == "html" }), "lang") != "en" {
		t.Error("?lang=en is not English")
	}
}

func (b *browser) link(rel, lang string) string {
	n := b.page.find(func(n *html.Node) bool {
		return n.Data == "link" && attr(n, "rel") == rel && attr(n, "hreflang") == lang
	})
	if n == nil {
		return ""
	}
	return attr(n, "href")
}

func TestSearchesAreFilteredAndSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	b := m.browser("id")
	b.open("/search?" + url.Values{"q": {"robusta"}, "max_price": {"Rp 50.000"}, "in_stock": {"1"}}.Encode())
	b.wantStatus(http.StatusOK, "Kopi robusta Lerek")
	b.open("/search?q=robusta&min_price=900000")
	b.wantStatus(http.StatusOK, "Belum ada yang cocok")
	for _, query := range []string{"min_price=banyak", "min_price=-1", "district=atlantis", "sort=naga", "cursor=x", "category=naga", "max_price=99999999999999999999"} {
		b.open("/search?" + query)
		b.wantStatus(http.StatusUnprocessableEntity)
		if !strings.Contains(b.page.Body, `id="problems"`) {
			t.Errorf("%s: the page does not say what is wrong", query)
		}
	}
}

func TestWhatIsNotThereIsSaidInTheMallsLook(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	b := m.browser("id")
	for _, path := range []string{
		"/p/naga", "/s/naga", "/c/naga", "/orders/BWI-0000-0000", "/orders/x", "/orders/x/pay", "/sandbox/pay/x", "/accept/x/y", "/naga",
		"/accept/0190a000-0000-7000-8000-000000000000/y", "/assets/naga.css",
	} {
		b.open(path)
		b.wantStatus(http.StatusNotFound)
		if path != "/assets/naga.css" && b.page.text("h1") != "Halaman ini tidak ada" {
			t.Errorf("%s: %q", path, b.page.text("h1"))
		}
	}
	for _, variant := range []string{"x", "0190a000-0000-7000-8000-000000000000"} {
		b.send(http.MethodPost, "/cart/items", url.Values{"variant": {variant}, "quantity": {"1"}})
		b.wantStatus(http.StatusNotFound)
	}
	for _, quantity := range []string{"0", "-1", "x", "10000", "99999999999999999999", ""} {
		b.send(http.MethodPost, "/cart/items", url.Values{"variant": {m.Coffee.Variants[0].ID.String()}, "quantity": {quantity}})
		b.wantStatus(http.StatusUnprocessableEntity, "Keranjang masih kosong")
	}
	b.open("/checkout")
	if b.page.Path != "/cart" {
		t.Errorf("an empty checkout is at %s", b.page.Path)
	}
}
