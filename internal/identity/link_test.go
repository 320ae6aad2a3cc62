package identity_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lapak/internal/identity"
)

const newPassword = "kopi robusta kemiren"

func TestResetSetsThePasswordAndShutsEverybodyOut(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	secret, _, err := f.CreateToken(t.Context(), f.actor(t, account.ID), "script", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	browser := newBrowser(f)
	browser.logIn(t, account.ID)
	if err := f.RequestReset(t.Context(), email, ""); err != nil {
		t.Fatal(err)
	}
	token := f.link(t, email)
	if err := f.ResetPassword(t.Context(), token, newPassword); err != nil {
		t.Fatal(err)
	}
	if err := f.signIn(t, email, newPassword); err != nil {
		t.Error(err)
	}
	wantCode(t, f.signIn(t, email, password), "wrong_credentials")
	if !browser.actor(t).IsAnonymous() {
		t.Error("a session from before still works")
	}
	_, err = f.ActorByToken(t.Context(), secret)
	wantCode(t, err, "invalid_token")
	if after, err := f.FindAccount(t.Context(), account.ID); err != nil || after.EmailVerifiedAt == nil {
		t.Errorf("the address is not confirmed: %+v, %v", after, err)
	}
	if sent := f.sent(t, email); sent[0].Template != "password_changed" {
		t.Errorf("the owner was told %q", sent[0].Template)
	}
}

func TestAResetLinkThatDoesNotServe(t *testing.T) {
	for name, link := range map[string]func(t *testing.T, f fixture) string{
		"invented": func(*testing.T, fixture) string { return "invented" },
		"empty":    func(*testing.T, fixture) string { return "" },
		"expired": func(t *testing.T, f fixture) string {
			f.exec(t, "UPDATE one_time_links SET expires_at = now() - interval '1 second'")
			return f.link(t, email)
		},
		"of another purpose": func(t *testing.T, f fixture) string {
			list := f.sent(t, email)
			return linkToken.FindStringSubmatch(list[len(list)-1].Body)[1] // confirms the address
		},
		"replayed": func(t *testing.T, f fixture) string {
			token := f.link(t, email)
			if err := f.ResetPassword(t.Context(), token, password); err != nil {
				t.Fatal(err)
			}
			return token
		},
		"older than one that was used": func(t *testing.T, f fixture) string {
			old := f.link(t, email)
			if err := f.RequestReset(t.Context(), email, ""); err != nil {
				t.Fatal(err)
			}
			if err := f.ResetPassword(t.Context(), f.link(t, email), password); err != nil {
				t.Fatal(err)
			}
			return old
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.register(t, email)
			if err := f.RequestReset(t.Context(), email, ""); err != nil {
				t.Fatal(err)
			}
			wantCode(t, f.ResetPassword(t.Context(), link(t, f), newPassword), "link_invalid")
			if err := f.signIn(t, email, password); err != nil {
				t.Errorf("the old password no longer works: %v", err)
			}
		})
	}
}

func TestAResetLinkServesOnceHoweverManyTry(t *testing.T) {
	f := newFixture(t)
	f.register(t, email)
	if err := f.RequestReset(t.Context(), email, ""); err != nil {
		t.Fatal(err)
	}
	token := f.link(t, email)
	var group sync.WaitGroup
	var passed atomic.Int32
	for range 6 {
		group.Go(func() {
			if f.ResetPassword(t.Context(), token, newPassword) == nil {
				passed.Add(1)
			}
		})
	}
	group.Wait()
	if passed.Load() != 1 {
		t.Errorf("the link served %d times", passed.Load())
	}
}

func TestAWeakPasswordDoesNotUseTheLinkUp(t *testing.T) {
	f := newFixture(t)
	f.register(t, email)
	if err := f.RequestReset(t.Context(), email, ""); err != nil {
		t.Fatal(err)
	}
	token := f.link(t, email)
	wantField(t, f.ResetPassword(t.Context(), token, "short"), "password", "password_too_short")
	if err := f.ResetPassword(t.Context(), token, newPassword); err != nil {
		t.Error(err)
	}
}

func TestAskingForAResetTellsNothing(t *testing.T) {
	f := newFixture(t)
	if err := f.RequestReset(t.Context(), "nobody@lapak.test", ""); err != nil {
		t.Errorf("an unknown address answers %v", err)
	}
	if n := f.count(t, "SELECT count(*) FROM messages") + f.count(t, "SELECT count(*) FROM one_time_links"); n != 0 {
		t.Error("something was written for an unknown address")
	}
	for range 4 {
		if err := f.RequestReset(t.Context(), "nobody@lapak.test", ""); err != nil {
			t.Fatal(err)
		}
	}
	wantCode(t, f.RequestReset(t.Context(), "nobody@lapak.test", ""), "rate_limited")
}

func TestANewAddressHoldsOnceConfirmed(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	actor, other := f.actor(t, account.ID), "other@lapak.test"
	_, err := f.UpdateAccount(t.Context(), actor, identity.UpdateInput{Email: &other, CurrentPassword: "guess guess"})
	wantField(t, err, "current_password", "wrong_password")
	if len(f.sent(t, other)) != 0 {
		t.Error("a link was sent without the password")
	}
	after, err := f.UpdateAccount(t.Context(), actor, identity.UpdateInput{Email: &other, CurrentPassword: password})
	if err != nil || after.Email != email {
		t.Fatalf("before it is confirmed: %+v, %v", after, err)
	}
	token := f.link(t, other)
	after, err = f.ConfirmEmail(t.Context(), token)
	if err != nil || after.Email != other || after.EmailVerifiedAt == nil {
		t.Fatalf("once confirmed: %+v, %v", after, err)
	}
	if sent := f.sent(t, email); sent[0].Template != "email_changed" {
		t.Errorf("the old address was told %q", sent[0].Template)
	}
	_, err = f.ConfirmEmail(t.Context(), token)
	wantCode(t, err, "link_invalid")
}

func TestAnAddressThatIsTakenMeanwhile(t *testing.T) {
	f := newFixture(t)
	account, other := f.register(t, email), "other@lapak.test"
	_, err := f.UpdateAccount(t.Context(), f.actor(t, account.ID), identity.UpdateInput{Email: &other, CurrentPassword: password})
	if err != nil {
		t.Fatal(err)
	}
	token := f.link(t, other)
	f.register(t, other)
	_, err = f.ConfirmEmail(t.Context(), token)
	wantCode(t, err, "email_taken")
	if after, err := f.FindAccount(t.Context(), account.ID); err != nil || after.Email != email {
		t.Errorf("%+v, %v", after, err)
	}
}

func TestUpdateChangesWhatIsGivenAndNoMore(t *testing.T) {
	f := newFixture(t)
	actor := f.actor(t, f.register(t, email).ID)
	name, english, french := "Kelompok Mawar", "en", "fr"
	if _, err := f.UpdateAccount(t.Context(), actor, identity.UpdateInput{Name: &name}); err != nil {
		t.Fatal(err)
	}
	after, err := f.UpdateAccount(t.Context(), actor, identity.UpdateInput{Language: &english})
	if err != nil || after.Name != name || after.Language != english || after.Email != email {
		t.Errorf("%+v, %v", after, err)
	}
	_, err = f.UpdateAccount(t.Context(), actor, identity.UpdateInput{Language: &french})
	wantField(t, err, "language", "unknown_language")
	_, err = f.UpdateAccount(t.Context(), identity.Actor{}, identity.UpdateInput{Name: &name})
	wantCode(t, err, "unauthenticated")
}

func TestChangingThePasswordKeepsThisSessionOnly(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	here, elsewhere := newBrowser(f), newBrowser(f)
	here.logIn(t, account.ID)
	elsewhere.logIn(t, account.ID)
	actor := f.actor(t, account.ID)
	err := f.ChangePassword(t.Context(), actor, identity.ChangePasswordInput{Current: "guess guess", New: newPassword})
	wantField(t, err, "current_password", "wrong_password")
	if elsewhere.actor(t).IsAnonymous() {
		t.Error("a refused change signed somebody out")
	}
	err = f.ChangePassword(t.Context(), actor, identity.ChangePasswordInput{Current: password, New: newPassword, KeepSession: here.token})
	if err != nil {
		t.Fatal(err)
	}
	if here.actor(t).IsAnonymous() || !elsewhere.actor(t).IsAnonymous() {
		t.Error("the wrong session was kept")
	}
	if err := f.signIn(t, email, newPassword); err != nil {
		t.Error(err)
	}
}
