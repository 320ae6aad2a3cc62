package identity

import (
	"context"
	"crypto/rand"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"lapak/internal/apperr"
)

// hashing is OWASP's floor for argon2id. More memory would let fewer people sign in at once on a small server.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

const maxHashWait = 5 * time.Second

// hasher bounds how many hashes are made at once, since each takes 19 MiB.
type hasher struct {
	slots chan struct{}
	dummy func() string // the hash of a password that nobody knows
}

func newHasher() *hasher {
	return &hasher{
		slots: make(chan struct{}, runtime.GOMAXPROCS(0)),
		dummy: sync.OnceValue(func() string {
			hash, err := argon2id.CreateHash(rand.Text(), hashing)
			if err != nil {
				panic("identity: " + err.Error()) // the system's random source has failed
			}
			return hash
		}),
	}
}

func (h *hasher) hash(ctx context.Context, secret string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	hash, err := argon2id.CreateHash(secret, hashing)
	if err != nil {
		return "", fmt.Errorf("hash a secret: %w", err)
	}
	return hash, nil
}

// matches compares a secret with its hash. An empty hash costs the same and never matches, so that an unknown account answers like a known one.
func (h *hasher) matches(ctx context.Context, secret, hash string) (bool, error) {
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	compared := hash
	if hash == "" {
		compared = h.dummy()
	}
	match, err := argon2id.ComparePasswordAndHash(secret, compared)
	if err != nil {
		return false, fmt.Errorf("compare a secret: %w", err)
	}
	return match && hash != "", nil
}

func (h *hasher) enter(ctx context.Context) error {
	timeout := time.NewTimer(maxHashWait)
	defer timeout.Stop()
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timeout.C:
		return apperr.New(apperr.Unavailable, "busy").After(maxHashWait)
	}
}

func (h *hasher) leave() { <-h.slots }

const (
	// MinPassword is how many characters a password has at least.
	MinPassword = 8
	// MaxPassword is how many bytes a password has at most.
	MaxPassword = 200
)

// common are passwords that guessers try first and that are long enough to pass otherwise.
var common = map[string]bool{}

func init() {
	for word := range strings.FieldsSeq(`
		12345678 123456789 1234567890 12345678910 123123123 11111111 00000000 88888888 87654321 987654321 1q2w3e4r 1q2w3e4r5t
		1qaz2wsx qwerty123 qwertyuiop asdfghjkl zxcvbnm123 password password1 password12 password123 passw0rd p@ssw0rd iloveyou
		sunshine princess football baseball superman trustno1 welcome1 welcome123 letmein1 admin123 administrator changeme
		abcd1234 abc12345 a1b2c3d4 sayangku sayang123 bismillah bismillah1 indonesia indonesia1 indonesia123 rahasia1 rahasia123
		katasandi katasandi1 merdeka45 cintaku1 akucinta doraemon garuda123 banyuwangi banyuwangi1 banyuwangi123 lapak123`) {
		common[word] = true
	}
}

// wrongPassword is what is wrong with a new password, at the given path; none where it may be used.
func wrongPassword(path, password, email string) []apperr.Field {
	code := passwordCode(password, email)
	if code == "" {
		return nil
	}
	return []apperr.Field{{Path: path, Code: code, Params: map[string]any{"Min": MinPassword, "Max": MaxPassword}}}
}

func passwordCode(password, email string) string {
	switch lower := strings.ToLower(password); {
	case utf8.RuneCountInString(password) < MinPassword:
		return "password_too_short"
	case len(password) > MaxPassword:
		return "password_too_long"
	case common[lower] || lower == email || strings.Count(lower, lower[:1]) == len(lower):
		return "password_common"
	}
	return ""
}
