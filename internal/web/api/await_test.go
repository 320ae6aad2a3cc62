package api_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"lapak/internal/web/webtest"
)

// A program that wants to know when an order is paid asks once: the answer comes as soon as it is, not before, and not later than it asked.
func TestAnOrderIsAnsweredWhenItIsPaidToWhoeverWaits(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	order := w.Place(w.Stranger, webtest.Method, w.Coffee)
	type read struct {
		answer webtest.Answer
		took   time.Duration
	}
	ask := func(prefer, token string) read {
		began := time.Now()
		answer := w.Do(webtest.Call{
			Method: "GET", Path: "/api/v1/orders/" + order.Number, Header: map[string]string{"X-Order-Token": token, "Prefer": prefer},
		})
		return read{answer, time.Since(began)}
	}
	state := func(r read) string {
		var shown struct{ State string }
		if err := json.Unmarshal([]byte(r.answer.Body), &shown); err != nil {
			t.Error(err)
		}
		return shown.State
	}
	for _, prefer := range []string{"", "wait", "wait=", "wait=-5", "wait=soon", "respond-async", "wait=0"} {
		if r := ask(prefer, order.Token); state(r) != "awaiting_payment" || r.took > 700*time.Millisecond {
			t.Errorf("%q: %s after %s", prefer, state(r), r.took)
		}
	}
	if r := ask("respond-async, wait=1", order.Token); state(r) != "awaiting_payment" || r.took < 900*time.Millisecond || r.took > 3*time.Second {
		t.Errorf("waited %s: %s", r.took, state(r))
	}
	if r := ask("wait=10", "another's"); r.answer.Status != http.StatusNotFound || r.took > 700*time.Millisecond {
		t.Errorf("a stranger got %d after %s", r.answer.Status, r.took)
	}
	answers := make(chan read, 3)
	for range cap(answers) {
		go func() { answers <- ask(`handling=lenient, Wait="10"`, order.Token) }()
	}
	time.Sleep(300 * time.Millisecond)
	select {
	case r := <-answers:
		t.Fatalf("answered %s after %s", state(r), r.took)
	default:
	}
	paying := time.Now()
	w.Pay(order)
	paid := time.Since(paying)
	for range cap(answers) {
		select {
		case r := <-answers:
			if state(r) != "paid" {
				t.Errorf("%s after %s", state(r), r.took)
			}
		case <-time.After(9 * time.Second):
			t.Fatal("nobody told them")
		}
	}
	if all := time.Since(paying); all > paid+700*time.Millisecond {
		t.Errorf("they heard of it %s after it was paid", all-paid)
	}
	if r := ask("wait=10", order.Token); state(r) != "paid" || r.took > 700*time.Millisecond {
		t.Errorf("a paid order: %s after %s", state(r), r.took)
	}
}
