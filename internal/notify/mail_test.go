package notify_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"

	"lapak/internal/notify"
)

// smtpServer is a mail server that speaks just enough SMTP, answers as told, and keeps what it took.
type smtpServer struct {
	address  string
	answers  map[string]string // by command, instead of "250 ok"
	startTLS *tls.Config       // offers STARTTLS, and the password PLAIN after it

	mu       sync.Mutex
	mails    []string
	commands []string
}

func newSMTPServer(t *testing.T, answers map[string]string) *smtpServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &smtpServer{answers: answers}
	s.start(t, listener)
	return s
}

func (s *smtpServer) start(t *testing.T, listener net.Listener) {
	t.Helper()
	s.address = listener.Addr().String()
	var open sync.WaitGroup
	open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			open.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); open.Wait() })
}

func (s *smtpServer) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 mail.test ESMTP")
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		command := strings.ToUpper(strings.Fields(lines.Text() + " -")[0])
		s.note(command)
		if told, ok := s.answers[command]; ok {
			if told == "" {
				return // hang up
			}
			say(told)
			continue
		}
		switch command {
		case "EHLO":
			say(s.extensions(conn))
		case "STARTTLS":
			say("220 go on")
			conn = tls.Server(conn, s.startTLS)
			lines = bufio.NewScanner(conn)
		case "AUTH":
			say("235 welcome")
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

func (s *smtpServer) extensions(conn net.Conn) string {
	switch _, isEncrypted := conn.(*tls.Conn); {
	case isEncrypted:
		return "250-mail.test\r\n250 AUTH PLAIN"
	case s.startTLS != nil:
		return "250-mail.test\r\n250 STARTTLS"
	default:
		return "250 mail.test"
	}
}

func (s *smtpServer) note(command string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, command)
}

func (s *smtpServer) heard(command string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.commands, command)
}

func (s *smtpServer) keep(lines *bufio.Scanner) {
	var text strings.Builder
	for lines.Scan() && lines.Text() != "." {
		text.WriteString(lines.Text() + "\r\n")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, text.String())
}

func (s *smtpServer) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.mails...)
}

func (s *smtpServer) send(t *testing.T, recipient string) (string, error) {
	t.Helper()
	sender, err := notify.NewMail("smtp://"+s.address, "Lapak <no-reply@lapak.test>")
	if err != nil {
		t.Fatal(err)
	}
	letter := letter
	letter.Recipient, letter.Subject = recipient, "Pesanan — siap\r\nBcc: other@lapak.test"
	return sender.Send(t.Context(), letter)
}

func TestMailArrives(t *testing.T) {
	t.Parallel()
	server := newSMTPServer(t, nil)
	ref, err := server.send(t, "buyer@lapak.test")
	if err != nil || len(server.taken()) != 1 {
		t.Fatalf("%v, %d mails", err, len(server.taken()))
	}
	message, err := mail.ReadMessage(strings.NewReader(server.taken()[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil || !strings.HasPrefix(subject, "Pesanan — siap") {
		t.Errorf("subject %q, %v", subject, err)
	}
	for header, want := range map[string]string{
		"To": "<buyer@lapak.test>", "Message-Id": "<" + ref + ">", "Content-Language": "id", "Auto-Submitted": "auto-generated", "Bcc": "",
	} {
		if got := message.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}

func TestAMailServerThatMisbehaves(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answers   map[string]string
		recipient string
		final     bool
	}{
		"unknown mailbox":         {map[string]string{"RCPT": "550 no such user buyer@lapak.test"}, "buyer@lapak.test", true},
		"mailbox busy":            {map[string]string{"RCPT": "450 busy"}, "buyer@lapak.test", false},
		"content refused":         {map[string]string{"DATA": "554 refused"}, "buyer@lapak.test", true},
		"hangs up at the start":   {map[string]string{"EHLO": "", "HELO": ""}, "buyer@lapak.test", false},
		"hangs up at the text":    {map[string]string{"DATA": ""}, "buyer@lapak.test", false},
		"recipient is no address": {nil, "buyer@lapak.test\r\nRCPT TO:<other@lapak.test>", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newSMTPServer(t, tt.answers)
			_, err := server.send(t, tt.recipient)
			if err == nil || notify.IsRefused(err) != tt.final {
				t.Fatalf("got %v, final %v", err, notify.IsRefused(err))
			}
			if strings.Contains(err.Error(), "buyer@") || len(server.taken()) != 0 {
				t.Errorf("%v, %d mails", err, len(server.taken()))
			}
		})
	}
}

func TestAMailServerThatIsDownIsTriedAgain(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &smtpServer{address: listener.Addr().String()}
	_ = listener.Close()
	if _, err := server.send(t, "buyer@lapak.test"); err == nil || notify.IsRefused(err) {
		t.Errorf("got %v", err)
	}
}
