package stripefake

import (
	"fmt"
	"net/http"
	"strconv"
)

func (s *Server) createRefund(r *http.Request) (int, object) {
	intent, ok := s.intents[r.Form.Get("payment_intent")]
	if !ok || intent["status"] != "succeeded" {
		return refuse("this payment has no successful charge")
	}
	amount, err := strconv.ParseInt(r.Form.Get("amount"), 10, 64)
	if err != nil || amount <= 0 {
		return refuse("invalid amount")
	}
	total := amount
	for _, other := range s.refunds {
		if other["payment_intent"] == intent["id"] && other["status"] != "failed" {
			total += number(other, "amount")
		}
	}
	if total > number(intent, "amount") {
		return refuse("the refund is greater than what is left of the charge")
	}
	refund := object{
		"id": s.newID("re"), "object": "refund", "amount": amount, "currency": intent["currency"], "payment_intent": intent["id"],
		"status": "succeeded", "metadata": metadata(r.Form),
	}
	s.refunds[text(refund, "id")] = refund
	s.sent = append(s.sent, text(refund, "id"))
	s.tell("refund.created", refund)
	return http.StatusOK, refund
}

func (s *Server) findRefund(r *http.Request) (int, object) {
	refund, ok := s.refunds[r.PathValue("id")]
	if !ok {
		return missing(r.PathValue("id"))
	}
	return http.StatusOK, refund
}

func (s *Server) listRefunds(r *http.Request) (int, object) {
	data := []object{}
	for _, id := range s.sent {
		if s.refunds[id]["payment_intent"] == r.Form.Get("payment_intent") {
			data = append(data, s.refunds[id])
		}
	}
	return http.StatusOK, object{"object": "list", "url": "/v1/refunds", "has_more": false, "data": data}
}

// FailRefund makes a refund come back, as banks sometimes do days later.
func (s *Server) FailRefund(ref string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	refund, ok := s.refunds[ref]
	if !ok {
		return fmt.Errorf("no refund %q", ref)
	}
	refund["status"], refund["failure_reason"] = "failed", "expired_or_canceled_card"
	s.tell("charge.refund.updated", refund)
	return nil
}

// ForgetKeys is what happens after a day: idempotency keys are gone.
func (s *Server) ForgetKeys() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys = map[string]answer{}
}
