// Package idempotency makes a request that is sent again answer as it did the first time. A key is stored by the very transaction that
// makes what its request asks, so neither exists without the other. Meanwhile others with the key wait for the answer, without a
// database connection. What ends a run:
//
//   - an answer: stored, and given to every later request with the key for 48 hours;
//   - an error or a crash before the commit: nothing is stored and the key is free, so that the same request may succeed later (stock
//     came back, the shop reopened);
//   - a crash between the commit and an answer that is known only later: after RecordedLease the next request goes on from the subject
//     that was recorded, and comes to the same answer.
//
// The lease decides only how soon a retry goes on, never how often something is made.
package idempotency

import (
	"context"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
)

const (
	// RecordedLease is how long a claim holds where what it made is recorded and only the answer is missing.
	RecordedLease = 2 * time.Second
	// Retention is how long an answer is kept.
	Retention = 48 * time.Hour
	// waitLimit is how long a request waits for another's answer.
	waitLimit     = 30 * time.Second
	settleTimeout = 3 * time.Second
	firstPause    = 5 * time.Millisecond
)

// Request names one request of one caller.
type Request struct {
	Scope string // who: an account, a cart or an API token
	Key   string // the caller's Idempotency-Key: 1 to 200 visible ASCII characters
	Hash  [sha256.Size]byte
}

// Hash is the fingerprint of what a request asks: its route and its body as sent.
func Hash(route string, body []byte) [sha256.Size]byte {
	return sha256.Sum256(append([]byte(route+"\n"), body...))
}

// Response is what the caller gets, and gets again.
type Response struct {
	Status int    `db:"status"` // HTTP
	Body   string `db:"body"`
}

// Run does the work of a request. Its transaction begins with claim.HoldTx and ends with claim.FinishTx, or with claim.RecordTx where the
// answer is known only later; that is the one which it returns. A run that finds the key taken is started again once it may be free.
type Run func(ctx context.Context, claim *Claim) (Response, error)

// Do makes a request once for its key and returns its answer, which is replayed where it was another's. Errors: those of run, with the
// key free again; Invalid idempotency_key_invalid and idempotency_key_reused (the key came with another request before); Conflict
// idempotency_in_progress where another's run takes longer than 30 s or than ctx.
func Do(ctx context.Context, db *sqlx.DB, req Request, run Run) (answer Response, replayed bool, err error) {
	if !isKey(req.Key) {
		return Response{}, false, apperr.New(apperr.Invalid, "idempotency_key_invalid")
	}
	limit := time.NewTimer(waitLimit)
	defer limit.Stop()
	for pause := firstPause; ; pause = min(2*pause, 200*time.Millisecond) {
		claim := &Claim{db: db, req: req}
		answer, replayed, err = claim.run(ctx, run)
		if waited := pause > firstPause; apperr.CodeOf(err) != codeBusy && (!waited || ctx.Err() == nil) {
			return answer, replayed, err
		}
		select {
		case <-ctx.Done():
			return Response{}, false, stillRunning(ctx.Err())
		case <-limit.C:
			return Response{}, false, stillRunning(context.DeadlineExceeded)
		case <-time.After(pause/2 + rand.N(pause)): //nolint:gosec // jitter, not a secret
		}
	}
}

func (c *Claim) run(ctx context.Context, run Run) (answer Response, replayed bool, err error) {
	answer, err = run(ctx, c)
	if err == nil && !c.finished {
		err = c.finish(ctx, answer)
	}
	if err != nil {
		return c.settle(ctx, run, err)
	}
	return answer, false, nil
}

// stillRunning is the answer of a request that has waited for another as long as it may.
func stillRunning(why error) error {
	if errors.Is(why, context.DeadlineExceeded) {
		return apperr.New(apperr.Conflict, "idempotency_in_progress").After(time.Second)
	}
	return why
}

func isKey(key string) bool {
	for _, c := range []byte(key) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return len(key) >= 1 && len(key) <= 200
}

// Sweep deletes the keys that are older than Retention at asOf and returns how many they were.
func Sweep(ctx context.Context, db *sqlx.DB, asOf time.Time) (int64, error) {
	return deleteOlder(ctx, db, asOf.Add(-Retention))
}
