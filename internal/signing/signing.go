// Package signing makes and checks the unguessable ends of links: what a guest holds to read an order, what an owner taps to accept one.
// A token is derived from its subject, so that the same subject always has the same token and nothing needs to be stored.
package signing

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// Signer derives tokens from one secret key.
type Signer struct{ key []byte }

// New makes a Signer from a key of 32 bytes.
func New(key []byte) Signer { return Signer{key: key} }

// Load reads a key that the platform made for itself: "links", "sandbox" or "personal".
func Load(ctx context.Context, db *sqlx.DB, name string) (Signer, error) {
	key, err := selectSecret(ctx, db, name)
	if err != nil {
		return Signer{}, fmt.Errorf("read the secret %q: %w", name, err)
	}
	return New(key), nil
}

// Token is the end of a link for a purpose and subject: 32 characters that are safe in an address.
func (s Signer) Token(purpose, subject string) string {
	mac := hmac.New(sha256.New, s.key)
	fmt.Fprintf(mac, "%d:%s:%s", len(purpose), purpose, subject)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:24])
}

// Verify compares in constant time.
func (s Signer) Verify(purpose, subject, token string) bool {
	return hmac.Equal([]byte(s.Token(purpose, subject)), []byte(token))
}
