package payments_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/money"
	"lapak/internal/payments"
)

func TestOpeningRefusesWhatCannotBePaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.everything()
	for _, tt := range []struct {
		method string
		amount int64
		want   string
	}{
		{"fake", 0, "payment_amount_invalid"},
		{"fake", -1, "payment_amount_invalid"},
		{"fake", money.Max + 1, "payment_amount_invalid"},
		{"gold", 1, "payment_method_unknown"},
		{"", 1, "payment_method_unknown"},
	} {
		err := w.in(func(ctx context.Context, tx *sqlx.Tx) error {
			_, err := w.OpenTx(ctx, tx, payments.Open{SubjectKind: "order_group", SubjectID: uuid.New(), Method: tt.method, Amount: tt.amount, Currency: "IDR"})
			return err
		})
		if apperr.CodeOf(err) != tt.want {
			t.Errorf("%+v: %v", tt, err)
		}
	}
	w.wantUnchanged(before)
}

func TestASilentProviderLeavesThePaymentCreatedUntilItAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open()
	w.fake.Silence(1)
	if _, err := w.Start(t.Context(), p); apperr.KindOf(err) != apperr.Unavailable {
		t.Errorf("silent: %v", err)
	}
	w.fake.LoseAnswers(1)
	if _, err := w.Start(t.Context(), p); apperr.KindOf(err) != apperr.Unavailable {
		t.Errorf("answer lost: %v", err)
	}
	if got := w.find(p.ID); got.State != payments.Created || got.ProviderRef != "" {
		t.Fatalf("%+v", got)
	}
	first, err := w.Start(t.Context(), w.find(p.ID))
	if err != nil || first.State != payments.Pending {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := w.Start(t.Context(), p) // with a row read before
	if err != nil || again.ProviderRef != first.ProviderRef || again.State != payments.Pending || w.fake.Sessions() != 1 {
		t.Errorf("%+v, %v; %d sessions", again, err, w.fake.Sessions())
	}
}

func TestAPaymentThatWasClosedMeanwhileIsClosedAtTheProviderToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open()
	truth, err := w.Expire(t.Context(), p)
	if err != nil || truth.State != payments.Expired {
		t.Fatalf("%+v, %v", truth, err)
	}
	if got := w.apply(p.ID, truth); got.Payment.State != payments.Expired {
		t.Fatalf("%+v", got)
	}
	if _, err := w.Start(t.Context(), p); apperr.CodeOf(err) != "payment_closed" { // with a row read before
		t.Errorf("%v", err)
	}
	if err := w.fake.Pay(w.find(p.ID).ProviderRef); err == nil {
		t.Error("the session can be paid")
	}
	if _, err := w.Start(t.Context(), w.find(p.ID)); apperr.CodeOf(err) != "payment_closed" {
		t.Errorf("%v", err)
	}
}

func TestExpiringTellsThatThePaymentSucceeded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.started()
	if err := w.fake.Pay(p.ProviderRef); err != nil {
		t.Fatal(err)
	}
	truth, err := w.Expire(t.Context(), p)
	if err != nil || truth.State != payments.Succeeded {
		t.Errorf("%+v, %v", truth, err)
	}
}

func TestOpenPaymentsAreListedOnceTheirProviderWasNotAskedForLong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, done := w.started(), w.paid()
	for _, tt := range []struct {
		before time.Time
		want   int
	}{{time.Now().Add(time.Minute), 1}, {time.Now().Add(-time.Minute), 0}} {
		got, err := w.ListOpen(t.Context(), tt.before, 10)
		if err != nil || len(got) != tt.want || len(got) == 1 && got[0].ID != p.ID {
			t.Errorf("%v: %+v, %v", tt.before, got, err)
		}
	}
	between := time.Now()
	w.ask(p)
	if got, err := w.ListOpen(t.Context(), between, 10); err != nil || len(got) != 0 {
		t.Errorf("just asked: %+v, %v", got, err)
	}
	if got, err := w.ListBySubject(t.Context(), w.db, done.SubjectKind, done.SubjectID); err != nil || len(got) != 1 || got[0].ID != done.ID {
		t.Errorf("%+v, %v", got, err)
	}
}
