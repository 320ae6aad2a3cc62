package payments_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"pgregory.net/rapid"

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
		if got := w.apply(p.ID, truth); got.Outcome != payments.OutcomeMismatch || got.IsPaid() {
			t.Errorf("%s: %+v", name, got)
		}
	}
	w.wantUnchanged(before)
	var audited int
	if err := w.db.GetContext(t.Context(), &audited, `SELECT count(*) FROM audit_log WHERE action = 'payment.mismatch' AND subject = $1`, "payment:"+p.ID.String()); err != nil || audited != 8 {
		t.Errorf("%d audited, %v", audited, err)
	}
	if got := w.apply(p.ID, right); got.Outcome != payments.OutcomeMoved || !got.IsPaid() || got.From != payments.Pending {
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
	if !got.IsPaid() || got.From != payments.Expired || got.Outcome != payments.OutcomeMoved {
		t.Errorf("%+v", got)
	}
}

// Of payments of one subject, told paid at the same time, one is applied, also where a caller has forgotten to lock the subject: the others
// are told so, or fail and are told so when they are told again. Money that the subject does not take is never applied.
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
		if err := w.fake.Pay(p.ProviderRef); err != nil {
			t.Fatal(err)
		}
		rivals[i] = p
	}
	tell := func(p payments.Payment, takesMoney bool) (out payments.Transition, err error) {
		truth, err := w.FindTruth(context.Background(), p)
		if err != nil {
			return out, err
		}
		return out, w.in(func(ctx context.Context, tx *sqlx.Tx) (err error) {
			out, err = w.ApplyTruthTx(ctx, tx, p.ID, truth, takesMoney)
			return err
		})
	}
	if got, err := tell(rivals[0], false); err != nil || !got.IsPaid() || got.Payment.Applied {
		t.Fatalf("%+v, %v", got, err)
	}
	var wait sync.WaitGroup
	for _, p := range rivals[1:] {
		wait.Go(func() {
			got, err := tell(p, true)
			for tries := 0; err != nil && tries < 5; tries++ {
				got, err = tell(p, true)
			}
			if err != nil || !got.IsPaid() {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	wait.Wait()
	before := map[uuid.UUID]bool{}
	winners := 0
	for _, p := range rivals {
		before[p.ID] = w.find(p.ID).Applied
		if before[p.ID] {
			winners++
		}
	}
	if winners != 1 || before[rivals[0].ID] {
		t.Errorf("%d of %d payments are applied", winners, len(rivals))
	}
	for _, p := range rivals {
		if got, err := tell(p, true); err != nil || got.IsPaid() || got.Payment.Applied != before[p.ID] {
			t.Errorf("told again: %+v, %v", got, err)
		}
	}
}
