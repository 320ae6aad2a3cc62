package identity

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/postgres"
)

// RequestReset mails a link to set a new password. It answers the same whether the address is known or not.
func (s *Service) RequestReset(ctx context.Context, email, address string) error {
	email, ok := ParseEmail(email)
	if !ok {
		return apperr.NewInvalid(apperr.Field{Path: "email", Code: "invalid_email"})
	}
	if _, _, ok := s.messages.To("", email); !ok {
		return apperr.New(apperr.Unavailable, "no_channel")
	}
	err := s.limiter.Allow(ctx,
		Try{Kind: "reset:email", Subject: email, Hits: 5, Per: time.Hour},
		Try{Kind: "reset:address", Subject: address, Hits: 30, Per: time.Hour})
	if err != nil {
		return err
	}
	account, err := findByContact(ctx, s.db, email, "")
	if postgres.IsNoRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read an account: %w", err)
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		return s.sendLinkTx(ctx, tx, account, link{AccountID: account.ID, Purpose: purposeReset, Email: email})
	})
}

// ResetPassword takes the token of a link once, sets the password, confirms the address that the link went to, and ends every session
// and API token of the account. A token that is unknown, used or expired is Invalid link_invalid.
func (s *Service) ResetPassword(ctx context.Context, token, password string) error {
	waiting, err := findLink(ctx, s.db, hashToken(token), purposeReset)
	if postgres.IsNoRows(err) {
		return errLinkInvalid
	}
	if err != nil {
		return fmt.Errorf("read a link: %w", err)
	}
	if err := apperr.NewInvalid(wrongPassword("password", password, waiting.Email)...); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		used, err := useLink(ctx, tx, hashToken(token), purposeReset)
		if postgres.IsNoRows(err) {
			return errLinkInvalid
		}
		if err != nil {
			return fmt.Errorf("use a link: %w", err)
		}
		return s.resetTx(ctx, tx, used, hash)
	})
}

func (s *Service) resetTx(ctx context.Context, tx *sqlx.Tx, used link, hash string) error {
	account, err := findAccount(ctx, tx, used.AccountID)
	if err != nil {
		return orNotFound(err)
	}
	if err := setPassword(ctx, tx, account.ID, hash); err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	if used.Email == account.Email && account.EmailVerifiedAt == nil {
		if err := proveEmail(ctx, tx, account.ID); err != nil {
			return fmt.Errorf("confirm an address: %w", err)
		}
	}
	if err := shutOut(ctx, tx, account.ID); err != nil {
		return fmt.Errorf("end sessions and tokens: %w", err)
	}
	return s.tellTx(ctx, tx, account, "password_changed", s.baseURL+ForgotPath)
}

// CreateAdministrator gives a role to the account with this e-mail address, made where there is none, and returns the token for ResetPath
// that sets its password once within a day. It is for the command line: whoever may run it is trusted.
func (s *Service) CreateAdministrator(ctx context.Context, role Role, email string) (token string, err error) {
	address, ok := ParseEmail(email)
	if !ok {
		return "", apperr.NewInvalid(apperr.Field{Path: "email", Code: "invalid_email"})
	}
	if err := checkRole(role); err != nil {
		return "", err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("make an account id: %w", err)
	}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		account, err := findByContact(ctx, tx, address, "")
		if postgres.IsNoRows(err) {
			account, err = createAccount(ctx, tx, newAccount{ID: id, Email: address, Language: "id"})
		}
		if err != nil {
			return taken(err)
		}
		if err := insertRole(ctx, tx, account.ID, role); err != nil {
			return fmt.Errorf("grant a role: %w", err)
		}
		token, err = issueLinkTx(ctx, tx, link{AccountID: account.ID, Purpose: purposeReset, Email: address}, inviteLife)
		if err != nil {
			return err
		}
		return audit.RecordTx(ctx, tx, roleEntry(System("command"), "role.grant", account.ID, role))
	})
	return token, err
}
