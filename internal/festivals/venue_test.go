package festivals_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/postgres"
	"lapak/internal/shops/shopstest"
)

func TestAVendorIsCheckedInOnceByItsCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	running := festivalstest.Running(w.organizer)
	id := festivalstest.Make(t, w.db, running)
	shop := shopstest.Approved(t, w.shops, shopstest.Account(t, w.db, "owner"), "Kopi Gandrung")
	festivalstest.Give(t, w.db, id, "kuliner", shop.ID)
	service := w.service.At(time.Now())
	_, places, err := service.ListPlaces(t.Context(), w.organizer, running.Slug)
	w.must(err)
	if len(places) != 1 || places[0].At != nil {
		t.Fatalf("%+v", places)
	}
	code := places[0].Code
	stranger := shopstest.Account(t, w.db, "stranger")
	if _, _, err := service.CheckIn(t.Context(), stranger, running.Slug, code); !refused(err, "", "festival_not_found") {
		t.Error("somebody else checked a vendor in:", err)
	}
	if _, _, err := service.CheckIn(t.Context(), w.organizer, running.Slug, "A1-XXXXXX"); !refused(err, "code", "checkin_unknown") {
		t.Error(err)
	}
	if n := w.count(`SELECT count(*) FROM festival_checkins`); n != 0 {
		t.Fatal("a refusal checked in", n)
	}
	w.must(postgres.Transact(t.Context(), w.db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO festival_members (festival_id, account_id, role) VALUES ($1, $2, 'committee')`, id, stranger.AccountID)
		return err
	}))
	for i := range 2 {
		place, again, err := service.CheckIn(t.Context(), stranger, running.Slug, " https://x.test/?code="+code)
		w.must(err)
		if again != (i == 1) || !place.Late || place.At == nil {
			t.Errorf("%d: %v %+v", i, again, place)
		}
	}
	if n := w.count(`SELECT count(*) FROM festival_checkins`); n != 1 {
		t.Error("checked in", n, "times")
	}
}

func TestAWrongCodeIsToldWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	running, coming := festivalstest.Running(w.organizer), festivalstest.Coming(w.organizer)
	id, other := festivalstest.Make(t, w.db, running), festivalstest.Make(t, w.db, coming)
	shop := shopstest.Approved(t, w.shops, shopstest.Account(t, w.db, "owner"), "Kopi Gandrung")
	festivalstest.Give(t, w.db, id, "kuliner", shop.ID)
	festivalstest.Give(t, w.db, other, "kuliner", shop.ID)
	service := w.service.At(time.Now())
	codeAt := func(slug string) string {
		_, places, err := service.ListPlaces(t.Context(), w.organizer, slug)
		w.must(err)
		return places[0].Code
	}
	before, elsewhere := codeAt(running.Slug), codeAt(coming.Slug)
	try := func(s *festivals.Service, slug, code, want string) {
		t.Helper()
		if _, _, err := s.CheckIn(t.Context(), w.organizer, slug, code); !refused(err, "", want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	try(service, running.Slug, elsewhere, "checkin_other_festival")
	try(service, coming.Slug, elsewhere, "checkin_too_early")
	try(service.At(time.Now().AddDate(1, 0, 0)), running.Slug, before, "checkin_over")
	w.must(service.SwapStalls(t.Context(), w.organizer, running.Slug, "A1", "A2"))
	try(service, running.Slug, before, "checkin_moved")
	if n := w.count(`SELECT count(*) FROM festival_checkins`); n != 0 {
		t.Error("a refusal checked in", n)
	}
}

func TestAVisitorCountsOnceADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	running := festivalstest.Running(w.organizer)
	id := festivalstest.Make(t, w.db, running)
	service := w.service.At(time.Now())
	code, err := service.FindEntrance(t.Context(), id)
	w.must(err)
	door, err := service.FindDoor(t.Context(), code)
	w.must(err)
	one := festivals.Visitor{Address: "192.0.2.1", Agent: "phone"}
	w.must(service.CountVisit(t.Context(), door, one))
	w.must(service.CountVisit(t.Context(), door, one))
	w.must(w.service.At(time.Now().Add(24*time.Hour)).CountVisit(t.Context(), door, one))
	crowd := make(chan error)
	for i := range 200 {
		go func() { crowd <- service.CountVisit(t.Context(), door, festivals.Visitor{Address: fmt.Sprint("crowd ", i%100), Agent: "phone"}) }()
	}
	for range 200 {
		w.must(<-crowd)
	}
	counts, err := festivals.CountVisits(t.Context(), w.db, id)
	w.must(err)
	if len(counts) != 2 || counts[0].Count != 101 || counts[1].Count != 1 {
		t.Errorf("%+v", counts)
	}
	w.must(w.service.At(time.Now().Add(24 * time.Hour)).Watch(t.Context()))
	if n := w.count(`SELECT count(*) FROM festival_salts`); n != 1 {
		t.Error("salts of past days are kept:", n)
	}
}
