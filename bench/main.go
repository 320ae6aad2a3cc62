// Bench measures the running mall beside floors on the same machine, in the same minutes and by the same client, and writes the ratios to
// bench/results.md. The floors are a bare Gin that answers the same bytes, a Gin with one prepared SELECT and encoding/json, and pgbench
// with the least transaction that keeps an order.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

const (
	clients   = 16 // connections, for us and for every floor
	rounds    = 3
	readFor   = 1200 * time.Millisecond // each round of a read
	warmFor   = 400 * time.Millisecond
	durableIn = 3 * time.Second  // each round of pgbench
	orders    = 2000             // each round of placing
	buyFor    = 4 * time.Second  // each round of whole purchases
	giveUp    = 10 * time.Minute // a run takes about three
	results   = "bench/results.md"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, giveUp)
	defer cancel()
	run := runBench
	if len(os.Args) > 1 && os.Args[1] == floorArgument {
		run = serveFloor
	}
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		cancel()
		os.Exit(1)
	}
}

func runBench(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "lapak-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.Chmod(folder, 0o755); err != nil { //nolint:gosec // the database's own user must pass through
		return err
	}
	m, err := openMall(ctx, filepath.Join(folder, "data"))
	if err != nil {
		return err
	}
	defer m.close()
	out := newReport()
	for _, measure := range []func(context.Context, *mall, *report) error{reads, placing, purchases} {
		if err := measure(ctx, m, out); err != nil {
			return err
		}
	}
	resident, err := m.process.residentMB()
	if err != nil {
		return err
	}
	out.add(figure{name: "resident memory after the run", unit: "MB", ours: []float64{resident}, target: 100, atMost: true})
	if err := m.verify(ctx); err != nil {
		return err
	}
	text := out.markdown(m.products)
	fmt.Print("\n", text)
	return os.WriteFile(results, []byte(text), 0o644) //nolint:gosec // a page of the project
}
