package exportready_test

import (
	"slices"
	"testing"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/exportready"
	"lapak/internal/exportready/exportreadytest"
	"lapak/internal/exportready/rulebook"
	"lapak/internal/exportready/rulebook/rulebooktest"
	"lapak/internal/postgres/pgtest"
)

func ptr[T any](v T) *T { return &v }

// ready brings the world's product to siap: it is then ready for the EU under conditions.
func ready(t *testing.T, w *exportreadytest.World) {
	t.Helper()
	_, err := w.SetProduct(t.Context(), w.Owner, w.Ref(), exportready.Input{OptedIn: ptr(true), Facts: map[string]any{
		"packaged": true, "shelf_life_days": int64(200), "hs6": "090121", "name_en": "Robusta coffee", "available": []string{"jan", "feb"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.SetShop(t.Context(), w.Owner, w.Shop.Slug, exportready.Input{OptedIn: ptr(true), Facts: map[string]any{"shop_ready": true}})
	if err != nil {
		t.Fatal(err)
	}
	w.Verify(t, "S-1", "", "")
	w.Verify(t, "P-1", w.Product.Slug, "")
	w.Verify(t, "P-2", w.Product.Slug, "")
}

// stored is what lists read of the product.
func stored(t *testing.T, w *exportreadytest.World) (string, []string) {
	t.Helper()
	p, err := w.Catalog.FindBySlug(t.Context(), w.Product.Slug)
	if err != nil {
		t.Fatal(err)
	}
	return rulebook.Level(p.ExportLevel).String(), p.ExportDestinations
}

func wantStored(t *testing.T, w *exportreadytest.World, level string, destinations ...string) {
	t.Helper()
	gotLevel, gotAt := stored(t, w)
	if gotLevel != level || !slices.Equal(gotAt, destinations) {
		t.Errorf("lists say %s at %v, want %s at %v", gotLevel, gotAt, level, destinations)
	}
}

func TestTheWayToSiap(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	wantStored(t, w, "not_assessed")
	ready(t, w)
	wantStored(t, w, "siap", "EU")
	r, err := w.FindReadiness(t.Context(), w.Product.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if r.Level != rulebook.Siap || r.Class != "FOOD" || r.Version != w.Version() || len(r.Next) != 1 || r.Next[0].Rule != "P-5" {
		t.Errorf("readiness %+v, want siap with P-5 next", r)
	}
	steps, err := w.Trend(t.Context(), exportready.Scope{ProductID: w.Product.ID})
	if err != nil || len(steps) == 0 || steps[len(steps)-1].Level != rulebook.Siap {
		t.Errorf("trend %+v (%v), want it to end at siap", steps, err)
	}

	_, err = w.SetShop(t.Context(), w.Owner, w.Shop.Slug, exportready.Input{OptedIn: ptr(false)})
	if err != nil {
		t.Fatal(err)
	}
	wantStored(t, w, "not_assessed")
}

func TestAnEditOfWhatIsAttestedWaitsAgain(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	rules := rulebooktest.Small()
	rules.Criteria[3].Attests = []string{"shelf_life_days"}
	if err := w.ImportRules(t.Context(), rules, nil); err != nil {
		t.Fatal(err)
	}
	ready(t, w)
	wantStored(t, w, "siap", "EU")
	change := func(key string, value any) {
		t.Helper()
		_, err := w.SetProduct(t.Context(), w.Owner, w.Ref(), exportready.Input{Facts: map[string]any{key: value}})
		if err != nil {
			t.Fatal(err)
		}
	}
	change("name_en", "Java robusta coffee")
	wantStored(t, w, "siap", "EU")
	change("shelf_life_days", int64(300))
	wantStored(t, w, "potensial")
	w.Verify(t, "P-2", w.Product.Slug, "")
	wantStored(t, w, "siap", "EU")
}

func TestACertificateThatEndsTonight(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	ready(t, w)
	today := w.Today()
	day := func(n int) string {
		at, _ := time.Parse(time.DateOnly, today)
		return at.AddDate(0, 0, n).Format(time.DateOnly)
	}
	const ends = 70
	e := w.Verify(t, "P-1", w.Product.Slug, day(ends))
	told := func() int {
		t.Helper()
		var n int
		err := w.DB.GetContext(t.Context(), &n, `SELECT count(*) FROM messages WHERE template = 'evidence_ending' AND dedupe_key LIKE 'evidence:' || $1 || ':%'`, e.ID.String())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	steps := []struct {
		before int // days before the end
		told   int
		level  string
	}{{61, 0, "siap"}, {60, 1, "siap"}, {59, 1, "siap"}, {30, 2, "siap"}, {29, 2, "siap"}, {7, 3, "siap"}, {0, 3, "siap"}, {-1, 3, "belum_siap"}}
	for _, step := range steps {
		for range 2 { // the round of a day is done once
			if err := w.Night(t.Context(), day(ends-step.before)); err != nil {
				t.Fatal(err)
			}
		}
		level, _ := stored(t, w)
		if told() != step.told || level != step.level {
			t.Errorf("%d days before the end: told %d times, %s; want %d, %s", step.before, told(), level, step.told, step.level)
		}
	}
}

func TestAPastDayIsJudgedByItsOwnRulesAndPapers(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	ready(t, w)
	before := w.Version()
	at, err := time.Parse(time.DateOnly, w.Today())
	if err != nil {
		t.Fatal(err)
	}
	day := func(n int) string { return at.AddDate(0, 0, n).Format(time.DateOnly) }
	// A week on the rules are stricter.
	rules := rulebooktest.Small()
	rules.Criteria[5].Check, rules.Criteria[5].Weight = "shelf_life_days > 999", 90
	if err := w.ImportRules(t.Context(), rules, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.ReassessOn(t.Context(), day(7)); err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]struct {
		level   rulebook.Level
		version string
	}{-1: {rulebook.NotAssessed, w.Version()}, 0: {rulebook.Siap, before}, 6: {rulebook.Siap, before}, 7: {rulebook.BelumSiap, w.Version()}} {
		r, err := w.PastReadiness(t.Context(), w.Product.ID, day(n))
		if err != nil || r.Level != want.level || r.Version != want.version || r.Day != day(n) {
			t.Errorf("after %d days: %s by %s on %s (%v), want %s by %s", n, r.Level, r.Version, r.Day, err, want.level, want.version)
		}
	}
	for name, asOf := range map[string]string{"long ago": "1999-01-01", "far ahead": "2999-01-01", "no day": "2026-02-30"} {
		if _, err := w.FindReadiness(t.Context(), w.Product.ID, asOf); apperr.KindOf(err) != apperr.Invalid {
			t.Errorf("%s: %v, want it refused", name, err)
		}
	}
}

func TestSnapshotsReplayBitForBit(t *testing.T) {
	t.Parallel()
	w := exportreadytest.New(t, pgtest.New(t))
	ready(t, w)
	if broken, err := w.Replay(t.Context()); err != nil || len(broken) > 0 {
		t.Errorf("snapshots that give another result: %v (%v)", broken, err)
	}
}
