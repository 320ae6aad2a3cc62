package samples

import (
	"fmt"

	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func buy() []Sample {
	return []Sample{
		{Path: "/cart", Page: private("Keranjang"), Draw: func(p view.Page) templ.Component { return templates.Basket(p, basket()) }},
		{Path: "/empty/cart", Page: private("Keranjang"), Draw: func(p view.Page) templ.Component { return templates.Basket(p, view.Basket{}) }},
		{Path: "/checkout", Page: private("Selesaikan pesanan"), Draw: func(p view.Page) templ.Component { return templates.Checkout(p, checkout()) }},
		{Path: "/refused/checkout", Page: private("Selesaikan pesanan"), Draw: func(p view.Page) templ.Component { return templates.Checkout(p, refusedCheckout()) }},
		{Path: "/orders/BWI-7K2M", Page: private("Pesanan BWI-7K2M"), Draw: func(p view.Page) templ.Component { return templates.Order(p, order()) }},
		{Path: "/waiting/order", Page: private("Pesanan BWI-7K2M"), Draw: func(p view.Page) templ.Component { return templates.Order(p, waitingOrder()) }},
		{Path: "/pay", Page: private("Bayar"), Draw: func(p view.Page) templ.Component { return templates.Pay(p, pay()) }},
		{Path: "/pay/transfer", Page: private("Bayar"), Draw: func(p view.Page) templ.Component { return templates.Pay(p, payTransfer()) }},
		{Path: "/pay/silent", Page: private("Bayar"), Draw: func(p view.Page) templ.Component {
			return templates.Pay(p, view.Pay{Number: "BWI-7K2M", Total: rupiah(289000), Until: at(1)})
		}},
		{Path: "/orders/find", Draw: func(p view.Page) templ.Component { return templates.FindOrder(p, view.FindOrder{}) }},
		{Path: "/orders/find/code", Draw: func(p view.Page) templ.Component {
			return templates.FindOrder(p, view.FindOrder{Phone: "+62 812 0000 0000", Form: refused("code", "Kode tidak cocok.")})
		}},
		{Path: "/orders/find/list", Draw: func(p view.Page) templ.Component {
			return templates.FindOrder(p, view.FindOrder{Found: true, Orders: rows()})
		}},
		{Path: "/sandbox", Page: private("Sandbox"), Draw: func(p view.Page) templ.Component { return templates.Sandbox(p, sandbox("")) }},
		{Path: "/sandbox/done", Page: private("Sandbox"), Draw: func(p view.Page) templ.Component { return templates.Sandbox(p, sandbox("paid")) }},
		{Path: "/confirm", Page: private("Terima pesanan"), Draw: func(p view.Page) templ.Component { return templates.Confirm(p, confirm()) }},
	}
}

func private(title string) func(*view.Page) {
	return func(p *view.Page) { p.Title, p.NoIndex = title, true }
}

func refused(field, words string) view.Form {
	return view.Form{Values: map[string]string{}, Errors: map[string]string{field: words}}
}

func gintangan() view.ShopCard {
	return view.ShopCard{Slug: "anyaman-gintangan", Name: "Anyaman Gintangan", Line: "Kelompok perajin bambu", District: "Blimbingsari"}
}

func basket() view.Basket {
	was := rupiah(49000)
	return view.Basket{
		Items: rupiah(239000), PriceChanged: true, Blocked: true,
		Shops: []view.BasketShop{
			{Shop: gombengsari(), Items: rupiah(104000), Lines: []view.BasketLine{
				{VariantID: "v1", ProductSlug: "kopi", Title: "Kopi robusta Java Banyuwangi, sangrai sedang", Variant: "250 g", Picture: picture("bag-2f4a40", ""), Price: rupiah(52000), WasPrice: &was, Total: rupiah(104000), Quantity: 2, Max: 12},
				{VariantID: "v2", ProductSlug: "kopi", Title: "Kopi arabika Ijen, biji hijau", Variant: "1 kg", Picture: picture("bag-8c3a2b", ""), Price: rupiah(118000), Total: rupiah(118000), Quantity: 1},
			}},
			{Shop: gintangan(), Items: rupiah(135000), Lines: []view.BasketLine{
				{VariantID: "v3", ProductSlug: "keranjang", Title: "Keranjang bambu anyam Gintangan", Picture: picture("basket-b07b35", ""), Price: rupiah(135000), Total: rupiah(135000), Quantity: 1, Max: 1, Problem: "Tinggal 1. Jumlah kami sesuaikan."},
			}},
		},
	}
}

func orderLines(i int) []view.OrderLine {
	lines := []view.OrderLine{
		{ProductSlug: "kopi", Title: "Kopi robusta Java Banyuwangi, sangrai sedang", Variant: "250 g", Picture: picture("bag-2f4a40", ""), Quantity: 2, Price: rupiah(52000), Total: rupiah(104000)},
		{ProductSlug: "keranjang", Title: "Keranjang bambu anyam Gintangan", Picture: picture("basket-b07b35", ""), Quantity: 1, Price: rupiah(135000), Total: rupiah(135000)},
	}
	return lines[i : i+1]
}

func methods() []view.Option {
	return []view.Option{
		{Value: "sandbox", Label: "QRIS, kartu, atau dompet digital", Hint: "Langsung jelas, barang disimpan 35 menit", Chosen: true},
		{Value: "transfer", Label: "Transfer bank", Hint: "Barang disimpan 24 jam, kirim foto buktinya"},
		{Value: "cash", Label: "Tunai saat diterima", Hint: "Bayar ke pengantar atau di toko"},
	}
}

func checkout() view.Checkout {
	shipping, total := rupiah(23000), rupiah(262000)
	return view.Checkout{
		Key: "0190-key", Items: rupiah(239000), Shipping: &shipping, Total: &total, Methods: methods(),
		Countries: options("Indonesia", "Indonesia", "Singapura"), Provinces: options("Jawa Timur", "Bali", "Jawa Timur"), Regencies: options("Surabaya", "Banyuwangi", "Surabaya"), Districts: options("Gubeng", "Gubeng", "Wonokromo"), Villages: options("", "Airlangga", "Mojo"),
		Shops: []view.CheckoutShop{
			{Shop: gombengsari(), Lines: orderLines(0), Items: rupiah(104000), Options: []view.Shipping{{Code: "regular", Label: "Dikirim reguler", Price: rupiah(23000), Note: "2–3 hari", Chosen: true}, {Code: "pickup", Label: "Ambil di toko", Price: rupiah(0), Note: "Gombengsari, Kalipuro, Senin–Sabtu 08.00–16.00"}}, Days: slotDays()},
			{Shop: gintangan(), Lines: orderLines(1), Items: rupiah(135000)},
		},
	}
}

// slotDays are three days at a festival; the first is sold out.
func slotDays() []view.SlotDay {
	days := []view.SlotDay{{Name: "Sabtu, 5 Des, lapak A12, Festival Kopi Gombengsari", Line: "Penuh"}, {Name: "Minggu, 6 Des, lapak A12, Festival Kopi Gombengsari", Line: "14 waktu tersedia", Open: true}, {Name: "Senin, 7 Des, lapak A12, Festival Kopi Gombengsari", Line: "14 waktu tersedia"}}
	for i := range days {
		for n := range 20 {
			label := fmt.Sprintf("%02d.%02d–%02d.%02d", 10+n/2, n%2*30, 10+(n+1)/2, (n+1)%2*30)
			days[i].Times = append(days[i].Times, view.SlotTime{Code: fmt.Sprintf("stall:%d-%d", i, n), Label: label, Full: i == 0 || n%3 == 1})
		}
	}
	return days
}

func refusedCheckout() view.Checkout {
	m := checkout()
	m.Provinces, m.Regencies, m.Districts, m.Villages, m.Total, m.Shipping, m.Changed = nil, nil, nil, nil, nil, nil, true
	m.Form = view.Form{Values: map[string]string{"email": "bukan-email"}, Errors: map[string]string{"email": "Tulis e-mail yang lengkap.", "name": "Wajib diisi.", "shipping_anyaman-gintangan": "Pilih cara kirim.", "": "Satu barang baru saja habis."}}
	return m
}

func order() view.Order {
	back := rupiah(135000)
	return view.Order{
		Number: "BWI-7K2M", State: "partly_shipped", PlacedAt: at(-30), Items: rupiah(239000), Shipping: rupiah(23000), Total: rupiah(262000), Method: "QRIS",
		CanCancel: true, ContactLine: "+62 812 0000 0000", Address: []string{"Jalan Airlangga 4", "Airlangga, Gubeng, Surabaya", "Jawa Timur 60286"},
		Timeline: []view.Step{{Text: "Dibayar", At: at(-29), State: "done"}, {Text: "Kopi Gombengsari mengirim", Note: "JNE", At: at(-4), State: "now"}, {Text: "Anda menerima barang", State: "next"}},
		Shops: []view.OrderShop{
			{Shop: gombengsari(), State: "shipped", Lines: orderLines(0), ShippingLabel: "Dikirim reguler", Shipping: rupiah(23000), Total: rupiah(127000), Courier: "JNE", Tracking: "JD0192837465", TrackingURL: "https://example.test", WhatsApp: "https://wa.me/62", CanConfirm: true},
			{Shop: gintangan(), State: "ready", Lines: orderLines(1), ShippingLabel: "Ambil di toko", Shipping: rupiah(0), Total: rupiah(135000), PickupCode: "4827", PickupPlace: "Gintangan, Blimbingsari, Senin–Sabtu 08.00–16.00"},
			{Shop: view.ShopCard{Slug: "lebah-tamansari", Name: "Lebah Tamansari", District: "Licin"}, State: "refunded", Lines: orderLines(1), ShippingLabel: "Ambil di toko", Shipping: rupiah(0), Total: rupiah(135000), Reason: "Panen madu mundur.", Refund: &back},
		},
	}
}

func waitingOrder() view.Order {
	m := order()
	m.State, m.PayURL, m.PayUntil, m.Shops = "awaiting_payment", "/orders/BWI-7K2M/pay", at(1), m.Shops[:1]
	m.Shops[0].State, m.Shops[0].Tracking, m.Shops[0].CanConfirm = "awaiting_payment", "", false
	return m
}

func pay() view.Pay {
	return view.Pay{Number: "BWI-7K2M", Total: rupiah(262000), Until: at(1), URL: "/sandbox", Methods: methods(), Problem: "Pembayaran tadi belum berhasil. Uang Anda tidak terpotong."}
}

func payTransfer() view.Pay {
	m := pay()
	m.URL, m.Problem = "", ""
	m.Transfer = &view.Transfer{Bank: "Bank Jatim", Account: "0021 0034 5678", Holder: "Banyuwangi Mall", Amount: rupiah(262137), ProofSent: true}
	return m
}

func rows() []view.OrderRow {
	return []view.OrderRow{
		{Number: "BWI-7K2M", URL: "/orders/BWI-7K2M", State: "partly_shipped", PlacedAt: at(-30), Line: "Kopi robusta Java Banyuwangi dan 1 barang lain", Total: rupiah(262000), Picture: picture("bag-2f4a40", "")},
		{Number: "BWI-3H9P", URL: "/orders/BWI-7K2M", State: "completed", PlacedAt: at(-400), Line: "Madu hutan Ijen 350 ml", Total: rupiah(107000), Picture: picture("jar-d98f1f", "")},
	}
}

func sandbox(outcome string) view.Sandbox {
	return view.Sandbox{URL: "/sandbox/abc", Number: "BWI-7K2M", Total: rupiah(262000), Until: at(1), Outcome: outcome, BackURL: "/orders/BWI-7K2M"}
}

func confirm() view.Confirm {
	return view.Confirm{Heading: "Terima pesanan BWI-7K2M?", Text: "Dua kantong kopi, dikirim ke Surabaya. Setelah diterima, kemas paling lambat besok.", Lines: orderLines(0), Action: "/confirm", Button: "Ya, terima", Token: "t", BackURL: "/seller"}
}
