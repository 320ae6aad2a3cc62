package festivals_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"lapak/internal/festivals"
)

func TestAZoneMovesUpWithoutWaitingForAnother(t *testing.T) {
	t.Parallel()
	release := time.Now().Add(25 * 24 * time.Hour)
	f := newFair(t, map[string]int{"kuliner": 2, "kriya": 2}, festivals.ByCommittee, &festivals.Terms{AppealHours: 72, ReleaseAt: &release, Quotas: []festivals.Quota{
		{Zone: "kuliner", Kind: festivals.ForWomenLed, Seats: 1}, {Zone: "kriya", Kind: festivals.ForWomenLed, Seats: 1},
	}})
	var food, craft []festivals.Application
	for i := range 3 {
		food = append(food, f.mustApply(f.vendor(fmt.Sprintf("Dapur %d", i), "kopi"), "kuliner"))
		craft = append(craft, f.mustApply(f.vendor(fmt.Sprintf("Bengkel %d", i), "kriya"), "kriya"))
	}
	f.close()
	f.write(`UPDATE festival_terms SET release_at = now() - interval '1 second'`)
	accept := func(a festivals.Application) {
		t.Helper()
		if _, err := f.Accept(t.Context(), f.organizer, f.decided(a, "")); err != nil {
			t.Fatal(err)
		}
	}
	waitlist := func(a festivals.Application) {
		t.Helper()
		if _, err := f.Waitlist(t.Context(), f.organizer, f.decided(a, "Zona penuh.")); err != nil {
			t.Fatal(err)
		}
	}
	watch := func() {
		t.Helper()
		if err := f.Watch(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	accept(food[0])
	waitlist(food[1])
	waitlist(food[2])
	accept(craft[0])
	waitlist(craft[1]) // craft[2] is not decided yet
	watch()
	f.wantState(food[1], festivals.Accepted) // the seat that was set aside goes to all
	f.wantState(food[2], festivals.Waitlisted)
	f.wantState(craft[1], festivals.Waitlisted)
	if n := f.count(`SELECT count(*) FROM festival_quotas q JOIN festival_zones z ON z.id = q.zone_id
		WHERE z.zone = 'kriya' AND q.mode = 'aside' AND q.seats = 1`); n != 1 {
		t.Error("a zone that is not decided gave its seats away")
	}
	if _, err := f.Reject(t.Context(), f.organizer, f.decided(craft[2], "Bukan kerajinan.")); err != nil {
		t.Fatal(err)
	}
	watch()
	f.wantState(craft[1], festivals.Accepted)
	f.wantSound()
}

// Fees of two zones lapse, lists move up and the last applications are decided, all at once: no place is given twice, and none stays free
// while somebody waits.
func TestZonesMoveUpAtOnce(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 4, "kriya": 4}, festivals.ByCommittee, nil)
	zones := []string{"kuliner", "kriya"}
	var held, last []festivals.Application
	for i := range 10 {
		for _, zone := range zones {
			a := f.mustApply(f.vendor(fmt.Sprintf("Lapak %s %d", zone, i), "kopi"), zone)
			var err error
			switch {
			case i < 4:
				held = append(held, a)
				_, err = f.Accept(t.Context(), f.organizer, f.decided(a, ""))
			case i < 9:
				_, err = f.Waitlist(t.Context(), f.organizer, f.decided(a, "Zona penuh."))
			default:
				last = append(last, a)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	f.close()
	f.write(`UPDATE festival_applications SET due_at = now() - interval '1 second' WHERE state = 'accepted'`)
	var steps []func() error
	for _, a := range held {
		steps = append(steps, func() error { _, err := f.Lapse(context.Background(), a.ID); return err })
	}
	for _, a := range last {
		steps = append(steps, func() error {
			_, err := f.Reject(context.Background(), f.organizer, f.decided(a, "Barang kurang lengkap."))
			return err
		})
	}
	for range 4 {
		steps = append(steps, func() error { return f.Watch(context.Background()) })
	}
	each(steps, func(step func() error) {
		if err := step(); err != nil {
			t.Error(err)
		}
	})
	if err := f.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.wantSound()
	for _, zone := range zones {
		if n := f.count(`SELECT count(*) FROM festival_applications a JOIN festival_zones z ON z.id = a.zone_id WHERE z.zone = $1 AND a.state = 'accepted'`, zone); n != 4 {
			t.Errorf("%s: %d accepted of 4 places", zone, n)
		}
	}
	if n := f.count(`SELECT count(*) FROM festival_application_events WHERE verb = 'move_up'`); n != 8 {
		t.Errorf("%d moved up", n)
	}
}

// each does something with every item, sixteen at a time.
func each[T any](list []T, do func(T)) {
	var group sync.WaitGroup
	slots := make(chan struct{}, 16)
	for _, item := range list {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			do(item)
		})
	}
	group.Wait()
}
