package identity

import (
	"time"

	"github.com/google/uuid"
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
