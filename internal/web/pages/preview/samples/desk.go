package samples

import (
	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func seller() []Sample {
	return []Sample{
		{Path: "/seller", Page: private("Meja penjual"), Draw: func(p view.Page) templ.Component { return templates.Today(p, desk("today"), today()) }},
		{Path: "/empty/seller", Page: private("Meja penjual"), Draw: func(p view.Page) templ.Component {
			d := desk("today")
			d.State = "pending"
			return templates.Today(p, d, view.Today{Date: at(0), Ready: rupiah(0), Waiting: rupiah(0)})
		}},
		{Path: "/seller/demo/orders", Page: private("Pesanan"), Draw: func(p view.Page) templ.Component { return templates.DeskOrders(p, desk("orders"), deskOrders()) }},
		{Path: "/empty/orders", Page: private("Pesanan"), Draw: func(p view.Page) templ.Component { return templates.DeskOrders(p, desk("orders"), view.DeskOrders{}) }},
		verb("accept"), verb("pack"), verb("ship"), verb("ready"), verb("collect"),
		{Path: "/seller/demo/products", Page: private("Barang"), Draw: func(p view.Page) templ.Component { return templates.DeskProducts(p, desk("products"), deskProducts()) }},
		{Path: "/empty/products", Page: private("Barang"), Draw: func(p view.Page) templ.Component {
			return templates.DeskProducts(p, desk("products"), view.DeskProducts{})
		}},
		{Path: "/seller/demo/products/new", Page: private("Barang baru"), Draw: func(p view.Page) templ.Component {
			return templates.Editor(p, desk("products"), view.Editor{Categories: options("", "Kopi & cokelat", "Batik & tenun"), Villages: options("", "Gombengsari"), Rows: []view.VariantRow{{}}})
		}},
		{Path: "/seller/demo/products/kopi", Page: private("Kopi"), Draw: func(p view.Page) templ.Component { return templates.Editor(p, desk("products"), editor()) }},
		{Path: "/published/product", Page: private("Kopi"), Draw: func(p view.Page) templ.Component {
			m := editor()
			m.State, m.Form.Errors, m.Missing = "published", nil, nil
			return templates.Editor(p, desk("products"), m)
		}},
		{Path: "/seller/demo/variants/1/stock", Page: private("Stok"), Draw: func(p view.Page) templ.Component { return templates.Stock(p, desk("products"), stock()) }},
		{Path: "/seller/demo/shop", Page: private("Profil toko"), Draw: func(p view.Page) templ.Component { return templates.ShopProfile(p, desk("more"), shopForm()) }},
		{Path: "/seller/apply", Page: private("Daftarkan toko"), Draw: func(p view.Page) templ.Component {
			m := shopForm()
			m.New, m.Form = true, refused("name", "Nama ini sudah dipakai toko lain.")
			return templates.Apply(p, m)
		}},
		{Path: "/seller/demo/members", Page: private("Anggota"), Draw: func(p view.Page) templ.Component { return templates.Members(p, desk("more"), members()) }},
		{Path: "/seller/demo/money", Page: private("Uang"), Draw: func(p view.Page) templ.Component { return templates.Money(p, desk("more"), moneyPage()) }},
		{Path: "/seller/demo/more", Page: signedIn, Draw: func(p view.Page) templ.Component { return templates.More(p, desk("more")) }},
	}
}

func office() []Sample {
	return []Sample{
		{Path: "/office", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.OfficeHome(p, view.OfficeHome{Tasks: []view.Task{{Count: 2, Text: "Toko menunggu persetujuan", Note: "Yang paling lama sejak kemarin", Verb: "Periksa", URL: "/office/shops"}, {Count: 1, Text: "Transfer menunggu konfirmasi", Verb: "Cocokkan", URL: "/office/payments", Late: true}}})
		}},
		{Path: "/office/shops", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.OfficeShops(p, view.OfficeShops{Tabs: []view.Option{{Value: "pending", Label: "Menunggu", Chosen: true}, {Value: "approved", Label: "Disetujui"}}, Shops: []view.OfficeShop{
				{Slug: "durian", Name: "Durian Merah Songgon", Village: "Songgon", District: "Songgon", AppliedAt: at(-20)},
				{Slug: "tenun", Name: "Tenun Jambewangi", Village: "Jambewangi", District: "Sempu", AppliedAt: at(-3)},
			}})
		}},
		{Path: "/office/shops/durian", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.OfficeShop(p, view.OfficeShop{
				Slug: "durian", Name: "Durian Merah Songgon", State: "pending", Story: "Durian merah dari 40 pohon tua, dijual segar dan beku.", CanApprove: true, CanReject: true, Refused: "reject",
				Form: refused("reason", "Wajib diisi."), Facts: []view.Fact{{Name: "Desa atau kelurahan", Value: "Songgon, Songgon"}, {Name: "NIB", Value: "1234567890123"}, {Name: "Alamat", Value: "Jalan Raya Songgon 12"}},
			})
		}},
		{Path: "/empty/office/shops", Page: signedIn, Draw: func(p view.Page) templ.Component { return templates.OfficeShops(p, view.OfficeShops{}) }},
		{Path: "/office/payments", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.OfficePayments(p, view.OfficePayments{Payments: []view.WaitingPayment{{ID: "1", For: view.Link{Text: "BWI-7K2M", URL: "/office/orders/1"}, Amount: rupiah(262137), Buyer: "+62 812 0000 0000", Until: at(10), ProofURL: "/office/payments/1/proof"}, {ID: "2", IsStall: true, Late: true, ProofURL: "/office/payments/2/proof", ProofAt: at(-30), Hours: 30, For: view.Link{Text: "Biaya lapak, Festival Kuwung", URL: "/festivals/festival-kuwung"}, Amount: rupiah(95211), Buyer: "Kopi Osing", Until: at(20)}}})
		}},
		{Path: "/office/refunds", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.OfficeRefunds(p, view.OfficeRefunds{Refunds: []view.WaitingRefund{{ID: "1", For: view.Link{Text: "BWI-7K2M", URL: "/office/orders/1"}, Amount: rupiah(127000), Buyer: "Pembeli di Surabaya", Contact: "+62 812 0000 0000", WhatsApp: "https://wa.me/62", Method: "Transfer bank", Reason: "Panen gagal", Since: at(-4)}}})
		}},
		{Path: "/office/messages", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.OfficeMessages(p, view.OfficeMessages{List: []view.FailedMessage{{Channel: "mail", To: "buyer@lapak.test", Subject: "Pesanan BWI-7K2M sudah dibayar", Error: "550 mailbox full", Attempts: 8, At: at(-4)}}})
		}},
		{Path: "/empty/office/payments", Page: signedIn, Draw: func(p view.Page) templ.Component { return templates.OfficePayments(p, view.OfficePayments{}) }},
	}
}

func desk(tab string) view.Desk {
	return view.Desk{Shop: gombengsari(), Base: "/seller/demo", Tab: tab, State: "approved", Owner: true, Shops: []view.Link{{Text: "Kebun Kalibaru", URL: "/seller/kalibaru"}}}
}

func today() view.Today {
	return view.Today{
		Date: at(0), Ready: rupiah(1284500), Waiting: rupiah(612000), ReadyOn: "Bisa dicairkan Selasa",
		Tasks: []view.Task{
			{Count: 2, Text: "Pesanan harus diterima sebelum 17.00", Note: "Lewat jam itu pesanan batal sendiri dan uang kembali", Verb: "Buka", URL: "/seller/demo/orders", Late: true},
			{Count: 5, Text: "Siap dikemas", Note: "3 diambil di toko, 2 dikirim JNE", Verb: "Kemas", URL: "/seller/demo/orders"},
			{Count: 1, Text: "Stok 1 kg tinggal 4 bungkus", Note: "Rata-rata terjual 3 sehari", Verb: "Isi", URL: "/seller/demo/products"},
		},
		Next: &view.NextStep{Heading: "Satu langkah lagi: terjemahan Inggris", Text: "Tiga barang belum punya penjelasan Inggris. Pembeli luar negeri perlu bisa membacanya.", Note: "Biaya: Gratis. Waktu: kira-kira 10 menit. Menambah 5 poin.", Link: view.Link{Text: "Mulai", URL: "/seller/demo/products"}},
	}
}

func deskOrders() view.DeskOrders {
	m := view.DeskOrders{NextURL: "?cursor=x", Tabs: []view.Option{{Label: "Perlu dikerjakan", Hint: "7", Chosen: true}, {Value: "shipped", Label: "Dikirim", Hint: "3"}, {Value: "completed", Label: "Selesai"}, {Value: "cancelled", Label: "Batal"}}}
	for i, state := range []string{"new", "accepted", "packed", "ready"} {
		row := view.DeskOrderRow{Number: "BWI-7K2M", State: state, Line: "2 × Kopi robusta Java Banyuwangi, 250 g", Note: "JNE, Surabaya", PlacedAt: at(-i), Total: rupiah(127000), Picture: picture("bag-2f4a40", "")}
		if i == 0 {
			row.Deadline, row.Late = at(7), true
		}
		m.Orders = append(m.Orders, row)
	}
	return m
}

func verb(name string) Sample {
	return Sample{Path: "/seller/demo/orders/" + name, Page: private("Pesanan"), Draw: func(p view.Page) templ.Component {
		m := view.DeskOrder{
			Number: "BWI-7K2M", State: map[string]string{"accept": "new", "pack": "accepted", "ship": "packed", "ready": "packed", "collect": "ready"}[name], PlacedAt: at(-5), Deadline: at(7),
			Lines: orderLines(0), Items: rupiah(104000), Shipping: rupiah(23000), Total: rupiah(127000), Method: "QRIS", Label: "Dikirim reguler",
			Verb: name, CanReject: true, CashDue: name == "collect", Buyer: "Pembeli di Surabaya", Phone: "+62 812 0000 0000", WhatsApp: "https://wa.me/62",
			Address: []string{"Jalan Airlangga 4", "Gubeng, Surabaya"}, Timeline: order().Timeline, Couriers: options("JNE", "JNE", "Pos Indonesia"),
		}
		if name == "collect" {
			m.Form = refused("code", "Kode tidak cocok dengan pesanan ini.")
		}
		return templates.DeskOrder(p, desk("orders"), m)
	}}
}

func deskProducts() view.DeskProducts {
	m := view.DeskProducts{Tabs: []view.Option{{Label: "Dipajang", Chosen: true}, {Value: "draft", Label: "Belum dipajang"}, {Value: "archived", Label: "Diarsipkan"}}}
	for i, c := range cards()[:4] {
		m.Products = append(m.Products, view.DeskProductRow{Slug: "kopi", Title: c.Title, State: "published", Price: c.Price, Stock: 4 * i, Low: i < 2, Picture: c.Picture})
	}
	return m
}

func editor() view.Editor {
	return view.Editor{
		Slug: "kopi", State: "draft", Categories: options("Kopi & cokelat", "Kopi & cokelat", "Batik & tenun"), Villages: options("Gombengsari", "Gombengsari", "Kalipuro"),
		Form:     view.Form{Values: map[string]string{"title": "Kopi robusta Java Banyuwangi", "description": "Dipetik merah, dijemur 12 hari.", "title_en": "Java Banyuwangi robusta"}, Errors: map[string]string{"price_1": "Tulis angka rupiah."}},
		Rows:     []view.VariantRow{{ID: "1", Title: "250 g", SKU: "ROB-250", Price: "52000", Weight: "290", Stock: 12}, {Title: "500 g", Price: "murah", Weight: "560", Stock: 3}},
		Pictures: product().Pictures[:3], Missing: []view.Link{{Text: "Tambahkan paling sedikit satu varian dengan harga.", URL: "#variants-part"}},
	}
}

func stock() view.Stock {
	return view.Stock{Slug: "kopi", VariantID: "1", Title: "Kopi robusta Java Banyuwangi", Variant: "250 g", OnHand: 12, Reserved: 2, Reasons: options("Produksi baru", "Produksi baru", "Rusak", "Hitung ulang"), Moves: []view.StockMove{{At: at(-3), Delta: -2, Text: "Pesanan BWI-7K2M"}, {At: at(-60), Delta: 20, Text: "Produksi baru"}}, Form: refused("delta", "Stok tidak boleh kurang dari yang disimpan untuk pesanan.")}
}

func shopForm() view.ShopForm {
	villages := []view.Option{{Value: "kalipuro/Gombengsari", Label: "Gombengsari", Group: "Kalipuro", Chosen: true}, {Value: "kalipuro/Kelir", Label: "Kelir", Group: "Kalipuro"}, {Value: "giri/Boyolangu", Label: "Boyolangu", Group: "Giri"}}
	return view.ShopForm{Villages: villages, Cash: true, Form: view.Form{Values: map[string]string{"name": "Kopi Gombengsari"}}, Holiday: view.Form{Values: map[string]string{"closed_from": "2026-12-24", "closed_until": "2026-12-26"}}}
}

func members() view.Members {
	return view.Members{Roles: options("Staf", "Staf", "Pemilik"), List: []view.Member{{ID: "1", Name: "seller@lapak.test", Role: "Pemilik", Self: true, CanRemove: true}, {ID: "2", Name: "+62 812 0000 0000", Role: "Staf", CanRemove: true}}}
}

func moneyPage() view.MoneyPage {
	return view.MoneyPage{
		Sold: rupiah(8412000), Waiting: rupiah(612000), Ready: rupiah(1284500), CashDue: rupiah(85000), NextURL: "?cursor=x",
		Lines: []view.MoneyLine{{At: at(-2), Text: "Penjualan", Number: "BWI-7K2M", Amount: rupiah(127000), Held: rupiah(1896500)}, {At: at(-50), Text: "Uang kembali ke pembeli", Number: "BWI-3H9P", Amount: rupiah(-95000), Held: rupiah(1769500)}},
	}
}
