package checkout

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/ledger"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/postgres"
	"lapak/internal/stock"
)

// HandleEvent works one event of the inbox: it asks the provider for the truth and applies that, never the event's own words. Worked again,
// an event changes nothing.
func (s *Service) HandleEvent(ctx context.Context, event payments.Received) error {
	switch event.Object {
	case payments.ObjectPayment:
		return s.handlePaymentEvent(ctx, event)
	case payments.ObjectRefund:
		return s.handleRefundEvent(ctx, event)
	}
	return s.finishEvent(ctx, event.ID, payments.OutcomeIgnored)
}

func (s *Service) handlePaymentEvent(ctx context.Context, event payments.Received) error {
	payment, err := s.payments.FindEventPayment(ctx, event)
	if apperr.KindOf(err) == apperr.NotFound {
		return s.finishEvent(ctx, event.ID, payments.OutcomeUnknown)
	}
	if err != nil {
		return err
	}
	truth, err := s.payments.FindTruth(ctx, payment)
	if apperr.CodeOf(err) == "payment_refused" { // the provider does not know what the event named
		return s.finishEvent(ctx, event.ID, payments.OutcomeUnknown)
	}
	if err != nil {
		return err
	}
	return s.applyTruth(ctx, payment, truth, event.ID)
}

func (s *Service) handleRefundEvent(ctx context.Context, event payments.Received) error {
	refund, err := s.payments.FindEventRefund(ctx, event)
	if apperr.KindOf(err) == apperr.NotFound {
		return s.finishEvent(ctx, event.ID, payments.OutcomeUnknown)
	}
	if err != nil {
		return err
	}
	if err := s.payments.SyncRefund(ctx, refund); err != nil {
		return err
	}
	return s.finishEvent(ctx, event.ID, payments.OutcomeMoved)
}

func (s *Service) finishEvent(ctx context.Context, eventID uuid.UUID, outcome payments.Outcome) error {
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		return s.payments.FinishEventTx(ctx, tx, eventID, outcome)
	})
}

// applyTruth moves a payment to what its provider says, and its order with it. Money for an order that has expired buys the goods where
// they are still there; otherwise it goes back in full. eventID is the event that brought the news, or zero.
func (s *Service) applyTruth(ctx context.Context, payment payments.Payment, truth payments.Truth, eventID uuid.UUID) error {
	var order orders.Order
	apply := func(late lateMoney) error {
		return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) (err error) {
			if order, err = s.orders.LockTx(ctx, tx, payment.SubjectID); err != nil { // the group first: the one lock order
				return err
			}
			transition, err := s.payments.ApplyTruthTx(ctx, tx, payment.ID, truth, late.pays(order))
			if err == nil && eventID != uuid.Nil {
				err = s.payments.FinishEventTx(ctx, tx, eventID, transition.Outcome)
			}
			if err != nil || !transition.IsPaid() {
				return err
			}
			return s.settleTx(ctx, tx, &order, transition.Payment)
		})
	}
	switch payment.SubjectKind {
	case payments.SubjectOrderGroup:
	case payments.SubjectStallFee:
		return s.applyStallFee(ctx, payment, truth, eventID)
	default:
		return fmt.Errorf("payment %s pays a %q, which nothing here settles", payment.ID, payment.SubjectKind)
	}
	err := apply(reviveOrder)
	if isGone(err) {
		err = apply(returnMoney)
	}
	if err == nil {
		s.orders.Announce(order.Number)
	}
	return err
}

// lateMoney says what happens to money for an order that has expired.
type lateMoney bool

const (
	reviveOrder lateMoney = true
	returnMoney lateMoney = false
)

// pays says whether money that comes now pays a locked order: it waits for it, or it has expired and may be revived.
func (late lateMoney) pays(order orders.Order) bool {
	waits := order.State == orders.GroupAwaitingPayment || order.State == orders.GroupExpired && late == reviveOrder
	return waits && order.PaidAt == nil
}

// settleTx does what a payment that has just been paid means for its locked order: it pays it, or is returned.
func (s *Service) settleTx(ctx context.Context, tx *sqlx.Tx, order *orders.Order, p payments.Payment) error {
	if !p.Applied {
		return s.returnUnappliedTx(ctx, tx, *order, p)
	}
	actor := identity.System("payment")
	var moves []orders.Move
	if order.State == orders.GroupExpired {
		if err := s.bookSlotsTx(ctx, tx, *order); err != nil {
			return err
		}
		if err := s.stock.ReserveTx(ctx, tx, stock.Reservation{Reference: order.Group.ID, Demands: demands(*order)}); err != nil {
			return err
		}
		for _, part := range order.Shops {
			moves = append(moves, orders.Move{ShopOrderID: part.ID, Event: orders.Revive, Actor: actor})
		}
	}
	for _, part := range order.Shops {
		moves = append(moves, orders.Move{ShopOrderID: part.ID, Event: orders.Pay, Actor: actor})
	}
	if err := s.orders.MoveTx(ctx, tx, order, moves...); err != nil {
		return err
	}
	booked := ledger.Payment{ID: p.ID, Method: p.Method, Currency: p.Currency}
	_, err := s.ledger.PostTx(ctx, tx, booked.Applied(shares(*order), p.Rounding()))
	return err // the ledger is last: every payment waits for its provider's account
}

// returnUnappliedTx gives money back that pays nothing: a second payment, or one for an order that is gone.
func (s *Service) returnUnappliedTx(ctx context.Context, tx *sqlx.Tx, order orders.Order, p payments.Payment) error {
	booked := ledger.Payment{ID: p.ID, Method: p.Method, Currency: p.Currency}
	if _, err := s.ledger.PostTx(ctx, tx, booked.Unapplied(p.Due())); err != nil {
		return err
	}
	_, err := s.payments.RequestRefundTx(ctx, tx, payments.RefundRequest{
		PaymentID: p.ID, Reference: "unapplied", Amount: p.Due(), Reason: "unapplied",
	})
	if err != nil {
		return err
	}
	return s.orders.TellBuyerTx(ctx, tx, order, "payment_returned")
}

func shares(order orders.Order) []ledger.Share {
	out := make([]ledger.Share, 0, len(order.Shops))
	for _, part := range order.Shops {
		out = append(out, ledger.Share{ShopID: part.ShopID, Amount: part.Total})
	}
	return out
}

func demands(order orders.Order) []stock.Demand {
	var out []stock.Demand
	for _, part := range order.Shops {
		for _, line := range part.Lines {
			out = append(out, stock.Demand{VariantID: line.VariantID, Quantity: line.Quantity})
		}
	}
	return out
}
