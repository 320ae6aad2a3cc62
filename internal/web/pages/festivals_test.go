package pages_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/shops"
	"lapak/internal/web/webtest"
)

// events reads a calendar back: each event's parts by its UID.
func events(t *testing.T, w *webtest.World, path string) map[string]map[string]string {
	t.Helper()
	answer := w.Do(webtest.Call{Method: "GET", Path: path})
	if answer.Status != 200 || answer.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("%s: %d %v", path, answer.Status, answer.Header)
	}
	cal, err := ics.ParseCalendar(strings.NewReader(answer.Body))
	if err != nil {
		t.Fatalf("%s: %v\n%s", path, err, answer.Body)
	}
	found := map[string]map[string]string{}
	for _, e := range cal.Events() {
		parts := map[string]string{}
		for _, name := range []ics.ComponentProperty{
			ics.ComponentPropertySequence, ics.ComponentPropertyDtStart, ics.ComponentPropertyDtEnd, ics.ComponentPropertyStatus, ics.ComponentPropertyDtstamp,
		} {
			if p := e.GetProperty(name); p != nil {
				parts[string(name)] = p.Value
			}
		}
		found[e.Id()] = parts
	}
	return found
}

func TestAChangedDateArrivesAsTheSameEvent(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	plan := festivalstest.Coming(w.Organizer.Actor)
	plan.Days = 3
	id := festivalstest.Make(t, w.DB, plan)
	path := "/festivals/" + plan.Slug + "/calendar.ics"
	move := func(reason string, change func(*festivals.Plan)) {
		t.Helper()
		if _, err := w.Festivals.Update(t.Context(), w.Organizer.Actor, plan.Slug, festivals.Edition{Reason: reason}, change); err != nil {
			t.Fatal(err)
		}
	}
	before := events(t, w, path)
	move("Lapangan banjir", func(p *festivals.Plan) { p.StartsOn, p.EndsOn = p.StartsOn.AddDate(0, 0, 7), p.EndsOn.AddDate(0, 0, 7) })
	after := events(t, w, path)
	if len(before) != 3 || len(after) != 3 {
		t.Fatalf("%d and %d events", len(before), len(after))
	}
	for uid, was := range before {
		is, same := after[uid]
		if !same || is["SEQUENCE"] <= was["SEQUENCE"] || is["DTSTART"] <= was["DTSTART"] || is["STATUS"] != "CONFIRMED" || is["DTSTAMP"] == "" {
			t.Errorf("%s was %v and is %v", uid, was, is)
		}
	}
	move("Dua hari saja", func(p *festivals.Plan) { p.EndsOn = p.EndsOn.AddDate(0, 0, -1) })
	off := 0
	for _, is := range events(t, w, path) {
		if is["STATUS"] == "CANCELLED" && is["SEQUENCE"] == "2" {
			off++
		}
	}
	if off != 1 {
		t.Errorf("%d days were called off, want the one that fell away", off)
	}
	if _, err := w.Festivals.Cancel(t.Context(), w.Organizer.Actor, plan.Slug, "Cuaca buruk"); err != nil {
		t.Fatal(err)
	}
	for uid, is := range events(t, w, "/festivals.ics") {
		if strings.HasPrefix(uid, id.String()) && (is["STATUS"] != "CANCELLED" || is["SEQUENCE"] != "3") {
			t.Errorf("%s of a cancelled festival: %v", uid, is)
		}
	}
}

func TestAFestivalsPageTellsSearchEnginesAndReaders(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	plan := festivalstest.Coming(w.Organizer.Actor)
	festivalstest.Make(t, w.DB, plan)
	draft := festivalstest.Coming(w.Organizer.Actor)
	draft.Slug, draft.State = "rahasia", festivals.Draft
	festivalstest.Make(t, w.DB, draft)
	_, err := w.Festivals.Update(t.Context(), w.Organizer.Actor, plan.Slug, festivals.Edition{Reason: "Lapangan banjir"}, func(p *festivals.Plan) {
		p.StartsOn, p.EndsOn = p.StartsOn.AddDate(0, 0, 7), p.EndsOn.AddDate(0, 0, 7)
	})
	if err != nil {
		t.Fatal(err)
	}
	page := w.Do(webtest.Call{Method: "GET", Path: "/festivals/" + plan.Slug})
	_, data, found := strings.Cut(page.Body, `type="application/ld+json">`)
	var event map[string]any
	if data, _, _ = strings.Cut(data, "</script>"); !found || json.Unmarshal([]byte(data), &event) != nil {
		t.Fatalf("no JSON-LD: %s", data)
	}
	if event["@type"] != "Festival" || event["eventStatus"] != "https://schema.org/EventRescheduled" || event["previousStartDate"] == "" {
		t.Errorf("%v", event)
	}
	start, _ := event["startDate"].(string)
	if at, err := time.Parse(time.RFC3339, start); err != nil || !strings.HasSuffix(start, "+07:00") || at.Before(time.Now()) {
		t.Errorf("startDate %q", start)
	}
	for _, want := range []string{"Lapangan banjir", `rel="canonical"`, `hreflang="en"`, "A1", "250.000"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page is without %q", want)
		}
	}
	for path, want := range map[string]bool{"/festivals?year=" + strconv.Itoa(plan.FirstDay.AddDate(0, 0, 7).Year()): true, "/festivals.rss": true, "/festivals.ics": true, "/sitemap.xml": true, "/festivals/embed": false} {
		answer := w.Do(webtest.Call{Method: "GET", Path: path})
		if answer.Status != 200 || want && !strings.Contains(answer.Body, plan.Slug) || strings.Contains(answer.Body, "rahasia") {
			t.Errorf("%s: %d, with the festival %v", path, answer.Status, strings.Contains(answer.Body, plan.Slug))
		}
		frames := strings.Contains(answer.Header.Get("Content-Security-Policy"), "frame-ancestors *")
		if frames != (path == "/festivals/embed") || frames == (answer.Header.Get("X-Frame-Options") != "") {
			t.Errorf("%s may be framed: %v", path, frames)
		}
	}
}

func TestAFestivalThatIsOverOffersNothingToVisit(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	plan := festivalstest.Coming(w.Organizer.Actor)
	festivalstest.Give(t, w.DB, festivalstest.Make(t, w.DB, plan), "kuliner", w.Coffee.ID)
	path := "/festivals/" + plan.Slug
	offers := []string{"Belanja di festival ini", "Tambahkan ke kalender", "masih kosong", "250.000"}
	page := w.Do(webtest.Call{Method: "GET", Path: path}).Body
	for _, offer := range offers {
		if !strings.Contains(page, offer) {
			t.Errorf("before it the page is without %q", offer)
		}
	}
	festivalstest.Pass(t, w.DB, plan.Slug, 60)
	page = w.Do(webtest.Call{Who: w.Buyer, Method: "GET", Path: path, Header: map[string]string{"Accept-Language": "id"}}).Body // not from the cache
	for _, want := range []string{"Sudah selesai", "Lihat barang dari festival ini", "A1"} {
		if !strings.Contains(page, want) {
			t.Errorf("after it the page is without %q", want)
		}
	}
	for _, offer := range offers {
		if strings.Contains(page, offer) {
			t.Errorf("after it the page still says %q", offer)
		}
	}
}

func TestACommitteeFindsWhatItScores(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	plan := festivalstest.Coming(w.Organizer.Actor)
	festivalstest.Make(t, w.DB, plan)
	open := func(path string) webtest.Answer {
		t.Helper()
		return w.Do(webtest.Call{Who: w.Buyer, Method: "GET", Path: path, Header: map[string]string{"Accept": "text/html", "Accept-Language": "id"}})
	}
	if answer := open("/organizer"); answer.Status != 403 {
		t.Fatalf("a buyer is answered %d", answer.Status)
	}
	if answer := open("/account"); strings.Contains(answer.Body, `href="/organizer"`) {
		t.Error("a buyer is led to the organizer's desk")
	}
	member := festivals.NewMember{Contact: w.Buyer.Email, Role: festivals.Committee}
	if err := w.Festivals.AddMember(t.Context(), w.Organizer.Actor, plan.Slug, member); err != nil {
		t.Fatal(err)
	}
	for _, shop := range []webtest.Shop{w.Coffee, w.Baskets} {
		wish := festivals.NewApplication{Shop: shop.Slug, Zone: "kuliner", Products: []string{shop.Products[0].Slug}}
		if _, err := w.Festivals.Apply(t.Context(), shop.Owner.Actor, plan.Slug, wish); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Shops.AddMember(t.Context(), w.Owner.Actor, w.Coffee.Slug, shops.NewMember{Contact: w.Buyer.Email, Role: shops.Staff}); err != nil {
		t.Fatal(err)
	}
	answer := open("/organizer")
	if answer.Status != 200 || !strings.Contains(answer.Body, `href="/organizer/festivals/`+plan.Slug+`/applications"`) || strings.Contains(answer.Body, "/organizer/festivals/new") {
		t.Errorf("the committee is answered %d:\n%s", answer.Status, answer.Body)
	}
	judged, err := w.Festivals.ListJudged(t.Context(), w.Buyer.Actor)
	if err != nil || len(judged) != 1 || judged[0].Unscored != 1 { // the own shop's is for the others
		t.Errorf("%+v, %v", judged, err)
	}
	if answer := open("/account"); !strings.Contains(answer.Body, `href="/organizer"`) {
		t.Error("the account does not lead to the desk")
	}
}

func TestAStallsCodeLeadsToItsShopAtTheFestival(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	plan := festivalstest.Coming(w.Organizer.Actor)
	id := festivalstest.Make(t, w.DB, plan)
	has := func(path, part string) bool {
		t.Helper()
		answer := w.Do(webtest.Call{Method: "GET", Path: path, Header: map[string]string{"Accept-Language": "id"}})
		if answer.Status != 200 {
			t.Fatalf("%s: %d", path, answer.Status)
		}
		return strings.Contains(answer.Body, part)
	}
	festival, window, note := "/festivals/"+plan.Slug, `href="/festivals/`+plan.Slug+`/shop"`, "Lapak B1 di Festival "+plan.Slug
	if has(festival, window) {
		t.Error("a festival without shops leads to its window")
	}
	festivalstest.Give(t, w.DB, id, "kuliner", w.Coffee.ID)
	if !has(festival+"?x", window) { // asked anew: strangers share an answer for a moment
		t.Error("the festival does not lead to its window")
	}
	for path, want := range map[string]bool{
		"/s/" + w.Coffee.Slug + "?festival=" + plan.Slug: true, "/s/" + w.Coffee.Slug: false, "/s/" + w.Coffee.Slug + "?festival=nowhere": false,
		"/s/" + w.Baskets.Slug + "?festival=" + plan.Slug: false,
	} {
		if has(path, note) != want {
			t.Errorf("%s names the stall: %v", path, !want)
		}
	}
}

func TestADayOpenAroundTheClockIsToldInWords(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	for _, plan := range []festivalstest.Plan{festivalstest.Coming(w.Organizer.Actor), festivalstest.Running(w.Organizer.Actor)} { // their days are of 24 hours
		festivalstest.Make(t, w.DB, plan)
		for lang, words := range map[string]string{"id": "buka 24 jam", "en": "open around the clock"} {
			page := w.Do(webtest.Call{Method: "GET", Path: "/festivals/" + plan.Slug, Header: map[string]string{"Accept-Language": lang}})
			if !strings.Contains(page.Body, words) || strings.Contains(page.Body, "07.00–07.00") || strings.Contains(page.Body, "07:00–07:00") {
				t.Errorf("%s in %s does not say %q", plan.Slug, lang, words)
			}
		}
	}
}
