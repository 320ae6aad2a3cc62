package migrations

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Up applies what is missing, one file after another under a lock, so that two starting processes do not meet. It tells each step.
func Up(ctx context.Context, db *sql.DB, progress func(string)) error {
	provider, err := newProvider(db)
	if err != nil {
		return err
	}
	results, err := provider.Up(ctx)
	for _, r := range results {
		progress(fmt.Sprintf("%s (%s)", r.Source.Path, r.Duration.Round(1e6)))
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// State is one migration and whether it has been applied.
type State struct {
	File    string
	Applied bool
}

// Status lists every migration in order.
func Status(ctx context.Context, db *sql.DB) ([]State, error) {
	provider, err := newProvider(db)
	if err != nil {
		return nil, err
	}
	statuses, err := provider.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	states := make([]State, 0, len(statuses))
	for _, s := range statuses {
		states = append(states, State{File: s.Source.Path, Applied: s.State == goose.StateApplied})
	}
	return states, nil
}

func newProvider(db *sql.DB) (*goose.Provider, error) {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, fmt.Errorf("prepare migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, FS, goose.WithSessionLocker(locker))
	if err != nil {
		return nil, fmt.Errorf("prepare migrations: %w", err)
	}
	return provider, nil
}
