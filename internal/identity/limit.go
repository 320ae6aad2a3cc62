package identity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// Try is something that may be done only so often: what, by or to whom, and how many times in a fixed window.
type Try struct {
	Kind    string // "login", "code"
	Subject string // an address, phone or account; where empty the try is not counted
	Hits    int
	Per     time.Duration
}

// bucket hides the subject, since counters outlive the erasure of a person.
func (t Try) bucket() string {
	sum := sha256.Sum256([]byte(t.Subject))
	return t.Kind + ":" + hex.EncodeToString(sum[:12])
}

// Limiter counts tries in the database, so that the count holds over all processes and over a restart.
type Limiter struct{ db *sqlx.DB }

// NewLimiter makes a Limiter.
func NewLimiter(db *sqlx.DB) *Limiter { return &Limiter{db: db} }

// Allow counts these tries and refuses with RateLimited when one of them is over its limit. It has a transaction of its own: a try that
// is refused, or whose caller rolls back, stays counted.
func (l *Limiter) Allow(ctx context.Context, tries ...Try) error {
	tries = counted(tries)
	if len(tries) == 0 {
		return nil
	}
	var counts []count
	err := postgres.Transact(ctx, l.db, func(tx *sqlx.Tx) (err error) {
		counts, err = countTries(ctx, tx, tries)
		return err
	})
	if err != nil {
		return fmt.Errorf("count tries: %w", err)
	}
	for _, c := range counts {
		i := slices.IndexFunc(tries, func(t Try) bool { return t.bucket() == c.Bucket })
		if c.Hits > tries[i].Hits {
			return apperr.New(apperr.RateLimited, "rate_limited").After(c.Start.Add(tries[i].Per).Sub(c.Now).Round(time.Second) + time.Second)
		}
	}
	return nil
}

// Forgive takes counted tries back: a person who gets in has not been guessing.
func (l *Limiter) Forgive(ctx context.Context, tries ...Try) error {
	tries = counted(tries)
	if len(tries) == 0 {
		return nil
	}
	err := postgres.Transact(ctx, l.db, func(tx *sqlx.Tx) error { return uncountTries(ctx, tx, tries) })
	if err != nil {
		return fmt.Errorf("forgive tries: %w", err)
	}
	return nil
}

// counted drops tries without a subject and sorts the rest, so that two callers lock rows in one order.
func counted(tries []Try) []Try {
	out := slices.DeleteFunc(slices.Clone(tries), func(t Try) bool { return t.Subject == "" })
	slices.SortFunc(out, func(a, b Try) int { return strings.Compare(a.bucket(), b.bucket()) })
	return out
}
