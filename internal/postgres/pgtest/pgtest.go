// Package pgtest gives each test a Postgres database of its own, with every migration applied. The server is the one that
// LAPAK_TEST_DATABASE_URL names (make test starts one for the whole run); without it a private one is started for the test process.
package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// ServerVariable names the environment variable with the address of a server that all test processes share.
// Its user must be allowed to create databases.
const ServerVariable = "LAPAK_TEST_DATABASE_URL"

const timeout = time.Minute

// New opens a database that only this test uses. It is dropped when the test ends.
func New(t testing.TB) *sqlx.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgres.Config{URL: DSN(t), MaxConns: 8, Patience: timeout}) // a test may fill a hundred thousand rows
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// DSN makes a database that only this test uses and returns its address, for programs that a test starts and for pools of
// another size. It is dropped when the test ends, with all sessions that are still open.
func DSN(t testing.TB) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	server, err := sharedServer()
	if err != nil {
		t.Fatalf("test database: %v", err)
	}
	template, err := migratedTemplate(ctx, server)
	if err != nil {
		t.Fatalf("test database: %v", err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	create := fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy", pq.QuoteIdentifier(name), pq.QuoteIdentifier(template))
	if err := execute(ctx, server, create); err != nil {
		t.Fatalf("test database: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), timeout) // the test's own context has ended
		defer cancel()
		if err := execute(ctx, server, "DROP DATABASE IF EXISTS "+pq.QuoteIdentifier(name)+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return withDatabase(server, name)
}

// execute runs one statement of the kind that Postgres allows only outside a transaction.
func execute(ctx context.Context, server, statement string) error {
	db, err := sql.Open("postgres", server)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(ctx, statement)
	return err
}

func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		panic(err) // sharedServer has parsed it
	}
	u.Path = "/" + name
	return u.String()
}
