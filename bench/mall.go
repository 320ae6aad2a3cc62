package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/internal/postgres/embedded"
)

// loadProducts is how many products the mall is measured with.
const loadProducts = 2000

// mall is the real program as anyone starts it, with its private durable database.
type mall struct {
	process  *process
	binary   string
	data     string
	url      string // of the database
	db       *sqlx.DB
	base     string // of the API
	products int
	static   *process
	selects  *process
}

// openMall builds the program, prepares its data in a first run, and starts it anew: what is measured has not drawn pictures before.
func openMall(ctx context.Context, data string) (*mall, error) {
	m := &mall{binary: filepath.Join(filepath.Dir(data), "lapak"), data: data}
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", m.binary, "./cmd/lapak")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w: %s", err, out)
	}
	for _, step := range []func(context.Context) error{m.start, m.load, m.restart, m.stock, m.startFloors} {
		if err := step(ctx); err != nil {
			m.close()
			return nil, err
		}
	}
	return m, nil
}

func (m *mall) start(ctx context.Context) error {
	addr, err := freeAddr()
	if err != nil {
		return err
	}
	if m.process, err = startProcess(ctx, addr, "/readyz", m.binary, "demo", "--small", "--data", m.data, "--addr", addr); err != nil {
		return err
	}
	m.base = "http://" + addr
	if m.url, err = embedded.Running(filepath.Join(m.data, "postgres"), "lapak"); err != nil {
		return err
	}
	m.db, err = postgres.Open(ctx, postgres.Config{URL: m.url, MaxConns: 2})
	return err
}

func (m *mall) load(ctx context.Context) error {
	fmt.Println("preparing the mall")
	if err := m.process.awaitIdle(ctx); err != nil {
		return err
	}
	seed := exec.CommandContext(ctx, m.binary, "seed", "load", "--products", fmt.Sprint(loadProducts), "--shops", "50", "--orders", "200")
	seed.Env = append(os.Environ(), "LAPAK_DATABASE_URL="+m.url, "LAPAK_STORAGE=disk://"+filepath.Join(m.data, "media"), "LAPAK_BASE_URL="+m.base)
	if out, err := seed.CombinedOutput(); err != nil {
		return fmt.Errorf("seed load: %w: %s", err, lastLines(string(out)))
	}
	return nil
}

func (m *mall) restart(ctx context.Context) error {
	if err := errors.Join(m.db.Close(), m.process.stop()); err != nil {
		return err
	}
	if err := m.start(ctx); err != nil {
		return err
	}
	return m.process.awaitIdle(ctx)
}

// stock fills every shelf, so that no purchase of the run finds one empty.
func (m *mall) stock(ctx context.Context) error {
	if err := fillShelves(ctx, m.db); err != nil {
		return err
	}
	var err error
	m.products, err = countProducts(ctx, m.db)
	return err
}

// verify refuses results of a mall that does not keep its promises.
func (m *mall) verify(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, m.binary, "verify", "--data", m.data).CombinedOutput()
	if err != nil {
		return fmt.Errorf("lapak verify after the run: %w: %s", err, out)
	}
	return nil
}

func (m *mall) close() {
	for _, p := range []*process{m.static, m.selects, m.process} {
		if p == nil {
			continue
		}
		if err := p.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	}
	if m.db != nil {
		_ = m.db.Close()
	}
}

func machine() string {
	model := "unknown processor"
	raw, _ := os.ReadFile("/proc/cpuinfo") // absent elsewhere
	if _, rest, ok := strings.Cut(string(raw), "model name"); ok {
		line, _, _ := strings.Cut(rest, "\n")
		model = strings.TrimLeft(line, "\t: ")
	}
	return fmt.Sprintf("%d × %s, %s, %s", runtime.NumCPU(), model, runtime.GOOS, runtime.Version())
}
