package api_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lapak/internal/web/webtest"
)

// document is what the tests read of the OpenAPI document.
type document struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]map[string]struct {
		ID        string                     `json:"operationId"`
		Summary   string                     `json:"summary"`
		Tags      []string                   `json:"tags"`
		Security  []map[string][]string      `json:"security"`
		Responses map[string]json.RawMessage `json:"responses"`
	} `json:"paths"`
	Components struct {
		Schemas         map[string]schema          `json:"schemas"`
		SecuritySchemes map[string]json.RawMessage `json:"securitySchemes"`
	} `json:"components"`
}

type schema struct {
	Properties map[string]json.RawMessage `json:"properties"`
	Required   []string                   `json:"required"`
	Additional any                        `json:"additionalProperties"`
}

func readDocument(t *testing.T) (document, string) {
	t.Helper()
	w := webtest.New(t)
	var doc document
	answer := w.JSON(webtest.Call{Method: "GET", Path: "/api/v1/openapi.json"}, http.StatusOK, &doc)
	return doc, answer.Body
}

func TestTheDocumentIsWhole(t *testing.T) {
	t.Parallel()
	doc, raw := readDocument(t)
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("version %q", doc.OpenAPI)
	}
	ids := map[string]bool{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			name := method + " " + path
			if op.ID == "" || ids[op.ID] || op.Summary == "" || len(op.Tags) != 1 || len(op.Security) == 0 {
				t.Errorf("%s is described badly: %+v", name, op)
			}
			ids[op.ID] = true
			var success, refusal bool
			for status, response := range op.Responses {
				success = success || strings.HasPrefix(status, "2")
				refusal = refusal || strings.HasPrefix(status, "4")
				if strings.HasPrefix(status, "4") && !strings.Contains(string(response), "application/problem+json") {
					t.Errorf("%s answers %s without a problem: %s", name, status, response)
				}
			}
			if !success || !refusal {
				t.Errorf("%s names no success or no error", name)
			}
		}
	}
	for _, scheme := range []string{"bearer", "session", "cartToken", "orderToken"} {
		if doc.Components.SecuritySchemes[scheme] == nil {
			t.Errorf("no security scheme %s", scheme)
		}
	}
	for _, part := range strings.Split(raw, `"#/components/schemas/`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		if _, known := doc.Components.Schemas[name]; !known {
			t.Errorf("%s is referred to and missing", name)
		}
	}
	if !strings.Contains(raw, `"image":{"anyOf":[{"$ref":"#/components/schemas/Picture"},{"type":"null"}]`) {
		t.Error("an image is never null")
	}
	if strings.Contains(raw, "$schema") {
		t.Error("bodies name $schema")
	}
}

func TestShapesHaveTheNamesThatCallersRelyOn(t *testing.T) {
	t.Parallel()
	doc, _ := readDocument(t)
	for name, fields := range map[string]string{
		"ProductCard":   "slug title price currency in_stock image shop category export",
		"Picture":       "url alt width height renditions",
		"ShopRef":       "slug name district",
		"ProductDetail": "slug title price currency in_stock image shop category export description maker village variants images",
		"ExportDetail":  "level score_bp dims_bp shop blocking_next warnings destinations rule_version as_of notice",
		"Destination":   "code status coverage gaps",
		"ExportGap":     "id kind title who missing confidence confirmed",
		"EvidenceShown": "id criterion state number reason file valid_until",
		"VariantShown":  "id sku title price in_stock",
		"ProductList":   "items next_cursor",
		"Me":            "email phone roles shops",
		"CartMade":      "id token",
		"QuoteShown":    "shops items_total currency",
		"ShopQuote":     "shop items_total options",
		"OrderPlaced":   "number state total currency token payment shops",
		"OrderShown":    "number state total currency shops timeline",
		"ShopOrder":     "shop state items shipping total",
		"OrderItem":     "product variant_id quantity unit_price",
		"OrderEvent":    "at event",
		"PaymentShown":  "url expires_at",
		"OwnProduct":    "slug state",
		"Problem":       "type title status code detail",
	} {
		shape, known := doc.Components.Schemas[name]
		if !known {
			t.Errorf("no %s", name)
			continue
		}
		for field := range strings.FieldsSeq(fields) {
			if shape.Properties[field] == nil || !slices.Contains(shape.Required, field) {
				t.Errorf("%s lacks %s", name, field)
			}
		}
		if name != "Problem" && shape.Additional != false {
			t.Errorf("%s allows unknown fields", name)
		}
	}
}

// parameter is how the router writes a part of an address that varies.
var parameter = regexp.MustCompile(`:([a-z_]+)`)

func TestTheReferencePageNamesEveryCallAndRunsNoScript(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	page := w.JSON(webtest.Call{Method: "GET", Path: "/api"}, http.StatusOK, nil)
	if strings.Contains(page.Body, "<script") || strings.Contains(page.Body, "style=") || !strings.Contains(page.Header.Get("Content-Type"), "text/html") {
		t.Error("the page is not plain HTML")
	}
	for _, route := range w.Engine.Routes() {
		path, isAPI := strings.CutPrefix(route.Path, "/api/v1")
		if !isAPI || path == "/openapi.json" {
			continue
		}
		path = parameter.ReplaceAllString(path, "{$1}")
		if !strings.Contains(page.Body, "<b>"+route.Method+"</b> <code>/api/v1"+path+"</code>") {
			t.Errorf("%s %s is missing", route.Method, path)
		}
	}
	w.JSON(webtest.Call{Method: "GET", Path: "/api/reference.css"}, http.StatusOK, nil)
}
