package identity_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/identity"
)

func TestRegisterThenSignIn(t *testing.T) {
	f := newFixture(t)
	version, _ := identity.ConsentText(identity.ConsentTerms, "en")
	account, err := f.Register(t.Context(), identity.RegisterInput{
		Email: " Buyer@Lapak.TEST ", Phone: "0812-3456-7890", Password: password, Name: "  Kelompok   Melati ", Language: "en", ConsentVersion: version,
	})
	if err != nil {
		t.Fatal(err)
	}
	if account.Email != email || account.Phone != phone || account.Name != "Kelompok Melati" || !account.HasPassword || account.EmailVerifiedAt != nil {
		t.Errorf("made %+v", account)
	}
	if err := f.signIn(t, "BUYER@lapak.test", password); err != nil {
		t.Error(err)
	}
	consents, err := f.Consents(t.Context(), f.actor(t, account.ID))
	if err != nil || len(consents) != 1 || consents[0].TextVersion != version || len(consents[0].TextHash) != 32 {
		t.Errorf("consents %+v, %v", consents, err)
	}
	if n := f.count(t, "SELECT count(*) FROM accounts WHERE password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'"); n != 1 {
		t.Error("the password is not hashed by argon2id with 19 MiB and two passes")
	}
}

func TestRegisterRefuses(t *testing.T) {
	f := newFixture(t)
	f.register(t, email)
	for name, tt := range map[string]struct {
		change     func(*identity.RegisterInput)
		path, code string
	}{
		"a known address":       {func(in *identity.RegisterInput) { in.Email = "BUYER@lapak.test" }, "email", "email_taken"},
		"no address":            {func(in *identity.RegisterInput) { in.Email = "" }, "email", "invalid_email"},
		"an address with NUL":   {func(in *identity.RegisterInput) { in.Email = "a\x00@lapak.test" }, "email", "invalid_email"},
		"an address with name":  {func(in *identity.RegisterInput) { in.Email = "A <a@lapak.test>" }, "email", "invalid_email"},
		"a phone that is none":  {func(in *identity.RegisterInput) { in.Phone = "12" }, "phone", "invalid_phone"},
		"a short password":      {func(in *identity.RegisterInput) { in.Password = "batik1!" }, "password", "password_too_short"},
		"a long password":       {func(in *identity.RegisterInput) { in.Password = strings.Repeat("batik ", 50) }, "password", "password_too_long"},
		"a common password":     {func(in *identity.RegisterInput) { in.Password = "Rahasia123" }, "password", "password_common"},
		"one letter repeated":   {func(in *identity.RegisterInput) { in.Password = "aaaaaaaaaa" }, "password", "password_common"},
		"the address as one":    {func(in *identity.RegisterInput) { in.Password = "new@lapak.test" }, "password", "password_common"},
		"a name with control":   {func(in *identity.RegisterInput) { in.Name = "a\x00b" }, "name", "invalid_name"},
		"a name in broken text": {func(in *identity.RegisterInput) { in.Name = "a\xff" }, "name", "invalid_name"},
		"an old consent":        {func(in *identity.RegisterInput) { in.ConsentVersion = "2001-01-01" }, "consent_version", "consent_outdated"},
	} {
		in := identity.RegisterInput{Email: "new@lapak.test", Password: password}
		tt.change(&in)
		_, err := f.Register(t.Context(), in)
		if e := apperr.As(err); e == nil || len(e.Fields) == 0 || e.Fields[0].Path != tt.path || e.Fields[0].Code != tt.code {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if n := f.count(t, "SELECT count(*) FROM accounts"); n != 1 {
		t.Errorf("%d accounts", n)
	}
}

func TestWrongAndUnknownAnswerAlike(t *testing.T) {
	f := newFixture(t)
	f.register(t, email)
	f.code(t, phone, identity.PurposeLogin)
	for name, try := range map[string][2]string{
		"wrong password":  {email, "batik gajah olink"},
		"unknown address": {"nobody@lapak.test", password},
		"no address":      {"' OR 1=1 --", password},
		"empty password":  {email, ""},
		"huge password":   {email, strings.Repeat("x", 1<<20)},
	} {
		err := f.signIn(t, try[0], try[1])
		if want := apperr.New(apperr.Unauthenticated, "wrong_credentials"); err == nil || err.Error() != want.Error() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnAccountWithoutPasswordHasNoneToGuess(t *testing.T) {
	f := newFixture(t)
	if _, err := f.Register(t.Context(), identity.RegisterInput{Email: email, Verified: true}); err != nil {
		t.Fatal(err)
	}
	wantCode(t, f.signIn(t, email, ""), "wrong_credentials")
	wantCode(t, f.signIn(t, email, password), "wrong_credentials")
}

func TestGuessingAPasswordIsStopped(t *testing.T) {
	f := newFixture(t)
	f.register(t, email)
	for range 20 { // who gets in is not counted
		if err := f.signIn(t, email, password); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 10 {
		wantCode(t, f.signIn(t, email, fmt.Sprint("guess ", i)), "wrong_credentials")
	}
	err := f.signIn(t, email, password)
	wantCode(t, err, "rate_limited")
	if e := apperr.As(err); e == nil || e.RetryAfter <= 0 {
		t.Errorf("no time to wait: %v", err)
	}
	if _, err := f.SignIn(t.Context(), identity.SignInInput{Email: email, Password: password, Address: "10.0.0.2"}); err != nil {
		t.Errorf("the owner elsewhere is locked out too: %v", err)
	}
}

func TestADisabledAccountStaysOut(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	secret, _, err := f.CreateToken(t.Context(), f.actor(t, account.ID), "script", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, f.Disable(t.Context(), f.actor(t, account.ID), account.ID), "forbidden")
	if err := f.Disable(t.Context(), identity.System("test"), account.ID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, f.signIn(t, email, password), "account_disabled")
	wantCode(t, f.signIn(t, email, "wrong password"), "wrong_credentials")
	_, err = f.FindActor(t.Context(), account.ID)
	wantCode(t, err, "account_not_found")
	_, err = f.ActorByToken(t.Context(), secret)
	wantCode(t, err, "invalid_token")
	if err := f.Enable(t.Context(), identity.System("test"), account.ID); err != nil {
		t.Fatal(err)
	}
	if err := f.signIn(t, email, password); err != nil {
		t.Error(err)
	}
}
