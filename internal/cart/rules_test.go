package cart

import (
	"testing"

	"github.com/google/uuid"
)

// itemsOf reads items from fuzzed bytes, three each: variant, quantity's high and low byte. A cart never holds a variant twice.
func itemsOf(data []byte, price int64) []item {
	seen := map[byte]bool{}
	var items []item
	for ; len(data) >= 3 && len(items) < MaxLines; data = data[3:] {
		quantity := int64(data[1])<<8 + int64(data[2])
		if seen[data[0]] || quantity < 1 || quantity > MaxQuantity {
			continue
		}
		seen[data[0]] = true
		items = append(items, item{VariantID: uuid.UUID{data[0]}, Quantity: quantity, SeenPrice: price})
	}
	return items
}

func FuzzMerge(f *testing.F) {
	full := make([]byte, 0, 3*MaxLines)
	for i := range MaxLines {
		full = append(full, byte(i), 0, 1)
	}
	f.Add([]byte{}, []byte{})
	f.Add([]byte{1, 0, 5}, []byte{1, 0, 7, 2, 0, 1})
	f.Add([]byte{1, 0x27, 0x0f}, []byte{1, 0x27, 0x0f})
	f.Add(full, []byte{1, 0, 1, 200, 0, 1})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		account, guest := itemsOf(a, 100), itemsOf(b, 200)
		before := map[uuid.UUID]int64{}
		for _, it := range account {
			before[it.VariantID] = it.Quantity
		}
		added := map[uuid.UUID]int64{}
		for _, it := range guest {
			added[it.VariantID] = it.Quantity
		}
		merged := merge(account, guest)
		if len(merged) > MaxLines {
			t.Fatalf("%d lines", len(merged))
		}
		seen := map[uuid.UUID]bool{}
		for _, it := range merged {
			if seen[it.VariantID] {
				t.Fatalf("%s is in it twice", it.VariantID)
			}
			seen[it.VariantID] = true
			if want := min(before[it.VariantID]+added[it.VariantID], MaxQuantity); it.Quantity != want {
				t.Fatalf("%d of %s, want %d", it.Quantity, it.VariantID, want)
			}
			if wantPrice := map[bool]int64{true: 200, false: 100}[added[it.VariantID] > 0]; it.SeenPrice != wantPrice {
				t.Fatalf("price %d, want %d", it.SeenPrice, wantPrice)
			}
		}
		for _, it := range account { // the account's own lines are never pushed out
			if !seen[it.VariantID] {
				t.Fatalf("%s is lost", it.VariantID)
			}
		}
		for _, it := range guest {
			if !seen[it.VariantID] && len(merged) < MaxLines {
				t.Fatalf("%s is lost although there is room", it.VariantID)
			}
		}
	})
}
