package stripefake

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/webhook"

	"lapak/internal/payments"
)

type event struct{ body []byte }

// tell keeps an event with its object as it is now.
func (s *Server) tell(kind string, about object) {
	body, err := json.Marshal(object{
		"id": s.newID("evt"), "object": "event", "api_version": stripe.APIVersion, "created": time.Now().Unix(), "livemode": false,
		"type": kind, "pending_webhooks": 1, "data": object{"object": about},
	})
	if err != nil {
		panic(err) // maps of plain values
	}
	s.events = append(s.events, event{body})
}

// Deliveries signs every event so far, now and in order. A test delivers them as it likes: twice, late, in another order.
func (s *Server) Deliveries() []payments.Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]payments.Delivery, len(s.events))
	for i, e := range s.events {
		out[i] = Sign(e.body, s.secret, time.Now())
	}
	return out
}

// Sign signs a body as Stripe does.
func Sign(body []byte, secret string, at time.Time) payments.Delivery {
	signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: body, Secret: secret, Timestamp: at})
	return payments.Delivery{Header: http.Header{"Stripe-Signature": {signed.Header}}, Body: body}
}
