// Package paymentstest checks that every payment provider keeps the promises of the port, and has a fake provider that a test scripts.
package paymentstest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/money"
	"lapak/internal/payments"
)

// Company is the other side of a provider: what payers and banks do there.
type Company interface {
	Pay(ref string) error
	Fail(ref string) error
	FailRefund(ref string) error
	// Deliveries are the signed events so far, in order.
	Deliveries() []payments.Delivery
}

// Provider is what the suite runs on: a foreign provider that calls our webhook.
type Provider interface {
	payments.Provider
	payments.EventSource
}

// Run checks a provider. open makes one with its company, for one test.
func Run(t *testing.T, open func(t *testing.T) (Provider, Company)) {
	for name, check := range map[string]func(s *suite){
		"starting twice makes one session":                 (*suite).startTwice,
		"a session is pending until it is paid":            (*suite).pay,
		"a failed payment is failed":                       (*suite).fail,
		"an expired session cannot be paid":                (*suite).expire,
		"a paid session does not expire":                   (*suite).paidBeforeExpiry,
		"an unknown session is refused":                    (*suite).unknown,
		"a refund is sent once for each key":               (*suite).refund,
		"a refund that comes back is failed":               (*suite).failedRefund,
		"refunds stay within what was paid":                (*suite).refundBounds,
		"an event names its object":                        (*suite).events,
		"an event that is not fresh and signed is refused": (*suite).forgeries,
		"a call ends with its context":                     (*suite).cancelled,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider, company := open(t)
			check(&suite{t: t, provider: provider, company: company})
		})
	}
}

type suite struct {
	t        *testing.T
	provider Provider
	company  Company
}

// NewPayment is a payment of Rp 52.000 as OpenTx would make it.
func NewPayment(provider payments.Provider) payments.Payment {
	now := time.Now().Truncate(time.Second)
	expires := now.Add(33 * time.Minute)
	return payments.Payment{
		ID: uuid.New(), SubjectKind: payments.SubjectOrderGroup, SubjectID: uuid.New(), SubjectLabel: "BWI-7K3M", Amount: 52_000,
		Currency: money.IDR, Method: provider.Method(), Livemode: provider.IsLive(), State: payments.Created, Language: "id",
		ReturnURL: "http://localhost/orders/BWI-7K3M", CreatedAt: now, ExpiresAt: &expires,
	}
}

func (s *suite) start() payments.Payment {
	s.t.Helper()
	p := NewPayment(s.provider)
	started, err := s.provider.Start(s.t.Context(), p)
	if err != nil || started.Ref == "" || started.URL == "" {
		s.t.Fatalf("start: %+v, %v", started, err)
	}
	if started.ExpiresAt.After(p.ExpiresAt.Add(time.Second)) {
		s.t.Errorf("the session ends at %v, after its reservation at %v", started.ExpiresAt, p.ExpiresAt)
	}
	p.ProviderRef, p.State = started.Ref, payments.Pending
	return p
}

func (s *suite) paid() payments.Payment {
	s.t.Helper()
	p := s.start()
	if err := s.company.Pay(p.ProviderRef); err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *suite) wantTruth(p payments.Payment, state payments.State) {
	s.t.Helper()
	got, err := s.provider.Find(s.t.Context(), p)
	if err != nil {
		s.t.Fatal(err)
	}
	got.PaidAt, got.Failure = time.Time{}, ""
	want := payments.Truth{
		Ref: p.ProviderRef, Reference: p.ID.String(), State: state, Amount: 52_000, Currency: "IDR", Livemode: s.provider.IsLive(),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		s.t.Fatal(diff)
	}
}

func (s *suite) wantRefused(what string, err error) {
	s.t.Helper()
	if apperr.CodeOf(err) != "payment_refused" {
		s.t.Errorf("%s: %v", what, err)
	}
}

func (s *suite) startTwice() {
	p := s.start()
	again, err := s.provider.Start(s.t.Context(), p)
	if err != nil || again.Ref != p.ProviderRef {
		s.t.Errorf("again: %+v, %v; before %s", again, err, p.ProviderRef)
	}
	if other := s.start(); other.ProviderRef == p.ProviderRef {
		s.t.Error("another payment has the same session")
	}
}

func (s *suite) pay() {
	p := s.start()
	s.wantTruth(p, payments.Pending)
	if err := s.company.Pay(p.ProviderRef); err != nil {
		s.t.Fatal(err)
	}
	s.wantTruth(p, payments.Succeeded)
}

func (s *suite) fail() {
	p := s.start()
	if err := s.company.Fail(p.ProviderRef); err != nil {
		s.t.Fatal(err)
	}
	s.wantTruth(p, payments.Failed)
}

func (s *suite) expire() {
	p := s.start()
	for range 2 {
		truth, err := s.provider.Expire(s.t.Context(), p)
		if err != nil || truth.State != payments.Expired || truth.Reference != p.ID.String() {
			s.t.Fatalf("%+v, %v", truth, err)
		}
	}
	if err := s.company.Pay(p.ProviderRef); err == nil {
		s.t.Error("it was paid")
	}
	s.wantTruth(p, payments.Expired)
}

func (s *suite) paidBeforeExpiry() {
	p := s.paid()
	truth, err := s.provider.Expire(s.t.Context(), p)
	if err != nil || truth.State != payments.Succeeded || truth.Amount != p.Amount {
		s.t.Errorf("%+v, %v", truth, err)
	}
	s.wantTruth(p, payments.Succeeded)
}

func (s *suite) unknown() {
	p := NewPayment(s.provider)
	p.ProviderRef = "cs_test_unknown"
	_, err := s.provider.Find(s.t.Context(), p)
	s.wantRefused("find", err)
	_, err = s.provider.Expire(s.t.Context(), p)
	s.wantRefused("expire", err)
	_, err = s.provider.FindRefund(s.t.Context(), payments.Refund{ID: uuid.New(), ProviderRef: "re_unknown", PaymentRef: p.ProviderRef})
	s.wantRefused("find a refund", err)
}

func newRefund(p payments.Payment, amount int64) payments.Refund {
	return payments.Refund{
		ID: uuid.New(), PaymentID: p.ID, Amount: amount, Currency: p.Currency, Method: p.Method, PaymentRef: p.ProviderRef,
		State: payments.RefundOpen,
	}
}

func (s *suite) refund() {
	p := s.paid()
	r := newRefund(p, 20_000)
	first := s.mustRefund(r)
	if again := s.mustRefund(r); again.Ref != first.Ref {
		s.t.Errorf("the same key made %s and %s", first.Ref, again.Ref)
	}
	r.ProviderRef = first.Ref
	found, err := s.provider.FindRefund(s.t.Context(), r)
	if diff := cmp.Diff(first, found); err != nil || diff != "" {
		s.t.Errorf("%v %s", err, diff)
	}
	if rest := s.mustRefund(newRefund(p, 32_000)); rest.Ref == first.Ref || rest.Amount != 32_000 {
		s.t.Errorf("the rest: %+v", rest)
	}
}

func (s *suite) mustRefund(r payments.Refund) payments.RefundTruth {
	s.t.Helper()
	truth, err := s.provider.Refund(s.t.Context(), r)
	if err != nil || truth.Ref == "" || truth.State != payments.RefundSucceeded || truth.Amount != r.Amount || truth.Currency != r.Currency {
		s.t.Fatalf("refund: %+v, %v", truth, err)
	}
	return truth
}

func (s *suite) failedRefund() {
	r := newRefund(s.paid(), 52_000)
	first := s.mustRefund(r)
	if err := s.company.FailRefund(first.Ref); err != nil {
		s.t.Fatal(err)
	}
	r.ProviderRef = first.Ref
	truth, err := s.provider.FindRefund(s.t.Context(), r)
	if err != nil || truth.State != payments.RefundFailed || truth.Failure == "" {
		s.t.Errorf("%+v, %v", truth, err)
	}
	r.Attempt, r.ProviderRef = 1, ""
	if next := s.mustRefund(r); next.Ref == first.Ref {
		s.t.Error("the next attempt is the failed refund")
	}
}

func (s *suite) refundBounds() {
	_, err := s.provider.Refund(s.t.Context(), newRefund(s.start(), 1))
	s.wantRefused("nothing was paid", err)
	p := s.paid()
	_, err = s.provider.Refund(s.t.Context(), newRefund(p, 52_001))
	s.wantRefused("more than was paid", err)
	s.mustRefund(newRefund(p, 52_000))
	_, err = s.provider.Refund(s.t.Context(), newRefund(p, 1))
	s.wantRefused("more than is left", err)
}

func (s *suite) events() {
	p := s.paid()
	r := newRefund(p, 52_000)
	truth := s.mustRefund(r)
	if err := s.company.FailRefund(truth.Ref); err != nil {
		s.t.Fatal(err)
	}
	seen := map[string]bool{}
	var got []payments.Event
	for _, d := range s.company.Deliveries() {
		event, err := s.provider.ParseEvent(d.Header, d.Body, time.Now())
		if err != nil || event.ID == "" || event.Kind == "" || seen[event.ID] {
			s.t.Fatalf("%+v, %v", event, err)
		}
		seen[event.ID] = true
		if event.Object != payments.ObjectNone {
			got = append(got, payments.Event{Object: event.Object, Ref: event.Ref, Reference: event.Reference})
		}
	}
	want := map[payments.Event]bool{
		{Object: payments.ObjectPayment, Ref: p.ProviderRef, Reference: p.ID.String()}: true,
		{Object: payments.ObjectRefund, Ref: truth.Ref, Reference: r.ID.String()}:      true,
	}
	for _, event := range got {
		if !want[event] {
			s.t.Errorf("unexpected %+v", event)
		}
	}
	for event := range want {
		if !contains(got, event) {
			s.t.Errorf("no event %+v in %+v", event, got)
		}
	}
}

func contains(events []payments.Event, want payments.Event) bool {
	for _, e := range events {
		if e == want {
			return true
		}
	}
	return false
}

func (s *suite) forgeries() {
	s.paid()
	deliveries := s.company.Deliveries()
	if len(deliveries) == 0 {
		s.t.Fatal("no event")
	}
	d, now := deliveries[0], time.Now()
	changed := append([]byte(nil), d.Body...)
	changed[len(changed)/2] ^= 1
	for _, tt := range []struct {
		name   string
		header http.Header
		body   []byte
		now    time.Time
	}{
		{"no signature", http.Header{}, d.Body, now},
		{"a changed body", d.Header, changed, now},
		{"an empty body", d.Header, nil, now},
		{"an old event", d.Header, d.Body, now.Add(payments.EventAge + 10*time.Second)},
		{"an event from the future", d.Header, d.Body, now.Add(-payments.EventAge - 10*time.Second)},
	} {
		event, err := s.provider.ParseEvent(tt.header, tt.body, tt.now)
		if apperr.CodeOf(err) != "webhook_refused" || event != (payments.Event{}) {
			s.t.Errorf("%s: %+v, %v", tt.name, event, err)
		}
	}
}

func (s *suite) cancelled() {
	ctx, cancel := context.WithCancel(s.t.Context())
	cancel()
	if started, err := s.provider.Start(ctx, NewPayment(s.provider)); err == nil {
		s.t.Errorf("started %+v", started)
	}
}
