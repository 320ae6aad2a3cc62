package stripe_test

import (
	"bufio"
	"context"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"github.com/google/uuid"

	"lapak/internal/payments"
	"lapak/internal/payments/paymentstest"
	"lapak/internal/payments/stripe"
	"lapak/internal/testtools"
)

// startMock starts Stripe's own mock, which checks every request against Stripe's OpenAPI document.
func startMock(t *testing.T) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), testtools.Find(t, "stripe-mock"), "-http-addr", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	address := regexp.MustCompile(`127\.0\.0\.1:\d+`)
	found := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if match := address.FindString(lines.Text()); match != "" {
				select {
				case found <- match:
				default:
				}
			}
		}
		close(found)
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	select {
	case at := <-found:
		if at != "" {
			return "http://" + at
		}
	case <-ctx.Done():
	}
	t.Fatal("stripe-mock tells no address")
	return ""
}

func TestEveryRequestHasTheShapeThatStripeAsks(t *testing.T) {
	t.Parallel()
	provider := stripe.New(stripe.Config{SecretKey: "sk_test_123", APIBase: startMock(t)})
	p := paymentstest.NewPayment(provider)
	started, err := provider.Start(t.Context(), p)
	if err != nil || started.Ref == "" {
		t.Fatalf("start: %+v, %v", started, err)
	}
	p.ProviderRef = started.Ref
	if truth, err := provider.Find(t.Context(), p); err != nil || truth.Ref == "" {
		t.Errorf("find: %+v, %v", truth, err)
	}
	if truth, err := provider.Expire(t.Context(), p); err != nil || truth.Ref == "" {
		t.Errorf("expire: %+v, %v", truth, err)
	}
	refund := payments.Refund{ID: uuid.New(), Amount: 100, Currency: "IDR", PaymentRef: p.ProviderRef, ProviderRef: "re_1"}
	if truth, err := provider.Refund(t.Context(), refund); err != nil || truth.Ref == "" {
		t.Errorf("refund: %+v, %v", truth, err)
	}
	if truth, err := provider.FindRefund(t.Context(), refund); err != nil || truth.Ref == "" {
		t.Errorf("find a refund: %+v, %v", truth, err)
	}
	wrong := p
	wrong.ID, wrong.Language = uuid.New(), "xx"
	if _, err := provider.Start(t.Context(), wrong); err == nil {
		t.Error("stripe-mock lets a wrong request pass, so the above shows nothing")
	}
}
