package identity

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// SessionStore keeps sessions in Postgres under the hash of their token. It is scs's CtxStore.
type SessionStore struct{ db *sqlx.DB }

// NewSessionStore makes a SessionStore.
func NewSessionStore(db *sqlx.DB) *SessionStore { return &SessionStore{db: db} }

// FindCtx loads a session and its account in one query. A session that has expired, or whose account is disabled, is not found.
func (s *SessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	hash := hashToken(token)
	row, err := findSession(ctx, s.db, hash)
	if postgres.IsNoRows(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read a session: %w", postgres.Translate(err))
	}
	var data sessionData
	if err := json.Unmarshal(row.Data, &data); err != nil {
		return nil, false, fmt.Errorf("decode a session: %w", err)
	}
	if data.Values == nil {
		data.Values = map[string]string{}
	}
	data.Values[keyStored] = hex.EncodeToString(hash)
	delete(data.Values, keyAccount)
	if row.AccountID != nil {
		data.Values[keyAccount] = row.AccountID.String()
		data.Values[keyRoles], data.Values[keyLanguage] = row.Roles, row.Language
	}
	raw, err := json.Marshal(data)
	return raw, err == nil, err
}

// CommitCtx saves a session. One that was loaded and has been revoked meanwhile stays revoked.
func (s *SessionStore) CommitCtx(ctx context.Context, token string, raw []byte, expiry time.Time) error {
	var data sessionData
	if err := json.Unmarshal(raw, &data); err != nil {
		return fmt.Errorf("decode a session: %w", err)
	}
	row := sessionRow{TokenHash: hashToken(token), UserAgent: data.Values[keyUserAgent], ExpiresAt: expiry}
	if id, err := uuid.Parse(data.Values[keyAccount]); err == nil {
		row.AccountID = &id
	}
	loaded := data.Values[keyStored] == hex.EncodeToString(row.TokenHash)
	for _, derived := range []string{keyStored, keyRoles, keyLanguage} {
		delete(data.Values, derived)
	}
	var err error
	if row.Data, err = json.Marshal(data); err != nil {
		return fmt.Errorf("encode a session: %w", err)
	}
	save := insertSession
	if loaded {
		save = updateSession
	}
	if err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return save(ctx, tx, row) }); err != nil {
		return fmt.Errorf("save a session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session; an unknown one is none.
func (s *SessionStore) DeleteCtx(ctx context.Context, token string) error {
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return deleteSession(ctx, tx, hashToken(token)) })
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// Find is FindCtx for scs's older interface.
func (s *SessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for scs's older interface.
func (s *SessionStore) Commit(token string, raw []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, raw, expiry)
}

// Delete is DeleteCtx for scs's older interface.
func (s *SessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// cleanUserAgent makes a browser's name fit for the database.
func cleanUserAgent(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "?")
	if runes := []rune(text); len(runes) > 200 {
		return string(runes[:200])
	}
	return text
}
