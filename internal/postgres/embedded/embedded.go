// Package embedded starts a private Postgres server as a child process, for the demo and for tests. The server listens on a Unix
// socket only, inside a folder that nobody else can enter, and does not outlive the process that started it.
package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/lib/pq"
)

const (
	superuser    = "lapak"
	socketPort   = "5432" // only a part of the socket's file name: no TCP port is opened
	startTimeout = 60 * time.Second
	stopTimeout  = 20 * time.Second
)

// Options say where the server keeps its data and how careful it is with it.
type Options struct {
	Dir     string       // the data folder; made and filled when it is missing or empty
	Durable bool         // false for tests: an acknowledged commit may be lost when the machine (not the server) dies
	Log     *slog.Logger // receives the server's own lines at debug level; nil discards them
}

// Server is a running private Postgres.
type Server struct {
	process        *process
	command        string
	dir, socketDir string
	durable        bool
	user           *credential
	log            *slog.Logger
}

// Start starts a server on opts.Dir and returns when it answers. ctx bounds the start only; the server runs until Stop or the end of
// this process, however it ends. As root the server runs as the user postgres or nobody. A folder which that user cannot reach is
// replaced by a link to one under /var/lib/lapak.
func Start(ctx context.Context, opts Options) (*Server, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	bin, err := FindBinaries()
	if err != nil {
		return nil, err
	}
	user, err := serverUser()
	if err != nil {
		return nil, err
	}
	dir, err := place(opts.Dir, user)
	if err != nil {
		return nil, err
	}
	if err := initCluster(ctx, bin, dir, user, opts); err != nil {
		return nil, err
	}
	stale, err := awaitFree(ctx, dir)
	if err != nil {
		return nil, err
	}
	socketDir, err := socketFolder(dir, user)
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, socketDir: socketDir, command: filepath.Join(bin, "postgres"), durable: opts.Durable, user: user, log: opts.Log}
	err = s.run(ctx)
	for try := 1; err != nil && stale && try < 20; try++ { // the sessions of a killed server may hold its memory for a moment
		time.Sleep(100 * time.Millisecond)
		err = s.run(ctx)
	}
	return s, err
}

func (s *Server) run(ctx context.Context) (err error) {
	s.process, err = startProcess(s.command, serverArgs(s.dir, s.socketDir, s.durable), s.user, s.log)
	if err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	if err := s.awaitReady(ctx); err != nil {
		s.Stop()
		return err
	}
	return nil
}

// DSN is the address of one of the server's databases as postgres.Open takes it.
func (s *Server) DSN(database string) string { return dsn(s.socketDir, database) }

func dsn(socketDir, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + database}
	u.RawQuery = url.Values{"host": {socketDir}, "port": {socketPort}, "sslmode": {"disable"}}.Encode()
	return u.String()
}

// EnsureDatabase creates the database if the server does not have it yet.
func (s *Server) EnsureDatabase(ctx context.Context, name string) error {
	db, err := sql.Open("postgres", s.DSN("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(name))
	var exists *pq.Error
	if errors.As(err, &exists) && exists.Code == "42P04" { // duplicate_database
		return nil
	}
	return err
}

// Stop ends the server in good order: open sessions are cut, finished transactions are kept. It may be called more than once.
func (s *Server) Stop() {
	s.process.stop(stopTimeout)
	if s.socketDir != s.dir {
		_ = os.RemoveAll(s.socketDir)
	}
}

// Done is closed when the server has ended, by Stop or by itself.
func (s *Server) Done() <-chan struct{} { return s.process.done }

// Running returns the address of a database of the server that runs on dir in another process.
// The error is fs.ErrNotExist when none does.
func Running(dir, database string) (string, error) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", fmt.Errorf("no server runs on %s: %w", dir, fs.ErrNotExist)
	}
	lock, err := readLock(real)
	if err != nil || !lock.ready || !lock.alive() {
		return "", fmt.Errorf("no server runs on %s: %w", dir, fs.ErrNotExist)
	}
	return dsn(lock.socketDir, database), nil
}

func (s *Server) awaitReady(ctx context.Context) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if lock, err := readLock(s.dir); err == nil && lock.pid == s.process.pid && lock.ready {
			return nil
		}
		select {
		case <-s.process.done:
			return fmt.Errorf("postgres ended at once: %s", s.process.lastLines())
		case <-ctx.Done():
			return fmt.Errorf("postgres is not ready: %w: %s", ctx.Err(), s.process.lastLines())
		case <-tick.C:
		}
	}
}

// serverArgs has every setting on the command line, so that the data folder's own files stay as initdb wrote them.
func serverArgs(dir, socketDir string, durable bool) []string {
	settings := []string{
		"listen_addresses=", "port=" + socketPort, "unix_socket_directories=" + socketDir, "unix_socket_permissions=0700",
		"timezone=UTC", "log_timezone=UTC", "logging_collector=off", "log_destination=stderr",
	}
	if durable {
		settings = append(settings, "max_connections=100", "shared_buffers=64MB", "max_wal_size=256MB")
	} else {
		settings = append(settings, "max_connections=400", "shared_buffers=128MB", "max_wal_size=512MB",
			"fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
			"autovacuum_naptime=10min", "checkpoint_timeout=1h")
	}
	args := []string{"-D", dir}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

func isEmpty(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	return len(entries) == 0, err
}
