package mentoring_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/catalog"
	"lapak/internal/identity"
	"lapak/internal/mentoring"
	"lapak/internal/mentoring/mentoringtest"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
)

// refused wants a refusal with a code, at a field where one is named, that changed nothing.
func refused(t *testing.T, w *mentoringtest.World, code, field string, do func() error) {
	t.Helper()
	before := w.State()
	err := do()
	if field == "" && apperr.CodeOf(err) != code {
		t.Errorf("got %v, want %s", err, code)
	}
	if own := apperr.As(err); field != "" && (own == nil || len(own.Fields) != 1 || own.Fields[0].Path != field || own.Fields[0].Code != code) {
		t.Errorf("got %v, want %s at %s", err, code, field)
	}
	if w.State() != before {
		t.Errorf("the refusal %s changed something", code)
	}
}

func TestTheWayOfARequest(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	asked, err := w.Ask(t.Context(), w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "P-2", Product: w.Product, Note: "Label saya belum jadi."})
	w.Must(err)
	if asked.State != mentoring.Open || asked.ProductSlug != w.Product || asked.Rule != "P-2" || asked.MentorID != nil {
		t.Errorf("asked %+v", asked)
	}
	for who, want := range map[string]int{"mentor": 1, "near": 1, "far": 0, "office": 0} {
		if got := w.Told(who, "help_asked"); got != want {
			t.Errorf("%s was told %d times, want %d", who, got, want)
		}
	}
	day := time.Now().AddDate(0, 0, 3).Format(time.DateOnly)
	taken, err := w.Take(t.Context(), w.Mentor, asked.ID, mentoring.Answer{Reply: "Saya datang hari Kamis.", VisitOn: day})
	w.Must(err)
	if taken.State != mentoring.Taken || *taken.MentorID != w.Mentor.AccountID || taken.VisitOn.Format(time.DateOnly) != day {
		t.Errorf("taken %+v", taken)
	}
	if w.Told("owner", "help_taken") != 1 {
		t.Error("the owner was not told who comes")
	}
	_, err = w.Reply(t.Context(), w.Mentor, asked.ID, mentoring.Answer{Reply: "Jadi hari Jumat."})
	w.Must(err)
	if w.Told("owner", "help_taken") != 2 {
		t.Error("the owner was not told of the change")
	}
	done, err := w.Finish(t.Context(), w.Mentor, asked.ID, "Label dicetak minggu depan.")
	w.Must(err)
	if done.State != mentoring.Done || done.ClosedAt == nil || done.Reply != "Jadi hari Jumat." || w.Told("owner", "help_done") != 1 {
		t.Errorf("done %+v", done)
	}
	mine, err := w.ListForShop(t.Context(), w.Owner, w.Shop.Slug, mentoring.Page{})
	if err != nil || len(mine.Items) != 1 || mine.Items[0].Outcome != "Label dicetak minggu depan." {
		t.Errorf("the shop sees %+v (%v)", mine, err)
	}
	_, err = w.Ask(t.Context(), w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "P-2", Product: w.Product})
	w.Must(err) // what is done may be asked again
}

func TestWhatCannotBeAsked(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	other, theirs := w.Open("Anyaman Gintangan")
	foreign, err := w.Export.Catalog.Create(t.Context(), other, theirs.Slug, catalog.NewProduct{Texts: catalog.Texts{Title: "Besek"}, Category: "kopi"})
	w.Must(err)
	waiting, err := w.Shops.Apply(t.Context(), w.Owner, shopstest.Profile("Kopi Kelir"))
	w.Must(err)
	w.Asked()
	long := make([]rune, 1001)
	for i := range long {
		long[i] = 'a'
	}
	for name, c := range map[string]struct {
		actor       identity.Actor
		shop        string
		in          mentoring.NewHelp
		code, field string
	}{
		"an unknown rule":                  {w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "X-9"}, "unknown_value", "criterion"},
		"a rule that does not apply":       {w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "P-4", Product: w.Product}, "criterion_not_applicable", "criterion"},
		"a rule about a product without":   {w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "P-2"}, "criterion_axis", "product"},
		"a rule about the shop with one":   {w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "S-1", Product: w.Product}, "criterion_axis", "product"},
		"another shop's product":           {w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "P-2", Product: foreign.Slug}, "product_not_found", ""},
		"a product that does not exist":    {w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "P-2", Product: "tidak-ada"}, "product_not_found", ""},
		"a shop that is not the actor's":   {w.Owner, theirs.Slug, mentoring.NewHelp{Rule: "S-1"}, "shop_not_found", ""},
		"a shop outside export readiness":  {other, theirs.Slug, mentoring.NewHelp{Rule: "S-1"}, "criterion_not_applicable", "criterion"},
		"a shop that waits":                {w.Owner, waiting.Slug, mentoring.NewHelp{Rule: "S-1"}, "shop_not_approved", ""},
		"what is asked already":            {w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "S-1"}, "help_asked", ""},
		"a note that is too long":          {w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "S-2", Note: string(long)}, "too_long", "note"},
		"a note with control characters":   {w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "S-2", Note: "a\x00b"}, "bad_characters", "note"},
		"a stranger, who has no shop here": {identity.Actor{}, w.Shop.Slug, mentoring.NewHelp{Rule: "S-2"}, "shop_not_found", ""},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, w, c.code, c.field, func() error {
				_, err := w.Ask(t.Context(), c.actor, c.shop, c.in)
				return err
			})
		})
	}
}

func TestWhoMayNotTakeARequest(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	asked := w.Asked()
	member := w.Account("member", identity.RoleMentor.In("kalipuro"))
	w.Must(w.Shops.AddMember(t.Context(), w.Owner, w.Shop.Slug, shops.NewMember{Contact: "member@lapak.test", Role: shops.Staff}))
	past := time.Now().AddDate(0, 0, -2).Format(time.DateOnly)
	far := time.Now().AddDate(1, 0, 0).Format(time.DateOnly)
	for name, c := range map[string]struct {
		actor       identity.Actor
		id          uuid.UUID
		answer      mentoring.Answer
		code, field string
	}{
		"a mentor of another district":  {w.Far, asked.ID, mentoring.Answer{}, "help_not_found", ""},
		"a mentor who is of the shop":   {member, asked.ID, mentoring.Answer{}, "own_shop", ""},
		"an owner":                      {w.Owner, asked.ID, mentoring.Answer{}, "forbidden", ""},
		"a stranger":                    {identity.Actor{}, asked.ID, mentoring.Answer{}, "forbidden", ""},
		"a request that does not exist": {w.Mentor, uuid.New(), mentoring.Answer{}, "help_not_found", ""},
		"with a visit in the past":      {w.Mentor, asked.ID, mentoring.Answer{VisitOn: past}, "visit_past", "visit_on"},
		"with a visit next year":        {w.Mentor, asked.ID, mentoring.Answer{VisitOn: far}, "visit_too_far", "visit_on"},
		"with a visit on no day":        {w.Mentor, asked.ID, mentoring.Answer{VisitOn: "besok"}, "bad_date", "visit_on"},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, w, c.code, c.field, func() error {
				_, err := w.Take(t.Context(), c.actor, c.id, c.answer)
				return err
			})
		})
	}
	if _, err := w.FindForMentor(t.Context(), w.Far, asked.ID); apperr.CodeOf(err) != "help_not_found" {
		t.Errorf("a far mentor reads it: %v", err)
	}
	if w.Told("member", "help_asked") != 0 {
		t.Error("a mentor was told of the own shop's request")
	}
}

func TestAnEventInTheWrongStateIsRefused(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	other, theirs := w.Open("Batik Tampo")
	take := func(id uuid.UUID) error {
		_, err := w.Take(t.Context(), w.Mentor, id, mentoring.Answer{})
		return err
	}
	reply := func(who identity.Actor) func(uuid.UUID) error {
		return func(id uuid.UUID) error {
			_, err := w.Reply(t.Context(), who, id, mentoring.Answer{Reply: "Besok."})
			return err
		}
	}
	finish := func(who identity.Actor) func(uuid.UUID) error {
		return func(id uuid.UUID) error {
			_, err := w.Finish(t.Context(), who, id, "Sudah beres.")
			return err
		}
	}
	withdraw := func(id uuid.UUID) error {
		_, err := w.Withdraw(t.Context(), w.Owner, w.Shop.Slug, id)
		return err
	}
	for name, c := range map[string]struct {
		before []func(uuid.UUID) error
		then   func(uuid.UUID) error
		code   string
	}{
		"reply to what is open":         {nil, reply(w.Mentor), "help_not_taken"},
		"finish what is open":           {nil, finish(w.Mentor), "help_not_taken"},
		"take what is taken":            {[]func(uuid.UUID) error{take}, take, "help_taken"},
		"reply to what another took":    {[]func(uuid.UUID) error{take}, reply(w.Near), "help_taken"},
		"finish what another took":      {[]func(uuid.UUID) error{take}, finish(w.Near), "help_taken"},
		"take what was withdrawn":       {[]func(uuid.UUID) error{withdraw}, take, "help_closed"},
		"withdraw what was withdrawn":   {[]func(uuid.UUID) error{withdraw}, withdraw, "help_closed"},
		"finish what was withdrawn":     {[]func(uuid.UUID) error{take, withdraw}, finish(w.Mentor), "help_closed"},
		"take what is done":             {[]func(uuid.UUID) error{take, finish(w.Mentor)}, take, "help_closed"},
		"reply to what is done":         {[]func(uuid.UUID) error{take, finish(w.Mentor)}, reply(w.Mentor), "help_closed"},
		"withdraw what is done":         {[]func(uuid.UUID) error{take, finish(w.Mentor)}, withdraw, "help_closed"},
		"finish what is done once more": {[]func(uuid.UUID) error{take, finish(w.Mentor)}, finish(w.Mentor), "help_closed"},
		"withdraw another shop's request": {nil, func(id uuid.UUID) error {
			_, err := w.Withdraw(t.Context(), other, theirs.Slug, id)
			return err
		}, "help_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			asked := w.Asked()
			for _, do := range c.before {
				w.Must(do(asked.ID))
			}
			refused(t, w, c.code, "", func() error { return c.then(asked.ID) })
			w.Write(`UPDATE help_requests SET state = 'withdrawn', closed_at = now() WHERE state IN ('open', 'taken')`)
		})
	}
}

func TestAFinishNeedsWhatWasAgreed(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	asked := w.Asked()
	_, err := w.Take(t.Context(), w.Mentor, asked.ID, mentoring.Answer{})
	w.Must(err)
	refused(t, w, "required", "outcome", func() error {
		_, err := w.Finish(t.Context(), w.Mentor, asked.ID, " ")
		return err
	})
}

func TestAMentorIsToldOfAWithdrawal(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	asked := w.Asked()
	_, err := w.Take(t.Context(), w.Mentor, asked.ID, mentoring.Answer{})
	w.Must(err)
	closed, err := w.Withdraw(t.Context(), w.Owner, w.Shop.Slug, asked.ID)
	if err != nil || closed.State != mentoring.Withdrawn || w.Told("mentor", "help_withdrawn") != 1 || w.Told("near", "help_withdrawn") != 0 {
		t.Errorf("withdrawn %+v (%v)", closed, err)
	}
}

// TestOfTwoMentorsAtOnceOneHasIt holds the request until both of them wait for it, so that they truly meet.
func TestOfTwoMentorsAtOnceOneHasIt(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	asked := w.Asked()
	hold, err := w.DB.BeginTxx(t.Context(), nil)
	w.Must(err)
	_, err = hold.ExecContext(t.Context(), `SELECT 1 FROM help_requests WHERE id = $1 FOR UPDATE`, asked.ID)
	w.Must(err)
	results := make([]error, 2)
	var both sync.WaitGroup
	for i, mentor := range []identity.Actor{w.Mentor, w.Near} {
		both.Go(func() { _, results[i] = w.Take(t.Context(), mentor, asked.ID, mentoring.Answer{}) })
	}
	for w.Count(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) < 2 {
		if t.Context().Err() != nil {
			t.Fatal("they never met")
		}
	}
	w.Must(hold.Rollback())
	both.Wait()
	won, lost := 0, 0
	for _, err := range results {
		switch {
		case err == nil:
			won++
		case apperr.CodeOf(err) == "help_taken" && apperr.KindOf(err) == apperr.Conflict:
			lost++
		}
	}
	if won != 1 || lost != 1 {
		t.Fatalf("results %v, want one to have it and one conflict", results)
	}
}

func TestAskingTwiceAtOnceIsOneRequest(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	results := make([]error, 8)
	var all sync.WaitGroup
	for i := range results {
		all.Go(func() { _, results[i] = w.Ask(t.Context(), w.Owner, w.Shop.Slug, mentoring.NewHelp{Rule: "S-1"}) })
	}
	all.Wait()
	for _, err := range results {
		if err != nil && apperr.CodeOf(err) != "help_asked" {
			t.Errorf("got %v, want help_asked", err)
		}
	}
	if n := w.Count(`SELECT count(*) FROM help_requests`); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

func TestAPlaceWithoutMentorsIsTheOfficesToServe(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	w.Write(`DELETE FROM account_roles WHERE role = 'mentor' AND scope <> 'glagah'`)
	asked := w.Asked()
	if w.Told("office", "help_unmentored") != 1 || w.Told("far", "help_asked") != 0 {
		t.Error("the office was not told, or another place's mentor was")
	}
	if _, err := w.Take(t.Context(), w.Office, asked.ID, mentoring.Answer{}); err != nil {
		t.Errorf("the office cannot take it: %v", err)
	}
}

func TestWhatWaitsThreeWorkingDaysIsRaisedOnce(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	asked := w.Asked()
	for _, c := range []struct {
		at           time.Time
		raised, told int
	}{{asked.RaiseAt.Add(-time.Minute), 0, 0}, {asked.RaiseAt.Add(time.Minute), 1, 1}, {asked.RaiseAt.Add(time.Hour), 0, 1}} {
		n, err := w.At(c.at).RaiseWaiting(t.Context())
		if err != nil || n != c.raised || w.Told("office", "help_raised") != c.told {
			t.Errorf("at %s %d were raised (%v), the office was told %d times; want %+v", c.at, n, err, w.Told("office", "help_raised"), c)
		}
	}
	if want := w.Regions.Settings().WorkdaysAfter(asked.AskedAt, 3); !asked.RaiseAt.Equal(want) {
		t.Errorf("raised at %s, want %s", asked.RaiseAt, want)
	}
	_, err := w.Take(t.Context(), w.Mentor, asked.ID, mentoring.Answer{})
	w.Must(err)
	w.Write(`UPDATE help_requests SET raised_at = NULL`)
	if n, err := w.At(asked.RaiseAt.Add(time.Hour)).RaiseWaiting(t.Context()); err != nil || n != 0 {
		t.Errorf("a taken request was raised: %d (%v)", n, err)
	}
}

func TestARequestWhoseMentorIsGoneIsOpenAgain(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]string{
		"the role is taken away":  `DELETE FROM account_roles WHERE role = 'mentor' AND scope = 'kalipuro'`,
		"the account is disabled": `UPDATE accounts SET disabled_at = now() WHERE email = 'mentor@lapak.test'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := mentoringtest.New(t)
			asked := w.Asked()
			day := time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
			_, err := w.Take(t.Context(), w.Mentor, asked.ID, mentoring.Answer{Reply: "Saya datang.", VisitOn: day})
			w.Must(err)
			if n, err := w.ReopenAbandoned(t.Context()); err != nil || n != 0 {
				t.Fatalf("%d requests were taken from a mentor who is there (%v)", n, err)
			}
			w.Write(leave)
			for _, want := range []int{1, 0} {
				if n, err := w.ReopenAbandoned(t.Context()); err != nil || n != want {
					t.Errorf("%d requests are open again (%v), want %d", n, err, want)
				}
			}
			found, err := w.ListForMentor(t.Context(), w.Near, mentoring.Open, mentoring.Page{})
			if err != nil || len(found.Items) != 1 || found.Items[0].VisitOn != nil || found.Items[0].Reply != "" {
				t.Errorf("another mentor sees %+v (%v)", found.Items, err)
			}
			if w.Told("office", "help_abandoned") != 1 || w.Count(`SELECT count(*) FROM messages WHERE template = 'help_reopened'`) != 1 {
				t.Error("the office and the owner were not told once each")
			}
			if _, err := w.Take(t.Context(), w.Near, asked.ID, mentoring.Answer{}); err != nil {
				t.Errorf("another mentor cannot take it: %v", err)
			}
		})
	}
}

func TestAMentorSeesTheOwnPlaceOnly(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	asked := w.Asked()
	for name, c := range map[string]struct {
		who  identity.Actor
		want int
	}{"district": {w.Mentor, 1}, "village": {w.Near, 1}, "elsewhere": {w.Far, 0}, "office": {w.Office, 1}} {
		found, err := w.ListForMentor(t.Context(), c.who, mentoring.Open, mentoring.Page{})
		if err != nil || len(found.Items) != c.want {
			t.Errorf("%s sees %d (%v), want %d", name, len(found.Items), err, c.want)
		}
	}
	day := time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	_, err := w.Take(t.Context(), w.Mentor, asked.ID, mentoring.Answer{VisitOn: day})
	w.Must(err)
	for name, c := range map[string]struct {
		who  identity.Actor
		want int
	}{"who took it": {w.Mentor, 1}, "another mentor": {w.Near, 0}} {
		taken, err := w.ListForMentor(t.Context(), c.who, mentoring.Taken, mentoring.Page{})
		visits, err2 := w.ListVisits(t.Context(), c.who, time.Now().AddDate(0, 0, 7))
		if err != nil || err2 != nil || len(taken.Items) != c.want || len(visits) != c.want {
			t.Errorf("%s sees %d taken and %d visits (%v, %v), want %d", name, len(taken.Items), len(visits), err, err2, c.want)
		}
	}
	if _, err := w.ListForMentor(t.Context(), w.Owner, mentoring.Open, mentoring.Page{}); apperr.CodeOf(err) != "forbidden" {
		t.Errorf("an owner reads the mentors' list: %v", err)
	}
	if _, err := w.ListForMentor(t.Context(), w.Mentor, mentoring.Withdrawn, mentoring.Page{}); apperr.KindOf(err) != apperr.Invalid {
		t.Errorf("a state that is no list: %v", err)
	}
}

func TestAListGoesOnWhereItEnded(t *testing.T) {
	t.Parallel()
	w := mentoringtest.New(t)
	rules := []mentoring.NewHelp{{Rule: "S-1"}, {Rule: "S-2"}, {Rule: "P-2", Product: w.Product}, {Rule: "P-3", Product: w.Product}, {Rule: "P-5", Product: w.Product}}
	for _, in := range rules {
		_, err := w.Ask(t.Context(), w.Owner, w.Shop.Slug, in)
		w.Must(err)
	}
	read := func(list func(mentoring.Page) (mentoring.HelpPage, error)) []string {
		t.Helper()
		var seen []string
		for cursor := ""; ; {
			page, err := list(mentoring.Page{Limit: 2, Cursor: cursor})
			w.Must(err)
			for _, r := range page.Items {
				seen = append(seen, r.Rule)
			}
			if cursor = page.Next; cursor == "" {
				return seen
			}
		}
	}
	open := func(p mentoring.Page) (mentoring.HelpPage, error) {
		return w.ListForMentor(t.Context(), w.Mentor, mentoring.Open, p)
	}
	mine := func(p mentoring.Page) (mentoring.HelpPage, error) {
		return w.ListForShop(t.Context(), w.Owner, w.Shop.Slug, p)
	}
	forward, back := read(open), read(mine)
	for i, in := range rules {
		if len(forward) != len(rules) || len(back) != len(rules) || forward[i] != in.Rule || back[len(rules)-1-i] != in.Rule {
			t.Fatalf("mentors read %v, the shop %v, want the order of asking and its reverse", forward, back)
		}
	}
	first, err := open(mentoring.Page{Limit: 2})
	w.Must(err)
	for _, cursor := range []string{first.Next, "x", "e30"} {
		if _, err := mine(mentoring.Page{Cursor: cursor}); apperr.KindOf(err) != apperr.Invalid {
			t.Errorf("the cursor %q of another list: %v", cursor, err)
		}
	}
}
