package checkout

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/orders"
	"lapak/internal/shipping"
)

// choosesStall says whether a part of the order is to be collected at a festival; all other orders are placed without a look at slots.
func (in Placing) choosesStall() bool {
	for _, c := range in.Shipping {
		if strings.HasPrefix(c.Option, orders.StallPrefix) {
			return true
		}
	}
	return false
}

// offerStalls adds the slots at the stalls of a quote's shops to the ways to get the goods.
func (s *Service) offerStalls(ctx context.Context, q sqlx.QueryerContext, quote *Quote) error {
	ids := make([]uuid.UUID, len(quote.Shops))
	for i, part := range quote.Shops {
		ids[i] = part.ShopID
	}
	if len(ids) == 0 {
		return nil
	}
	choices, err := s.festivals.ListChoices(ctx, q, ids)
	if err != nil {
		return err
	}
	for i := range quote.Shops {
		part := &quote.Shops[i]
		for _, choice := range choices {
			if choice.ShopID != part.ShopID {
				continue
			}
			part.Slots = append(part.Slots, choice)
			if choice.Left == 0 {
				continue
			}
			option := stallOption(ctx, choice)
			if part.slots == nil {
				part.slots = map[string]festivals.Choice{}
			}
			part.slots[option.Code] = choice
			part.Choices.Options = append(part.Choices.Options, option)
		}
	}
	return nil
}

// StallCode is the shipping option that chooses a slot.
func StallCode(c festivals.Choice) string { return orders.StallPrefix + c.SlotID.String() }

func stallOption(ctx context.Context, c festivals.Choice) shipping.Option {
	return shipping.Option{Code: StallCode(c), Label: stallLabel(ctx, c), Pickup: true}
}

// stallLabel says where and when: "Ambil di lapak A12, Sabtu, 5 Des, 10.00–10.30 WIB (Festival Kopi)".
func stallLabel(ctx context.Context, c festivals.Choice) string {
	language := i18n.Language(ctx)
	return i18n.Text(ctx, "collect.option", i18n.Args{
		"Stall": c.Stall, "When": festivals.When(language, c.StartsAt, c.EndsAt), "Festival": c.Festival.In(language),
	})
}

// slotOf reads the slot of an option; false for any other option.
func slotOf(option string) (uuid.UUID, bool) {
	code, ok := strings.CutPrefix(option, orders.StallPrefix)
	if !ok {
		return uuid.Nil, false
	}
	id, err := uuid.Parse(code)
	return id, err == nil
}

// bookSlotsTx takes the places of an order's parts in their slots: after the order and its payments, before the stock.
func (s *Service) bookSlotsTx(ctx context.Context, tx *sqlx.Tx, order orders.Order) error {
	var bookings []festivals.Booking
	for _, part := range order.Shops {
		if slot, ok := slotOf(part.ShippingOption); ok {
			bookings = append(bookings, festivals.Booking{OrderID: part.ID, ShopID: part.ShopID, SlotID: slot})
		}
	}
	if len(bookings) == 0 {
		return nil
	}
	return s.festivals.BookTx(ctx, tx, bookings)
}

// endings are the events after which a part of an order holds no place in a slot.
var endings = map[orders.Event]bool{
	orders.Cancel: true, orders.Reject: true, orders.Expire: true, orders.Lapse: true, orders.Leave: true, orders.Displace: true,
}

// moveTx is orders.MoveTx that gives the places in slots back first, since the stock is last.
func (s *Service) moveTx(ctx context.Context, tx *sqlx.Tx, order *orders.Order, moves ...orders.Move) error {
	var freed []uuid.UUID
	for _, m := range moves {
		for _, part := range order.Shops {
			if part.ID == m.ShopOrderID && part.IsAtStall() && endings[m.Event] {
				freed = append(freed, part.ID)
			}
		}
	}
	if len(freed) > 0 {
		if err := s.festivals.ReleaseTx(ctx, tx, freed); err != nil {
			return err
		}
	}
	return s.orders.MoveTx(ctx, tx, order, moves...)
}

// isGone says that what an order wants is no more: its goods, or its place in a slot.
func isGone(err error) bool {
	switch apperr.CodeOf(err) {
	case "stock_insufficient", "slot_full", "slot_gone":
		return err != nil
	}
	return false
}
