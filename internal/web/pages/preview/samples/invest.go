package samples

import (
	"time"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func invest() []Sample {
	return []Sample{
		{Path: "/invest", Draw: func(p view.Page) templ.Component { return templates.Invest(p, investFront()) }},
		{Path: "/empty/invest", Draw: func(p view.Page) templ.Component { return templates.Invest(p, view.Invest{}) }},
		{Path: "/invest/kopi-cokelat", Draw: func(p view.Page) templ.Component {
			m := investGroup()
			p.Title, p.JSONLD = m.Name, []any{templates.DatasetLD(p, m.Counted.Day, m.DataURL)}
			return templates.InvestGroup(p, m)
		}},
		{Path: "/few/invest", Draw: func(p view.Page) templ.Component {
			m := investGroup()
			m.Levels, m.Trend, m.Supply, m.Gaps, m.Markets, m.Stories, m.Figures = nil, nil, nil, nil, nil, nil, nil
			m.Interest.Form = refused("purpose", "Wajib diisi.")
			return templates.InvestGroup(p, m)
		}},
	}
}

func investDay() view.Counted {
	return view.Counted{Day: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC), Version: ruleVersion}
}

func investFront() view.Invest {
	level := func(x, width int, name string) view.ChartBar {
		return view.ChartBar{X: x, Width: width, Height: 10, Class: "level-" + name}
	}
	return view.Invest{
		Counted: investDay(), Figures: investFigures(),
		Groups: []view.InvestCard{
			{
				Name: "Kopi & cokelat", URL: "/invest/kopi-cokelat", Line: "8 toko · 7 kecamatan · 28 barang", Supply: "Bisa memasok 12.300 buah sebulan",
				Bars: []view.ChartBar{level(0, 60, "teruji"), level(60, 240, "potensial"), level(300, 700, "belum_siap")}, Ready: "1 dari 26 barang yang dinilai sudah siap atau teruji", Picture: picture("kopi", "Kopi robusta"),
			},
			{Name: "Hasil laut", URL: "/invest/kopi-cokelat", Line: "7 toko · 5 kecamatan · 21 barang"},
		},
		Districts: []view.InvestDistrict{
			{Name: "Kalipuro", URL: "/search?district=kalipuro", Groups: []view.Link{{Text: "Kopi & cokelat", URL: "/invest/kopi-cokelat"}, {Text: "Hasil laut", URL: "/invest/kopi-cokelat"}}},
			{Name: "Giri", URL: "/search?district=giri"},
		},
		Unmet: &view.Unmet{Text: "Dalam setahun terakhir pembeli luar negeri bertanya 12 kali.", Rows: [][]string{{"Tidak sanggup dipenuhi", "2", "4.000 buah"}, {"Belum dijawab", "1", ""}}},
	}
}

func investFigures() []view.Figure {
	return []view.Figure{
		{Number: "12.300", Unit: "Buah sebulan", Note: "dari 11 di antara 28 barang yang menyebutnya, 7 toko"},
		{Number: "US$\u00a051.188", Unit: "Nilai sebulan pada harga yang diminta", Note: "dari 11 di antara 28 barang yang menyebutnya, 7 toko"},
	}
}

func investGroup() view.InvestGroup {
	part := func(name, text, count, share string) view.StackPart {
		return view.StackPart{ChartKey: view.ChartKey{Class: "level-" + name, Text: text}, Count: count, Share: share}
	}
	return view.InvestGroup{
		Slug: "kopi-cokelat", Name: "Kopi & cokelat", Counted: investDay(), Lead: "8 toko di 7 kecamatan menawarkan 28 barang.", Figures: investFigures(),
		Levels: &view.Stack{
			Title: "26 barang dari 7 toko, hari ini", Bars: []view.ChartBar{{Width: 250, Height: 10, Class: "level-potensial"}, {X: 250, Width: 750, Height: 10, Class: "level-belum_siap"}},
			Parts: []view.StackPart{part("teruji", "Teruji", "0", "0%"), part("siap", "Siap", "0", "0%"), part("potensial", "Potensial", "6", "25%"), part("belum_siap", "Belum siap", "19", "75%")},
		},
		Trend: &view.Chart{
			Title: "Kesiapan ekspor pada akhir tiap bulan", Text: "30 Sep 2026: 0 dari 24. 26 Nov 2026: 1 dari 26.", Top: "26", Fold: "Lihat sebagai tabel",
			Bars:    []view.ChartBar{{X: 60, Y: 120, Width: 44, Height: 52, Class: "level-potensial"}, {X: 60, Y: 20, Width: 44, Height: 100, Class: "level-belum_siap"}},
			Labels:  []view.ChartLabel{{X: 82, Text: "Sep 2026", Anchor: "middle"}},
			Legend:  []view.ChartKey{{Class: "level-potensial", Text: "Potensial"}, {Class: "level-belum_siap", Text: "Belum siap"}},
			Columns: []string{"Tanggal", "Potensial", "Belum siap", "Toko"}, Rows: [][]string{{"30 Sep 2026", "6", "18", "6"}},
		},
		Supply: []view.SupplyRow{
			{District: "Kalipuro", Number: "7.400 buah", Note: "6 barang, 5 toko", Bars: []view.ChartBar{{Width: 600, Height: 10, Class: "supply"}}},
			{District: "Kecamatan lain, bersama", Number: "4.900 buah", Note: "5 barang, 6 toko", Bars: []view.ChartBar{{Width: 400, Height: 10, Class: "supply"}}},
		},
		Districts: []view.Link{{Text: "Kalipuro", URL: "/search?district=kalipuro"}, {Text: "Glagah", URL: "/search?district=glagah"}},
		Gaps: []view.InvestGap{{
			Rule: ruleLink("Sertifikat halal BPJPH"), Text: "menahan 20 barang dari 7 toko", Closes: "BPJPH lewat SiHalal", Bars: []view.ChartBar{{Width: 770, Height: 10, Class: "gap"}},
		}},
		Markets: []view.InvestMarket{{Name: "Jepang", URL: "/export?destination=JP", Count: "6 barang"}, {Name: "Singapura", URL: "/export?destination=SG"}},
		Stories: []view.Story{{
			Shop: view.Link{Text: "Kopi Gombengsari", URL: "/s/kopi"}, Place: "Gombengsari, Kalipuro", Maker: "Kelompok tani kopi Gombengsari", Words: "Tamu boleh ikut memetik, asal yang merah saja.",
			Product: view.Link{Text: "Kopi robusta", URL: "/export/products/kopi"}, Level: "teruji", Picture: picture("kopi", "Kopi robusta"),
		}},
		Interest: view.InterestForm{
			Action: "/invest/kopi-cokelat", Key: "x", Purposes: options("", "Pilih", "Menanam modal"), Districts: options("", "Seluruh kabupaten", "Kalipuro"), Countries: options("", "Pilih", "Jepang"),
		},
		OffersURL: "/export?category=kopi-cokelat", DataURL: "/api/v1/invest/kopi-cokelat",
	}
}
