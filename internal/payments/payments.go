// Package payments takes money for what others sell and gives it back. A payment is one try to pay one subject (an order, later a
// stall fee) by one method. It becomes paid only by the truth that its provider tells when asked, or by the person named for it;
// what that means for the subject is decided one rank up, in checkout. Amounts are in the smallest circulating unit of their
// currency: rupiah for IDR.
package payments

import (
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
)

// The methods that need something of this package itself; every provider names its own.
const (
	MethodTransfer = "transfer"
	MethodCash     = "cash"
)

// Subjects of a payment. An order is paid in one by a provider or a transfer; cash is taken by each shop for its part.
const (
	SubjectOrderGroup = "order_group"
	SubjectShopOrder  = "shop_order"
	SubjectStallFee   = "stall_fee" // of an accepted application for a stall at a festival
)

// State of a payment. It only moves forward: see moves.
type State string

// The states of a payment. A payment may succeed late, after it was held for expired; nothing follows on succeeded.
const (
	Created   State = "created" // the provider has not answered yet
	Pending   State = "pending" // the payer is expected to pay
	Succeeded State = "succeeded"
	Failed    State = "failed"
	Expired   State = "expired"
	Cancelled State = "cancelled"
)

// IsOpen says whether the payment still waits for the payer.
func (s State) IsOpen() bool { return s == Created || s == Pending }

// Payment is one try to pay a subject.
type Payment struct {
	ID           uuid.UUID     `db:"id"`
	SubjectKind  string        `db:"subject_kind"`
	SubjectID    uuid.UUID     `db:"subject_id"`
	SubjectLabel string        `db:"subject_label"` // what the payer reads: the order number
	Method       string        `db:"method"`
	Amount       int64         `db:"amount"` // what the subject costs
	Currency     string        `db:"currency"`
	State        State         `db:"state"`
	Applied      bool          `db:"applied"` // it is the one that pays its subject
	ProviderRef  string        `db:"provider_ref"`
	URL          string        `db:"url"` // where the payer pays; empty where our own page tells how
	ReturnURL    string        `db:"return_url"`
	Language     string        `db:"language"`
	UniqueAmount int64         `db:"unique_amount"` // of a transfer: the amount with its few rupiah; else 0
	ProofID      uuid.NullUUID `db:"proof_id"`      // a transfer's proof, a document
	ProofAt      *time.Time    `db:"proof_at"`      // when the first proof came
	ConfirmedBy  uuid.NullUUID `db:"confirmed_by"`  // the account that confirmed a transfer or cash
	Livemode     bool          `db:"livemode"`      // real money
	Failure      string        `db:"failure"`       // the provider's word for it
	CreatedAt    time.Time     `db:"created_at"`    // UTC, as all times
	ExpiresAt    *time.Time    `db:"expires_at"`    // nil: does not expire
	PaidAt       *time.Time    `db:"paid_at"`
	AskedAt      *time.Time    `db:"asked_at"` // when the provider was last asked
}

// Due is what the payer pays: the amount, and with a transfer the few rupiah that tell it from others.
func (p Payment) Due() int64 { return max(p.Amount, p.UniqueAmount) }

// Rounding is what comes above the amount: 1 to 999 rupiah of a transfer, else 0. It is booked to the ledger's rounding account.
func (p Payment) Rounding() int64 { return p.Due() - p.Amount }

// RefundRequested asks to send a refund. Its worker is SendRefund.
type RefundRequested struct {
	RefundID uuid.UUID `json:"refund_id"`
	Attempt  int       `json:"attempt"`
}

// Kind names the job.
func (RefundRequested) Kind() string { return "refund_requested" }

// RefundChanged is the news that one sending of a refund has succeeded or failed; Returned where it fails after it had succeeded.
// Its worker, in checkout, books it.
type RefundChanged struct {
	RefundID uuid.UUID   `json:"refund_id"`
	Attempt  int         `json:"attempt"`
	State    RefundState `json:"state"`
	Returned bool        `json:"returned"`
}

// Kind names the job.
func (RefundChanged) Kind() string { return "refund_changed" }

// Deps are what the service works with.
type Deps struct {
	DB        *sqlx.DB
	Queue     *jobs.Queue
	Providers []Provider // one a method
	Log       *slog.Logger
}

// Service opens, starts, follows and refunds payments.
type Service struct {
	db        *sqlx.DB
	queue     *jobs.Queue
	providers map[string]Provider
	inbox     *jobs.Line[Received]
	log       *slog.Logger
}

// New makes the service.
func New(deps Deps) *Service {
	s := &Service{
		db: deps.DB, queue: deps.Queue, providers: map[string]Provider{}, log: deps.Log,
		inbox: jobs.NewLine("payments.inbox", waitingEvents{deps.DB}),
	}
	for _, p := range deps.Providers {
		s.providers[p.Method()] = p
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}
