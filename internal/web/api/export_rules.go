package api

import (
	"context"

	"lapak/internal/apperr"
	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/web"
)

type coverageShown struct {
	Page[PairShown]
	Footing
}

// PairShown is what the rules know of a class of goods at a destination. A pair that is not confirmed is never called ready.
type PairShown struct {
	Class           string    `json:"class" example:"COFFEE_PROC"`
	ClassName       Bilingual `json:"class_name"`
	Destination     string    `json:"destination" example:"JP"`
	DestinationName Bilingual `json:"destination_name"`
	Coverage        string    `json:"coverage" enum:"confirmed,unconfirmed,none"`
}

type rulesRequest struct {
	Unchanged
	Language
}

func (f *face) listCoverage(ctx context.Context, in *rulesRequest) (*cached, error) {
	pairs := pageOf(f.Exports.ListCoverage(), "", func(p exportready.Pair) PairShown {
		return PairShown{p.Class.Key, Bilingual(p.Class.Name), p.Destination.Code, Bilingual(p.Destination.Name), string(p.Coverage)}
	})
	return cache(ctx, in.Unchanged, coverageShown{pairs, footing(ctx, f.Exports.Version(), f.Exports.Today())})
}

// Named is a value with its words.
type Named struct {
	Key  string    `json:"key" example:"legality"`
	Name Bilingual `json:"name"`
}

// FieldShown is a fact that rules read.
type FieldShown struct {
	Key     string    `json:"key" example:"net_grams"`
	Axis    string    `json:"axis" enum:"shop,product"`
	Type    string    `json:"type" enum:"bool,number,text,choice,list,lines" doc:"A choice is one value of its list, a list several; lines are free texts. Numbers are whole."`
	From    string    `json:"from" enum:"filled,derived,history" doc:"Filled in by the owner, computed from the listing, or said by the platform's history."`
	List    string    `json:"list,omitempty" doc:"Name of the list of its values."`
	Min     *int64    `json:"min,omitempty" doc:"Least number, or least length."`
	Max     *int64    `json:"max,omitempty"`
	Unit    string    `json:"unit,omitempty" example:"gram"`
	Classes []string  `json:"classes" doc:"Whom it is asked; empty for everybody."`
	Asked   string    `json:"asked,omitempty" doc:"Expression: when it is asked."`
	Label   Bilingual `json:"label"`
	Help    Bilingual `json:"help"`
}

// ThresholdsShown are the scores from which a level holds, in hundredths of a percent.
type ThresholdsShown struct {
	Potensial   int `json:"potensial" example:"4000"`
	Siap        int `json:"siap" example:"7000"`
	SiapEachDim int `json:"siap_each_dim" example:"5000" doc:"Least score of every dimension."`
	Teruji      int `json:"teruji" example:"8000"`
}

// RuleRow is a row of the rules: a criterion of a level, or a requirement of a destination.
type RuleRow struct {
	ID             string     `json:"id" example:"P-LEG-04"`
	Of             string     `json:"of" enum:"level,destination" doc:"What the rule decides."`
	Title          Bilingual  `json:"title"`
	Axis           string     `json:"axis,omitempty" enum:"shop,product" doc:"Of a level's rule."`
	Destination    string     `json:"destination,omitempty" example:"EU" doc:"Code, or * for every destination."`
	Kind           string     `json:"kind" enum:"computed,data,statement,document,either,standing,label,per_shipment,importer_side,prohibition" doc:"How a level's rule is met; whom a destination's binds."`
	Dimension      string     `json:"dimension,omitempty" example:"legality"`
	Gate           string     `json:"gate,omitempty" enum:"G0,G1,G2,G3,none"`
	Weight         int        `json:"weight"`
	Blocking       string     `json:"blocking,omitempty" enum:"info,blocking,blocking_ship"`
	Classes        []string   `json:"classes" doc:"Of goods; empty for every class."`
	Applies        string     `json:"applies,omitempty" doc:"Expression: when it applies; empty for always."`
	Check          string     `json:"check,omitempty" doc:"Expression: when full credit may be given."`
	Half           string     `json:"half,omitempty" doc:"Expression: when half may be given."`
	Numbers        []string   `json:"numbers" doc:"Official numbers that its paper may carry."`
	Attests        []string   `json:"attests" doc:"Fields that its paper speaks about: when one changes, the paper waits again."`
	Upload         Bilingual  `json:"upload" doc:"What to hand in."`
	ValidityMonths int        `json:"validity_months,omitempty"`
	Issuer         string     `json:"issuer,omitempty"`
	Office         *OfficeRef `json:"office,omitempty" doc:"Who verifies it."`
	From           string     `json:"from,omitempty" format:"date" doc:"First day on which it holds."`
	To             string     `json:"to,omitempty" format:"date" doc:"Last day."`
	ConfirmedAt    string     `json:"confirmed_at,omitempty" format:"date" doc:"Day on which an operator confirmed it against a source."`
	Confirmed      bool       `json:"confirmed" doc:"Whether it may decide a destination's status."`
	Origin
}

// Edition says which rules were answered.
type Edition struct {
	Version string `json:"version" example:"2026-11-22-3f2a91c0d4e5"`
	Edition string `json:"edition" format:"date" doc:"The day on which the rows were last read against their sources."`
}

type rulesShown struct {
	Edition
	Page[RuleRow]
	Thresholds   ThresholdsShown    `json:"thresholds"`
	Dimensions   []Named            `json:"dimensions"`
	Classes      []Named            `json:"classes"`
	Destinations []Named            `json:"destinations"`
	Fields       []FieldShown       `json:"fields"`
	Lists        map[string][]Named `json:"lists" doc:"Values by the list's name."`
}

func (f *face) listRules(ctx context.Context, in *rulesRequest) (*cached, error) {
	book := f.Exports.Book()
	out := rulesShown{
		Edition: Edition{f.Exports.Version(), book.Edition}, Page: Page[RuleRow]{Items: f.rowsOf(book, "")},
		Thresholds: ThresholdsShown{book.Thresholds.Potensial, book.Thresholds.Siap, book.Thresholds.SiapEachPart, book.Thresholds.Teruji},
		Dimensions: []Named{}, Classes: []Named{}, Destinations: []Named{}, Fields: []FieldShown{}, Lists: map[string][]Named{},
	}
	for _, d := range book.Dimensions {
		out.Dimensions = append(out.Dimensions, Named{d.Key, Bilingual(d.Name)})
	}
	for _, c := range book.Classes {
		out.Classes = append(out.Classes, Named{c.Key, Bilingual(c.Name)})
	}
	for _, d := range book.Destinations {
		out.Destinations = append(out.Destinations, Named{d.Code, Bilingual(d.Name)})
	}
	for _, field := range book.Fields {
		out.Fields = append(out.Fields, FieldShown{
			Key: field.Key, Axis: string(field.Axis), Type: string(field.Type), From: string(field.Source), List: field.List, Min: field.Min,
			Max: field.Max, Unit: field.Unit, Classes: listed(field.Classes), Asked: field.Asked, Label: Bilingual(field.Label), Help: Bilingual(field.Help),
		})
	}
	for name, values := range book.Lists {
		out.Lists[name] = []Named{}
		for _, value := range values {
			out.Lists[name] = append(out.Lists[name], Named{value, Bilingual{book.Label(name, value, "id"), book.Label(name, value, "en")}})
		}
	}
	return cache(ctx, in.Unchanged, out)
}

// RulePath names a rule.
type RulePath struct {
	Rule string `path:"rule" example:"P-LEG-04" doc:"Id."`
}

type ruleRequest struct {
	Unchanged
	Language
	RulePath
}

type ruleShown struct {
	Edition
	ID    string     `json:"id" example:"P-LEG-04"`
	Rows  []RuleRow  `json:"rows" doc:"One for each time in which the rule reads otherwise."`
	Guide *RuleGuide `json:"guide,omitempty" doc:"How to get what it asks for."`
}

func (f *face) findRule(ctx context.Context, in *ruleRequest) (*cached, error) {
	rule, err := f.ruleOf(in.Rule)
	if err != nil {
		return nil, err
	}
	return cache(ctx, in.Unchanged, rule)
}

func (f *face) ruleOf(key string) (ruleShown, error) {
	book := f.Exports.Book()
	out := ruleShown{Edition: Edition{f.Exports.Version(), book.Edition}, ID: key, Rows: f.rowsOf(book, key), Guide: guideOf(book, key)}
	if len(out.Rows) == 0 {
		return ruleShown{}, apperr.NewNotFound("rule_not_found")
	}
	return out, nil
}

// rowsOf are the rows of a rule; with an empty key all of them.
func (f *face) rowsOf(book *rulebook.Book, key string) []RuleRow {
	rows := []RuleRow{}
	for i := range book.Criteria {
		if c := &book.Criteria[i]; key == "" || c.Key == key {
			rows = append(rows, RuleRow{
				ID: c.Key, Of: "level", Title: Bilingual(c.Title), Axis: string(c.Axis), Kind: string(c.Kind), Dimension: c.Dimension,
				Gate: string(c.Gate), Weight: c.Weight, Classes: listed(c.Classes), Applies: c.Applies, Check: c.Check, Half: c.Half,
				Numbers: listed(c.Numbers), Attests: listed(c.Attests), Upload: Bilingual(c.Upload), ValidityMonths: c.ValidityMonths,
				Issuer: c.Issuer, Office: f.officeOf(c.Office), From: c.Window.From, To: c.Window.To,
				Confirmed: c.Confidence == rulebook.Sourced, Origin: Origin{c.Source, string(c.Confidence)},
			})
		}
	}
	for i := range book.Requirements {
		if r := &book.Requirements[i]; key == "" || r.Key == key {
			rows = append(rows, RuleRow{
				ID: r.Key, Of: "destination", Title: Bilingual(r.Title), Destination: r.Destination, Kind: string(r.Kind), Blocking: string(r.Blocking),
				Classes: listed(r.Classes), Applies: r.Applies, Check: r.Check, Numbers: []string{}, Attests: listed(r.Attests),
				Upload: Bilingual(r.Needs), Office: f.officeOf(r.Office), From: r.Window.From, To: r.Window.To, ConfirmedAt: r.ConfirmedAt,
				Confirmed: r.Confirmed(), Origin: Origin{r.Source, string(r.Confidence)},
			})
		}
	}
	return rows
}

func listed(values []string) []string {
	if values == nil {
		return []string{}
	}
	return values
}

type hsRequest struct {
	Unchanged
	Q     string `query:"q" maxLength:"100" example:"kopi sangrai" doc:"Words, or the first digits of a code."`
	Class string `query:"class" example:"COFFEE_PROC" doc:"Goods of this class first; without words only these."`
}

// HSGood is a typical product with its code in the Harmonized System.
type HSGood struct {
	HS6         string    `json:"hs6" example:"090121"`
	Version     string    `json:"hs_version" example:"HS2022"`
	Name        Bilingual `json:"name"`
	Description string    `json:"description" doc:"The official wording."`
	Class       string    `json:"class" example:"COFFEE_PROC"`
	Confidence  string    `json:"confidence" enum:"high,medium,low"`
	Checked     string    `json:"checked,omitempty" doc:"Against what the row was checked."`
	Note        string    `json:"note,omitempty"`
}

func (f *face) listHSCodes(ctx context.Context, in *hsRequest) (*cached, error) {
	found, err := f.Exports.SearchHS(ctx, in.Q, in.Class)
	if err != nil {
		return nil, err
	}
	return cache(ctx, in.Unchanged, pageOf(found, "", func(c exportready.HSCode) HSGood {
		return HSGood{c.HS6, c.Version, Bilingual{c.NameID, c.NameEN}, c.Description, c.Class, c.Confidence, c.Checked, c.Note}
	}))
}

// Source is where an operator read that a rule is right.
type Source struct {
	Source string `json:"source" example:"Regulation (EU) 2023/1115, article 9, read on 2026-11-22" doc:"10 to 500 characters."`
}

func (f *face) confirmRule(ctx context.Context, in *struct {
	RulePath
	Body Source
},
) (*answer[ruleShown], error) {
	if err := f.Exports.Confirm(ctx, web.Actor(ctx), in.Rule, in.Body.Source); err != nil {
		return nil, err
	}
	return ok(f.ruleOf(in.Rule))
}
