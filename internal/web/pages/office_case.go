package pages

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/view"
)

// caseOf shows a paper beside its rule, so that who judges it need look nothing up.
func (s *Site) caseOf(ctx context.Context, e exportready.Case) view.OfficeCase {
	lang := i18n.Language(ctx)
	rule, _ := s.Exports.Book().FindRule(e.Rule, s.Exports.Today())
	m := view.OfficeCase{
		ID: e.ID.String(), State: string(e.State), Waiting: e.State == rulebook.Waiting, Rule: s.ruleLink(ctx, e.Rule),
		Ask: rule.Upload.In(lang), Statement: e.Statement, HasFile: e.DocumentID != nil, Reason: e.Reason,
		Shop:  view.Link{Text: e.ShopName, URL: "/s/" + e.ShopSlug},
		Facts: s.handedIn(ctx, e.Evidence), Attested: s.factsIn(ctx, e.Facts),
	}
	m.Title = m.Rule.Text
	if e.ProductID != nil {
		m.Product = view.Link{Text: e.ProductTitle, URL: "/p/" + e.ProductSlug}
	}
	if e.ValidUntil != nil {
		m.ValidUntil = e.ValidUntil.Format(time.DateOnly)
	}
	if rule.ValidityMonths > 0 {
		m.DefaultValidity = text(ctx, "officeexport.validity", "Months", rule.ValidityMonths)
	}
	for _, before := range e.Earlier {
		m.Earlier = append(m.Earlier, s.evidenceLine(ctx, before))
	}
	return m
}

// handedIn is what came with a paper. Of a secret number only the last digits are known.
func (s *Site) handedIn(ctx context.Context, e exportready.Evidence) []view.Fact {
	lang := i18n.Language(ctx)
	until := ""
	if e.ValidUntil != nil {
		until = i18n.Date(lang, *e.ValidUntil)
	}
	return facts(ctx,
		"officeexport.office", s.officeName(ctx, e.Office), "officeexport.number", s.numberOf(ctx, e), "officeexport.valid_until", until,
		"officeexport.submitted", i18n.DateTime(lang, e.SubmittedAt)+" WIB",
	)
}

func (s *Site) numberOf(ctx context.Context, e exportready.Evidence) string {
	id, known := s.Exports.Book().FindIdentifier(e.NumberKind)
	switch {
	case e.Number == "":
		return ""
	case !known:
		return text(ctx, "officeexport.number_free", "Number", e.Number)
	case id.Secret:
		return text(ctx, "officeexport.number_secret", "Name", id.Name, "Number", e.Number)
	}
	return text(ctx, "officeexport.number_form", "Name", id.Name, "Number", e.Number)
}

// factsIn are facts in words, by their labels.
func (s *Site) factsIn(ctx context.Context, known rulebook.Facts) []view.Fact {
	var list []view.Fact
	for _, key := range slices.Sorted(maps.Keys(known)) {
		if f, ok := s.Exports.Book().FindField(key); ok {
			list = append(list, view.Fact{Name: titleOf(f.Label.In(i18n.Language(ctx)), key), Value: s.factIn(ctx, f, known[key])})
		}
	}
	return list
}

func (s *Site) factIn(ctx context.Context, f rulebook.Field, fact any) string {
	label := func(value string) string { return s.Exports.Book().Label(f.List, value, i18n.Language(ctx)) }
	switch v := fact.(type) {
	case bool:
		return text(ctx, "officeexport.bool_"+strconv.FormatBool(v))
	case int64:
		return strings.TrimSpace(strconv.FormatInt(v, 10) + " " + f.Unit)
	case string:
		return label(v)
	case []string:
		words := make([]string, 0, len(v))
		for _, value := range v {
			words = append(words, label(value))
		}
		return strings.Join(words, ", ")
	}
	return ""
}
