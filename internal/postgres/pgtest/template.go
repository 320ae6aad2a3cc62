package pgtest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sync"

	"github.com/lib/pq"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
	"lapak/migrations"
)

// templateLock is the advisory lock under which one process of all makes the template.
const templateLock = 7_316_024_501

var template struct {
	sync.Mutex
	name string
}

// migratedTemplate returns the name of the database that all test databases are copied from, and makes it if the server has none
// of these migrations yet. The name holds the hash of the migrations, so that a server may serve several versions.
func migratedTemplate(ctx context.Context, server string) (string, error) {
	template.Lock()
	defer template.Unlock()
	if template.name != "" {
		return template.name, nil
	}
	name, err := templateName(migrations.FS)
	if err != nil {
		return "", err
	}
	if err := makeTemplate(ctx, server, name); err != nil {
		return "", fmt.Errorf("make the template: %w", err)
	}
	template.name = name
	return name, nil
}

func templateName(files fs.FS) (string, error) {
	hash := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(files, path)
		_, _ = fmt.Fprintf(hash, "%s %d\n%s", path, len(raw), raw)
		return err
	})
	return "template_" + hex.EncodeToString(hash.Sum(nil)[:8]), err
}

func makeTemplate(ctx context.Context, server, name string) error {
	db, err := sql.Open("postgres", server)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	session, err := db.Conn(ctx) // the lock belongs to a session
	if err != nil {
		return err
	}
	defer func() { _ = session.Close() }()
	if _, err := session.ExecContext(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		return err
	}
	var exists bool
	err = session.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil || exists {
		return err
	}
	unfinished := name + "_unfinished" // renamed at the end: a killed process leaves no half template
	for _, statement := range []string{
		"DROP DATABASE IF EXISTS " + pq.QuoteIdentifier(unfinished) + " WITH (FORCE)",
		"CREATE DATABASE " + pq.QuoteIdentifier(unfinished),
	} {
		if _, err := session.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := migrate(ctx, withDatabase(server, unfinished)); err != nil {
		return err
	}
	_, err = session.ExecContext(ctx, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s", pq.QuoteIdentifier(unfinished), pq.QuoteIdentifier(name)))
	return err
}

func migrate(ctx context.Context, dsn string) error {
	db, err := postgres.OpenForLibraries(ctx, postgres.Config{URL: dsn, MaxConns: 2})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := migrations.Up(ctx, db.DB, func(string) {}); err != nil {
		return err
	}
	return jobs.Migrate(ctx, db.DB)
}
