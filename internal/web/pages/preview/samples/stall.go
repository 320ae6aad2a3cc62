package samples

import (
	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// stalls are the pages of a stall at a festival, and those of its organizer about the day.
func stalls() []Sample {
	goods := []view.StallGoods{
		{Variant: "1", Title: "Kopi robusta Lerek 250 g", Price: 45_000, Money: "Rp 45.000", Left: 12, Most: 30},
		{Variant: "2", Title: "Kopi robusta Lerek 1 kg", Price: 160_000, Money: "Rp 160.000", Left: 4, Most: 9},
		{Variant: "3", Title: "Sale pisang barlin dengan gula aren dari kebun sendiri, kemasan keluarga", Price: 28_000, Money: "Rp 28.000", Left: 0, Most: 0},
	}
	sales := []view.StallSale{
		{ID: "a", When: "7 Nov, 10.14", Device: "HP 1", Method: "tunai", Total: "Rp 90.000"},
		{ID: "b", When: "7 Nov, 10.02", Device: "HP 2", Method: "QR", Total: "Rp 45.000", Void: true},
		{ID: "c", When: "7 Nov, 09.31", Device: "HP 2", Method: "QR", Total: "Rp 160.000", Late: true},
	}
	sell := view.SellPage{
		Shop: "Kopi Lerek", Festival: "Festival Kopi", Stall: "A12", Device: "HP 1", DeviceID: "d", Back: "/seller/kopi-lerek/festivals/kopi/stall",
		URL: "/stall/kopi-lerek/kopi/d", API: "/api/v1/none", Collections: "/api/v1/none", ID: "x", Tickets: "/seller/kopi-lerek/festivals/kopi/goods", Goods: goods, Today: "Rp 250.000", Sales: sales,
		Words: []view.SellWord{
			{Key: "offline", Text: "Tanpa sambungan – [n] catatan menunggu. Teruskan berjualan, nanti terkirim sendiri."},
			{Key: "left", Text: "sisa di HP ini [n]"},
			{Key: "online", Text: "Tersambung. Semua penjualan sudah terkirim."},
			{Key: "beyond", Text: "[n] di luar bawaan"},
		},
	}
	stall := view.StallDesk{
		Festival: "Festival Kopi", Days: "7–9 Nov 2026", Stall: "A12", Base: "/seller/kopi-lerek/festivals/kopi", Cash: "tunai Rp 90.000", QR: "QR Rp 160.000",
		Total: "Rp 250.000", CanRegister: true, Sales: sales,
		Devices: []view.StallDevice{{ID: "d", Name: "HP 1", URL: "/stall/kopi-lerek/kopi/d", Goods: goods}, {ID: "e", Name: "HP 2", Closed: true}},
		Shortfalls: []view.StallShortfall{
			{ID: "s", Title: "Kopi robusta Lerek 250 g", Units: 3, OnHand: 0, When: "7 Nov, 10.14", State: "open"},
			{ID: "t", Title: "Kopi robusta Lerek 1 kg", Units: 1, OnHand: 2, When: "7 Nov, 09.14", State: "counted", Counted: "dihitung 2"},
		},
		GaveWay: []view.Link{{Text: "446-665-0059", URL: "/seller/kopi-lerek/orders/446-665-0059"}},
		Kept:    []view.StallKept{{ID: "k", What: "Satu penjualan tidak bisa dicatat", Why: "Nomor penjualan ini sudah dipakai dengan isi lain.", When: "7 Nov, 10.20"}},
	}
	checkIn := view.CheckInPage{
		Base: "/organizer/festivals/kopi", Sheets: "/organizer/festivals/kopi/sheets.pdf", Entrance: "https://mall.example/f/abcdefghij",
		Missing: []view.CheckInRow{{Stall: "A3", Shop: "Batik Gajah Oling Cluring", Phone: "+628120000001"}, {Stall: "B1", Shop: "Anyaman Gintangan", Phone: "+628120000002"}},
		Here:    []view.CheckInRow{{Stall: "A12", Shop: "Kopi Lerek", At: "08.12"}},
	}
	report := view.FestivalReport{
		Base: "/organizer/festivals/kopi", Note: "Penjualan yang dibatalkan tidak dihitung. Pesanan dan pertanyaan dihitung untuk festival bila dikirim dalam 7 hari.",
		Figures: []view.Fact{{Name: "Omzet", Value: "Rp 12.450.000"}, {Name: "Tunai", Value: "Rp 8.000.000"}, {Name: "QR", Value: "Rp 3.450.000"}, {Name: "Dipesan lebih dulu", Value: "Rp 1.000.000"}, {Name: "Penjualan", Value: "312"}, {Name: "Selisih stok", Value: "3 barang, 1 belum dihitung"}},
		Tables: []view.ReportTable{
			{Title: "Per zona", Columns: []string{"Zona", "Jumlah", "Tunai", "QR", "Dipesan lebih dulu", "Lapak"}, Rows: [][]string{{"Kuliner", "Rp 9.450.000", "Rp 6.000.000", "Rp 2.450.000", "Rp 1.000.000", "18"}}},
			{Title: "Per lapak", Columns: []string{"Lapak", "Jumlah"}, Empty: "Belum ada yang terjual."},
		},
	}
	return []Sample{
		{Path: "/stall/kopi-lerek/kopi/d", Page: private("Jualan di Festival Kopi"), Draw: func(p view.Page) templ.Component { return templates.Sell(p, sell) }},
		{Path: "/seller/kopi-lerek/festivals/kopi/stall", Page: private("Lapak A12"), Draw: func(p view.Page) templ.Component { return templates.StallDesk(p, desk("more"), stall) }},
		{Path: "/organizer/festivals/kopi/check-in", Page: private("Kedatangan pelapak"), Draw: func(p view.Page) templ.Component { return templates.CheckIn(p, festivalFrame("check-in"), checkIn) }},
		{Path: "/organizer/festivals/kopi/report", Page: private("Laporan festival"), Draw: func(p view.Page) templ.Component { return templates.FestivalReport(p, festivalFrame("report"), report) }},
	}
}
