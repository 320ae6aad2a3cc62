package stripe

import (
	"context"
	"errors"
	"strings"

	"github.com/stripe/stripe-go/v76"

	"lapak/internal/payments"
)

// The names of our refund, and of one sending of it, in Stripe's metadata.
const (
	keyRefundID = "refund_id"
	keySending  = "sending"
)

// Refund sends money back. Stripe forgets idempotency keys after a day, so a refund that it already has is looked for first.
func (p *Provider) Refund(ctx context.Context, r payments.Refund) (payments.RefundTruth, error) {
	s, err := p.findSession(ctx, r.PaymentRef)
	if err != nil {
		return payments.RefundTruth{}, translate(err)
	}
	if s.PaymentIntent == nil {
		return payments.RefundTruth{}, payments.ErrRefused(errors.New("the session was never paid"))
	}
	before, err := p.findSent(ctx, s.PaymentIntent.ID, r.Key())
	if err != nil {
		return payments.RefundTruth{}, translate(err)
	}
	if before != nil {
		return refundTruth(before), nil
	}
	params := &stripe.RefundParams{
		PaymentIntent: stripe.String(s.PaymentIntent.ID),
		Amount:        stripe.Int64(toWire(r.Amount, r.Currency)),
	}
	params.AddMetadata(keyRefundID, r.ID.String())
	params.AddMetadata(keySending, r.Key())
	params.SetIdempotencyKey(r.Key())
	params.Context = ctx
	sent, err := p.refunds.New(params)
	if err != nil {
		return payments.RefundTruth{}, translate(err)
	}
	return refundTruth(sent), nil
}

// findSent looks for one sending among the refunds of a payment; nil where there is none.
func (p *Provider) findSent(ctx context.Context, intent, sending string) (*stripe.Refund, error) {
	params := &stripe.RefundListParams{PaymentIntent: stripe.String(intent)}
	params.Limit = stripe.Int64(100)
	params.Context = ctx
	list := p.refunds.List(params)
	for list.Next() {
		if r := list.Refund(); r.Metadata[keySending] == sending {
			return r, nil
		}
	}
	return nil, list.Err()
}

// FindRefund asks for a refund.
func (p *Provider) FindRefund(ctx context.Context, r payments.Refund) (payments.RefundTruth, error) {
	params := &stripe.RefundParams{}
	params.Context = ctx
	found, err := p.refunds.Get(r.ProviderRef, params)
	if err != nil {
		return payments.RefundTruth{}, translate(err)
	}
	return refundTruth(found), nil
}

func refundTruth(r *stripe.Refund) payments.RefundTruth {
	currency := strings.ToUpper(string(r.Currency))
	t := payments.RefundTruth{Ref: r.ID, State: payments.RefundPending, Amount: fromWire(r.Amount, currency), Currency: currency}
	switch r.Status {
	case stripe.RefundStatusSucceeded:
		t.State = payments.RefundSucceeded
	case stripe.RefundStatusFailed, stripe.RefundStatusCanceled:
		t.State, t.Failure = payments.RefundFailed, string(r.Status)
		if r.FailureReason != "" {
			t.Failure = string(r.FailureReason)
		}
	}
	return t
}
