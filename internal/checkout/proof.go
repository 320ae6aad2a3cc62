package checkout

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/payments"
	"lapak/internal/postgres"
	"lapak/storage"
)

const transfersAtOnce = 100

// ListTransfers lists the transfers that wait for finance's word, the oldest first.
func (s *Service) ListTransfers(ctx context.Context, actor identity.Actor) ([]payments.Payment, error) {
	if err := requireFinance(actor); err != nil {
		return nil, err
	}
	return s.payments.ListConfirmable(ctx, payments.MethodTransfer, transfersAtOnce)
}

// OpenProof opens the buyer's proof of a transfer for finance; each opening is in the audit log. The caller closes it.
func (s *Service) OpenProof(ctx context.Context, actor identity.Actor, paymentID uuid.UUID) (*storage.Object, error) {
	if err := requireFinance(actor); err != nil {
		return nil, err
	}
	payment, err := s.payments.FindPayment(ctx, paymentID)
	if err != nil {
		return nil, err
	}
	if !payment.ProofID.Valid {
		return nil, apperr.NewNotFound("proof_not_found")
	}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		return audit.RecordTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: "proof.open", Subject: "payment:" + paymentID.String()})
	})
	if err != nil {
		return nil, err
	}
	return s.media.OpenDocument(ctx, payment.ProofID.UUID)
}
