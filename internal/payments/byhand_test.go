package payments_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/payments"
	"lapak/internal/payments/transfer"
)

func (w world) confirm(id uuid.UUID, by payments.Person) (out payments.Transition, err error) {
	err = w.in(func(ctx context.Context, tx *sqlx.Tx) (err error) {
		out, err = w.ConfirmTx(ctx, tx, id, by, true)
		return err
	})
	return out, err
}

func TestOnlyTheRightPersonConfirms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	account := w.account()
	for _, tt := range []struct {
		method string
		by     payments.Person
		want   string
	}{
		{"transfer", payments.Person{AccountID: account, IsPayer: true}, "confirmation_forbidden"},
		{"transfer", payments.Person{AccountID: account, IsSeller: true}, "confirmation_forbidden"},
		{"transfer", payments.Person{}, "confirmation_forbidden"},
		{"transfer", payments.Person{AccountID: account}, ""},
		{"cash", payments.Person{AccountID: account}, "confirmation_forbidden"},
		{"cash", payments.Person{AccountID: account, IsSeller: true, IsPayer: true}, "confirmation_forbidden"},
		{"cash", payments.Person{AccountID: account, IsSeller: true}, ""},
		{"fake", payments.Person{AccountID: account}, "payment_not_by_hand"},
	} {
		p, err := w.Start(t.Context(), w.openFor(uuid.New(), tt.method))
		if err != nil {
			t.Fatal(err)
		}
		before := w.everything()
		got, err := w.confirm(p.ID, tt.by)
		if tt.want != "" {
			if apperr.CodeOf(err) != tt.want {
				t.Errorf("%+v: %v", tt, err)
			}
			w.wantUnchanged(before)
			continue
		}
		if err != nil || !got.IsPaid() || got.Outcome != payments.OutcomeMoved || got.Payment.ConfirmedBy.UUID != account || got.Payment.PaidAt == nil {
			t.Errorf("%+v: %+v, %v", tt, got, err)
		}
		other := tt.by
		other.AccountID = w.account()
		if again, err := w.confirm(p.ID, other); err != nil || again.Outcome != payments.OutcomeKept || again.Payment.ConfirmedBy.UUID != account {
			t.Errorf("again: %+v, %v", again, err)
		}
		if truth, err := w.FindTruth(t.Context(), w.find(p.ID)); err != nil || truth.State != payments.Succeeded {
			t.Errorf("asked: %+v, %v", truth, err)
		}
	}
}

func TestOpenTransfersHaveDifferentAmounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	seen := map[int64]bool{}
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			for range 5 {
				var p payments.Payment
				err := w.in(func(ctx context.Context, tx *sqlx.Tx) (err error) {
					p, err = w.OpenTx(ctx, tx, payments.Open{SubjectKind: "order_group", SubjectID: uuid.New(), Method: "transfer", Amount: 100_000, Currency: "IDR"})
					return err
				})
				mu.Lock()
				if err != nil || seen[p.Due()] || p.Rounding() < 1 || p.Rounding() > 999 || p.Due() != 100_000+p.Rounding() {
					t.Errorf("%+v, %v", p, err)
				}
				seen[p.Due()] = true
				mu.Unlock()
			}
		})
	}
	wait.Wait()
}

func TestTransfersThatUseUpTheirAmountsAreRefusedAndClosedOnesFreeTheirs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(func(ctx context.Context, tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO payments (id, subject_kind, subject_id, subject_label, method, amount, currency, state, unique_amount)
			SELECT gen_random_uuid(), 'order_group', gen_random_uuid(), 'x', 'transfer', 100000, 'IDR', 'pending', 100000 + n
			FROM generate_series(1, 999) AS n WHERE n <> 500`)
		return err
	})
	last := w.openFor(uuid.New(), "transfer")
	if last.Rounding() != 500 {
		t.Errorf("%+v", last)
	}
	open := func() error {
		return w.in(func(ctx context.Context, tx *sqlx.Tx) error {
			_, err := w.OpenTx(ctx, tx, payments.Open{SubjectKind: "order_group", SubjectID: uuid.New(), Method: "transfer", Amount: 100_000, Currency: "IDR"})
			return err
		})
	}
	before := w.everything()
	if err := open(); apperr.CodeOf(err) != "transfer_amounts_used_up" {
		t.Errorf("%v", err)
	}
	w.wantUnchanged(before)
	truth, err := w.Expire(t.Context(), last)
	if err != nil {
		t.Fatal(err)
	}
	w.apply(last.ID, truth)
	if err := open(); err != nil {
		t.Errorf("after one expired: %v", err)
	}
	if got, err := w.confirm(last.ID, payments.Person{AccountID: w.account()}); err != nil || !got.IsPaid() || got.From != payments.Expired {
		t.Errorf("late money: %+v, %v", got, err)
	}
}

func TestATransferHoldsADayAndKeepsItsProof(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var p payments.Payment
	document := uuid.New()
	w.must(func(ctx context.Context, tx *sqlx.Tx) (err error) {
		p, err = w.OpenTx(ctx, tx, payments.Open{SubjectKind: "order_group", SubjectID: uuid.New(), Method: "transfer", Amount: 5, Currency: "IDR"})
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO documents (id, key, content_type, bytes) VALUES ($1, 'k', 'image/jpeg', 1)`, document)
		return err
	})
	p, err := w.Start(t.Context(), p)
	if err != nil || p.ExpiresAt == nil || p.ExpiresAt.Sub(p.CreatedAt).Round(0) != transfer.Hold || p.URL != "" {
		t.Fatalf("%+v, %v", p, err)
	}
	attach := func(id uuid.UUID) error {
		return w.in(func(ctx context.Context, tx *sqlx.Tx) error { return w.SetProofTx(ctx, tx, id, document) })
	}
	if err := attach(p.ID); err != nil || w.find(p.ID).ProofID.UUID != document {
		t.Errorf("%+v, %v", w.find(p.ID), err)
	}
	if got, next, err := w.ListConfirmable(t.Context(), "transfer", payments.Page{Limit: 1}); err != nil || next != "" || len(got) != 1 || got[0].ID != p.ID {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := w.confirm(p.ID, payments.Person{AccountID: w.account()}); err != nil {
		t.Fatal(err)
	}
	other := w.started()
	before := w.everything()
	for _, id := range []uuid.UUID{p.ID, other.ID, uuid.New()} {
		if err := attach(id); apperr.CodeOf(err) != "payment_closed" {
			t.Errorf("%s: %v", id, err)
		}
	}
	w.wantUnchanged(before)
}

func TestARefundByHandWaitsForAPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, err := w.Start(t.Context(), w.openFor(uuid.New(), "transfer"))
	if err != nil {
		t.Fatal(err)
	}
	finance := payments.Person{AccountID: w.account()}
	if _, err := w.confirm(p.ID, finance); err != nil {
		t.Fatal(err)
	}
	r := w.mustRequest(payments.RefundRequest{PaymentID: p.ID, Reference: "unapplied", Amount: p.Due()})
	for range 2 {
		if err := w.SendRefund(t.Context(), payments.RefundRequested{RefundID: r.ID}); err != nil {
			t.Fatal(err)
		}
	}
	w.wantRefund(r.ID, payments.RefundPending)
	confirm := func(by payments.Person) error {
		return w.in(func(ctx context.Context, tx *sqlx.Tx) error {
			_, err := w.ConfirmRefundTx(ctx, tx, r.ID, by)
			return err
		})
	}
	before := w.everything()
	if err := confirm(payments.Person{AccountID: finance.AccountID, IsPayer: true}); apperr.CodeOf(err) != "confirmation_forbidden" {
		t.Errorf("%v", err)
	}
	w.wantUnchanged(before)
	var wait sync.WaitGroup
	for range 6 {
		wait.Go(func() {
			if err := confirm(finance); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if got := w.wantRefund(r.ID, payments.RefundSucceeded); got.ConfirmedBy.UUID != finance.AccountID {
		t.Errorf("%+v", got)
	}
	if got := jobsOf[payments.RefundChanged](w); len(got) != 1 || got[0].State != payments.RefundSucceeded {
		t.Errorf("%+v", got)
	}
}
