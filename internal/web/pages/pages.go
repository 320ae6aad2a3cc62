// Package pages answers people: the storefront, the buyer's orders and account, the seller's desk, the organizer's and the office. A handler binds what
// was sent, calls one service and renders a template; what the template shows is built by functions apart from the handlers.
// Every form works without a script. A GET changes nothing; a POST ends in a redirect, or shows its form again with what is wrong.
package pages

import (
	"strings"

	"github.com/alexedwards/scs/v2"
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
	"lapak/internal/notify"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/payments/sandbox"
	"lapak/internal/regions"
	"lapak/internal/reports"
	"lapak/internal/shops"
	"lapak/internal/stock"
	"lapak/internal/trade"
	"lapak/internal/web/pages/assets"
)

// Deps are the services behind the pages.
type Deps struct {
	DB        *sqlx.DB // for the keys that make a repeated order one order
	Sessions  *scs.SessionManager
	Accounts  *identity.Service
	Regions   *regions.Service
	Media     *media.Service
	Shops     *shops.Service
	Stock     *stock.Service
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
	Notices   *notify.Service
	Sandbox   *sandbox.Service // nil where no sandbox payments are taken
	BaseURL   string           // public address without a slash at its end
	Demo      bool             // shows the sent messages on a page
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
	s.entering(r)
	s.owning(r)
	s.desks(r)
	s.offices(r)
	s.mentoring(r)
	s.organizing(r)
}

// Refuse says in the mall's look why a request was turned away before it reached a page.
func (s *Site) Refuse(c *gin.Context, err error) { s.fail(c, err) }

func (s *Site) shopping(r gin.IRouter) {
	r.GET("/", s.page(s.home))
	r.GET("/search", s.page(s.search))
	r.GET("/c/:category", s.page(s.category))
	r.GET("/p/:product", s.page(s.product))
	r.GET("/s/:shop", s.page(s.shop))
	r.GET("/export/coverage", s.page(s.coverage))
	r.GET(rulesPath, s.page(s.rules))
	r.GET(rulesPath+"/:rule", s.page(s.rule))
	r.GET("/export", s.page(s.offers))
	r.GET("/export/products/:product", s.page(s.offer))
	r.GET("/export/products/:product/sheet.pdf", s.page(s.offerSheet))
	r.GET("/export/products/:product/inquiry", s.page(s.askInquiry))
	r.POST("/export/products/:product/inquiry", s.page(s.sendInquiry))
	r.GET(investPath, s.page(s.invest))
	r.GET(investPath+"/:group", s.page(s.investGroup))
	r.POST(investPath+"/:group", s.page(s.sendInterest))
	s.celebrating(r)
	r.GET("/festivals/:festival/shop", s.page(s.fair))
	r.GET("/terms", s.page(s.terms))
	r.GET("/privacy", s.page(s.privacy))
	r.GET("/sitemap.xml", s.page(s.sitemap))
	r.GET("/robots.txt", s.page(s.robots))
}

func (s *Site) buying(r gin.IRouter) {
	r.GET("/cart", s.page(s.cart))
	r.POST("/cart/items", s.page(s.addItem))
	r.POST("/cart/items/:variant", s.page(s.setItem))
	r.GET("/checkout", s.page(s.checkout))
	r.POST("/checkout", s.page(s.placeOrder))
	r.GET("/orders", s.page(s.myOrders))
	r.GET("/orders/find", s.page(s.lookup))
	r.POST("/orders/find", s.page(s.askLookup))
	r.GET("/orders/:number", s.page(s.order))
	r.GET("/orders/:number/state", s.page(s.orderState))
	r.GET("/orders/:number/pay", s.page(s.pay))
	r.POST("/orders/:number/pay", s.page(s.startPayment))
	r.POST("/orders/:number/proof", s.page(s.sendProof))
	r.POST("/orders/:number/cancel", s.page(s.cancelOrder))
	r.POST("/orders/:number/shops/:shop/confirm", s.page(s.confirmReceipt))
	r.POST("/orders/:number/shops/:shop/slot", s.page(s.changeSlot))
	r.GET(inquiriesPath, s.member(s.myInquiries))
	r.GET(inquiriesPath+"/:number", s.inquiry(s.askerDoor))
	r.POST(inquiriesPath+"/:number/messages", s.writeInquiry(s.askerDoor))
	r.POST(inquiriesPath+"/:number/close", s.closeInquiry(s.askerDoor))
	r.GET("/accept/:shopOrder/:token", s.page(s.acceptPage))
	r.POST("/accept/:shopOrder/:token", s.page(s.acceptOrder))
	if s.Sandbox != nil {
		r.GET("/sandbox/pay/:ref", s.page(s.sandboxPage))
		r.POST("/sandbox/pay/:ref/pay", s.page(s.sandboxEnd(s.Sandbox.Pay)))
		r.POST("/sandbox/pay/:ref/fail", s.page(s.sandboxEnd(s.Sandbox.Fail)))
		r.POST("/sandbox/pay/:ref/expire", s.page(s.sandboxEnd(s.Sandbox.Expire)))
	}
}

func (s *Site) entering(r gin.IRouter) {
	r.GET("/login", s.page(s.login))
	r.POST("/login", s.page(s.signIn))
	r.GET("/login/code", s.page(s.loginCode))
	r.POST("/login/code", s.page(s.sendLoginCode))
	r.GET("/register", s.page(s.register))
	r.POST("/register", s.page(s.createAccount))
	r.GET(identity.ForgotPath, s.page(s.forgot))
	r.POST(identity.ForgotPath, s.page(s.sendReset))
	r.GET(identity.ResetPath, s.page(s.reset))
	r.POST(identity.ResetPath, s.page(s.setPassword))
	r.GET(identity.ConfirmPath, s.page(s.confirmEmail))
	r.POST(identity.ConfirmPath, s.page(s.emailConfirmed))
	r.POST("/logout", s.page(s.logout))
	if s.Demo {
		r.GET("/demo/messages", s.page(s.messages))
	}
}

func (s *Site) owning(r gin.IRouter) {
	r.GET("/account", s.member(s.account))
	r.GET("/account/data", s.member(s.accountData))
	r.POST("/account/data", s.member(s.saveData))
	r.GET("/account/data.json", s.member(s.dataCopy))
	r.POST("/account/email", s.member(s.confirmAgain))
	r.POST("/account/phone", s.member(s.changePhone))
	r.POST("/account/erase", s.member(s.erase))
	r.GET("/account/consents", s.member(s.consents))
	r.POST("/account/consents", s.member(s.setConsent))
	r.GET("/account/access", s.member(s.access))
	r.POST("/account/password", s.member(s.changePassword))
	r.POST("/account/tokens", s.member(s.createToken))
	r.POST("/account/tokens/:id/delete", s.member(s.deleteToken))
	r.POST("/account/sessions/:id/delete", s.member(s.deleteSession))
}

// secure says that people reach the site by https.
func (s *Site) secure() bool { return strings.HasPrefix(s.BaseURL, "https://") }
