package pages_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lapak/internal/trade"
	"lapak/internal/web/webtest"
)

// visitor is a guest with a browser that keeps cookies.
type visitor struct {
	*desks
	jar map[string]string
}

func (v *visitor) ask(method, path string, form url.Values) answer {
	v.Helper()
	r := httptest.NewRequestWithContext(v.Context(), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Accept-Language", "en")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range v.jar {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	got := v.send(webtest.Person{}, r)
	for _, cookie := range (&http.Response{Header: got.header}).Cookies() {
		v.jar[cookie.Name] = cookie.Value
	}
	return got
}

var formKey = regexp.MustCompile(`name="key" value="([^"]+)"`)

func TestAGuestAsksOnAPageAndReadsTheAnswer(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.Offer(d.Coffee)
	v := &visitor{d, map[string]string{}}
	product := "/export/products/" + d.Coffee.Products[0].Slug
	v.ask("GET", product, nil).wants(t, http.StatusOK, `href="`+product+`/inquiry"`, "Ask about this product")
	page := v.ask("GET", product+"/inquiry", nil).wants(t, http.StatusOK, "Kopi Lerek", `<option value="NL">Netherlands</option>`, "FOB", "shown to nobody")
	form := url.Values{
		"key": {formKey.FindStringSubmatch(page.body)[1]}, "message": {"Can you send <b>500</b> packs?"}, "quantity": {"500"}, "destination": {"EU"},
		"incoterm": {"FOB"}, "name": {"Purchasing"}, "organisation": {"Coffee importer"}, "country": {"NL"}, "email": {"buying@example.com"},
	}
	before := d.Digest()
	for field, wrong := range map[string]string{"email": "buying", "country": "", "quantity": "1.5", "message": "?", "wanted_by": "soon", "phone": "12"} {
		bad := url.Values{}
		for name, values := range form {
			bad[name] = values
		}
		bad.Set(field, wrong)
		v.ask("POST", product+"/inquiry", bad).wants(t, 422, `href="#f-`+field+`"`, "buying", "Coffee importer")
	}
	if d.Digest() != before {
		t.Error("a refused form changed something")
	}
	sent := v.ask("POST", product+"/inquiry", form).wants(t, http.StatusSeeOther)
	thread := sent.header.Get("Location")
	if again := v.ask("POST", product+"/inquiry", form).wants(t, http.StatusSeeOther); again.header.Get("Location") != thread {
		t.Errorf("sent twice, it is %s and %s", thread, again.header.Get("Location"))
	}
	v.ask("GET", thread, nil).wants(t, http.StatusOK, "Kopi Lerek should answer by", "Can you send &lt;b&gt;500&lt;/b&gt; packs?", "500 pieces", "You")
	(&visitor{d, map[string]string{}}).ask("GET", thread, nil).wants(t, http.StatusNotFound)

	number := strings.TrimPrefix(thread, "/inquiries/")
	desk := "/seller/" + d.Coffee.Slug
	d.get(d.Owner, desk).wants(t, http.StatusOK, "Jawab pembeli luar negeri sebelum", desk+"/inquiries")
	d.get(d.Owner, desk+"/inquiries").wants(t, http.StatusOK, "Purchasing, Coffee importer, Belanda", number)
	asked := d.get(d.Owner, desk+"/inquiries/"+number).wants(t, http.StatusOK, `lang="en"`, "bahasa Inggris", "Jawab sebelum")
	office := d.get(d.Verifier, "/office/inquiries/"+number).wants(t, http.StatusOK, "Kopi Lerek", "Purchasing")
	if strings.Contains(asked.body+office.body, "example.com") {
		t.Error("the asker's address is shown")
	}
	d.unchanged("an empty answer", func() {
		d.post(d.Owner, desk+"/inquiries/"+number+"/messages", "message", " ").wants(t, 422, "Wajib diisi")
	})
	d.post(d.Owner, desk+"/inquiries/"+number+"/messages", "message", "Yes, from April on.").wants(t, http.StatusSeeOther)
	if today := d.get(d.Owner, desk).wants(t, http.StatusOK); strings.Contains(today.body, "Jawab pembeli") {
		t.Error("the answered inquiry is still to be answered")
	}
	v.ask("GET", thread, nil).wants(t, http.StatusOK, "You have an answer", "Yes, from April on.")
	v.ask("POST", thread+"/messages", url.Values{"message": {"And the price?"}}).wants(t, http.StatusSeeOther)
	d.unchanged("an outcome that is the shop's to say", func() {
		v.ask("POST", thread+"/close", url.Values{"outcome": {"no_capacity"}}).wants(t, 422)
	})
	d.post(d.Owner, desk+"/inquiries/"+number+"/close", "outcome", "no_capacity", "note", "Only 200.").wants(t, http.StatusSeeOther)
	v.ask("GET", thread, nil).wants(t, http.StatusOK, "Closed: Not enough capacity.", "Only 200.")
	d.unchanged("words to a closed inquiry", func() {
		v.ask("POST", thread+"/messages", url.Values{"message": {"One more thing."}}).wants(t, http.StatusConflict, "This inquiry is closed")
	})
	d.get(d.Owner, desk+"/inquiries?state=closed").wants(t, http.StatusOK, number, "Ditutup: Kapasitas tidak cukup.")
	d.get(d.Owner, desk+"/inquiries?state=lost").wants(t, 422)
}

func TestTheLinkOfANoticeOpensTheThread(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.Offer(d.Coffee)
	asked := d.Ask(d.Buyer, d.Coffee)
	v := &visitor{d, map[string]string{}}
	link := strings.TrimPrefix(d.Trade.Link(asked.Inquiry), webtest.BaseURL)
	opened := v.ask("GET", link, nil).wants(t, http.StatusSeeOther)
	if to := opened.header.Get("Location"); strings.Contains(to, "token") {
		t.Errorf("the token stays in %s", to)
	}
	v.ask("GET", "/inquiries/"+asked.Number, nil).wants(t, http.StatusOK, "Can you send 500 packs")
	v.ask("GET", link+"x", nil).wants(t, http.StatusNotFound)
	d.get(d.Buyer, "/inquiries").wants(t, http.StatusOK, asked.Number)
	copied := d.get(d.Buyer, "/account/data.json").wants(t, http.StatusOK, asked.Number, "buying@example.com", "Can you send 500 packs")
	if strings.Count(copied.body, `"number": "`+asked.Number) != 1 {
		t.Error("the copy of the data names the inquiry more than once")
	}
}

func TestTheOfficeSeesWhoWaitsTooLong(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.Offer(d.Coffee)
	asked := d.Ask(d.Buyer, d.Coffee)
	if home := d.get(d.Verifier, "/office").wants(t, http.StatusOK, "/office/inquiries"); strings.Contains(home.body, "belum dijawab tepat waktu") {
		t.Error("an inquiry in time is a task")
	}
	asked = askLongAgo(d, asked)
	d.get(d.Verifier, "/office").wants(t, http.StatusOK, "belum dijawab tepat waktu")
	d.get(d.Verifier, "/office/inquiries").wants(t, http.StatusOK, asked.Number, `class="entry late"`)
	d.get(d.Verifier, "/office/inquiries/"+asked.Number).wants(t, http.StatusOK, "Seharusnya dijawab sebelum")
	d.get(d.Owner, "/seller/"+d.Coffee.Slug).wants(t, http.StatusOK, "Jawaban terlambat")
	if mine := d.get(d.Buyer, "/inquiries").wants(t, http.StatusOK, "Belum dijawab, padahal batasnya"); strings.Contains(mine.body, "Jawab sebelum") {
		t.Error("who asked is told to answer")
	}
	d.post(d.Verifier, "/office/inquiries/"+asked.Number+"/messages", "message", "Tokonya sedang tutup.").wants(t, http.StatusSeeOther)
	d.get(d.Buyer, "/inquiries/"+asked.Number).wants(t, http.StatusOK, "Dinas", "Tokonya sedang tutup.")
	d.get(d.Curator, "/office/inquiries").wants(t, http.StatusForbidden)
	d.get(d.Curator, "/office/inquiries/"+asked.Number).wants(t, http.StatusNotFound)
}

// askLongAgo has a buyer ask about the same product nine days before.
func askLongAgo(d *desks, asked trade.Thread) trade.Thread {
	d.Helper()
	late, err := d.Trade.At(asked.CreatedAt.AddDate(0, 0, -9)).Create(d.Context(), d.Buyer.Actor, trade.NewInquiry{
		Kind: trade.Goods, Product: asked.ProductSlug, Language: "en", Message: "Do you still sell this?",
		Asker: trade.Asker{Name: "Late", Country: "JP", Email: "late@example.com"},
	})
	d.must(err)
	return late
}
