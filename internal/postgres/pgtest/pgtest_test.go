package pgtest_test

import (
	"context"
	"database/sql"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/migrations"
)

func makeTable(t *testing.T, db *sqlx.DB) error {
	return postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), "CREATE TABLE pgtest_probe (v text)")
		return err
	})
}

func TestTestsDoNotSeeEachOther(t *testing.T) {
	t.Parallel()
	a, b := pgtest.New(t), pgtest.New(t)
	if err := makeTable(t, a); err != nil {
		t.Fatal(err)
	}
	if err := makeTable(t, b); err != nil {
		t.Errorf("the second database already has the first one's table: %v", err)
	}
}

func TestAllMigrationsAreApplied(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	var applied int
	if err := db.GetContext(t.Context(), &applied, "SELECT count(*) FROM goose_db_version WHERE version_id > 0"); err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	if applied != len(files) {
		t.Errorf("%d of %d migrations are applied", applied, len(files))
	}
	var queued int
	if err := db.GetContext(t.Context(), &queued, "SELECT count(*) FROM river_job"); err != nil || queued != 0 {
		t.Errorf("the job tables: %d rows, %v", queued, err)
	}
}

func TestAnAutocommittedWriteFails(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	_, err := db.ExecContext(t.Context(), "CREATE TABLE pgtest_probe (v text)")
	if err == nil || !strings.Contains(err.Error(), "read-only transaction") {
		t.Errorf("the server answered %v", err)
	}
	if err := makeTable(t, db); err != nil {
		t.Errorf("and refuses a transaction too: %v", err)
	}
}

func TestTheDatabaseIsDroppedWithItsTest(t *testing.T) {
	t.Parallel()
	var name string
	t.Run("a test that leaves a session open", func(t *testing.T) {
		left, err := sql.Open("postgres", pgtest.DSN(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = left.Close() })
		if err := left.QueryRowContext(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
			t.Fatal(err)
		}
	})
	var exists bool
	err := pgtest.New(t).GetContext(t.Context(), &exists, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name)
	if err != nil || exists {
		t.Errorf("database %q exists: %v, %v", name, exists, err)
	}
}

func TestRunGivesItsCommandAServerAndItsExitCode(t *testing.T) {
	t.Parallel()
	if os.Getenv("LAPAK_PGTEST_COMMAND") != "" {
		db, err := sql.Open("postgres", os.Getenv(pgtest.ServerVariable))
		if err != nil || db.PingContext(context.Background()) != nil {
			os.Exit(1)
		}
		os.Exit(7)
	}
	program := t.TempDir() + "/run"
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./run").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.CommandContext(t.Context(), program, os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), "LAPAK_PGTEST_COMMAND=1", pgtest.ServerVariable+"=")
	out, _ := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != 7 {
		t.Errorf("exit code %d: %s", cmd.ProcessState.ExitCode(), out)
	}
}
