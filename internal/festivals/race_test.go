package festivals_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/shops/shopstest"
)

// Two organizers give the last stall of a zone at once: one vendor gets it, the other organizer hears that the zone is full.
func TestTwoOrganizersGiveTheLastStallAtOnce(t *testing.T) {
	t.Parallel()
	const zones = 8
	stalls := map[string]int{}
	for i := range zones {
		stalls[fmt.Sprintf("zona-%d", i)] = 1
	}
	f := newFair(t, stalls, festivals.ByCommittee, nil)
	second := shopstest.Account(t, f.db, "second")
	f.write(`INSERT INTO festival_members (festival_id, account_id, role) VALUES ($1, $2, 'organizer')`, f.id, second.AccountID)
	var asked [zones][2]festivals.Application
	for i := range zones {
		for side := range 2 {
			asked[i][side] = f.mustApply(f.vendor(fmt.Sprintf("Toko %d %d", i, side), "kopi"), fmt.Sprintf("zona-%d", i))
		}
	}
	var wait sync.WaitGroup
	var answers [zones][2]error
	for i := range zones {
		for side, organizer := range []identity.Actor{f.organizer, second} {
			wait.Go(func() { _, answers[i][side] = f.Accept(t.Context(), organizer, f.decided(asked[i][side], "")) })
		}
	}
	wait.Wait()
	for i, pair := range answers {
		won := 0
		for side, err := range pair {
			want := festivals.Accepted
			switch {
			case err == nil:
				won++
			case apperr.CodeOf(err) == "zone_full":
				want = festivals.Submitted
			default:
				t.Error(err)
			}
			f.wantState(asked[i][side], want)
		}
		if won != 1 {
			t.Errorf("the last stall of zone %d was given %d times: %v", i, won, pair)
		}
	}
	f.wantSound()
}

// Stalls are swapped in a ring by several organizers at once: nobody has none or two, and each application follows its stall.
func TestStallsAreSwappedInARingAtOnce(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 5}, festivals.ByCommittee, nil)
	f.write(`UPDATE festival_zones SET fee = 0`)
	for i := range 4 { // A5 stays empty
		a := f.mustApply(f.vendor(fmt.Sprintf("Toko %d", i), "kopi"), "kuliner")
		if got, err := f.Accept(t.Context(), f.organizer, f.decided(a, "")); err != nil || got.State != festivals.Confirmed {
			t.Fatal(got.State, err)
		}
	}
	organizers := []identity.Actor{f.organizer}
	for i := range 2 {
		organizers = append(organizers, shopstest.Account(t, f.db, fmt.Sprintf("organizer-%d", i)))
		f.write(`INSERT INTO festival_members (festival_id, account_id, role) VALUES ($1, $2, 'organizer')`, f.id, organizers[i+1].AccountID)
	}
	told := f.count(`SELECT count(*) FROM messages WHERE template = 'festival_stall_moved'`)
	var wait sync.WaitGroup
	for round := range 4 {
		for i := range 5 {
			from, to := fmt.Sprintf("A%d", i+1), fmt.Sprintf("A%d", (i+1)%5+1)
			wait.Go(func() {
				if err := f.SwapStalls(t.Context(), organizers[(round+i)%3], f.plan.Slug, from, to); err != nil {
					t.Errorf("%s and %s: %v", from, to, err)
				}
			})
		}
	}
	wait.Wait()
	if n := f.count(`SELECT count(DISTINCT shop_id) FROM festival_stalls WHERE festival_id = $1`, f.id); n != 4 {
		t.Errorf("%d shops have a stall", n)
	}
	if n := f.count(`
		SELECT count(*) FROM festival_applications a JOIN festival_stalls t ON t.id = a.stall_id AND t.shop_id = a.shop_id WHERE a.state = 'confirmed'`); n != 4 {
		t.Errorf("%d applications are at the stall of their shop", n)
	}
	moved := f.count(`SELECT count(*) FROM messages WHERE template = 'festival_stall_moved'`) - told
	if n := f.count(`SELECT count(*) FROM audit_log WHERE action = 'festival.swap'`); n != 20 || moved < 20 {
		t.Errorf("%d swaps in the audit log, %d messages", n, moved)
	}
	f.wantSound()
}

func TestAWrongSwapMovesNobody(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kriya": 1, "kuliner": 3}, festivals.ByCommittee, nil)
	f.write(`UPDATE festival_zones SET fee = 0`)
	kopi := f.vendor("Kopi Lerek", "kopi")
	a := f.mustApply(kopi, "kuliner")
	if _, err := f.Accept(t.Context(), f.organizer, f.decided(a, "")); err != nil {
		t.Fatal(err)
	}
	at := f.state(a).Stall
	before := rowsOf(t, f.db, "festival_stalls", "festival_applications", "messages", "audit_log")
	for name, tt := range map[string]struct {
		by             identity.Actor
		from, to, path string
		code           string
	}{
		"of two zones":         {f.organizer, at, "A1", "", "stalls_of_two_zones"},
		"both empty":           {f.organizer, "B2", "B3", "", "stalls_empty"},
		"with itself":          {f.organizer, at, at, "to", "unknown_value"},
		"an unknown number":    {f.organizer, at, "Z9", "to", "unknown_value"},
		"from an unknown one":  {f.organizer, "Z9", at, "from", "unknown_value"},
		"by a vendor":          {kopi.owner, at, "B2", "", "festival_not_found"},
		"by a stranger's hand": {shopstest.Account(t, f.db, "stranger"), at, "B2", "", "festival_not_found"},
	} {
		if err := f.SwapStalls(t.Context(), tt.by, f.plan.Slug, tt.from, tt.to); !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, tt := range map[string]struct{ change, code string }{
		"in a draft":             {`UPDATE festivals SET state = 'draft', published_at = NULL`, "festival_draft"},
		"after a cancellation":   {`UPDATE festivals SET state = 'cancelled', ended_at = now()`, "festival_ended"},
		"after an early closing": {`UPDATE festivals SET state = 'closed', ended_at = now()`, "festival_ended"},
		"after its last day":     {`UPDATE festival_days SET opens_at = opens_at - interval '1 year', closes_at = closes_at - interval '1 year'`, "festival_ended"},
	} {
		f.write(tt.change)
		if err := f.SwapStalls(t.Context(), f.organizer, f.plan.Slug, at, "B2"); apperr.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", name, err)
		}
		f.write(`UPDATE festivals SET state = 'published', published_at = now() - interval '20 days', ended_at = NULL`)
		f.write(`UPDATE festival_days SET opens_at = day + interval '1 hour', closes_at = day + interval '20 hours'`)
	}
	if rowsOf(t, f.db, "festival_stalls", "festival_applications", "messages", "audit_log") != before {
		t.Error("a refusal changed something")
	}
}

// A fee in a thousand odd rupiah is divided to the rupiah, always down, and never above itself.
func TestWhatGoesBackIsRoundedDownAndNeverAboveTheFee(t *testing.T) {
	t.Parallel()
	terms := festivals.Terms{FullRefundDays: 14, HalfRefundDays: 3}
	for _, tt := range []struct {
		fee  int64
		days int
		want int64
	}{{250_001, 14, 250_001}, {250_001, 13, 125_000}, {250_001, 3, 125_000}, {250_001, 2, 0}, {1, 5, 0}, {0, 30, 0}, {250_000, -1, 0}, {1_000_000_000, 400, 1_000_000_000}} {
		if got := terms.RefundOf(tt.fee, tt.days); got != tt.want {
			t.Errorf("of %d, %d days before: %d, want %d", tt.fee, tt.days, got, tt.want)
		}
	}
}

// A deadline is a moment: at it the time is over, and a second before it is not.
func TestDeadlinesEndAtTheirMoment(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 3}, festivals.ByCommittee, nil)
	fest, err := f.Find(t.Context(), f.organizer, f.plan.Slug)
	f.must(err)
	ask := func(v vendor, at time.Time) error {
		_, err := f.At(at).Apply(t.Context(), v.owner, f.plan.Slug, festivals.NewApplication{Shop: v.slug, Zone: "kuliner", Products: []string{v.product}})
		return err
	}
	kopi := f.vendor("Kopi Lerek", "kopi")
	before := f.kept()
	wantCode(t, ask(kopi, *fest.CloseAt), "applications_closed")
	wantCode(t, ask(kopi, fest.OpenAt.Add(-time.Second)), "applications_closed")
	if f.kept() != before {
		t.Fatal("a refusal changed something")
	}
	f.must(ask(kopi, fest.CloseAt.Add(-time.Second)))
	f.must(ask(f.vendor("Teh Kemiren", "kopi"), *fest.OpenAt))

	a, err := f.Accept(t.Context(), f.organizer, f.decided(f.mustApply(f.vendor("Kain Olehsari", "kriya"), "kuliner"), ""))
	f.must(err)
	if lapsed, err := f.At(a.DueAt.Add(-time.Microsecond)).Lapse(t.Context(), a.ID); err != nil || lapsed {
		t.Errorf("lapsed before its time: %v", err)
	}
	if lapsed, err := f.At(*a.DueAt).Lapse(t.Context(), a.ID); err != nil || !lapsed {
		t.Errorf("not lapsed at its time: %v", err)
	}
	f.wantSound()
}
