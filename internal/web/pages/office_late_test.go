package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"lapak/internal/orders"
	"lapak/internal/web/webtest"
)

func TestTheOfficeSeesLateOrdersFirst(t *testing.T) {
	d := newDesks(t)
	order := d.Place(d.Buyer, webtest.Method, d.Coffee)
	d.Pay(order)
	d.get(d.Verifier, "/office/late").wants(t, http.StatusOK, "Tidak ada pesanan yang terlambat")
	if home := d.get(d.Verifier, "/office"); strings.Contains(home.body, "Toko belum menjawab") {
		t.Error("nothing is late, and the office is told so")
	}
	if _, err := d.Orders.Work(t.Context(), d.Owner.Actor, orders.ShopMove{Shop: d.Coffee.Slug, Number: order.Number, Event: orders.Accept}); err != nil {
		t.Fatal(err)
	}
	d.change(`UPDATE shop_orders SET send_by = now() - interval '5 hours'`)

	for _, who := range []webtest.Person{d.Verifier, d.Finance, d.Admin} {
		d.get(who, "/office").wants(t, http.StatusOK, "Pesanan terlambat", "/office/late")
		d.get(who, "/office/late").wants(t, http.StatusOK, order.Number, d.Coffee.Name, "Belum dikirim, batasnya", "wa.me/62")
	}
	for _, who := range []webtest.Person{d.Buyer, d.Owner} {
		d.get(who, "/office/late").wants(t, http.StatusForbidden)
	}
	d.get(d.Buyer, "/orders/"+order.Number).wants(t, http.StatusOK, "berjanji mengirim sebelum", "/cancel")
	d.get(d.Owner, "/seller/"+d.Coffee.Slug).wants(t, http.StatusOK, "Terlambat dikemas")
}
