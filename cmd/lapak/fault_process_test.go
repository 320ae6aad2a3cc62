package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/catalog"
	"lapak/internal/idempotency"
	"lapak/internal/payments/stripe/stripefake"
	"lapak/internal/postgres"
	"lapak/internal/postgres/pgtest"
	"lapak/internal/web/webtest"
)

// runsLapak makes the test binary be the real program, so that a test can run it, kill it and start it again.
const runsLapak = "LAPAK_TEST_RUNS_LAPAK"

const (
	webhookSecret = "whsec_test"
	startsIn      = 30 * time.Second
	drainsIn      = 30 * time.Second
)

// installation is a small mall for which `lapak serve` runs in processes of its own, over HTTP, on a database and a payment company that
// outlive them.
type installation struct {
	*webtest.World
	dsn    string
	goods  webtest.Shop // the coffee shop with one product of which there is plenty
	stripe *stripefake.Server
	env    []string
	base   atomic.Value // address of the server that buyers ask: a string
	client *http.Client
}

// install prepares a mall; settings are LAPAK_ variables beside the usual ones.
func install(t *testing.T, settings ...string) *installation {
	t.Helper()
	return installOn(t, pgtest.DSN(t), settings...)
}

func installOn(t *testing.T, dsn string, settings ...string) *installation {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgres.Config{URL: dsn, MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	transport := &http.Transport{MaxIdleConnsPerHost: 100}
	t.Cleanup(transport.CloseIdleConnections)
	in := &installation{World: webtest.On(t, db), dsn: dsn, stripe: stripefake.New(webhookSecret), client: &http.Client{Transport: transport, Timeout: time.Minute}}
	t.Cleanup(in.stripe.Close)
	in.goods = in.Coffee
	in.goods.Products = []catalog.Product{in.Publish(in.Coffee, catalog.NewProduct{
		Texts: catalog.Texts{Title: "Kopi arabika Ijen", Description: "Dari lereng Ijen."}, Category: "kopi",
		Variants: []catalog.NewVariant{{SKU: "IJEN-250", Title: "250 g", Price: 52_000, WeightGrams: 290, Stock: 100_000}},
	})}
	in.env = append(append(os.Environ(), runsLapak+"=1", "LAPAK_DATABASE_URL="+dsn, "LAPAK_STORAGE=disk://"+t.TempDir(),
		"LAPAK_BASE_URL="+webtest.BaseURL, "LAPAK_ADDR=127.0.0.1:0", "LAPAK_ADMIN_ADDR=127.0.0.1:0", "LAPAK_FAREWELL=300ms",
		"LAPAK_STRIPE_SECRET_KEY=sk_test_1", "LAPAK_STRIPE_WEBHOOK_SECRET="+webhookSecret, "LAPAK_STRIPE_API_BASE="+in.stripe.URL,
	), settings...)
	if out, err := in.command("migrate", "up"); err != nil { // makes the store, which the hourly sweep looks through
		t.Fatalf("migrate up: %v\n%s", err, out)
	}
	return in
}

// command runs another command of the program to its end.
func (in *installation) command(args ...string) (out []byte, err error) {
	cmd := exec.CommandContext(in.Context(), os.Args[0], args...)
	cmd.Env = in.env
	return cmd.CombinedOutput()
}

// verify runs `lapak verify`, which must find nothing.
func (in *installation) verify() {
	in.Helper()
	if out, err := in.command("verify"); err != nil {
		in.Errorf("lapak verify: %v\n%s", err, out)
	}
}

// change runs a statement of the test's own.
func (in *installation) change(query string, args ...any) {
	in.Helper()
	err := postgres.Transact(in.Context(), in.DB, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(in.Context(), query, args...)
		return err
	})
	if err != nil {
		in.Fatalf("%s: %v", query, err)
	}
}

func (in *installation) count(query string, args ...any) (n int) {
	in.Helper()
	if err := in.DB.GetContext(in.Context(), &n, query, args...); err != nil {
		in.Fatalf("%s: %v", query, err)
	}
	return n
}

// await waits until a query counts what is wanted.
func (in *installation) await(want int, query string, args ...any) {
	in.Helper()
	for deadline := time.Now().Add(30 * time.Second); in.count(query, args...) != want; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			in.Fatalf("%s: still %d, not %d", query, in.count(query, args...), want)
		}
	}
}

// within is the time that buyers have.
func (in *installation) within(limit time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(in.Context(), limit)
	in.Cleanup(cancel)
	return ctx
}

// lapse lets the times pass for which a dead process's keys and jobs are held, and for which a failed job rests.
func (in *installation) lapse() {
	in.Helper()
	in.change(`UPDATE idempotency_keys SET locked_until = locked_until - make_interval(secs => $1) WHERE status IS NULL`, idempotency.RecordedLease.Seconds())
	in.change(`UPDATE river_job SET state = 'available', scheduled_at = now() WHERE state IN ('running', 'retryable')`)
	in.change(`DELETE FROM river_leader`)
	in.change(`UPDATE payment_events SET next_try_at = now() WHERE processed_at IS NULL`)
	in.change(`UPDATE sandbox_events SET next_try_at = now() WHERE next_try_at IS NOT NULL`)
}

// server is one running `lapak serve`.
type server struct {
	t     testing.TB
	cmd   *exec.Cmd
	base  string
	ended chan error
	log   bytes.Buffer // valid once it has ended
}

// serve starts a server that buyers ask from now on.
func (in *installation) serve() *server {
	in.Helper()
	s := in.start()
	in.base.Store(s.base)
	return s
}

// start starts a server and returns when its port is open.
func (in *installation) start() *server {
	in.Helper()
	s := &server{t: in.TB, cmd: exec.Command(os.Args[0], "serve"), ended: make(chan error, 1)}
	s.cmd.Env = in.env
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	out, err := s.cmd.StderrPipe()
	if err != nil {
		in.Fatal(err)
	}
	address, started := make(chan string, 1), make(chan error)
	go func() {
		runtime.LockOSThread() // the kernel ends the server with the thread that started it
		defer runtime.UnlockOSThread()
		err := s.cmd.Start()
		started <- err
		if err != nil {
			return
		}
		s.read(out, address)
		s.ended <- s.cmd.Wait()
		close(s.ended)
	}()
	if err := <-started; err != nil {
		in.Fatal(err)
	}
	in.Cleanup(s.kill)
	select {
	case s.base = <-address:
	case <-time.After(startsIn):
		s.kill()
		in.Fatalf("the server was not ready after %v:\n%s", startsIn, &s.log)
	}
	return s
}

// read keeps what the server says and finds its address, which stands there before it answers: its port is open by then.
func (s *server) read(out io.Reader, address chan<- string) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		_, _ = fmt.Fprintln(&s.log, lines.Text())
		if _, after, found := strings.Cut(lines.Text(), "msg=serving address="); found {
			found, _, _ := strings.Cut(after, " ")
			address <- "http://" + found
		}
	}
}

// kill ends the server and its whole group as a crash does.
func (s *server) kill() {
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL) // it may have ended
	<-s.ended
}

// leave asks the server to go, and returns when it has.
func (s *server) leave() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	select {
	case err := <-s.ended:
		if err != nil {
			s.t.Errorf("the server left with %v:\n%s", err, &s.log)
		}
	case <-time.After(drainsIn):
		s.t.Fatalf("the server was still there %v after SIGTERM", drainsIn)
	}
}

// reply is what came back over the wire.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// ask sends one request to the server of now. An error means that there was no whole answer.
func (in *installation) ask(ctx context.Context, c webtest.Call) (reply, error) {
	base, _ := in.base.Load().(string)
	return in.askAt(ctx, base, c)
}

func (in *installation) askAt(ctx context.Context, base string, c webtest.Call) (reply, error) {
	var body io.Reader
	switch b := c.Body.(type) {
	case nil:
	case []byte:
		body = bytes.NewReader(b)
	case string:
		body = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return reply{}, err
		}
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, c.Method, base+c.Path, body)
	if err != nil {
		return reply{}, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.Who.Token != "" {
		r.Header.Set("Authorization", "Bearer "+c.Who.Token)
	}
	for name, value := range c.Header {
		r.Header.Set(name, value)
	}
	response, err := in.client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = response.Body.Close() }()
	out := reply{status: response.StatusCode, header: response.Header}
	out.body, err = io.ReadAll(response.Body)
	return out, err
}
