package postgres_test

import (
	"net/url"
	"testing"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
)

// A proxy that stands before a dead server takes a connection and hangs up.
func TestAProxyWithoutAServerIsUnavailable(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	wire := pgtest.NewWire(t, dsn)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: wire.DSN(), MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	dead, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	dead.Host, dead.RawQuery = "127.0.0.1:1", ""
	wire.Redirect(t, dead.String())
	db.SetMaxIdleConns(0) // closes the connection that is open
	err = postgres.Transact(t.Context(), db, func(*sqlx.Tx) error { return nil })
	if apperr.KindOf(err) != apperr.Unavailable || apperr.As(err).RetryAfter <= 0 {
		t.Errorf("%v", err)
	}
}
