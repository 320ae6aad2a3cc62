package festivals_test

import (
	"fmt"
	"strings"
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
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
)

// fair is a mall with a festival that takes applications.
type fair struct {
	testing.TB
	*festivals.Service
	db        *sqlx.DB
	shops     *shops.Service
	organizer identity.Actor
	plan      festivalstest.Plan
	id        uuid.UUID
}

// newFair makes a festival whose applications are open, by committee or by draw, with terms that were set while it was a draft.
func newFair(t testing.TB, stalls map[string]int, selection festivals.Selection, terms *festivals.Terms) *fair {
	t.Helper()
	db := pgtest.New(t)
	service, region := shopstest.New(t, db)
	queue, err := jobs.NewQueue()
	if err != nil {
		t.Fatal(err)
	}
	goods := catalog.New(catalog.Deps{DB: db, Queue: queue})
	f := &fair{TB: t, db: db, shops: service, organizer: shopstest.Account(t, db, "organizer")}
	f.write(`INSERT INTO categories (slug, name_id, name_en, position) VALUES ('kopi', 'Kopi', 'Coffee', 1), ('kriya', 'Kriya', 'Crafts', 2)`)
	if err := goods.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.Service = festivals.New(festivals.Deps{
		DB: db, Queue: queue, Regions: region, Shops: service, Catalog: goods, BaseURL: "https://lapak.test",
		Notify: notify.New(db, notify.Config{Senders: map[notify.Channel]notify.Sender{notify.Mail: notify.Outbox{}}}),
	})
	f.plan = festivalstest.Coming(f.organizer)
	f.plan.Stalls, f.plan.State = stalls, festivals.Draft
	f.id = festivalstest.Make(t, db, f.plan)
	f.write(`UPDATE festivals SET selection = $1, village_code = '35.10.21.1006'`, string(selection))
	if terms != nil {
		if _, err := f.SetTerms(t.Context(), f.organizer, f.plan.Slug, festivals.Edition{}, *terms); err != nil {
			t.Fatal(err)
		}
	}
	f.write(`UPDATE festivals SET state = 'published', published_at = now() - interval '20 days'`)
	return f
}

// addJudge lets an account score the fair's applications.
func (f *fair) addJudge(actor identity.Actor) error {
	f.Helper()
	return f.AddMember(f.Context(), f.organizer, f.plan.Slug, festivals.NewMember{Contact: emailOf(f, f.db, actor), Role: festivals.Committee})
}

func (f *fair) write(query string, args ...any) {
	f.Helper()
	err := postgres.Transact(f.Context(), f.db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(f.Context(), query, args...)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
}

func (f *fair) count(query string, args ...any) (n int) {
	f.Helper()
	if err := f.db.GetContext(f.Context(), &n, query, args...); err != nil {
		f.Fatal(err)
	}
	return n
}

// vendor is a shop with goods that buyers see.
type vendor struct {
	owner   identity.Actor
	slug    string
	product string
}

func (f *fair) vendor(name, category string) vendor {
	f.Helper()
	owner := shopstest.Account(f, f.db, strings.ToLower(strings.ReplaceAll(name, " ", "-")))
	shop := shopstest.Approved(f, f.shops, owner, name)
	v := vendor{owner, shop.Slug, shop.Slug + "-barang"}
	f.write(`
		INSERT INTO products (id, shop_id, slug, category, title, state, listed, price, district, published_at)
		VALUES (gen_random_uuid(), $1, $2, $3, 'Barang', 'published', true, 1000, 'kalipuro', now())`, shop.ID, v.product, category)
	return v
}

func (f *fair) apply(v vendor, zone string) (festivals.Application, error) {
	return f.Apply(f.Context(), v.owner, f.plan.Slug, festivals.NewApplication{Shop: v.slug, Zone: zone, Products: []string{v.product}})
}

func (f *fair) mustApply(v vendor, zone string) festivals.Application {
	f.Helper()
	a, err := f.apply(v, zone)
	if err != nil {
		f.Fatal(err)
	}
	return a
}

// close lets the time for applications pass.
func (f *fair) close() {
	f.Helper()
	f.write(`UPDATE festivals SET applications_close_at = now() - interval '1 minute'`)
}

func (f *fair) decided(a festivals.Application, reason string) festivals.Decided {
	return festivals.Decided{Festival: f.plan.Slug, ID: a.ID, Reason: reason}
}

func (f *fair) state(a festivals.Application) festivals.Application {
	f.Helper()
	found, err := f.FindApplications(f.Context(), []uuid.UUID{a.ID})
	if err != nil {
		f.Fatal(err)
	}
	return found[a.ID]
}

func (f *fair) wantState(a festivals.Application, want festivals.ApplicationState) festivals.Application {
	f.Helper()
	found := f.state(a)
	if found.State != want {
		f.Fatalf("%s is %s, want %s", found.ShopSlug, found.State, want)
	}
	return found
}

// kept is all that applications are, so that a refusal can be seen to have changed nothing.
func (f *fair) kept() (all string) {
	f.Helper()
	err := f.db.GetContext(f.Context(), &all, `
		SELECT coalesce((SELECT jsonb_agg(a ORDER BY id) FROM festival_applications a)::text, '') || coalesce((SELECT jsonb_agg(q ORDER BY id) FROM festival_quotas q)::text, '')
			|| (SELECT count(*) FROM festival_application_events) || ' ' || (SELECT count(*) FROM messages)`)
	if err != nil {
		f.Fatal(err)
	}
	return all
}

func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	if err == nil || apperr.CodeOf(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
}

func wantField(t testing.TB, err error, path, code string) {
	t.Helper()
	own := apperr.As(err)
	if own == nil {
		t.Fatalf("got %v, want %s at %s", err, code, path)
	}
	for _, field := range own.Fields {
		if field.Path == path && field.Code == code {
			return
		}
	}
	t.Fatalf("got %+v, want %s at %s", own.Fields, code, path)
}

func TestWhoMayApplyAndUntilWhen(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 2}, festivals.ByCommittee, &festivals.Terms{AppealHours: 72, HalalZones: []string{"kuliner"}})
	kopi, other := f.vendor("Kopi Lerek", "kopi"), f.vendor("Anyaman", "kriya")
	ask := func(v vendor, in festivals.NewApplication) error {
		_, err := f.Apply(t.Context(), v.owner, f.plan.Slug, in)
		return err
	}
	good := festivals.NewApplication{Shop: kopi.slug, Zone: "kuliner", Products: []string{kopi.product}, HalalNumber: "ID-123"}
	before := f.kept()
	wrong := good
	wrong.Zone = "nowhere"
	wantField(t, ask(kopi, wrong), "zone", "unknown_value")
	wrong = good
	wrong.Products = []string{other.product}
	wantField(t, ask(kopi, wrong), "products", "unknown_value")
	wrong = good
	wrong.HalalNumber = ""
	wantField(t, ask(kopi, wrong), "halal_number", "halal_required")
	wantCode(t, ask(other, good), "shop_not_found")
	f.write(`UPDATE festivals SET applications_open_at = now() + interval '1 hour'`)
	wantCode(t, ask(kopi, good), "applications_closed")
	f.write(`UPDATE festivals SET applications_open_at = NULL, applications_close_at = now()`)
	wantCode(t, ask(kopi, good), "applications_closed")
	f.write(`UPDATE festivals SET applications_close_at = now() + interval '1 hour'`)
	if f.kept() != before {
		t.Fatal("a refusal changed something")
	}
	if err := ask(kopi, good); err != nil {
		t.Fatal(err)
	}
	wantCode(t, ask(kopi, good), "applied_already")
	if n := f.count(`SELECT count(*) FROM messages WHERE template = 'festival_applied' AND recipient = 'kopi-lerek@lapak.test'`); n != 1 {
		t.Errorf("told %d times", n)
	}
}

// Whatever the clock of the process says: it stands an hour behind the database's here, and then an hour before it.
func TestTheDatabasesClockClosesApplications(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 2}, festivals.ByCommittee, nil)
	kopi := f.vendor("Kopi Lerek", "kopi")
	f.write(`UPDATE festivals SET applications_close_at = now() + interval '30 minutes'`)
	f.moveClock("1 hour")
	_, err := f.apply(kopi, "kuliner")
	wantCode(t, err, "applications_closed")
	f.write(`UPDATE festivals SET applications_close_at = pg_catalog.now() - interval '30 minutes'`)
	f.moveClock("-1 hour")
	a := f.mustApply(kopi, "kuliner")
	if since := time.Since(a.AskedAt); since < 59*time.Minute {
		t.Errorf("asked %v ago by the database's clock", since)
	}
}

// moveClock lets the database's now() differ from the real one.
func (f *fair) moveClock(by string) {
	f.Helper()
	var name string
	if err := f.db.GetContext(f.Context(), &name, `SELECT quote_ident(current_database())`); err != nil {
		f.Fatal(err)
	}
	f.write(`CREATE SCHEMA IF NOT EXISTS moved`)
	f.write(`CREATE OR REPLACE FUNCTION moved.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT pg_catalog.now() + interval '` + by + `' $$`)
	f.write(`ALTER DATABASE ` + name + ` SET search_path = moved, pg_catalog, public`)
	f.db.SetMaxIdleConns(0) // the connections that know the old clock
	f.db.SetMaxIdleConns(2)
}

func TestTermsAreBounded(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 4}, festivals.ByCommittee, nil)
	quota := func(kind festivals.QuotaKind, seats int) festivals.Quota {
		return festivals.Quota{Zone: "kuliner", Kind: kind, Seats: seats}
	}
	f.write(`UPDATE festivals SET state = 'draft', published_at = NULL`)
	for name, tt := range map[string]struct {
		terms      festivals.Terms
		path, code string
	}{
		"more set aside than stalls": {festivals.Terms{AppealHours: 72, Quotas: []festivals.Quota{quota(festivals.ForVillage, 3), quota(festivals.ForWomenLed, 2)}}, "quotas[1].seats", "above_stalls"},
		"a cap above the stalls":     {festivals.Terms{AppealHours: 72, Quotas: []festivals.Quota{{Zone: "kuliner", IsCap: true, Kind: festivals.ForCategory, Category: "kopi", Seats: 5}}}, "quotas[0].seats", "above_stalls"},
		"none":                       {festivals.Terms{AppealHours: 72, Quotas: []festivals.Quota{quota(festivals.ForVillage, 0)}}, "quotas[0].seats", "above_stalls"},
		"negative":                   {festivals.Terms{AppealHours: 72, Quotas: []festivals.Quota{quota(festivals.ForVillage, -1)}}, "quotas[0].seats", "above_stalls"},
		"an unknown category":        {festivals.Terms{AppealHours: 72, Quotas: []festivals.Quota{{Zone: "kuliner", IsCap: true, Kind: festivals.ForCategory, Category: "x", Seats: 1}}}, "quotas[0].category", "unknown_value"},
		"an unknown zone":            {festivals.Terms{AppealHours: 72, Quotas: []festivals.Quota{{Zone: "x", Kind: festivals.ForVillage, Seats: 1}}}, "quotas[0].zone", "unknown_value"},
		"weights of 90":              {festivals.Terms{AppealHours: 72, Criteria: []festivals.Criterion{{Key: "mutu", NameID: "Mutu", NameEN: "Quality", Weight: 90}}}, "criteria", "weights_sum"},
		"a draw before the closing":  {festivals.Terms{AppealHours: 72, Sources: []festivals.Source{{Name: "Lotere", URL: "https://example.org"}}, DrawAt: new(time.Time)}, "draw.at", "must_follow_closing"},
		"half before full":           {festivals.Terms{AppealHours: 72, FullRefundDays: 3, HalfRefundDays: 7}, "half_refund_days", "out_of_range"},
	} {
		_, err := f.SetTerms(t.Context(), f.organizer, f.plan.Slug, festivals.Edition{}, tt.terms)
		if err == nil {
			t.Errorf("%s was taken", name)
			continue
		}
		wantField(t, err, tt.path, tt.code)
	}
	if n := f.count(`SELECT count(*) FROM festival_terms`); n != 0 {
		t.Error("a refusal wrote terms")
	}
}

// wantSound checks the counters of every zone against its applications and stalls.
func (f *fair) wantSound() {
	f.Helper()
	for name, query := range map[string]string{
		"a zone has more places given than stalls": `
			SELECT count(*) FROM (SELECT zone_id FROM festival_applications WHERE state IN ('accepted', 'confirmed') GROUP BY zone_id
				HAVING count(*) > (SELECT count(*) FROM festival_stalls t WHERE t.zone_id = festival_applications.zone_id)) x`,
		"a quota is exceeded": `SELECT count(*) FROM festival_quotas WHERE mode <> 'general' AND taken > seats`,
		"a pool counts other than its applications": `
			SELECT count(*) FROM festival_quotas q WHERE q.mode <> 'cap' AND q.taken <> (SELECT count(*) FROM festival_applications a WHERE a.pool_id = q.id)`,
		"a cap counts other than its applications": `
			SELECT count(*) FROM festival_quotas q WHERE q.mode = 'cap' AND q.taken <> (SELECT count(*) FROM festival_applications a
				WHERE a.zone_id = q.zone_id AND a.state IN ('accepted', 'confirmed') AND q.category = ANY (a.categories))`,
	} {
		if n := f.count(query); n != 0 {
			f.Errorf("%s: %d", name, n)
		}
	}
}

func TestTheReserveListMovesUpByItself(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 2}, festivals.ByCommittee, &festivals.Terms{AppealHours: 72, FullRefundDays: 14, HalfRefundDays: 3, Quotas: []festivals.Quota{
		{Zone: "kuliner", IsCap: true, Kind: festivals.ForCategory, Category: "kopi", Seats: 1},
	}})
	var a []festivals.Application
	for i, category := range []string{"kopi", "kriya", "kopi", "kriya"} {
		a = append(a, f.mustApply(f.vendor(fmt.Sprintf("Toko %d", i), category), "kuliner"))
	}
	for i := range 2 {
		if _, err := f.Accept(t.Context(), f.organizer, f.decided(a[i], "")); err != nil {
			t.Fatal(err)
		}
	}
	_, err := f.Accept(t.Context(), f.organizer, f.decided(a[2], ""))
	wantCode(t, err, "zone_full")
	for i := 2; i < 4; i++ {
		if _, err := f.Waitlist(t.Context(), f.organizer, f.decided(a[i], "Zona sudah penuh.")); err != nil {
			t.Fatal(err)
		}
	}
	f.close()
	if err := f.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.wantState(a[2], festivals.Waitlisted)
	// The crafts' fee is not paid in time: the coffee that heads the list falls under its cap, so that the next crafts move up.
	if lapsed, err := f.Lapse(t.Context(), a[1].ID); err != nil || lapsed {
		t.Fatal("lapsed before its time", err)
	}
	f.write(`UPDATE festival_applications SET due_at = now() - interval '1 second' WHERE id = $1`, a[1].ID)
	if lapsed, err := f.Lapse(t.Context(), a[1].ID); err != nil || !lapsed {
		t.Fatal(lapsed, err)
	}
	for range 2 {
		if err := f.Watch(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	f.wantState(a[1], festivals.Lapsed)
	f.wantState(a[2], festivals.Waitlisted)
	moved := f.wantState(a[3], festivals.Accepted)
	if left := time.Until(*moved.DueAt); left < 47*time.Hour || left > 49*time.Hour {
		t.Errorf("%s to pay", left)
	}
	if n := f.count(`SELECT count(*) FROM messages WHERE template = 'festival_moved_up'`); n != 1 {
		t.Errorf("told %d times", n)
	}
	f.wantSound()
}

func TestTheCommitteeScoresButNotItsOwnShop(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 1}, festivals.ByCommittee, &festivals.Terms{AppealHours: 72, Criteria: []festivals.Criterion{
		{Key: "mutu", NameID: "Mutu", NameEN: "Quality", Weight: 60}, {Key: "khas", NameID: "Khas", NameEN: "Local", Weight: 40},
	}})
	kopi, teh := f.vendor("Kopi Lerek", "kopi"), f.vendor("Teh Kemiren", "kopi")
	a, b := f.mustApply(kopi, "kuliner"), f.mustApply(teh, "kuliner")
	if err := f.addJudge(kopi.owner); err != nil {
		t.Fatal(err)
	}
	score := func(actor identity.Actor, a festivals.Application, mutu, khas int) error {
		_, err := f.Score(t.Context(), actor, festivals.ScoreOf{Festival: f.plan.Slug, ID: a.ID, Points: map[string]int{"mutu": mutu, "khas": khas}})
		return err
	}
	before := f.kept()
	wantCode(t, score(kopi.owner, a, 100, 100), "own_application")
	wantCode(t, score(teh.owner, a, 100, 100), "festival_not_found")
	wantField(t, score(f.organizer, a, 101, 0), "scores.mutu", "out_of_range")
	_, err := f.Accept(t.Context(), kopi.owner, f.decided(b, ""))
	wantCode(t, err, "festival_not_found")
	if f.kept() != before {
		t.Fatal("a refusal changed something")
	}
	for _, err := range []error{score(kopi.owner, b, 90, 50), score(f.organizer, b, 80, 60), score(f.organizer, a, 70, 70)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := f.state(b); got.Score == nil || *got.Score != 7300 || got.Scorers != 2 { // (90·60+50·40 + 80·60+60·40) / 2
		t.Errorf("%+v", got.Score)
	}
	wantCode(t, f.AcceptByRanking(t.Context(), f.organizer, f.plan.Slug, "kuliner"), "applications_open")
	f.close()
	if err := f.AcceptByRanking(t.Context(), f.organizer, f.plan.Slug, "kuliner"); err != nil {
		t.Fatal(err)
	}
	f.wantState(b, festivals.Accepted)
	if got := f.wantState(a, festivals.Waitlisted); got.Reason != "@ranking:2" {
		t.Error(got.Reason)
	}
	ranked, err := f.ListApplications(t.Context(), f.organizer, f.plan.Slug, festivals.ApplicationFilter{Ranked: true, Limit: 1})
	if err != nil || ranked.Items[0].ID != b.ID || ranked.Next == "" {
		t.Fatalf("%+v, %v", ranked, err)
	}
	ranked, err = f.ListApplications(t.Context(), f.organizer, f.plan.Slug, festivals.ApplicationFilter{Ranked: true, Limit: 1, Cursor: ranked.Next})
	if err != nil || ranked.Items[0].ID != a.ID || ranked.Next != "" {
		t.Fatalf("%+v, %v", ranked, err)
	}
}

func TestAnAppealIsDecidedBySomebodyElse(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 1}, festivals.ByCommittee, nil)
	kopi, teh := f.vendor("Kopi Lerek", "kopi"), f.vendor("Teh Kemiren", "kopi")
	a, b := f.mustApply(kopi, "kuliner"), f.mustApply(teh, "kuliner")
	_, err := f.Appeal(t.Context(), kopi.owner, f.plan.Slug, a.ID, "Mohon dilihat sekali lagi.")
	wantCode(t, err, "application_moved")
	for _, x := range []festivals.Application{a, b} {
		_, err := f.Reject(t.Context(), f.organizer, f.decided(x, ""))
		wantField(t, err, "reason", "required")
		if _, err := f.Reject(t.Context(), f.organizer, f.decided(x, "Barang kurang lengkap.")); err != nil {
			t.Fatal(err)
		}
	}
	_, err = f.Appeal(t.Context(), teh.owner, f.plan.Slug, a.ID, "Mohon dilihat sekali lagi.")
	wantCode(t, err, "application_not_found")
	f.write(`UPDATE festival_applications SET decided_at = now() - interval '72 hours' WHERE id = $1`, b.ID)
	_, err = f.Appeal(t.Context(), teh.owner, f.plan.Slug, b.ID, "Mohon dilihat sekali lagi.")
	wantCode(t, err, "appeal_closed")
	if _, err = f.Appeal(t.Context(), kopi.owner, f.plan.Slug, a.ID, "Mohon dilihat sekali lagi."); err != nil {
		t.Fatal(err)
	}
	_, err = f.Appeal(t.Context(), kopi.owner, f.plan.Slug, a.ID, "Mohon dilihat sekali lagi.")
	wantCode(t, err, "appealed_already")
	_, err = f.DecideAppeal(t.Context(), f.organizer, f.decided(a, "Setelah dilihat lagi, lengkap."), true)
	wantCode(t, err, "own_decision")
	_, err = f.DecideAppeal(t.Context(), teh.owner, f.decided(a, "Setelah dilihat lagi, lengkap."), true)
	wantCode(t, err, "festival_not_found")
	granted, err := f.DecideAppeal(t.Context(), shopstest.Office, f.decided(a, "Setelah dilihat lagi, lengkap."), true)
	if err != nil {
		// The office's account of these tests has no row of its own.
		office := shopstest.Account(t, f.db, "office")
		office.Roles = shopstest.Office.Roles
		granted, err = f.DecideAppeal(t.Context(), office, f.decided(a, "Setelah dilihat lagi, lengkap."), true)
	}
	if err != nil || granted.State != festivals.Accepted || granted.Appeal != "granted" {
		t.Fatalf("%+v, %v", granted, err)
	}
	f.wantSound()
}

func TestInvitedVendorsSkipScoresButNotQuotas(t *testing.T) {
	t.Parallel()
	f := newFair(t, map[string]int{"kuliner": 1}, festivals.ByCommittee, nil)
	kopi, teh := f.vendor("Kopi Lerek", "kopi"), f.vendor("Teh Kemiren", "kopi")
	for _, v := range []vendor{kopi, teh} {
		if _, err := f.Invite(t.Context(), f.organizer, f.plan.Slug, festivals.Invitation{Shop: v.slug, Zone: "kuliner"}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := f.Invite(t.Context(), f.organizer, f.plan.Slug, festivals.Invitation{Shop: kopi.slug, Zone: "kuliner"})
	wantCode(t, err, "applied_already")
	if a := f.mustApply(kopi, "kuliner"); a.State != festivals.Accepted || !a.Invited {
		t.Errorf("%+v", a)
	}
	b := f.mustApply(teh, "kuliner")
	if b.State != festivals.Waitlisted {
		t.Errorf("%+v", b)
	}
	anyaman := f.vendor("Anyaman", "kriya")
	invited, err := f.Invite(t.Context(), f.organizer, f.plan.Slug, festivals.Invitation{Shop: anyaman.slug, Zone: "kuliner"})
	if err != nil {
		t.Fatal(err)
	}
	f.close()
	if err := f.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.wantState(invited, festivals.Lapsed)
	f.wantSound()
}

func TestUnclaimedSeatsGoToAllAtThePublishedTime(t *testing.T) {
	t.Parallel()
	release := time.Now().Add(25 * 24 * time.Hour)
	f := newFair(t, map[string]int{"kuliner": 2}, festivals.ByCommittee, &festivals.Terms{AppealHours: 72, ReleaseAt: &release, Quotas: []festivals.Quota{
		{Zone: "kuliner", Kind: festivals.ForWomenLed, Seats: 1},
	}})
	a, b := f.mustApply(f.vendor("Kopi Lerek", "kopi"), "kuliner"), f.mustApply(f.vendor("Teh Kemiren", "kopi"), "kuliner")
	if _, err := f.Accept(t.Context(), f.organizer, f.decided(a, "")); err != nil {
		t.Fatal(err)
	}
	_, err := f.Accept(t.Context(), f.organizer, f.decided(b, ""))
	wantCode(t, err, "zone_full")
	if _, err := f.Waitlist(t.Context(), f.organizer, f.decided(b, "Menunggu.")); err != nil {
		t.Fatal(err)
	}
	f.close()
	if err := f.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.wantState(b, festivals.Waitlisted)
	f.write(`UPDATE festival_terms SET release_at = now() - interval '1 second'`)
	if err := f.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.wantState(b, festivals.Accepted)
	f.wantSound()
}
