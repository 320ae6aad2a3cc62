package disk_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lapak/internal/apperr"
	"lapak/storage"
	"lapak/storage/disk"
	"lapak/storage/storagetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storage.Store {
		return disk.New(filepath.Join(t.TempDir(), "store"))
	})
}

func TestUnmountedFolderIsUnavailable(t *testing.T) {
	t.Parallel()
	store, root := open(t)
	check(t, store.Put(t.Context(), "picture.jpg", []byte("x")))
	check(t, os.RemoveAll(root))
	storagetest.RunUnavailable(t, store)
	if _, err := os.Stat(root); !os.IsNotExist(err) {
		t.Fatalf("the folder was made again: %v", err)
	}
}

func TestFileInPlaceOfTheFolderIsUnavailable(t *testing.T) {
	t.Parallel()
	root := filepath.Join(t.TempDir(), "store")
	check(t, os.WriteFile(root, []byte("x"), 0o600))
	store := disk.New(root)
	storagetest.RunUnavailable(t, store)
	if err := store.Ensure(t.Context()); apperr.KindOf(err) != apperr.Unavailable {
		t.Fatalf("Ensure: got %v", err)
	}
}

func TestPutAgainRenewsTheTime(t *testing.T) {
	t.Parallel()
	store, root := open(t)
	check(t, store.Put(t.Context(), "picture.jpg", []byte("x")))
	old := time.Now().Add(-48 * time.Hour)
	check(t, os.Chtimes(filepath.Join(root, "pi", "picture.jpg"), old, old))
	check(t, store.Put(t.Context(), "picture.jpg", []byte("x")))
	object, err := store.Open(t.Context(), "picture.jpg")
	check(t, err)
	defer object.Close()
	if age := time.Since(object.ModTime); age > time.Minute {
		t.Fatalf("the object still looks %v old", age)
	}
}

func TestHalfDoneWritesAreNoObjects(t *testing.T) {
	t.Parallel()
	store, root := open(t)
	check(t, store.Put(t.Context(), "picture.jpg", []byte("x")))
	fresh, abandoned := filepath.Join(root, "pi", ".put-1"), filepath.Join(root, "pi", ".put-2")
	for _, path := range []string{fresh, abandoned} {
		check(t, os.WriteFile(path, []byte("half"), 0o600))
	}
	old := time.Now().Add(-2 * time.Hour)
	check(t, os.Chtimes(abandoned, old, old))

	count := 0
	check(t, store.List(t.Context(), "", func(storage.Info) error { count++; return nil }))
	if count != 1 {
		t.Errorf("listed %d objects, want 1", count)
	}
	check(t, store.Ensure(t.Context()))
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("a write in progress was cleared: %v", err)
	}
	if _, err := os.Stat(abandoned); !os.IsNotExist(err) {
		t.Errorf("an abandoned write was kept: %v", err)
	}
}

func TestCancelledPutLeavesNoFile(t *testing.T) {
	t.Parallel()
	store, root := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := store.Put(ctx, "picture.jpg", make([]byte, 1<<20)); err == nil {
		t.Fatal("a cancelled put succeeded")
	}
	files, err := filepath.Glob(filepath.Join(root, "*", "*"))
	check(t, err)
	if len(files) != 0 {
		t.Fatalf("left %v", files)
	}
}

func open(t *testing.T) (store *disk.Store, root string) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "store")
	store = disk.New(root)
	check(t, store.Ensure(t.Context()))
	return store, root
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
