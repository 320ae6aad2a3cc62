package rulebook_test

import (
	"testing"

	"lapak/internal/exportready/rulebook"
)

func TestDestinationStatus(t *testing.T) {
	eu := func(s *rulebook.Rulebook) *rulebook.Requirement { return &s.Requirements[0] }
	cases := map[string]struct {
		rules  func(*rulebook.Rulebook)
		goods  func(*rulebook.Subject)
		code   string
		status rulebook.Status
	}{
		"only the importer's papers are open": {nil, nil, "EU", rulebook.Conditional},
		"nothing is open":                     {func(s *rulebook.Rulebook) { s.Requirements[1].Blocking = rulebook.Info }, nil, "EU", rulebook.Ready},
		"a confirmed label is open":           {nil, func(g *rulebook.Subject) { g.Facts["name_en"] = " " }, "EU", rulebook.NotYet},
		"the same, for information": {
			func(s *rulebook.Rulebook) { eu(s).Blocking = rulebook.Info },
			func(g *rulebook.Subject) { delete(g.Facts, "name_en") }, "EU", rulebook.Conditional,
		},
		"the level is too low":   {nil, func(g *rulebook.Subject) { delete(g.Evidence, "P-1") }, "EU", rulebook.NotYet},
		"only unconfirmed rules": {nil, func(g *rulebook.Subject) { g.Evidence["JP-1"] = verified() }, "JP", rulebook.ToBeChecked},
		"confirmed by an operator": {
			func(s *rulebook.Rulebook) { s.Requirements[2].ConfirmedAt = day },
			func(g *rulebook.Subject) { g.Evidence["JP-1"] = verified() }, "JP", rulebook.Ready,
		},
		"confirmed by an operator, paper waits": {
			func(s *rulebook.Rulebook) { s.Requirements[2].ConfirmedAt = day },
			func(g *rulebook.Subject) { g.Evidence["JP-1"] = rulebook.Evidence{State: rulebook.Waiting} }, "JP", rulebook.NotYet,
		},
		"a prohibition binds at any confidence": {
			func(s *rulebook.Rulebook) { s.Requirements[2].Kind = rulebook.Prohibition }, nil, "JP", rulebook.Forbidden,
		},
		"an unknown condition": {
			func(s *rulebook.Rulebook) { eu(s).Applies = "count(available) > 5 | packaged" },
			func(g *rulebook.Subject) { delete(g.Facts, "packaged"); delete(g.Facts, "name_en") }, "EU", rulebook.NotKnown,
		},
		"an unknown condition of what is met anyway": {
			func(s *rulebook.Rulebook) { eu(s).Applies = "count(available) > 5 | packaged" },
			func(g *rulebook.Subject) { delete(g.Facts, "packaged") }, "EU", rulebook.Conditional,
		},
		"a rule of another day": {
			func(s *rulebook.Rulebook) { eu(s).Window.From = "2026-12-30" },
			func(g *rulebook.Subject) { delete(g.Facts, "name_en") }, "EU", rulebook.Conditional,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			source, goods := small(), readyFood()
			if c.rules != nil {
				c.rules(&source)
			}
			if c.goods != nil {
				c.goods(&goods)
			}
			book := compile(t, source)
			r := book.AssessProduct(book.AssessShop(day, readyShop()), goods)
			for _, m := range r.Markets {
				if m.Code == c.code && m.Status != c.status {
					t.Errorf("%s is %s, want %s; gaps %+v", m.Code, m.Status, c.status, m.Gaps)
				}
			}
		})
	}
}

func TestNoRulesIsNeverReady(t *testing.T) {
	book := compile(t, small())
	wood := readyFood()
	wood.Class = "WOOD"
	r := book.AssessProduct(book.AssessShop(day, readyShop()), wood)
	for _, m := range r.Markets {
		if m.Status != rulebook.NoRules {
			t.Errorf("wood at %s is %s, want %s", m.Code, m.Status, rulebook.NoRules)
		}
	}
	if len(r.ReadyAt()) > 0 {
		t.Errorf("ready at %v without a rule", r.ReadyAt())
	}
}
