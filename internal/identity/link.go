package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/notify"
	"lapak/internal/postgres"
)

// The pages that links in messages lead to; the first two take "?token=".
const (
	ResetPath   = "/login/reset"
	ConfirmPath = "/login/confirm"
	ForgotPath  = "/login/forgot"
)

const (
	resetLife   = 30 * time.Minute
	confirmLife = 48 * time.Hour
	inviteLife  = 24 * time.Hour
)

// link is a token that works once.
type link struct {
	AccountID uuid.UUID `db:"account_id"`
	Purpose   string    `db:"purpose"`
	Email     string    `db:"email"`
	TokenHash []byte    `db:"token_hash"`
	Seconds   float64   `db:"seconds"`
}

const (
	purposeReset   = "reset_password"
	purposeConfirm = "confirm_email"
)

var errLinkInvalid = apperr.New(apperr.Invalid, "link_invalid").At("token")

// newToken draws 256 bits.
func newToken() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails: the program ends first
	return base64.RawURLEncoding.EncodeToString(raw)
}

// hashToken is what is stored of a token. A plain hash does, since nobody can try 256 bits.
func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func issueLinkTx(ctx context.Context, tx *sqlx.Tx, l link, life time.Duration) (token string, err error) {
	token = newToken()
	l.TokenHash, l.Seconds = hashToken(token), life.Seconds()
	if err := insertLink(ctx, tx, l); err != nil {
		return "", fmt.Errorf("write a link: %w", err)
	}
	return token, nil
}

// sendLinkTx mails a link for one use.
func (s *Service) sendLinkTx(ctx context.Context, tx *sqlx.Tx, account Account, l link) error {
	template, path, life := "reset_password", ResetPath, resetLife
	if l.Purpose == purposeConfirm {
		template, path, life = "confirm_email", ConfirmPath, confirmLife
	}
	channel, recipient, ok := s.messages.To("", l.Email)
	if !ok {
		return nil
	}
	token, err := issueLinkTx(ctx, tx, l, life)
	if err != nil {
		return err
	}
	return s.messages.SendTx(ctx, tx, notify.Message{
		DedupeKey: fmt.Sprintf("link:%x", hashToken(token)), Channel: channel, Recipient: recipient, Language: account.Language,
		Template: template,
		Params: i18n.Args{
			"URL": s.baseURL + path + "?token=" + url.QueryEscape(token), "Minutes": int(life.Minutes()), "Hours": int(life.Hours()),
		},
		Secret: true, ValidFor: life,
	})
}

func (s *Service) sendConfirmationTx(ctx context.Context, tx *sqlx.Tx, account Account, email string) error {
	return s.sendLinkTx(ctx, tx, account, link{AccountID: account.ID, Purpose: purposeConfirm, Email: email})
}

// tellTx warns a person that something about the account changed.
func (s *Service) tellTx(ctx context.Context, tx *sqlx.Tx, account Account, template, url string) error {
	channel, recipient, ok := s.messages.To("", account.Email)
	if !ok {
		return nil
	}
	return s.messages.SendTx(ctx, tx, notify.Message{
		DedupeKey: template + ":" + uuid.NewString(), Channel: channel, Recipient: recipient, Language: account.Language,
		Template: template, Params: i18n.Args{"URL": url},
	})
}

// SendConfirmation mails a new link to confirm the actor's e-mail address; at most five in an hour. Errors:
// Conflict email_confirmed and no_email where there is nothing to confirm; RateLimited.
func (s *Service) SendConfirmation(ctx context.Context, actor Actor) error {
	id, err := accountOf(actor)
	if err != nil {
		return err
	}
	account, err := s.FindAccount(ctx, id)
	switch {
	case err != nil:
		return err
	case account.Email == "":
		return apperr.New(apperr.Conflict, "no_email")
	case account.EmailVerifiedAt != nil:
		return apperr.New(apperr.Conflict, "email_confirmed")
	}
	if err := s.limiter.Allow(ctx, Try{Kind: "confirm:account", Subject: id.String(), Hits: 5, Per: time.Hour}); err != nil {
		return err
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return s.sendConfirmationTx(ctx, tx, account, account.Email) })
}

// ConfirmEmail takes the token of a link. The address that the link went to becomes the account's, confirmed. A token that is unknown,
// used or expired is Invalid link_invalid; an address that has gone to another account meanwhile is Conflict email_taken.
func (s *Service) ConfirmEmail(ctx context.Context, token string) (Account, error) {
	var after Account
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		used, err := useLink(ctx, tx, hashToken(token), purposeConfirm)
		if postgres.IsNoRows(err) {
			return errLinkInvalid
		}
		if err != nil {
			return fmt.Errorf("use a link: %w", err)
		}
		before, err := findAccount(ctx, tx, used.AccountID)
		if err != nil {
			return orNotFound(err)
		}
		after, err = confirmEmail(ctx, tx, used.AccountID, used.Email)
		if postgres.IsNoRows(err) {
			return errLinkInvalid // the account is gone
		}
		if err != nil {
			return taken(err)
		}
		if before.Email == "" || before.Email == after.Email {
			return nil
		}
		return s.tellTx(ctx, tx, before, "email_changed", s.baseURL+"/")
	})
	return after, err
}
