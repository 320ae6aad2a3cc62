// Package disk is a storage.Store in a folder: for the demo, for tests, and for a
// mall small enough to live on one machine.
package disk

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"lapak/storage"
)

// shardLength is how many leading characters of a key name its sub-folder, so
// that no folder grows without bound and a listing holds one shard in memory.
const shardLength = 2

// Store keeps each object as a plain file.
type Store struct {
	root string
}

// New opens the store in the folder root, which Ensure makes.
func New(root string) *Store {
	return &Store{root: root}
}

// Ensure makes the folder, readable by this user only, and clears away what
// writes that a killed process left half done.
func (s *Store) Ensure(ctx context.Context) error {
	err := os.MkdirAll(s.root, 0o700)
	if err == nil {
		err = s.clear()
	}
	if err != nil {
		return storage.Unavailable(ctx, err)
	}
	return ctx.Err()
}

// Ready looks whether the folder is there: a disk that is not mounted is missed
// here, and never silently replaced by an empty folder.
func (s *Store) Ready(ctx context.Context) error {
	info, err := os.Stat(s.root)
	if err == nil && !info.IsDir() {
		err = fs.ErrInvalid
	}
	if err != nil {
		return storage.Unavailable(ctx, err)
	}
	return ctx.Err()
}

// Open opens the file behind key.
func (s *Store) Open(ctx context.Context, key string) (*storage.Object, error) {
	if err := s.check(ctx, key); err != nil {
		return nil, err
	}
	file, err := os.Open(s.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, s.missing(ctx)
	}
	if err != nil {
		return nil, storage.Unavailable(ctx, err)
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, storage.Unavailable(ctx, err)
	}
	return &storage.Object{
		Info:           describe(info),
		ContentType:    storage.ContentType(key),
		ReadSeekCloser: &reader{ctx: ctx, File: file},
	}, nil
}

// Delete removes the file behind key.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := s.check(ctx, key); err != nil {
		return err
	}
	err := os.Remove(s.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return s.Ready(ctx)
	}
	if err != nil {
		return storage.Unavailable(ctx, err)
	}
	return nil
}

func (s *Store) check(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return storage.CheckKey(key)
}

// missing tells an absent object from an absent store.
func (s *Store) missing(ctx context.Context) error {
	if err := s.Ready(ctx); err != nil {
		return err
	}
	return storage.NotFound()
}

func (s *Store) path(key string) string {
	return filepath.Join(s.root, key[:shardLength], key)
}

func describe(file fs.FileInfo) storage.Info {
	return storage.Info{Key: file.Name(), Size: file.Size(), ModTime: file.ModTime().UTC()}
}

// reader ends with the context that the object was opened under, as a reader
// from a server does.
type reader struct {
	ctx context.Context
	*os.File
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.File.Read(p)
}

// WriteTo hides os.File's own, which would not look at the context.
func (r *reader) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{r})
}
