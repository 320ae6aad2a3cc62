package notify_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lapak/internal/notify"
)

// house is an authority of our own, which TestMain makes the only one that this process trusts, as an operator does who adds one to the
// system's store. stranger is one that it does not trust.
var house, stranger = newAuthority(), newAuthority()

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "lapak-notify-")
	if err != nil {
		panic(err)
	}
	roots := filepath.Join(dir, "roots.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: house.certificate.Raw})
	for _, err := range []error{os.WriteFile(roots, text, 0o600), os.Setenv("SSL_CERT_FILE", roots), os.Setenv("SSL_CERT_DIR", dir)} {
		if err != nil {
			panic(err)
		}
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority() authority {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "An authority of our own"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return authority{sign(template, template, key, key), key}
}

// server is the configuration of a server whose certificate is for host, an IP address.
func (a authority) server(host string) *tls.Config {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	certificate := sign(&x509.Certificate{
		SerialNumber: big.NewInt(2), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.ParseIP(host)},
	}, a.certificate, key, a.key)
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{certificate.Raw}, PrivateKey: key}}}
}

func sign(template, parent *x509.Certificate, key, signer *ecdsa.PrivateKey) *x509.Certificate {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		panic(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return certificate
}

// remote leads to this machine too, but does not look like a loopback address, so that the rules for servers elsewhere hold.
const remote = "0.0.0.0"

func TestMailIsEncrypted(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		url      string // how the server is written; its port is put in for PORT
		implicit *tls.Config
		startTLS *tls.Config
		signsIn  bool
		problem  string // none: the mail arrives
	}{
		"STARTTLS with a password":             {"smtp://me:secret@" + remote + ":PORT", nil, house.server(remote), true, ""},
		"STARTTLS without one":                 {"smtp://" + remote + ":PORT", nil, house.server(remote), false, ""},
		"TLS from the first byte":              {"smtps://me:secret@" + remote + ":PORT", house.server(remote), nil, true, ""},
		"TLS from the first byte, loopback":    {"smtps://127.0.0.1:PORT", house.server("127.0.0.1"), nil, false, ""},
		"STARTTLS, unknown authority":          {"smtp://me:secret@" + remote + ":PORT", nil, stranger.server(remote), false, "not trusted"},
		"STARTTLS, another host's name":        {"smtp://me:secret@" + remote + ":PORT", nil, house.server("192.0.2.1"), false, "not trusted"},
		"unknown authority, no password":       {"smtp://" + remote + ":PORT", nil, stranger.server(remote), false, "not trusted"},
		"implicit, unknown authority":          {"smtps://me:secret@" + remote + ":PORT", stranger.server(remote), nil, false, "not trusted"},
		"implicit, another host's name":        {"smtps://me:secret@" + remote + ":PORT", house.server("192.0.2.1"), nil, false, "not trusted"},
		"a password, but no STARTTLS":          {"smtp://me:secret@" + remote + ":PORT", nil, nil, false, "no encryption"},
		"smtps, but the server speaks plain":   {"smtps://me:secret@" + remote + ":PORT", nil, nil, false, "no encryption"},
		"this machine's own, snake-oil signed": {"smtp://127.0.0.1:PORT", nil, stranger.server("127.0.0.1"), false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			if tt.implicit != nil {
				listener = tls.NewListener(listener, tt.implicit)
			}
			server := &smtpServer{startTLS: tt.startTLS}
			server.start(t, listener)
			_, port, _ := net.SplitHostPort(server.address)
			sender, err := notify.NewMail(strings.Replace(tt.url, "PORT", port, 1), "no-reply@lapak.test")
			if err != nil {
				t.Fatal(err)
			}
			letter := letter
			letter.Recipient = "buyer@lapak.test"
			_, err = sender.Send(t.Context(), letter)
			if want := tt.startTLS != nil && strings.Contains(tt.url, remote); server.heard("STARTTLS") != want {
				t.Errorf("STARTTLS: %v, want %v", server.heard("STARTTLS"), want)
			}
			if server.heard("AUTH") != tt.signsIn {
				t.Errorf("the password was sent: %v, want %v", server.heard("AUTH"), tt.signsIn)
			}
			if tt.problem == "" {
				if err != nil || len(server.taken()) != 1 {
					t.Errorf("%v, %d mails", err, len(server.taken()))
				}
				return
			}
			if err == nil || notify.IsRefused(err) || !strings.Contains(err.Error(), tt.problem) || len(server.taken()) != 0 {
				t.Errorf("%v, final %v, %d mails; want %q", err, notify.IsRefused(err), len(server.taken()), tt.problem)
			}
		})
	}
}

func TestAWrongPasswordWaitsForTheOperator(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &smtpServer{startTLS: house.server(remote), answers: map[string]string{"AUTH": "535 no"}}
	server.start(t, listener)
	_, port, _ := net.SplitHostPort(server.address)
	sender, err := notify.NewMail("smtp://me:secret@"+net.JoinHostPort(remote, port), "no-reply@lapak.test")
	if err != nil {
		t.Fatal(err)
	}
	letter := letter
	letter.Recipient = "buyer@lapak.test"
	_, err = sender.Send(t.Context(), letter)
	if err == nil || notify.IsRefused(err) || !strings.Contains(err.Error(), "535") || strings.Contains(err.Error(), "secret") || len(server.taken()) != 0 {
		t.Errorf("%v, %d mails", err, len(server.taken()))
	}
}
