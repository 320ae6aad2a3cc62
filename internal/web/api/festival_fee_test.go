package api_test

import (
	"net/http"
	"strings"
	"testing"

	"lapak/internal/festivals"
	"lapak/internal/festivals/festivalstest"
	"lapak/internal/web/webtest"
)

func TestATransferOfAStallFeeIsProvedAndConfirmed(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	plan := festivalstest.Coming(w.Organizer.Actor)
	festivalstest.Make(t, w.DB, plan)
	a, err := w.Festivals.Apply(t.Context(), w.Owner.Actor, plan.Slug, festivals.NewApplication{
		Shop: w.Coffee.Slug, Zone: "kuliner", Products: []string{w.Coffee.Products[0].Slug},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Festivals.Accept(t.Context(), w.Organizer.Actor, festivals.Decided{Festival: plan.Slug, ID: a.ID}); err != nil {
		t.Fatal(err)
	}
	path := "/api/v1/festivals/" + plan.Slug + "/applications/" + a.ID.String()
	prove := webtest.Call{Who: w.Owner, Method: "POST", Path: path + "/proof", Body: webtest.Upload{File: webtest.Picture(5)}}
	before := w.Digest()
	if refused := w.JSON(prove, http.StatusConflict, nil); refused.Code() != "payment_closed" {
		t.Errorf("a proof without a transfer: %s", refused.Body)
	}
	w.JSON(webtest.Call{Who: w.OtherOwner, Method: "POST", Path: prove.Path, Body: prove.Body}, http.StatusNotFound, nil)
	if w.Digest() != before {
		t.Error("a refused proof changed something")
	}
	pay := func() {
		t.Helper()
		w.JSON(webtest.Call{Who: w.Owner, Method: "POST", Path: path + "/payment", Body: map[string]string{"payment_method": "transfer"}}, http.StatusOK, nil)
	}
	pay()
	if page := w.Do(webtest.Call{Who: w.Owner, Method: "GET", Path: "/seller/" + w.Coffee.Slug + "/applications/" + a.ID.String()}); !strings.Contains(page.Body, `action="/seller/`+w.Coffee.Slug+`/applications/`+a.ID.String()+`/proof"`) {
		t.Error("the shop's page asks for no proof")
	}
	w.JSON(prove, http.StatusNoContent, nil)
	var waiting struct {
		Items []struct {
			ID, Number, Subject, Proof string
			Amount                     int64
		}
	}
	w.JSON(webtest.Call{Who: w.Finance, Method: "GET", Path: "/api/v1/office/payments"}, http.StatusOK, &waiting)
	if len(waiting.Items) != 1 || waiting.Items[0].Subject != "stall_fee" || waiting.Items[0].Number != plan.Slug+"/"+w.Coffee.Slug {
		t.Fatalf("%+v", waiting)
	}
	if shown := w.JSON(webtest.Call{Who: w.Finance, Method: "GET", Path: waiting.Items[0].Proof}, http.StatusOK, nil); shown.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the proof: %v", shown.Header)
	}
	page := w.Do(webtest.Call{Who: w.Finance, Method: "GET", Path: "/office/payments"})
	if !strings.Contains(page.Body, `href="/festivals/`+plan.Slug+`"`) || strings.Contains(page.Body, "/office/orders/"+plan.Slug) {
		t.Error("a stall fee does not lead to its festival")
	}
	if !strings.Contains(page.Body, "/office/payments/"+waiting.Items[0].ID+"/proof") {
		t.Error("the desk of finance is without the proof")
	}
	if page := w.Do(webtest.Call{Who: w.Owner, Method: "GET", Path: "/seller/" + w.Coffee.Slug + "/applications/" + a.ID.String()}); !strings.Contains(page.Body, "tempat Anda tetap disimpan walau batas bayarnya lewat") {
		t.Error("the shop is not told that its place is held")
	}
	refuse := webtest.Call{Who: w.Finance, Method: "POST", Path: "/api/v1/office/payments/" + waiting.Items[0].ID + "/refuse", Body: map[string]string{"reason": " "}}
	w.JSON(refuse, http.StatusUnprocessableEntity, nil)
	refuse.Body = map[string]string{"reason": "Tidak ada di rekening koran."}
	w.JSON(refuse, http.StatusNoContent, nil)
	w.JSON(refuse, http.StatusConflict, nil)
	if page := w.Do(webtest.Call{Who: w.Owner, Method: "GET", Path: "/seller/" + w.Coffee.Slug + "/applications/" + a.ID.String()}); !strings.Contains(page.Body, "Tidak ada di rekening koran.") || strings.Contains(page.Body, "tetap disimpan") {
		t.Error("the shop does not read why finance refused")
	}
	confirm := webtest.Call{Who: w.Owner, Method: "POST", Path: "/api/v1/office/payments/" + waiting.Items[0].ID + "/confirm"}
	w.JSON(confirm, http.StatusForbidden, nil)
	confirm.Who = w.Finance
	var confirmed struct {
		Subject, Number, State, Currency string
		Total                            int64
		Applied                          bool
	}
	w.JSON(confirm, http.StatusOK, &confirmed)
	if confirmed.Subject != "stall_fee" || confirmed.Number != plan.Slug+"/"+w.Coffee.Slug || confirmed.State != "confirmed" || confirmed.Total != 250_000 ||
		confirmed.Currency != "IDR" || !confirmed.Applied {
		t.Errorf("%+v", confirmed)
	}
}
