package samples

import (
	"github.com/a-h/templ"

	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func account() []Sample {
	return []Sample{
		{Path: "/login", Draw: func(p view.Page) templ.Component { return templates.Login(p, view.Login{Next: "/cart"}) }},
		{Path: "/login/code", Draw: func(p view.Page) templ.Component {
			return templates.Login(p, view.Login{Phone: "+62 812 0000 0000"})
		}},
		{Path: "/login/wrong", Draw: func(p view.Page) templ.Component {
			return templates.Login(p, view.Login{Form: refused("", "E-mail atau kata sandi tidak cocok.")})
		}},
		{Path: "/register", Draw: func(p view.Page) templ.Component {
			return templates.Register(p, view.Register{Form: refused("email", "E-mail ini sudah dipakai.")})
		}},
		{Path: "/reset", Draw: func(p view.Page) templ.Component { return templates.Reset(p, view.Reset{}) }},
		{Path: "/reset/sent", Draw: func(p view.Page) templ.Component { return templates.Reset(p, view.Reset{Sent: true}) }},
		{Path: "/reset/new", Draw: func(p view.Page) templ.Component { return templates.Reset(p, view.Reset{Token: "t"}) }},
		{Path: "/account", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.AccountOrders(p, view.AccountOrders{Orders: rows(), NextURL: "?cursor=x"})
		}},
		{Path: "/empty/account", Page: signedIn, Draw: func(p view.Page) templ.Component { return templates.AccountOrders(p, view.AccountOrders{}) }},
		{Path: "/account/data", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.AccountData(p, view.AccountData{Name: "Pembeli", Email: "buyer@lapak.test", Phone: "+62 812 0000 0000", Language: "id"})
		}},
		{Path: "/account/consents", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.AccountConsents(p, view.AccountConsents{Consents: []view.Consent{
				{Purpose: "account", Text: "Data saya dipakai untuk akun dan pesanan.", Given: true, At: at(-900), Required: true},
				{Purpose: "news", Text: "Saya mau dikabari tentang festival lewat WhatsApp.", Given: true, At: at(-500)},
				{Purpose: "study", Text: "Riwayat belanja saya boleh dihitung dalam penelitian.", At: at(-20)},
			}})
		}},
		{Path: "/account/access", Page: signedIn, Draw: func(p view.Page) templ.Component {
			return templates.AccountAccess(p, view.AccountAccess{
				Sessions: []view.Session{{ID: "1", Device: "Chrome di Android", SeenAt: at(0), Current: true}, {ID: "2", Device: "Firefox di Linux", SeenAt: at(-50)}},
				Tokens:   []view.Token{{ID: "1", Name: "Aplikasi kasir", CreatedAt: at(-800)}}, NewToken: "lpk_0123456789abcdef",
			})
		}},
		{Path: "/terms", Draw: func(p view.Page) templ.Component { return templates.Terms(p) }},
		{Path: "/privacy", Draw: func(p view.Page) templ.Component { return templates.Privacy(p) }},
		{Path: "/demo/messages", Page: private("Pesan"), Draw: func(p view.Page) templ.Component {
			return templates.Messages(p, view.Messages{List: []view.Message{
				{Channel: "whatsapp", To: "+62 812 0000 0000", Body: "Pesanan BWI-7K2M sudah dibayar.\nLihat: http://lapak.test/orders/BWI-7K2M?token=abc", At: at(0)},
				{Channel: "mail", To: "seller@lapak.test", Subject: "Pesanan baru", Body: "Terima sebelum 17.00: http://lapak.test/t/abc", At: at(-1)},
				{Channel: "sms", To: "+62 812 0000 0000", Body: "Kode masuk: 123456", At: at(-2)},
			}})
		}},
		{Path: "/empty/messages", Draw: func(p view.Page) templ.Component { return templates.Messages(p, view.Messages{}) }},
	}
}

func signedIn(p *view.Page) {
	p.Title, p.NoIndex, p.Account = "Akun", true, &view.Account{Name: "Pembeli", Seller: true, Office: true}
}
