package shops_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
)

// contents is everything that a refusal must leave as it was.
func contents(t *testing.T, db *sqlx.DB) string {
	t.Helper()
	var all string
	err := db.GetContext(t.Context(), &all, `
		SELECT (SELECT coalesce(string_agg(s::text, E'\n' ORDER BY s.id), '') FROM shops s)
			|| (SELECT coalesce(string_agg(m::text, E'\n' ORDER BY m.shop_id, m.account_id), '') FROM shop_members m)
			|| (SELECT count(*) FROM audit_log) || '/' || (SELECT count(*) FROM river_job) || '/' || (SELECT count(*) FROM messages)`)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func refused(t *testing.T, db *sqlx.DB, code string, call func() error) {
	t.Helper()
	before := contents(t, db)
	err := call()
	if apperr.CodeOf(err) != code {
		t.Errorf("got %v, want %s", err, code)
	}
	if diff := cmp.Diff(before, contents(t, db)); diff != "" {
		t.Errorf("%s changed: %s", code, diff)
	}
}

func fieldsOf(err error) []string {
	var out []string
	if e := apperr.As(err); e != nil {
		for _, f := range e.Fields {
			out = append(out, f.Path+" "+f.Code)
		}
	}
	return out
}

func TestAShopIsAppliedForAndApproved(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	service, _ := shopstest.New(t, db)
	owner := shopstest.Account(t, db, "owner")
	shop, err := service.Apply(t.Context(), owner, shopstest.Profile(" Kopi Lerek "))
	if err != nil {
		t.Fatal(err)
	}
	if shop.Slug != "kopi-lerek" || shop.Name != "Kopi Lerek" || shop.State != shops.Pending || shop.Phone != "+6281200000001" ||
		shop.VillageName != "Gombengsari" || shop.DistrictName != "Kalipuro" {
		t.Errorf("%+v", shop)
	}
	if _, err := service.FindBySlug(t.Context(), shop.Slug); apperr.CodeOf(err) != "shop_not_found" {
		t.Errorf("a pending shop is public: %v", err)
	}
	queue, err := service.ListByState(t.Context(), shopstest.Office, shops.Pending, shops.Page{})
	if err != nil || len(queue.Items) != 1 || queue.Items[0].ID != shop.ID {
		t.Errorf("%+v %v", queue, err)
	}
	decided, err := service.Decide(t.Context(), shopstest.Office, shop.Slug, shops.Decision{Verdict: shops.Approve})
	if err != nil || decided.State != shops.Approved || decided.DecidedAt == nil {
		t.Errorf("%+v %v", decided, err)
	}
	if found, err := service.FindBySlug(t.Context(), shop.Slug); err != nil || found.ID != shop.ID {
		t.Errorf("%+v %v", found, err)
	}
	mine, err := service.ListMine(t.Context(), owner)
	if err != nil || len(mine) != 1 || mine[0].MemberRole != shops.Owner {
		t.Errorf("%+v %v", mine, err)
	}
	var actions []string
	if err := db.SelectContext(t.Context(), &actions, `SELECT action FROM audit_log ORDER BY seq`); err != nil || !slices.Equal(actions, []string{"shop.apply", "shop.approve"}) {
		t.Errorf("%q %v", actions, err)
	}
	var told []string
	if err := db.SelectContext(t.Context(), &told, `SELECT recipient || ': ' || subject FROM messages`); err != nil || !slices.Equal(told, []string{"owner@lapak.test: Toko Kopi Lerek disetujui"}) {
		t.Errorf("%q %v", told, err)
	}
	var news int
	if err := db.GetContext(t.Context(), &news, `SELECT count(*) FROM river_job WHERE kind = 'shops.changed'`); err != nil || news != 1 {
		t.Errorf("%d %v", news, err)
	}
}

func TestFaultyApplications(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	service, _ := shopstest.New(t, db)
	owner := shopstest.Account(t, db, "owner")
	for name, c := range map[string]struct {
		change func(*shops.Profile)
		fields []string
	}{
		"no name":           {func(p *shops.Profile) { p.Name = " " }, []string{"name required"}},
		"long name":         {func(p *shops.Profile) { p.Name = strings.Repeat("a", 81) }, []string{"name too_long"}},
		"NUL":               {func(p *shops.Profile) { p.StoryID = "a\x00" }, []string{"story bad_characters"}},
		"no phone":          {func(p *shops.Profile) { p.Phone = "" }, []string{"phone required"}},
		"a word as phone":   {func(p *shops.Profile) { p.Phone = "' OR 1=1" }, []string{"phone bad_phone"}},
		"unknown district":  {func(p *shops.Profile) { p.District = "atlantis" }, []string{"district unknown_value"}},
		"another's village": {func(p *shops.Profile) { p.Village = "Kemiren" }, []string{"village unknown_area"}},
		"everything":        {func(p *shops.Profile) { *p = shops.Profile{} }, []string{"name required", "phone required", "district unknown_value"}},
	} {
		in := shopstest.Profile("Kopi Lerek")
		c.change(&in)
		refused(t, db, "invalid_input", func() error {
			_, err := service.Apply(t.Context(), owner, in)
			if !slices.Equal(fieldsOf(err), c.fields) {
				t.Errorf("%s: %v", name, err)
			}
			return err
		})
	}
	refused(t, db, "unauthenticated", func() error {
		_, err := service.Apply(t.Context(), identity.Actor{}, shopstest.Profile("Kopi Lerek"))
		return err
	})
}

func TestNamesMayMeet(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	service, _ := shopstest.New(t, db)
	var slugs [8]string
	var group sync.WaitGroup
	for i := range slugs {
		owner := shopstest.Account(t, db, "owner"+string(rune('a'+i)))
		group.Go(func() {
			shop, err := service.Apply(t.Context(), owner, shopstest.Profile("Batik Osing"))
			if err != nil {
				t.Error(err)
			}
			slugs[i] = shop.Slug
		})
	}
	group.Wait()
	slices.Sort(slugs[:])
	if len(slices.Compact(slices.Clone(slugs[:]))) != 8 || slugs[0] != "batik-osing" || slugs[7] != "batik-osing-8" {
		t.Errorf("%q", slugs)
	}
	again := shopstest.Account(t, db, "again")
	if _, err := service.Apply(t.Context(), again, shopstest.Profile("꧋ꦧꦠꦶꦏ꧀ ☕")); err != nil {
		t.Errorf("a name in Javanese letters: %v", err)
	}
	refused(t, db, "shop_already_applied", func() error { // a repeated tap
		_, err := service.Apply(t.Context(), again, shopstest.Profile("꧋ꦧꦠꦶꦏ꧀ ☕"))
		return err
	})
}

func TestWhoMayDecide(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	service, _ := shopstest.New(t, db)
	owner := shopstest.Account(t, db, "owner")
	shop, err := service.Apply(t.Context(), owner, shopstest.Profile("Kopi Lerek"))
	if err != nil {
		t.Fatal(err)
	}
	with := func(roles ...identity.Role) identity.Actor {
		return identity.Actor{AccountID: owner.AccountID, Roles: roles}
	}
	other := shopstest.Account(t, db, "other")
	otherOffice := identity.Actor{AccountID: other.AccountID, Roles: []identity.Role{identity.RoleVerifier.In("dinkes"), identity.RoleFinance}}
	decide := func(actor identity.Actor, slug string, d shops.Decision) func() error {
		return func() error {
			_, err := service.Decide(t.Context(), actor, slug, d)
			return err
		}
	}
	approve := shops.Decision{Verdict: shops.Approve}
	refused(t, db, "unauthenticated", decide(identity.Actor{}, shop.Slug, approve))
	refused(t, db, "forbidden", decide(owner, shop.Slug, approve))
	refused(t, db, "forbidden", decide(otherOffice, shop.Slug, approve))
	refused(t, db, "own_shop", decide(with(identity.RoleAdmin), shop.Slug, approve))
	refused(t, db, "own_shop", decide(with(identity.RoleVerifier.In("diskop")), shop.Slug, approve))
	refused(t, db, "shop_not_found", decide(shopstest.Office, "tidak-ada", approve))
	refused(t, db, "shop_not_found", decide(shopstest.Office, "kopi\x00lerek", approve))
	refused(t, db, "invalid_input", decide(shopstest.Office, shop.Slug, shops.Decision{Verdict: "sell"}))
	refused(t, db, "invalid_input", decide(shopstest.Office, shop.Slug, shops.Decision{Verdict: shops.Reject, Reason: " "}))
	refused(t, db, "shop_already_decided", decide(shopstest.Office, shop.Slug, shops.Decision{Verdict: shops.Suspend, Reason: "Alamat kosong"}))
	if err := decide(shopstest.Office, shop.Slug, shops.Decision{Verdict: shops.Reject, Reason: "Alamat kosong"})(); err != nil {
		t.Fatal(err)
	}
	refused(t, db, "shop_already_decided", decide(shopstest.Office, shop.Slug, shops.Decision{Verdict: shops.Reject, Reason: "Alamat kosong"}))
	if mine, err := service.ListMine(t.Context(), owner); err != nil || mine[0].State != shops.Rejected || mine[0].Reason != "Alamat kosong" {
		t.Errorf("the owner does not read why: %+v %v", mine, err)
	}
	line := "Jalan Raya 5"
	changed, err := service.Update(t.Context(), owner, shop.Slug, shops.Changes{AddressLine: &line, Resubmit: true})
	if err != nil || changed.State != shops.Pending || changed.Reason != "" || changed.AddressLine != line || changed.Name != "Kopi Lerek" {
		t.Errorf("%+v %v", changed, err)
	}
	refused(t, db, "shop_not_rejected", func() error {
		_, err := service.Update(t.Context(), owner, shop.Slug, shops.Changes{Resubmit: true})
		return err
	})
}

func TestOnlyMembersSeeTheDesk(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	service, _ := shopstest.New(t, db)
	owner, staff, stranger := shopstest.Account(t, db, "owner"), shopstest.Account(t, db, "staff"), shopstest.Account(t, db, "stranger")
	shop := shopstest.Approved(t, service, owner, "Kopi Lerek")
	add := func(actor identity.Actor, contact string, role shops.Role) error {
		return service.AddMember(t.Context(), actor, shop.Slug, shops.NewMember{Contact: contact, Role: role})
	}
	if err := add(owner, " Staff@lapak.test ", shops.Staff); err != nil {
		t.Fatal(err)
	}
	name := "Diambil alih"
	for _, c := range []struct {
		code  string
		actor identity.Actor
	}{{"shop_not_found", stranger}, {"shop_not_found", identity.Actor{}}, {"shop_not_found", shopstest.Office}, {"owner_only", staff}} {
		refused(t, db, c.code, func() error {
			_, err := service.Update(t.Context(), c.actor, shop.Slug, shops.Changes{Name: &name})
			return err
		})
		refused(t, db, c.code, func() error { return add(c.actor, "stranger@lapak.test", shops.Owner) })
		refused(t, db, c.code, func() error { return service.RemoveMember(t.Context(), c.actor, shop.Slug, owner.AccountID) })
	}
	refused(t, db, "shop_not_found", func() error {
		_, err := service.SetHoliday(t.Context(), stranger, shop.Slug, nil)
		return err
	})
	for _, contact := range []string{"nobody@lapak.test", "' OR 1=1", "a@b\x00", "", "０８１２"} {
		refused(t, db, "invalid_input", func() error { return add(owner, contact, shops.Staff) })
	}
	refused(t, db, "invalid_input", func() error { return add(owner, "stranger@lapak.test", "admin") })
	refused(t, db, "last_owner", func() error { return add(owner, "owner@lapak.test", shops.Staff) })
	refused(t, db, "last_owner", func() error { return service.RemoveMember(t.Context(), owner, shop.Slug, owner.AccountID) })
	refused(t, db, "member_not_found", func() error { return service.RemoveMember(t.Context(), owner, shop.Slug, stranger.AccountID) })
	members, err := service.ListMembers(t.Context(), staff, shop.Slug)
	if err != nil || len(members) != 2 || members[0].Role != shops.Owner || members[1].Email != "staff@lapak.test" {
		t.Errorf("%+v %v", members, err)
	}
	if err := service.RemoveMember(t.Context(), staff, shop.Slug, staff.AccountID); err != nil {
		t.Errorf("staff cannot leave: %v", err)
	}
	if _, _, err := service.FindForMember(t.Context(), staff, shop.Slug); apperr.CodeOf(err) != "shop_not_found" {
		t.Errorf("who left still sees the desk: %v", err)
	}
}

func TestHolidays(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	service, _ := shopstest.New(t, db)
	owner := shopstest.Account(t, db, "owner")
	shop := shopstest.Approved(t, service, owner, "Kopi Lerek")
	day := func(d int) time.Time { return time.Date(2026, 3, d, 23, 30, 0, 0, time.FixedZone("WIB", 7*3600)) }
	shop, err := service.SetHoliday(t.Context(), owner, shop.Slug, &shops.Holiday{From: day(19), Until: day(24)})
	if err != nil {
		t.Fatal(err)
	}
	for d, closed := range map[int]bool{18: false, 19: true, 24: true, 25: false} {
		if shop.IsClosedOn(day(d)) != closed {
			t.Errorf("day %d of %v–%v", d, shop.ClosedFrom, shop.ClosedUntil)
		}
	}
	refused(t, db, "invalid_input", func() error {
		_, err := service.SetHoliday(t.Context(), owner, shop.Slug, &shops.Holiday{From: day(19), Until: day(18)})
		return err
	})
	if shop, err = service.SetHoliday(t.Context(), owner, shop.Slug, nil); err != nil || shop.IsClosedOn(day(20)) {
		t.Errorf("%+v %v", shop, err)
	}
}

func TestTheListIsReadInParts(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	service, _ := shopstest.New(t, db)
	owner := shopstest.Account(t, db, "owner")
	for _, name := range []string{"Dapur Ijen", "Anyaman Bambu", "Batik Osing", "Cokelat Kalibaru"} {
		shopstest.Approved(t, service, owner, name)
	}
	for _, district := range []string{"", "kalipuro"} {
		var names []string
		page := shops.Page{Limit: 3}
		for range 3 {
			part, err := service.List(t.Context(), district, page)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range part.Items {
				names = append(names, s.Name)
			}
			if page.Cursor = part.Next; page.Cursor == "" {
				break
			}
		}
		if !slices.Equal(names, []string{"Anyaman Bambu", "Batik Osing", "Cokelat Kalibaru", "Dapur Ijen"}) {
			t.Errorf("%q: %q", district, names)
		}
	}
	if empty, err := service.List(t.Context(), "glagah", shops.Page{}); err != nil || len(empty.Items) != 0 || empty.Next != "" {
		t.Errorf("%+v %v", empty, err)
	}
	first, _ := service.List(t.Context(), "", shops.Page{Limit: 1})
	for name, c := range map[string]struct {
		district string
		page     shops.Page
		code     string
	}{
		"unknown district":      {"atlantis", shops.Page{}, "invalid_input"},
		"negative limit":        {"", shops.Page{Limit: -1}, "invalid_input"},
		"too large limit":       {"", shops.Page{Limit: 101}, "invalid_input"},
		"an invented cursor":    {"", shops.Page{Cursor: "' OR 1=1"}, "invalid_cursor"},
		"another list's cursor": {"kalipuro", shops.Page{Cursor: first.Next}, "invalid_cursor"},
	} {
		if _, err := service.List(t.Context(), c.district, c.page); apperr.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := service.ListByState(t.Context(), shopstest.Office, "sold", shops.Page{}); apperr.KindOf(err) != apperr.Invalid {
		t.Errorf("unknown state: %v", err)
	}
	if _, err := service.ListByState(t.Context(), shopstest.Office, shops.Pending, shops.Page{Cursor: first.Next}); apperr.CodeOf(err) != "invalid_cursor" {
		t.Errorf("a cursor of another kind: %v", err)
	}
	if _, err := service.ListByState(t.Context(), owner, shops.Pending, shops.Page{}); apperr.CodeOf(err) != "forbidden" {
		t.Errorf("an owner reads the office's queue: %v", err)
	}
}
