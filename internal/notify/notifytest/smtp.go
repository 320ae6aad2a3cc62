package notifytest

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
)

// SMTP is a mail server that speaks just enough SMTP, answers as told, and keeps what it took. It may go down and come back.
type SMTP struct {
	Address string // host:port, the same after each Start

	t       testing.TB
	answers map[string]string // by command, instead of "250 ok"; empty: hang up

	listener net.Listener
	open     sync.WaitGroup
	mu       sync.Mutex
	mails    []string
}

// NewSMTP starts a mail server until the test ends.
func NewSMTP(t testing.TB, answers map[string]string) *SMTP {
	t.Helper()
	s := &SMTP{Address: "127.0.0.1:0", t: t, answers: answers}
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// Start opens the port, again after Stop.
func (s *SMTP) Start() {
	s.t.Helper()
	var err error
	if s.listener, err = net.Listen("tcp", s.Address); err != nil {
		s.t.Fatal(err)
	}
	s.Address = s.listener.Addr().String()
	s.open.Go(func() {
		for {
			conn, err := s.listener.Accept()
			if err != nil {
				return
			}
			s.open.Go(func() { s.serve(conn) })
		}
	})
}

// Stop closes the port: whoever comes now is refused.
func (s *SMTP) Stop() {
	_ = s.listener.Close()
	s.open.Wait()
}

func (s *SMTP) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 mail.test ESMTP")
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		command := strings.ToUpper(strings.Fields(lines.Text() + " -")[0])
		if told, ok := s.answers[command]; ok {
			if told == "" {
				return
			}
			say(told)
			continue
		}
		switch command {
		case "QUIT":
			say("221 bye")
			return
		case "DATA":
			say("354 go on")
			s.keep(lines)
			say("250 taken")
		default:
			say("250 ok")
		}
	}
}

func (s *SMTP) keep(lines *bufio.Scanner) {
	var text strings.Builder
	for lines.Scan() && lines.Text() != "." {
		text.WriteString(lines.Text() + "\r\n")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, text.String())
}

// Taken lists every mail that was taken, in order, as it came over the wire.
func (s *SMTP) Taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.mails...)
}
