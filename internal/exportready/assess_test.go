package exportready_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/exportready"
	"lapak/internal/exportready/exportreadytest"
	"lapak/internal/postgres/pgtest"
)

func TestJudgingEverythingGoesOnWhereItsTimeWasOver(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	ready(t, w)
	last, err := w.JudgeUntil(t.Context(), uuid.Nil, time.Now())
	if err != nil || last != w.Shop.ID {
		t.Fatalf("it stopped at %s, want the first shop: %v", last, err)
	}
	if last, err = w.JudgeUntil(t.Context(), last, time.Now()); err != nil || last != uuid.Nil {
		t.Errorf("it goes on after the last shop, at %s: %v", last, err)
	}
}

func TestJudgingAgainWritesNothingThatStands(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	ready(t, w)
	written := func() (row string) {
		if err := w.DB.GetContext(t.Context(), &row, `SELECT e.xmin || ' ' || p.xmin FROM export_products e JOIN products p ON p.id = e.product_id`); err != nil {
			t.Fatal(err)
		}
		return row
	}
	before := written()
	if err := w.Reassess(t.Context(), exportready.Scope{}); err != nil {
		t.Fatal(err)
	}
	if after := written(); after != before {
		t.Errorf("rows of %s were written by %s", before, after)
	}
	if _, err := w.SetShop(t.Context(), w.Owner, w.Shop.Slug, exportready.Input{OptedIn: ptr(false)}); err != nil {
		t.Fatal(err)
	}
	if after := written(); after == before {
		t.Error("a shop that left is still in the lists")
	}
}
