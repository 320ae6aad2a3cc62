package seeds

import (
	"context"

	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/payments"
)

// Reasons that buyers and shops give in the demo.
const (
	reasonOfBuyer = "Salah memilih ukuran"
	reasonOfShop  = "Bahan baku sedang habis"
)

// steps are what a shop does on the way to a fate.
var steps = map[fate][]orders.Event{
	fateAccepted:  {orders.Accept},
	fatePacked:    {orders.Accept, orders.Pack},
	fateShipped:   {orders.Accept, orders.Pack, orders.Ship},
	fateCompleted: {orders.Accept, orders.Pack, orders.Ship, orders.Confirm},
	fateRejected:  {orders.Accept, orders.Pack, orders.Ship, orders.Confirm}, // the shop that does not reject
}

// follow does what the shops and the buyer did after an order was paid, up to its fate.
func (h *history) follow(ctx context.Context, m made) error {
	switch m.fate {
	case fateCancelled, fateReturned:
		if _, err := h.Checkout.Cancel(ctx, m.reader, m.order.Number, reasonOfBuyer); err != nil {
			return err
		}
		return h.giveBack(ctx, m)
	case fateRejected:
		first := m.shops()[0]
		if _, err := h.Checkout.RejectByShop(ctx, h.ownerOf(first), h.slugs[first], m.order.Number, reasonOfShop); err != nil {
			return err
		}
		if err := h.giveBack(ctx, m); err != nil {
			return err
		}
	}
	for i, shop := range m.shops() {
		events := steps[m.fate]
		if m.fate == fateRejected && i == 0 {
			continue
		}
		if m.fate == fateShipped && i > 0 {
			events = steps[fatePacked]
		}
		for _, event := range events {
			if err := h.step(ctx, m, shop, event); err != nil {
				return err
			}
		}
		if m.method == payments.MethodCash && m.fate == fateCompleted {
			if _, err := h.Checkout.ConfirmCash(ctx, h.ownerOf(shop), h.slugs[shop], m.order.Number); err != nil {
				return err
			}
		}
	}
	return nil
}

// step does one event; what is picked up is made ready instead of shipped, and handed over against the buyer's code.
func (h *history) step(ctx context.Context, m made, shop string, event orders.Event) error {
	slug := h.slugs[shop]
	move := orders.ShopMove{Shop: slug, Number: m.order.Number, Event: event, Courier: courierOfDemo}
	switch {
	case event == orders.Ship && m.pickup:
		move.Event = orders.MakeReady
	case event == orders.Ship:
		move.Tracking = "CONTOH-" + m.order.Number
	case event == orders.Confirm && m.pickup:
		order, err := h.Orders.Find(ctx, m.reader, m.order.Number) // the buyer reads out the code
		if err != nil {
			return err
		}
		move.Event, move.Code = orders.Collect, order.PartOf(slug).CollectCode
	case event == orders.Confirm:
		_, err := h.Orders.ConfirmReceipt(ctx, m.reader, m.order.Number, slug)
		return err
	}
	_, err := h.Orders.Work(ctx, h.ownerOf(shop), move)
	return err
}

// giveBack sends the refunds of an order and books them, as their jobs would.
func (h *history) giveBack(ctx context.Context, m made) error {
	refunds, err := h.Payments.ListRefundsBySubject(ctx, h.DB, payments.SubjectOrderGroup, m.order.Group.ID)
	if err != nil {
		return err
	}
	for _, r := range refunds {
		if err := h.Payments.SyncRefund(ctx, r); err != nil {
			return err
		}
		if h.Payments.IsConfirmedByHand(r.Method) {
			if err := h.Checkout.ConfirmRefund(ctx, h.finance(), r); err != nil {
				return err
			}
		}
		if r, err = h.Payments.FindRefund(ctx, r.ID); err != nil {
			return err
		}
		changed := payments.RefundChanged{RefundID: r.ID, Attempt: r.Attempt, State: r.State}
		if err := h.Checkout.HandleRefund(ctx, changed); err != nil {
			return err
		}
	}
	return nil
}

// ownerOf is who acts for a shop, given by its slug in the demo's data.
func (h *history) ownerOf(shop string) identity.Actor { return h.actors[ownerEmail(shop)] }
