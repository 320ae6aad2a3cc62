package router_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"lapak/internal/festivals/festivalstest"
	"lapak/internal/web/webtest"
)

// organizers is a row whose last two columns are the festival's organizer and one of other festivals; mentors get what other buyers get.
func organizers(others, own, foreign string) string {
	return others + " " + mentors(others) + " " + own + " " + foreign
}

// mentors repeats the other buyer's status for the two mentors.
func mentors(row string) string {
	status := strings.Fields(row)[2]
	return status + " " + status
}

// festivalMatrix is the part of the matrix about festivals: one that runs, of the organizer, at which the owner's shop has a stall.
var festivalMatrix = map[string]string{}

// festivalPages are the pages of the same.
var festivalPages = map[string]string{
	"GET /organizer":                     organizers("303 403 403 403 403 403 403 403", "200", "200"),
	"GET /organizer/festivals/:festival": organizers("303 404 404 404 404 404 404 404", "200", "404"),
}

func init() { maps.Copy(pageMatrix, festivalPages) }

// celebrate makes what the parts of festivals need for their rows, and gives the parts of addresses that name it.
var celebrate = func(*testing.T, *webtest.World, string) []string { return nil }

// celebrated makes the festival and gives the parts of addresses that name it.
func celebrated(t *testing.T, w *webtest.World) []string {
	t.Helper()
	plan := festivalstest.Running(w.Organizer.Actor)
	festival := festivalstest.Make(t, w.DB, plan)
	festivalstest.Give(t, w.DB, festival, "kuliner", w.Coffee.ID)
	return append(slices.Concat(celebrate(t, w, plan.Slug), applied(t, w, festival), stalled(t, w, plan.Slug)), ":festival", plan.Slug, ":zone", "kuliner", ":stall", "A1")
}
