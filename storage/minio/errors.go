package minio

import (
	"context"
	"errors"

	minio "github.com/minio/minio-go/v7"

	"lapak/storage"
)

var errNoBucket = errors.New("minio: no such bucket; run `lapak migrate up`")

// translate turns the client's error into one of the contract.
func (s *Store) translate(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	switch minio.ToErrorResponse(err).Code {
	case minio.NoSuchKey:
		return storage.NotFound()
	case minio.NoSuchBucket:
		err = errNoBucket
	}
	return storage.Unavailable(ctx, err)
}

// isOwned reports whether the bucket was there already and is ours.
func isOwned(err error) bool {
	code := minio.ToErrorResponse(err).Code
	return code == minio.BucketAlreadyOwnedByYou || code == minio.BucketAlreadyExists
}
