package payments

import (
	"context"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// Start asks the provider for the place to pay and records the answer. A payment that was started before is returned as it is, so
// Start may be called until it succeeds. A silent provider is payment_provider_silent (unavailable): the payment stays created.
// Other errors: payment_refused, payment_closed.
func (s *Service) Start(ctx context.Context, p Payment) (Payment, error) {
	return s.StartAnd(ctx, p, func(*sqlx.Tx, Payment) error { return nil })
}

// StartAnd is Start with what else is to be written in the transaction that records the provider's answer; it is not called where none is.
func (s *Service) StartAnd(ctx context.Context, p Payment, also func(tx *sqlx.Tx, started Payment) error) (Payment, error) {
	provider, err := s.provider(p.Method)
	if err != nil {
		return p, err
	}
	if p.State == Pending && p.ProviderRef != "" {
		return p, nil
	}
	if p.State != Created {
		return p, apperr.New(apperr.Conflict, "payment_closed")
	}
	started, err := call(ctx, func(ctx context.Context) (Started, error) { return provider.Start(ctx, p) })
	if err != nil {
		s.log.WarnContext(ctx, "payment not started", "payment", p.ID, "method", p.Method, "err", err)
		return p, err
	}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if p, err = recordStarted(ctx, tx, p.ID, started); err != nil || !p.State.IsOpen() {
			return err
		}
		return also(tx, p)
	})
	if err != nil || p.State.IsOpen() || p.State == Succeeded {
		return p, err
	}
	// The payment was closed while the provider was asked: close what has just been made there.
	if _, err := s.Expire(ctx, p); err != nil {
		s.log.WarnContext(ctx, "late session not expired", "payment", p.ID, "err", err)
	}
	return p, apperr.New(apperr.Conflict, "payment_closed")
}

// FindTruth asks the provider about a payment. One whose start was never answered is started again first, under the same idempotency
// key, since that may have had an effect. Errors as of Start.
func (s *Service) FindTruth(ctx context.Context, p Payment) (Truth, error) {
	p, provider, err := s.started(ctx, p)
	if err != nil {
		return Truth{}, err
	}
	return call(ctx, func(ctx context.Context) (Truth, error) { return provider.Find(ctx, p) })
}

// Expire makes sure at the provider that nothing more can be paid, and tells the truth then, which may be that it was paid: apply it
// by ApplyTruthTx. A provider that refuses to start a payment whose start was never answered does not know it: it is expired.
func (s *Service) Expire(ctx context.Context, p Payment) (Truth, error) {
	started, provider, err := s.started(ctx, p)
	if apperr.CodeOf(err) == "payment_refused" {
		return p.truth(Expired), nil
	}
	if err != nil {
		return Truth{}, err
	}
	return call(ctx, func(ctx context.Context) (Truth, error) { return provider.Expire(ctx, started) })
}

func (s *Service) started(ctx context.Context, p Payment) (Payment, Provider, error) {
	provider, err := s.provider(p.Method)
	if err == nil && p.ProviderRef == "" {
		var answer Started
		answer, err = call(ctx, func(ctx context.Context) (Started, error) { return provider.Start(ctx, p) })
		p.ProviderRef = answer.Ref
	}
	return p, provider, err
}

// truth is what our own row says, in another state.
func (p Payment) truth(state State) Truth {
	return Truth{
		Ref: p.ProviderRef, Reference: p.ID.String(), State: state, Amount: p.Due(), Currency: p.Currency, Livemode: p.Livemode,
	}
}

// call bounds one call to a provider and makes every failure of the wire payment_provider_silent.
func call[T any](ctx context.Context, fn func(ctx context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	answer, err := fn(ctx)
	if err != nil && apperr.As(err) == nil {
		err = ErrSilent(err)
	}
	return answer, err
}
