package payments

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/money"
)

// Open says what is to be paid.
type Open struct {
	SubjectKind  string
	SubjectID    uuid.UUID
	SubjectLabel string // what the payer reads: the order number
	Method       string
	Amount       int64 // above 0
	Currency     string
	ExpiresAt    *time.Time // nil: does not expire
	ReturnURL    string     // where the provider's page leads back to, without a token
	Language     string
}

// OpenTx records the intent to be paid, in state created; Start then asks the provider. A transfer gets its unique amount. Errors:
// payment_method_unknown, payment_amount_invalid, transfer_amounts_used_up (unavailable: 999 open transfers of this amount).
func (s *Service) OpenTx(ctx context.Context, tx *sqlx.Tx, open Open) (Payment, error) {
	provider, err := s.provider(open.Method)
	if err != nil {
		return Payment{}, err
	}
	if open.Amount <= 0 || open.Amount > money.Max {
		return Payment{}, apperr.New(apperr.Invalid, "payment_amount_invalid")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Payment{}, err
	}
	p := Payment{
		ID: id, SubjectKind: open.SubjectKind, SubjectID: open.SubjectID, SubjectLabel: open.SubjectLabel, Method: open.Method,
		Amount: open.Amount, Currency: open.Currency, State: Created, Livemode: provider.IsLive(), ExpiresAt: open.ExpiresAt,
		ReturnURL: open.ReturnURL, Language: i18n.Pick(open.Language),
	}
	if p.Method == MethodTransfer {
		return insertUnique(ctx, tx, p)
	}
	_, err = insertPayment(ctx, tx, &p)
	return p, err
}

// insertUnique picks an amount of 1 to 999 rupiah more that no open transfer has; another transaction may take it first.
func insertUnique(ctx context.Context, tx *sqlx.Tx, p Payment) (Payment, error) {
	for range 20 {
		suffix, err := freeSuffix(ctx, tx, p.Amount)
		if err != nil {
			return p, err
		}
		if suffix == 0 {
			break
		}
		p.UniqueAmount = p.Amount + suffix
		if inserted, err := insertPayment(ctx, tx, &p); err != nil || inserted {
			return p, err
		}
	}
	return p, apperr.New(apperr.Unavailable, "transfer_amounts_used_up").After(time.Hour)
}

// SetProofTx attaches the payer's proof of a transfer. Error: payment_closed (conflict) where it is no open transfer.
func (s *Service) SetProofTx(ctx context.Context, tx *sqlx.Tx, paymentID, documentID uuid.UUID) error {
	set, err := setProof(ctx, tx, paymentID, documentID)
	if err == nil && !set {
		return apperr.New(apperr.Conflict, "payment_closed")
	}
	return err
}

// FindPayment finds one payment, or payment_not_found.
func (s *Service) FindPayment(ctx context.Context, id uuid.UUID) (Payment, error) {
	return findPayment(ctx, s.db, id)
}

// LockTx finds one payment and holds it until tx ends, or payment_not_found.
func (s *Service) LockTx(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (Payment, error) {
	return lockPayment(ctx, tx, id)
}

// ListBySubject lists every payment of a subject, the newest first. q is the database or a transaction.
func (s *Service) ListBySubject(ctx context.Context, q sqlx.QueryerContext, kind string, id uuid.UUID) ([]Payment, error) {
	return listBySubject(ctx, q, kind, id)
}

// ListOpen lists payments that are open and were opened and last asked about before a time, the longest unasked first.
func (s *Service) ListOpen(ctx context.Context, before time.Time, limit int) ([]Payment, error) {
	return listOpen(ctx, s.db, before, limit)
}

// ListConfirmable lists open payments of a method that a person confirms, for finance's desk: first those whose proof waits past their
// end, then the oldest. next is the cursor of the following part, empty on the last. Errors: Invalid invalid_cursor.
func (s *Service) ListConfirmable(ctx context.Context, method string, page Page) (part []Payment, next string, err error) {
	from, err := page.from(method)
	if err != nil {
		return nil, "", err
	}
	if from.AsOf.IsZero() {
		from.AsOf = time.Now()
	}
	found, err := listConfirmable(ctx, s.db, method, from)
	part, next = cut(found, from, func(p Payment) position {
		late := p.ProofID.Valid && p.ExpiresAt != nil && !p.ExpiresAt.After(from.AsOf)
		return position{AsOf: from.AsOf, Punctual: !late, At: p.CreatedAt, ID: p.ID}
	})
	return part, next, err
}
