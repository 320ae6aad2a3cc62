// Package sandbox is a payment provider for trying the mall without money. It behaves like a foreign company: it keeps its own
// books, shows its own page where a person pays, and calls our webhook over HTTP with a signature. Service is that company; Provider
// is our side of the port to it. It is wired in lapak demo and in tests only, never in lapak serve.
package sandbox

import (
	"net/http"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
)

// Method names the provider.
const Method = "sandbox"

// sessionLife is how long a session may be paid where the merchant names no end.
const sessionLife = 33 * time.Minute

// SessionState is the state of a session.
type SessionState string

// The states of a session.
const (
	Open    SessionState = "open"
	Paid    SessionState = "paid"
	Failed  SessionState = "failed"
	Expired SessionState = "expired"
)

// Session is a place to pay.
type Session struct {
	Ref       string       `db:"ref"`
	Reference string       `db:"reference"` // the merchant's payment
	Label     string       `db:"label"`     // what the payer reads
	Amount    int64        `db:"amount"`
	Currency  string       `db:"currency"`
	State     SessionState `db:"state"`
	ReturnURL string       `db:"return_url"`
	Language  string       `db:"language"`
	ExpiresAt time.Time    `db:"expires_at"`
	PaidAt    *time.Time   `db:"paid_at"`
}

// Refund is money sent back.
type Refund struct {
	Ref        string `db:"ref"`
	Key        string `db:"key"` // the merchant's idempotency key
	SessionRef string `db:"session_ref"`
	Reference  string `db:"reference"` // the merchant's refund
	Amount     int64  `db:"amount"`
	Currency   string `db:"currency"`
	State      string `db:"state"` // "succeeded" or "failed"
}

// Event is news for the merchant.
type Event struct {
	ID        string `db:"id" json:"id"`
	Kind      string `db:"kind" json:"kind"` // "payment.paid", "payment.failed", "payment.expired", "refund.succeeded", "refund.failed"
	Ref       string `db:"ref" json:"ref"`
	Reference string `db:"reference" json:"reference"`
}

// Config says where the company and its merchant live.
type Config struct {
	DB      *sqlx.DB
	BaseURL string // of our own server, which shows the company's page and takes its webhook
	Secret  string // signs events
}

// Service is the company.
type Service struct {
	db      *sqlx.DB
	news    *jobs.Line[Event]
	baseURL string
	secret  []byte
	client  *http.Client
}

// New makes the company.
func New(cfg Config) *Service {
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:errcheck,forcetypeassert // net/http says that it is one
	transport.MaxIdleConnsPerHost = 16                           // as many events are on their way at once
	return &Service{
		db: cfg.DB, news: jobs.NewLine("sandbox.news", undelivered{cfg.DB}), baseURL: strings.TrimSuffix(cfg.BaseURL, "/"), secret: []byte(cfg.Secret),
		client: &http.Client{Timeout: 10 * time.Second, Transport: transport},
	}
}

// PageURL is where a person pays a session. A program does so by POST to it with /pay, /fail or /expire behind it.
func (s *Service) PageURL(ref string) string { return s.baseURL + "/sandbox/pay/" + ref }

func (s *Service) webhookURL() string { return s.baseURL + "/webhooks/" + Method }
