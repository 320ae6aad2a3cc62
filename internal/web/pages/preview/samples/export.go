package samples

import (
	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

const ruleVersion = "2026-11-22-5b0b3a1c9d2e"

func export() []Sample {
	return []Sample{
		{Path: "/ready/product", Draw: func(p view.Page) templ.Component {
			m := product()
			m.Export, m.Certificates = readiness(), []view.Certificate{{Name: "Sertifikat halal", IssuedBy: "BPJPH"}}
			p.JSONLD = []any{templates.ProductLD(p, m)}
			return templates.Product(p, m)
		}},
		{Path: "/ready/shop", Draw: func(p view.Page) templ.Component {
			m := readiness()
			m.Shop, m.Level, m.Markets = true, "teruji", nil
			return templates.Shop(p, view.Shop{ShopCard: view.ShopCard{Name: "Kopi Gombengsari"}, Export: m})
		}},
		{Path: "/export/coverage", Draw: func(p view.Page) templ.Component { return templates.Coverage(p, coverage()) }},
		{Path: "/export/rules", Draw: func(p view.Page) templ.Component { return templates.Rules(p, rules("")) }},
		{Path: "/pair/rules", Draw: func(p view.Page) templ.Component {
			m := rules("Kopi olahan · Jepang")
			m.Note = "Ada syarat untuk golongan ini, tetapi sumbernya belum dipastikan."
			return templates.Rules(p, m)
		}},
		{Path: "/export/rules/P-LEG-04", Draw: func(p view.Page) templ.Component { return templates.Rule(p, rule()) }},
		{Path: "/office/evidence", Page: signedIn, Draw: func(p view.Page) templ.Component { return templates.OfficeEvidence(p, queue()) }},
		{Path: "/empty/evidence", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.OfficeEvidence(p, view.OfficeEvidence{Tabs: queue().Tabs})
		}},
		{Path: "/office/evidence/1", Page: signedIn, Draw: func(p view.Page) templ.Component { return templates.OfficeCase(p, paper()) }},
		{Path: "/decided/evidence", Page: signedIn, Draw: func(p view.Page) templ.Component {
			m := paper()
			m.State, m.Waiting, m.Reason, m.Form, m.Refused, m.HasFile = "rejected", false, "Tanggal tidak terbaca.", view.Form{}, "", false
			return templates.OfficeCase(p, m)
		}},
		{Path: "/office/export/rules", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.OfficeRules(p, view.OfficeRules{Refused: "JP-01", Form: refused("source", "Terlalu pendek."), Groups: []view.OpenRules{
				{Destination: "Tujuan Jepang", Rules: []view.OpenRule{
					{Key: "JP-01", Title: "Label Jepang", Needs: "Label berbahasa Jepang: nama, berat bersih, bahan, importir.", Facts: []view.Fact{{Name: "Sumber", Value: "jetro.go.jp"}, {Name: "Keyakinan", Value: "Bersumber sebagian"}}},
					{Key: "JP-02", Title: "8 alergen wajib"},
				}},
			}})
		}},
	}
}

func queue() view.OfficeEvidence {
	return view.OfficeEvidence{
		Tabs: []view.Option{{Value: "waiting", Label: "Menunggu", Chosen: true}, {Value: "verified", Label: "Terverifikasi"}, {Value: "rejected", Label: "Ditolak"}},
		List: []view.EvidenceLine{
			{URL: "/office/evidence/1", Title: "Sertifikat halal BPJPH", Shop: "Kopi Gombengsari", Product: "Kopi robusta Java Banyuwangi", Note: "menunggu sejak 20 Nov 2026, 09.12 WIB"},
			{URL: "/office/evidence/1", Title: "NPWP aktif", Shop: "Batik Tampo", Note: "menunggu sejak 21 Nov 2026, 14.40 WIB"},
		},
		NextURL: "/office/evidence?cursor=x",
	}
}

func paper() view.OfficeCase {
	return view.OfficeCase{
		ID: "1", Title: "Sertifikat halal BPJPH", State: "waiting", Waiting: true, HasFile: true, Rule: ruleLink("Sertifikat halal BPJPH"),
		Shop: view.Link{Text: "Kopi Gombengsari", URL: "/s/kopi"}, Product: view.Link{Text: "Kopi robusta Java Banyuwangi", URL: "/p/kopi"},
		Ask:       "Foto atau PDF sertifikat halal, dan nomornya.",
		Facts:     []view.Fact{{Name: "Diperiksa oleh", Value: "Satgas Halal"}, {Name: "Nomor", Value: "ID35110000123450121 (bentuknya sesuai Halal certificate)"}, {Name: "Berlaku sampai", Value: "3 Mar 2028"}},
		Attested:  []view.Fact{{Name: "Bahan", Value: "biji kopi robusta"}, {Name: "Mengandung alkohol", Value: "tidak"}},
		Statement: "Sertifikat dari program 2025.", ValidUntil: "2028-03-03", DefaultValidity: "Bila kosong, dihitung 48 bulan sejak hari ini.",
		Earlier: []view.EvidenceLine{{URL: "/office/evidence/2", Title: "Sertifikat halal BPJPH", Shop: "Kopi Gombengsari", Note: "ditolak 2 Nov 2026, 10.00 WIB · Foto tidak terbaca."}},
		Refused: "reject", Form: refused("reason", "Wajib diisi."),
	}
}

func ruleLink(text string) view.Link { return view.Link{Text: text, URL: "/export/rules/P-LEG-04"} }

func readiness() *view.Readiness {
	return &view.Readiness{
		Level: "siap", AsOf: at(0), Version: ruleVersion, Met: 41, Of: 47,
		Papers: []view.Link{ruleLink("Memiliki NIB"), ruleLink("Izin edar pangan: SPP-IRT atau BPOM MD"), ruleLink("Sertifikat halal BPJPH")},
		Markets: []view.Market{
			{Name: "Uni Eropa", Conditional: true, Acts: []view.Act{
				{Who: "eksportir", Rules: []view.Link{ruleLink("Invoice dan packing list")}}, {Who: "pembeli", Rules: []view.Link{ruleLink("DDS oleh importir")}},
			}},
			{Name: "Singapura"},
		},
	}
}

func coverage() view.Coverage {
	m := view.Coverage{
		Version: ruleVersion, Edition: at(0), Counts: map[string]int{"confirmed": 32, "unconfirmed": 25, "none": 71},
		Destinations: []string{"Uni Eropa", "Amerika Serikat", "Jepang", "Singapura", "Malaysia", "Australia", "Arab Saudi", "Tiongkok"},
	}
	states := []string{"confirmed", "unconfirmed", "none"}
	for i, class := range []string{"Pangan kering", "Kopi olahan", "Olahan ikan", "Tekstil dan batik", "Anyaman bambu"} {
		row := view.CoverageRow{Class: class}
		for j, d := range m.Destinations {
			row.Cells = append(row.Cells, view.CoverageCell{Destination: d, State: states[(i*2+j)%3], URL: "/export/rules?class=X&destination=Y"})
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func rules(heading string) view.Rules {
	return view.Rules{Heading: heading, Version: ruleVersion, Edition: at(0), Groups: []view.RuleGroup{
		{Heading: "Toko · Legalitas", Rules: []view.RuleLine{
			{Key: "S-LEG-01", Title: "Memiliki NIB", Note: "Wajib sebelum potensial · bobot 10 · Bersumber"},
			{Key: "S-LEG-05", Title: "Merek terdaftar atau sudah diajukan", Note: "Menambah nilai · bobot 4 · Bersumber"},
		}},
		{Heading: "Tujuan Jepang", Text: "Surat tiap pengiriman dan urusan pembeli.", Rules: []view.RuleLine{
			{Key: "JP-01", Title: "Label Jepang", Note: "Syarat label · Bersumber sebagian"},
		}},
	}}
}

func rule() view.Rule {
	return view.Rule{Key: "P-LEG-04", Title: "Sertifikat halal BPJPH", Version: ruleVersion, Rows: []view.RuleRow{
		{
			Title: "Sertifikat halal BPJPH", Facts: []view.Fact{
				{Name: "Golongan barang", Value: "Pangan kering, Kopi olahan"},
				{Name: "Yang diminta", Value: "Sertifikat halal dan nomornya."},
				{Name: "Berlaku", Value: "Sejak 18 Okt 2026"},
				{Name: "Penerbit", Value: "BPJPH"},
				{Name: "Sumber", Value: "PP 42/2024"},
				{Name: "Keyakinan", Value: "Bersumber"},
			}, Code: []view.Fact{{Name: "Berlaku bila", Value: "!labelled_non_halal"}},
		},
		{Title: "Sertifikat halal BPJPH", Facts: []view.Fact{{Name: "Berlaku", Value: "Sampai 17 Okt 2026"}}},
	}}
}
