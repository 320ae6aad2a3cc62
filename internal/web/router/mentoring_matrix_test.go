package router_test

import (
	"maps"
	"net/url"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/exportready"
	"lapak/internal/mentoring"
	"lapak/internal/postgres"
	"lapak/internal/web/webtest"
)

// mentoringMatrix is the part of the matrix about mentors and trainings. Its last two columns are the mentor of the shop's district and
// one of another.
var mentoringMatrix = map[string]string{
	"GET /api/v1/trainings": "200",

	"GET /api/v1/seller/shops/:shop/help-requests":               "401 404 404 200 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/help-requests":              "401 404 404 422 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/help-requests/:id/withdraw": "401 404 404 409 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/bookings":                    "401 404 404 200 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/trainings/:id/booking":      "401 404 404 409 404 404 404 404",
	"DELETE /api/v1/seller/shops/:shop/trainings/:id/booking":    "401 404 404 409 404 404 404 404",

	"GET /api/v1/mentor/help-requests":            "401 403 403 403 403 200 403 200 200 200",
	"GET /api/v1/mentor/help-requests/:id":        "401 403 403 403 403 200 403 200 200 404",
	"POST /api/v1/mentor/help-requests/:id/take":  "401 403 403 403 403 422 403 422 422 404",
	"POST /api/v1/mentor/help-requests/:id/reply": "401 403 403 403 403 422 403 422 422 404",
	"POST /api/v1/mentor/help-requests/:id/done":  "401 403 403 403 403 422 403 422 422 404",
	"GET /api/v1/mentor/shops":                    "401 403 403 403 403 200 403 200 200 200",

	"GET /api/v1/office/trainings":                "401 403 403 403 403 200 403 200",
	"POST /api/v1/office/trainings":               "401 403 403 403 403 422 403 422",
	"GET /api/v1/office/trainings/:id":            "401 403 403 403 403 200 403 200",
	"PUT /api/v1/office/trainings/:id":            "401 403 403 403 403 409 403 409",
	"POST /api/v1/office/trainings/:id/publish":   "401 403 403 403 403 409 403 409",
	"POST /api/v1/office/trainings/:id/cancel":    "401 403 403 403 403 422 403 422",
	"PUT /api/v1/office/trainings/:id/attendance": "401 403 403 403 403 422 403 422",
}

// mentoringPages are the pages of the same. A button of the desk that does nothing says why on the page that it leads to (303=).
var mentoringPages = map[string]string{
	"GET /seller/:shop/export/help/:rule":              "303 404 404 200 404 404 404 404",
	"POST /seller/:shop/export/help/:rule":             "401 404 404 409 404 404 404 404",
	"POST /seller/:shop/help/:request/withdraw":        "401 404 404 303= 404 404 404 404",
	"GET /seller/:shop/trainings":                      "303 404 404 200 404 404 404 404",
	"POST /seller/:shop/trainings/:training/book":      "401 404 404 303= 404 404 404 404",
	"POST /seller/:shop/trainings/:training/give-back": "401 404 404 303= 404 404 404 404",

	"GET /mentor":                          "303 403 403 403 403 200 403 200 200 200",
	"GET /mentor/shops":                    "303 403 403 403 403 200 403 200 200 200",
	"GET /mentor/requests":                 "303 403 403 403 403 200 403 200 200 200",
	"GET /mentor/requests/:request":        "303 403 403 403 403 200 403 200 200 404",
	"POST /mentor/requests/:request/take":  "401 403 403 403 403 422 403 422 422 404",
	"POST /mentor/requests/:request/reply": "401 403 403 403 403 422 403 422 422 404",
	"POST /mentor/requests/:request/done":  "401 403 403 403 403 422 403 422 422 404",

	"GET /office/trainings":                       "303 403 403 403 403 200 403 200",
	"GET /office/trainings/new":                   "303 403 403 403 403 200 403 200",
	"POST /office/trainings":                      "401 403 403 403 403 422 403 422",
	"GET /office/trainings/:training":             "303 403 403 403 403 200 403 200",
	"POST /office/trainings/:training":            "401 403 403 403 403 409 403 409",
	"POST /office/trainings/:training/publish":    "401 403 403 403 403 409 403 409",
	"POST /office/trainings/:training/cancel":     "401 403 403 403 403 422 403 422",
	"POST /office/trainings/:training/attendance": "401 403 403 403 403 422 403 422",
}

func init() {
	maps.Copy(pageMatrix, mentoringPages)
	maps.Copy(forms, map[string]url.Values{
		"POST /mentor/requests/:request/take":         {"visit_on": {"2020-01-01"}},
		"POST /mentor/requests/:request/reply":        {"visit_on": {"2020-01-01"}},
		"POST /office/trainings/:training/attendance": {"attended": {"nowhere"}},
	})
	const draft = `{"title": {"id": "Mengurus izin", "en": "Getting a licence"}, "text": {"id": "Bawa KTP dan ponsel.", "en": "Bring your phone."},
		"place": "Pendopo", "district": "nowhere", "starts_at": "2030-01-02T02:00:00Z", "ends_at": "2030-01-02T05:00:00Z", "booking_closes_at": "2030-01-01T02:00:00Z", "seats": 5}`
	maps.Copy(bodies, map[string]any{
		"POST /api/v1/seller/shops/:shop/help-requests": `{"criterion": "X-9"}`,
		"POST /api/v1/mentor/help-requests/:id/take":    `{"visit_on": "2020-01-01"}`, "POST /api/v1/mentor/help-requests/:id/reply": `{"visit_on": "2020-01-01"}`,
		"POST /api/v1/mentor/help-requests/:id/done": `{"outcome": " "}`,
		"POST /api/v1/office/trainings":              draft, "PUT /api/v1/office/trainings/:id": draft, "POST /api/v1/office/trainings/:id/cancel": `{"reason": "x"}`,
		"PUT /api/v1/office/trainings/:id/attendance": `{"attended": ["nowhere"]}`,
	})
}

// mentored makes an open request of the owner's shop, one that it withdrew, and a training that has begun with a seat of the shop's, and
// gives the parts of addresses that name them.
func mentored(t *testing.T, w *webtest.World) []string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	in := true
	_, err := w.Exports.SetShop(t.Context(), w.Owner.Actor, w.Coffee.Slug, exportready.Input{OptedIn: &in})
	must(err)
	open, err := w.Help.Ask(t.Context(), w.Owner.Actor, w.Coffee.Slug, mentoring.NewHelp{Rule: "S-1"})
	must(err)
	closed, err := w.Help.Ask(t.Context(), w.Owner.Actor, w.Coffee.Slug, mentoring.NewHelp{Rule: "S-2"})
	must(err)
	_, err = w.Help.Withdraw(t.Context(), w.Owner.Actor, w.Coffee.Slug, closed.ID)
	must(err)
	start := time.Now().Add(48 * time.Hour)
	lesson, err := w.Help.Create(t.Context(), w.Verifier.Actor, mentoring.NewTraining{
		TitleID: "Mengurus izin", TitleEN: "Getting a licence", TextID: "Bawa KTP dan ponsel.", TextEN: "Bring your phone.", Place: "Pendopo", District: "kalipuro",
		StartsAt: start, EndsAt: start.Add(time.Hour), ClosesAt: start, Seats: 5, Rules: []string{"S-1"},
	})
	must(err)
	_, err = w.Help.Publish(t.Context(), w.Verifier.Actor, lesson.ID)
	must(err)
	_, err = w.Help.Book(t.Context(), w.Owner.Actor, w.Coffee.Slug, lesson.ID)
	must(err)
	must(postgres.Transact(t.Context(), w.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), `UPDATE trainings SET closes_at = now() - interval '2 hours', starts_at = now() - interval '1 hour'`)
		return err
	}))
	return []string{
		"help-requests/:id/withdraw", "help-requests/" + closed.ID.String() + "/withdraw", "help/:request", "help/" + closed.ID.String(),
		"help-requests/:id", "help-requests/" + open.ID.String(), ":request", open.ID.String(), "trainings/:id", "trainings/" + lesson.ID.String(),
		":training", lesson.ID.String(),
	}
}
