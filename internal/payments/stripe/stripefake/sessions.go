package stripefake

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const shortestSession = 30 * time.Minute

func (s *Server) createSession(r *http.Request) (int, object) {
	amount, err := strconv.ParseInt(r.Form.Get("line_items[0][price_data][unit_amount]"), 10, 64)
	if err != nil || amount <= 0 {
		return refuse("invalid unit_amount")
	}
	ends := time.Now().Add(24 * time.Hour).Unix()
	if given := r.Form.Get("expires_at"); given != "" {
		if ends, err = strconv.ParseInt(given, 10, 64); err != nil || time.Until(time.Unix(ends, 0)) < shortestSession {
			return refuse("expires_at must be at least 30 minutes from now")
		}
	}
	id := s.newID("cs")
	session := object{
		"id": id, "object": "checkout.session", "mode": r.Form.Get("mode"), "status": "open", "payment_status": "unpaid",
		"amount_total": amount, "currency": r.Form.Get("line_items[0][price_data][currency]"), "livemode": false,
		"client_reference_id": r.Form.Get("client_reference_id"), "metadata": metadata(r.Form), "expires_at": ends,
		"url": "https://checkout.stripe.com/c/pay/" + id, "payment_intent": nil,
	}
	s.sessions[id] = session
	return http.StatusOK, session
}

func (s *Server) findSession(r *http.Request) (int, object) {
	session, ok := s.sessions[r.PathValue("id")]
	if !ok {
		return missing(r.PathValue("id"))
	}
	if r.Form.Get("expand[0]") == "payment_intent" && session["payment_intent"] != nil {
		expanded := object{}
		for name, value := range session {
			expanded[name] = value
		}
		expanded["payment_intent"] = s.intents[text(session, "payment_intent")]
		session = expanded
	}
	return http.StatusOK, session
}

func (s *Server) expireSession(r *http.Request) (int, object) {
	session, ok := s.sessions[r.PathValue("id")]
	if !ok {
		return missing(r.PathValue("id"))
	}
	if session["status"] != "open" {
		return refuse("only an open session can be expired, this one is %v", session["status"])
	}
	session["status"] = "expired"
	s.tell("checkout.session.expired", session)
	return http.StatusOK, session
}

// Pay pays an open session by card.
func (s *Server) Pay(ref string) error {
	return s.complete(ref, func(session, intent object) {
		session["payment_status"], intent["status"] = "paid", "succeeded"
	})
}

// PaySlowly completes a session by a method whose money comes, or fails to come, later.
func (s *Server) PaySlowly(ref string) error {
	return s.complete(ref, func(_, intent object) { intent["status"] = "processing" })
}

func (s *Server) complete(ref string, how func(session, intent object)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.sessions[ref]
	if !ok || session["status"] != "open" {
		return fmt.Errorf("session %q is not open", ref)
	}
	intent := object{"id": s.newID("pi"), "object": "payment_intent", "amount": session["amount_total"], "currency": session["currency"]}
	s.intents[text(intent, "id")] = intent
	session["status"], session["payment_intent"] = "complete", intent["id"]
	how(session, intent)
	s.tell("checkout.session.completed", session)
	return nil
}

// Settle brings the money of a slow payment, however late.
func (s *Server) Settle(ref string) error {
	return s.settle(ref, "checkout.session.async_payment_succeeded", func(session, intent object) {
		session["payment_status"], intent["status"] = "paid", "succeeded"
	})
}

// Fail completes a session by a slow method that then fails.
func (s *Server) Fail(ref string) error {
	if err := s.PaySlowly(ref); err != nil {
		return err
	}
	return s.settle(ref, "checkout.session.async_payment_failed", func(_, intent object) {
		intent["status"], intent["last_payment_error"] = "requires_payment_method", object{"code": "insufficient_funds", "type": "card_error"}
	})
}

func (s *Server) settle(ref, kind string, how func(session, intent object)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.sessions[ref]
	if !ok || session["status"] != "complete" {
		return fmt.Errorf("session %q is not complete", ref)
	}
	how(session, s.intents[text(session, "payment_intent")])
	s.tell(kind, session)
	return nil
}

// Change edits a session behind our back: another amount, currency, reference or mode.
func (s *Server) Change(ref, name string, value any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[ref][name] = value
}
