package festivals_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
)

func TestSlotsFillTheOpeningHours(t *testing.T) {
	t.Parallel()
	day := func(from, until time.Duration) festivals.Day {
		return festivals.Day{Date: on(7, 7), OpensAt: on(7, 7).Add(from), ClosesAt: on(7, 7).Add(until)}
	}
	for name, tt := range map[string]struct {
		days    []festivals.Day
		minutes int64
		want    int
	}{
		"a day of half hours":            {[]festivals.Day{day(8*time.Hour, 22*time.Hour)}, 30, 28},
		"what is left at the end":        {[]festivals.Day{day(8*time.Hour, 9*time.Hour)}, 40, 1},
		"a slot as long as the day":      {[]festivals.Day{day(8*time.Hour, 9*time.Hour)}, 60, 1},
		"a minute too long":              {[]festivals.Day{day(8*time.Hour, 9*time.Hour)}, 61, 0},
		"a show from 19.00 to 01.00":     {[]festivals.Day{day(19*time.Hour, 25*time.Hour)}, 60, 6},
		"two days, none between the two": {[]festivals.Day{day(8*time.Hour, 10*time.Hour), day(32*time.Hour, 34*time.Hour)}, 60, 4},
	} {
		slots := festivals.SlotsOf(tt.days, festivals.SlotPlan{Minutes: tt.minutes, Capacity: 3})
		if len(slots) != tt.want {
			t.Errorf("%s: %d slots, want %d", name, len(slots), tt.want)
		}
		for i, s := range slots {
			if s.Capacity != 3 || s.EndsAt.Sub(s.StartsAt) != time.Duration(tt.minutes)*time.Minute || i > 0 && s.StartsAt.Before(slots[i-1].EndsAt) {
				t.Errorf("%s: %+v", name, s)
			}
		}
	}
}

// counter is a running festival whose coffee shop takes orders ahead, two a slot; each slot is an hour.
type counter struct {
	*fair
	id     uuid.UUID
	slug   string
	kopi   shops.Shop
	vendor vendor
	slots  []festivals.Slot // that have not begun
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	f := newFair(t, nil, festivals.ByCommittee, nil)
	plan := festivalstest.Running(f.organizer)
	c := &counter{fair: f, id: festivalstest.Make(t, f.db, plan), slug: plan.Slug, vendor: f.vendor("Kopi Lerek", "kopi")}
	var err error
	c.kopi, _, err = f.shops.FindForMember(t.Context(), c.vendor.owner, c.vendor.slug)
	f.must(err)
	festivalstest.Give(t, f.db, c.id, "kuliner", c.kopi.ID)
	_, err = f.SetSlots(t.Context(), f.organizer, c.slug, festivals.SlotPlan{Minutes: 60, Capacity: 2})
	f.must(err)
	f.must(f.SetCollection(t.Context(), c.vendor.owner, c.vendor.slug, c.slug, 5))
	all, err := f.ListSlots(t.Context(), c.id)
	f.must(err)
	for _, s := range all {
		if s.StartsAt.After(time.Now().Add(time.Hour)) {
			c.slots = append(c.slots, s)
		}
	}
	return c
}

func (c *counter) do(work func(tx *sqlx.Tx) error) error {
	return postgres.Transact(c.Context(), c.db, work)
}

func (c *counter) book(order uuid.UUID, slot uuid.UUID) error {
	return c.do(func(tx *sqlx.Tx) error {
		return c.BookTx(c.Context(), tx, []festivals.Booking{{OrderID: order, ShopID: c.kopi.ID, SlotID: slot}})
	})
}

func (c *counter) release(orders ...uuid.UUID) {
	c.Helper()
	c.must(c.do(func(tx *sqlx.Tx) error { return c.ReleaseTx(c.Context(), tx, orders) }))
}

func (c *counter) load() int {
	c.Helper()
	places, live := c.count(`SELECT coalesce(sum(booked), 0) FROM festival_slot_loads`), c.count(`SELECT count(*) FROM festival_bookings WHERE live`)
	if places != live {
		c.Fatalf("%d places for %d bookings", places, live)
	}
	return places
}

var slotTables = []string{"festival_slots", "festival_slot_loads", "festival_bookings", "festival_collections", "audit_log"}

func TestAWrongPlanOfSlotsChangesNothing(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	c.must(c.book(uuid.New(), c.slots[0].ID))
	c.must(c.book(uuid.New(), c.slots[0].ID))
	before := rowsOf(t, c.db, slotTables...)
	for name, tt := range map[string]struct {
		plan       festivals.SlotPlan
		path, code string
	}{
		"too short":                   {festivals.SlotPlan{Minutes: 9}, "minutes", "out_of_range"},
		"too long":                    {festivals.SlotPlan{Minutes: 241}, "minutes", "out_of_range"},
		"negative":                    {festivals.SlotPlan{Minutes: -60}, "minutes", "out_of_range"},
		"too many orders":             {festivals.SlotPlan{Capacity: 501}, "capacity", "out_of_range"},
		"fewer orders than none":      {festivals.SlotPlan{Capacity: -1}, "capacity", "out_of_range"},
		"fewer than are booked":       {festivals.SlotPlan{Minutes: 60, Capacity: 1}, "", "slots_booked"},
		"a booked slot gets shorter":  {festivals.SlotPlan{Minutes: 30, Capacity: 10}, "", "slots_booked"},
		"a booked slot is taken away": {festivals.SlotPlan{Minutes: 239, Capacity: 10}, "", "slots_booked"},
	} {
		if _, err := c.SetSlots(t.Context(), c.organizer, c.slug, tt.plan); !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := c.SetSlots(t.Context(), c.vendor.owner, c.slug, festivals.SlotPlan{})
	wantCode(t, err, "festival_not_found")
	for _, capacity := range []int64{-1, 501} {
		if err := c.SetCollection(t.Context(), c.vendor.owner, c.vendor.slug, c.slug, capacity); !refused(err, "capacity", "out_of_range") {
			t.Errorf("%d orders: %v", capacity, err)
		}
	}
	stranger := shopstest.Account(t, c.db, "stranger")
	for name, err := range map[string]error{
		"a stranger":       c.SetCollection(t.Context(), stranger, c.vendor.slug, c.slug, 1),
		"without a stall":  c.SetCollection(t.Context(), c.vendor.owner, c.vendor.slug, c.plan.Slug, 1),
		"after the end":    c.At(time.Now().AddDate(0, 0, 3)).SetCollection(t.Context(), c.vendor.owner, c.vendor.slug, c.slug, 1),
		"no such festival": c.SetCollection(t.Context(), c.vendor.owner, c.vendor.slug, "nothing", 1),
	} {
		if kind := apperr.KindOf(err); err == nil || kind != apperr.NotFound && apperr.CodeOf(err) != "festival_ended" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if rowsOf(t, c.db, slotTables...) != before {
		t.Error("a refusal changed something")
	}
}

func TestSlotsAreReplacedAroundWhatIsBooked(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	order := uuid.New()
	c.must(c.book(order, c.slots[0].ID))
	c.release(order)
	slots, err := c.SetSlots(t.Context(), c.organizer, c.slug, festivals.SlotPlan{Minutes: 120, Capacity: 2})
	c.must(err)
	if len(slots) != 36 {
		t.Fatalf("%d slots of two hours in three days", len(slots))
	}
	if n := c.count(`SELECT count(*) FROM festival_slots WHERE open`); n != 36 {
		t.Errorf("%d open slots", n)
	}
	if slots, err = c.SetSlots(t.Context(), c.organizer, c.slug, festivals.SlotPlan{}); err != nil || len(slots) != 144 || slots[0].Capacity != 10 {
		t.Errorf("the defaults make %d slots: %v", len(slots), err)
	}
	if n := c.count(`SELECT count(*) FROM audit_log WHERE action = 'festival.slots'`); n != 3 {
		t.Errorf("%d times in the audit log", n)
	}
	if _, err := c.SetSlots(t.Context(), c.organizer, c.slug, festivals.SlotPlan{Minutes: 10}); err != nil {
		t.Error(err)
	}
	c.write(`UPDATE festival_days SET closes_at = opens_at + interval '24 hours'`)
	for range 14 { // 17 days of slots of ten minutes are too many
		c.write(`INSERT INTO festival_days (festival_id, day, opens_at, closes_at) SELECT $1::uuid, max(day) + 1, max(closes_at), max(closes_at) + interval '1 day'
			FROM festival_days WHERE festival_id = $1::uuid`, c.id)
	}
	if _, err := c.SetSlots(t.Context(), c.organizer, c.slug, festivals.SlotPlan{Minutes: 10}); !refused(err, "minutes", "too_many") {
		t.Errorf("more slots than the most: %v", err)
	}
}

func TestAPlaceInASlotIsTakenAndGivenBackOnce(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	a, b, late := uuid.New(), uuid.New(), uuid.New()
	c.must(c.book(a, c.slots[0].ID))
	c.must(c.book(a, c.slots[0].ID)) // has its place
	c.must(c.book(b, c.slots[0].ID))
	wantCode(t, c.book(late, c.slots[0].ID), "slot_full")
	wantCode(t, c.book(late, uuid.New()), "slot_gone")
	if n := c.load(); n != 2 {
		t.Fatalf("%d places taken", n)
	}
	// An order whose new slot is full keeps the one that it has.
	c.must(c.book(late, c.slots[1].ID))
	wantCode(t, c.do(func(tx *sqlx.Tx) error {
		return c.RebookTx(t.Context(), tx, festivals.Booking{OrderID: late, ShopID: c.kopi.ID, SlotID: c.slots[0].ID})
	}), "slot_full")
	found, err := c.ListCollections(t.Context(), c.db, []uuid.UUID{late, uuid.New()})
	if err != nil || len(found) != 1 || found[late].SlotID != c.slots[1].ID || found[late].Stall != "A1" || found[late].Vanished() {
		t.Fatalf("%+v, %v", found, err)
	}
	c.release(a, a)
	c.release(a)
	if n := c.load(); n != 2 {
		t.Errorf("%d places after one was given back twice", n)
	}
	c.must(c.do(func(tx *sqlx.Tx) error {
		return c.RebookTx(t.Context(), tx, festivals.Booking{OrderID: late, ShopID: c.kopi.ID, SlotID: c.slots[0].ID})
	}))
	if n := c.count(`SELECT booked FROM festival_slot_loads WHERE slot_id = $1`, c.slots[1].ID); n != 0 {
		t.Errorf("the old slot keeps %d", n)
	}
	// The vendor serves fewer than the plan allows.
	c.must(c.SetCollection(t.Context(), c.vendor.owner, c.vendor.slug, c.slug, 1))
	c.must(c.book(uuid.New(), c.slots[2].ID))
	wantCode(t, c.book(uuid.New(), c.slots[2].ID), "slot_full")
	c.must(c.SetCollection(t.Context(), c.vendor.owner, c.vendor.slug, c.slug, 0))
	wantCode(t, c.book(uuid.New(), c.slots[3].ID), "slot_gone")
	if n := c.load(); n != 3 {
		t.Errorf("what is booked did not stay: %d", n)
	}
}

func TestOnlySlotsThatComeAndHoldCanBeChosen(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	first := c.slots[0]
	offered := func(at time.Time) int {
		t.Helper()
		choices, err := c.At(at).ListChoices(t.Context(), c.db, []uuid.UUID{c.kopi.ID, uuid.New()})
		c.must(err)
		n := 0
		for _, choice := range choices {
			if choice.SlotID == first.ID {
				n = choice.Left
			}
		}
		return n
	}
	if n := offered(first.StartsAt.Add(-15*time.Minute - time.Second)); n != 2 {
		t.Errorf("a quarter of an hour before: %d left", n)
	}
	if n := offered(first.StartsAt.Add(-15 * time.Minute)); n != 0 {
		t.Errorf("under a quarter of an hour before: %d left", n)
	}
	book := func(at time.Time) error {
		return c.do(func(tx *sqlx.Tx) error {
			return c.At(at).BookTx(t.Context(), tx, []festivals.Booking{{OrderID: uuid.New(), ShopID: c.kopi.ID, SlotID: first.ID}})
		})
	}
	wantCode(t, book(first.StartsAt), "slot_gone")
	for name, change := range map[string]string{
		"of a closed festival":     `UPDATE festivals SET state = 'closed', ended_at = now() WHERE id = $1`,
		"taken out of the plan":    `UPDATE festival_slots SET open = false WHERE festival_id = $1`,
		"outside of the hours":     `UPDATE festival_days SET opens_at = opens_at - interval '10 days', closes_at = closes_at - interval '10 days' WHERE festival_id = $1`,
		"at a stall that was lost": `UPDATE festival_stalls SET shop_id = NULL, taken_at = NULL WHERE festival_id = $1`,
	} {
		err := c.do(func(tx *sqlx.Tx) error {
			if _, err := tx.ExecContext(t.Context(), change, c.id); err != nil {
				return err
			}
			choices, err := c.ListChoices(t.Context(), tx, []uuid.UUID{c.kopi.ID})
			if err != nil || len(choices) > 0 {
				t.Errorf("%s: %d offered, %v", name, len(choices), err)
			}
			return c.BookTx(t.Context(), tx, []festivals.Booking{{OrderID: uuid.New(), ShopID: c.kopi.ID, SlotID: first.ID}}) // what is refused rolls back
		})
		if apperr.CodeOf(err) != "slot_gone" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := c.load(); n != 0 {
		t.Errorf("%d places taken", n)
	}
}

func TestTheNewsOfAVanishedSlotComesOnce(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change string
		news   int
	}{
		"nothing happened":    {`SELECT $1::uuid`, 0},
		"it was called off":   {`UPDATE festivals SET state = 'cancelled', ended_at = now() WHERE id = $1`, 1},
		"its days were moved": {`UPDATE festival_days SET opens_at = opens_at + interval '10 days', closes_at = closes_at + interval '10 days' WHERE festival_id = $1`, 1},
		"the stall was lost":  {`UPDATE festival_stalls SET shop_id = NULL, taken_at = NULL WHERE festival_id = $1`, 1},
		"a slot that has begun is called off": {`WITH begun AS (
			UPDATE festival_slots SET starts_at = now() - interval '1 minute', ends_at = now() + interval '1 hour'
			WHERE id IN (SELECT slot_id FROM festival_bookings WHERE live))
			UPDATE festivals SET state = 'cancelled', ended_at = now() WHERE id = $1`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t)
			given := uuid.New()
			c.must(c.book(uuid.New(), c.slots[0].ID))
			c.must(c.book(given, c.slots[1].ID))
			c.release(given)
			c.write(tt.change, c.id)
			for range 2 {
				c.must(c.Watch(t.Context()))
			}
			if n := c.count(`SELECT count(*) FROM river_job WHERE kind = 'festivals.slot_vanished'`); n != tt.news {
				t.Errorf("told %d times, want %d", n, tt.news)
			}
			if n := c.count(`SELECT count(*) FROM festival_bookings WHERE vanished_at IS NOT NULL`); n != tt.news {
				t.Errorf("%d bookings vanished", n)
			}
		})
	}
}

var visitTables = []string{"festival_visits", "festival_checkins"}

func TestWhoMayBeCheckedInAndWhen(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	pass, err := c.FindPass(t.Context(), c.vendor.owner, c.slug, c.vendor.slug)
	c.must(err)
	code := pass.Passes[0].CheckIn
	check := func(actor identity.Actor) error {
		_, err := c.CheckIn(t.Context(), actor, c.slug, code)
		return err
	}
	before := rowsOf(t, c.db, visitTables...)
	for state, want := range map[string]string{"draft": "festival_not_selling", "cancelled": "festival_not_selling"} {
		c.write(`UPDATE festivals SET state = $2, published_at = CASE WHEN $2 <> 'draft' THEN now() END, ended_at = CASE WHEN $2 = 'cancelled' THEN now() END WHERE id = $1`, c.id, state)
		wantCode(t, check(c.organizer), want)
	}
	c.write(`UPDATE festivals SET state = 'published', published_at = now(), ended_at = NULL WHERE id = $1`, c.id)
	wantCode(t, check(c.vendor.owner), "festival_not_found")
	wantCode(t, check(shopstest.Account(t, c.db, "stranger")), "festival_not_found")
	// The stall passes on: the old vendor's code opens nothing, the visitors' code leads to the new one.
	teh := c.fair.vendor("Teh Kemiren", "kopi")
	other, _, err := c.shops.FindForMember(t.Context(), teh.owner, teh.slug)
	c.must(err)
	c.write(`UPDATE festival_stalls SET shop_id = $2 WHERE festival_id = $1 AND shop_id IS NOT NULL`, c.id, other.ID)
	wantCode(t, check(c.organizer), "code_outdated")
	if rowsOf(t, c.db, visitTables...) != before {
		t.Fatal("a refusal changed something")
	}
	if to, err := c.Visit(t.Context(), pass.Passes[0].Visit, []byte("a")); err != nil || to.Shop != teh.slug {
		t.Errorf("the visitors' code leads to %+v, %v", to, err)
	}
	next, err := c.FindPass(t.Context(), teh.owner, c.slug, teh.slug)
	if err != nil || len(next.Passes) != 1 || next.Passes[0].CheckIn == code || next.Passes[0].Visit != pass.Passes[0].Visit || next.Entrance != pass.Entrance {
		t.Fatalf("the next vendor's pass: %+v, %v", next, err)
	}
	committee := shopstest.Account(t, c.db, "committee")
	c.write(`INSERT INTO festival_members (festival_id, account_id, role) VALUES ($1, $2, 'committee')`, c.id, committee.AccountID)
	c.write(`UPDATE festivals SET state = 'closed', ended_at = now() WHERE id = $1`, c.id)
	if in, err := c.CheckIn(t.Context(), committee, c.slug, next.Passes[0].CheckIn); err != nil || !in.IsFirst {
		t.Errorf("late, by the committee: %+v, %v", in, err)
	}
	if slug, err := c.FindCheckIn(t.Context(), c.organizer, next.Passes[0].CheckIn); err != nil || slug != c.slug {
		t.Errorf("%s, %v", slug, err)
	}
	for name, actor := range map[string]identity.Actor{"a vendor": teh.owner, "nobody": {}} {
		if _, err := c.FindCheckIn(t.Context(), actor, next.Passes[0].CheckIn); apperr.CodeOf(err) != "code_not_found" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := c.FindCheckIn(t.Context(), c.organizer, next.Passes[0].Visit); apperr.CodeOf(err) != "code_not_found" {
		t.Errorf("a visitors' code as a check-in: %v", err)
	}
}

// A visitor counts once at a code and day, by the region's days: midnight is at 17.00 UTC.
func TestAVisitorCountsOnceADay(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	pass, err := c.FindPass(t.Context(), c.vendor.owner, c.slug, c.vendor.slug)
	c.must(err)
	evening := time.Date(2026, 11, 20, 16, 59, 59, 0, time.UTC)
	for _, visit := range []struct {
		at   time.Time
		code string
		want int
	}{
		{evening.Add(-10 * time.Hour), pass.Passes[0].Visit, 1},
		{evening, pass.Passes[0].Visit, 1},
		{evening.Add(time.Second), pass.Passes[0].Visit, 2},
		{evening, pass.Entrance, 3},
		{evening, pass.Entrance, 3},
	} {
		if _, err := c.At(visit.at).Visit(t.Context(), visit.code, []byte("a")); err != nil {
			t.Fatal(err)
		}
		if n := c.count(`SELECT count(*) FROM festival_visits`); n != visit.want {
			t.Errorf("%s: %d visits, want %d", visit.at, n, visit.want)
		}
	}
	if n := c.count(`SELECT count(DISTINCT visitor) FROM festival_visits`); n != 2 {
		t.Errorf("a visitor is known by %d numbers at two codes", n)
	}
}
