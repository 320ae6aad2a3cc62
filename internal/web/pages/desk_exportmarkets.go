package pages

import (
	"lapak/internal/exportready/rulebook"
	"lapak/internal/web/pages/view"
)

// statusTags are the classes of the tags that statuses are shown in.
var statusTags = map[rulebook.Status]string{
	rulebook.Ready: "good", rulebook.Conditional: "good", rulebook.Forbidden: "bad", rulebook.NotYet: "wait", rulebook.ToBeChecked: "wait",
}

// markets say for each destination what is open and who acts.
func (w exportWords) markets(list []rulebook.Market, of subject) []view.ExportMarket {
	out := make([]view.ExportMarket, 0, len(list))
	for _, market := range list {
		m := view.ExportMarket{
			Code: market.Code, Name: w.market(market.Code), Status: string(market.Status), Tag: statusTags[market.Status],
			Coverage: string(market.Coverage),
		}
		for _, gap := range market.Gaps {
			m.Gaps = append(m.Gaps, w.gap(gap, of))
		}
		out = append(out, m)
	}
	return out
}

func (w exportWords) gap(gap rulebook.Gap, of subject) view.ExportGap {
	rule, _ := w.book.FindRule(gap.Rule, w.day)
	m := view.ExportGap{
		Title: rule.Title.In(w.lang), Needs: rule.Upload.In(w.lang), Who: w.say("who." + string(gap.Who)), From: w.date(gap.From),
		Missing: w.labels(gap.Missing), Unknown: gap.Unknown, Info: gap.Blocking == rulebook.Info, Source: rule.Source,
		Confidence: w.say("confidence." + string(gap.Confidence)),
	}
	if gap.Confirmed && gap.Confidence != rulebook.Sourced {
		m.Confidence = w.say("confidence.confirmed")
	}
	if gap.Who != rulebook.BySeller {
		return m
	}
	m.Action = w.formOf(append(append([]string{}, gap.Missing...), rule.Reads...), of)
	if rule.IsJudged() && len(gap.Missing) == 0 {
		m.Action = w.paper(rule.Key, of)
	}
	return m
}
