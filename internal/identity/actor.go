package identity

import (
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Role is what an account may do beyond buying: "admin", or with a scope "verifier:diskop". Every account is a buyer; that role is not stored.
type Role string

// The roles that can be granted. A verifier is scoped by office, a mentor by district or village; the others have no scope.
const (
	RoleOrganizer Role = "organizer"
	RoleVerifier  Role = "verifier"
	RoleMentor    Role = "mentor"
	RolePartner   Role = "partner"
	RoleFinance   Role = "finance"
	RoleAdmin     Role = "admin"
)

var scoped = map[Role]bool{
	RoleOrganizer: false, RoleVerifier: true, RoleMentor: true, RolePartner: false, RoleFinance: false, RoleAdmin: false,
}

// In gives the role within a scope: RoleVerifier.In("diskop").
func (r Role) In(scope string) Role { return r + ":" + Role(scope) }

// Name is the role without its scope.
func (r Role) Name() Role {
	name, _, _ := strings.Cut(string(r), ":")
	return Role(name)
}

// Scope is where the role holds; empty for a role that holds everywhere.
func (r Role) Scope() string {
	_, scope, _ := strings.Cut(string(r), ":")
	return scope
}

// Actor is who asks. The zero Actor is anonymous.
type Actor struct {
	AccountID uuid.UUID
	Roles     []Role
	Language  string // "id" or "en"; empty for an anonymous actor
	system    string
}

// System is the platform itself, acting in the named job ("expire_orders"). It has no account and no role.
func System(job string) Actor { return Actor{system: job} }

// IsAnonymous says whether nobody is signed in.
func (a Actor) IsAnonymous() bool { return a.AccountID == uuid.Nil && a.system == "" }

// IsSystem says whether the platform acts, not a person.
func (a Actor) IsSystem() bool { return a.system != "" }

// Has says whether the actor has a role, in whatever scope.
func (a Actor) Has(role Role) bool {
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return r.Name() == role })
}

// HasScoped says whether the actor has a role in exactly this scope.
func (a Actor) HasScoped(role Role, scope string) bool {
	return slices.Contains(a.Roles, role.In(scope))
}

// String names the actor in histories and the audit log: "account:<id>", "system:<job>" or "anonymous".
func (a Actor) String() string {
	switch {
	case a.system != "":
		return "system:" + a.system
	case a.AccountID != uuid.Nil:
		return "account:" + a.AccountID.String()
	}
	return "anonymous"
}
