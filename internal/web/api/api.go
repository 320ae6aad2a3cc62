// Package api is the JSON face: every call of /api/v1, described by an OpenAPI 3.1 document that is made from the same types. A handler
// binds the request, calls one method of a service and renders the answer; rules and SQL live below.
package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"lapak/internal/cart"
	"lapak/internal/catalog"
	"lapak/internal/checkout"
	"lapak/internal/exportready"
	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/ledger"
	"lapak/internal/media"
	"lapak/internal/mentoring"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/regions"
	"lapak/internal/reports"
	"lapak/internal/shops"
	"lapak/internal/trade"
	"lapak/internal/web"
)

// Prefix is where the API is mounted.
const Prefix = "/api/v1"

// Deps are the services behind the API. BaseURL is the mall's public address without a slash at its end.
type Deps struct {
	DB        *sqlx.DB
	Sessions  *scs.SessionManager
	Accounts  *identity.Service
	Regions   *regions.Service
	Shops     *shops.Service
	Media     *media.Service
	Catalog   *catalog.Service
	Carts     *cart.Service
	Orders    *orders.Service
	Payments  *payments.Service
	Ledger    *ledger.Service
	Checkout  *checkout.Service
	Exports   *exportready.Service
	Trade     *trade.Service
	Showcase  *reports.Showcase
	Festivals *festivals.Service
	Help      *mentoring.Service
	Mentored  *reports.MentorShops
	BaseURL   string
}

type face struct {
	Deps
	api huma.API
	tag string
}

// Register mounts every call on the engine, behind the given middleware, and the reference page at /api.
func Register(engine *gin.Engine, d Deps, before ...gin.HandlerFunc) huma.API {
	group := engine.Group(Prefix, append(before, onlyKnownBodies(), rememberCaller())...)
	f := &face{Deps: d}
	f.api = humagin.NewWithGroup(engine, group, config(d.BaseURL))
	f.registerPublic()
	f.registerAccount()
	f.registerBuyer()
	f.registerSeller()
	f.registerOffice()
	f.registerMentor()
	f.registerFestivalPlans()
	f.describeUploads()
	f.serveDocument(engine, group)
	return f.api
}

// access says who may make a call at all; whose things they may touch is decided by the services.
type access int

const (
	anyone  access = iota
	bearers        // a guest with the token of a cart, an order or an inquiry, or an account
	accounts
)

// call is one row of an audience's table.
type call struct {
	route, id, summary string
	access             access
	status             int // of success; zero means 200, or 204 without a body
	token              string
}

func open(route, id, summary string) call { return call{route: route, id: id, summary: summary} }

func member(route, id, summary string) call {
	return call{route: route, id: id, summary: summary, access: accounts}
}

func cartHolder(route, id, summary string) call {
	return call{route: route, id: id, summary: summary, access: bearers, token: schemeCart}
}

func orderHolder(route, id, summary string) call {
	return call{route: route, id: id, summary: summary, access: bearers, token: schemeOrder}
}

func inquiryHolder(route, id, summary string) call {
	return call{route: route, id: id, summary: summary, access: bearers, token: schemeInquiry}
}

func (c call) answers(status int) call {
	c.status = status
	return c
}

// bodyTimeout is how long a body may take to arrive. It must be longer than any answer takes: when it passes while one is worked on, net/http
// believes that the caller has gone, and cancels this request and all later ones of the connection.
const bodyTimeout = 30 * time.Second

// handle registers one call.
func handle[I, O any](f *face, c call, handler func(context.Context, *I) (*O, error)) {
	method, path, _ := strings.Cut(c.route, " ")
	op := huma.Operation{
		Method: method, Path: path, OperationID: c.id, Summary: c.summary, Tags: []string{f.tag}, DefaultStatus: c.status,
		Security: securityOf(c), Errors: errorsOf(c, method, path), RejectUnknownQueryParameters: true,
		BodyReadTimeout: bodyTimeout,
	}
	if c.access == accounts {
		op.Middlewares = huma.Middlewares{f.requireAccount}
	}
	if c.status == http.StatusFound {
		op.Responses = map[string]*huma.Response{"200": paper()}
	}
	huma.Register(f.api, op, handler)
}

// paper describes what a caller that follows the redirect to a paper gets.
func paper() *huma.Response {
	file := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	return &huma.Response{
		Description: "The paper itself, at the address that the redirect leads to.",
		Content:     map[string]*huma.MediaType{"application/pdf": file, "image/jpeg": file},
	}
}

// requireAccount refuses strangers before their input is looked at.
func (f *face) requireAccount(hc huma.Context, next func(huma.Context)) {
	if _, err := web.RequireAccount(hc.Context()); err != nil {
		_ = huma.WriteErr(f.api, hc, http.StatusUnauthorized, "", err) // nobody is left to tell
		return
	}
	next(hc)
}

// errorsOf lists the errors that a call can answer with; the document says so for each call.
func errorsOf(c call, method, path string) []int {
	codes := []int{http.StatusTooManyRequests, http.StatusServiceUnavailable}
	if c.access == accounts {
		codes = append(codes, http.StatusUnauthorized, http.StatusForbidden)
	}
	if strings.Contains(path, "{") {
		codes = append(codes, http.StatusNotFound)
	}
	if method == http.MethodGet {
		return append(codes, http.StatusUnprocessableEntity)
	}
	return append(codes, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge,
		http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity)
}

func (f *face) isSecure() bool { return strings.HasPrefix(f.BaseURL, "https://") }
