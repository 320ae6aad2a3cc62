// Package miniotest runs a real MinIO server for tests.
package miniotest

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"lapak/internal/testtools"
)

// What the server accepts.
const (
	Key    = "lapak-test"
	Secret = "lapak-test-secret"
)

const startTimeout = 20 * time.Second

// Server is a MinIO of one test, on a port and a folder of its own.
type Server struct {
	Endpoint string // host:port
	stop     func()
}

// Start runs a server until the test ends. Where there is no MinIO the test is
// skipped, or fails if CI=true.
func Start(t testing.TB) *Server {
	t.Helper()
	binary := testtools.Find(t, "minio")
	endpoint := freeAddress(t)
	command := exec.Command(binary, "server", "--quiet", "--address", endpoint, "--console-address", freeAddress(t), t.TempDir())
	command.Env = append(os.Environ(),
		"MINIO_ROOT_USER="+Key, "MINIO_ROOT_PASSWORD="+Secret,
		"MINIO_BROWSER=off", "MINIO_UPDATE=off", "HOME="+t.TempDir())
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	gone, err := run(command)
	if err != nil {
		t.Fatalf("start MinIO: %v", err)
	}
	server := &Server{Endpoint: endpoint, stop: sync.OnceFunc(func() {
		_ = command.Process.Kill() // it may be gone already
		<-gone
	})}
	t.Cleanup(server.Stop)
	server.awaitReady(t, gone)
	return server
}

// URL is the storage URL of a bucket on the server.
func (s *Server) URL(bucket string) string {
	return fmt.Sprintf("minio://%s:%s@%s/%s", Key, Secret, s.Endpoint, bucket)
}

// Stop kills the server, as a crash would.
func (s *Server) Stop() {
	s.stop()
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// run starts the command and closes gone when it has ended. Pdeathsig is sent
// when the starting thread ends, so one thread is held from start to end.
func run(command *exec.Cmd) (gone <-chan struct{}, err error) {
	started, ended := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		err := command.Start()
		started <- err
		if err == nil {
			_ = command.Wait() // it is killed, which Wait calls an error
		}
		close(ended)
	}()
	return ended, <-started
}

func (s *Server) awaitReady(t testing.TB, gone <-chan struct{}) {
	t.Helper()
	client := &http.Client{Timeout: time.Second}
	deadline := time.After(startTimeout)
	for {
		response, err := client.Get("http://" + s.Endpoint + "/minio/health/cluster")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-gone:
			t.Fatal("MinIO ended before it was ready")
		case <-deadline:
			t.Fatalf("MinIO was not ready after %v", startTimeout)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
