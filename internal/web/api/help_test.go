package api_test

import (
	"net/http"
	"strings"
	"testing"

	"lapak/internal/web/webtest"
)

type helpShown struct {
	ID, State, Phone, Reply, Outcome, Mentor string
	VisitOn                                  *string `json:"visit_on"`
}

type helpPage struct{ Items []helpShown }

func TestHelpByTheAPI(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	optIn(w)
	ask := func(body string) webtest.Call {
		return webtest.Call{Who: w.Owner, Method: "POST", Path: desk(w.Coffee, "/help-requests"), Body: body}
	}
	for name, c := range map[string]struct{ body, location, code string }{
		"no rule":          {`{}`, "body.criterion", "required"},
		"an unknown rule":  {`{"criterion": "X-9"}`, "body.criterion", "unknown_value"},
		"another's state":  {`{"criterion": "S-1", "state": "done"}`, "body.state", "unknown_field"},
		"a note of a list": {`{"criterion": "S-1", "note": ["x"]}`, "body.note", "wrong_type"},
		"too long a note":  {`{"criterion": "S-1", "note": "` + strings.Repeat("a", 1001) + `"}`, "body.note", "too_long"},
	} {
		before := w.Digest()
		answer := w.Do(ask(c.body))
		if answer.Status != http.StatusUnprocessableEntity || answer.Field(c.location) == "" {
			t.Errorf("%s: %d %s, want %s at %s", name, answer.Status, answer.Body, c.code, c.location)
		}
		if w.Digest() != before {
			t.Errorf("%s: the refusal changed something", name)
		}
	}
	var made, taken helpShown
	w.JSON(ask(`{"criterion": "S-1", "note": "Di mana?"}`), http.StatusCreated, &made)
	if answer := w.Do(ask(`{"criterion": "S-1"}`)); answer.Status != http.StatusConflict || answer.Code() != "help_asked" {
		t.Errorf("asked twice: %d %s", answer.Status, answer.Body)
	}
	at := "/api/v1/mentor/help-requests"
	var open, far helpPage
	w.JSON(webtest.Call{Who: w.Mentor, Method: "GET", Path: at}, http.StatusOK, &open)
	w.JSON(webtest.Call{Who: w.FarMentor, Method: "GET", Path: at}, http.StatusOK, &far)
	if len(open.Items) != 1 || open.Items[0].ID != made.ID || open.Items[0].Phone != "" || len(far.Items) != 0 {
		t.Errorf("the mentors see %+v and %+v", open, far)
	}
	w.JSON(webtest.Call{Who: w.Mentor, Method: "POST", Path: at + "/" + made.ID + "/take", Body: `{"reply": "Besok."}`}, http.StatusOK, &taken)
	if taken.State != "taken" || taken.Phone != w.Coffee.Phone || taken.Reply != "Besok." {
		t.Errorf("taken %+v", taken)
	}
	if answer := w.Do(webtest.Call{Who: w.Verifier, Method: "POST", Path: at + "/" + made.ID + "/take", Body: `{}`}); answer.Code() != "help_taken" || strings.Contains(answer.Body, w.Coffee.Phone) {
		t.Errorf("taken twice: %d %s", answer.Status, answer.Body)
	}
	var own helpPage
	w.JSON(webtest.Call{Who: w.Owner, Method: "GET", Path: desk(w.Coffee, "/help-requests")}, http.StatusOK, &own)
	if len(own.Items) != 1 || own.Items[0].Mentor != "mentor" || own.Items[0].Phone != "" {
		t.Errorf("the owner sees %+v", own)
	}
}

func TestSeatsByTheAPI(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	office := "/api/v1/office/trainings"
	const draft = `{"title": {"id": "Mengurus izin", "en": "Getting a licence"}, "text": {"id": "Bawa KTP dan ponsel.", "en": "Bring your phone."},
		"place": "Pendopo", "district": "kalipuro", "starts_at": "START", "ends_at": "2027-11-02T05:00:00Z", "booking_closes_at": "2027-11-01T02:00:00Z", "seats": SEATS}`
	body := func(start, seats string) string {
		return strings.NewReplacer("START", start, "SEATS", seats).Replace(draft)
	}
	for _, bad := range []string{
		body("2027-11-02T02:00:00Z", "0"), body("2027-11-02T02:00:00Z", "-1"), body("2027-11-02T02:00:00Z", "9223372036854775807"), body("2027-11-02T02:00:00Z", "1.5"),
		body("2027-11-02T02:00:00Z", `"1"`), body("2027-11-02T02:00:00Z", "null"), body("2027-11-02T06:00:00Z", "1"), body("soon", "1"),
	} {
		before := w.Digest()
		if answer := w.Do(webtest.Call{Who: w.Verifier, Method: "POST", Path: office, Body: bad}); answer.Status != http.StatusUnprocessableEntity || answer.Code() == "" || w.Digest() != before {
			t.Errorf("%s: %d %s", bad, answer.Status, answer.Body)
		}
	}
	var made struct{ ID, State string }
	w.JSON(webtest.Call{Who: w.Verifier, Method: "POST", Path: office, Body: body("2027-11-02T02:00:00Z", "1")}, http.StatusCreated, &made)
	if list := read(w, w.Stranger, "/trainings"); strings.Contains(list.Body, made.ID) {
		t.Errorf("strangers see a draft: %s", list.Body)
	}
	w.JSON(webtest.Call{Who: w.Verifier, Method: "POST", Path: office + "/" + made.ID + "/publish"}, http.StatusOK, &made)
	if list := read(w, w.Stranger, "/trainings"); !strings.Contains(list.Body, made.ID) {
		t.Errorf("strangers do not see it: %s", list.Body)
	}
	var seat struct {
		State string
		Ahead int
	}
	w.JSON(webtest.Call{Who: w.Owner, Method: "POST", Path: desk(w.Coffee, "/trainings/"+made.ID+"/booking")}, http.StatusCreated, &seat)
	if seat.State != "booked" {
		t.Errorf("the first has %+v", seat)
	}
	w.JSON(webtest.Call{Who: w.OtherOwner, Method: "POST", Path: desk(w.Baskets, "/trainings/"+made.ID+"/booking")}, http.StatusCreated, &seat)
	if seat.State != "waiting" {
		t.Errorf("the second has %+v", seat)
	}
	if answer := w.Do(webtest.Call{Who: w.Owner, Method: "POST", Path: desk(w.Coffee, "/trainings/"+made.ID+"/booking")}); answer.Code() != "seat_booked" {
		t.Errorf("booked twice: %d %s", answer.Status, answer.Body)
	}
	w.JSON(webtest.Call{Who: w.Owner, Method: "DELETE", Path: desk(w.Coffee, "/trainings/"+made.ID+"/booking")}, http.StatusNoContent, nil)
	if list := w.Do(webtest.Call{Who: w.OtherOwner, Method: "GET", Path: desk(w.Baskets, "/bookings")}); !strings.Contains(list.Body, `"booked"`) {
		t.Errorf("the second did not move up: %s", list.Body)
	}
}
