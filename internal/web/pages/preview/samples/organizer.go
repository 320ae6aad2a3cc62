package samples

import (
	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// organizing are the pages of a festival's organizer.
func organizing() []Sample {
	return []Sample{
		{Path: "/organizer", Page: private("Festival Anda"), Draw: func(p view.Page) templ.Component {
			return templates.OrganizerHome(p, view.OrganizerHome{Festivals: []view.FestivalEntry{
				{Name: "Festival Kopi", URL: "/organizer/festivals/kopi", Days: "7–9 Nov 2026", Place: "Lapangan, Licin", State: "published"},
				{Name: "Festival Batik", URL: "/organizer/festivals/batik", Days: "1 Des 2026", Place: "Gesibu, Banyuwangi", State: "draft"},
			}})
		}},
		{Path: "/empty/organizer", Page: private("Festival Anda"), Draw: func(p view.Page) templ.Component {
			return templates.OrganizerHome(p, view.OrganizerHome{})
		}},
		{Path: "/organizer/festivals/kopi", Page: private("Festival Kopi"), Draw: func(p view.Page) templ.Component {
			return templates.OrganizerFestival(p, festivalFrame("today"))
		}},
	}
}

func festivalFrame(tab string) view.FestivalDesk {
	return view.FestivalDesk{
		Name: "Festival Kopi", Base: "/organizer/festivals/kopi", URL: "/festivals/kopi", Days: "7–9 Nov 2026", State: "published", Tab: tab,
		Tabs: []view.DeskTab{{Key: "today", URL: "/organizer/festivals/kopi"}, {Key: "check-in", URL: "/organizer/festivals/kopi/check-in"}, {Key: "report", URL: "/organizer/festivals/kopi/report"}},
	}
}
