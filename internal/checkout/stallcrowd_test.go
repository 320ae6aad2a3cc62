package checkout_test

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/checkout/checkouttest"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/shops/shopstest"
)

// crowdFair is a festival for 400 stalls, whose applications are open, and a thousand shops that want one.
type crowdFair struct {
	*stallFair
	vendors []festivalstest.Vendor
}

func newCrowdFair(t *testing.T, stalls map[string]int, selection festivals.Selection, terms festivals.Terms) *crowdFair {
	t.Helper()
	m := checkouttest.New(t)
	f := &stallFair{Mall: m, organizer: shopstest.Account(t, m.DB, "organizer")}
	m.Change(`INSERT INTO categories (slug, name_id, name_en, position) VALUES ('kriya', 'Kriya', 'Crafts', 2)`)
	plan := festivalstest.Coming(f.organizer)
	plan.Stalls, plan.State = stalls, festivals.Draft
	f.slug, f.id = plan.Slug, festivalstest.Make(t, m.DB, plan)
	m.Change(`UPDATE festivals SET selection = $1, village_code = '35.10.21.1006'`, string(selection))
	if _, err := m.Festivals.SetTerms(t.Context(), f.organizer, f.slug, festivals.Edition{}, terms); err != nil {
		t.Fatal(err)
	}
	m.Change(`UPDATE festivals SET state = 'published', published_at = now() - interval '20 days'`)
	return &crowdFair{f, festivalstest.Crowd(t, m.DB, 1000, [2]string{"kopi", "kriya"})}
}

// applyAll lets every shop apply at the same time; wish says for which zone and as what.
func (f *crowdFair) applyAll(wish func(festivalstest.Vendor) festivals.NewApplication) {
	f.Helper()
	festivalstest.AtOnce(16, f.vendors, func(v festivalstest.Vendor) {
		in := wish(v)
		in.Shop, in.Products = v.Shop, []string{v.Product}
		if _, err := f.Festivals.Apply(context.WithoutCancel(f.Context()), v.Owner, f.slug, in); err != nil {
			f.Error(err)
		}
	})
	if n := count(f.Mall, `SELECT count(*) FROM festival_applications WHERE state = 'submitted'`); n != 1000 {
		f.Fatalf("%d applications", n)
	}
}

// wantAnswered says that every application was decided with a reason, and that its shop was told.
func (f *crowdFair) wantAnswered() {
	f.Helper()
	if n := count(f.Mall, `SELECT count(*) FROM festival_applications WHERE state NOT IN ('accepted', 'waitlisted', 'rejected') OR reason = ''`); n != 0 {
		f.Errorf("%d have no answer or no reason", n)
	}
	if n := count(f.Mall, `SELECT count(DISTINCT recipient) FROM messages WHERE template IN ('festival_accepted', 'festival_waitlisted', 'festival_rejected')`); n != 1000 {
		f.Errorf("%d were told", n)
	}
}

// A thousand shops ask for 400 stalls and are all decided on at once: never more places than there are, nor a quota exceeded, and each has
// an answer with a reason.
func TestAThousandShopsForFourHundredStalls(t *testing.T) {
	t.Parallel()
	f := newCrowdFair(t, map[string]int{"kuliner": 150, "kriya": 150, "jajan": 100}, festivals.ByCommittee, festivals.Terms{AppealHours: 72, Quotas: []festivals.Quota{
		{Zone: "kuliner", Kind: festivals.ForVillage, Seats: 30},
		{Zone: "kuliner", Kind: festivals.ForWomenLed, Seats: 40},
		{Zone: "kuliner", IsCap: true, Kind: festivals.ForCategory, Category: "kopi", Seats: 50},
		{Zone: "kriya", Kind: festivals.ForFirstTimer, Seats: 100},
		{Zone: "kriya", IsCap: true, Kind: festivals.ForCategory, Category: "kopi", Seats: 20},
	}})
	zones := map[byte]string{'1': "kuliner", '2': "kuliner", '3': "kuliner", '4': "kuliner", '5': "jajan", '6': "jajan", '7': "kriya", '8': "kriya", '9': "kriya", '0': "kriya"}
	f.applyAll(func(v festivalstest.Vendor) festivals.NewApplication {
		last := v.Shop[len(v.Shop)-1]
		return festivals.NewApplication{Zone: zones[last], WomenLed: last == '1' || last == '3'}
	})
	var ids []uuid.UUID
	if err := f.DB.SelectContext(t.Context(), &ids, `SELECT id FROM festival_applications ORDER BY turn`); err != nil {
		t.Fatal(err)
	}
	festivalstest.AtOnce(16, ids, func(id uuid.UUID) {
		ctx, of := context.WithoutCancel(t.Context()), festivals.Decided{Festival: f.slug, ID: id, Reason: "Terima kasih sudah mendaftar."}
		_, err := f.Festivals.Accept(ctx, f.organizer, of)
		switch apperr.CodeOf(err) {
		case "zone_full":
			_, err = f.Festivals.Waitlist(ctx, f.organizer, of)
		case "quota_full":
			_, err = f.Festivals.Reject(ctx, f.organizer, of)
		}
		if err != nil {
			t.Error(err)
		}
	})
	f.wantAnswered()
	if n := count(f.Mall, `SELECT count(*) FROM festival_applications WHERE state = 'accepted'`); n > 400 || n < 300 {
		t.Errorf("%d accepted", n)
	}
	verify(f.Mall)
}

// A thousand shops draw for 400 stalls: whoever has the published list and the key repeats the draw with the script of the docs, and finds
// who got a stall and in which order the others wait.
func TestAThousandShopsDrawForFourHundredStalls(t *testing.T) {
	t.Parallel()
	const stalls, aside = 400, 40
	drawAt := time.Now().Add(21 * 24 * time.Hour)
	f := newCrowdFair(t, map[string]int{"kuliner": stalls}, festivals.ByDraw, festivals.Terms{
		AppealHours: 72, DrawAt: &drawAt, Sources: []festivals.Source{{Name: "Undian negara", URL: "https://example.org/undian"}},
		Quotas: []festivals.Quota{{Zone: "kuliner", Kind: festivals.ForVillage, Seats: aside}},
	})
	f.applyAll(func(festivalstest.Vendor) festivals.NewApplication { return festivals.NewApplication{Zone: "kuliner"} })
	f.Change(`UPDATE festivals SET applications_close_at = now() - interval '1 minute'; UPDATE festival_terms SET draw_at = now() - interval '1 second'`)
	if err := f.Festivals.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	drawing := festivals.Drawing{Values: []string{"7 41 12 3 28"}, URL: "https://example.org/undian/17"}
	if err := f.Festivals.DrawStalls(t.Context(), f.organizer, f.slug, drawing); err != nil {
		t.Fatal(err)
	}
	f.wantAnswered()
	published, err := f.Festivals.FindDraw(t.Context(), f.id)
	if err != nil || len(published.Lists) != 1 {
		t.Fatal(len(published.Lists), err)
	}
	sum, drawn := repeatDraw(t, published.Key, published.Lists[0].List)
	if sum != published.Lists[0].SHA256 || !slices.Equal(drawn, published.Drawn(published.Lists[0])) {
		t.Fatal("the script draws another order than the mall has published")
	}

	isLocal := map[string]bool{}
	for _, v := range f.vendors {
		isLocal[v.Shop] = v.Village
	}
	var given, reserve []string
	for _, shop := range drawn { // the village's own come first, in the order drawn
		if isLocal[shop] && len(given) < aside {
			given = append(given, shop)
		}
	}
	for _, shop := range drawn {
		switch {
		case slices.Contains(given[:aside], shop):
		case len(given) < stalls:
			given = append(given, shop)
		default:
			reserve = append(reserve, shop)
		}
	}
	slices.Sort(given)
	for query, want := range map[string][]string{
		`SELECT s.slug FROM festival_applications a JOIN shops s ON s.id = a.shop_id WHERE a.state = 'accepted' ORDER BY s.slug COLLATE "C"`: given,
		`SELECT s.slug FROM festival_applications a JOIN shops s ON s.id = a.shop_id WHERE a.state = 'waitlisted' ORDER BY a.rank`:           reserve,
	} {
		var got []string
		if err := f.DB.SelectContext(t.Context(), &got, query); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s gives %d shops, other than the %d of the published draw", query, len(got), len(want))
		}
	}
	verify(f.Mall)
}

// repeatDraw runs the script of docs/draw.md on a published list, as anybody can: it gives the SHA-256 and the shops in the order drawn.
func repeatDraw(t *testing.T, key, list string) (sum string, drawn []string) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here")
	}
	page, err := os.ReadFile("../../docs/draw.md")
	if err != nil {
		t.Fatal(err)
	}
	script := regexp.MustCompile("(?s)```python\n(.*?)```").FindSubmatch(page)
	if script == nil {
		t.Fatal("the page has no script")
	}
	run := exec.CommandContext(t.Context(), python, "-c", string(script[1]), key)
	run.Stdin = strings.NewReader(list)
	said, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	for _, line := range lines[1:] {
		_, shop, _ := strings.Cut(line, " ")
		drawn = append(drawn, shop)
	}
	return lines[0], drawn
}
