package notify

import (
	"context"
	"errors"

	"github.com/google/uuid"
)

// Letter is a message on its way out.
type Letter struct {
	ID        uuid.UUID // the same at each try, so that a provider can tell a repetition
	Recipient string
	Language  string
	Subject   string // for mail; the others show the body alone
	Body      string // plain text
}

// Sender delivers through one provider. It returns the provider's name for the message. An error made by Refuse is final; any other is
// tried again later. An error never holds the recipient or the words.
type Sender interface {
	Send(ctx context.Context, letter Letter) (ref string, err error)
}

type refusal struct{ reason string }

func (r refusal) Error() string { return "refused: " + r.reason }

// Refuse is the error of a sender whose provider will never take this letter.
func Refuse(reason string) error { return refusal{reason} }

// IsRefused says whether a sender's error is final.
func IsRefused(err error) bool {
	var r refusal
	return errors.As(err, &r)
}

// Outbox sends nothing: the demo's messages are read in the table.
type Outbox struct{}

// Send takes every letter.
func (Outbox) Send(context.Context, Letter) (string, error) { return "", nil }
