package pages_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/web/webtest"
)

func (d *desks) transfer(order webtest.Order) payments.Payment {
	d.Helper()
	waiting, err := d.Checkout.ListTransfers(d.Context(), d.Finance.Actor, payments.Page{Limit: 10})
	d.must(err)
	for _, w := range waiting.Items {
		if w.Order.Number == order.Number {
			return w.Payment
		}
	}
	d.Fatal("no transfer waits")
	return payments.Payment{}
}

func (d *desks) attach(order webtest.Order, file []byte) {
	d.Helper()
	d.must(d.Checkout.AttachProof(d.Context(), orders.Reader{Actor: d.Buyer.Actor}, order.Number, bytes.NewReader(file)))
}

func TestAProofThatCannotBeReadIsRefusedOnceAndBesideItsField(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	order := d.Place(d.Buyer, payments.MethodTransfer, d.Coffee)
	d.unchanged("a proof that is no picture", func() {
		refused := d.sendFile(d.Buyer, "/orders/"+order.Number+"/proof", file{"file", "bukti.txt", []byte("sudah bayar")}).
			wants(t, http.StatusUnsupportedMediaType, `id="f-file-problem"`, `href="#f-file"`, "application/pdf")
		if said := strings.Count(refused.body, "Berkas ini tidak dapat dipakai"); said != 2 { // in the summary and beside the field
			t.Errorf("the refusal is said %d times", said)
		}
	})
}

func TestFinanceConfirmsATransferAfterSeeingItsProof(t *testing.T) {
	d := newDesks(t)
	order := d.Place(d.Buyer, payments.MethodTransfer, d.Coffee)
	payment := d.transfer(order)
	at := "/office/payments/" + payment.ID.String()
	d.get(d.Finance, "/office").wants(t, http.StatusOK, "Transfer menunggu konfirmasi")
	d.get(d.Finance, "/office/payments").wants(t, http.StatusOK, order.Number, "Bukti belum dikirim")
	d.get(d.Finance, at+"/proof").wants(t, http.StatusNotFound)

	d.attach(order, webtest.Picture(30))
	proof := d.get(d.Finance, at+"/proof").wants(t, http.StatusOK)
	if proof.header.Get("Content-Type") != "image/jpeg" || proof.header.Get("Cache-Control") != "no-store" || proof.header.Get("Content-Disposition") != "" {
		t.Errorf("a picture is answered with %v", proof.header)
	}
	d.attach(order, []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"))
	proof = d.get(d.Finance, at+"/proof").wants(t, http.StatusOK)
	if !strings.HasPrefix(proof.header.Get("Content-Disposition"), "attachment;") || proof.header.Get("Cache-Control") != "no-store" {
		t.Errorf("a PDF is answered with %v", proof.header)
	}
	var opened int
	d.must(d.DB.GetContext(t.Context(), &opened, `SELECT count(*) FROM audit_log WHERE action = 'payment.proof.open'`))
	if opened != 2 {
		t.Errorf("%d openings are in the log", opened)
	}

	for _, who := range []webtest.Person{d.Buyer, d.Owner, d.Verifier} {
		d.unchanged(who.Name+" confirms", func() {
			d.post(who, at+"/confirm").wants(t, http.StatusForbidden)
			d.get(who, at+"/proof").wants(t, http.StatusForbidden)
			d.get(who, "/office/payments").wants(t, http.StatusForbidden)
		})
	}
	d.post(d.Finance, at+"/confirm").wants(t, http.StatusSeeOther)
	d.get(d.Buyer, "/office").wants(t, http.StatusForbidden)
	d.get(d.Owner, "/seller/"+d.Coffee.Slug+"/orders/"+order.Number).wants(t, http.StatusOK, "Terima pesanan", "Transfer bank")
	d.get(d.Finance, "/office/payments").wants(t, http.StatusOK, "Tidak ada transfer yang menunggu")
}

func TestTheOfficeFindsAnOrderByItsNumber(t *testing.T) {
	d := newDesks(t)
	order := d.Place(d.Buyer, webtest.Method, d.Coffee, d.Baskets)
	d.Pay(order)
	d.get(d.Finance, "/office").wants(t, http.StatusOK, "Nomor pesanan")
	typed := strings.ReplaceAll(order.Number, "-", "")
	found := d.get(d.Finance, "/office/orders?number="+typed).wants(t, http.StatusSeeOther)
	at := found.header.Get("Location")
	page := d.get(d.Finance, at).wants(t, http.StatusOK, order.Number, d.Coffee.Name, d.Baskets.Name, "Pesanan dibuat", "Dibayar")
	for _, buyers := range []string{"<form action=\"/orders/", "wa.me/62"} {
		if strings.Contains(page.body, buyers) {
			t.Errorf("the office is offered what only the buyer does: %s", buyers)
		}
	}
	d.get(d.Admin, at).wants(t, http.StatusOK, order.Number)
	d.get(d.Finance, at).wants(t, http.StatusOK, order.Number)
	for _, wrong := range []string{"?number=482-719-0000", "?number=kopi", "/482-719-0000"} {
		d.get(d.Finance, "/office/orders"+wrong).wants(t, http.StatusNotFound, "Tidak ada pesanan dengan nomor ini")
	}
	for _, who := range []webtest.Person{d.Buyer, d.Owner, d.Verifier} {
		d.get(who, at).wants(t, http.StatusForbidden)
		d.get(who, "/office/orders").wants(t, http.StatusForbidden)
	}
	var readers []string
	d.must(d.DB.SelectContext(t.Context(), &readers, `
		SELECT l.actor FROM audit_log l JOIN order_groups g ON l.subject = 'order:' || g.id
		WHERE l.action = 'order.read' AND g.number = $1 ORDER BY l.seq`, order.Number))
	if want := []string{d.Finance.Actor.String(), d.Admin.Actor.String()}; !slices.Equal(readers, want) {
		t.Errorf("the log says that %v read the order, want %v, each once", readers, want)
	}
}

func TestFinanceGivesATransferBackByHand(t *testing.T) {
	d := newDesks(t)
	order := d.Place(d.Buyer, payments.MethodTransfer, d.Coffee)
	d.post(d.Finance, "/office/payments/"+d.transfer(order).ID.String()+"/confirm").wants(t, http.StatusSeeOther)
	d.post(d.Owner, "/seller/"+d.Coffee.Slug+"/orders/"+order.Number+"/reject", "reason", "Panen gagal").wants(t, http.StatusSeeOther)
	found, err := d.Orders.Find(t.Context(), orders.Reader{Actor: d.Buyer.Actor}, order.Number)
	d.must(err)
	refunds, err := d.Payments.ListRefundsBySubject(t.Context(), d.DB, payments.SubjectOrderGroup, found.Group.ID)
	d.must(err)
	d.must(d.Payments.SendRefund(t.Context(), payments.RefundRequested{RefundID: refunds[0].ID}))

	d.get(d.Finance, "/office/refunds").wants(t, http.StatusOK, order.Number, "Panen gagal", "https://wa.me/6281200000099")
	at := "/office/refunds/" + refunds[0].ID.String() + "/confirm"
	for _, who := range []webtest.Person{d.Buyer, d.Owner, d.Verifier} {
		d.unchanged(who.Name+" gives back", func() { d.post(who, at).wants(t, http.StatusForbidden) })
	}
	d.post(d.Finance, at).wants(t, http.StatusSeeOther)
	d.get(d.Finance, "/office/refunds").wants(t, http.StatusOK, "Tidak ada yang harus dikembalikan")
}

func TestAdministratorsSeeWhatCouldNotBeSent(t *testing.T) {
	d := newDesks(t)
	d.change(`INSERT INTO messages (id, dedupe_key, channel, recipient, language, template, subject, body, state, attempts, last_error)
		VALUES (gen_random_uuid(), 'test', 'mail', 'buyer@lapak.test', 'id', 'order_paid', 'Pesanan dibayar', 'rahasia', 'failed', 8, '550 mailbox full')`)
	page := d.get(d.Admin, "/office/messages").wants(t, http.StatusOK, "550 mailbox full", "8 kali dicoba")
	if strings.Contains(page.body, "rahasia") {
		t.Error("the message's words are shown")
	}
	d.get(d.Admin, "/office").wants(t, http.StatusOK, "Pesan gagal terkirim")
	d.get(d.Finance, "/office/messages").wants(t, http.StatusForbidden)
}
