package router_test

import (
	"maps"
	"net/url"
	"testing"
	"time"

	"lapak/internal/festivals"
	"lapak/internal/shops"
	"lapak/internal/web/webtest"
)

// goodsMatrix is the part of the matrix about what is sold and collected at the festival, and about a permit of the verifier's office.
var goodsMatrix = map[string]string{
	"GET /api/v1/festivals/:festival/features":                      "200",
	"POST /api/v1/orders/:number/shops/:shop/slot":                  "404 422 404 404 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/festivals/:festival/prices":     "401 404 404 200 404 404 404 404",
	"PUT /api/v1/seller/shops/:shop/festivals/:festival/prices":     "401 404 404 422 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/festivals/:festival/collection": "401 404 404 200 404 404 404 404",
	"PUT /api/v1/seller/shops/:shop/festivals/:festival/collection": "401 404 404 200 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/festivals/:festival/collect":   "401 404 404 422 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/orders/:number/left":           "401 404 404 409 404 404 404 404",

	"GET /api/v1/organizer/festivals/:festival/features":       organizers("401 404 404 404 404 404 404 404", "200", "404"),
	"PUT /api/v1/organizer/festivals/:festival/features":       organizers("401 404 404 404 404 404 404 404", "422", "404"),
	"GET /api/v1/organizer/festivals/:festival/slots":          organizers("401 404 404 404 404 404 404 404", "200", "404"),
	"PUT /api/v1/organizer/festivals/:festival/slots":          organizers("401 404 404 404 404 404 404 404", "200", "404"),
	"GET /api/v1/organizer/festivals/:festival/permits":        organizers("401 404 404 404 404 404 404 404", "200", "404"),
	"POST /api/v1/organizer/festivals/:festival/permits":       organizers("401 422 422 422 422 422 422 422", "422", "422"),
	"POST /api/v1/organizer/festivals/:festival/permits/usual": organizers("401 404 404 404 404 404 404 404", "200", "404"),
	"POST /api/v1/organizer/festivals/:festival/permits/:id":   organizers("401 404 404 404 404 404 404 404", "422", "404"),

	"GET /api/v1/office/permits":      "401 403 403 403 403 200 403 200",
	"GET /api/v1/office/permits/:id":  "401 404 404 404 404 200 404 200",
	"POST /api/v1/office/permits/:id": "401 404 404 404 404 422 404 422",
}

// goodsPages are the pages of the same.
var goodsPages = map[string]string{
	"GET /festivals/:festival/shop":                             "200",
	"POST /orders/:number/shops/:shop/slot":                     "404 303= 404 404 404 404 404 404",
	"GET /seller/:shop/stands":                                  "303 404 404 200 404 404 404 404",
	"GET /seller/:shop/festivals/:festival/goods":               "303 404 404 200 404 404 404 404",
	"POST /seller/:shop/festivals/:festival/goods/prices":       "401 404 404 422 404 404 404 404",
	"POST /seller/:shop/festivals/:festival/goods/capacity":     "401 404 404 422 404 404 404 404",
	"POST /seller/:shop/festivals/:festival/goods/collect":      "401 404 404 422 404 404 404 404",
	"POST /seller/:shop/festivals/:festival/goods/orders/:verb": "401 404 404 303= 404 404 404 404",
	"GET /organizer/festivals/:festival/features":               organizers("303 404 404 404 404 404 404 404", "200", "404"),
	"POST /organizer/festivals/:festival/features":              organizers("401 404 404 404 404 404 404 404", "422", "404"),
	"GET /organizer/festivals/:festival/slots":                  organizers("303 404 404 404 404 404 404 404", "200", "404"),
	"POST /organizer/festivals/:festival/slots":                 organizers("401 404 404 404 404 404 404 404", "422", "404"),
	"GET /organizer/festivals/:festival/permits":                organizers("303 404 404 404 404 404 404 404", "200", "404"),
	"POST /organizer/festivals/:festival/permits":               organizers("401 404 404 404 404 404 404 404", "422", "404"),
	"POST /organizer/festivals/:festival/permits/usual":         organizers("401 404 404 404 404 404 404 404", "303", "404"),
	"POST /organizer/festivals/:festival/permits/:permit":       organizers("401 404 404 404 404 404 404 404", "422", "404"),
	"GET /office/permits":                                       "303 403 403 403 403 200 403 200",
	"POST /office/permits/:permit":                              "401 404 404 404 404 422 404 422",
}

func init() {
	maps.Copy(festivalMatrix, goodsMatrix)
	maps.Copy(pageMatrix, goodsPages)
	maps.Copy(bodies, map[string]any{
		"POST /api/v1/orders/:number/shops/:shop/slot":                  `{"option": "reguler"}`,
		"PUT /api/v1/seller/shops/:shop/festivals/:festival/prices":     `{"prices": [{"variant_id": "00000000-0000-7000-8000-000000000000", "price": 1}]}`,
		"PUT /api/v1/seller/shops/:shop/festivals/:festival/collection": `{"capacity": 3}`,
		"POST /api/v1/seller/shops/:shop/festivals/:festival/collect":   `{"code": "hadiah"}`,
		"PUT /api/v1/organizer/festivals/:festival/features":            `{"shops": ["nowhere"], "products": []}`,
		"PUT /api/v1/organizer/festivals/:festival/slots":               `{"minutes": 60}`,
		"POST /api/v1/organizer/festivals/:festival/permits":            `{"title": {"id": "", "en": ""}, "due_on": "nie"}`,
		"POST /api/v1/organizer/festivals/:festival/permits/:id":        `{"state": "granted"}`,
		"POST /api/v1/office/permits/:id":                               `{"state": "refused"}`,
	})
	maps.Copy(forms, map[string]url.Values{
		"POST /orders/:number/shops/:shop/slot":                     {"option": {"stall:00000000-0000-7000-8000-000000000000"}},
		"POST /seller/:shop/festivals/:festival/goods/prices":       {"price_00000000-0000-7000-8000-000000000000": {"1"}},
		"POST /seller/:shop/festivals/:festival/goods/capacity":     {"capacity": {"-1"}},
		"POST /seller/:shop/festivals/:festival/goods/collect":      {"code": {"hadiah"}},
		"POST /seller/:shop/festivals/:festival/goods/orders/:verb": {"number": {":number"}},
		"POST /organizer/festivals/:festival/features":              {"shops": {"nowhere"}},
		"POST /organizer/festivals/:festival/slots":                 {"minutes": {"1"}},
		"POST /organizer/festivals/:festival/permits/:permit":       {"state": {"granted"}},
		"POST /office/permits/:permit":                              {"state": {"refused"}},
	})
	things := celebrate
	celebrate = func(t *testing.T, w *webtest.World, plan string) []string {
		t.Helper()
		permit, err := w.Festivals.CreatePermit(t.Context(), w.Organizer.Actor, plan, festivals.NewPermit{
			TitleID: "Izin keramaian", Office: shops.VerifierOffice, DueOn: time.Now().UTC().Truncate(24 * time.Hour),
		})
		if err != nil {
			t.Fatal(err)
		}
		return append(things(t, w, plan), "permits/:id", "permits/"+permit.ID.String(), ":permit", permit.ID.String())
	}
}
