package samples

import (
	"strings"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// fairs are the pages of what is sold and collected at a festival, and of its permits.
func fairs() []Sample {
	const base = "/organizer/festivals/kopi"
	return []Sample{
		{Path: "/festivals/kopi/shop", Page: func(p *view.Page) { p.Title = "Belanja di Festival Kopi" }, Draw: func(p view.Page) templ.Component { return templates.Fair(p, fair()) }},
		{Path: "/empty/festivals/kopi/shop", Page: func(p *view.Page) { p.Title = "Belanja di Festival Kopi" }, Draw: func(p view.Page) templ.Component {
			return templates.Fair(p, view.Fair{Name: "Festival Kopi", Lead: "7–9 Nov 2026. Toko-toko ini ikut berjualan.", Back: view.Link{Text: "Tentang Festival Kopi", URL: "/festivals/kopi"}})
		}},
		{Path: "/orders/stall", Page: private("Pesanan"), Draw: func(p view.Page) templ.Component { return templates.Order(p, stallOrder(false)) }},
		{Path: "/orders/stall-vanished", Page: private("Pesanan"), Draw: func(p view.Page) templ.Component { return templates.Order(p, stallOrder(true)) }},
		{Path: "/seller/demo/festivals", Page: private("Festival toko Anda"), Draw: func(p view.Page) templ.Component {
			return templates.Stands(p, desk("more"), view.Stands{List: []view.FestivalEntry{{Name: "Festival Kopi", URL: "/seller/demo/festivals/kopi/goods", Days: "7–9 Nov 2026", Place: "Lapangan, Licin", State: "published"}}})
		}},
		{Path: "/seller/demo/festivals/kopi/goods", Page: private("Harga & ambil di lapak"), Draw: func(p view.Page) templ.Component { return templates.StandDesk(p, desk("more"), standDesk()) }},
		{Path: base + "/features", Page: private("Festival Kopi"), Draw: func(p view.Page) templ.Component {
			return templates.FestivalFeatures(p, festivalFrame("features"), view.FestivalFeatures{
				Shops: "kopi-gombengsari\nanyaman-gintangan", Products: "kopi-robusta", URL: "/festivals/kopi/shop",
				Form: refused("shops", "Pilihan ini tidak ada."), Here: []view.Link{{Text: "A12 · Kopi Gombengsari · kopi-gombengsari", URL: "/s/kopi-gombengsari"}},
			})
		}},
		{Path: base + "/slots", Page: private("Festival Kopi"), Draw: func(p view.Page) templ.Component {
			return templates.FestivalSlots(p, festivalFrame("slots"), view.FestivalSlots{
				Minutes: "30", Capacity: "10", Days: []view.Fact{{Name: "Sabtu, 7 Nov", Value: "20 waktu ambil, 10.00–20.00"}, {Name: "Minggu, 8 Nov", Value: "20 waktu ambil, 10.00–20.00"}},
			})
		}},
		{Path: base + "/permits", Page: private("Festival Kopi"), Draw: func(p view.Page) templ.Component {
			return templates.FestivalPermits(p, festivalFrame("permits"), permits(base+"/permits"))
		}},
		{Path: "/empty" + base + "/permits", Page: private("Festival Kopi"), Draw: func(p view.Page) templ.Component {
			return templates.FestivalPermits(p, festivalFrame("permits"), view.Permits{Base: base + "/permits", Offices: options("Dinas Kesehatan", "Dinas Kesehatan")})
		}},
		{Path: "/office/permits", Page: private("Izin festival"), Draw: func(p view.Page) templ.Component {
			return templates.OfficePermits(p, permits("/office/permits"))
		}},
	}
}

func fair() view.Fair {
	was := rupiah(58000)
	m := view.Fair{
		Name: "Festival Kopi", State: "during", Lead: "Sedang berlangsung di Lapangan, Licin. Beli sekarang, ambil di lapak atau dikirim.",
		Back: view.Link{Text: "Tentang Festival Kopi", URL: "/festivals/kopi"}, Featured: cards()[:4], Cards: cards(), NextURL: "?cursor=x", ShopsNext: "?shops=x",
	}
	for i := range m.Featured {
		m.Featured[i].Mark = &view.Mark{Text: "di Festival Kopi", URL: "/festivals/kopi/shop", Name: "Festival Kopi"}
	}
	m.Featured[0].Usual = &was
	m.Vendors = []view.FairVendor{{ShopCard: gombengsari(), Stall: "A12", Collects: true}, {ShopCard: gintangan(), Stall: "A13"}}
	m.Shops = append(m.Vendors, view.FairVendor{ShopCard: view.ShopCard{Slug: "lebah", Name: "Lebah Tamansari", District: "Licin"}})
	return m
}

func stallOrder(vanished bool) view.Order {
	m := order()
	ticket := &view.Ticket{Stall: "A12", When: "Sabtu, 7 Nov, 10.00–10.30 WIB, Festival Kopi, Lapangan Licin", Vanished: vanished, Change: options("Sabtu, 7 Nov, 10.00–10.30", "Sabtu, 7 Nov, 10.00–10.30", "Sabtu, 7 Nov, 10.30–11.00"), URL: "/orders/x/shops/y/slot"}
	if !vanished {
		ticket.Code = "482713"
		ticket.QR = view.QR{Size: 29, Path: strings.Repeat("M4 4h7v7h-7zM18 4h7v7h-7zM4 18h7v7h-7z", 1) + "M13 13h3v3h-3zM18 18h2v5h-2z"}
	}
	m.Shops = m.Shops[1:2]
	m.Shops[0].Ticket, m.Shops[0].ShippingLabel = ticket, "Ambil di lapak A12, Sabtu, 7 Nov, 10.00–10.30 WIB (Festival Kopi)"
	return m
}

func standDesk() view.StandDesk {
	return view.StandDesk{
		Name: "Festival Kopi", Line: "Lapak A12, 7–9 Nov 2026", Base: "/seller/demo/festivals/kopi/goods", URL: "/festivals/kopi/shop", Open: true, Refused: "prices",
		Capacity: 6, MaxCapacity: 10, Form: view.Form{Errors: map[string]string{"price_2": "Harga festival harus di bawah harga biasa (Rp 118000)."}},
		Slots: []view.StandSlot{
			{When: "Sabtu, 7 Nov, 10.00–10.30", Today: true, Orders: []view.StandOrder{
				{Number: "298-341-4349", URL: "/seller/demo/orders/x", Buyer: "Pembeli di Licin", Goods: "2 × Kopi robusta Java Banyuwangi 250 g", State: "new", Verb: "accept"},
				{Number: "P2X-8QW-31", URL: "/seller/demo/orders/x", Buyer: "Pembeli di Glagah", Goods: "1 × Kopi arabika Ijen 1 kg", State: "accepted", Verb: "ready", Cash: "bayar tunai Rp 118.000"},
				{Number: "R4T-1AB-55", URL: "/seller/demo/orders/x", Buyer: "Pembeli di Genteng", Goods: "1 × Kopi robusta", State: "ready"},
			}},
			{When: "Minggu, 8 Nov, 10.00–10.30", Orders: []view.StandOrder{{Number: "Q1X-7PW-10", URL: "/seller/demo/orders/x", Buyer: "Pembeli", Goods: "1 × Kopi robusta", State: "completed"}}},
		},
		Offers: []view.StandOffer{
			{ID: "1", Title: "Kopi robusta Java Banyuwangi, 250 g", Usual: rupiah(52000), Price: "45000"},
			{ID: "2", Title: "Kopi arabika Ijen, biji hijau, 1 kg", Usual: rupiah(118000), Price: "120000", Problem: "Harga festival harus di bawah harga biasa (Rp 118000)."},
			{ID: "3", Title: "Kopi luwak, 100 g", Usual: rupiah(90000)},
		},
	}
}

func permits(base string) view.Permits {
	row := func(id, title, office, state string) view.PermitRow {
		return view.PermitRow{
			ID: id, Title: title, Office: office, Festival: "Festival Kopi", Due: "paling lambat 24 Okt 2026", State: state,
			States: options("diajukan", "diajukan", "diberikan", "ditolak"), History: []view.Step{{Text: "belum diurus", At: at(-200), State: "done"}},
		}
	}
	late := row("1", "Izin keramaian dari kepolisian", "", "open")
	late.Overdue, late.Due, late.Confidence = true, "terlambat, 24 Okt 2026", "unverified"
	refusedOne := row("2", "Pos kesehatan dan pemeriksaan makanan di lapak", "Dinas Kesehatan", "refused")
	refusedOne.Note, refusedOne.FileNumber = "Denah pos belum dilampirkan.", "440/1021"
	return view.Permits{
		Base: base, Missing: 3, Offices: options("Dinas Kesehatan", "Dinas Kesehatan"), Refused: "2", Form: refused("note", "Tulis alasannya, supaya penyelenggara tahu apa yang kurang."),
		List: []view.PermitRow{late, refusedOne, row("3", "Pemberitahuan usaha sementara di lokasi", "Dinas Penanaman Modal", "submitted"), row("4", "Sampah dan kebersihan", "", "granted")},
	}
}
