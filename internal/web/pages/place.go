package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/cart"
	"lapak/internal/checkout"
	"lapak/internal/idempotency"
	"lapak/internal/web"
)

// placedOrder is what the browser needs of an order once it is placed; it is kept as the answer to the form's key.
type placedOrder struct {
	Number string `json:"number"`
	Token  string `json:"token"`
	Next   string `json:"next"` // where the buyer goes on: the provider's page, or ours
}

// placeOnce orders once for a rendered form, however often it is sent: each later time gives the first one's order.
func (s *Site) placeOnce(c *gin.Context, in asked) (placedOrder, error) {
	request := idempotency.Request{Scope: formScope(in.Access), Key: in.Form.Values["key"], Hash: idempotency.Hash("POST /checkout", nil)}
	answer, _, err := idempotency.Do(c.Request.Context(), s.DB, request, func(ctx context.Context, claim *idempotency.Claim) (idempotency.Response, error) {
		return s.Checkout.PlaceOnce(ctx, claim, s.placing(c, in.Access), s.answerPlaced)
	})
	var placed placedOrder
	if err == nil {
		err = json.Unmarshal([]byte(answer.Body), &placed)
	}
	if apperr.CodeOf(err) == "idempotency_key_invalid" {
		return placed, apperr.NewNotFound("cart_not_found") // a form that we did not render
	}
	return placed, err
}

// answerPlaced makes the answer that is kept for the form's key.
func (s *Site) answerPlaced(placed checkout.Placed) (idempotency.Response, error) {
	body, err := json.Marshal(placedOrder{Number: placed.Order.Number, Token: s.Orders.Token(placed.Order.Group.ID), Next: nextAfter(placed)})
	if err != nil {
		return idempotency.Response{}, fmt.Errorf("marshal an order: %w", err)
	}
	return idempotency.Response{Status: http.StatusSeeOther, Body: string(body)}, nil
}

// formScope is whose key it is. A guest's holds the right to the basket, so that nobody reads an answer by its id alone.
func formScope(access cart.Access) string {
	if !access.Actor.IsAnonymous() {
		return "page:" + access.Actor.String()
	}
	return "page:cart:" + access.CartID.String() + ":" + access.Token
}

func nextAfter(placed checkout.Placed) string {
	switch {
	case placed.Payment.ID == uuid.Nil: // cash
		return orderPath(placed.Order.Number)
	case placed.Payment.URL != "":
		return placed.Payment.URL
	}
	return orderPath(placed.Order.Number) + "/pay"
}

func orderPath(number string) string { return "/orders/" + number }

// rememberOrder lets a guest's session read the order, and empties what the browser knows of the basket.
func (s *Site) rememberOrder(c *gin.Context, key string, placed placedOrder) {
	ctx := c.Request.Context()
	if web.Actor(ctx).IsAnonymous() {
		s.Sessions.Put(ctx, keyOrder+placed.Number, placed.Token)
	}
	s.Sessions.Put(ctx, keyPlaced, key+" "+placed.Next)
	web.ForgetCart(c.Writer)
}

// placedBefore is where the last order leads, for somebody who went back and sent its form again without the basket's cookie.
func (s *Site) placedBefore(c *gin.Context, key string) string {
	last, next, _ := strings.Cut(s.Sessions.GetString(c.Request.Context(), keyPlaced), " ")
	if key == "" || last != key {
		return ""
	}
	return next
}

// What a session holds of a guest's orders: the token of each by its number, and the phone that a code has proved.
const (
	keyOrder      = "order:"
	keyOrderPhone = "order_phone"
	keyPlaced     = "placed" // the last order's form key and where it led
)
