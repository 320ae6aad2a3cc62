package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/cart"
	"lapak/internal/checkout"
	"lapak/internal/idempotency"
	"lapak/internal/web"
)

// NewOrder turns a basket into an order. The prices are the mall's at placing.
type NewOrder struct {
	CartID        string         `json:"cart_id" doc:"UUID."`
	Contact       Contact        `json:"contact"`
	Address       *Address       `json:"address,omitempty" doc:"Not needed where everything is picked up."`
	Shipping      []ShippingPick `json:"shipping" minItems:"1" maxItems:"100"`
	PaymentMethod string         `json:"payment_method" example:"sandbox"`
	Language      string         `json:"language,omitempty" enum:"id,en" doc:"Of the notices."`
	CameFrom      string         `json:"came_from,omitempty" maxLength:"120" example:"festival-kopi-2026" doc:"Slug of the festival by whose page or printed code the buyer came within 7 days. The festival's report counts such orders in sums only; an unknown one is left out."`
}

// Contact is who buys; e-mail or phone is enough.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email,omitempty" example:"name@example.com"`
	Phone string `json:"phone,omitempty" example:"+6281234567890"`
}

// ShippingPick is how one shop sends its part.
type ShippingPick struct {
	Shop   string `json:"shop" doc:"Slug."`
	Option string `json:"option" example:"reguler" doc:"Code of one of the quote's options."`
}

type placing struct {
	Key     string `header:"Idempotency-Key" doc:"Names this order; the same key again answers the same. 1 to 200 visible characters, such as a UUID."`
	Token   string `header:"X-Cart-Token" doc:"Of a guest's cart."`
	Cookie  string `cookie:"lapak_cart" hidden:"true"`
	RawBody []byte
	Body    NewOrder
}

type orderPlaced struct {
	OrderShown
	Token   string        `json:"token" doc:"Lets a guest read the order: send it as X-Order-Token."`
	Payment *paymentShown `json:"payment" doc:"null for cash."`
}

// replayable is an answer that is sent as it was stored.
type replayable struct {
	Status       int    `hidden:"true"`
	ContentType  string `header:"Content-Type" hidden:"true"`
	CacheControl string `header:"Cache-Control"`
	Replayed     string `header:"Idempotent-Replayed" doc:"true where the same had been asked before."`
	Body         []byte
}

func (f *face) createOrder(ctx context.Context, in *placing) (*replayable, error) {
	if in.Key == "" {
		return nil, apperr.NewInvalid(apperr.Field{Path: "header.Idempotency-Key", Code: "idempotency_key_required"})
	}
	access, err := accessTo(ctx, in.Body.CartID, in.Token, in.Cookie)
	if err != nil {
		return nil, err
	}
	request := idempotency.Request{Scope: scopeOf(access), Key: in.Key, Hash: idempotency.Hash("POST /orders", in.RawBody)}
	answer, replayed, err := idempotency.Do(ctx, f.DB, request, func(ctx context.Context, claim *idempotency.Claim) (idempotency.Response, error) {
		answer, err := f.Checkout.PlaceOnce(ctx, claim, f.placingOf(ctx, in.Body, access), f.answerPlaced)
		return answer, withQuote(ctx, err)
	})
	if err != nil {
		return nil, err
	}
	out := &replayable{Status: answer.Status, ContentType: "application/json", CacheControl: "no-store", Body: []byte(answer.Body)}
	if replayed {
		out.Replayed = "true"
	}
	web.ForgetCart(callerOf(ctx).writer)
	return out, nil
}

// scopeOf is whose key it is: the account's, or the cart's where a guest buys. A guest's scope holds the token's right to the cart, so that
// nobody reads an answer by a cart's id alone.
func scopeOf(access cart.Access) string {
	if !access.Actor.IsAnonymous() {
		return access.Actor.String()
	}
	return "cart:" + access.CartID.String() + ":" + access.Token
}

func (f *face) placingOf(ctx context.Context, b NewOrder, access cart.Access) checkout.Placing {
	out := checkout.Placing{
		Access: access, Name: b.Contact.Name, Email: b.Contact.Email, Phone: b.Contact.Phone, Address: b.Address.resolvable(),
		Method: b.PaymentMethod, Language: b.Language, CameBy: web.FindCame(ctx, f.Festivals, b.CameFrom),
	}
	for _, pick := range b.Shipping {
		out.Shipping = append(out.Shipping, checkout.Choice{Shop: pick.Shop, Option: pick.Option})
	}
	return out
}

// answerPlaced makes the answer that is stored for the request's key.
func (f *face) answerPlaced(placed checkout.Placed) (idempotency.Response, error) {
	body, err := json.Marshal(f.placedOf(placed))
	if err != nil {
		return idempotency.Response{}, fmt.Errorf("marshal an order: %w", err)
	}
	return idempotency.Response{Status: http.StatusCreated, Body: string(body)}, nil
}

func (f *face) placedOf(p checkout.Placed) orderPlaced {
	out := orderPlaced{OrderShown: orderOf(p.Order), Token: f.Orders.Token(p.Order.Group.ID)}
	if p.Payment.ID != uuid.Nil {
		payment := f.paymentOf(p.Payment)
		out.Payment = &payment
	}
	return out
}
