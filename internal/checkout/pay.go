package checkout

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/ledger"
	"lapak/internal/orders"
	"lapak/internal/payments"
	"lapak/internal/postgres"
	"lapak/internal/shops"
)

// How long goods are held for an unpaid order, and how much earlier the payment page closes.
const (
	holdOnline    = 35 * time.Minute
	holdTransfer  = 24 * time.Hour
	sessionMargin = 2 * time.Minute // Stripe's pages stay open for 30 minutes at least, so a hold with under 33 left is renewed first
)

// now has the precision of the database, so that an answer reads the same when it is given again.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

func holdFor(method string) time.Duration {
	if method == payments.MethodTransfer {
		return holdTransfer
	}
	return holdOnline
}

// StartPayment opens a place to pay for an order that waits for its payment: the open one where the method is the same, else a new one.
// Other open pages are closed. A silent provider is Unavailable payment_provider_silent; trying again is safe.
func (s *Service) StartPayment(ctx context.Context, reader orders.Reader, number, method string) (payments.Payment, error) {
	if method == payments.MethodCash || !s.payments.Methods()[method] {
		return payments.Payment{}, apperr.New(apperr.Invalid, "payment_method_unknown").At("payment_method")
	}
	var payment payments.Payment
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		order, err := s.orders.LockForBuyerTx(ctx, tx, reader, number)
		if err != nil {
			return err
		}
		if order.State != orders.GroupAwaitingPayment || order.IsCash() {
			return apperr.New(apperr.Conflict, "order_not_payable")
		}
		tries, err := s.payments.ListBySubject(ctx, tx, payments.SubjectOrderGroup, order.Group.ID)
		if err != nil {
			return err
		}
		for _, p := range tries {
			if p.Method == method && p.State.IsOpen() && (p.ExpiresAt == nil || p.ExpiresAt.After(time.Now())) {
				payment = p
				return nil
			}
		}
		payment, err = s.openTx(ctx, tx, &order, method)
		if err != nil {
			return err
		}
		return s.queue.EnqueueTx(ctx, tx, CloseSessions{GroupID: order.Group.ID, Except: payment.ID}, jobs.Options{Queue: jobs.QueuePayments})
	})
	if err != nil {
		return payments.Payment{}, err
	}
	return s.payments.Start(ctx, payment)
}

// openTx renews the hold where too little of it is left and records the intent to be paid.
func (s *Service) openTx(ctx context.Context, tx *sqlx.Tx, order *orders.Order, method string) (payments.Payment, error) {
	until := now().Add(holdFor(method))
	if order.ExpiresAt == nil || order.ExpiresAt.Before(until.Add(-sessionMargin)) {
		if err := s.stock.RenewTx(ctx, tx, order.Group.ID, &until); err != nil {
			return payments.Payment{}, err
		}
		order.ExpiresAt = &until
	}
	order.PaymentMethod = method
	if err := s.orders.SetPaymentTx(ctx, tx, order.Group); err != nil {
		return payments.Payment{}, err
	}
	return s.payments.OpenTx(ctx, tx, s.openingOf(order.Group))
}

func (s *Service) openingOf(g orders.Group) payments.Open {
	closes := g.ExpiresAt.Add(-sessionMargin)
	return payments.Open{
		SubjectKind: payments.SubjectOrderGroup, SubjectID: g.ID, SubjectLabel: g.Number, Method: g.PaymentMethod,
		Amount: g.Total, Currency: g.Currency, ExpiresAt: &closes, ReturnURL: s.baseURL + "/orders/" + g.Number, Language: g.Language,
	}
}

// AttachProof keeps the buyer's picture of a transfer with the open payment; finance looks at it.
func (s *Service) AttachProof(ctx context.Context, reader orders.Reader, number string, file io.Reader) error {
	order, err := s.orders.Find(ctx, reader, number)
	if err != nil {
		return err
	}
	return s.keepProof(ctx, proofOf{payments.SubjectOrderGroup, order.Group.ID, func(*sqlx.Tx) error { return nil }}, file)
}

// proofOf names what a transfer pays. first runs before its proof is kept, in the same transaction.
type proofOf struct {
	subjectKind string
	subject     uuid.UUID
	first       func(tx *sqlx.Tx) error
}

// keepProof keeps the picture of a transfer with the open payment of its subject; a new one takes the place of the last.
func (s *Service) keepProof(ctx context.Context, of proofOf, file io.Reader) error {
	payment, err := s.openTransfer(ctx, of.subjectKind, of.subject)
	if err != nil {
		return err
	}
	document, err := s.media.UploadDocument(ctx, file)
	if err != nil {
		return err
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if err := of.first(tx); err != nil {
			return err
		}
		if err := s.media.UseDocumentTx(ctx, tx, document.ID); err != nil {
			return err
		}
		if payment.ProofID.Valid && payment.ProofID.UUID != document.ID {
			if err := s.media.UnuseDocumentTx(ctx, tx, payment.ProofID.UUID); err != nil {
				return err
			}
		}
		return s.payments.SetProofTx(ctx, tx, payment.ID, document.ID)
	})
}

func (s *Service) openTransfer(ctx context.Context, subjectKind string, subject uuid.UUID) (payments.Payment, error) {
	tries, err := s.payments.ListBySubject(ctx, s.db, subjectKind, subject)
	if err != nil {
		return payments.Payment{}, err
	}
	for _, p := range tries {
		if p.Method == payments.MethodTransfer && p.State.IsOpen() {
			return p, nil
		}
	}
	return payments.Payment{}, apperr.New(apperr.Conflict, "payment_closed")
}

// ConfirmedTransfer is a transfer that finance has found, and what became of the order or stall fee that it pays. A payment that is not
// applied goes back in full.
type ConfirmedTransfer WaitingTransfer

// ConfirmTransfer is finance's word that a transfer has come. Nobody confirms an order of their own or of their own shop, nor its stall fee.
func (s *Service) ConfirmTransfer(ctx context.Context, actor identity.Actor, paymentID uuid.UUID) (ConfirmedTransfer, error) {
	var out ConfirmedTransfer
	if err := requireFinance(actor); err != nil {
		return out, err
	}
	payment, err := s.payments.FindPayment(ctx, paymentID)
	if err != nil {
		return out, err
	}
	switch {
	case payment.Method != payments.MethodTransfer:
		return out, apperr.New(apperr.Conflict, "payment_not_by_hand")
	case payment.SubjectKind == payments.SubjectStallFee:
		out.Stall, err = s.confirmStallTransfer(ctx, actor, payment)
	default:
		var order orders.Order
		order, err = s.confirmOrderTransfer(ctx, actor, payment)
		out.Order = order.Group
	}
	if err != nil {
		return out, err
	}
	out.Payment, err = s.payments.FindPayment(ctx, paymentID)
	return out, err
}

func (s *Service) confirmOrderTransfer(ctx context.Context, actor identity.Actor, payment payments.Payment) (orders.Order, error) {
	confirm := func(late lateMoney) (orders.Order, error) {
		var order orders.Order
		err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
			var err error
			if order, err = s.orders.LockTx(ctx, tx, payment.SubjectID); err != nil {
				return err
			}
			person, err := s.person(ctx, actor, order)
			if err != nil {
				return err
			}
			transition, err := s.payments.ConfirmTx(ctx, tx, payment.ID, person, late.pays(order))
			if err != nil || !transition.IsPaid() {
				return err
			}
			if err := s.settleTx(ctx, tx, &order, transition.Payment); err != nil {
				return err
			}
			return audit.RecordTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: "payment.confirm", Subject: "payment:" + payment.ID.String()})
		})
		return order, err
	}
	order, err := confirm(reviveOrder)
	if isGone(err) {
		order, err = confirm(returnMoney)
	}
	if err == nil {
		s.orders.Announce(order.Number)
	}
	return order, err
}

// ConfirmCash is a shop's word that it was paid in cash for its part.
func (s *Service) ConfirmCash(ctx context.Context, actor identity.Actor, shop, number string) (orders.Order, error) {
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		order, part, err := s.orders.LockForShopTx(ctx, tx, actor, shop, number)
		if err != nil {
			return err
		}
		if !part.Allows(orders.PayCash, order.IsCash()) {
			return apperr.New(apperr.Conflict, "transition_not_allowed").With("State", string(part.State)).With("Event", string(orders.PayCash))
		}
		payment, err := s.payments.OpenTx(ctx, tx, payments.Open{
			SubjectKind: payments.SubjectShopOrder, SubjectID: part.ID, SubjectLabel: order.Number, Method: payments.MethodCash,
			Amount: part.Total, Currency: order.Currency, Language: order.Language,
		})
		if err != nil {
			return err
		}
		if _, err := s.payments.ConfirmTx(ctx, tx, payment.ID, payments.Person{AccountID: actor.AccountID, IsSeller: true}, true); err != nil {
			return err
		}
		if err := s.orders.MoveTx(ctx, tx, &order, orders.Move{ShopOrderID: part.ID, Event: orders.PayCash, Actor: actor}); err != nil {
			return err
		}
		booked := ledger.Payment{ID: payment.ID, Method: payments.MethodCash, Currency: order.Currency}
		share := []ledger.Share{{ShopID: part.ShopID, Amount: part.Total}}
		for _, transfer := range []ledger.Transfer{booked.Applied(share, 0), booked.Kept(part.ShopID, part.Total)} {
			if _, err := s.ledger.PostTx(ctx, tx, transfer); err != nil {
				return err
			}
		}
		return audit.RecordTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: "payment.cash", Subject: "payment:" + payment.ID.String()})
	})
	if err != nil {
		return orders.Order{}, err
	}
	return s.orders.FindForShop(ctx, actor, shop, number)
}

func requireFinance(actor identity.Actor) error {
	if !actor.Has(identity.RoleFinance) && !actor.Has(identity.RoleAdmin) {
		return apperr.New(apperr.Forbidden, "forbidden")
	}
	return nil
}

// person gathers what decides whether the actor may give their word about an order's money.
func (s *Service) person(ctx context.Context, actor identity.Actor, order orders.Order) (payments.Person, error) {
	mine, err := s.shops.ListMine(ctx, actor)
	if err != nil {
		return payments.Person{}, err
	}
	return payments.Person{
		AccountID: actor.AccountID,
		IsPayer:   order.AccountID != nil && *order.AccountID == actor.AccountID,
		IsSeller:  isSeller(mine, order),
	}, nil
}

func isSeller(mine []shops.Membership, order orders.Order) bool {
	for _, m := range mine {
		for _, part := range order.Shops {
			if m.ID == part.ShopID {
				return true
			}
		}
	}
	return false
}
