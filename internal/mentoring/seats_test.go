package mentoring_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/mentoring"
	"lapak/internal/mentoring/mentoringtest"
)

type booker struct {
	actor identity.Actor
	slug  string
}

// bookers opens shops.
func bookers(w *mentoringtest.World, n int) []booker {
	w.Helper()
	list := make([]booker, n)
	for i := range list {
		owner, shop := w.Open(fmt.Sprintf("Toko %03d", i))
		list[i] = booker{owner, shop.Slug}
	}
	return list
}

func TestTwoHundredAtOnceForTwentySeats(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	const all, seats = 200, 20
	shops := bookers(w, all)
	training := w.Published(seats)
	states := make([]mentoring.SeatState, all)
	var crowd sync.WaitGroup
	for i, b := range shops {
		crowd.Go(func() {
			seat, err := w.Book(t.Context(), b.actor, b.slug, training)
			if err != nil {
				t.Errorf("%s: %v", b.slug, err)
			}
			states[i] = seat.State
		})
	}
	crowd.Wait()
	got := map[mentoring.SeatState]int{}
	for _, state := range states {
		got[state]++
	}
	if got[mentoring.Booked] != seats || got[mentoring.Waiting] != all-seats {
		t.Errorf("%v, want %d seats and the others waiting", got, seats)
	}
	if n := w.Count(`SELECT count(*) FROM training_bookings WHERE state = 'booked'`); n != seats {
		t.Errorf("%d seats are given, want %d", n, seats)
	}
	found, list, err := w.FindForOffice(t.Context(), w.Office, training)
	if err != nil || found.Free() != 0 || found.Waiting != all-seats || len(list) != all {
		t.Errorf("the office sees %+v with %d shops (%v)", found, len(list), err)
	}

	// Everybody who sits gives the seat back at once: the first twenty of the list sit then, in its order.
	var first []string
	for _, seat := range list[seats : 2*seats] {
		first = append(first, seat.ShopSlug)
	}
	for i, b := range shops {
		if states[i] == mentoring.Booked {
			crowd.Go(func() {
				if err := w.GiveBack(t.Context(), b.actor, b.slug, training); err != nil {
					t.Errorf("%s: %v", b.slug, err)
				}
			})
		}
	}
	crowd.Wait()
	found, list, err = w.FindForOffice(t.Context(), w.Office, training)
	w.Must(err)
	if found.Booked != seats || found.Waiting != all-2*seats {
		t.Errorf("after all gave back: %+v", found)
	}
	for i, slug := range first {
		if list[i].ShopSlug != slug || list[i].State != mentoring.Booked {
			t.Fatalf("seat %d is %s's, want %s's, the next of the list", i, list[i].ShopSlug, slug)
		}
	}
	if n := w.Count(`SELECT count(*) FROM messages WHERE template = 'training_moved_up'`); n != seats {
		t.Errorf("%d shops were told that they moved up, want %d", n, seats)
	}
}

func TestTheWaitingListMovesUpInItsOrder(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	shops := bookers(w, 4)
	training := w.Published(1)
	want := []struct {
		state mentoring.SeatState
		ahead int
	}{{mentoring.Booked, 0}, {mentoring.Waiting, 0}, {mentoring.Waiting, 1}, {mentoring.Waiting, 2}}
	for i, b := range shops {
		seat, err := w.Book(t.Context(), b.actor, b.slug, training)
		if err != nil || seat.State != want[i].state || seat.Ahead != want[i].ahead {
			t.Errorf("%s has %+v (%v), want %+v", b.slug, seat, err, want[i])
		}
	}
	w.Must(w.GiveBack(t.Context(), shops[1].actor, shops[1].slug, training)) // from the list: nobody sits instead
	w.Must(w.GiveBack(t.Context(), shops[0].actor, shops[0].slug, training))
	mine, err := w.ListForMember(t.Context(), shops[2].actor, shops[2].slug, "", mentoring.Page{})
	if err != nil || len(mine.Mine) != 1 || mine.Mine[0].Seat.State != mentoring.Booked || w.Told("Toko 002", "training_moved_up") != 1 {
		t.Errorf("the third sees %+v (%v), want the seat", mine, err)
	}
	w.Must(w.GiveBack(t.Context(), shops[2].actor, shops[2].slug, training))
	w.Must(w.GiveBack(t.Context(), shops[3].actor, shops[3].slug, training))
	found, _, err := w.FindForOffice(t.Context(), w.Office, training)
	if err != nil || found.Booked != 0 || found.Waiting != 0 {
		t.Errorf("all gave back: %+v (%v)", found, err)
	}
	seat, err := w.Book(t.Context(), shops[0].actor, shops[0].slug, training) // once more
	if err != nil || seat.State != mentoring.Booked || w.Told("Toko 000", "training_booked") != 2 {
		t.Errorf("booked again: %+v (%v)", seat, err)
	}
}

func TestWhatCannotBeBooked(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	ctx := t.Context()
	draft, err := w.Create(ctx, w.Office, mentoringtest.Lesson(3))
	w.Must(err)
	cancelled := w.Published(3)
	_, err = w.Cancel(ctx, w.Office, cancelled, "Pemateri sakit.")
	w.Must(err)
	closed, booked := w.Published(3), w.Published(3)
	w.Write(`UPDATE trainings SET closes_at = now() - interval '1 second' WHERE id = $1`, closed)
	_, err = w.Book(ctx, w.Owner, w.Shop.Slug, booked)
	w.Must(err)
	_, other := w.Open("Batik Tampo")
	pending, err := w.Shops.Find(ctx, other.ID)
	w.Must(err)
	for name, c := range map[string]struct {
		shop     string
		training uuid.UUID
		code     string
	}{
		"a draft":                    {w.Shop.Slug, draft.ID, "training_not_found"},
		"what is cancelled":          {w.Shop.Slug, cancelled, "training_cancelled"},
		"after booking has closed":   {w.Shop.Slug, closed, "booking_closed"},
		"twice":                      {w.Shop.Slug, booked, "seat_booked"},
		"for another's shop":         {pending.Slug, booked, "shop_not_found"},
		"what does not exist":        {w.Shop.Slug, uuid.New(), "training_not_found"},
		"for a shop that is no shop": {"tidak-ada", booked, "shop_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, w, c.code, "", func() error {
				_, err := w.Book(ctx, w.Owner, c.shop, c.training)
				return err
			})
		})
	}
	refused(t, w, "seat_not_found", "", func() error { return w.GiveBack(ctx, w.Owner, w.Shop.Slug, closed) })
	w.Write(`UPDATE trainings SET closes_at = now() - interval '2 hours', starts_at = now() - interval '1 hour' WHERE id = $1`, booked)
	refused(t, w, "training_started", "", func() error { return w.GiveBack(ctx, w.Owner, w.Shop.Slug, booked) })
	w.Write(`UPDATE shops SET state = 'suspended', reason = 'x' WHERE id = $1`, w.Shop.ID)
	open := w.Published(3)
	refused(t, w, "shop_not_approved", "", func() error {
		_, err := w.Book(ctx, w.Owner, w.Shop.Slug, open)
		return err
	})
}

func TestACancelledTrainingTellsAllWhoBooked(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	shops := bookers(w, 3)
	training := w.Published(2)
	for _, b := range shops {
		_, err := w.Book(t.Context(), b.actor, b.slug, training)
		w.Must(err)
	}
	refused(t, w, "required", "reason", func() error {
		_, err := w.Cancel(t.Context(), w.Office, training, "")
		return err
	})
	refused(t, w, "forbidden", "", func() error {
		_, err := w.Cancel(t.Context(), w.Mentor, training, "Tidak jadi.")
		return err
	})
	found, err := w.Cancel(t.Context(), w.Office, training, "Aula dipakai acara lain.")
	if err != nil || found.State != mentoring.Cancelled || found.Booked != 0 || found.Waiting != 0 {
		t.Errorf("cancelled %+v (%v)", found, err)
	}
	if n := w.Count(`SELECT count(*) FROM messages WHERE template = 'training_cancelled' AND body LIKE '%Aula dipakai acara lain%'`); n != 3 {
		t.Errorf("%d were told why, want all 3", n)
	}
	refused(t, w, "training_cancelled", "", func() error {
		_, err := w.Cancel(t.Context(), w.Office, training, "Sekali lagi.")
		return err
	})
	mine, err := w.ListForMember(t.Context(), shops[0].actor, shops[0].slug, "", mentoring.Page{})
	if err != nil || len(mine.Mine) != 1 || mine.Mine[0].Seat.State != mentoring.SeatVoided || len(mine.Upcoming.Items) != 0 {
		t.Errorf("a shop sees %+v (%v)", mine, err)
	}
}

func TestAttendanceIsMarkedAfterTheStartAndGrantsNothing(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	shops := bookers(w, 3)
	training := w.Published(2)
	for _, b := range shops {
		_, err := w.Book(t.Context(), b.actor, b.slug, training)
		w.Must(err)
	}
	mark := func(who identity.Actor, came ...string) error {
		_, err := w.MarkAttendance(t.Context(), who, training, came)
		return err
	}
	refused(t, w, "training_not_started", "", func() error { return mark(w.Office, shops[0].slug) })
	w.Write(`UPDATE trainings SET closes_at = now() - interval '2 hours', starts_at = now() - interval '1 hour' WHERE id = $1`, training)
	refused(t, w, "forbidden", "", func() error { return mark(w.Mentor, shops[0].slug) })
	refused(t, w, "unknown_value", "attended", func() error { return mark(w.Office, shops[2].slug) }) // waited only
	w.Must(mark(w.Office, shops[0].slug, shops[1].slug))
	w.Must(mark(w.Office, shops[1].slug)) // mended
	_, list, err := w.FindForOffice(t.Context(), w.Office, training)
	w.Must(err)
	if a, b := list[0].Attended, list[1].Attended; a == nil || b == nil || *a || !*b || list[2].Attended != nil {
		t.Errorf("attendance %+v", list)
	}
	if n := w.Count(`SELECT count(*) FROM export_evidence`); n != 0 {
		t.Errorf("attending made %d papers", n)
	}
}

func TestTrainingsThatCannotBe(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	change := func(fn func(*mentoring.NewTraining)) mentoring.NewTraining {
		in := mentoringtest.Lesson(10)
		fn(&in)
		return in
	}
	for name, c := range map[string]struct {
		in          mentoring.NewTraining
		code, field string
	}{
		"no seats":                {change(func(in *mentoring.NewTraining) { in.Seats = 0 }), "out_of_range", "seats"},
		"fewer than no seats":     {change(func(in *mentoring.NewTraining) { in.Seats = -1 }), "out_of_range", "seats"},
		"more than a stadium":     {change(func(in *mentoring.NewTraining) { in.Seats = 1<<63 - 1 }), "out_of_range", "seats"},
		"an end before the start": {change(func(in *mentoring.NewTraining) { in.EndsAt = in.StartsAt.Add(-time.Minute) }), "ends_before_start", "ends_at"},
		"an end at the start":     {change(func(in *mentoring.NewTraining) { in.EndsAt = in.StartsAt }), "ends_before_start", "ends_at"},
		"a month long":            {change(func(in *mentoring.NewTraining) { in.EndsAt = in.StartsAt.AddDate(0, 1, 0) }), "training_too_long", "ends_at"},
		"closing after the start": {change(func(in *mentoring.NewTraining) { in.ClosesAt = in.StartsAt.Add(time.Minute) }), "closes_after_start", "closes_at"},
		"closing in the past":     {change(func(in *mentoring.NewTraining) { in.ClosesAt = time.Now().Add(-time.Hour) }), "time_past", "closes_at"},
		"in ten years": {change(func(in *mentoring.NewTraining) {
			in.StartsAt = in.StartsAt.AddDate(10, 0, 0)
			in.EndsAt = in.StartsAt.Add(time.Hour)
		}), "time_too_far", "starts_at"},
		"a district of nowhere":      {change(func(in *mentoring.NewTraining) { in.District = "nowhere" }), "unknown_value", "district"},
		"without an English title":   {change(func(in *mentoring.NewTraining) { in.TitleEN = "" }), "required", "title_en"},
		"without words":              {change(func(in *mentoring.NewTraining) { in.TextID = "x" }), "too_short", "text_id"},
		"without a place":            {change(func(in *mentoring.NewTraining) { in.Place = "" }), "required", "place"},
		"for a rule of another book": {change(func(in *mentoring.NewTraining) { in.Rules = []string{"S-1", "X-9"} }), "unknown_value", "criteria"},
		"for every rule there is":    {change(func(in *mentoring.NewTraining) { in.Rules = make([]string, 21) }), "too_many", "criteria"},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, w, c.code, c.field, func() error {
				_, err := w.Create(t.Context(), w.Office, c.in)
				return err
			})
		})
	}
	refused(t, w, "forbidden", "", func() error {
		_, err := w.Create(t.Context(), w.Mentor, mentoringtest.Lesson(10))
		return err
	})
	over := change(func(in *mentoring.NewTraining) { in.EndsAt = in.StartsAt.Add(20 * time.Hour) }) // across midnight
	made, err := w.Create(t.Context(), w.Office, over)
	w.Must(err)
	if made.State != mentoring.Draft || len(made.Rules) != 1 || made.Seats != 10 {
		t.Errorf("made %+v", made)
	}
}

func TestAPublishedTrainingIsAPromise(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	made, err := w.Create(t.Context(), w.Office, mentoringtest.Lesson(5))
	w.Must(err)
	in := mentoringtest.Lesson(7)
	in.TitleID = "Mengurus NIB"
	if got, err := w.Update(t.Context(), w.Office, made.ID, in); err != nil || got.Seats != 7 || got.Title.ID != "Mengurus NIB" {
		t.Errorf("updated %+v (%v)", got, err)
	}
	_, err = w.Publish(t.Context(), w.Office, made.ID)
	w.Must(err)
	for name, do := range map[string]func() error{
		"change":        func() error { _, err := w.Update(t.Context(), w.Office, made.ID, in); return err },
		"publish again": func() error { _, err := w.Publish(t.Context(), w.Office, made.ID); return err },
	} {
		t.Run(name, func(t *testing.T) { refused(t, w, "training_published", "", do) })
	}
	late, err := w.Create(t.Context(), w.Office, mentoringtest.Lesson(5))
	w.Must(err)
	w.Write(`UPDATE trainings SET closes_at = now() - interval '1 second' WHERE id = $1`, late.ID)
	refused(t, w, "booking_closed", "", func() error { _, err := w.Publish(t.Context(), w.Office, late.ID); return err })
	w.Write(`UPDATE trainings SET closes_at = now() - interval '2 hours', starts_at = now() - interval '1 hour' WHERE id = $1`, made.ID)
	refused(t, w, "training_started", "", func() error { _, err := w.Cancel(t.Context(), w.Office, made.ID, "Terlambat."); return err })
}

func TestUpcomingAreThePublishedThatFit(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	var want []uuid.UUID
	for i := range 5 {
		in := mentoringtest.Lesson(5)
		in.StartsAt, in.EndsAt = in.StartsAt.Add(time.Duration(i)*time.Hour), in.EndsAt.Add(time.Duration(i)*time.Hour)
		made, err := w.Create(t.Context(), w.Office, in)
		w.Must(err)
		_, err = w.Publish(t.Context(), w.Office, made.ID)
		w.Must(err)
		want = append(want, made.ID)
	}
	_, err := w.Create(t.Context(), w.Office, mentoringtest.Lesson(5)) // a draft
	w.Must(err)
	past := w.Published(5)
	w.Write(`UPDATE trainings SET closes_at = now() - interval '2 hours', starts_at = now() - interval '1 hour' WHERE id = $1`, past)
	var got []uuid.UUID
	for cursor := ""; ; {
		page, err := w.ListUpcoming(t.Context(), "S-1", mentoring.Page{Limit: 2, Cursor: cursor})
		w.Must(err)
		for _, training := range page.Items {
			got = append(got, training.ID)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("upcoming %v, want %v", got, want)
	}
	if page, err := w.ListUpcoming(t.Context(), "P-2", mentoring.Page{}); err != nil || len(page.Items) != 0 {
		t.Errorf("for another rule %+v (%v), want none", page, err)
	}
	if _, err := w.ListUpcoming(t.Context(), "X-9", mentoring.Page{}); apperr.KindOf(err) != apperr.Invalid {
		t.Errorf("for an unknown rule: %v", err)
	}
	if page, err := w.ListByState(t.Context(), w.Office, mentoring.Published, mentoring.Page{Limit: 3}); err != nil || len(page.Items) != 3 || page.Items[0].ID != want[4] {
		t.Errorf("the office's list %+v (%v), want the latest first", page, err)
	}
	if _, err := w.ListByState(t.Context(), w.Owner, mentoring.Published, mentoring.Page{}); apperr.CodeOf(err) != "forbidden" {
		t.Errorf("an owner reads the office's list: %v", err)
	}
}
