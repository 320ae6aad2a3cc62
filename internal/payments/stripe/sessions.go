package stripe

import (
	"context"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"

	"lapak/internal/i18n"
	"lapak/internal/payments"
)

// keyPaymentID names our payment in Stripe's metadata.
const keyPaymentID = "payment_id"

// Start makes a Checkout Session. Every parameter comes from the payment's row, since a repetition under the same idempotency key
// must ask the same. Stripe refuses an end less than 30 minutes away.
func (p *Provider) Start(ctx context.Context, payment payments.Payment) (payments.Started, error) {
	id := payment.ID.String()
	params := &stripe.CheckoutSessionParams{
		Mode:              stripe.String(string(stripe.CheckoutSessionModePayment)),
		ClientReferenceID: stripe.String(id),
		Locale:            stripe.String(payment.Language),
		SuccessURL:        stripe.String(payment.ReturnURL),
		CancelURL:         stripe.String(payment.ReturnURL),
		LineItems: []*stripe.CheckoutSessionLineItemParams{{
			Quantity: stripe.Int64(1),
			PriceData: &stripe.CheckoutSessionLineItemPriceDataParams{
				Currency:   stripe.String(strings.ToLower(payment.Currency)),
				UnitAmount: stripe.Int64(toWire(payment.Due(), payment.Currency)),
				ProductData: &stripe.CheckoutSessionLineItemPriceDataProductDataParams{
					Name: stripe.String(i18n.T(payment.Language, "payment.line", i18n.Args{"Label": payment.SubjectLabel})),
				},
			},
		}},
		PaymentIntentData: &stripe.CheckoutSessionPaymentIntentDataParams{Metadata: map[string]string{keyPaymentID: id}},
	}
	if payment.ExpiresAt != nil {
		params.ExpiresAt = stripe.Int64(payment.ExpiresAt.Unix())
	}
	params.AddMetadata(keyPaymentID, id)
	params.SetIdempotencyKey(id)
	params.Context = ctx
	s, err := p.sessions.New(params)
	if err != nil {
		return payments.Started{}, translate(err)
	}
	return payments.Started{Ref: s.ID, URL: s.URL, ExpiresAt: time.Unix(s.ExpiresAt, 0).UTC()}, nil
}

// Find asks for a session.
func (p *Provider) Find(ctx context.Context, payment payments.Payment) (payments.Truth, error) {
	s, err := p.findSession(ctx, payment.ProviderRef)
	if err != nil {
		return payments.Truth{}, translate(err)
	}
	return truth(s), nil
}

func (p *Provider) findSession(ctx context.Context, ref string) (*stripe.CheckoutSession, error) {
	params := &stripe.CheckoutSessionParams{}
	params.AddExpand("payment_intent")
	params.Context = ctx
	return p.sessions.Get(ref, params)
}

// Expire ends a session. Stripe refuses for one that is not open any more: then its truth is asked.
func (p *Provider) Expire(ctx context.Context, payment payments.Payment) (payments.Truth, error) {
	params := &stripe.CheckoutSessionExpireParams{}
	params.Context = ctx
	s, err := p.sessions.Expire(payment.ProviderRef, params)
	if isRefused(err) {
		return p.Find(ctx, payment)
	}
	if err != nil {
		return payments.Truth{}, translate(err)
	}
	return truth(s), nil
}

func truth(s *stripe.CheckoutSession) payments.Truth {
	currency := strings.ToUpper(string(s.Currency))
	t := payments.Truth{
		Ref: s.ID, Reference: s.ClientReferenceID, State: state(s), Amount: fromWire(s.AmountTotal, currency), Currency: currency,
		Livemode: s.Livemode,
	}
	if s.PaymentIntent != nil && s.PaymentIntent.LastPaymentError != nil && t.State == payments.Failed {
		t.Failure = string(s.PaymentIntent.LastPaymentError.Code)
	}
	return t
}

// state reads a session. A complete one that is not paid waits for a slow method (a bank's debit), which may fail.
func state(s *stripe.CheckoutSession) payments.State {
	switch {
	case s.PaymentStatus == stripe.CheckoutSessionPaymentStatusPaid:
		return payments.Succeeded
	case s.Status == stripe.CheckoutSessionStatusExpired:
		return payments.Expired
	case s.Status == stripe.CheckoutSessionStatusComplete && s.PaymentIntent != nil && hasFailed(s.PaymentIntent.Status):
		return payments.Failed
	}
	return payments.Pending
}

func hasFailed(status stripe.PaymentIntentStatus) bool {
	return status == stripe.PaymentIntentStatusRequiresPaymentMethod || status == stripe.PaymentIntentStatusCanceled
}
