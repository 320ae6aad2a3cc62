package pgtest

import (
	"bytes"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// When says on which side of the server's work the wire breaks.
type When bool

// The moments of a Break.
const (
	Before When = false // the statement never arrives
	After  When = true  // the server has done it, but its reply is lost
)

// Break is one fault of the wire: at the nth message (from 1) that holds the statement, on any connection.
type Break struct {
	Statement string
	Nth       int
	When      When
	Do        func() // runs just before the connection is cut; may be nil
}

// Wire is a TCP way to a test server that a test can cut.
type Wire struct {
	network, server string
	listener        net.Listener
	dsn             *url.URL
	mu              sync.Mutex
	armed           *Break
	broken          int
	sent            atomic.Int64
	delay           atomic.Int64 // of each reply, in nanoseconds
}

// NewWire lays a wire to the database of a DSN. It lies until the test ends.
func NewWire(t testing.TB, dsn string) *Wire {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{}
	w.network, w.server = serverOf(u)
	query := u.Query()
	query.Del("host")
	query.Del("port")
	if w.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.listener.Close() })
	query.Set("sslmode", "disable") // statements must be readable on the way
	u.Host, u.RawQuery = w.listener.Addr().String(), query.Encode()
	w.dsn = u
	go w.accept()
	return w
}

// serverOf is where the server of a DSN listens.
func serverOf(u *url.URL) (network, address string) {
	if folder := u.Query().Get("host"); folder != "" {
		return "unix", filepath.Join(folder, ".s.PGSQL."+u.Query().Get("port"))
	}
	return "tcp", u.Host
}

// DSN is the database's address at this end of the wire.
func (w *Wire) DSN() string { return w.dsn.String() }

// Sent counts the messages that went to the server: one for a statement, and one more where it is prepared first.
func (w *Wire) Sent() int64 { return w.sent.Load() }

// Arm prepares the next break; there is one at a time.
func (w *Wire) Arm(b Break) {
	w.mu.Lock()
	defer w.mu.Unlock()
	b.Nth = max(b.Nth, 1)
	w.armed = &b
}

// Disarm takes back a break that has not happened, and tells how many have.
func (w *Wire) Disarm() (broken int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed = nil
	return w.broken
}

// Delay makes every reply come late by d, on connections that are open too; 0 ends it.
func (w *Wire) Delay(d time.Duration) { w.delay.Store(int64(d)) }

// meets returns the armed break if this message is the one that it waits for.
func (w *Wire) meets(message []byte) *Break {
	w.mu.Lock()
	defer w.mu.Unlock()
	b := w.armed
	if b == nil || !bytes.Contains(message, []byte(b.Statement)) {
		return nil
	}
	if b.Nth--; b.Nth > 0 {
		return nil
	}
	w.armed = nil
	w.broken++
	return b
}

func (w *Wire) accept() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		w.mu.Lock()
		network, address := w.network, w.server
		w.mu.Unlock()
		server, err := net.Dial(network, address)
		if err != nil {
			_ = client.Close()
			continue
		}
		go w.carry(client, server)
	}
}

// carry moves messages both ways. lib/pq writes a statement whole, and the server replies to it once it is done.
func (w *Wire) carry(client, server net.Conn) {
	cut := func() {
		_ = client.Close()
		_ = server.Close()
	}
	defer cut()
	var awaited atomic.Pointer[Break] // whose reply will be lost
	go func() {
		defer cut()
		buffer := make([]byte, 64<<10)
		for {
			n, err := server.Read(buffer)
			if b := awaited.Load(); b != nil {
				b.happen()
				return
			}
			time.Sleep(time.Duration(w.delay.Load()))
			if _, failed := client.Write(buffer[:n]); err != nil || failed != nil {
				return
			}
		}
	}()
	buffer := make([]byte, 1<<20)
	for {
		n, err := client.Read(buffer)
		if n > 0 {
			w.sent.Add(1)
		}
		b := w.meets(buffer[:n])
		if b != nil && b.When == Before {
			b.happen()
			return
		}
		if b != nil {
			awaited.Store(b)
		}
		if _, failed := server.Write(buffer[:n]); err != nil || failed != nil {
			return
		}
	}
}

func (b *Break) happen() {
	if b.Do != nil {
		b.Do()
	}
}
