package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"lapak/internal/catalog"
	"lapak/internal/stock"
)

func TestFaultyProducts(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	m.create(coffee())
	for name, c := range map[string]struct {
		change func(*catalog.NewProduct)
		fields []string
	}{
		"short title":       {func(p *catalog.NewProduct) { p.Title = "ab" }, []string{"title too_short"}},
		"long title":        {func(p *catalog.NewProduct) { p.Title = strings.Repeat("é", 121) }, []string{"title too_long"}},
		"long description":  {func(p *catalog.NewProduct) { p.Description = strings.Repeat("a", 5001) }, []string{"description too_long"}},
		"NUL in maker":      {func(p *catalog.NewProduct) { p.Maker = "a\x00" }, []string{"maker bad_characters"}},
		"no category":       {func(p *catalog.NewProduct) { p.Category = "" }, []string{"category required"}},
		"unknown category":  {func(p *catalog.NewProduct) { p.Category = "' OR 1=1" }, []string{"category unknown_value"}},
		"unknown village":   {func(p *catalog.NewProduct) { p.Village = "Serangan" }, []string{"village unknown_area"}},
		"bad English title": {func(p *catalog.NewProduct) { p.English.Title = "" }, []string{"translations.en.title required"}},
		"price zero":        {func(p *catalog.NewProduct) { p.Variants[0].Price = 0 }, []string{"variants[0].price out_of_range"}},
		"price negative":    {func(p *catalog.NewProduct) { p.Variants[0].Price = -1 }, []string{"variants[0].price out_of_range"}},
		"price huge":        {func(p *catalog.NewProduct) { p.Variants[1].Price = 1 << 62 }, []string{"variants[1].price out_of_range"}},
		"too heavy":         {func(p *catalog.NewProduct) { p.Variants[0].WeightGrams = 30_001 }, []string{"variants[0].weight_grams out_of_range"}},
		"no weight":         {func(p *catalog.NewProduct) { p.Variants[0].WeightGrams = 0 }, []string{"variants[0].weight_grams out_of_range"}},
		"negative stock":    {func(p *catalog.NewProduct) { p.Variants[0].Stock = -1 }, []string{"variants[0].stock out_of_range"}},
		"SKU of signs":      {func(p *catalog.NewProduct) { p.Variants[0].SKU = "ＲＯＢ" }, []string{"variants[0].sku bad_sku"}},
		"many variants":     {func(p *catalog.NewProduct) { p.Variants = make([]catalog.NewVariant, 51) }, nil},
	} {
		in := coffee()
		in.Variants[0].SKU, in.Variants[1].SKU = "NEW-1", "NEW-2"
		c.change(&in)
		m.refused("invalid_input", func() error {
			_, err := m.Create(t.Context(), m.owner, m.shop.Slug, in)
			if c.fields != nil && !slices.Equal(fieldsOf(err), c.fields) {
				t.Errorf("%s: %v", name, err)
			}
			return err
		})
	}
	m.refused("sku_taken", func() error {
		_, err := m.Create(t.Context(), m.owner, m.shop.Slug, coffee())
		return err
	})
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	named := func(title string) catalog.NewProduct {
		in := coffee()
		in.Title, in.Variants = title, []catalog.NewVariant{{Price: 1000, WeightGrams: 1}}
		return in
	}
	for _, c := range []struct{ title, slug string }{
		{"Udeng Osing", "udeng-osing"}, {"Udeng  Osing!", "udeng-osing-2"}, {"Import", "import-2"}, {"☕☕☕", "produk"}, {"<script>alert(1)</script>", "script-alert-1-script"},
	} {
		if p := m.create(named(c.title)); p.Slug != c.slug {
			t.Errorf("%s: %s", c.title, p.Slug)
		}
	}
	title := "Udeng Batik"
	draft, err := m.Update(t.Context(), m.owner, m.ref("udeng-osing"), catalog.Changes{Title: &title})
	if err != nil || draft.Slug != "udeng-batik" {
		t.Errorf("a draft's address stays: %s %v", draft.Slug, err)
	}
	m.addImage(draft.Slug)
	if err := m.setState(draft.Slug, catalog.Published); err != nil {
		t.Fatal(err)
	}
	title = "Udeng Batik Gajah Oling"
	published, err := m.Update(t.Context(), m.owner, m.ref(draft.Slug), catalog.Changes{Title: &title})
	if err != nil || published.Slug != "udeng-batik" || published.Title != title {
		t.Errorf("a published address moved: %s %v", published.Slug, err)
	}
}

func TestChangesDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	p := m.create(coffee())
	first, second := "Kopi Lanang", "Kopi Luwak"
	if _, err := m.Update(t.Context(), m.owner, m.ref(p.Slug), catalog.Changes{Version: &p.Version, Description: &first}); err != nil {
		t.Fatal(err)
	}
	m.refused("product_changed", func() error {
		_, err := m.Update(t.Context(), m.owner, m.ref(p.Slug), catalog.Changes{Version: &p.Version, Description: &second})
		return err
	})
	after, err := m.FindForMember(t.Context(), m.owner, m.ref(p.Slug))
	if err != nil || after.Description != first || after.English == nil || after.VillageName != "Gombengsari" || after.Title != p.Title {
		t.Errorf("%+v %v", after, err)
	}
	sold := catalog.State("sold")
	m.refused("invalid_input", func() error { return m.setState(p.Slug, sold) })
}

func TestVariantsAndStock(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	p := m.publish(coffee())
	added, err := m.AddVariant(t.Context(), m.owner, m.ref(p.Slug), catalog.NewVariant{Size: "1 kg", Price: 15_000, WeightGrams: 1050, LengthMM: 200, Stock: 3})
	if err != nil || !strings.HasPrefix(added.SKU, "SKU-") || added.Available != 3 || added.LengthMM != 200 {
		t.Errorf("%+v %v", added, err)
	}
	ref := catalog.VariantRef{Ref: m.ref(p.Slug), ID: added.ID}
	price, taken := int64(90_000), "ROB-250"
	changed, err := m.UpdateVariant(t.Context(), m.owner, ref, catalog.VariantChanges{Price: &price})
	if err != nil || changed.Price != price || changed.Size != "1 kg" {
		t.Errorf("%+v %v", changed, err)
	}
	if p, _ := m.FindBySlug(t.Context(), p.Slug); p.Price != 20_000 || p.PriceMax != 90_000 {
		t.Errorf("prices %d–%d", p.Price, p.PriceMax)
	}
	m.refused("sku_taken", func() error {
		_, err := m.UpdateVariant(t.Context(), m.owner, ref, catalog.VariantChanges{SKU: &taken})
		return err
	})
	for range 2 { // a repeated request counts once
		level, err := m.AdjustStock(t.Context(), m.owner, ref, catalog.StockChange{Delta: 4, Reason: stock.ReasonRestock, Reference: "request-1"})
		if err != nil || level.OnHand != 7 {
			t.Errorf("%+v %v", level, err)
		}
	}
	m.refused("stock_below_reserved", func() error {
		_, err := m.AdjustStock(t.Context(), m.owner, ref, catalog.StockChange{Delta: -8, Reason: stock.ReasonCorrection})
		return err
	})
	for _, v := range p.Variants {
		if err := m.RemoveVariant(t.Context(), m.owner, catalog.VariantRef{Ref: ref.Ref, ID: v.ID}); err != nil {
			t.Fatal(err)
		}
	}
	m.refused("last_variant", func() error { return m.RemoveVariant(t.Context(), m.owner, ref) })
	m.refused("variant_not_found", func() error {
		return m.RemoveVariant(t.Context(), m.owner, catalog.VariantRef{Ref: ref.Ref, ID: p.Variants[0].ID})
	})
}
