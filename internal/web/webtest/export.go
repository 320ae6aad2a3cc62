package webtest

import (
	"net/http"

	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/exportready/rulebook/rulebooktest"
)

// Curators is the office that judges most of Rules; the others are the office of the mall's to judge.
const Curators = "kurator"

// Rules is the small rulebook with words, official numbers, weights and one guide.
func Rules() rulebook.Rulebook {
	b := rulebooktest.Small()
	for i := range b.Criteria {
		c := &b.Criteria[i]
		c.Title = rulebook.Text{ID: "Syarat " + c.Key, EN: "Rule " + c.Key}
		c.Upload = rulebook.Text{ID: "Foto surat " + c.Key, EN: "A photo of the paper " + c.Key}
		c.Issuer, c.Source = "Dinas contoh", "example.org"
	}
	for i := range b.Requirements {
		r := &b.Requirements[i]
		r.Title = rulebook.Text{ID: "Aturan " + r.Key, EN: "Requirement " + r.Key}
	}
	for i, name := range []rulebook.Text{{ID: "Uni Eropa", EN: "European Union"}, {ID: "Jepang", EN: "Japan"}} {
		b.Destinations[i].Name = name
	}
	b.Criteria[0].Numbers = []string{"nib"}
	b.Criteria = append(b.Criteria, rulebook.Criterion{
		Key: "S-3", Axis: rulebook.Shop, Dimension: "legality", Kind: rulebook.Document, Gate: rulebook.NoGate, Numbers: []string{"npwp", "nik"},
		Title: rulebook.Text{ID: "Identitas pemilik", EN: "Owner's identity"}, Office: "diskop",
		Origin: rulebook.Origin{Source: "example.org", Confidence: rulebook.Sourced},
	})
	b.Identifiers = []rulebook.Identifier{
		{Key: "nib", Name: "NIB", Pattern: `^\d{13}$`},
		{Key: "npwp", Name: "NPWP", Pattern: `^\d{15,16}$`},
		{Key: "hs6", Name: "HS", Pattern: `^\d{6}$`},
		{Key: "nik", Name: "NIK", Pattern: `^\d{6}(0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(0[1-9]|1[0-2])\d{6}$`, Secret: true},
	}
	for _, key := range []string{"net_grams", "gross_grams"} {
		b.Fields = append(b.Fields, rulebook.Field{
			Key: key, Axis: rulebook.Product, Type: rulebook.Number, Source: rulebook.Filled, Unit: "gram", Label: rulebook.Text{ID: key, EN: key},
		})
	}
	b.Guides = []rulebook.Guide{{
		Rule: "S-1", Where: rulebook.Text{ID: "OSS", EN: "OSS"}, Cost: rulebook.Text{ID: "Gratis", EN: "Free"},
		Origin: rulebook.Origin{Source: "example.org", Confidence: rulebook.Partial},
	}}
	return b
}

func (w *World) rules() {
	w.must(w.Exports.ImportRules(w.Context(), Rules(), []exportready.HSCode{{
		Key: "kopi_sangrai", NameID: "Kopi sangrai biji", NameEN: "Roasted coffee beans", Class: "FOOD", HS6: "090121",
		Description: "Coffee; roasted, not decaffeinated", Version: "HS2022", Confidence: "high",
	}}))
}

// HandIn hands in evidence for a rule by the API and gives its id. fields are those of the form; a nil file is none.
func (w *World) HandIn(shop Shop, fields map[string]string, file []byte) string {
	w.Helper()
	var made struct{ ID string }
	w.JSON(Call{
		Who: shop.Owner, Method: "POST", Path: "/api/v1/seller/shops/" + shop.Slug + "/evidence", Body: Upload{File: file, Fields: fields},
	}, http.StatusCreated, &made)
	return made.ID
}
