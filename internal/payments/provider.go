package payments

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
)

// CallTimeout bounds one call to a provider.
const CallTimeout = 10 * time.Second

// EventAge is how far an event's time may lie from ours, before or after.
const EventAge = 300 * time.Second

// Provider is a way to pay. A method returns an error where it does not know the outcome, and every call may be repeated with the
// same effect. Errors: Unavailable (silent, busy or broken: try again) and payment_refused (Invalid: it will not do this).
type Provider interface {
	// Method is its name in our rows and addresses.
	Method() string
	// IsLive says whether its money is real.
	IsLive() bool
	// Start makes the place where the payer pays. The payment's id is the idempotency key.
	Start(ctx context.Context, p Payment) (Started, error)
	// Find asks for the truth about a payment by its ProviderRef, which Start has answered or an event named.
	Find(ctx context.Context, p Payment) (Truth, error)
	// Expire makes sure that nothing more can be paid, and tells the truth then: a payment may have succeeded before.
	Expire(ctx context.Context, p Payment) (Truth, error)
	// Refund sends money back. The refund's Key is the idempotency key.
	Refund(ctx context.Context, r Refund) (RefundTruth, error)
	// FindRefund asks for the truth about a refund that has a ProviderRef.
	FindRefund(ctx context.Context, r Refund) (RefundTruth, error)
}

// EventSource is a provider that calls our webhook.
type EventSource interface {
	// ParseEvent checks the signature over body and its time against now, and reads whom the event is about. The only error is
	// webhook_refused.
	ParseEvent(header http.Header, body []byte, now time.Time) (Event, error)
}

// Started is where the payer pays.
type Started struct {
	Ref       string // the provider's object
	URL       string // its page; empty where our own page tells how to pay
	ExpiresAt time.Time
}

// Truth is what a provider says about a payment.
type Truth struct {
	Ref       string
	Reference string // our payment id, as the provider keeps it
	State     State  // never Created
	Amount    int64  // smallest circulating unit
	Currency  string // ISO 4217, upper case
	Livemode  bool
	PaidAt    time.Time // zero: now
	Failure   string
}

// RefundTruth is what a provider says about a refund.
type RefundTruth struct {
	Ref      string
	State    RefundState // never RefundOpen
	Amount   int64
	Currency string
	Failure  string
}

// Object is what an event is about.
type Object string

// What events are about; one about anything else is kept and ignored.
const (
	ObjectNone    Object = ""
	ObjectPayment Object = "payment"
	ObjectRefund  Object = "refund"
)

// Event is a provider's call, signed by it.
type Event struct {
	ID        string // the provider's, unique
	Kind      string
	Object    Object
	Ref       string // the provider's object
	Reference string // our id as the event tells it: a hint, never believed
}

// ErrSilent is the error of a provider that gave no answer, or one that tells nothing.
func ErrSilent(cause error) error {
	return apperr.Wrap(cause, apperr.Unavailable, "payment_provider_silent").After(30 * time.Second)
}

// ErrRefused is the error of a provider that answered that it will not do it.
func ErrRefused(cause error) error {
	return apperr.Wrap(cause, apperr.Invalid, "payment_refused")
}

// ErrWebhook is the error of a webhook call that is not a fresh event of the provider.
func ErrWebhook(cause error) error {
	return apperr.Wrap(cause, apperr.BadRequest, "webhook_refused")
}

// provider finds a method's provider. Error: payment_method_unknown.
func (s *Service) provider(method string) (Provider, error) {
	if p, ok := s.providers[method]; ok {
		return p, nil
	}
	return nil, apperr.New(apperr.Invalid, "payment_method_unknown").At("payment_method")
}

// Methods lists the methods that are offered.
func (s *Service) Methods() map[string]bool {
	out := map[string]bool{}
	for method := range s.providers {
		out[method] = true
	}
	return out
}

func parseReference(reference string) uuid.UUID {
	id, err := uuid.Parse(reference)
	if err != nil {
		return uuid.Nil
	}
	return id
}
