package payments_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
	"lapak/internal/payments"
	"lapak/internal/payments/cash"
	"lapak/internal/payments/paymentstest"
	"lapak/internal/payments/transfer"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

// world is the service on a real database with a fake provider.
type world struct {
	t *testing.T
	*payments.Service
	db   *sqlx.DB
	fake *paymentstest.Fake
}

func newWorld(t *testing.T) world {
	t.Helper()
	queue, err := jobs.NewQueue()
	if err != nil {
		t.Fatal(err)
	}
	db, fake := pgtest.New(t), paymentstest.NewFake("fake")
	providers := []payments.Provider{fake, transfer.New(transfer.Account{Bank: "Bank", Number: "1", Holder: "Mall"}), cash.New()}
	return world{t, payments.New(payments.Deps{DB: db, Queue: queue, Providers: providers}), db, fake}
}

// in runs fn in a transaction.
func (w world) in(fn func(ctx context.Context, tx *sqlx.Tx) error) error {
	ctx := context.Background() // also of goroutines that outlive a failed test
	return postgres.Transact(ctx, w.db, func(tx *sqlx.Tx) error { return fn(ctx, tx) })
}

func (w world) must(fn func(ctx context.Context, tx *sqlx.Tx) error) {
	w.t.Helper()
	if err := w.in(fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w world) openFor(subject uuid.UUID, method string) (p payments.Payment) {
	w.t.Helper()
	expires := time.Now().Add(33 * time.Minute)
	w.must(func(ctx context.Context, tx *sqlx.Tx) (err error) {
		p, err = w.OpenTx(ctx, tx, payments.Open{
			SubjectKind: payments.SubjectOrderGroup, SubjectID: subject, SubjectLabel: "BWI-7K3M", Method: method, Amount: 100_000,
			Currency: "IDR", ExpiresAt: &expires, Language: "en",
		})
		return err
	})
	return p
}

func (w world) open() payments.Payment { return w.openFor(uuid.New(), "fake") }

func (w world) started() payments.Payment {
	w.t.Helper()
	p, err := w.Start(w.t.Context(), w.open())
	if err != nil || p.State != payments.Pending || p.ProviderRef == "" || p.URL == "" {
		w.t.Fatalf("%+v, %v", p, err)
	}
	return p
}

// paid is a payment that has succeeded and is applied.
func (w world) paid() payments.Payment {
	w.t.Helper()
	p := w.started()
	if err := w.fake.Pay(p.ProviderRef); err != nil {
		w.t.Fatal(err)
	}
	if transition := w.ask(p); transition.Outcome != payments.OutcomeMoved || !transition.IsPaid() {
		w.t.Fatalf("%+v", transition)
	}
	if p = w.find(p.ID); !p.Applied {
		w.t.Fatal("not applied")
	}
	return p
}

// ask applies the provider's truth.
func (w world) ask(p payments.Payment) payments.Transition {
	w.t.Helper()
	truth, err := w.FindTruth(w.t.Context(), p)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.apply(p.ID, truth)
}

func (w world) apply(id uuid.UUID, truth payments.Truth) (out payments.Transition) {
	w.t.Helper()
	w.must(func(ctx context.Context, tx *sqlx.Tx) (err error) {
		out, err = w.ApplyTruthTx(ctx, tx, id, truth, true)
		return err
	})
	return out
}

func (w world) find(id uuid.UUID) payments.Payment {
	w.t.Helper()
	p, err := w.FindPayment(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// jobsOf lists the arguments of the jobs of a kind, in order.
func jobsOf[T jobs.Args](w world) []T {
	w.t.Helper()
	var kind T
	var raw []string
	query := `SELECT args::text FROM river_job WHERE kind = $1 AND queue = 'payments' ORDER BY id`
	if err := w.db.SelectContext(w.t.Context(), &raw, query, kind.Kind()); err != nil {
		w.t.Fatal(err)
	}
	out := make([]T, len(raw))
	for i := range raw {
		if err := json.Unmarshal([]byte(raw[i]), &out[i]); err != nil {
			w.t.Fatal(err)
		}
	}
	return out
}

// everything is all that the package has stored, to show that a refusal changed nothing.
func (w world) everything() string {
	w.t.Helper()
	var all string
	query := `
		SELECT coalesce((SELECT json_agg(p ORDER BY id) FROM payments p)::text, '') || coalesce((SELECT json_agg(r ORDER BY id) FROM refunds r)::text, '')
			|| coalesce((SELECT json_agg(l ORDER BY refund_id, line) FROM refund_lines l)::text, '')
			|| coalesce((SELECT json_agg(e ORDER BY id) FROM payment_events e)::text, '') || (SELECT count(*) FROM river_job)`
	if err := w.db.GetContext(w.t.Context(), &all, query); err != nil {
		w.t.Fatal(err)
	}
	return all
}

func (w world) wantUnchanged(before string) {
	w.t.Helper()
	if after := w.everything(); after != before {
		w.t.Errorf("changed:\n%s\n%s", before, after)
	}
}

// account stores an account, for what a person confirms.
func (w world) account() uuid.UUID {
	w.t.Helper()
	id := uuid.New()
	w.must(func(ctx context.Context, tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO accounts (id, email) VALUES ($1, $2)`, id, fmt.Sprintf("%s@lapak.test", id))
		return err
	})
	return id
}
