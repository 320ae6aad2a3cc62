package embedded

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
)

// FindBinaries returns the folder of the newest initdb and postgres: from PATH, or where Debian, Homebrew and others put them.
// The error names the one command that installs them.
func FindBinaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil && hasBinaries(filepath.Dir(real)) {
			return filepath.Dir(real), nil
		}
	}
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"} {
		dirs, _ := filepath.Glob(pattern) // the patterns are constant: no error is possible
		for _, dir := range dirs {
			if hasBinaries(dir) {
				found = append(found, dir)
			}
		}
	}
	if len(found) == 0 {
		return "", errors.New("no Postgres server was found (initdb and postgres); install it: sudo apt-get install -y postgresql")
	}
	sort.Slice(found, func(i, j int) bool { return version(found[i]) > version(found[j]) })
	return found[0], nil
}

func hasBinaries(dir string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// version reads the number in a folder's name: 15 of /usr/lib/postgresql/15/bin.
func version(binDir string) int {
	digits := bytes.TrimLeftFunc([]byte(filepath.Base(filepath.Dir(binDir))), func(r rune) bool { return r < '0' || r > '9' })
	n, _ := strconv.Atoi(string(digits)) // a name without a number is the oldest
	return n
}

// initCluster fills an empty data folder. The work is done beside it and renamed, so that a killed initdb leaves nothing half made.
func initCluster(ctx context.Context, bin, dir string, user *credential, opts Options) error {
	empty, err := isEmpty(dir)
	if err != nil {
		return err
	}
	if !empty {
		if _, err := os.Stat(filepath.Join(dir, "PG_VERSION")); err != nil {
			return fmt.Errorf("%s is neither empty nor a Postgres data folder", dir)
		}
		return nil
	}
	fresh := dir + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := os.MkdirAll(fresh, 0o700); err != nil {
		return err
	}
	if err := user.own(fresh); err != nil {
		return err
	}
	args := []string{
		"-D", fresh, "--username=" + superuser, "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust",
		"--no-instructions",
	}
	if !opts.Durable {
		args = append(args, "--no-sync")
	}
	p, err := startProcess(filepath.Join(bin, "initdb"), args, user, opts.Log)
	if err != nil {
		return fmt.Errorf("start initdb: %w", err)
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		p.stop(0)
		return ctx.Err()
	}
	if p.err != nil {
		return fmt.Errorf("initdb: %w: %s", p.err, p.lastLines())
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) { // empty; Rename does not replace a folder
		return err
	}
	return os.Rename(fresh, dir)
}

// place returns the folder that really holds the data. It is dir itself, unless the server's user cannot enter one of the folders
// above it (root's own home is closed to all others): then dir becomes a link to a folder under /var/lib/lapak. Whoever removes the
// link has thrown the data away, so a new link begins with an empty folder.
func place(dir string, user *credential) (string, error) {
	if dir == "" {
		return "", errors.New("no data folder was given")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	if err := os.MkdirAll(filepath.Dir(abs), 0o755); err != nil { //nolint:gosec // the server's user must pass; the data folder itself is 0700
		return "", err
	}
	closed, err := user.closedParent(abs)
	if err != nil || closed == "" {
		return abs, err
	}
	if empty, err := isEmpty(abs); err != nil {
		return "", err
	} else if !empty {
		return "", fmt.Errorf("the user %s, who runs Postgres, cannot enter %s; open it (chmod o+x %s) or choose another data folder",
			user.name, closed, closed)
	}
	return linkElsewhere(abs)
}

func linkElsewhere(abs string) (string, error) {
	target := filepath.Join("/var/lib/lapak", filepath.Base(abs)+"-"+shortHash(abs))
	if err := os.RemoveAll(target); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil { //nolint:gosec // see place
		return "", err
	}
	if err := os.Remove(abs); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	return target, os.Symlink(target, abs)
}

// socketFolder is the data folder itself, which only the server's user enters; where its path is too long for a socket's address
// (107 bytes on Linux), a folder of the same rights under the temporary folder.
func socketFolder(dir string, user *credential) (string, error) {
	if len(filepath.Join(dir, ".s.PGSQL."+socketPort)) <= 100 {
		return dir, nil
	}
	short := filepath.Join(os.TempDir(), "lapak-"+shortHash(dir))
	if err := os.Mkdir(short, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	if err := user.own(short); err != nil {
		return "", fmt.Errorf("the socket's folder %s belongs to somebody else: %w", short, err)
	}
	return short, os.Chmod(short, 0o700) //nolint:gosec // a folder needs its x bit
}

func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:6])
}
