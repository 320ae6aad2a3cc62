package storagetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lapak/storage"
)

func lists(t *testing.T, store storage.Store) {
	wantKeys(t, store)
	all := []string{"0ab.jpg", "abc-2.jpg", "abc.jpg", "abc_1.jpg", "abd.pdf", "b--.png", "zzz.jpg"}
	for i := range all {
		check(t, store.Put(t.Context(), all[len(all)-1-i], pattern(i, 0)))
	}
	for prefix, want := range map[string][]string{
		"":         all,
		"a":        all[1:5],
		"ab":       all[1:5],
		"abc":      all[1:4],
		"abc.":     {"abc.jpg"},
		"abc.jpg":  {"abc.jpg"},
		"abc.jpgx": {},
		"b-":       {"b--.png"},
		"q":        {},
	} {
		if diff := cmp.Diff(want, keys(t, store, prefix)); diff != "" {
			t.Errorf("prefix %q (-want +got):\n%s", prefix, diff)
		}
	}
	check(t, store.List(t.Context(), "0ab", func(info storage.Info) error {
		object, err := store.Open(t.Context(), info.Key)
		check(t, err)
		defer object.Close()
		if info.Size != 6 || info.ModTime.Unix() != object.ModTime.Unix() {
			t.Errorf("listed %+v, opened %+v", info, object.Info)
		}
		return nil
	}))
}

func longList(t *testing.T, store storage.Store) {
	const count, writers = 1010, 8
	failures := make(chan error, count)
	var group sync.WaitGroup
	for writer := range writers {
		group.Go(func() {
			for i := writer; i < count; i += writers {
				failures <- store.Put(t.Context(), numbered(i), nil)
			}
		})
	}
	group.Wait()
	close(failures)
	for err := range failures {
		check(t, err)
	}
	found := keys(t, store, "")
	if len(found) != count {
		t.Fatalf("listed %d of %d objects", len(found), count)
	}
	for i, key := range found {
		if key != numbered(i) {
			t.Fatalf("key %d is %s", i, key)
		}
	}
}

func listStops(t *testing.T, store storage.Store) {
	for i := range 3 {
		check(t, store.Put(t.Context(), numbered(i), nil))
	}
	enough := errors.New("enough")
	visits := 0
	err := store.List(t.Context(), "", func(storage.Info) error {
		visits++
		return enough
	})
	if !errors.Is(err, enough) || visits != 1 {
		t.Fatalf("got %v after %d visits", err, visits)
	}
}

func cancelled(t *testing.T, store storage.Store) {
	const key = "picture.jpg"
	body := pattern(4<<20, 0)
	check(t, store.Put(t.Context(), key, body))
	ctx, cancel := context.WithCancel(t.Context())
	object, err := store.Open(ctx, key)
	check(t, err)
	defer object.Close()
	cancel()
	if err := drain(object); !errors.Is(err, context.Canceled) {
		t.Errorf("reading: got %v", err)
	}
	for name, call := range calls(store, key) {
		if err := call(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", name, err)
		}
	}
	wantBody(t, read(t, store, key), body)
}
