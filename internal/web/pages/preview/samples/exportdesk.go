package samples

import (
	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// exporting are the pages of a seller's way to export.
func exporting() []Sample {
	return []Sample{
		{Path: "/seller/demo/export", Page: private("Menuju siap ekspor"), Draw: func(p view.Page) templ.Component {
			return templates.ExportShop(p, desk("more"), exportShop())
		}},
		{Path: "/empty/export", Page: private("Menuju siap ekspor"), Draw: func(p view.Page) templ.Component {
			return templates.ExportShop(p, desk("more"), view.ExportShop{})
		}},
		{Path: "/seller/demo/products/kopi/export", Page: private("Menuju siap ekspor"), Draw: func(p view.Page) templ.Component {
			return templates.ExportProduct(p, desk("products"), exportProduct())
		}},
		{Path: "/empty/products/kopi/export", Page: private("Menuju siap ekspor"), Draw: func(p view.Page) templ.Component {
			m := exportProduct()
			m.OptedIn, m.Data.Form.Errors = false, nil
			return templates.ExportProduct(p, desk("products"), m)
		}},
		handedIn("waiting", ""), handedIn("verified", ""), handedIn("rejected", "Fotonya buram, nomornya tidak terbaca."),
	}
}

func handedIn(state, reason string) Sample {
	return Sample{Path: "/seller/demo/export/evidence/" + state, Page: private("Serahkan bukti"), Draw: func(p view.Page) templ.Component {
		m := view.Evidence{
			Rule: exportRule("open"), Back: view.Link{Text: "Menuju siap ekspor", URL: "/seller/demo/export"}, Lasts: 24, Secret: true,
			Numbers: []view.Fact{{Name: "NIB", Value: "13 angka"}},
			Before: &view.HandedIn{
				State: state, At: "20 Nov 2026", Until: "31 Jan 2030", Number: "1234567890123", Statement: "Sesuai asli.", Reason: reason,
				File: "/seller/demo/export/papers/1",
			},
		}
		if state == "rejected" {
			m.Form = refused("number", "Bentuk nomor NIB ini tidak benar. Periksa lagi angkanya.")
		}
		return templates.Evidence(p, desk("more"), m)
	}}
}

func exportRule(state string) view.ExportRule {
	r := view.ExportRule{
		Key: "S-LEG-01", Title: "Memiliki NIB", State: state, Why: "Belum diserahkan.", Gate: "Wajib untuk tingkat Potensial", Points: "10,3",
		Upload: "Foto atau PDF NIB dari OSS, dan nomornya (13 angka).", Where: "OSS (daring atau aplikasi HP); dibantu DPMPTSP",
		Steps: "Siapkan KTP dan nomor HP. Buat akun di OSS, isi data usaha, lalu cetak NIB-nya.", Cost: "Gratis", Official: "https://oss.go.id",
		Office: "DPMPTSP", Action: view.Link{Text: "Serahkan bukti", URL: "/seller/demo/export/evidence/waiting"}, Source: "OSS", Confidence: "Bersumber",
		GuideSource: "OSS", GuideC: "Bersumber", Until: "31 Jan 2027", Missing: "Berat bersih · Berat kotor",
	}
	if state == "good" {
		r.Why, r.Missing, r.Title = "Terpenuhi.", "", "Identitas pemilik atau penanggung jawab terverifikasi"
	}
	return r
}

func exportStanding() view.ExportStanding {
	return view.ExportStanding{Level: "potensial", Score: "51,5", AsOf: "22 Nov 2026", Rules: "2026-11-22-1f3a9c"}
}

func exportParts() []view.ExportPart {
	return []view.ExportPart{
		{Title: "Legalitas", Score: "62,5", Good: 1, Rules: []view.ExportRule{exportRule("good"), exportRule("open"), exportRule("wait")}},
		{Title: "Pengiriman", Score: "0", Rules: []view.ExportRule{exportRule("open")}},
	}
}

func exportChart() *view.Chart {
	return &view.Chart{
		Title: "Nilai dari 1 Agu 2026 sampai 22 Nov 2026", Top: "100", Fold: "Lihat sebagai tabel", Line: "34,150 150,150 150,120 260,120 260,90 346,90",
		Marks:   []view.ChartMark{{Y: 108, Text: "Potensial"}, {Y: 60, Text: "Siap"}, {Y: 44, Text: "Teruji"}},
		Dots:    []view.ChartDot{{X: 34, Y: 150}, {X: 150, Y: 120}, {X: 260, Y: 90}},
		Labels:  []view.ChartLabel{{X: 34, Text: "1 Agu 2026", Anchor: "start"}, {X: 346, Text: "22 Nov 2026", Anchor: "end"}},
		Columns: []string{"Hari", "Tingkat", "Nilai"},
		Rows:    [][]string{{"1 Agu 2026", "Belum siap", "13,7"}, {"12 Sep 2026", "Belum siap", "32,5"}, {"22 Okt 2026", "Potensial", "51,5"}},
	}
}

func exportShop() view.ExportShop {
	next := exportRule("open")
	next.About = "Kopi robusta Gombengsari"
	planned := training("3", 12)
	return view.ExportShop{
		Beside: &view.Beside{
			Ask: view.Link{Text: "Minta bantuan pendamping", URL: "/seller/demo/export/help/done"}, Training: &planned, Trainings: "/seller/demo/trainings",
		},
		Help:    []view.HelpCard{help("taken"), help("done")},
		OptedIn: true, Standing: exportStanding(), Next: &next, Parts: exportParts(), Chart: exportChart(),
		Products: []view.ExportProductRow{
			{Title: "Kopi robusta Gombengsari", URL: "/seller/demo/products/kopi/export", OptedIn: true, Level: "potensial", Next: "Sertifikat halal BPJPH"},
			{Title: "Gula semut", URL: "/seller/demo/products/kopi/export", OptedIn: true, Level: "siap"},
			{Title: "Cangkir tanah liat", URL: "/seller/demo/products/kopi/export"},
		},
		Warnings: []view.ExportWarning{{Text: "Sertifikat halal BPJPH berakhir 29 Nov 2026. Perpanjang sebelum itu.", Link: view.Link{Text: "Serahkan bukti", URL: "/seller/demo/export/evidence/waiting"}}},
		Data: view.ExportData{Action: "/seller/demo/export", Version: "3", Groups: []view.FactGroup{{
			Key: "capacity", Title: "Kapasitas", Filled: 1, Asked: 2, Open: true, Fields: []view.FactField{
				{Name: "facts.shop_capacity", Label: "Berapa banyak yang bisa dibuat toko Anda dalam sebulan? (buah sebulan)", Help: "Semua produk bersama.", Kind: "number"},
				{Name: "facts.payment_terms", Label: "Cara pembayaran yang Anda terima", Kind: "list", Options: options("tt", "Transfer di muka", "Transfer bertahap", "L/C")},
			},
		}}},
	}
}

func exportProduct() view.ExportProduct {
	form := refused("facts.net_grams", "Berat bersih tidak boleh lebih dari berat kotor.")
	form.Saved = map[string]string{"facts.gross_grams": "280"}
	return view.ExportProduct{
		Slug: "kopi", Title: "Kopi robusta Gombengsari", OptedIn: true, Standing: exportStanding(), Parts: exportParts(), Chart: exportChart(),
		Next: []view.ExportRule{exportRule("open"), exportRule("wait")},
		Markets: []view.ExportMarket{
			{Code: "EU", Name: "Uni Eropa", Status: "bersyarat", Tag: "good", Coverage: "confirmed", Gaps: []view.ExportGap{
				{Title: "Pernyataan uji tuntas EUDR", Needs: "Peta kebun dan masa panen.", Who: "penjual", From: "30 Des 2026", Missing: "Masa panen bahan", Unknown: true, Action: view.Link{Text: "Isi datanya", URL: "/seller/demo/products/kopi/export"}, Source: "Reg. (EU) 2023/1115", Confidence: "Bersumber"},
				{Title: "Invoice dan packing list", Who: "eksportir, pada setiap pengiriman", Info: true, Source: "PMK 4/2025", Confidence: "Bersumber"},
			}},
			{Code: "JP", Name: "Jepang", Status: "perlu_dicek", Tag: "wait", Coverage: "unconfirmed"},
			{Code: "SA", Name: "Arab Saudi", Status: "belum_ada_aturan", Coverage: "none"},
		},
		Data: view.ExportData{Action: "/seller/demo/products/kopi/export", Version: "3", Form: form, Classes: options("", "Ikut kategori: Kopi olahan", "Biji kopi hijau"), Groups: []view.FactGroup{
			{
				Key: "trade", Title: "Kode, harga, dan pesanan", Filled: 3, Asked: 20, Open: true, WithHS: true, HSSearched: true,
				HSFound: []view.Option{{Value: "090121/HS2022", Label: "0901.21 · Kopi sangrai biji", Hint: "Coffee; roasted, not decaffeinated · kepastian tinggi"}},
				Fields: []view.FactField{
					{Name: "facts.hs6", Label: "Kode HS (6 angka)", Help: "Cari dengan nama barangnya.", Kind: "text", Max: 6},
					{Name: "facts.origin", Label: "Dibuat di negara mana?", Kind: "choice", Options: options("ID", "Indonesia", "Malaysia")},
					{Name: "facts.packaged", Label: "Apakah produk ini dijual dalam kemasan?", Kind: "bool"},
					{Name: "facts.ingredients", Label: "Bahan, dari yang paling berat", Help: "Satu bahan satu baris.", Kind: "lines"},
				},
			},
			{Key: "size", Title: "Ukuran dan berat", Filled: 2, Asked: 5, Open: true, Fields: []view.FactField{
				{Name: "facts.net_grams", Label: "Berat bersih (gram)", Kind: "number"}, {Name: "facts.gross_grams", Label: "Berat kotor (gram)", Kind: "number"},
			}},
			{Key: "plots", Title: "Kebun", Asked: 3, Plotsy: true},
		}},
	}
}
