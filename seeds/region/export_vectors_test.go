package region_test

import (
	"maps"
	"slices"
	"testing"

	"lapak/internal/exportready/rulebook"
)

const editionDay = "2026-11-22"

func papers(state rulebook.EvidenceState, rules ...string) map[string]rulebook.Evidence {
	all := map[string]rulebook.Evidence{}
	for _, rule := range rules {
		all[rule] = rulebook.Evidence{State: state}
	}
	return all
}

// The worked examples of the model, from facts and papers up rather than from credits.
func TestWorkedExamplesHold(t *testing.T) {
	t.Parallel()
	book := compiled(t)
	shop := rulebook.Subject{
		Facts: rulebook.Facts{
			"open_disputes": int64(0), "profile_en_length": int64(300), "median_reply_minutes_90d": int64(90),
			"pickup_address": "Jl. Melati 1", "dispatch_days": int64(2), "orders_180d": int64(20), "fulfil_rate_180d_bp": int64(9500),
			"shop_capacity": int64(500), "avg_monthly_sales": int64(0), "export_route": "parcel_cn", "months_active": int64(11),
		},
		Evidence: papers(rulebook.Verified, "S-LEG-01", "S-LEG-02", "S-MKT-04"),
	}
	maps.Copy(shop.Evidence, papers(rulebook.Waiting, "S-LEG-03", "S-LEG-04", "S-FIN-02"))
	product := rulebook.Subject{
		Class: "COFFEE_PROC",
		Facts: rulebook.Facts{
			"export_class": "COFFEE_PROC", "packaged": true, "shelf_life_days": int64(365), "labelled_non_halal": false,
			"claims_gi": false, "sni_mandatory": false, "uses_wood_packaging": false,
			"hs6": "090121", "hs_version": "HS2022", "net_grams": int64(250), "gross_grams": int64(270),
			"length_mm": int64(80), "width_mm": int64(60), "height_mm": int64(200),
			"moq": int64(50), "monthly_capacity": int64(500), "lead_time_days": int64(14),
			"label_name": "Kopi", "label_net": "250 g", "label_producer": "Kelompok tani, Kalipuro", "label_origin": "Product of Indonesia",
			"ingredients": []string{"kopi robusta 100"}, "allergens_none": true, "date_mark": "best_before", "lot_code_format": "HHBBTT",
			"package_type": "aluminium_foil", "food_grade": true, "title_en_length": int64(20), "description_en_length": int64(150),
			"photos_1000px": int64(5), "orders_365d": int64(0), "reviews": int64(0), "rating_centi": int64(0),
		},
		Evidence: papers(rulebook.Verified, "P-LEG-01", "P-LEG-02", "P-LOG-01", "P-PAC-01", "P-PAC-02", "P-PAC-04", "P-PAC-05", "P-MKT-01"),
	}
	product.Evidence["P-LEG-04"] = rulebook.Evidence{State: rulebook.Waiting}

	s := book.AssessShop(editionDay, shop)
	if s.Score != 5150 || s.Level != rulebook.Potensial {
		t.Errorf("shop: %d %s, want 5150 potensial", s.Score, s.Level)
	}
	p := book.AssessProduct(s, product).Product
	if p.Score != 4915 || p.Level != rulebook.Potensial || ids(p.Blocking) != "[P-LEG-04 P-PRD-03 P-LOG-05]" {
		t.Errorf("product: %d %s, next %s; want 4915 potensial [P-LEG-04 P-PRD-03 P-LOG-05]", p.Score, p.Level, ids(p.Blocking))
	}
	for _, history := range []string{"orders_365d", "reviews", "rating_centi"} {
		delete(product.Facts, history)
	}
	if p := book.AssessProduct(s, product).Product; p.Score != 5132 {
		t.Errorf("product without history: %d, want 5132", p.Score)
	}
	known := []string{"export_class", "packaged", "shelf_life_days", "labelled_non_halal", "claims_gi", "sni_mandatory", "uses_wood_packaging", "hs6"}
	maps.DeleteFunc(product.Facts, func(key string, _ any) bool { return !slices.Contains(known, key) })
	nothing := book.AssessProduct(book.AssessShop(editionDay, rulebook.Subject{}), rulebook.Subject{Class: "COFFEE_PROC", Facts: product.Facts})
	if nothing.Level != rulebook.BelumSiap || nothing.Shop.Score != 0 || nothing.Product.Score != 0 {
		t.Errorf("nothing handed in: %s, %d and %d", nothing.Level, nothing.Shop.Score, nothing.Product.Score)
	}
}

// complete answers every question that is asked of a class, and hands in every paper.
func complete(book *rulebook.Book, class, hs6 string) (shop, product rulebook.Subject) {
	numbers := map[string]int64{
		"open_disputes": 0, "avg_monthly_sales": 10, "shelf_life_days": 365, "moisture_centi_pct": 1200, "fibre_pct_sum": 100,
		"lead_time_days": 14, "gross_grams": 600, "net_grams": 500, "rating_centi": 480, "orders_180d": 40, "fulfil_rate_180d_bp": 9900,
		"median_reply_minutes_90d": 60, "storage_min_c": 1, "storage_max_c": 4, "plots_count": 2, "plots_valid": 2, "moq": 10,
	}
	texts := map[string]string{"export_class": class, "hs6": hs6, "btki8": hs6 + "00", "origin": "ID", "hs_confidence": "high"}
	no := []string{"labelled_non_halal", "allergens_none"}
	shop = rulebook.Subject{Facts: rulebook.Facts{}, Evidence: map[string]rulebook.Evidence{}}
	product = rulebook.Subject{Class: class, Facts: rulebook.Facts{}, Evidence: map[string]rulebook.Evidence{}}
	for _, f := range book.Fields {
		if len(f.Classes) > 0 && !slices.Contains(f.Classes, class) {
			continue
		}
		var fact any
		switch f.Type {
		case rulebook.Bool:
			fact = !slices.Contains(no, f.Key)
		case rulebook.Number:
			fact = int64(1000)
			if n, ok := numbers[f.Key]; ok {
				fact = n
			}
		case rulebook.List:
			fact = book.Lists[f.List]
		case rulebook.Lines:
			fact = []string{"one"}
		default:
			text, ok := texts[f.Key]
			if !ok && f.List != "" {
				text = book.Lists[f.List][0]
			} else if !ok {
				text = "something"
			}
			fact = text
		}
		if f.Axis == rulebook.Shop {
			shop.Facts[f.Key] = fact
		} else {
			product.Facts[f.Key] = fact
		}
	}
	for _, c := range book.Criteria {
		shop.Evidence[c.Key] = rulebook.Evidence{State: rulebook.Verified}
	}
	maps.Copy(product.Evidence, shop.Evidence)
	for _, r := range book.Requirements {
		product.Evidence[r.Key] = rulebook.Evidence{State: rulebook.Verified}
	}
	return shop, product
}

// Whoever answers all that is asked and hands in all papers meets every rule: none asks what the form does not.
func TestEveryRuleCanBeMetByEveryClass(t *testing.T) {
	t.Parallel()
	book := compiled(t)
	codes := map[string]string{}
	for _, h := range shippedExport(t).HSCodes {
		if codes[h.Class] == "" {
			codes[h.Class] = h.Code
		}
	}
	for _, class := range book.Classes {
		t.Run(class.Key, func(t *testing.T) {
			t.Parallel()
			shop, product := complete(book, class.Key, codes[class.Key])
			r := book.AssessProduct(book.AssessShop(editionDay, shop), product)
			if r.Level != rulebook.Teruji || r.Shop.Score != 10000 || r.Product.Score != 10000 {
				t.Errorf("%s, shop %d, product %d; open %s %s", r.Level, r.Shop.Score, r.Product.Score, open(r.Shop), open(r.Product))
			}
			for _, m := range r.Markets {
				for _, g := range m.Gaps {
					if g.Unknown || g.Kind != rulebook.PerShipment && g.Kind != rulebook.ImporterSide {
						t.Errorf("%s: %s (%s) is open, missing %v", m.Code, g.Rule, g.Kind, g.Missing)
					}
				}
			}
		})
	}
}

func open(a rulebook.Assessment) string {
	return ids(slices.DeleteFunc(slices.Clone(a.Rules), func(s rulebook.RuleState) bool { return s.Credit == rulebook.Full }))
}
