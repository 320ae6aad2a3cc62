package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"lapak/storage"
)

// temporary marks a file that is being written. No key starts with a dot.
const temporary = ".put-*"

// abandoned is the age after which a temporary file belongs to no living write.
const abandoned = time.Hour

// Put writes a temporary file beside the object and renames it: a reader, or a
// machine that loses power, sees the old object or the new one.
func (s *Store) Put(ctx context.Context, key string, body []byte) error {
	if err := s.check(ctx, key); err != nil {
		return err
	}
	if err := s.put(ctx, s.path(key), body); err != nil {
		return storage.Unavailable(ctx, err)
	}
	return nil
}

func (s *Store) put(ctx context.Context, path string, body []byte) error {
	shard := filepath.Dir(path)
	if err := s.makeShard(shard); err != nil {
		return err
	}
	file, err := os.CreateTemp(shard, temporary)
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // finds nothing after the rename
	if err := write(file, body); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	return sync(shard)
}

// makeShard makes one folder only, so that a missing root stays missing.
func (s *Store) makeShard(shard string) error {
	err := os.Mkdir(shard, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return sync(s.root)
}

func write(file *os.File, body []byte) error {
	_, err := file.Write(body)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// sync makes the names in a folder durable.
func sync(folder string) error {
	dir, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// clear removes abandoned temporary files.
func (s *Store) clear() error {
	files, err := filepath.Glob(filepath.Join(s.root, "*", temporary))
	if err != nil {
		return err
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil || time.Since(info.ModTime()) < abandoned {
			continue // finished since, or still being written
		}
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
