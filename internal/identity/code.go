package identity

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/notify"
	"lapak/internal/postgres"
)

// Purpose is what a code is good for; a code for one purpose does not serve another.
type Purpose string

// The purposes of codes.
const (
	PurposeLogin  Purpose = "login"
	PurposeOrders Purpose = "orders" // a guest finds an order again
	PurposePhone  Purpose = "phone"  // an account proves its number
)

// A code holds for codeLife and codeTries; only the newest of a phone and purpose holds.
const (
	codeLife  = 5 * time.Minute
	codeTries = 5
)

// CodeRequest asks for a code to a phone.
type CodeRequest struct {
	Phone    string
	Purpose  Purpose
	Language string // of the message
	Address  string // IP address of the request
}

// SendCode sends six digits to a phone, known or not. It refuses a number that is no mobile one, too many requests for a phone or from an
// address, and Unavailable no_channel where neither WhatsApp nor SMS is set up.
func (s *Service) SendCode(ctx context.Context, in CodeRequest) error {
	phone, ok := parseMobile(in.Phone)
	if !ok {
		return apperr.NewInvalid(apperr.Field{Path: "phone", Code: "invalid_phone"})
	}
	channel, recipient, ok := s.messages.To(phone, "")
	if !ok {
		return apperr.New(apperr.Unavailable, "no_channel")
	}
	err := s.limiter.Allow(ctx,
		Try{Kind: "code:phone", Subject: phone, Hits: 5, Per: 15 * time.Minute},
		Try{Kind: "code:address", Subject: in.Address, Hits: 30, Per: 15 * time.Minute})
	if err != nil {
		return err
	}
	code, err := newCode()
	if err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, code)
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make a code's id: %w", err)
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if err := insertCode(ctx, tx, loginCode{ID: id, Phone: phone, Purpose: in.Purpose, Hash: hash}); err != nil {
			return fmt.Errorf("write a code: %w", err)
		}
		return s.messages.SendTx(ctx, tx, notify.Message{
			DedupeKey: "code:" + id.String(), Channel: channel, Recipient: recipient, Language: in.Language,
			Template: string(in.Purpose) + "_code", Params: i18n.Args{"Code": code, "Minutes": int(codeLife.Minutes())},
			Secret: true, ValidFor: codeLife,
		})
	})
}

func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("draw a code: %w", err)
	}
	return fmt.Sprintf("%06d", n), nil
}

// CodeInput is a code as somebody typed it.
type CodeInput struct {
	Phone   string
	Code    string
	Purpose Purpose
	Address string // IP address of the request
}

var errWrongCode = apperr.New(apperr.Unauthenticated, "wrong_code").At("code")

// VerifyCode uses a code up. A wrong, used, expired or exhausted code and a phone that never asked for one are all Unauthenticated wrong_code.
func (s *Service) VerifyCode(ctx context.Context, in CodeInput) error {
	phone, ok := parseMobile(in.Phone)
	if !ok || len(in.Code) != 6 {
		return errWrongCode
	}
	tries := []Try{
		{Kind: "verify:phone", Subject: phone, Hits: 20, Per: time.Hour},
		{Kind: "verify:address", Subject: in.Address, Hits: 100, Per: time.Hour},
	}
	if err := s.limiter.Allow(ctx, tries...); err != nil {
		return err
	}
	// The try is counted and committed before the comparison, so that tries at the same time cannot be more than codeTries.
	var code loginCode
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) (err error) {
		code, err = countCodeTry(ctx, tx, phone, in.Purpose)
		return err
	})
	if postgres.IsNoRows(err) {
		return errWrongCode
	}
	if err != nil {
		return fmt.Errorf("count a try of a code: %w", err)
	}
	match, err := s.hasher.matches(ctx, in.Code, code.Hash)
	if err != nil {
		return err
	}
	if !match {
		return errWrongCode
	}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return useCode(ctx, tx, code.ID) })
	if postgres.IsNoRows(err) {
		return errWrongCode
	}
	if err != nil {
		return fmt.Errorf("use a code: %w", err)
	}
	return s.limiter.Forgive(ctx, tries...)
}

// SignInByCodeInput is a phone with the code that it got for PurposeLogin.
type SignInByCodeInput struct {
	Phone          string
	Code           string
	Language       string // of an account that this sign-in makes
	ConsentVersion string // of the terms that were shown; empty where none were
	Address        string // IP address of the request
}

// SignInByCode signs in the account that has proved this phone, and makes it at the first time. A phone that another account only claims
// is taken from it, since the code proves whose it is.
func (s *Service) SignInByCode(ctx context.Context, in SignInByCodeInput) (Account, error) {
	if in.ConsentVersion != "" && in.ConsentVersion != consentVersion {
		return Account{}, apperr.NewInvalid(apperr.Field{Path: "consent_version", Code: "consent_outdated"})
	}
	err := s.VerifyCode(ctx, CodeInput{Phone: in.Phone, Code: in.Code, Purpose: PurposeLogin, Address: in.Address})
	if err != nil {
		return Account{}, err
	}
	phone, _ := parseMobile(in.Phone)
	id, err := uuid.NewV7()
	if err != nil {
		return Account{}, fmt.Errorf("make an account id: %w", err)
	}
	var account Account
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		account, err = findByProvenPhone(ctx, tx, phone)
		if err == nil || !postgres.IsNoRows(err) {
			return err
		}
		if err := releasePhone(ctx, tx, phone); err != nil {
			return fmt.Errorf("release a phone: %w", err)
		}
		account, err = createAccount(ctx, tx, newAccount{ID: id, Phone: phone, Language: i18n.Pick(in.Language), PhoneVerified: true})
		if err != nil || in.ConsentVersion == "" {
			return taken(err)
		}
		return giveConsentTx(ctx, tx, account.ID, consentTo(ConsentTerms, account.Language))
	})
	if err != nil {
		return Account{}, err
	}
	return active(account)
}

// ChangePhone puts a phone on the actor's account, proved by a code for PurposePhone. It refuses with Conflict phone_taken where another
// account has proved it.
func (s *Service) ChangePhone(ctx context.Context, actor Actor, in CodeInput) (Account, error) {
	id, err := accountOf(actor)
	if err != nil {
		return Account{}, err
	}
	in.Purpose = PurposePhone
	if err := s.VerifyCode(ctx, in); err != nil {
		return Account{}, err
	}
	phone, _ := parseMobile(in.Phone)
	var account Account
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if err := releasePhone(ctx, tx, phone); err != nil {
			return fmt.Errorf("release a phone: %w", err)
		}
		account, err = setPhone(ctx, tx, id, phone)
		if postgres.IsNoRows(err) {
			return errAccountNotFound
		}
		return taken(err)
	})
	return account, err
}
