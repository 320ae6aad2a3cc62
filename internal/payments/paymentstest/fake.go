package paymentstest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"lapak/internal/payments"
	"lapak/internal/payments/sandbox"
)

// Fake is a provider and its company in memory. It also does what real ones do at the wrong moment: stay silent, answer too late,
// and tell old truths.
type Fake struct {
	mu       sync.Mutex
	method   string
	sessions map[string]*payments.Truth // by ref
	refs     map[string]string          // by payment id
	refunds  map[string]*fakeRefund     // by ref
	keys     map[string]string          // refund ref by idempotency key
	events   []payments.Event
	stale    []payments.Truth
	deaf     int // calls that fail before they have an effect
	lost     int // calls whose answer is lost after the effect
}

type fakeRefund struct {
	payments.RefundTruth
	session, reference string
}

var fakeSecret = []byte("fake")

var errWire = errors.New("the wire is cut")

// NewFake makes a provider that is named by its method.
func NewFake(method string) *Fake {
	return &Fake{
		method: method, sessions: map[string]*payments.Truth{}, refs: map[string]string{}, refunds: map[string]*fakeRefund{},
		keys: map[string]string{},
	}
}

// Silence makes the next n calls fail before they have an effect.
func (f *Fake) Silence(n int) { f.locked(func() { f.deaf = n }) }

// LoseAnswers makes the next n calls fail after their effect.
func (f *Fake) LoseAnswers(n int) { f.locked(func() { f.lost = n }) }

// TellNext makes the next calls of Find answer these truths, one each, whatever is true.
func (f *Fake) TellNext(truths ...payments.Truth) { f.locked(func() { f.stale = truths }) }

// Sessions is how many sessions were made.
func (f *Fake) Sessions() (n int) { f.locked(func() { n = len(f.sessions) }); return n }

// Refunds is how many refunds were sent.
func (f *Fake) Refunds() (n int) { f.locked(func() { n = len(f.refunds) }); return n }

func (f *Fake) locked(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
}

// call runs one call with the faults that are asked for.
func (f *Fake) call(ctx context.Context, effect func() error) (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if f.deaf > 0 {
		f.deaf--
		return errWire
	}
	if err := effect(); err != nil {
		return payments.ErrRefused(err)
	}
	if f.lost > 0 {
		f.lost--
		return errWire
	}
	return nil
}

// Method names it.
func (f *Fake) Method() string { return f.method }

// IsLive says that the money is not real.
func (f *Fake) IsLive() bool { return false }

// Start makes a session.
func (f *Fake) Start(ctx context.Context, p payments.Payment) (started payments.Started, err error) {
	err = f.call(ctx, func() error {
		ref, ok := f.refs[p.ID.String()]
		if !ok {
			ref = fmt.Sprintf("fake_%s_%d", f.method, len(f.sessions)+1)
			f.refs[p.ID.String()] = ref
			f.sessions[ref] = &payments.Truth{
				Ref: ref, Reference: p.ID.String(), State: payments.Pending, Amount: p.Due(), Currency: p.Currency,
			}
		}
		started = payments.Started{Ref: ref, URL: "https://pay.example/" + ref}
		if p.ExpiresAt != nil {
			started.ExpiresAt = *p.ExpiresAt
		}
		return nil
	})
	if err != nil {
		started = payments.Started{}
	}
	return started, err
}

// Find tells the truth, or what TellNext says.
func (f *Fake) Find(ctx context.Context, p payments.Payment) (truth payments.Truth, err error) {
	err = f.call(ctx, func() error {
		session, ok := f.sessions[p.ProviderRef]
		if !ok {
			return errors.New("no such session")
		}
		truth = *session
		if len(f.stale) > 0 {
			truth, f.stale = f.stale[0], f.stale[1:]
		}
		return nil
	})
	return truth, err
}

// Expire ends a session that is not paid.
func (f *Fake) Expire(ctx context.Context, p payments.Payment) (truth payments.Truth, err error) {
	err = f.call(ctx, func() error {
		session, ok := f.sessions[p.ProviderRef]
		if !ok {
			return errors.New("no such session")
		}
		if session.State == payments.Pending {
			f.move(session, payments.Expired)
		}
		truth = *session
		return nil
	})
	return truth, err
}

func (f *Fake) move(session *payments.Truth, to payments.State) {
	session.State = to
	f.tell(payments.Event{Kind: "payment." + string(to), Object: payments.ObjectPayment, Ref: session.Ref, Reference: session.Reference})
}

func (f *Fake) tell(event payments.Event) {
	event.ID = fmt.Sprintf("evt_%s_%d", f.method, len(f.events)+1)
	f.events = append(f.events, event)
}

// Refund sends money back.
func (f *Fake) Refund(ctx context.Context, r payments.Refund) (truth payments.RefundTruth, err error) {
	err = f.call(ctx, func() error {
		ref, ok := f.keys[r.Key()]
		if !ok {
			if err := f.checkRefund(r); err != nil {
				return err
			}
			ref = fmt.Sprintf("refund_%s_%d", f.method, len(f.refunds)+1)
			f.keys[r.Key()] = ref
			f.refunds[ref] = &fakeRefund{payments.RefundTruth{
				Ref: ref, State: payments.RefundSucceeded, Amount: r.Amount, Currency: r.Currency,
			}, r.PaymentRef, r.ID.String()}
		}
		truth = f.refunds[ref].RefundTruth
		return nil
	})
	if err != nil {
		truth = payments.RefundTruth{}
	}
	return truth, err
}

func (f *Fake) checkRefund(r payments.Refund) error {
	session, ok := f.sessions[r.PaymentRef]
	if !ok || session.State != payments.Succeeded {
		return errors.New("nothing was paid")
	}
	sum := r.Amount
	for _, other := range f.refunds {
		if other.session == r.PaymentRef && other.State != payments.RefundFailed {
			sum += other.Amount
		}
	}
	if sum > session.Amount {
		return errors.New("more than was paid")
	}
	return nil
}

// FindRefund tells the truth about a refund.
func (f *Fake) FindRefund(ctx context.Context, r payments.Refund) (truth payments.RefundTruth, err error) {
	err = f.call(ctx, func() error {
		refund, ok := f.refunds[r.ProviderRef]
		if !ok {
			return errors.New("no such refund")
		}
		truth = refund.RefundTruth
		return nil
	})
	return truth, err
}

// ParseEvent reads an event of Deliveries.
func (f *Fake) ParseEvent(header http.Header, body []byte, now time.Time) (payments.Event, error) {
	var event payments.Event
	window := sandbox.Window{Now: now, Tolerance: payments.EventAge}
	if !sandbox.Verify(fakeSecret, body, header.Get(sandbox.SignatureHeader), window) {
		return event, payments.ErrWebhook(errors.New("wrong signature or time"))
	}
	if err := json.Unmarshal(body, &event); err != nil {
		return payments.Event{}, payments.ErrWebhook(err)
	}
	return event, nil
}

// Deliver signs an event.
func (f *Fake) Deliver(event payments.Event) payments.Delivery {
	body, err := json.Marshal(event)
	if err != nil {
		panic(err) // a struct of strings
	}
	header := http.Header{}
	header.Set(sandbox.SignatureHeader, sandbox.Sign(fakeSecret, body, time.Now()))
	return payments.Delivery{Header: header, Body: body}
}

// Deliveries are the signed events so far.
func (f *Fake) Deliveries() (out []payments.Delivery) {
	f.locked(func() {
		for _, event := range f.events {
			out = append(out, f.Deliver(event))
		}
	})
	return out
}

// Pay pays a session.
func (f *Fake) Pay(ref string) error { return f.end(ref, payments.Succeeded) }

// Fail makes a session fail.
func (f *Fake) Fail(ref string) error { return f.end(ref, payments.Failed) }

func (f *Fake) end(ref string, to payments.State) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	session, ok := f.sessions[ref]
	if !ok || session.State != payments.Pending {
		return fmt.Errorf("session %q is not open", ref)
	}
	f.move(session, to)
	return nil
}

// PayLate pays a session that has expired, as a bank's slow answer can.
func (f *Fake) PayLate(ref string) {
	f.locked(func() { f.move(f.sessions[ref], payments.Succeeded) })
}

// FailRefund makes a refund come back.
func (f *Fake) FailRefund(ref string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	refund, ok := f.refunds[ref]
	if !ok {
		return fmt.Errorf("no refund %q", ref)
	}
	refund.State, refund.Failure = payments.RefundFailed, "returned by the bank"
	f.tell(payments.Event{Kind: "refund.failed", Object: payments.ObjectRefund, Ref: ref, Reference: refund.reference})
	return nil
}
