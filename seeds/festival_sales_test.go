package seeds

import (
	"testing"

	"lapak/internal/checkout/checkouttest"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/identity"
	"lapak/internal/reports"
	"lapak/internal/shops/shopstest"
)

func TestARunningFestivalHasItsMorningOnce(t *testing.T) {
	t.Parallel()
	m := checkouttest.New(t)
	organizer := shopstest.Account(t, m.DB, "organizer")
	plan := festivalstest.Running(organizer)
	id := festivalstest.Make(t, m.DB, plan)
	festivalstest.Give(t, m.DB, id, "kuliner", m.Coffee.ID)
	festivalstest.Give(t, m.DB, id, "kuliner", m.Baskets.ID)
	m.Sell(m.Coffee, 45_000, 60)
	m.Sell(m.Coffee, 160_000, 30)
	m.Sell(m.Baskets, 15_000, 40)
	owners := func(shop string) (identity.Actor, bool) {
		if shop == m.Coffee.Slug {
			return m.Coffee.Owner, true
		}
		return m.Baskets.Owner, shop == m.Baskets.Slug
	}
	var first reports.FestivalReport
	for i := range 2 {
		if err := seedFestivalSales(t.Context(), Services{Festivals: m.Festivals, Checkout: m.Checkout}, plan.Slug, organizer, owners); err != nil {
			t.Fatal(err)
		}
		r, err := reports.FindFestival(t.Context(), m.DB, id)
		if err != nil || r.Shops != 2 || r.Cash == 0 || r.QR == 0 || r.Visits == 0 || r.Entrance == 0 {
			t.Fatalf("%+v %v", r, err)
		}
		if i == 0 {
			first = r
		} else if r.Turnover != first.Turnover || r.Visits != first.Visits {
			t.Errorf("loaded twice: %+v, before %+v", r, first)
		}
	}
	_, err := reports.Verify(t.Context(), m.DB, func(i reports.Invariant) {
		if i.Rows != 0 {
			t.Errorf("%s: %d rows", i.Name, i.Rows)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}
