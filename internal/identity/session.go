package identity

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/postgres"
)

const sessionLife = 30 * 24 * time.Hour

// What a session holds. keyRoles and keyLanguage come fresh from the account at each load and are never stored; keyStored names the row
// that the session was loaded from.
const (
	keyAccount   = "account_id"
	keyUserAgent = "user_agent"
	keyRoles     = "roles"
	keyLanguage  = "language"
	keyStored    = "stored"
)

// NewSessionManager makes the sessions of the pages over a SessionStore. Their values are strings. secure says that the site is reached by
// https: the cookie then is "__Host-lapak_session", which no other host can set; browsers drop that name on plain http.
func NewSessionManager(store scs.CtxStore, secure bool) *scs.SessionManager {
	sessions := scs.New()
	sessions.Store = store
	sessions.Codec = sessionCodec{}
	sessions.Lifetime = sessionLife
	sessions.Cookie.Name = "lapak_session"
	sessions.Cookie.SameSite = http.SameSiteLaxMode
	sessions.Cookie.HttpOnly = true
	sessions.Cookie.Path = "/"
	if secure {
		sessions.Cookie.Name = "__Host-lapak_session"
		sessions.Cookie.Secure = true
	}
	return sessions
}

// LogIn binds the session to an account under a new token, so that a token from before the sign-in is worth nothing.
func LogIn(ctx context.Context, sessions *scs.SessionManager, accountID uuid.UUID, userAgent string) error {
	if err := sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew the session: %w", err)
	}
	sessions.Put(ctx, keyAccount, accountID.String())
	sessions.Put(ctx, keyUserAgent, cleanUserAgent(userAgent))
	return nil
}

// LogOut ends the session, in the database too.
func LogOut(ctx context.Context, sessions *scs.SessionManager) error {
	if err := sessions.Destroy(ctx); err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	return nil
}

// SessionActor is who the loaded session belongs to; it asks the database nothing.
func SessionActor(ctx context.Context, sessions *scs.SessionManager) Actor {
	id, err := uuid.Parse(sessions.GetString(ctx, keyAccount))
	if err != nil {
		return Actor{}
	}
	return Actor{AccountID: id, Roles: splitRoles(sessions.GetString(ctx, keyRoles)), Language: sessions.GetString(ctx, keyLanguage)}
}

// sessionCodec keeps a session as JSON, which is read many times faster than scs's gob.
type sessionCodec struct{}

type sessionData struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

// Encode refuses values that are no strings.
func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	data := sessionData{Deadline: deadline, Values: make(map[string]string, len(values))}
	for key, value := range values {
		text, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("session value %s is %T, not a string", key, value)
		}
		data.Values[key] = text
	}
	return json.Marshal(data)
}

// Decode reads what Encode wrote.
func (sessionCodec) Decode(raw []byte) (time.Time, map[string]any, error) {
	var data sessionData
	if err := json.Unmarshal(raw, &data); err != nil {
		return time.Time{}, nil, fmt.Errorf("decode a session: %w", err)
	}
	values := make(map[string]any, len(data.Values))
	for key, text := range data.Values {
		values[key] = text
	}
	return data.Deadline, values, nil
}

// Session is a signed-in device as its owner sees it.
type Session struct {
	ID        string    `db:"id"` // of the hashed token, in hexadecimal: it signs nobody in
	UserAgent string    `db:"user_agent"`
	CreatedAt time.Time `db:"created_at"`
	ExpiresAt time.Time `db:"expires_at"`
	Current   bool      `db:"current"`
}

// ListSessions gives the actor's sessions, newest first; token is the asking session's own.
func (s *Service) ListSessions(ctx context.Context, actor Actor, token string) ([]Session, error) {
	id, err := accountOf(actor)
	if err != nil {
		return nil, err
	}
	list, err := listSessions(ctx, s.db, id, hashToken(token))
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return list, nil
}

// RevokeSession ends one of the actor's sessions at once; another's is NotFound.
func (s *Service) RevokeSession(ctx context.Context, actor Actor, sessionID string) error {
	id, err := accountOf(actor)
	if err != nil {
		return err
	}
	notFound := apperr.NewNotFound("session_not_found")
	hash, err := hex.DecodeString(sessionID)
	if err != nil {
		return notFound
	}
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return deleteOwnSession(ctx, tx, id, hash) })
	if postgres.IsNoRows(err) {
		return notFound
	}
	return err
}

// RevokeSessions ends the actor's sessions but the one with this token; an empty token ends all.
func (s *Service) RevokeSessions(ctx context.Context, actor Actor, keepToken string) error {
	id, err := accountOf(actor)
	if err != nil {
		return err
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error { return deleteSessions(ctx, tx, id, hashToken(keepToken)) })
}
