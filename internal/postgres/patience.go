package postgres

import (
	"context"
	"net"
	"sync/atomic"
	"time"
)

// defaultPatience is far above the slowest statement of a request.
const defaultPatience = 15 * time.Second

// standbyPatience is short: what a standby does not answer, the database itself does.
const standbyPatience = 3 * time.Second

// impatient dials connections that give up on a server which is silent in the middle of a statement. Without it a frozen server holds
// its callers for ever: lib/pq waits for the reply even after the caller's context has ended.
type impatient struct{ patience time.Duration }

func (d impatient) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &impatientConn{Conn: conn, patience: d.patience}, nil
}

func (d impatient) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

func (d impatient) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

type impatientConn struct {
	net.Conn
	patience time.Duration
	isOpen   atomic.Bool // the handshake, which has a deadline of its own, is over
}

// SetDeadline is used by lib/pq for the handshake only: it ends with the zero time.
func (c *impatientConn) SetDeadline(t time.Time) error {
	c.isOpen.Store(t.IsZero())
	return c.Conn.SetDeadline(t)
}

// Read is called only while a reply is awaited, never on an idle connection.
func (c *impatientConn) Read(p []byte) (int, error) {
	if c.isOpen.Load() {
		if err := c.Conn.SetReadDeadline(time.Now().Add(c.patience)); err != nil {
			return 0, err
		}
	}
	return c.Conn.Read(p)
}
