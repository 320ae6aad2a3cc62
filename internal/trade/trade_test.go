package trade_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/idempotency"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/shops/shopstest"
	"lapak/internal/trade"
	"lapak/internal/trade/tradetest"
)

// contents is everything that a refusal must leave as it was.
func contents(t *testing.T, db *sqlx.DB) string {
	t.Helper()
	var all string
	err := db.GetContext(t.Context(), &all, `
		SELECT (SELECT coalesce(string_agg(i::text, E'\n' ORDER BY i.id), '') FROM inquiries i)
			|| (SELECT coalesce(string_agg(m::text, E'\n' ORDER BY m.inquiry_id, m.position), '') FROM inquiry_messages m)
			|| (SELECT count(*) FROM messages) || '/' || (SELECT count(*) FROM river_job) || '/' || (SELECT count(*) FROM idempotency_keys)`)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func refused(t *testing.T, w *tradetest.World, code string, call func() error) {
	t.Helper()
	before := contents(t, w.DB)
	err := call()
	if got := apperr.CodeOf(err); err == nil || got != code && !hasField(err, code) {
		t.Errorf("got %v, want %s", err, code)
	}
	if diff := cmp.Diff(before, contents(t, w.DB)); diff != "" {
		t.Errorf("refused with %s, and yet changed: %s", code, diff)
	}
}

func hasField(err error, code string) bool {
	own := apperr.As(err)
	return own != nil && slices.ContainsFunc(own.Fields, func(f apperr.Field) bool { return f.Path+" "+f.Code == code })
}

// told lists the templates that were sent, with their recipients, in order.
func told(t *testing.T, w *tradetest.World) []string {
	t.Helper()
	var sent []string
	err := w.DB.SelectContext(t.Context(), &sent, `
		SELECT template || ' ' || recipient || ' ' || language FROM messages WHERE template LIKE '%inquiry%' ORDER BY created_at, id`)
	if err != nil {
		t.Fatal(err)
	}
	return sent
}

func wantTold(t *testing.T, w *tradetest.World, before []string, want ...string) []string {
	t.Helper()
	now := told(t, w)
	fresh := append([]string{}, now[len(before):]...)
	want = append([]string{}, want...)
	slices.Sort(fresh)
	slices.Sort(want)
	if diff := cmp.Diff(want, fresh); diff != "" {
		t.Errorf("told: %s", diff)
	}
	return now
}

func TestABuyerAsksAndTheShopAnswers(t *testing.T) {
	t.Parallel()
	w := tradetest.New(t, pgtest.New(t))
	ctx := t.Context()
	asked := w.Ask(t, w.Question())
	if asked.State != trade.StateNew || asked.Email != "buying@example.com" || asked.ShopSlug != w.Shop.Slug || asked.Category != "kopi" ||
		*asked.Quantity != 500 || asked.ProductSlug != w.Product.Slug || asked.AnswerBy == nil || len(asked.Messages) != 1 {
		t.Errorf("asked %+v", asked)
	}
	if number, ok := trade.ParseNumber(strings.ToLower(asked.Number)); !ok || number != asked.Number {
		t.Errorf("number %q is read as %q", asked.Number, number)
	}
	sent := wantTold(t, w, nil, "inquiry_received buying@example.com en", "shop_inquiry_new owner@lapak.test id", "office_inquiry_new office@lapak.test id")

	shop, buyer := trade.AsShop(w.Owner, w.Shop.Slug), trade.AsAsker(w.Buyer, "")
	answered, err := w.Trade.Write(ctx, shop, asked.Number, "Yes, from April on.")
	if err != nil || answered.State != trade.StateAnswered || answered.AnswerBy != nil {
		t.Fatalf("%+v, %v", answered, err)
	}
	sent = wantTold(t, w, sent, "inquiry_answered buying@example.com en")
	before := contents(t, w.DB)
	if again, err := w.Trade.Write(ctx, shop, asked.Number, " Yes, from April on. "); err != nil || len(again.Messages) != 2 || contents(t, w.DB) != before {
		t.Errorf("the same words again are %d messages, %v", len(again.Messages), err)
	}
	waiting, err := w.Trade.Write(ctx, buyer, asked.Number, "And the price?")
	if err != nil || waiting.State != trade.StateWaiting || waiting.AnswerBy == nil {
		t.Fatalf("%+v, %v", waiting, err)
	}
	sent = wantTold(t, w, sent, "shop_inquiry_reply owner@lapak.test id")
	due := waiting.AnswerBy
	if waiting, err = w.Trade.Write(ctx, buyer, asked.Number, "Per pack, please."); err != nil || !waiting.AnswerBy.Equal(*due) {
		t.Errorf("who writes twice waits no longer: %v, %v", waiting.AnswerBy, err)
	}
	sent = wantTold(t, w, sent, "shop_inquiry_reply owner@lapak.test id")
	closed, err := w.Trade.Close(ctx, shop, asked.Number, trade.Closing{Outcome: trade.Agreed, Note: "See you in April."})
	if err != nil || closed.State != trade.StateClosed || closed.Outcome != trade.Agreed || closed.ClosedAt == nil || closed.AnswerBy != nil {
		t.Fatalf("%+v, %v", closed, err)
	}
	wantTold(t, w, sent, "inquiry_closed buying@example.com en")
	refused(t, w, "inquiry_closed", func() error { _, err := w.Trade.Write(ctx, buyer, asked.Number, "One more thing."); return err })
	refused(t, w, "inquiry_closed", func() error {
		_, err := w.Trade.Close(ctx, buyer, asked.Number, trade.Closing{Outcome: trade.Withdrawn})
		return err
	})
	thread, err := w.Trade.Find(ctx, buyer, asked.Number)
	var story []string
	for _, m := range thread.Messages {
		story = append(story, string(m.Side)+" "+string(m.Event)+" "+string(m.From)+">"+string(m.To))
	}
	want := []string{"asker ask >new", "shop answer new>answered", "asker reply answered>waiting", "asker reply waiting>waiting", "shop close waiting>closed"}
	if diff := cmp.Diff(want, story); diff != "" || err != nil {
		t.Errorf("%s %v", diff, err)
	}
}

func TestWhatCannotBeAsked(t *testing.T) {
	t.Parallel()
	w := tradetest.New(t, pgtest.New(t))
	plain := w.Publish(t, "Kopi yang belum siap")
	number := func(n int64) *int64 { return &n }
	for name, c := range map[string]struct {
		change func(*trade.NewInquiry)
		code   string
	}{
		"unknown product":            {func(in *trade.NewInquiry) { in.Product = "tidak-ada" }, "product_not_found"},
		"no product":                 {func(in *trade.NewInquiry) { in.Product = "" }, "product_not_found"},
		"product below siap":         {func(in *trade.NewInquiry) { in.Product = plain.Slug }, "product_not_found"},
		"unknown kind":               {func(in *trade.NewInquiry) { in.Kind = "gift" }, "kind unknown_value"},
		"unknown destination":        {func(in *trade.NewInquiry) { in.Destination = "XX" }, "destination unknown_value"},
		"none asked for":             {func(in *trade.NewInquiry) { in.Quantity = number(0) }, "quantity out_of_range"},
		"fewer than none":            {func(in *trade.NewInquiry) { in.Quantity = number(-1) }, "quantity out_of_range"},
		"more than there are":        {func(in *trade.NewInquiry) { in.Quantity = number(1<<53 + 1) }, "quantity out_of_range"},
		"unknown incoterm":           {func(in *trade.NewInquiry) { in.Incoterm = "DAT" }, "incoterm unknown_value"},
		"month that is none":         {func(in *trade.NewInquiry) { in.WantedBy = "2027-13" }, "wanted_by bad_month"},
		"month as a day":             {func(in *trade.NewInquiry) { in.WantedBy = "2027-03-01" }, "wanted_by bad_month"},
		"month gone by":              {func(in *trade.NewInquiry) { in.WantedBy = "2020-01" }, "wanted_by in_the_past"},
		"month far off":              {func(in *trade.NewInquiry) { in.WantedBy = "2126-01" }, "wanted_by bad_month"},
		"no name":                    {func(in *trade.NewInquiry) { in.Asker.Name = " " }, "name required"},
		"country that is none":       {func(in *trade.NewInquiry) { in.Asker.Country = "XX" }, "country unknown_value"},
		"country in small letters":   {func(in *trade.NewInquiry) { in.Asker.Country = "nl" }, "country unknown_value"},
		"a continent":                {func(in *trade.NewInquiry) { in.Asker.Country = "EU" }, "country unknown_value"},
		"wrong e-mail":               {func(in *trade.NewInquiry) { in.Asker.Email = "buying@" }, "email invalid_email"},
		"no e-mail":                  {func(in *trade.NewInquiry) { in.Asker.Email = "" }, "email invalid_email"},
		"wrong phone":                {func(in *trade.NewInquiry) { in.Asker.Phone = "12" }, "phone invalid_phone"},
		"unknown language":           {func(in *trade.NewInquiry) { in.Language = "nl" }, "language unknown_language"},
		"no message":                 {func(in *trade.NewInquiry) { in.Message = "\n " }, "message required"},
		"message too long":           {func(in *trade.NewInquiry) { in.Message = strings.Repeat("é", trade.MaxBody+1) }, "message too_long"},
		"message with a NUL":         {func(in *trade.NewInquiry) { in.Message = "Can you send\x00 500 packs?" }, "message bad_characters"},
		"cluster beside goods":       {func(in *trade.NewInquiry) { in.Cluster = "kopi" }, "cluster unknown_value"},
		"unknown cluster":            {func(in *trade.NewInquiry) { *in = w.Interest(); in.Cluster = "emas" }, "cluster unknown_value"},
		"no cluster":                 {func(in *trade.NewInquiry) { *in = w.Interest(); in.Cluster = "" }, "cluster unknown_value"},
		"unknown district":           {func(in *trade.NewInquiry) { *in = w.Interest(); in.District = "mars" }, "district unknown_value"},
		"quantity of an investment":  {func(in *trade.NewInquiry) { *in = w.Interest(); in.Quantity = number(1) }, "quantity unknown_value"},
		"product beside an interest": {func(in *trade.NewInquiry) { *in = w.Interest(); in.Product = w.Product.Slug }, "product unknown_value"},
	} {
		t.Run(name, func(t *testing.T) {
			in := w.Question()
			c.change(&in)
			refused(t, w, c.code, func() error { _, err := w.Trade.Create(t.Context(), w.Buyer, in); return err })
		})
	}
}

func TestOnlyTheTwoSidesAndTheOfficeSeeAnInquiry(t *testing.T) {
	t.Parallel()
	w := tradetest.New(t, pgtest.New(t))
	ctx := t.Context()
	other := shopstest.Account(t, w.DB, "other")
	foreign := shopstest.Approved(t, w.Shops, other, "Anyaman Gintangan")
	goods, interest := w.Ask(t, w.Question()), w.Ask(t, w.Interest())
	guest, err := w.Trade.Create(ctx, identity.Actor{}, w.Question())
	if err != nil {
		t.Fatal(err)
	}
	admin := identity.Actor{AccountID: w.Office.AccountID, Roles: []identity.Role{identity.RoleAdmin}}
	for name, c := range map[string]struct {
		side   trade.Side
		thread trade.Thread
		sees   bool
	}{
		"the account":                           {trade.AsAsker(w.Buyer, ""), goods, true},
		"a guest with the token":                {trade.AsAsker(identity.Actor{}, w.Trade.Token(guest.ID)), guest, true},
		"a guest without":                       {trade.AsAsker(identity.Actor{}, ""), guest, false},
		"a guest with another's token":          {trade.AsAsker(identity.Actor{}, w.Trade.Token(goods.ID)), guest, false},
		"another account":                       {trade.AsAsker(other, ""), goods, false},
		"an account that asked as a guest":      {trade.AsAsker(w.Buyer, ""), guest, false},
		"a member of the shop":                  {trade.AsShop(w.Owner, w.Shop.Slug), goods, true},
		"a member by another shop's desk":       {trade.AsShop(w.Owner, foreign.Slug), goods, false},
		"another shop's member":                 {trade.AsShop(other, foreign.Slug), goods, false},
		"another shop's member at this desk":    {trade.AsShop(other, w.Shop.Slug), goods, false},
		"a stranger at the desk":                {trade.AsShop(identity.Actor{}, w.Shop.Slug), goods, false},
		"the office":                            {trade.AsOffice(w.Office), goods, true},
		"an admin":                              {trade.AsOffice(admin), interest, true},
		"a verifier of another office":          {trade.AsOffice(w.Curator), goods, false},
		"a buyer who calls at the office":       {trade.AsOffice(w.Buyer), goods, false},
		"the investor":                          {trade.AsAsker(w.Buyer, ""), interest, true},
		"a shop of the cluster":                 {trade.AsShop(w.Owner, w.Shop.Slug), interest, false},
		"the office, of an investor":            {trade.AsOffice(w.Office), interest, true},
		"a shop with no name, of an investment": {trade.AsShop(w.Owner, ""), interest, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Trade.Find(ctx, c.side, c.thread.Number)
			if c.sees != (err == nil) || !c.sees && apperr.CodeOf(err) != "inquiry_not_found" {
				t.Errorf("sees: %v, want %v", err, c.sees)
			}
			if c.sees {
				return
			}
			refused(t, w, "inquiry_not_found", func() error { _, err := w.Trade.Write(ctx, c.side, c.thread.Number, ""); return err })
			refused(t, w, "inquiry_not_found", func() error {
				_, err := w.Trade.Close(ctx, c.side, c.thread.Number, trade.Closing{Outcome: trade.Agreed})
				return err
			})
		})
	}
	for _, number := range []string{"", "T-0000-0000", "x", goods.Number + "1"} {
		refused(t, w, "inquiry_not_found", func() error { _, err := w.Trade.Find(ctx, trade.AsOffice(admin), number); return err })
	}
	refused(t, w, "forbidden", func() error { _, err := w.Trade.ListForOffice(ctx, w.Curator, trade.Filter{Limit: 10}); return err })
	refused(t, w, "shop_not_found", func() error {
		_, err := w.Trade.ListForShop(ctx, other, w.Shop.Slug, trade.Filter{Limit: 10})
		return err
	})
	mine, err := w.Trade.ListMine(ctx, w.Buyer, 10, "")
	if err != nil || len(mine.Items) != 2 || mine.Items[0].ID != interest.ID {
		t.Errorf("mine: %+v, %v", mine, err)
	}
}

func TestWhoMayCloseWithWhichOutcome(t *testing.T) {
	t.Parallel()
	w := tradetest.New(t, pgtest.New(t))
	ctx := t.Context()
	asked := w.Ask(t, w.Question())
	shop, buyer, office := trade.AsShop(w.Owner, w.Shop.Slug), trade.AsAsker(w.Buyer, ""), trade.AsOffice(w.Office)
	try := func(side trade.Side, outcome trade.Outcome) func() error {
		return func() error {
			_, err := w.Trade.Close(ctx, side, asked.Number, trade.Closing{Outcome: outcome})
			return err
		}
	}
	refused(t, w, "outcome unknown_value", try(buyer, trade.NoCapacity))
	refused(t, w, "outcome unknown_value", try(buyer, ""))
	refused(t, w, "outcome unknown_value", try(shop, trade.Withdrawn))
	refused(t, w, "outcome unknown_value", try(shop, trade.NoAnswer)) // it is the shop that has not answered
	refused(t, w, "outcome unknown_value", try(office, "sold"))
	refused(t, w, "note too_long", func() error {
		_, err := w.Trade.Close(ctx, shop, asked.Number, trade.Closing{Outcome: trade.NoCapacity, Note: strings.Repeat("x", trade.MaxBody+1)})
		return err
	})
	if _, err := w.Trade.Write(ctx, shop, asked.Number, "How many?"); err != nil {
		t.Fatal(err)
	}
	if err := try(shop, trade.NoAnswer)(); err != nil {
		t.Error(err)
	}
	before := contents(t, w.DB)
	if err := try(shop, trade.NoAnswer)(); err != nil || contents(t, w.DB) != before {
		t.Errorf("closing again: %v", err)
	}
	refused(t, w, "inquiry_closed", try(shop, trade.Agreed))
}

func TestAKeySendsAnInquiryOnce(t *testing.T) {
	t.Parallel()
	w := tradetest.New(t, pgtest.New(t))
	ask := func(ctx context.Context, body string) (idempotency.Response, bool, error) {
		request := idempotency.Request{Scope: "asker", Key: "one", Hash: idempotency.Hash("POST /inquiries", []byte(body))}
		in := w.Question()
		in.Message, in.Address = body, "192.0.2.1"
		return idempotency.Do(ctx, w.DB, request, func(ctx context.Context, claim *idempotency.Claim) (idempotency.Response, error) {
			return w.Trade.CreateOnce(ctx, trade.Once{Claim: claim, Answer: func(thread trade.Thread) (idempotency.Response, error) {
				return idempotency.Response{Status: 201, Body: thread.Number}, nil
			}}, w.Buyer, in)
		})
	}
	var wg sync.WaitGroup
	answers := make([]string, 5)
	for n := range answers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			answer, _, err := ask(t.Context(), "Can you send 500 packs?")
			if err != nil {
				t.Error(err)
			}
			answers[n] = answer.Body
		}()
	}
	wg.Wait()
	if len(slices.Compact(slices.Clone(answers))) != 1 || answers[0] == "" {
		t.Errorf("answers %v", answers)
	}
	var n int
	if err := w.DB.GetContext(t.Context(), &n, `SELECT count(*) FROM inquiries`); err != nil || n != 1 {
		t.Errorf("%d inquiries, %v", n, err)
	}
	refused(t, w, "idempotency_key_reused", func() error { _, _, err := ask(t.Context(), "Can you send 501 packs?"); return err })
	for range 40 { // a replay is no try
		if _, replayed, err := ask(t.Context(), "Can you send 500 packs?"); err != nil || !replayed {
			t.Fatalf("replayed %v, %v", replayed, err)
		}
	}
	if _, err := w.Trade.Create(t.Context(), w.Buyer, w.Question()); err != nil {
		t.Errorf("replays count as tries: %v", err)
	}
}

func TestNobodyFloodsTheMall(t *testing.T) {
	t.Parallel()
	w := tradetest.New(t, pgtest.New(t))
	for n := range 10 {
		in := w.Question()
		in.Address = "192.0.2." + string(rune('0'+n))
		if _, err := w.Trade.Create(t.Context(), w.Buyer, in); err != nil {
			t.Fatal(err)
		}
	}
	refused(t, w, "rate_limited", func() error { _, err := w.Trade.Create(t.Context(), w.Buyer, w.Question()); return err })
	for n := range 30 {
		in := w.Question()
		in.Asker.Email, in.Address = string(rune('a'+n))+"@example.com", "192.0.2.99"
		if n > 25 {
			in.Asker.Email = string(rune('a'+n-26)) + "@example.org"
		}
		if _, err := w.Trade.Create(t.Context(), identity.Actor{}, in); err != nil {
			t.Fatal(err)
		}
	}
	refused(t, w, "rate_limited", func() error {
		in := w.Question()
		in.Asker.Email, in.Address = "other@example.net", "192.0.2.99"
		_, err := w.Trade.Create(t.Context(), identity.Actor{}, in)
		return err
	})
}

func TestAnAnswerIsAwaitedForTwoWorkingDays(t *testing.T) {
	t.Parallel()
	w := tradetest.New(t, pgtest.New(t))
	ctx := t.Context()
	asked, interest := w.Ask(t, w.Question()), w.Ask(t, w.Interest())
	sent := told(t, w)
	watch := func(after time.Duration) int {
		t.Helper()
		n, err := w.Trade.At(asked.CreatedAt.Add(after)).Watch(ctx)
		if err != nil {
			t.Error(err)
		}
		return n
	}
	if n := watch(47 * time.Hour); n != 0 {
		t.Errorf("%d reminders before the end", n)
	}
	var reminded atomic.Int64
	var wg sync.WaitGroup
	for range 6 { // several schedulers at once remind as one
		wg.Go(func() { reminded.Add(int64(watch(49 * time.Hour))) })
	}
	wg.Wait()
	if n := reminded.Load(); n != 2 {
		t.Errorf("%d reminders, want 2", n)
	}
	sent = wantTold(t, w, sent, "shop_inquiry_reminder owner@lapak.test id", "office_inquiry_overdue office@lapak.test id", "office_inquiry_overdue office@lapak.test id")
	if n := watch(50 * time.Hour); n != 0 {
		t.Errorf("%d reminders again", n)
	}
	sent = wantTold(t, w, sent)
	late := asked.CreatedAt.Add(50 * time.Hour)
	if n, err := w.Trade.CountOverdue(ctx, w.Office, late); err != nil || n != 2 {
		t.Errorf("%d overdue, %v", n, err)
	}
	refused(t, w, "forbidden", func() error { _, err := w.Trade.CountOverdue(ctx, w.Curator, late); return err })
	desk, err := w.Trade.FindDesk(ctx, w.Shop.ID)
	if err != nil || desk.Unanswered != 1 || !desk.AnswerBy.Equal(*asked.AnswerBy) {
		t.Errorf("desk %+v, %v", desk, err)
	}
	if _, err := w.Trade.Write(ctx, trade.AsOffice(w.Office), interest.Number, "Welcome."); err != nil {
		t.Fatal(err)
	}
	sent = wantTold(t, w, sent, "inquiry_answered buying@example.com en")
	if _, err := w.Trade.Write(ctx, trade.AsAsker(w.Buyer, ""), interest.Number, "When can we come?"); err != nil {
		t.Fatal(err)
	}
	sent = wantTold(t, w, sent, "office_inquiry_reply office@lapak.test id")
	if _, err := w.Trade.Close(ctx, trade.AsAsker(w.Buyer, ""), interest.Number, trade.Closing{Outcome: trade.Withdrawn}); err != nil {
		t.Fatal(err)
	}
	sent = wantTold(t, w, sent, "office_inquiry_ended office@lapak.test id")
	if _, err := w.Trade.Write(ctx, trade.AsOffice(w.Office), asked.Number, "The shop is at the market."); err != nil {
		t.Fatal(err)
	}
	sent = wantTold(t, w, sent, "inquiry_answered buying@example.com en", "shop_inquiry_answered owner@lapak.test id")
	if _, err := w.Trade.Write(ctx, trade.AsAsker(w.Buyer, ""), asked.Number, "I wait."); err != nil {
		t.Fatal(err)
	}
	wantTold(t, w, sent, "shop_inquiry_reply owner@lapak.test id")
	page, err := w.Trade.ListForOffice(ctx, w.Office, trade.Filter{Limit: 10})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != asked.ID {
		t.Errorf("open %+v, %v", page, err)
	}
}

func TestListsRunToTheirEndInTheirOrder(t *testing.T) {
	t.Parallel()
	w := tradetest.New(t, pgtest.New(t))
	ctx := t.Context()
	var due []uuid.UUID
	begin := time.Now().Add(-48 * time.Hour)
	for n := range 7 {
		in := w.Question()
		if n%3 == 0 {
			in = w.Interest()
		}
		thread, err := w.Trade.At(begin.Add(time.Duration(n)*time.Hour)).Create(ctx, w.Buyer, in)
		if err != nil {
			t.Fatal(err)
		}
		due = append(due, thread.ID)
	}
	walk := func(read func(cursor string) (trade.Page, error)) []uuid.UUID {
		t.Helper()
		var ids []uuid.UUID
		for cursor := ""; ; {
			page, err := read(cursor)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range page.Items {
				ids = append(ids, i.ID)
			}
			if cursor = page.Next; cursor == "" {
				return ids
			}
		}
	}
	office := func(f trade.Filter) func(string) (trade.Page, error) {
		return func(cursor string) (trade.Page, error) {
			f.Limit, f.Cursor = 2, cursor
			return w.Trade.ListForOffice(ctx, w.Office, f)
		}
	}
	newest := slices.Clone(due)
	slices.Reverse(newest)
	for name, c := range map[string]struct {
		got, want []uuid.UUID
	}{
		"open":        {walk(office(trade.Filter{})), due},
		"new":         {walk(office(trade.Filter{State: trade.StateNew})), due},
		"waiting":     {walk(office(trade.Filter{State: trade.StateWaiting})), nil},
		"answered":    {walk(office(trade.Filter{State: trade.StateAnswered})), nil},
		"investments": {walk(office(trade.Filter{Kind: trade.Investment})), []uuid.UUID{due[0], due[3], due[6]}},
		"one's own":   {walk(func(c string) (trade.Page, error) { return w.Trade.ListMine(ctx, w.Buyer, 2, c) }), newest},
		"of the shop": {walk(func(c string) (trade.Page, error) {
			return w.Trade.ListForShop(ctx, w.Owner, w.Shop.Slug, trade.Filter{Limit: 1, Cursor: c})
		}), []uuid.UUID{due[1], due[2], due[4], due[5]}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	page, err := w.Trade.ListForOffice(ctx, w.Office, trade.Filter{Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []trade.Filter{
		{Limit: 0},
		{Limit: 101},
		{Limit: 2, State: "lost"},
		{Limit: 2, Kind: "gift"},
		{Limit: 2, Cursor: "abc"},
		{Limit: 2, State: trade.StateClosed, Cursor: page.Next},
	} {
		if _, err := w.Trade.ListForOffice(ctx, w.Office, f); apperr.KindOf(err) != apperr.Invalid {
			t.Errorf("%+v: %v", f, err)
		}
	}
}

func TestAnErasedAskerLeavesTheThreadOnly(t *testing.T) {
	t.Parallel()
	w := tradetest.New(t, pgtest.New(t))
	ctx := t.Context()
	in := w.Question()
	in.Asker.Phone = "+31 20 794 0800"
	asked := w.Ask(t, in)
	if asked.Phone != "+31207940800" {
		t.Errorf("phone %q", asked.Phone)
	}
	records, err := w.Trade.ListRecords(ctx, w.Buyer)
	if err != nil || len(records) != 1 || records[0].Email != "buying@example.com" || len(records[0].Messages) != 1 {
		t.Fatalf("copy of the data: %+v, %v", records, err)
	}
	for range 2 {
		err := postgres.Transact(ctx, w.DB, func(tx *sqlx.Tx) error { return w.Trade.ForgetTx(ctx, tx, w.Buyer.AccountID) })
		if err != nil {
			t.Fatal(err)
		}
	}
	left, err := w.Trade.Find(ctx, trade.AsShop(w.Owner, w.Shop.Slug), asked.Number)
	if err != nil || left.Name+left.Organisation+left.Email+left.Phone != "" || left.State != trade.StateClosed || left.Outcome != trade.Withdrawn ||
		len(left.Messages) != 2 || left.Messages[0].Body != in.Message {
		t.Errorf("%+v, %v", left, err)
	}
	for _, line := range told(t, w) {
		if strings.Contains(line, "example.com") {
			t.Errorf("a notice still names the person: %s", line)
		}
	}
}

func TestAThreadIsNeverRewritten(t *testing.T) {
	t.Parallel()
	w := tradetest.New(t, pgtest.New(t))
	w.Ask(t, w.Question())
	err := postgres.Transact(t.Context(), w.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), `UPDATE inquiry_messages SET body = 'x'`)
		return err
	})
	if err == nil || errors.Is(err, context.Canceled) {
		t.Error("a message was rewritten")
	}
}
