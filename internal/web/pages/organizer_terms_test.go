package pages_test

import (
	"net/url"
	"strings"
	"testing"

	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/web/webtest"
)

func TestAnOrganizerSetsTheTermsByPage(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	plan := festivalstest.Coming(w.Organizer.Actor)
	plan.State = festivals.Draft
	id := festivalstest.Make(t, w.DB, plan)
	path := "/organizer/festivals/" + plan.Slug + "/terms"
	post := func(more url.Values) webtest.Answer {
		t.Helper()
		form := url.Values{"appeal_hours": {"72"}, "full_refund_days": {"14"}, "half_refund_days": {"3"}}
		for name, values := range more {
			form[name] = values
		}
		return w.Do(webtest.Call{Method: "POST", Path: path, Who: w.Organizer, Body: form})
	}
	before := w.Digest()
	refused := post(url.Values{"seats_kuliner_village": {"9"}, "criterion_id_0": {"Rasa"}, "weight_0": {"90"}, "half_refund_days": {"20"}})
	if refused.Status != 422 || w.Digest() != before {
		t.Fatalf("%d, or something changed", refused.Status)
	}
	for _, want := range []string{`id="f-seats_kuliner_village-problem"`, `id="f-half_refund_days-problem"`, `href="#f-criteria"`, `value="Rasa"`, `value="9"`} {
		if !strings.Contains(refused.Body, want) {
			t.Errorf("the refused form is without %s", want)
		}
	}
	saved := post(url.Values{
		"seats_kuliner_village": {"2"}, "halal_kuliner": {"1"}, "category_kuliner_0": {"kopi"}, "mode_kuliner_0": {"cap"}, "seats_kuliner_0": {"1"},
		"criterion_id_0": {"Rasa"}, "criterion_en_0": {"Taste"}, "weight_0": {"100"},
	})
	if saved.Status != 303 {
		t.Fatalf("%d %s", saved.Status, saved.Body)
	}
	terms, err := w.Festivals.FindTerms(t.Context(), id)
	if err != nil || len(terms.Quotas) != 2 || len(terms.Criteria) != 1 || len(terms.HalalZones) != 1 || terms.Criteria[0].NameEN != "Taste" {
		t.Fatalf("%+v, %v", terms, err)
	}
	for page, wants := range map[string][]string{
		path: {`value="Rasa"`, `id="f-seats_kuliner_village"`},
		"/organizer/festivals/" + plan.Slug + "/publish": {"2 khusus usaha setempat", "Paling banyak 1 untuk", "Rasa", "100%", "14 hari"},
	} {
		answer := w.Do(webtest.Call{Method: "GET", Path: page, Who: w.Organizer})
		for _, want := range wants {
			if answer.Status != 200 || !strings.Contains(answer.Body, want) {
				t.Errorf("%s: %d, without %q", page, answer.Status, want)
			}
		}
	}
}

func TestEverybodyReadsTheTermsAndTheirChanges(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	plan := festivalstest.Coming(w.Organizer.Actor)
	festivalstest.Make(t, w.DB, plan)
	path := "/organizer/festivals/" + plan.Slug + "/terms"
	opened := w.Do(webtest.Call{Method: "GET", Path: path, Who: w.Organizer})
	if opened.Status != 200 || strings.Contains(opened.Body, "seats_kuliner_village") || !strings.Contains(opened.Body, `name="reason"`) {
		t.Fatalf("%d: terms that are frozen are offered, or no reason is asked", opened.Status)
	}
	form := url.Values{"appeal_hours": {"120"}, "full_refund_days": {"7"}, "half_refund_days": {"3"}}
	if refused := w.Do(webtest.Call{Method: "POST", Path: path, Who: w.Organizer, Body: form}); refused.Status != 422 || !strings.Contains(refused.Body, `id="f-reason-problem"`) {
		t.Errorf("without a reason: %d", refused.Status)
	}
	form.Set("reason", "Lebih longgar bagi peserta")
	if saved := w.Do(webtest.Call{Method: "POST", Path: path, Who: w.Organizer, Body: form}); saved.Status != 303 {
		t.Fatalf("%d %s", saved.Status, saved.Body)
	}
	page := w.Do(webtest.Call{Method: "GET", Path: "/festivals/" + plan.Slug})
	for _, want := range []string{"Lebih longgar bagi peserta", "Waktu banding (jam)", "dalam 5 hari", "daftar cadangan zonanya"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the public page is without %q", want)
		}
	}
}
