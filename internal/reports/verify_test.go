package reports_test

import (
	"testing"

	"lapak/internal/postgres/pgtest"
	"lapak/internal/reports"
)

func TestAnEmptyMallBreaksNothing(t *testing.T) {
	t.Parallel()
	results, err := reports.Verify(t.Context(), pgtest.New(t), func(reports.Invariant) {})
	if err != nil {
		t.Fatal(err)
	}
	if len(results) < 25 {
		t.Errorf("only %d invariants ran", len(results))
	}
	for _, r := range results {
		if r.Rows != 0 {
			t.Errorf("%s: %d rows", r.Name, r.Rows)
		}
	}
}
