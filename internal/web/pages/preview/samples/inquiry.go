package samples

import (
	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// inquiries are the pages of what buyers abroad ask.
func inquiries() []Sample {
	return []Sample{
		{Path: "/export/products/kopi/inquiry", Page: private("Tanya tentang produk ini"), Draw: func(p view.Page) templ.Component {
			return templates.InquiryForm(p, inquiryForm(view.Form{}))
		}},
		{Path: "/refused/inquiry", Page: private("Tanya tentang produk ini"), Draw: func(p view.Page) templ.Component {
			return templates.InquiryForm(p, inquiryForm(refused("email", "Tulis alamat surel yang benar, misalnya nama@contoh.com.")))
		}},
		{Path: "/inquiries/answered", Page: private("Permintaan"), Draw: func(p view.Page) templ.Component {
			return templates.Inquiry(p, inquiry("answered"))
		}},
		{Path: "/inquiries/closed", Page: private("Permintaan"), Draw: func(p view.Page) templ.Component {
			return templates.Inquiry(p, inquiry("closed"))
		}},
		{Path: "/seller/demo/inquiries/late", Page: private("Permintaan"), Draw: func(p view.Page) templ.Component {
			m := inquiry("waiting")
			m.Late, m.Status = true, "Seharusnya dijawab sebelum Jumat, 20 Nov, 09.15 WIB."
			m.Language = "Penanya menulis dalam bahasa Inggris."
			return templates.DeskInquiry(p, desk("more"), m)
		}},
		{Path: "/seller/demo/inquiries/refused", Page: private("Permintaan"), Draw: func(p view.Page) templ.Component {
			m := inquiry("new")
			m.Form, m.Closing = refused("outcome", "Pilihan ini tidak ada."), true
			return templates.DeskInquiry(p, desk("more"), m)
		}},
		{Path: "/office/inquiries/new", Page: private("Permintaan"), Draw: func(p view.Page) templ.Component {
			return templates.OfficeInquiry(p, inquiry("new"))
		}},
		{Path: "/seller/demo/inquiries", Page: private("Permintaan"), Draw: func(p view.Page) templ.Component {
			return templates.DeskInquiries(p, desk("more"), inquiryList())
		}},
		{Path: "/empty/inquiries", Page: private("Permintaan"), Draw: func(p view.Page) templ.Component {
			return templates.DeskInquiries(p, desk("more"), view.Inquiries{Tabs: inquiryList().Tabs})
		}},
		{Path: "/office/inquiries", Page: private("Permintaan"), Draw: func(p view.Page) templ.Component {
			return templates.OfficeInquiries(p, inquiryList())
		}},
		{Path: "/account/inquiries", Page: private("Permintaan"), Draw: func(p view.Page) templ.Component {
			return templates.AccountInquiries(p, view.Inquiries{List: inquiryList().List})
		}},
		{Path: "/empty/account/inquiries", Page: private("Permintaan"), Draw: func(p view.Page) templ.Component {
			return templates.AccountInquiries(p, view.Inquiries{})
		}},
	}
}

func inquiryForm(f view.Form) view.InquiryForm {
	return view.InquiryForm{
		Offer: view.Offer{
			Slug: "kopi", Title: "Kopi Robusta Gombengsari", Shop: "Kopi Lerek", Price: "US$ 12.50 FOB Tanjung Perak", Picture: picture("kopi", "Biji kopi"),
			Facts: []view.Fact{{Name: "Pesanan terkecil", Value: "200 buah"}, {Name: "Kapasitas", Value: "1.500 buah sebulan"}},
		},
		Key: "sample", Form: f, Countries: []view.Option{{Label: "Pilih"}, {Value: "NL", Label: "Belanda"}, {Value: "JP", Label: "Jepang"}},
		Destinations: []view.Option{{Value: "EU", Label: "Uni Eropa"}}, Months: []view.Option{{Value: "2027-03", Label: "Mar 2027"}},
		Incoterms: []view.Option{{Value: "FOB", Label: "FOB"}},
	}
}

func inquiry(state string) view.Inquiry {
	m := view.Inquiry{
		Number: "T-4827-1936", Path: "/inquiries/T-4827-1936", Back: view.Link{Text: "Permintaan", URL: "/inquiries"},
		About: view.Link{Text: "Kopi Robusta Gombengsari", URL: "/export/products/kopi"}, By: "Pembeli kopi, Belanda", State: state,
		Status: "Sudah ada jawaban. Tulis lagi, atau tutup permintaan ini bila sudah selesai.",
		Facts:  []view.Fact{{Name: "Jumlah", Value: "500 buah"}, {Name: "Tujuan", Value: "Uni Eropa"}},
		Messages: []view.InquiryMessage{
			{Who: "Anda", At: "22 Nov 2026, 09.15 WIB", Text: "Can you send 500 packs in spring?\n\nWe need them in boxes of 20.", Lang: "en", Mine: true},
			{Who: "Kopi Lerek", At: "23 Nov 2026, 10.02 WIB", Text: "Yes, from April on. The price stays."},
		},
		Outcomes: []view.Option{{Value: "agreed", Label: "Sepakat"}, {Value: "withdrawn", Label: "Ditarik oleh penanya"}},
	}
	switch state {
	case "new":
		m.Messages = m.Messages[:1]
	case "closed":
		m.Outcomes, m.Status = nil, "Ditutup: Sepakat."
		m.Messages = append(m.Messages, view.InquiryMessage{Who: "Anda", At: "24 Nov 2026, 08.00 WIB", Closed: "Ditutup: Sepakat.", Mine: true})
	}
	return m
}

func inquiryList() view.Inquiries {
	return view.Inquiries{
		Tabs: []view.Option{{Label: "Perlu dijawab", Hint: "2", Chosen: true}, {Value: "answered", Label: "Sudah dijawab"}, {Value: "closed", Label: "Ditutup"}},
		List: []view.InquiryRow{
			{URL: "/inquiries/1", Title: "Kopi Robusta Gombengsari", By: "Pembeli kopi, Belanda", Note: "T-4827-1936 · 500 buah", Next: "Jawab sebelum Jumat, 20 Nov, 09.15 WIB", Late: true},
			{URL: "/inquiries/2", Title: "Kopi, Kalipuro", By: "Investor pengolahan kopi, Jepang", Note: "T-2291-0074", Next: "Dijawab paling lambat Kamis, 26 Nov, 10.00 WIB", State: "new"},
			{URL: "/inquiries/3", Title: "Besek bambu", By: "Toko kerajinan, Singapura", Note: "T-7710-5528", Next: "Ditutup: Kapasitas tidak cukup.", State: "closed"},
		},
		Pages: view.Pages{NextURL: "/seller/demo/inquiries?cursor=abc"},
	}
}
