package webtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Call is one request.
type Call struct {
	Who    Person
	Method string
	Path   string
	Body   any // a string or bytes as they are, url.Values as a page's form, an Upload, anything else as JSON; nil for none
	Header map[string]string
}

// Upload is a form with a file.
type Upload struct {
	File   []byte
	Fields map[string]string
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Do sends a request through the router.
func (w *World) Do(c Call) Answer {
	w.Helper()
	body, kind := w.encode(c.Body)
	r := httptest.NewRequestWithContext(w.Context(), c.Method, c.Path, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if c.Who.Token != "" {
		r.Header.Set("Authorization", "Bearer "+c.Who.Token)
	}
	for name, value := range c.Header {
		r.Header.Set(name, value)
	}
	out := httptest.NewRecorder()
	w.Handler.ServeHTTP(out, r)
	return Answer{out.Code, out.Header(), out.Body.String()}
}

func (w *World) encode(body any) (io.Reader, string) {
	switch b := body.(type) {
	case nil:
		return http.NoBody, ""
	case string:
		return strings.NewReader(b), "application/json"
	case []byte:
		return bytes.NewReader(b), "application/json"
	case url.Values:
		return strings.NewReader(b.Encode()), "application/x-www-form-urlencoded"
	case Upload:
		raw, kind := w.Form(b)
		return bytes.NewReader(raw), kind
	}
	raw, err := json.Marshal(body)
	w.must(err)
	return bytes.NewReader(raw), "application/json"
}

// Form writes a form with a file as a browser sends it, and names its content type.
func (w *World) Form(u Upload) (body []byte, contentType string) {
	w.Helper()
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	for name, value := range u.Fields {
		w.must(parts.WriteField(name, value))
	}
	if u.File != nil {
		file, err := parts.CreateFormFile("file", "picture.jpg")
		w.must(err)
		_, err = file.Write(u.File)
		w.must(err)
	}
	w.must(parts.Close())
	return form.Bytes(), parts.FormDataContentType()
}

// Code is the problem's code, or empty.
func (a Answer) Code() string {
	var p struct {
		Code string `json:"code"`
	}
	if json.Unmarshal([]byte(a.Body), &p) != nil {
		return ""
	}
	return p.Code
}

// Field is the code of a wrong field at a location, or empty.
func (a Answer) Field(location string) string {
	var p struct {
		Errors []struct{ Location, Code string } `json:"errors"`
	}
	if json.Unmarshal([]byte(a.Body), &p) != nil {
		return ""
	}
	for _, f := range p.Errors {
		if f.Location == location {
			return f.Code
		}
	}
	return ""
}

// JSON is one call whose answer must have a status; its body is read into out, which may be nil.
func (w *World) JSON(c Call, status int, out any) Answer {
	w.Helper()
	answer := w.Do(c)
	if answer.Status != status {
		w.Fatalf("%s %s by %q: %d, want %d: %s", c.Method, c.Path, c.Who.Name, answer.Status, status, answer.Body)
	}
	if out != nil {
		if err := json.Unmarshal([]byte(answer.Body), out); err != nil {
			w.Fatalf("%s %s: %v in %s", c.Method, c.Path, err, answer.Body)
		}
	}
	return answer
}

// Cart is a basket as its buyer holds it.
type Cart struct {
	ID    string `json:"id"`
	Token string `json:"token"`
}

// Fill makes a basket with one unit of each product's first variant.
func (w *World) Fill(who Person, from ...Shop) Cart {
	w.Helper()
	var basket Cart
	w.JSON(Call{Who: who, Method: "POST", Path: "/api/v1/carts"}, http.StatusCreated, &basket)
	for _, shop := range from {
		path := fmt.Sprintf("/api/v1/carts/%s/items/%s", basket.ID, shop.Products[0].Variants[0].ID)
		w.JSON(Call{who, "PUT", path, `{"quantity": 1}`, map[string]string{"X-Cart-Token": basket.Token}}, http.StatusOK, nil)
	}
	return basket
}

// Address is a home in the region.
var Address = map[string]string{
	"line": "Jalan Barong 5", "village": "Kemiren", "district": "Glagah", "regency": "Kabupaten Banyuwangi", "province": "Jawa Timur",
	"postal_code": "68432", "country": "ID",
}

// NewOrder is the faultless body that orders a basket from these shops.
func NewOrder(basket Cart, method string, from ...Shop) map[string]any {
	var shipping []map[string]string
	for _, shop := range from {
		shipping = append(shipping, map[string]string{"shop": shop.Slug, "option": "reguler"})
	}
	return map[string]any{
		"cart_id": basket.ID, "contact": map[string]string{"name": "Pembeli", "phone": "0812-0000-0099"}, "address": Address,
		"shipping": shipping, "payment_method": method, "language": "id",
	}
}

// Order is an order as its buyer was told of it.
type Order struct {
	Number  string `json:"number"`
	State   string `json:"state"`
	Token   string `json:"token"`
	Total   int64  `json:"total"`
	Payment *struct {
		URL string `json:"url"`
	} `json:"payment"`
}

// Place orders one unit from each shop.
func (w *World) Place(who Person, method string, from ...Shop) Order {
	w.Helper()
	basket := w.Fill(who, from...)
	var made Order
	w.JSON(Call{who, "POST", "/api/v1/orders", NewOrder(basket, method, from...), map[string]string{
		"Idempotency-Key": uuid.NewString(), "X-Cart-Token": basket.Token,
	}}, http.StatusCreated, &made)
	return made
}

// Pay pays an order at the company and delivers its news through the webhook.
func (w *World) Pay(order Order) {
	w.Helper()
	w.must(w.Company.Pay(order.Payment.URL[strings.LastIndex(order.Payment.URL, "/")+1:]))
	for _, d := range w.Company.Deliveries() {
		call := Call{Method: "POST", Path: "/webhooks/" + Method, Body: d.Body, Header: map[string]string{}}
		for name := range d.Header {
			call.Header[name] = d.Header.Get(name)
		}
		w.JSON(call, http.StatusNoContent, nil)
	}
	waiting, err := w.Payments.ListUnfinishedEvents(w.Context(), time.Now().Add(time.Hour), 100)
	w.must(err)
	for _, event := range waiting {
		w.must(w.Checkout.HandleEvent(w.Context(), event))
	}
}

// Digest is the fingerprint of everything that buyers, shops and the office own: a refusal leaves it as it was.
func (w *World) Digest() string {
	w.Helper()
	tables := []string{
		"accounts", "account_roles", "api_tokens", "shops", "shop_members", "products", "product_translations", "product_images", "variants",
		"stock_levels", "stock_movements", "stock_reservations", "carts", "cart_items", "order_groups", "shop_orders", "order_lines",
		"order_events", "payments", "refunds", "ledger_entries", "export_rulebooks", "export_confirmations", "export_shops", "export_products",
		"export_evidence", "export_changes", "inquiries", "inquiry_messages",
	}
	var parts []string
	for _, table := range tables {
		except := ""
		if table == "api_tokens" {
			except = " - 'last_used_at'"
		}
		parts = append(parts, fmt.Sprintf(`SELECT '%[1]s' AS name, coalesce(md5(string_agg(row, '|' ORDER BY row)), '') AS sum
			FROM (SELECT (to_jsonb(t)%[2]s)::text AS row FROM %[1]s t) r`, table, except))
	}
	var digest string
	query := `SELECT string_agg(name || ' ' || sum, E'\n' ORDER BY name) FROM (` + strings.Join(parts, " UNION ALL ") + `) t`
	w.must(w.DB.GetContext(w.Context(), &digest, query))
	return digest
}
