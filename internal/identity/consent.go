package identity

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/postgres"
)

// ConsentKind is what somebody agrees to.
type ConsentKind string

// The kinds of consent.
const (
	ConsentTerms     ConsentKind = "terms"
	ConsentMarketing ConsentKind = "marketing"
)

// consentVersion names the words of "consent.terms" and "consent.marketing"; other words need another version.
const consentVersion = "2026-11-01"

// Consent is what an account agreed to, in which words, and when.
type Consent struct {
	ID          uuid.UUID   `db:"id"`
	Kind        ConsentKind `db:"kind"`
	TextVersion string      `db:"text_version"`
	TextHash    []byte      `db:"text_hash"` // SHA-256 of the words that were shown
	GivenAt     time.Time   `db:"given_at"`
	WithdrawnAt *time.Time  `db:"withdrawn_at"`
}

// ConsentText is what a page shows beside the box, and the version to send back with the answer.
func ConsentText(kind ConsentKind, lang string) (version, words string) {
	return consentVersion, i18n.T(lang, "consent."+string(kind))
}

// consentTo is consent to the current words in a language.
func consentTo(kind ConsentKind, lang string) Consent {
	version, words := ConsentText(kind, lang)
	sum := sha256.Sum256([]byte(words))
	return Consent{Kind: kind, TextVersion: version, TextHash: sum[:]}
}

// ConsentInput is an answer to ConsentText.
type ConsentInput struct {
	Kind     ConsentKind
	Version  string
	Language string // in which the words were shown
}

// GiveConsent notes that the actor agrees. Consent to words that have changed since they were shown is Invalid consent_outdated.
func (s *Service) GiveConsent(ctx context.Context, actor Actor, in ConsentInput) error {
	id, err := accountOf(actor)
	if err != nil {
		return err
	}
	if err := checkConsentKind(in.Kind); err != nil {
		return err
	}
	if in.Version != consentVersion {
		return apperr.NewInvalid(apperr.Field{Path: "version", Code: "consent_outdated"})
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		return giveConsentTx(ctx, tx, id, consentTo(in.Kind, i18n.Pick(in.Language)))
	})
}

func giveConsentTx(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID, consent Consent) (err error) {
	if consent.ID, err = uuid.NewV7(); err != nil {
		return fmt.Errorf("make a consent's id: %w", err)
	}
	if err := insertConsent(ctx, tx, accountID, consent); err != nil {
		return fmt.Errorf("note consent: %w", err)
	}
	return nil
}

// WithdrawConsent ends the actor's consent of a kind; the record that it was given stays.
func (s *Service) WithdrawConsent(ctx context.Context, actor Actor, kind ConsentKind) error {
	id, err := accountOf(actor)
	if err != nil {
		return err
	}
	if err := checkConsentKind(kind); err != nil {
		return err
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return withdrawConsent(ctx, tx, id, kind) })
}

// Consents lists what the actor ever agreed to, newest first.
func (s *Service) Consents(ctx context.Context, actor Actor) ([]Consent, error) {
	id, err := accountOf(actor)
	if err != nil {
		return nil, err
	}
	consents, err := listConsents(ctx, s.db, id)
	if err != nil {
		return nil, fmt.Errorf("list consents: %w", err)
	}
	return consents, nil
}

func checkConsentKind(kind ConsentKind) error {
	if kind != ConsentTerms && kind != ConsentMarketing {
		return apperr.NewInvalid(apperr.Field{Path: "kind", Code: "unknown_consent"})
	}
	return nil
}
