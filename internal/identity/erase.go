package identity

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// Erased is the news that a person is erased: packages above remove what they know of the person and keep the books.
type Erased struct {
	AccountID uuid.UUID `json:"account_id"`
}

// Kind names the job.
func (Erased) Kind() string { return "identity.erased" }

// Disable stops an account from signing in and ends its sessions and tokens. Administrators disable, never themselves.
func (s *Service) Disable(ctx context.Context, actor Actor, accountID uuid.UUID) error {
	return s.setDisabled(ctx, actor, accountID, true)
}

// Enable lets a disabled account sign in again.
func (s *Service) Enable(ctx context.Context, actor Actor, accountID uuid.UUID) error {
	return s.setDisabled(ctx, actor, accountID, false)
}

func (s *Service) setDisabled(ctx context.Context, actor Actor, accountID uuid.UUID, disabled bool) error {
	if err := mayAdminister(actor); err != nil {
		return err
	}
	if actor.AccountID == accountID {
		return apperr.New(apperr.Forbidden, "not_your_own")
	}
	action := "account.enable"
	if disabled {
		action = "account.disable"
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if err := setDisabled(ctx, tx, accountID, disabled); err != nil {
			return orNotFound(err)
		}
		if disabled {
			if err := shutOut(ctx, tx, accountID); err != nil {
				return fmt.Errorf("end sessions and tokens: %w", err)
			}
		}
		return audit.RecordTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: action, Subject: "account:" + accountID.String()})
	})
}

// Erase removes every personal datum of an account and keeps its id, to which the books refer. The person does it, or an administrator.
// Another's account is NotFound. Erasing twice changes nothing.
func (s *Service) Erase(ctx context.Context, actor Actor, accountID uuid.UUID) error {
	if actor.AccountID != accountID || actor.IsAnonymous() {
		if mayAdminister(actor) != nil {
			return errAccountNotFound
		}
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		account, err := lockAccount(ctx, tx, accountID)
		if err != nil {
			return orNotFound(err)
		}
		if account.ErasedAt != nil {
			return nil
		}
		if err := s.messages.ForgetTx(ctx, tx, account.Email, account.Phone); err != nil {
			return err
		}
		if err := eraseAccount(ctx, tx, account); err != nil {
			return fmt.Errorf("erase an account: %w", err)
		}
		if err := s.queue.EnqueueTx(ctx, tx, Erased{AccountID: accountID}, jobs.Options{}); err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, audit.Entry{Actor: actor.String(), Action: "account.erase", Subject: "account:" + accountID.String()})
	})
}

// Export is what this package knows of a person.
type Export struct {
	Account  Account
	Roles    []Role
	Consents []Consent
	Sessions []Session
	Tokens   []Token
}

// ExportData gives the actor all of the actor's own identity data.
func (s *Service) ExportData(ctx context.Context, actor Actor) (Export, error) {
	id, err := accountOf(actor)
	if err != nil {
		return Export{}, err
	}
	var out Export
	err = postgres.Snapshot(ctx, s.db, func(tx *sqlx.Tx) error {
		found, err := findActor(ctx, tx, id)
		if err != nil {
			return orNotFound(err)
		}
		out.Roles = found.actor().Roles
		if out.Account, err = findAccount(ctx, tx, id); err != nil {
			return err
		}
		if out.Consents, err = listConsents(ctx, tx, id); err != nil {
			return err
		}
		if out.Sessions, err = listSessions(ctx, tx, id, nil); err != nil {
			return err
		}
		out.Tokens, err = listTokens(ctx, tx, id)
		return err
	})
	if err != nil {
		return Export{}, err
	}
	return out, nil
}
