package idempotency

import (
	"bytes"
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// Claim is the right to answer a key. It is used by one goroutine.
type Claim struct {
	db       *sqlx.DB
	req      Request
	subject  string    // as found when the claim was made
	recorded string    // as recorded by this claim or found
	token    time.Time // locked_until as this claim wrote it: a later claim's differs
	held     bool
	finished bool
	answer   *Response
}

// Subject is what an earlier holder recorded that it made, such as an order's number; empty for a first claim.
func (c *Claim) Subject() string { return c.subject }

// RecordTx notes in the transaction that makes it what a request made, where the answer is known only later. If the holder dies in
// between, the next one finds it in Subject; from now on whoever is the first to finish it gives the answer of all. Error: Conflict idempotency_claim_lost, and the transaction must be rolled back.
func (c *Claim) RecordTx(ctx context.Context, tx *sqlx.Tx, subject string) error {
	if err := updateSubject(ctx, tx, c, subject); err != nil {
		return err
	}
	c.recorded = subject
	return nil
}

// FinishTx stores the answer in the transaction that makes the subject, so that neither exists without the other. An empty subject
// keeps the recorded one.
// Error: Conflict idempotency_claim_lost, and the transaction must be rolled back.
func (c *Claim) FinishTx(ctx context.Context, tx *sqlx.Tx, subject string, answer Response) error {
	if err := updateAnswer(ctx, tx, c, subject, answer); err != nil {
		return err
	}
	c.finished = true
	return nil
}

func (c *Claim) finish(ctx context.Context, answer Response) error {
	return postgres.Transact(ctx, c.db, func(tx *sqlx.Tx) error {
		return c.FinishTx(ctx, tx, "", answer)
	})
}

// free gives the key back after a failed run, and waits for a commit of it that is still under way. It works although the caller has
// gone; where the database has gone too, the lease ends the claim.
func (c *Claim) free(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), freeTimeout)
	defer cancel()
	return postgres.Transact(ctx, c.db, func(tx *sqlx.Tx) error { return freeKey(ctx, tx, c) })
}

// recover finds out whether a transaction whose outcome is unknown took effect: then its answer is there.
func (c *Claim) recover(ctx context.Context, cause error) (Response, bool, error) {
	if c.free(ctx) != nil { // the database is still away
		return Response{}, false, cause
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), freeTimeout)
	defer cancel()
	row, err := selectKey(ctx, c.db, c.req)
	if err != nil || row.Status == nil {
		return Response{}, false, cause
	}
	return row.response(), false, nil
}

// claimKey tries once: it takes a free key, takes over one whose lease is over, or returns the answer, or neither.
func claimKey(ctx context.Context, db *sqlx.DB, req Request) (*Claim, error) {
	claim := &Claim{db: db, req: req}
	row, err := selectKey(ctx, db, req)
	switch {
	case postgres.IsNoRows(err):
		return claim, claim.take(ctx, insertKey)
	case err != nil:
		return nil, err
	case !bytes.Equal(row.Hash, req.Hash[:]):
		return nil, apperr.New(apperr.Invalid, "idempotency_key_reused")
	case row.Status != nil:
		answer := row.response()
		claim.answer = &answer
	case row.Lapsed:
		return claim, claim.take(ctx, takeOverKey)
	}
	return claim, nil
}

// take runs a statement that makes the key ours, unless another was quicker.
func (c *Claim) take(ctx context.Context, statement func(context.Context, *sqlx.Tx, Request) (taken, error)) error {
	return postgres.Transact(ctx, c.db, func(tx *sqlx.Tx) error {
		c.held = false
		row, err := statement(ctx, tx, c.req)
		if postgres.IsNoRows(err) {
			return nil
		}
		if err != nil {
			return err
		}
		c.held, c.token, c.subject, c.recorded = true, row.LockedUntil, row.Subject, row.Subject
		return nil
	})
}
