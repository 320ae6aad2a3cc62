package webtest

import (
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
)

// offerFields are the fields of the export catalogue, which Rules does not have.
var offerFields = []rulebook.Field{
	{Key: "export_price_minor", Type: rulebook.Number},
	{Key: "export_currency", Type: rulebook.String},
	{Key: "incoterm", Type: rulebook.String},
	{Key: "incoterm_place", Type: rulebook.String},
	{Key: "moq", Type: rulebook.Number},
	{Key: "monthly_capacity", Type: rulebook.Number},
	{Key: "lead_time_days", Type: rulebook.Number},
}

// Offer brings a shop's first product into the export catalogue: siap, and ready for the EU by Rules, to which it adds the
// catalogue's fields.
func (w *World) Offer(shop Shop) {
	w.Helper()
	ctx, slug := w.Context(), shop.Products[0].Slug
	rules := Rules()
	for _, f := range offerFields {
		f.Axis, f.Source = rulebook.Product, rulebook.Filled
		rules.Fields = append(rules.Fields, f)
	}
	rules.Criteria[0].Title = rulebook.Text{ID: "NIB", EN: "Business number (NIB)"}
	rules.Criteria[2].Title = rulebook.Text{ID: "Sertifikat halal", EN: "Halal certificate"}
	w.must(w.Exports.ImportRules(ctx, rules, nil))
	in, class := true, "FOOD"
	_, err := w.Exports.SetProduct(ctx, shop.Owner.Actor, exportready.ProductRef{Shop: shop.Slug, Product: slug}, exportready.Input{
		OptedIn: &in, Class: &class, Facts: map[string]any{
			"packaged": true, "shelf_life_days": int64(200), "hs6": "090121", "name_en": "Coffee", "available": []string{"jan", "feb"},
			"export_price_minor": int64(1250), "export_currency": "USD", "incoterm": "FOB", "incoterm_place": "Tanjung Perak, Surabaya",
			"moq": int64(200), "monthly_capacity": int64(1500), "lead_time_days": int64(21), "net_grams": int64(250), "gross_grams": int64(280),
		},
	})
	w.must(err)
	_, err = w.Exports.SetShop(ctx, shop.Owner.Actor, shop.Slug, exportready.Input{Facts: map[string]any{"shop_ready": true}})
	w.must(err)
	for rule, product := range map[string]string{"S-1": "", "P-1": slug, "P-2": slug} {
		paper, err := w.Exports.Submit(ctx, shop.Owner.Actor, shop.Slug, exportready.NewEvidence{Rule: rule, Product: product, Statement: "Nomor rahasia 123."})
		w.must(err)
		_, err = w.Exports.Decide(ctx, w.Admin.Actor, paper.ID, exportready.Verdict{State: rulebook.Verified})
		w.must(err)
	}
}
