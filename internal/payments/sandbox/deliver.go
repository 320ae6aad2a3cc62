package sandbox

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"lapak/internal/jobs"
)

// SignatureHeader carries "t=<unix seconds>,v1=<hex HMAC-SHA256 of t, a dot and the body>".
const SignatureHeader = "Sandbox-Signature"

// RegisterWorkers has the merchant's webhook called with every event, again with growing pauses until it answers 2xx.
func RegisterWorkers(w *jobs.Workers, s *Service) { jobs.WorkLine(w, s.news, s.deliver) }

// deliver calls the webhook with one event.
func (s *Service) deliver(ctx context.Context, event Event) error {
	header, body, err := s.sign(event, time.Now())
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.webhookURL(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header = header
	res, err := s.client.Do(req)
	if err != nil {
		return fmt.Errorf("call the webhook: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16)) // read, so that the connection serves again
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("the webhook answered %s", res.Status)
	}
	return nil
}

func (s *Service) sign(event Event, now time.Time) (http.Header, []byte, error) {
	body, err := json.Marshal(event)
	if err != nil {
		return nil, nil, err
	}
	header := http.Header{"Content-Type": {"application/json"}}
	header.Set(SignatureHeader, Sign(s.secret, body, now))
	return header, body, nil
}

// Sign makes the signature of a body.
func Sign(secret, body []byte, at time.Time) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac(secret, t, body))
}

// Verify says whether a signature is right and no older or newer than tolerance. Nothing is right without a secret.
func Verify(secret, body []byte, signature string, window Window) bool {
	t, v1, ok := strings.Cut(strings.TrimPrefix(signature, "t="), ",v1=")
	if !ok || len(secret) == 0 {
		return false
	}
	given, err := hex.DecodeString(v1)
	if err != nil || !hmac.Equal(given, mac(secret, t, body)) {
		return false
	}
	unix, err := strconv.ParseInt(t, 10, 64)
	return err == nil && window.Now.Sub(time.Unix(unix, 0)).Abs() <= window.Tolerance
}

// Window is the time around now in which a signature counts.
type Window struct {
	Now       time.Time
	Tolerance time.Duration
}

func mac(secret []byte, t string, body []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(t))
	h.Write([]byte("."))
	h.Write(body)
	return h.Sum(nil)
}
