package pgtest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"lapak/internal/postgres/embedded"
)

// Own is a durable server that belongs to one test, which may stop, kill and freeze it. It has one migrated database.
type Own struct {
	t      testing.TB
	dir    string
	server *embedded.Server
}

// NewOwn starts a server until the test ends.
func NewOwn(t testing.TB) *Own {
	t.Helper()
	o := newOwn(t, openFolder(t))
	o.fill()
	return o
}

// NewOwnIn starts a server whose data lie in a folder, which every user must be able to enter.
func NewOwnIn(t testing.TB, folder string) *Own {
	t.Helper()
	o := newOwn(t, folder)
	o.fill()
	return o
}

// NewOwnEmpty starts a server whose database has no table, for a backup to be restored into.
func NewOwnEmpty(t testing.TB) *Own {
	t.Helper()
	return newOwn(t, openFolder(t))
}

// openFolder is a temporary folder that the server's user can enter.
func openFolder(t testing.TB) string {
	t.Helper()
	removeLeftovers()
	//nolint:usetesting // the server's user must reach it, and the test's own folder is closed to others
	folder, err := os.MkdirTemp("", folderPrefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o755); err != nil { // the server's user must pass; the data folder itself is 0700
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

func newOwn(t testing.TB, folder string) *Own {
	t.Helper()
	o := &Own{t: t, dir: filepath.Join(folder, "data")}
	o.Start()
	t.Cleanup(func() {
		o.signal(syscall.SIGCONT)
		o.server.Stop()
	})
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	if err := o.server.EnsureDatabase(ctx, "lapak"); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *Own) fill() {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), timeout)
	defer cancel()
	if err := migrate(ctx, o.DSN()); err != nil {
		o.t.Fatal(err)
	}
}

// DSN is the address of its database, the same after each start.
func (o *Own) DSN() string { return o.server.DSN("lapak") }

// Start starts it, again after Stop or Kill.
func (o *Own) Start() {
	o.t.Helper()
	server, err := embedded.Start(context.WithoutCancel(o.t.Context()), embedded.Options{Dir: o.dir, Durable: true})
	if err != nil {
		o.t.Fatal(err)
	}
	o.server = server
}

// AwaitWrites waits until it writes, and starts it where it has ended, as a supervisor does: one whose disk was full may give up its
// recovery and end a moment later.
func (o *Own) AwaitWrites() {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), timeout)
	defer cancel()
	for execute(ctx, o.DSN(), "SELECT pg_switch_wal()") != nil {
		select {
		case <-o.server.Done():
			o.Start()
		case <-ctx.Done():
			o.t.Fatal("the server does not write again")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// UseUpLog writes ahead until there is no room for the log: a full disk alone stops nobody while old files of the log are used again.
func (o *Own) UseUpLog() {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), timeout)
	defer cancel()
	for range 100 {
		if execute(ctx, o.DSN(), "SELECT pg_logical_emit_message(false, 'pgtest', 'filler'); SELECT pg_switch_wal()") != nil {
			return
		}
	}
	o.t.Fatal("the log still has room")
}

// Stop ends it in good order.
func (o *Own) Stop() { o.server.Stop() }

// Kill ends it and all its sessions at once, as a crash does.
func (o *Own) Kill() {
	o.signal(syscall.SIGKILL)
	<-o.server.Done()
}

// Freeze stops it where it stands: its sockets stay open and nothing answers.
func (o *Own) Freeze() { o.signal(syscall.SIGSTOP) }

// Thaw lets it go on.
func (o *Own) Thaw() { o.signal(syscall.SIGCONT) }

// signal reaches the server and every process that it has started, the server first so that it starts no other.
func (o *Own) signal(sig syscall.Signal) {
	raw, err := os.ReadFile(filepath.Join(o.dir, "postmaster.pid"))
	if err != nil {
		return // it does not run
	}
	line, _, _ := bytes.Cut(raw, []byte("\n"))
	pid, err := strconv.Atoi(string(line))
	if err != nil {
		o.t.Fatal(err)
	}
	_ = syscall.Kill(pid, sig)
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is constant: no error is possible
	for _, stat := range stats {
		raw, err := os.ReadFile(stat)
		if err != nil {
			continue // it has just ended
		}
		_, rest, _ := strings.Cut(string(raw), ") ") // after the name: state, parent
		fields := strings.Fields(rest)
		if child, err := strconv.Atoi(filepath.Base(filepath.Dir(stat))); err == nil && len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			_ = syscall.Kill(child, sig)
		}
	}
}
