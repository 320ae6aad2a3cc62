package payments

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// Received is an event of the inbox.
type Received struct {
	ID          uuid.UUID `db:"id"`
	Provider    string    `db:"provider"`
	EventID     string    `db:"event_id"`
	Kind        string    `db:"kind"`
	Object      Object    `db:"object"`
	ProviderRef string    `db:"provider_ref"`
	Reference   string    `db:"reference"`
}

// Delivery is one call of a provider's webhook.
type Delivery struct {
	Header http.Header
	Body   []byte
}

// Receive checks a provider's event, stores it once and has it worked; an event that was delivered before is accepted and changes nothing. Once it returns nil, the provider may be told 2xx. Errors: webhook_unknown (not found), webhook_refused.
func (s *Service) Receive(ctx context.Context, method string, d Delivery) error {
	source, ok := s.providers[method].(EventSource)
	if !ok {
		return apperr.NewNotFound("webhook_unknown")
	}
	event, err := source.ParseEvent(d.Header, d.Body, time.Now())
	if err != nil {
		s.log.WarnContext(ctx, "webhook refused", "method", method, "err", err)
		return err
	}
	if !event.isStorable() || !utf8.Valid(d.Body) || strings.ContainsRune(string(d.Body), 0) {
		return apperr.New(apperr.BadRequest, "webhook_refused")
	}
	var received Received
	var isNew bool
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		received, isNew, err = insertEvent(ctx, tx, method, event, string(d.Body))
		return err
	})
	if err == nil && isNew && event.Object != ObjectNone {
		s.inbox.Hand(received)
	}
	return err
}

// WorkInbox registers the function that works the events of the inbox. It may get an event again that it has worked.
func (s *Service) WorkInbox(w *jobs.Workers, work func(ctx context.Context, event Received) error) {
	jobs.WorkLine(w, s.inbox, work)
}

// isStorable keeps out what would grow the inbox's index or what Postgres cannot hold.
func (e Event) isStorable() bool {
	if e.ID == "" || e.Kind == "" || e.Object != ObjectNone && e.Ref == "" {
		return false
	}
	for _, text := range []string{e.ID, e.Kind, e.Ref, e.Reference} {
		if len(text) > 500 || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return false
		}
	}
	return true
}

// FindEventPayment finds the payment that an event is about, or payment_not_found. Its ProviderRef is the event's where we have none
// yet, so that FindTruth asks about the right object; whether that object is this payment's is checked by ApplyTruthTx.
func (s *Service) FindEventPayment(ctx context.Context, e Received) (Payment, error) {
	p, err := findByRef(ctx, s.db, e.Provider, e.ProviderRef)
	if apperr.KindOf(err) != apperr.NotFound {
		return p, err
	}
	p, err = findPayment(ctx, s.db, parseReference(e.Reference))
	if err != nil {
		return Payment{}, err
	}
	if p.Method != e.Provider {
		return Payment{}, apperr.NewNotFound("payment_not_found")
	}
	p.ProviderRef = e.ProviderRef
	return p, nil
}

// FinishEventTx records what became of an event. The first outcome stays.
func (s *Service) FinishEventTx(ctx context.Context, tx *sqlx.Tx, eventID uuid.UUID, outcome Outcome) error {
	return finishEvent(ctx, tx, eventID, outcome)
}

// ListUnfinishedEvents lists events that were received before a time and have no outcome, for reconciliation.
func (s *Service) ListUnfinishedEvents(ctx context.Context, before time.Time, limit int) ([]Received, error) {
	return listUnfinishedEvents(ctx, s.db, before, limit)
}
