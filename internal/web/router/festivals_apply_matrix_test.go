package router_test

import (
	"maps"
	"net/url"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/internal/web/webtest"
)

// festivalApplyMatrix is the part of the matrix about the selection for stalls: the festival's applications are closed, and the one of the
// owner's shop was rejected four days ago. The office may decide appeals.
var festivalApplyMatrix = map[string]string{
	"GET /api/v1/festivals/:festival/terms":                      "200",
	"GET /api/v1/festivals/:festival/draw":                       "200",
	"POST /api/v1/festivals/:festival/applications":              organizers("401 404 404 409 404 404 404 404", "404", "404"),
	"POST /api/v1/festivals/:festival/applications/:id/payment":  organizers("401 404 404 409 404 404 404 404", "404", "404"),
	"POST /api/v1/festivals/:festival/applications/:id/proof":    organizers("401 404 404 409 404 404 404 404", "404", "404"),
	"POST /api/v1/festivals/:festival/applications/:id/withdraw": organizers("401 404 404 409 404 404 404 404", "404", "404"),
	"POST /api/v1/festivals/:festival/applications/:id/appeal":   organizers("401 404 404 409 404 404 404 404", "404", "404"),
	"GET /api/v1/seller/shops/:shop/festivals":                   organizers("401 404 404 200 404 404 404 404", "404", "404"),

	"PUT /api/v1/organizer/festivals/:festival/terms":                      ofOrganizer("401", "422"),
	"GET /api/v1/organizer/festivals/:festival/applications":               ofOrganizer("401", "200"),
	"GET /api/v1/organizer/festivals/:festival/applications/:id":           ofOrganizer("401", "200"),
	"POST /api/v1/organizer/festivals/:festival/applications/:id/accept":   ofOrganizer("401", "409"),
	"POST /api/v1/organizer/festivals/:festival/applications/:id/waitlist": ofOrganizer("401", "409"),
	"POST /api/v1/organizer/festivals/:festival/applications/:id/reject":   ofOrganizer("401", "409"),
	"POST /api/v1/organizer/festivals/:festival/applications/:id/cancel":   ofOrganizer("401", "409"),
	"POST /api/v1/organizer/festivals/:festival/applications/:id/appeal":   organizers("401 404 404 404 404 409 404 409", "409", "404"),
	"PUT /api/v1/organizer/festivals/:festival/applications/:id/score":     ofOrganizer("401", "409"),
	"POST /api/v1/organizer/festivals/:festival/ranking":                   ofOrganizer("401", "422"),
	"POST /api/v1/organizer/festivals/:festival/invitations":               ofOrganizer("401", "422"),
	"POST /api/v1/organizer/festivals/:festival/draw":                      ofOrganizer("401", "409"),
	"POST /api/v1/organizer/festivals/:festival/swap":                      ofOrganizer("401", "422"),
	"GET /api/v1/organizer/festivals/:festival/messages":                   ofOrganizer("401", "200"),
	"POST /api/v1/organizer/festivals/:festival/messages":                  ofOrganizer("401", "422"),
}

// festivalApplyPages are the pages of the same.
var festivalApplyPages = map[string]string{
	"GET /seller/:shop/festivals":                           organizers("303 404 404 200 404 404 404 404", "404", "404"),
	"GET /seller/:shop/festivals/:festival/apply":           organizers("303 404 404 200 404 404 404 404", "404", "404"),
	"POST /seller/:shop/festivals/:festival/apply":          organizers("401 404 404 409 404 404 404 404", "404", "404"),
	"GET /seller/:shop/applications/:application":           organizers("303 404 404 200 404 404 404 404", "404", "404"),
	"GET /seller/:shop/applications/:application/state":     organizers("303 404 404 200 404 404 404 404", "404", "404"),
	"POST /seller/:shop/applications/:application/pay":      organizers("401 404 404 409 404 404 404 404", "404", "404"),
	"POST /seller/:shop/applications/:application/proof":    organizers("401 404 404 422 404 404 404 404", "404", "404"),
	"POST /seller/:shop/applications/:application/withdraw": organizers("401 404 404 409 404 404 404 404", "404", "404"),
	"POST /seller/:shop/applications/:application/appeal":   organizers("401 404 404 422 404 404 404 404", "404", "404"),

	"GET /organizer/festivals/:festival/terms":                            ofOrganizer("303", "200"),
	"POST /organizer/festivals/:festival/terms":                           ofOrganizer("401", "422"),
	"GET /organizer/festivals/:festival/applications":                     ofOrganizer("303", "200"),
	"GET /organizer/festivals/:festival/applications/:application":        ofOrganizer("303", "200"),
	"POST /organizer/festivals/:festival/applications/:application/:verb": ofOrganizer("401", "409"),
	"POST /organizer/festivals/:festival/ranking":                         ofOrganizer("401", "303="),
	"POST /organizer/festivals/:festival/invitations":                     ofOrganizer("401", "303="),
	"GET /organizer/festivals/:festival/vendors":                          ofOrganizer("303", "200"),
	"POST /organizer/festivals/:festival/swap":                            ofOrganizer("401", "303="),
	"POST /organizer/festivals/:festival/messages":                        ofOrganizer("401", "303="),
	"POST /organizer/festivals/:festival/draw":                            ofOrganizer("401", "409"),
	"GET /office/appeals":                                                 organizers("303 403 403 403 403 200 403 200", "403", "403"),
	"POST /office/appeals/:festival/:application/grant":                   organizers("401 403 403 403 403 422 403 422", "403", "403"),
	"POST /office/appeals/:festival/:application/refuse":                  organizers("401 403 403 403 403 422 403 422", "403", "403"),
	"GET /festivals/:festival/draw":                                       "404", // it gives its stalls by committee
}

// ofOrganizer is a row of what is the festival's organizer's only.
func ofOrganizer(stranger, own string) string {
	return organizers(stranger+" 404 404 404 404 404 404 404", own, "404")
}

func init() {
	maps.Copy(festivalMatrix, festivalApplyMatrix)
	maps.Copy(pageMatrix, festivalApplyPages)
	const application, desk = "/api/v1/festivals/:festival/applications", "/api/v1/organizer/festivals/:festival"
	maps.Copy(bodies, map[string]any{
		"POST " + application:                       `{"shop": "kopi-lerek", "zone": "kuliner", "products": ["x"]}`,
		"POST " + application + "/:id/payment":      `{"payment_method": "sandbox"}`,
		"POST " + application + "/:id/proof":        webtest.Upload{File: webtest.Picture(4)},
		"POST " + application + "/:id/appeal":       `{"text": "Mohon dilihat sekali lagi."}`,
		"PUT " + desk + "/terms":                    `{"appeal_hours": 96, "release_at": null, "full_refund_days": 14, "half_refund_days": 3, "quotas": [], "criteria": [], "halal_zones": [], "draw_at": null, "draw_sources": []}`,
		"POST " + desk + "/applications/:id/accept": `{}`, "POST " + desk + "/applications/:id/waitlist": `{"reason": "Zona penuh."}`,
		"POST " + desk + "/applications/:id/reject": `{"reason": "Zona penuh."}`, "POST " + desk + "/applications/:id/cancel": `{"reason": "Zona penuh."}`,
		"POST " + desk + "/applications/:id/appeal": `{"granted": true, "reason": "Sudah dilihat."}`,
		"PUT " + desk + "/applications/:id/score":   `{"scores": {"mutu": 80, "kekhasan": 70, "kesiapan": 60}}`,
		"POST " + desk + "/ranking":                 `{"zone": "nowhere"}`, "POST " + desk + "/invitations": `{"shop": "nowhere", "zone": "nowhere"}`,
		"POST " + desk + "/draw": `{"values": ["1"], "url": "https://example.org"}`, "POST " + desk + "/swap": `{"from": "Z1", "to": "Z2"}`,
		"POST " + desk + "/messages": `{"text": ""}`,
	})
	maps.Copy(forms, map[string]url.Values{
		"POST /seller/:shop/festivals/:festival/apply":     {"zone": {"kuliner"}, "products": {"x"}},
		"POST /seller/:shop/applications/:application/pay": {"payment_method": {webtest.Method}},
	})
}

// applied writes an application of the owner's shop that was rejected four days ago, and gives the parts of addresses that name it.
func applied(t *testing.T, w *webtest.World, festival uuid.UUID) []string {
	t.Helper()
	id := uuid.New()
	err := postgres.Transact(t.Context(), w.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), `
			INSERT INTO festival_applications (id, festival_id, zone_id, shop_id, state, fee, reason, decided_at, asked_at)
			SELECT $1, $2, z.id, $3, 'rejected', 250000, 'Penuh', now() - interval '4 days', now() - interval '5 days'
			FROM festival_zones z WHERE z.festival_id = $2 LIMIT 1`, id, festival, w.Coffee.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return []string{"applications/:id", "applications/" + id.String(), ":application", id.String()}
}
