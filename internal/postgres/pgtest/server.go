package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"lapak/internal/postgres/embedded"
)

const folderPrefix = "lapak-pgtest-"

// sharedServer returns the address of the server for this process's tests.
var sharedServer = sync.OnceValues(func() (string, error) {
	if raw := os.Getenv(ServerVariable); raw != "" {
		if u, err := url.Parse(raw); err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
			return "", fmt.Errorf("%s is not of the form postgres://user:password@host:port/postgres", ServerVariable)
		}
		return raw, nil
	}
	server, _, err := StartServer(context.Background())
	if err != nil {
		return "", err
	}
	return server.DSN("postgres"), nil // the kernel ends it with this process
})

// StartServer starts a private server whose data may be lost, in a temporary folder that it returns. The caller stops the server and
// removes the folder; what a killed caller left is removed by the next one.
func StartServer(ctx context.Context) (server *embedded.Server, folder string, err error) {
	removeLeftovers()
	folder, err = os.MkdirTemp("", folderPrefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return nil, "", err
	}
	if err := os.Chmod(folder, 0o755); err != nil {
		return nil, "", err
	}
	server, err = embedded.Start(ctx, embedded.Options{Dir: filepath.Join(folder, "data")})
	return server, folder, err
}

// removeLeftovers deletes the folders of test processes that have ended: a test binary ends without a chance to clean up.
func removeLeftovers() {
	folders, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPrefix+"*")) // the pattern is constant: no error is possible
	for _, folder := range folders {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(folder), folderPrefix), "-")
		n, err := strconv.Atoi(pid)
		if err == nil && errors.Is(syscall.Kill(n, 0), syscall.ESRCH) {
			_ = os.RemoveAll(folder) // another user's folder stays
		}
	}
}
