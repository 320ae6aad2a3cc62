package rulebook_test

import (
	"strings"
	"testing"

	"lapak/internal/exportready/rulebook"
)

func TestCompileRefusesRowsByName(t *testing.T) {
	criterion := func(change func(*rulebook.Criterion)) func(*rulebook.Rulebook) {
		return func(s *rulebook.Rulebook) { change(&s.Criteria[2]) }
	}
	applies := func(source string) func(*rulebook.Rulebook) {
		return criterion(func(c *rulebook.Criterion) { c.Applies = source })
	}
	cases := map[string]struct {
		change func(*rulebook.Rulebook)
		names  []string
	}{
		"unknown field":         {applies("packed"), []string{"criterion P-1", `unknown field "packed"`}},
		"unknown list":          {applies("starts(hs6, annexes)"), []string{"criterion P-1", `unknown list "annexes"`}},
		"unclosed bracket":      {applies("(packaged"), []string{"criterion P-1", `expected ")"`}},
		"unclosed text":         {applies("hs6 = '09"), []string{"criterion P-1", "closing quote"}},
		"a number as truth":     {applies("shelf_life_days"), []string{"criterion P-1", "it is a number"}},
		"a text as number":      {applies("hs6 > 7"), []string{"criterion P-1", "compares a text with a number"}},
		"texts in order":        {applies("hs6 > '09'"), []string{"criterion P-1", "orders texts"}},
		"a function of its own": {applies("exec(hs6)"), []string{"criterion P-1", `unexpected "("`}},
		"too deep":              {applies(strings.Repeat("(", 40) + "packaged" + strings.Repeat(")", 40)), []string{"criterion P-1", "deeper"}},
		"too long":              {applies(strings.Repeat("packaged & ", 100) + "packaged"), []string{"criterion P-1", "longer"}},
		"rests on nothing":      {applies("credit(P-77) = 100"), []string{"rule P-1", `rests on "P-77"`}},
		"rests on itself": {func(s *rulebook.Rulebook) {
			s.Criteria[2].Applies, s.Criteria[3].Applies = "credit(P-2) = 100", "credit(P-1) = 100"
		}, []string{"rule P-1: rests on itself", "rule P-2: rests on itself"}},
		"overlap in time": {func(s *rulebook.Rulebook) {
			again := s.Criteria[2]
			again.Window.From = "2026-12-01"
			s.Criteria = append(s.Criteria, again)
		}, []string{"criterion P-1: holds on the same days"}},
		"ends before it starts": {criterion(func(c *rulebook.Criterion) {
			c.Window = rulebook.Window{From: "2026-12-01", To: "2026-11-30"}
		}), []string{"criterion P-1: ends on 2026-11-30 before it starts"}},
		"unknown class":       {criterion(func(c *rulebook.Criterion) { c.Classes = []string{"SILK"} }), []string{`unknown class "SILK"`}},
		"unknown gate":        {criterion(func(c *rulebook.Criterion) { c.Gate = "G4" }), []string{`unknown gate "G4"`}},
		"unknown identifier":  {criterion(func(c *rulebook.Criterion) { c.Numbers = []string{"ktp"} }), []string{`unknown identifier "ktp"`}},
		"unknown destination": {func(s *rulebook.Rulebook) { s.Requirements[0].Destination = "XX" }, []string{"requirement EU-1", `unknown destination "XX"`}},
		"never to be met":     {func(s *rulebook.Rulebook) { s.Requirements[0].Check = "" }, []string{"requirement EU-1", "can never be met"}},
		"a shop by its goods": {func(s *rulebook.Rulebook) { s.Criteria[1].Check = "packaged" }, []string{"criterion S-2", "a fact about a product"}},
		"falling thresholds":  {func(s *rulebook.Rulebook) { s.Thresholds.Siap = 3000 }, []string{"thresholds"}},
		"a guide to nothing":  {func(s *rulebook.Rulebook) { s.Guides = []rulebook.Guide{{Rule: "P-9"}} }, []string{"guide P-9"}},
		"a bad pattern": {func(s *rulebook.Rulebook) {
			s.Identifiers = []rulebook.Identifier{{Key: "nib", Pattern: "^[0-9"}}
		}, []string{"identifier nib"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			source := small()
			c.change(&source)
			_, err := rulebook.Compile(source)
			if err == nil {
				t.Fatal("the rulebook was accepted")
			}
			for _, part := range c.names {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the error does not say %q:\n%v", part, err)
				}
			}
		})
	}
}

func TestSuccessiveRowsOfOneRule(t *testing.T) {
	source := small()
	again := source.Criteria[2]
	source.Criteria[2].Window.To = "2026-11-30"
	again.Window.From, again.Weight = "2026-12-01", 20
	source.Criteria = append(source.Criteria, again)
	book := compile(t, source)
	for on, weight := range map[string]int{"2026-11-30": 10, "2026-12-01": 20} {
		r := book.AssessProduct(book.AssessShop(on, readyShop()), readyFood())
		if got := ruleOf(t, r.Product, "P-1").Weight; got != weight {
			t.Errorf("on %s it weighs %d, want %d", on, got, weight)
		}
	}
}
