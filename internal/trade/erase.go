package trade

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

// ForgetTx takes the name and contact of an erased person out of their inquiries, and withdraws what nobody could be told of any more. The
// threads stay: they are the shop's words too.
func (s *Service) ForgetTx(ctx context.Context, tx *sqlx.Tx, account uuid.UUID) error {
	ids, contacts, err := listOfPerson(ctx, tx, account)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.withdrawTx(ctx, tx, id, account); err != nil {
			return err
		}
	}
	if err := s.Notices.ForgetTx(ctx, tx, contacts...); err != nil {
		return err
	}
	return forgetAsker(ctx, tx, account)
}

func (s *Service) withdrawTx(ctx context.Context, tx *sqlx.Tx, id, account uuid.UUID) error {
	if err := lockInquiry(ctx, tx, id); err != nil {
		return err
	}
	thread, err := readThread(ctx, tx, id)
	if err != nil || thread.State == StateClosed {
		return err
	}
	if err := s.applyTx(ctx, tx, &thread, Message{Side: PartyAsker, Event: Close, AccountID: &account}, Withdrawn); err != nil {
		return err
	}
	return s.tellMovedTx(ctx, tx, thread)
}

// ListRecords gives every inquiry of the actor's account with its thread, the newest first, for a copy of the actor's data.
func (s *Service) ListRecords(ctx context.Context, actor identity.Actor) ([]Thread, error) {
	if actor.AccountID == uuid.Nil {
		return nil, apperr.New(apperr.Unauthenticated, "unauthenticated")
	}
	threads := []Thread{}
	err := postgres.Snapshot(ctx, s.DB, func(tx *sqlx.Tx) (err error) {
		threads, err = listRecords(ctx, tx, actor.AccountID)
		return err
	})
	return threads, err
}
