package sandbox_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/jobs"
	"lapak/internal/payments"
	"lapak/internal/payments/paymentstest"
	"lapak/internal/payments/sandbox"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

type company struct {
	t *testing.T
	*sandbox.Service
}

func (c company) Pay(ref string) error {
	_, err := c.Service.Pay(c.t.Context(), ref)
	return err
}

func (c company) Fail(ref string) error {
	_, err := c.Service.Fail(c.t.Context(), ref)
	return err
}

func (c company) FailRefund(ref string) error { return c.Service.FailRefund(c.t.Context(), ref) }

func (c company) Deliveries() []payments.Delivery {
	out, err := c.Service.Deliveries(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

func newService(t *testing.T, db *sqlx.DB, baseURL string) *sandbox.Service {
	t.Helper()
	return sandbox.New(sandbox.Config{DB: db, BaseURL: baseURL, Secret: "secret"})
}

func TestSandboxKeepsThePromisesOfThePort(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, func(t *testing.T) (paymentstest.Provider, paymentstest.Company) {
		service := newService(t, pgtest.New(t), "http://localhost")
		return sandbox.NewProvider(service), company{t, service}
	})
}

func open(t *testing.T, service *sandbox.Service, expires time.Time) sandbox.Session {
	t.Helper()
	session, err := service.Open(t.Context(), sandbox.Session{
		Reference: uuid.NewString(), Label: "BWI-7K3M", Amount: 10_000, Currency: "IDR", Language: "id", ExpiresAt: expires,
	})
	if err != nil {
		t.Fatal(err)
	}
	return session
}

func TestASessionEndsOnce(t *testing.T) {
	t.Parallel()
	service := newService(t, pgtest.New(t), "http://localhost")
	moves := map[sandbox.SessionState]func(context.Context, string) (sandbox.Session, error){
		sandbox.Paid: service.Pay, sandbox.Failed: service.Fail, sandbox.Expired: service.Expire,
	}
	for first, move := range moves {
		session := open(t, service, time.Time{})
		if got, err := move(t.Context(), session.Ref); err != nil || got.State != first {
			t.Fatalf("%s: %+v, %v", first, got, err)
		}
		for second, again := range moves {
			_, err := again(t.Context(), session.Ref)
			if second == first && err != nil || second != first && apperr.CodeOf(err) != "sandbox_session_closed" {
				t.Errorf("%s after %s: %v", second, first, err)
			}
			if got, err := service.Find(t.Context(), session.Ref); err != nil || got.State != first {
				t.Errorf("%s after %s: %+v, %v", second, first, got, err)
			}
		}
	}
	if deliveries := (company{t, service}).Deliveries(); len(deliveries) != 3 {
		t.Errorf("%d events", len(deliveries))
	}
}

func TestASessionThatIsNotPaidInTimeIsExpired(t *testing.T) {
	t.Parallel()
	service := newService(t, pgtest.New(t), "http://localhost")
	session := open(t, service, time.Now().Add(-time.Second))
	if _, err := service.Pay(t.Context(), session.Ref); apperr.CodeOf(err) != "sandbox_session_closed" {
		t.Errorf("pay: %v", err)
	}
	if got, err := service.Find(t.Context(), session.Ref); err != nil || got.State != sandbox.Expired {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWhoeverDoesNotKnowTheSessionGetsNothing(t *testing.T) {
	t.Parallel()
	service := newService(t, pgtest.New(t), "http://localhost")
	for _, ref := range []string{"", "sbx_", "sbx_aaaaaaaaaaaaaaaaaaaaaaaaaa", "' OR 1=1 --"} {
		if _, err := service.Pay(t.Context(), ref); apperr.KindOf(err) != apperr.NotFound {
			t.Errorf("pay %q: %v", ref, err)
		}
		if _, err := service.Find(t.Context(), ref); apperr.KindOf(err) != apperr.NotFound {
			t.Errorf("find %q: %v", ref, err)
		}
	}
}

func TestAnEventIsDeliveredOverHTTPUntilItIsAccepted(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: dsn, MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	answers := []int{http.StatusInternalServerError, http.StatusFound, http.StatusNoContent}
	calls := make(chan *http.Request, 10)
	bodies := make(chan []byte, 10)
	var called atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/webhooks/sandbox" || r.Method != http.MethodPost {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
		calls <- r
		bodies <- body
		w.WriteHeader(answers[min(int(called.Add(1)), len(answers))-1])
	}))
	t.Cleanup(server.Close)
	service := newService(t, db, server.URL)
	provider := sandbox.NewProvider(service)
	session := open(t, service, time.Time{})
	run(t, dsn, service)
	if _, err := service.Pay(t.Context(), session.Ref); err != nil {
		t.Fatal(err)
	}
	var first payments.Event
	for i := range answers {
		var r *http.Request
		for r == nil {
			select {
			case r = <-calls:
			case <-time.After(50 * time.Millisecond): // its pause is over
				change(t, db, `UPDATE sandbox_events SET next_try_at = now() WHERE tries > 0`)
			case <-t.Context().Done():
				t.Fatalf("call %d did not come", i)
			}
		}
		event, err := provider.ParseEvent(r.Header, <-bodies, time.Now())
		if i == 0 {
			first = event
		}
		if err != nil || event.Ref != session.Ref || event.Reference != session.Reference || event.ID != first.ID {
			t.Errorf("call %d: %+v, %v", i, event, err)
		}
	}
	awaitAccepted(t, db)
	change(t, db, `UPDATE sandbox_events SET next_try_at = now() WHERE next_try_at IS NOT NULL`)
	if n := called.Load(); int(n) != len(answers) {
		t.Errorf("%d calls, also after it was accepted", n)
	}
}

// What a process that died was about to deliver, another delivers once its lease is over, and not before.
func TestWhatADeadProcessHeldIsDeliveredByAnother(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: dsn, MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	var called atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		called.Add(1)
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	dead := newService(t, db, server.URL)
	session := open(t, dead, time.Time{})
	if _, err := dead.Pay(t.Context(), session.Ref); err != nil {
		t.Fatal(err)
	}
	run(t, dsn, newService(t, db, server.URL))
	time.Sleep(1500 * time.Millisecond)
	if n := called.Load(); n != 0 {
		t.Fatalf("%d calls within the lease", n)
	}
	change(t, db, `UPDATE sandbox_events SET next_try_at = now()`)
	awaitAccepted(t, db)
	if n := called.Load(); n != 1 {
		t.Errorf("%d calls", n)
	}
}

// run works the company's news until the test ends.
func run(t *testing.T, dsn string, service *sandbox.Service) {
	t.Helper()
	db, err := postgres.OpenForLibraries(t.Context(), postgres.Config{URL: dsn, MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	workers := jobs.NewWorkers()
	sandbox.RegisterWorkers(workers, service)
	jobs.Handle(workers, func(context.Context, payments.RefundRequested) error { return nil }) // the runner wants one
	runner, err := jobs.NewRunner(db.DB, workers, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := runner.Stop(ctx); err != nil {
			t.Error(err)
		}
		_ = db.Close()
	})
}

func awaitAccepted(t *testing.T, db *sqlx.DB) {
	t.Helper()
	for waiting := 1; waiting > 0; time.Sleep(20 * time.Millisecond) {
		if err := db.GetContext(t.Context(), &waiting, `SELECT count(*) FROM sandbox_events WHERE next_try_at IS NOT NULL`); err != nil {
			t.Fatal(err)
		}
	}
}

func change(t *testing.T, db *sqlx.DB, query string) {
	t.Helper()
	err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), query)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzParseEvent(f *testing.F) {
	secret, now := "secret", time.Unix(1_800_000_000, 0)
	provider := sandbox.NewProvider(sandbox.New(sandbox.Config{Secret: secret}))
	body := []byte(`{"id":"evt_1","kind":"payment.paid","ref":"sbx_1","reference":"r"}`)
	f.Add(sandbox.Sign([]byte(secret), body, now), body)
	f.Add("t=,v1=", []byte("{}"))
	f.Add("t=99999999999999999999,v1=00", []byte(nil))
	f.Fuzz(func(t *testing.T, signature string, body []byte) {
		header := http.Header{}
		header.Set(sandbox.SignatureHeader, signature)
		event, err := provider.ParseEvent(header, body, now)
		if err != nil && (apperr.CodeOf(err) != "webhook_refused" || event != (payments.Event{})) {
			t.Errorf("%+v, %v", event, err)
		}
		if err == nil && sandbox.Verify([]byte("another secret"), body, signature, sandbox.Window{Now: now, Tolerance: payments.EventAge}) {
			t.Errorf("%q passes with any secret", signature)
		}
	})
}
