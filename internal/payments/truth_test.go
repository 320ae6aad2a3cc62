package payments_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"pgregory.net/rapid"

	"lapak/internal/apperr"
	"lapak/internal/payments"
)

func TestATruthAboutSomethingElseChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.started()
	right := payments.Truth{Ref: p.ProviderRef, Reference: p.ID.String(), State: payments.Succeeded, Amount: 100_000, Currency: "IDR"}
	before := w.everything()
	for name, change := range map[string]func(*payments.Truth){
		"a cheaper payment":  func(truth *payments.Truth) { truth.Amount-- },
		"a dearer payment":   func(truth *payments.Truth) { truth.Amount++ },
		"another currency":   func(truth *payments.Truth) { truth.Currency = "USD" },
		"test or live money": func(truth *payments.Truth) { truth.Livemode = true },
		"another payment":    func(truth *payments.Truth) { truth.Reference = uuid.NewString() },
		"no reference":       func(truth *payments.Truth) { truth.Reference = "" },
		"another session":    func(truth *payments.Truth) { truth.Ref = "other" },
		"no session":         func(truth *payments.Truth) { truth.Ref = "" },
	} {
		truth := right
		change(&truth)
		if got := w.apply(p.ID, truth); got.Outcome != payments.OutcomeMismatch || got.Succeeded() {
			t.Errorf("%s: %+v", name, got)
		}
	}
	w.wantUnchanged(before)
	var audited int
	if err := w.db.GetContext(t.Context(), &audited, `SELECT count(*) FROM audit_log WHERE action = 'payment.mismatch' AND subject = $1`, "payment:"+p.ID.String()); err != nil || audited != 8 {
		t.Errorf("%d audited, %v", audited, err)
	}
	if got := w.apply(p.ID, right); got.Outcome != payments.OutcomeMoved || !got.Succeeded() || got.From != payments.Pending {
		t.Errorf("the right truth: %+v", got)
	}
}

func TestAPaymentMovesForwardOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rank := map[payments.State]int{
		payments.Pending: 1, payments.Failed: 2, payments.Expired: 2, payments.Cancelled: 2, payments.Succeeded: 3,
	}
	states := []payments.State{payments.Pending, payments.Failed, payments.Expired, payments.Cancelled, payments.Succeeded}
	rapid.Check(t, func(rt *rapid.T) {
		p, state := w.started(), payments.Pending
		for _, next := range rapid.SliceOfN(rapid.SampledFrom(states), 1, 5).Draw(rt, "states") {
			got := w.apply(p.ID, payments.Truth{Ref: p.ProviderRef, Reference: p.ID.String(), State: next, Amount: 100_000, Currency: "IDR"})
			if rank[next] > rank[state] {
				state = next
			}
			if got.Payment.State != state || (got.Payment.PaidAt != nil) != (state == payments.Succeeded) {
				rt.Fatalf("%s: %+v, want %s", next, got, state)
			}
		}
	})
}

func TestMoneyThatComesAfterExpiryStillCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.started()
	truth, err := w.Expire(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	w.apply(p.ID, truth)
	w.fake.PayLate(p.ProviderRef)
	got := w.ask(p)
	if !got.Succeeded() || got.From != payments.Expired || got.Outcome != payments.OutcomeMoved {
		t.Errorf("%+v", got)
	}
}

func TestOnePaymentOfASubjectIsApplied(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	subject := uuid.New()
	rivals := make([]payments.Payment, 6)
	for i := range rivals {
		p, err := w.Start(t.Context(), w.openFor(subject, "fake"))
		if err != nil {
			t.Fatal(err)
		}
		err = w.in(func(ctx context.Context, tx *sqlx.Tx) error {
			_, err := w.MarkAppliedTx(ctx, tx, p.ID)
			return err
		})
		if apperr.CodeOf(err) != "payment_not_paid" {
			t.Errorf("before it was paid: %v", err)
		}
		if err := w.fake.Pay(p.ProviderRef); err != nil {
			t.Fatal(err)
		}
		w.ask(p)
		rivals[i] = p
	}
	applied := make([]bool, len(rivals))
	var wait sync.WaitGroup
	for i, p := range rivals {
		wait.Go(func() {
			err := w.in(func(ctx context.Context, tx *sqlx.Tx) (err error) {
				applied[i], err = w.MarkAppliedTx(ctx, tx, p.ID)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	winners := 0
	for i, p := range rivals {
		if applied[i] {
			winners++
		}
		if again := w.markApplied(p.ID); again != applied[i] || w.find(p.ID).Applied != applied[i] {
			t.Errorf("payment %d: applied %v, then %v", i, applied[i], again)
		}
	}
	if winners != 1 {
		t.Errorf("%d of %d payments are applied", winners, len(rivals))
	}
}
