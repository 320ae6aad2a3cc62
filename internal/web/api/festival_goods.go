package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lapak/internal/catalog"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/web"
)

// registerFestivalGoods adds what is sold and collected at festivals.
func (f *face) registerFestivalGoods() {
	handle(f, open("GET /festivals/{festival}/features", "findFeatures", "Read what a festival features, in the order of the day"), f.findFeatures)
	handle(f, orderHolder("POST /orders/{number}/shops/{shop}/slot", "changeSlot", "Choose another slot to collect in"), f.changeSlot)
	handle(f, desk("GET /festivals/{festival}/prices", "listFestivalPrices", "List a shop's goods with their prices for a festival"), f.listFestivalPrices)
	handle(f, desk("PUT /festivals/{festival}/prices", "setFestivalPrices", "Set a shop's prices for a festival, in place of those before"), f.setFestivalPrices)
	handle(f, desk("GET /festivals/{festival}/collection", "findCollection", "Read what is collected at a shop's stall"), f.findCollection)
	handle(f, desk("PUT /festivals/{festival}/collection", "setCollection", "Take orders ahead, or no longer"), f.setCollection)
	handle(f, desk("POST /festivals/{festival}/collect", "collectAtStall", "Hand over against a buyer's QR code"), f.collectAtStall)
	handle(f, desk("POST /orders/{number}/left", "returnUncollected", "Say that nobody collected an order at the festival; what was paid goes back"), f.returnUncollected)
	handle(f, member("GET /organizer/festivals/{festival}/features", "findOwnFeatures", "Read what one's festival features"), f.findOwnFeatures)
	handle(f, member("PUT /organizer/festivals/{festival}/features", "setFeatures", "Feature shops and products, in order"), f.setFeatures)
	handle(f, member("GET /organizer/festivals/{festival}/slots", "listSlots", "List the slots in which buyers collect"), f.listSlots)
	handle(f, member("PUT /organizer/festivals/{festival}/slots", "setSlots", "Divide the opening hours into slots"), f.setSlots)
}

type atFestival struct {
	Slug string `json:"slug" example:"festival-kopi"`
	Name string `json:"name"`
}

func markOf(m *catalog.Mark) *atFestival {
	if m == nil {
		return nil
	}
	return &atFestival{m.Slug, m.Name}
}

func usualOf(price int64) *int64 {
	if price == 0 {
		return nil
	}
	return &price
}

// StandPath names a shop's stall at a festival.
type StandPath struct {
	ShopPath
	FestivalPath
}

func (f *face) listFestivalShops(ctx context.Context, in *shopsRequest) (*cached, error) {
	found, err := f.Festivals.ListVendors(ctx, in.Festival, festivals.VendorFilter{District: in.District}, catalog.Page{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := Page[shopShown]{Items: []shopShown{}}
	if found.Next != "" {
		out.Next = &found.Next
	}
	for _, vendor := range found.Items {
		shop, err := f.Shops.Find(ctx, vendor.ID)
		if err != nil {
			return nil, err
		}
		pictures, err := f.picturesOf(ctx, shop)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, shopOf(shop, i18n.Language(ctx), pictures))
	}
	return cache(ctx, in.Unchanged, out)
}

// ShelfShown is what a festival features today.
type ShelfShown struct {
	Day      day            `json:"day" doc:"Of the order: it moves on every day, so that each is first equally often."`
	Shops    []vendorShown  `json:"shops"`
	Products []ProductNamed `json:"products"`
	Next     *string        `json:"next_cursor" doc:"Of the next shops and products, in the order of the same day; null after the last."`
}

type vendorShown struct {
	Slug     string `json:"slug"`
	Name     string `json:"name"`
	District string `json:"district"`
	Stall    string `json:"stall" example:"A12" doc:"Empty where it has none."`
	Collects bool   `json:"collects" doc:"Takes orders ahead, to be collected at the stall."`
}

func vendorOf(v festivals.Vendor) vendorShown {
	return vendorShown{v.Slug, v.Name, v.District, v.Stall, v.Collects}
}

func (f *face) findFeatures(ctx context.Context, in *struct {
	FestivalPath
	Paging
	Unchanged
},
) (*cached, error) {
	festival, err := f.Festivals.Find(ctx, identity.Actor{}, in.Festival)
	if err != nil {
		return nil, err
	}
	shelf, err := f.Festivals.ListShelf(ctx, festival, catalog.Page{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := ShelfShown{Day: *dayOf(&shelf.Day), Shops: []vendorShown{}, Products: []ProductNamed{}}
	if shelf.Next != "" {
		out.Next = &shelf.Next
	}
	for _, v := range shelf.Vendors {
		out.Shops = append(out.Shops, vendorOf(v))
	}
	cards, err := f.Catalog.ListBySlug(ctx, shelf.Products)
	if err != nil {
		return nil, err
	}
	for _, c := range cards {
		out.Products = append(out.Products, ProductNamed{c.Slug, c.Title})
	}
	return cache(ctx, in.Unchanged, out)
}

// FeaturesWanted is what an organizer features, in order.
type FeaturesWanted struct {
	Shops    []string `json:"shops" maxItems:"200" doc:"Slugs of approved shops."`
	Products []string `json:"products" maxItems:"200" doc:"Slugs of listed products."`
}

func featuresOf(found festivals.Features) FeaturesWanted { return FeaturesWanted(found) }

func (f *face) findOwnFeatures(ctx context.Context, in *FestivalPath) (*answer[FeaturesWanted], error) {
	found, err := f.Festivals.FindFeatures(ctx, web.Actor(ctx), in.Festival)
	return ok(featuresOf(found), err)
}

func (f *face) setFeatures(ctx context.Context, in *struct {
	FestivalPath
	Body FeaturesWanted
},
) (*answer[FeaturesWanted], error) {
	kept, err := f.Festivals.SetFeatures(ctx, web.Actor(ctx), in.Festival, festivals.Features(in.Body))
	return ok(featuresOf(kept), err)
}

// SlotPlan divides a festival's opening hours.
type SlotPlan struct {
	Minutes  int64 `json:"minutes,omitempty" minimum:"10" maximum:"240" default:"30" doc:"Length of a slot."`
	Capacity int64 `json:"capacity,omitempty" minimum:"1" maximum:"500" default:"10" doc:"Orders that one stall may take in a slot at most."`
}

// SlotShown is a time in which buyers collect at the stalls.
type SlotShown struct {
	ID       uuid.UUID `json:"id" format:"uuid"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Capacity int       `json:"capacity"`
}

type slotList struct {
	Items []SlotShown `json:"items"`
}

func slotsOf(slots []festivals.Slot) slotList {
	out := slotList{Items: []SlotShown{}}
	for _, s := range slots {
		out.Items = append(out.Items, SlotShown{s.ID, s.StartsAt.UTC(), s.EndsAt.UTC(), s.Capacity})
	}
	return out
}

func (f *face) listSlots(ctx context.Context, in *FestivalPath) (*answer[slotList], error) {
	festival, err := f.Festivals.FindOwn(ctx, web.Actor(ctx), in.Festival)
	if err != nil {
		return nil, err
	}
	slots, err := f.Festivals.ListSlots(ctx, festival.ID)
	return ok(slotsOf(slots), err)
}

func (f *face) setSlots(ctx context.Context, in *struct {
	FestivalPath
	Body SlotPlan
},
) (*answer[slotList], error) {
	slots, err := f.Festivals.SetSlots(ctx, web.Actor(ctx), in.Festival, festivals.SlotPlan(in.Body))
	return ok(slotsOf(slots), err)
}

// FestivalPrice is what a variant costs while a festival runs.
type FestivalPrice struct {
	VariantID uuid.UUID `json:"variant_id" format:"uuid"`
	Price     int64     `json:"price" example:"40000" doc:"Rupiah; below the usual price."`
}

// FestivalPrices are a shop's prices for a festival.
type FestivalPrices struct {
	Prices []FestivalPrice `json:"prices" maxItems:"2000" doc:"What is left out keeps its usual price."`
}

type festivalOffer struct {
	VariantID uuid.UUID `json:"variant_id" format:"uuid"`
	Product   string    `json:"product" doc:"Slug."`
	Title     string    `json:"title"`
	Variant   string    `json:"variant"`
	Usual     int64     `json:"usual_price"`
	Price     *int64    `json:"price" doc:"null: the usual one."`
}

type offerPrices struct {
	Items []festivalOffer `json:"items"`
	Runs  bool            `json:"runs" doc:"The prices hold now."`
}

func (f *face) listFestivalPrices(ctx context.Context, in *StandPath) (*answer[offerPrices], error) {
	stand, err := f.Festivals.FindStand(ctx, web.Actor(ctx), in.Shop, in.Festival)
	if err != nil {
		return nil, err
	}
	offers, err := f.Festivals.ListOffers(ctx, stand)
	out := offerPrices{Items: []festivalOffer{}, Runs: stand.Runs}
	for _, o := range offers {
		out.Items = append(out.Items, festivalOffer{o.VariantID, o.ProductSlug, o.Title, o.VariantTitle, o.Usual, usualOf(o.Price)})
	}
	return ok(out, err)
}

func (f *face) setFestivalPrices(ctx context.Context, in *struct {
	StandPath
	Body FestivalPrices
},
) (*answer[offerPrices], error) {
	prices := make([]festivals.NewPrice, len(in.Body.Prices))
	for i, p := range in.Body.Prices {
		prices[i] = festivals.NewPrice(p)
	}
	if err := f.Festivals.SetPrices(ctx, web.Actor(ctx), in.Shop, in.Festival, prices); err != nil {
		return nil, err
	}
	return f.listFestivalPrices(ctx, &in.StandPath)
}

// Collecting is what a shop hands over at its stall.
type Collecting struct {
	Capacity int              `json:"capacity" doc:"Orders a slot that the shop takes; 0: none."`
	Orders   []collectedOrder `json:"orders" doc:"By slot."`
}

type collectedOrder struct {
	Number   string    `json:"number"`
	State    string    `json:"state" enum:"new,accepted,packed,ready,completed"`
	Paid     bool      `json:"paid"`
	Total    int64     `json:"total"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Goods    []goods   `json:"goods"`
}

func (f *face) findCollection(ctx context.Context, in *StandPath) (*answer[Collecting], error) {
	stand, err := f.Festivals.FindStand(ctx, web.Actor(ctx), in.Shop, in.Festival)
	if err != nil {
		return nil, err
	}
	return f.collecting(ctx, stand)
}

func (f *face) collecting(ctx context.Context, stand festivals.Stand) (*answer[Collecting], error) {
	capacity, err := f.Festivals.FindCollection(ctx, stand)
	if err != nil {
		return nil, err
	}
	from, until := stand.Span()
	list, err := f.Orders.ListAtStall(ctx, stand.Shop.ID, from, until)
	out := Collecting{Capacity: capacity, Orders: []collectedOrder{}}
	for _, o := range list {
		shown := collectedOrder{o.Number, string(o.State), o.Paid, o.Total, o.CollectFrom.UTC(), o.Until.UTC(), []goods{}}
		_ = json.Unmarshal(o.Goods, &shown.Goods) // written by our own query
		out.Orders = append(out.Orders, shown)
	}
	return ok(out, err)
}

func (f *face) setCollection(ctx context.Context, in *struct {
	StandPath
	Body struct {
		Capacity int64 `json:"capacity" minimum:"0" maximum:"500" doc:"Orders a slot; 0 takes none."`
	}
},
) (*answer[Collecting], error) {
	if err := f.Festivals.SetCollection(ctx, web.Actor(ctx), in.Shop, in.Festival, in.Body.Capacity); err != nil {
		return nil, err
	}
	return f.findCollection(ctx, &in.StandPath)
}

func (f *face) collectAtStall(ctx context.Context, in *struct {
	StandPath
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"500" doc:"What the QR code holds, or the order's number, a dot and its code."`
	}
},
) (*answer[deskOrder], error) {
	stand, err := f.Festivals.FindStand(ctx, web.Actor(ctx), in.Shop, in.Festival)
	if err != nil {
		return nil, err
	}
	order, err := f.Checkout.CollectAtStall(ctx, web.Actor(ctx), stand, in.Body.Code)
	return ok(deskOrderOf(order, in.Shop), err)
}

func (f *face) returnUncollected(ctx context.Context, in *ShopOrderPath) (*answer[deskOrder], error) {
	order, err := f.Checkout.ReturnUncollected(ctx, web.Actor(ctx), in.Shop, in.Number)
	return ok(deskOrderOf(order, in.Shop), err)
}

func (f *face) changeSlot(ctx context.Context, in *struct {
	OrderPath
	Shop string `path:"shop" doc:"Slug."`
	Body struct {
		Option string `json:"option" maxLength:"80" example:"stall:0198c0de-0000-7000-8000-000000000001" doc:"As the quote offers it."`
	}
},
) (*answer[OrderShown], error) {
	order, err := f.Checkout.ChangeSlot(ctx, orders.Reader{Actor: web.Actor(ctx), Token: in.Token}, in.Number, in.Shop, in.Body.Option)
	return ok(orderOf(order), err)
}
