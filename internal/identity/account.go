package identity

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/postgres"
)

// Account is a person who buys, sells or works here. It never carries the password's hash.
type Account struct {
	ID              uuid.UUID  `db:"id"`
	Email           string     `db:"email"` // lower case; empty where one signs in by phone only
	Phone           string     `db:"phone"` // E.164; empty where unknown
	Name            string     `db:"name"`
	Language        string     `db:"language"` // "id" or "en"
	HasPassword     bool       `db:"has_password"`
	EmailVerifiedAt *time.Time `db:"email_verified_at"`
	PhoneVerifiedAt *time.Time `db:"phone_verified_at"`
	CreatedAt       time.Time  `db:"created_at"`
	DisabledAt      *time.Time `db:"disabled_at"`
	ErasedAt        *time.Time `db:"erased_at"`
}

var (
	errAccountNotFound = apperr.NewNotFound("account_not_found")
	errEmailTaken      = apperr.New(apperr.Conflict, "email_taken").At("email")
	errPhoneTaken      = apperr.New(apperr.Conflict, "phone_taken").At("phone")
)

// FindActor loads who acts for an account. It is NotFound for an account that is disabled or erased.
func (s *Service) FindActor(ctx context.Context, accountID uuid.UUID) (Actor, error) {
	found, err := findActor(ctx, s.db, accountID)
	if postgres.IsNoRows(err) {
		return Actor{}, errAccountNotFound
	}
	if err != nil {
		return Actor{}, fmt.Errorf("read an actor: %w", err)
	}
	return found.actor(), nil
}

// FindAccount loads an account, disabled and erased ones too.
func (s *Service) FindAccount(ctx context.Context, id uuid.UUID) (Account, error) {
	account, err := findAccount(ctx, s.db, id)
	return account, orNotFound(err)
}

// FindAccounts loads accounts by id; unknown ids are missing in the answer.
func (s *Service) FindAccounts(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]Account, error) {
	accounts, err := listAccounts(ctx, s.db, ids)
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	out := make(map[uuid.UUID]Account, len(accounts))
	for _, account := range accounts {
		out[account.ID] = account
	}
	return out, nil
}

// FindByContact loads the active account with this e-mail address or phone number.
func (s *Service) FindByContact(ctx context.Context, contact string) (Account, error) {
	email, isEmail := ParseEmail(contact)
	phone, isPhone := ParsePhone(contact)
	if !isEmail && !isPhone {
		return Account{}, errAccountNotFound
	}
	account, err := findByContact(ctx, s.db, email, phone)
	return account, orNotFound(err)
}

// orNotFound turns the absence of a row into NotFound.
func orNotFound(err error) error {
	switch {
	case err == nil:
		return nil
	case postgres.IsNoRows(err):
		return errAccountNotFound
	}
	return fmt.Errorf("read an account: %w", err)
}

// UpdateInput changes the fields that are not nil.
type UpdateInput struct {
	Name            *string
	Language        *string // "id" or "en"
	Email           *string // takes effect once the new address is confirmed
	CurrentPassword string  // asked for with a new e-mail address where the account has a password
}

// UpdateAccount changes the actor's own account. A new e-mail address gets a link to confirm it and holds from then on.
func (s *Service) UpdateAccount(ctx context.Context, actor Actor, in UpdateInput) (Account, error) {
	id, err := accountOf(actor)
	if err != nil {
		return Account{}, err
	}
	change, err := parseUpdate(in)
	if err != nil {
		return Account{}, err
	}
	if in.Email != nil {
		if err := s.checkCurrentPassword(ctx, id, in.CurrentPassword); err != nil {
			return Account{}, err
		}
	}
	var account Account
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if account, err = updateAccount(ctx, tx, id, change); err != nil {
			return orNotFound(err)
		}
		if in.Email == nil || change.email == account.Email {
			return nil
		}
		return s.sendConfirmationTx(ctx, tx, account, change.email)
	})
	return account, err
}

type change struct {
	name, language *string
	email          string
}

func parseUpdate(in UpdateInput) (change, error) {
	var out change
	var wrong []apperr.Field
	if in.Name != nil {
		name, ok := parseName(*in.Name)
		if !ok {
			wrong = append(wrong, apperr.Field{Path: "name", Code: "invalid_name"})
		}
		out.name = &name
	}
	if in.Language != nil {
		if *in.Language != i18n.Indonesian && *in.Language != i18n.English {
			wrong = append(wrong, apperr.Field{Path: "language", Code: "unknown_language"})
		}
		out.language = in.Language
	}
	if in.Email != nil {
		email, ok := ParseEmail(*in.Email)
		if !ok {
			wrong = append(wrong, apperr.Field{Path: "email", Code: "invalid_email"})
		}
		out.email = email
	}
	return out, apperr.NewInvalid(wrong...)
}
