package payments

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/jobs"
	"lapak/internal/money"
)

// Refund is money on its way back to the payer.
type Refund struct {
	ID          uuid.UUID     `db:"id"`
	PaymentID   uuid.UUID     `db:"payment_id"`
	Reference   string        `db:"reference"` // its cause: "shop_order:<id>", "unapplied"
	ShopID      uuid.NullUUID `db:"shop_id"`
	Amount      int64         `db:"amount"`
	Currency    string        `db:"currency"`
	State       RefundState   `db:"state"`
	Attempt     int           `db:"attempt"` // which sending, from 0
	ProviderRef string        `db:"provider_ref"`
	ConfirmedBy uuid.NullUUID `db:"confirmed_by"`
	Reason      string        `db:"reason"`
	Failure     string        `db:"failure"`
	CreatedAt   time.Time     `db:"created_at"`
	UpdatedAt   time.Time     `db:"updated_at"`
	Method      string        `db:"method"`      // of its payment, as the next three
	PaymentRef  string        `db:"payment_ref"` // the provider's object
	SubjectKind string        `db:"subject_kind"`
	SubjectID   uuid.UUID     `db:"subject_id"`
}

// Key is the idempotency key of this sending.
func (r Refund) Key() string {
	if r.Attempt == 0 {
		return r.ID.String()
	}
	return r.ID.String() + "-" + strconv.Itoa(r.Attempt)
}

// RefundLine is the part of a refund for one line of what was sold.
type RefundLine struct {
	Line   string // "line:<order line id>" or "shipping:<shop order id>"
	Amount int64
	Paid   int64 // what was paid for the line: the bound of all its refunds
}

// RefundRequest asks for a refund. Reference is its cause, once for each payment.
type RefundRequest struct {
	PaymentID uuid.UUID
	Reference string
	ShopID    uuid.UUID // whose part it is; zero for money that pays nothing
	Amount    int64
	Lines     []RefundLine // they sum to Amount; none for money that pays nothing
	Reason    string
}

// RequestRefundTx records a refund and enqueues its sending. All refunds of a payment, the failed ones too since they are still owed,
// stay within what was paid, in total and for each line; the payment is locked meanwhile. The same reference again returns the
// refund made before. Errors: payment_not_paid, refund_exceeds_paid, refund_reference_reused (conflicts), refund_invalid.
func (s *Service) RequestRefundTx(ctx context.Context, tx *sqlx.Tx, req RefundRequest) (Refund, error) {
	if !req.isValid() {
		return Refund{}, apperr.New(apperr.Invalid, "refund_invalid")
	}
	p, err := lockPayment(ctx, tx, req.PaymentID)
	if err != nil {
		return Refund{}, err
	}
	if p.State != Succeeded {
		return Refund{}, apperr.New(apperr.Conflict, "payment_not_paid")
	}
	before, err := findRefundByReference(ctx, tx, p.ID, req.Reference)
	if err == nil && before.Amount != req.Amount {
		return Refund{}, apperr.New(apperr.Conflict, "refund_reference_reused")
	}
	if err == nil || apperr.KindOf(err) != apperr.NotFound {
		return before, err
	}
	if err := checkBounds(ctx, tx, p, req); err != nil {
		return Refund{}, err
	}
	r, err := insertRefund(ctx, tx, p, req)
	if err != nil {
		return Refund{}, err
	}
	return r, s.enqueueSending(ctx, tx, r)
}

func (r RefundRequest) isValid() bool {
	if r.Amount <= 0 || r.Amount > money.Max || r.Reference == "" {
		return false
	}
	var sum int64
	seen := map[string]bool{}
	for _, line := range r.Lines {
		if line.Amount <= 0 || line.Amount > money.Max || line.Line == "" || seen[line.Line] {
			return false
		}
		seen[line.Line] = true
		sum += line.Amount
	}
	return len(r.Lines) == 0 || sum == r.Amount
}

func checkBounds(ctx context.Context, tx *sqlx.Tx, p Payment, req RefundRequest) error {
	refunded, err := sumOfRefunds(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	lines, err := sumsOfLines(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	exceeds := refunded+req.Amount > p.Due()
	for _, line := range req.Lines {
		exceeds = exceeds || lines[line.Line]+line.Amount > line.Paid
	}
	if exceeds {
		return apperr.New(apperr.Conflict, "refund_exceeds_paid")
	}
	return nil
}

func (s *Service) enqueueSending(ctx context.Context, tx *sqlx.Tx, r Refund) error {
	return s.queue.EnqueueTx(ctx, tx, RefundRequested{RefundID: r.ID, Attempt: r.Attempt}, jobs.Options{Queue: jobs.QueuePayments})
}

// RetryRefundTx sends a failed refund again, as the next attempt with a new idempotency key. Errors: refund_not_failed (conflict),
// refund_not_found.
func (s *Service) RetryRefundTx(ctx context.Context, tx *sqlx.Tx, refundID uuid.UUID) (Refund, error) {
	r, err := lockRefund(ctx, tx, refundID)
	if err != nil {
		return r, err
	}
	if r.State != RefundFailed {
		return r, apperr.New(apperr.Conflict, "refund_not_failed")
	}
	r.State, r.ProviderRef, r.Attempt = RefundOpen, "", r.Attempt+1
	if err := saveRefund(ctx, tx, r); err != nil {
		return r, err
	}
	return r, s.enqueueSending(ctx, tx, r)
}

// FindRefund finds one refund, or refund_not_found.
func (s *Service) FindRefund(ctx context.Context, id uuid.UUID) (Refund, error) {
	return findRefund(ctx, s.db, id)
}

// ListRefundsBySubject lists the refunds of every payment of a subject, the oldest first. q is the database or a transaction.
func (s *Service) ListRefundsBySubject(ctx context.Context, q sqlx.QueryerContext, kind string, id uuid.UUID) ([]Refund, error) {
	return listRefundsBySubject(ctx, q, kind, id)
}

// ListOpenRefunds lists refunds that have not succeeded and did not change since a time, the oldest first: those to ask about
// (SyncRefund) or, where failed, to send again (RetryRefundTx).
func (s *Service) ListOpenRefunds(ctx context.Context, before time.Time, limit int) ([]Refund, error) {
	return listOpenRefunds(ctx, s.db, before, limit)
}
