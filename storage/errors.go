package storage

import (
	"context"
	"time"

	"lapak/internal/apperr"
)

// retryAfter is what a caller is asked to wait while a store is away.
const retryAfter = 5 * time.Second

// NotFound is the error of a driver that has no such object.
func NotFound() error {
	return apperr.NewNotFound("object_not_found")
}

// Unavailable is the error of a driver whose place cannot be reached, is full or
// does not answer in time. An error of the caller's own context stays what it is.
func Unavailable(ctx context.Context, cause error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return apperr.Wrap(cause, apperr.Unavailable, "storage_unavailable").After(retryAfter)
}
