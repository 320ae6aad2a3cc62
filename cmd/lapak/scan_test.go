package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"lapak/internal/checkout"
	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
	"lapak/internal/web/pagestest"
)

// canRead gives the page a reader of codes, which the browser of the tests does not have: it sees the fake camera's pictures, and in them the
// codes that a test holds up. The script is then run anew, as if it had been there from the start.
func (p page) canRead() {
	p.Helper()
	p.until("load the reader", `(() => { if (!document.querySelector('[data-scan]')) return false;
		window.shown = [];
		window.BarcodeDetector = class {
			static getSupportedFormats() { return Promise.resolve(['qr_code']) }
			detect(video) { window.sees = video.videoWidth; return Promise.resolve(window.shown.map((text) => ({ rawValue: text }))) }
		};
		const script = document.createElement('script');
		script.src = [...document.scripts].find((s) => s.src.includes('/scan.')).src;
		document.body.append(script);
		return true })()`)
	p.until("offer the camera", `!document.querySelector('[data-scan]').hidden`)
}

// hold shows a code to the camera.
func (p page) hold(text string) {
	p.Helper()
	p.until("hold a code up", fmt.Sprintf(`(() => { window.shown = [%q]; return true })()`, text))
}

const (
	scanning = `document.querySelector('dialog').open && window.sees > 0 && document.querySelector('dialog video').srcObject.active`
	stopped  = `!document.querySelector('dialog').open && document.querySelector('dialog video').srcObject === null`
)

// The camera reads what buyers and vendors show, with a network and without; the fields for typing are always there.
func TestCodesAreReadWithTheCamera(t *testing.T) {
	m := pagestest.New(t)
	line := newWire(t, strings.TrimPrefix(m.BaseURL, "http://"))
	organizer := shopstest.Account(t, m.DB, "organizer")
	plan := festivalstest.Running(organizer)
	shop := m.Coffee.Shop
	festivalstest.Give(t, m.DB, festivalstest.Make(t, m.DB, plan), "kuliner", shop.ID)
	waiting := order(m, m.Coffee.Variants[0].ID)
	ticket := checkout.Ticket{Festival: plan.Slug, Shop: shop.Slug, Number: waiting.Number, Code: waiting.Shops[0].CollectCode}

	p := page{T: t, base: "http://" + line.Addr().String(), ctx: phone(t,
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true))}
	p.open("/register?lang=id")
	p.fill("main [name=name]", "Staf")
	p.fill("main [name=email]", "staf@lapak.test")
	p.fill("main [name=new_password]", pagestest.Password)
	p.tap("main form[action='/register'] input[type=checkbox]")
	p.submit("main form[action='/register'] button")
	if err := m.Shops.AddMember(t.Context(), m.Owner, shop.Slug, shops.NewMember{Contact: "staf@lapak.test", Role: shops.Staff}); err != nil {
		t.Fatal(err)
	}
	if err := m.Festivals.AddMember(t.Context(), organizer, plan.Slug, festivals.NewMember{Contact: "staf@lapak.test", Role: festivals.Organizer}); err != nil {
		t.Fatal(err)
	}
	p.until("be refused the camera on other pages", `(() => { navigator.mediaDevices.getUserMedia({ video: true }).then(() => { window.was = 'given' }, (e) => { window.was = e.name });
		return window.was === 'NotAllowedError' })()`)

	p.open("/seller/" + shop.Slug + "/festivals/" + plan.Slug + "/stall")
	p.submit("form[action$='/devices'] button")
	desk, err := m.Festivals.FindStallDesk(t.Context(), m.Owner, plan.Slug, shop.Slug)
	if err != nil {
		t.Fatal(err)
	}
	sell := "/stall/" + shop.Slug + "/" + plan.Slug + "/" + desk.Devices[0].ID.String()
	p.open(sell)
	p.until("keep the page", fmt.Sprintf(`(() => { caches.open('lapak-stall').then((kept) => kept.match(%q)).then((page) => { window.isKept = !!page });
		return window.isKept && !!navigator.serviceWorker.controller && document.body.innerText.includes(%q) })()`, sell, waiting.Number))
	p.until("hide the button without a reader", `document.querySelector('[data-scan]').hidden && !!document.querySelector('#collect-code').offsetParent`)
	p.until("be kept on the home screen", fmt.Sprintf(`(() => { fetch(document.querySelector('link[rel=manifest]').href).then((r) => r.json()).then((m) => Promise.all(m.icons.map((i) => createImageBitmap
			? fetch(i.src).then((r) => r.blob()).then(createImageBitmap).then((b) => i.sizes === b.width + 'x' + b.height) : true)).then((fit) => { window.fits = fit.every(Boolean) && fit.length === 3 && m.start_url === %[1]q && m.scope === %[1]q }));
		return window.fits === true })()`, sell))

	line.cut(true)
	p.open(sell)
	p.wantText("Tanpa sambungan")
	p.canRead()
	p.wantNoSidewaysScroll()
	p.until("focus the button", `(() => { document.querySelector('[data-scan]').focus(); return true })()`)
	p.run("press Enter", chromedp.KeyEvent("\r"))
	p.until("look through the camera", scanning)
	p.wantText("Arahkan kamera ke kode QR")
	p.run("press Escape", chromedp.KeyEvent("\x1b"))
	p.until("stop the camera and go back to the button", stopped+` && document.activeElement === document.querySelector('[data-scan]')`)
	p.tap("[data-scan]")
	p.until("look through the camera", scanning)
	foreign := ticket
	foreign.Shop = m.Basket.Slug
	for _, wrong := range []string{m.Checkout.TicketURL(foreign), "https://mall.test/check-in/abcdefghij", "kopi", strings.SplitN(m.Checkout.TicketURL(ticket), "?", 2)[0]} {
		p.hold("")
		p.until("forget what was said", `(() => { document.querySelector('dialog [role=status]').textContent = ''; return true })()`)
		p.hold(wrong)
		p.until("say that "+wrong+" is for elsewhere", `document.querySelector('dialog [role=status]').textContent.includes('bukan untuk di sini') && document.querySelector('#collect-code').value === ''`)
	}
	p.hold(m.Checkout.TicketURL(ticket))
	p.until("read the ticket", stopped+fmt.Sprintf(` && document.querySelector('#collect-number').value === %q && document.querySelector('#collect-code').value === %q
		&& document.activeElement.closest('[data-collect]') !== null && document.querySelector('[data-scan-done]').textContent !== ''`, ticket.Number, ticket.Code))
	p.run("press Enter", chromedp.KeyEvent("\r"))
	p.until("keep that it was handed over", `Number(document.querySelector('[data-stall]').dataset.waiting) === 1`)

	line.cut(false)
	sheets, err := m.Festivals.ListPasses(t.Context(), organizer, plan.Slug)
	if err != nil {
		t.Fatal(err)
	}
	p.open("/organizer/festivals/" + plan.Slug + "/check-in")
	p.canRead()
	p.tap("[data-scan]")
	p.until("look through the camera", scanning)
	p.hold("https://mall.test/check-in/" + sheets.Passes[0].CheckIn)
	p.until("read the sheet", stopped+fmt.Sprintf(` && document.querySelector('#code').value.endsWith(%q)`, sheets.Passes[0].CheckIn))
	p.submit("form[action$='/check-in'] button:not([type=button])")
	p.wantText("sudah datang")
	if n := count(m, `SELECT count(*) FROM festival_checkins`); n != 1 {
		t.Errorf("%d vendors have come", n)
	}
}
