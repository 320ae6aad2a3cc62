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

// RegisterInput makes an account with an e-mail address and a password.
type RegisterInput struct {
	Email          string
	Phone          string // optional; signs in only once a code has proved it
	Password       string
	Name           string
	Language       string // "id" or "en"
	ConsentVersion string // of the terms that were shown, as ConsentText gives it; empty where none were
	Address        string // IP address of the request; empty for the platform's own
	// Verified says that the caller knows e-mail and phone to be this person's, as the seeds do. No link is sent then, and either e-mail
	// with or without a password, or phone alone will do.
	Verified bool
}

// Register makes an account and sends a link that confirms the e-mail address. It refuses with Conflict email_taken or phone_taken.
func (s *Service) Register(ctx context.Context, in RegisterInput) (Account, error) {
	account, err := parseRegistration(in)
	if err != nil {
		return Account{}, err
	}
	err = s.limiter.Allow(ctx, Try{Kind: "register:address", Subject: in.Address, Hits: 100, Per: time.Hour})
	if err != nil {
		return Account{}, err
	}
	if in.Password != "" {
		if account.PasswordHash, err = s.hasher.hash(ctx, in.Password); err != nil {
			return Account{}, err
		}
	}
	var made Account
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if made, err = createAccount(ctx, tx, account); err != nil {
			return taken(err)
		}
		if in.ConsentVersion != "" {
			if err := giveConsentTx(ctx, tx, made.ID, consentTo(ConsentTerms, account.Language)); err != nil {
				return err
			}
		}
		if in.Verified || made.Email == "" {
			return nil
		}
		return s.sendConfirmationTx(ctx, tx, made, made.Email)
	})
	return made, err
}

func parseRegistration(in RegisterInput) (newAccount, error) {
	var wrong []apperr.Field
	add := func(path, code string) { wrong = append(wrong, apperr.Field{Path: path, Code: code}) }
	id, err := uuid.NewV7()
	if err != nil {
		return newAccount{}, fmt.Errorf("make an account id: %w", err)
	}
	out := newAccount{ID: id, Language: i18n.Pick(in.Language), EmailVerified: in.Verified && in.Email != "", PhoneVerified: in.Verified && in.Phone != ""}
	var ok bool
	if in.Email != "" || !in.Verified || in.Phone == "" {
		if out.Email, ok = ParseEmail(in.Email); !ok {
			add("email", "invalid_email")
		}
	}
	if in.Phone != "" {
		if out.Phone, ok = ParsePhone(in.Phone); !ok {
			add("phone", "invalid_phone")
		}
	}
	if in.Password != "" || !in.Verified {
		wrong = append(wrong, wrongPassword("password", in.Password, out.Email)...)
	}
	if out.Name, ok = parseName(in.Name); !ok {
		add("name", "invalid_name")
	}
	if in.ConsentVersion != "" && in.ConsentVersion != consentVersion {
		add("consent_version", "consent_outdated")
	}
	return out, apperr.NewInvalid(wrong...)
}

// taken names the address that another account has.
func taken(err error) error {
	switch {
	case postgres.Violates(err, "accounts_email_key"):
		return errEmailTaken
	case postgres.Violates(err, "accounts_phone_key"):
		return errPhoneTaken
	}
	return err
}
