package embedded

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// lock is what a server writes into postmaster.pid of its data folder.
type lock struct {
	pid       int
	socketDir string
	ready     bool // it takes connections
}

func readLock(dir string) (lock, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "postmaster.pid"))
	if err != nil {
		return lock{}, err
	}
	// Lines: pid, data folder, start time, port, socket folder, listen address, shared memory key, status.
	lines := strings.Split(string(raw), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil {
		return lock{}, fmt.Errorf("postmaster.pid of %s: %w", dir, err)
	}
	l := lock{pid: pid}
	if len(lines) >= 8 {
		l.socketDir, l.ready = strings.TrimSpace(lines[4]), strings.TrimSpace(lines[7]) == "ready"
	}
	return l, nil
}

// alive tells whether the process that wrote the file still runs, and not another that was given its number since.
func (l lock) alive() bool {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", l.pid))
	return err == nil && strings.HasPrefix(string(name), "postgres")
}

// awaitFree waits a moment for a server that is just ending, since its parent was killed, and then refuses one that lives on.
// A file that a killed server left behind is removed when its number belongs to another program now; otherwise Postgres does it.
// stale tells that there is such a file.
func awaitFree(ctx context.Context, dir string) (stale bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		l, err := readLock(dir)
		if os.IsNotExist(err) {
			return false, nil
		}
		if err == nil && !l.alive() {
			if _, err := os.Stat(fmt.Sprintf("/proc/%d", l.pid)); err == nil {
				return false, os.Remove(filepath.Join(dir, "postmaster.pid"))
			}
			return true, nil
		}
		select {
		case <-ctx.Done():
			return false, fmt.Errorf("a Postgres server already runs on %s (process %d)", dir, l.pid)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
