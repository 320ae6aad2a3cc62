package api

import (
	"context"
	"encoding/json"
	"time"

	"lapak/internal/orders"
	"lapak/internal/web"
)

type shopOrdersRequest struct {
	ShopPath
	Paging
}

type deskSummary struct {
	OrderSummary
	Buyer  string `json:"buyer"`
	Pickup bool   `json:"pickup"`
}

func (f *face) listShopOrders(ctx context.Context, in *shopOrdersRequest) (*answer[Page[deskSummary]], error) {
	shop, _, err := f.Shops.FindForMember(ctx, web.Actor(ctx), in.Shop)
	if err != nil {
		return nil, err
	}
	found, err := f.Orders.ListForShop(ctx, shop.ID, orders.Page{Limit: in.Limit, Cursor: in.Cursor})
	return ok(pageOf(found.Items, found.NextCursor, func(s orders.Summary) deskSummary {
		return deskSummary{summaryOf(s), s.Buyer, s.Pickup}
	}), err)
}

// ShopOrderPath names a shop's part of an order.
type ShopOrderPath struct {
	ShopPath
	Number string `path:"number" doc:"Of the group."`
}

// deskOrder is a shop's part of an order, with what it needs to send it.
type deskOrder struct {
	Number        string    `json:"number"`
	Currency      string    `json:"currency" example:"IDR"`
	PaymentMethod string    `json:"payment_method"`
	CreatedAt     time.Time `json:"created_at"`
	Contact       Contact   `json:"contact"`
	Address       *Address  `json:"address" doc:"null where the buyer collects."`
	ShopOrder
	Timeline []orderEvent `json:"timeline"`
}

func deskOrderOf(o orders.Order, shop string) deskOrder {
	out := deskOrder{
		Number: o.Number, Currency: o.Currency, PaymentMethod: o.PaymentMethod, CreatedAt: o.CreatedAt.UTC(),
		Contact: Contact{o.ContactName, o.ContactEmail, o.ContactPhone},
	}
	part := o.PartOf(shop)
	if part == nil {
		return out
	}
	out.ShopOrder = shopOrderOf(*part)
	if !part.IsPickup() {
		_ = json.Unmarshal(o.Address, &out.Address) // written by our own code; nothing where nobody said one
	}
	own := orders.Order{Shops: []orders.ShopOrder{*part}}
	for _, e := range o.Timeline {
		if e.ShopOrderID == nil || *e.ShopOrderID == part.ID {
			own.Timeline = append(own.Timeline, e)
		}
	}
	out.Timeline = timelineOf(own)
	return out
}

func (f *face) findShopOrder(ctx context.Context, in *ShopOrderPath) (*answer[deskOrder], error) {
	order, err := f.Orders.FindForShop(ctx, web.Actor(ctx), in.Shop, in.Number)
	return ok(deskOrderOf(order, in.Shop), err)
}

func (f *face) work(ctx context.Context, move orders.ShopMove) (*answer[deskOrder], error) {
	order, err := f.Orders.Work(ctx, web.Actor(ctx), move)
	return ok(deskOrderOf(order, move.Shop), err)
}

func (f *face) acceptOrder(ctx context.Context, in *ShopOrderPath) (*answer[deskOrder], error) {
	return f.work(ctx, orders.ShopMove{Shop: in.Shop, Number: in.Number, Event: orders.Accept})
}

func (f *face) packOrder(ctx context.Context, in *ShopOrderPath) (*answer[deskOrder], error) {
	return f.work(ctx, orders.ShopMove{Shop: in.Shop, Number: in.Number, Event: orders.Pack})
}

func (f *face) readyOrder(ctx context.Context, in *ShopOrderPath) (*answer[deskOrder], error) {
	return f.work(ctx, orders.ShopMove{Shop: in.Shop, Number: in.Number, Event: orders.MakeReady})
}

// Shipment is how a parcel travels.
type Shipment struct {
	Courier  string `json:"courier" minLength:"1" maxLength:"80"`
	Tracking string `json:"tracking,omitempty" maxLength:"80"`
}

func (f *face) shipOrder(ctx context.Context, in *struct {
	ShopOrderPath
	Body Shipment
},
) (*answer[deskOrder], error) {
	return f.work(ctx, orders.ShopMove{
		Shop: in.Shop, Number: in.Number, Event: orders.Ship, Courier: in.Body.Courier, Tracking: in.Body.Tracking,
	})
}

// CollectCode is what the buyer says.
type CollectCode struct {
	Code string `json:"code" minLength:"1" maxLength:"20"`
}

func (f *face) collectOrder(ctx context.Context, in *struct {
	ShopOrderPath
	Body CollectCode
},
) (*answer[deskOrder], error) {
	return f.work(ctx, orders.ShopMove{Shop: in.Shop, Number: in.Number, Event: orders.Collect, Code: in.Body.Code})
}

// Refusal says why not.
type Refusal struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500"`
}

func (f *face) rejectOrder(ctx context.Context, in *struct {
	ShopOrderPath
	Body Refusal
},
) (*answer[deskOrder], error) {
	order, err := f.Checkout.RejectByShop(ctx, web.Actor(ctx), in.Shop, in.Number, in.Body.Reason)
	return ok(deskOrderOf(order, in.Shop), err)
}

func (f *face) payOrderInCash(ctx context.Context, in *ShopOrderPath) (*answer[deskOrder], error) {
	order, err := f.Checkout.ConfirmCash(ctx, web.Actor(ctx), in.Shop, in.Number)
	return ok(deskOrderOf(order, in.Shop), err)
}
