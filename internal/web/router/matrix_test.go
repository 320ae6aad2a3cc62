package router_test

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/catalog"
	"lapak/internal/exportready"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/payments/sandbox"
	"lapak/internal/web/pages/assets"
	"lapak/internal/web/webtest"
)

// who are the columns of the matrix, in this order.
var who = []string{"stranger", "buyer", "other-buyer", "owner", "other-owner", "verifier", "finance", "admin", "mentor", "far-mentor", "organizer", "other-organizer"}

// matrix says what each route answers to whom about one thing: the buyer's cart and order, the owner's shop, the application and the
// transfer that wait. What is not theirs is 404 to everybody else, and 401 to strangers where only accounts may ask at all. A row is the
// statuses of all columns, or one status for everybody. Mentors and organizers get what the other buyer gets where a row does not name them. A route that changes things is asked with a body that is refused (422, 400, 409)
// by those who may use it, so that the rows stay independent; "-" is not asked.
var matrix = map[string]string{
	"GET /healthz":                  "200",
	"GET /readyz":                   "200",
	"GET /media/:key":               "200",
	"HEAD /media/:key":              "200",
	"POST /webhooks/:method":        "400",
	"GET /api":                      "200",
	"GET /api/reference.css":        "200",
	"GET /api/v1/openapi.json":      "200",
	"GET /api/v1/products":          "200",
	"GET /api/v1/products/:product": "200",
	"GET /api/v1/shops":             "200",
	"GET /api/v1/shops/:shop":       "200",
	"GET /api/v1/categories":        "200",
	"GET /api/v1/districts":         "200",
	"GET /api/v1/regions":           "200",
	"GET /api/v1/export/catalogue":  "200",
	"GET /api/v1/invest":            "200",
	"GET /api/v1/invest/:group":     "200",

	"GET /api/v1/products/:product/export-readiness": "200",
	"GET /api/v1/shops/:shop/export-readiness":       "200",
	"GET /api/v1/export/coverage":                    "200",
	"GET /api/v1/export/rules":                       "200",
	"GET /api/v1/export/rules/:rule":                 "200",
	"GET /api/v1/export/hs-codes":                    "200",
	"GET /evidence/:id/file":                         "404", // without a link of one's own

	"POST /api/v1/accounts":           "422",
	"POST /api/v1/sessions/codes":     "422",
	"POST /api/v1/sessions":           "422",
	"DELETE /api/v1/sessions/current": "204",
	"POST /api/v1/passwords/reset":    "422",
	"GET /api/v1/me":                  "401 200 200 200 200 200 200 200",
	"PATCH /api/v1/me":                "401 422 422 422 422 422 422 422",
	"POST /api/v1/me/confirmation":    "401 409 409 409 409 409 409 409", // confirmed already
	"GET /api/v1/tokens":              "401 200 200 200 200 200 200 200",
	"POST /api/v1/tokens":             "401 422 422 422 422 422 422 422",
	"DELETE /api/v1/tokens/:id":       "401 404 404 404 404 404 404 404", // the platform's own, nobody's here

	"POST /api/v1/carts":                              "201",
	"GET /api/v1/carts/:id":                           "404 200 404 404 404 404 404 404",
	"PUT /api/v1/carts/:id/items/:variant_id":         "404 200 404 404 404 404 404 404",
	"DELETE /api/v1/carts/:id/items/:variant_id":      "404 200 404 404 404 404 404 404",
	"POST /api/v1/carts/:id/quote":                    "404 200 404 404 404 404 404 404",
	"POST /api/v1/orders":                             "404 422 404 404 404 404 404 404",
	"GET /api/v1/orders":                              "401 200 200 200 200 200 200 200",
	"GET /api/v1/orders/:number":                      "404 200 404 404 404 404 404 404",
	"POST /api/v1/orders/:number/payment":             "404 409 404 404 404 404 404 404",
	"POST /api/v1/orders/:number/proof":               "404 409 404 404 404 404 404 404",
	"POST /api/v1/orders/:number/cancel":              "404 409 404 404 404 404 404 404",
	"POST /api/v1/orders/:number/shops/:shop/confirm": "404 409 404 404 404 404 404 404",

	"POST /api/v1/inquiries":                  "422",
	"GET /api/v1/inquiries":                   "401 200 200 200 200 200 200 200",
	"GET /api/v1/inquiries/:number":           "404 200 404 404 404 404 404 404",
	"POST /api/v1/inquiries/:number/messages": "404 422 404 404 404 404 404 404",
	"POST /api/v1/inquiries/:number/close":    "404 422 404 404 404 404 404 404",

	"POST /api/v1/shops":                                                   "401 422 422 422 422 422 422 422",
	"GET /api/v1/seller/shops/:shop":                                       "401 404 404 200 404 404 404 404",
	"PATCH /api/v1/seller/shops/:shop":                                     "401 404 404 422 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/image":                                "401 404 404 422 404 404 404 404",
	"PATCH /api/v1/seller/shops/:shop/image":                               "401 404 404 404 404 404 404 404", // no picture yet
	"DELETE /api/v1/seller/shops/:shop/image":                              "401 404 404 204 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/products":                              "401 404 404 200 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/products":                             "401 404 404 422 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/products/:product":                     "401 404 404 200 404 404 404 404",
	"PATCH /api/v1/seller/shops/:shop/products/:product":                   "401 404 404 422 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/products/:product/variants":           "401 404 404 422 404 404 404 404",
	"PATCH /api/v1/seller/shops/:shop/products/:product/variants/:id":      "401 404 404 422 404 404 404 404",
	"DELETE /api/v1/seller/shops/:shop/products/:product/variants/:id":     "401 404 404 409 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/products/:product/variants/:id/stock": "401 404 404 409 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/products/:product/images":             "401 404 404 422 404 404 404 404",
	"PATCH /api/v1/seller/shops/:shop/products/:product/images/:id":        "401 404 404 200 404 404 404 404",
	"DELETE /api/v1/seller/shops/:shop/products/:product/images/:id":       "401 404 404 409 404 404 404 404",
	"PUT /api/v1/seller/shops/:shop/products/:product/images/order":        "401 404 404 422 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/products/:product/export":              "401 404 404 200 404 404 404 404",
	"PUT /api/v1/seller/shops/:shop/products/:product/export":              "401 404 404 422 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/export":                                "401 404 404 200 404 404 404 404",
	"PUT /api/v1/seller/shops/:shop/export":                                "401 404 404 422 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/evidence":                              "401 404 404 200 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/evidence":                             "401 404 404 422 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/evidence/:id/file":                     "401 404 404 302 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/orders":                                "401 404 404 200 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/orders/:number":                        "401 404 404 200 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/orders/:number/accept":                "401 404 404 409 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/orders/:number/reject":                "401 404 404 409 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/orders/:number/pack":                  "401 404 404 409 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/orders/:number/ship":                  "401 404 404 409 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/orders/:number/ready":                 "401 404 404 409 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/orders/:number/collect":               "401 404 404 422 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/orders/:number/paid":                  "401 404 404 409 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/balance":                               "401 404 404 200 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/statement":                             "401 404 404 200 404 404 404 404",

	"GET /api/v1/seller/shops/:shop/inquiries":                   "401 404 404 200 404 404 404 404",
	"GET /api/v1/seller/shops/:shop/inquiries/:number":           "401 404 404 200 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/inquiries/:number/messages": "401 404 404 422 404 404 404 404",
	"POST /api/v1/seller/shops/:shop/inquiries/:number/close":    "401 404 404 422 404 404 404 404",

	"GET /api/v1/office/shops":                 "401 403 403 403 403 200 403 200",
	"POST /api/v1/office/shops/:shop/approve":  "401 403 403 403 403 409 403 409",
	"POST /api/v1/office/shops/:shop/reject":   "401 403 403 403 403 409 403 409",
	"GET /api/v1/office/payments":              "401 403 403 403 403 403 200 200",
	"GET /api/v1/office/payments/:id/proof":    "401 403 403 403 403 403 200 200",
	"POST /api/v1/office/payments/:id/confirm": "401 403 403 403 403 403 200 200",
	"POST /api/v1/office/payments/:id/refuse":  "401 403 403 403 403 403 409 409",

	// The paper is the curators' to judge; the verifier is of another office.
	"GET /api/v1/office/evidence":                    "401 403 403 403 403 200 403 200",
	"GET /api/v1/office/evidence/:id/file":           "401 404 404 404 404 404 404 302",
	"POST /api/v1/office/evidence/:id/verdict":       "401 404 404 404 404 404 404 422",
	"POST /api/v1/office/export/rules/:rule/confirm": "401 403 403 403 403 422 403 422",
	"GET /api/v1/office/inquiries":                   "401 403 403 403 403 200 403 200",
	"GET /api/v1/office/inquiries/:number":           "401 404 404 404 404 200 404 200",
	"POST /api/v1/office/inquiries/:number/messages": "401 404 404 404 404 422 404 422",
	"POST /api/v1/office/inquiries/:number/close":    "401 404 404 404 404 422 404 422",
}

// bodies are what the changing routes are asked with; the others carry none.
var bodies = map[string]any{
	"POST /api/v1/accounts": `{"email": "x", "password": "y"}`, "POST /api/v1/sessions/codes": `{"phone": "x"}`, "POST /api/v1/sessions": `{}`,
	"POST /api/v1/passwords/reset": `{}`, "PATCH /api/v1/me": `{"name": "` + strings.Repeat("x", 500) + `"}`, "POST /api/v1/tokens": `{"name": ""}`,
	"PUT /api/v1/carts/:id/items/:variant_id": `{"quantity": 1}`, "POST /api/v1/carts/:id/quote": `{}`,
	"POST /api/v1/orders/:number/payment": `{"payment_method": "sandbox"}`, "POST /api/v1/orders/:number/proof": webtest.Upload{File: []byte("x")},
	"POST /api/v1/orders/:number/cancel": `{"reason": ""}`,
	"POST /api/v1/shops":                 `{"name": "", "district": "x", "village": "x", "phone": "x"}`,
	"PATCH /api/v1/seller/shops/:shop":   `{"district": "nowhere"}`, "POST /api/v1/seller/shops/:shop/products": `{"title": "x", "category": "nothing"}`,
	"POST /api/v1/seller/shops/:shop/image":                                webtest.Upload{Fields: map[string]string{"alt": "x"}},
	"PATCH /api/v1/seller/shops/:shop/image":                               `{"alt": "Bengkel"}`,
	"POST /seller/:shop/image":                                             webtest.Upload{Fields: map[string]string{"alt": "x"}},
	"PATCH /api/v1/seller/shops/:shop/products/:product":                   `{"category": "nothing"}`,
	"POST /api/v1/seller/shops/:shop/products/:product/variants":           `{"price": 1000, "weight_grams": 10, "sku": "!"}`,
	"PATCH /api/v1/seller/shops/:shop/products/:product/variants/:id":      `{"sku": "!"}`,
	"POST /api/v1/seller/shops/:shop/products/:product/variants/:id/stock": `{"delta": -100000, "reason": "damaged"}`,
	"POST /api/v1/seller/shops/:shop/products/:product/images":             webtest.Upload{Fields: map[string]string{"alt": "x"}},
	"PATCH /api/v1/seller/shops/:shop/products/:product/images/:id":        `{"alt": "Biji kopi"}`,
	"PUT /api/v1/seller/shops/:shop/products/:product/images/order":        `{"images": []}`,
	"PUT /api/v1/seller/shops/:shop/products/:product/export":              `{"facts": {"hs6": "09012"}}`,
	"PUT /api/v1/seller/shops/:shop/export":                                `{"facts": {"nothing": 1}}`,
	"POST /api/v1/seller/shops/:shop/evidence":                             webtest.Upload{Fields: map[string]string{"criterion": "S-1"}},
	"POST /api/v1/office/evidence/:id/verdict":                             `{"verdict": "rejected"}`,
	"POST /api/v1/office/export/rules/:rule/confirm":                       `{"source": ""}`,
	"POST /api/v1/inquiries/:number/messages":                              `{"message": ""}`,
	"POST /api/v1/inquiries/:number/close":                                 `{"outcome": "no_capacity"}`,
	"POST /api/v1/seller/shops/:shop/inquiries/:number/messages":           `{"message": ""}`,
	"POST /api/v1/seller/shops/:shop/inquiries/:number/close":              `{"outcome": "withdrawn"}`,
	"POST /api/v1/office/inquiries/:number/messages":                       `{"message": ""}`,
	"POST /api/v1/office/inquiries/:number/close":                          `{"outcome": "withdrawn"}`,
	"POST /api/v1/seller/shops/:shop/orders/:number/reject":                `{"reason": "habis"}`,
	"POST /api/v1/seller/shops/:shop/orders/:number/ship":                  `{"courier": "JNE"}`,
	"POST /api/v1/seller/shops/:shop/orders/:number/collect":               `{"code": "000000"}`,
	"POST /api/v1/office/shops/:shop/reject":                               `{"reason": "sudah disetujui"}`,
	"POST /api/v1/office/payments/:id/refuse":                              `{"reason": "tidak ada di rekening"}`,
	"POST /webhooks/:method":                                               `{}`,
	"POST /orders/:number/proof":                                           webtest.Upload{File: webtest.Picture(3)},
	"POST /seller/:shop/products/:product/images":                          webtest.Upload{Fields: map[string]string{"alt": "x"}},
}

// things are what the routes' parameters name.
type things struct {
	address *strings.Replacer
	cart    string
	spare   func(webtest.Person) string // makes another token of a person
}

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	people := []webtest.Person{w.Stranger, w.Buyer, w.OtherBuyer, w.Owner, w.OtherOwner, w.Verifier, w.Finance, w.Admin, w.Mentor, w.FarMentor, w.Organizer, w.OtherOrganizer}
	known := makeThings(t, w)
	all := maps.Clone(matrix)
	maps.Copy(all, pageMatrix)
	maps.Copy(all, mentoringMatrix)
	maps.Copy(all, festivalMatrix)
	rows := map[string]bool{}
	for _, route := range w.Engine.Routes() {
		name := route.Method + " " + route.Path
		rows[name] = true
		row, ok := all[name]
		if !ok {
			t.Errorf("%s has no row: say who may do what", name)
			continue
		}
		want := strings.Fields(row)
		if len(want) == 1 {
			want = slices.Repeat(want, len(who))
		}
		for len(want) < len(who) {
			want = append(want, want[2]) // the other buyer's
		}
		harmless := func(i int) bool {
			return want[i] >= "400" || strings.HasSuffix(want[i], "=") || route.Method == http.MethodGet
		}
		before := w.Digest()
		for i := range people {
			if harmless(i) {
				known.ask(w, route, asking{people[i], want[i]})
			}
		}
		if after := w.Digest(); after != before {
			t.Errorf("%s was refused and changed something:\n%s\n%s", name, before, after)
		}
		for i := range people {
			if !harmless(i) {
				known.ask(w, route, asking{people[i], want[i]})
			}
		}
	}
	for name := range all {
		if !rows[name] {
			t.Errorf("%s has a row and is no route", name)
		}
	}
}

// asking is who asks and the status that they shall get.
type asking struct {
	who  webtest.Person
	want string
}

// ask checks one answer: a refusal of the API has a code, and one of a page is a page that shows nothing of what it refuses.
func (k things) ask(w *webtest.World, route gin.RouteInfo, a asking) {
	w.Helper()
	name := route.Method + " " + route.Path
	answer := w.Do(k.call(name, route.Path, a.who))
	if strconv.Itoa(answer.Status) != strings.TrimSuffix(a.want, "=") {
		w.Errorf("%s by %s: %d, want %s: %s", name, a.who.Name, answer.Status, a.want, answer.Body)
	}
	if answer.Status < 400 {
		return
	}
	_, isPage := pageMatrix[name]
	if !isPage && answer.Code() == "" {
		w.Errorf("%s by %s: %d without a code: %s", name, a.who.Name, answer.Status, answer.Body)
	}
	if isPage && !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		w.Errorf("%s by %s: %d is no page: %s", name, a.who.Name, answer.Status, answer.Body)
	}
	if (answer.Status == http.StatusNotFound || answer.Status == http.StatusForbidden) && strings.Contains(answer.Body, webtest.Address["line"]) {
		w.Errorf("%s by %s: the refusal shows where the buyer lives", name, a.who.Name)
	}
}

func makeThings(t *testing.T, w *webtest.World) things {
	t.Helper()
	order := w.Place(w.Buyer, webtest.Method, w.Coffee)
	w.Pay(order)
	for _, event := range []string{"accept", "reject"} { // ended: whatever the shop or the buyer wants next is a conflict
		path := "/api/v1/seller/shops/" + w.Coffee.Slug + "/orders/" + order.Number + "/" + event
		call := webtest.Call{Who: w.Owner, Method: "POST", Path: path}
		if event == "reject" {
			call.Body = `{"reason": "gelas pecah"}`
		}
		w.JSON(call, http.StatusOK, nil)
	}
	product := w.Coffee.Products[0]
	w.Fair()
	ref := catalog.Ref{Shop: w.Coffee.Slug, Product: product.Slug} // with one variant left, which cannot be removed
	if err := w.Catalog.RemoveVariant(t.Context(), w.Owner.Actor, catalog.VariantRef{Ref: ref, ID: product.Variants[1].ID}); err != nil {
		t.Fatal(err)
	}
	transfer := w.Place(w.OtherBuyer, payments.MethodTransfer, w.Baskets)
	proof := webtest.Call{
		Who: w.OtherBuyer, Method: "POST", Path: "/api/v1/orders/" + transfer.Number + "/proof", Body: webtest.Upload{File: webtest.Picture(9)},
	}
	w.JSON(proof, http.StatusNoContent, nil)
	waiting, _, err := w.Payments.ListConfirmable(t.Context(), payments.MethodTransfer, payments.Page{Limit: 1})
	if err != nil || len(waiting) != 1 {
		t.Fatal(waiting, err)
	}
	cash := w.Fill(w.Buyer, w.Coffee)
	picture := product.Images[0]
	known := things{cart: cash.ID, spare: func(p webtest.Person) string {
		token, _, err := w.Accounts.CreateToken(t.Context(), p.Actor, "spare", time.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return token
	}}
	company, err := w.Sandbox.Open(t.Context(), sandbox.Session{Reference: uuid.NewString(), Amount: 1000, Currency: "IDR", ReturnURL: "/"})
	if err == nil {
		_, err = w.Sandbox.Expire(t.Context(), company.Ref)
	}
	if err != nil {
		t.Fatal(err)
	}
	shopOrder, accept, refund := links(t, w, order.Number)
	token, session := keys(t, w)
	spare := w.Publish(w.Coffee, catalog.NewProduct{ // what may be archived without harm to the other rows
		Texts: catalog.Texts{Title: "Kopi luwak"}, Category: "kopi", Variants: []catalog.NewVariant{{SKU: "LWK", Price: 90_000, WeightGrams: 90}},
	}).Slug
	paper, err := w.Exports.Submit(t.Context(), w.Owner.Actor, w.Coffee.Slug, exportready.NewEvidence{
		Rule: "S-3", Statement: "Terlampir.", File: bytes.NewReader(webtest.Picture(11)), // for the office that the verifier is of
	})
	if err != nil {
		t.Fatal(err)
	}
	curated := w.HandIn(w.Coffee, map[string]string{"criterion": "P-5", "product": product.Slug}, webtest.Picture(4))
	known.address = strings.NewReplacer(append(slices.Concat(mentored(t, w), celebrated(t, w)),
		"inquiries/:number", "inquiries/"+w.Ask(w.Buyer, w.Coffee).Number, "evidence/:id", "evidence/"+curated, "office/export/rules/:rule", "office/export/rules/JP-1",
		":product/publish", spare+"/publish", ":product/unpublish", spare+"/unpublish", ":product/archive", spare+"/archive",
		"account/tokens/:id", "account/tokens/"+token, "account/sessions/:id", "account/sessions/"+session, ":shopOrder", shopOrder, ":token", accept,
		":refund", refund, ":rule", "S-1", ":evidence", paper.ID.String(), ":ref", company.Ref, ":group", "kopi", ":category", "kopi", ":verdict", "approve", ":verb", "accept",
		":account", w.Owner.AccountID.String(), ":image/", picture.ID.String()+"/", ":payment/", waiting[0].ID.String()+"/", "*name", path.Base(assets.Path("app.css")),
		":key", picture.Renditions[0].Key, ":method", webtest.Method, ":product", product.Slug, ":shop", w.Coffee.Slug, ":number", order.Number,
		":variant_id", product.Variants[0].ID.String(), ":variant", product.Variants[0].ID.String(), ":image", picture.ID.String(), "{variant}", product.Variants[0].ID.String(), "{cart}", cash.ID, "carts/:id", "carts/"+cash.ID, "variants/:id", "variants/"+product.Variants[0].ID.String(),
		"images/:id", "images/"+picture.ID.String(), "payments/:id", "payments/"+waiting[0].ID.String(), ":id", uuid.NewString(),
	)...)
	return known
}

// links are the shop's part of an order, the token of the link that accepts it, and the refund of its end.
func links(t *testing.T, w *webtest.World, number string) (shopOrder, token, refund string) {
	t.Helper()
	order, err := w.Orders.Find(t.Context(), orders.Reader{Actor: w.Buyer.Actor}, number)
	if err != nil {
		t.Fatal(err)
	}
	link := w.Orders.AcceptLink(order.Shops[0])
	if err := w.DB.GetContext(t.Context(), &refund, `SELECT id FROM refunds`); err != nil {
		t.Fatal(err)
	}
	return order.Shops[0].ID.String(), path.Base(link), refund
}

// keys are an API token of the buyer's and a session, beside those that the test uses.
func keys(t *testing.T, w *webtest.World) (token, session string) {
	t.Helper()
	_, made, err := w.Accounts.CreateToken(t.Context(), w.Buyer.Actor, "laptop", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	w.JSON(webtest.Call{Method: "POST", Path: "/api/v1/sessions", Body: map[string]string{"email": w.Buyer.Email, "password": webtest.Password}}, http.StatusCreated, nil)
	sessions, err := w.Accounts.ListSessions(t.Context(), w.Buyer.Actor, "")
	if err != nil || len(sessions) != 1 {
		t.Fatal(sessions, err)
	}
	return made.ID.String(), sessions[0].ID
}

func (k things) call(name, path string, person webtest.Person) webtest.Call {
	method, _, _ := strings.Cut(name, " ")
	call := webtest.Call{Who: person, Method: method, Path: k.address.Replace(path), Body: bodies[name]}
	if _, isPage := pageMatrix[name]; isPage && method == http.MethodPost && call.Body == nil {
		form := url.Values{}
		for field, values := range forms[name] {
			form.Set(field, k.address.Replace(values[0]))
		}
		if name == "POST /login" { // an account each: the tries for one are limited
			form.Set("email", person.Name+"-nobody@lapak.test")
		}
		call.Body = form
	}
	if name == "DELETE /api/v1/sessions/current" && person.Token != "" { // it ends the token that asks: one of its own
		call.Who.Token = k.spare(person)
	}
	if name == "POST /api/v1/inquiries" {
		call.Header, call.Body = map[string]string{"Idempotency-Key": uuid.NewString()}, map[string]string{"name": "Pembeli", "country": "XX", "email": "x", "message": ""}
	}
	if name == "POST /api/v1/orders" {
		call.Header = map[string]string{"Idempotency-Key": uuid.NewString()}
		call.Body = map[string]any{
			"cart_id": k.cart, "contact": map[string]string{"name": "Pembeli", "phone": "0812-0000-0099"}, "shipping": []any{map[string]string{"shop": "x", "option": "y"}},
			"payment_method": "sandbox",
		}
	}
	return call
}
