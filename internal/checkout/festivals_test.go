package checkout_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/regions"
	"lapak/internal/shops/shopstest"
)

// toldOf says to whom a template went, with the language.
func (f *fair) toldOf(template string) map[string]string {
	f.Helper()
	var rows []struct {
		Recipient string `db:"recipient"`
		Language  string `db:"language"`
		Times     int    `db:"times"`
	}
	f.must(f.DB.SelectContext(f.Context(), &rows, `
		SELECT recipient, min(language) AS language, count(*) AS times FROM messages WHERE template = $1 GROUP BY recipient`, template))
	told := map[string]string{}
	for _, row := range rows {
		if told[row.Recipient] = row.Language; row.Times != 1 {
			f.Errorf("%s was told %d times", row.Recipient, row.Times)
		}
	}
	return told
}

// mail is the address of an account.
func (f *fair) mail(who identity.Actor) (address string) {
	f.Helper()
	f.must(f.DB.GetContext(f.Context(), &address, `SELECT email FROM accounts WHERE id = $1`, who.AccountID))
	return address
}

// hear lets the news of the last change run twice, as a job that was interrupted does.
func (f *fair) hear(of festivals.Festival) {
	f.Helper()
	for range 2 {
		f.must(f.Checkout.HandleFestivalChanged(f.Context(), festivals.Changed{FestivalID: f.festival, Sequence: of.Sequence}))
	}
}

func TestEverybodyConcernedIsToldOfAChangeOnce(t *testing.T) {
	t.Parallel()
	f := openFair(t, 9)
	committee, stranger := shopstest.Account(t, f.DB, "committee"), shopstest.Account(t, f.DB, "stranger")
	f.Change(`INSERT INTO festival_members (festival_id, account_id, role) VALUES ($1, $2, 'committee')`, f.festival, committee.AccountID)
	f.Change(`UPDATE accounts SET language = 'en' WHERE id = $1`, committee.AccountID)
	f.Change(`
		INSERT INTO festival_applications (id, festival_id, zone_id, shop_id, state, fee, asked_at)
		SELECT gen_random_uuid(), festival_id, id, $2, 'submitted', 0, now() FROM festival_zones WHERE festival_id = $1`, f.festival, f.Baskets.ID)
	coffee, option := f.Sell(f.Coffee, 52_000, 10), f.options()[0]
	order := func(by identity.Actor, phone, language string) checkout.Placed {
		t.Helper()
		p := f.placing(coffee, option)
		p.Access, p.Email, p.Phone, p.Language, p.Method = f.Fill(by, coffee), "", phone, language, orders.MethodCash
		if phone == "" {
			p.Email = f.mail(by)
		}
		placed, err := f.Checkout.Place(t.Context(), p)
		f.must(err)
		return placed
	}
	order(identity.Actor{}, "0812-0000-0071", i18n.English) // a guest, who orders twice
	order(identity.Actor{}, "0812-0000-0071", i18n.English)
	order(f.Buyer, "", i18n.Indonesian)
	order(f.Coffee.Owner, "0812-0000-0072", i18n.Indonesian) // a vendor who buys, too: told once, as a vendor
	gone := order(stranger, "", i18n.Indonesian)
	_, err := f.Checkout.Cancel(t.Context(), orders.Reader{Actor: stranger}, gone.Order.Number, "")
	f.must(err)
	want := map[string]string{
		f.mail(f.organizer): i18n.Indonesian, f.mail(committee): i18n.English, f.mail(f.Coffee.Owner): i18n.Indonesian, f.mail(f.Baskets.Owner): i18n.Indonesian,
		"+6281200000071": i18n.English, f.mail(f.Buyer): i18n.Indonesian,
	}
	reason := festivals.Edition{Reason: "Lapangan banjir"}
	for name, change := range map[string]func() (festivals.Festival, error){
		"the place": func() (festivals.Festival, error) {
			return f.Festivals.Update(t.Context(), f.organizer, f.plan.Slug, reason, func(p *festivals.Plan) { p.Place = "Alun-alun" })
		},
		"the days": func() (festivals.Festival, error) {
			return f.Festivals.Update(t.Context(), f.organizer, f.plan.Slug, reason, func(p *festivals.Plan) { p.EndsOn = p.EndsOn.AddDate(0, 0, 1); p.Hours = nil })
		},
		"the programme": func() (festivals.Festival, error) {
			at := time.Now().Add(time.Hour)
			return f.Festivals.AddEntry(t.Context(), f.organizer, f.plan.Slug, reason, festivals.Entry{
				Title: regions.Text{ID: "Gandrung"}, StartsAt: at, EndsAt: at.Add(time.Minute),
			})
		},
	} {
		f.Change(`DELETE FROM messages`)
		changed, err := change()
		f.must(err)
		f.hear(changed)
		if diff := cmp.Diff(want, f.toldOf("festival_changed")); diff != "" {
			t.Errorf("of %s: %s", name, diff)
		}
	}
	f.Work() // the news of the orders themselves
	f.Change(`DELETE FROM messages`)
	cancelled, err := f.Festivals.Cancel(t.Context(), f.organizer, f.plan.Slug, "Banjir besar")
	f.must(err)
	f.must(f.Festivals.Watch(t.Context())) // the slots are found to be gone before the news is told
	f.hear(cancelled)
	f.Work()
	delete(want, "+6281200000071")
	delete(want, f.mail(f.Buyer))
	if diff := cmp.Diff(want, f.toldOf("festival_cancelled")); diff != "" {
		t.Errorf("of the end: %s", diff)
	}
	var told []struct {
		Recipient string `db:"recipient"`
		Body      string `db:"body"`
	}
	f.must(f.DB.SelectContext(t.Context(), &told, `
		SELECT recipient, body FROM messages WHERE recipient IN ($1, '+6281200000071', '+6281200000072') ORDER BY recipient`, f.mail(f.Buyer)))
	times := map[string]int{}
	for _, m := range told {
		times[m.Recipient]++
		if !strings.Contains(m.Body, "Banjir besar") || !strings.Contains(m.Body, "/orders/") {
			t.Errorf("a buyer is told %q", m.Body)
		}
	}
	if diff := cmp.Diff(map[string]int{"+6281200000071": 2, "+6281200000072": 1, f.mail(f.Buyer): 1}, times); diff != "" {
		t.Errorf("each order's buyer is told once: %s", diff)
	}
}
