package payments

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
)

// ByHand is a provider whose truth is a person's word, recorded by ConfirmTx and ConfirmRefundTx.
type ByHand interface {
	Provider
	// MayConfirm says whether this person may tell that the money has moved.
	MayConfirm(by Person) bool
}

// Person is who confirms, and what checkout knows of the person.
type Person struct {
	AccountID uuid.UUID
	IsPayer   bool // placed the order
	IsSeller  bool // is a member of a shop that the money is for
}

// IsConfirmedByHand says whether a person confirms payments of a method.
func (s *Service) IsConfirmedByHand(method string) bool {
	_, ok := s.providers[method].(ByHand)
	return ok
}

// ByHandTruth is the truth about a payment that a person confirms: what our own row says.
func (p Payment) ByHandTruth() Truth {
	truth := p.truth(p.State)
	if p.State == Created {
		truth.State = Pending
	}
	if p.PaidAt != nil {
		truth.PaidAt = *p.PaidAt
	}
	return truth
}

// ByHandExpired is the truth about it once it has been closed.
func (p Payment) ByHandExpired() Truth {
	truth := p.ByHandTruth()
	if truth.State.IsOpen() {
		truth.State = Expired
	}
	return truth
}

// ByHandTruth is the truth about a refund that a person gives back: what our own row says.
func (r Refund) ByHandTruth() RefundTruth {
	truth := RefundTruth{State: r.State, Amount: r.Amount, Currency: r.Currency}
	if r.State == RefundOpen {
		truth.State = RefundPending
	}
	return truth
}

// ConfirmTx records a person's word that the money of a transfer or of cash has come, and moves the payment to succeeded; takesMoney is as
// in ApplyTruthTx. Errors:
// payment_not_by_hand (conflict), confirmation_forbidden, payment_not_found.
func (s *Service) ConfirmTx(ctx context.Context, tx *sqlx.Tx, paymentID uuid.UUID, by Person, takesMoney bool) (Transition, error) {
	p, err := lockPayment(ctx, tx, paymentID)
	if err != nil {
		return Transition{}, err
	}
	if err := s.mayConfirm(p.Method, by); err != nil {
		return Transition{}, err
	}
	if p.State == Succeeded {
		return Transition{Payment: p, From: p.State, Outcome: OutcomeKept}, nil // the first to confirm stays on record
	}
	if err := setConfirmedBy(ctx, tx, p.ID, by.AccountID); err != nil {
		return Transition{}, err
	}
	truth := p.truth(Succeeded)
	if truth.Ref == "" {
		truth.Ref = p.ID.String()
	}
	return s.ApplyTruthTx(ctx, tx, p.ID, truth, takesMoney)
}

// RefuseTx records a person's word that the money of a transfer has not come, and why: the payment has failed. Should it come after all, it
// may still be confirmed. Errors: payment_not_by_hand, payment_closed (conflicts), confirmation_forbidden, payment_not_found.
func (s *Service) RefuseTx(ctx context.Context, tx *sqlx.Tx, paymentID uuid.UUID, by Person, reason string) error {
	p, err := lockPayment(ctx, tx, paymentID)
	if err != nil {
		return err
	}
	if err := s.mayConfirm(p.Method, by); err != nil {
		return err
	}
	if !p.State.IsOpen() {
		return apperr.New(apperr.Conflict, "payment_closed")
	}
	truth := p.truth(Failed)
	truth.Failure = reason
	_, err = s.ApplyTruthTx(ctx, tx, p.ID, truth, false)
	return err
}

// ConfirmRefundTx records a person's word that a refund of a transfer or of cash was given back. Errors: payment_not_by_hand,
// refund_not_pending (conflicts), confirmation_forbidden, refund_not_found.
func (s *Service) ConfirmRefundTx(ctx context.Context, tx *sqlx.Tx, refundID uuid.UUID, by Person) (Refund, error) {
	r, err := lockRefund(ctx, tx, refundID)
	if err != nil {
		return r, err
	}
	if err := s.mayConfirm(r.Method, by); err != nil {
		return r, err
	}
	if r.State == RefundSucceeded {
		return r, nil
	}
	if r.State != RefundPending {
		return r, apperr.New(apperr.Conflict, "refund_not_pending")
	}
	r.ConfirmedBy = nullable(by.AccountID)
	return s.moveRefundTx(ctx, tx, r, RefundTruth{State: RefundSucceeded})
}

func (s *Service) mayConfirm(method string, by Person) error {
	provider, ok := s.providers[method].(ByHand)
	if !ok {
		return apperr.New(apperr.Conflict, "payment_not_by_hand")
	}
	if by.AccountID == uuid.Nil || !provider.MayConfirm(by) {
		return apperr.New(apperr.Forbidden, "confirmation_forbidden")
	}
	return nil
}

// ListRefundsByHand lists the refunds that a person has to give back, the oldest first. next is the cursor of the following part, empty
// on the last. Errors: Invalid invalid_cursor.
func (s *Service) ListRefundsByHand(ctx context.Context, page Page) (part []Refund, next string, err error) {
	from, err := page.from("refunds")
	if err != nil {
		return nil, "", err
	}
	methods := []string{}
	for method := range s.providers {
		if s.IsConfirmedByHand(method) {
			methods = append(methods, method)
		}
	}
	found, err := listRefundsOf(ctx, s.db, methods, from)
	part, next = cut(found, from, func(r Refund) position { return position{At: r.CreatedAt, ID: r.ID} })
	return part, next, err
}

// FindLabels finds what payers read on payments and on the payments of refunds, by the id of either. Unknown ids are left out.
func (s *Service) FindLabels(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	return findLabels(ctx, s.db, ids)
}
