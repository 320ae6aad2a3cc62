package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/payments"
)

// Provider is our side of the company.
type Provider struct {
	company *Service
}

// NewProvider makes our side.
func NewProvider(company *Service) *Provider { return &Provider{company: company} }

// Method names it.
func (p *Provider) Method() string { return Method }

// IsLive says that the money is not real.
func (p *Provider) IsLive() bool { return false }

// Start opens a session, one a payment.
func (p *Provider) Start(ctx context.Context, payment payments.Payment) (payments.Started, error) {
	session := Session{
		Reference: payment.ID.String(), Label: payment.SubjectLabel, Amount: payment.Due(), Currency: payment.Currency,
		ReturnURL: payment.ReturnURL, Language: payment.Language,
	}
	if payment.ExpiresAt != nil {
		session.ExpiresAt = *payment.ExpiresAt
	}
	session, err := p.company.Open(ctx, session)
	if err != nil {
		return payments.Started{}, translate(err)
	}
	return payments.Started{Ref: session.Ref, URL: p.company.PageURL(session.Ref), ExpiresAt: session.ExpiresAt}, nil
}

// Find asks about a session.
func (p *Provider) Find(ctx context.Context, payment payments.Payment) (payments.Truth, error) {
	session, err := p.company.Find(ctx, payment.ProviderRef)
	return truth(session), translate(err)
}

// Expire ends a session that is still open.
func (p *Provider) Expire(ctx context.Context, payment payments.Payment) (payments.Truth, error) {
	session, err := p.company.Expire(ctx, payment.ProviderRef)
	if apperr.CodeOf(err) == "sandbox_session_closed" {
		return p.Find(ctx, payment)
	}
	return truth(session), translate(err)
}

var states = map[SessionState]payments.State{
	Open: payments.Pending, Paid: payments.Succeeded, Failed: payments.Failed, Expired: payments.Expired,
}

func truth(s Session) payments.Truth {
	t := payments.Truth{Ref: s.Ref, Reference: s.Reference, State: states[s.State], Amount: s.Amount, Currency: s.Currency}
	if s.PaidAt != nil {
		t.PaidAt = *s.PaidAt
	}
	return t
}

// Refund sends money back.
func (p *Provider) Refund(ctx context.Context, r payments.Refund) (payments.RefundTruth, error) {
	refund, err := p.company.Refund(ctx, Refund{
		Key: r.Key(), SessionRef: r.PaymentRef, Reference: r.ID.String(), Amount: r.Amount, Currency: r.Currency,
	})
	return refundTruth(refund), translate(err)
}

// FindRefund asks about a refund.
func (p *Provider) FindRefund(ctx context.Context, r payments.Refund) (payments.RefundTruth, error) {
	refund, err := p.company.FindRefund(ctx, r.ProviderRef)
	return refundTruth(refund), translate(err)
}

func refundTruth(r Refund) payments.RefundTruth {
	t := payments.RefundTruth{Ref: r.Ref, State: payments.RefundState(r.State), Amount: r.Amount, Currency: r.Currency}
	if t.State == payments.RefundFailed {
		t.Failure = "returned by the bank"
	}
	return t
}

// ParseEvent checks and reads an event.
func (p *Provider) ParseEvent(header http.Header, body []byte, now time.Time) (payments.Event, error) {
	if !Verify(p.company.secret, body, header.Get(SignatureHeader), Window{Now: now, Tolerance: payments.EventAge}) {
		return payments.Event{}, payments.ErrWebhook(errors.New("wrong signature or time"))
	}
	var event Event
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&event); err != nil {
		return payments.Event{}, payments.ErrWebhook(err)
	}
	out := payments.Event{ID: event.ID, Kind: event.Kind, Ref: event.Ref, Reference: event.Reference}
	switch object, _, _ := strings.Cut(event.Kind, "."); object {
	case "payment":
		out.Object = payments.ObjectPayment
	case "refund":
		out.Object = payments.ObjectRefund
	}
	return out, nil
}

// translate makes the company's refusals those of the port.
func translate(err error) error {
	if apperr.As(err) == nil || apperr.KindOf(err) == apperr.Unavailable {
		return err
	}
	return payments.ErrRefused(err)
}
