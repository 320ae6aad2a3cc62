package region_test

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/postgres"
	"lapak/internal/web/webtest"
	"lapak/seeds/region"
)

// A product whose every paper is verified is said to be ready for a destination only where the rules for its class there are confirmed:
// on its page, in lists, in the API and in the export catalogue, for all 128 pairs.
func TestNoPairWithoutConfirmedRulesIsEverSaidReady(t *testing.T) {
	t.Parallel()
	m := pairs{webtest.New(t), shippedExport(t), map[string]string{}}
	m.must(m.Exports.ImportRules(t.Context(), judgedByCurators(m.shipped.Rulebook), nil))
	products := m.products()
	m.verifyAll()

	seen, ready := 0, 0
	for _, pair := range m.Exports.ListCoverage() {
		seen++
		for place, said := range m.said(products[pair.Class.Key], pair.Destination) {
			if said && pair.Coverage != rulebook.CoverageConfirmed {
				t.Errorf("%s at %s is %s, and %s says ready", pair.Class.Key, pair.Destination.Code, pair.Coverage, place)
			}
			if said {
				ready++
			}
		}
	}
	if seen != 128 || ready == 0 {
		t.Errorf("%d pairs, want 128; %d times ready, want some", seen, ready)
	}
}

// judgedByCurators gives every paper to the one office that the tests' region has for them.
func judgedByCurators(rules rulebook.Rulebook) rulebook.Rulebook {
	rules.Criteria, rules.Requirements = slices.Clone(rules.Criteria), slices.Clone(rules.Requirements)
	for i := range rules.Criteria {
		rules.Criteria[i].Office = webtest.Curators
	}
	for i := range rules.Requirements {
		rules.Requirements[i].Office = webtest.Curators
	}
	return rules
}

type pairs struct {
	*webtest.World
	shipped region.Export
	answers map[string]string
}

func (m pairs) must(err error) {
	m.Helper()
	if err != nil {
		m.Fatal(err)
	}
}

// products are one of each class, with all filled in, every paper handed in, and those of their shop.
func (m pairs) products() map[string]catalog.Product {
	m.Helper()
	book, made := m.Exports.Book(), map[string]catalog.Product{}
	codes := map[string]string{}
	for _, h := range m.shipped.HSCodes {
		codes[h.Class] = h.Code
	}
	for _, class := range book.Classes {
		p := m.Publish(m.Coffee, catalog.NewProduct{
			Texts:    catalog.Texts{Title: "Contoh " + class.Name.ID, Description: "Contoh."},
			English:  &catalog.Texts{Title: "Sample of " + class.Name.EN, Description: strings.Repeat("A sample of its class. ", 10)},
			Category: "kopi", Variants: []catalog.NewVariant{{SKU: class.Key, Price: 10_000, WeightGrams: 600, Stock: 9}},
		})
		made[class.Key] = p
		shop, product := complete(book, class.Key, codes[class.Key])
		if len(made) == 1 {
			m.fill(shop.Facts, rulebook.Shop, func(in exportready.Input) error {
				_, err := m.Exports.SetShop(m.Context(), m.Owner.Actor, m.Coffee.Slug, in)
				return err
			})
			m.handIn(shop.Evidence, rulebook.Shop, "")
		}
		m.fill(product.Facts, rulebook.Product, func(in exportready.Input) error {
			in.Class = &class.Key
			_, err := m.Exports.SetProduct(m.Context(), m.Owner.Actor, exportready.ProductRef{Shop: m.Coffee.Slug, Product: p.Slug}, in)
			return err
		})
		m.handIn(product.Evidence, rulebook.Product, p.Slug)
	}
	return made
}

// fill answers what owners are asked; an answer that is no real one, such as an invented barcode, is left out.
func (m pairs) fill(known rulebook.Facts, axis rulebook.Axis, set func(exportready.Input) error) {
	m.Helper()
	facts := map[string]any{}
	for key, fact := range known {
		if f, ok := m.Exports.Book().FindField(key); ok && f.Axis == axis && f.Source == rulebook.Filled {
			facts[key] = within(f, fact)
		}
	}
	for {
		err := set(exportready.Input{OptedIn: new(true), Facts: maps.Clone(facts)})
		var refused *apperr.Error
		if !errors.As(err, &refused) || apperr.KindOf(err) != apperr.Invalid {
			m.must(err)
			return
		}
		before := len(facts)
		for _, field := range refused.Fields {
			delete(facts, strings.TrimPrefix(field.Path, "facts."))
		}
		if len(facts) == before {
			m.Fatal(err)
		}
	}
}

// within makes an answer one that the form takes.
func within(f rulebook.Field, fact any) any {
	switch v := fact.(type) {
	case int64:
		if f.Max != nil {
			return min(v, *f.Max)
		}
	case string:
		if f.List == "" && f.Min != nil && len(v) < int(*f.Min) {
			return strings.Repeat("contoh ", int(*f.Min))
		}
	case []string:
		if f.Key == "fibres" {
			return []string{"cotton 100"}
		}
	}
	return fact
}

func (m pairs) handIn(papers map[string]rulebook.Evidence, axis rulebook.Axis, product string) {
	m.Helper()
	for _, key := range slices.Sorted(maps.Keys(papers)) {
		rule, known := m.Exports.Book().FindRule(key, m.Exports.Today())
		if !known || rule.Axis != axis || !rule.IsJudged() {
			continue
		}
		_, err := m.Exports.Submit(m.Context(), m.Owner.Actor, m.Coffee.Slug, exportready.NewEvidence{Rule: key, Product: product, Statement: "Terlampir."})
		m.must(err)
	}
}

// verifyAll has every office agree at once, and tells the shop's story in English.
func (m pairs) verifyAll() {
	m.Helper()
	m.must(postgres.Transact(m.Context(), m.DB, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(m.Context(), `UPDATE shops SET story_en = repeat('A story. ', 40)`); err != nil {
			return err
		}
		_, err := tx.ExecContext(m.Context(), `UPDATE export_evidence SET state = 'verified', decided_at = now(), decided_by = submitted_by`)
		return err
	}))
	m.must(m.Exports.Reassess(m.Context(), exportready.Scope{}))
}

// read asks for an address once.
func (m pairs) read(path string) string {
	m.Helper()
	if body, known := m.answers[path]; known {
		return body
	}
	answer := m.Do(webtest.Call{Who: m.Buyer, Method: http.MethodGet, Path: path})
	if answer.Status != http.StatusOK {
		m.Fatalf("%s: %d", path, answer.Status)
	}
	m.answers[path] = answer.Body
	return answer.Body
}

// said is whether each place says that a product is ready at a destination.
func (m pairs) said(p catalog.Product, at rulebook.Destination) map[string]bool {
	m.Helper()
	var list, offers struct{ Items []struct{ Slug string } }
	var detail struct {
		Export struct {
			Destinations []struct{ Code, Status string }
		}
	}
	m.must(json.Unmarshal([]byte(m.read("/api/v1/products?limit=100&destination="+at.Code)), &list))
	m.must(json.Unmarshal([]byte(m.read("/api/v1/export/catalogue?limit=100&destination="+at.Code)), &offers))
	m.must(json.Unmarshal([]byte(m.read("/api/v1/products/"+p.Slug)), &detail))
	inList := func(items []struct{ Slug string }) bool {
		return slices.ContainsFunc(items, func(i struct{ Slug string }) bool { return i.Slug == p.Slug })
	}
	return map[string]bool{
		"its page":             strings.Contains(m.read("/p/"+p.Slug), `<b class="strong">`+at.Name.ID+`</b>`),
		"the list of the page": strings.Contains(m.read("/search?destination="+at.Code), `"/p/`+p.Slug+`"`),
		"the list of the API":  inList(list.Items),
		"the export catalogue": inList(offers.Items),
		"the product's answer": slices.ContainsFunc(detail.Export.Destinations, func(d struct{ Code, Status string }) bool {
			return d.Code == at.Code && rulebook.Status(d.Status).IsReady()
		}),
	}
}
