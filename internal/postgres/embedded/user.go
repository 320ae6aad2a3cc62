package embedded

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// credential is the user that runs the server in place of root; nil where this process is not root's.
type credential struct {
	name     string
	uid, gid uint32
}

func serverUser() (*credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("user %s: %w", name, err)
		}
		return &credential{name: name, uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return nil, errors.New("root may not run Postgres, and there is no user postgres or nobody: run this as an ordinary user")
}

// own gives a folder to the server's user.
func (c *credential) own(path string) error {
	if c == nil {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if st, ok := info.Sys().(*syscall.Stat_t); ok && int(st.Uid) != os.Geteuid() {
			return fmt.Errorf("%s: %w", path, os.ErrPermission)
		}
		return nil
	}
	return os.Chown(path, int(c.uid), int(c.gid))
}

// closedParent returns the first folder above path that the server's user may not enter, or "".
func (c *credential) closedParent(path string) (string, error) {
	if c == nil {
		return "", nil
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return "", err
		}
		st, ok := info.Sys().(*syscall.Stat_t)
		if ok && !c.mayEnter(st.Uid, st.Gid, info.Mode().Perm()) {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", nil
		}
	}
}

func (c *credential) mayEnter(uid, gid uint32, perm os.FileMode) bool {
	switch {
	case uid == c.uid:
		return perm&0o100 != 0
	case gid == c.gid:
		return perm&0o010 != 0
	default:
		return perm&0o001 != 0
	}
}
