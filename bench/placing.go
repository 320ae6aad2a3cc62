package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
	"lapak/internal/postgres/embedded"
)

// floorSchema has the tables of floorScript.
//
//go:embed order.schema.sql
var floorSchema string

// floorScript is the least transaction that keeps an order, in pgbench's language.
//
//go:embed order.pgbench.sql
var floorScript string

const floorDatabase = "floor"

// placing measures orders of prepared baskets beside pgbench on the same durable server.
func placing(ctx context.Context, m *mall, out *report) error {
	goods, err := listGoods(ctx, m.db)
	if err != nil {
		return err
	}
	bench, err := m.openPgbench(ctx)
	if err != nil {
		return err
	}
	f := figure{name: "place order", unit: "orders/s", floor: "(c) pgbench", target: 0.25, note: "cash, one line"}
	for round := range rounds + 1 { // the first warms both: every connection plans its statements some times before it keeps a plan
		rate, err := m.placeOrders(ctx, goods, orders)
		if err != nil {
			return err
		}
		least, err := bench.perSecond(ctx, durableIn)
		if err != nil {
			return err
		}
		if round > 0 {
			f.ours, f.floors = append(f.ours, rate), append(f.floors, least)
		}
	}
	out.add(f)
	return nil
}

// placeOrders fills n baskets, then orders all of them, and returns the orders a second.
func (m *mall) placeOrders(ctx context.Context, goods []good, n int) (float64, error) {
	ready := make([][][]byte, clients)
	if _, err := together(ctx, m.base, func(client int, c *conn) error {
		b := &buyer{conn: c}
		for i := client; i < n; i += clients {
			g := goods[i%len(goods)]
			if err := b.fill(g); err != nil {
				return err
			}
			option, err := b.quote()
			if err != nil {
				return err
			}
			ready[client] = append(ready[client], b.orderRequest(g, option, "cash"))
		}
		return nil
	}); err != nil {
		return 0, err
	}
	took, err := together(ctx, m.base, func(client int, c *conn) error {
		for _, r := range ready[client] {
			status, answer, err := c.do(r)
			if err != nil || status != 201 {
				return fmt.Errorf("POST /orders: %d %.300s %w", status, answer, err)
			}
		}
		return nil
	})
	return float64(n) / took.Seconds(), err
}

// pgbench is Postgres's own bench with the floor's script.
type pgbench struct {
	path, script string
	address      url.Values
	user         string
}

func (m *mall) openPgbench(ctx context.Context) (*pgbench, error) {
	bin, err := embedded.FindBinaries()
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(m.url)
	if err != nil {
		return nil, err
	}
	p := &pgbench{path: filepath.Join(bin, "pgbench"), script: filepath.Join(m.data, "order.sql"), address: u.Query(), user: u.User.Username()}
	if err := os.WriteFile(p.script, []byte(floorScript), 0o600); err != nil {
		return nil, err
	}
	admin, err := postgres.OpenForLibraries(ctx, postgres.Config{URL: m.url, MaxConns: 1})
	if err != nil {
		return nil, err
	}
	defer admin.Close()
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+floorDatabase); err != nil {
		return nil, err
	}
	u.Path = "/" + floorDatabase
	db, err := postgres.Open(ctx, postgres.Config{URL: u.String(), MaxConns: 1})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return p, postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, floorSchema)
		return err
	})
}

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

func (p *pgbench) perSecond(ctx context.Context, lasting time.Duration) (float64, error) {
	cmd := exec.CommandContext(ctx, p.path, "--no-vacuum", "--client", strconv.Itoa(clients), "--jobs", "2", "--protocol", "prepared",
		"--time", strconv.Itoa(int(lasting.Seconds())), "--file", p.script, floorDatabase)
	cmd.Env = append(os.Environ(), "PGHOST="+p.address.Get("host"), "PGPORT="+p.address.Get("port"), "PGUSER="+p.user)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w: %s", err, out)
	}
	found := tps.FindSubmatch(out)
	if found == nil || bytes.Contains(out, []byte("aborted")) {
		return 0, fmt.Errorf("pgbench said: %s", out)
	}
	return strconv.ParseFloat(string(found[1]), 64)
}
