package mentoring

import (
	"slices"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/shops"
)

// Scope is where somebody mentors.
type Scope struct {
	All       bool     // the office that runs the mall, and administrators
	Districts []string // slugs
	Villages  []string // Kemendagri codes
}

// ScopeOf is where an actor mentors. A mentor's role names a district by its slug or a village by its code. Errors: Forbidden.
func (s *Service) ScopeOf(actor identity.Actor) (Scope, error) {
	if runsTrainings(actor) {
		return Scope{All: true}, nil
	}
	scope := Scope{Districts: []string{}, Villages: []string{}}
	for _, role := range actor.Roles {
		if role.Name() != identity.RoleMentor {
			continue
		}
		if _, err := s.Regions.FindDistrict(role.Scope()); err == nil {
			scope.Districts = append(scope.Districts, role.Scope())
		} else {
			scope.Villages = append(scope.Villages, role.Scope())
		}
	}
	if len(scope.Districts)+len(scope.Villages) == 0 {
		return Scope{}, apperr.New(apperr.Forbidden, "forbidden")
	}
	return scope, nil
}

// covers says whether a shop of a district and village lies within the scope.
func (sc Scope) covers(district, village string) bool {
	return sc.All || slices.Contains(sc.Districts, district) || slices.Contains(sc.Villages, village)
}

// runsTrainings says who runs the mall: the office that decides on shops, and administrators.
func runsTrainings(actor identity.Actor) bool {
	return actor.Has(identity.RoleAdmin) || actor.HasScoped(identity.RoleVerifier, shops.VerifierOffice)
}
