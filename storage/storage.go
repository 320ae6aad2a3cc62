// Package storage keeps objects — renditions of pictures, documents — under flat
// keys. It is the contract that the drivers in storage/disk and storage/minio
// fulfil; storage/storagetest is the suite that holds both to it.
//
// Objects are whole in memory on their way in: their keys come from hashing the
// content, so the content is there anyway, and a write can be repeated safely.
package storage

import (
	"context"
	"io"
	"time"
)

// Store is one bucket. Every method answers within a bounded time, with an error
// of kind Invalid for a malformed key and of kind Unavailable while the place
// behind the store cannot be reached. It is safe for concurrent use.
type Store interface {
	// Ensure makes the bucket or folder where it is missing and closes it to
	// anonymous readers. It may be repeated.
	Ensure(ctx context.Context) error

	// Ready reports whether the store can be used now.
	Ready(ctx context.Context) error

	// Put writes body under key, whole or not at all. An object already there is
	// replaced and its ModTime renewed. The key's extension fixes the type.
	Put(ctx context.Context, key string, body []byte) error

	// Open finds the object. The error is of kind NotFound where there is none.
	// The caller closes the object, and may read it until ctx is done.
	Open(ctx context.Context, key string) (*Object, error)

	// Delete removes the object. It is no error where there is none.
	Delete(ctx context.Context, key string) error

	// List calls visit for each object whose key starts with prefix, in ascending
	// order of keys, and stops at the first error, which it returns.
	List(ctx context.Context, prefix string, visit func(Info) error) error
}

// Info describes an object.
type Info struct {
	Key     string
	Size    int64     // bytes
	ModTime time.Time // of the last Put, UTC; whole seconds on some stores
}

// Object is an open object.
type Object struct {
	Info
	ContentType string
	io.ReadSeekCloser
}
