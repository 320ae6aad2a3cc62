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
	subject  string    // of an earlier run that this one goes on from
	recorded string    // as recorded by this run or found
	token    time.Time // locked_until as this run wrote it: a later one's differs
	begun    bool      // a transaction has met the key
	finished bool
}

// Subject is what an earlier run made, such as an order's id, where it could not give its answer; empty for a first run.
func (c *Claim) Subject() string { return c.subject }

// HoldTx keeps others with the key away until tx ends. It is the first statement of the transaction that makes something.
// Error: Conflict idempotency_in_progress where another is at it or was; Do then waits for its answer.
func (c *Claim) HoldTx(ctx context.Context, tx *sqlx.Tx) error {
	c.begun = true
	isFree, err := holdKey(ctx, tx, c.req)
	if err == nil && !isFree {
		return errBusy()
	}
	return err
}

// RecordTx stores in the transaction that makes it what a request made, where the answer is known only later. If the process dies in
// between, the next run finds it in Subject; whoever is the first to finish it gives the answer of all.
// Error: Conflict idempotency_in_progress, and the transaction must be rolled back.
func (c *Claim) RecordTx(ctx context.Context, tx *sqlx.Tx, subject string) error {
	lockedUntil, err := insertKey(ctx, tx, c.req, subject)
	if postgres.IsNoRows(err) {
		return errBusy()
	}
	if err != nil {
		return err
	}
	c.recorded, c.token = subject, lockedUntil
	return nil
}

// FinishTx stores the answer in the transaction that makes the subject, so that neither exists without the other. An empty subject
// keeps the recorded one. Error: Conflict idempotency_in_progress, and the transaction must be rolled back.
func (c *Claim) FinishTx(ctx context.Context, tx *sqlx.Tx, subject string, answer Response) error {
	c.begun = true
	if err := saveAnswer(ctx, tx, c, subject, answer); err != nil {
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

// settle finds out what became of the key of a run that ended with cause: it may be another's, or the run's own commit took effect
// although its reply was lost. Once the run has begun, it works although the caller has gone.
func (c *Claim) settle(ctx context.Context, run Run, cause error) (answer Response, replayed bool, err error) {
	lasting := ctx
	if c.begun {
		var cancel context.CancelFunc
		lasting, cancel = context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
		defer cancel()
	}
	row, err := selectKey(lasting, c.db, c.req)
	switch {
	case err != nil: // nothing is stored, or the database is away
		return Response{}, false, cause
	case !bytes.Equal(row.Hash, c.req.Hash[:]):
		return Response{}, false, apperr.New(apperr.Invalid, "idempotency_key_reused")
	case row.Status != nil:
		return row.response(), apperr.KindOf(cause) != apperr.Unavailable, nil
	case row.Subject == c.recorded: // ours, and the next run may go on from it at once
		_ = postgres.Transact(lasting, c.db, func(tx *sqlx.Tx) error { return endLease(lasting, tx, c) })
		return Response{}, false, cause
	case row.Lapsed && ctx.Err() == nil:
		if err := c.takeOver(ctx); err != nil {
			return Response{}, false, err
		}
		return c.run(ctx, run)
	}
	return Response{}, false, errBusy()
}

// takeOver makes a key ours whose holder is gone.
func (c *Claim) takeOver(ctx context.Context) error {
	return postgres.Transact(ctx, c.db, func(tx *sqlx.Tx) error {
		row, err := takeOverKey(ctx, tx, c.req)
		if postgres.IsNoRows(err) {
			return errBusy()
		}
		if err != nil {
			return err
		}
		c.subject, c.recorded, c.token = row.Subject, row.Subject, row.LockedUntil
		return nil
	})
}

// errBusy says that another request with the key is at work, or has been.
func errBusy() error { return apperr.New(apperr.Conflict, codeBusy) }
