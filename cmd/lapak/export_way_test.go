package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"lapak/seeds"
)

// The whole way to a buyer abroad: a paper is handed in on a phone, an office opens and verifies it, the badge rises, the export catalogue
// lists the product, a foreign guest asks about it and is answered, and nothing is broken then.
func TestAPaperLeadsToABuyerAbroad(t *testing.T) {
	const shop, product = "/seller/batik-tampo", "batik-cap-gringsing" // one paper about its fibres was refused
	demo := demoFor(t)
	owner := page{T: t, ctx: phone(t), base: demo.base}
	owner.signIn("seller2@lapak.test")
	owner.open("/p/" + product)
	owner.until("show no badge yet", `!document.querySelector('details.readiness')`)
	owner.open("/export/products/" + product)
	owner.until("not be in the catalogue yet", `!document.querySelector('a[href$="/inquiry"]')`)
	owner.open(shop + "/export/evidence/P-PRD-05?product=" + product)
	owner.wantNoSidewaysScroll()
	owner.run("choose a paper", chromedp.SetUploadFiles(chromedp.CSS("main [name=file]"), drawPictures(t, 1)))
	owner.submit("form[enctype='multipart/form-data'] button")
	owner.wantNoSidewaysScroll()

	office := page{T: t, ctx: phone(t), base: demo.base}
	office.signIn("curator@lapak.test")
	office.open(office.findLink("/office/evidence", "Komposisi serat", "Gringsing"))
	office.wantNoSidewaysScroll()
	file := office.address()
	office.until("open the paper in this tab", `(() => { document.querySelector("form[action$='/open']").removeAttribute('target'); return true })()`)
	office.submit("form[action$='/open'] button")
	office.until("show the paper", `document.contentType === 'image/jpeg'`)
	office.open(file)
	office.submit("form[action$='/verify'] button")

	owner.open("/p/" + product)
	owner.until("show the badge", `document.querySelector('details.readiness .tag')?.innerText === 'Siap ekspor'`)

	buyer := page{T: t, ctx: phone(t), base: demo.base}
	buyer.open(buyer.findLink("/export?lang=en", "Gringsing"))
	buyer.wantNoSidewaysScroll()
	buyer.submit("a[href$='/inquiry']")
	buyer.wantNoSidewaysScroll()
	for name, value := range map[string]string{
		"message": "Could you send 60 cloths to Rotterdam in spring?", "quantity": "60", "name": "Purchasing", "organisation": "Museum shop",
		"email": "purchasing@example.com",
	} {
		buyer.fill("main [name="+name+"]", value)
	}
	buyer.choose("main [name=destination]", "European Union")
	buyer.choose("main [name=country]", "Netherlands")
	buyer.submit("form[action$='/inquiry'] button")
	buyer.wantText("should answer by")
	buyer.wantNoSidewaysScroll()
	thread := buyer.address()

	owner.open(shop)
	owner.submit("a.todo[href='" + shop + "/inquiries']")
	owner.wantNoSidewaysScroll()
	owner.open(owner.findLink(shop+"/inquiries", "Gringsing"))
	owner.wantText("Could you send 60 cloths to Rotterdam in spring?")
	owner.until("keep the buyer's address to itself", `!document.body.innerText.includes('example.com')`)
	owner.fill("main [name=message]", "Yes, sixty cloths are ready in April.")
	owner.submit("form[action$='/messages'] button")
	owner.wantNoSidewaysScroll()

	buyer.open(thread)
	buyer.wantText("Yes, sixty cloths are ready in April.")
	buyer.wantText("You have an answer")
	if err := (&verifyCommand{Data: demo.data}).Run(t.Context()); err != nil {
		t.Errorf("verify: %v", err)
	}
}

func (p page) signIn(email string) {
	p.Helper()
	p.open("/login?lang=id")
	p.fill("form[action='/login'] [name=email]", email)
	p.fill("form[action='/login'] [name=password]", seeds.DemoPassword)
	p.submit("form[action='/login'] button")
}

// address is where the tab is, without the mall's own.
func (p page) address() string {
	p.Helper()
	at, err := chromedp.Run(p.ctx, chromedp.Location())
	if err != nil {
		p.failAt("read the address", err)
	}
	return strings.TrimPrefix(at, p.base)
}

// findLink opens a list, page by page, and finds the address of the entry that says all of these words.
func (p page) findLink(list string, words ...string) string {
	p.Helper()
	script := `(() => { const words = ["` + strings.Join(words, `", "`) + `"];
		const entry = [...document.querySelectorAll('main li')].find(e => words.every(w => e.innerText.includes(w)));
		return entry?.querySelector('a')?.getAttribute('href') ?? '' })()`
	next := `document.querySelector('main a[href*="cursor="]')?.getAttribute('href') ?? ''`
	for list != "" {
		p.open(list)
		found, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](script))
		if err != nil {
			p.failAt("look for "+strings.Join(words, ", "), err)
		}
		if found != "" {
			return found
		}
		if list, err = chromedp.Run(p.ctx, chromedp.Evaluate[string](next)); err != nil {
			p.failAt("look for the next page", err)
		}
	}
	p.failAt("find "+strings.Join(words, ", "), nil)
	return ""
}
