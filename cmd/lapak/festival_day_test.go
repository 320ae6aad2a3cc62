package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"lapak/internal/cart"
	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/orders"
	"lapak/internal/reports"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
	"lapak/internal/stock"
	"lapak/internal/web/pagestest"
)

// wire is the way from the phones to the mall, and can be cut.
type wire struct {
	net.Listener
	to    string
	mu    sync.Mutex
	isCut bool
	open  map[net.Conn]bool
}

// newWire leads to a mall's address.
func newWire(t *testing.T, to string) *wire {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{Listener: listener, to: to, open: map[net.Conn]bool{}}
	t.Cleanup(func() { w.cut(true); _ = listener.Close() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			go w.carry(t.Context(), near)
		}
	}()
	return w
}

func (w *wire) carry(ctx context.Context, near net.Conn) {
	defer func() { _ = near.Close() }()
	far, err := new(net.Dialer).DialContext(ctx, "tcp", w.to)
	if err != nil {
		return
	}
	defer func() { _ = far.Close() }()
	w.mu.Lock()
	if w.isCut {
		w.mu.Unlock()
		return
	}
	w.open[near], w.open[far] = true, true
	w.mu.Unlock()
	go func() {
		_, _ = io.Copy(far, near)
		_ = far.Close()
	}()
	_, _ = io.Copy(near, far)
	w.mu.Lock()
	delete(w.open, near)
	delete(w.open, far)
	w.mu.Unlock()
}

// cut ends what is under way, and lets nothing through until it is mended.
func (w *wire) cut(isCut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.isCut = isCut
	for conn := range w.open {
		if isCut {
			_ = conn.Close()
		}
	}
}

// A festival day with the network cut: two phones at one stall sell for cash and by QR, hand over what was ordered ahead, and are read again when the
// network is back.
func TestAFestivalDayWithoutANetwork(t *testing.T) {
	m := pagestest.New(t)
	line := newWire(t, strings.TrimPrefix(m.BaseURL, "http://"))
	plan := festivalstest.Running(shopstest.Account(t, m.DB, "organizer"))
	shop := m.Coffee.Shop
	festivalstest.Give(t, m.DB, festivalstest.Make(t, m.DB, plan), "kuliner", shop.ID)
	small := m.Coffee.Variants[0].ID // 12 on the shelf at Rp 45.000
	collected, online := order(m, small), order(m, small)

	var phones [2]page
	for i := range phones {
		phones[i] = page{T: t, ctx: phone(t), base: "http://" + line.Addr().String()}
		p := phones[i]
		email := fmt.Sprintf("staf%d@lapak.test", i)
		p.open("/register?lang=id")
		p.fill("main [name=name]", "Staf")
		p.fill("main [name=email]", email)
		p.fill("main [name=new_password]", pagestest.Password)
		p.tap("main form[action='/register'] input[type=checkbox]")
		p.submit("main form[action='/register'] button")
		if err := m.Shops.AddMember(t.Context(), m.Owner, shop.Slug, shops.NewMember{Contact: email, Role: shops.Staff}); err != nil {
			t.Fatal(err)
		}
		p.open("/seller/" + shop.Slug + "/festivals/" + plan.Slug + "/stall")
		p.submit("form[action$='/devices'] button")
		p.wantText(fmt.Sprintf("HP %d", i+1))
		p.wantNoSidewaysScroll()
	}
	desk, err := m.Festivals.FindStallDesk(t.Context(), m.Owner, plan.Slug, shop.Slug)
	if err != nil {
		t.Fatal(err)
	}
	sell := make([]string, len(phones))
	for i, d := range desk.Devices {
		path := festivals.DevicePath{Festival: plan.Slug, Shop: shop.Slug, Device: d.ID}
		if _, err := m.Festivals.Allot(t.Context(), m.Owner, path, []stock.Demand{{VariantID: small, Quantity: 4}}); err != nil {
			t.Fatal(err)
		}
		sell[i] = "/stall/" + shop.Slug + "/" + plan.Slug + "/" + d.ID.String()
		phones[i].open(sell[i])
		phones[i].wantNoSidewaysScroll()
		phones[i].until("keep the page", fmt.Sprintf(`(() => {
			caches.open('lapak-stall').then((kept) => kept.match(%q)).then((page) => { window.isKept = !!page });
			return window.isKept && !!navigator.serviceWorker.controller && document.body.innerText.includes(%q) })()`, sell[i], collected.Number))
	}

	line.cut(true)
	for i, p := range phones { // the browser is closed and opened again without a network
		p.open(sell[i])
		p.wantText("Tanpa sambungan")
	}
	phones[1].until("have a clock half an hour ahead", `(() => { const now = Date; window.Date = class extends now {
		constructor(...at) { at.length ? super(...at) : super(now.now() + 30 * 60000) } }; return true })()`)
	tell := func(p page, units int, price int64, method string) {
		t.Helper()
		before := p.waiting()
		p.until("choose goods", fmt.Sprintf(`(() => { const row = document.querySelector('[data-goods="%[1]s"]');
			row.querySelector('[name^=q-]').value = %[2]d; row.querySelector('[name^=p-]').value = %[3]d;
			row.dispatchEvent(new Event('input', {bubbles: true})); return true })()`, small, units, price))
		p.tap("button[value=" + method + "]")
		p.until("keep the sale", fmt.Sprintf(`Number(document.querySelector('[data-stall]').dataset.waiting) === %d`, before+1))
	}
	tell(phones[0], 3, 45_000, "cash")
	tell(phones[0], 2, 40_000, "qr") // one beyond what it took along, at a bargain
	tell(phones[1], 4, 45_000, "qr")
	tell(phones[1], 5, 45_000, "cash") // far beyond
	p := phones[0]
	p.fill("#collect-number", collected.Number)
	p.fill("#collect-code", "000000")
	p.tap("[data-collect] button")
	p.wantText("Kodenya tidak cocok")
	p.until("empty the code", `(() => { document.querySelector('#collect-code').value = ''; return true })()`)
	p.fill("#collect-code", collected.Shops[0].CollectCode)
	p.tap("[data-collect] button")
	p.until("keep three", `Number(document.querySelector('[data-stall]').dataset.waiting) === 3`)
	if n := count(m, `SELECT count(*) FROM stall_sales`); n != 0 {
		t.Fatalf("%d sales came through a cut wire", n)
	}

	line.cut(false)
	const sentAll = `document.querySelector('[data-stall]').dataset.waiting === '0' && document.querySelector('[data-stall]').dataset.connection === 'on'`
	phones[0].tap("[data-flush]")
	phones[0].until("send all", sentAll)
	phones[1].open(sell[1]) // opening is enough
	phones[1].until("send all", sentAll)
	book, err := m.Festivals.ListStallBook(t.Context(), m.Owner, plan.Slug, shop.Slug)
	if err != nil {
		t.Fatal(err)
	}
	if book.Count != 4 || book.Cash != 8*45_000 || book.QR != 2*40_000+4*45_000 {
		t.Errorf("the turnover is %d sales, cash %d, QR %d", book.Count, book.Cash, book.QR)
	}
	for _, sale := range book.Sales {
		if sale.SoldAt.After(sale.ReceivedAt) || sale.ReceivedAt.Sub(sale.SoldAt).Minutes() > 5 {
			t.Errorf("sold at %v and received at %v: the clock was not set right", sale.SoldAt, sale.ReceivedAt)
		}
	}
	// 12 on the shelf: 8 with the phones, 2 ordered, 2 free. 14 were sold: 8 of the phones, 2 free, 1 of the order that gave way, and 3 short.
	if len(book.Shortfalls) == 0 || units(book.Shortfalls) != 3 || len(book.Displaced) != 1 || book.Displaced[0].Number != online.Number {
		t.Errorf("short %+v, gave way %+v", book.Shortfalls, book.Displaced)
	}
	for number, want := range map[string]orders.State{collected.Number: orders.StateCompleted, online.Number: orders.StateCancelled} {
		after, err := m.Orders.FindForShop(t.Context(), m.Owner, shop.Slug, number)
		if err != nil || after.Shops[0].State != want {
			t.Errorf("order %s is %v, want %s: %v", number, after.Shops, want, err)
		}
	}
	report, err := reports.FindFestival(t.Context(), m.DB, desk.Festival.ID)
	if err != nil || report.Cash != book.Cash || report.QR != book.QR || report.Short != 3 || report.GaveWay != 1 || len(report.Stalls) != 1 {
		t.Errorf("the report says %+v: %v", report, err)
	}
	if n := count(m, `SELECT on_hand FROM stock_levels WHERE variant_id = '`+small.String()+`'`); n != 0 {
		t.Errorf("%d are left by our count", n)
	}
	if _, err := reports.Verify(t.Context(), m.DB, func(i reports.Invariant) {
		if i.Rows != 0 {
			t.Errorf("%s: %d rows", i.Name, i.Rows)
		}
	}); err != nil {
		t.Fatal(err)
	}
}

func units(list []festivals.Shortfall) (sum int64) {
	for _, s := range list {
		sum += s.Units
	}
	return sum
}

func count(m *pagestest.Mall, query string) (n int64) {
	m.Helper()
	if err := m.DB.GetContext(m.Context(), &n, query); err != nil {
		m.Fatal(err)
	}
	return n
}

// order places an order in cash that is collected from the shop.
func order(m *pagestest.Mall, variant uuid.UUID) orders.Order {
	m.Helper()
	id, token, err := m.Carts.Create(m.Context(), m.Owner)
	if err != nil {
		m.Fatal(err)
	}
	access := cart.Access{CartID: id, Token: token, Actor: m.Owner}
	if _, err := m.Carts.SetItem(m.Context(), access, cart.Item{VariantID: variant, Quantity: 1}); err != nil {
		m.Fatal(err)
	}
	placed, err := m.Checkout.Place(m.Context(), checkout.Placing{
		Access: access, Name: "Pembeli", Phone: "0812-0000-0099", Method: orders.MethodCash, Language: "id",
		Shipping: []checkout.Choice{{Shop: m.Coffee.Shop.Slug, Option: "pickup:shop"}},
	})
	if err != nil {
		m.Fatal(err)
	}
	found, err := m.Orders.Find(m.Context(), orders.Reader{Actor: m.Owner}, placed.Order.Number)
	if err != nil {
		m.Fatal(err)
	}
	return found
}

// waiting is how many facts a phone has not sent yet.
func (p page) waiting() int {
	p.Helper()
	n, err := chromedp.Run(p.ctx, chromedp.Evaluate[int](`Number(document.querySelector('[data-stall]').dataset.waiting)`))
	if err != nil {
		p.failAt("count what waits", err)
	}
	return n
}
