package samples

import (
	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// organizing are the pages of a festival's organizer, and those that visitors see of it.
func organizing() []Sample {
	task := view.FestivalTask{Count: 2, Title: "Rancangan belum lengkap", Deadline: "Mulai 7 Nov 2026", Verb: "Lengkapi", URL: "/organizer/festivals/kopi/publish"}
	desk := func(path, tab string, draw func(p view.Page, d view.FestivalDesk) templ.Component) Sample {
		return Sample{Path: path, Page: private("Festival Kopi"), Draw: func(p view.Page) templ.Component { return draw(p, festivalFrame(tab)) }}
	}
	return []Sample{
		{Path: "/organizer", Page: private("Festival Anda"), Draw: func(p view.Page) templ.Component {
			return templates.OrganizerHome(p, view.OrganizerHome{Date: "Jumat, 6 Nov", CanCreate: true, Tasks: []view.FestivalTask{task}, Festivals: []view.FestivalEntry{
				{Name: "Festival Kopi", URL: "/organizer/festivals/kopi", Days: "7–9 Nov 2026", Place: "Lapangan, Licin", State: "published"},
				{Name: "Festival Batik", URL: "/organizer/festivals/batik", Days: "1 Des 2026", Place: "Gesibu, Banyuwangi", State: "draft"},
			}})
		}},
		{Path: "/empty/organizer", Page: private("Festival Anda"), Draw: func(p view.Page) templ.Component {
			return templates.OrganizerHome(p, view.OrganizerHome{CanCreate: true})
		}},
		{Path: "/organizer/festivals/new", Page: private("Festival baru"), Draw: func(p view.Page) templ.Component {
			return templates.NewFestival(p, festivalFormSample())
		}},
		desk("/organizer/festivals/kopi", "today", func(p view.Page, d view.FestivalDesk) templ.Component {
			return templates.OrganizerFestival(p, d, view.FestivalToday{
				Tasks: []view.FestivalTask{task}, Figures: []view.Link{{Text: "12", URL: "Hari lagi"}, {Text: "3 / 20", URL: "Lapak terisi"}}, IsDraft: true,
				Missing: []string{"Pendaftaran ditutup: Wajib diisi."}, CanClose: true, CanCancel: true, Early: true, CopyFrom: "2027-11-07",
			}, nil)
		}),
		desk("/organizer/festivals/kopi/plan", "plan", func(p view.Page, d view.FestivalDesk) templ.Component {
			return templates.EditFestival(p, d, festivalFormSample())
		}),
		desk("/organizer/festivals/kopi/publish", "today", func(p view.Page, d view.FestivalDesk) templ.Component {
			f := festivalSample()
			return templates.PublishFestival(p, d, view.FestivalPublish{Hours: f.Hours, Ground: f.Ground, Rules: f.Rules, Facts: []view.Fact{{Name: "Tanggal", Value: f.Days}}})
		}),
		desk("/organizer/festivals/kopi/zones", "zones", func(p view.Page, d view.FestivalDesk) templ.Component {
			g := festivalSample().Ground
			for i := range g.Stalls {
				g.Stalls[i].URL = "?stall=" + g.Stalls[i].Number
			}
			g.Stalls[1].Chosen = true
			return templates.FestivalZones(p, d, view.FestivalZonesDesk{Ground: g, Chosen: &g.Stalls[1]})
		}),
		desk("/organizer/festivals/kopi/terms", "terms", func(p view.Page, d view.FestivalDesk) templ.Component {
			return templates.FestivalTermsDesk(p, d, termsSample())
		}),
		desk("/draw/organizer/festivals/kopi/terms", "terms", func(p view.Page, d view.FestivalDesk) templ.Component {
			m := termsSample()
			m.IsDraw, m.Form.Errors = true, map[string]string{"source_name_0": "Wajib diisi."}
			return templates.FestivalTermsDesk(p, d, m)
		}),
		desk("/opened/organizer/festivals/kopi/terms", "terms", func(p view.Page, d view.FestivalDesk) templ.Component {
			m := termsSample()
			m.HasOpened, d.Reason = true, true
			return templates.FestivalTermsDesk(p, d, m)
		}),
		desk("/organizer/festivals/kopi/picture", "picture", func(p view.Page, d view.FestivalDesk) templ.Component {
			return templates.FestivalPictureDesk(p, d, view.FestivalPictureDesk{})
		}),
		desk("/organizer/festivals/kopi/programme", "programme", func(p view.Page, d view.FestivalDesk) templ.Component {
			return templates.FestivalProgrammeDesk(p, d, view.FestivalProgrammeDesk{Days: festivalSample().Programme, Dates: []view.Option{{Value: "2026-11-07", Label: "Sabtu, 7 Nov"}}})
		}),
		desk("/organizer/festivals/kopi/changes", "changes", func(p view.Page, d view.FestivalDesk) templ.Component {
			return templates.FestivalChangesDesk(p, d, festivalSample().Changes)
		}),
		desk("/organizer/festivals/kopi/members", "members", func(p view.Page, d view.FestivalDesk) templ.Component {
			return templates.FestivalMembersDesk(p, d, view.FestivalMembersDesk{List: []view.FestivalMemberRow{{ID: "1", Name: "Penyelenggara", Contact: "organizer@lapak.test", Role: "organizer"}}})
		}),
		{Path: "/festivals", Page: func(p *view.Page) { p.Title = "Kalender festival 2026" }, Draw: func(p view.Page) templ.Component { return templates.Festivals(p, festivalCalendarSample()) }},
		{Path: "/festivals/kopi", Page: func(p *view.Page) { p.Title = "Festival Kopi" }, Draw: func(p view.Page) templ.Component { return templates.Festival(p, festivalSample(), nil) }},
	}
}

func festivalFrame(tab string) view.FestivalDesk {
	d := view.FestivalDesk{
		Name: "Festival Kopi", Base: "/organizer/festivals/kopi", URL: "/festivals/kopi", Days: "7–9 Nov 2026", State: "published", Tab: tab, Version: "3", Reason: true,
	}
	for _, key := range []string{"today", "applications", "vendors", "plan", "zones", "terms", "programme", "picture", "changes", "members"} {
		d.Tabs = append(d.Tabs, view.DeskTab{Key: key, URL: d.Base + "/" + key})
	}
	return d
}

func festivalFormSample() view.FestivalForm {
	return view.FestivalForm{
		Form:      view.Form{Values: map[string]string{"name": "Festival Kopi"}, Errors: map[string]string{"ends_on": "Selesainya sebelum mulai."}},
		Districts: []view.Option{{Value: "licin", Label: "Licin"}}, Expectations: []view.Option{{Label: "Bukan acara tahunan"}},
		Selections: []view.Option{{Value: "committee", Label: "Panitia menilai"}}, DateRules: []view.Option{{Value: "fixed", Label: "Tanggal tetap"}},
		Hours: []view.FestivalHoursField{{Date: "2026-11-07", Label: "Sabtu, 7 Nov", Opens: "08:00", Closes: "22:00"}}, Estimate: "Misalnya 10 Syawal.",
	}
}

func festivalCalendarSample() view.FestivalCalendar {
	line := view.FestivalLine{When: "7–9 Nov", Name: "Festival Kopi", URL: "/festivals/kopi", Place: "Lapangan, Licin", Tag: "pendaftaran lapak sampai 1 Nov 2026", Kind: "good"}
	expected := view.FestivalLine{When: "±", Name: "Puter Kayun", Place: "Boyolangu, Giri", Expected: &view.ExpectedFestival{
		Confidence: "sourced", Why: "Mengikuti kalender Hijriah (10 Syawal). Perkiraan 29 Mar 2026.", Observed: "2025-04-10", Source: "wisata.app", Goods: "culture",
	}}
	return view.FestivalCalendar{
		Year: 2026, Earlier: view.Link{Text: "2025", URL: "?year=2025"}, Later: view.Link{Text: "2027", URL: "?year=2027"}, Running: []view.FestivalLine{line},
		Coming: []view.FestivalMonth{{Name: "November", Anchor: "bulan-11", Lines: []view.FestivalLine{line}}, {Name: "Desember", Anchor: "bulan-12", Lines: []view.FestivalLine{expected}}},
		Past:   []view.FestivalMonth{{Name: "Mei", Anchor: "lalu-5", Lines: []view.FestivalLine{line}}}, Feeds: []view.Link{{Text: "Kalender (.ics)", URL: "/festivals.ics"}},
	}
}

func festivalSample() view.Festival {
	ground := view.FestivalGround{
		Zones: []view.FestivalZone{{Slug: "kuliner", Name: "Kuliner", Fee: view.Money{Amount: 250_000, Currency: "IDR"}, Size: "3 × 3 m", Power: "listrik 450 watt", Stalls: 3, Free: 2}},
		Width: 3, Height: 1, Total: 3, Free: 2,
	}
	for i, number := range []string{"A1", "A2", "A3"} {
		ground.Stalls = append(ground.Stalls, view.FestivalStall{Number: number, Zone: "Kuliner", X: i, W: 1, H: 1})
	}
	ground.Stalls[0].Shop, ground.Stalls[0].ShopURL = "Kopi Gombengsari", "/s/kopi-gombengsari"
	return view.Festival{
		Name: "Festival Kopi", Slug: "kopi", Text: "Kopi dari lereng Ijen.", State: "published", Days: "7–9 Nov 2026", Place: "Lapangan, Licin", Now: "Buka Sabtu, 7 Nov, 08.00",
		Actions: []view.Link{{Text: "Tambahkan ke kalender", URL: "/festivals/kopi/calendar.ics"}}, Hours: []view.FestivalDay{{Day: "Sabtu, 7 Nov", Hours: "08.00–22.00"}},
		Programme: []view.FestivalProgramme{{Day: "Sabtu, 7 Nov", Entries: []view.FestivalProgrammeEntry{{ID: "e1", Time: "09.00–10.00", Title: "Pembukaan", Place: "Panggung utama"}}}},
		Ground:    ground, Applications: "Pendaftaran dibuka sampai 1 Nov 2026, 17.00 WIB.", Selection: "committee", Rules: "Satu lapak untuk satu toko.", Calendar: "/festivals/kopi/calendar.ics",
		Changes: []view.FestivalChange{{Date: "1 Okt 2026, 10.00", Reason: "Lapangan banjir", Lines: []view.FestivalChangeLine{{Field: "Hari pertama", Before: "6 Nov 2026", After: "7 Nov 2026"}}}},
	}
}

func termsSample() view.FestivalTermsDesk {
	return view.FestivalTermsDesk{
		Facts:    []view.Fact{{Name: "Pendaftaran", Value: "Sampai 30 Okt, 17.00"}, {Name: "Cara memilih", Value: "Penilaian panitia"}},
		Criteria: 3, Sources: 2,
		Zones: []view.ZoneQuotas{{Slug: "kopi", Name: "Kopi", About: "12 lapak · Rp 175.000", Categories: [][]view.Option{{{Value: "minuman", Label: "Minuman"}}}}},
		Form: view.Form{Values: map[string]string{
			"appeal_hours": "72", "full_refund_days": "14", "half_refund_days": "3", "seats_kopi_village": "4", "criterion_id_0": "Mutu barang", "weight_0": "60",
			"criterion_id_1": "Kekhasan daerah", "weight_1": "40",
		}},
	}
}
