package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lapak/internal/web/webtest"
)

func TestInvestorsAreShownWhatTheRegencyCanSupply(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	read := func(path string, status int, words ...string) string {
		t.Helper()
		answer := w.Do(webtest.Call{Who: w.Stranger, Method: http.MethodGet, Path: path})
		if answer.Status != status {
			t.Fatalf("%s: %d, want %d: %s", path, answer.Status, status, answer.Body)
		}
		for _, word := range words {
			if !strings.Contains(answer.Body, word) {
				t.Errorf("%s lacks %q", path, word)
			}
		}
		return answer.Body
	}
	read("/invest?lang=en&before=any", 200, "No figures yet") // an address of its own: caches keep a page for a moment
	read("/invest/kopi", 404)
	w.Fair()
	page := read("/invest?lang=en", 200, "Coffee", "/invest/kopi", "6 shops · 1 district · 6 products", "Can supply 2,000 pieces a month",
		"1 of 6 assessed products are ready or proven", "self-assessment, not an official permit", "/export/rules", "Kalipuro", `"@type":"Dataset"`)
	if strings.Contains(page, "/invest/anyaman") {
		t.Error("a group of one shop is shown")
	}
	read("/invest?lang=id", 200, "Bisa memasok 2.000 buah sebulan", "penilaian mandiri, bukan izin resmi")
	page = read("/invest/kopi?lang=en", 200, "2,000", "from the 6 of 6 products that tell it, 6 shops", ">500<", "6 products of 6 shops, today", "Kalipuro",
		"European Union", "Kopi Lerek", "Coffee from our own garden.", "/export/products/"+w.Coffee.Products[0].Slug, "How we count", "/export/rules/S-1", "Business number (NIB)", "holds back 5 products of 5 shops")
	for _, private := range []string{"Kebun A", "12.50", "rahasia", "+62", w.Owner.Email} {
		if strings.Contains(page, private) {
			t.Errorf("the page tells %q", private)
		}
	}
	read("/invest/anyaman", 404)
	read("/invest/nothing", 404)
	read("/sitemap.xml", 200, webtest.BaseURL+"/invest<", webtest.BaseURL+"/invest/kopi<")
	read("/export?lang=en", 200, `href="/invest"`)
}

func TestAnInvestorRegistersInterestAndTheOfficeAnswers(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.Fair()
	v := &visitor{d, map[string]string{}}
	page := v.ask("GET", "/invest/kopi?lang=en", nil).wants(t, http.StatusOK, `action="/invest/kopi"`, "Building a processing plant", `<option value="kalipuro">Kalipuro</option>`)
	form := url.Values{
		"key": {formKey.FindStringSubmatch(page.body)[1]}, "purpose": {"processing"}, "district": {"kalipuro"}, "message": {"A washing station of ten tonnes a day."},
		"name": {"Investments"}, "organisation": {"Coffee fund"}, "country": {"JP"}, "email": {"fund@example.com"},
	}
	before := d.Digest()
	for field, wrong := range map[string]string{"purpose": "gold", "district": "nowhere", "email": "fund", "country": "", "message": " ", "name": ""} {
		bad := url.Values{}
		for name, values := range form {
			bad[name] = values
		}
		bad.Set(field, wrong)
		v.ask("POST", "/invest/kopi", bad).wants(t, 422, `href="#f-`+field+`"`, "Coffee fund", `name="robots" content="noindex"`)
	}
	v.ask("POST", "/invest/anyaman", form).wants(t, http.StatusNotFound)
	if d.Digest() != before {
		t.Error("a refused form changed something")
	}
	sent := v.ask("POST", "/invest/kopi", form).wants(t, http.StatusSeeOther)
	thread := sent.header.Get("Location")
	if again := v.ask("POST", "/invest/kopi", form).wants(t, http.StatusSeeOther); again.header.Get("Location") != thread {
		t.Errorf("sent twice, it is %s and %s", thread, again.header.Get("Location"))
	}
	v.ask("GET", thread, nil).wants(t, http.StatusOK, "Building a processing plant", "ten tonnes", "Coffee")
	(&visitor{d, map[string]string{}}).ask("GET", thread, nil).wants(t, http.StatusNotFound)
	number := strings.TrimPrefix(thread, "/inquiries/")
	d.get(d.Verifier, "/office/inquiries").wants(t, http.StatusOK, number)
	d.post(d.Verifier, "/office/inquiries/"+number+"/messages", "message", "Welcome; we can show you the sites in January.").wants(t, http.StatusSeeOther)
	v.ask("GET", thread, nil).wants(t, http.StatusOK, "in January")
}
