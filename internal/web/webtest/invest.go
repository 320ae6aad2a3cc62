package webtest

import (
	"fmt"

	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/shops/shopstest"
)

// Fair brings the coffee shop into the export catalogue and opens five more beside it, each with one coffee that tells what can be
// made of it in a month: enough shops for investors to be told of the group. Then the day is counted.
func (w *World) Fair() {
	w.Helper()
	w.Offer(w.Coffee)
	in, class := true, "FOOD"
	for i := range 5 {
		owner := w.person(fmt.Sprintf("grower-%d", i), "")
		shop := Shop{Shop: shopstest.Approved(w, w.Shops, owner.Actor, fmt.Sprintf("Kebun %c", 'A'+i)), Owner: owner}
		made := w.Publish(shop, catalog.NewProduct{
			Texts: catalog.Texts{Title: fmt.Sprintf("Kopi kebun %c", 'A'+i), Description: "Biji petik merah."}, Category: "kopi",
			Variants: []catalog.NewVariant{{SKU: "KB", Title: "250 g", Price: 40_000, WeightGrams: 280, Stock: 5}},
		})
		_, err := w.Exports.SetProduct(w.Context(), owner.Actor, exportready.ProductRef{Shop: shop.Slug, Product: made.Slug}, exportready.Input{
			OptedIn: &in, Class: &class, Facts: map[string]any{"monthly_capacity": int64(100), "net_grams": int64(250)},
		})
		w.must(err)
	}
	w.must(w.Showcase.Count(w.Context()))
}
