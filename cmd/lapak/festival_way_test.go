package main

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/reports"
	"lapak/internal/shops"
	"lapak/internal/shops/shopstest"
	"lapak/internal/web/pagestest"
)

// festivalWay is a mall in which one festival is held, from its first draft to its last figure, by people with a phone each.
type festivalWay struct {
	*pagestest.Mall
	festival string // slug
	shop     string // slug

	organizer, committee, owner, buyer page
}

const (
	wayFestival = "Festival Kopi Kalipuro"
	wayZone     = "Warung kopi"
	wayFee      = "250000"
)

// The whole way from the calendar to the stall, each step on the phone of whoever takes it and by the words of the pages.
func TestTheWayFromTheCalendarToTheStall(t *testing.T) {
	w := &festivalWay{Mall: pagestest.New(t)}
	w.shop = w.Coffee.Shop.Slug
	organizer := w.register("organizer", &w.organizer)
	admin := shopstest.Account(t, w.DB, "admin")
	admin.Roles = []identity.Role{identity.RoleAdmin}
	w.must(w.Accounts.GrantRole(t.Context(), admin, organizer.AccountID, identity.RoleOrganizer))
	w.register("committee", &w.committee)
	owner := w.register("pemilik", &w.owner)
	w.must(w.Shops.AddMember(t.Context(), w.Owner, w.shop, shops.NewMember{Contact: "pemilik@lapak.test", Role: shops.Owner}))

	w.plan()
	w.applyAndScore()
	w.payTheStall()
	w.print()
	w.showcase()
	w.register("pembeli", &w.buyer)
	ticket := w.orderAhead(wayFestival)
	other := w.orderAhead(w.otherFestival(owner))
	w.comes()
	w.handOver(ticket, other)
	w.sellAtTheStall()
	w.visit()
	w.report()
	if _, err := reports.Verify(t.Context(), w.DB, func(i reports.Invariant) {
		if i.Rows != 0 {
			t.Errorf("%s: %d rows", i.Name, i.Rows)
		}
	}); err != nil {
		t.Fatal(err)
	}
}

func (w *festivalWay) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// register gives somebody a phone and an account name@lapak.test.
func (w *festivalWay) register(name string, to *page) identity.Actor {
	w.Helper()
	p := w.phone()
	p.open("/register?lang=id")
	p.fill("main [name=name]", name)
	p.fill("main [name=email]", name+"@lapak.test")
	p.fill("main [name=new_password]", pagestest.Password)
	p.tap("main form[action='/register'] input[type=checkbox]")
	p.submit("main form[action='/register'] button")
	account, err := w.Accounts.FindByContact(w.Context(), name+"@lapak.test")
	w.must(err)
	*to = p
	return identity.Actor{AccountID: account.ID, Language: "id"}
}

func (w *festivalWay) phone() page {
	t := w.TB.(*testing.T)
	return page{T: t, ctx: phone(t), base: w.BaseURL}
}

func (w *festivalWay) desk() string { return "/organizer/festivals/" + w.festival }

// plan drafts the festival with its stalls, tariff, programme and slots, and publishes it.
func (w *festivalWay) plan() {
	p := w.organizer
	first := time.Now().In(i18n.WIB).AddDate(0, 0, 20)
	p.open("/organizer")
	p.press("Festival baru")
	p.fill("[name=name]", wayFestival)
	p.set("[name=starts_on]", first.Format(time.DateOnly))
	p.set("[name=ends_on]", first.AddDate(0, 0, 2).Format(time.DateOnly))
	p.fill("[name=place]", "Lapangan Kalipuro")
	p.choose("[name=district]", "Kalipuro")
	p.set("[name=opens_all]", "00:00") // around the clock, so that the test passes at every hour
	p.set("[name=closes_all]", "00:00")
	p.wantNoSidewaysScroll()
	p.press("Simpan rancangan")
	p.wantText("Rancangan tersimpan")
	w.festival = strings.TrimPrefix(p.address(), "/organizer/festivals/")

	p.press("Denah dan tarif")
	p.fill("#zone-new [name=zone]", wayZone)
	p.fill("#zone-new [name=fee]", wayFee)
	p.fill("#zone-new [name=quota]", "2")
	p.wantNoSidewaysScroll()
	p.submit("#zone-new button")
	p.wantText("A2")
	p.press("Rencana")
	p.set("[name=applications_close_at]", first.AddDate(0, 0, -5).Format("2006-01-02T15:04"))
	p.press("Simpan")
	p.press("Acara")
	p.fill("[name=title]", "Sangrai kopi bersama")
	p.set("[name=from]", "10:00")
	p.set("[name=to]", "12:00")
	p.press("Tambah acara")
	p.wantText("Sangrai kopi bersama")
	p.press("Waktu ambil")
	p.set("[name=minutes]", "240")
	p.press("Bagi jam buka")
	p.wantText("6 waktu ambil")
	p.wantNoSidewaysScroll()
	p.press("Panitia")
	p.fill("[name=contact]", "committee@lapak.test")
	p.choose("[name=role]", "Panitia penilai")
	p.press("Tambah orang")
	p.wantText("committee@lapak.test")
	p.press("Aturan lapak")
	for field, value := range map[string]string{
		"criterion_id_0": "Mutu barang", "criterion_en_0": "Quality", "weight_0": "60",
		"criterion_id_1": "Kesiapan", "criterion_en_1": "Readiness", "weight_1": "40",
		"full_refund_days": "14", "half_refund_days": "3", "appeal_hours": "72",
		"criterion_id_2": "", "criterion_en_2": "", "weight_2": "",
	} {
		p.set("[name="+field+"]", value)
	}
	p.wantNoSidewaysScroll()
	p.press("Simpan")

	p.press("Hari ini")
	p.submit("a.todo[href$='/publish']")
	p.wantText("Ini menjadi janji")
	p.wantText("Rp 250.000")
	p.wantNoSidewaysScroll()
	p.press("Terbitkan sekarang")
	p.wantText("Festival sudah terbit")
	visitor := w.committee
	visitor.open("/festivals")
	visitor.wantText(wayFestival)
	visitor.wantNoSidewaysScroll()
}

// applyAndScore applies for a stall, scores the application, and gives the places by ranking when applications have closed.
func (w *festivalWay) applyAndScore() {
	p := w.owner
	p.open("/festivals")
	p.press(wayFestival)
	p.press("Daftar berjualan")
	p.tap("main details.fold summary") // how stalls are given
	p.wantText("Mutu barang")
	p.choose("main [name=zone]", wayZone+" · Rp 250.000")
	p.tap("label:has([name=products])")
	p.fill("main [name=wishes]", "Dekat listrik, untuk mesin penggiling.")
	p.wantNoSidewaysScroll()
	p.press("Kirim pendaftaran")
	p.wantText("Menunggu keputusan")

	p = w.committee
	p.open("/account")
	p.press("Anda panitia penilai sebuah festival")
	p.wantText("Pendaftaran belum Anda nilai")
	p.submit("a.todo[href$='/applications']")
	p.submit("main a.entry[href*='/applications/']")
	p.wantText("Dekat listrik, untuk mesin penggiling.")
	p.set("[name='scores.mutu']", "90")
	p.set("[name='scores.kesiapan-2']", "80")
	p.wantNoSidewaysScroll()
	p.press("Simpan nilai")
	p.wantText("86")

	festivalstest.Pass(w.TB, w.DB, w.festival, 16)
	p = w.organizer
	p.open(w.desk())
	p.press("Pendaftaran")
	p.press("Terima menurut peringkat: " + wayZone)
	p.press("Diterima 1")
	p.wantText(w.Coffee.Shop.Name)
	p.wantNoSidewaysScroll()
}

// payTheStall pays the fee in the sandbox.
func (w *festivalWay) payTheStall() {
	p := w.owner
	p.open("/seller/" + w.shop + "/festivals")
	p.wantText("Bayar sebelum")
	p.press(wayFestival)
	p.wantText("Rp 250.000")
	p.wantText("Peringkat 1 menurut nilai panitia")
	p.wantNoSidewaysScroll()
	p.press("Bayar biaya lapak")
	p.submit("form[action$='/pay'] button")
	p.wantText("Dapat lapak")
	p.wantText("Lapak A1")
	p.wantNoSidewaysScroll()
}

// print fetches what is printed for the stall.
func (w *festivalWay) print() {
	p := w.owner
	p.press("Siapkan lapak")
	p.wantNoSidewaysScroll()
	for link, want := range map[string][]string{
		"Lembar lapak (PDF)": {"A1", w.Coffee.Shop.Name, wayFestival, wayZone},
		"Label harga (PDF)":  {w.Coffee.Title, "Rp 45.000"},
	} {
		text := textOfPDF(p.T, p.fetch(link, "application/pdf"))
		for _, words := range want {
			if !strings.Contains(text, words) {
				p.Errorf("%s does not say %q: %q", link, words, text)
			}
		}
	}
	p.set("[name=capacity]", "3")
	p.press("Simpan")
	p.set("[name=price_"+w.Coffee.Variants[0].ID.String()+"]", "40000")
	p.press("Simpan harga")
	p.wantText("Harga festival disimpan")
}

// showcase puts the shop and its coffee forward.
func (w *festivalWay) showcase() {
	p := w.organizer
	p.open("/festivals/" + w.festival)
	p.press("Belanja di festival ini") // whoever has a stall is in the window, also before anybody is put forward
	p.wantText("Lapak A1")
	p.open(w.desk())
	p.press("Etalase")
	p.fill("[name=shops]", w.shop)
	p.fill("[name=products]", w.Coffee.Slug)
	p.wantNoSidewaysScroll()
	p.press("Simpan etalase")
	p.wantText("Etalase disimpan")
}

// ordered is an order that its buyer paid and will collect at a stall.
type ordered struct{ number, code string }

// orderAhead buys the shop's coffee by a festival's page, to be collected at its stall in the first slot, pays, and reads the code.
func (w *festivalWay) orderAhead(festival string) ordered {
	w.Helper()
	p := w.buyer
	p.open("/festivals")
	p.press(festival)
	p.wantText("Pilihan penyelenggara")
	p.wantNoSidewaysScroll()
	p.press("Belanja di festival ini")
	p.wantText("Bisa pesan dulu, ambil di lapak")
	p.wantNoSidewaysScroll()
	p.press(w.Coffee.Title)
	p.submit("#buy button.buy")
	p.open("/checkout")
	p.set("[name=name]", "Pembeli")
	p.set("[name=phone]", "081200000077")
	p.wantText("Atau ambil di lapak festival")
	p.until("choose a time at the stall", fmt.Sprintf(`(() => { if (document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')) return false;
		const day = [...document.querySelectorAll('details')].find(d => d.querySelector('summary').innerText.includes(%q) && d.querySelector('label.choice:not(.soldout)'));
		if (!day) return false;
		day.open = true;
		const slot = day.querySelector('label.choice:not(.soldout)');
		if (slot.querySelector('input').checked) return true; slot.click(); return false })()`, festival))
	p.wantNoSidewaysScroll()
	p.tap("label:has([name=payment_method][value=sandbox])")
	p.submit("form button.buy")
	p.submit("form[action$='/pay'] button")
	p.wantText("Sudah dibayar")
	p.wantText("Tunjukkan di lapak")
	p.wantNoSidewaysScroll()
	number := strings.TrimPrefix(p.address(), "/orders/")
	number, _, _ = strings.Cut(number, "?")
	return ordered{number, p.read(".bigcode")}
}

// otherFestival is another at which the shop takes orders ahead.
func (w *festivalWay) otherFestival(owner identity.Actor) (name string) {
	w.Helper()
	organizer := shopstest.Account(w.TB, w.DB, "organizer2")
	plan := festivalstest.Coming(organizer)
	festivalstest.Give(w.TB, w.DB, festivalstest.Make(w.TB, w.DB, plan), "kuliner", w.Coffee.Shop.ID)
	_, err := w.Festivals.SetSlots(w.Context(), organizer, plan.Slug, festivals.SlotPlan{Minutes: 240})
	w.must(err)
	w.must(w.Festivals.SetCollection(w.Context(), owner, w.shop, plan.Slug, 3))
	_, err = w.Festivals.SetFeatures(w.Context(), organizer, plan.Slug, festivals.Features{Shops: []string{w.shop}})
	w.must(err)
	return "Festival " + plan.Slug
}

// comes lets the days pass until the festival's second one.
func (w *festivalWay) comes() {
	festivalstest.Pass(w.TB, w.DB, w.festival, 5)
	w.must(w.Festivals.Watch(w.Context()))
	p := w.buyer
	p.open("/festivals")
	p.wantText("Sedang berlangsung")
	p.press(wayFestival)
	p.wantText("Sedang buka")
}

// handOver gives the goods of an order out against its code: neither another code nor the code of another festival does.
func (w *festivalWay) handOver(ticket, other ordered) {
	p := w.owner
	p.open("/seller/" + w.shop + "/stands")
	p.press(wayFestival)
	p.wantText(ticket.number)
	p.until("not list the other festival's order", fmt.Sprintf(`!document.body.innerText.includes(%q)`, other.number))
	p.press("Terima")
	p.press("Tandai siap")
	before := w.kept()
	wrong := "0000"
	if ticket.code == wrong {
		wrong = "0001"
	}
	for code, words := range map[string]string{
		ticket.number + "." + wrong:     "Kode pengambilan tidak cocok",
		other.number + "." + other.code: "Pesanan ini diambil di Festival",
		"KOP-I00-00.123456":             "Pesanan dengan nomor ini tidak ada di toko Anda",
		ticket.number:                   "Kode ini bukan kode ambil pesanan",
	} {
		p.set("[name=code]", code)
		p.refuse("[action$='/collect'] button")
		p.wantText(words)
		if w.kept() != before {
			p.Fatalf("%s was refused and changed something", code)
		}
	}
	p.wantNoSidewaysScroll()
	p.set("[name=code]", ticket.number+"."+ticket.code)
	p.submit("[action$='/collect'] button")
	p.wantText("Pesanan " + ticket.number + " diserahkan")
}

// kept is what a refusal at the stall must not change.
func (w *festivalWay) kept() (all string) {
	w.Helper()
	err := w.DB.GetContext(w.Context(), &all, `
		SELECT coalesce((SELECT jsonb_agg(o ORDER BY id) FROM shop_orders o)::text, '') || coalesce((SELECT jsonb_agg(b ORDER BY order_id) FROM festival_bookings b)::text, '')
			|| coalesce((SELECT jsonb_agg(l ORDER BY variant_id) FROM stock_levels l)::text, '') || (SELECT count(*) FROM ledger_entries)`)
	w.must(err)
	return all
}

// sellAtTheStall sells two packets over the table at the festival's price.
func (w *festivalWay) sellAtTheStall() {
	p := w.owner
	p.press("Berjualan di lapak")
	p.press("Daftarkan HP ini")
	p.press("Mulai jualan")
	p.wantText("Rp 40.000")
	p.until("listen", `document.querySelector('[data-stall]').dataset.connection === 'on'`)
	for _, units := range []string{"1", "2"} {
		p.tap("[data-goods] [data-step='1']")
		p.until("count "+units, fmt.Sprintf(`document.querySelector('[data-goods] [name^=q-]').value === %q`, units))
	}
	p.until("say what is left", `(window.leftBefore = document.querySelector('[data-left-out]').innerText) !== ''`)
	p.tap("button[value=cash]")
	p.until("send the sale", `document.querySelector('[data-stall]').dataset.waiting === '0' && document.querySelector('[data-left-out]').innerText !== window.leftBefore`)
	p.open("/seller/" + w.shop + "/festivals/" + w.festival + "/stall")
	p.wantText("Rp 80.000")
	p.wantNoSidewaysScroll()
}

// visit opens what the code on the stall's sheet says, twice by one visitor.
func (w *festivalWay) visit() {
	sheets, err := w.Festivals.FindPass(w.Context(), w.Owner, w.festival, w.shop)
	w.must(err)
	p := w.buyer
	for range 2 {
		p.open("/f/" + sheets.Passes[0].Visit)
		p.wantText("Lapak A1 di " + wayFestival)
		p.wantText(w.Coffee.Title)
		p.wantText("Rp 40.000")
		p.wantNoSidewaysScroll()
	}
}

// report reads the turnover to the rupiah: Rp 45.000 ordered ahead at the usual price, Rp 80.000 over the table at the festival's.
func (w *festivalWay) report() {
	p := w.organizer
	p.open(w.desk())
	p.press("Laporan")
	p.wantNoSidewaysScroll()
	for _, cells := range [][]string{
		{"Omzet", "Rp 125.000"}, {"Tunai", "Rp 80.000"}, {"Dipesan lebih dulu", "Rp 45.000"}, {"Penjualan", "2"}, {"Pengunjung lewat QR lapak", "1"},
	} {
		p.until("say "+strings.Join(cells, " "), fmt.Sprintf(`[...document.querySelectorAll('dl.figures > div')].some(d =>
			d.querySelector('dt').innerText === %q && d.querySelector('dd').innerText.replaceAll('\u00a0', ' ') === %q)`, cells[0], cells[1]))
	}
	for _, row := range [][]string{
		{wayZone, "Rp 125.000", "Rp 80.000", "Rp 0", "Rp 45.000", "1"},
		{"A1 " + w.Coffee.Shop.Name, "Rp 125.000", "Rp 80.000", "Rp 0", "Rp 45.000", "1"},
		{"Kopi", "Rp 125.000", "Rp 80.000", "Rp 0", "Rp 45.000", "3"},
	} {
		p.until("have the row "+strings.Join(row, ", "), fmt.Sprintf(`[...document.querySelectorAll('main table tbody tr')].some(r =>
			[...r.cells].map(c => c.innerText.replaceAll('\u00a0', ' ').trim()).join('|') === %q)`, strings.Join(row, "|")))
	}
	text := textOfPDF(p.T, p.fetch("Unduh PDF", "application/pdf"))
	for _, words := range []string{wayFestival, wayZone, "Rp 125.000"} {
		if !strings.Contains(text, words) {
			p.Errorf("the PDF does not say %q: %q", words, text)
		}
	}
	book, err := excelize.OpenReader(bytes.NewReader(p.fetch("Unduh Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))
	w.must(err)
	rows, err := book.GetRows(book.GetSheetName(0))
	w.must(err)
	if want := []string{"A1", w.Coffee.Shop.Name, wayZone, "80000", "0", "45000", "125000", "2", "1"}; len(rows) < 2 || !slices.Equal(rows[1], want) {
		p.Errorf("the table has %v, want %v", rows, want)
	}
}

// press follows the link, button or fold that says words, and waits for the page that it leads to.
func (p page) press(words string) {
	p.Helper()
	p.until("find "+words, fmt.Sprintf(`(() => { if (document.readyState !== 'complete') return false;
		document.querySelectorAll('[data-pressed]').forEach(e => delete e.dataset.pressed);
		const all = [...document.querySelectorAll('main a, main button')];
		const said = (e) => e.innerText.trim().replace(/\s+/g, ' ');
		const found = all.find(e => said(e) === %[1]q) ?? all.find(e => said(e).startsWith(%[1]q));
		if (!found) return false;
		for (let e = found; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
		found.dataset.pressed = ''; return true })()`, words))
	p.submit("[data-pressed]")
}

// set puts a value into a field as a picker would.
func (p page) set(selector, value string) {
	p.Helper()
	p.until("set "+selector, fmt.Sprintf(`(() => { const e = document.querySelector(%q); if (!e) return false;
		e.value = %q; e.dispatchEvent(new Event('input', {bubbles: true})); e.dispatchEvent(new Event('change', {bubbles: true})); return true })()`, selector, value))
}

// refuse taps what the mall refuses, and waits for the page that says why.
func (p page) refuse(selector string) {
	p.Helper()
	response, err := chromedp.RunResponse(p.ctx, chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
	if err != nil || response == nil || response.Status < 400 || response.Status >= 500 {
		p.failAt("be refused", err)
	}
}

// read gives the words of an element.
func (p page) read(selector string) string {
	p.Helper()
	words, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelector(%q)?.innerText.trim() ?? ''`, selector)))
	if err != nil || words == "" {
		p.failAt("read "+selector, err)
	}
	return words
}

// fetch loads the file that a link leads to, as its tab would.
func (p page) fetch(words, kind string) []byte {
	p.Helper()
	p.until("fetch "+words, fmt.Sprintf(`(() => { if (window.fetchedOf === %[1]q) return !!window.fetched;
		const link = [...document.querySelectorAll('main a')].find(a => a.innerText.trim() === %[1]q);
		if (!link) return false;
		window.fetchedOf = %[1]q; window.fetched = '';
		fetch(link.href).then(async (answer) => { const bytes = new Uint8Array(await answer.arrayBuffer());
			window.fetched = answer.status + ' ' + answer.headers.get('Content-Type') + ' ' + btoa(Array.from(bytes, b => String.fromCharCode(b)).join('')) });
		return false })()`, words))
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`window.fetched`))
	if err != nil {
		p.failAt("fetch "+words, err)
	}
	file, ok := strings.CutPrefix(got, "200 "+kind+" ")
	if !ok {
		p.Fatalf("%s answers %.80s", words, got)
	}
	raw, err := base64.StdEncoding.DecodeString(file)
	if err != nil {
		p.Fatal(err)
	}
	return raw
}

var (
	pdfStream = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)
	pdfString = regexp.MustCompile(`(?s)\(((?:[^()\\]|\\.)*)\) ?Tj`)
)

// textOfPDF gives what is written on the pages of a file: each line apart, as the sheets write them, in UTF-16.
func textOfPDF(t *testing.T, file []byte) string {
	t.Helper()
	if !bytes.HasPrefix(file, []byte("%PDF-")) {
		t.Fatalf("no PDF: %.20q", file)
	}
	var text strings.Builder
	for _, stream := range pdfStream.FindAllSubmatch(file, -1) {
		inflated, err := zlib.NewReader(bytes.NewReader(stream[1]))
		if err != nil {
			continue // a picture or a font
		}
		page, err := io.ReadAll(inflated)
		if err != nil {
			continue
		}
		for _, written := range pdfString.FindAllSubmatch(page, -1) {
			raw := regexp.MustCompile(`(?s)\\(.)`).ReplaceAll(written[1], []byte("$1"))
			units := make([]uint16, len(raw)/2)
			for i := range units {
				units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
			}
			text.WriteString(string(utf16.Decode(units)) + "\n")
		}
	}
	return strings.ReplaceAll(text.String(), "\u00a0", " ")
}
