// Package orders keeps what was bought: an order group with one order a shop, also when there is only one shop. Its states change by
// one table (rules.go), and every change is in the history.
package orders

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/notify"
	"lapak/internal/regions"
	"lapak/internal/signing"
	"lapak/internal/stock"
)

// Group is what a buyer placed at once. Amounts are in the smallest circulating unit of Currency (rupiah).
type Group struct {
	ID            uuid.UUID       `db:"id"`
	Number        string          `db:"number"`
	AccountID     *uuid.UUID      `db:"account_id"`
	CartID        *uuid.UUID      `db:"cart_id"`
	State         GroupState      `db:"state"`
	Currency      string          `db:"currency"`
	ItemsTotal    int64           `db:"items_total"`
	ShippingTotal int64           `db:"shipping_total"`
	TaxTotal      int64           `db:"tax_total"`
	DiscountTotal int64           `db:"discount_total"`
	Total         int64           `db:"total"`
	PaymentMethod string          `db:"payment_method"`
	Language      string          `db:"language"`
	ContactName   string          `db:"contact_name"`
	ContactEmail  string          `db:"contact_email"`
	ContactPhone  string          `db:"contact_phone"`
	Address       json.RawMessage `db:"address"` // null where everything is picked up
	CreatedAt     time.Time       `db:"created_at"`
	PaidAt        *time.Time      `db:"paid_at"`
	ExpiresAt     *time.Time      `db:"expires_at"`
	CameBy        *uuid.UUID      `db:"came_by"` // the festival that it is credited to; written for reports, not read here
}

// IsCash says that the shops are paid in cash, each for its own part.
func (g Group) IsCash() bool { return g.PaymentMethod == MethodCash }

// The payment methods that orders treat on their own: cash orders are worked on before they are paid, and a transfer is made later,
// from what the buyer was told. All others lead to a page that takes the payment at once.
const (
	MethodCash     = "cash"
	MethodTransfer = "transfer"
)

// PaysLater says whether the buyer leaves the mall with the payment still to be made.
func (g Group) PaysLater() bool {
	return g.PaymentMethod == MethodCash || g.PaymentMethod == MethodTransfer
}

// ShopOrder is one shop's part of a group. Weight in grams.
type ShopOrder struct {
	ID             uuid.UUID  `db:"id"`
	GroupID        uuid.UUID  `db:"group_id"`
	ShopID         uuid.UUID  `db:"shop_id"`
	ShopSlug       string     `db:"shop_slug"`
	ShopName       string     `db:"shop_name"`
	ShopPhone      string     `db:"shop_phone"`
	State          State      `db:"state"`
	Paid           bool       `db:"paid"`
	ItemsTotal     int64      `db:"items_total"`
	ShippingTotal  int64      `db:"shipping_total"`
	TaxTotal       int64      `db:"tax_total"`
	DiscountTotal  int64      `db:"discount_total"`
	Total          int64      `db:"total"`
	WeightGrams    int64      `db:"weight_grams"`
	ShippingOption string     `db:"shipping_option"`
	ShippingLabel  string     `db:"shipping_label"`
	Courier        string     `db:"courier"`
	Tracking       string     `db:"tracking"`
	CollectCode    string     `db:"collect_code"` // told to the buyer only
	CollectFrom    *time.Time `db:"collect_from"` // the slot at a festival's stall; nil: none
	CollectUntil   *time.Time `db:"collect_until"`
	Reason         string     `db:"reason"`
	CreatedAt      time.Time  `db:"created_at"`
	UpdatedAt      time.Time  `db:"updated_at"`
	// What the shop promised, once the order has come to it, and what was done about it.
	AcceptBy   time.Time  `db:"accept_by"`
	RemindAt   time.Time  `db:"remind_at"`
	SendBy     time.Time  `db:"send_by"`
	RemindedAt *time.Time `db:"reminded_at"`
	LateAt     *time.Time `db:"late_at"` // when everybody was told that it is late
	Lines      []Line     `db:"-"`
}

// IsPickup says that the buyer collects at the shop, a named point or the shop's stall at a festival.
func (o ShopOrder) IsPickup() bool { return isPickup(o.ShippingOption) }

// StallPrefix begins the shipping options of slots at a festival's stall; the slot's id follows.
const StallPrefix = "stall:"

// IsAtStall says that the buyer collects in a slot at the shop's stall at a festival.
func (o ShopOrder) IsAtStall() bool { return strings.HasPrefix(o.ShippingOption, StallPrefix) }

// Line is one variant of one shop's order, as it was sold.
type Line struct {
	ID           uuid.UUID `db:"id"`
	ShopOrderID  uuid.UUID `db:"shop_order_id"`
	VariantID    uuid.UUID `db:"variant_id"`
	ProductSlug  string    `db:"product_slug"`
	Title        string    `db:"title"`
	VariantTitle string    `db:"variant_title"`
	SKU          string    `db:"sku"`
	ImageKey     string    `db:"image_key"`
	Quantity     int64     `db:"quantity"`
	UnitPrice    int64     `db:"unit_price"`
	Total        int64     `db:"total"`
}

// Entry is one line of the history.
type Entry struct {
	ShopOrderID *uuid.UUID      `json:"shop_order_id"`
	Event       Event           `json:"event"`
	FromState   string          `json:"from_state"`
	ToState     string          `json:"to_state"`
	Actor       string          `json:"actor"`
	Data        json.RawMessage `json:"data"`
	At          time.Time       `json:"at"`
}

// Order is a group with its shops' orders and its history.
type Order struct {
	Group
	Shops    []ShopOrder
	Timeline []Entry
}

// Service reads orders and moves them through their states.
type Service struct {
	db      *sqlx.DB
	regions *regions.Service
	stock   *stock.Service
	notices *notify.Service
	links   signing.Signer
	baseURL string
	news    news
}

// Deps are what a Service works with. BaseURL is where links in notices lead.
type Deps struct {
	DB      *sqlx.DB
	Regions *regions.Service
	Stock   *stock.Service
	Notices *notify.Service
	Links   signing.Signer
	BaseURL string
}

// New makes a Service.
func New(d Deps) *Service {
	return &Service{db: d.DB, regions: d.Regions, stock: d.Stock, notices: d.Notices, links: d.Links, baseURL: d.BaseURL}
}
