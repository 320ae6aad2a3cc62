// Package notify tells people things by mail, WhatsApp and SMS. A message is written in the transaction that causes it and sent
// afterwards, so that a provider that is down never holds anything up.
package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/i18n"
	"lapak/internal/postgres/keyset"
)

// Channel is a way to reach somebody.
type Channel string

// The channels. A recipient is an e-mail address for mail and an E.164 number for the others.
const (
	Mail     Channel = "mail"
	WhatsApp Channel = "whatsapp"
	SMS      Channel = "sms"
)

// Message is something to tell. Its words are the texts "message.<Template>.subject" and "message.<Template>.body".
type Message struct {
	DedupeKey string // names the news: the same key is sent once
	Channel   Channel
	Recipient string
	Language  string
	Template  string
	Params    i18n.Args
	Secret    bool          // holds a code or a link that signs in: the words are forgotten once sent
	ValidFor  time.Duration // after it the message is of no use and is not sent; zero: always of use
}

// Sent is a message as the platform keeps it.
type Sent struct {
	ID        uuid.UUID  `db:"id"`
	Channel   Channel    `db:"channel"`
	Recipient string     `db:"recipient"`
	Language  string     `db:"language"`
	Template  string     `db:"template"`
	Subject   string     `db:"subject"`
	Body      string     `db:"body"`
	State     string     `db:"state"` // "queued", "sent" or "failed"
	CreatedAt time.Time  `db:"created_at"`
	SentAt    *time.Time `db:"sent_at"`
	Attempts  int        `db:"attempts"`
	LastError string     `db:"last_error"`
}

// Config says how messages leave. A channel without a sender is not offered by To.
type Config struct {
	Senders map[Channel]Sender
	// KeepSecrets keeps the words of secret messages after sending: for the demo, where they are read on a page.
	KeepSecrets bool
	// Recorded keeps every message as if it had been sent, and sends none: for histories that are made up.
	Recorded bool
}

// Service writes messages and sends them.
type Service struct {
	db  *sqlx.DB
	cfg Config
}

// New makes a Service.
func New(db *sqlx.DB, cfg Config) *Service {
	return &Service{db: db, cfg: cfg}
}

// To picks how to reach somebody of whom a phone, an e-mail address or both are known: people here read WhatsApp, then SMS, then mail.
// It is false where no channel is set up for what is known.
func (s *Service) To(phone, email string) (channel Channel, recipient string, ok bool) {
	for _, way := range []struct {
		channel   Channel
		recipient string
	}{{WhatsApp, phone}, {SMS, phone}, {Mail, email}} {
		if way.recipient != "" && s.cfg.Senders[way.channel] != nil {
			return way.channel, way.recipient, true
		}
	}
	return "", "", false
}

// SendTx writes messages and has them sent once tx has committed. A message whose DedupeKey is known is not written again.
func (s *Service) SendTx(ctx context.Context, tx *sqlx.Tx, messages ...Message) error {
	if len(messages) == 0 {
		return nil
	}
	out := make([]outgoing, len(messages))
	for i, m := range messages {
		if m.DedupeKey == "" || m.Recipient == "" {
			return fmt.Errorf("message %s has no dedupe key or no recipient", m.Template)
		}
		var err error
		if out[i], err = render(m); err != nil {
			return err
		}
		if s.cfg.Recorded {
			out[i].State = stateSent
			if m.Secret && !s.cfg.KeepSecrets {
				out[i].Body = ""
			}
		}
	}
	if err := insertMessages(ctx, tx, out); err != nil {
		return fmt.Errorf("write the message %s: %w", messages[0].Template, err)
	}
	return nil
}

func render(m Message) (outgoing, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return outgoing{}, fmt.Errorf("make a message id: %w", err)
	}
	lang := i18n.Pick(m.Language)
	subject, hasSubject := i18n.Find(lang, "message."+m.Template+".subject", m.Params)
	body, hasBody := i18n.Find(lang, "message."+m.Template+".body", m.Params)
	if !hasSubject || !hasBody {
		return outgoing{}, fmt.Errorf("message %s has no words in %s", m.Template, lang)
	}
	return outgoing{
		ID: id, DedupeKey: m.DedupeKey, Channel: m.Channel, Recipient: m.Recipient, Language: lang, Template: m.Template,
		Subject: subject, Body: body, Secret: m.Secret, ValidSeconds: m.ValidFor.Seconds(), State: stateQueued,
	}, nil
}

// List gives messages, newest first, up to 100. before is the last message of the page before, or uuid.Nil for the first page.
func (s *Service) List(ctx context.Context, limit int, before uuid.UUID) ([]Sent, error) {
	sent, err := listMessages(ctx, s.db, min(max(limit, 1), 100), before)
	if err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	return sent, nil
}

// failedCursor is a place in the list of failed messages.
type failedCursor struct {
	At time.Time `json:"failed_at"`
	ID uuid.UUID `json:"i"`
}

// ListFailed gives the messages that could not be sent, newest first, up to 100, with the last error of each. cursor is empty for the
// first part; next is that of the following one, empty on the last. Errors: Invalid invalid_cursor.
func (s *Service) ListFailed(ctx context.Context, limit int, cursor string) (part []Sent, next string, err error) {
	from := failedCursor{At: time.Now().Add(24 * time.Hour), ID: uuid.Max}
	if cursor != "" {
		if err := keyset.Decode(cursor, &from); err != nil {
			return nil, "", err
		}
	}
	limit = min(max(limit, 1), 100)
	failed, err := listFailed(ctx, s.db, from, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("list failed messages: %w", err)
	}
	if len(failed) > limit {
		failed = failed[:limit]
		next = keyset.Encode(failedCursor{failed[limit-1].CreatedAt, failed[limit-1].ID})
	}
	return failed, next, nil
}

// ForgetTx empties every message to these recipients, sent or not, when a person is erased.
func (s *Service) ForgetTx(ctx context.Context, tx *sqlx.Tx, recipients ...string) error {
	if err := forgetRecipients(ctx, tx, recipients); err != nil {
		return fmt.Errorf("forget messages: %w", err)
	}
	return nil
}
