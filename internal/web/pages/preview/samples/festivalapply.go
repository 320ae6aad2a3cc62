package samples

import (
	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// applying are the pages of applications for stalls: of the shops, of those who choose, and of the office.
func applying() []Sample {
	shop := func(path string, draw func(p view.Page, d view.Desk) templ.Component) Sample {
		return Sample{Path: path, Page: private("Festival"), Draw: func(p view.Page) templ.Component { return draw(p, desk("more")) }}
	}
	board := func(path, tab string, draw func(p view.Page, d view.FestivalDesk) templ.Component) Sample {
		return Sample{Path: path, Page: private("Festival Kopi"), Draw: func(p view.Page) templ.Component { return draw(p, festivalFrame(tab)) }}
	}
	own := func(change func(*view.OwnApplication)) func(p view.Page, d view.Desk) templ.Component {
		return func(p view.Page, d view.Desk) templ.Component {
			m := ownApplicationSample()
			change(&m)
			return templates.OwnApplication(p, d, m)
		}
	}
	waiting := view.ApplicationCard{Title: "Kopi Gombengsari", URL: "/organizer/festivals/kopi/applications/1", About: "Zona kopi · Kalipuro", State: "Menunggu keputusan", Score: "78,40"}
	return []Sample{
		shop("/seller/kopi/festivals", func(p view.Page, d view.Desk) templ.Component {
			return templates.ShopFestivals(p, d, view.ShopFestivals{
				Mine:  []view.ApplicationCard{{Title: "Festival Kopi", URL: "/seller/kopi/applications/1", About: "Zona kopi", State: "Diterima", Tag: "wait", Next: "Bayar sebelum 8 Nov, 17.00 WIB", Late: true}},
				Calls: []view.FestivalCall{{Name: "Festival Batik", URL: "/seller/kopi/festivals/batik/apply", Days: "1 Des 2026", Place: "Gesibu", Closes: "Pendaftaran ditutup 20 Nov, 17.00 WIB"}},
			})
		}),
		shop("/seller/kopi/festivals/kopi/apply", func(p view.Page, d view.Desk) templ.Component {
			return templates.ApplyForStall(p, d, view.ApplicationForm{
				Name: "Festival Kopi", Days: "7–9 Nov 2026", Closes: "Pendaftaran ditutup 30 Okt, 17.00 WIB", Back: view.Link{Text: "Festival", URL: "/seller/kopi/festivals"},
				Zones: []view.Option{{Value: "kopi", Label: "Kopi · Rp 175.000"}}, Products: []view.Option{{Value: "robusta", Label: "Kopi robusta"}}, Terms: festivalTermsSample(),
			})
		}),
		shop("/seller/kopi/applications/1", own(func(m *view.OwnApplication) {
			m.CanPay, m.Due = true, "8 Nov, 17.00"
			m.Transfer = &view.Transfer{Bank: "Bank Jatim", Account: "0021 0034 5678", Holder: "Banyuwangi Mall", Amount: rupiah(175137)}
			m.Methods = []view.Option{{Value: "transfer", Label: "Transfer bank", Chosen: true}}
		})),
		shop("/rejected/seller/kopi/applications/1", own(func(m *view.OwnApplication) {
			m.State, m.Tag, m.Next, m.Reason = "Ditolak", "bad", "", "Contoh barangnya belum dikirim."
			m.CanAppeal, m.AppealBy = true, "9 Nov, 10.00 WIB"
		})),
		board("/organizer/festivals/kopi/applications", "applications", func(p view.Page, d view.FestivalDesk) templ.Component {
			return templates.FestivalSelection(p, d, view.FestivalSelection{
				Kind: "committee", Base: d.Base, List: []view.ApplicationCard{waiting}, AllZones: []view.Option{{Value: "kopi", Label: "Kopi"}},
				Zones:     []view.ZoneProgress{{Name: "Kopi", Line: "3 dari 12 lapak terisi · 5 menunggu keputusan", Given: 3, Of: 12, Quotas: []string{"4 khusus usaha setempat · terisi 2"}}},
				ByRanking: []view.Option{{Value: "kopi", Label: "Kopi"}},
				States:    []view.Option{{Value: "submitted", Label: "Menunggu keputusan", Hint: "5", Chosen: true}, {Value: "appeals", Label: "Banding"}},
			})
		}),
		board("/organizer/festivals/kopi/applications/1", "applications", func(p view.Page, d view.FestivalDesk) templ.Component {
			return templates.SelectionCase(p, d, view.SelectionCase{
				ApplicationCard: waiting, Base: d.Base + "/applications/1", Back: d.Base + "/applications", Wishes: "Dekat listrik.", CanAccept: true, CanWait: true,
				CanReject: true, CanScore: true, Facts: []view.Fact{{Name: "Zona", Value: "Kopi"}}, Products: []view.Link{{Text: "Kopi robusta", URL: "/p/robusta"}},
				Criteria: []view.ScoreField{{Key: "mutu", Name: "Mutu barang · 60%", Value: "80"}}, Steps: []view.Step{{Text: "Mendaftar", At: at(9), State: "done"}},
			})
		}),
		board("/organizer/festivals/kopi/vendors", "vendors", func(p view.Page, d view.FestivalDesk) templ.Component {
			return templates.FestivalVendors(p, d, view.FestivalVendors{Base: d.Base, Vendors: []view.Fact{{Name: "A1", Value: "Kopi Gombengsari"}}, Stalls: []view.Option{{Value: "A1", Label: "A1"}}})
		}),
		{Path: "/office/appeals", Page: private("Banding lapak festival"), Draw: func(p view.Page) templ.Component {
			return templates.OfficeAppeals(p, view.OfficeAppeals{List: []view.AppealCase{{
				ID: "1", Base: "/office/appeals/kopi/1", Shop: "Batik Tampo", ShopURL: "/s/batik-tampo", Festival: "Festival Kopi", FestivalURL: "/festivals/kopi",
				About: "Pendamping kopi · Cluring · 7 Nov 2026", Reason: "Barangnya kurang dekat dengan tema kopi.", RejectedAt: at(8),
				Text: "Kami membawa kain bermotif Kopi Pecah. Mohon dilihat sekali lagi.",
			}}})
		}},
		{Path: "/empty/office/appeals", Page: private("Banding lapak festival"), Draw: func(p view.Page) templ.Component {
			return templates.OfficeAppeals(p, view.OfficeAppeals{})
		}},
		{Path: "/festivals/kopi/draw", Page: func(p *view.Page) { p.Title = "Undian lapak" }, Draw: func(p view.Page) templ.Component {
			return templates.FestivalDraw(p, view.FestivalDraw{
				Name: "Festival Kopi", URL: "/festivals/kopi", At: "31 Okt, 20.00 WIB", Sources: []view.Link{{Text: "Undian resmi", URL: "https://example.org"}},
				Lists: []view.DrawList{{Name: "Kopi", Text: "1 kopi-gombengsari\n2 kopi-kemiren\n", SHA256: "9f2c"}},
			})
		}},
	}
}

func ownApplicationSample() view.OwnApplication {
	return view.OwnApplication{
		ApplicationCard: view.ApplicationCard{Title: "Festival Kopi", State: "Diterima", Tag: "wait", Next: "Bayar sebelum 8 Nov, 17.00 WIB"},
		Base:            "/seller/kopi/applications/1", Fee: rupiah(175000), Back: view.Link{Text: "Festival", URL: "/seller/kopi/festivals"},
		Facts: []view.Fact{{Name: "Zona", Value: "Kopi"}, {Name: "Biaya lapak", Value: "Rp 175.000"}}, Steps: []view.Step{{Text: "Mendaftar", At: at(9), State: "done"}},
		Withdraw: "Tempat Anda langsung pindah ke cadangan.",
	}
}

func festivalTermsSample() view.FestivalTerms {
	return view.FestivalTerms{
		Selection: "Panitia menilai setiap pendaftaran menurut bobot ini.", Criteria: []view.Fact{{Name: "Mutu barang", Value: "60%"}, {Name: "Kekhasan daerah", Value: "40%"}},
		Zones:   []view.ZoneTerms{{Name: "Kopi", Fee: "Rp 175.000", Stalls: "12 lapak", Quotas: []string{"4 khusus usaha setempat", "Paling banyak 3 untuk Minuman"}}},
		Refunds: []string{"Mundur paling lambat 14 hari sebelum festival: biaya kembali seluruhnya"}, Appeal: "Yang ditolak boleh mengajukan banding dalam 3 hari.",
		Reserve: "Yang belum mendapat tempat masuk daftar cadangan zonanya.",
	}
}
