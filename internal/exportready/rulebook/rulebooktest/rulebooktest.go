// Package rulebooktest gives tests a rulebook in which each kind of rule stands once.
package rulebooktest

import (
	"lapak/internal/exportready/rulebook"
)

// Day is the edition of Small.
const Day = "2026-11-22"

// Small is a rulebook in which each kind of rule stands once.
func Small() rulebook.Rulebook {
	b := rulebook.Rulebook{
		Edition:      Day,
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
	for i := range b.Fields {
		if b.Fields[i].Source == "" {
			b.Fields[i].Source = rulebook.Filled
		}
	}
	for i := range b.Criteria {
		b.Criteria[i].Office, b.Criteria[i].Confidence = "kurator", rulebook.Sourced
	}
	return b
}
