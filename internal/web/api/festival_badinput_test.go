package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/festivals/festivalstest"
	"lapak/internal/postgres"
	"lapak/internal/web/webtest"
)

// fairground is a mall with a draft of five stalls, and a published festival of two that runs and takes applications.
type fairground struct {
	*webtest.World
	draft, running string // slugs
	runningID      uuid.UUID
	first          time.Time // day of the draft
}

func newFairground(t *testing.T) *fairground {
	t.Helper()
	w := webtest.New(t)
	g := &fairground{World: w, first: time.Now().AddDate(0, 1, 0)}
	var made struct{ Slug string }
	w.JSON(webtest.Call{Who: w.Organizer, Method: "POST", Path: "/api/v1/organizer/festivals", Body: g.plan()}, http.StatusCreated, &made)
	g.draft = made.Slug
	plan := festivalstest.Running(w.Organizer.Actor)
	plan.Stalls = map[string]int{"kuliner": 2}
	g.running, g.runningID = plan.Slug, festivalstest.Make(t, w.DB, plan)
	g.write(`UPDATE festivals SET applications_close_at = now() + interval '1 hour' WHERE id = $1`, g.runningID)
	return g
}

func (g *fairground) day(n int) string { return g.first.AddDate(0, 0, n).Format(time.DateOnly) }

func (g *fairground) plan() map[string]any {
	return map[string]any{
		"name": "Festival Kopi", "starts_on": g.day(0), "ends_on": g.day(2), "place": "Lapangan", "district": "kalipuro",
		"applications_close_at": g.first.AddDate(0, 0, -10).UTC().Format(time.RFC3339), "stalls": []map[string]any{{"zone": "Kuliner", "quota": 5, "fee": 250_000}},
	}
}

func (g *fairground) write(query string, args ...any) {
	g.Helper()
	err := postgres.Transact(g.Context(), g.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(g.Context(), query, args...)
		return err
	})
	if err != nil {
		g.Fatal(err)
	}
}

// state is all that festivals keep: a refusal leaves it as it was.
func (g *fairground) state() string {
	g.Helper()
	var all strings.Builder
	for _, table := range []string{
		"festivals", "festival_days", "festival_zones", "festival_stalls", "festival_programme", "festival_changes", "festival_members", "festival_terms",
		"festival_quotas", "festival_applications", "festival_application_events", "festival_scores", "festival_featured_shops",
		"festival_featured_products", "festival_slots", "festival_collections", "festival_prices", "festival_permits", "festival_checkins", "stall_sales",
		"festival_devices", "shop_orders",
	} {
		var rows string
		if err := g.DB.GetContext(g.Context(), &rows, `SELECT coalesce(jsonb_agg(r ORDER BY r::text)::text, '') FROM `+table+` r`); err != nil {
			g.Fatal(err)
		}
		all.WriteString(table + rows + "\n")
	}
	return all.String()
}

// refused is a call that is answered by a problem with a code, and by which nothing changes.
func (g *fairground) refused(name string, call webtest.Call, status int, code string) {
	g.Helper()
	before := g.state()
	answer := g.Do(call)
	if answer.Status != status || !strings.Contains(answer.Body, `"`+code+`"`) || !strings.HasPrefix(answer.Header.Get("Content-Type"), "application/problem+json") {
		g.Errorf("%s: %d %s, want %d %s", name, answer.Status, answer.Body, status, code)
	}
	if g.state() != before {
		g.Errorf("%s changed something", name)
	}
}

func (g *fairground) own(method, festival, path string, body any) webtest.Call {
	return webtest.Call{Who: g.Organizer, Method: method, Path: "/api/v1/organizer/festivals/" + festival + path, Body: body}
}

func (g *fairground) wish(shop webtest.Shop) map[string]any {
	return map[string]any{"shop": shop.Slug, "zone": "kuliner", "products": []string{shop.Products[0].Slug}}
}

func TestAWrongFestivalIsRefusedInWords(t *testing.T) {
	t.Parallel()
	g := newFairground(t)
	with := func(field string, value any) map[string]any {
		plan := g.plan()
		plan["name"] = "Festival Batik"
		plan[field] = value
		return plan
	}
	zone := func(field string, value any) []map[string]any {
		z := map[string]any{"zone": "Kuliner", "quota": 5, "fee": 250_000}
		z[field] = value
		return []map[string]any{z}
	}
	create := func(body any) webtest.Call {
		return webtest.Call{Who: g.Organizer, Method: "POST", Path: "/api/v1/organizer/festivals", Body: body}
	}
	for name, tt := range map[string]struct {
		body map[string]any
		code string
	}{
		"dates backwards":      {with("ends_on", g.day(-1)), "ends_before_start"},
		"a date that is none":  {with("starts_on", "2026-02-30"), "malformed"},
		"a number as a date":   {with("starts_on", 20260101), "wrong_type"},
		"a negative fee":       {with("stalls", zone("fee", -1)), "out_of_range"},
		"a fee of half":        {with("stalls", zone("fee", 0.5)), "wrong_type"},
		"a fee in words":       {with("stalls", zone("fee", "250000")), "wrong_type"},
		"a huge fee":           {with("stalls", zone("fee", int64(1)<<62)), "out_of_range"},
		"a negative quota":     {with("stalls", zone("quota", -1)), "out_of_range"},
		"a huge quota":         {with("stalls", zone("quota", int64(1)<<53)), "out_of_range"},
		"a zone of no name":    {with("stalls", zone("zone", "")), "required"},
		"markup is no name":    {with("name", strings.Repeat("<b>", 50)), "too_long"},
		"a column of its own":  {with("state", "published"), "unknown_field"},
		"an unknown district":  {with("district", "nowhere' OR 1=1"), "unknown_value"},
		"null for a name":      {with("name", nil), "malformed"},
		"hours of no clock":    {with("days", []map[string]any{{"date": g.day(0), "opens": "25:00", "closes": "10:00"}}), "not_a_clock"},
		"a day that is not it": {with("days", []map[string]any{{"date": g.day(9), "opens": "08:00", "closes": "10:00"}}), "day_outside"},
	} {
		before := g.state()
		answer := g.Do(create(tt.body))
		if answer.Status != http.StatusUnprocessableEntity || g.state() != before {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		} else if !strings.Contains(answer.Body, `"`+tt.code+`"`) {
			t.Errorf("%s lacks %s: %s", name, tt.code, answer.Body)
		}
	}
	terms := func(seats any) map[string]any {
		return map[string]any{
			"appeal_hours": 72, "full_refund_days": 14, "half_refund_days": 3, "release_at": nil, "criteria": []any{}, "halal_zones": []any{}, "draw_at": nil,
			"draw_sources": []any{}, "quotas": []map[string]any{{"zone": "kuliner", "cap": false, "kind": "village", "seats": seats}},
		}
	}
	g.refused("a quota above the stalls", g.own("PUT", g.draft, "/terms", terms(6)), 422, "above_stalls")
	g.refused("a negative quota", g.own("PUT", g.draft, "/terms", terms(-1)), 422, "above_stalls")
	g.refused("a huge quota", g.own("PUT", g.draft, "/terms", terms(int64(1)<<40)), 422, "above_stalls")
	g.JSON(g.own("PUT", g.draft, "/terms", terms(5)), http.StatusOK, nil)
	g.refused("a stall on another", g.own("PATCH", g.draft, "/stalls/A2", map[string]any{"x": 0, "y": 0}), 422, "stalls_overlap")
	g.refused("a large stall over its neighbour", g.own("PATCH", g.draft, "/stalls/A1", map[string]any{"w": 2}), 422, "stalls_overlap")
	g.refused("a stall outside of the ground", g.own("PATCH", g.draft, "/stalls/A1", map[string]any{"x": 200}), 422, "out_of_range")
	g.refused("a stall of no size", g.own("PATCH", g.draft, "/stalls/A1", map[string]any{"h": 0}), 422, "out_of_range")
	g.refused("a stall's huge place", g.own("PATCH", g.draft, "/stalls/A1", map[string]any{"y": int64(1) << 62}), 422, "out_of_range")
	g.refused("another's number", g.own("PATCH", g.draft, "/stalls/A1", map[string]any{"number": "A2"}), 422, "stall_number_taken")
}

// A show from 19.00 to 01.00 is one evening: it opens and closes on its own day, and its programme may end after midnight.
func TestAnEveningGoesOnAfterMidnight(t *testing.T) {
	t.Parallel()
	g := newFairground(t)
	plan := g.plan()
	plan["name"] = "Malam Gandrung"
	plan["ends_on"] = g.day(1)
	plan["days"] = []map[string]any{{"date": g.day(0), "opens": "19:00", "closes": "01:00"}, {"date": g.day(1), "opens": "19:00", "closes": "01:00"}}
	var made struct {
		Slug string
		Days []struct {
			OpensAt  time.Time `json:"opens_at"`
			ClosesAt time.Time `json:"closes_at"`
		}
	}
	g.JSON(webtest.Call{Who: g.Organizer, Method: "POST", Path: "/api/v1/organizer/festivals", Body: plan}, http.StatusCreated, &made)
	if len(made.Days) != 2 || made.Days[0].ClosesAt.Sub(made.Days[0].OpensAt) != 6*time.Hour || made.Days[0].OpensAt.UTC().Hour() != 12 {
		t.Fatalf("%+v", made)
	}
	opens := made.Days[0].OpensAt
	entry := func(from, until time.Duration) map[string]any {
		return map[string]any{"title": "Tari Gandrung", "starts_at": opens.Add(from).Format(time.RFC3339), "ends_at": opens.Add(until).Format(time.RFC3339)}
	}
	g.JSON(g.own("POST", made.Slug, "/programme", entry(0, 6*time.Hour)), http.StatusCreated, nil)
	g.refused("after the closing", g.own("POST", made.Slug, "/programme", entry(5*time.Hour, 6*time.Hour+time.Minute)), 422, "after_closing")
	g.refused("backwards", g.own("POST", made.Slug, "/programme", entry(3*time.Hour, 2*time.Hour)), 422, "ends_before_start")
	var slots struct {
		Items []struct {
			StartsAt time.Time `json:"starts_at"`
		}
	}
	g.JSON(g.own("PUT", made.Slug, "/slots", map[string]any{"minutes": 60, "capacity": 5}), http.StatusOK, &slots)
	if len(slots.Items) != 12 || !slots.Items[5].StartsAt.Equal(opens.Add(5*time.Hour)) {
		t.Errorf("%+v", slots)
	}
	late := plan
	late["name"] = "Malam Panjang"
	late["days"] = []map[string]any{{"date": g.day(0), "opens": "19:00", "closes": "18:30"}, {"date": g.day(1), "opens": "18:00", "closes": "23:00"}}
	g.refused("an evening into the next", webtest.Call{Who: g.Organizer, Method: "POST", Path: "/api/v1/organizer/festivals", Body: late}, 422, "days_overlap")
	g.JSON(g.own("POST", made.Slug, "/publish", nil), http.StatusOK, nil)
}

func TestAPromiseIsNotChangedWithoutAReason(t *testing.T) {
	t.Parallel()
	g := newFairground(t)
	g.JSON(g.own("POST", g.draft, "/publish", nil), http.StatusOK, nil)
	for name, call := range map[string]webtest.Call{
		"the place":     g.own("PATCH", g.draft, "", map[string]any{"place": "Alun-alun"}),
		"a short word":  g.own("PATCH", g.draft, "", map[string]any{"place": "Alun-alun", "reason": "x"}),
		"a zone":        g.own("POST", g.draft, "/zones", map[string]any{"zone": "Kriya", "quota": 1, "fee": 1}),
		"a fee":         g.own("PATCH", g.draft, "/zones/kuliner", map[string]any{"fee": 1}),
		"more stalls":   g.own("POST", g.draft, "/zones/kuliner/stalls", map[string]any{"quota": 1}),
		"a stall":       g.own("PATCH", g.draft, "/stalls/A1", map[string]any{"x": 50}),
		"the programme": g.own("POST", g.draft, "/programme", map[string]any{"title": "Buka", "starts_at": g.first.Format(time.DateOnly) + "T03:00:00Z", "ends_at": g.first.Format(time.DateOnly) + "T04:00:00Z"}),
		"calling off":   g.own("POST", g.draft, "/cancel", map[string]any{"reason": ""}),
	} {
		before := g.state()
		answer := g.Do(call)
		if answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, "reason") || g.state() != before {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	g.refused("a fee that rises", g.own("PATCH", g.draft, "/zones/kuliner", map[string]any{"fee": 300_000, "reason": "Tenda lebih baik"}), 422, "fee_rises")
	terms := func(field string, value any, reason string) webtest.Call {
		body := map[string]any{
			"appeal_hours": 72, "full_refund_days": 14, "half_refund_days": 3, "release_at": nil, "criteria": []any{}, "halal_zones": []any{}, "draw_at": nil,
			"draw_sources": []any{}, "quotas": []any{}, "reason": reason,
		}
		body[field] = value
		return g.own("PUT", g.draft, "/terms", body)
	}
	g.refused("a quota once applications opened", terms("quotas", []map[string]any{{"zone": "kuliner", "cap": false, "kind": "village", "seats": 1}}, "Warga desa dulu"), 422, "frozen")
	g.refused("terms that are worse", terms("appeal_hours", 24, "Waktu sempit"), 422, "terms_worse")
	g.refused("better terms without a reason", terms("appeal_hours", 96, ""), 422, "invalid_input")
}

func TestApplicationsAreRefusedByTheDatabasesClock(t *testing.T) {
	t.Parallel()
	g := newFairground(t)
	apply := func(who webtest.Person, body any) webtest.Call {
		return webtest.Call{Who: who, Method: "POST", Path: "/api/v1/festivals/" + g.running + "/applications", Body: body}
	}
	own := g.wish(g.Coffee)
	with := func(field string, value any) map[string]any {
		body := g.wish(g.Coffee)
		body[field] = value
		return body
	}
	g.refused("another's shop", apply(g.OtherOwner, own), 404, "shop_not_found")
	g.refused("another's goods", apply(g.Owner, with("products", []string{g.Baskets.Products[0].Slug})), 422, "unknown_value")
	g.refused("an unknown zone", apply(g.Owner, with("zone", "nowhere")), 422, "unknown_value")
	g.refused("a state of its own", apply(g.Owner, with("state", "accepted")), 422, "unknown_field")
	g.write(`UPDATE festivals SET applications_close_at = now() WHERE id = $1`, g.runningID)
	g.refused("at the deadline", apply(g.Owner, own), 409, "applications_closed")
	g.write(`UPDATE festivals SET applications_close_at = now() + interval '1 hour', applications_open_at = now() + interval '30 minutes' WHERE id = $1`, g.runningID)
	g.refused("before it opens", apply(g.Owner, own), 409, "applications_closed")
	g.write(`UPDATE festivals SET applications_open_at = now() - interval '1 day' WHERE id = $1`, g.runningID)
	var made struct{ ID string }
	g.JSON(apply(g.Owner, own), http.StatusCreated, &made)
	g.refused("twice", apply(g.Owner, own), 409, "applied_already")

	// The organizer's festival, the owner's application: a member of the committee does not score the own shop.
	score := map[string]any{"scores": map[string]int{"mutu": 100, "kekhasan": 100, "kesiapan": 100}}
	path := "/applications/" + made.ID
	g.write(`INSERT INTO festival_members (festival_id, account_id, role) VALUES ($1, $2, 'committee')`, g.runningID, g.Owner.Actor.AccountID)
	asOwner := g.own("PUT", g.running, path+"/score", score)
	asOwner.Who = g.Owner
	g.refused("scoring the own shop", asOwner, 403, "own_application")
	g.refused("points above a hundred", g.own("PUT", g.running, path+"/score", map[string]any{"scores": map[string]int{"mutu": 101, "kekhasan": 1, "kesiapan": 1}}), 422, "out_of_range")
	g.refused("an unknown criterion", g.own("PUT", g.running, path+"/score", map[string]any{"scores": map[string]int{"mutu": 1, "kekhasan": 1, "kesiapan": 1, "x": 1}}), 422, "unknown_value")
	g.refused("points in words", g.own("PUT", g.running, path+"/score", `{"scores": {"mutu": "100", "kekhasan": 1, "kesiapan": 1}}`), 422, "wrong_type")

	// What is another's does not exist.
	for name, call := range map[string]webtest.Call{
		"reading":     g.own("GET", g.running, path, nil),
		"accepting":   g.own("POST", g.running, path+"/accept", map[string]any{}),
		"rejecting":   g.own("POST", g.running, path+"/reject", map[string]any{"reason": "Penuh sekali."}),
		"scoring":     asOwner,
		"a permit":    g.own("POST", g.running, "/permits/"+uuid.NewString(), map[string]any{"state": "submitted"}),
		"the report":  g.own("GET", g.running, "/report", nil),
		"checking in": g.own("POST", g.running, "/check-in", map[string]any{"code": "aaaaaaaaaa"}),
		"features":    g.own("PUT", g.running, "/features", map[string]any{"shops": []string{}, "products": []string{}}),
	} {
		call.Who = g.OtherOrganizer
		g.refused(name+" by another organizer", call, 404, "festival_not_found")
	}
	for name, id := range map[string]string{"an unknown one": uuid.NewString(), "no id": "x", "a number": "1", "SQL": "1%27%20OR%201=1"} {
		g.refused("accepting "+name, g.own("POST", g.running, "/applications/"+id+"/accept", map[string]any{}), 404, "application_not_found")
	}
	g.refused("at another festival of one's own", g.own("POST", g.draft, path+"/accept", map[string]any{}), 404, "application_not_found")
	withdraw := webtest.Call{Who: g.OtherOwner, Method: "POST", Path: "/api/v1/festivals/" + g.running + path + "/withdraw"}
	g.refused("withdrawing another's", withdraw, 404, "application_not_found")
}

func TestAtTheStallOnlyItsOwnSlotsCodesAndNumbersCount(t *testing.T) {
	t.Parallel()
	g := newFairground(t)
	festivalstest.Give(t, g.DB, g.runningID, "kuliner", g.Coffee.ID)
	other := festivalstest.Running(g.OtherOrganizer.Actor)
	other.Slug = "festival-lain"
	otherID := festivalstest.Make(t, g.DB, other)
	festivalstest.Give(t, g.DB, otherID, "kuliner", g.Coffee.ID)
	desk := func(method, path string, body any) webtest.Call {
		return webtest.Call{Who: g.Owner, Method: method, Path: "/api/v1/seller/shops/" + g.Coffee.Slug + "/festivals/" + g.running + path, Body: body}
	}
	for name, capacity := range map[string]any{"negative": -1, "huge": int64(1) << 40, "half": 0.5, "a word": "5", "nothing": nil} {
		before := g.state()
		if answer := g.Do(desk("PUT", "/collection", map[string]any{"capacity": capacity})); answer.Status != 422 || g.state() != before {
			t.Errorf("%s orders a slot: %d %s", name, answer.Status, answer.Body)
		}
	}
	for name, minutes := range map[string]any{"negative": -30, "huge": int64(1) << 40, "half": 0.5, "a word": "30"} {
		before := g.state()
		if answer := g.Do(g.own("PUT", g.running, "/slots", map[string]any{"minutes": minutes, "capacity": 5})); answer.Status != 422 || g.state() != before {
			t.Errorf("slots of %s minutes: %d %s", name, answer.Status, answer.Body)
		}
	}
	g.JSON(g.own("PUT", g.running, "/slots", map[string]any{"minutes": 60, "capacity": 5}), http.StatusOK, nil)
	g.JSON(desk("PUT", "/collection", map[string]any{"capacity": 5}), http.StatusOK, nil)

	// Collecting outside of the slots.
	basket := g.Fill(g.Stranger, g.Coffee)
	for name, option := range map[string]string{"no slot": "stall:" + uuid.NewString(), "no id": "stall:x", "an empty one": "stall:"} {
		order := webtest.NewOrder(basket, webtest.Method, g.Coffee)
		order["shipping"] = []map[string]any{{"shop": g.Coffee.Slug, "option": option}}
		delete(order, "address")
		before := g.state()
		answer := place(g.World, basket, uuid.NewString(), order)
		if answer.Status != 422 || g.state() != before {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	// A code of another festival or shop is named, and hands nothing over.
	ticket := func(shop, festival string) map[string]any {
		return map[string]any{"code": "https://lapak.test/seller/" + shop + "/festivals/" + festival + "/goods?collect=LP-1.123456"}
	}
	g.refused("a ticket of another festival", desk("POST", "/collect", ticket(g.Coffee.Slug, other.Slug)), 422, "ticket_of_festival")
	g.refused("a ticket of another shop", desk("POST", "/collect", ticket(g.Baskets.Slug, g.running)), 422, "ticket_of_shop")
	g.refused("no ticket", desk("POST", "/collect", map[string]any{"code": "12345"}), 422, "ticket_unreadable")
	g.refused("a long ticket", desk("POST", "/collect", map[string]any{"code": strings.Repeat("1", 501)}), 422, "too_long")
	sheets, err := g.Festivals.ListPasses(t.Context(), g.OtherOrganizer.Actor, other.Slug)
	if err != nil {
		t.Fatal(err)
	}
	g.refused("a check-in of another festival", g.own("POST", g.running, "/check-in", map[string]any{"code": sheets.Passes[0].CheckIn}), 409, "code_of_other_festival")

	var device struct{ ID string }
	g.JSON(desk("POST", "/devices", nil), http.StatusCreated, &device)
	variant := g.Coffee.Products[0].Variants[0].ID.String()
	sale := func(quantity, price string) string {
		return fmt.Sprintf(`{"device_id": %q, "sales": [{"id": %q, "method": "cash", "sold_at": "2026-01-01T00:00:00Z", "lines": [{"variant_id": %q, "quantity": %s, "unit_price": %s}]}]}`,
			device.ID, uuid.NewString(), variant, quantity, price)
	}
	for name, body := range map[string]string{
		"a negative quantity": sale("-1", "1000"), "none": sale("0", "1000"), "a huge one": sale("9223372036854775807", "1000"), "half a one": sale("0.5", "1000"),
		"a quantity in words": sale(`"1"`, "1000"), "a negative price": sale("1", "-1"), "a huge price": sale("1", "9223372036854775807"), "a price beyond numbers": sale("1", "1e400"),
	} {
		before := g.state()
		if answer := g.Do(desk("POST", "/sales", body)); answer.Status >= 500 || g.state() != before {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
}
