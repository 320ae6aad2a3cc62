package pages

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lapak/internal/exportready"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/view"
)

// exportWords puts rules and their states into the words of one desk.
type exportWords struct {
	ctx     context.Context //nolint:containedctx // lives as long as the page that it writes
	book    *rulebook.Book
	lang    string
	day     string
	base    string // "/seller/kopi-gombengsari"
	offices map[string]string
	live    live // requests for help under way; nil where none can be asked for
}

func (s *Site) exportWords(ctx context.Context, base string) exportWords {
	w := exportWords{ctx, s.Exports.Book(), i18n.Language(ctx), s.Exports.Today(), base, map[string]string{}, nil}
	for _, office := range s.Regions.ListOffices() {
		w.offices[office.Key] = office.NameID
		if w.lang == i18n.English {
			w.offices[office.Key] = office.NameEN
		}
	}
	w.offices["system"] = text(ctx, "exportdesk.system")
	return w
}

func (w exportWords) say(key string, pairs ...any) string {
	return text(w.ctx, "exportdesk."+key, pairs...)
}

// date is a day such as "2026-11-22" in words; empty for none.
func (w exportWords) date(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return i18n.Date(w.lang, at)
}

// score writes hundredths of a percent as "51,5".
func (w exportWords) score(bp int) string {
	whole := fmt.Sprintf("%d.%d", bp/100, bp%100/10)
	whole = strings.TrimSuffix(whole, ".0")
	if w.lang == i18n.English {
		return whole
	}
	return strings.Replace(whole, ".", ",", 1)
}

func (w exportWords) standing(level rulebook.Level, score int, version string) view.ExportStanding {
	return view.ExportStanding{Level: level.String(), Score: w.score(score), AsOf: w.date(w.day), Rules: version}
}

// subject is whose rule is spoken of; the zero subject is the shop.
type subject struct{ slug, title string }

func about(p *exportready.ProductStanding) subject {
	if p == nil {
		return subject{}
	}
	return subject{p.Slug, p.Title}
}

// rule says how a rule stands and how to close it. waits is for an office.
func (w exportWords) rule(state rulebook.RuleState, of subject, waits bool) view.ExportRule {
	rule, _ := w.book.FindRule(state.Rule, w.day)
	m := w.plainRule(rule)
	m.About, m.Slug, m.Until, m.Missing = of.title, of.slug, w.date(state.ValidUntil), w.labels(state.Missing)
	m.Gate = w.say("gate." + string(state.Gate))
	if state.Points > 0 {
		m.Points = w.score(state.Points)
	}
	switch {
	case state.Credit == rulebook.Full:
		m.State, m.Why = "good", w.say("why.met")
	case waits:
		m.State, m.Waits, m.Why = "wait", true, w.say("why.judged", "Office", m.Office)
	default:
		m.State, m.Why = "open", w.say("why."+string(state.Why), "Office", m.Office)
		if state.Credit > 0 {
			m.State = "wait"
		}
	}
	if w.live != nil && m.State != "good" && !waits {
		m.Help = w.help(rule.Key, of)
	}
	if m.Action = w.action(rule, state, of); waits {
		m.Action.Text = w.say("see_handed")
	}
	return m
}

// plainRule is what is true of a rule whoever asks.
func (w exportWords) plainRule(rule rulebook.Rule) view.ExportRule {
	m := view.ExportRule{
		Key: rule.Key, Title: rule.Title.In(w.lang), Upload: rule.Upload.In(w.lang), Office: w.offices[rule.Office],
		Source: rule.Source, Confidence: w.say("confidence." + string(rule.Confidence)),
	}
	if guide, ok := w.book.FindGuide(rule.Key); ok {
		m.Where, m.Steps, m.Cost, m.Days = guide.Where.In(w.lang), guide.Steps.In(w.lang), guide.Cost.In(w.lang), guide.Days.In(w.lang)
		m.Official, m.GuideSource, m.GuideC = guide.URL, guide.Source, w.say("confidence."+string(guide.Confidence))
	}
	return m
}

// labels names the fields that their form asks for.
func (w exportWords) labels(keys []string) string {
	var names []string
	for _, key := range keys {
		if f, ok := w.book.FindField(key); ok && f.Source == rulebook.Filled {
			names = append(names, f.Label.In(w.lang))
		}
	}
	return strings.Join(names, " · ")
}

// action leads to where a rule is closed: its paper, the form of its data, the listing, or nowhere where sales decide.
func (w exportWords) action(rule rulebook.Rule, state rulebook.RuleState, of subject) view.Link {
	byFacts := state.Why == rulebook.WhyFacts || state.Why == rulebook.WhyPartly
	switch {
	case state.Credit == rulebook.Full && !rule.IsJudged():
		return view.Link{}
	case rule.IsJudged() && !byFacts:
		return w.paper(rule.Key, of)
	}
	if link := w.formOf(append(slices.Clone(state.Missing), rule.Reads...), of); link.Text != "" || !rule.IsJudged() {
		return link
	}
	return w.paper(rule.Key, of)
}

func (w exportWords) paper(rule string, of subject) view.Link {
	to := w.base + "/export/evidence/" + rule
	if of.slug != "" {
		to += "?product=" + of.slug
	}
	return view.Link{Text: w.say("hand_in"), URL: to}
}

// formOf leads to the form of the first field that can be filled in.
func (w exportWords) formOf(keys []string, of subject) view.Link {
	for _, key := range keys {
		f, ok := w.book.FindField(key)
		if !ok || f.Source == rulebook.History {
			continue
		}
		data := w.base + "/export"
		if f.Axis == rulebook.Product {
			data = w.base + "/products/" + of.slug + "/export"
		}
		switch {
		case f.Source == rulebook.Filled || f.Axis == rulebook.Product && f.Group != "listing":
			return view.Link{Text: w.say("fill_in"), URL: data + "?group=" + f.Group + "#g-" + f.Group}
		case f.Axis == rulebook.Product:
			return view.Link{Text: w.say("mend_listing"), URL: w.base + "/products/" + of.slug}
		case f.Group == "market" || f.Group == "logistics":
			return view.Link{Text: w.say("mend_profile"), URL: w.base + "/shop"}
		}
	}
	return view.Link{}
}

// parts are all rules of an assessment by dimension, in the rulebook's order.
func (w exportWords) parts(a rulebook.Assessment, of subject, handed map[string]rulebook.EvidenceState) []view.ExportPart {
	var parts []view.ExportPart
	for _, dimension := range w.book.Dimensions {
		part := view.ExportPart{Title: dimension.Name.In(w.lang)}
		if score, weighs := a.Parts[dimension.Key]; weighs {
			part.Score = w.score(score)
		}
		for _, state := range a.Rules {
			if state.Dimension != dimension.Key {
				continue
			}
			waits := state.Why == rulebook.WhyWaiting && handed[state.Rule] == rulebook.Waiting
			part.Rules = append(part.Rules, w.rule(state, of, waits))
			if state.Credit == rulebook.Full {
				part.Good++
			}
		}
		if len(part.Rules) > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}

// warnings say what ends or starts; each leads to its paper.
func (w exportWords) warnings(list []rulebook.Warning, of subject) []view.ExportWarning {
	var out []view.ExportWarning
	for _, warning := range list {
		rule, _ := w.book.FindRule(warning.Rule, w.day)
		m := view.ExportWarning{Text: w.say("warning."+string(warning.Kind), "Rule", rule.Title.In(w.lang), "Day", w.date(warning.On), "Market", w.market(warning.Destination))}
		whose := of
		if rule.Axis == rulebook.Shop {
			whose = subject{}
		}
		switch {
		case warning.Kind == rulebook.UncertainHS:
			m.Link = w.formOf([]string{"hs6"}, of)
		case rule.IsJudged() && (rule.Axis == rulebook.Shop || of.slug != ""):
			m.Link = w.paper(rule.Key, whose)
		case of.slug != "":
			m.Link = w.formOf(rule.Reads, of)
		}
		out = append(out, m)
	}
	return out
}

func (w exportWords) market(code string) string {
	for _, d := range w.book.Destinations {
		if d.Code == code {
			return d.Name.In(w.lang)
		}
	}
	return code
}

// handedIn is the state of what was handed in for each rule about one subject.
func handedIn(list []exportready.Evidence, product string) map[string]rulebook.EvidenceState {
	states := map[string]rulebook.EvidenceState{}
	for _, e := range list {
		if e.ProductSlug == product {
			states[e.Rule] = e.State
		}
	}
	return states
}

// form is what a number looks like, in words where there are some.
func (w exportWords) form(id rulebook.Identifier) string {
	if words, ok := i18n.Find(w.lang, "exportdesk.number."+id.Key, nil); ok {
		return words
	}
	return id.Pattern
}
