// Package postgres opens the database and runs transactions. The pool reads only: a write outside Transact is refused by the
// server itself, since lib/pq under database/sql silently repeats an autocommitted statement when the connection drops before the reply.
package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Config says which database to open.
type Config struct {
	URL      string // postgres://user:password@host:port/database
	MaxConns int    // open connections at most; 0 means 16
	// Patience is how long the server may be silent in the middle of a statement before its connection is given up; 0 means 15 s.
	Patience time.Duration
	// Unprepared sends every statement whole, for tests that watch the wire for its words.
	Unprepared bool
}

// Open connects and checks that the server answers. The pool's connections default to read only.
func Open(ctx context.Context, cfg Config) (*sqlx.DB, error) {
	if cfg.Patience <= 0 {
		cfg.Patience = defaultPatience
	}
	return open(ctx, cfg, readOnly)
}

// readOnly are the settings of a pool that writes in Transact only.
var readOnly = map[string]string{"default_transaction_read_only": "on"}

// OpenStandby opens the pool of a read-only copy. It does not ask whether the server answers: the mall starts without its standby.
func OpenStandby(cfg Config) (*sqlx.DB, error) {
	if cfg.Patience <= 0 {
		cfg.Patience = standbyPatience
	}
	return connect(cfg, readOnly)
}

// OpenForLibraries opens a pool whose autocommitted writes are allowed: for River and goose, whose statements are idempotent.
// A migration may take as long as it needs, so Patience is without limit unless it is given.
func OpenForLibraries(ctx context.Context, cfg Config) (*sqlx.DB, error) {
	return open(ctx, cfg, nil)
}

func open(ctx context.Context, cfg Config, settings map[string]string) (*sqlx.DB, error) {
	db, err := connect(cfg, settings)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("the database does not answer: %w", err)
	}
	return db, nil
}

// connect makes a pool; it opens no connection yet.
func connect(cfg Config, settings map[string]string) (*sqlx.DB, error) {
	dsn, err := withSettings(cfg.URL, settings)
	if err != nil {
		return nil, err
	}
	connector, err := pq.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if cfg.Patience > 0 {
		connector.Dialer(impatient{cfg.Patience})
	}
	var dialled driver.Connector = remembering{connector}
	if cfg.Unprepared {
		dialled = connector
	}
	db := sqlx.NewDb(sql.OpenDB(dialled), "postgres")
	conns := cfg.MaxConns
	if conns <= 0 {
		conns = 16
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns) // equal, so that a burst does not close and reopen connections
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db, nil
}

func withSettings(raw string, settings map[string]string) (string, error) {
	if raw == "" {
		return "", fmt.Errorf("no database address: set LAPAK_DATABASE_URL to postgres://user:password@host:port/database")
	}
	u, err := url.Parse(raw)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		return "", fmt.Errorf("the database address is not of the form postgres://user:password@host:port/database")
	}
	q := u.Query()
	for name, value := range settings {
		q.Set(name, value)
	}
	setDefault := func(name, value string) {
		if !q.Has(name) {
			q.Set(name, value)
		}
	}
	setDefault("binary_parameters", "yes") // one round trip for a query with arguments; JSON goes as string, never as []byte
	setDefault("sslmode", "prefer")
	setDefault("connect_timeout", strconv.Itoa(5))
	setDefault("application_name", "lapak")
	setDefault("random_page_cost", "1.1") // what is on a solid state disk or in memory; at 4, a table without statistics is read whole for one order
	u.RawQuery = q.Encode()
	return u.String(), nil
}
