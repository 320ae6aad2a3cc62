package catalog

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
)

// standbyRest is how long a standby that failed is left alone.
const standbyRest = 10 * time.Second

// source is a database that lists are read from, with its prepared statements.
type source struct {
	db       *sqlx.DB
	prepared prepared
}

func newSource(db *sqlx.DB) *source { return &source{db: db, prepared: prepared{db: db}} }

// standby is a copy of the database that answers lists while it can. What it has not received yet is missing from them for a moment.
type standby struct {
	*source
	restsUntil atomic.Int64 // nanoseconds since 1970; before it the database itself is asked
}

// readList reads a list from the standby where there is one that answers, and else from the database itself.
func (s *Service) readList(ctx context.Context, read func(*source) error) error {
	if s.standby == nil || time.Now().UnixNano() < s.standby.restsUntil.Load() {
		return read(s.source)
	}
	err := read(s.standby.source)
	if apperr.KindOf(err) != apperr.Unavailable || ctx.Err() != nil {
		return err
	}
	s.standby.restsUntil.Store(time.Now().Add(standbyRest).UnixNano())
	slog.WarnContext(ctx, "the standby does not answer; lists are read from the database itself", "rest", standbyRest, "error", err)
	return read(s.source)
}
