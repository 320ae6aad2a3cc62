package reports

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func partOf(district string, shops int, amount int64) part {
	p := part{district: district}
	for range shops {
		p.add(uuid.New(), 1, amount)
	}
	return p
}

func names(told []part) (found []string) {
	for _, p := range told {
		found = append(found, fmt.Sprintf("%s %d", p.district, len(p.shops)))
	}
	return found
}

func TestWhatIsToldOfDistricts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		shops []int // by district: a, b, c …
		want  string
	}{
		"four shops tell nothing":                              {[]int{4}, "[]"},
		"four shops in two districts tell nothing":             {[]int{2, 2}, "[]"},
		"five shops in small districts are told as a total":    {[]int{3, 2}, "[]"},
		"five shops of one district are told":                  {[]int{5}, "[a 5]"},
		"small districts are told together":                    {[]int{5, 3, 2}, "[a 5 * 5]"},
		"a small one is hidden behind the smallest of the big": {[]int{9, 4, 6}, "[a 9 * 10]"},
		"what is left is the total":                            {[]int{6, 1}, "[]"},
		"nothing is hidden without need":                       {[]int{6, 5, 8}, "[c 8 a 6 b 5]"},
	} {
		var parts []part
		for i, n := range c.shops {
			parts = append(parts, partOf(string(rune('a'+i)), n, 10))
		}
		if _, told, _ := publish(parts); fmt.Sprint(names(told)) != c.want {
			t.Errorf("%s: %v, want %s", name, names(told), c.want)
		}
	}
}

// Who knows the total and every part that is told can add and subtract them as they like: what comes out tells of nobody or of five.
func TestNoSubtractionTellsOfFewShops(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var parts []part
		all := part{}
		for i, n := range rapid.SliceOfN(rapid.IntRange(0, 12), 0, 8).Draw(t, "shops") {
			p := partOf(string(rune('a'+i)), n, int64(rapid.IntRange(0, 1000).Draw(t, "amount")))
			parts = append(parts, p)
			all.merge(p)
		}
		total, told, ok := publish(parts)
		if ok != (len(all.shops) >= MinShops) {
			t.Fatalf("%d shops, told: %v", len(all.shops), ok)
		}
		if !ok {
			if len(told) > 0 || len(total.shops) > 0 {
				t.Fatalf("%v of too few shops", names(told))
			}
			return
		}
		if len(total.shops) != len(all.shops) || total.amount != all.amount || total.products != all.products {
			t.Fatalf("the total is %v, want %v", total, all)
		}
		sum := part{}
		for _, p := range told {
			if len(p.shops) < MinShops {
				t.Fatalf("%s tells of %d shops", p.district, len(p.shops))
			}
			sum.merge(p)
		}
		if len(told) > 0 && (sum.amount != total.amount || len(sum.shops) != len(total.shops)) {
			t.Fatalf("the parts come to %v, the total to %v", sum, total)
		}
		for choice := range 1 << len(told) { // every sum of parts, and the total less it
			left := len(total.shops)
			for i, p := range told {
				if choice>>i&1 == 1 {
					left -= len(p.shops)
				}
			}
			if left != 0 && left < MinShops {
				t.Fatalf("%v of %d shops leave %d", names(told), len(total.shops), left)
			}
		}
	})
}
