package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lapak/internal/testtools"
)

// phone is a browser as wide as a phone, 390 px, with an empty profile and what more it is told.
func phone(t *testing.T, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(testtools.Find(t, "chromium")), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), append(options, more...)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// page drives one tab and fails with what the tab shows.
type page struct {
	*testing.T
	ctx  context.Context //nolint:containedctx // chromedp's tab lives in it
	base string
}

func (p page) run(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.failAt(what, err)
	}
}

func (p page) failAt(what string, err error) {
	p.Helper()
	address, _ := chromedp.Run(p.ctx, chromedp.Location())
	text, _ := chromedp.Run(p.ctx, chromedp.Text(chromedp.CSS("body")))
	p.Fatalf("%s: %v\nat %s:\n%s", what, err, address, text)
}

func (p page) open(path string) { p.Helper(); p.run("open "+path, chromedp.Navigate(p.base+path)) }

func (p page) tap(selector string) {
	p.Helper()
	p.run("tap "+selector, chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
}

// submit taps what leads to another page and waits until that has loaded.
func (p page) submit(selector string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	response, err := chromedp.RunResponse(ctx, chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
	if err == nil && response != nil && response.Status >= http.StatusBadRequest {
		err = fmt.Errorf("answered %d", int(response.Status))
	}
	if err != nil {
		p.failAt("tap "+selector, err)
	}
}

func (p page) fill(selector, value string) {
	p.Helper()
	p.run("fill "+selector, chromedp.SendKeys(chromedp.CSS(selector), value))
}

// choose picks a select's option by its words, as soon as the page offers it, and lets the page react.
func (p page) choose(selector, words string) {
	p.Helper()
	p.until("choose "+words, fmt.Sprintf(`(() => { if (document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')) return false;
		const s = document.querySelector(%q);
		const o = s && [...s.options].find(o => o.text.trim() === %q); if (!o) return false;
		s.value = o.value; s.dispatchEvent(new Event('change', {bubbles: true})); return true })()`, selector, words))
}

// until waits for a script to be true.
func (p page) until(what, script string) {
	p.Helper()
	var err error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var isTrue bool
		if isTrue, err = chromedp.Run(p.ctx, chromedp.Evaluate[bool](script)); err == nil && isTrue {
			return // an error is a page that is just being replaced
		}
	}
	p.failAt(what, err)
}

// wantText waits until the page shows words; an amount is written with a common space.
func (p page) wantText(words string) {
	p.Helper()
	p.until("wait for "+words, fmt.Sprintf(`document.body.innerText.replaceAll('\u00a0', ' ').includes(%q)`, words))
}

// wantNoSidewaysScroll fails where a page is wider than the phone.
func (p page) wantNoSidewaysScroll() {
	p.Helper()
	p.until("not be wider than the phone", `document.documentElement.scrollWidth <= 390`)
}

// The first slice, never broken afterwards: goods of two shops, one basket, paid in the sandbox, on a phone.
func TestAGuestBuysFromTwoShopsOnAPhone(t *testing.T) {
	demo := demoFor(t)
	p := page{T: t, ctx: phone(t), base: demo.base}
	p.open("/?lang=id")
	p.wantNoSidewaysScroll()
	for _, word := range []string{"robusta", "anyaman"} {
		p.open(p.findProduct(word))
		p.wantNoSidewaysScroll()
		p.submit("#buy button.buy")
	}
	p.open("/cart")
	p.wantNoSidewaysScroll()
	p.open("/checkout")
	p.fill("[name=name]", "Pembeli")
	p.fill("[name=phone]", "081200000077")
	p.choose("[name=province]", "Jawa Timur")
	p.choose("[name=regency]", "Kabupaten Banyuwangi")
	p.choose("[name=district]", "Glagah")
	p.choose("[name=village]", "Kemiren")
	p.fill("[name=line]", "Jalan Barong 5")
	p.fill("[name=postal_code]", "68432")
	p.wantNoSidewaysScroll()
	p.until("choose how each shop sends", `(() => { if (document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')) return false;
		const shops = [...document.querySelectorAll('fieldset[id^=f-shipping_]')].filter(f => f.querySelector('[value=reguler]'));
		const open = shops.find(f => !f.querySelector('[value=reguler]:checked'));
		open?.querySelector('[value=reguler]').click(); return shops.length === 2 && !open })()`)
	p.tap("label:has([name=payment_method][value=sandbox])")
	p.submit("form button.buy")
	p.submit("form[action$='/pay'] button")
	p.wantText("Sudah dibayar")
	p.wantNoSidewaysScroll()
}

// findProduct finds the address of a product on sale by a word of its title.
func (p page) findProduct(word string) string {
	p.Helper()
	p.open("/search?in_stock=true&q=" + url.QueryEscape(word))
	address, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.querySelector('main a[href^="/p/"]')?.getAttribute('href') ?? ''`))
	if err != nil || address == "" {
		p.failAt("find "+word, err)
	}
	return address
}
