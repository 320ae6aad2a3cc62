package router_test

import (
	"maps"
	"net/url"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/festivals"
	"lapak/internal/postgres"
	"lapak/internal/web/webtest"
)

// stallMatrix is the part of the matrix about what is sold at a stall: it is its shop's only, an organizer cannot enter sales.
var stallMatrix = map[string]string{
	"GET /api/v1/seller/shops/:shop/festivals/:festival/stall":                       "401 404 404 200 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/festivals/:festival/devices":                    "401 404 404 201 404 404 404 404",
	"PUT /api/v1/seller/shops/:shop/festivals/:festival/devices/:device/allotment":   "401 404 404 422 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/festivals/:festival/devices/:device/close":      "401 404 404 204 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/festivals/:festival/devices/:device/collections": "401 404 404 200 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/festivals/:festival/sales":                      "401 404 404 200 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/festivals/:festival/stock-take":                  "401 404 404 200 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/festivals/:festival/stock-take/:id":             "401 404 404 422 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/festivals/:festival/uploads/:id/settle":         "401 404 404 204 404 404 404 404",

	"GET /api/v1/organizer/festivals/:festival/check-in":  organizers("401 404 404 404 404 404 404 404", "200", "404"),
	"GET /api/v1/organizer/festivals/:festival/report":    organizers("401 404 404 404 404 404 404 404", "200", "404"),
	"POST /api/v1/organizer/festivals/:festival/check-in": organizers("401 404 404 404 404 404 404 404", "404", "404"),
}

// stallPages are the pages of the same.
var stallPages = map[string]string{
	"GET /seller/:shop/festivals/:festival/stall":                      "303 404 404 200 404 404 404 404",
	"POST /seller/:shop/festivals/:festival/devices":                   "401 404 404 303 404 404 404 404",
	"POST /seller/:shop/festivals/:festival/devices/:device/allotment": "401 404 404 422 404 404 404 404",
	"POST /seller/:shop/festivals/:festival/devices/:device/close":     "401 404 404 303 404 404 404 404",
	"POST /seller/:shop/festivals/:festival/stock-take/:shortfall":     "401 404 404 422 404 404 404 404",
	"POST /seller/:shop/festivals/:festival/uploads/:upload/settle":    "401 404 404 303 404 404 404 404",
	"GET /seller/:shop/festivals/:festival/sheet.pdf":                  "303 404 404 200 404 404 404 404",
	"GET /seller/:shop/festivals/:festival/tags.pdf":                   "303 404 404 200 404 404 404 404",

	"GET /stall/:shop/:festival/:device":                 "303 404 404 200 404 404 404 404",
	"GET /stall/:shop/:festival/:device/app.webmanifest": "303 404 404 200 404 404 404 404",
	"POST /stall/:shop/:festival/:device":                "401 404 404 422 404 404 404 404",
	"POST /stall/:shop/:festival/:device/void":           "401 404 404 422 404 404 404 404",
	"POST /stall/:shop/:festival/:device/collect":        "401 404 404 404 404 404 404 404",
	"GET /stall/sw.js":                                   "200",
	"GET /f/:code":                                       "303",

	"GET /check-in/:code":                             organizers("303 404 404 404 404 404 404 404", "404", "404"),
	"GET /organizer/festivals/:festival/check-in":     organizers("303 404 404 404 404 404 404 404", "200", "404"),
	"POST /organizer/festivals/:festival/check-in":    organizers("401 404 404 404 404 404 404 404", "404", "404"),
	"GET /organizer/festivals/:festival/report":       organizers("303 404 404 404 404 404 404 404", "200", "404"),
	"GET /organizer/festivals/:festival/report.pdf":   organizers("303 404 404 404 404 404 404 404", "200", "404"),
	"GET /organizer/festivals/:festival/report.xlsx":  organizers("303 404 404 404 404 404 404 404", "200", "404"),
	"GET /organizer/festivals/:festival/entrance.pdf": organizers("303 404 404 404 404 404 404 404", "200", "404"),
	"GET /organizer/festivals/:festival/sheets.pdf":   organizers("303 404 404 404 404 404 404 404", "200", "404"),
}

// stallPhone is the phone that the rows are about.
const stallPhone = "00000000-0000-7000-8000-00000000d001"

func init() {
	maps.Copy(festivalMatrix, stallMatrix)
	maps.Copy(pageMatrix, stallPages)
	maps.Copy(forms, map[string]url.Values{
		"POST /seller/:shop/festivals/:festival/devices/:device/allotment": {"a-00000000-0000-7000-8000-000000000000": {"1"}},
		"POST /seller/:shop/festivals/:festival/stock-take/:shortfall":     {"counted": {"-1"}},
		"POST /stall/:shop/:festival/:device":                              {"method": {"cash"}},
		"POST /stall/:shop/:festival/:device/void":                         {"reason": {"x"}},
		"POST /stall/:shop/:festival/:device/collect":                      {"id": {stallPhone}, "number": {"x"}, "code": {"1"}},
		"POST /organizer/festivals/:festival/check-in":                     {"code": {"aaaaaaaaaa"}},
	})
	maps.Copy(bodies, map[string]any{
		"PUT /api/v1/seller/shops/:shop/festivals/:festival/devices/:device/allotment": `{"items": [{"variant_id": "` + stallPhone + `", "quantity": 1}]}`,
		"POST /api/v1/seller/shops/:shop/festivals/:festival/sales":                    `{"device": "` + stallPhone + `", "sales": [{"id": "x", "method": "card", "sold_at": "x", "lines": []}]}`,
		"POST /api/v1/seller/shops/:shop/festivals/:festival/stock-take/:id":           `{"counted": -1}`,
		"POST /api/v1/organizer/festivals/:festival/check-in":                          `{"code": "aaaaaaaaaa"}`,
	})
}

// stalled makes a phone at the owner's stall, goods that were short, something kept aside, and codes; it gives the parts of addresses that name them.
func stalled(t *testing.T, w *webtest.World, festival string) []string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	d, err := w.Festivals.Register(t.Context(), w.Owner.Actor, festival, w.Coffee.Slug)
	must(err)
	must(postgres.Transact(t.Context(), w.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), `UPDATE festival_devices SET id = $1 WHERE id = $2`, stallPhone, d.ID)
		return err
	}))
	told := festivals.Told{Actor: w.Owner.Actor, Path: festivals.DevicePath{Festival: festival, Shop: w.Coffee.Slug, Device: uuid.MustParse(stallPhone)}}
	kept := uuid.New()
	must(w.Festivals.KeepUpload(t.Context(), told, festivals.Upload{ID: kept, Kind: "sale", Code: "sale_differs", Body: []byte(`{}`)}))
	sheets, err := w.Festivals.FindPass(t.Context(), w.Owner.Actor, festival, w.Coffee.Slug)
	must(err)
	return []string{
		":device", stallPhone, "uploads/:id", "uploads/" + kept.String(), ":upload", kept.String(), "stock-take/:id", "stock-take/" + stallPhone,
		":shortfall", stallPhone, ":code", sheets.Passes[0].Visit,
	}
}
