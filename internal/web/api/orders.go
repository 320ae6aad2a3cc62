package api

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/web"
)

func itoa(n int) string { return strconv.Itoa(n) }

type ordersRequest struct{ Paging }

// OrderSummary is an order in a list.
type OrderSummary struct {
	Number    string    `json:"number" example:"K7M-4RT-92"`
	State     string    `json:"state" example:"paid"`
	Total     int64     `json:"total"`
	Currency  string    `json:"currency" example:"IDR"`
	Method    string    `json:"payment_method"`
	Paid      bool      `json:"paid"`
	CreatedAt time.Time `json:"created_at"`
	Goods     []goods   `json:"goods"`
}

type goods struct {
	Title    string `json:"title"`
	Quantity int64  `json:"quantity"`
}

func summaryOf(s orders.Summary) OrderSummary {
	out := OrderSummary{
		Number: s.Number, State: s.State, Total: s.Total, Currency: s.Currency, Method: s.Method, Paid: s.Paid,
		CreatedAt: s.CreatedAt.UTC(), Goods: []goods{},
	}
	_ = json.Unmarshal(s.Goods, &out.Goods) // written by our own query
	return out
}

func (f *face) listOrders(ctx context.Context, in *ordersRequest) (*answer[Page[OrderSummary]], error) {
	found, err := f.Orders.List(ctx, web.Actor(ctx), orders.Page{Limit: in.Limit, Cursor: in.Cursor})
	return ok(pageOf(found.Items, found.NextCursor, summaryOf), err)
}

// OrderPath names an order and opens it for a guest.
type OrderPath struct {
	Number string `path:"number" example:"K7M-4RT-92" doc:"Of the group."`
	Token  string `header:"X-Order-Token" doc:"What a guest reads the order by."`
}

func (p OrderPath) reader(ctx context.Context) orders.Reader {
	return orders.Reader{Actor: web.Actor(ctx), Token: p.Token}
}

// OrderShown is an order as its buyer sees it.
type OrderShown struct {
	Number        string       `json:"number" example:"K7M-4RT-92"`
	State         string       `json:"state" enum:"awaiting_payment,paid,partly_shipped,shipped,completed,cancelled,expired,partly_refunded,refunded"`
	ItemsTotal    int64        `json:"items_total"`
	ShippingTotal int64        `json:"shipping_total"`
	Total         int64        `json:"total" doc:"In the smallest circulating unit of currency."`
	Currency      string       `json:"currency" example:"IDR"`
	PaymentMethod string       `json:"payment_method"`
	CreatedAt     time.Time    `json:"created_at"`
	PaidAt        *time.Time   `json:"paid_at"`
	ExpiresAt     *time.Time   `json:"expires_at" doc:"When an unpaid order ends."`
	Shops         []ShopOrder  `json:"shops"`
	Timeline      []orderEvent `json:"timeline"`
}

// ShopOrder is one shop's part of an order.
type ShopOrder struct {
	Shop           string      `json:"shop" doc:"Slug."`
	Name           string      `json:"name"`
	State          string      `json:"state" enum:"awaiting_payment,new,accepted,packed,shipped,ready,completed,cancelled,expired,refunded"`
	Paid           bool        `json:"paid"`
	Items          []orderItem `json:"items"`
	ItemsTotal     int64       `json:"items_total"`
	Shipping       int64       `json:"shipping" doc:"Price of shipping."`
	ShippingOption string      `json:"shipping_option" example:"reguler"`
	ShippingLabel  string      `json:"shipping_label"`
	Total          int64       `json:"total"`
	Courier        string      `json:"courier,omitempty"`
	Tracking       string      `json:"tracking,omitempty"`
	TrackingPage   string      `json:"tracking_page,omitempty" doc:"Where the courier asks for the tracking number; left out where the courier is not known."`
	CollectFrom    *time.Time  `json:"collect_from,omitempty" doc:"Of a slot at a festival's stall."`
	CollectUntil   *time.Time  `json:"collect_until,omitempty"`
	CollectCode    string      `json:"collect_code,omitempty" doc:"What the buyer says at the counter; told to the buyer only."`
	Reason         string      `json:"reason,omitempty" doc:"Of a rejection or cancellation."`
}

type orderItem struct {
	Product   string    `json:"product" doc:"Slug."`
	VariantID uuid.UUID `json:"variant_id" format:"uuid"`
	Title     string    `json:"title"`
	Variant   string    `json:"variant"`
	SKU       string    `json:"sku"`
	Quantity  int64     `json:"quantity"`
	UnitPrice int64     `json:"unit_price"`
	Total     int64     `json:"total"`
}

type orderEvent struct {
	At    time.Time `json:"at"`
	Event string    `json:"event" example:"accept"`
	Shop  *string   `json:"shop" doc:"Slug of the shop that it concerns; null for the whole order."`
}

func orderOf(o orders.Order) OrderShown {
	out := OrderShown{
		Number: o.Number, State: string(o.State), ItemsTotal: o.ItemsTotal, ShippingTotal: o.ShippingTotal, Total: o.Total, Currency: o.Currency,
		PaymentMethod: o.PaymentMethod, CreatedAt: o.CreatedAt.UTC(), PaidAt: instant(o.PaidAt), ExpiresAt: instant(o.ExpiresAt),
		Shops: make([]ShopOrder, 0, len(o.Shops)), Timeline: timelineOf(o),
	}
	for _, part := range o.Shops {
		shown := shopOrderOf(part)
		shown.CollectCode = part.CollectCode
		out.Shops = append(out.Shops, shown)
	}
	return out
}

func shopOrderOf(part orders.ShopOrder) ShopOrder {
	out := ShopOrder{
		Shop: part.ShopSlug, Name: part.ShopName, State: string(part.State), Paid: part.Paid, Items: make([]orderItem, 0, len(part.Lines)),
		ItemsTotal: part.ItemsTotal, Shipping: part.ShippingTotal, ShippingOption: part.ShippingOption, ShippingLabel: part.ShippingLabel,
		Total: part.Total, Courier: part.Courier, Tracking: part.Tracking, TrackingPage: orders.TrackingPage(part.Courier), Reason: part.Reason,
		CollectFrom: instant(part.CollectFrom), CollectUntil: instant(part.CollectUntil),
	}
	for _, l := range part.Lines {
		out.Items = append(out.Items, orderItem{l.ProductSlug, l.VariantID, l.Title, l.VariantTitle, l.SKU, l.Quantity, l.UnitPrice, l.Total})
	}
	return out
}

func timelineOf(o orders.Order) []orderEvent {
	slugs := map[uuid.UUID]string{}
	for _, part := range o.Shops {
		slugs[part.ID] = part.ShopSlug
	}
	out := make([]orderEvent, 0, len(o.Timeline))
	for _, e := range o.Timeline {
		event := orderEvent{At: e.At.UTC(), Event: string(e.Event)}
		if e.ShopOrderID != nil {
			if slug, known := slugs[*e.ShopOrderID]; known {
				event.Shop = &slug
			}
		}
		out = append(out, event)
	}
	return out
}

func (f *face) findOrder(ctx context.Context, in *struct {
	OrderPath
	Prefer string `header:"Prefer" example:"wait=10" doc:"wait=N answers an order that awaits its payment as soon as it is paid, or after N seconds, 10 at the most (RFC 7240)."`
},
) (*answer[OrderShown], error) {
	order, err := f.Orders.Await(ctx, in.reader(ctx), in.Number, waitOf(in.Prefer))
	return ok(orderOf(order), err)
}

// waitOf reads the wait of a Prefer header (RFC 7240, 4.3); what is none is no preference.
func waitOf(prefer string) time.Duration {
	for preference := range strings.SplitSeq(prefer, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(preference), "=")
		if seconds, err := strconv.Atoi(strings.Trim(value, `" `)); err == nil && strings.EqualFold(strings.TrimSpace(name), "wait") {
			return time.Duration(min(max(seconds, 0), 3600)) * time.Second
		}
	}
	return 0
}

// PaymentWish is how an order is to be paid.
type PaymentWish struct {
	PaymentMethod string `json:"payment_method" example:"sandbox"`
}

func (f *face) startPayment(ctx context.Context, in *struct {
	OrderPath
	Body PaymentWish
},
) (*answer[paymentShown], error) {
	payment, err := f.Checkout.StartPayment(ctx, in.reader(ctx), in.Number, in.Body.PaymentMethod)
	return ok(f.paymentOf(payment), err)
}

type paymentShown struct {
	Method    string         `json:"method"`
	URL       string         `json:"url" doc:"Where the buyer pays."`
	ExpiresAt *time.Time     `json:"expires_at"`
	Amount    int64          `json:"amount" doc:"What the buyer pays; a transfer has a few rupiah more, which tell it from others."`
	Currency  string         `json:"currency" example:"IDR"`
	Transfer  *transferShown `json:"transfer,omitempty" doc:"Where a bank transfer goes."`
}

type transferShown struct {
	Bank   string `json:"bank"`
	Number string `json:"number"`
	Holder string `json:"holder"`
}

// paymentOf shows where a payment is made: on the provider's page, or on ours where it has none or was silent.
func (f *face) paymentOf(p payments.Payment) paymentShown {
	out := paymentShown{Method: p.Method, URL: p.URL, ExpiresAt: instant(p.ExpiresAt), Amount: p.Due(), Currency: p.Currency}
	if out.URL == "" {
		out.URL = f.BaseURL + "/orders/" + p.SubjectLabel + "/pay"
	}
	if p.Method == payments.MethodTransfer {
		to := f.Regions.Settings().Transfer
		out.Transfer = &transferShown{to.Bank, to.AccountNumber, to.AccountName}
	}
	return out
}

// Reason says why.
type Reason struct {
	Reason string `json:"reason,omitempty" maxLength:"500"`
}

func (f *face) cancelOrder(ctx context.Context, in *struct {
	OrderPath
	Body Reason
},
) (*answer[OrderShown], error) {
	order, err := f.Checkout.Cancel(ctx, in.reader(ctx), in.Number, in.Body.Reason)
	return ok(orderOf(order), err)
}

func (f *face) confirmReceipt(ctx context.Context, in *struct {
	OrderPath
	Shop string `path:"shop" doc:"Slug."`
},
) (*answer[OrderShown], error) {
	order, err := f.Orders.ConfirmReceipt(ctx, in.reader(ctx), in.Number, in.Shop)
	return ok(orderOf(order), err)
}
