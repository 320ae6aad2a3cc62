package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lapak/internal/festivals/festivalstest"
	"lapak/internal/reports"
	"lapak/internal/shops/shopstest"
	"lapak/internal/web"
)

// kept is what the browser would send of how it came to a page.
func (b *browser) kept(path string) string {
	b.Helper()
	at, err := url.Parse(b.BaseURL + path)
	must(b, err)
	for _, cookie := range b.client.Jar.Cookies(at) {
		if cookie.Name == "lapak_came" {
			return cookie.Value
		}
	}
	return ""
}

func TestAnOrderIsCreditedToTheFestivalThatItsBuyerCameBy(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	organizer := shopstest.Account(t, m.DB, "organizer")
	plan := festivalstest.Running(organizer)
	festival := festivalstest.Make(t, m.DB, plan)
	sheets, err := m.Festivals.ListPasses(t.Context(), organizer, plan.Slug)
	must(t, err)
	for name, way := range map[string]string{
		"the entrance's code": "/f/" + sheets.Entrance, "the festival's page": "/festivals/" + plan.Slug, "a price tag": "/p/" + m.Coffee.Slug + "?festival=" + plan.Slug,
		"another festival's name": "/p/" + m.Coffee.Slug + "?festival=tidak-ada", "no festival": "/p/" + m.Coffee.Slug, "no name": "/p/" + m.Coffee.Slug + "?festival=x%3B%0Dy",
	} {
		b := m.browser("id")
		b.open(way)
		if got := b.kept("/"); got != "" {
			t.Errorf("by %s: every page is told %q", name, got)
		}
		before := m.number(`SELECT count(*) FROM order_groups WHERE came_by IS NOT NULL`)
		b.put(m.Coffee, 1)
		b.order(contact)
		want := 0
		if b.kept("/checkout") == plan.Slug {
			want = 1
		}
		if isOf := strings.Contains(way, plan.Slug) || strings.HasPrefix(way, "/f/"); isOf != (want == 1) {
			t.Errorf("by %s the browser keeps %q", name, b.kept("/checkout"))
		}
		if got := m.number(`SELECT count(*) FROM order_groups WHERE came_by IS NOT NULL`) - before; got != want {
			t.Errorf("by %s %d orders are credited, want %d", name, got, want)
		}
	}
	report, err := reports.FindFestival(t.Context(), m.DB, festival)
	must(t, err)
	if report.Came != (reports.Came{}) || report.Entrance != 1 {
		t.Errorf("of orders that nobody paid the report says %+v, and %d came by the entrance", report.Came, report.Entrance)
	}
}

func TestHowSomebodyCameIsNoNumberOfTheirs(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	plan := festivalstest.Running(shopstest.Account(t, m.DB, "organizer"))
	festivalstest.Make(t, m.DB, plan)
	for range 2 {
		got := m.browser("id").open("/festivals/" + plan.Slug)
		if cache := got.Header.Get("Cache-Control"); !strings.HasPrefix(cache, "public") {
			t.Errorf("the page is %s", cache)
		}
		for _, cookie := range (&http.Response{Header: got.Header}).Cookies() {
			if cookie.Value != plan.Slug || cookie.MaxAge != int(web.CameFor.Seconds()) || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode {
				t.Errorf("a visitor is given %s", cookie)
			}
		}
	}
}

func TestAnInquiryIsCreditedToTheFestivalThatItsAskerCameBy(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.Offer(d.Coffee)
	plan := festivalstest.Running(shopstest.Account(t, d.DB, "organizer-of-fair"))
	festival := festivalstest.Make(t, d.DB, plan)
	path := "/export/products/" + d.Coffee.Products[0].Slug + "/inquiry"
	for _, way := range []string{"/festivals/" + plan.Slug, "/festivals"} {
		v := &visitor{d, map[string]string{}}
		v.ask("GET", way, nil).wants(t, http.StatusOK)
		page := v.ask("GET", path, nil).wants(t, http.StatusOK)
		form := url.Values{
			"key": {formKey.FindStringSubmatch(page.body)[1]}, "message": {"Can you send more of it?"}, "name": {"Purchasing"}, "country": {"NL"}, "email": {"buying@example.com"},
		}
		v.ask("POST", path, form).wants(t, http.StatusSeeOther)
		v.jar = map[string]string{} // sent again once the days are over, it is the same inquiry
		v.ask("POST", path, form).wants(t, http.StatusSeeOther)
	}
	report, err := reports.FindFestival(t.Context(), d.DB, festival)
	if err != nil || report.Came.Inquiries != 1 {
		t.Errorf("%d inquiries are credited, want 1: %v", report.Came.Inquiries, err)
	}
	var all int
	if err := d.DB.GetContext(t.Context(), &all, `SELECT count(*) FROM inquiries`); err != nil || all != 2 {
		t.Errorf("%d inquiries, want 2: %v", all, err)
	}
}
