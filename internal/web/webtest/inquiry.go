package webtest

import "lapak/internal/trade"

// Ask sends a person's inquiry about a shop's first product, which Offer has brought into the export catalogue.
func (w *World) Ask(who Person, shop Shop) trade.Thread {
	w.Helper()
	quantity := int64(500)
	asked, err := w.Trade.Create(w.Context(), who.Actor, trade.NewInquiry{
		Kind: trade.Goods, Product: shop.Products[0].Slug, Language: "en", Destination: "EU", Quantity: &quantity, Incoterm: "FOB",
		Asker:   trade.Asker{Name: "Purchasing", Organisation: "Coffee importer", Country: "NL", Email: "buying@example.com", Phone: "+31207940800"},
		Message: "Can you send 500 packs in spring?",
	})
	w.must(err)
	return asked
}
