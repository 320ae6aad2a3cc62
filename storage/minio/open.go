package minio

import (
	"context"
	"errors"
	"io"
	"io/fs"

	minio "github.com/minio/minio-go/v7"

	"lapak/storage"
)

// readingTimes is how many call timeouts an opened object may be read for.
const readingTimes = 12

// Open asks for the whole object, so that the common case — serve a picture from
// its first byte to its last — is a single request.
func (s *Store) Open(ctx context.Context, key string) (*storage.Object, error) {
	if err := storage.CheckKey(key); err != nil {
		return nil, err
	}
	reading, cancel := context.WithTimeout(ctx, readingTimes*s.timeout)
	body, info, _, err := s.client.GetObject(reading, s.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		cancel()
		return nil, s.translate(ctx, err)
	}
	return &storage.Object{
		Info:        storage.Info{Key: key, Size: info.Size, ModTime: info.LastModified.UTC()},
		ContentType: storage.ContentType(key),
		ReadSeekCloser: &reader{
			store: s, ctx: reading, cancel: cancel, key: key, etag: info.ETag, size: info.Size, body: body,
		},
	}, nil
}

// reader reads one version of an object. A seek only notes the offset; the next
// read asks for the rest from there.
type reader struct {
	store  *Store
	ctx    context.Context
	cancel context.CancelFunc
	key    string
	etag   string
	size   int64
	offset int64
	body   io.ReadCloser // starts at offset; nil after a seek
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, r.store.translate(r.ctx, err)
	}
	if r.offset >= r.size {
		return 0, io.EOF
	}
	if r.body == nil {
		if err := r.request(); err != nil {
			return 0, err
		}
	}
	n, err := r.body.Read(p)
	r.offset += int64(n)
	switch {
	case r.offset == r.size:
		return n, nil
	case errors.Is(err, io.EOF):
		return n, io.ErrUnexpectedEOF
	case err != nil:
		return n, r.store.translate(r.ctx, err)
	}
	return n, nil
}

func (r *reader) request() error {
	var options minio.GetObjectOptions
	err := options.SetMatchETag(r.etag)
	if err == nil && r.offset > 0 {
		err = options.SetRange(r.offset, 0)
	}
	if err != nil {
		return err
	}
	body, _, _, err := r.store.client.GetObject(r.ctx, r.store.bucket, r.key, options)
	if err != nil {
		return r.store.translate(r.ctx, err)
	}
	r.body = body
	return nil
}

func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.offset
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, fs.ErrInvalid
	}
	if offset != r.offset && r.body != nil {
		_ = r.body.Close() // what is left of it is not wanted
		r.body = nil
	}
	r.offset = offset
	return offset, nil
}

func (r *reader) Close() error {
	defer r.cancel()
	if r.body == nil {
		return nil
	}
	return r.body.Close()
}
