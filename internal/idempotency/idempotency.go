// Package idempotency makes a request that is sent again answer as it did the first time. The first request claims its key; others
// with the same key wait for its answer, without a database connection. What ends a claim:
//
//   - an answer: stored, and given to every later request with the key for 48 hours;
//   - an error: nothing is stored and the key is free, so that the same request may succeed later (stock came back, the shop reopened);
//   - a crash: after Lease the next request takes the claim over. One that recorded its subject is taken over after RecordedLease, since
//     whoever goes on from the subject comes to the same answer.
//
// A claim whose holder lost it cannot record or finish, so a transaction that ends in RecordTx or FinishTx commits once, however slow
// its holder is: the leases decide only how soon a retry goes on, never how often something is made.
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
	// Lease is how long a claim holds before its transaction has committed, which usually takes some milliseconds.
	Lease = 10 * time.Second
	// RecordedLease is how long a claim holds where what it made is recorded and only the answer is missing.
	RecordedLease = 2 * time.Second
	// Retention is how long an answer is kept.
	Retention = 48 * time.Hour
	// waitLimit is how long a request waits for another's answer.
	waitLimit   = 30 * time.Second
	freeTimeout = 3 * time.Second
	firstPause  = 5 * time.Millisecond
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

// Run does the work of a request. It either ends its own transaction with claim.FinishTx, or returns the answer to be stored after
// it; in the second case what it writes must have natural unique keys, since it runs again if its process dies before the answer is stored.
type Run func(ctx context.Context, claim *Claim) (Response, error)

// Do runs a request once for its key and returns its answer, which is replayed where the run was another's. A run that took longer than
// its lease, so that another took the key over, gets the other's answer. Errors: those of run, with the key free again; Invalid
// idempotency_key_invalid and idempotency_key_reused (the key came with another request before); Conflict idempotency_in_progress where
// another's run takes longer than 30 s or than ctx.
func Do(ctx context.Context, db *sqlx.DB, req Request, run Run) (answer Response, replayed bool, err error) {
	for {
		answer, replayed, err = try(ctx, db, req, run)
		if apperr.CodeOf(err) != codeLost || ctx.Err() != nil {
			return answer, replayed, err
		}
	}
}

func try(ctx context.Context, db *sqlx.DB, req Request, run Run) (answer Response, replayed bool, err error) {
	claim, answer, err := begin(ctx, db, req)
	if err != nil || claim == nil {
		return answer, err == nil, err
	}
	ended := false
	defer func() {
		if !ended { // also after a panic, so that the key does not stay locked
			_ = claim.free(ctx) // where the database is away, the lease ends
		}
	}()
	answer, err = run(ctx, claim)
	if err == nil && !claim.finished {
		err = claim.finish(ctx, answer)
	}
	if err != nil && apperr.KindOf(err) == apperr.Unavailable {
		ended = true
		return claim.recover(ctx, err)
	}
	ended = err == nil
	return answer, false, err
}

// begin claims a key, or returns the answer that it has.
func begin(ctx context.Context, db *sqlx.DB, req Request) (*Claim, Response, error) {
	if !isKey(req.Key) {
		return nil, Response{}, apperr.New(apperr.Invalid, "idempotency_key_invalid")
	}
	limit := time.NewTimer(waitLimit)
	defer limit.Stop()
	for pause := firstPause; ; pause = min(2*pause, 200*time.Millisecond) {
		claim, err := claimKey(ctx, db, req)
		if waited := pause > firstPause; err != nil && (!waited || ctx.Err() == nil) {
			return nil, Response{}, err
		}
		if err == nil && claim.held {
			return claim, Response{}, nil
		}
		if err == nil && claim.answer != nil {
			return nil, *claim.answer, nil
		}
		select {
		case <-ctx.Done():
			return nil, Response{}, stillRunning(ctx.Err())
		case <-limit.C:
			return nil, Response{}, stillRunning(context.DeadlineExceeded)
		case <-time.After(pause/2 + rand.N(pause)): //nolint:gosec // jitter, not a secret
		}
	}
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
