package disk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lapak/storage"
)

// List walks the shards in order. Temporary files are not objects, and are left
// alone.
func (s *Store) List(ctx context.Context, prefix string, visit func(storage.Info) error) error {
	if err := storage.CheckPrefix(prefix); err != nil {
		return err
	}
	shards, err := os.ReadDir(s.root)
	if err != nil {
		return storage.Unavailable(ctx, err)
	}
	for _, shard := range shards {
		if !shard.IsDir() || !mayHold(shard.Name(), prefix) {
			continue
		}
		if err := s.listShard(ctx, shard.Name(), prefix, visit); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (s *Store) listShard(ctx context.Context, shard, prefix string, visit func(storage.Info) error) error {
	files, err := os.ReadDir(filepath.Join(s.root, shard))
	if err != nil {
		return storage.Unavailable(ctx, err)
	}
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !strings.HasPrefix(file.Name(), prefix) || storage.CheckKey(file.Name()) != nil {
			continue
		}
		info, err := file.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted since
		}
		if err != nil {
			return storage.Unavailable(ctx, err)
		}
		if err := visit(describe(info)); err != nil {
			return err
		}
	}
	return nil
}

// mayHold reports whether keys with the prefix can lie in the shard.
func mayHold(shard, prefix string) bool {
	return strings.HasPrefix(shard, prefix) || strings.HasPrefix(prefix, shard)
}
