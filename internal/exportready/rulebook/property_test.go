package rulebook_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"lapak/internal/exportready/rulebook"
)

var tiers = []rulebook.Evidence{{}, {State: rulebook.Rejected}, {State: rulebook.Waiting}, {State: rulebook.Verified}}

// drawn is a shop and its product with any facts and evidence; tier i of a rule is the i-th of tiers.
func drawn(t *rapid.T, rules []string) map[string]int {
	held := map[string]int{}
	for _, rule := range rules {
		held[rule] = rapid.IntRange(0, len(tiers)-1).Draw(t, rule)
	}
	return held
}

func subjectOf(s rulebook.Subject, held map[string]int) rulebook.Subject {
	s.Evidence = map[string]rulebook.Evidence{}
	for rule, tier := range held {
		if tier > 0 {
			s.Evidence[rule] = tiers[tier]
		}
	}
	return s
}

var (
	shopRules  = []string{"S-1"}
	goodsRules = []string{"P-1", "P-2", "P-5", "JP-1"}
)

func TestMoreCreditNeverLowersALevel(t *testing.T) {
	book := compile(t, small())
	rapid.Check(t, func(t *rapid.T) {
		shop, goods := drawn(t, shopRules), drawn(t, goodsRules)
		before := book.AssessProduct(book.AssessShop(day, subjectOf(readyShop(), shop)), subjectOf(readyFood(), goods))
		better := rapid.SampledFrom(goodsRules).Draw(t, "better")
		goods[better] = len(tiers) - 1
		after := book.AssessProduct(book.AssessShop(day, subjectOf(readyShop(), shop)), subjectOf(readyFood(), goods))
		// No evidence for data is a statement of its own, above a rejection; full credit is above both.
		if after.Level < before.Level || after.Product.Score < before.Product.Score {
			t.Fatalf("%s raised: %s %d became %s %d", better, before.Level, before.Product.Score, after.Level, after.Product.Score)
		}
	})
}

func TestAGateIsNeverOutvoted(t *testing.T) {
	book := compile(t, small())
	rapid.Check(t, func(t *rapid.T) {
		r := book.AssessProduct(
			book.AssessShop(day, subjectOf(readyShop(), drawn(t, shopRules))), subjectOf(readyFood(), drawn(t, goodsRules)))
		for _, a := range []rulebook.Assessment{r.Shop, r.Product} {
			for _, rule := range a.Rules {
				least := map[rulebook.Gate]rulebook.Level{rulebook.G0: rulebook.Siap, rulebook.G1: rulebook.Siap, rulebook.G2: rulebook.Siap, rulebook.G3: rulebook.Teruji}
				if level, gate := least[rule.Gate]; gate && rule.Credit < rulebook.Full && r.Level >= level {
					t.Fatalf("%s with %d of %s", r.Level, rule.Credit, rule.Rule)
				}
				if (rule.Gate == rulebook.G0 || rule.Gate == rulebook.G1) && rule.Credit < rulebook.Part && r.Level > rulebook.BelumSiap {
					t.Fatalf("%s with %d of %s", r.Level, rule.Credit, rule.Rule)
				}
			}
		}
	})
}

func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	one := compile(t, small())
	rapid.Check(t, func(t *rapid.T) {
		source := small()
		order := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		order.Shuffle(len(source.Criteria), func(i, j int) { source.Criteria[i], source.Criteria[j] = source.Criteria[j], source.Criteria[i] })
		order.Shuffle(len(source.Requirements), func(i, j int) {
			source.Requirements[i], source.Requirements[j] = source.Requirements[j], source.Requirements[i]
		})
		other, err := rulebook.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		shop, goods := subjectOf(readyShop(), drawn(t, shopRules)), subjectOf(readyFood(), drawn(t, goodsRules))
		if a, b := encode(t, one, shop, goods), encode(t, other, shop, goods); !bytes.Equal(a, b) {
			t.Fatalf("another order of rows gives another answer:\n%s\n%s", a, b)
		}
	})
}

func TestASnapshotGivesTheSameBytesAgain(t *testing.T) {
	book := compile(t, small())
	rapid.Check(t, func(t *rapid.T) {
		shop, goods := subjectOf(readyShop(), drawn(t, shopRules)), subjectOf(readyFood(), drawn(t, goodsRules))
		stored, hash, err := rulebook.Snapshot{Version: "v", Day: day, Shop: shop, Product: &goods}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		read, err := rulebook.DecodeSnapshot(stored)
		if err != nil {
			t.Fatal(err)
		}
		replayed, err := json.Marshal(book.Replay(read))
		if err != nil {
			t.Fatal(err)
		}
		if want := encode(t, book, shop, goods); !bytes.Equal(replayed, want) {
			t.Fatalf("replayed\n%s\nwas\n%s", replayed, want)
		}
		if _, again, _ := read.Encode(); again != hash {
			t.Fatalf("read again, the snapshot's hash is %s, was %s", again, hash)
		}
	})
}

func encode(t *rapid.T, book *rulebook.Book, shop, goods rulebook.Subject) []byte {
	t.Helper()
	data, err := json.Marshal(book.AssessProduct(book.AssessShop(day, shop), goods))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func FuzzCompile(f *testing.F) {
	for _, source := range []string{"packaged & !(shelf_life_days > 7)", "starts(hs6, annex) | present(name_en)", "credit(P-1) = 100", "((", "'"} {
		f.Add(source)
	}
	f.Fuzz(func(_ *testing.T, source string) {
		rules := small()
		rules.Criteria[2].Applies = source
		if book, err := rulebook.Compile(rules); err == nil {
			book.AssessProduct(book.AssessShop(day, readyShop()), readyFood())
		}
	})
}
