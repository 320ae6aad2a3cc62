package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// conn is one kept-alive connection. It writes requests that were made before and reads answers without net/http's transport, so that the
// client takes little of the machine that it measures.
type conn struct {
	net.Conn
	read *bufio.Reader
	body bytes.Buffer
}

func dial(ctx context.Context, base string) (*conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, read: bufio.NewReaderSize(c, 64<<10)}, nil
}

// do sends a request and returns the status and the body, which is valid until the next one.
func (c *conn) do(request []byte) (int, []byte, error) {
	if err := c.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return 0, nil, err
	}
	if _, err := c.Write(request); err != nil {
		return 0, nil, err
	}
	response, err := http.ReadResponse(c.read, nil)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	c.body.Reset()
	_, err = io.Copy(&c.body, response.Body)
	return response.StatusCode, c.body.Bytes(), err
}

// request writes an HTTP/1.1 request; headers are "Name: value".
func request(method, target string, body []byte, headers ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n", method, target)
	for _, h := range headers {
		b.WriteString(h + "\r\n")
	}
	if method != http.MethodGet {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// together runs work on every client's own connection and returns how long all of it took.
func together(ctx context.Context, base string, work func(client int, c *conn) error) (time.Duration, error) {
	conns := make([]*conn, clients)
	for i := range conns {
		c, err := dial(ctx, base)
		if err != nil {
			return 0, err
		}
		defer c.Close()
		conns[i] = c
	}
	var all sync.WaitGroup
	failed := make(chan error, clients)
	start := time.Now()
	for i, c := range conns {
		all.Go(func() {
			if err := work(i, c); err != nil {
				failed <- err
			}
		})
	}
	all.Wait()
	took := time.Since(start)
	close(failed)
	return took, <-failed
}

// asking is what perSecond asks a server for, in turn.
type asking struct {
	base    string
	targets []string
	headers []string
}

// perSecond asks for a time and returns the answers a second. Any answer but 200 ends it.
func perSecond(ctx context.Context, a asking, lasting time.Duration) (float64, error) {
	base, targets := a.base, a.targets
	requests := make([][]byte, len(targets))
	for i, target := range targets {
		requests[i] = request(http.MethodGet, target, nil, a.headers...)
	}
	answered := make([]int, clients)
	end := time.Now().Add(lasting)
	took, err := together(ctx, base, func(client int, c *conn) error {
		for i := client; time.Now().Before(end); i++ {
			status, body, err := c.do(requests[i%len(requests)])
			if err != nil {
				return err
			}
			if status != http.StatusOK {
				return fmt.Errorf("%s%s: %d %.200s", base, targets[i%len(targets)], status, body)
			}
			answered[client]++
		}
		return nil
	})
	total := 0
	for _, n := range answered {
		total += n
	}
	return float64(total) / took.Seconds(), err
}

// once asks for one answer.
func once(ctx context.Context, base string, request []byte) ([]byte, error) {
	c, err := dial(ctx, base)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	status, body, err := c.do(request)
	if err == nil && status >= http.StatusBadRequest {
		err = fmt.Errorf("%.60s: %d %.300s", request, status, body)
	}
	return bytes.Clone(body), err
}
