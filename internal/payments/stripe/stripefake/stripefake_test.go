package stripefake_test

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lapak/internal/payments/stripe/stripefake"
)

// A caller who dies in the middle of a request has asked for nothing: the same key with the whole request goes well afterwards.
func TestHalfARequestHasNoEffect(t *testing.T) {
	t.Parallel()
	fake := stripefake.New("whsec_test")
	t.Cleanup(fake.Close)
	form := url.Values{"mode": {"payment"}, "line_items[0][price_data][unit_amount]": {"100"}}.Encode()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(fake.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	half := "POST /v1/checkout/sessions HTTP/1.1\r\nHost: stripe.test\r\nIdempotency-Key: k\r\n" +
		"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nm\r\n"
	if _, err := io.WriteString(conn, half); err != nil {
		t.Fatal(err)
	}
	if wire, ok := conn.(*net.TCPConn); !ok || wire.CloseWrite() != nil {
		t.Fatal("the request cannot be cut")
	}
	_, _ = io.ReadAll(conn) // until the fake has done with it
	_ = conn.Close()
	whole, err := http.NewRequestWithContext(t.Context(), http.MethodPost, fake.URL+"/v1/checkout/sessions", strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	whole.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	whole.Header.Set("Idempotency-Key", "k")
	answer, err := http.DefaultClient.Do(whole)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("answered %s", answer.Status)
	}
}
