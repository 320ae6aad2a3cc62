package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
)

func rewriting(p catalog.Product) catalog.Rewriting {
	in := catalog.Rewriting{Texts: p.Texts, English: p.English, Category: p.Category, Maker: p.Maker, Village: p.VillageName}
	for _, v := range p.Variants {
		in.Variants = append(in.Variants, catalog.VariantForm{ID: v.ID, NewVariant: catalog.NewVariant{SKU: v.SKU, Title: v.Title, Price: v.Price, WeightGrams: v.WeightGrams}})
	}
	return in
}

func TestAFormRewritesAProductWhole(t *testing.T) {
	m := newMall(t)
	p := m.publish(coffee())
	in := rewriting(p)
	in.Title = "Kopi Robusta Lerek"
	in.Variants[0].Price, in.Variants[0].SKU = 48_000, ""
	in.Variants[1].Remove = true
	in.Variants = append(in.Variants, catalog.VariantForm{NewVariant: catalog.NewVariant{SKU: "ROB-500", Title: "500 g", Price: 90_000, WeightGrams: 560, Stock: 7}})
	after, err := m.Rewrite(t.Context(), m.owner, m.ref(p.Slug), in)
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		SKU           string
		Price, OnHand int64
	}
	var got []line
	for _, v := range after.Variants {
		got = append(got, line{v.SKU, v.Price, v.OnHand})
	}
	if diff := cmp.Diff([]line{{"ROB-250", 48_000, 12}, {"ROB-500", 90_000, 7}}, got); diff != "" {
		t.Error(diff)
	}
	if after.Title != in.Title || after.Slug != p.Slug {
		t.Errorf("%q at %q: the address of a published product stays", after.Title, after.Slug)
	}
}

func TestAFormIsSavedWholeOrNotAtAll(t *testing.T) {
	m := newMall(t)
	p := m.publish(coffee())
	for name, tt := range map[string]struct {
		spoil  func(*catalog.Rewriting)
		code   string
		fields []string
	}{
		"every fault is named by its row": {func(in *catalog.Rewriting) {
			in.Title, in.Variants[0].Price, in.Variants[1].WeightGrams = "", -1, 0
		}, "invalid_input", []string{"title required", "variants[0].price out_of_range", "variants[1].weight_grams out_of_range"}},
		"a SKU twice": {func(in *catalog.Rewriting) {
			in.Title, in.Variants[1].SKU = "Kopi lain", in.Variants[0].SKU
		}, "sku_taken", []string{"variants[1].sku sku_taken"}},
		"of what has changed since": {func(in *catalog.Rewriting) {
			in.Title, in.Version = "Kopi lain", new(p.Version-1)
		}, "product_changed", []string{"version product_changed"}},
		"the last variant": {func(in *catalog.Rewriting) {
			in.Variants[0].Remove, in.Variants[1].Remove = true, true
		}, "last_variant", nil},
		"somebody else's variant": {func(in *catalog.Rewriting) { in.Title, in.Variants[0].ID = "Kopi lain", uuid.New() }, "variant_not_found", nil},
	} {
		before := m.contents()
		in := rewriting(p)
		tt.spoil(&in)
		_, err := m.Rewrite(t.Context(), m.owner, m.ref(p.Slug), in)
		if apperr.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(tt.fields, fieldsOf(err)); diff != "" && tt.fields != nil {
			t.Errorf("%s: %s", name, diff)
		}
		if m.contents() != before {
			t.Errorf("%s: something was saved", name)
		}
	}
}
