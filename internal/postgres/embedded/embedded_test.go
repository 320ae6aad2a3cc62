package embedded_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"lapak/internal/postgres/embedded"
)

// TestMain lets the test binary be the parent that is killed: with the variable set it starts a server and waits.
func TestMain(m *testing.M) {
	dir := os.Getenv("LAPAK_EMBEDDED_TEST_DIR")
	if dir == "" {
		os.Exit(m.Run())
	}
	server, err := embedded.Start(context.Background(), embedded.Options{Dir: dir, Durable: true})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(server.DSN("postgres"))
	<-server.Done()
}

// openTemp is a folder that every user may pass, unlike t.TempDir under root.
func openTemp(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "lapak-embedded-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, dir string) *embedded.Server {
	t.Helper()
	server, err := embedded.Start(t.Context(), embedded.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	return server
}

func exec1(t *testing.T, dsn, statement string) string {
	t.Helper()
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var answer string
	if err := db.QueryRowContext(t.Context(), statement).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return answer
}

func TestDataSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(openTemp(t), "made", "data")
	server := start(t, dir)
	if err := server.EnsureDatabase(t.Context(), "mall"); err != nil {
		t.Fatal(err)
	}
	exec1(t, server.DSN("mall"), "CREATE TABLE kept (v text); INSERT INTO kept VALUES ('batik'); SELECT v FROM kept")
	if dsn, err := embedded.Running(dir, "mall"); err != nil || exec1(t, dsn, "SELECT v FROM kept") != "batik" {
		t.Errorf("Running finds %q, %v", dsn, err)
	}
	server.Stop()
	if _, err := embedded.Running(dir, "mall"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after Stop: Running says %v", err)
	}
	server = start(t, dir)
	if err := server.EnsureDatabase(t.Context(), "mall"); err != nil {
		t.Errorf("a database that exists is refused: %v", err)
	}
	if got := exec1(t, server.DSN("mall"), "SELECT v FROM kept"); got != "batik" {
		t.Errorf("after the restart: %q", got)
	}
}

func TestAFolderClosedToTheServersUserIsLinkedElsewhere(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root runs the server as another user")
	}
	t.Parallel()
	closed := t.TempDir()
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(closed, "data")
	server := start(t, dir)
	real, err := filepath.EvalSymlinks(dir)
	if err != nil || !strings.HasPrefix(real, "/var/lib/lapak/") {
		t.Fatalf("the data lies in %s, %v", real, err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(real) })
	exec1(t, server.DSN("postgres"), "CREATE TABLE kept (v text); SELECT 'made'")
	server.Stop()
	if got := exec1(t, start(t, dir).DSN("postgres"), "SELECT count(*) FROM kept"); got != "0" {
		t.Errorf("the second start does not follow the link: %q", got)
	}
}

func TestALongPathStillHasASocket(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(openTemp(t), strings.Repeat("pasar-", 20), "data")
	if got := exec1(t, start(t, dir).DSN("postgres"), "SELECT current_user"); got != "lapak" {
		t.Errorf("user %q", got)
	}
}

func TestAForeignFolderIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := openTemp(t)
	file := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if server, err := embedded.Start(t.Context(), embedded.Options{Dir: dir}); err == nil {
		server.Stop()
		t.Error("a folder with other files was taken")
	}
	if raw, err := os.ReadFile(file); err != nil || string(raw) != "mine" {
		t.Errorf("the file holds %q, %v", raw, err)
	}
}

func TestAKilledParentLeavesNoServerAndTheDataIsThere(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(openTemp(t), "data")
	parent := exec.CommandContext(t.Context(), os.Args[0])
	parent.Env = append(os.Environ(), "LAPAK_EMBEDDED_TEST_DIR="+dir)
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	dsn, _ := bufio.NewReader(out).ReadString('\n')
	dsn = strings.TrimSpace(dsn)
	exec1(t, dsn, "CREATE TABLE kept (v text); INSERT INTO kept VALUES ('batik'); SELECT v FROM kept")
	pid := exec1(t, dsn, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")

	busy, err := sql.Open("postgres", dsn) // a session in the middle of a statement
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = busy.Close() }()
	cut := make(chan error, 1)
	go func() {
		_, err := busy.ExecContext(context.Background(), "SELECT pg_sleep(60)")
		cut <- err
	}()

	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	if err := <-cut; err == nil {
		t.Error("the statement outlived the parent")
	}
	awaitGone(t, pid)
	if got := exec1(t, start(t, dir).DSN("postgres"), "SELECT v FROM kept"); got != "batik" {
		t.Errorf("after the kill: %q", got)
	}
}

func awaitGone(t *testing.T, pid string) {
	t.Helper()
	n, err := strconv.Atoi(pid)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if errors.Is(syscall.Kill(n, 0), syscall.ESRCH) {
			return
		}
	}
	t.Fatalf("the server %d outlived its parent", n)
}

func TestASecondServerOnTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(openTemp(t), "data")
	first := start(t, dir)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if second, err := embedded.Start(ctx, embedded.Options{Dir: dir}); err == nil {
		second.Stop()
		t.Error("two servers run on one folder")
	}
	if got := exec1(t, first.DSN("postgres"), "SELECT 'still here'"); got != "still here" {
		t.Errorf("the first one answers %q", got)
	}
}
