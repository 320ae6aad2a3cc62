package catalog_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/i18n"
	"lapak/internal/postgres/keyset"
)

// shelf publishes a few products whose words differ.
func (m *mall) shelf() {
	m.t.Helper()
	sell := func(title, description, category string, price, units int64) {
		m.t.Helper()
		in := catalog.NewProduct{
			Texts: catalog.Texts{Title: title, Description: description}, Category: category,
			Variants: []catalog.NewVariant{{Price: price, WeightGrams: 200, Stock: units}},
		}
		m.publish(in)
	}
	m.publish(coffee())
	sell("Batik Tulis Gajah Oling", "Motif khas yang dilukis dengan malam untuk selendang dan kemeja.", "batik", 350_000, 2)
	sell("Selendang Katun", "Selembar kain dengan pewarna dari daun; cocok dipadukan dengan batik.", "batik", 120_000, 0)
	sell("Kopi Arabika Ijen", "Biji dari lereng, disangrai sedang. Bukan robusta.", "kopi", 80_000, 5)
}

func (m *mall) titles(ctx context.Context, f catalog.Filter) []string {
	m.t.Helper()
	page, err := m.List(ctx, f, catalog.Page{})
	if err != nil {
		m.t.Fatalf("%+v: %v", f, err)
	}
	titles := []string{}
	for _, c := range page.Items {
		titles = append(titles, c.Title)
	}
	return titles
}

const (
	robusta  = "Kopi Robusta Gombengsari"
	oling    = "Batik Tulis Gajah Oling"
	scarf    = "Selendang Katun"
	arabica  = "Kopi Arabika Ijen"
	robustaE = "Gombengsari Robusta Coffee"
)

func TestSearchFindsByWords(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	m.shelf()
	english := i18n.WithLanguage(t.Context(), "en")
	for _, c := range []struct {
		ctx   context.Context
		query string
		want  []string
	}{
		{t.Context(), "batik", []string{oling, scarf}}, // the title weighs more than the description
		{t.Context(), "robusta", []string{robusta, arabica}},
		{t.Context(), "robusta -ijen", []string{robusta}},
		{t.Context(), `"robusta gombengsari"`, []string{robusta}},
		{t.Context(), "pewarnaan", []string{scarf}},              // the stem is the same
		{t.Context(), "kopi yang dari ijen", []string{arabica}},  // stop words do not count
		{t.Context(), `"selendang dan kemeja"`, []string{oling}}, // nor inside a phrase
		{t.Context(), "yang dan untuk", []string{}},              // only stop words
		{t.Context(), "kelompok lerek", []string{robusta}},       // the maker
		{t.Context(), "baitk", []string{oling, scarf}},           // swapped letters
		{t.Context(), "Gombngsari kopi", []string{robusta}},      // a letter left out
		{t.Context(), "xyzzyplugh", []string{}},                  //
		{english, "roasted", []string{robustaE}},                 // English technique
		{english, "selendang", []string{scarf}},                  // no translation: found by its own name
		{english, "cofee", []string{robustaE, arabica}},          // corrected in English; the category's name counts
	} {
		got := m.titles(c.ctx, catalog.Filter{Query: c.query})
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.query, got, c.want)
		}
	}
	page, err := m.List(t.Context(), catalog.Filter{Query: "baitk"}, catalog.Page{Limit: 1})
	if err != nil || page.Corrected != "batik" || page.Next == "" {
		t.Fatalf("%+v %v", page, err)
	}
	rest, err := m.List(t.Context(), catalog.Filter{Query: "baitk"}, catalog.Page{Limit: 1, Cursor: page.Next})
	if err != nil || len(rest.Items) != 1 || rest.Items[0].Title != scarf {
		t.Errorf("the second part of a corrected search: %+v %v", rest, err)
	}
}

func TestExcerptsAreSegments(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	in := coffee()
	in.Description = `Rasa <b>cokelat</b> & "rempah" <script>alert(1)</script>`
	m.publish(in)
	page, err := m.List(t.Context(), catalog.Filter{Query: "cokelat rempah"}, catalog.Page{})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%+v %v", page, err)
	}
	var hits []string
	text := ""
	for _, s := range page.Items[0].Excerpt {
		text += s.Text
		if s.Hit {
			hits = append(hits, s.Text)
		}
	}
	if !slices.Equal(hits, []string{"cokelat", "rempah"}) || strings.ContainsAny(text, "\x02\x03") {
		t.Errorf("hits %q in %q", hits, text)
	}
}

func TestFiltersAndSorts(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	m.shelf()
	low, high := int64(80_000), int64(120_000)
	m.change(func(tx *sqlx.Tx) error { // as export readiness will
		_, err := tx.ExecContext(t.Context(), `UPDATE products SET export_level = 2, export_destinations = '{JP}' WHERE slug LIKE 'kopi-arabika%'`)
		return err
	})
	m.sell(scarf, 7)
	if _, err := m.CountSold(t.Context(), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	newest := []string{arabica, scarf, oling, robusta}
	for _, c := range []struct {
		filter catalog.Filter
		want   []string
	}{
		{catalog.Filter{}, newest},
		{catalog.Filter{Sort: "relevance"}, newest},
		{catalog.Filter{Sort: "newest"}, newest},
		{catalog.Filter{Sort: "price"}, []string{robusta, arabica, scarf, oling}},
		{catalog.Filter{Sort: "-price"}, []string{oling, scarf, arabica, robusta}},
		{catalog.Filter{Sort: "popular", Category: "batik"}, []string{scarf, oling}},
		{catalog.Filter{Category: "kopi-cokelat"}, []string{arabica, robusta}}, // with those below it
		{catalog.Filter{District: "kalipuro"}, newest},
		{catalog.Filter{District: "glagah"}, []string{}},
		{catalog.Filter{Shop: "kopi-lerek"}, newest},
		{catalog.Filter{InStock: true}, []string{arabica, oling, robusta}},
		{catalog.Filter{MinPrice: &low, MaxPrice: &high}, []string{arabica, scarf}},
		{catalog.Filter{ExportLevel: "not_assessed"}, newest},
		{catalog.Filter{ExportLevel: "belum_siap"}, []string{arabica}},
		{catalog.Filter{ExportLevel: "siap"}, []string{}},
		{catalog.Filter{Destination: "JP"}, []string{arabica}},
		{catalog.Filter{Destination: "US"}, []string{}},
		{catalog.Filter{Query: "batik", Sort: "price", InStock: true}, []string{oling}},
	} {
		if got := m.titles(t.Context(), c.filter); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.filter, got, c.want)
		}
	}
	for _, sort := range []string{"newest", "price", "-price", "popular", "relevance"} {
		filter := catalog.Filter{Sort: sort}
		if sort == "relevance" {
			filter.Query = "robusta"
		}
		whole := m.titles(t.Context(), filter)
		var parts []string
		page := catalog.Page{Limit: 1}
		for range whole {
			part, err := m.List(t.Context(), filter, page)
			if err != nil || len(part.Items) != 1 {
				t.Fatalf("%s: %+v %v", sort, part, err)
			}
			parts = append(parts, part.Items[0].Title)
			page.Cursor = part.Next
		}
		if !slices.Equal(parts, whole) || page.Cursor != "" {
			t.Errorf("%s in parts: %q, whole: %q", sort, parts, whole)
		}
	}
}

var hostile = []string{
	"' OR 1=1 --", `"; DROP TABLE products; --`, "kopi' & | ! ( ) : * <->", `"unclosed`, "-", `- " -`, "a:*", "\\", "%_%", "$1", "or", "OR OR",
	"<script>alert(1)</script>", "ＡＢＣ", "１２３", "ꦧꦠꦶꦏ꧀", "☕", "kopi\u200dtubruk", strings.Repeat("a", 200), strings.Repeat("a ", 100),
}

func TestHostileInputIsAnsweredOrRefused(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	m.shelf()
	for _, q := range hostile {
		for _, lang := range i18n.Languages {
			if _, err := m.List(i18n.WithLanguage(t.Context(), lang), catalog.Filter{Query: q}, catalog.Page{}); err != nil {
				t.Errorf("%q: %v", q, err)
			}
		}
	}
	for _, value := range append(hostile, "a\x00b", "\xff") {
		for name, f := range map[string]catalog.Filter{
			"category": {Category: value}, "district": {District: value}, "shop": {Shop: value}, "festival": {Festival: value},
			"export_level": {ExportLevel: value}, "destination": {Destination: value}, "sort": {Sort: value},
		} {
			_, err := m.List(t.Context(), f, catalog.Page{})
			if !slices.Equal(fieldsOf(err), []string{name + " unknown_value"}) {
				t.Errorf("%s %q: %v", name, value, err)
			}
		}
		if _, err := m.FindBySlug(t.Context(), value); apperr.KindOf(err) != apperr.NotFound {
			t.Errorf("slug %q: %v", value, err)
		}
	}
	negative, one, two := int64(-1), int64(1), int64(2)
	for field, f := range map[string]catalog.Filter{
		"q bad_characters": {Query: "kopi\x00"}, "q too_long": {Query: strings.Repeat("a", 201)},
		"min_price out_of_range": {MinPrice: &negative}, "max_price price_range": {MinPrice: &two, MaxPrice: &one},
	} {
		if _, err := m.List(t.Context(), f, catalog.Page{}); !slices.Equal(fieldsOf(err), []string{field}) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestACursorBelongsToItsList(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	m.shelf()
	first, err := m.List(t.Context(), catalog.Filter{Sort: "price"}, catalog.Page{Limit: 1})
	if err != nil || first.Next == "" {
		t.Fatal(err)
	}
	var own struct {
		List      string    `json:"l"`
		Corrected string    `json:"q,omitempty"`
		Key       int64     `json:"k"`
		ID        uuid.UUID `json:"i"`
	}
	if err := keyset.Decode(first.Next, &own); err != nil {
		t.Fatal(err)
	}
	altered := func(key int64, corrected string) string {
		c := own
		c.Key, c.Corrected = key, corrected
		return keyset.Encode(c)
	}
	for name, c := range map[string]struct {
		filter catalog.Filter
		cursor string
	}{
		"another sort":      {catalog.Filter{Sort: "-price"}, first.Next},
		"another filter":    {catalog.Filter{Sort: "price", InStock: true}, first.Next},
		"a negative key":    {catalog.Filter{Sort: "price"}, altered(-1, "")},
		"a key out of time": {catalog.Filter{Sort: "price"}, altered(1<<62, "")},
		"a smuggled query":  {catalog.Filter{Sort: "price"}, altered(1, "kopi | !x")},
		"no cursor":         {catalog.Filter{Sort: "price"}, "' OR 1=1"},
	} {
		if _, err := m.List(t.Context(), c.filter, catalog.Page{Cursor: c.cursor}); apperr.CodeOf(err) != "invalid_cursor" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, limit := range []int{-1, 101, 1 << 31} {
		if _, err := m.List(t.Context(), catalog.Filter{}, catalog.Page{Limit: limit}); !slices.Equal(fieldsOf(err), []string{"limit out_of_range"}) {
			t.Errorf("limit %d: %v", limit, err)
		}
	}
}
