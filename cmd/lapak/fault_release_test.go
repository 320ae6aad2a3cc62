package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"

	"lapak/internal/testtools"
	"lapak/internal/web/webtest"
)

// balancer is what stands before the servers of a mall: it asks each server's /readyz and sends a request to one that is ready.
type balancer struct {
	in    *installation
	stop  context.CancelFunc
	mu    sync.Mutex
	known map[string]http.Handler // by address
	ready []string
	next  int
}

// newBalancer makes buyers ask the balancer from now on.
func (in *installation) newBalancer() *balancer {
	in.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(in.Context()))
	b := &balancer{in: in, stop: cancel, known: map[string]http.Handler{}}
	front := httptest.NewServer(b)
	checking := make(chan struct{})
	go func() {
		defer close(checking)
		for ctx.Err() == nil {
			b.check(ctx)
			time.Sleep(20 * time.Millisecond)
		}
	}()
	in.Cleanup(func() { cancel(); <-checking; front.Close() })
	in.base.Store(front.URL)
	return b
}

// add tells of a server, which gets requests once it says that it is ready.
func (b *balancer) add(s *server) {
	target, err := url.Parse(s.base)
	b.in.must(err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = &http.Transport{MaxIdleConnsPerHost: 64}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.known[s.base] = proxy
}

// remove forgets a server that has left.
func (b *balancer) remove(s *server) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.known, s.base)
}

func (b *balancer) check(ctx context.Context) {
	b.mu.Lock()
	var addresses []string
	for address := range b.known {
		addresses = append(addresses, address)
	}
	b.mu.Unlock()
	var ready []string
	for _, address := range addresses {
		if r, err := b.in.askAt(ctx, address, webtest.Call{Method: "GET", Path: "/readyz"}); err == nil && r.status == http.StatusOK {
			ready = append(ready, address)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ready = ready
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	if len(b.ready) == 0 {
		b.mu.Unlock()
		http.Error(w, "no server is ready", http.StatusBadGateway)
		return
	}
	b.next++
	server := b.known[b.ready[b.next%len(b.ready)]]
	b.mu.Unlock()
	server.ServeHTTP(w, r)
}

func (b *balancer) isReady(address string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, known := range b.ready {
		if known == address {
			return true
		}
	}
	return false
}

// awaitReady waits until a server gets requests.
func (b *balancer) awaitReady(s *server) {
	b.in.Helper()
	for deadline := time.Now().Add(startsIn); !b.isReady(s.base); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.in.Fatal("the server is not ready")
		}
	}
}

// A new version starts beside the old one, which is then told to go while fifty buyers fill baskets, order and pay. Not one request fails,
// the old version has left in time, and everything that buyers were told is there.
func TestFaultAReleaseFailsNoRequest(t *testing.T) {
	t.Parallel()
	in := install(t, "LAPAK_FAREWELL=2s") // many times what the balancer below needs to notice
	old := in.serve()
	front := in.newBalancer()
	front.add(old)
	front.awaitReady(old)
	paid := 0
	for range testtools.Rounds(2, 10) {
		c := in.newCrowd(crowded)
		ctx := in.within(time.Minute)
		c.prepare(ctx, crowded/2)
		next := in.start()
		front.add(next)
		front.awaitReady(next)
		c.start(ctx, crowded)
		<-c.reached
		start := time.Now()
		old.leave()
		left := time.Since(start)
		c.done.Wait()
		orders, news := c.told()
		t.Logf("the old version left after %v; slowest answer %v", left.Round(time.Millisecond), c.slowest.Round(time.Millisecond))
		if c.cut != 0 || c.refused != 0 || len(c.strange) > 0 || len(orders) != crowded || len(news) != crowded/2 {
			t.Errorf("%d requests cut, %d refused, %v; %d orders, %d payments", c.cut, c.refused, c.strange, len(orders), len(news))
		}
		in.wantOrders(orders)
		paid += crowded / 2
		in.await(paid, `SELECT count(*) FROM order_groups WHERE state = 'paid'`) // also the jobs that the old version had taken
		front.remove(old)
		old = next
	}
	in.verify()
}
