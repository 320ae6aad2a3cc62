// Package identity knows who somebody is: accounts, sign-in by password or by a code to the phone, sessions, roles, API tokens,
// consent and erasure.
package identity

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/jobs"
	"lapak/internal/notify"
	"lapak/internal/postgres"
)

// Service is the one way to accounts and what belongs to them.
type Service struct {
	db       *sqlx.DB
	queue    *jobs.Queue
	messages *notify.Service
	limiter  *Limiter
	hasher   *hasher
	baseURL  string
}

// New makes a Service. baseURL is where people reach the site ("https://lapak.example"); links in messages start with it.
func New(db *sqlx.DB, queue *jobs.Queue, messages *notify.Service, baseURL string) *Service {
	return &Service{
		db: db, queue: queue, messages: messages, limiter: NewLimiter(db), hasher: newHasher(), baseURL: strings.TrimRight(baseURL, "/"),
	}
}

// Sweep is the periodic job that removes what has expired.
type Sweep struct{}

// Kind names the job.
func (Sweep) Kind() string { return "identity.sweep" }

// RegisterWorkers has expired sessions, codes, links and counters removed every hour.
func RegisterWorkers(w *jobs.Workers, s *Service) {
	jobs.Handle(w, s.Sweep)
	w.Every(time.Hour, Sweep{})
}

// Sweep removes sessions, codes, links and counters of tries that have expired.
func (s *Service) Sweep(ctx context.Context, _ Sweep) error {
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return deleteExpired(ctx, tx) })
	if err != nil {
		return fmt.Errorf("remove what has expired: %w", err)
	}
	return nil
}

// accountOf names the account that an actor acts for.
func accountOf(actor Actor) (uuid.UUID, error) {
	if actor.AccountID == uuid.Nil {
		return uuid.Nil, apperr.New(apperr.Unauthenticated, "unauthenticated")
	}
	return actor.AccountID, nil
}

// mayAdminister is nil for an administrator and for the platform itself.
func mayAdminister(actor Actor) error {
	switch {
	case actor.IsSystem() || actor.Has(RoleAdmin):
		return nil
	case actor.IsAnonymous():
		return apperr.New(apperr.Unauthenticated, "unauthenticated")
	}
	return apperr.New(apperr.Forbidden, "forbidden")
}
