package router

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

const (
	readyTimeout = 2 * time.Second
	readyFor     = time.Second // how long an answer is given again, so that probes cost nothing
	partDatabase = "database"
)

// registerHealth mounts what a process supervisor asks: whether the process lives, and whether it can serve.
// Without its object store it can: lists, orders and payments need none, so a balancer goes on sending visitors.
func registerHealth(engine *gin.Engine, d Deps) {
	engine.GET("/healthz", func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		c.String(http.StatusOK, "ok\n")
	})
	parts := &readiness{ask: map[string]func(context.Context) error{partDatabase: d.DB.PingContext, "store": d.Store.Ready}}
	engine.GET("/readyz", func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		status, body := http.StatusOK, gin.H{}
		for name, err := range parts.check(c.Request.Context()) {
			body[name] = "ok"
			if err != nil {
				body[name] = "unavailable"
			}
		}
		if body[partDatabase] != "ok" {
			status = http.StatusServiceUnavailable
		}
		select {
		case <-d.Leaving:
			status, body["process"] = http.StatusServiceUnavailable, "leaving"
		default:
		}
		if status != http.StatusOK {
			c.Header("Retry-After", "1")
		}
		c.JSON(status, body)
	})
}

// readiness remembers for a moment whether the parts behind the site answered.
type readiness struct {
	ask map[string]func(context.Context) error

	mu      sync.Mutex
	asked   time.Time
	answers map[string]error
}

var errSilent = errors.New("no answer in time")

func (r *readiness) check(ctx context.Context) map[string]error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.asked) < readyFor {
		return r.answers
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readyTimeout)
	defer cancel()
	type answer struct {
		part string
		err  error
	}
	answers := make(chan answer, len(r.ask))
	r.answers = map[string]error{}
	for part, ask := range r.ask {
		r.answers[part] = errSilent
		go func() { answers <- answer{part, ask(ctx)} }()
	}
	for range r.ask {
		select {
		case a := <-answers:
			r.answers[a.part] = a.err
		case <-ctx.Done():
		}
	}
	r.asked = time.Now()
	return r.answers
}
