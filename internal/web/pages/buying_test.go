package pages_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lapak/internal/catalog"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/web/pagestest"
	"lapak/internal/web/webtest"
)

// put adds pieces of a product's chosen variant to the basket from its page.
func (b *browser) put(product catalog.Product, quantity int) {
	b.Helper()
	b.open("/p/" + product.Slug)
	b.submit("/cart/items", url.Values{"quantity": {fmt.Sprint(quantity)}})
	b.wantStatus(http.StatusOK)
}

// fillIn goes through the checkout as without scripts: level by level of the address.
func (b *browser) fillIn() {
	b.Helper()
	b.open("/checkout")
	b.wantStatus(http.StatusOK)
	update := func(name, value string) {
		b.Helper()
		b.submit("/checkout", url.Values{"update": {"1"}, name: {value}})
		b.wantStatus(http.StatusOK)
	}
	update("province", "Jawa Timur")
	update("regency", "Kabupaten Banyuwangi")
	update("district", "Glagah")
	update("village", "Kemiren")
}

var contact = url.Values{"name": {"Pembeli"}, "phone": {"0812-0000-0099"}, "line": {"Jalan Barong 5"}, "postal_code": {"68432"}}

// waitFor reloads a page until it says some words, as long as the jobs behind it may take.
func (b *browser) waitFor(path, words string) {
	b.Helper()
	for deadline := time.Now().Add(15 * time.Second); ; {
		if strings.Contains(b.open(path).Body, words) {
			return
		}
		if time.Now().After(deadline) {
			b.Fatalf("%s never says %q:\n%.2000s", path, words, b.page.text("main"))
		}
	}
}

func TestTwoShopsAreBoughtFromAtOnce(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	for _, tt := range []struct {
		name, lang, paid, free string
		account                bool
	}{{"guest", "id", "Sudah dibayar", "Gratis", false}, {"guest in English", "en", "Paid", "Free", false}, {"account", "id", "Sudah dibayar", "Gratis", true}} {
		b := m.browser(tt.lang)
		b.put(m.Coffee, 1)
		b.put(m.Basket, 1)
		b.put(m.Basket, 1)
		b.wantStatus(http.StatusOK, "Kopi Lerek", "Anyaman Gintangan")
		if tt.account {
			b.register("buyer@lapak.test")
			b.open("/cart")
			b.wantStatus(http.StatusOK, "Kopi Lerek", "Anyaman Gintangan")
		}
		b.open("/checkout")
		b.wantStatus(http.StatusOK, tt.free) // to collect it costs nothing
		number := b.order(contact)
		b.submit(b.page.Path+"/pay", nil)
		if b.page.Path != number {
			t.Fatalf("%s: paying leads to %s (%d): %.500s", tt.name, b.page.Path, b.page.Status, b.page.text("main"))
		}
		b.waitFor(number, tt.paid)
		b.wantStatus(http.StatusOK, "Rp 93.000", "wa.me/6281200000001")
		if state := b.open(number + "/state?was=paid"); state.Status != http.StatusNoContent {
			t.Errorf("%s: the state that is known answers %d", tt.name, state.Status)
		}
		if state := b.open(number + "/state?was=awaiting_payment"); state.Header.Get("HX-Refresh") != "true" {
			t.Errorf("%s: a new state does not refresh the page", tt.name)
		}
		if b.open("/cart"); strings.Contains(b.page.Body, "Kopi Lerek") {
			t.Errorf("%s: what was ordered is still in the basket", tt.name)
		}
		if tt.account {
			b.open("/account")
			b.wantStatus(http.StatusOK, number)
			b.open("/account/data.json")
			b.wantStatus(http.StatusOK, strings.TrimPrefix(number, "/orders/"), "buyer@lapak.test")
		}
		for _, path := range []string{number, number + "/pay", number + "/state"} {
			if other := m.browser(tt.lang).open(path); other.Status != http.StatusNotFound || strings.Contains(other.Body, "Kopi Lerek") {
				t.Errorf("%s: a stranger's %s answers %d", tt.name, path, other.Status)
			}
		}
	}
}

// order goes through the checkout and returns the order's path; the page is then the company's.
func (b *browser) order(changes url.Values) string {
	b.Helper()
	b.fillIn()
	b.submit("/checkout", changes)
	if !strings.HasPrefix(b.page.Path, "/sandbox/pay/") {
		b.Fatalf("ordering leads to %s: %.2000s", b.page.Path, b.page.text("main"))
	}
	session, err := b.Sandbox.Find(b.Context(), strings.TrimPrefix(b.page.Path, "/sandbox/pay/"))
	must(b, err)
	return "/orders/" + session.Label
}

func (b *browser) register(email string) {
	b.Helper()
	b.open("/register?next=/cart")
	b.submit("/register", url.Values{"name": {"Pembeli"}, "email": {email}, "new_password": {pagestest.Password}, "consent": {"1"}})
	if b.page.Path != "/cart" {
		b.Fatalf("registering leads to %s: %s", b.page.Path, b.page.text("main"))
	}
}

func TestAFormThatIsSentTwiceIsOneOrder(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	b := m.browser("id")
	b.put(m.Coffee, 1)
	b.fillIn()
	form := b.page
	b.submit("/checkout", contact)
	first := b.page.Path
	b.page = form
	if b.submit("/checkout", contact); b.page.Path != first {
		t.Errorf("the second time leads to %s, the first to %s", b.page.Path, first)
	}
	if n := m.number(`SELECT count(*) FROM order_groups`); n != 1 {
		t.Errorf("%d orders", n)
	}
}

func (m *mall) number(query string) (n int) {
	m.Helper()
	must(m, m.DB.GetContext(m.Context(), &n, query))
	return n
}

func TestACheckoutThatIsRefusedSaysWhyBesideTheFieldAndChangesNothing(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	with := func(changes url.Values) url.Values {
		all := url.Values{}
		for _, from := range []url.Values{contact, changes} {
			for name, value := range from {
				all[name] = value
			}
		}
		return all
	}
	for _, tt := range []struct {
		name   string
		form   url.Values
		status int
		says   []string
	}{
		{"no name", with(url.Values{"name": {""}}), 422, []string{`id="f-name-problem"`, "0812-0000-0099", "Jalan Barong 5"}},
		{"wrong e-mail", with(url.Values{"email": {"bukan"}}), 422, []string{`id="f-email-problem"`, `value="bukan"`}},
		{"neither phone nor e-mail", with(url.Values{"phone": {""}}), 422, []string{`id="f-phone-problem"`}},
		{"wrong postal code", with(url.Values{"postal_code": {"x"}}), 422, []string{`id="f-postal_code-problem"`}},
		{"unknown village", with(url.Values{"village": {"Atlantis"}}), 422, []string{`id="f-village-problem"`}},
		{"unknown shipping", with(url.Values{"shipping_kopi-lerek": {"naga"}}), 422, []string{"shipping_kopi-lerek"}},
		{"unknown method", with(url.Values{"payment_method": {"emas"}}), 422, []string{`payment_method`}},
		{"markup", with(url.Values{"name": {"<script>alert(1)</script>"}, "email": {"bukan"}}), 422, []string{`value="&lt;script&gt;`}},
	} {
		b := m.browser("id")
		b.put(m.Coffee, 1)
		b.fillIn()
		b.submit("/checkout", tt.form)
		if b.page.Status != tt.status {
			t.Errorf("%s: %d", tt.name, b.page.Status)
		}
		for _, words := range tt.says {
			if !strings.Contains(b.page.Body, words) {
				t.Errorf("%s: the page lacks %q", tt.name, words)
			}
		}
		if strings.Contains(b.page.Body, "<script>alert") {
			t.Errorf("%s: markup is not escaped", tt.name)
		}
	}
	if n := m.number(`SELECT count(*) FROM order_groups`); n != 0 {
		t.Errorf("%d orders", n)
	}
}

func TestANewPriceIsAskedAboutAgain(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	b := m.browser("id")
	b.put(m.Coffee, 1)
	b.fillIn()
	ref := catalog.VariantRef{Ref: catalog.Ref{Shop: m.Coffee.Shop.Slug, Product: m.Coffee.Slug}, ID: m.Coffee.Variants[0].ID}
	_, err := m.Catalog.UpdateVariant(t.Context(), m.Owner, ref, catalog.VariantChanges{Price: new(int64(50_000))})
	must(t, err)
	b.submit("/checkout", contact)
	b.wantStatus(http.StatusConflict, "Rp 50.000", "Rp 59.000", "Jalan Barong 5")
	if n := m.number(`SELECT count(*) FROM order_groups`); n != 0 {
		t.Fatalf("%d orders", n)
	}
	if b.submit("/checkout", nil); !strings.HasPrefix(b.page.Path, "/sandbox/pay/") {
		t.Errorf("agreeing leads to %s", b.page.Path)
	}
}

func TestWhatIsSoldOutMeanwhileIsSaidInTheBasket(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	b, other := m.browser("id"), m.browser("id")
	b.put(m.Coffee, 10)
	other.put(m.Coffee, 10)
	b.fillIn()
	other.order(contact)
	b.submit("/checkout", contact)
	if b.page.Path != "/cart" {
		t.Fatalf("ordering leads to %s", b.page.Path)
	}
	b.wantStatus(http.StatusOK, "Tinggal 2")
	if b.open("/checkout"); b.page.Path != "/cart" {
		t.Errorf("the checkout of a basket that cannot be had leads to %s", b.page.Path)
	}
	b.submit("/cart/items/"+m.Coffee.Variants[0].ID.String(), url.Values{"quantity": {"2"}})
	b.order(contact)
	if n := m.number(`SELECT count(*) FROM order_groups`); n != 2 {
		t.Errorf("%d orders", n)
	}
}

func TestAnOrderCanBePaidAnotherWayCancelledAndFoundAgain(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	b := m.browser("id")
	b.put(m.Coffee, 1)
	number := b.order(contact)
	b.submit(b.page.Path+"/fail", nil)
	b.waitFor(number+"/pay", "belum berhasil")
	b.submit(number+"/pay", url.Values{"payment_method": {"transfer"}})
	b.wantStatus(http.StatusOK, "Transfer bank", "Rp 54.")
	b.send(http.MethodPost, number+"/proof", url.Values{})
	b.wantStatus(http.StatusUnprocessableEntity, `id="f-file-problem"`)

	found := m.browser("id")
	found.open("/orders")
	found.submit("/orders/find", url.Values{"phone": {"0812 0000 0099"}})
	found.submit("/orders/find", url.Values{"code": {"000000"}})
	found.wantStatus(http.StatusUnauthorized, `id="f-code-problem"`)
	found.submit("/orders/find", url.Values{"code": {m.lastCode()}})
	found.wantStatus(http.StatusOK, number)
	found.open(number)
	found.submit(number+"/cancel", url.Values{"reason": {"Salah pilih"}})
	found.wantStatus(http.StatusOK, "Dibatalkan")
	b.open(number)
	b.wantStatus(http.StatusOK, "Dibatalkan")
	if b.open(number + "/pay"); b.page.Path != number {
		t.Errorf("what is cancelled can be paid at %s", b.page.Path)
	}
}

func TestACancelledOrderAsksWhetherItsMoneyIsBack(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	online := d.Place(d.Buyer, webtest.Method, d.Coffee)
	d.Pay(online)
	transfer := d.Place(d.Buyer, payments.MethodTransfer, d.Coffee)
	d.post(d.Finance, "/office/payments/"+d.transfer(transfer).ID.String()+"/confirm").wants(t, http.StatusSeeOther)
	for _, tt := range []struct {
		order webtest.Order
		asks  bool // a person's refund takes its time
	}{{online, true}, {transfer, false}} {
		at := "/orders/" + tt.order.Number
		if strings.Contains(d.get(d.Buyer, at).wants(t, http.StatusOK, "Sudah dibayar").body, "/state?was=") {
			t.Errorf("%s asks though nothing is on its way", at)
		}
		d.post(d.Buyer, at+"/cancel", "reason", "Salah pilih").wants(t, http.StatusSeeOther)
		page := d.get(d.Buyer, at).wants(t, http.StatusOK, "Dibatalkan")
		if asks := strings.Contains(page.body, at+"/state?was=cancelled"); asks != tt.asks {
			t.Errorf("%s: asks %t, want %t", at, asks, tt.asks)
		}
	}
}

// lastCode reads the newest code as the demo shows it.
func (m *mall) lastCode() string {
	m.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		b := m.browser("id")
		b.open("/demo/messages")
		if code := sixDigits.FindString(b.page.text("main")); code != "" {
			return code
		}
	}
	m.Fatal("no code was sent")
	return ""
}

func TestAnOrdersLinkOpensItAndHidesTheToken(t *testing.T) {
	t.Parallel()
	m := newMall(t)
	b := m.browser("id")
	b.put(m.Coffee, 1)
	number := b.order(contact)
	b.submit(b.page.Path+"/pay", nil)
	b.waitFor(number, "Sudah dibayar")
	order, err := m.Orders.Find(t.Context(), orders.Reader{Phone: "+6281200000099"}, strings.TrimPrefix(number, "/orders/"))
	must(t, err)

	guest := m.browser("en")
	if guest.open(strings.TrimPrefix(m.Orders.Link(order.Group), m.BaseURL)); guest.page.Path != number || guest.page.Status != http.StatusOK {
		t.Errorf("the link leads to %s: %d", guest.page.Path, guest.page.Status)
	}
	if guest.open(number + "?token=wrong"); guest.page.Status != http.StatusNotFound {
		t.Errorf("a wrong token answers %d", guest.page.Status)
	}

	owner := m.browser("id")
	accept := strings.TrimPrefix(m.Orders.AcceptLink(order.Shops[0]), m.BaseURL)
	owner.open(accept)
	owner.wantStatus(http.StatusOK, "Kopi robusta Lerek")
	b.open(number)
	b.wantStatus(http.StatusOK, "Menunggu toko") // looking is not accepting
	owner.submit(accept, nil)
	owner.wantStatus(http.StatusOK, "Diterima toko")
	if owner.page.Path != accept {
		t.Errorf("accepting leads to %s", owner.page.Path)
	}
	b.open(number)
	b.wantStatus(http.StatusOK, "Diterima toko")
	if owner.open(accept[:len(accept)-3] + "xyz"); owner.page.Status != http.StatusNotFound {
		t.Errorf("a wrong signature answers %d", owner.page.Status)
	}
	_, err = m.Orders.Work(t.Context(), m.Owner, orders.ShopMove{Shop: m.Coffee.Shop.Slug, Number: order.Number, Event: orders.Ship, Courier: "JNE", Tracking: "JD1"})
	must(t, err)
	b.open(number)
	b.submit(number+"/shops/"+m.Coffee.Shop.Slug+"/confirm", nil)
	b.wantStatus(http.StatusOK, "Selesai", "JD1")
}
