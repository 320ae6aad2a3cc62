package money

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSplitGivesEveryRupiahToSomeone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(0, Max).Draw(t, "total")
		weights := rapid.SliceOfN(rapid.Int64Range(0, Max), 1, 12).Draw(t, "weights")
		parts := Split(total, weights)
		var sum, sumWeights int64
		for i, p := range parts {
			sum += p
			sumWeights += weights[i]
			if p < 0 {
				t.Fatalf("part %d is %d", i, p)
			}
		}
		if sum != total {
			t.Fatalf("parts %v sum to %d, not %d", parts, sum, total)
		}
		for i, p := range parts {
			if sumWeights > 0 && weights[i] == 0 && p > 1 {
				t.Fatalf("a weight of zero got %d", p)
			}
		}
	})
}

func TestSplitRoundsTheLargestRemainderFirst(t *testing.T) {
	tests := []struct {
		total   int64
		weights []int64
		want    []int64
	}{
		{100, []int64{1, 1, 1}, []int64{34, 33, 33}},
		{10, []int64{6, 3, 1}, []int64{6, 3, 1}},
		{1, []int64{1, 2}, []int64{0, 1}},
		{7, []int64{0, 0}, []int64{7, 0}},
		{Max, []int64{Max, Max}, []int64{Max / 2, Max / 2}},
	}
	for _, tt := range tests {
		got := Split(tt.total, tt.weights)
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("Split(%d, %v) = %v, want %v", tt.total, tt.weights, got, tt.want)
				break
			}
		}
	}
}

func TestAmountsOutsideTheRangeAreRefused(t *testing.T) {
	for _, tt := range []struct {
		unit     int64
		quantity int
		ok       bool
	}{{52_000, 3, true}, {Max, 1, true}, {Max, 2, false}, {1 << 62, 4, false}, {-1, 1, false}, {1, -1, false}, {0, 1 << 40, true}} {
		if _, err := Times(tt.unit, tt.quantity); (err == nil) != tt.ok {
			t.Errorf("Times(%d, %d): %v", tt.unit, tt.quantity, err)
		}
	}
	if _, err := Sum(Max, 1); err == nil {
		t.Error("Sum beyond Max was accepted")
	}
	if got, err := Sum(5, -7, 9); err != nil || got != 7 {
		t.Errorf("Sum = %d, %v", got, err)
	}
}

func TestFormat(t *testing.T) {
	for _, tt := range []struct {
		amount             int64
		currency, language string
		want               string
	}{
		{52_000, IDR, "id", "Rp\u00a052.000"},
		{1_284_500, IDR, "en", "Rp\u00a01.284.500"},
		{0, IDR, "id", "Rp\u00a00"},
		{-7_500, IDR, "id", "-Rp\u00a07.500"},
		{123_456, "USD", "en", "US$\u00a01,234.56"},
		{123_405, "USD", "id", "US$\u00a01.234,05"},
		{1_500, JPY, "en", "JPY\u00a01,500"},
	} {
		if got := Format(tt.amount, tt.currency, tt.language); got != tt.want {
			t.Errorf("Format(%d, %s, %s) = %q, want %q", tt.amount, tt.currency, tt.language, got, tt.want)
		}
	}
}
