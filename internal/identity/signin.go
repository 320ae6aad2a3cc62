package identity

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

// SignInInput is an e-mail address with its password.
type SignInInput struct {
	Email    string
	Password string
	Address  string // IP address of the request
}

var errWrongCredentials = apperr.New(apperr.Unauthenticated, "wrong_credentials")

// SignIn answers Unauthenticated wrong_credentials for an unknown address, an account without a password and a wrong password alike, and
// Forbidden account_disabled only to who knows the password. Starting the session is LogIn's.
func (s *Service) SignIn(ctx context.Context, in SignInInput) (Account, error) {
	email, ok := ParseEmail(in.Email)
	if !ok || len(in.Password) > MaxPassword {
		return Account{}, errWrongCredentials
	}
	tries := []Try{
		{Kind: "login:here", Subject: email + " " + in.Address, Hits: 10, Per: 15 * time.Minute},
		{Kind: "login:account", Subject: email, Hits: 50, Per: time.Hour},
		{Kind: "login:address", Subject: in.Address, Hits: 100, Per: 15 * time.Minute},
	}
	if err := s.limiter.Allow(ctx, tries...); err != nil {
		return Account{}, err
	}
	known, err := findCredentials(ctx, s.db, email)
	if err != nil && !postgres.IsNoRows(err) {
		return Account{}, fmt.Errorf("read credentials: %w", err)
	}
	match, err := s.hasher.matches(ctx, in.Password, known.PasswordHash)
	if err != nil {
		return Account{}, err
	}
	if !match {
		return Account{}, errWrongCredentials
	}
	if err := s.limiter.Forgive(ctx, tries...); err != nil {
		return Account{}, err
	}
	return active(known.Account)
}

func active(account Account) (Account, error) {
	if account.DisabledAt != nil {
		return Account{}, apperr.New(apperr.Forbidden, "account_disabled")
	}
	return account, nil
}

// checkCurrentPassword makes sure that it is the owner who changes how one signs in. Accounts without a password pass.
func (s *Service) checkCurrentPassword(ctx context.Context, id uuid.UUID, password string) error {
	hash, err := findPasswordHash(ctx, s.db, id)
	if err != nil {
		return orNotFound(err)
	}
	if hash == "" {
		return nil
	}
	try := Try{Kind: "password:account", Subject: id.String(), Hits: 10, Per: 15 * time.Minute}
	if err := s.limiter.Allow(ctx, try); err != nil {
		return err
	}
	match, err := s.hasher.matches(ctx, password, hash)
	if err != nil {
		return err
	}
	if !match {
		return apperr.NewInvalid(apperr.Field{Path: "current_password", Code: "wrong_password"})
	}
	return s.limiter.Forgive(ctx, try)
}

// ChangePasswordInput is a new password with the one it replaces.
type ChangePasswordInput struct {
	Current     string // empty where the account has none yet
	New         string
	KeepSession string // token of the session that stays signed in
}

// ChangePassword sets the actor's password and signs out every other session.
func (s *Service) ChangePassword(ctx context.Context, actor Actor, in ChangePasswordInput) error {
	id, err := accountOf(actor)
	if err != nil {
		return err
	}
	account, err := s.FindAccount(ctx, id)
	if err != nil {
		return err
	}
	if err := apperr.NewInvalid(wrongPassword("password", in.New, account.Email)...); err != nil {
		return err
	}
	if err := s.checkCurrentPassword(ctx, account.ID, in.Current); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, in.New)
	if err != nil {
		return err
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if err := setPassword(ctx, tx, account.ID, hash); err != nil {
			return fmt.Errorf("set a password: %w", err)
		}
		if err := deleteSessions(ctx, tx, account.ID, hashToken(in.KeepSession)); err != nil {
			return fmt.Errorf("sign out other sessions: %w", err)
		}
		return s.tellTx(ctx, tx, account, "password_changed", s.baseURL+ForgotPath)
	})
}
