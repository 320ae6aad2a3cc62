// Package templates draws the pages. A template takes the page around it and its own view model, reads its words from
// i18n in the language of the context, and knows no service. The *_templ.go files are made by "go tool templ generate".
package templates

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"lapak/internal/i18n"
	"lapak/internal/money"
	"lapak/internal/web/pages/view"
)

// Paper is the ground of every page, also where a phone draws around it.
const Paper = "#fbf8f2"

// htmxConfig keeps htmx within the content policy, and lets it show a refused form (422) like an accepted one.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"historyCacheSize":0,` +
	`"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

// t is the text of a key in the page's language; pairs are names and values of its placeholders.
func t(ctx context.Context, key string, pairs ...any) string {
	if len(pairs) == 0 {
		return i18n.Text(ctx, key)
	}
	args := i18n.Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		args[name] = pairs[i+1]
	}
	return i18n.Text(ctx, key, args)
}

func amount(ctx context.Context, m view.Money) string {
	return money.Format(m.Amount, m.Currency, i18n.Language(ctx))
}

// shippingCost is what the way costs, in words where it costs nothing.
func shippingCost(ctx context.Context, m view.Money) string {
	if m.Amount == 0 {
		return t(ctx, "checkout.free")
	}
	return amount(ctx, m)
}

func date(ctx context.Context, at time.Time) string { return i18n.Date(i18n.Language(ctx), at) }

func dateTime(ctx context.Context, at time.Time) string {
	return i18n.DateTime(i18n.Language(ctx), at)
}

func machineTime(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// edition is the day of the rules' edition. The rest of a version tells two rulebooks of one day apart, which is for programs.
func edition(ctx context.Context, version string) string {
	if at, err := time.Parse(time.DateOnly, version[:min(len(version), len(time.DateOnly))]); err == nil {
		return date(ctx, at.Add(12*time.Hour))
	}
	return version
}

func number(n int) string { return strconv.Itoa(n) }

// join puts the parts that are not empty in one line, as in "Kopi Gombengsari · Kalipuro". What repeats the part before it is left
// out, since many a village has its district's name.
func join(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" && (len(kept) == 0 || kept[len(kept)-1] != p) {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}

// inLanguage is the address of this page in another language, with its query kept.
func inLanguage(p view.Page, lang string) string {
	query := "lang=" + lang
	if p.Query != "" {
		query = p.Query + "&" + query
	}
	return p.Path + "?" + query
}

// canonical is the page's one address in a language. The address without a language is its own and the Indonesian one, even where a
// visitor's browser prefers English there.
func canonical(p view.Page, lang string) string {
	if lang != i18n.English {
		return p.BaseURL + p.Path
	}
	return p.BaseURL + p.Path + "?lang=" + lang
}

func pageTitle(p view.Page) string {
	if p.Title == "" {
		return p.Brand.Name + " · " + p.Brand.Tagline
	}
	return p.Title + " · " + p.Brand.Name
}

func description(p view.Page) string {
	if p.Description != "" {
		return p.Description
	}
	return p.Brand.Promise
}

func searchURL(name, value string) string { return "/search?" + url.Values{name: {value}}.Encode() }

// firstLetter stands for a shop that has no picture.
func firstLetter(name string) string {
	for _, r := range name {
		return strings.ToUpper(string(r))
	}
	return ""
}

func whatsapp(phone string) string {
	return "https://wa.me/" + strings.TrimLeft(strings.ReplaceAll(phone, " ", ""), "+")
}

// flashRole makes a screen reader speak a problem at once, and a success when it is idle.
func flashRole(f view.Flash) string {
	if f.Problem {
		return "alert"
	}
	return "status"
}

func joinWords(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

func kindOr(kind string) string {
	if kind == "" {
		return "text"
	}
	return kind
}

// mark is the value of a ticked box.
func mark(checked bool) string {
	if checked {
		return "1"
	}
	return ""
}

// srcset lists the sizes of a picture for the browser to choose from.
func srcset(p view.Picture) string {
	var out []string
	for _, r := range p.Renditions {
		out = append(out, r.URL+" "+number(r.Width)+"w")
	}
	return strings.Join(out, ", ")
}

// grouped cuts options into runs of one group.
func grouped(options []view.Option) [][]view.Option {
	var out [][]view.Option
	for i, o := range options {
		if i == 0 || o.Group != options[i-1].Group {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], o)
	}
	return out
}

// number64 is a number as a form or a script reads it.
func number64(n int64) string { return strconv.FormatInt(n, 10) }

// standAddress is another page of the stall whose goods a page is about: "…/festivals/kopi/goods" becomes "…/festivals/kopi/stall".
func standAddress(goods, page string) string { return strings.TrimSuffix(goods, "goods") + page }
