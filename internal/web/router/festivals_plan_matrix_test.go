package router_test

import (
	"maps"
	"net/url"

	"lapak/internal/web/webtest"
)

// festivalPlans are the rows of calendar and planning.
var festivalPlans = map[string]string{
	"GET /api/v1/festivals":           "200",
	"GET /api/v1/festivals/:festival": "200",

	"GET /api/v1/organizer/festivals":  organizers("401 200 200 200 200 200 200 200", "200", "200"),
	"POST /api/v1/organizer/festivals": organizers("401 403 403 403 403 403 403 403", "422", "422"),

	"GET /api/v1/organizer/festivals/:festival":                     ownRow("200"),
	"PATCH /api/v1/organizer/festivals/:festival":                   ownRow("422"),
	"POST /api/v1/organizer/festivals/:festival/image":              ownRow("200"),
	"DELETE /api/v1/organizer/festivals/:festival/image":            ownRow("204"),
	"POST /api/v1/organizer/festivals/:festival/publish":            ownRow("409"),
	"POST /api/v1/organizer/festivals/:festival/copy":               ownRow("422"),
	"POST /api/v1/organizer/festivals/:festival/close":              ownRow("422"),
	"POST /api/v1/organizer/festivals/:festival/cancel":             ownRow("422"),
	"POST /api/v1/organizer/festivals/:festival/zones":              ownRow("422"),
	"PATCH /api/v1/organizer/festivals/:festival/zones/:zone":       ownRow("422"),
	"DELETE /api/v1/organizer/festivals/:festival/zones/:zone":      ownRow("409"),
	"POST /api/v1/organizer/festivals/:festival/zones/:zone/stalls": ownRow("422"),
	"PATCH /api/v1/organizer/festivals/:festival/stalls/:stall":     ownRow("422"),
	"DELETE /api/v1/organizer/festivals/:festival/stalls/:stall":    ownRow("409"),
	"POST /api/v1/organizer/festivals/:festival/programme":          ownRow("422"),
	"PATCH /api/v1/organizer/festivals/:festival/programme/:entry":  ownRow("404"),
	"DELETE /api/v1/organizer/festivals/:festival/programme/:entry": ownRow("404"),
	"GET /api/v1/organizer/festivals/:festival/members":             ownRow("200"),
	"POST /api/v1/organizer/festivals/:festival/members":            ownRow("422"),
	"DELETE /api/v1/organizer/festivals/:festival/members/:account": ownRow("404"),
}

// ownRow is a row about one festival: its organizer gets the status, and for everybody else it does not exist.
func ownRow(own string) string { return organizers("401 404 404 404 404 404 404 404", own, "404") }

// deskOfOrganizer is a row of a page of one festival, where strangers are led to the door.
func deskOfOrganizer(own string) string {
	return organizers("303 404 404 404 404 404 404 404", own, "404")
}

var festivalPlanPages = map[string]string{
	"GET /festivals":                        "200",
	"GET /festivals.ics":                    "200",
	"GET /festivals.rss":                    "200",
	"GET /festivals/embed":                  "200",
	"GET /festivals/:festival":              "200",
	"GET /festivals/:festival/calendar.ics": "200",

	"GET /organizer/festivals/new": organizers("303 403 403 403 403 403 403 403", "200", "200"),
	"POST /organizer/festivals":    organizers("401 403 403 403 403 403 403 403", "422", "422"),

	"GET /organizer/festivals/:festival/plan":                        deskOfOrganizer("200"),
	"POST /organizer/festivals/:festival/plan":                       ownRow("422"),
	"GET /organizer/festivals/:festival/picture":                     deskOfOrganizer("200"),
	"POST /organizer/festivals/:festival/picture":                    ownRow("422"),
	"POST /organizer/festivals/:festival/picture/delete":             ownRow("303="),
	"GET /organizer/festivals/:festival/publish":                     deskOfOrganizer("200"),
	"POST /organizer/festivals/:festival/publish":                    ownRow("409"),
	"POST /organizer/festivals/:festival/copy":                       ownRow("422"),
	"POST /organizer/festivals/:festival/close":                      ownRow("422"),
	"POST /organizer/festivals/:festival/cancel":                     ownRow("422"),
	"GET /organizer/festivals/:festival/zones":                       deskOfOrganizer("200"),
	"POST /organizer/festivals/:festival/zones":                      ownRow("422"),
	"POST /organizer/festivals/:festival/zones/:zone":                ownRow("422"),
	"POST /organizer/festivals/:festival/zones/:zone/remove":         ownRow("409"),
	"POST /organizer/festivals/:festival/zones/stalls/:stall":        ownRow("422"),
	"POST /organizer/festivals/:festival/zones/stalls/:stall/remove": ownRow("409"),
	"GET /organizer/festivals/:festival/programme":                   deskOfOrganizer("200"),
	"POST /organizer/festivals/:festival/programme":                  ownRow("422"),
	"POST /organizer/festivals/:festival/programme/:entry":           ownRow("404"),
	"GET /organizer/festivals/:festival/changes":                     deskOfOrganizer("200"),
	"GET /organizer/festivals/:festival/members":                     deskOfOrganizer("200"),
	"POST /organizer/festivals/:festival/members":                    ownRow("422"),
	"POST /organizer/festivals/:festival/members/:account/remove":    ownRow("404"),
}

func init() {
	maps.Copy(festivalMatrix, festivalPlans)
	maps.Copy(pageMatrix, festivalPlanPages)
	maps.Copy(forms, map[string]url.Values{
		"POST /organizer/festivals/:festival/zones/stalls/:stall": {"number": {"A2"}},
	})
	maps.Copy(bodies, map[string]any{
		"POST /api/v1/organizer/festivals/:festival/image":              webtest.Upload{File: webtest.Picture(7), Fields: map[string]string{"alt": "Panggung"}},
		"POST /api/v1/organizer/festivals":                              `{"name": "Festival", "starts_on": "2030-01-02", "ends_on": "2030-01-01", "place": "Lapangan", "district": "kalipuro"}`,
		"PATCH /api/v1/organizer/festivals/:festival":                   `{"place": "Lain"}`,
		"POST /api/v1/organizer/festivals/:festival/copy":               `{"starts_on": "2020-01-01"}`,
		"POST /api/v1/organizer/festivals/:festival/zones":              `{"zone": "Baru", "quota": 1, "fee": -1}`,
		"PATCH /api/v1/organizer/festivals/:festival/zones/:zone":       `{"fee": 250001}`,
		"POST /api/v1/organizer/festivals/:festival/zones/:zone/stalls": `{"quota": -1}`,
		"PATCH /api/v1/organizer/festivals/:festival/stalls/:stall":     `{"x": 1}`,
		"POST /api/v1/organizer/festivals/:festival/programme":          `{"title": "Wayang", "starts_at": "2020-01-01T00:00:00Z", "ends_at": "2020-01-01T01:00:00Z"}`,
		"PATCH /api/v1/organizer/festivals/:festival/programme/:entry":  `{"place": "Lain"}`,
		"POST /api/v1/organizer/festivals/:festival/members":            `{"contact": "nobody@lapak.test", "role": "committee"}`,
	})
}
