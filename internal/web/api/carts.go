package api

import (
	"context"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/cart"
	"lapak/internal/checkout"
	"lapak/internal/i18n"
	"lapak/internal/money"
	"lapak/internal/regions"
	"lapak/internal/shipping"
	"lapak/internal/web"
)

type cartMade struct {
	ID    uuid.UUID `json:"id" format:"uuid"`
	Token string    `json:"token" doc:"What a guest reaches the cart by: send it as X-Cart-Token."`
}

func (f *face) createCart(ctx context.Context, _ *empty) (*answer[cartMade], error) {
	id, token, err := f.Carts.Create(ctx, web.Actor(ctx))
	if err == nil && web.Actor(ctx).IsAnonymous() {
		web.SetCart(callerOf(ctx).writer, id, token, f.isSecure())
	}
	return ok(cartMade{id, token}, err)
}

// CartPath names a cart and opens it by header or by the browser's cookie.
type CartPath struct {
	ID     string `path:"id" doc:"UUID."`
	Token  string `header:"X-Cart-Token" doc:"Of a guest's cart."`
	Cookie string `cookie:"lapak_cart" hidden:"true"`
}

func accessTo(ctx context.Context, id, token, cookie string) (cart.Access, error) {
	parsed, err := parseID(id, "cart_not_found")
	if err != nil {
		return cart.Access{}, err
	}
	if token == "" {
		if remembered, secret := web.ParseCart(cookie); remembered == parsed {
			token = secret
		}
	}
	return cart.Access{CartID: parsed, Token: token, Actor: web.Actor(ctx)}, nil
}

func (f *face) findCart(ctx context.Context, in *CartPath) (*answer[cartShown], error) {
	access, err := accessTo(ctx, in.ID, in.Token, in.Cookie)
	if err != nil {
		return nil, err
	}
	found, err := f.Carts.Find(ctx, access)
	return ok(cartOf(ctx, found), err)
}

// CartItemPath names a variant in a cart.
type CartItemPath struct {
	CartPath
	VariantID string `path:"variant_id" doc:"UUID."`
}

// Quantity is how many units a line holds.
type Quantity struct {
	Quantity int64 `json:"quantity" minimum:"1" maximum:"9999" example:"2"`
}

func (f *face) setCartItem(ctx context.Context, in *struct {
	CartItemPath
	Body Quantity
},
) (*answer[cartShown], error) {
	access, err := accessTo(ctx, in.ID, in.Token, in.Cookie)
	if err != nil {
		return nil, err
	}
	variant, err := parseID(in.VariantID, "variant_not_found")
	if err != nil {
		return nil, err
	}
	changed, err := f.Carts.SetItem(ctx, access, cart.Item{VariantID: variant, Quantity: in.Body.Quantity})
	return ok(cartOf(ctx, changed), err)
}

func (f *face) deleteCartItem(ctx context.Context, in *CartItemPath) (*answer[cartShown], error) {
	access, err := accessTo(ctx, in.ID, in.Token, in.Cookie)
	if err != nil {
		return nil, err
	}
	variant, err := parseID(in.VariantID, "variant_not_found")
	if err != nil {
		return nil, err
	}
	changed, err := f.Carts.RemoveItem(ctx, access, variant)
	return ok(cartOf(ctx, changed), err)
}

type cartShown struct {
	ID         uuid.UUID  `json:"id" format:"uuid"`
	Items      []cartItem `json:"items" doc:"By shop, then in the order in which they were added."`
	ItemsTotal int64      `json:"items_total" doc:"Of what can be bought as it is."`
	Currency   string     `json:"currency" example:"IDR"`
}

type cartItem struct {
	VariantID    uuid.UUID `json:"variant_id" format:"uuid"`
	Product      string    `json:"product" doc:"Slug."`
	Shop         string    `json:"shop" doc:"Slug."`
	ShopName     string    `json:"shop_name"`
	Title        string    `json:"title"`
	Variant      string    `json:"variant" example:"250 g"`
	SKU          string    `json:"sku"`
	Image        *string   `json:"image" doc:"Address of a small picture."`
	Quantity     int64     `json:"quantity"`
	UnitPrice    int64     `json:"unit_price" doc:"As it is now."`
	PriceChanged bool      `json:"price_changed" doc:"It differs from the price that the last answer told."`
	Total        int64     `json:"total"`
	Problem      *trouble  `json:"problem" doc:"Why the line cannot be bought as it is."`
}

type trouble struct {
	Code    string `json:"code" example:"sold_out"`
	Message string `json:"message"`
}

func troubleOf(ctx context.Context, code string) *trouble {
	if code == "" {
		return nil
	}
	return &trouble{code, i18n.Text(ctx, "error."+code)}
}

func cartOf(ctx context.Context, c cart.Cart) cartShown {
	out := cartShown{ID: c.ID, Items: make([]cartItem, 0, len(c.Lines)), ItemsTotal: c.ItemsTotal(), Currency: money.IDR}
	for _, l := range c.Lines {
		item := cartItem{
			VariantID: l.VariantID, Product: l.ProductSlug, Shop: l.ShopSlug, ShopName: l.ShopName, Title: l.Title, Variant: l.VariantTitle,
			SKU: l.SKU, Quantity: l.Quantity, UnitPrice: l.Price, PriceChanged: l.PriceChanged(), Total: l.Total(), Problem: troubleOf(ctx, l.Problem()),
		}
		if url := mediaURL(l.ImageKey); url != "" {
			item.Image = &url
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// Address is where something is sent, its names as /regions spells them.
type Address struct {
	Line       string `json:"line" example:"Jalan Barong 5"`
	Village    string `json:"village,omitempty" example:"Kemiren"`
	District   string `json:"district,omitempty" example:"Glagah"`
	Regency    string `json:"regency,omitempty" example:"Kabupaten Banyuwangi" doc:"Abroad: the city."`
	Province   string `json:"province,omitempty" example:"Jawa Timur"`
	PostalCode string `json:"postal_code,omitempty" example:"68432"`
	Country    string `json:"country,omitempty" example:"ID" doc:"ISO 3166-1 alpha-2; ID where it is left out."`
}

func (a *Address) resolvable() *regions.Address {
	if a == nil {
		return nil
	}
	out := regions.Address(*a)
	return &out
}

// QuoteRequest says where a basket goes; without an address only pickup is offered.
type QuoteRequest struct {
	Address *Address `json:"address,omitempty"`
}

func (f *face) quoteCart(ctx context.Context, in *struct {
	CartPath
	Body QuoteRequest
},
) (*answer[quoteShown], error) {
	access, err := accessTo(ctx, in.ID, in.Token, in.Cookie)
	if err != nil {
		return nil, err
	}
	quote, err := f.Checkout.Quote(ctx, access, in.Body.Address.resolvable())
	return ok(quoteOf(ctx, quote), err)
}

type quoteShown struct {
	Shops      []shopQuote `json:"shops"`
	ItemsTotal int64       `json:"items_total"`
	Currency   string      `json:"currency" example:"IDR"`
	Problems   []cartItem  `json:"problems" doc:"The lines that cannot be bought as they are; they are not counted."`
}

type shopQuote struct {
	Shop        string           `json:"shop" doc:"Slug."`
	Name        string           `json:"name"`
	ItemsTotal  int64            `json:"items_total"`
	WeightGrams int64            `json:"weight_grams"`
	AcceptsCash bool             `json:"accepts_cash"`
	Options     []shippingOption `json:"options" doc:"Couriers from the cheapest, then pickup."`
	NoCourier   *trouble         `json:"no_courier" doc:"Why no courier is offered."`
}

type shippingOption struct {
	Code   string `json:"code" example:"reguler"`
	Label  string `json:"label"`
	Price  int64  `json:"price" example:"9000"`
	Days   string `json:"days" example:"1-2" doc:"Days on the way; empty for pickup."`
	Pickup bool   `json:"pickup"`
}

func quoteOf(ctx context.Context, q checkout.Quote) quoteShown {
	out := quoteShown{Shops: make([]shopQuote, 0, len(q.Shops)), ItemsTotal: q.ItemsTotal, Currency: q.Currency, Problems: []cartItem{}}
	for _, item := range cartOf(ctx, q.Cart).Items {
		if item.Problem != nil {
			out.Problems = append(out.Problems, item)
		}
	}
	for _, s := range q.Shops {
		part := shopQuote{
			Shop: s.Slug, Name: s.Name, ItemsTotal: s.ItemsTotal, WeightGrams: s.WeightGrams, AcceptsCash: s.AcceptsCash,
			Options: make([]shippingOption, 0, len(s.Choices.Options)), NoCourier: troubleOf(ctx, s.Choices.NoCourier),
		}
		for _, o := range s.Choices.Options {
			part.Options = append(part.Options, shippingOption{o.Code, o.Label, o.Price, daysOf(o), o.Pickup})
		}
		out.Shops = append(out.Shops, part)
	}
	return out
}

func daysOf(o shipping.Option) string {
	switch {
	case o.Pickup || o.DaysMax == 0:
		return ""
	case o.DaysMin == o.DaysMax:
		return itoa(o.DaysMin)
	}
	return itoa(o.DaysMin) + "-" + itoa(o.DaysMax)
}

// withQuote renders the new quote that a refused order carries.
func withQuote(ctx context.Context, err error) error {
	own := apperr.As(err)
	if own == nil {
		return err
	}
	if quote, isQuote := own.Details.(checkout.Quote); isQuote {
		return own.WithDetails(quoteOf(ctx, quote))
	}
	return err
}
