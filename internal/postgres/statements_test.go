package postgres_test

import (
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

func TestAStatementIsPreparedOnceAndPreparedAnewAfterAMigration(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	db.SetMaxOpenConns(1)
	change := func(query string) {
		t.Helper()
		if err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
			_, err := tx.ExecContext(t.Context(), query)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	change(`CREATE TABLE things (n int)`)
	change(`INSERT INTO things VALUES (1), (2)`)
	const query = `SELECT n FROM things WHERE n > $1`
	count := func() (n int, err error) {
		var found []string
		err = db.SelectContext(t.Context(), &found, query, 0)
		return len(found), err
	}
	for range 3 {
		if n, err := count(); n != 2 || err != nil {
			t.Fatalf("%d rows, %v", n, err)
		}
	}
	prepared := func() (n int) {
		if err := db.GetContext(t.Context(), &n, `SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM things%'`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := prepared(); n != 1 {
		t.Errorf("prepared %d times", n)
	}
	var found []string
	if err := db.SelectContext(postgres.PlanAnew(t.Context()), &found, query+` AND n < $2`, 0, 9); err != nil || prepared() != 1 {
		t.Errorf("a statement to be planned anew is kept: %v", err)
	}
	change(`ALTER TABLE things ALTER n TYPE text`)
	change(`ALTER TABLE things ALTER n TYPE bigint USING n::bigint`)
	_, _ = count() // may be refused once
	if n, err := count(); n != 2 || err != nil {
		t.Errorf("after the migration: %d rows, %v", n, err)
	}
}
