package festivals_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lapak/internal/festivals"
)

func TestEachItemIsFirstEquallyOften(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfNDistinct(rapid.Int(), 1, 40, rapid.ID[int]).Draw(t, "items")
		day := time.Date(rapid.IntRange(1950, 2100).Draw(t, "year"), 1, rapid.IntRange(1, 366).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		place := rapid.IntRange(0, len(items)-1).Draw(t, "place")
		first := map[int]int{}
		for i := range items {
			date := day.AddDate(0, 0, i)
			order := festivals.Rotate(items, date)
			if !slices.Equal(order, festivals.Rotate(items, date.Add(23*time.Hour))) {
				t.Fatalf("two visitors of %s see different orders", date)
			}
			if again := slices.Sorted(slices.Values(order)); !slices.Equal(again, slices.Sorted(slices.Values(items))) {
				t.Fatalf("%v is no order of %v", order, items)
			}
			first[order[place]]++
		}
		for _, item := range items {
			if first[item] != 1 {
				t.Fatalf("over %d days %d comes at place %d %d times", len(items), item, place, first[item])
			}
		}
	})
}
