package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"time"

	"github.com/lib/pq"

	"lapak/internal/apperr"
)

// SQLSTATE values that we act on.
const (
	stateSerialization   = "40001"
	stateDeadlock        = "40P01"
	stateUniqueViolation = "23505"
	stateForeignKey      = "23503"
	stateCheckViolation  = "23514"
	stateExclusion       = "23P01"
)

func isRetryable(err error) bool {
	var pqErr *pq.Error
	return errors.As(err, &pqErr) && (pqErr.Code == stateSerialization || pqErr.Code == stateDeadlock)
}

// Violates says whether an error is the breach of a named constraint or unique index.
func Violates(err error, constraint string) bool {
	var pqErr *pq.Error
	if !errors.As(err, &pqErr) || pqErr.Constraint != constraint {
		return false
	}
	switch pqErr.Code {
	case stateUniqueViolation, stateForeignKey, stateCheckViolation, stateExclusion:
		return true
	}
	return false
}

// IsNoRows says whether a query found nothing.
func IsNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// Translate turns a database failure into our error: a server that is gone, full or busy is Unavailable; everything else unknown
// is Internal with its cause. Our own errors and sql.ErrNoRows pass through.
func Translate(err error) error {
	if err == nil || apperr.As(err) != nil || errors.Is(err, sql.ErrNoRows) || errors.Is(err, context.Canceled) {
		return err
	}
	if isUnavailable(err) {
		return apperr.Wrap(err, apperr.Unavailable, "unavailable").After(2 * time.Second)
	}
	return err
}

func isUnavailable(err error) bool {
	for _, gone := range []error{driver.ErrBadConn, sql.ErrConnDone, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF} { // EOF: a proxy without a server
		if errors.Is(err, gone) {
			return true
		}
	}
	var netErr net.Error
	if errors.As(err, &netErr) {
		return true
	}
	var pqErr *pq.Error
	if !errors.As(err, &pqErr) {
		return false
	}
	switch pqErr.Code.Class() {
	case "08", "53", "57", "58": // connection, resources, operator's intervention, system
		return true
	}
	return pqErr.Code == stateSerialization || pqErr.Code == stateDeadlock
}
