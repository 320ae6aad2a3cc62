package stripe

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/webhook"

	"lapak/internal/payments"
)

// SignatureHeader carries Stripe's signature.
const SignatureHeader = "Stripe-Signature"

// objects are the events that are something to us.
var objects = map[stripe.EventType]payments.Object{
	"checkout.session.completed":               payments.ObjectPayment,
	"checkout.session.async_payment_succeeded": payments.ObjectPayment,
	"checkout.session.async_payment_failed":    payments.ObjectPayment,
	"checkout.session.expired":                 payments.ObjectPayment,
	"charge.refund.updated":                    payments.ObjectRefund,
	"refund.created":                           payments.ObjectRefund,
	"refund.updated":                           payments.ObjectRefund,
	"refund.failed":                            payments.ObjectRefund,
}

// ParseEvent checks and reads an event: signed with our secret, of our API version, of our own account (not of one connected to it)
// and of our mode, and no older or newer than payments.EventAge.
func (p *Provider) ParseEvent(header http.Header, body []byte, now time.Time) (payments.Event, error) {
	event, err := p.parse(header.Get(SignatureHeader), body, now)
	if err != nil {
		return payments.Event{}, payments.ErrWebhook(err)
	}
	out := payments.Event{ID: event.ID, Kind: string(event.Type), Object: objects[event.Type]}
	if out.Object == payments.ObjectNone {
		return out, nil
	}
	var object struct {
		ID                string            `json:"id"`
		ClientReferenceID string            `json:"client_reference_id"`
		Metadata          map[string]string `json:"metadata"`
	}
	if event.Data == nil || json.Unmarshal(event.Data.Raw, &object) != nil || object.ID == "" {
		return payments.Event{}, payments.ErrWebhook(errors.New("the event has no object"))
	}
	out.Ref, out.Reference = object.ID, object.ClientReferenceID
	if out.Object == payments.ObjectRefund {
		out.Reference = object.Metadata[keyRefundID]
	}
	return out, nil
}

func (p *Provider) parse(signature string, body []byte, now time.Time) (stripe.Event, error) {
	if p.secret == "" {
		return stripe.Event{}, errors.New("there is no webhook secret")
	}
	event, err := webhook.ConstructEventWithOptions(body, signature, p.secret, webhook.ConstructEventOptions{IgnoreTolerance: true})
	switch {
	case err != nil:
		return event, err
	case now.Sub(signedAt(signature)).Abs() > payments.EventAge: // stripe-go lets the future pass
		return event, errors.New("the time is not near ours")
	case event.Account != "":
		return event, errors.New("the event is of a connected account")
	case event.Livemode != p.live:
		return event, errors.New("the event is of the other mode")
	case event.ID == "" || event.Type == "":
		return event, errors.New("the event has no id or type")
	}
	return event, nil
}

// signedAt reads the time that is part of what was signed; zero where there is none.
func signedAt(signature string) (at time.Time) {
	for _, part := range strings.Split(signature, ",") {
		if value, ok := strings.CutPrefix(part, "t="); ok {
			unix, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				return time.Time{}
			}
			at = time.Unix(unix, 0)
		}
	}
	return at
}
