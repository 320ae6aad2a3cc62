package sandbox_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/jobs"
	"lapak/internal/payments"
	"lapak/internal/payments/paymentstest"
	"lapak/internal/payments/sandbox"
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
	queue, err := jobs.NewQueue()
	if err != nil {
		t.Fatal(err)
	}
	return sandbox.New(sandbox.Config{DB: db, Queue: queue, BaseURL: baseURL, Secret: "secret"})
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
	var provider *sandbox.Provider
	var got []payments.Event
	answers := []int{http.StatusInternalServerError, http.StatusFound, http.StatusNoContent}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/webhooks/sandbox" || r.Method != http.MethodPost {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
		event, err := provider.ParseEvent(r.Header, body, time.Now())
		if err != nil {
			t.Error(err)
		}
		got = append(got, event)
		w.WriteHeader(answers[len(got)-1])
	}))
	t.Cleanup(server.Close)
	db := pgtest.New(t)
	service := newService(t, db, server.URL)
	provider = sandbox.NewProvider(service)
	session := open(t, service, time.Time{})
	if _, err := service.Pay(t.Context(), session.Ref); err != nil {
		t.Fatal(err)
	}
	var job sandbox.Deliver
	if err := db.GetContext(t.Context(), &job.EventID, `SELECT args->>'event_id' FROM river_job WHERE kind = $1 AND queue = 'payments'`, job.Kind()); err != nil {
		t.Fatal(err)
	}
	for i, answer := range answers {
		err := service.Deliver(t.Context(), job)
		if accepted := answer == http.StatusNoContent; (err == nil) != accepted {
			t.Errorf("answered %d: %v", answer, err)
		}
		if got[i].Ref != session.Ref || got[i].Reference != session.Reference || got[i].ID != got[0].ID {
			t.Errorf("event %d: %+v", i, got[i])
		}
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
