package minio

import (
	"bytes"
	"context"

	minio "github.com/minio/minio-go/v7"

	"lapak/storage"
)

// pageSize is the most keys that S3 lists in one answer.
const pageSize = 1000

// Put writes the object in one request, which S3 makes atomic.
func (s *Store) Put(ctx context.Context, key string, body []byte) error {
	if err := storage.CheckKey(key); err != nil {
		return err
	}
	call, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	_, err := s.client.Client.PutObject(call, s.bucket, key, bytes.NewReader(body), int64(len(body)),
		minio.PutObjectOptions{ContentType: storage.ContentType(key), DisableMultipart: true})
	return s.translate(ctx, err)
}

// Delete removes the object.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := storage.CheckKey(key); err != nil {
		return err
	}
	call, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return s.translate(ctx, s.client.RemoveObject(call, s.bucket, key, minio.RemoveObjectOptions{}))
}

// List collects a page at a time, so that a slow visit does not hold a request.
func (s *Store) List(ctx context.Context, prefix string, visit func(storage.Info) error) error {
	if err := storage.CheckPrefix(prefix); err != nil {
		return err
	}
	after := ""
	for {
		page, err := s.page(ctx, prefix, after)
		if err != nil {
			return err
		}
		for _, object := range page {
			if storage.CheckKey(object.Key) != nil {
				continue // put there by somebody else
			}
			if err := visit(describe(object)); err != nil {
				return err
			}
		}
		if len(page) < pageSize {
			return ctx.Err()
		}
		after = page[len(page)-1].Key
	}
}

// page is the next pageSize objects after a key, fewer at the end.
func (s *Store) page(ctx context.Context, prefix, after string) ([]minio.ObjectInfo, error) {
	call, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	var page []minio.ObjectInfo
	for object := range s.client.ListObjectsIter(call, s.bucket, minio.ListObjectsOptions{
		Prefix: prefix, StartAfter: after, Recursive: true, MaxKeys: pageSize,
	}) {
		if object.Err != nil {
			return nil, s.translate(ctx, object.Err)
		}
		page = append(page, object)
		if len(page) == pageSize {
			break
		}
	}
	// The client ends a listing quietly when its time is up.
	return page, s.translate(ctx, call.Err())
}

func describe(object minio.ObjectInfo) storage.Info {
	return storage.Info{Key: object.Key, Size: object.Size, ModTime: object.LastModified.UTC()}
}
