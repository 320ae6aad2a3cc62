package payments_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/payments"
)

func (w world) request(req payments.RefundRequest) (r payments.Refund, err error) {
	err = w.in(func(ctx context.Context, tx *sqlx.Tx) (err error) {
		r, err = w.RequestRefundTx(ctx, tx, req)
		return err
	})
	return r, err
}

func (w world) mustRequest(req payments.RefundRequest) payments.Refund {
	w.t.Helper()
	r, err := w.request(req)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w world) wantRefund(id uuid.UUID, state payments.RefundState) payments.Refund {
	w.t.Helper()
	r, err := w.FindRefund(w.t.Context(), id)
	if err != nil || r.State != state {
		w.t.Fatalf("%+v, %v; want %s", r, err, state)
	}
	return r
}

func line(name string, amount, paid int64) payments.RefundLine {
	return payments.RefundLine{Line: name, Amount: amount, Paid: paid}
}

func TestRefundsStayWithinWhatWasPaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, unpaid := w.paid(), w.started()
	first := payments.RefundRequest{PaymentID: p.ID, Reference: "a", Amount: 40_000, Lines: []payments.RefundLine{
		line("line:1", 30_000, 50_000), line("shipping:1", 10_000, 10_000),
	}}
	made := w.mustRequest(first)
	if again := w.mustRequest(first); again.ID != made.ID {
		t.Errorf("the same reference made %s and %s", made.ID, again.ID)
	}
	before := w.everything()
	for _, tt := range []struct {
		name string
		req  payments.RefundRequest
		want string
	}{
		{"more than is left", payments.RefundRequest{PaymentID: p.ID, Reference: "b", Amount: 60_001}, "refund_exceeds_paid"},
		{"more than a line has left", payments.RefundRequest{PaymentID: p.ID, Reference: "b", Amount: 20_001, Lines: []payments.RefundLine{line("line:1", 20_001, 50_000)}}, "refund_exceeds_paid"},
		{"shipping twice", payments.RefundRequest{PaymentID: p.ID, Reference: "b", Amount: 1, Lines: []payments.RefundLine{line("shipping:1", 1, 10_000)}}, "refund_exceeds_paid"},
		{"the reference with another amount", payments.RefundRequest{PaymentID: p.ID, Reference: "a", Amount: 1}, "refund_reference_reused"},
		{"nothing", payments.RefundRequest{PaymentID: p.ID, Reference: "b"}, "refund_invalid"},
		{"less than nothing", payments.RefundRequest{PaymentID: p.ID, Reference: "b", Amount: -5}, "refund_invalid"},
		{"no reference", payments.RefundRequest{PaymentID: p.ID, Amount: 5}, "refund_invalid"},
		{"lines that do not sum up", payments.RefundRequest{PaymentID: p.ID, Reference: "b", Amount: 5, Lines: []payments.RefundLine{line("line:1", 4, 50_000)}}, "refund_invalid"},
		{"a line of less than nothing", payments.RefundRequest{PaymentID: p.ID, Reference: "b", Amount: 5, Lines: []payments.RefundLine{line("line:1", 10, 50_000), line("line:2", -5, 5)}}, "refund_invalid"},
		{"a line twice", payments.RefundRequest{PaymentID: p.ID, Reference: "b", Amount: 20_002, Lines: []payments.RefundLine{line("line:1", 10_001, 50_000), line("line:1", 10_001, 50_000)}}, "refund_invalid"},
		{"of what was not paid", payments.RefundRequest{PaymentID: unpaid.ID, Reference: "b", Amount: 5}, "payment_not_paid"},
		{"of nothing known", payments.RefundRequest{PaymentID: uuid.New(), Reference: "b", Amount: 5}, "payment_not_found"},
	} {
		if _, err := w.request(tt.req); apperr.CodeOf(err) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	w.wantUnchanged(before)
	w.mustRequest(payments.RefundRequest{PaymentID: p.ID, Reference: "c", Amount: 60_000, Lines: []payments.RefundLine{
		line("line:1", 20_000, 50_000), line("line:2", 40_000, 40_000),
	}})
}

func TestParallelRefundsOfTheWholeMakeOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid()
	const rivals = 8
	codes := make([]string, rivals)
	var wait sync.WaitGroup
	for i := range rivals {
		wait.Go(func() {
			_, err := w.request(payments.RefundRequest{PaymentID: p.ID, Reference: strconv.Itoa(i), Amount: 100_000})
			if err != nil {
				codes[i] = apperr.CodeOf(err)
			}
		})
	}
	wait.Wait()
	made := 0
	for _, code := range codes {
		switch code {
		case "":
			made++
		case "refund_exceeds_paid":
		default:
			t.Error(code)
		}
	}
	if got, err := w.ListRefundsBySubject(t.Context(), w.db, p.SubjectKind, p.SubjectID); err != nil || made != 1 || len(got) != 1 {
		t.Errorf("%d made, %d stored, %v", made, len(got), err)
	}
}

func TestARefundIsSentOnceHoweverItsJobRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.mustRequest(payments.RefundRequest{PaymentID: w.paid().ID, Reference: "a", Amount: 100_000, Reason: "rejected"})
	asked := jobsOf[payments.RefundRequested](w)
	if diff := cmp.Diff([]payments.RefundRequested{{RefundID: r.ID}}, asked); diff != "" {
		t.Fatal(diff)
	}
	w.fake.Silence(1)
	if err := w.SendRefund(t.Context(), asked[0]); apperr.KindOf(err) != apperr.Unavailable {
		t.Errorf("silent: %v", err)
	}
	w.fake.LoseAnswers(1)
	if err := w.SendRefund(t.Context(), asked[0]); apperr.KindOf(err) != apperr.Unavailable {
		t.Errorf("answer lost: %v", err)
	}
	w.wantRefund(r.ID, payments.RefundOpen)
	for range 3 {
		if err := w.SendRefund(t.Context(), asked[0]); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.wantRefund(r.ID, payments.RefundSucceeded); got.ProviderRef == "" || w.fake.Refunds() != 1 {
		t.Errorf("%+v; %d sent", got, w.fake.Refunds())
	}
	want := []payments.RefundChanged{{RefundID: r.ID, State: payments.RefundSucceeded}}
	if diff := cmp.Diff(want, jobsOf[payments.RefundChanged](w)); diff != "" {
		t.Error(diff)
	}
}

func TestAFailedRefundIsStillOwedAndSentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid()
	r := w.mustRequest(payments.RefundRequest{PaymentID: p.ID, Reference: "a", Amount: 100_000})
	if err := w.SendRefund(t.Context(), payments.RefundRequested{RefundID: r.ID}); err != nil {
		t.Fatal(err)
	}
	sent := w.wantRefund(r.ID, payments.RefundSucceeded)
	if err := w.fake.FailRefund(sent.ProviderRef); err != nil {
		t.Fatal(err)
	}
	deliveries := w.fake.Deliveries()
	if err := w.Receive(t.Context(), "fake", deliveries[len(deliveries)-1]); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		w.handle(w.received()[0])
	}
	if got := w.wantRefund(r.ID, payments.RefundFailed); got.Failure == "" {
		t.Errorf("%+v", got)
	}
	if open, err := w.ListOpenRefunds(t.Context(), time.Now().Add(time.Minute), 10); err != nil || len(open) != 1 || open[0].ID != r.ID {
		t.Errorf("open: %+v, %v", open, err)
	}
	if _, err := w.request(payments.RefundRequest{PaymentID: p.ID, Reference: "b", Amount: 1}); apperr.CodeOf(err) != "refund_exceeds_paid" {
		t.Errorf("while it is owed, another: %v", err)
	}
	retry := func() error {
		return w.in(func(ctx context.Context, tx *sqlx.Tx) error {
			_, err := w.RetryRefundTx(ctx, tx, r.ID)
			return err
		})
	}
	if err := retry(); err != nil {
		t.Fatal(err)
	}
	if err := retry(); apperr.CodeOf(err) != "refund_not_failed" {
		t.Errorf("again: %v", err)
	}
	for attempt := range 2 { // the old job is left alone
		if err := w.SendRefund(t.Context(), payments.RefundRequested{RefundID: r.ID, Attempt: attempt}); err != nil {
			t.Fatal(err)
		}
	}
	w.wantRefund(r.ID, payments.RefundSucceeded)
	want := []payments.RefundChanged{
		{RefundID: r.ID, State: payments.RefundSucceeded},
		{RefundID: r.ID, State: payments.RefundFailed, Returned: true},
		{RefundID: r.ID, Attempt: 1, State: payments.RefundSucceeded},
	}
	if diff := cmp.Diff(want, jobsOf[payments.RefundChanged](w)); diff != "" || w.fake.Refunds() != 2 {
		t.Errorf("%d sent %s", w.fake.Refunds(), diff)
	}
}

func TestARefundThatTheProviderRefusesFailsVisibly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid()
	for _, reference := range []string{"a", "b"} { // someone has refunded at the provider's own desk
		w.mustRequest(payments.RefundRequest{PaymentID: p.ID, Reference: reference, Amount: 50_000})
	}
	if _, err := w.fake.Refund(t.Context(), payments.Refund{ID: uuid.New(), PaymentRef: p.ProviderRef, Amount: 60_000, Currency: "IDR"}); err != nil {
		t.Fatal(err)
	}
	for _, job := range jobsOf[payments.RefundRequested](w) {
		if err := w.SendRefund(t.Context(), job); err != nil {
			t.Fatal(err)
		}
		if r := w.wantRefund(job.RefundID, payments.RefundFailed); r.Failure != "more than was paid" {
			t.Errorf("%+v", r)
		}
	}
}
