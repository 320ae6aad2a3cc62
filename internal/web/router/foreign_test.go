package router_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lapak/internal/exportready"
	"lapak/internal/mentoring"
	"lapak/internal/web/webtest"
)

// TestAnothersThingsAreNotFoundAtOnesOwnDesk names, in every address below the owner's own shop, one thing at a time that is another shop's.
func TestAnothersThingsAreNotFoundAtOnesOwnDesk(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	mine, theirs := w.Coffee.Products[0], w.Baskets.Products[0]
	own := strings.NewReplacer(
		":shop", w.Coffee.Slug, ":product", mine.Slug, ":variant", mine.Variants[0].ID.String(), ":image", mine.Images[0].ID.String(),
		"variants/:id", "variants/"+mine.Variants[0].ID.String(), "images/:id", "images/"+mine.Images[0].ID.String(), ":verb", "accept",
	)
	foreign := map[string]string{
		":number": w.Place(w.Buyer, webtest.Method, w.Baskets).Number, ":product": theirs.Slug, ":variant": theirs.Variants[0].ID.String(),
		":image": theirs.Images[0].ID.String(), ":account": w.Buyer.AccountID.String(), "variants/:id": "variants/" + theirs.Variants[0].ID.String(),
		"images/:id": "images/" + theirs.Images[0].ID.String(),
	}
	foreign[":request"] = foreignRequest(t, w)
	before, asked := w.Digest(), 0
	for _, route := range w.Engine.Routes() {
		if !strings.HasPrefix(route.Path, "/seller/:shop/") {
			continue
		}
		for part, thing := range foreign {
			if !strings.Contains(route.Path, part) {
				continue
			}
			asked++
			call := webtest.Call{Who: w.Owner, Method: route.Method, Path: own.Replace(strings.Replace(route.Path, part, thing, 1))}
			if route.Method == http.MethodPost {
				call.Body = foreignForm
			}
			if strings.HasSuffix(route.Path, "/images") {
				call.Body = webtest.Upload{File: webtest.Picture(5)}
			}
			if answer := w.Do(call); answer.Status != http.StatusNotFound || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
				t.Errorf("%s %s: %d, want the page of 404: %s", call.Method, call.Path, answer.Status, answer.Body)
			}
		}
	}
	if asked < 15 {
		t.Errorf("only %d addresses name a thing", asked)
	}
	if w.Digest() != before {
		t.Error("a refusal changed something")
	}
}

// foreignRequest is what the other owner asks a mentor.
func foreignRequest(t *testing.T, w *webtest.World) string {
	t.Helper()
	in := true
	if _, err := w.Exports.SetShop(t.Context(), w.OtherOwner.Actor, w.Baskets.Slug, exportready.Input{OptedIn: &in}); err != nil {
		t.Fatal(err)
	}
	asked, err := w.Help.Ask(t.Context(), w.OtherOwner.Actor, w.Baskets.Slug, mentoring.NewHelp{Rule: "S-1"})
	if err != nil {
		t.Fatal(err)
	}
	return asked.ID.String()
}

// foreignForm would do for every form of the desk.
var foreignForm = url.Values{
	"delta": {"1"}, "reason": {"restock"}, "alt": {"Besek"}, "to": {"0"}, "title": {"Besek"}, "description": {"Anyaman"}, "category": {"anyaman"},
	"variant_title_0": {"sedang"}, "price_0": {"15000"}, "weight_grams_0": {"200"},
}

func TestLinksOpenNothingElse(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	order := w.Place(w.Buyer, webtest.Method, w.Coffee)
	before := w.Digest()
	for _, address := range []string{
		"GET /orders/" + order.Number + "?token=wrong", "GET /accept/" + uuid.NewString() + "/" + order.Token, "POST /accept/" + uuid.NewString() + "/" + order.Token,
		"GET /accept/x/y", "GET /sandbox/pay/sbx_wrong", "POST /sandbox/pay/sbx_wrong/pay", "POST /sandbox/pay/sbx_wrong/expire",
		"GET /assets/app.000000000000.css", "GET /p/nothing", "GET /s/nothing", "GET /c/nothing", "GET /nothing",
	} {
		method, path, _ := strings.Cut(address, " ")
		if answer := w.Do(webtest.Call{Method: method, Path: path}); answer.Status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", address, answer.Status)
		}
	}
	if w.Digest() != before {
		t.Error("a refusal changed something")
	}
}
