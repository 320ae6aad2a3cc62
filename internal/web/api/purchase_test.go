package api_test

import (
	"net/http"
	"strings"
	"testing"

	"lapak/internal/web/webtest"
)

func TestAGuestBuysFromTwoShopsAndEachShopSeesItsOwnPart(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	order := w.Place(w.Stranger, webtest.Method, w.Coffee, w.Baskets)
	if want := int64(45_000 + 15_000 + 2*9_000); order.Total != want {
		t.Errorf("total %d, want %d", order.Total, want)
	}
	w.Pay(order)
	var shown struct {
		State string
		Shops []struct {
			Shop, State string
			Items       []struct {
				Quantity  int64 `json:"quantity"`
				UnitPrice int64 `json:"unit_price"`
			}
		}
		Timeline []struct{ Event string }
	}
	guest := map[string]string{"X-Order-Token": order.Token}
	w.JSON(webtest.Call{Method: "GET", Path: "/api/v1/orders/" + order.Number, Header: guest}, http.StatusOK, &shown)
	if shown.State != "paid" || len(shown.Shops) != 2 || shown.Shops[0].State != "new" || len(shown.Timeline) < 3 {
		t.Errorf("%+v", shown)
	}
	for _, own := range []struct{ mine, other webtest.Shop }{{w.Coffee, w.Baskets}, {w.Baskets, w.Coffee}} {
		for _, path := range []string{"", "/" + order.Number} {
			answer := w.JSON(webtest.Call{Who: own.mine.Owner, Method: "GET", Path: desk(own.mine, "/orders"+path)}, http.StatusOK, nil)
			if !strings.Contains(answer.Body, order.Number) || strings.Contains(answer.Body, own.other.Products[0].Title) {
				t.Errorf("%s sees %s", own.mine.Slug, answer.Body)
			}
		}
	}
	told := w.JSON(webtest.Call{Who: w.Owner, Method: "GET", Path: desk(w.Coffee, "/orders/"+order.Number)}, http.StatusOK, nil)
	for _, part := range []string{`"village":"Kemiren"`, `"phone":"+6281200000099"`, `"shipping":9000`, `"total":54000`} {
		if !strings.Contains(told.Body, part) {
			t.Errorf("the shop is not told %s: %s", part, told.Body)
		}
	}
	move := func(event string, body any) webtest.Answer {
		return w.Do(webtest.Call{Who: w.Owner, Method: "POST", Path: desk(w.Coffee, "/orders/"+order.Number+"/"+event), Body: body})
	}
	if answer := move("ship", `{"courier": "JNE"}`); answer.Status != http.StatusConflict || answer.Code() != "transition_not_allowed" {
		t.Errorf("shipped before it was accepted: %d %s", answer.Status, answer.Body)
	}
	for _, step := range []struct{ event, body string }{{"accept", ""}, {"pack", ""}, {"ship", `{"courier": "JNE", "tracking": "JP1"}`}} {
		var body any
		if step.body != "" {
			body = step.body
		}
		if answer := move(step.event, body); answer.Status != http.StatusOK {
			t.Fatalf("%s: %d %s", step.event, answer.Status, answer.Body)
		}
	}
	confirm := webtest.Call{Method: "POST", Path: "/api/v1/orders/" + order.Number + "/shops/" + w.Coffee.Slug + "/confirm", Header: guest}
	if answer := w.JSON(confirm, http.StatusOK, nil); !strings.Contains(answer.Body, `"completed"`) {
		t.Errorf("confirmed: %s", answer.Body)
	}
}

func desk(shop webtest.Shop, path string) string { return "/api/v1/seller/shops/" + shop.Slug + path }
