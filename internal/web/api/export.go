package api

import (
	"cmp"
	"context"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
)

// Footing is what every answer about export readiness rests on.
type Footing struct {
	RuleVersion string `json:"rule_version" example:"2026-11-22-3f2a91c0d4e5" doc:"Of the rules that judged; equal versions hold equal rules."`
	AsOf        string `json:"as_of" format:"date" example:"2026-11-22" doc:"The day that was judged."`
	Notice      string `json:"notice" example:"self-assessment, not an official permit"`
}

func footing(ctx context.Context, version, day string) Footing {
	return Footing{version, day, i18n.Text(ctx, "offers.self_assessment")}
}

// Standing is a level with its score.
type Standing struct {
	Level string `json:"level" enum:"not_assessed,belum_siap,potensial,siap,teruji"`
	Score int    `json:"score_bp" minimum:"0" maximum:"10000" example:"4915" doc:"Hundredths of a percent."`
}

// ExportDetail is how ready a product is for export. The level is the lower of the shop's and the product's; the score is the product's own.
type ExportDetail struct {
	Standing
	Dims         map[string]int `json:"dims_bp" example:"{\"legality\": 8200, \"packaging\": 5000}" doc:"The product's score of each dimension, hundredths of a percent."`
	Shop         Standing       `json:"shop"`
	Next         []ExportStep   `json:"blocking_next" doc:"The rules that stop the next level, the first first."`
	Warnings     []Warning      `json:"warnings" doc:"What to attend to in time; none of them changes a level."`
	Destinations []Destination  `json:"destinations" doc:"Empty while the product is not assessed."`
	Footing
}

// ExportStep is a rule that stops the next level.
type ExportStep struct {
	ID     string    `json:"id" example:"P-LEG-04"`
	Axis   string    `json:"axis" enum:"shop,product"`
	Gate   string    `json:"gate" enum:"G0,G1,G2,G3,none"`
	Points int       `json:"points" example:"520" doc:"By how much the axis's score rises when it is met, hundredths of a percent."`
	Title  Bilingual `json:"title"`
	Upload Bilingual `json:"upload" doc:"What to hand in."`
	Issuer string    `json:"issuer" example:"OSS"`
}

// Warning is something to attend to in time.
type Warning struct {
	Kind        string    `json:"kind" enum:"ending,starting,hs_uncertain" doc:"A paper that ends within 90 days; a rule that starts and is not met yet; an HS code of low confidence."`
	Rule        string    `json:"rule,omitempty" example:"P-LEG-02"`
	Title       Bilingual `json:"title"`
	Destination string    `json:"destination,omitempty" example:"EU"`
	On          string    `json:"on,omitempty" format:"date" example:"2026-12-30" doc:"The day on which it ends or starts."`
}

// Destination is a market for a product. Only bersyarat and siap_tujuan are ready there.
type Destination struct {
	Code     string      `json:"code" example:"EU"`
	Status   string      `json:"status" enum:"dilarang,belum,belum_ada_aturan,perlu_dicek,tidak_diketahui,bersyarat,siap_tujuan"`
	Coverage string      `json:"coverage" enum:"confirmed,unconfirmed,none" doc:"Whether the rules know enough of this class of goods there."`
	Gaps     []ExportGap `json:"gaps"`
}

// ExportGap is a requirement of a destination that is open.
type ExportGap struct {
	ID         string     `json:"id" example:"EU-01"`
	Kind       string     `json:"kind" enum:"standing,label,per_shipment,importer_side,prohibition"`
	Title      Bilingual  `json:"title"`
	Needs      Bilingual  `json:"needs" doc:"What it asks for."`
	Blocking   string     `json:"blocking" enum:"info,blocking,blocking_ship"`
	Who        string     `json:"who" enum:"penjual,eksportir,pembeli" doc:"Who acts."`
	Missing    []FieldRef `json:"missing" doc:"Fields without a value that it asks for."`
	Unknown    bool       `json:"unknown" doc:"Whether it applies or is met cannot be said."`
	From       string     `json:"from,omitempty" format:"date" doc:"Since when it holds."`
	Confidence string     `json:"confidence" enum:"sourced,design,partial,unverified"`
	Confirmed  bool       `json:"confirmed" doc:"Whether it may decide a status."`
}

// FieldRef names a fact.
type FieldRef struct {
	Key   string    `json:"key" example:"net_grams"`
	Label Bilingual `json:"label"`
}

// findExport judges a listed product for its page; what lists call not assessed asks the database nothing more.
func (f *face) findExport(ctx context.Context, p catalog.Product) (ExportDetail, error) {
	r := exportready.Readiness{Version: f.Exports.Version(), Book: f.Exports.Book(), Day: f.Exports.Today()}
	if rulebook.Level(p.ExportLevel) != rulebook.NotAssessed {
		var err error
		if r, err = f.Exports.FindReadiness(ctx, p.ID, ""); err != nil {
			return ExportDetail{}, err
		}
	}
	return detailOf(ctx, r), nil
}

func detailOf(ctx context.Context, r exportready.Readiness) ExportDetail {
	out := ExportDetail{
		Standing: Standing{r.Level.String(), r.Product.Score}, Dims: r.Product.Parts, Shop: Standing{r.Shop.Level.String(), r.Shop.Score},
		Next: make([]ExportStep, 0, len(r.Next)), Warnings: warningsOf(r.Book, r.Warnings),
		Destinations: make([]Destination, 0, len(r.Markets)), Footing: footing(ctx, r.Version, r.Day),
	}
	if out.Dims == nil {
		out.Dims = map[string]int{}
	}
	for _, state := range r.Next {
		rule, _ := r.Book.FindRule(state.Rule, r.Day)
		out.Next = append(out.Next, ExportStep{
			ID: state.Rule, Axis: string(state.Axis), Gate: string(state.Gate), Points: state.Points, Title: Bilingual(rule.Title),
			Upload: Bilingual(rule.Upload), Issuer: rule.Issuer,
		})
	}
	for _, market := range r.Markets {
		out.Destinations = append(out.Destinations, destinationOf(r, market))
	}
	return out
}

func warningsOf(book *rulebook.Book, warnings []rulebook.Warning) []Warning {
	out := make([]Warning, 0, len(warnings))
	for _, w := range warnings {
		rule, _ := book.FindRule(w.Rule, w.On)
		out = append(out, Warning{string(w.Kind), w.Rule, Bilingual(rule.Title), w.Destination, w.On})
	}
	return out
}

func destinationOf(r exportready.Readiness, m rulebook.Market) Destination {
	out := Destination{Code: m.Code, Status: string(m.Status), Coverage: string(m.Coverage), Gaps: make([]ExportGap, 0, len(m.Gaps))}
	for _, g := range m.Gaps {
		rule, _ := r.Book.FindRule(g.Rule, r.Day)
		out.Gaps = append(out.Gaps, ExportGap{
			ID: g.Rule, Kind: string(g.Kind), Title: Bilingual(rule.Title), Needs: Bilingual(rule.Upload), Blocking: string(g.Blocking),
			Who: string(g.Who), Missing: fieldRefs(r.Book, g.Missing), Unknown: g.Unknown, From: g.From, Confidence: string(g.Confidence),
			Confirmed: g.Confirmed,
		})
	}
	return out
}

func fieldRefs(book *rulebook.Book, keys []string) []FieldRef {
	out := make([]FieldRef, 0, len(keys))
	for _, key := range keys {
		field, _ := book.FindField(key)
		label := Bilingual(field.Label)
		label.ID, label.EN = cmp.Or(label.ID, key), cmp.Or(label.EN, key)
		out = append(out, FieldRef{key, label})
	}
	return out
}

// checkDestination refuses a code that the rules do not have.
func (f *face) checkDestination(code string) error {
	if code == "" || f.Exports.KnowsDestination(code) {
		return nil
	}
	return apperr.NewInvalid(apperr.Field{Path: "destination", Code: "unknown_value"})
}
