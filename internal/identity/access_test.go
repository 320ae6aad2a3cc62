package identity_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/audit"
	"lapak/internal/identity"
	"lapak/internal/postgres"
)

func TestAPITokens(t *testing.T) {
	f := newFixture(t)
	mine, theirs := f.actor(t, f.register(t, email).ID), f.actor(t, f.register(t, "other@lapak.test").ID)
	secret, token, err := f.CreateToken(t.Context(), mine, "toko", time.Time{})
	if err != nil || !strings.HasPrefix(secret, "lapak_") || len(secret) < 48 {
		t.Fatal(secret, err)
	}
	actor, err := f.ActorByToken(t.Context(), secret)
	if err != nil || actor.AccountID != mine.AccountID {
		t.Fatal(actor, err)
	}
	wantCode(t, f.RevokeToken(t.Context(), theirs, token.ID), "token_not_found")
	wantCode(t, f.RevokeToken(t.Context(), mine, uuid.New()), "token_not_found")
	if _, err := f.ActorByToken(t.Context(), secret); err != nil {
		t.Errorf("a stranger revoked it: %v", err)
	}
	if list, err := f.ListTokens(t.Context(), theirs); err != nil || len(list) != 0 {
		t.Errorf("another's list: %+v, %v", list, err)
	}
	if err := f.RevokeToken(t.Context(), mine, token.ID); err != nil {
		t.Fatal(err)
	}
	_, err = f.ActorByToken(t.Context(), secret)
	wantCode(t, err, "invalid_token")
	if list, err := f.ListTokens(t.Context(), mine); err != nil || len(list) != 0 {
		t.Errorf("the list after: %+v, %v", list, err)
	}
}

func TestATokenThatDoesNotServe(t *testing.T) {
	f := newFixture(t)
	mine := f.actor(t, f.register(t, email).ID)
	secret, _, err := f.CreateToken(t.Context(), mine, "toko", time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{"", "lapak_", secret[6:], secret + "x", "\x00", strings.Repeat("x", 1<<16)} {
		_, err := f.ActorByToken(t.Context(), wrong)
		wantCode(t, err, "invalid_token")
	}
	f.exec(t, "UPDATE api_tokens SET expires_at = now() - interval '1 second'")
	_, err = f.ActorByToken(t.Context(), secret)
	wantCode(t, err, "invalid_token")
	_, _, err = f.CreateToken(t.Context(), mine, "late", time.Now().Add(-time.Second))
	wantField(t, err, "expires_at", "in_the_past")
	_, _, err = f.CreateToken(t.Context(), mine, " ", time.Time{})
	wantField(t, err, "name", "invalid_name")
	_, _, err = f.CreateToken(t.Context(), identity.Actor{}, "toko", time.Time{})
	wantCode(t, err, "unauthenticated")
	if n := f.count(t, "SELECT count(*) FROM api_tokens"); n != 1 {
		t.Errorf("%d tokens", n)
	}
}

func TestTheUseOfATokenIsNotedOnceAnHour(t *testing.T) {
	f := newFixture(t)
	secret, _, err := f.CreateToken(t.Context(), f.actor(t, f.register(t, email).ID), "toko", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	use := func() (noted string) {
		if _, err := f.ActorByToken(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
		if err := f.db.GetContext(t.Context(), &noted, "SELECT last_used_at::text FROM api_tokens"); err != nil {
			t.Fatal(err)
		}
		return noted
	}
	first := use()
	if use() != first {
		t.Error("each use is written")
	}
	f.exec(t, "UPDATE api_tokens SET last_used_at = now() - interval '61 minutes'")
	if use() == first {
		t.Error("a use an hour later is not written")
	}
}

func TestRolesAreGrantedByOthersOnly(t *testing.T) {
	f := newFixture(t)
	admin, buyer := f.register(t, "admin@lapak.test"), f.register(t, email)
	if err := f.GrantRole(t.Context(), identity.System("test"), admin.ID, identity.RoleAdmin); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		actor identity.Actor
		to    uuid.UUID
		role  identity.Role
		code  string
	}{
		"a buyer to itself":          {f.actor(t, buyer.ID), buyer.ID, identity.RoleAdmin, "forbidden"},
		"nobody":                     {identity.Actor{}, buyer.ID, identity.RoleAdmin, "unauthenticated"},
		"an administrator to itself": {f.actor(t, admin.ID), admin.ID, identity.RoleFinance, "not_your_own"},
		"an unknown role":            {f.actor(t, admin.ID), buyer.ID, "king", "invalid_input"},
		"a verifier of no office":    {f.actor(t, admin.ID), buyer.ID, identity.RoleVerifier, "invalid_input"},
		"an admin with a scope":      {f.actor(t, admin.ID), buyer.ID, identity.RoleAdmin.In("diskop"), "invalid_input"},
		"a scope of two":             {f.actor(t, admin.ID), buyer.ID, identity.RoleVerifier.In("a,admin"), "invalid_input"},
		"an unknown account":         {f.actor(t, admin.ID), uuid.New(), identity.RoleFinance, "account_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			wantCode(t, f.GrantRole(t.Context(), tt.actor, tt.to, tt.role), tt.code)
		})
	}
	if n := f.count(t, "SELECT count(*) FROM account_roles"); n != 1 {
		t.Errorf("%d roles", n)
	}
	for range 2 { // again changes nothing
		if err := f.GrantRole(t.Context(), f.actor(t, admin.ID), buyer.ID, identity.RoleMentor.In("licin")); err != nil {
			t.Fatal(err)
		}
	}
	if actor := f.actor(t, buyer.ID); len(actor.Roles) != 1 || !actor.HasScoped(identity.RoleMentor, "licin") {
		t.Errorf("roles %v", actor.Roles)
	}
	f.wantAudited(t, "role.grant", 3)
}

func (f fixture) wantAudited(t *testing.T, action string, n int) {
	t.Helper()
	if got := f.count(t, "SELECT count(*) FROM audit_log WHERE action = $1", action); got != n {
		t.Errorf("%s stands %d times in the audit log, want %d", action, got, n)
	}
	err := postgres.Snapshot(t.Context(), f.db, func(tx *sqlx.Tx) error {
		broken, err := audit.Verify(t.Context(), tx)
		if broken != 0 {
			t.Errorf("%d rows of the audit log are broken", broken)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheFirstAdministratorSetsAPassword(t *testing.T) {
	f := newFixture(t)
	token, err := f.CreateAdministrator(t.Context(), identity.RoleAdmin, "Admin@lapak.test")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.ResetPassword(t.Context(), token, newPassword); err != nil {
		t.Fatal(err)
	}
	account, err := f.SignIn(t.Context(), identity.SignInInput{Email: "admin@lapak.test", Password: newPassword})
	if err != nil || !f.actor(t, account.ID).Has(identity.RoleAdmin) {
		t.Errorf("%+v, %v", account, err)
	}
	wantCode(t, f.ResetPassword(t.Context(), token, newPassword), "link_invalid")
	_, err = f.CreateAdministrator(t.Context(), "king", "king@lapak.test")
	wantField(t, err, "role", "unknown_role")
	if n := f.count(t, "SELECT count(*) FROM accounts"); n != 1 {
		t.Errorf("%d accounts", n)
	}
}

func TestConsentIsKeptWithItsWords(t *testing.T) {
	f := newFixture(t)
	actor := f.actor(t, f.register(t, email).ID)
	version, words := identity.ConsentText(identity.ConsentMarketing, "en")
	if strings.HasPrefix(words, "[") {
		t.Fatalf("no words: %s", words)
	}
	give := identity.ConsentInput{Kind: identity.ConsentMarketing, Version: version, Language: "en"}
	if err := f.GiveConsent(t.Context(), actor, give); err != nil {
		t.Fatal(err)
	}
	if err := f.WithdrawConsent(t.Context(), actor, identity.ConsentMarketing); err != nil {
		t.Fatal(err)
	}
	list, err := f.Consents(t.Context(), actor)
	if err != nil || len(list) != 1 || list[0].WithdrawnAt == nil || list[0].GivenAt.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
	old, unknown := give, give
	old.Version, unknown.Kind = "2001-01-01", "everything"
	wantField(t, f.GiveConsent(t.Context(), actor, old), "version", "consent_outdated")
	wantField(t, f.GiveConsent(t.Context(), actor, unknown), "kind", "unknown_consent")
	wantCode(t, f.GiveConsent(t.Context(), identity.Actor{}, give), "unauthenticated")
	if n := f.count(t, "SELECT count(*) FROM consents"); n != 1 {
		t.Errorf("%d consents", n)
	}
}

func TestErasureLeavesNoPersonalData(t *testing.T) {
	f := newFixture(t)
	account, err := f.Register(t.Context(), identity.RegisterInput{Email: email, Phone: phone, Password: password, Name: "Kelompok Melati"})
	if err != nil {
		t.Fatal(err)
	}
	stranger := f.actor(t, f.register(t, "other@lapak.test").ID)
	actor := f.actor(t, account.ID)
	f.code(t, phone, identity.PurposeLogin)
	newBrowser(f).logIn(t, account.ID)
	if _, _, err := f.CreateToken(t.Context(), actor, "Kelompok Melati", time.Time{}); err != nil {
		t.Fatal(err)
	}
	if data, err := f.ExportData(t.Context(), actor); err != nil || data.Account.Email != email || len(data.Sessions) != 1 || len(data.Tokens) != 1 {
		t.Errorf("export %+v, %v", data, err)
	}
	wantCode(t, f.Erase(t.Context(), stranger, account.ID), "account_not_found")
	wantCode(t, f.Erase(t.Context(), identity.Actor{}, uuid.Nil), "account_not_found")
	if n := f.count(t, "SELECT count(*) FROM accounts WHERE erased_at IS NOT NULL"); n != 0 {
		t.Fatal("a stranger erased it")
	}
	for range 2 {
		if err := f.Erase(t.Context(), actor, account.ID); err != nil {
			t.Fatal(err)
		}
	}
	var tables []string
	err = f.db.SelectContext(t.Context(), &tables, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		n := f.count(t, `SELECT count(*) FROM `+table+` t WHERE t::text ~ '(buyer@lapak|81234567890|Melati)'`)
		if n != 0 {
			t.Errorf("%d rows of %s tell of the person", n, table)
		}
	}
	wantCode(t, f.signIn(t, email, password), "wrong_credentials")
	if n := f.count(t, "SELECT count(*) FROM river_job WHERE kind = 'identity.erased'"); n != 1 {
		t.Errorf("the news was sent %d times", n)
	}
	f.wantAudited(t, "account.erase", 1)
	f.register(t, email) // the address is free again
}

func TestTheLimiterCountsARefusedTryToo(t *testing.T) {
	f := newFixture(t)
	limiter := identity.NewLimiter(f.db)
	try := identity.Try{Kind: "test", Subject: "somebody", Hits: 3, Per: time.Hour}
	rollback := errors.New("rollback")
	for range 3 {
		err := postgres.Transact(t.Context(), f.db, func(*sqlx.Tx) error {
			if err := limiter.Allow(t.Context(), try); err != nil {
				t.Error(err)
			}
			return rollback
		})
		if !errors.Is(err, rollback) {
			t.Fatal(err)
		}
	}
	for range 2 {
		wantCode(t, limiter.Allow(t.Context(), try), "rate_limited")
	}
	if n := f.count(t, "SELECT hits FROM rate_limits"); n != 5 {
		t.Errorf("%d hits", n)
	}
	other := try
	other.Subject = "somebody else"
	if err := limiter.Allow(t.Context(), other, identity.Try{Kind: "test", Hits: 0, Per: time.Hour}); err != nil {
		t.Errorf("another is refused: %v", err)
	}
}

func TestTheLimiterHoldsUnderManyAtOnce(t *testing.T) {
	f := newFixture(t)
	limiter := identity.NewLimiter(f.db)
	var group sync.WaitGroup
	var allowed atomic.Int32
	for i := range 24 {
		group.Go(func() {
			err := limiter.Allow(t.Context(), identity.Try{Kind: "test", Subject: "all", Hits: 7, Per: time.Hour},
				identity.Try{Kind: "test", Subject: fmt.Sprint("each ", i%3), Hits: 100, Per: time.Hour})
			if err == nil {
				allowed.Add(1)
			}
		})
	}
	group.Wait()
	if allowed.Load() != 7 {
		t.Errorf("%d were allowed", allowed.Load())
	}
}
