package orders

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/postgres"
)

// ReasonLeft is the reason of goods that nobody collected at a festival; its words are the text "order.reason.left".
const ReasonLeft = "left"

// ReasonSlotGone is the reason of an order whose slot at a festival is no more; its words are the text "order.reason.slot_gone".
const ReasonSlotGone = "slot_gone"

// AtStall is an order that is collected at a shop's stall.
type AtStall struct {
	Number      string          `db:"number"`
	OrderID     uuid.UUID       `db:"id"` // the shop's part
	State       State           `db:"state"`
	Paid        bool            `db:"paid"`
	Method      string          `db:"payment_method"`
	Total       int64           `db:"total"` // rupiah
	Buyer       string          `db:"buyer"`
	CollectFrom time.Time       `db:"collect_from"`
	Until       time.Time       `db:"collect_until"`
	Goods       json.RawMessage `db:"goods"` // [{"title", "quantity"}]
}

// atStallLimit bounds a stall's list of a festival.
const atStallLimit = 1000

// ListAtStall lists what is collected at a shop's stall in a span of time, by slot; the caller has checked that the shop is the actor's.
// What waits for its payment or has ended is left out.
func (s *Service) ListAtStall(ctx context.Context, shop uuid.UUID, from, until time.Time) ([]AtStall, error) {
	list, err := listAtStall(ctx, s.db, span{shop, from, until}, atStallLimit)
	return list, postgres.Translate(err)
}

// remindAtOnce is how many buyers one look reminds.
const remindAtOnce = 200

// morning is when buyers are reminded of what they collect that day, on the clock of the region.
const morning = 6

// RemindCollections tells the buyers in the morning what they collect at a festival that day. Whoever ordered on the day itself knows.
func (s *Service) RemindCollections(ctx context.Context, asOf time.Time) (told int, err error) {
	local := asOf.In(i18n.WIB)
	if local.Hour() < morning {
		return 0, nil
	}
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, i18n.WIB)
	due, err := listToRemind(ctx, s.db, today.AddDate(0, 0, 1), remindAtOnce)
	if err != nil {
		return 0, postgres.Translate(err)
	}
	var failed []error
	for _, waiting := range due {
		err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
			order, err := s.LockTx(ctx, tx, waiting.GroupID)
			if err != nil {
				return err
			}
			part := order.find(waiting.ID)
			isFirst, err := markToldTx(ctx, tx, waiting.ID, asOf)
			if err != nil || !isFirst || part.CreatedAt.After(today) || part.CollectFrom.Before(asOf) {
				return err
			}
			switch part.State {
			case StateNew, StateAccepted, StatePacked, StateReady:
				told++
				return s.notices.SendTx(ctx, tx, s.toBuyer(order, "collect_today", part)...)
			}
			return nil
		})
		if err != nil {
			failed = append(failed, fmt.Errorf("remind of order %s: %w", waiting.ID, err))
		}
	}
	return told, errors.Join(failed...)
}

// ListBuyersAhead gives the buyers who wait to collect at a festival what they ordered ahead, at the contact and in the language of the order.
func (s *Service) ListBuyersAhead(ctx context.Context, q sqlx.QueryerContext, festival uuid.UUID) ([]festivals.Reader, error) {
	readers, err := listBuyersAhead(ctx, q, festival)
	return readers, postgres.Translate(err)
}

// FindPartTx locks the group of a shop's part, for the system's own use.
func (s *Service) FindPartTx(ctx context.Context, tx *sqlx.Tx, shopOrder uuid.UUID) (Order, *ShopOrder, error) {
	found, err := findOrder(ctx, tx, byPart, shopOrder)
	if err != nil {
		return Order{}, nil, err
	}
	order, err := s.LockTx(ctx, tx, found.Group.ID)
	return order, order.find(shopOrder), err
}

// TellBuyerOfPartTx tells the buyer of something that concerns one shop's part, once for each template.
func (s *Service) TellBuyerOfPartTx(ctx context.Context, tx *sqlx.Tx, order Order, template string, part *ShopOrder) error {
	return s.notices.SendTx(ctx, tx, s.toBuyer(order, template, part)...)
}
