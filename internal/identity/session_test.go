package identity_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/uuid"

	"lapak/internal/identity"
)

// browser keeps one cookie.
type browser struct {
	sessions *scs.SessionManager
	token    string
}

func newBrowser(f fixture) *browser {
	return &browser{sessions: identity.NewSessionManager(identity.NewSessionStore(f.db), false)}
}

// visit makes one request through scs's middleware.
func (b *browser) visit(t *testing.T, handle func(ctx context.Context)) *http.Cookie {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	if b.token != "" {
		request.AddCookie(&http.Cookie{Name: b.sessions.Cookie.Name, Value: b.token})
	}
	answer := httptest.NewRecorder()
	b.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handle(r.Context())
		w.WriteHeader(http.StatusNoContent)
	})).ServeHTTP(answer, request)
	if answer.Code != http.StatusNoContent {
		t.Fatalf("status %d", answer.Code)
	}
	for _, cookie := range answer.Result().Cookies() {
		b.token = cookie.Value
		return cookie
	}
	return nil
}

func (b *browser) logIn(t *testing.T, account uuid.UUID) {
	t.Helper()
	b.visit(t, func(ctx context.Context) {
		if err := identity.LogIn(ctx, b.sessions, account, "Peramban \xff\x00"); err != nil {
			t.Error(err)
		}
	})
}

func (b *browser) actor(t *testing.T) (actor identity.Actor) {
	t.Helper()
	b.visit(t, func(ctx context.Context) { actor = identity.SessionActor(ctx, b.sessions) })
	return actor
}

func TestLogInRotatesTheToken(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	b := newBrowser(f)
	b.visit(t, func(ctx context.Context) { b.sessions.Put(ctx, "cart", "basket of a guest") })
	planted := b.token
	b.logIn(t, account.ID)
	if b.token == planted || len(b.token) < 43 {
		t.Fatalf("the token stays %q", b.token)
	}
	if got := b.actor(t); got.AccountID != account.ID || got.Language != "id" {
		t.Errorf("signed in as %v", got)
	}
	b.visit(t, func(ctx context.Context) {
		if b.sessions.GetString(ctx, "cart") == "" {
			t.Error("the guest's basket is lost")
		}
	})
	b.token = planted
	if !b.actor(t).IsAnonymous() {
		t.Error("a token planted before the sign-in is signed in")
	}
	if n := f.count(t, "SELECT count(*) FROM sessions WHERE position(convert_to($1, 'UTF8') IN data) > 0", b.token); n != 0 {
		t.Error("a token is stored in the clear")
	}
}

func TestRolesOfASessionAreThoseOfNow(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	b := newBrowser(f)
	b.logIn(t, account.ID)
	if err := f.GrantRole(t.Context(), identity.System("test"), account.ID, identity.RoleVerifier.In("diskop")); err != nil {
		t.Fatal(err)
	}
	if !b.actor(t).HasScoped(identity.RoleVerifier, "diskop") {
		t.Error("a granted role does not show")
	}
	b.visit(t, func(ctx context.Context) { b.sessions.Put(ctx, "notice", "saved with the roles loaded") })
	if err := f.RevokeRole(t.Context(), identity.System("test"), account.ID, identity.RoleVerifier.In("diskop")); err != nil {
		t.Fatal(err)
	}
	if b.actor(t).Has(identity.RoleVerifier) {
		t.Error("a revoked role still shows")
	}
	if err := f.Disable(t.Context(), identity.System("test"), account.ID); err != nil {
		t.Fatal(err)
	}
	if !b.actor(t).IsAnonymous() {
		t.Error("a disabled account is still signed in")
	}
}

func TestLogOutEndsTheSession(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	b := newBrowser(f)
	b.logIn(t, account.ID)
	token := b.token
	b.visit(t, func(ctx context.Context) {
		if err := identity.LogOut(ctx, b.sessions); err != nil {
			t.Error(err)
		}
	})
	b.token = token
	if !b.actor(t).IsAnonymous() || f.count(t, "SELECT count(*) FROM sessions") != 0 {
		t.Error("the session still works")
	}
}

func TestARevokedSessionIsNotBroughtBack(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	b := newBrowser(f)
	b.logIn(t, account.ID)
	b.visit(t, func(ctx context.Context) { // a slow request that is saved after the session was revoked
		if err := f.RevokeSessions(ctx, f.actor(t, account.ID), ""); err != nil {
			t.Error(err)
		}
		b.sessions.Put(ctx, "notice", "late")
	})
	if !b.actor(t).IsAnonymous() || f.count(t, "SELECT count(*) FROM sessions") != 0 {
		t.Error("the session is back")
	}
}

func TestOwnSessionsAreListedAndRevoked(t *testing.T) {
	f := newFixture(t)
	mine, theirs := f.register(t, email), f.register(t, "other@lapak.test")
	phone, laptop, foreign := newBrowser(f), newBrowser(f), newBrowser(f)
	phone.logIn(t, mine.ID)
	laptop.logIn(t, mine.ID)
	foreign.logIn(t, theirs.ID)
	actor := f.actor(t, mine.ID)
	list, err := f.ListSessions(t.Context(), actor, laptop.token)
	if err != nil || len(list) != 2 || !list[0].Current || list[1].Current || list[0].UserAgent != "Peramban ??" {
		t.Fatalf("%+v, %v", list, err)
	}
	foreignList, err := f.ListSessions(t.Context(), f.actor(t, theirs.ID), "")
	if err != nil || len(foreignList) != 1 {
		t.Fatal(foreignList, err)
	}
	wantCode(t, f.RevokeSession(t.Context(), actor, foreignList[0].ID), "session_not_found")
	wantCode(t, f.RevokeSession(t.Context(), actor, "no hexadecimal"), "session_not_found")
	if err := f.RevokeSession(t.Context(), actor, list[1].ID); err != nil {
		t.Fatal(err)
	}
	if !phone.actor(t).IsAnonymous() || laptop.actor(t).IsAnonymous() || foreign.actor(t).IsAnonymous() {
		t.Error("the wrong session ended")
	}
}

func TestAnExpiredSessionIsGone(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	b := newBrowser(f)
	b.logIn(t, account.ID)
	f.exec(t, "UPDATE sessions SET expires_at = now() - interval '1 second'")
	if !b.actor(t).IsAnonymous() {
		t.Error("it still works")
	}
	if err := f.Sweep(t.Context(), identity.Sweep{}); err != nil || f.count(t, "SELECT count(*) FROM sessions") != 0 {
		t.Errorf("it is not swept: %v", err)
	}
}

func TestReadingASessionWritesNothing(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	b := newBrowser(f)
	if cookie := b.visit(t, func(context.Context) {}); cookie != nil {
		t.Error("a guest who does nothing gets a cookie")
	}
	b.logIn(t, account.ID)
	if cookie := b.visit(t, func(context.Context) {}); cookie != nil {
		t.Error("a request that only reads saves the session")
	}
}

func TestTheCookie(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	b := newBrowser(f)
	b.sessions = identity.NewSessionManager(identity.NewSessionStore(f.db), true)
	cookie := b.visit(t, func(ctx context.Context) {
		if err := identity.LogIn(ctx, b.sessions, account.ID, ""); err != nil {
			t.Error(err)
		}
	})
	if cookie == nil || !strings.HasPrefix(cookie.Name, "__Host-") || !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" ||
		cookie.Domain != "" || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge > int(30*24*time.Hour/time.Second)+1 {
		t.Errorf("%+v", cookie)
	}
}
