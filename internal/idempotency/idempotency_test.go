package idempotency_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/idempotency"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

var errSoldOut = apperr.New(apperr.Conflict, "stock_insufficient")

// newDB is a database with a table of things that requests make.
func newDB(t *testing.T) *sqlx.DB {
	t.Helper()
	db := pgtest.New(t)
	change(t, db, `CREATE TABLE made (name text)`)
	return db
}

func change(t *testing.T, db *sqlx.DB, query string, args ...any) {
	t.Helper()
	if err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func request(key, body string) idempotency.Request {
	return idempotency.Request{Scope: "cart:1", Key: key, Hash: idempotency.Hash("POST /orders", []byte(body))}
}

// makeOne makes a thing and stores the answer in one transaction, as placing an order does.
func makeOne(db *sqlx.DB) idempotency.Run { return meanwhile(db, func(context.Context) {}) }

// meanwhile is makeOne that does something else between holding the key and finishing.
func meanwhile(db *sqlx.DB, do func(ctx context.Context)) idempotency.Run {
	return func(ctx context.Context, claim *idempotency.Claim) (idempotency.Response, error) {
		answer := idempotency.Response{Status: 201, Body: `{"number":"A1"}`}
		return answer, postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
			if err := claim.HoldTx(ctx, tx); err != nil {
				return err
			}
			do(ctx)
			if _, err := tx.ExecContext(ctx, `INSERT INTO made VALUES ('A1')`); err != nil {
				return err
			}
			return claim.FinishTx(ctx, tx, "A1", answer)
		})
	}
}

// never is a run that must not get its key.
func never(t *testing.T, db *sqlx.DB) idempotency.Run {
	return func(ctx context.Context, claim *idempotency.Claim) (idempotency.Response, error) {
		return idempotency.Response{}, postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
			err := claim.HoldTx(ctx, tx)
			if err == nil {
				t.Error("ran again")
			}
			return err
		})
	}
}

// record makes a thing whose answer is known only later.
func record(ctx context.Context, db *sqlx.DB, c *idempotency.Claim) error {
	return postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		if err := c.HoldTx(ctx, tx); err != nil {
			return err
		}
		return c.RecordTx(ctx, tx, "A1")
	})
}

func wantMade(t *testing.T, db *sqlx.DB, want int) {
	t.Helper()
	var made int
	if err := db.GetContext(t.Context(), &made, `SELECT count(*) FROM made`); err != nil || made != want {
		t.Errorf("%d things were made, want %d (%v)", made, want, err)
	}
}

func wantKeys(t *testing.T, db *sqlx.DB, want int) {
	t.Helper()
	var keys int
	if err := db.GetContext(t.Context(), &keys, `SELECT count(*) FROM idempotency_keys`); err != nil || keys != want {
		t.Errorf("%d keys are kept, want %d (%v)", keys, want, err)
	}
}

func TestAHundredRequestsWithOneKeyMakeOne(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	var firsts atomic.Int64
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			answer, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), makeOne(db))
			if err != nil || answer.Status != 201 || answer.Body != `{"number":"A1"}` {
				t.Errorf("%+v, %v", answer, err)
			}
			if !replayed {
				firsts.Add(1)
			}
		})
	}
	all.Wait()
	if firsts.Load() != 1 {
		t.Errorf("%d first answers", firsts.Load())
	}
	wantMade(t, db, 1)
}

func TestAnAnswerWithoutItsOwnTransactionIsStoredToo(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	first := idempotency.Response{Status: 202, Body: "kept"}
	answer, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), func(context.Context, *idempotency.Claim) (idempotency.Response, error) {
		return first, nil
	})
	if err != nil || replayed || answer != first {
		t.Fatalf("%+v, %v, %v", answer, replayed, err)
	}
	answer, replayed, err = idempotency.Do(t.Context(), db, request("k", "{}"), never(t, db))
	if err != nil || !replayed || answer != first {
		t.Errorf("%+v, %v, %v", answer, replayed, err)
	}
}

func TestAKeyBelongsToOneRequestOfOneCaller(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	if _, _, err := idempotency.Do(t.Context(), db, request("k", "one"), makeOne(db)); err != nil {
		t.Fatal(err)
	}
	_, _, err := idempotency.Do(t.Context(), db, request("k", "two"), never(t, db))
	if apperr.CodeOf(err) != "idempotency_key_reused" || apperr.KindOf(err) != apperr.Invalid {
		t.Errorf("another body: %v", err)
	}
	wantMade(t, db, 1)
	other := request("k", "two")
	other.Scope = "cart:2"
	if _, replayed, err := idempotency.Do(t.Context(), db, other, makeOne(db)); err != nil || replayed {
		t.Errorf("another caller: %v, %v", replayed, err)
	}
	wantMade(t, db, 2)
}

func TestAnUnusableKeyIsRefused(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	for _, key := range []string{"", " ", "a b", "\x00", "k\n", "kunçi", strings.Repeat("k", 201)} {
		if _, _, err := idempotency.Do(t.Context(), db, request(key, "{}"), never(t, db)); apperr.CodeOf(err) != "idempotency_key_invalid" {
			t.Errorf("%q: %v", key, err)
		}
	}
	wantKeys(t, db, 0)
}

func TestAFailedRunFreesItsKey(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	fail := func(ctx context.Context, c *idempotency.Claim) (idempotency.Response, error) {
		return idempotency.Response{}, postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
			if err := c.FinishTx(ctx, tx, "A1", idempotency.Response{Status: 201}); err != nil {
				return err
			}
			return errSoldOut
		})
	}
	if _, _, err := idempotency.Do(t.Context(), db, request("k", "{}"), fail); !errors.Is(err, errSoldOut) {
		t.Fatal(err)
	}
	wantKeys(t, db, 0)
	if _, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), makeOne(db)); err != nil || replayed {
		t.Errorf("%v, %v", replayed, err)
	}
	wantMade(t, db, 1)
}

func TestAPanicFreesItsKey(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	func() {
		defer func() { _ = recover() }()
		_, _, _ = idempotency.Do(t.Context(), db, request("k", "{}"), func(context.Context, *idempotency.Claim) (idempotency.Response, error) {
			panic("a bug")
		})
	}()
	wantKeys(t, db, 0)
}

func TestACallerThatLeftStillFreesItsKey(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	ctx, leave := context.WithCancel(t.Context())
	_, _, err := idempotency.Do(ctx, db, request("k", "{}"), func(ctx context.Context, _ *idempotency.Claim) (idempotency.Response, error) {
		leave()
		return idempotency.Response{}, ctx.Err()
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	wantKeys(t, db, 0)
}

func TestACommitOfUnknownOutcomeIsFoundByItsKey(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	unknown := apperr.New(apperr.Unavailable, "outcome_unknown")
	answer, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), func(ctx context.Context, c *idempotency.Claim) (idempotency.Response, error) {
		if _, err := makeOne(db)(ctx, c); err != nil {
			return idempotency.Response{}, err
		}
		return idempotency.Response{}, unknown // committed, but the reply was lost
	})
	if err != nil || replayed || answer.Status != 201 {
		t.Errorf("%+v, %v, %v", answer, replayed, err)
	}
	_, _, err = idempotency.Do(t.Context(), db, request("l", "{}"), func(context.Context, *idempotency.Claim) (idempotency.Response, error) {
		return idempotency.Response{}, unknown // and this one was not
	})
	if !errors.Is(err, unknown) {
		t.Error(err)
	}
	wantMade(t, db, 1)
	wantKeys(t, db, 1)
}

func TestWaitingForAnotherEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	_, _, err := idempotency.Do(t.Context(), db, request("k", "{}"), meanwhile(db, func(ctx context.Context) {
		impatient, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		_, _, err := idempotency.Do(impatient, db, request("k", "{}"), never(t, db))
		if apperr.CodeOf(err) != "idempotency_in_progress" || apperr.As(err).RetryAfter <= 0 {
			t.Errorf("got %v", err)
		}
	}))
	if err != nil {
		t.Error(err)
	}
	wantMade(t, db, 1)
}

func TestWaitingTakesNoConnection(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	db.SetMaxOpenConns(2) // one is the holder's
	var waiters sync.WaitGroup
	_, _, err := idempotency.Do(t.Context(), db, request("k", "{}"), meanwhile(db, func(ctx context.Context) {
		for range 10 {
			waiters.Go(func() {
				if _, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), never(t, db)); err != nil || !replayed {
					t.Errorf("%v, %v", replayed, err)
				}
			})
		}
		for range 50 {
			if err := db.PingContext(ctx); err != nil {
				t.Error(err)
			}
		}
	}))
	waiters.Wait()
	if err != nil {
		t.Error(err)
	}
}

func TestOneThatComesSecondGetsTheFirstsAnswer(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	answer, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), func(ctx context.Context, c *idempotency.Claim) (idempotency.Response, error) {
		if _, replayed, err := idempotency.Do(ctx, db, request("k", "{}"), makeOne(db)); err != nil || replayed {
			t.Errorf("%v, %v", replayed, err)
		}
		return makeOne(db)(ctx, c)
	})
	if err != nil || !replayed || answer.Body != `{"number":"A1"}` {
		t.Errorf("it does not get the other's answer: %+v, %v, %v", answer, replayed, err)
	}
	wantMade(t, db, 1)
	if _, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), never(t, db)); err != nil || !replayed {
		t.Errorf("%v, %v", replayed, err)
	}
}

// The lock alone does not decide: one that saw the key free before another stored it cannot store its own.
func TestOneThatSawTheKeyFreeCannotStoreItAfterAnother(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	for name, store := range map[string]func(ctx context.Context, tx *sqlx.Tx, c *idempotency.Claim) error{
		"record": func(ctx context.Context, tx *sqlx.Tx, c *idempotency.Claim) error { return c.RecordTx(ctx, tx, "A2") },
		"finish": func(ctx context.Context, tx *sqlx.Tx, c *idempotency.Claim) error {
			return c.FinishTx(ctx, tx, "A2", idempotency.Response{Status: 201, Body: "A2"})
		},
	} {
		change(t, db, `DELETE FROM made`)
		change(t, db, `DELETE FROM idempotency_keys`)
		answer, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), func(ctx context.Context, late *idempotency.Claim) (idempotency.Response, error) {
			if _, _, err := idempotency.Do(ctx, db, request("k", "{}"), makeOne(db)); err != nil {
				t.Error(err)
			}
			return idempotency.Response{}, postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
				if _, err := tx.ExecContext(ctx, `INSERT INTO made VALUES ('A2')`); err != nil {
					return err
				}
				return store(ctx, tx, late)
			})
		})
		if err != nil || !replayed || answer.Body != `{"number":"A1"}` {
			t.Errorf("%s: %+v, %v, %v", name, answer, replayed, err)
		}
		wantMade(t, db, 1)
	}
}

func TestAFailedRequestIsAnsweredByWhatItsKeyHas(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	if _, _, err := idempotency.Do(t.Context(), db, request("k", "{}"), makeOne(db)); err != nil {
		t.Fatal(err)
	}
	_, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), func(context.Context, *idempotency.Claim) (idempotency.Response, error) {
		return idempotency.Response{}, errSoldOut // the world has changed since
	})
	if err != nil || !replayed {
		t.Errorf("%v, %v", replayed, err)
	}
}

func TestTheNextRequestGoesOnFromTheSubject(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	_, _, err := idempotency.Do(t.Context(), db, request("k", "{}"), func(ctx context.Context, c *idempotency.Claim) (idempotency.Response, error) {
		return idempotency.Response{}, errors.Join(record(ctx, db, c), errSoldOut)
	})
	if !errors.Is(err, errSoldOut) {
		t.Fatal(err)
	}
	for _, wantReplay := range []bool{false, true} {
		answer, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), func(_ context.Context, c *idempotency.Claim) (idempotency.Response, error) {
			return idempotency.Response{Status: 201, Body: c.Subject()}, nil
		})
		if err != nil || replayed != wantReplay || answer.Body != "A1" {
			t.Errorf("%+v, %v, %v", answer, replayed, err)
		}
	}
}

// The slow first run gets the retry's answer.
func TestARecordedSubjectIsGoneOnWithSoon(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	answer, replayed, err := idempotency.Do(t.Context(), db, request("k", "{}"), func(ctx context.Context, slow *idempotency.Claim) (idempotency.Response, error) {
		if err := record(ctx, db, slow); err != nil {
			return idempotency.Response{}, err
		}
		impatient, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		defer cancel()
		if _, _, err := idempotency.Do(impatient, db, request("k", "{}"), never(t, db)); apperr.CodeOf(err) != "idempotency_in_progress" {
			t.Errorf("before the lease was over: %v", err)
		}
		change(t, db, `UPDATE idempotency_keys SET locked_until = locked_until - make_interval(secs => $1)`, idempotency.RecordedLease.Seconds())
		second, replayed, err := idempotency.Do(ctx, db, request("k", "{}"), func(_ context.Context, c *idempotency.Claim) (idempotency.Response, error) {
			return idempotency.Response{Status: 201, Body: c.Subject()}, nil
		})
		if err != nil || replayed || second.Body != "A1" {
			t.Errorf("the retry: %+v, %v, %v", second, replayed, err)
		}
		return idempotency.Response{Status: 201, Body: "A1, but said otherwise"}, nil
	})
	if err != nil || answer.Body != "A1" || !replayed {
		t.Errorf("the first request: %+v, %v, %v", answer, replayed, err)
	}
	wantKeys(t, db, 1)
}

func TestOldKeysAreSwept(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	for _, key := range []string{"old", "new"} {
		if _, _, err := idempotency.Do(t.Context(), db, request(key, "{}"), makeOne(db)); err != nil {
			t.Fatal(err)
		}
	}
	change(t, db, `UPDATE idempotency_keys SET created_at = created_at - interval '1 hour' WHERE key = 'old'`)
	almost := time.Now().Add(idempotency.Retention - 30*time.Minute)
	if n, err := idempotency.Sweep(t.Context(), db, almost); err != nil || n != 1 {
		t.Errorf("swept %d, %v", n, err)
	}
	if _, replayed, err := idempotency.Do(t.Context(), db, request("new", "{}"), never(t, db)); err != nil || !replayed {
		t.Errorf("%v, %v", replayed, err)
	}
}
