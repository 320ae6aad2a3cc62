package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"

	"lapak/internal/notify"
	"lapak/internal/postgres/embedded"
	"lapak/seeds"
	"lapak/storage/drivers"
)

type demoCommand struct {
	Addr  string `help:"Where to listen." default:"localhost:8080"`
	Data  string `help:"The folder that keeps the demo's data." default:"data" type:"path"`
	Fresh bool   `help:"Throw the data of an earlier demo away and start over."`
	Small bool   `help:"Load a small selection: 8 shops and 24 products." hidden:""`

	ready func(base string) // told once the mall can be browsed
}

func (c *demoCommand) Run(ctx context.Context) error {
	l, err := listen(c.Addr)
	if err != nil {
		return err
	}
	if err := c.prepareFolder(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	front := &door{}
	front.open(http.HandlerFunc(preparing))
	served := make(chan error, 1)
	go func() { served <- serveUntil(ctx, l, front, 0) }()
	err = c.show(ctx, front, c.baseURL(l))
	cancel()
	return errors.Join(err, <-served)
}

// show starts every real part, loads what is missing, opens the door and works until ctx ends.
func (c *demoCommand) show(ctx context.Context, front *door, base string) error {
	step := timed()
	step("starting a private database in " + c.Data)
	database, err := embedded.Start(ctx, embedded.Options{Dir: filepath.Join(c.Data, "postgres"), Durable: true, Log: slog.Default()})
	if err != nil {
		return err
	}
	defer database.Stop()
	if err := database.EnsureDatabase(ctx, databaseName); err != nil {
		return err
	}
	url := database.DSN(databaseName)
	if err := migrateUp(ctx, url, func(string) {}); err != nil {
		return err
	}
	folder := "disk://" + filepath.Join(c.Data, "media")
	stores, err := drivers.Open(folder)
	if err != nil {
		return err
	}
	if err := stores.Ensure(ctx); err != nil {
		return err
	}
	cfg := appConfig{
		DatabaseURL: url, DatabaseConns: 16, Storage: folder, BaseURL: base, Sandbox: true,
		Notify: notify.Config{KeepSecrets: true, Senders: map[notify.Channel]notify.Sender{
			notify.Mail: notify.Outbox{}, notify.WhatsApp: notify.Outbox{}, notify.SMS: notify.Outbox{},
		}},
	}
	if err := loadRegion(ctx, cfg, demoRegion, told(step)); err != nil {
		return err
	}
	options := seeds.DemoOptions{Small: c.Small, Progress: told(step)}
	if err := loadDemo(ctx, cfg, options); err != nil {
		return err
	}
	a, err := openApp(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.close()
	handler, err := a.handler(ctx, nil)
	if err != nil {
		return err
	}
	return a.run(ctx, func(ctx context.Context) error {
		front.open(handler)
		step("ready")
		fmt.Print(welcome(base, c.Data))
		if c.ready != nil {
			c.ready(base)
		}
		go func() {
			if err := seeds.DrawRest(ctx, a.seedServices(), options); err != nil && ctx.Err() == nil {
				slog.Error("the demo's other pictures could not be drawn", "error", err)
			}
		}()
		<-ctx.Done()
		return nil
	})
}

const (
	databaseName = "lapak"
	demoRegion   = "banyuwangi"
)

// prepareFolder makes the data folder; with --fresh it first removes what an earlier demo left there, and only that.
func (c *demoCommand) prepareFolder() error {
	if c.Fresh {
		for _, part := range []string{"postgres", "media"} {
			if err := os.RemoveAll(filepath.Join(c.Data, part)); err != nil {
				return fmt.Errorf("start over: %w", err)
			}
		}
	}
	if err := os.MkdirAll(c.Data, 0o755); err != nil { //nolint:gosec // the database's own user must pass through
		return fmt.Errorf("make the data folder: %w", err)
	}
	return nil
}

// baseURL is the address that the demo prints and that links lead to: the host as it was asked for, and the port that was found.
func (c *demoCommand) baseURL(l net.Listener) string {
	host, _, _ := net.SplitHostPort(c.Addr)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return "http://" + net.JoinHostPort(host, port)
}

// door lets visitors in while the house is being furnished.
type door struct{ handler atomic.Pointer[http.Handler] }

func (d *door) open(h http.Handler) { d.handler.Store(&h) }

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) { (*d.handler.Load()).ServeHTTP(w, r) }

func preparing(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Retry-After", "2")
	w.Header().Set("Refresh", "2")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = fmt.Fprint(w, `<!doctype html><html lang="id"><title>Sebentar</title><p>Pasar sedang disiapkan. Halaman ini terbuka sendiri.<p lang="en">The mall is being prepared. This page opens by itself.`)
}

func welcome(base, data string) string {
	return fmt.Sprintf(`
  %s            the mall
  %s/api        the API and its reference
  %s/demo/messages   the messages that would have been sent

  Sign in at %s/login with the password %s:
    buyer@lapak.test      buys            seller@lapak.test     sells (seller2@ too)
    verifier@lapak.test   judges for the offices: shops, papers of export readiness
    curator@lapak.test    judges goods for export       finance@lapak.test    confirms transfers
    mentor@lapak.test     helps shops on              admin@lapak.test      everything

  Try: put goods of two shops into one basket, order, and pay on the sandbox's page.
  Data is kept in %s; start over with --fresh. Ctrl-C stops all of it.

`, base, base, base, base, seeds.DemoPassword, data)
}
