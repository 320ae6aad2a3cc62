package samples

import (
	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// mentoring are the pages of help: an owner's, a mentor's and the office's.
func mentoring() []Sample {
	samples := []Sample{
		{Path: "/seller/demo/trainings", Page: private("Pelatihan"), Draw: func(p view.Page) templ.Component {
			return templates.ShopTrainings(p, desk("more"), view.ShopTrainings{
				Mine: []view.TrainingCard{seated("1", "Kursi dipesan", "good"), seated("2", "Nomor 3 di daftar tunggu", "wait")},
				List: []view.TrainingCard{training("3", 12), training("4", 0)}, Rule: "Memiliki NIB", All: "/seller/demo/trainings",
				Pages: view.Pages{NextURL: "/seller/demo/trainings?cursor=x"},
			})
		}},
		{Path: "/empty/trainings", Page: private("Pelatihan"), Draw: func(p view.Page) templ.Component {
			return templates.ShopTrainings(p, desk("more"), view.ShopTrainings{})
		}},
		{Path: "/mentor", Page: private("Pendampingan"), Draw: func(p view.Page) templ.Component {
			return templates.MentorDesk(p, view.MentorDesk{
				Place: "Wilayah Anda: Kalipuro, Glagah", Open: []view.HelpCard{help("open"), help("open")}, Visits: []view.HelpCard{help("taken")},
				Taken: []view.HelpCard{help("taken")}, MoreOpen: "/mentor/requests", Idle: mentored()[:1], MoreIdle: true, Shops: mentoredList(),
			})
		}},
		{Path: "/empty/mentor", Page: private("Pendampingan"), Draw: func(p view.Page) templ.Component {
			return templates.MentorDesk(p, view.MentorDesk{Place: "Seluruh kabupaten"})
		}},
		{Path: "/mentor/shops", Page: private("Toko di wilayah Anda"), Draw: func(p view.Page) templ.Component {
			return templates.MentorShops(p, mentoredList())
		}},
		{Path: "/mentor/requests", Page: private("Permintaan bantuan"), Draw: func(p view.Page) templ.Component {
			return templates.MentorRequests(p, view.MentorRequests{Tabs: []view.Option{{Value: "open", Label: "Menunggu", Chosen: true}}, List: []view.HelpCard{help("open")}})
		}},
		{Path: "/empty/mentor/requests", Page: private("Permintaan bantuan"), Draw: func(p view.Page) templ.Component {
			return templates.MentorRequests(p, view.MentorRequests{Tabs: []view.Option{{Value: "open", Label: "Menunggu", Chosen: true}}})
		}},
	}
	for _, state := range []string{"open", "taken", "done"} {
		samples = append(samples, asking(state), request(state))
	}
	return append(samples, officeTrainings()...)
}

func asking(state string) Sample {
	return Sample{Path: "/seller/demo/export/help/" + state, Page: private("Minta bantuan pendamping"), Draw: func(p view.Page) templ.Component {
		m := view.AskHelp{Rule: exportRule("open"), Back: view.Link{Text: "Menuju siap ekspor", URL: "/seller/demo/export"}, Earlier: []view.HelpCard{help("done")}}
		if card := help(state); state != "done" {
			card.Withdraw = "/seller/demo/help/1/withdraw"
			m.Running = &card
		} else {
			m.Form = refused("note", "Jangan tulis NIK di sini.")
		}
		return templates.AskHelp(p, desk("more"), m)
	}}
}

func request(state string) Sample {
	return Sample{Path: "/mentor/requests/" + state, Page: private("Kopi Gombengsari"), Draw: func(p view.Page) templ.Component {
		m := view.MentorRequest{
			HelpCard: help(state), Rule: exportRule("open"), CanTake: state == "open", Mine: state == "taken", Own: state == "done", VisitOn: "2026-12-03",
			Facts: []view.Fact{{Name: "Tempat", Value: "Gombengsari, Kalipuro"}, {Name: "Diminta", Value: "20 Nov 2026"}},
		}
		if m.Mine {
			m.WhatsApp, m.Refused, m.Form = "https://wa.me/628120000", "done", refused("outcome", "Wajib diisi.")
		}
		return templates.MentorRequest(p, m)
	}}
}

func help(state string) view.HelpCard {
	c := view.HelpCard{
		ID: "1", URL: "/mentor/requests/open", State: state, Tag: "wait", Title: "Memiliki NIB", About: "Kopi robusta", Shop: "Kopi Gombengsari", Place: "Gombengsari",
		Note: "Saya belum tahu mengurusnya di mana.", Asked: "menunggu 4 hari", Late: state == "open", Verb: "Ambil",
	}
	if state != "open" {
		c.Mentor, c.Reply, c.Visit, c.Tag, c.Verb = "Pendamping Demo", "Saya datang pagi, siapkan KTP dan ponsel.", "Kunjungan Kamis, 3 Des", "good", "Buka"
	}
	if state == "done" {
		c.Outcome, c.Visit = "NIB terbit; berkasnya diunggah minggu ini.", ""
	}
	return c
}

func training(id string, free int) view.TrainingCard {
	return view.TrainingCard{
		ID: id, Title: "Mengurus NIB dan NPWP", Text: "Bawa KTP dan ponsel. NIB terbit di tempat.", When: "Kamis, 3 Des, 09.00–12.00 WIB",
		Where: "Pendopo Kecamatan Kalipuro, Kalipuro", Closes: "Pesan sebelum 2 Des 2026, 12.00 WIB", Free: free, CanBook: true,
		Rules: []view.Link{{Text: "Memiliki NIB", URL: "/export/rules/S-LEG-01"}, {Text: "Memiliki NPWP", URL: "/export/rules/S-LEG-02"}},
	}
}

func seated(id, seat, tag string) view.TrainingCard {
	c := training(id, 4)
	c.Seat, c.Tag, c.CanBook, c.CanGiveBack, c.Note = seat, tag, false, true, "Kami kabari begitu ada kursi untuk Anda."
	return c
}

func mentored() []view.MentoredRow {
	return []view.MentoredRow{
		{Name: "Anyaman Kelir", URL: "/s/anyaman-kelir", Place: "Kelir, Kalipuro", Level: "belum_siap", Next: "Langkah berikutnya: Memiliki NIB", Asleep: "Belum pernah ada penjualan"},
		{Name: "Kopi Gombengsari", URL: "/s/kopi-gombengsari", Place: "Gombengsari, Kalipuro", Level: "potensial", Next: "Langkah berikutnya: Label produk", Active: "Terakhir bergerak 20 Nov 2026", Progress: "Nilai 41,2 → 51,5 sejak sebulan lalu"},
		{Name: "Madu Ijen", URL: "/s/madu-ijen", Place: "Telemung, Kalipuro", Level: "not_assessed", Active: "Terakhir bergerak 1 Nov 2026"},
	}
}

func mentoredList() view.MentoredList {
	return view.MentoredList{
		Villages: []view.Option{{Label: "Semua desa"}, {Value: "35.10.21.1006", Label: "Gombengsari (2)", Group: "Kalipuro"}}, Shops: mentored(),
		Pages: view.Pages{NextURL: "/mentor/shops?cursor=x"},
	}
}

func officeTrainings() []Sample {
	form := view.TrainingForm{
		Districts: []view.Option{{Value: "kalipuro", Label: "Kalipuro"}}, Chosen: 1,
		Rules: []view.Option{{Value: "S-LEG-01", Label: "Memiliki NIB", Group: "Legalitas", Chosen: true}, {Value: "S-FIN-01", Label: "Rekening usaha", Group: "Keuangan"}},
	}
	list := func(rows ...view.TrainingRow) Sample {
		path := "/office/trainings"
		if len(rows) == 0 {
			path = "/empty/office/trainings"
		}
		return Sample{Path: path, Page: private("Pelatihan"), Draw: func(p view.Page) templ.Component {
			return templates.OfficeTrainings(p, view.OfficeTrainings{Tabs: []view.Option{{Value: "published", Label: "Diumumkan", Chosen: true}}, List: rows})
		}}
	}
	samples := []Sample{
		list(view.TrainingRow{URL: "/office/trainings/published", Title: "Mengurus NIB", When: "Kamis, 3 Des, 09.00–12.00 WIB", Where: "Pendopo, Kalipuro", Seats: "20 dari 20 kursi, 3 menunggu"}), list(),
		{Path: "/office/trainings/new", Page: private("Buat pelatihan"), Draw: func(p view.Page) templ.Component {
			refusedForm := form
			refusedForm.Form = refused("ends_at", "Pelatihan harus selesai sesudah dimulai.")
			return templates.NewTraining(p, refusedForm)
		}},
	}
	for _, state := range []string{"draft", "published", "cancelled", "past"} {
		samples = append(samples, Sample{Path: "/office/trainings/" + state, Page: private("Mengurus NIB"), Draw: func(p view.Page) templ.Component {
			m := view.OfficeTraining{
				ID: "1", Title: "Mengurus NIB dan NPWP", State: state, Text: "Bawa KTP dan ponsel.", CanPublish: state == "draft",
				CanCancel: state == "published", CanMark: state == "past", Rules: []view.Link{{Text: "Memiliki NIB", URL: "/export/rules/S-LEG-01"}},
				Facts: []view.Fact{{Name: "Waktu", Value: "Kamis, 3 Des, 09.00–12.00 WIB"}, {Name: "Kursi", Value: "2 dari 20 kursi"}},
			}
			switch state {
			case "draft":
				m.Draft = &form
			case "cancelled":
				m.Reason = "Aula dipakai acara lain."
			case "past":
				m.State = "published"
			}
			if state == "published" || state == "past" {
				m.Seats = []view.TrainingSeat{{Slug: "kopi", Shop: "Kopi Gombengsari", District: "Kalipuro", Came: true, Marked: true}, {Slug: "batik", Shop: "Batik Tampo", District: "Cluring"}}
				m.Waiting = []view.TrainingSeat{{Slug: "madu", Shop: "Madu Ijen", District: "Licin"}}
			}
			return templates.OfficeTraining(p, m)
		}})
	}
	return samples
}
