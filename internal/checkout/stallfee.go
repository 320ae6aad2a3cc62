package checkout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/ledger"
	"lapak/internal/money"
	"lapak/internal/payments"
	"lapak/internal/postgres"
)

// LapseUnpaidStalls asks to end the applications whose stall fee was not paid in time.
type LapseUnpaidStalls struct{}

// Kind names the job.
func (LapseUnpaidStalls) Kind() string { return "checkout.lapse_unpaid_stalls" }

// leastSession is the shortest time that a provider's page stays open.
const leastSession = 31 * time.Minute

// StallFee names the stall fee of an application, and how its shop pays it.
type StallFee struct {
	Festival    string // slug
	Application uuid.UUID
	Method      string // of PayStall
}

// PayStall opens a place to pay the fee of an accepted application: the open one where the method is the same, else a new one. It closes
// with the fee's deadline at the latest. An owner of the shop may. Errors: NotFound; Forbidden owner_only; Invalid at payment_method;
// Conflict fee_not_due, fee_due_soon (too little time is left for a provider's page); Unavailable payment_provider_silent.
func (s *Service) PayStall(ctx context.Context, actor identity.Actor, of StallFee) (payments.Payment, error) {
	var payment payments.Payment
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		a, at, err := s.festivals.LockForPaymentTx(ctx, tx, actor, of.Festival, of.Application)
		if err != nil {
			return err
		}
		if of.Method == payments.MethodCash || !s.payments.Methods()[of.Method] {
			return apperr.New(apperr.Invalid, "payment_method_unknown").At("payment_method")
		}
		if a.State != festivals.Accepted || a.DueAt == nil || !at.Before(*a.DueAt) {
			return apperr.New(apperr.Conflict, "fee_not_due")
		}
		tries, err := s.payments.ListBySubject(ctx, tx, payments.SubjectStallFee, a.ID)
		if err != nil {
			return err
		}
		for _, p := range tries {
			if p.Method == of.Method && p.State.IsOpen() && (p.ExpiresAt == nil || p.ExpiresAt.After(at) || p.ProofID.Valid) {
				payment = p
				return nil
			}
		}
		closes := *a.DueAt
		if of.Method != payments.MethodTransfer {
			closes = at.Add(holdOnline - sessionMargin)
			if closes.After(*a.DueAt) {
				closes = *a.DueAt
			}
			if closes.Sub(at) < leastSession {
				return apperr.New(apperr.Conflict, "fee_due_soon")
			}
		}
		payment, err = s.payments.OpenTx(ctx, tx, payments.Open{
			SubjectKind: payments.SubjectStallFee, SubjectID: a.ID, SubjectLabel: a.Festival + "/" + a.ShopSlug, Method: of.Method, Amount: a.Fee,
			Currency: money.IDR, ExpiresAt: &closes, Language: actor.Language,
			ReturnURL: s.baseURL + "/seller/" + a.ShopSlug + "/applications/" + a.ID.String(),
		})
		return err
	})
	if err != nil {
		return payments.Payment{}, err
	}
	return s.payments.Start(ctx, payment)
}

// ListStallPayments gives every try to pay an application's fee, the newest first. The caller has checked that the reader may see it.
func (s *Service) ListStallPayments(ctx context.Context, application uuid.UUID) ([]payments.Payment, error) {
	return s.payments.ListBySubject(ctx, s.db, payments.SubjectStallFee, application)
}

// ListStallRefunds gives what goes back of an application's fee, the oldest first. The caller has checked that the reader may see it.
func (s *Service) ListStallRefunds(ctx context.Context, application uuid.UUID) ([]payments.Refund, error) {
	return s.payments.ListRefundsBySubject(ctx, s.db, payments.SubjectStallFee, application)
}

// applyStallFee moves a payment of a stall fee to what its provider says, and its application with it. Late money gets a stall where one
// is still free; otherwise it goes back in full.
func (s *Service) applyStallFee(ctx context.Context, payment payments.Payment, truth payments.Truth, eventID uuid.UUID) error {
	apply := func(late lateMoney) error {
		return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
			f, a, err := s.festivals.LockApplicationTx(ctx, tx, payment.SubjectID) // the application first: the one lock order
			if err != nil {
				return err
			}
			transition, err := s.payments.ApplyTruthTx(ctx, tx, payment.ID, truth, late.paysStall(a))
			if err == nil && eventID != uuid.Nil {
				err = s.payments.FinishEventTx(ctx, tx, eventID, transition.Outcome)
			}
			if err != nil || !transition.IsPaid() {
				return err
			}
			return s.settleStallTx(ctx, tx, stallOf{f, a}, transition.Payment)
		})
	}
	err := apply(reviveOrder)
	if isStallGone(err) {
		err = apply(returnMoney)
	}
	return err
}

func isStallGone(err error) bool {
	switch apperr.CodeOf(err) {
	case "zone_full", "quota_full", "application_moved":
		return true
	}
	return false
}

// stallOf is a locked application with its festival.
type stallOf struct {
	festival    festivals.Festival
	application festivals.Application
}

// paysStall says whether money that comes now pays a locked application: it waits for it, or its time was over and it may be revived.
func (late lateMoney) paysStall(a festivals.Application) bool {
	return late == reviveOrder && (a.State == festivals.Accepted || a.State == festivals.Lapsed)
}

// settleStallTx does what a payment that has just been paid means for its locked application: it gets its stall, or the money is returned.
func (s *Service) settleStallTx(ctx context.Context, tx *sqlx.Tx, of stallOf, p payments.Payment) error {
	if !p.Applied {
		return s.returnStallFeeTx(ctx, tx, p)
	}
	a := of.application
	if err := s.festivals.ConfirmPaidTx(ctx, tx, of.festival, a); err != nil {
		return err
	}
	booked := ledger.Payment{ID: p.ID, Method: p.Method, Currency: p.Currency}
	_, err := s.ledger.PostTx(ctx, tx, booked.AppliedTo(ledger.FestivalAccount(a.FestivalID), p.Amount, p.Rounding()))
	return err // the ledger is last: every payment waits for its provider's account
}

// returnStallFeeTx gives money back that buys no stall: a second payment, or one that came when all were given.
func (s *Service) returnStallFeeTx(ctx context.Context, tx *sqlx.Tx, p payments.Payment) error {
	_, err := s.payments.RequestRefundTx(ctx, tx, payments.RefundRequest{PaymentID: p.ID, Reference: "unapplied", Amount: p.Due(), Reason: "unapplied"})
	if err != nil {
		return err
	}
	booked := ledger.Payment{ID: p.ID, Method: p.Method, Currency: p.Currency}
	if _, err := s.ledger.PostTx(ctx, tx, booked.Unapplied(p.Due())); err != nil {
		return err
	}
	return s.festivals.TellPaymentReturnedTx(ctx, tx, p.SubjectID)
}

// AttachStallProof keeps a shop's picture of the transfer of its stall fee with the open payment; finance looks at it, and the place is held
// for it. An owner of the shop may. Errors: NotFound; Forbidden owner_only; Conflict payment_closed, fee_not_due; those of
// media.UploadDocument.
func (s *Service) AttachStallProof(ctx context.Context, actor identity.Actor, of StallFee, file io.Reader) error {
	hold := func(tx *sqlx.Tx) error {
		a, _, err := s.festivals.LockForPaymentTx(ctx, tx, actor, of.Festival, of.Application)
		if err != nil {
			return err
		}
		return s.festivals.HoldTx(ctx, tx, a)
	}
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		_, _, err := s.festivals.LockForPaymentTx(ctx, tx, actor, of.Festival, of.Application)
		return err
	})
	if err != nil {
		return err
	}
	return s.keepProof(ctx, proofOf{payments.SubjectStallFee, of.Application, hold}, file)
}

// RefuseStallTransfer is finance's word that the transfer of a stall fee has not come, and why. The fee's own time counts again; where it is
// over, the application ends at once. Errors: Forbidden; NotFound payment_not_found; Invalid at reason; Conflict payment_not_stall_fee,
// payment_closed.
func (s *Service) RefuseStallTransfer(ctx context.Context, actor identity.Actor, paymentID uuid.UUID, reason string) error {
	if err := requireFinance(actor); err != nil {
		return err
	}
	var fields apperr.Fields
	reason = fields.Text("reason", reason, 3, 500)
	if err := fields.Err(); err != nil {
		return err
	}
	payment, err := s.payments.FindPayment(ctx, paymentID)
	if err != nil {
		return err
	}
	if payment.SubjectKind != payments.SubjectStallFee {
		return apperr.New(apperr.Conflict, "payment_not_stall_fee")
	}
	isOver := false
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		_, a, err := s.festivals.LockApplicationTx(ctx, tx, payment.SubjectID)
		if err != nil {
			return err
		}
		person, err := s.personOfFee(ctx, actor, a)
		if err != nil {
			return err
		}
		isOver = a.DueAt != nil && !now().Before(*a.DueAt)
		if err := s.payments.RefuseTx(ctx, tx, payment.ID, person, reason); err != nil {
			return err
		}
		if err := s.festivals.RefuseFeeTx(ctx, tx, a, payment.ID); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{
			Actor: actor.String(), Action: "payment.refuse", Subject: "payment:" + payment.ID.String(), Data: map[string]string{"reason": reason},
		})
	})
	if err == nil && isOver {
		_, _ = s.lapseStall(ctx, payment.SubjectID) // where a provider is silent, the watch tries again
	}
	return err
}

// confirmStallTransfer is finance's word that the transfer of a stall fee has come. It gives the application as it is then.
func (s *Service) confirmStallTransfer(ctx context.Context, actor identity.Actor, payment payments.Payment) (festivals.Application, error) {
	confirm := func(late lateMoney) error {
		return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
			f, a, err := s.festivals.LockApplicationTx(ctx, tx, payment.SubjectID)
			if err != nil {
				return err
			}
			person, err := s.personOfFee(ctx, actor, a)
			if err != nil {
				return err
			}
			transition, err := s.payments.ConfirmTx(ctx, tx, payment.ID, person, late.paysStall(a))
			if err != nil || !transition.IsPaid() {
				return err
			}
			if err := s.settleStallTx(ctx, tx, stallOf{f, a}, transition.Payment); err != nil {
				return err
			}
			return audit.RecordTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: "payment.confirm", Subject: "payment:" + payment.ID.String()})
		})
	}
	err := confirm(reviveOrder)
	if isStallGone(err) {
		err = confirm(returnMoney)
	}
	if err != nil {
		return festivals.Application{}, err
	}
	found, err := s.festivals.FindApplications(ctx, []uuid.UUID{payment.SubjectID})
	return found[payment.SubjectID], err
}

// personOfFee gathers what decides whether the actor may give their word about a stall fee: nobody does for their own shop.
func (s *Service) personOfFee(ctx context.Context, actor identity.Actor, a festivals.Application) (payments.Person, error) {
	isOwn, err := s.shops.IsMember(ctx, s.db, a.ShopID, actor.AccountID)
	return payments.Person{AccountID: actor.AccountID, IsPayer: isOwn}, err
}

// LapseStalls ends the applications whose fee is overdue. The provider is asked first and its page is closed: what was paid in the last
// second counts. One whose provider is silent waits for the next run. It returns how many ended.
func (s *Service) LapseStalls(ctx context.Context) (int, error) {
	due, err := s.festivals.ListUnpaidDue(ctx, expireBatch)
	if err != nil {
		return 0, err
	}
	ended := 0
	var problems []error
	for _, id := range due {
		lapsed, err := s.lapseStall(ctx, id)
		problems = append(problems, err)
		if lapsed {
			ended++
		}
	}
	return ended, errors.Join(problems...)
}

func (s *Service) lapseStall(ctx context.Context, application uuid.UUID) (lapsed bool, err error) {
	if err := s.closeStallSessions(ctx, application); err != nil {
		return false, fmt.Errorf("application %s stays until its provider answers: %w", application, err)
	}
	return s.festivals.Lapse(ctx, application)
}

// closeStallSessions makes sure that nothing more can be paid for an application, and applies what was paid.
func (s *Service) closeStallSessions(ctx context.Context, application uuid.UUID) error {
	tries, err := s.ListStallPayments(ctx, application)
	if err != nil {
		return err
	}
	for _, p := range tries {
		if !p.State.IsOpen() {
			continue
		}
		truth, err := s.payments.Expire(ctx, p)
		if err != nil {
			return err
		}
		if err := s.applyTruth(ctx, p, truth, uuid.Nil); err != nil {
			return err
		}
	}
	return nil
}

// SettleStallFee gives back what the terms say of the fee of an application that ended, and closes its payment pages.
func (s *Service) SettleStallFee(ctx context.Context, job festivals.FeeToSettle) error {
	if err := s.closeStallSessions(ctx, job.ApplicationID); err != nil {
		return err
	}
	if job.Refund == 0 {
		return nil
	}
	return s.refundStall(ctx, job.ApplicationID, job.Cause, func(*sqlx.Tx, festivals.Festival, int64) (int64, error) { return job.Refund, nil })
}

// RefundStalls gives back the part of each vendor's fee for the days that a festival which closed early did not hold. Run again, it
// changes nothing.
func (s *Service) RefundStalls(ctx context.Context, festivalID uuid.UUID) error {
	vendors, err := s.festivals.ListConfirmed(ctx, festivalID)
	if err != nil {
		return err
	}
	var problems []error
	for _, id := range vendors {
		err := s.refundStall(ctx, id, "early_closing", func(tx *sqlx.Tx, f festivals.Festival, paid int64) (int64, error) {
			return s.festivals.RefundForDaysMissed(ctx, tx, f, paid)
		})
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// refundStall gives back a part of what was paid for a stall, once for each cause and never more in all than was paid.
func (s *Service) refundStall(ctx context.Context, application uuid.UUID, cause string, share func(*sqlx.Tx, festivals.Festival, int64) (int64, error)) error {
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		f, a, err := s.festivals.LockApplicationTx(ctx, tx, application)
		if err != nil {
			return err
		}
		tries, err := s.payments.ListBySubject(ctx, tx, payments.SubjectStallFee, a.ID)
		if err != nil {
			return err
		}
		for _, p := range tries {
			if !p.Applied {
				continue
			}
			amount, err := share(tx, f, p.Amount)
			if err != nil || amount == 0 {
				return err
			}
			refund, err := s.payments.RequestRefundTx(ctx, tx, payments.RefundRequest{
				PaymentID: p.ID, Reference: "stall_fee:" + cause, Amount: min(amount, p.Amount), Reason: cause,
			})
			if err != nil {
				return err
			}
			_, err = s.ledger.PostTx(ctx, tx, booking(refund).DueFrom(ledger.FestivalAccount(a.FestivalID)))
			return err
		}
		return nil
	})
}
