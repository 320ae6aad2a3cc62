package storagetest

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"lapak/internal/apperr"
	"lapak/storage"
)

func putAndOpen(t *testing.T, store storage.Store) {
	for key, want := range map[string]struct {
		size        int
		contentType string
	}{
		"empty.pdf":                       {0, "application/pdf"},
		"byte.png":                        {1, "image/png"},
		"small_picture.jpg":               {100_000, "image/jpeg"},
		"big.pdf":                         {20 << 20, "application/pdf"},
		strings.Repeat("k", 100) + ".jpg": {10, "image/jpeg"},
	} {
		body := pattern(want.size, 0)
		before := time.Now()
		check(t, store.Put(t.Context(), key, body))
		object, err := store.Open(t.Context(), key)
		check(t, err)
		defer object.Close()
		if object.Key != key || object.Size != int64(want.size) || object.ContentType != want.contentType {
			t.Errorf("%s: opened as %q, %d bytes, %s", key, object.Key, object.Size, object.ContentType)
		}
		if age := before.Sub(object.ModTime); age > 5*time.Second || age < -time.Minute || object.ModTime.Location() != time.UTC {
			t.Errorf("%s: put at %v, modified at %v", key, before.UTC(), object.ModTime)
		}
		got, err := io.ReadAll(object)
		check(t, err)
		wantBody(t, got, body)
	}
}

func ensureTwice(t *testing.T, store storage.Store) {
	check(t, store.Put(t.Context(), "kept.jpg", []byte("kept")))
	check(t, store.Ensure(t.Context()))
	wantBody(t, read(t, store, "kept.jpg"), []byte("kept"))
}

func missing(t *testing.T, store storage.Store) {
	_, err := store.Open(t.Context(), "missing.jpg")
	wantKind(t, err, apperr.NotFound)
	check(t, store.Put(t.Context(), "missing-too.jpg", nil))
	_, err = store.Open(t.Context(), "missing.jpg")
	wantKind(t, err, apperr.NotFound)
}

func overwrite(t *testing.T, store storage.Store) {
	const key = "picture.jpg"
	long, short := pattern(50_000, 1), pattern(7, 2)
	check(t, store.Put(t.Context(), key, long))
	old, err := store.Open(t.Context(), key)
	check(t, err)
	defer old.Close()
	check(t, store.Put(t.Context(), key, short))
	wantBody(t, read(t, store, key), short)
	check(t, store.Put(t.Context(), key, short))
	wantBody(t, read(t, store, key), short)
	wantKeys(t, store, key)
}

func ranges(t *testing.T, store storage.Store) {
	body := pattern(300_000, 3)
	check(t, store.Put(t.Context(), "ranges.jpg", body))
	object, err := store.Open(t.Context(), "ranges.jpg")
	check(t, err)
	defer object.Close()
	for _, step := range []struct {
		offset int64
		whence int
		at     int64
	}{
		{0, io.SeekEnd, 300_000},
		{0, io.SeekStart, 0},
		{299_999, io.SeekStart, 299_999},
		{-200_000, io.SeekCurrent, 100_000},
		{-1000, io.SeekEnd, 299_000},
		{400_000, io.SeekStart, 400_000},
		{1, io.SeekStart, 1},
	} {
		at, err := object.Seek(step.offset, step.whence)
		check(t, err)
		if at != step.at {
			t.Fatalf("seek %d from %d: at %d, want %d", step.offset, step.whence, at, step.at)
		}
		want := body[min(at, int64(len(body))):]
		want = want[:min(len(want), 1000)]
		got := make([]byte, len(want))
		_, err = io.ReadFull(object, got)
		check(t, err)
		wantBody(t, got, want)
		if len(want) == 0 {
			if n, err := object.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
				t.Fatalf("read at %d: %d bytes, %v; want EOF", at, n, err)
			}
		}
	}
	if _, err := object.Seek(-1, io.SeekStart); err == nil {
		t.Fatal("sought before the start")
	}
}

func deletes(t *testing.T, store storage.Store) {
	check(t, store.Put(t.Context(), "kept.jpg", []byte("kept")))
	check(t, store.Put(t.Context(), "gone.jpg", []byte("gone")))
	check(t, store.Delete(t.Context(), "gone.jpg"))
	check(t, store.Delete(t.Context(), "gone.jpg"))
	_, err := store.Open(t.Context(), "gone.jpg")
	wantKind(t, err, apperr.NotFound)
	wantKeys(t, store, "kept.jpg")
}

func hostileKeys(t *testing.T, store storage.Store) {
	check(t, store.Put(t.Context(), "picture.jpg", []byte("x")))
	for _, key := range []string{
		"", ".", "..", ".jpg", "/etc/passwd", "../picture.jpg", "a/../../b.jpg", "aaa/bbb.jpg", `aa\bb.jpg`,
		"picture", "picture.", "picture.JPG", "Picture.jpg", "picture.jpg.", "picture..jpg", "picture.svg",
		"picture.html", "picture.jpg/", "picture.jpg?x", "pic%2fture.jpg", "pic ture.jpg", "picture.jpg\n",
		"pic\x00ture.jpg", "\u202egpj.erutcip", "gambar\u202e.jpg", "pictüre.jpg", "-picture.jpg", "~picture.jpg",
		strings.Repeat("k", 101) + ".jpg", strings.Repeat("k", 1<<20),
	} {
		for name, call := range calls(store, key) {
			if name != "Put" && name != "Open" && name != "Delete" {
				continue
			}
			if err := call(t.Context()); apperr.CodeOf(err) != "storage_key_invalid" {
				t.Errorf("%s(%.40q): got %v", name, key, err)
			}
		}
	}
	for _, prefix := range []string{"../", "/", "*", "a b", strings.Repeat("k", 200)} {
		err := store.List(t.Context(), prefix, func(storage.Info) error { return nil })
		wantKind(t, err, apperr.Invalid)
	}
	wantKeys(t, store, "picture.jpg")
}

func concurrentPuts(t *testing.T, store storage.Store) {
	const key, writers, size = "shared.jpg", 8, 200_000
	var group sync.WaitGroup
	failures := make(chan error, 2*writers)
	for i := range writers {
		group.Go(func() { failures <- store.Put(t.Context(), key, pattern(size, byte(i))) })
		group.Go(func() { failures <- readWhole(t, store, key, size) })
	}
	group.Wait()
	close(failures)
	for err := range failures {
		check(t, err)
	}
	check(t, readWhole(t, store, key, size))
	wantKeys(t, store, key)
}

// readWhole accepts no object, or one that a single writer wrote.
func readWhole(t *testing.T, store storage.Store, key string, size int) error {
	object, err := store.Open(t.Context(), key)
	if apperr.KindOf(err) == apperr.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	defer object.Close()
	body, err := io.ReadAll(object)
	if err != nil {
		return err
	}
	if len(body) != size || string(body) != string(pattern(size, body[0])) {
		return errors.New("read a mixture of two writes")
	}
	return nil
}
