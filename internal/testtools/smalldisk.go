package testtools

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// SmallDisk is a file system of its own that a test may fill.
type SmallDisk struct {
	Folder string
	t      testing.TB
}

// NewSmallDisk mounts a memory disk of a size such as "64m" until the test ends. Where mounting is not allowed (it takes root), the test is skipped.
func NewSmallDisk(t testing.TB, size string) SmallDisk {
	t.Helper()
	//nolint:usetesting // a server's own user must reach it, and the test's own folder is closed to others
	folder, err := os.MkdirTemp("", "lapak-disk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(folder) })
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "mode=0755,size="+size); err != nil {
		t.Skipf("a small disk cannot be mounted: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
	return SmallDisk{folder, t}
}

func (d SmallDisk) ballast() string { return filepath.Join(d.Folder, "ballast") }

// Fill leaves no byte free.
func (d SmallDisk) Fill() {
	d.t.Helper()
	file, err := os.OpenFile(d.ballast(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		d.t.Fatal(err)
	}
	for size := 1 << 20; size > 0; size /= 2 { // the last bytes too
		for chunk := make([]byte, size); err == nil; {
			_, err = file.Write(chunk)
		}
		if !errors.Is(err, syscall.ENOSPC) {
			d.t.Fatal(err)
		}
		err = nil
	}
	if err := file.Close(); err != nil {
		d.t.Fatal(err)
	}
}

// Empty gives back what Fill took.
func (d SmallDisk) Empty() {
	d.t.Helper()
	if err := os.Remove(d.ballast()); err != nil {
		d.t.Fatal(err)
	}
}
