package payments

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/audit"
)

// Outcome says what a truth did to a payment.
type Outcome string

// The outcomes, as stored with the event that brought them.
const (
	OutcomeMoved    Outcome = "moved"    // the payment has a new state
	OutcomeKept     Outcome = "kept"     // it knew that already, or knows better
	OutcomeMismatch Outcome = "mismatch" // the truth is not about this payment: nothing was applied
	OutcomeUnknown  Outcome = "unknown"  // for callers: no payment belongs to the event
	OutcomeIgnored  Outcome = "ignored"  // the event is nothing to us
)

// Transition is what became of a payment.
type Transition struct {
	Payment Payment // after it
	From    State
	Outcome Outcome
}

// IsPaid says whether this truth has made the payment a paid one. What follows from that is done in the same transaction, so that a truth
// which is told again finds it done.
func (t Transition) IsPaid() bool { return t.Outcome == OutcomeMoved && t.Payment.State == Succeeded }

// ApplyTruthTx moves a payment to what its provider says, forward only, with its row locked. Reference, ref, amount, currency and
// livemode must equal our row; otherwise nothing is applied, and the mismatch is audited. The caller has locked the subject; where it takes
// money and the payment is paid by this truth, the payment is Applied, unless another one is already: this one is then refunded in full by
// the caller. Error: payment_not_found.
func (s *Service) ApplyTruthTx(ctx context.Context, tx *sqlx.Tx, paymentID uuid.UUID, truth Truth, takesMoney bool) (Transition, error) {
	p, err := lockPayment(ctx, tx, paymentID)
	if err != nil {
		return Transition{}, err
	}
	out := Transition{Payment: p, From: p.State, Outcome: OutcomeKept}
	if wrong := mismatches(p, truth); len(wrong) > 0 {
		out.Outcome = OutcomeMismatch
		s.log.ErrorContext(ctx, "payment mismatch", "payment", p.ID, "method", p.Method, "wrong", strings.Join(wrong, " "))
		return out, audit.RecordTx(ctx, tx, audit.Entry{
			Actor: "provider:" + p.Method, Action: "payment.mismatch", Subject: "payment:" + p.ID.String(),
			Data: map[string]any{"wrong": wrong, "ref": truth.Ref, "state": truth.State, "amount": truth.Amount, "currency": truth.Currency},
		})
	}
	if !moves(p.State, truth.State) {
		return out, markAsked(ctx, tx, p.ID)
	}
	out.Outcome = OutcomeMoved
	out.Payment, err = movePayment(ctx, tx, p.ID, truth, takesMoney)
	return out, err
}
