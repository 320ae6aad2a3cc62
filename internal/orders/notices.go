package orders

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/i18n"
	"lapak/internal/money"
	"lapak/internal/notify"
)

// The purposes of signed links.
const (
	linkOrder  = "order"  // a guest reads the order
	linkAccept = "accept" // an owner accepts a shop's order
)

// Token is what a guest holds to read an order; it is derived from the order, so a replay answers the same.
func (s *Service) Token(groupID uuid.UUID) string { return s.links.Token(linkOrder, groupID.String()) }

// Link is the address of an order's page that opens without signing in.
func (s *Service) Link(g Group) string {
	return s.baseURL + "/orders/" + g.Number + "?token=" + s.Token(g.ID)
}

// AcceptLink is the address at which an owner accepts a shop's order by a tap and a confirmation, without signing in.
func (s *Service) AcceptLink(o ShopOrder) string {
	return s.baseURL + "/accept/" + o.ID.String() + "/" + s.links.Token(linkAccept, o.ID.String())
}

// buyerTemplates are the events that the buyer is told of.
var buyerTemplates = map[Event]string{
	Accept: "order_accepted", Reject: "order_rejected", Ship: "order_shipped", MakeReady: "order_ready", Refund: "order_refunded",
	Lapse: "order_unanswered", MarkLate: "order_late", Leave: "order_left", MoveSlot: "order_slot", Displace: "order_displaced",
}

// shopTemplates are the events that the shop is told of.
var shopTemplates = map[Event]string{
	Cancel: "shop_order_cancelled", Remind: "shop_order_reminder", Lapse: "shop_order_lapsed", MarkLate: "shop_order_late",
	MoveSlot: "shop_order_slot", Displace: "shop_order_displaced",
}

// noticesTx tells the buyer and the shops what a change means to them.
func (s *Service) noticesTx(ctx context.Context, tx *sqlx.Tx, order Order, before GroupState, moves []Move) error {
	var letters []notify.Message
	if order.State != before {
		switch order.State {
		case GroupPaid:
			if before == GroupAwaitingPayment || before == GroupExpired {
				letters = append(letters, s.toBuyer(order, "order_paid", nil)...)
				if !order.IsCash() {
					more, err := s.toShopsTx(ctx, tx, order)
					if err != nil {
						return err
					}
					letters = append(letters, more...)
				}
			}
		case GroupExpired:
			letters = append(letters, s.toBuyer(order, "order_expired", nil)...)
		}
	}
	for _, m := range moves {
		part := order.find(m.ShopOrderID)
		if template, ok := buyerTemplates[m.Event]; ok {
			letters = append(letters, s.toBuyer(order, template, part)...)
		}
		if template, ok := shopTemplates[m.Event]; ok && (part.Paid || order.IsCash()) {
			more, err := s.toShopTx(ctx, tx, order, *part, template)
			if err != nil {
				return err
			}
			letters = append(letters, more...)
		}
		if m.Event == MarkLate {
			letters = append(letters, s.toOffice(order, *part, "office_order_late")...)
		}
	}
	return s.notices.SendTx(ctx, tx, letters...)
}

// TellBuyerTx tells the buyer of something that concerns the whole order, once for each template.
func (s *Service) TellBuyerTx(ctx context.Context, tx *sqlx.Tx, order Order, template string) error {
	return s.notices.SendTx(ctx, tx, s.toBuyer(order, template, nil)...)
}

// toBuyer is the message to the buyer about an order or, where part is not nil, one shop's part; none where there is no way to reach them.
func (s *Service) toBuyer(order Order, template string, part *ShopOrder) []notify.Message {
	params := map[string]any{
		"Number": order.Number, "Name": order.ContactName, "Link": s.Link(order.Group),
		"Total": money.Format(order.Total, order.Currency, order.Language),
	}
	key := template + ":" + order.Group.ID.String()
	if part != nil {
		key = template + ":" + part.ID.String()
		params["Shop"], params["Reason"], params["Code"] = part.ShopName, part.Reason, part.CollectCode
		params["Courier"], params["Tracking"], params["Place"] = part.Courier, part.Tracking, part.ShippingLabel
		params["TrackingPage"] = TrackingPage(part.Courier)
		params["Paid"], params["Until"] = part.Paid, moment(order.Language, part.SendBy)
		params["Total"] = money.Format(part.Total, order.Currency, order.Language)
	}
	channel, recipient, ok := s.notices.To(order.ContactPhone, order.ContactEmail)
	if !ok {
		return nil
	}
	return []notify.Message{{
		DedupeKey: key, Channel: channel, Recipient: recipient, Language: order.Language, Template: template, Params: params,
	}}
}

// toShopsTx are the messages to every shop of a group about its new order, with the link on which the owner accepts it.
func (s *Service) toShopsTx(ctx context.Context, tx *sqlx.Tx, order Order) (letters []notify.Message, err error) {
	for _, part := range order.Shops {
		if part.State != StateNew {
			continue
		}
		more, err := s.toShopTx(ctx, tx, order, part, "shop_order_new")
		if err != nil {
			return nil, err
		}
		letters = append(letters, more...)
	}
	return letters, nil
}

func (s *Service) toShopTx(ctx context.Context, tx *sqlx.Tx, order Order, part ShopOrder, template string) (letters []notify.Message, err error) {
	contacts, err := ownerContacts(ctx, tx, []uuid.UUID{part.ShopID})
	if err != nil {
		return nil, err
	}
	var goods []string
	for _, l := range part.Lines {
		goods = append(goods, strings.TrimSpace(l.Title+" "+l.VariantTitle))
	}
	for _, c := range contacts {
		channel, recipient, ok := s.notices.To(c.Phone, c.Email)
		if !ok {
			continue
		}
		letters = append(letters, notify.Message{
			DedupeKey: template + ":" + part.ID.String() + ":" + recipient, Channel: channel, Recipient: recipient,
			Language: c.Language, Template: template, Params: map[string]any{
				"Number": order.Number, "Goods": strings.Join(goods, ", "), "Link": s.AcceptLink(part), "Reason": part.Reason,
				"Place": part.ShippingLabel, "AcceptBy": moment(c.Language, part.AcceptBy), "SendBy": moment(c.Language, part.SendBy), "Desk": s.deskLink(order, part),
				"Total": money.Format(part.Total, order.Currency, c.Language),
			},
		})
	}
	return letters, nil
}

// toOffice is the message to those who run the mall about what they should look after.
func (s *Service) toOffice(order Order, part ShopOrder, template string) []notify.Message {
	contact := s.regions.Settings().Contact
	channel, recipient, ok := s.notices.To(contact.WhatsApp, contact.Email)
	if !ok {
		return nil
	}
	return []notify.Message{{
		DedupeKey: template + ":" + part.ID.String(), Channel: channel, Recipient: recipient, Language: i18n.Indonesian, Template: template,
		Params: map[string]any{
			"Number": order.Number, "Shop": part.ShopName, "Phone": part.ShopPhone, "SendBy": moment(i18n.Indonesian, part.SendBy),
			"Link": s.baseURL + "/office/late",
		},
	}}
}

func (s *Service) deskLink(order Order, part ShopOrder) string {
	return s.baseURL + "/seller/" + part.ShopSlug + "/orders/" + order.Number
}

// moment is a day and an hour as a message says it.
func moment(language string, at time.Time) string {
	return i18n.Weekday(language, at) + ", " + i18n.Clock(language, at) + " WIB"
}
