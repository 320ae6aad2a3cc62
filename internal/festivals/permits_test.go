package festivals_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/shops/shopstest"
)

// permitDesk is a festival of June 2030 whose permits lie with two offices.
type permitDesk struct {
	*world
	festival festivals.Festival
	diskop   identity.Actor
}

func newPermitDesk(t *testing.T) *permitDesk {
	t.Helper()
	w := newWorld(t)
	d := &permitDesk{world: w, festival: w.published(), diskop: shopstest.Account(t, w.db, "diskop")}
	d.diskop.Roles = []identity.Role{identity.RoleVerifier.In("diskop")}
	return d
}

func (d *permitDesk) create(office string, due time.Time) festivals.Permit {
	d.Helper()
	p, err := d.service.CreatePermit(d.Context(), d.organizer, d.festival.Slug, festivals.NewPermit{TitleID: "Izin keramaian", Office: office, DueOn: due})
	d.must(err)
	return p
}

func (d *permitDesk) move(p festivals.Permit, in festivals.PermitMove) (festivals.Permit, error) {
	return d.service.MovePermit(d.Context(), d.organizer, d.festival.Slug, p.ID, in)
}

func (d *permitDesk) decide(p festivals.Permit, in festivals.PermitMove) (festivals.Permit, error) {
	return d.service.DecidePermit(d.Context(), d.diskop, p.ID, in)
}

func (d *permitDesk) rows() string {
	d.Helper()
	return rowsOf(d, d.db, "festival_permits", "festival_permit_events")
}

func TestTheUsualPermitsAreAddedOnce(t *testing.T) {
	t.Parallel()
	d := newPermitDesk(t)
	templates := []festivals.PermitTemplate{
		{Key: "keramaian", TitleID: "Izin keramaian", TitleEN: "Crowd permit", Office: "diskop", DaysBefore: 14, Confidence: "sourced", Source: "x"},
		{Key: "bersih", TitleID: "Bersih-bersih", TitleEN: "Cleaning up", Office: "nowhere", DaysBefore: -1, Confidence: "unverified"},
	}
	d.must(d.service.ImportPermitTemplates(t.Context(), templates))
	own := d.create("", on(6, 15))
	list, err := d.service.AddUsualPermits(t.Context(), d.organizer, d.festival.Slug)
	d.must(err)
	if len(list) != 3 || list[0].ID != own.ID || !list[1].DueOn.Equal(on(6, 23)) || list[1].Office != "diskop" || list[1].Confidence != "sourced" ||
		!list[2].DueOn.Equal(on(7, 8)) || list[2].Office != "" || list[1].Title.EN != "Crowd permit" || len(list[1].History) != 1 {
		t.Fatalf("%+v", list)
	}
	moved, err := d.move(list[1], festivals.PermitMove{State: festivals.PermitSubmitted, FileNumber: "503/1", DueOn: on(6, 20)})
	d.must(err)
	before := d.rows()
	if list, err = d.service.AddUsualPermits(t.Context(), d.organizer, d.festival.Slug); err != nil || len(list) != 3 {
		t.Fatalf("again: %d, %v", len(list), err)
	}
	if d.rows() != before || moved.FileNumber != "503/1" {
		t.Error("what was there did not stay as it was")
	}
	d.must(d.service.ImportPermitTemplates(t.Context(), templates[:1])) // one that is in use stays
	if n := d.count(`SELECT count(*) FROM festival_permit_templates`); n != 2 {
		t.Errorf("%d templates", n)
	}
	_, err = d.service.AddUsualPermits(t.Context(), shopstest.Account(t, d.db, "stranger"), d.festival.Slug)
	wantCode(t, err, "festival_not_found")
}

func TestAWrongPermitChangesNothing(t *testing.T) {
	t.Parallel()
	d := newPermitDesk(t)
	for name, tt := range map[string]struct {
		in         festivals.NewPermit
		path, code string
	}{
		"no title":             {festivals.NewPermit{DueOn: on(6, 15)}, "title.id", "required"},
		"too long a title":     {festivals.NewPermit{TitleID: strings.Repeat("a", 161), DueOn: on(6, 15)}, "title.id", "too_long"},
		"an unknown office":    {festivals.NewPermit{TitleID: "Izin", Office: "nowhere", DueOn: on(6, 15)}, "office", "unknown_value"},
		"no day":               {festivals.NewPermit{TitleID: "Izin"}, "due_on", "required"},
		"a day far away":       {festivals.NewPermit{TitleID: "Izin", DueOn: time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC)}, "due_on", "required"},
		"too long a neighbour": {festivals.NewPermit{TitleID: "Izin", DueOn: on(6, 15), Responsible: strings.Repeat("a", 121)}, "responsible", "too_long"},
	} {
		if _, err := d.service.CreatePermit(t.Context(), d.organizer, d.festival.Slug, tt.in); !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := d.service.CreatePermit(t.Context(), shopstest.Account(t, d.db, "stranger"), d.festival.Slug, festivals.NewPermit{TitleID: "Izin", DueOn: on(6, 15)})
	wantCode(t, err, "festival_not_found")
	if n := d.count(`SELECT count(*) FROM festival_permits`); n != 0 {
		t.Fatalf("%d were made", n)
	}
	if p := d.create("diskop", on(6, 15)); p.Title.EN != p.Title.ID || p.State != festivals.PermitOpen || len(p.History) != 1 || p.History[0].Actor != d.organizer.String() {
		t.Errorf("%+v", p)
	}
	for range 99 {
		d.create("", on(6, 15))
	}
	_, err = d.service.CreatePermit(t.Context(), d.organizer, d.festival.Slug, festivals.NewPermit{TitleID: "Izin", DueOn: on(6, 15)})
	wantCode(t, err, "too_many_permits")
	if n := d.count(`SELECT count(*) FROM festival_permits`); n != 100 {
		t.Errorf("%d lines", n)
	}
}

func TestAnOrganizerMovesTheDayOfAPermit(t *testing.T) {
	t.Parallel()
	d := newPermitDesk(t)
	p := d.create("diskop", on(6, 15))
	_, err := d.service.MovePermit(t.Context(), shopstest.Account(t, d.db, "stranger"), d.festival.Slug, p.ID, festivals.PermitMove{DueOn: on(6, 20)})
	wantCode(t, err, "festival_not_found")
	decided, err := d.decide(p, festivals.PermitMove{State: festivals.PermitSubmitted, DueOn: on(6, 20)})
	if err != nil || !decided.DueOn.Equal(on(6, 15)) {
		t.Errorf("an office moved the day to %s: %v", decided.DueOn, err)
	}
	logged := func() int {
		return d.count(`SELECT count(*) FROM audit_log WHERE action = 'festival.permit.due' AND data::text LIKE '%2030-06-15%2030-06-20%'`)
	}
	if n := logged(); n != 0 {
		t.Errorf("%d moves of a day are in the log", n)
	}
	for range 2 { // the same day again is no move
		moved, err := d.move(p, festivals.PermitMove{DueOn: on(6, 20)})
		if err != nil || !moved.DueOn.Equal(on(6, 20)) || moved.State != festivals.PermitSubmitted {
			t.Errorf("%+v, %v", moved, err)
		}
	}
	if n := logged(); n != 1 {
		t.Errorf("%d moves of a day are in the log", n)
	}
}

func TestWhatAnOfficeGrantsTheOrganizerDoesNot(t *testing.T) {
	t.Parallel()
	d := newPermitDesk(t)
	office, own := d.create("diskop", on(6, 15)), d.create("", on(6, 15))
	before := d.rows()
	for name, tt := range map[string]struct {
		in         festivals.PermitMove
		path, code string
	}{
		"granting":          {festivals.PermitMove{State: festivals.PermitGranted}, "state", "unknown_value"},
		"refusing":          {festivals.PermitMove{State: festivals.PermitRefused, Note: "Tidak lengkap"}, "state", "unknown_value"},
		"an unknown state":  {festivals.PermitMove{State: "lost"}, "state", "unknown_value"},
		"too long a note":   {festivals.PermitMove{Note: strings.Repeat("a", 1001)}, "note", "too_long"},
		"too long a number": {festivals.PermitMove{FileNumber: strings.Repeat("1", 81)}, "file_number", "too_long"},
		"a day far away":    {festivals.PermitMove{DueOn: on(6, 15).AddDate(200, 0, 0)}, "due_on", "out_of_range"},
	} {
		if _, err := d.move(office, tt.in); !refused(err, tt.path, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.move(own, festivals.PermitMove{State: festivals.PermitRefused, Note: "no"}); !refused(err, "note", "reason_needed") {
		t.Errorf("a refusal without a reason: %v", err)
	}
	other := d.published2()
	_, err := d.service.MovePermit(t.Context(), d.organizer, other.Slug, office.ID, festivals.PermitMove{State: festivals.PermitSubmitted})
	wantCode(t, err, "permit_not_found")
	_, err = d.service.MovePermit(t.Context(), shopstest.Account(t, d.db, "stranger"), d.festival.Slug, office.ID, festivals.PermitMove{State: festivals.PermitSubmitted})
	wantCode(t, err, "festival_not_found")
	_, err = d.move(festivals.Permit{ID: uuid.New()}, festivals.PermitMove{State: festivals.PermitSubmitted})
	wantCode(t, err, "permit_not_found")
	if d.rows() != before {
		t.Fatal("a refusal changed something")
	}
	done, err := d.move(own, festivals.PermitMove{State: festivals.PermitGranted, Note: "Selesai", Responsible: "Ketua"})
	if err != nil || done.State != festivals.PermitGranted || done.Responsible != "Ketua" || len(done.History) != 2 || done.History[1].From != festivals.PermitOpen {
		t.Errorf("the own task: %+v, %v", done, err)
	}
	_, err = d.decide(office, festivals.PermitMove{State: festivals.PermitGranted})
	d.must(err)
	before = d.rows()
	_, err = d.move(office, festivals.PermitMove{State: festivals.PermitNotNeeded})
	wantCode(t, err, "permit_granted")
	if d.rows() != before {
		t.Error("a granted permit was moved")
	}
	if p, err := d.move(office, festivals.PermitMove{Note: "Simpan aslinya"}); err != nil || p.State != festivals.PermitGranted || p.Note != "Simpan aslinya" {
		t.Errorf("a word about it: %+v, %v", p, err)
	}
}

// published2 is another festival of the same organizer.
func (d *permitDesk) published2() festivals.Festival {
	d.Helper()
	p := plan()
	p.Name.ID = "Festival Batik"
	f, err := d.service.Create(d.Context(), d.organizer, p, twoZones)
	d.must(err)
	return f
}

func TestAnOfficeDecidesOnItsOwnPermitsOnly(t *testing.T) {
	t.Parallel()
	d := newPermitDesk(t)
	mine, others, task := d.create("diskop", on(6, 15)), d.create("kurator", on(6, 15)), d.create("", on(6, 15))
	before := d.rows()
	for name, p := range map[string]festivals.Permit{"another office's": others, "an own task of the organizer's": task, "none": {ID: uuid.New()}} {
		if _, err := d.decide(p, festivals.PermitMove{State: festivals.PermitGranted}); apperr.CodeOf(err) != "permit_not_found" {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := d.service.FindOfficePermit(t.Context(), d.diskop, p.ID); apperr.CodeOf(err) != "permit_not_found" {
			t.Errorf("%s read: %v", name, err)
		}
	}
	_, err := d.service.DecidePermit(t.Context(), d.organizer, mine.ID, festivals.PermitMove{State: festivals.PermitGranted})
	wantCode(t, err, "permit_not_found")
	for _, state := range []festivals.PermitState{festivals.PermitOpen, festivals.PermitNotNeeded, "lost"} {
		if _, err := d.decide(mine, festivals.PermitMove{State: state}); !refused(err, "state", "unknown_value") {
			t.Errorf("%s: %v", state, err)
		}
	}
	if _, err := d.decide(mine, festivals.PermitMove{State: festivals.PermitRefused}); !refused(err, "note", "reason_needed") {
		t.Errorf("a refusal without a reason: %v", err)
	}
	if d.rows() != before {
		t.Fatal("a refusal changed something")
	}
	p, err := d.decide(mine, festivals.PermitMove{State: festivals.PermitRefused, Note: "Denah belum ada", Responsible: "Penyusup", DueOn: on(7, 1)})
	if err != nil || p.State != festivals.PermitRefused || p.Responsible != "" || !p.DueOn.Equal(on(6, 15)) || p.Note != "Denah belum ada" {
		t.Errorf("%+v, %v", p, err)
	}
	_, err = d.move(mine, festivals.PermitMove{State: festivals.PermitNotNeeded})
	d.must(err)
	before = d.rows()
	_, err = d.decide(mine, festivals.PermitMove{State: festivals.PermitGranted})
	wantCode(t, err, "permit_not_needed")
	if d.rows() != before {
		t.Error("a refusal changed something")
	}
	admin := identity.Actor{AccountID: d.diskop.AccountID, Roles: []identity.Role{identity.RoleAdmin}}
	if _, err := d.service.FindOfficePermit(t.Context(), admin, others.ID); err != nil {
		t.Errorf("an administrator: %v", err)
	}
	if _, err := d.service.FindOfficePermit(t.Context(), admin, task.ID); apperr.CodeOf(err) != "permit_not_found" {
		t.Errorf("an administrator reads the organizer's own task: %v", err)
	}
}

func TestAnOfficeSeesWhatIsOpenFirst(t *testing.T) {
	t.Parallel()
	d := newPermitDesk(t)
	_, err := d.service.ListOfficePermits(t.Context(), d.organizer, catalog.Page{})
	wantCode(t, err, "forbidden")
	var want []uuid.UUID
	done := d.create("diskop", on(6, 1))
	_, err = d.decide(done, festivals.PermitMove{State: festivals.PermitGranted})
	d.must(err)
	for day := range 4 {
		want = append(want, d.create("diskop", on(6, 10+day)).ID)
		d.create("kurator", on(6, 10+day))
		d.create("", on(6, 10+day))
	}
	want = append(want, done.ID)
	list := func(actor identity.Actor, limit int) (ids []uuid.UUID) {
		t.Helper()
		page := catalog.Page{Limit: limit}
		for {
			found, err := d.service.ListOfficePermits(t.Context(), actor, page)
			d.must(err)
			for _, p := range found.Items {
				ids = append(ids, p.ID)
			}
			if page.Cursor = found.Next; page.Cursor == "" {
				return ids
			}
		}
	}
	for _, limit := range []int{1, 2, 24} {
		if got := list(d.diskop, limit); len(got) != len(want) || got[0] != want[0] || got[3] != want[3] || got[4] != want[4] {
			t.Errorf("by %d: %v, want %v", limit, got, want)
		}
	}
	both := d.diskop
	both.Roles = append(both.Roles, identity.RoleVerifier.In("kurator"))
	admin := identity.Actor{Roles: []identity.Role{identity.RoleAdmin}}
	if got := list(both, 3); len(got) != 9 || len(list(admin, 3)) != 9 || got[8] != done.ID {
		t.Errorf("of two offices: %v", got)
	}
	for _, page := range []catalog.Page{{Limit: 101}, {Limit: -1}, {Cursor: "abc"}} {
		if _, err := d.service.ListOfficePermits(t.Context(), d.diskop, page); apperr.KindOf(err) != apperr.Invalid {
			t.Errorf("%+v: %v", page, err)
		}
	}
	_, err = d.service.Cancel(t.Context(), d.organizer, d.festival.Slug, "Banjir")
	d.must(err)
	if got := list(d.diskop, 24); len(got) != 0 {
		t.Errorf("of a cancelled festival: %v", got)
	}
}

func TestAPermitIsOverdueTheDayAfter(t *testing.T) {
	t.Parallel()
	p := festivals.Permit{DueOn: on(6, 15), State: festivals.PermitSubmitted}
	endOfDay := time.Date(2030, 6, 15, 16, 59, 59, 0, time.UTC) // 23.59 where the festival is
	if p.IsOverdue(endOfDay) || !p.IsOverdue(endOfDay.Add(time.Second)) {
		t.Error("the day by which it is due is not over before midnight")
	}
	for _, state := range []festivals.PermitState{festivals.PermitGranted, festivals.PermitNotNeeded} {
		p.State = state
		if p.IsOverdue(endOfDay.AddDate(1, 0, 0)) {
			t.Errorf("%s is overdue", state)
		}
	}
}
