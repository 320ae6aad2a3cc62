package checkout

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/orders"
	"lapak/internal/postgres"
)

const maxReason = 500

// Cancel is the buyer's wish before shipping: every part that has not left is cancelled and what was paid for it is returned. Where
// nothing can be cancelled any more it is Conflict order_not_cancellable.
func (s *Service) Cancel(ctx context.Context, reader orders.Reader, number, reason string) (orders.Order, error) {
	var fields apperr.Fields
	reason = fields.Text("reason", reason, 0, maxReason)
	if err := fields.Err(); err != nil {
		return orders.Order{}, err
	}
	var order orders.Order
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		var err error
		if order, err = s.orders.LockForBuyerTx(ctx, tx, reader, number); err != nil {
			return err
		}
		var moves []orders.Move
		for _, part := range order.Shops {
			if part.Allows(orders.Cancel, order.IsCash()) {
				moves = append(moves, orders.Move{ShopOrderID: part.ID, Event: orders.Cancel, Actor: reader.Actor, Reason: reason})
			}
		}
		left, err := s.leavesTx(ctx, tx, order, reader.Actor)
		if err != nil {
			return err
		}
		if moves = append(moves, left...); len(moves) == 0 {
			return apperr.New(apperr.Conflict, "order_not_cancellable")
		}
		if err := s.moveTx(ctx, tx, &order, moves...); err != nil {
			return err
		}
		return s.settleCancelledTx(ctx, tx, order, moves)
	})
	return order, err
}

// RejectByShop is a shop's word that it cannot deliver; a reason is needed, and what was paid for its part is returned.
func (s *Service) RejectByShop(ctx context.Context, actor identity.Actor, shop, number, reason string) (orders.Order, error) {
	var fields apperr.Fields
	reason = fields.Text("reason", reason, 3, maxReason)
	if err := fields.Err(); err != nil {
		return orders.Order{}, err
	}
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		order, part, err := s.orders.LockForShopTx(ctx, tx, actor, shop, number)
		if err != nil {
			return err
		}
		move := orders.Move{ShopOrderID: part.ID, Event: orders.Reject, Actor: actor, Reason: reason}
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

// settleCancelledTx returns what was paid for cancelled parts, and closes the payment pages of an order that nobody should pay any more.
func (s *Service) settleCancelledTx(ctx context.Context, tx *sqlx.Tx, order orders.Order, moves []orders.Move) error {
	for _, m := range moves {
		for _, part := range order.Shops {
			if part.ID != m.ShopOrderID || !part.Paid {
				continue
			}
			if err := s.refundPartTx(ctx, tx, order, part); err != nil {
				return err
			}
		}
	}
	if order.PaidAt == nil && !order.IsCash() {
		return s.queue.EnqueueTx(ctx, tx, CloseSessions{GroupID: order.Group.ID}, jobs.Options{Queue: jobs.QueuePayments})
	}
	return nil
}

// CloseSessions asks to close the payment pages of an order that was cancelled, or paid another way.
type CloseSessions struct {
	GroupID uuid.UUID `json:"group_id"`
	Except  uuid.UUID `json:"except"` // a payment that stays open
}

// Kind names the job.
func (CloseSessions) Kind() string { return "checkout.close_sessions" }
