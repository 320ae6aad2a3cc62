// Package identity knows who somebody is: accounts, sign-in by password or by a code to the phone, sessions, roles, API tokens,
// consent and erasure.
package identity
