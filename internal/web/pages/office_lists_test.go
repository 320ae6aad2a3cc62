package pages_test

import (
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lapak/internal/payments"
	"lapak/internal/shops/shopstest"
	"lapak/internal/web/webtest"
)

var nextPage = regexp.MustCompile(`href="([^"]+)" rel="next"`)

// next is the address of the following page; there must be one.
func (a answer) next(t *testing.T) string {
	t.Helper()
	found := nextPage.FindStringSubmatch(a.body)
	if found == nil {
		t.Fatalf("no next page in %.2000s", a.body)
	}
	return html.UnescapeString(found[1])
}

func TestTheOfficeReadsAListToItsEnd(t *testing.T) {
	d := newDesks(t)
	d.change(`INSERT INTO messages (id, dedupe_key, channel, recipient, language, template, subject, body, state, attempts, last_error)
		SELECT gen_random_uuid(), 'test' || n, 'mail', 'buyer@lapak.test', 'id', 'order_paid', 'Pesan ke-' || n || '.', '', 'failed', 8, '550 mailbox full'
		FROM generate_series(1, 101) AS n`)
	seen := map[string]int{}
	read := func(page answer) {
		for _, subject := range regexp.MustCompile(`Pesan ke-[0-9]+\.`).FindAllString(page.body, -1) {
			seen[subject]++
		}
	}
	page := d.get(d.Admin, "/office/messages").wants(t, http.StatusOK)
	read(page)
	for range 2 {
		page = d.get(d.Admin, page.next(t)).wants(t, http.StatusOK, `href="/office/messages" rel="first"`)
		read(page)
	}
	if nextPage.MatchString(page.body) {
		t.Error("the last page leads on")
	}
	for n := 1; n <= 101; n++ {
		if subject := "Pesan ke-" + strconv.Itoa(n) + "."; seen[subject] != 1 {
			t.Errorf("%s is listed %d times", subject, seen[subject])
		}
	}
	for _, path := range []string{"/office/messages", "/office/payments", "/office/refunds"} {
		d.get(d.Admin, path+"?cursor=x").wants(t, http.StatusUnprocessableEntity)
	}
}

func TestFinancePagesThroughWhatWaits(t *testing.T) {
	d := newDesks(t)
	var placed []string
	for range 3 {
		placed = append(placed, d.Place(d.Buyer, payments.MethodTransfer, d.Coffee).Number)
	}
	var got []string
	path := "/api/v1/office/payments?limit=2"
	for path != "" {
		var page struct {
			Items []struct{ Number string }
			Next  *string `json:"next_cursor"`
		}
		d.JSON(webtest.Call{Who: d.Finance, Method: http.MethodGet, Path: path}, http.StatusOK, &page)
		for _, item := range page.Items {
			got = append(got, item.Number)
		}
		if path = ""; page.Next != nil {
			path = "/api/v1/office/payments?limit=2&cursor=" + *page.Next
		}
	}
	if strings.Join(got, " ") != strings.Join(placed, " ") {
		t.Errorf("transfers are listed as %v, want %v", got, placed)
	}

	d.change(`INSERT INTO refunds (id, payment_id, reference, amount, currency, state)
		SELECT gen_random_uuid(), p.id, 'late' || n, 1, 'IDR', 'pending' FROM payments p, generate_series(1, 51) AS n WHERE p.subject_label = $1`, placed[0])
	first := d.get(d.Finance, "/office/refunds").wants(t, http.StatusOK)
	last := d.get(d.Finance, first.next(t)).wants(t, http.StatusOK)
	if a, b := strings.Count(first.body, `id="refund-`), strings.Count(last.body, `id="refund-`); a != 50 || b != 1 {
		t.Errorf("%d refunds on the first page and %d on the last", a, b)
	}
	foreign := strings.Replace(first.next(t), "refunds", "payments", 1)
	d.get(d.Finance, foreign).wants(t, http.StatusUnprocessableEntity)
}

func TestTheOfficeFindsAShopByAPartOfItsName(t *testing.T) {
	d := newDesks(t)
	_, err := d.Shops.Apply(d.Context(), d.OtherBuyer.Actor, shopstest.Profile("Kopi 100% Asli"))
	d.must(err)
	for asked, want := range map[string][]string{
		"KOPI 100%":       {"Kopi 100% Asli", "Menunggu"},
		d.Coffee.Name[1:]: {d.Coffee.Name, "Disetujui"},
		"%":               {"Kopi 100% Asli"},
		"tidak ada":       {"Tidak ada toko dengan nama ini"},
	} {
		page := d.get(d.Verifier, "/office/shops?q="+strings.NewReplacer(" ", "+", "%", "%25").Replace(asked)).wants(t, http.StatusOK, want...)
		if strings.Contains(page.body, d.Baskets.Name) || asked == "%" && strings.Contains(page.body, d.Coffee.Name) {
			t.Errorf("%q finds what is not called so", asked)
		}
	}
	d.get(d.Verifier, "/office/shops?q="+strings.Repeat("x", 101)).wants(t, http.StatusUnprocessableEntity)
	d.get(d.Finance, "/office/shops?q=kopi").wants(t, http.StatusForbidden)
}

func TestACopyOfOnesDataNamesEveryOrderAndItsGoods(t *testing.T) {
	d := newDesks(t)
	first := d.Place(d.Buyer, webtest.Method, d.Coffee, d.Baskets)
	second := d.Place(d.Buyer, webtest.Method, d.Coffee)
	other := d.Place(d.OtherBuyer, webtest.Method, d.Coffee)
	var copied struct {
		Orders []struct {
			Number  string
			Total   int64
			Address map[string]any
			Goods   []struct {
				Title    string
				Quantity int64
				Total    int64
			}
		}
	}
	answer := d.JSON(webtest.Call{Who: d.Buyer, Method: http.MethodGet, Path: "/account/data.json"}, http.StatusOK, &copied)
	if len(copied.Orders) != 2 || copied.Orders[0].Number != second.Number || copied.Orders[1].Number != first.Number || strings.Contains(answer.Body, other.Number) {
		t.Fatalf("%s", answer.Body)
	}
	goods := copied.Orders[1].Goods
	if len(goods) != 2 || copied.Orders[1].Address["line"] != webtest.Address["line"] {
		t.Fatalf("%s", answer.Body)
	}
	for _, g := range goods {
		if g.Title == "" || g.Quantity != 1 || g.Total <= 0 {
			t.Errorf("%+v", g)
		}
	}
}
