// Package pages answers people: the storefront, the buyer's orders and account, the seller's desk and the office. A handler binds what
// was sent, calls one service and renders a template; what the template shows is built by functions apart from the handlers.
// Every form works without a script. A GET changes nothing; a POST ends in a redirect, or shows its form again with what is wrong.
package pages

import (
	"strings"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/cart"
	"lapak/internal/catalog"
	"lapak/internal/checkout"
	"lapak/internal/identity"
	"lapak/internal/ledger"
	"lapak/internal/media"
	"lapak/internal/notify"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/payments/sandbox"
	"lapak/internal/regions"
	"lapak/internal/shops"
	"lapak/internal/stock"
	"lapak/internal/web/pages/assets"
)

// Deps are the services behind the pages.
type Deps struct {
	DB       *sqlx.DB // for the keys that make a repeated order one order
	Sessions *scs.SessionManager
	Accounts *identity.Service
	Regions  *regions.Service
	Media    *media.Service
	Shops    *shops.Service
	Stock    *stock.Service
	Catalog  *catalog.Service
	Carts    *cart.Service
	Orders   *orders.Service
	Payments *payments.Service
	Ledger   *ledger.Service
	Checkout *checkout.Service
	Notices  *notify.Service
	Sandbox  *sandbox.Service // nil where no sandbox payments are taken
	BaseURL  string           // public address without a slash at its end
	Demo     bool             // shows the sent messages on a page
}

// Site is the HTML face.
type Site struct{ Deps }

// New makes the HTML face.
func New(d Deps) *Site { return &Site{d} }

// Register adds every page. The sessions are loaded around the engine, and before finds out who asks.
func (s *Site) Register(engine *gin.Engine, before ...gin.HandlerFunc) {
	engine.GET(assets.Prefix+"*name", gin.WrapH(assets.Handler()))
	r := engine.Group("/", before...)
	s.shopping(r)
	s.buying(r)
	s.desks(r)
	s.offices(r)
}

// NotFound answers an address that is none in the mall's look.
func (s *Site) NotFound(c *gin.Context) { s.fail(c, apperr.NewNotFound("not_found")) }

func (s *Site) shopping(r gin.IRouter) {
	r.GET("/", s.page(s.home))
	r.GET("/search", s.page(s.search))
	r.GET("/c/:category", s.page(s.category))
	r.GET("/p/:product", s.page(s.product))
	r.GET("/s/:shop", s.page(s.shop))
}

func (s *Site) buying(r gin.IRouter) {
	r.GET("/cart", s.page(s.cart))
	r.POST("/cart/items", s.page(s.addItem))
	r.POST("/cart/items/:variant", s.page(s.setItem))
	r.GET("/checkout", s.page(s.checkout))
	r.POST("/checkout", s.page(s.placeOrder))
	r.GET("/orders/:number", s.page(s.order))
	r.GET("/orders/:number/state", s.page(s.orderState))
	r.GET("/orders/:number/pay", s.page(s.pay))
	r.POST("/orders/:number/pay", s.page(s.startPayment))
	r.POST("/orders/:number/proof", s.page(s.sendProof))
	r.POST("/orders/:number/cancel", s.page(s.cancelOrder))
	r.POST("/orders/:number/shops/:shop/confirm", s.page(s.confirmReceipt))
	if s.Sandbox != nil {
		r.GET("/sandbox/pay/:ref", s.page(s.sandboxPage))
		r.POST("/sandbox/pay/:ref/pay", s.page(s.sandboxEnd(s.Sandbox.Pay)))
		r.POST("/sandbox/pay/:ref/fail", s.page(s.sandboxEnd(s.Sandbox.Fail)))
		r.POST("/sandbox/pay/:ref/expire", s.page(s.sandboxEnd(s.Sandbox.Expire)))
	}
}

// secure says that people reach the site by https.
func (s *Site) secure() bool { return strings.HasPrefix(s.BaseURL, "https://") }
