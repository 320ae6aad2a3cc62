package festivals_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/notify"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/regions"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
)

// world is a region with an organizer, and the morning of 1 June 2030.
type world struct {
	*testing.T
	db        *sqlx.DB
	service   *festivals.Service
	shops     *shops.Service
	organizer identity.Actor
	now       time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	db := pgtest.New(t)
	shopService, region := shopstest.New(t, db)
	queue, err := jobs.NewQueue()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, db: db, shops: shopService, organizer: shopstest.Account(t, db, "organizer"), now: time.Date(2030, 6, 1, 2, 0, 0, 0, time.UTC)}
	w.organizer.Roles = []identity.Role{identity.RoleOrganizer}
	outbox := notify.New(db, notify.Config{Senders: map[notify.Channel]notify.Sender{notify.Mail: notify.Outbox{}}})
	w.service = festivals.New(festivals.Deps{DB: db, Queue: queue, Regions: region, Notify: outbox, Shops: shopService, Catalog: catalog.New(catalog.Deps{DB: db}), BaseURL: "https://lapak.test"}).At(w.now)
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func on(month time.Month, day int) time.Time {
	return time.Date(2030, month, day, 0, 0, 0, 0, time.UTC)
}

func moment(month time.Month, day, hour int) *time.Time {
	at := time.Date(2030, month, day, hour, 0, 0, 0, time.UTC)
	return &at
}

// plan is a festival from 7 to 9 July 2030.
func plan() festivals.Plan {
	return festivals.Plan{
		Name: regions.Text{ID: "Festival Kopi"}, Place: "Lapangan", District: "kalipuro", StartsOn: on(7, 7), EndsOn: on(7, 9), CloseAt: moment(6, 20, 10),
	}
}

var twoZones = []festivals.NewZone{
	{Name: regions.Text{ID: "Kuliner"}, Stalls: 14, Fee: 250_000}, {Name: regions.Text{ID: "Kriya", EN: "Craft"}, Stalls: 3, Fee: 150_000},
}

func (w *world) draft() festivals.Festival {
	w.Helper()
	f, err := w.service.Create(w.Context(), w.organizer, plan(), twoZones)
	w.must(err)
	return f
}

func (w *world) published() festivals.Festival {
	w.Helper()
	f, err := w.service.Publish(w.Context(), w.organizer, w.draft().Slug, 0)
	w.must(err)
	return f
}

// count is what a query counts.
func (w *world) count(query string, args ...any) (n int) {
	w.Helper()
	w.must(w.db.GetContext(w.Context(), &n, query, args...))
	return n
}

// refused says how often a code is that of the error or of one of its fields at a path.
func refused(err error, path, code string) bool {
	own := apperr.As(err)
	if own == nil {
		return false
	}
	if path == "" {
		return own.Code == code
	}
	for _, f := range own.Fields {
		if f.Path == path && f.Code == code {
			return true
		}
	}
	return false
}

func TestAFestivalIsMadeFromFewWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.draft()
	if f.Slug != "festival-kopi-2030" || f.State != festivals.Draft || f.Name.EN != "Festival Kopi" || f.Rules.ID == "" || f.Selection != festivals.ByCommittee {
		t.Errorf("%+v", f)
	}
	days, err := w.service.ListDays(t.Context(), w.db, f.ID)
	w.must(err)
	if len(days) != 3 || days[0].OpensAt.UTC() != *moment(7, 7, 1) || days[0].ClosesAt.UTC() != *moment(7, 7, 15) {
		t.Errorf("days %v", days)
	}
	stalls, err := w.service.ListStalls(t.Context(), w.db, f.ID)
	w.must(err)
	if len(stalls) != 17 {
		t.Fatalf("%d stalls", len(stalls))
	}
	numbers := map[string][2]int{}
	for _, s := range stalls {
		numbers[s.Number] = [2]int{s.X, s.Y}
	}
	if numbers["A12"] != [2]int{11, 0} || numbers["A13"] != [2]int{0, 1} || numbers["B1"][1] < 3 {
		t.Errorf("laid out as %v", numbers)
	}
}

func TestABadPlanChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, tt := range map[string]struct {
		path, code string
		change     func(*festivals.Plan)
	}{
		"dates backwards":           {"ends_on", "ends_before_start", func(p *festivals.Plan) { p.EndsOn = on(7, 6) }},
		"in the past":               {"starts_on", "starts_before_now", func(p *festivals.Plan) { p.StartsOn, p.EndsOn = on(5, 31), on(6, 2) }},
		"too long":                  {"ends_on", "festival_too_long", func(p *festivals.Plan) { p.EndsOn = on(9, 9) }},
		"unknown district":          {"district", "unknown_value", func(p *festivals.Plan) { p.District = "nowhere" }},
		"unknown village":           {"village", "unknown_value", func(p *festivals.Plan) { p.Village = "Nowhere" }},
		"applications end too late": {"applications_close_at", "closes_after_start", func(p *festivals.Plan) { p.CloseAt = moment(7, 7, 2) }},
		"applications end first":    {"applications_close_at", "ends_before_start", func(p *festivals.Plan) { p.OpenAt = moment(6, 21, 0) }},
		"applications ended":        {"applications_close_at", "time_past", func(p *festivals.Plan) { p.CloseAt = moment(5, 1, 0) }},
		"no hours":                  {"days", "not_a_clock", func(p *festivals.Plan) { p.Hours = []festivals.Hours{{Date: on(7, 7), Opens: "8", Closes: "25:00"}} }},
		"a day outside": {"days", "day_outside", func(p *festivals.Plan) {
			p.Hours = []festivals.Hours{{Date: on(7, 10), Opens: "08:00", Closes: "10:00"}}
		}},
		"days that overlap": {"days", "days_overlap", func(p *festivals.Plan) {
			p.Hours = []festivals.Hours{{Date: on(7, 7), Opens: "18:00", Closes: "09:00"}, {Date: on(7, 8), Opens: "08:00", Closes: "10:00"}}
		}},
		"no such month": {"hijri_rule", "hijri_unknown", func(p *festivals.Plan) { p.DateRule, p.HijriRule = festivals.HijriDate, "10 Nowhere" }},
	} {
		p := plan()
		tt.change(&p)
		if _, err := w.service.Create(t.Context(), w.organizer, p, nil); !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, tt := range map[string]struct {
		path, code string
		zone       festivals.NewZone
	}{
		"negative fee":    {"stalls[0].fee", "out_of_range", festivals.NewZone{Name: regions.Text{ID: "A"}, Fee: -1}},
		"negative quota":  {"stalls[0].quota", "out_of_range", festivals.NewZone{Name: regions.Text{ID: "A"}, Stalls: -1}},
		"too many stalls": {"stalls[0].quota", "out_of_range", festivals.NewZone{Name: regions.Text{ID: "A"}, Stalls: 1 << 53}},
		"negative power":  {"stalls[0].power_watts", "out_of_range", festivals.NewZone{Name: regions.Text{ID: "A"}, PowerWatts: -1}},
		"no name":         {"stalls[0].zone", "required", festivals.NewZone{}},
	} {
		if _, err := w.service.Create(t.Context(), w.organizer, plan(), []festivals.NewZone{tt.zone}); !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	stranger := shopstest.Account(t, w.db, "stranger")
	if _, err := w.service.Create(t.Context(), stranger, plan(), nil); apperr.KindOf(err) != apperr.Forbidden {
		t.Errorf("a stranger: %v", err)
	}
	if n := w.count(`SELECT count(*) FROM festivals`); n != 0 {
		t.Errorf("%d festivals were made", n)
	}
	w.draft()
	if _, err := w.service.Create(t.Context(), w.organizer, plan(), nil); !refused(err, "", "festival_exists") {
		t.Errorf("the same again: %v", err)
	}
}

func TestPublishingFreezes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.published()
	ctx := t.Context()
	for name, tt := range map[string]struct {
		path, code string
		reason     string
		change     func(*festivals.Plan)
	}{
		"without a reason":      {"reason", "required", " ", func(p *festivals.Plan) { p.Place = "Alun-alun" }},
		"an earlier end":        {"applications_close_at", "closes_earlier", "Lain", func(p *festivals.Plan) { p.CloseAt = moment(6, 19, 0) }},
		"no end":                {"applications_close_at", "closes_earlier", "Lain", func(p *festivals.Plan) { p.CloseAt = nil }},
		"other rules":           {"rules", "frozen", "Lain", func(p *festivals.Plan) { p.Rules.ID = "Lain." }},
		"another selection":     {"selection", "frozen", "Lain", func(p *festivals.Plan) { p.Selection = festivals.ByDraw }},
		"dates backwards":       {"ends_on", "ends_before_start", "Lain", func(p *festivals.Plan) { p.EndsOn = on(7, 1) }},
		"into the past":         {"starts_on", "starts_before_now", "Lain", func(p *festivals.Plan) { p.StartsOn = on(5, 7) }},
		"past the applications": {"applications_close_at", "closes_after_start", "Lain", func(p *festivals.Plan) { p.StartsOn = on(6, 10) }},
	} {
		_, err := w.service.Update(ctx, w.organizer, f.Slug, festivals.Edition{Reason: tt.reason}, tt.change)
		if !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	edition := festivals.Edition{Reason: "Lapangan banjir"}
	at := festivals.ZoneAt{Festival: f.Slug, Zone: "kuliner"}
	if _, err := w.service.UpdateZone(ctx, w.organizer, at, edition, func(z *festivals.NewZone) { z.Fee = 250_001 }); !refused(err, "fee", "fee_rises") {
		t.Errorf("a dearer zone: %v", err)
	}
	if _, err := w.service.RemoveZone(ctx, w.organizer, at, edition); !refused(err, "", "zone_promised") {
		t.Errorf("a zone gone: %v", err)
	}
	if _, err := w.service.RemoveStall(ctx, w.organizer, festivals.StallAt{Festival: f.Slug, Number: "A1"}, edition); !refused(err, "", "stall_promised") {
		t.Errorf("a stall gone: %v", err)
	}
	if _, err := w.service.Update(ctx, w.organizer, f.Slug, festivals.Edition{Version: f.Version - 1, Reason: "Lain"}, func(p *festivals.Plan) { p.Place = "Lain" }); !refused(err, "", "festival_changed") {
		t.Errorf("an old version: %v", err)
	}
	if _, err := w.service.Publish(ctx, w.organizer, f.Slug, 0); !refused(err, "", "festival_published") {
		t.Errorf("published again: %v", err)
	}
	after, err := w.service.FindOwn(ctx, w.organizer, f.Slug)
	w.must(err)
	if after.Version != f.Version || after.Sequence != 0 || w.count(`SELECT count(*) FROM festival_changes`) != 0 {
		t.Errorf("something has changed: %+v", after)
	}
}

func TestAChangeStaysVisibleAndIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.published()
	ctx := t.Context()
	owner := shopstest.Account(t, w.db, "vendor")
	shop := shopstest.Approved(t, w.shops, owner, "Kopi Lerek")
	zones, err := w.service.ListZones(ctx, w.db, f.ID)
	w.must(err)
	for range 2 { // running it again gives no second stall
		w.must(postgres.Transact(ctx, w.db, func(tx *sqlx.Tx) error {
			given, err := w.service.GiveStallTx(ctx, tx, zones[0].ID, shop.ID)
			if err == nil && !given {
				t.Error("no stall was given")
			}
			return err
		}))
	}
	after, err := w.service.Update(ctx, w.organizer, f.Slug, festivals.Edition{Version: f.Version, Reason: "Lapangan banjir"}, func(p *festivals.Plan) {
		p.StartsOn, p.EndsOn, p.Place = on(7, 14), on(7, 15), "Alun-alun"
	})
	w.must(err)
	if after.Sequence != 1 || after.Place != "Alun-alun" || after.Version != f.Version+1 {
		t.Errorf("%+v", after)
	}
	days, err := w.service.ListDays(ctx, w.db, f.ID)
	w.must(err)
	if len(days) != 2 || days[1].OpensAt.UTC() != *moment(7, 15, 1) {
		t.Errorf("the hours did not follow: %v", days)
	}
	list, err := w.service.ListChanges(ctx, f.ID)
	w.must(err)
	if len(list) != 1 || list[0].Reason != "Lapangan banjir" || len(list[0].Changes) != 4 || list[0].Changes[0] != (festivals.Change{Field: "starts_on", Before: "2030-07-07", After: "2030-07-14"}) {
		t.Errorf("%+v", list)
	}
	same, err := w.service.Update(ctx, w.organizer, f.Slug, festivals.Edition{}, func(*festivals.Plan) {})
	if err != nil || same.Sequence != 1 || same.Version != after.Version {
		t.Errorf("nothing was changed, and yet: %+v, %v", same, err)
	}
	if n := w.count(`SELECT count(*) FROM river_job WHERE kind = 'festivals.changed'`); n != 1 {
		t.Errorf("%d news", n)
	}
	for range 2 {
		w.must(w.service.Announce(ctx, festivals.Changed{FestivalID: f.ID, Sequence: 1}, nil))
	}
	if n := w.count(`SELECT count(*) FROM messages WHERE template = 'festival_changed' AND recipient = 'vendor@lapak.test'`); n != 1 {
		t.Errorf("%d messages to the one vendor", n)
	}
}

func TestStallsStandApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.draft()
	ctx := t.Context()
	move := func(number string, change func(*festivals.StallSpot)) error {
		_, err := w.service.MoveStall(ctx, w.organizer, festivals.StallAt{Festival: f.Slug, Number: number}, festivals.Edition{}, change)
		return err
	}
	for name, tt := range map[string]struct {
		path, code string
		change     func(*festivals.StallSpot)
	}{
		"on another":        {"x", "stalls_overlap", func(s *festivals.StallSpot) { s.X = 1 }},
		"wide over another": {"x", "stalls_overlap", func(s *festivals.StallSpot) { s.W = 2 }},
		"outside":           {"x", "out_of_range", func(s *festivals.StallSpot) { s.X = -1 }},
		"far outside":       {"y", "out_of_range", func(s *festivals.StallSpot) { s.Y = 1 << 53 }},
		"of no size":        {"h", "out_of_range", func(s *festivals.StallSpot) { s.H = 0 }},
		"a number twice":    {"number", "stall_number_taken", func(s *festivals.StallSpot) { s.Number = "a2" }},
		"a wild number":     {"number", "bad_stall_number", func(s *festivals.StallSpot) { s.Number = "A 1 <b>" }},
	} {
		if err := move("A1", tt.change); !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := move("Z9", func(*festivals.StallSpot) {}); apperr.CodeOf(err) != "stall_not_found" {
		t.Errorf("%v", err)
	}
	if n := w.count(`SELECT count(*) FROM festival_stalls WHERE number = 'A1' AND grid_x = 0 AND grid_y = 0 AND grid_w = 1`); n != 1 {
		t.Error("a refused move has moved the stall")
	}
	w.must(move("A1", func(s *festivals.StallSpot) { s.X, s.Y, s.Number = 40, 2, "K1" }))
	if n := w.count(`SELECT count(*) FROM festival_stalls WHERE number = 'K1' AND grid_x = 40`); n != 1 {
		t.Error("the stall did not move")
	}
	_, err := w.service.AddStalls(ctx, w.organizer, festivals.ZoneAt{Festival: f.Slug, Zone: "kriya"}, festivals.Edition{}, 30)
	w.must(err)
	if n := w.count(`SELECT count(*) FROM festival_stalls WHERE number IN ('B4', 'B33')`); n != 2 {
		t.Error("the numbers do not go on")
	}
}

func TestTheProgrammeKeepsToTheHours(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	p := plan()
	p.Hours = []festivals.Hours{{Date: on(7, 7), Opens: "16:00", Closes: "01:00"}, {Date: on(7, 8), Opens: "08:00", Closes: "17:00"}}
	f, err := w.service.Create(ctx, w.organizer, p, nil)
	w.must(err)
	add := func(title string, from, to *time.Time) error {
		_, err := w.service.AddEntry(ctx, w.organizer, f.Slug, festivals.Edition{}, festivals.Entry{Title: regions.Text{ID: title}, StartsAt: *from, EndsAt: *to})
		return err
	}
	w.must(add("Wayang", moment(7, 7, 15), moment(7, 7, 18))) // until 01.00 at night
	for name, tt := range map[string]struct {
		path, code string
		from, to   *time.Time
	}{
		"backwards":     {"ends_at", "ends_before_start", moment(7, 7, 12), moment(7, 7, 11)},
		"before hours":  {"starts_at", "outside_days", moment(7, 7, 8), moment(7, 7, 12)},
		"past hours":    {"ends_at", "after_closing", moment(7, 7, 15), moment(7, 7, 19)},
		"on no day":     {"starts_at", "outside_days", moment(7, 9, 3), moment(7, 9, 4)},
		"the same once": {"title", "entry_exists", moment(7, 7, 15), moment(7, 7, 16)},
	} {
		if err := add("Wayang", tt.from, tt.to); !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = w.service.Update(ctx, w.organizer, f.Slug, festivals.Edition{}, func(p *festivals.Plan) { p.Hours[0].Closes = "23:00" })
	if !refused(err, "days", "programme_outside") {
		t.Errorf("hours that cut the programme: %v", err)
	}
	_, err = w.service.Update(ctx, w.organizer, f.Slug, festivals.Edition{}, func(p *festivals.Plan) { p.StartsOn, p.EndsOn = on(7, 21), on(7, 23) })
	w.must(err)
	programme, err := w.service.ListProgramme(ctx, w.db, f.ID)
	w.must(err)
	if len(programme) != 1 || programme[0].StartsAt.UTC() != *moment(7, 21, 15) {
		t.Errorf("%v", programme)
	}
}

func TestAFestivalEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	f := w.published()
	if _, err := w.service.Close(ctx, w.organizer, f.Slug, "Hujan"); !refused(err, "", "festival_not_started") {
		t.Errorf("closed before it began: %v", err)
	}
	during := w.service.At(*moment(7, 8, 3))
	if _, err := during.Close(ctx, w.organizer, f.Slug, ""); !refused(err, "reason", "required") {
		t.Errorf("closed without a reason: %v", err)
	}
	w.must(during.Watch(ctx))
	if n := w.count(`SELECT count(*) FROM river_job WHERE kind = 'festivals.ended'`); n != 0 {
		t.Errorf("%d ended", n)
	}
	closed, err := during.Close(ctx, w.organizer, f.Slug, "Angin kencang")
	w.must(err)
	if closed.State != festivals.Closed || closed.Reason != "Angin kencang" || closed.Sequence != 1 {
		t.Errorf("%+v", closed)
	}
	if n := w.count(`SELECT count(*) FROM river_job WHERE kind = 'festivals.ended' AND (args->>'early')::bool`); n != 1 {
		t.Errorf("%d news of an early end", n)
	}
	if _, err := during.Cancel(ctx, w.organizer, f.Slug, "Lain"); !refused(err, "", "festival_ended") {
		t.Errorf("cancelled when closed: %v", err)
	}
	again, err := w.service.Copy(ctx, w.organizer, f.Slug, on(8, 1))
	w.must(err)
	_, err = w.service.Update(ctx, w.organizer, again.Slug, festivals.Edition{}, func(p *festivals.Plan) { p.CloseAt = moment(7, 20, 0) })
	w.must(err)
	_, err = w.service.Publish(ctx, w.organizer, again.Slug, 0)
	w.must(err)
	w.must(w.service.At(*moment(8, 3, 14)).Watch(ctx)) // the last day is open until 22.00 in the region
	for range 2 {
		w.must(w.service.At(*moment(8, 3, 15)).Watch(ctx))
	}
	over, err := w.service.Find(ctx, identity.Actor{}, again.Slug)
	w.must(err)
	if over.State != festivals.Closed || over.Sequence != 0 || over.EndedAt.UTC() != *moment(8, 3, 15) {
		t.Errorf("%+v", over)
	}
	if n := w.count(`SELECT count(*) FROM river_job WHERE kind = 'festivals.ended'`); n != 2 {
		t.Errorf("%d news", n)
	}
}

func TestACopyHasEverythingButShopsAndDates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	p := plan()
	p.Name = regions.Text{ID: "Festival Kopi 2030", EN: "Coffee Festival 2030"}
	f, err := w.service.Create(ctx, w.organizer, p, twoZones)
	w.must(err)
	w.must(w.service.AddMember(ctx, w.organizer, f.Slug, festivals.NewMember{Contact: w.email("judge"), Role: festivals.Committee}))
	_, err = w.service.AddEntry(ctx, w.organizer, f.Slug, festivals.Edition{}, festivals.Entry{Title: regions.Text{ID: "Pembukaan"}, StartsAt: *moment(7, 7, 2), EndsAt: *moment(7, 7, 3)})
	w.must(err)
	festivalstest.Give(t, w.db, f.ID, "kuliner", shopstest.Approved(t, w.shops, shopstest.Account(t, w.db, "vendor"), "Kopi Lerek").ID)
	w.must(postgres.Transact(ctx, w.db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO festival_terms (festival_id, appeal_hours) SELECT id, 96 FROM festivals;
			INSERT INTO festival_quotas (zone_id, mode, kind, seats, published, taken) SELECT id, 'aside', 'village', 2, 2, 1 FROM festival_zones WHERE zone = 'kuliner'`)
		return err
	}))
	if _, err := w.service.Copy(ctx, w.organizer, f.Slug, on(5, 1)); !refused(err, "starts_on", "starts_before_now") {
		t.Errorf("a copy in the past: %v", err)
	}
	made, err := w.service.Copy(ctx, w.organizer, f.Slug, on(7, 7).AddDate(1, 0, 0))
	w.must(err)
	if made.Slug != "festival-kopi-2031" || made.Name.EN != "Coffee Festival 2031" || made.State != festivals.Draft || made.CloseAt.UTC() != moment(6, 20, 10).AddDate(1, 0, 0) {
		t.Errorf("%+v", made)
	}
	for table, want := range map[string]int{"festival_stalls": 17, "festival_zones": 2, "festival_days": 3, "festival_programme": 1, "festival_members": 2} {
		if n := w.count(`SELECT count(*) FROM `+table+` WHERE festival_id = $1`, made.ID); n != want {
			t.Errorf("%s: %d of %d", table, n, want)
		}
	}
	if n := w.count(`SELECT count(*) FROM festival_terms t JOIN festival_zones z ON z.festival_id = t.festival_id JOIN festival_quotas q ON q.zone_id = z.id
		WHERE t.festival_id = $1 AND t.appeal_hours = 96 AND q.kind = 'village' AND q.seats = 2 AND q.taken = 0`, made.ID); n != 1 {
		t.Errorf("the copy has other terms: %d quotas", n)
	}
	if n := w.count(`SELECT count(*) FROM festival_stalls WHERE festival_id = $1 AND shop_id IS NOT NULL`, made.ID); n != 0 {
		t.Errorf("%d shops have stalls", n)
	}
}

// email makes an account and gives its address.
func (w *world) email(name string) (email string) {
	w.Helper()
	actor := shopstest.Account(w.T, w.db, name)
	w.must(w.db.GetContext(context.Background(), &email, `SELECT email FROM accounts WHERE id = $1`, actor.AccountID))
	return email
}

func TestOneOrganizerCannotTouchAnothersFestival(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	f := w.published()
	other := shopstest.Account(t, w.db, "organizer2")
	other.Roles = []identity.Role{identity.RoleOrganizer}
	reason := festivals.Edition{Reason: "Lain"}
	judge := shopstest.Account(t, w.db, "judge")
	w.must(w.service.AddMember(ctx, w.organizer, f.Slug, festivals.NewMember{Contact: emailOf(t, w.db, judge), Role: festivals.Committee}))
	for who, actor := range map[string]identity.Actor{"another organizer": other, "the committee": judge, "nobody": {}} {
		for verb, do := range map[string]func() error{
			"update": func() error {
				_, err := w.service.Update(ctx, actor, f.Slug, reason, func(p *festivals.Plan) { p.Place = "Lain" })
				return err
			},
			"publish": func() error { _, err := w.service.Publish(ctx, actor, f.Slug, 0); return err },
			"close":   func() error { _, err := w.service.Close(ctx, actor, f.Slug, "Lain"); return err },
			"cancel":  func() error { _, err := w.service.Cancel(ctx, actor, f.Slug, "Lain"); return err },
			"copy":    func() error { _, err := w.service.Copy(ctx, actor, f.Slug, on(9, 1)); return err },
			"zone":    func() error { _, err := w.service.AddZone(ctx, actor, f.Slug, reason, twoZones[0]); return err },
			"entry":   func() error { _, err := w.service.AddEntry(ctx, actor, f.Slug, reason, festivals.Entry{}); return err },
			"move": func() error {
				_, err := w.service.MoveStall(ctx, actor, festivals.StallAt{Festival: f.Slug, Number: "A1"}, reason, func(*festivals.StallSpot) {})
				return err
			},
			"members": func() error { _, err := w.service.ListMembers(ctx, actor, f.Slug); return err },
			"add": func() error {
				return w.service.AddMember(ctx, actor, f.Slug, festivals.NewMember{Contact: "x@x.test", Role: festivals.Organizer})
			},
			"remove": func() error { return w.service.RemoveMember(ctx, actor, f.Slug, w.organizer.AccountID) },
		} {
			if err := do(); apperr.CodeOf(err) != "festival_not_found" {
				t.Errorf("%s by %s: %v", verb, who, err)
			}
		}
	}
	if err := w.service.RemoveMember(ctx, w.organizer, f.Slug, w.organizer.AccountID); !refused(err, "", "last_organizer") {
		t.Errorf("the last organizer left: %v", err)
	}
	if err := w.service.AddMember(ctx, w.organizer, f.Slug, festivals.NewMember{Contact: "nobody@lapak.test", Role: festivals.Organizer}); !refused(err, "contact", "account_unknown") {
		t.Errorf("nobody was added: %v", err)
	}
	if err := w.service.RemoveMember(ctx, w.organizer, f.Slug, uuid.New()); apperr.CodeOf(err) != "member_not_found" {
		t.Errorf("%v", err)
	}
	after, err := w.service.FindOwn(ctx, w.organizer, f.Slug)
	w.must(err)
	if after.Version != f.Version || w.count(`SELECT count(*) FROM festival_members`) != 2 {
		t.Errorf("something has changed: %+v", after)
	}
}

func emailOf(t testing.TB, db *sqlx.DB, actor identity.Actor) (email string) {
	t.Helper()
	if err := db.GetContext(t.Context(), &email, `SELECT email FROM accounts WHERE id = $1`, actor.AccountID); err != nil {
		t.Fatal(err)
	}
	return email
}

func TestADrawIsPublishedWithItsSource(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	byDraw := plan()
	byDraw.Selection = festivals.ByDraw
	f, err := w.service.Create(ctx, w.organizer, byDraw, twoZones)
	w.must(err)
	if _, err := w.service.Publish(ctx, w.organizer, f.Slug, 0); !refused(err, "draw", "draw_source_missing") {
		t.Errorf("a draw without a source: %v", err)
	}
}
