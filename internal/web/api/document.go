package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"lapak/internal/identity"
	"lapak/internal/web/tables"
)

// The names of the ways to say who one is.
const (
	schemeBearer = "bearer"
	schemeCookie = "session"
	schemeCart   = "cartToken"
	schemeOrder  = "orderToken"

	schemeInquiry = "inquiryToken"
)

const about = `The marketplace of a regency's small businesses.

Amounts are integers in the smallest circulating unit beside an ISO 4217 currency: rupiah for IDR. Times are RFC 3339 in UTC.
Lists answer items and next_cursor, which is null on the last page. Errors are application/problem+json with a stable code; a wrong field
names its location. What a caller may not see is 404. Unknown fields and filters are refused with 422.`

func config(baseURL string) huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Lapak", Version: "1.0.0", Description: about,
				License: &huma.License{Name: "All rights reserved", Identifier: "LicenseRef-Lapak"},
			},
			Servers: []*huma.Server{{URL: baseURL + Prefix}},
			Tags: []*huma.Tag{
				{Name: "Storefront", Description: "What anybody sees."},
				{Name: "Accounts", Description: "Registering, signing in, tokens."},
				{Name: "Buying", Description: "Baskets, orders and inquiries; guests hold a token for each."},
				{Name: "Selling", Description: "A shop's desk, for its members."},
				{Name: "Office", Description: "Decisions of the regency's office and finance."},
				{Name: "Mentoring", Description: "Help and trainings for shops, by mentors and the office."},
				{Name: "Festivals", Description: "The calendar, and what organizers plan."},
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					schemeBearer: {Type: "http", Scheme: "bearer", Description: "An API token, from POST /tokens or POST /sessions with token: true."},
					schemeCookie: {Type: "apiKey", In: "cookie", Name: "lapak_session", Description: "Set by POST /sessions; __Host-lapak_session on https."},
					schemeCart:   {Type: "apiKey", In: "header", Name: "X-Cart-Token", Description: "Opens a guest's cart."},
					schemeOrder:  {Type: "apiKey", In: "header", Name: "X-Order-Token", Description: "Opens a guest's order."},

					schemeInquiry: {Type: "apiKey", In: "header", Name: "X-Inquiry-Token", Description: "Opens a guest's inquiry."},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
	}
}

// securityOf lists the ways that open a call: one of them is enough.
func securityOf(c call) []map[string][]string {
	signedIn := []map[string][]string{{schemeBearer: {}}, {schemeCookie: {}}}
	switch c.access {
	case accounts:
		return signedIn
	case bearers:
		return append(signedIn, map[string][]string{c.token: {}})
	}
	return []map[string][]string{{}}
}

// serveDocument marshals the document once: the routes are complete by now.
func (f *face) serveDocument(engine *gin.Engine, group *gin.RouterGroup) {
	describeCached(f.api.OpenAPI())
	raw, err := json.Marshal(f.api.OpenAPI())
	if err != nil {
		panic("the OpenAPI document cannot be marshalled: " + err.Error()) // at start, not on a request
	}
	group.GET("/openapi.json", func(c *gin.Context) {
		c.Header("Cache-Control", "public, max-age=300")
		c.Data(http.StatusOK, "application/json", raw)
	})
	page := referencePage(f.api.OpenAPI())
	for path, asset := range map[string]struct {
		kind string
		body []byte
	}{"/api": {"text/html; charset=utf-8", page}, "/api/reference.css": {"text/css; charset=utf-8", referenceCSS}} {
		engine.GET(path, func(c *gin.Context) {
			c.Header("Cache-Control", "public, max-age=300")
			c.Data(http.StatusOK, asset.kind, asset.body)
		})
	}
}

// shapes are the bodies of the calls whose answers are marshalled by hand.
var shapes = map[string]any{
	"listProducts": productList{}, "findProduct": productDetail{}, "listShops": Page[shopShown]{}, "findShop": shopShown{},
	"listCategories": Page[categoryShown]{}, "listDistricts": Page[districtShown]{}, "listRegions": Page[areaShown]{}, "createOrder": orderPlaced{},
	"createInquiry":        inquirySent{},
	"listOffers":           offerList{},
	"findProductReadiness": productReadiness{}, "findShopReadiness": shopReadiness{}, "listCoverage": coverageShown{}, "listRules": rulesShown{},
	"findRule": ruleShown{}, "listHSCodes": Page[HSGood]{},
}

func describeCached(doc *huma.OpenAPI) {
	eachOperation(doc, func(_ string, _ string, op *huma.Operation) {
		for status, response := range op.Responses {
			if shape, known := shapes[op.OperationID]; known && strings.HasPrefix(status, "2") {
				response.Content = map[string]*huma.MediaType{"application/json": {Schema: schemaOf(doc, shape)}}
			}
			if op.OperationID == "listOffers" && status == "200" {
				file := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
				response.Content["text/csv"], response.Content[tables.XLSXType] = file, file
			}
			if op.OperationID == "openProof" && status == "200" {
				response.Content = map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
			}
		}
		if op.OperationID == "createOrder" || op.OperationID == "createInquiry" {
			delete(op.RequestBody.Content, "application/octet-stream") // huma thinks so of a body that is also read raw
			for _, param := range op.Parameters {
				param.Required = param.Required || param.Name == "Idempotency-Key"
			}
		}
	})
	describeNull(doc)
	describePasswords(doc)
}

// describePasswords says how long a password is where a new one is chosen; the tags of the types cannot take the number from its rule.
func describePasswords(doc *huma.OpenAPI) {
	for _, name := range []string{"NewAccount", "AccountChanges", "PasswordReset"} {
		password := doc.Components.Schemas.Map()[name].Properties["password"]
		password.Description = strings.TrimSpace(fmt.Sprintf("%s At least %d characters.", password.Description, identity.MinPassword))
	}
}

// absent are the fields, by schema, of answers that hold another shape or null, which huma's document cannot say.
var absent = map[string]string{
	"ProductCard": "image", "ProductDetail": "image", "OwnCard": "image", "OrderPlaced": "payment", "CartItem": "problem",
	"ShopQuote": "no_courier", "OwnProduct": "translations", "DeskOrder": "address",
	"OfferShown": "image price",
}

func describeNull(doc *huma.OpenAPI) {
	schemas := doc.Components.Schemas.Map()
	for name, fields := range absent {
		for _, field := range strings.Fields(fields) {
			is := schemas[name].Properties[field]
			schemas[name].Properties[field] = &huma.Schema{
				Description: is.Description, AnyOf: []*huma.Schema{{Ref: is.Ref}, {Type: "null"}},
			}
		}
	}
}
