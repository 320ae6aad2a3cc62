package main

import (
	"context"
	"fmt"
	"os"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
	"lapak/migrations"
	"lapak/storage/drivers"
)

type migrateCommand struct {
	Up     migrateUpCommand     `cmd:"" help:"Apply what is missing; creates the buckets too."`
	Status migrateStatusCommand `cmd:"" help:"List the migrations and which are applied."`
}

type databaseFlags struct {
	DatabaseURL string `help:"Postgres, as postgres://user:password@host:port/database." env:"LAPAK_DATABASE_URL" required:""`
}

type migrateUpCommand struct {
	databaseFlags
	Storage string `help:"Where the buckets are made: disk:///path or minio://key:secret@host:port/bucket." env:"LAPAK_STORAGE"`
}

func (c *migrateUpCommand) Run(ctx context.Context) error {
	if err := migrateUp(ctx, c.DatabaseURL, func(step string) { fmt.Println("applied", step) }); err != nil {
		return err
	}
	if c.Storage != "" {
		stores, err := drivers.Open(c.Storage)
		if err != nil {
			return err
		}
		if err := stores.Ensure(ctx); err != nil {
			return err
		}
		fmt.Println("buckets are ready")
	}
	fmt.Println("the schema is up to date")
	return nil
}

// migrateUp brings the mall's and the job queue's tables up to date.
func migrateUp(ctx context.Context, url string, progress func(string)) error {
	db, err := postgres.OpenForLibraries(ctx, postgres.Config{URL: url, MaxConns: 4})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := migrations.Up(ctx, db.DB, progress); err != nil {
		return err
	}
	return jobs.Migrate(ctx, db.DB)
}

type migrateStatusCommand struct{ databaseFlags }

func (c *migrateStatusCommand) Run(ctx context.Context) error {
	db, err := postgres.OpenForLibraries(ctx, postgres.Config{URL: c.DatabaseURL, MaxConns: 2})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	states, err := migrations.Status(ctx, db.DB)
	if err != nil {
		return err
	}
	missing := 0
	for _, s := range states {
		state := "applied"
		if !s.Applied {
			state = "missing"
			missing++
		}
		fmt.Printf("%-8s %s\n", state, s.File)
	}
	if missing > 0 {
		fmt.Fprintf(os.Stderr, "%d to apply: run lapak migrate up\n", missing)
		return errFound
	}
	return nil
}
