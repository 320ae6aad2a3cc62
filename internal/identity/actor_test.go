package identity

import (
	"testing"

	"github.com/google/uuid"
)

func TestActorNamesItself(t *testing.T) {
	id := uuid.MustParse("0190f5a0-0000-7000-8000-000000000001")
	for _, tt := range []struct {
		actor             Actor
		want              string
		anonymous, system bool
	}{
		{Actor{}, "anonymous", true, false},
		{Actor{AccountID: id}, "account:0190f5a0-0000-7000-8000-000000000001", false, false},
		{System("expire_orders"), "system:expire_orders", false, true},
	} {
		if tt.actor.String() != tt.want || tt.actor.IsAnonymous() != tt.anonymous || tt.actor.IsSystem() != tt.system {
			t.Errorf("%q: anonymous %v, system %v", tt.actor, tt.actor.IsAnonymous(), tt.actor.IsSystem())
		}
	}
}

func TestRoleHoldsInItsScopeOnly(t *testing.T) {
	actor := Actor{Roles: []Role{RoleVerifier.In("diskop"), RoleFinance}}
	for _, tt := range []struct {
		name string
		got  bool
		want bool
	}{
		{"the role in some scope", actor.Has(RoleVerifier), true},
		{"the role in its scope", actor.HasScoped(RoleVerifier, "diskop"), true},
		{"the role in another scope", actor.HasScoped(RoleVerifier, "dinkes"), false},
		{"another role in that scope", actor.HasScoped(RoleMentor, "diskop"), false},
		{"a role without scope", actor.Has(RoleFinance), true},
		{"a role not granted", actor.Has(RoleAdmin), false},
		{"the platform has no role", System("sweep").Has(RoleAdmin), false},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %v", tt.name, tt.got)
		}
	}
}
