package pages

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lapak/internal/exportready/rulebook"
	"lapak/internal/i18n"
	"lapak/internal/web/pages/view"
)

// certificates is the list of the rules whose papers are certificates, with their names.
const certificates = "certificates"

// badgeOf is the badge of a level: only good news, since who buys a gift does not ask about papers.
func badgeOf(level rulebook.Level) string {
	if level < rulebook.Siap {
		return ""
	}
	return level.String()
}

// productReadiness is what the badge of a product rests on today, nil without a badge, and its verified certificates.
func (s *Site) productReadiness(ctx context.Context, product uuid.UUID) (*view.Readiness, []view.Certificate, error) {
	found, err := s.Exports.FindReadiness(ctx, product, "")
	if err != nil {
		return nil, nil, err
	}
	papers := s.certificatesOf(ctx, found.Product)
	if badgeOf(found.Level) == "" {
		return nil, papers, nil
	}
	m := s.readinessOf(ctx, found.Version, found.Shop, found.Product)
	m.Level = found.Level.String()
	for _, market := range found.Markets {
		if market.Status.IsReady() {
			m.Markets = append(m.Markets, s.marketOf(ctx, market))
		}
	}
	return m, papers, nil
}

// shopReadiness is what the badge of a shop rests on today; nil without a badge.
func (s *Site) shopReadiness(ctx context.Context, shop uuid.UUID) (*view.Readiness, error) {
	found, err := s.Exports.FindShopReadiness(ctx, shop, "")
	if err != nil || badgeOf(found.Level) == "" {
		return nil, err
	}
	m := s.readinessOf(ctx, found.Version, found.Assessment)
	m.Level, m.Shop = found.Level.String(), true
	return m, nil
}

// readinessOf counts the rules of assessments of one day, and names the papers that were verified by their rules, never by number.
func (s *Site) readinessOf(ctx context.Context, version string, parts ...rulebook.Assessment) *view.Readiness {
	m := &view.Readiness{Version: version}
	for _, part := range parts {
		m.AsOf = dayIn(part.Day)
		m.Of += len(part.Rules)
		for _, state := range part.Rules {
			if state.Credit < rulebook.Full {
				continue
			}
			m.Met++
			if rule, known := s.Exports.Book().FindRule(state.Rule, part.Day); known && rule.Kind == rulebook.Document {
				m.Papers = append(m.Papers, s.ruleLink(ctx, state.Rule))
			}
		}
	}
	return m
}

// marketOf says of a destination where a product is ready who still does what for each sale.
func (s *Site) marketOf(ctx context.Context, market rulebook.Market) view.Market {
	m := view.Market{Name: s.destinationName(ctx, market.Code), Conditional: market.Status == rulebook.Conditional}
	for _, who := range []rulebook.Who{rulebook.BySeller, rulebook.ByExporter, rulebook.ByBuyer} {
		act := view.Act{Who: string(who)}
		for _, gap := range market.Gaps {
			if gap.Who == who && gap.Blocking != rulebook.Info {
				act.Rules = append(act.Rules, s.ruleLink(ctx, gap.Rule))
			}
		}
		if len(act.Rules) > 0 {
			m.Acts = append(m.Acts, act)
		}
	}
	return m
}

// certificatesOf are the certificates that an office has verified, in general words.
func (s *Site) certificatesOf(ctx context.Context, a rulebook.Assessment) []view.Certificate {
	var found []view.Certificate
	book := s.Exports.Book()
	for _, state := range a.Rules {
		name, listed := book.Labels[certificates][state.Rule]
		rule, known := book.FindRule(state.Rule, a.Day)
		if listed && known && rule.Kind == rulebook.Document && state.Credit == rulebook.Full {
			found = append(found, view.Certificate{Name: name.In(i18n.Language(ctx)), IssuedBy: rule.Issuer})
		}
	}
	return found
}

func (s *Site) destinationName(ctx context.Context, code string) string {
	for _, d := range s.Exports.Book().Destinations {
		if d.Code == code {
			return d.Name.In(i18n.Language(ctx))
		}
	}
	return code
}

// ruleLink leads to a rule by its title.
func (s *Site) ruleLink(ctx context.Context, key string) view.Link {
	rule, _ := s.Exports.Book().FindRule(key, s.Exports.Today())
	return view.Link{Text: titleOf(rule.Title.In(i18n.Language(ctx)), key), URL: rulesPath + "/" + key}
}

// titleOf is a rule's title, its key where it has none.
func titleOf(title, key string) string {
	if title == "" {
		return key
	}
	return title
}

// dayIn is a day of the rules as a time; zero for none.
func dayIn(day string) time.Time {
	at, _ := time.Parse(time.DateOnly, day) // rules and assessments hold only days
	return at
}
