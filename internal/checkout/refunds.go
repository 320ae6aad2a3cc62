package checkout

import (
	"context"
	"log/slog"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/ledger"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/postgres"
)

// refundPartTx owes the buyer what was paid for one shop's part and has it sent. Run again for the same part, it changes nothing.
func (s *Service) refundPartTx(ctx context.Context, tx *sqlx.Tx, order orders.Order, part orders.ShopOrder) error {
	tries, err := s.payments.ListBySubject(ctx, tx, payments.SubjectOrderGroup, order.Group.ID)
	if err != nil {
		return err
	}
	for _, p := range tries {
		if !p.Applied {
			continue
		}
		refund, err := s.payments.RequestRefundTx(ctx, tx, payments.RefundRequest{
			PaymentID: p.ID, Reference: "shop_order:" + part.ID.String(), ShopID: part.ShopID, Amount: part.Total,
			Lines: refundLines(part), Reason: part.Reason,
		})
		if err != nil {
			return err
		}
		_, err = s.ledger.PostTx(ctx, tx, booking(refund).Due(part.ShopID, 0))
		return err
	}
	return apperr.New(apperr.Conflict, "payment_not_paid")
}

func refundLines(part orders.ShopOrder) []payments.RefundLine {
	var lines []payments.RefundLine
	for _, l := range part.Lines {
		lines = append(lines, payments.RefundLine{Line: "line:" + l.ID.String(), Amount: l.Total, Paid: l.Total})
	}
	if part.ShippingTotal > 0 {
		lines = append(lines, payments.RefundLine{Line: "shipping:" + part.ID.String(), Amount: part.ShippingTotal, Paid: part.ShippingTotal})
	}
	return lines
}

func booking(r payments.Refund) ledger.Refund {
	return ledger.Refund{ID: r.ID, Attempt: r.Attempt, Method: r.Method, Currency: r.Currency, Amount: r.Amount}
}

// HandleRefund books what became of one sending of a refund and, once it was sent, closes the shop's part.
func (s *Service) HandleRefund(ctx context.Context, job payments.RefundChanged) error {
	refund, err := s.payments.FindRefund(ctx, job.RefundID)
	if err != nil {
		return err
	}
	sent := booking(refund)
	sent.Attempt = job.Attempt
	if job.State == payments.RefundFailed {
		slog.ErrorContext(ctx, "a refund failed and is owed again", "refund", refund.ID, "method", refund.Method, "failure", refund.Failure)
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if job.State != payments.RefundSucceeded {
			if !job.Returned {
				return nil // it was never booked as sent
			}
			_, err := s.ledger.PostTx(ctx, tx, sent.Returned())
			return err
		}
		if refund.SubjectKind == payments.SubjectStallFee {
			_, err := s.ledger.PostTx(ctx, tx, sent.Sent())
			return err
		}
		order, err := s.orders.LockTx(ctx, tx, refund.SubjectID)
		if err != nil {
			return err
		}
		if _, err := s.ledger.PostTx(ctx, tx, sent.Sent()); err != nil {
			return err
		}
		for _, part := range order.Shops {
			if refund.ShopID.Valid && part.ShopID == refund.ShopID.UUID && part.Allows(orders.Refund, order.IsCash()) {
				return s.orders.MoveTx(ctx, tx, &order, orders.Move{ShopOrderID: part.ID, Event: orders.Refund, Actor: identity.System("refund")})
			}
		}
		return nil
	})
}

// ConfirmRefund is finance's word that a refund which no provider sends has been given back by hand.
func (s *Service) ConfirmRefund(ctx context.Context, actor identity.Actor, refund payments.Refund) error {
	if err := requireFinance(actor); err != nil {
		return err
	}
	person, err := s.personOfRefund(ctx, actor, refund)
	if err != nil {
		return err
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if _, err := s.payments.ConfirmRefundTx(ctx, tx, refund.ID, person); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: "refund.confirm", Subject: "refund:" + refund.ID.String()})
	})
}

// personOfRefund gathers what decides whether the actor may say that a refund was given back.
func (s *Service) personOfRefund(ctx context.Context, actor identity.Actor, refund payments.Refund) (payments.Person, error) {
	if refund.SubjectKind == payments.SubjectStallFee {
		found, err := s.festivals.FindApplications(ctx, []uuid.UUID{refund.SubjectID})
		if err != nil {
			return payments.Person{}, err
		}
		return s.personOfFee(ctx, actor, found[refund.SubjectID])
	}
	order, err := s.orders.FindForOffice(ctx, actor, refund.SubjectID)
	if err != nil {
		return payments.Person{}, err
	}
	return s.person(ctx, actor, order)
}
