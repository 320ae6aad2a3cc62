// Lapak is a marketplace that a regency runs for its small businesses. One binary: `lapak demo` shows it, `lapak serve` runs it.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

type cli struct {
	Version kong.VersionFlag `help:"Say which build this is: version, commit and its time."`

	Demo      demoCommand      `cmd:"" help:"Show the whole mall on this machine: private database, sample shops, sandbox payments."`
	Serve     serveCommand     `cmd:"" help:"Run the mall, configured by LAPAK_* variables."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the database schema and the buckets up to date, or list their state."`
	Seed      seedCommand      `cmd:"" help:"Load the region's facts, demo data, or a large deterministic load."`
	Verify    verifyCommand    `cmd:"" help:"Check every invariant; exit 1 if one is broken."`
	Reconcile reconcileCommand `cmd:"" help:"Ask the payment providers about open payments and refunds."`
	Region    regionCommand    `cmd:"" help:"Check region packs."`
	Account   accountCommand   `cmd:"" help:"Create the first administrators."`
	Healthz   healthCommand    `cmd:"" help:"Ask a running mall whether it is ready; for container health checks."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c cli
	tuneMemory()
	parsed := kong.Parse(&c, kong.Name("lapak"), kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)), kong.Vars{"version": version()},
		kong.Description("A marketplace that a regency runs for its small businesses."))
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo})))
	if err := parsed.Run(); err != nil && !errors.Is(err, errFound) {
		fmt.Fprintln(os.Stderr, "lapak:", err)
		stop()
		os.Exit(1)
	} else if err != nil {
		stop()
		os.Exit(1)
	}
}

// errFound ends a check that printed what it found.
var errFound = errors.New("found")
