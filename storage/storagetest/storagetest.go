// Package storagetest is the conformance suite of storage.Store. Each driver runs
// it on the real thing.
package storagetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lapak/internal/apperr"
	"lapak/storage"
)

// Run holds a driver to the contract. open makes a store with a place of its own
// that Ensure has not made yet.
func Run(t *testing.T, open func(t *testing.T) storage.Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, storage.Store){
		"what is put is opened with its type and size": putAndOpen,
		"ensuring twice keeps what is there":           ensureTwice,
		"a missing object is not found":                missing,
		"a put replaces the object whole":              overwrite,
		"a range is read after seeking":                ranges,
		"an object is deleted, and once more":          deletes,
		"hostile keys are refused everywhere":          hostileKeys,
		"concurrent puts of one key leave one whole":   concurrentPuts,
		"objects are listed by prefix in order":        lists,
		"more objects than a page are listed":          longList,
		"a listing stops at the visitor's error":       listStops,
		"a cancelled context ends every call":          cancelled,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			check(t, store.Ensure(t.Context()))
			check(t, store.Ready(t.Context()))
			test(t, store)
		})
	}
	t.Run("a store that was never made is unavailable", func(t *testing.T) {
		t.Parallel()
		unavailable(t, open(t))
	})
}

// RunUnavailable checks that each call on a store whose place is gone ends, in
// bounded time, as Unavailable.
func RunUnavailable(t *testing.T, store storage.Store) {
	t.Helper()
	unavailable(t, store)
}

func unavailable(t *testing.T, store storage.Store) {
	t.Helper()
	const key = "picture.jpg"
	for name, call := range calls(store, key) {
		if name == "Ensure" {
			continue // it would make the place
		}
		if err := call(t.Context()); apperr.KindOf(err) != apperr.Unavailable {
			t.Errorf("%s: got %v, want kind unavailable", name, err)
		}
	}
}

// calls is every method as a call on one key.
func calls(store storage.Store, key string) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"Ensure": store.Ensure,
		"Ready":  store.Ready,
		"Put":    func(ctx context.Context) error { return store.Put(ctx, key, []byte("x")) },
		"Delete": func(ctx context.Context) error { return store.Delete(ctx, key) },
		"Open": func(ctx context.Context) error {
			object, err := store.Open(ctx, key)
			if err == nil {
				object.Close()
			}
			return err
		},
		"List": func(ctx context.Context) error {
			return store.List(ctx, "", func(storage.Info) error { return nil })
		},
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, kind apperr.Kind) {
	t.Helper()
	if apperr.KindOf(err) != kind || err == nil {
		t.Fatalf("got %v, want kind %v", err, kind)
	}
}

// read opens an object and reads it to its end.
func read(t *testing.T, store storage.Store, key string) []byte {
	t.Helper()
	object, err := store.Open(t.Context(), key)
	check(t, err)
	defer object.Close()
	body, err := io.ReadAll(object)
	check(t, err)
	if int64(len(body)) != object.Size {
		t.Fatalf("read %d bytes of an object of %d", len(body), object.Size)
	}
	return body
}

func wantBody(t *testing.T, got, want []byte) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Fatalf("got %d bytes (%x), want %d (%x)", len(got), sha256.Sum256(got), len(want), sha256.Sum256(want))
	}
}

func keys(t *testing.T, store storage.Store, prefix string) []string {
	t.Helper()
	found := []string{}
	check(t, store.List(t.Context(), prefix, func(info storage.Info) error {
		found = append(found, info.Key)
		return nil
	}))
	return found
}

func wantKeys(t *testing.T, store storage.Store, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), keys(t, store, "")); diff != "" {
		t.Fatalf("keys in the store (-want +got):\n%s", diff)
	}
}

// pattern is n bytes that differ from place to place.
func pattern(n int, seed byte) []byte {
	body := make([]byte, n)
	for i := range body {
		body[i] = byte(i) ^ byte(i>>8) ^ byte(i>>16) ^ seed
	}
	return body
}

func numbered(i int) string {
	return fmt.Sprintf("%04d-object.jpg", i)
}

func drain(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
