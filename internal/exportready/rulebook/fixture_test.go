package rulebook_test

import (
	"testing"

	"lapak/internal/exportready/rulebook"
	"lapak/internal/exportready/rulebook/rulebooktest"
)

const day = rulebooktest.Day

func small() rulebook.Rulebook { return rulebooktest.Small() }

func compile(t *testing.T, source rulebook.Rulebook) *rulebook.Book {
	t.Helper()
	book, err := rulebook.Compile(source)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func verified() rulebook.Evidence { return rulebook.Evidence{State: rulebook.Verified} }

// readyShop and readyFood meet every rule of small, but for what a test takes away.
func readyShop() rulebook.Subject {
	return rulebook.Subject{Facts: rulebook.Facts{"shop_ready": true}, Evidence: map[string]rulebook.Evidence{"S-1": verified()}}
}

func readyFood() rulebook.Subject {
	return rulebook.Subject{
		Class: "FOOD",
		Facts: rulebook.Facts{
			"packaged": true, "shelf_life_days": int64(200), "hs6": "090121", "name_en": "Coffee", "available": []string{"jan", "feb"},
		},
		Evidence: map[string]rulebook.Evidence{"P-1": verified(), "P-2": verified()},
	}
}
