package router_test

import (
	"maps"
	"net/url"
	"testing"

	"lapak/internal/web/webtest"
)

func init() {
	maps.Copy(festivalMatrix, map[string]string{
		"POST /api/v1/organizer/festivals/:festival/check-ins": organizers("401 404 404 404 404 404 404 404", "422", "404"),
		"GET /api/v1/organizer/festivals/:festival/check-ins":  organizers("401 404 404 404 404 404 404 404", "200", "404"),
	})
	maps.Copy(pageMatrix, map[string]string{
		"GET /f/:code": "302",
		"GET /organizer/festivals/:festival/venue":        organizers("303 404 404 404 404 404 404 404", "200", "404"),
		"GET /organizer/festivals/:festival/check-in":     organizers("303 404 404 404 404 404 404 404", "200", "404"),
		"POST /organizer/festivals/:festival/check-in":    organizers("401 404 404 404 404 404 404 404", "422", "404"),
		"GET /organizer/festivals/:festival/sheets.pdf":   organizers("303 404 404 404 404 404 404 404", "200", "404"),
		"GET /seller/:shop/festivals/:festival/sheet.pdf": "303 404 404 200 404 404 404 404",
		"GET /seller/:shop/festivals/:festival/tags.pdf":  "303 404 404 200 404 404 404 404",
	})
	maps.Copy(bodies, map[string]any{"POST /api/v1/organizer/festivals/:festival/check-ins": `{"code": "A1-XXXXXX"}`})
	maps.Copy(forms, map[string]url.Values{"POST /organizer/festivals/:festival/check-in": {"code": {"A1-XXXXXX"}}})
	things := celebrate
	celebrate = func(t *testing.T, w *webtest.World, plan string) []string {
		t.Helper()
		f, err := w.Festivals.FindOwn(t.Context(), w.Organizer.Actor, plan)
		if err != nil {
			t.Fatal(err)
		}
		code, err := w.Festivals.FindEntrance(t.Context(), f.ID)
		if err != nil {
			t.Fatal(err)
		}
		return append(things(t, w, plan), "/f/:code", "/f/"+code)
	}
}
