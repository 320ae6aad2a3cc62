package checkout

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/postgres"
)

// Ticket is what the code says that a buyer shows at a stall.
type Ticket struct {
	Festival string // slug
	Shop     string // slug
	Number   string // of the order
	Code     string
}

// The address that a ticket's code leads to: the desk of the stall, which only the shop's members see.
const (
	ticketDesk  = "/seller/"
	ticketPlace = "/festivals/"
	ticketEnd   = "/goods"
	ticketQuery = "collect"
)

// TicketURL is what the QR code of an order holds.
func (s *Service) TicketURL(t Ticket) string {
	query := url.Values{ticketQuery: {t.Number + "." + t.Code}}
	return s.baseURL + ticketDesk + url.PathEscape(t.Shop) + ticketPlace + url.PathEscape(t.Festival) + ticketEnd + "?" + query.Encode()
}

// ReadTicket reads what was scanned, or typed as "number.code"; false where it is neither.
func ReadTicket(text string) (Ticket, bool) {
	text = strings.TrimSpace(text)
	var t Ticket
	if strings.Contains(text, "/") {
		address, err := url.Parse(text)
		if err != nil {
			return t, false
		}
		path, isSeller := strings.CutPrefix(address.Path, ticketDesk)
		shop, rest, ok := strings.Cut(path, ticketPlace)
		festival, isDesk := strings.CutSuffix(rest, ticketEnd)
		if !isSeller || !ok || !isDesk {
			return t, false
		}
		t.Shop, t.Festival, text = shop, festival, address.Query().Get(ticketQuery)
	}
	number, code, ok := strings.Cut(text, ".")
	t.Number, t.Code = strings.TrimSpace(number), strings.TrimSpace(code)
	return t, ok && t.Number != "" && t.Code != ""
}

// CollectAtStall hands goods over against what the buyer shows: the QR code of the order, or its number and code. Errors: NotFound; Invalid
// at code: ticket_unreadable, ticket_of_shop or ticket_of_festival where it is for another one, which they name, collect_code_wrong;
// Conflict transition_not_allowed.
func (s *Service) CollectAtStall(ctx context.Context, actor identity.Actor, stand festivals.Stand, shown string) (orders.Order, error) {
	refuse := func(code string) *apperr.Error { return apperr.New(apperr.Invalid, code).At("code") }
	t, ok := ReadTicket(shown)
	if !ok {
		return orders.Order{}, refuse("ticket_unreadable")
	}
	if t.Shop != "" && t.Shop != stand.Shop.Slug {
		name := t.Shop
		if other, err := s.shops.FindBySlug(ctx, t.Shop); err == nil {
			name = other.Name
		}
		return orders.Order{}, refuse("ticket_of_shop").With("Shop", name)
	}
	if t.Festival != "" && t.Festival != stand.Festival.Slug {
		return orders.Order{}, s.otherFestival(ctx, t.Festival)
	}
	order, err := s.orders.FindForShop(ctx, actor, stand.Shop.Slug, t.Number)
	if apperr.KindOf(err) == apperr.NotFound && err != nil {
		return orders.Order{}, refuse("ticket_unknown")
	}
	if err != nil {
		return orders.Order{}, err
	}
	places, err := s.festivals.ListCollections(ctx, s.db, []uuid.UUID{order.Shops[0].ID})
	if err != nil {
		return orders.Order{}, err
	}
	place, ok := places[order.Shops[0].ID]
	if !ok {
		return orders.Order{}, refuse("ticket_not_at_stall")
	}
	if place.Slug != stand.Festival.Slug {
		return orders.Order{}, s.otherFestival(ctx, place.Slug)
	}
	return s.orders.Work(ctx, actor, orders.ShopMove{Shop: stand.Shop.Slug, Number: t.Number, Event: orders.Collect, Code: t.Code})
}

// otherFestival names the festival that a ticket is for, unless it is nobody's business.
func (s *Service) otherFestival(ctx context.Context, slug string) error {
	name := slug
	if other, err := s.festivals.Find(ctx, identity.Actor{}, slug); err == nil {
		name = other.Name.In(i18n.Language(ctx))
	}
	return apperr.New(apperr.Invalid, "ticket_of_festival").With("Festival", name).At("code")
}

// ListSlotsFor gives the slots that the buyer of an order can choose instead of the one that it has, by the shop's stall.
func (s *Service) ListSlotsFor(ctx context.Context, part orders.ShopOrder) ([]festivals.Choice, error) {
	if !part.IsAtStall() {
		return nil, nil
	}
	return s.festivals.ListChoices(ctx, s.db, []uuid.UUID{part.ShopID})
}

// ChangeSlot is the buyer's wish to collect in another slot at the same shop's stall. Errors: NotFound; Invalid unknown_shipping_option at
// option; Conflict slot_full, slot_gone, transition_not_allowed.
func (s *Service) ChangeSlot(ctx context.Context, reader orders.Reader, number, shop, option string) (orders.Order, error) {
	var order orders.Order
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		var err error
		if order, err = s.orders.LockForBuyerTx(ctx, tx, reader, number); err != nil {
			return err
		}
		part := order.PartOf(shop)
		if part == nil {
			return apperr.NewNotFound("order_not_found")
		}
		slot, ok := slotOf(option)
		if !ok {
			return apperr.New(apperr.Invalid, "unknown_shipping_option").At("option")
		}
		if !part.Allows(orders.MoveSlot, order.IsCash()) {
			return apperr.New(apperr.Conflict, "transition_not_allowed").With("State", string(part.State)).With("Event", string(orders.MoveSlot))
		}
		if part.ShippingOption == option {
			return nil
		}
		choices, err := s.festivals.ListChoices(ctx, tx, []uuid.UUID{part.ShopID})
		if err != nil {
			return err
		}
		for _, c := range choices {
			if c.SlotID != slot {
				continue
			}
			if err := s.festivals.RebookTx(ctx, tx, festivals.Booking{OrderID: part.ID, ShopID: part.ShopID, SlotID: slot}); err != nil {
				return err
			}
			return s.orders.MoveTx(ctx, tx, &order, orders.Move{ShopOrderID: part.ID, Event: orders.MoveSlot, Actor: reader.Actor, Slot: orders.Slot{
				Option: option, Label: stallLabel(ctx, c), From: c.StartsAt, Until: c.EndsAt,
			}})
		}
		return apperr.New(apperr.Invalid, "unknown_shipping_option").At("option")
	})
	return order, err
}

// ReturnUncollected is a shop's word that nobody collected goods that were ready, once the festival is over: what was paid goes back.
// Errors: NotFound; Conflict festival_running before its end, transition_not_allowed.
func (s *Service) ReturnUncollected(ctx context.Context, actor identity.Actor, shop, number string) (orders.Order, error) {
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		order, part, err := s.orders.LockForShopTx(ctx, tx, actor, shop, number)
		if err != nil {
			return err
		}
		places, err := s.festivals.ListCollections(ctx, tx, []uuid.UUID{part.ID})
		if err != nil {
			return err
		}
		if place, ok := places[part.ID]; ok && place.State == festivals.Published && time.Now().Before(place.LastCloses) {
			return apperr.New(apperr.Conflict, "festival_running")
		}
		move := orders.Move{ShopOrderID: part.ID, Event: orders.Leave, Actor: actor, Reason: orders.ReasonLeft}
		if err := s.moveTx(ctx, tx, &order, move); err != nil {
			return err
		}
		return s.settleCancelledTx(ctx, tx, order, []orders.Move{move})
	})
	if err != nil {
		return orders.Order{}, err
	}
	return s.orders.FindForShop(ctx, actor, shop, number)
}

// HandleSlotVanished tells a buyer that the slot is no more, and what can be done. Of a festival that was called off this is all that the
// buyer is told.
func (s *Service) HandleSlotVanished(ctx context.Context, job festivals.SlotVanished) error {
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		order, part, err := s.orders.FindPartTx(ctx, tx, job.OrderID)
		if apperr.KindOf(err) == apperr.NotFound && err != nil {
			return nil //nolint:nilerr // the order is not there any more: nobody is to be told
		}
		if err != nil || !part.Allows(orders.MoveSlot, order.IsCash()) {
			return err
		}
		places, err := s.festivals.ListCollections(ctx, tx, []uuid.UUID{part.ID})
		if err != nil {
			return err
		}
		if place, ok := places[part.ID]; ok && place.State == festivals.Cancelled {
			told := *part
			told.Reason = place.Reason
			return s.orders.TellBuyerOfPartTx(ctx, tx, order, "order_festival_cancelled", &told)
		}
		return s.orders.TellBuyerOfPartTx(ctx, tx, order, "slot_vanished", part)
	})
}

// leavesTx adds the parts that are ready for a slot that is no more: they too can be cancelled by their buyer.
func (s *Service) leavesTx(ctx context.Context, tx *sqlx.Tx, order orders.Order, actor identity.Actor) ([]orders.Move, error) {
	var ready []uuid.UUID
	for _, part := range order.Shops {
		if part.Allows(orders.Leave, order.IsCash()) {
			ready = append(ready, part.ID)
		}
	}
	if len(ready) == 0 {
		return nil, nil
	}
	places, err := s.festivals.ListCollections(ctx, tx, ready)
	if err != nil {
		return nil, err
	}
	var moves []orders.Move
	for _, id := range ready {
		if place, ok := places[id]; ok && place.Vanished() {
			moves = append(moves, orders.Move{ShopOrderID: id, Event: orders.Leave, Actor: actor, Reason: orders.ReasonSlotGone})
		}
	}
	return moves, nil
}
