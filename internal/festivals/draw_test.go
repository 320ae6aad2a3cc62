package festivals_test

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lapak/internal/festivals"
)

// The RFC's own example, section 6.
func TestTheDrawIsThatOfTheRFC(t *testing.T) {
	t.Parallel()
	key, ok := festivals.DrawKey([]string{"09319", "2 5 12 8 10", "9, 18, 26, 34, 41, 45"})
	if !ok || key != "9319./2.5.8.10.12./9.18.26.34.41.45./" {
		t.Fatal(key)
	}
	want := []int{17, 7, 2, 16, 25, 23, 8, 24, 19, 13}
	if got := festivals.DrawOrder(key, 25)[:10]; !slices.Equal(got, want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for _, values := range [][]string{nil, {""}, {"1", " "}, {"-1"}, {"+1"}, {"1_0"}, {"x"}, {"1.5"}, {"١"}, {strings.Repeat("9", 31)}} {
		if key, ok := festivals.DrawKey(values); ok {
			t.Errorf("%q made the key %q", values, key)
		}
	}
}

func TestAReaderOfTheDocsRepeatsADraw(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/draw.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string) string {
		t.Helper()
		found := regexp.MustCompile("(?s)```" + kind + "\n(.*?)```").FindSubmatch(page)
		if found == nil {
			t.Fatal("the page has no " + kind)
		}
		return string(found[1])
	}
	list, script := block("text"), block("python")
	lines := strings.Split(strings.TrimSpace(list), "\n")
	var shops []string
	for _, number := range festivals.DrawOrder("9319./2.5.8.10.12./9.18.26.34.41.45./", len(lines)) {
		shops = append(shops, strings.Fields(lines[number-1])[1])
	}
	if !strings.Contains(string(page), "The order drawn is "+strings.Join(shops, ", ")+".") {
		t.Errorf("the page tells another order than %v", shops)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here")
	}
	run := exec.CommandContext(t.Context(), python, "-c", script, "9319./2.5.8.10.12./9.18.26.34.41.45./")
	run.Stdin = strings.NewReader(list)
	said, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	words := strings.Fields(string(said))
	if !strings.Contains(string(page), "`"+words[0]+"`") {
		t.Errorf("the page has another SHA-256 than %s", words[0])
	}
	for i, shop := range shops {
		if words[2+2*i] != shop {
			t.Fatalf("python drew %v, we drew %v", words[1:], shops)
		}
	}
}

func TestADrawIsMadeOnceAfterItsMoment(t *testing.T) {
	t.Parallel()
	at := time.Now().Add(21 * 24 * time.Hour)
	f := newFair(t, map[string]int{"kuliner": 3}, festivals.ByDraw, &festivals.Terms{
		AppealHours: 72, DrawAt: &at, Sources: []festivals.Source{{Name: "Undian negara", URL: "https://example.org/undian"}},
		Quotas: []festivals.Quota{
			{Zone: "kuliner", Kind: festivals.ForWomenLed, Seats: 1}, {Zone: "kuliner", IsCap: true, Kind: festivals.ForCategory, Category: "kopi", Seats: 1},
		},
	})
	var asked []festivals.Application
	for i, name := range []string{"Toko A", "Toko B", "Toko C", "Toko D", "Toko E", "Toko F", "Toko G"} {
		v := f.vendor(name, []string{"kopi", "kriya"}[i%2])
		a, err := f.Apply(t.Context(), v.owner, f.plan.Slug, festivals.NewApplication{Shop: v.slug, Zone: "kuliner", Products: []string{v.product}, WomenLed: i == 6})
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, a)
	}
	draw := func(url string, values ...string) error {
		return f.DrawStalls(t.Context(), f.organizer, f.plan.Slug, festivals.Drawing{Values: values, URL: url})
	}
	_, err := f.Accept(t.Context(), f.organizer, f.decided(asked[0], ""))
	wantCode(t, err, "selection_by_draw")
	f.close()
	if err := f.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, err := f.FindDraw(t.Context(), f.id)
	if err != nil || len(found.Lists) != 1 || found.Lists[0].List != "1 toko-a\n2 toko-b\n3 toko-c\n4 toko-d\n5 toko-e\n6 toko-f\n7 toko-g\n" || found.Key != "" {
		t.Fatalf("%+v, %v", found, err)
	}
	_, err = f.Reject(t.Context(), f.organizer, f.decided(asked[0], "Tidak lengkap."))
	wantCode(t, err, "list_published")
	before := f.kept()
	wantCode(t, draw("https://example.org/5", "4 8 15"), "draw_too_early")
	f.write(`UPDATE festival_terms SET draw_at = now() - interval '1 second'`)
	wantField(t, draw("https://example.org/5", "4 8 15", "1"), "values", "draw_values")
	wantField(t, draw("javascript:1", "4 8 15"), "url", "unknown_value")
	if f.kept() != before {
		t.Fatal("a refusal changed something")
	}
	if err := draw("https://example.org/5", "15 4 8"); err != nil {
		t.Fatal(err)
	}
	after := f.kept()
	wantCode(t, draw("https://example.org/5", "15 4 8"), "drawn_already")
	wantCode(t, draw("https://example.org/6", "1 2 3"), "drawn_already")
	if f.kept() != after {
		t.Fatal("a second draw changed something")
	}
	f.wantSound()
	// Whoever reads the published list and key can tell who got a stall: the shop led by women, then the first drawn, one of coffee at most.
	coffee := 0
	want := map[string]bool{"toko-g": true}
	coffee++ // the shop led by women sells coffee
	for _, number := range festivals.DrawOrder("4.8.15./", 7) {
		sellsCoffee := number%2 == 1
		if len(want) == 3 || number == 7 || sellsCoffee && coffee == 1 {
			continue
		}
		want["toko-"+string(rune('a'+number-1))] = true
	}
	for _, a := range asked {
		got := f.state(a)
		if (got.State == festivals.Accepted) != want[got.ShopSlug] {
			t.Errorf("%s is %s, the draw says %v", got.ShopSlug, got.State, want)
		}
		if got.Reason == "" {
			t.Errorf("%s has no reason", got.ShopSlug)
		}
	}
}
