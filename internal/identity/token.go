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

// tokenPrefix lets secret scanners find a leaked token.
const tokenPrefix = "lapak_"

// Token is an API token as its owner sees it later; the secret itself is shown once, when it is made.
type Token struct {
	ID         uuid.UUID  `db:"id"`
	Name       string     `db:"name"`
	CreatedAt  time.Time  `db:"created_at"`
	ExpiresAt  *time.Time `db:"expires_at"`   // nil: until revoked
	LastUsedAt *time.Time `db:"last_used_at"` // to the hour
}

// CreateToken makes an API token that acts as the actor until expires; the zero time means until it is revoked.
func (s *Service) CreateToken(ctx context.Context, actor Actor, name string, expires time.Time) (secret string, token Token, err error) {
	id, err := accountOf(actor)
	if err != nil {
		return "", Token{}, err
	}
	var wrong []apperr.Field
	name, ok := parseName(name)
	if !ok || name == "" {
		wrong = append(wrong, apperr.Field{Path: "name", Code: "invalid_name"})
	}
	if !expires.IsZero() && !expires.After(time.Now()) {
		wrong = append(wrong, apperr.Field{Path: "expires_at", Code: "in_the_past"})
	}
	if err := apperr.NewInvalid(wrong...); err != nil {
		return "", Token{}, err
	}
	made := newAPIToken{AccountID: id, Name: name}
	if made.ID, err = uuid.NewV7(); err != nil {
		return "", Token{}, fmt.Errorf("make a token's id: %w", err)
	}
	secret = tokenPrefix + newToken()
	made.Hash = hashToken(secret)
	if !expires.IsZero() {
		made.ExpiresAt = &expires
	}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		token, err = insertToken(ctx, tx, made)
		return err
	})
	if err != nil {
		return "", Token{}, fmt.Errorf("write a token: %w", err)
	}
	return secret, token, nil
}

// ListTokens gives the actor's tokens that still work, newest first.
func (s *Service) ListTokens(ctx context.Context, actor Actor) ([]Token, error) {
	id, err := accountOf(actor)
	if err != nil {
		return nil, err
	}
	tokens, err := listTokens(ctx, s.db, id)
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	return tokens, nil
}

// RevokeToken ends one of the actor's tokens at once; another's is NotFound.
func (s *Service) RevokeToken(ctx context.Context, actor Actor, tokenID uuid.UUID) error {
	id, err := accountOf(actor)
	if err != nil {
		return err
	}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return revokeToken(ctx, tx, id, tokenID) })
	if postgres.IsNoRows(err) {
		return apperr.NewNotFound("token_not_found")
	}
	return err
}

// RevokeSecret ends a token by its secret; one that does not work, or no longer, is no error.
func (s *Service) RevokeSecret(ctx context.Context, secret string) error {
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return revokeTokenHash(ctx, tx, hashToken(secret)) })
}

// ActorByToken loads who acts with an API token. A token that is unknown, revoked or expired, or whose account is disabled, is
// Unauthenticated invalid_token.
func (s *Service) ActorByToken(ctx context.Context, secret string) (Actor, error) {
	found, err := findActorByToken(ctx, s.db, hashToken(secret))
	if postgres.IsNoRows(err) {
		return Actor{}, apperr.New(apperr.Unauthenticated, "invalid_token")
	}
	if err != nil {
		return Actor{}, fmt.Errorf("read a token: %w", postgres.Translate(err))
	}
	if found.Stale {
		err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return touchToken(ctx, tx, found.TokenID) })
		if err != nil {
			return Actor{}, fmt.Errorf("note the use of a token: %w", err)
		}
	}
	return found.actor(), nil
}
