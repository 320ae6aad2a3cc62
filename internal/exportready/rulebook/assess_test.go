package rulebook_test

import (
	"slices"
	"testing"

	"lapak/internal/exportready/rulebook"
)

func ruleOf(t *testing.T, a rulebook.Assessment, key string) rulebook.RuleState {
	t.Helper()
	i := slices.IndexFunc(a.Rules, func(r rulebook.RuleState) bool { return r.Rule == key })
	if i < 0 {
		t.Fatalf("%s does not apply; the rules that do are %+v", key, a.Rules)
	}
	return a.Rules[i]
}

func TestCreditByEvidence(t *testing.T) {
	cases := map[string]struct {
		evidence rulebook.Evidence
		credit   int
		why      rulebook.Why
	}{
		"waiting":           {rulebook.Evidence{State: rulebook.Waiting}, 50, rulebook.WhyWaiting},
		"verified":          {verified(), 100, ""},
		"ends today":        {rulebook.Evidence{State: rulebook.Verified, ValidUntil: day}, 100, ""},
		"ended yesterday":   {rulebook.Evidence{State: rulebook.Verified, ValidUntil: "2026-11-21"}, 0, rulebook.WhyExpired},
		"rejected":          {rulebook.Evidence{State: rulebook.Rejected}, 0, rulebook.WhyRejected},
		"attested, changed": {rulebook.Evidence{State: rulebook.Verified, Changed: true}, 50, rulebook.WhyChanged},
	}
	book := compile(t, small())
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			shop := readyShop()
			shop.Evidence["S-1"] = c.evidence
			got := ruleOf(t, book.AssessShop(day, shop), "S-1")
			if got.Credit != c.credit || got.Why != c.why {
				t.Errorf("credit %d because %q, want %d because %q", got.Credit, got.Why, c.credit, c.why)
			}
		})
	}
}

func TestDataCountHalfUntilConfirmed(t *testing.T) {
	book := compile(t, small())
	shop := book.AssessShop(day, readyShop())
	cases := map[string]struct {
		days     any
		evidence *rulebook.Evidence
		credit   int
		why      rulebook.Why
	}{
		"confirmed":             {int64(180), &rulebook.Evidence{State: rulebook.Verified}, 100, ""},
		"stated":                {int64(180), nil, 50, rulebook.WhyWaiting},
		"confirmed, half":       {int64(179), &rulebook.Evidence{State: rulebook.Verified}, 50, rulebook.WhyPartly},
		"confirmed, too short":  {int64(89), &rulebook.Evidence{State: rulebook.Verified}, 0, rulebook.WhyFacts},
		"confirmed, not stated": {nil, &rulebook.Evidence{State: rulebook.Verified}, 0, rulebook.WhyFacts},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			food := readyFood()
			delete(food.Evidence, "P-2")
			delete(food.Facts, "shelf_life_days")
			if c.days != nil {
				food.Facts["shelf_life_days"] = c.days
			}
			if c.evidence != nil {
				food.Evidence["P-2"] = *c.evidence
			}
			got := ruleOf(t, book.AssessProduct(shop, food).Product, "P-2")
			if got.Credit != c.credit || got.Why != c.why {
				t.Errorf("credit %d because %q, want %d because %q", got.Credit, got.Why, c.credit, c.why)
			}
			if c.days == nil && !slices.Equal(got.Missing, []string{"shelf_life_days"}) {
				t.Errorf("missing %v, want the shelf life", got.Missing)
			}
		})
	}
}

func TestHistoryWithoutDataLeavesTheScore(t *testing.T) {
	book := compile(t, small())
	shop := book.AssessShop(day, readyShop())
	food := readyFood()
	if p := book.AssessProduct(shop, food).Product; p.Score != 10000 {
		t.Errorf("without sales the score is %d, want 10000", p.Score)
	}
	food.Facts["sold"] = int64(3)
	if p := book.AssessProduct(shop, food).Product; p.Score != 20*100*100/22 {
		t.Errorf("with too few sales the score is %d, want %d", p.Score, 20*100*100/22)
	}
}

func TestLevels(t *testing.T) {
	book := compile(t, small())
	cases := map[string]struct {
		change func(shop, food *rulebook.Subject)
		level  rulebook.Level
		next   []string
	}{
		"all but the export": {func(_, _ *rulebook.Subject) {}, rulebook.Siap, []string{"P-5"}},
		"exported":           {func(_, food *rulebook.Subject) { food.Evidence["P-5"] = verified() }, rulebook.Teruji, nil},
		"a waiting gate is potensial": {
			func(_, food *rulebook.Subject) { food.Evidence["P-1"] = rulebook.Evidence{State: rulebook.Waiting} },
			rulebook.Potensial,
			[]string{"P-1"},
		},
		"an open gate beats every score": {func(_, food *rulebook.Subject) { delete(food.Evidence, "P-1") }, rulebook.BelumSiap, []string{"P-1"}},
		"the shop pulls its product down": {
			func(shop, _ *rulebook.Subject) { delete(shop.Evidence, "S-1") }, rulebook.BelumSiap, []string{"S-1"},
		},
		"a condition that cannot be known applies": {
			func(_, food *rulebook.Subject) { delete(food.Facts, "packaged"); delete(food.Evidence, "P-1") },
			rulebook.BelumSiap,
			[]string{"P-1"},
		},
		"a condition that is false does not": {
			func(_, food *rulebook.Subject) { food.Facts["packaged"] = false; delete(food.Evidence, "P-1") },
			rulebook.Siap,
			[]string{"P-5"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			shop, food := readyShop(), readyFood()
			c.change(&shop, &food)
			// Teruji asks the shop for nothing more in this rulebook.
			r := book.AssessProduct(book.AssessShop(day, shop), food)
			var next []string
			for _, rule := range r.Next {
				next = append(next, rule.Rule)
			}
			if r.Level != c.level || !slices.Equal(next, c.next) {
				t.Errorf("level %s, next %v; want %s, %v", r.Level, next, c.level, c.next)
			}
		})
	}
}

func TestAShortDimensionGoesFirst(t *testing.T) {
	source := small()
	source.Criteria[3].Gate = rulebook.NoGate
	book := compile(t, source)
	food := readyFood()
	food.Evidence = map[string]rulebook.Evidence{"P-1": verified()}
	food.Facts["available"] = []string{}
	r := book.AssessProduct(book.AssessShop(day, readyShop()), food)
	if r.Level != rulebook.Potensial || len(r.Next) != 2 || r.Next[0].Rule != "P-2" || r.Next[1].Rule != "P-3" {
		t.Errorf("level %s, next %+v; want potensial and P-2, P-3 of the short dimension", r.Level, r.Next)
	}
	if got, want := r.Next[0].Points, 6*50*100/20; got != want {
		t.Errorf("P-2 would gain %d, want %d", got, want)
	}
}

func TestWarnings(t *testing.T) {
	source := small()
	source.Criteria[0].Window.From = "2026-12-30"
	source.Requirements[0].Window.From = "2026-12-30"
	book := compile(t, source)
	shop, food := readyShop(), readyFood()
	delete(shop.Evidence, "S-1")
	delete(food.Facts, "name_en")
	food.Evidence["P-1"] = rulebook.Evidence{State: rulebook.Verified, ValidUntil: "2027-02-20"}
	food.Facts[rulebook.FieldHSConfidence] = "low"
	r := book.AssessProduct(book.AssessShop(day, shop), food)
	want := []rulebook.Warning{
		{Kind: rulebook.Starting, Rule: "S-1", On: "2026-12-30"},
		{Kind: rulebook.Ending, Rule: "P-1", On: "2027-02-20"},
		{Kind: rulebook.UncertainHS},
		{Kind: rulebook.Starting, Rule: "EU-1", Destination: "EU", On: "2026-12-30"},
	}
	if !slices.Equal(r.Warnings, want) {
		t.Errorf("warnings %+v, want %+v", r.Warnings, want)
	}
	if r.Level != rulebook.Siap {
		t.Errorf("level %s: a warning has changed it", r.Level)
	}
	if r.ChangesOn() != "2026-12-30" {
		t.Errorf("may change on %q, want 2026-12-30", r.ChangesOn())
	}
	if later := book.AssessProduct(book.AssessShop("2026-12-30", shop), food); later.Level != rulebook.BelumSiap {
		t.Errorf("on the day itself it is %s, want belum_siap", later.Level)
	}
}
