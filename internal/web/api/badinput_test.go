package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"lapak/internal/web/webtest"
)

// numbers are what a number may be mistaken for; only 1 is one that most fields take.
var numbers = []string{
	"-1", "0", "0.5", "2147483648", "9007199254740993", "9223372036854775807", "9223372036854775808", "NaN", `"1"`, `"１"`, "null", "true",
	"1e400", strings.Repeat("9", 400), "[]", "{}", "-0.0000001",
}

func TestNumbersAtTheirEdgesAreRefusedAndChangeNothing(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	basket := w.Fill(w.Buyer, w.Coffee)
	product := w.Coffee.Products[0]
	variant := product.Variants[0].ID.String()
	before := w.Digest()
	for _, field := range []struct {
		who                webtest.Person
		method, path, body string
		fine               []string
	}{
		{w.Buyer, "PUT", "/api/v1/carts/" + basket.ID + "/items/" + variant, `{"quantity": %s}`, nil},
		{w.Owner, "POST", desk(w.Coffee, "/products"), `{"title": "Kopi", "category": "kopi", "variants": [{"price": %s, "weight_grams": 1}]}`, []string{"2147483648"}},
		{w.Owner, "POST", desk(w.Coffee, "/products"), `{"title": "Kopi", "category": "kopi", "variants": [{"price": 100, "weight_grams": %s}]}`, nil},
		{w.Owner, "POST", desk(w.Coffee, "/products"), `{"title": "Kopi", "category": "kopi", "variants": [{"price": 100, "weight_grams": 1, "stock": %s}]}`, []string{"0", "null"}},
		{w.Owner, "PATCH", desk(w.Coffee, "/products/"+product.Slug+"/variants/"+variant), `{"price": %s}`, []string{"2147483648", "null"}},
		{w.Owner, "POST", desk(w.Coffee, "/products/"+product.Slug+"/variants/"+variant+"/stock"), `{"delta": %s, "reason": "damaged"}`, []string{"-1"}},
	} {
		for _, number := range numbers {
			if contains(field.fine, number) {
				continue
			}
			answer := w.Do(webtest.Call{Who: field.who, Method: field.method, Path: field.path, Body: fmt.Sprintf(field.body, number)})
			if answer.Status < 400 || answer.Status >= 500 || answer.Code() == "" {
				t.Errorf("%s %s with %.40s: %d %s", field.method, field.body, number, answer.Status, answer.Body)
			}
		}
	}
	if after := w.Digest(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
}

func contains(list []string, s string) bool {
	for _, one := range list {
		if one == s {
			return true
		}
	}
	return false
}

func TestBodiesThatAreNoneAreRefused(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	before := w.Digest()
	for _, c := range []struct {
		name, body, kind string
		status           int
		code, field      string
	}{
		{"repeated key", `{"name": "a", "name": "b"}`, "", 400, "duplicate_key", ""},
		{"repeated key without a type", `{"name": "a", "name": "b"}`, "-", 415, "unsupported_media_type", ""},
		{"another casing", `{"Name": "a"}`, "", 422, "invalid_input", "body.Name"},
		{"unknown field", `{"name": "a", "admin": true}`, "", 422, "invalid_input", "body.admin"},
		{"wrong type", `{"name": 5}`, "", 422, "invalid_input", "body.name"},
		{"list", `[]`, "", 422, "invalid_input", "body"},
		{"nothing", ``, "", 400, "body_required", ""},
		{"cut off", `{"name": `, "", 400, "malformed_json", ""},
		{"NUL", "{\"name\": \"a\\u0000\"}", "", 400, "malformed_json", ""},
		{"bad UTF-8", "{\"name\": \"a\xff\"}", "", 400, "malformed_json", ""},
		{"ten thousand deep", strings.Repeat("[", 10_000), "", 400, "malformed_json", ""},
		{"ten megabytes", `{"name": "` + strings.Repeat("x", 10<<20) + `"}`, "", 413, "body_too_large", ""},
		{"form", `name=a`, "application/x-www-form-urlencoded", 415, "unsupported_media_type", ""},
		{"plain text", `{"name": "a"}`, "text/plain", 415, "unsupported_media_type", ""},
		{"multipart", `{"name": "a"}`, "multipart/form-data; boundary=x", 415, "unsupported_media_type", ""},
		{"long text", `{"name": "` + strings.Repeat("x", 5_000) + `"}`, "", 422, "invalid_input", "body.name"},
	} {
		call := webtest.Call{Who: w.Buyer, Method: "PATCH", Path: "/api/v1/me", Body: c.body}
		if c.kind != "" {
			call.Header = map[string]string{"Content-Type": strings.Trim(c.kind, "-")}
		}
		answer := w.Do(call)
		if answer.Status != c.status || answer.Code() != c.code || c.field != "" && answer.Field(c.field) == "" {
			t.Errorf("%s: %d %s", c.name, answer.Status, answer.Body)
		}
		if kind := answer.Header.Get("Content-Type"); kind != "application/problem+json" {
			t.Errorf("%s: answered as %s", c.name, kind)
		}
	}
	if after := w.Digest(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
}

func TestWhatIsSentIsNotRepeatedInTheRefusal(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	for _, body := range []string{
		`{"email": "a@b.test", "password": ["rahasia-sekali"]}`, `{"email": "a@b.test", "password": "rahasia-sekali", "extra": "rahasia-sekali"}`,
		`{"email": 1e400, "password": "rahasia-sekali"}`,
	} {
		answer := w.Do(webtest.Call{Method: "POST", Path: "/api/v1/sessions", Body: body})
		if answer.Status != http.StatusUnprocessableEntity || strings.Contains(answer.Body, "rahasia") {
			t.Errorf("%s: %d %s", body, answer.Status, answer.Body)
		}
	}
}

// TestNoBodyReachesAColumnThatItDoesNotName adds every column of the database to every body (mass assignment).
func TestNoBodyReachesAColumnThatItDoesNotName(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	var columns []string
	const query = `SELECT DISTINCT column_name FROM information_schema.columns WHERE table_schema = 'public'`
	if err := w.DB.SelectContext(t.Context(), &columns, query); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct {
					Schema struct {
						Ref string `json:"$ref"`
					}
				}
			}
		}
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	w.JSON(webtest.Call{Method: "GET", Path: "/api/v1/openapi.json"}, http.StatusOK, &doc)
	ids := strings.NewReplacer("{id}", uuid.NewString(), "{variant_id}", uuid.NewString(), "{shop}", w.Coffee.Slug,
		"{product}", w.Coffee.Products[0].Slug, "{number}", "K7M4RT92")
	before, bodies := w.Digest(), 0
	for path, methods := range doc.Paths {
		for method, op := range methods {
			content, takesJSON := op.RequestBody.Content["application/json"]
			if !takesJSON {
				continue
			}
			bodies++
			fields := doc.Components.Schemas[strings.TrimPrefix(content.Schema.Ref, "#/components/schemas/")].Properties
			if len(fields) == 0 {
				t.Errorf("%s %s: no fields are known", method, path)
			}
			body := map[string]any{}
			for _, column := range columns {
				if _, named := fields[column]; !named {
					body[column] = "x"
				}
			}
			answer := w.Do(webtest.Call{
				Who: w.Owner, Method: strings.ToUpper(method), Path: "/api/v1" + ids.Replace(path), Body: body,
				Header: map[string]string{"Idempotency-Key": uuid.NewString()},
			})
			if answer.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s %s: %d %.200s", method, path, answer.Status, answer.Body)
			}
			for column := range body {
				if answer.Field("body."+column) != "unknown_field" {
					t.Errorf("%s %s takes %s", method, path, column)
				}
			}
		}
	}
	if bodies < 20 {
		t.Errorf("only %d bodies were tried", bodies)
	}
	if after := w.Digest(); after != before {
		t.Errorf("something changed:\n%s\n%s", before, after)
	}
}

func TestStrangeFiltersAreRefusedOrFindNothing(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	strange := []string{
		"'", "' OR 1=1 --", `"; DROP TABLE products; --`, "%", "_", `\`, "a\x00b", "\xff", "１", "-1", "NaN", "1e400", strings.Repeat("9", 400),
		"(select pg_sleep(5))", "{}", "../../etc/passwd", "😀", "\u202e", strings.Repeat("x", 3000), "&|!<->:*", "''::text",
	}
	for path, filters := range map[string]string{
		"/api/v1/products":           "q category district shop festival export_level destination min_price max_price in_stock sort limit cursor lang",
		"/api/v1/shops":              "district limit cursor",
		"/api/v1/regions":            "parent",
		"/api/v1/orders":             "limit cursor",
		desk(w.Coffee, "/products"):  "state limit cursor",
		desk(w.Coffee, "/orders"):    "limit cursor",
		desk(w.Coffee, "/statement"): "limit cursor",
		"/api/v1/office/shops":       "state limit cursor",
	} {
		who := w.Owner
		if strings.Contains(path, "office") {
			who = w.Admin
		}
		for filter := range strings.FieldsSeq(filters) {
			for _, value := range strange {
				answer := w.Do(webtest.Call{Who: who, Method: "GET", Path: path + "?" + url.Values{filter: {value}}.Encode()})
				refused := answer.Status == http.StatusUnprocessableEntity || answer.Status == http.StatusNotFound && filter == "parent"
				if !refused && (filter != "q" || answer.Status != http.StatusOK) && !(filter == "in_stock" && answer.Status == http.StatusOK) &&
					!(filter == "min_price" && answer.Status == http.StatusOK) {
					t.Errorf("%s?%s=%.30q: %d %.300s", path, filter, value, answer.Status, answer.Body)
				}
				if refused && answer.Code() == "" {
					t.Errorf("%s?%s=%.30q has no code: %s", path, filter, value, answer.Body)
				}
			}
		}
		for _, unknown := range []string{"colour=red", "LIMIT=5", "id=1"} {
			answer := w.Do(webtest.Call{Who: who, Method: "GET", Path: path + "?" + unknown})
			name, _, _ := strings.Cut(unknown, "=")
			if answer.Status != http.StatusUnprocessableEntity || answer.Field("query."+name) != "unknown_field" {
				t.Errorf("%s?%s: %d %s", path, unknown, answer.Status, answer.Body)
			}
		}
	}
}

func TestWhatNamesNothingIsNotFound(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	for _, name := range []string{"x", "0", "'%20OR%201=1", "%00", "%ff", "..%2f..", strings.Repeat("x", 2000), uuid.NewString(), "{}", "%F0%9F%98%80"} {
		for _, path := range []string{
			"/products/%s", "/shops/%s", "/carts/%s", "/orders/%s", "/tokens/%s", "/seller/shops/%s", "/seller/shops/" + w.Coffee.Slug + "/products/%s",
			"/seller/shops/" + w.Coffee.Slug + "/orders/%s", "/office/payments/%s/proof", "/%s",
		} {
			method, who := "GET", w.Owner
			if strings.HasPrefix(path, "/tokens") {
				method = "DELETE"
			}
			if strings.HasPrefix(path, "/office") {
				who = w.Finance
			}
			answer := w.Do(webtest.Call{Who: who, Method: method, Path: "/api/v1" + fmt.Sprintf(path, name)})
			var p struct{ Code string }
			if answer.Status != http.StatusNotFound || json.Unmarshal([]byte(answer.Body), &p) != nil || p.Code == "" {
				t.Errorf("%s %.60s: %d %.200s", path, name, answer.Status, answer.Body)
			}
		}
	}
}
