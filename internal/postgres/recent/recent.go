// Package recent keeps what is read by nearly every request and hardly ever changes, for a second.
package recent

import (
	"context"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
)

// keepFor is how long a value is used before it is read again: what another process changes is in force everywhere after that.
const keepFor = time.Second

// Value is something read from the database, a second old at most. What it holds is shared and never changed.
type Value[T any] struct {
	load   func(context.Context, sqlx.QueryerContext) (*T, error)
	mu     sync.Mutex
	kept   *T
	readAt time.Time
}

// New makes a Value that is read by load when it is first asked for.
func New[T any](load func(context.Context, sqlx.QueryerContext) (*T, error)) *Value[T] {
	return &Value[T]{load: load}
}

// Read gives the value, loaded by q where the kept one is too old. Nobody waits for another's loading: it may itself wait for a connection
// that the first one's transaction holds.
func (v *Value[T]) Read(ctx context.Context, q sqlx.QueryerContext) (*T, error) {
	if kept := v.young(); kept != nil {
		return kept, nil
	}
	before := time.Now()
	fresh, err := v.load(ctx, q)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if before.After(v.readAt) {
		v.kept, v.readAt = fresh, before
	}
	return fresh, nil
}

// young is the kept value unless it is too old.
func (v *Value[T]) young() *T {
	v.mu.Lock()
	defer v.mu.Unlock()
	if time.Since(v.readAt) < keepFor {
		return v.kept
	}
	return nil
}

// Forget has the value loaded again by the next who asks; what is being loaded at this moment is not kept.
func (v *Value[T]) Forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.kept, v.readAt = nil, time.Now()
}
