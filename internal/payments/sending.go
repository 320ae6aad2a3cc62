package payments

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// RegisterWorkers registers the worker of RefundRequested.
func RegisterWorkers(w *jobs.Workers, s *Service) { jobs.Handle(w, s.SendRefund) }

// SendRefund sends a refund at its provider and records the outcome. It may run any number of times: the idempotency key makes one
// refund of them, and a sending that is settled, or that a later attempt has replaced, is left alone. An error means that the
// provider gave no answer, so the job runs again.
func (s *Service) SendRefund(ctx context.Context, job RefundRequested) error {
	r, err := findRefund(ctx, s.db, job.RefundID)
	if err != nil || r.Attempt != job.Attempt {
		return err
	}
	return s.SyncRefund(ctx, r)
}

// SyncRefund asks the provider about a refund, which sends it where the provider has not answered yet, and records what it says. A
// failed sending is final: RetryRefundTx starts the next.
func (s *Service) SyncRefund(ctx context.Context, r Refund) error {
	if r.State == RefundFailed {
		return nil
	}
	provider, err := s.provider(r.Method)
	if err != nil {
		return err
	}
	truth, err := call(ctx, func(ctx context.Context) (RefundTruth, error) {
		if r.ProviderRef == "" {
			return provider.Refund(ctx, r)
		}
		return provider.FindRefund(ctx, r)
	})
	if apperr.CodeOf(err) == "payment_refused" {
		truth = RefundTruth{State: RefundFailed, Amount: r.Amount, Currency: r.Currency, Failure: cause(err)}
	} else if err != nil {
		return err
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		now, err := lockRefund(ctx, tx, r.ID)
		if err != nil || now.Attempt != r.Attempt {
			return err
		}
		if truth.Amount != now.Amount || truth.Currency != now.Currency || now.ProviderRef != "" && truth.Ref != now.ProviderRef && truth.Ref != "" {
			s.log.ErrorContext(ctx, "refund mismatch", "refund", r.ID, "amount", truth.Amount, "currency", truth.Currency)
			return audit.RecordTx(ctx, tx, audit.Entry{
				Actor: "provider:" + r.Method, Action: "refund.mismatch", Subject: "refund:" + r.ID.String(), Data: truth,
			})
		}
		_, err = s.moveRefundTx(ctx, tx, now, truth)
		return err
	})
}

// moveRefundTx moves a locked refund forward and tells when this sending has succeeded or failed.
func (s *Service) moveRefundTx(ctx context.Context, tx *sqlx.Tx, r Refund, truth RefundTruth) (Refund, error) {
	from := r.State
	if !refundMoves(from, truth.State) {
		return r, nil
	}
	r.State, r.Failure = truth.State, truth.Failure
	if r.ProviderRef == "" {
		r.ProviderRef = truth.Ref
	}
	if err := saveRefund(ctx, tx, r); err != nil {
		return r, err
	}
	if r.State == RefundFailed {
		s.log.ErrorContext(ctx, "refund failed", "refund", r.ID, "attempt", r.Attempt, "failure", r.Failure)
	}
	if r.State != RefundSucceeded && r.State != RefundFailed {
		return r, nil
	}
	news := RefundChanged{RefundID: r.ID, Attempt: r.Attempt, State: r.State, Returned: from == RefundSucceeded}
	return r, s.queue.EnqueueTx(ctx, tx, news, jobs.Options{Queue: jobs.QueuePayments})
}

// FindEventRefund finds the refund that an event is about, or refund_not_found. The event's own word for it is only a hint where to look.
func (s *Service) FindEventRefund(ctx context.Context, e Received) (Refund, error) {
	r, err := findRefundByRef(ctx, s.db, e.Provider, e.ProviderRef)
	if apperr.KindOf(err) != apperr.NotFound {
		return r, err
	}
	r, err = findRefund(ctx, s.db, parseReference(e.Reference))
	if err == nil && (r.Method != e.Provider || r.ProviderRef != "") {
		return Refund{}, apperr.NewNotFound("refund_not_found")
	}
	return r, err
}

func cause(err error) string {
	if inner := errors.Unwrap(err); inner != nil {
		return inner.Error()
	}
	return err.Error()
}

func nullable(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: id != uuid.Nil} }
