package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
)

// SMSConfig is a gateway that takes {"to", "message", "reference"} as JSON and may answer {"id"}.
type SMSConfig struct {
	URL   string
	Token string // sent as bearer; empty for none
}

type sms struct{ post post }

// NewSMS makes a sender for an SMS gateway.
func NewSMS(cfg SMSConfig) (Sender, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, errors.New("the address of the SMS gateway is not of the form https://host/path")
	}
	return sms{post: newPost(cfg.URL, cfg.Token)}, nil
}

// Send sends the body; the reference lets the gateway tell a repetition.
func (s sms) Send(ctx context.Context, letter Letter) (string, error) {
	status, body, err := s.post.do(ctx, map[string]string{"to": letter.Recipient, "message": letter.Body, "reference": letter.ID.String()})
	if err != nil {
		return "", err
	}
	if err := outcomeOf(status); err != nil {
		return "", err
	}
	var answer struct {
		ID any `json:"id"` // a number at some gateways
	}
	if json.Unmarshal(body, &answer) != nil || answer.ID == nil {
		return "", nil //nolint:nilerr // the status alone says that it was taken
	}
	return fmt.Sprint(answer.ID), nil
}
