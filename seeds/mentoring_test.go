package seeds_test

import (
	"testing"

	"lapak/internal/reports"
	"lapak/seeds"
	"lapak/seeds/demo"
)

func TestTheDemoHasHelpAndTrainingsInEveryState(t *testing.T) {
	t.Parallel()
	s := newMall(t)
	must(t, seeds.LoadDemo(t.Context(), s, seeds.DemoOptions{Small: true}))
	for name, query := range map[string]string{
		"open request of today":     `SELECT count(*) FROM help_requests WHERE state = 'open' AND raised_at IS NULL`,
		"request that was raised":   `SELECT count(*) FROM help_requests WHERE state = 'open' AND raised_at IS NOT NULL`,
		"request with a visit":      `SELECT count(*) FROM help_requests WHERE state = 'taken' AND visit_on > current_date`,
		"request that is done":      `SELECT count(*) FROM help_requests WHERE state = 'done'`,
		"withdrawn request":         `SELECT count(*) FROM help_requests WHERE state = 'withdrawn'`,
		"full training with a list": `SELECT count(*) FROM trainings t WHERE booked = seats AND EXISTS (SELECT FROM training_bookings b WHERE b.training_id = t.id AND b.state = 'waiting')`,
		"training with free seats":  `SELECT count(*) FROM trainings WHERE state = 'published' AND booked < seats AND starts_at > now()`,
		"cancelled training":        `SELECT count(*) FROM trainings WHERE state = 'cancelled'`,
		"draft":                     `SELECT count(*) FROM trainings WHERE state = 'draft'`,
		"shop that came":            `SELECT count(*) FROM training_bookings WHERE attended`,
		"shop that did not come":    `SELECT count(*) FROM training_bookings WHERE NOT attended`,
	} {
		if n := count(t, s.DB, query); n == 0 {
			t.Errorf("there is no %s", name)
		}
	}
	if n := count(t, s.DB, `
		SELECT count(*) FROM messages WHERE (dedupe_key LIKE 'help:%' OR dedupe_key LIKE 'training:%') AND template <> 'help_raised' AND created_at > now() - interval '1 minute'`); n != 0 {
		t.Errorf("%d messages are of just now", n)
	}
	results, err := reports.Verify(t.Context(), s.DB, func(reports.Invariant) {})
	must(t, err)
	for _, r := range results {
		if r.Rows != 0 {
			t.Errorf("%s: %d rows", r.Name, r.Rows)
		}
	}
}

func TestEveryShopOfThePlanExists(t *testing.T) {
	t.Parallel()
	all, err := demo.Load()
	must(t, err)
	known := map[string]bool{}
	for _, shop := range all.Shops {
		known[shop.Slug] = true
	}
	for _, slug := range seeds.MentoredShops() {
		if !known[slug] {
			t.Errorf("mentoring.toml names %s, which is no shop of the demo", slug)
		}
	}
}
