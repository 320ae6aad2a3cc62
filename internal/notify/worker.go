package notify

import (
	"context"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

const (
	maxAttempts = 10 // spans about four hours with the pauses of pauseAfter
	lookEvery   = 250 * time.Millisecond
	batch       = 48
	atOnce      = 8
	sendTimeout = 15 * time.Second
	// lease keeps messages that are being sent from the next look: longer than a batch of which every try times out.
	lease = batch/atOnce*sendTimeout + time.Minute
)

// pauseAfter is the pause before a message is tried again after its nth try, in seconds: 1, 16, 81 … 6,561.
func pauseAfter(tries int) float64 { return math.Pow(float64(tries), 4) }

// SendMessage is the job by which versions before 0035_waiting_messages sent one message.
type SendMessage struct {
	ID uuid.UUID `json:"id"`
}

// Kind names the job.
func (SendMessage) Kind() string { return "notify.send_message" }

// RegisterWorkers has messages sent, those of each channel apart: a mail server that hangs does not hold up WhatsApp.
func RegisterWorkers(w *jobs.Workers, s *Service) {
	for _, channel := range []Channel{Mail, WhatsApp, SMS} {
		w.Poll("notify."+string(channel), lookEvery, func(ctx context.Context) (bool, error) { return s.Deliver(ctx, channel) })
	}
	jobs.Handle(w, s.Adopt)
}

// Adopt takes over a message that an older version wrote and had not sent.
func (s *Service) Adopt(ctx context.Context, job SendMessage) error {
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return adoptMessage(ctx, tx, job.ID) })
}

// Deliver tries to send some of the messages of a channel that are due and notes what came of it; more says that others may be due. The
// error is of the database, or of the provider where it took none of them. Any number of processes may call it at once. A message can
// arrive twice when the process dies between the provider's answer and the note; its id lets the provider tell.
func (s *Service) Deliver(ctx context.Context, channel Channel) (more bool, err error) {
	isAny, err := isAnyDue(ctx, s.db, channel)
	if err != nil || !isAny {
		return false, err
	}
	var due []outgoing
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) (err error) {
		due, err = takeDue(ctx, tx, channel, batch)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take messages to send: %w", err)
	}
	outcomes, failures := s.tryAll(ctx, due)
	if err := s.note(ctx, outcomes); err != nil {
		return false, err
	}
	if len(failures) == len(due) && len(due) > 0 {
		return false, fmt.Errorf("%d messages by %s will be tried again: %w", len(due), channel, failures[0])
	}
	return len(due) == batch, nil
}

// tryAll sends a few at once. It lets tries end that have begun when ctx does, and leaves the others for the next look.
func (s *Service) tryAll(ctx context.Context, due []outgoing) (outcomes []outcome, failures []error) {
	outcomes = make([]outcome, len(due))
	errs := make([]error, len(due))
	turns := make(chan struct{}, atOnce)
	var tries sync.WaitGroup
	for i, m := range due {
		turns <- struct{}{}
		tries.Go(func() {
			defer func() { <-turns }()
			if ctx.Err() != nil {
				outcomes[i] = outcome{ID: m.ID, State: stateQueued}
				return
			}
			outcomes[i], errs[i] = s.try(context.WithoutCancel(ctx), m)
		})
	}
	tries.Wait()
	for _, err := range errs {
		if err != nil {
			failures = append(failures, err)
		}
	}
	return outcomes, failures
}

// try sends one message. The error is one after which a later try may succeed.
func (s *Service) try(ctx context.Context, m outgoing) (outcome, error) {
	failed := outcome{ID: m.ID, State: stateFailed, Forget: m.Secret}
	sender := s.cfg.Senders[m.Channel]
	switch {
	case m.Expired:
		failed.LastError = "expired before it could be sent"
		return failed, nil
	case sender == nil:
		failed.LastError = "no sender for " + string(m.Channel)
		return failed, nil
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	ref, err := sender.Send(ctx, Letter{ID: m.ID, Recipient: m.Recipient, Language: m.Language, Subject: m.Subject, Body: m.Body})
	switch {
	case err == nil:
		return outcome{ID: m.ID, State: stateSent, Forget: m.Secret && !s.cfg.KeepSecrets, ProviderRef: clean(ref)}, nil
	case IsRefused(err) || m.Attempts >= maxAttempts:
		failed.LastError = clean(err.Error())
		return failed, nil
	}
	return outcome{ID: m.ID, State: stateQueued, LastError: clean(err.Error()), Pause: pauseAfter(m.Attempts)}, err
}

// note outlives the look's own context: a message that left must not leave again because the process was told to stop.
func (s *Service) note(ctx context.Context, outcomes []outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	defer cancel()
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return recordOutcomes(ctx, tx, outcomes) })
	if err != nil {
		return fmt.Errorf("note what came of %d messages: %w", len(outcomes), err)
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
