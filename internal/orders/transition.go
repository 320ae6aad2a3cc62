package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/stock"
)

// Move is one event on one shop's order of a locked group.
type Move struct {
	ShopOrderID uuid.UUID
	Event       Event
	Actor       identity.Actor
	Reason      string    // of Reject, Cancel, Lapse and Displace
	Courier     string    // of Ship
	Tracking    string    // of Ship
	At          time.Time // of Remind and MarkLate
	Slot        Slot      // of MoveSlot
}

// Slot is where and when the goods are collected at a festival.
type Slot struct {
	Option string // StallPrefix and its id
	Label  string
	From   time.Time
	Until  time.Time
}

// MoveTx moves one shop's order of a group that LockTx has locked, recomputes the group, writes the history, tells those concerned and
// touches the stock last. An event that the table does not allow is Conflict transition_not_allowed and changes nothing.
func (s *Service) MoveTx(ctx context.Context, tx *sqlx.Tx, order *Order, moves ...Move) error {
	var written []moved
	var effects []func() error
	for _, m := range moves {
		before, entry, err := s.move(order, m)
		if err != nil {
			return err
		}
		written = append(written, moved{*order.find(m.ShopOrderID), entry})
		effects = append(effects, func() error { return s.moveStockTx(ctx, tx, order.Group, before, m) })
	}
	before := order.State
	order.State = DeriveGroupState(order.Shops)
	paidNow := order.PaidAt == nil && isPaid(order.Shops)
	for _, w := range written {
		if err := writeMoveTx(ctx, tx, order.Group, paidNow, w); err != nil {
			return err
		}
	}
	if err := s.noticesTx(ctx, tx, *order, before, moves); err != nil {
		return err
	}
	for _, effect := range effects {
		if err := effect(); err != nil {
			return err
		}
	}
	return nil
}

func isPaid(orders []ShopOrder) bool {
	paid := false
	for _, o := range orders {
		switch o.State {
		case StateCancelled, StateExpired, StateRefunded:
			continue
		}
		if !o.Paid {
			return false
		}
		paid = true
	}
	return paid
}

// move moves a shop's order in memory. It returns what the order was before and the event for the history.
func (s *Service) move(order *Order, m Move) (before ShopOrder, entry Entry, err error) {
	o := order.find(m.ShopOrderID)
	if o == nil {
		return before, entry, apperr.NewNotFound("order_not_found")
	}
	to, err := Next(o.State, m.Event)
	if err != nil {
		return before, entry, err
	}
	if !o.Allows(m.Event, order.IsCash()) {
		return before, entry, apperr.New(apperr.Conflict, "transition_not_allowed").With("State", string(o.State)).With("Event", string(m.Event))
	}
	before = *o
	o.State = to
	switch m.Event {
	case Pay:
		o.Paid = true
		s.promise(o, time.Now())
	case PayCash:
		o.Paid = true
	case Remind:
		o.RemindedAt = &m.At
	case MarkLate:
		o.LateAt = &m.At
	case Ship:
		o.Courier, o.Tracking = m.Courier, m.Tracking
	case MoveSlot:
		o.ShippingOption, o.ShippingLabel, o.CollectFrom, o.CollectUntil = m.Slot.Option, m.Slot.Label, &m.Slot.From, &m.Slot.Until
		o.LateAt = nil
		o.promiseSlot(time.Now())
	case Reject, Cancel, Lapse, Leave, Displace:
		o.Reason = m.Reason
	}
	data, err := json.Marshal(map[string]string{"reason": m.Reason, "courier": m.Courier, "tracking": m.Tracking})
	if err != nil {
		return before, entry, fmt.Errorf("encode the event: %w", err)
	}
	return before, Entry{ShopOrderID: &o.ID, Event: m.Event, FromState: string(before.State), ToState: string(to), Actor: m.Actor.String(), Data: data}, nil
}

func (s *Service) moveStockTx(ctx context.Context, tx *sqlx.Tx, group Group, before ShopOrder, m Move) error {
	variants := make([]uuid.UUID, 0, len(before.Lines))
	for _, l := range before.Lines {
		variants = append(variants, l.VariantID)
	}
	goods := stock.Some(group.ID, variants)
	switch effectOf(m.Event, before, group.IsCash()) {
	case consumeStock:
		return s.stock.ConsumeTx(ctx, tx, goods, m.Actor.String())
	case releaseStock:
		return s.stock.ReleaseTx(ctx, tx, goods)
	case returnStock:
		return s.stock.ReturnTx(ctx, tx, goods, m.Actor.String())
	}
	return nil
}

func (o *Order) find(shopOrderID uuid.UUID) *ShopOrder {
	for i := range o.Shops {
		if o.Shops[i].ID == shopOrderID {
			return &o.Shops[i]
		}
	}
	return nil
}

// PartOf finds a shop's part of an order by the shop's slug, or nil.
func (o *Order) PartOf(shop string) *ShopOrder {
	for i := range o.Shops {
		if o.Shops[i].ShopSlug == shop {
			return &o.Shops[i]
		}
	}
	return nil
}
