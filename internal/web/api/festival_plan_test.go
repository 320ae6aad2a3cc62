package api_test

import (
	"net/http"
	"testing"
	"time"

	"lapak/internal/web/webtest"
)

// The body is the one that other programs send already; it is enough to publish.
func TestAFestivalOfTheContractIsMadeAndPublished(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	first := time.Now().AddDate(0, 1, 0)
	var made struct {
		Slug, State string
		Version     int64
		Missing     []string
		Stalls      []struct {
			Zone, Currency string
			Quota, Free    int
			Fee            int64
		}
	}
	w.JSON(webtest.Call{Who: w.Organizer, Method: "POST", Path: "/api/v1/organizer/festivals", Body: map[string]any{
		"name": "Festival Kopi", "starts_on": first.Format(time.DateOnly), "ends_on": first.AddDate(0, 0, 2).Format(time.DateOnly), "place": "Lapangan",
		"district": "kalipuro", "applications_close_at": first.AddDate(0, 0, -10).UTC().Format(time.RFC3339),
		"stalls": []map[string]any{{"zone": "Kuliner", "quota": 20, "fee": 250000}},
	}}, http.StatusCreated, &made)
	if made.State != "draft" || len(made.Missing) != 0 || len(made.Stalls) != 1 || made.Stalls[0].Zone != "kuliner" || made.Stalls[0].Free != 20 || made.Stalls[0].Fee != 250_000 {
		t.Fatalf("%+v", made)
	}
	own, public := "/api/v1/organizer/festivals/"+made.Slug, "/api/v1/festivals/"+made.Slug
	w.JSON(webtest.Call{Method: "GET", Path: public}, http.StatusNotFound, nil)
	w.JSON(webtest.Call{Who: w.Organizer, Method: "POST", Path: own + "/publish"}, http.StatusOK, nil)
	answer := w.Do(webtest.Call{Who: w.Organizer, Method: "PATCH", Path: own, Body: `{"place": "Alun-alun"}`})
	if answer.Status != http.StatusUnprocessableEntity {
		t.Errorf("a change without a reason: %d %s", answer.Status, answer.Body)
	}
	w.JSON(webtest.Call{Who: w.Organizer, Method: "PATCH", Path: own, Body: `{"place": "Alun-alun", "reason": "Lapangan banjir", "name": {"id": "Festival Kopi", "en": "Coffee Festival"}}`}, http.StatusOK, nil)
	var shown struct {
		Place    string
		Sequence int
		Name     struct{ ID, EN string }
		Changes  []struct{ Reason string }
	}
	w.JSON(webtest.Call{Method: "GET", Path: public}, http.StatusOK, &shown)
	if shown.Place != "Alun-alun" || shown.Sequence != 1 || shown.Name.EN != "Coffee Festival" || len(shown.Changes) != 1 || shown.Changes[0].Reason != "Lapangan banjir" {
		t.Errorf("%+v", shown)
	}
	for name, body := range map[string]string{
		"a fraction": `{"quota": 0.5}`, "a text": `{"quota": "1"}`, "a huge number": `{"quota": 9223372036854775807}`, "a negative one": `{"quota": -1}`,
		"null": `{"quota": null}`, "an unknown field": `{"quota": 1, "shop_id": "x"}`,
	} {
		if answer := w.Do(webtest.Call{Who: w.Organizer, Method: "POST", Path: own + "/zones/kuliner/stalls", Body: body}); answer.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	w.JSON(webtest.Call{Who: w.Organizer, Method: "POST", Path: own + "/copy"}, http.StatusCreated, nil)
	w.JSON(webtest.Call{Who: w.Organizer, Method: "POST", Path: own + "/cancel", Body: `{"reason": "Cuaca buruk"}`}, http.StatusOK, nil)
}
