package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// maxAttempts spans about four hours with the queue's growing pauses.
const maxAttempts = 10

const sendTimeout = 15 * time.Second

// SendMessage is the job that sends one message.
type SendMessage struct {
	ID uuid.UUID `json:"id"`
}

// Kind names the job.
func (SendMessage) Kind() string { return "notify.send_message" }

// RegisterWorkers has the queue send messages.
func RegisterWorkers(w *jobs.Workers, s *Service) { jobs.Handle(w, s.Deliver) }

// Deliver sends a queued message and notes the outcome. It returns an error where a later try may succeed. A message can arrive twice
// when the process dies between the provider's answer and the note; its id lets the provider tell.
func (s *Service) Deliver(ctx context.Context, job SendMessage) error {
	m, err := findOutgoing(ctx, s.db, job.ID)
	if postgres.IsNoRows(err) || (err == nil && m.State != stateQueued) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read message %s: %w", job.ID, err)
	}
	sender := s.cfg.Senders[m.Channel]
	switch {
	case m.Expired:
		return s.fail(ctx, m, "expired before it could be sent")
	case sender == nil:
		return s.fail(ctx, m, "no sender for "+string(m.Channel))
	}
	ref, err := send(ctx, sender, m)
	switch {
	case err == nil:
		return s.note(ctx, outcome{ID: m.ID, State: stateSent, Forget: m.Secret && !s.cfg.KeepSecrets, ProviderRef: ref})
	case IsRefused(err) || m.Attempts+1 >= maxAttempts:
		return s.fail(ctx, m, err.Error())
	}
	if err := s.note(ctx, outcome{ID: m.ID, State: stateQueued, LastError: err.Error()}); err != nil {
		return err
	}
	return fmt.Errorf("send message %s: %w", m.ID, err)
}

func send(ctx context.Context, sender Sender, m outgoing) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return sender.Send(ctx, Letter{ID: m.ID, Recipient: m.Recipient, Language: m.Language, Subject: m.Subject, Body: m.Body})
}

func (s *Service) fail(ctx context.Context, m outgoing, reason string) error {
	return s.note(ctx, outcome{ID: m.ID, State: "failed", Forget: m.Secret, LastError: reason})
}

// note outlives the job's own context: a message that left must not leave again because the process was told to stop.
func (s *Service) note(ctx context.Context, o outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	defer cancel()
	o.LastError = clean(o.LastError)
	o.ProviderRef = clean(o.ProviderRef)
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return recordOutcome(ctx, tx, o) })
	if err != nil {
		return fmt.Errorf("note the outcome of message %s: %w", o.ID, err)
	}
	return nil
}

// clean makes a provider's text fit for the database.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "?")
	if runes := []rune(text); len(runes) > 300 {
		return string(runes[:300])
	}
	return text
}
