package samples

import (
	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func store() []Sample {
	return []Sample{
		{Path: "/", Page: func(p *view.Page) { p.SearchRow = true }, Draw: func(p view.Page) templ.Component { return templates.Home(p, home()) }},
		{Path: "/empty/home", Draw: func(p view.Page) templ.Component { return templates.Home(p, view.Home{}) }},
		{Path: "/search", Page: searched, Draw: func(p view.Page) templ.Component { return templates.Listing(p, listing()) }},
		{Path: "/empty/search", Page: searched, Draw: func(p view.Page) templ.Component { return templates.Listing(p, nothing()) }},
		{Path: "/c/kopi", Page: func(p *view.Page) { p.Title, p.Trail = "Kopi & cokelat", trail("Kopi & cokelat") }, Draw: func(p view.Page) templ.Component { return templates.Listing(p, category()) }},
		{Path: "/p/kopi", Page: productFrame, Draw: func(p view.Page) templ.Component { return templates.Product(p, product()) }},
		{Path: "/empty/product", Draw: func(p view.Page) templ.Component { return templates.Product(p, soldOut()) }},
		{Path: "/s/kopi-gombengsari", Page: func(p *view.Page) { p.Title = "Kopi Gombengsari" }, Draw: func(p view.Page) templ.Component { return templates.Shop(p, shop()) }},
		{Path: "/empty/shop", Draw: func(p view.Page) templ.Component {
			return templates.Shop(p, view.Shop{ShopCard: view.ShopCard{Name: "Toko baru"}, Closed: "Libur sampai 30 Nov: panen raya."})
		}},
		problem(403), problem(404), problem(422), problem(429), problem(500), problem(503),
	}
}

func searched(p *view.Page) {
	p.Search, p.Title, p.SearchRow = "kopi sangrai", "Hasil untuk kopi sangrai", true
}

func trail(name string) []view.Link {
	return []view.Link{{Text: "Halaman depan", URL: "/"}, {Text: name}}
}

func problem(status int) Sample {
	path := "/problem/" + string(rune('0'+status/100)) + string(rune('0'+status/10%10)) + string(rune('0'+status%10))
	return Sample{Path: path, Draw: func(p view.Page) templ.Component {
		return templates.Error(p, view.Problem{Status: status, Code: "not_found"})
	}}
}

func home() view.Home {
	h := view.Home{New: cards(), Shops: 64}
	for _, c := range []string{"Kopi & cokelat", "Batik & tenun", "Anyaman & kriya", "Jajanan khas", "Hasil laut", "Buah & rempah", "Herbal & madu"} {
		h.Categories = append(h.Categories, view.Link{Text: c, URL: "/c/kopi"})
	}
	for i, d := range []string{"Bangorejo", "Banyuwangi", "Blimbingsari", "Cluring", "Gambiran", "Genteng", "Giri", "Glagah", "Glenmore", "Kabat", "Kalibaru", "Kalipuro", "Licin", "Muncar", "Pesanggaran", "Purwoharjo", "Rogojampi", "Sempu", "Siliragung", "Singojuruh", "Songgon", "Srono", "Tegaldlimo", "Tegalsari", "Wongsorejo"} {
		h.Districts = append(h.Districts, view.DistrictLink{Name: d, Slug: "d", Products: 7 + i*5%13})
	}
	return h
}

func cards() []view.Card {
	list := []view.Card{
		{Title: "Batik tulis Gajah Oling, katun prima", Shop: "Sanggar Temenggungan", District: "Banyuwangi", Price: rupiah(485000), Picture: picture("batik-20233d", "Kain batik biru tua bermotif Gajah Oling")},
		{Title: "Kopi robusta Java Banyuwangi, sangrai sedang", Shop: "Kopi Gombengsari", District: "Kalipuro", Price: rupiah(52000), From: true, Picture: picture("bag-2f4a40", "Kantong kopi hijau dengan biji kopi")},
		{Title: "Keranjang bambu anyam Gintangan", Shop: "Anyaman Gintangan", District: "Blimbingsari", Price: rupiah(135000), Picture: picture("basket-b07b35", "Keranjang bambu bergagang")},
		{Title: "Gula semut kelapa organik 500 g", Shop: "Dapur Pakistaji", District: "Kabat", Price: rupiah(38000), Picture: picture("jar-b8733b", "Stoples gula semut")},
		{Title: "Sarung batik cap Kopi Pecah", Shop: "Batik Tampo", District: "Cluring", Price: rupiah(215000), SoldOut: true, Picture: picture("batik-7a2a26", "Sarung batik merah bermotif Kopi Pecah")},
		{Title: "Madu hutan Ijen 350 ml", Shop: "Lebah Tamansari", District: "Licin", Price: rupiah(95000), Picture: picture("jar-d98f1f", "Stoples madu")},
		{Title: "Kopi arabika Ijen, biji hijau 1 kg", Shop: "Kebun Kalibaru", District: "Kalibaru", Price: rupiah(118000), Picture: picture("bag-8c3a2b", "Kantong kopi merah")},
		{Title: "Selendang batik Paras Gempal", Shop: "Sanggar Temenggungan", District: "Banyuwangi", Price: rupiah(175000), Picture: picture("batik-1f4a4d", "Selendang batik hijau bermotif Paras Gempal")},
	}
	for i := range list {
		list[i].Slug = "kopi"
	}
	return list
}

func options(chosen string, labels ...string) []view.Option {
	var out []view.Option
	for _, l := range labels {
		out = append(out, view.Option{Value: l, Label: l, Chosen: l == chosen})
	}
	return out
}

func listing() view.Listing {
	m := view.Listing{
		Action: "/search", Query: "kopi sangrai", Cards: cards(), NextURL: "/search?cursor=x", FirstURL: "/search", Filtered: true,
		Categories: options("", "Kopi & cokelat", "Batik & tenun"), Districts: options("Kalipuro", "Giri", "Kalipuro"), Sorts: options("Terbaru", "Paling cocok", "Terbaru", "Termurah"),
		Form: view.Form{Values: map[string]string{"min_price": "20000", "in_stock": "1"}},
	}
	for i := range m.Cards {
		m.Cards[i].Excerpt = []view.Fragment{{Text: "…robusta petik merah, "}, {Text: "kopi sangrai", Hit: true}, {Text: " sedang, cokelat pahit…"}}
	}
	return m
}

func category() view.Listing {
	m := listing()
	m.Action, m.Heading, m.Query, m.Categories, m.FirstURL, m.Filtered = "/c/kopi", "Kopi & cokelat", "", nil, "", false
	m.Intro = "Robusta dan arabika dari lereng Ijen dan Raung, sangrai atau biji hijau."
	return m
}

func nothing() view.Listing {
	m := listing()
	m.Cards = nil
	m.Form.Errors = map[string]string{"min_price": "Tulis angka rupiah, misalnya 50000."}
	return m
}

func productFrame(p *view.Page) {
	p.Title = "Kopi robusta Java Banyuwangi, sangrai sedang"
	p.Trail = []view.Link{{Text: "Halaman depan", URL: "/"}, {Text: "Kopi & cokelat", URL: "/c/kopi"}, {Text: "Kopi robusta"}}
	p.JSONLD = []any{map[string]any{"@context": "https://schema.org", "@type": "Product", "name": p.Title}}
	p.Flashes = []view.Flash{{Text: "Sudah masuk keranjang."}}
}

func gombengsari() view.ShopCard {
	pic := picture("bag-2f4a40", "Kantong kopi hijau")
	return view.ShopCard{Slug: "kopi-gombengsari", Name: "Kopi Gombengsari", Line: "Toko desa, 14 pekebun", District: "Kalipuro", Picture: &pic}
}

func product() view.Product {
	return view.Product{
		Slug: "kopi", Title: "Kopi robusta Java Banyuwangi, sangrai sedang", Maker: "Kelompok pekebun Gombengsari", Village: "Gombengsari", District: "Kalipuro",
		Note: "Indikasi geografis terdaftar 19 November 2024", Price: rupiah(52000), OptionName: "Ukuran",
		Variants: []view.Variant{
			{ID: "1", Title: "250 g", Price: rupiah(52000), Max: 12, Chosen: true},
			{ID: "2", Title: "500 g", Price: rupiah(98000), Max: 5},
			{ID: "3", Title: "1 kg", Price: rupiah(185000), Max: 3},
			{ID: "4", Title: "5 kg", Price: rupiah(850000)},
		},
		Pictures: []view.Picture{picture("bag-2f4a40", "Kantong kopi hijau dengan biji kopi"), picture("bag-8c3a2b", "Kantong kopi dari samping"), picture("jar-d98f1f", "Biji dalam stoples"), picture("basket-b07b35", "Panen dalam keranjang")},
		Shop:     gombengsari(), Description: "<p>Dipetik merah di lereng 450–650 m, dijemur di para-para 12 hari, disangrai tiap Selasa. Rasa cokelat pahit dan kacang sangrai.</p>",
		Facts:    []view.Fact{{Name: "Berat kirim", Value: "290 g"}, {Name: "Tahan", Value: "9 bulan sejak sangrai"}, {Name: "Teknik", Value: "Natural, sangrai sedang"}, {Name: "Desa", Value: "Gombengsari, Kalipuro"}},
		Delivery: "Dari Kalipuro, dikirim dalam 2 hari kerja, atau ambil sendiri di toko.", Similar: cards()[:4],
	}
}

func soldOut() view.Product {
	m := product()
	m.Variants, m.Pictures, m.Untranslated, m.Similar = []view.Variant{{ID: "1", Title: "250 g", Price: rupiah(52000)}}, m.Pictures[:1], true, nil
	return m
}

func shop() view.Shop {
	return view.Shop{
		ShopCard: gombengsari(), Village: "Gombengsari", Products: cards()[:6], NextURL: "?cursor=x",
		Story: "<p>Empat belas pekebun di lereng barat Kalipuro mengolah kopinya bersama sejak 2014, di rumah jemur milik desa.</p>",
		Facts: []view.Fact{{Name: "NIB", Value: "1234567890123"}, {Name: "Di sini sejak", Value: "Apr 2016"}, {Name: "Kirim dari", Value: "Kalipuro"}},
	}
}
