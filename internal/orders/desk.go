package orders

import (
	"context"
	"crypto/subtle"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// ShopMove is what a shop does with its part of an order.
type ShopMove struct {
	Shop     string // slug
	Number   string
	Event    Event  // Accept, Pack, Ship, MakeReady or Collect
	Courier  string // of Ship
	Tracking string // of Ship
	Code     string // of Collect: what the buyer says
}

// shopEvents are what a shop does without money moving; rejecting and taking cash are flows of checkout.
var shopEvents = map[Event]bool{Accept: true, Pack: true, Ship: true, MakeReady: true, Collect: true}

// Work moves a shop's part of an order. Foreign orders are NotFound; a wrong collect code is Invalid.
func (s *Service) Work(ctx context.Context, actor identity.Actor, in ShopMove) (Order, error) {
	if !shopEvents[in.Event] {
		return Order{}, apperr.New(apperr.Conflict, "transition_not_allowed").With("Event", string(in.Event)).With("State", "")
	}
	if err := validateShopMove(in); err != nil {
		return Order{}, err
	}
	var order Order
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		var part *ShopOrder
		var err error
		if order, part, err = s.LockForShopTx(ctx, tx, actor, in.Shop, in.Number); err != nil {
			return err
		}
		if in.Event == Collect && subtle.ConstantTimeCompare([]byte(part.CollectCode), []byte(strings.TrimSpace(in.Code))) != 1 {
			return apperr.New(apperr.Invalid, "collect_code_wrong").At("code")
		}
		return s.MoveTx(ctx, tx, &order, Move{
			ShopOrderID: part.ID, Event: in.Event, Actor: actor,
			Courier: strings.TrimSpace(in.Courier), Tracking: strings.TrimSpace(in.Tracking),
		})
	})
	return order, err
}

func validateShopMove(in ShopMove) error {
	if in.Event != Ship {
		return nil
	}
	var fields []apperr.Field
	for path, value := range map[string]string{"courier": in.Courier, "tracking": in.Tracking} {
		switch length := len(strings.TrimSpace(value)); {
		case length == 0 && path == "courier":
			fields = append(fields, apperr.Field{Path: path, Code: "required"})
		case length > 80:
			fields = append(fields, apperr.Field{Path: path, Code: "too_long", Params: map[string]any{"Max": 80}})
		}
	}
	return apperr.NewInvalid(fields...)
}

// LockForShopTx locks the group of a number in which the actor's shop has a part. What is not the actor's is NotFound.
func (s *Service) LockForShopTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, shop, number string) (Order, *ShopOrder, error) {
	found, err := findByNumber(ctx, tx, number, ofShop, shop, actor.AccountID)
	if err != nil {
		return Order{}, nil, err
	}
	order, err := s.LockTx(ctx, tx, found.Group.ID)
	if err != nil {
		return Order{}, nil, err
	}
	return order, order.PartOf(shop), nil
}

// ConfirmReceipt is the buyer's word that a shop's goods have arrived.
func (s *Service) ConfirmReceipt(ctx context.Context, reader Reader, number, shop string) (Order, error) {
	var order Order
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		var err error
		if order, err = s.LockForBuyerTx(ctx, tx, reader, number); err != nil {
			return err
		}
		part := order.PartOf(shop)
		if part == nil {
			return apperr.NewNotFound("order_not_found")
		}
		return s.MoveTx(ctx, tx, &order, Move{ShopOrderID: part.ID, Event: Confirm, Actor: reader.Actor})
	})
	return order, err
}

// FindByAcceptLink reads a shop's order by the signed link that its owner was sent.
func (s *Service) FindByAcceptLink(ctx context.Context, shopOrderID uuid.UUID, token string) (Order, *ShopOrder, error) {
	if !s.links.Verify(linkAccept, shopOrderID.String(), token) {
		return Order{}, nil, apperr.NewNotFound("order_not_found")
	}
	order, err := findOrder(ctx, s.db, byPart, shopOrderID)
	if err != nil {
		return Order{}, nil, err
	}
	return order, order.find(shopOrderID), nil
}

// AcceptByLink accepts a shop's order by the signed link. An order that is accepted already stays as it is, since a link is tapped twice.
func (s *Service) AcceptByLink(ctx context.Context, shopOrderID uuid.UUID, token string) (Order, *ShopOrder, error) {
	found, part, err := s.FindByAcceptLink(ctx, shopOrderID, token)
	if err != nil || part.State == StateAccepted {
		return found, part, err
	}
	var order Order
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		var err error
		if order, err = s.LockTx(ctx, tx, found.Group.ID); err != nil {
			return err
		}
		return s.MoveTx(ctx, tx, &order, Move{ShopOrderID: shopOrderID, Event: Accept, Actor: identity.System("accept_link")})
	})
	return order, order.find(shopOrderID), err
}
