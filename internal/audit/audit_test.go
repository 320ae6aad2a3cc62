package audit_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/audit"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

func record(t *testing.T, db *sqlx.DB, entries int) {
	t.Helper()
	for i := range entries {
		err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
			return audit.RecordTx(t.Context(), tx, audit.Entry{
				Actor: "system:test", Action: "role.grant", Subject: fmt.Sprintf("account:%d", i), Data: map[string]any{"role": "finance"},
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func verify(t *testing.T, db *sqlx.DB) int {
	t.Helper()
	var broken int
	err := postgres.Snapshot(t.Context(), db, func(tx *sqlx.Tx) (err error) {
		broken, err = audit.Verify(t.Context(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return broken
}

func TestTamperingShows(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	record(t, db, 5)
	if broken := verify(t, db); broken != 0 {
		t.Fatalf("%d rows of an untouched log are broken", broken)
	}
	for name, statement := range map[string]string{
		"a changed actor":             `UPDATE audit_log SET actor = 'account:other' WHERE seq = 3`,
		"a changed value":             `UPDATE audit_log SET data = replace(data, 'finance', 'admin') WHERE seq = 3`,
		"a changed time":              `UPDATE audit_log SET at = at - interval '1 day' WHERE seq = 3`,
		"text moved across columns":   `UPDATE audit_log SET action = 'role.grantaccount:', subject = '2' WHERE seq = 3`,
		"a removed first row":         `DELETE FROM audit_log WHERE seq = 1`,
		"a removed row in the middle": `DELETE FROM audit_log WHERE seq = 3`,
		"a removed last row":          `DELETE FROM audit_log WHERE seq = 5`,
		"everything removed":          `DELETE FROM audit_log`,
		"a removed row, gap closed":   `WITH gone AS (DELETE FROM audit_log WHERE seq = 3) UPDATE audit_log SET seq = seq - 10 WHERE seq > 3`,
		"two rows swapped":            `UPDATE audit_log SET seq = CASE seq WHEN 2 THEN 30 ELSE 2 END WHERE seq IN (2, 3)`,
		"a row copied":                `INSERT INTO audit_log SELECT 6, at, actor, action, subject, data, prev_hash, sha256(hash) FROM audit_log WHERE seq = 5`,
	} {
		t.Run(name, func(t *testing.T) {
			broken, err := tamper(t, db, statement)
			if err != nil {
				t.Fatal(err)
			}
			if broken == 0 {
				t.Error("the log still verifies")
			}
		})
	}
}

// tamper runs a statement as somebody who owns the database could, verifies, and takes it back.
func tamper(t *testing.T, db *sqlx.DB, statement string) (broken int, err error) {
	t.Helper()
	undo := errors.New("undo")
	err = postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(t.Context(), "ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only"); err != nil {
			return err
		}
		result, err := tx.ExecContext(t.Context(), statement)
		if err != nil {
			return err
		}
		if n, _ := result.RowsAffected(); n == 0 {
			return errors.New("nothing was tampered with")
		}
		if broken, err = audit.Verify(t.Context(), tx); err != nil {
			return err
		}
		return undo
	})
	if errors.Is(err, undo) {
		err = nil
	}
	return broken, err
}

func TestTheLogIsAppendOnly(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	record(t, db, 2)
	for _, statement := range []string{
		`UPDATE audit_log SET actor = 'nobody'`, `DELETE FROM audit_log`, `TRUNCATE audit_log`,
	} {
		err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
			_, err := tx.ExecContext(t.Context(), statement)
			return err
		})
		if err == nil {
			t.Errorf("%s was allowed", statement)
		}
	}
	if broken := verify(t, db); broken != 0 {
		t.Errorf("%d rows are broken", broken)
	}
}

func TestWritersAtOnceMakeOneChain(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { record(t, db, 5) })
	}
	group.Wait()
	var rows int
	if err := db.GetContext(t.Context(), &rows, "SELECT count(*) FROM audit_log"); err != nil {
		t.Fatal(err)
	}
	if broken := verify(t, db); rows != 40 || broken != 0 {
		t.Errorf("%d rows, %d broken", rows, broken)
	}
}

func TestARolledBackEntryLeavesNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	record(t, db, 1)
	refused := errors.New("refused")
	err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		if err := audit.RecordTx(t.Context(), tx, audit.Entry{Actor: "system:test", Action: "lost", Subject: "nothing"}); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatal(err)
	}
	record(t, db, 1)
	var rows int
	if err := db.GetContext(t.Context(), &rows, "SELECT count(*) FROM audit_log"); err != nil {
		t.Fatal(err)
	}
	if broken := verify(t, db); rows != 2 || broken != 0 {
		t.Errorf("%d rows, %d broken", rows, broken)
	}
}
