package seeds_test

import (
	"testing"
	"time"

	"lapak/internal/catalog"
	"lapak/seeds"
)

func TestALoadIsTheSameForASeedAndBreaksNothing(t *testing.T) {
	t.Parallel()
	load := seeds.Load{Products: 120, Shops: 7, Orders: 60, Export: 60, Seed: 7}
	digest := func(s seeds.Services) string {
		var sum string
		must(t, s.DB.GetContext(t.Context(), &sum, `
			SELECT md5((SELECT string_agg(concat(id, slug, title, price, search_id, popularity), ' ' ORDER BY id) FROM products) ||
				(SELECT string_agg(concat(id, sku, price), ' ' ORDER BY id) FROM variants) ||
				coalesce((SELECT string_agg(concat(product_id, level, score_bp, ready_at), ' ' ORDER BY product_id) FROM export_products), '') ||
				coalesce((SELECT string_agg(concat(id, number, total, state), ' ' ORDER BY id) FROM order_groups), ''))`))
		return sum
	}
	var sums []string
	for round := range 2 {
		s := newMall(t)
		start := time.Now()
		must(t, seeds.GenerateLoad(t.Context(), s, load))
		t.Logf("made in %s", time.Since(start))
		sums = append(sums, digest(s))
		if n := count(t, s.DB, `SELECT count(*) FROM products WHERE listed AND search_id <> '' AND search_en <> ''`); n != load.Products {
			t.Errorf("%d products are listed", n)
		}
		if n := count(t, s.DB, `SELECT count(*) FROM products WHERE export_level >= 2`); n == 0 {
			t.Error("nothing is ready for export")
		}
		if n := count(t, s.DB, `SELECT count(*) FROM order_groups`); n != load.Orders {
			t.Errorf("%d orders", n)
		}
		verify(t, s.DB)
		if round > 0 {
			break
		}
		must(t, seeds.GenerateLoad(t.Context(), s, load)) // nothing twice
		verify(t, s.DB)
		sums = append(sums, digest(s))
		page, err := s.Catalog.List(t.Context(), catalog.Filter{Query: "kopi robusta"}, catalog.Page{})
		if err != nil || len(page.Items) == 0 {
			t.Errorf("a search finds %d, %v", len(page.Items), err)
		}
	}
	for _, sum := range sums {
		if sum != sums[0] {
			t.Errorf("loads differ: %v", sums)
		}
	}
}

func TestAnImpossibleLoadIsRefused(t *testing.T) {
	t.Parallel()
	s := newMall(t)
	for _, load := range []seeds.Load{{Products: -1}, {Products: 1}, {Orders: 1}, {Products: 1, Shops: 2, Orders: 1}} {
		if err := seeds.GenerateLoad(t.Context(), s, load); err == nil {
			t.Errorf("%+v was taken", load)
		}
	}
	if n := count(t, s.DB, `SELECT count(*) FROM shops`); n != 0 {
		t.Errorf("%d shops were made", n)
	}
}
