package pgtest

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lapak/internal/postgres/embedded"
)

// tool runs one of Postgres's own programs to its end, as the user that owns this server's data where that is another.
func (o *Own) tool(name string, args ...string) {
	o.t.Helper()
	bin, err := embedded.FindBinaries()
	if err != nil {
		o.t.Fatal(err)
	}
	cmd := exec.CommandContext(o.t.Context(), filepath.Join(bin, name), args...)
	cmd.Dir = "/"
	info, err := os.Stat(o.dir)
	if err != nil {
		o.t.Fatal(err)
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && int(owner.Uid) != os.Geteuid() {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid, Groups: []uint32{owner.Gid}}}
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		o.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// host is the folder of the server's socket.
func (o *Own) host() string {
	o.t.Helper()
	u, err := url.Parse(o.DSN())
	if err != nil {
		o.t.Fatal(err)
	}
	return u.Query().Get("host")
}

// run executes a statement on the server's database.
func (o *Own) run(statement string) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), timeout)
	defer cancel()
	if err := execute(ctx, o.DSN(), statement); err != nil {
		o.t.Fatalf("%s: %v", statement, err)
	}
}

// NewStandby starts a copy that follows this server. From now on the server acknowledges a commit only once the copy has applied it.
func (o *Own) NewStandby() *Own {
	o.t.Helper()
	folder := openFolder(o.t)
	if info, err := os.Stat(o.dir); err != nil {
		o.t.Fatal(err)
	} else if owner, ok := info.Sys().(*syscall.Stat_t); ok {
		if err := os.Chown(folder, int(owner.Uid), int(owner.Gid)); err != nil {
			o.t.Fatal(err)
		}
	}
	standby := &Own{t: o.t, dir: filepath.Join(folder, "data")}
	o.tool("pg_basebackup", "--pgdata="+standby.dir, "--write-recovery-conf", "--checkpoint=fast", "--host="+o.host(), "--username=lapak")
	for _, lock := range []string{".s.PGSQL.5432.lock", ".s.PGSQL.5432"} { // the socket lies beside the data, and is copied with them
		if err := os.Remove(filepath.Join(standby.dir, lock)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			o.t.Fatal(err)
		}
	}
	standby.Start()
	o.t.Cleanup(func() { standby.server.Stop() })
	o.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
	o.run("ALTER SYSTEM SET synchronous_commit = remote_apply")
	o.run("SELECT pg_reload_conf()")
	return standby
}

// Promote makes a standby the server that takes writes; it follows nobody and waits for nobody.
func (o *Own) Promote() {
	o.t.Helper()
	o.run("SELECT pg_promote()")
	o.run("ALTER SYSTEM RESET synchronous_standby_names")
	o.run("SELECT pg_reload_conf()")
}

// Dump writes the database to a file in the custom format, as pg_dump does for a backup.
func (o *Own) Dump(t testing.TB) (file string) {
	t.Helper()
	file = filepath.Join(filepath.Dir(o.dir), "lapak.dump")
	raw, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(raw.Chmod(0o666), raw.Close()); err != nil {
		t.Fatal(err)
	}
	o.tool("pg_dump", "--format=custom", "--file="+file, "--host="+o.host(), "--username=lapak", "lapak")
	return file
}

// Restore fills the empty database of this server from a dump.
func (o *Own) Restore(file string) {
	o.t.Helper()
	o.tool("pg_restore", "--exit-on-error", "--no-owner", "--dbname=lapak", "--host="+o.host(), "--username=lapak", file)
}

// Redirect leads the wire to another server's database; connections that are open stay where they are.
func (w *Wire) Redirect(t testing.TB, dsn string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	network, server := serverOf(u)
	if strings.TrimPrefix(u.Path, "/") != strings.TrimPrefix(w.dsn.Path, "/") {
		t.Fatalf("the wire leads to the database %s", w.dsn.Path)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.network, w.server = network, server
}
