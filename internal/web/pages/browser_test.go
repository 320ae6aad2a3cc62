package pages_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lapak/internal/web/pagestest"
)

// mall is a small mall and its visitors.
type mall struct{ *pagestest.Mall }

func newMall(t testing.TB) *mall {
	t.Helper()
	return &mall{pagestest.New(t)}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// browser is somebody's browser without scripts: it keeps cookies, follows redirects and fills in forms.
type browser struct {
	*mall
	client *http.Client
	lang   string
	page   page
}

type page struct {
	Status int
	Path   string // address after redirects, with its query
	Body   string
	Header http.Header
	root   *html.Node
}

func (m *mall) browser(lang string) *browser {
	jar, err := cookiejar.New(nil)
	must(m, err)
	return &browser{mall: m, client: &http.Client{Jar: jar}, lang: lang}
}

func (b *browser) open(path string) page {
	b.Helper()
	return b.send(http.MethodGet, path, nil)
}

func (b *browser) send(method, path string, form url.Values) page {
	b.Helper()
	address := path
	if strings.HasPrefix(path, "/") {
		address = b.BaseURL + path
	}
	req, err := http.NewRequestWithContext(b.Context(), method, address, strings.NewReader(form.Encode()))
	must(b, err)
	req.Header.Set("Accept", "text/html,*/*;q=0.8")
	req.Header.Set("Accept-Language", b.lang)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	res, err := b.client.Do(req)
	must(b, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	must(b, err)
	b.page = page{Status: res.StatusCode, Path: res.Request.URL.RequestURI(), Body: string(body), Header: res.Header}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		b.page.root, err = html.Parse(strings.NewReader(b.page.Body))
		must(b, err)
		b.checkPage()
	}
	return b.page
}

var missingText = regexp.MustCompile(`\[[a-z_]+\.[a-z_.0-9-]+\]`)

// checkPage looks at what holds for every page.
func (b *browser) checkPage() {
	b.Helper()
	if text := missingText.FindString(b.page.Body); text != "" {
		b.Errorf("%s has no text for %s", b.page.Path, text)
	}
	if b.page.text("title") == "" {
		b.Errorf("%s has no title", b.page.Path)
	}
}

// submit sends the form with this action as the page shows it, with some fields changed.
func (b *browser) submit(action string, changes url.Values) page {
	b.Helper()
	form := b.page.find(func(n *html.Node) bool { return n.Data == "form" && attr(n, "action") == action })
	if form == nil {
		b.Fatalf("%s (%d) has no form for %s:\n%.3000s", b.page.Path, b.page.Status, action, b.page.Body)
	}
	values := fieldsOf(form)
	for name, value := range changes {
		values[name] = value
	}
	return b.send(http.MethodPost, action, values)
}

// fieldsOf is what a browser would send of a form.
func fieldsOf(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch n.Data {
		case "input":
			kind := attr(n, "type")
			if (kind == "radio" || kind == "checkbox") && !has(n, "checked") {
				continue
			}
			values.Set(name, attr(n, "value"))
		case "textarea":
			values.Set(name, textOf(n))
		case "select":
			for o := range n.Descendants() {
				if o.Data == "option" && (has(o, "selected") || !values.Has(name)) {
					values.Set(name, attr(o, "value"))
				}
			}
		}
	}
	return values
}

func (p page) find(match func(n *html.Node) bool) *html.Node {
	if p.root == nil {
		return nil
	}
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && match(n) {
			return n
		}
	}
	return nil
}

func (p page) text(tag string) string {
	if n := p.find(func(n *html.Node) bool { return n.Data == tag }); n != nil {
		return strings.TrimSpace(textOf(n))
	}
	return ""
}

func textOf(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func (b *browser) wantStatus(status int, words ...string) {
	b.Helper()
	if b.page.Status != status {
		b.Fatalf("%s answered %d, want %d:\n%.2000s", b.page.Path, b.page.Status, status, b.page.text("main"))
	}
	for _, w := range words {
		if !strings.Contains(strings.ReplaceAll(html.UnescapeString(b.page.Body), "\u00a0", " "), w) {
			b.Errorf("%s does not say %q:\n%.2000s", b.page.Path, w, b.page.text("main"))
		}
	}
}
