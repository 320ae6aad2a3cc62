package templates_test

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lapak/internal/i18n"
	"lapak/internal/web/pages/assets"
	"lapak/internal/web/pages/preview/samples"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// eachPage runs a check on every sample in both languages.
func eachPage(t *testing.T, check func(t *testing.T, source string, doc *html.Node)) {
	t.Helper()
	for _, sample := range samples.All() {
		for _, lang := range i18n.Languages {
			t.Run(sample.Path+"?lang="+lang, func(t *testing.T) {
				source := draw(t, sample, lang)
				doc, err := html.Parse(strings.NewReader(source))
				if err != nil {
					t.Fatal(err)
				}
				check(t, source, doc)
			})
		}
	}
}

func draw(t *testing.T, sample samples.Sample, lang string) string {
	t.Helper()
	page := samples.Frame(sample.Path, "")
	if sample.Page != nil {
		sample.Page(&page)
	}
	var out bytes.Buffer
	if err := sample.Draw(page).Render(i18n.WithLanguage(context.Background(), lang), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var (
	missingText = regexp.MustCompile(`\[[a-z_]+(\.[a-z0-9_-]+)+\]`)
	noValue     = regexp.MustCompile(`<no value>|&lt;no value&gt;|%!|\{\{`)
	inlineStyle = regexp.MustCompile(`(?i)<style|\sstyle="|\son[a-z]+="|javascript:`)
)

func TestEveryTextOfAPageExists(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, source string, _ *html.Node) {
		if found := missingText.FindString(source); found != "" {
			t.Errorf("no text for %s", found)
		}
		if found := noValue.FindString(source); found != "" {
			t.Errorf("a text lacks a value: %s", found)
		}
		if strings.Contains(source, "!<") || strings.Contains(source, "! ") {
			t.Error("an exclamation mark")
		}
	})
}

func TestNothingOfAPageBreaksTheContentPolicy(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, source string, doc *html.Node) {
		if found := inlineStyle.FindString(source); found != "" {
			t.Errorf("inline style or script: %q", found)
		}
		for _, script := range all(doc, "script") {
			if attr(script, "src") == "" && attr(script, "type") != "application/ld+json" {
				t.Error("a script without a source")
			}
		}
	})
}

func TestPagesAreWellFormed(t *testing.T) {
	t.Parallel()
	void := map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "source": true, "track": true, "wbr": true}
	eachPage(t, func(t *testing.T, source string, doc *html.Node) {
		var open []string
		tokens := html.NewTokenizer(strings.NewReader(source))
		for kind := tokens.Next(); kind != html.ErrorToken; kind = tokens.Next() {
			name, _ := tokens.TagName()
			switch tag := string(name); {
			case kind == html.StartTagToken && !void[tag]:
				open = append(open, tag)
			case kind == html.EndTagToken:
				if len(open) == 0 || open[len(open)-1] != tag {
					t.Fatalf("</%s> closes %v", tag, open)
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("never closed: %v", open)
		}
		ids := map[string]bool{}
		walk(doc, func(n *html.Node) {
			if id := attr(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("id %q stands twice", id)
				}
				ids[id] = true
			}
		})
		walk(doc, func(n *html.Node) { checkReferences(t, n, ids) })
	})
}

func checkReferences(t *testing.T, n *html.Node, ids map[string]bool) {
	t.Helper()
	for _, name := range []string{"for", "aria-describedby", "aria-labelledby"} {
		for _, id := range strings.Fields(attr(n, name)) {
			if !ids[id] {
				t.Errorf("<%s %s=%q> names nothing", n.Data, name, id)
			}
		}
	}
	if href := attr(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
		t.Errorf("link to %q leads nowhere", href)
	}
}

func TestEveryInputHasALabelAndEveryPictureItsWordsAndSize(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, _ string, doc *html.Node) {
		labelled := map[string]bool{}
		for _, label := range all(doc, "label") {
			labelled[attr(label, "for")] = true
		}
		for _, tag := range []string{"input", "select", "textarea"} {
			for _, n := range all(doc, tag) {
				if attr(n, "type") != "hidden" && !labelled[attr(n, "id")] && !within(n, "label") {
					t.Errorf("<%s name=%q> has no label", tag, attr(n, "name"))
				}
			}
		}
		for _, img := range all(doc, "img") {
			if !has(img, "alt") || attr(img, "width") == "" || attr(img, "height") == "" {
				t.Errorf("<img src=%q> lacks alt, width or height", attr(img, "src"))
			}
		}
		for _, form := range all(doc, "form") {
			if method := attr(form, "method"); method != "get" && method != "post" {
				t.Errorf("form to %q has no method", attr(form, "action"))
			}
		}
	})
}

func TestEveryPageHasOneHeadingAndItsFrame(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, source string, doc *html.Node) {
		if n := len(all(doc, "h1")); n != 1 {
			t.Errorf("%d first headings", n)
		}
		if attr(all(doc, "html")[0], "lang") == "" || len(all(all(doc, "head")[0], "title")) != 1 || len(all(doc, "main")) != 1 {
			t.Error("language, title or main is missing")
		}
		for _, name := range []string{"app.css", "app.js", "htmx.js"} {
			if !strings.Contains(source, assets.Path(name)) {
				t.Errorf("%s is not linked by its hashed name", name)
			}
		}
		private := strings.Contains(source, `name="robots" content="noindex"`)
		if public := strings.Contains(source, `rel="canonical"`); public == private {
			t.Error("a page is either found by search engines or kept from them")
		}
	})
}

// A text of a person must never become markup.
func TestTextsOfPeopleAreEscaped(t *testing.T) {
	t.Parallel()
	const hostile = `<img src=x onerror=alert(1)>`
	page := samples.Frame("/", "")
	page.Search, page.Title, page.Description = hostile, hostile, hostile
	page.JSONLD = []any{map[string]string{"name": "</script>" + hostile}}
	for _, sample := range samples.All() {
		var out bytes.Buffer
		if err := sample.Draw(page).Render(context.Background(), &out); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), hostile) {
			t.Errorf("%s shows markup that a person wrote", sample.Path)
		}
	}
}

func all(doc *html.Node, tag string) []*html.Node {
	var found []*html.Node
	walk(doc, func(n *html.Node) {
		if n.Data == tag {
			found = append(found, n)
		}
	})
	return found
}

func walk(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func within(n *html.Node, tag string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == tag {
			return true
		}
	}
	return false
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestSearchEnginesReadTheProductAsItIs(t *testing.T) {
	t.Parallel()
	page := samples.Frame("/p/kopi", "")
	page.Trail = []view.Link{{Text: "Kopi", URL: "/c/kopi"}, {Text: "Robusta"}}
	got, err := json.Marshal([]any{templates.ProductLD(page, view.Product{
		Slug: "kopi", Title: "Robusta", Pictures: []view.Picture{{URL: "/media/a"}}, Shop: view.ShopCard{Slug: "s", Name: "Toko"},
		Variants: []view.Variant{{Price: view.Money{Amount: 52000, Currency: "IDR"}, Max: 1}, {Price: view.Money{Amount: 1205, Currency: "USD"}}},
	}), templates.TrailLD(page)})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"price":"52000","priceCurrency":"IDR","availability":"https://schema.org/InStock"`, `"price":"12.05","priceCurrency":"USD","availability":"https://schema.org/OutOfStock"`, `"image":["http://lapak.test/media/a"]`, `"position":1,"name":"Kopi","item":"http://lapak.test/c/kopi"`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}
