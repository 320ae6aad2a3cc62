package identity

import (
	"context"
	"fmt"
	"regexp"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/audit"
	"lapak/internal/postgres"
)

var scopePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,79}$`)

// checkRole refuses a role that does not exist, one that lacks its scope, and one that has a scope it may not have.
func checkRole(role Role) error {
	needsScope, known := scoped[role.Name()]
	hasScope := role != role.Name()
	if !known || needsScope != hasScope || (hasScope && !scopePattern.MatchString(role.Scope())) {
		return apperr.NewInvalid(apperr.Field{Path: "role", Code: "unknown_role"})
	}
	return nil
}

// GrantRole gives an account a role; one that it has already changes nothing. Administrators grant, never to themselves.
func (s *Service) GrantRole(ctx context.Context, actor Actor, accountID uuid.UUID, role Role) error {
	return s.changeRole(ctx, actor, accountID, roleChange{role: role, action: "role.grant", apply: insertRole})
}

// RevokeRole takes a role back; one that the account has not changes nothing. Administrators revoke, never their own.
func (s *Service) RevokeRole(ctx context.Context, actor Actor, accountID uuid.UUID, role Role) error {
	return s.changeRole(ctx, actor, accountID, roleChange{role: role, action: "role.revoke", apply: deleteRole})
}

type roleChange struct {
	role   Role
	action string
	apply  func(ctx context.Context, tx *sqlx.Tx, accountID uuid.UUID, role Role) error
}

func (s *Service) changeRole(ctx context.Context, actor Actor, accountID uuid.UUID, change roleChange) error {
	if err := mayAdminister(actor); err != nil {
		return err
	}
	if actor.AccountID == accountID {
		return apperr.New(apperr.Forbidden, "not_your_own")
	}
	if err := checkRole(change.role); err != nil {
		return err
	}
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if _, err := findActor(ctx, tx, accountID); err != nil {
			return orNotFound(err)
		}
		if err := change.apply(ctx, tx, accountID, change.role); err != nil {
			return fmt.Errorf("%s: %w", change.action, err)
		}
		return audit.RecordTx(ctx, tx, roleEntry(actor, change.action, accountID, change.role))
	})
}

func roleEntry(actor Actor, action string, accountID uuid.UUID, role Role) audit.Entry {
	return audit.Entry{
		Actor: actor.String(), Action: action, Subject: "account:" + accountID.String(), Data: map[string]any{"role": role},
	}
}
