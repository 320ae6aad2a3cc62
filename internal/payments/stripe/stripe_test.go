package stripe_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	stripego "github.com/stripe/stripe-go/v76"

	"lapak/internal/apperr"
	"lapak/internal/payments"
	"lapak/internal/payments/paymentstest"
	"lapak/internal/payments/stripe"
	"lapak/internal/payments/stripe/stripefake"
)

const secret = "whsec_test"

func newFake(t *testing.T) (*stripe.Provider, *stripefake.Server) {
	t.Helper()
	fake := stripefake.New(secret)
	t.Cleanup(fake.Close)
	return stripe.New(stripe.Config{SecretKey: "sk_test_1", WebhookSecret: secret, APIBase: fake.URL}), fake
}

func TestStripeKeepsThePromisesOfThePort(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, func(t *testing.T) (paymentstest.Provider, paymentstest.Company) { return newFake(t) })
}

func start(t *testing.T, provider *stripe.Provider, p payments.Payment) payments.Payment {
	t.Helper()
	started, err := provider.Start(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.ProviderRef = started.Ref
	return p
}

func TestRupiahGoOverTheWireWithTwoDecimals(t *testing.T) {
	t.Parallel()
	provider, fake := newFake(t)
	p := paymentstest.NewPayment(provider)
	p.Amount = 10_000
	p = start(t, provider, p)
	if err := fake.Pay(p.ProviderRef); err != nil {
		t.Fatal(err)
	}
	refund := payments.Refund{ID: uuid.New(), Amount: 2_500, Currency: "IDR", PaymentRef: p.ProviderRef}
	if _, err := provider.Refund(t.Context(), refund); err != nil {
		t.Fatal(err)
	}
	dollars := paymentstest.NewPayment(provider)
	dollars.Amount, dollars.Currency = 1_250, "USD"
	start(t, provider, dollars)
	var got []string
	for _, r := range fake.Requests() {
		if r.Method == http.MethodPost {
			got = append(got, r.Form.Get("line_items[0][price_data][currency]")+r.Form.Get("line_items[0][price_data][unit_amount]")+r.Form.Get("amount"))
		}
	}
	if diff := cmp.Diff([]string{"idr1000000", "250000", "usd1250"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheRequestSaysWhatThePageNeeds(t *testing.T) {
	t.Parallel()
	provider, fake := newFake(t)
	p := paymentstest.NewPayment(provider)
	start(t, provider, p)
	id := p.ID.String()
	want := map[string]string{
		"mode": "payment", "client_reference_id": id, "metadata[payment_id]": id, "payment_intent_data[metadata][payment_id]": id,
		"locale": "id", "success_url": p.ReturnURL, "cancel_url": p.ReturnURL, "line_items[0][quantity]": "1",
		"line_items[0][price_data][currency]": "idr", "line_items[0][price_data][unit_amount]": "5200000",
		"line_items[0][price_data][product_data][name]": "Pesanan BWI-7K3M",
	}
	r := fake.Requests()[0]
	for name, value := range want {
		if r.Form.Get(name) != value {
			t.Errorf("%s is %q, want %q", name, r.Form.Get(name), value)
		}
	}
	if r.Key != id || r.Version != "2023-10-16" || r.Form.Get("expires_at") == "" || len(r.Form) != len(want)+1 {
		t.Errorf("%+v", r)
	}
}

func TestStripesAnswerDecidesWhetherToTryAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		fault stripefake.Fault
		want  string
	}{
		{"too many requests", stripefake.Fault{Status: 429}, "payment_provider_silent"},
		{"broken", stripefake.Fault{Status: 500}, "payment_provider_silent"},
		{"a wrong key", stripefake.Fault{Status: 401}, "payment_provider_silent"},
		{"the answer is lost", stripefake.Fault{Lose: true}, "payment_provider_silent"},
		{"refused", stripefake.Fault{Status: 400}, "payment_refused"},
	} {
		provider, fake := newFake(t)
		p := paymentstest.NewPayment(provider)
		fake.Script(tt.fault)
		if _, err := provider.Start(t.Context(), p); apperr.CodeOf(err) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
		start(t, provider, p)
		if sessions, _ := fake.Counts(); sessions != 1 {
			t.Errorf("%s: %d sessions", tt.name, sessions)
		}
	}
}

func TestARefundIsNotRepeatedEvenWhenItsKeyIsForgotten(t *testing.T) {
	t.Parallel()
	provider, fake := newFake(t)
	p := start(t, provider, paymentstest.NewPayment(provider))
	if err := fake.Pay(p.ProviderRef); err != nil {
		t.Fatal(err)
	}
	refund := payments.Refund{ID: uuid.New(), Amount: 20_000, Currency: "IDR", PaymentRef: p.ProviderRef}
	lose := stripefake.Fault{Lose: true}                            // twice, since net/http repeats a request that has an idempotency key
	fake.Script(stripefake.Fault{}, stripefake.Fault{}, lose, lose) // after the session and the list
	if _, err := provider.Refund(t.Context(), refund); apperr.CodeOf(err) != "payment_provider_silent" {
		t.Errorf("%v", err)
	}
	fake.ForgetKeys()
	truth, err := provider.Refund(t.Context(), refund)
	if _, refunds := fake.Counts(); err != nil || truth.State != payments.RefundSucceeded || refunds != 1 {
		t.Errorf("%+v, %v; %d refunds", truth, err, refunds)
	}
}

func TestASlowPaymentIsPendingUntilItSettles(t *testing.T) {
	t.Parallel()
	provider, fake := newFake(t)
	p := start(t, provider, paymentstest.NewPayment(provider))
	if err := fake.PaySlowly(p.ProviderRef); err != nil {
		t.Fatal(err)
	}
	if truth, err := provider.Expire(t.Context(), p); err != nil || truth.State != payments.Pending {
		t.Errorf("it does not expire: %+v, %v", truth, err)
	}
	if err := fake.Settle(p.ProviderRef); err != nil {
		t.Fatal(err)
	}
	if truth, err := provider.Find(t.Context(), p); err != nil || truth.State != payments.Succeeded {
		t.Errorf("%+v, %v", truth, err)
	}
}

func TestATruthThatDiffersFromOurRowShows(t *testing.T) {
	t.Parallel()
	provider, fake := newFake(t)
	for name, value := range map[string]any{
		"amount_total": 5_200_001, "currency": "usd", "client_reference_id": uuid.NewString(), "livemode": true,
	} {
		p := start(t, provider, paymentstest.NewPayment(provider))
		right, err := provider.Find(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		fake.Change(p.ProviderRef, name, value)
		changed, err := provider.Find(t.Context(), p)
		if err != nil || changed == right || name == "amount_total" && changed.Amount == p.Amount {
			t.Errorf("%s: %+v, %v", name, changed, err)
		}
	}
}

func eventBody(change func(body string) string) []byte {
	body := `{"id":"evt_1","object":"event","api_version":"` + stripego.APIVersion + `","created":1700000000,"livemode":false,` +
		`"type":"checkout.session.completed","data":{"object":{"id":"cs_1","client_reference_id":"ref"}}}`
	return []byte(change(body))
}

func TestOnlyFreshEventsOfOurAccountPass(t *testing.T) {
	t.Parallel()
	provider, _ := newFake(t)
	same := func(body string) string { return body }
	replace := func(old, by string) func(string) string {
		return func(body string) string { return strings.Replace(body, old, by, 1) }
	}
	now := time.Now()
	good := payments.Event{ID: "evt_1", Kind: "checkout.session.completed", Object: payments.ObjectPayment, Ref: "cs_1", Reference: "ref"}
	for _, tt := range []struct {
		name   string
		change func(string) string
		secret string
		at     time.Time
		want   payments.Event
	}{
		{"as Stripe sends it", same, secret, now, good},
		{"a little early", same, secret, now.Add(4 * time.Minute), good},
		{"a little late", same, secret, now.Add(-4 * time.Minute), good},
		{"an unknown type", replace("checkout.session.completed", "customer.created"), secret, now, payments.Event{ID: "evt_1", Kind: "customer.created"}},
		{"old", same, secret, now.Add(-6 * time.Minute), payments.Event{}},
		{"future", same, secret, now.Add(6 * time.Minute), payments.Event{}},
		{"another secret", same, "whsec_other", now, payments.Event{}},
		{"an empty secret", same, "", now, payments.Event{}},
		{"another API version", replace(stripego.APIVersion, "2024-04-10"), secret, now, payments.Event{}},
		{"another account", replace(`"livemode"`, `"account":"acct_1","livemode"`), secret, now, payments.Event{}},
		{"the other mode", replace(`"livemode":false`, `"livemode":true`), secret, now, payments.Event{}},
		{"no object", replace(`{"id":"cs_1","client_reference_id":"ref"}`, `{}`), secret, now, payments.Event{}},
		{"no data", replace(`,"data":{"object":{"id":"cs_1","client_reference_id":"ref"}}`, ``), secret, now, payments.Event{}},
		{"no id", replace("evt_1", ""), secret, now, payments.Event{}},
		{"no JSON", func(string) string { return "paid" }, secret, now, payments.Event{}},
	} {
		d := stripefake.Sign(eventBody(tt.change), tt.secret, tt.at)
		got, err := provider.ParseEvent(d.Header, d.Body, now)
		if got != tt.want || (err == nil) != (tt.want != payments.Event{}) || err != nil && apperr.CodeOf(err) != "webhook_refused" {
			t.Errorf("%s: %+v, %v", tt.name, got, err)
		}
	}
	d := stripefake.Sign(eventBody(same), "", now)
	if _, err := stripe.New(stripe.Config{SecretKey: "sk_test_1"}).ParseEvent(d.Header, d.Body, now); err == nil {
		t.Error("without a secret, an event signed with the empty one passes")
	}
}

func TestTheKeySaysWhetherMoneyIsReal(t *testing.T) {
	t.Parallel()
	for key, live := range map[string]bool{"sk_test_1": false, "rk_test_1": false, "sk_live_1": true, "rk_live_1": true} {
		if got := stripe.New(stripe.Config{SecretKey: key}).IsLive(); got != live {
			t.Errorf("%s: %v", key, got)
		}
	}
}

func FuzzParseEvent(f *testing.F) {
	provider := stripe.New(stripe.Config{SecretKey: "sk_test_1", WebhookSecret: secret})
	now := time.Unix(1_800_000_000, 0)
	body := eventBody(func(body string) string { return body })
	signed := stripefake.Sign(body, secret, now)
	f.Add(signed.Header.Get(stripe.SignatureHeader), body, false)
	f.Add("t=1,t=2,v1=00,v1=", []byte(`{"data":null}`), true)
	f.Add("", []byte(nil), true)
	f.Fuzz(func(t *testing.T, signature string, body []byte, sign bool) {
		header := http.Header{}
		header.Set(stripe.SignatureHeader, signature)
		if sign { // so that what is behind the signature is reached
			header = stripefake.Sign(body, secret, now).Header
		}
		event, err := provider.ParseEvent(header, body, now)
		if err != nil && (apperr.CodeOf(err) != "webhook_refused" || event != (payments.Event{})) {
			t.Errorf("%+v, %v", event, err)
		}
		if err == nil && (event.ID == "" || event.Object != payments.ObjectNone && event.Ref == "") {
			t.Errorf("%+v from %s", event, body)
		}
		if other, err := provider.ParseEvent(header, append(body, ' '), now); err == nil {
			t.Errorf("a changed body passed: %+v", other)
		}
	})
}
