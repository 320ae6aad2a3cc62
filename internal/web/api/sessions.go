package api

import (
	"context"
	"strings"
	"time"

	"lapak/internal/apperr"
	"lapak/internal/cart"
	"lapak/internal/identity"
	"lapak/internal/web"
)

// PhoneCode asks for six digits.
type PhoneCode struct {
	Phone   string `json:"phone" example:"+6281234567890" doc:"Without a country code it is Indonesian."`
	Purpose string `json:"purpose,omitempty" enum:"login,phone" default:"login" doc:"phone proves a number for PATCH /me."`
}

func (f *face) sendCode(ctx context.Context, in *struct{ Body PhoneCode }) (*empty, error) {
	return done(f.Accounts.SendCode(ctx, identity.CodeRequest{
		Phone: in.Body.Phone, Purpose: identity.Purpose(in.Body.Purpose), Language: orRequested(ctx, ""), Address: callerOf(ctx).address,
	}))
}

// Credentials are an e-mail address with its password, or a phone with the code that was sent to it.
type Credentials struct {
	Email          string `json:"email,omitempty" example:"buyer@lapak.test"`
	Password       string `json:"password,omitempty"`
	Phone          string `json:"phone,omitempty" example:"+6281234567890"`
	Code           string `json:"code,omitempty" maxLength:"20" example:"123456"`
	ConsentVersion string `json:"consent_version,omitempty" doc:"Of the terms shown to whom this sign-in registers."`
	Token          bool   `json:"token,omitempty" doc:"Also answer a bearer token, for programs."`
	CartID         string `json:"cart_id,omitempty" doc:"A guest's cart, with its X-Cart-Token, to be joined with the account's."`
}

type session struct {
	Me
	Token     string     `json:"token,omitempty" doc:"Send it as Authorization: Bearer …"`
	ExpiresAt *time.Time `json:"expires_at,omitempty" doc:"When the token ends."`
}

// tokenLife is how long a token lives that a sign-in answers.
const tokenLife = 30 * 24 * time.Hour

func (f *face) createSession(ctx context.Context, in *struct {
	CartToken string `header:"X-Cart-Token"`
	Body      Credentials
},
) (*answer[session], error) {
	account, err := f.signIn(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	actor, err := f.Accounts.FindActor(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	if err := f.joinCart(ctx, in.Body.CartID, in.CartToken, actor); err != nil {
		return nil, err
	}
	if err := identity.LogIn(ctx, f.Sessions, account.ID, callerOf(ctx).userAgent); err != nil {
		return nil, err
	}
	known, err := f.completeMe(ctx, account, actor)
	if err != nil {
		return nil, err
	}
	out := session{Me: known.Body}
	if in.Body.Token {
		ends := time.Now().UTC().Add(tokenLife).Truncate(time.Second)
		if out.Token, _, err = f.Accounts.CreateToken(ctx, actor, "sign-in", ends); err != nil {
			return nil, err
		}
		out.ExpiresAt = &ends
	}
	return &answer[session]{out}, nil
}

func (f *face) signIn(ctx context.Context, c Credentials) (identity.Account, error) {
	from := callerOf(ctx).address
	switch {
	case c.Phone != "":
		return f.Accounts.SignInByCode(ctx, identity.SignInByCodeInput{
			Phone: c.Phone, Code: c.Code, Language: orRequested(ctx, ""), ConsentVersion: c.ConsentVersion, Address: from,
		})
	case c.Email != "":
		return f.Accounts.SignIn(ctx, identity.SignInInput{Email: c.Email, Password: c.Password, Address: from})
	}
	return identity.Account{}, apperr.NewInvalid(apperr.Field{Path: "email", Code: "required"})
}

// joinCart merges a guest's cart; one that is malformed is none, as everywhere.
func (f *face) joinCart(ctx context.Context, cartID, token string, actor identity.Actor) error {
	if cartID == "" {
		return nil
	}
	id, err := parseID(cartID, "cart_not_found")
	if err != nil {
		return err
	}
	_, err = f.Carts.Merge(ctx, cart.Access{CartID: id, Token: token}, actor)
	return err
}

// deleteSession ends what the caller is signed in by: the bearer token of the call, and the session of its cookie.
func (f *face) deleteSession(ctx context.Context, in *struct {
	Authorization string `header:"Authorization" hidden:"true"`
},
) (*empty, error) {
	if token, ok := strings.CutPrefix(in.Authorization, "Bearer "); ok {
		if err := f.Accounts.RevokeSecret(ctx, token); err != nil {
			return nil, err
		}
	}
	web.ForgetCart(callerOf(ctx).writer)
	return done(identity.LogOut(ctx, f.Sessions))
}
