package festivals_test

import (
	"strings"
	"testing"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
)

func (f *fair) setTerms(reason string, change func(*festivals.Terms)) error {
	f.Helper()
	terms, err := f.FindTerms(f.Context(), f.id)
	if err != nil {
		f.Fatal(err)
	}
	change(&terms)
	_, err = f.SetTerms(f.Context(), f.organizer, f.plan.Slug, festivals.Edition{Reason: reason}, terms)
	return err
}

// lastChange gives what was changed last, a line each.
func (f *fair) lastChange() string {
	f.Helper()
	list, err := f.ListChanges(f.Context(), f.id)
	if err != nil || len(list) == 0 {
		f.Fatal(err, "nothing was changed")
	}
	words := []string{list[0].Reason}
	for _, c := range list[0].Changes {
		words = append(words, c.Field+": "+c.Before+" → "+c.After)
	}
	return strings.Join(words, "\n")
}

func TestPublishedTermsChangeWithAReasonUntilApplicationsOpen(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 4}, festivals.ByCommittee, &festivals.Terms{AppealHours: 72, FullRefundDays: 14, HalfRefundDays: 3})
	f.write(`UPDATE festivals SET applications_open_at = now() + interval '1 hour'`)
	rules := func(terms *festivals.Terms) {
		terms.Quotas = []festivals.Quota{
			{Zone: "kuliner", Kind: festivals.ForVillage, Seats: 2}, {Zone: "kuliner", IsCap: true, Kind: festivals.ForCategory, Category: "kopi", Seats: 1},
		}
		terms.HalalZones = []string{"kuliner"}
		terms.Criteria = []festivals.Criterion{{NameID: "Rasa", NameEN: "Taste", Weight: 60}, {NameID: "Cerita", Weight: 40}}
	}
	before := f.kept()
	wantField(t, f.setTerms("", rules), "reason", "required")
	if f.kept() != before {
		t.Fatal("a change without a reason was kept")
	}
	if err := f.setTerms("Warga meminta tempat sendiri", rules); err != nil {
		t.Fatal(err)
	}
	want := "Warga meminta tempat sendiri\n" +
		"criteria: Mutu barang 40%, Kekhasan daerah 30%, Kesiapan berjualan 30% → Rasa 60%, Cerita 40%\n" +
		"criteria.en: Quality of the goods 40%, Of this place 30%, Ready to sell 30% → Taste 60%, Cerita 40%\n" +
		"quotas.kuliner:  → cap:Kopi=1; village=2; halal"
	if got := f.lastChange(); got != want {
		t.Errorf("shown as\n%s\nwant\n%s", got, want)
	}
	terms, err := f.FindTerms(t.Context(), f.id)
	if err != nil || len(terms.Quotas) != 2 || terms.Criteria[0].Key != "rasa" {
		t.Errorf("%+v, %v", terms, err)
	}
	if n := f.count(`SELECT sequence FROM festivals`); n != 1 {
		t.Errorf("sequence %d", n)
	}
	if err := f.setTerms("", func(*festivals.Terms) {}); err != nil {
		t.Errorf("saving what is there needs a reason: %v", err)
	}
}

func TestOpenedTermsChangeOnlyToTheVendorsAdvantage(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 4}, festivals.ByCommittee, &festivals.Terms{
		AppealHours: 72, FullRefundDays: 14, HalfRefundDays: 3, Quotas: []festivals.Quota{{Zone: "kuliner", Kind: festivals.ForWomenLed, Seats: 1}},
	})
	a := f.mustApply(f.vendor("Kopi Lerek", "kopi"), "kuliner")
	if _, err := f.Accept(t.Context(), f.organizer, f.decided(a, "")); err != nil {
		t.Fatal(err)
	}
	before := f.kept()
	for name, tt := range map[string]struct {
		change     func(*festivals.Terms)
		path, code string
	}{
		"quotas":    {func(t *festivals.Terms) { t.Quotas = nil }, "quotas", "frozen"},
		"halal":     {func(t *festivals.Terms) { t.HalalZones = []string{"kuliner"} }, "quotas", "frozen"},
		"criteria":  {func(t *festivals.Terms) { t.Criteria = []festivals.Criterion{{NameID: "Rasa", Weight: 100}} }, "criteria", "frozen"},
		"release":   {func(t *festivals.Terms) { at := time.Now().Add(25 * 24 * time.Hour); t.ReleaseAt = &at }, "release_at", "frozen"},
		"an appeal": {func(t *festivals.Terms) { t.AppealHours = 48 }, "appeal_hours", "terms_worse"},
		"full":      {func(t *festivals.Terms) { t.FullRefundDays = 30 }, "full_refund_days", "terms_worse"},
		"half":      {func(t *festivals.Terms) { t.HalfRefundDays = 7 }, "half_refund_days", "terms_worse"},
		"the source": {func(t *festivals.Terms) {
			t.Sources = []festivals.Source{{Name: "Lotere", URL: "https://example.org"}}
			at := time.Now().Add(25 * 24 * time.Hour)
			t.DrawAt = &at
		}, "draw.at", "frozen"},
	} {
		err := f.setTerms("Karena perlu", tt.change)
		if apperr.KindOf(err) != apperr.Invalid {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantField(t, err, tt.path, tt.code)
	}
	if f.kept() != before {
		t.Fatal("a refusal changed something")
	}
	if err := f.setTerms("Lebih longgar bagi peserta", func(t *festivals.Terms) { t.AppealHours, t.FullRefundDays, t.HalfRefundDays = 120, 7, 1 }); err != nil {
		t.Fatal(err)
	}
	if want := "Lebih longgar bagi peserta\nappeal_hours: 72 → 120\nfull_refund_days: 14 → 7\nhalf_refund_days: 3 → 1"; f.lastChange() != want {
		t.Error(f.lastChange())
	}
	f.wantSound() // the counter of the place that was given is still there
	f.wantState(a, festivals.Accepted)
}

func TestTermsFollowTheZones(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 3, "kriya": 2}, festivals.ByCommittee, &festivals.Terms{
		AppealHours: 72, FullRefundDays: 14, HalfRefundDays: 3, HalalZones: []string{"kriya"},
		Quotas: []festivals.Quota{{Zone: "kuliner", Kind: festivals.ForVillage, Seats: 3}, {Zone: "kriya", Kind: festivals.ForVillage, Seats: 1}},
	})
	f.write(`UPDATE festivals SET state = 'draft', published_at = NULL, rules_id = 'Aturan', rules_en = 'Rules'`)
	if _, err := f.RemoveZone(t.Context(), f.organizer, festivals.ZoneAt{Festival: f.plan.Slug, Zone: "kriya"}, festivals.Edition{}); err != nil {
		t.Fatal(err)
	}
	missing := func() (paths []string) {
		t.Helper()
		at, err := f.FindOwn(t.Context(), f.organizer, f.plan.Slug)
		if err != nil {
			t.Fatal(err)
		}
		list, err := f.Missing(t.Context(), f.db, at)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range list {
			paths = append(paths, field.Path+" "+field.Code)
		}
		return paths
	}
	if got := missing(); len(got) != 0 {
		t.Fatalf("missing %v", got)
	}
	if _, err := f.RemoveStall(t.Context(), f.organizer, festivals.StallAt{Festival: f.plan.Slug, Number: "B1"}, festivals.Edition{}); err != nil {
		t.Fatal(err)
	}
	if got := missing(); len(got) != 1 || got[0] != "terms terms_outdated" {
		t.Errorf("missing %v with three seats set aside of two stalls", got)
	}
}

func TestACriterionIsAddedBesideOneOfTheSameWord(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 1}, festivals.ByCommittee, nil)
	f.write(`UPDATE festivals SET applications_open_at = now() + interval '1 hour'`)
	err := f.setTerms("Panitia menilai dua kesiapan", func(terms *festivals.Terms) {
		terms.Criteria = append(terms.Criteria[2:], festivals.Criterion{NameID: "Kesiapan", Weight: 70}) // the usual third one has this key
	})
	if err != nil {
		t.Fatal(err)
	}
	terms, err := f.FindTerms(t.Context(), f.id)
	if err != nil || len(terms.Criteria) != 2 || terms.Criteria[0].Key != "kesiapan" || terms.Criteria[1].Key != "kesiapan-2" {
		t.Errorf("%+v, %v", terms.Criteria, err)
	}
}
