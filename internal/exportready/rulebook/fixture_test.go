package rulebook_test

import (
	"testing"

	"lapak/internal/exportready/rulebook"
)

const day = "2026-11-22"

// small is a rulebook in which each kind of rule stands once.
func small() rulebook.Rulebook {
	b := rulebook.Rulebook{
		Edition:      day,
		Thresholds:   rulebook.Thresholds{Potensial: 4000, Siap: 7000, SiapEachPart: 5000, Teruji: 8000},
		Destinations: []rulebook.Destination{{Code: "EU"}, {Code: "JP"}},
		Classes:      []rulebook.Class{{Key: "FOOD"}, {Key: "WOOD"}},
		Dimensions:   []rulebook.Dimension{{Key: "legality"}, {Key: "packaging"}},
		Lists:        map[string][]string{"months": {"jan", "feb", "mar"}, "annex": {"0901", "4420"}, "allergens": {"milk", "egg"}},
		Fields: []rulebook.Field{
			{Key: "shop_ready", Axis: rulebook.Shop, Type: rulebook.Bool},
			{Key: "packaged", Axis: rulebook.Product, Type: rulebook.Bool},
			{Key: "shelf_life_days", Axis: rulebook.Product, Type: rulebook.Number},
			{Key: "hs6", Axis: rulebook.Product, Type: rulebook.String},
			{Key: "name_en", Axis: rulebook.Product, Type: rulebook.String},
			{Key: "available", Axis: rulebook.Product, Type: rulebook.List, List: "months"},
			{Key: "sold", Axis: rulebook.Product, Type: rulebook.Number, Source: rulebook.History},
		},
		Criteria: []rulebook.Criterion{
			{Key: "S-1", Axis: rulebook.Shop, Dimension: "legality", Kind: rulebook.Document, Gate: rulebook.G1, Weight: 10},
			{Key: "S-2", Axis: rulebook.Shop, Dimension: "legality", Kind: rulebook.Computed, Check: "shop_ready", Gate: rulebook.NoGate, Weight: 2},
			{Key: "P-1", Axis: rulebook.Product, Dimension: "legality", Kind: rulebook.Document, Gate: rulebook.G1, Weight: 10, Applies: "packaged & shelf_life_days > 7"},
			{Key: "P-2", Axis: rulebook.Product, Dimension: "packaging", Kind: rulebook.Data, Check: "shelf_life_days >= 180", Half: "shelf_life_days >= 90", Gate: rulebook.G2, Weight: 6},
			{Key: "P-3", Axis: rulebook.Product, Dimension: "packaging", Kind: rulebook.Computed, Check: "count(available) >= 2", Half: "present(available)", Gate: rulebook.NoGate, Weight: 4},
			{Key: "P-4", Axis: rulebook.Product, Dimension: "packaging", Kind: rulebook.Computed, Check: "sold >= 10", Gate: rulebook.NoGate, Weight: 2},
			{Key: "P-5", Axis: rulebook.Product, Dimension: "packaging", Kind: rulebook.Document, Gate: rulebook.G3},
		},
		Requirements: []rulebook.Requirement{
			{Key: "EU-1", Destination: "EU", Classes: []string{"FOOD"}, Kind: rulebook.Label, Check: "present(name_en)", Blocking: rulebook.Blocks, Origin: rulebook.Origin{Confidence: rulebook.Sourced}},
			{Key: "EU-2", Destination: "EU", Classes: []string{"FOOD"}, Kind: rulebook.ImporterSide, Blocking: rulebook.Blocks, Origin: rulebook.Origin{Confidence: rulebook.Sourced}},
			{Key: "JP-1", Destination: "JP", Classes: []string{"FOOD"}, Kind: rulebook.Standing, Document: true, Office: "kurator", Blocking: rulebook.Blocks, Origin: rulebook.Origin{Confidence: rulebook.Partial}},
		},
	}
	for i := range b.Criteria {
		b.Criteria[i].Office, b.Criteria[i].Confidence = "kurator", rulebook.Sourced
	}
	return b
}

func compile(t *testing.T, source rulebook.Rulebook) *rulebook.Book {
	t.Helper()
	book, err := rulebook.Compile(source)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func verified() rulebook.Evidence { return rulebook.Evidence{State: rulebook.Verified} }

// readyShop and readyFood meet every rule of small, but for what a test takes away.
func readyShop() rulebook.Subject {
	return rulebook.Subject{Facts: rulebook.Facts{"shop_ready": true}, Evidence: map[string]rulebook.Evidence{"S-1": verified()}}
}

func readyFood() rulebook.Subject {
	return rulebook.Subject{
		Class: "FOOD",
		Facts: rulebook.Facts{
			"packaged": true, "shelf_life_days": int64(200), "hs6": "090121", "name_en": "Coffee", "available": []string{"jan", "feb"},
		},
		Evidence: map[string]rulebook.Evidence{"P-1": verified(), "P-2": verified()},
	}
}
