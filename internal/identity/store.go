package identity

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// accountColumns are those of Account; a is the table.
const accountColumns = `a.id, coalesce(a.email, '') AS email, coalesce(a.phone, '') AS phone, a.name, a.language,
	a.password_hash <> '' AS has_password, a.email_verified_at, a.phone_verified_at, a.created_at, a.disabled_at, a.erased_at`

// roleColumn lists an account's roles as "admin,verifier:diskop".
const roleColumn = `coalesce((SELECT string_agg(concat_ws(':', r.role, nullif(r.scope, '')), ',' ORDER BY r.role, r.scope)
	FROM account_roles r WHERE r.account_id = a.id), '') AS roles`

type newAccount struct {
	ID            uuid.UUID `db:"id"`
	Email         string    `db:"email"`
	Phone         string    `db:"phone"`
	Name          string    `db:"name"`
	PasswordHash  string    `db:"password_hash"`
	Language      string    `db:"language"`
	EmailVerified bool      `db:"email_verified"`
	PhoneVerified bool      `db:"phone_verified"`
}

func createAccount(ctx context.Context, tx *sqlx.Tx, in newAccount) (Account, error) {
	const query = `
		INSERT INTO accounts AS a (id, email, phone, name, password_hash, language, email_verified_at, phone_verified_at)
		VALUES (:id, nullif(:email, ''), nullif(:phone, ''), :name, :password_hash, :language,
			CASE WHEN :email_verified THEN now() END, CASE WHEN :phone_verified THEN now() END)
		RETURNING ` + accountColumns
	var account Account
	bound, args, err := tx.BindNamed(query, in)
	if err != nil {
		return Account{}, err
	}
	err = tx.GetContext(ctx, &account, bound, args...)
	return account, err
}

func findAccount(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Account, error) {
	const query = `SELECT ` + accountColumns + ` FROM accounts a WHERE a.id = $1`
	var account Account
	err := sqlx.GetContext(ctx, q, &account, query, id)
	return account, err
}

func lockAccount(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) (Account, error) {
	const query = `SELECT ` + accountColumns + ` FROM accounts a WHERE a.id = $1 FOR UPDATE`
	var account Account
	err := tx.GetContext(ctx, &account, query, id)
	return account, err
}

func listAccounts(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) ([]Account, error) {
	const query = `SELECT ` + accountColumns + ` FROM accounts a WHERE a.id = ANY($1)`
	var accounts []Account
	err := sqlx.SelectContext(ctx, q, &accounts, query, pq.Array(ids))
	return accounts, err
}

// findByContact looks for an active account; an empty address matches none.
func findByContact(ctx context.Context, q sqlx.QueryerContext, email, phone string) (Account, error) {
	const query = `
		SELECT ` + accountColumns + ` FROM accounts a
		WHERE (a.email = nullif($1, '') OR a.phone = nullif($2, '')) AND a.disabled_at IS NULL
		ORDER BY a.id LIMIT 1`
	var account Account
	err := sqlx.GetContext(ctx, q, &account, query, email, phone)
	return account, err
}

func findByProvenPhone(ctx context.Context, tx *sqlx.Tx, phone string) (Account, error) {
	const query = `SELECT ` + accountColumns + ` FROM accounts a WHERE a.phone = $1 AND a.phone_verified_at IS NOT NULL`
	var account Account
	err := tx.GetContext(ctx, &account, query, phone)
	return account, err
}

type credentials struct {
	Account
	PasswordHash string `db:"password_hash"`
}

func findCredentials(ctx context.Context, q sqlx.QueryerContext, email string) (credentials, error) {
	const query = `SELECT ` + accountColumns + `, a.password_hash FROM accounts a WHERE a.email = $1`
	var found credentials
	err := sqlx.GetContext(ctx, q, &found, query, email)
	return found, err
}

func findPasswordHash(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (string, error) {
	const query = `SELECT password_hash FROM accounts WHERE id = $1`
	var hash string
	err := sqlx.GetContext(ctx, q, &hash, query, id)
	return hash, err
}

func setPassword(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, hash string) error {
	const query = `UPDATE accounts SET password_hash = $2 WHERE id = $1 AND erased_at IS NULL`
	_, err := tx.ExecContext(ctx, query, id, hash)
	return err
}

func updateAccount(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, c change) (Account, error) {
	const query = `
		UPDATE accounts a SET name = coalesce($2, a.name), language = coalesce($3, a.language)
		WHERE a.id = $1 AND a.erased_at IS NULL
		RETURNING ` + accountColumns
	var account Account
	err := tx.GetContext(ctx, &account, query, id, c.name, c.language)
	return account, err
}

func confirmEmail(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, email string) (Account, error) {
	const query = `
		UPDATE accounts a SET email = $2, email_verified_at = now()
		WHERE a.id = $1 AND a.erased_at IS NULL
		RETURNING ` + accountColumns
	var account Account
	err := tx.GetContext(ctx, &account, query, id, email)
	return account, err
}

// proveEmail confirms the address for the first time. The phone must be proved again: whoever made the account may not have been its owner.
func proveEmail(ctx context.Context, tx *sqlx.Tx, id uuid.UUID) error {
	const query = `UPDATE accounts SET email_verified_at = now(), phone_verified_at = NULL WHERE id = $1`
	_, err := tx.ExecContext(ctx, query, id)
	return err
}

func setPhone(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, phone string) (Account, error) {
	const query = `
		UPDATE accounts a SET phone = $2, phone_verified_at = now()
		WHERE a.id = $1 AND a.erased_at IS NULL
		RETURNING ` + accountColumns
	var account Account
	err := tx.GetContext(ctx, &account, query, id, phone)
	return account, err
}

// releasePhone takes a phone from the account that claims it without proof; such an account has an e-mail address.
func releasePhone(ctx context.Context, tx *sqlx.Tx, phone string) error {
	const query = `UPDATE accounts SET phone = NULL WHERE phone = $1 AND phone_verified_at IS NULL AND email IS NOT NULL`
	_, err := tx.ExecContext(ctx, query, phone)
	return err
}

func setDisabled(ctx context.Context, tx *sqlx.Tx, id uuid.UUID, disabled bool) error {
	const query = `
		UPDATE accounts SET disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, now()) END
		WHERE id = $1 AND erased_at IS NULL
		RETURNING id`
	return tx.GetContext(ctx, &id, query, id, disabled)
}

// eraseAccount empties the account and removes what hangs on it; consents stay as the record of what was agreed to, by id only.
func eraseAccount(ctx context.Context, tx *sqlx.Tx, account Account) error {
	const (
		codes = `DELETE FROM login_codes WHERE phone = $1`
		roles = `DELETE FROM account_roles WHERE account_id = $1`
		links = `DELETE FROM one_time_links WHERE account_id = $1`
		token = `DELETE FROM api_tokens WHERE account_id = $1` //nolint:gosec // a statement, not a secret
		users = `DELETE FROM sessions WHERE account_id = $1`
		query = `
			UPDATE accounts SET
				email = NULL, phone = NULL, name = '', password_hash = '', email_verified_at = NULL, phone_verified_at = NULL,
				erased_at = now(), disabled_at = coalesce(disabled_at, now())
			WHERE id = $1`
	)
	if _, err := tx.ExecContext(ctx, codes, account.Phone); err != nil {
		return err
	}
	for _, statement := range []string{roles, links, token, users, query} {
		if _, err := tx.ExecContext(ctx, statement, account.ID); err != nil {
			return err
		}
	}
	return nil
}

// actorRow is what an Actor is made of.
type actorRow struct {
	AccountID uuid.UUID `db:"account_id"`
	Language  string    `db:"language"`
	Roles     string    `db:"roles"`
}

func (r actorRow) actor() Actor {
	return Actor{AccountID: r.AccountID, Roles: splitRoles(r.Roles), Language: r.Language}
}

func splitRoles(list string) []Role {
	if list == "" {
		return nil
	}
	names := strings.Split(list, ",")
	roles := make([]Role, len(names))
	for i, name := range names {
		roles[i] = Role(name)
	}
	return roles
}

func findActor(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (actorRow, error) {
	const query = `SELECT a.id AS account_id, a.language, ` + roleColumn + ` FROM accounts a WHERE a.id = $1 AND a.disabled_at IS NULL`
	var row actorRow
	err := sqlx.GetContext(ctx, q, &row, query, id)
	return row, err
}

func insertRole(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID, role Role) error {
	const query = `INSERT INTO account_roles (account_id, role, scope) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	_, err := tx.ExecContext(ctx, query, accountID, string(role.Name()), role.Scope())
	return err
}

func deleteRole(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID, role Role) error {
	const query = `DELETE FROM account_roles WHERE account_id = $1 AND role = $2 AND scope = $3`
	_, err := tx.ExecContext(ctx, query, accountID, string(role.Name()), role.Scope())
	return err
}

func insertConsent(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID, c Consent) error {
	const query = `INSERT INTO consents (id, account_id, kind, text_version, text_hash) VALUES ($1, $2, $3, $4, $5)`
	_, err := tx.ExecContext(ctx, query, c.ID, accountID, string(c.Kind), c.TextVersion, c.TextHash)
	return err
}

func withdrawConsent(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID, kind ConsentKind) error {
	const query = `UPDATE consents SET withdrawn_at = now() WHERE account_id = $1 AND kind = $2 AND withdrawn_at IS NULL`
	_, err := tx.ExecContext(ctx, query, accountID, string(kind))
	return err
}

func listConsents(ctx context.Context, q sqlx.QueryerContext, accountID uuid.UUID) ([]Consent, error) {
	const query = `
		SELECT id, kind, text_version, text_hash, given_at, withdrawn_at FROM consents
		WHERE account_id = $1 ORDER BY given_at DESC, id DESC`
	consents := []Consent{}
	err := sqlx.SelectContext(ctx, q, &consents, query, accountID)
	return consents, err
}
