package checkout

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/postgres"
	"lapak/storage"
)

// WaitingTransfer is a bank transfer that finance has to find on the account, and the order or stall fee that it pays.
type WaitingTransfer struct {
	Payment payments.Payment
	Order   orders.Group          // empty where it pays a stall fee
	Stall   festivals.Application // whose fee it pays; empty where it pays an order
}

// WaitingPage is a part of a list of what waits for finance. Next is the cursor of the following part, empty on the last.
type WaitingPage[T any] struct {
	Items []T
	Next  string
}

// ListTransfers lists the transfers that wait for finance, the oldest first. Errors: Forbidden, Invalid invalid_cursor.
func (s *Service) ListTransfers(ctx context.Context, actor identity.Actor, page payments.Page) (WaitingPage[WaitingTransfer], error) {
	var out WaitingPage[WaitingTransfer]
	if err := requireFinance(actor); err != nil {
		return out, err
	}
	open, next, err := s.payments.ListConfirmable(ctx, payments.MethodTransfer, page)
	if err != nil {
		return out, err
	}
	ids := make([]uuid.UUID, len(open))
	for i, p := range open {
		ids[i] = p.SubjectID
	}
	groups, err := s.orders.FindGroupsForOffice(ctx, actor, ids)
	if err != nil {
		return out, err
	}
	stalls, err := s.festivals.FindApplications(ctx, ids)
	if err != nil {
		return out, err
	}
	out.Next = next
	for _, p := range open {
		out.Items = append(out.Items, WaitingTransfer{Payment: p, Order: groups[p.SubjectID], Stall: stalls[p.SubjectID]})
	}
	return out, nil
}

// WaitingRefund is money that finance has to give back by hand, and the order or stall fee that it comes from.
type WaitingRefund struct {
	Refund payments.Refund
	Order  orders.Group          // empty where it is of a stall fee
	Stall  festivals.Application // whose fee it was; empty where it is of an order
}

// ListRefundsByHand lists what finance has to give back itself, the oldest first. Errors: Forbidden, Invalid invalid_cursor.
func (s *Service) ListRefundsByHand(ctx context.Context, actor identity.Actor, page payments.Page) (WaitingPage[WaitingRefund], error) {
	var out WaitingPage[WaitingRefund]
	if err := requireFinance(actor); err != nil {
		return out, err
	}
	open, next, err := s.payments.ListRefundsByHand(ctx, page)
	if err != nil {
		return out, err
	}
	ids := make([]uuid.UUID, len(open))
	for i, r := range open {
		ids[i] = r.SubjectID
	}
	groups, err := s.orders.FindGroupsForOffice(ctx, actor, ids)
	if err != nil {
		return out, err
	}
	stalls, err := s.festivals.FindApplications(ctx, ids)
	if err != nil {
		return out, err
	}
	out.Next = next
	for _, r := range open {
		if r.SubjectKind != payments.SubjectShopOrder {
			out.Items = append(out.Items, WaitingRefund{Refund: r, Order: groups[r.SubjectID], Stall: stalls[r.SubjectID]})
		}
	}
	return out, nil
}

// OpenProof opens the picture or PDF that a buyer sent of a transfer, for finance; each opening is in the audit log before a byte is
// read. Errors: Forbidden; NotFound payment_not_found, and document_not_found where none was sent.
func (s *Service) OpenProof(ctx context.Context, actor identity.Actor, paymentID uuid.UUID) (*storage.Object, error) {
	if err := requireFinance(actor); err != nil {
		return nil, err
	}
	payment, err := s.payments.FindPayment(ctx, paymentID)
	if err != nil {
		return nil, err
	}
	if !payment.ProofID.Valid {
		return nil, apperr.NewNotFound("document_not_found")
	}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: actor.String(), Action: "payment.proof.open", Subject: "payment:" + payment.ID.String(),
			Data: map[string]string{"document": payment.ProofID.UUID.String()},
		})
	})
	if err != nil {
		return nil, err
	}
	return s.media.OpenDocument(ctx, payment.ProofID.UUID)
}

// GiveBack is finance's word that a refund has been given back by hand. Errors: those of ConfirmRefund, and NotFound refund_not_found.
func (s *Service) GiveBack(ctx context.Context, actor identity.Actor, refundID uuid.UUID) error {
	if err := requireFinance(actor); err != nil {
		return err
	}
	refund, err := s.payments.FindRefund(ctx, refundID)
	if err != nil {
		return err
	}
	return s.ConfirmRefund(ctx, actor, refund)
}
