package pages_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/web/webtest"
)

func TestTheOfficeDecidesAnAppealOnItsPage(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	plan := festivalstest.Coming(w.Organizer.Actor)
	festivalstest.Make(t, w.DB, plan)
	a, err := w.Festivals.Apply(t.Context(), w.Owner.Actor, plan.Slug, festivals.NewApplication{
		Shop: w.Coffee.Slug, Zone: "kuliner", Products: []string{w.Coffee.Products[0].Slug},
	})
	if err != nil {
		t.Fatal(err)
	}
	get := func(who webtest.Person, path string) string {
		t.Helper()
		answer := w.Do(webtest.Call{Method: "GET", Path: path, Who: who})
		if answer.Status != 200 {
			t.Fatalf("%s: %d", path, answer.Status)
		}
		return answer.Body
	}
	if home := get(w.Organizer, "/organizer"); !strings.Contains(home, "Pendaftaran menunggu keputusan") {
		t.Error("the organizer is not told of the application")
	}
	if _, err := w.Festivals.Reject(t.Context(), w.Organizer.Actor, festivals.Decided{Festival: plan.Slug, ID: a.ID, Reason: "Barang kurang lengkap."}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Festivals.Appeal(t.Context(), w.Owner.Actor, plan.Slug, a.ID, "Sertifikat sudah <b>lengkap</b>."); err != nil {
		t.Fatal(err)
	}
	if home := get(w.Organizer, "/organizer"); strings.Contains(home, "Banding menunggu keputusan") {
		t.Error("who rejected is asked to decide the appeal")
	}
	if home := get(w.Verifier, "/office"); !strings.Contains(home, `href="/office/appeals"`) || !strings.Contains(home, "Banding lapak festival") {
		t.Error("the office is not told of the appeal")
	}
	tab := regexp.MustCompile(`(?s)state=appeals"[^>]*>(.*?)</a>`).FindStringSubmatch(get(w.Organizer, "/organizer/festivals/"+plan.Slug+"/applications"))
	if len(tab) == 0 || !strings.Contains(tab[1], "1") {
		t.Errorf("the tab of appeals does not count them: %q", tab)
	}
	list := get(w.Verifier, "/office/appeals")
	for _, want := range []string{"Kopi Lerek", "Barang kurang lengkap.", "Sertifikat sudah &lt;b&gt;lengkap&lt;/b&gt;."} {
		if !strings.Contains(list, want) {
			t.Errorf("the list is without %q", want)
		}
	}
	verdict := "/office/appeals/" + plan.Slug + "/" + a.ID.String() + "/refuse"
	before := w.Digest()
	silent := w.Do(webtest.Call{Method: "POST", Path: verdict, Who: w.Verifier, Body: url.Values{"reason": {""}}})
	foreign := w.Do(webtest.Call{Method: "POST", Path: verdict, Who: w.Finance, Body: url.Values{"reason": {"Tetap ditolak."}}})
	if silent.Status != 422 || !strings.Contains(silent.Body, `id="f-`+a.ID.String()+`-reason-problem"`) || foreign.Status != 403 || w.Digest() != before {
		t.Fatalf("without a reason %d, by finance %d, or something changed", silent.Status, foreign.Status)
	}
	if decided := w.Do(webtest.Call{Method: "POST", Path: verdict, Who: w.Verifier, Body: url.Values{"reason": {"Tetap kurang lengkap."}}}); decided.Status != 303 {
		t.Fatalf("%d %s", decided.Status, decided.Body)
	}
	if shop := get(w.Owner, "/seller/"+w.Coffee.Slug+"/applications/"+a.ID.String()); !strings.Contains(shop, "Tetap kurang lengkap.") {
		t.Error("the shop does not read the answer")
	}
}
