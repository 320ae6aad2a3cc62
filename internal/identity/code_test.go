package identity_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"lapak/internal/identity"
)

func (f fixture) signInByCode(t *testing.T, code string) (identity.Account, error) {
	t.Helper()
	return f.SignInByCode(t.Context(), identity.SignInByCodeInput{Phone: "0812 3456 7890", Code: code, Language: "en"})
}

// other is a code that is not this one.
func other(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func TestThePhoneSignsIn(t *testing.T) {
	f := newFixture(t)
	first, err := f.signInByCode(t, f.code(t, phone, identity.PurposeLogin))
	if err != nil || first.Phone != phone || first.PhoneVerifiedAt == nil || first.Language != "en" {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := f.signInByCode(t, f.code(t, phone, identity.PurposeLogin))
	if err != nil || again.ID != first.ID {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	if n := f.count(t, "SELECT count(*) FROM login_codes WHERE code_hash NOT LIKE '$argon2id$%'"); n != 0 {
		t.Errorf("%d codes are not hashed", n)
	}
}

func TestACodeThatDoesNotServe(t *testing.T) {
	for name, tt := range map[string]func(t *testing.T, f fixture) (code string){
		"wrong":   func(t *testing.T, f fixture) string { return other(f.code(t, phone, identity.PurposeLogin)) },
		"no code": func(*testing.T, fixture) string { return "123456" },
		"empty":   func(*testing.T, fixture) string { return "" },
		"expired": func(t *testing.T, f fixture) string {
			code := f.code(t, phone, identity.PurposeLogin)
			f.exec(t, "UPDATE login_codes SET expires_at = now() - interval '1 second'")
			return code
		},
		"of another purpose": func(t *testing.T, f fixture) string { return f.code(t, phone, identity.PurposeOrders) },
		"of another phone":   func(t *testing.T, f fixture) string { return f.code(t, "+6281234567891", identity.PurposeLogin) },
		"after five wrong tries": func(t *testing.T, f fixture) string {
			code := f.code(t, phone, identity.PurposeLogin)
			for range 5 {
				_, err := f.signInByCode(t, other(code))
				wantCode(t, err, "wrong_code")
			}
			return code
		},
		"followed by a newer one": func(t *testing.T, f fixture) string {
			old := f.code(t, phone, identity.PurposeLogin)
			if f.code(t, phone, identity.PurposeLogin) == old {
				t.Skip("both codes are the same by chance")
			}
			return old
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			_, err := f.signInByCode(t, tt(t, f))
			wantCode(t, err, "wrong_code")
			if n := f.count(t, "SELECT count(*) FROM accounts") + f.count(t, "SELECT count(*) FROM login_codes WHERE used_at IS NOT NULL"); n != 0 {
				t.Error("a refused code made an account or was used up")
			}
		})
	}
}

func TestACodeServesOnceHoweverManyTry(t *testing.T) {
	f := newFixture(t)
	code := f.code(t, phone, identity.PurposeOrders)
	var group sync.WaitGroup
	var passed atomic.Int32
	for range 10 {
		group.Go(func() {
			if f.VerifyCode(t.Context(), identity.CodeInput{Phone: phone, Code: code, Purpose: identity.PurposeOrders}) == nil {
				passed.Add(1)
			}
		})
	}
	group.Wait()
	if passed.Load() != 1 {
		t.Errorf("the code served %d times", passed.Load())
	}
}

func TestTriesAtTheSameTimeAreNoMoreThanFive(t *testing.T) {
	f := newFixture(t)
	code := f.code(t, phone, identity.PurposeLogin)
	var group sync.WaitGroup
	for range 15 {
		group.Go(func() {
			_ = f.VerifyCode(t.Context(), identity.CodeInput{Phone: phone, Code: other(code), Purpose: identity.PurposeLogin})
		})
	}
	group.Wait()
	if n := f.count(t, "SELECT tries FROM login_codes"); n != 5 {
		t.Errorf("%d tries", n)
	}
	_, err := f.signInByCode(t, code)
	wantCode(t, err, "wrong_code")
}

func TestAskingForCodesIsLimited(t *testing.T) {
	f := newFixture(t)
	for range 5 {
		f.code(t, phone, identity.PurposeLogin)
	}
	ask := func(phone, address string) error {
		return f.SendCode(t.Context(), identity.CodeRequest{Phone: phone, Purpose: identity.PurposeLogin, Address: address})
	}
	wantCode(t, ask("0812 3456 7890", ""), "rate_limited")
	wantField(t, ask("0333 421 000", ""), "phone", "invalid_phone") // a landline
	wantField(t, ask("phone'; DROP TABLE", ""), "phone", "invalid_phone")
	if n := len(f.sent(t, phone)); n != 5 {
		t.Errorf("%d messages", n)
	}
	f.exec(t, "UPDATE rate_limits SET hits = 30")
	f.exec(t, "DELETE FROM rate_limits WHERE bucket LIKE 'code:phone:%'")
	if err := ask(phone, "10.0.0.1"); err != nil {
		t.Fatal(err)
	}
	f.exec(t, "UPDATE rate_limits SET hits = 30 WHERE bucket LIKE 'code:address:%'")
	wantCode(t, ask("+6281234567891", "10.0.0.1"), "rate_limited")
}

func TestAClaimedPhoneGoesToWhoProvesIt(t *testing.T) {
	f := newFixture(t)
	squatter, err := f.Register(t.Context(), identity.RegisterInput{Email: "squatter@lapak.test", Phone: phone, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	owner, err := f.signInByCode(t, f.code(t, phone, identity.PurposeLogin))
	if err != nil || owner.ID == squatter.ID {
		t.Fatalf("the phone signs in to the account that only claimed it: %v", err)
	}
	if after, err := f.FindAccount(t.Context(), squatter.ID); err != nil || after.Phone != "" {
		t.Errorf("the claim stays: %+v, %v", after, err)
	}
	_, err = f.ChangePhone(t.Context(), f.actor(t, squatter.ID), identity.CodeInput{Phone: phone, Code: f.code(t, phone, identity.PurposePhone)})
	wantCode(t, err, "phone_taken")
}

func TestAnAccountProvesItsPhone(t *testing.T) {
	f := newFixture(t)
	account := f.register(t, email)
	actor := f.actor(t, account.ID)
	code := f.code(t, phone, identity.PurposePhone)
	_, err := f.ChangePhone(t.Context(), actor, identity.CodeInput{Phone: phone, Code: other(code)})
	wantCode(t, err, "wrong_code")
	_, err = f.ChangePhone(t.Context(), identity.Actor{}, identity.CodeInput{Phone: phone, Code: code})
	wantCode(t, err, "unauthenticated")
	after, err := f.ChangePhone(t.Context(), actor, identity.CodeInput{Phone: phone, Code: code})
	if err != nil || after.Phone != phone || after.PhoneVerifiedAt == nil {
		t.Fatalf("%+v, %v", after, err)
	}
	signedIn, err := f.signInByCode(t, f.code(t, phone, identity.PurposeLogin))
	if err != nil || signedIn.ID != account.ID {
		t.Errorf("signed in as %+v, %v", signedIn, err)
	}
}
