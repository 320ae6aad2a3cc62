// Package stripe takes payments on Stripe's hosted page (Checkout Session), so that no card number touches us. Only this package
// knows stripe-go, whose version 76 is pinned to Stripe's API of 2023-10-16: the webhook endpoint must be created with that version.
package stripe

import (
	"errors"
	"net/http"
	"strings"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/checkout/session"
	"github.com/stripe/stripe-go/v76/refund"

	"lapak/internal/money"
	"lapak/internal/payments"
)

// Method names the provider.
const Method = "stripe"

// Config says whose account it is.
type Config struct {
	SecretKey     string // "sk_live_…" or "sk_test_…"
	WebhookSecret string // "whsec_…"
	APIBase       string // empty means Stripe itself
}

// Provider speaks to Stripe.
type Provider struct {
	sessions session.Client
	refunds  refund.Client
	secret   string
	live     bool
}

// New makes the provider.
func New(cfg Config) *Provider {
	backend := stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		HTTPClient:        &http.Client{Timeout: payments.CallTimeout},
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull}, // what matters is in the errors that we log
		MaxNetworkRetries: stripe.Int64(0),                                // our callers try again, under the same key
		EnableTelemetry:   stripe.Bool(false),
		URL:               base(cfg.APIBase),
	})
	return &Provider{
		sessions: session.Client{B: backend, Key: cfg.SecretKey}, refunds: refund.Client{B: backend, Key: cfg.SecretKey},
		secret: cfg.WebhookSecret, live: !strings.HasPrefix(cfg.SecretKey, "sk_test_") && !strings.HasPrefix(cfg.SecretKey, "rk_test_"),
	}
}

func base(url string) *string {
	if url == "" {
		url = stripe.APIURL
	}
	return stripe.String(url)
}

// Method names it.
func (p *Provider) Method() string { return Method }

// IsLive says whether the key is not one for tests.
func (p *Provider) IsLive() bool { return p.live }

// centsPerRupiah: Stripe counts rupiah with two decimals, which do not circulate and which we do not have.
const centsPerRupiah = 100

// toWire converts our amount to Stripe's: Rp 10.000 is 1000000 there. Other currencies are the same on both sides.
func toWire(amount int64, currency string) int64 {
	if currency == money.IDR {
		return amount * centsPerRupiah
	}
	return amount
}

// fromWire converts Stripe's amount to ours. One that is no whole rupiah is none of ours: -1, which equals no amount.
func fromWire(amount int64, currency string) int64 {
	if currency != money.IDR {
		return amount
	}
	if amount%centsPerRupiah != 0 {
		return -1
	}
	return amount / centsPerRupiah
}

// translate sorts Stripe's errors: it refused what was asked, or we know nothing (busy, broken, a wrong key, a cut wire).
func translate(err error) error {
	var answer *stripe.Error
	if errors.As(err, &answer) {
		switch answer.HTTPStatusCode {
		case http.StatusBadRequest, http.StatusPaymentRequired, http.StatusNotFound:
			return payments.ErrRefused(err)
		}
	}
	if err != nil {
		return payments.ErrSilent(err)
	}
	return nil
}

// isRefused says whether Stripe answered that it will not do what was asked.
func isRefused(err error) bool {
	var answer *stripe.Error
	return errors.As(err, &answer) && answer.HTTPStatusCode == http.StatusBadRequest
}
