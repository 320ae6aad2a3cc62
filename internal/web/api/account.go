package api

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/web"
)

// NewAccount registers somebody by e-mail address and password.
type NewAccount struct {
	Email          string `json:"email" example:"name@example.com"`
	Password       string `json:"password"`
	Name           string `json:"name,omitempty"`
	Phone          string `json:"phone,omitempty" example:"+6281234567890" doc:"Signs in once a code has proved it."`
	Language       string `json:"language,omitempty" enum:"id,en"`
	ConsentVersion string `json:"consent_version,omitempty" doc:"Version of the terms that were shown and agreed to."`
}

func (f *face) createAccount(ctx context.Context, in *struct{ Body NewAccount }) (*answer[Me], error) {
	b := in.Body
	account, err := f.Accounts.Register(ctx, identity.RegisterInput{
		Email: b.Email, Phone: b.Phone, Password: b.Password, Name: b.Name, Language: orRequested(ctx, b.Language),
		ConsentVersion: b.ConsentVersion, Address: callerOf(ctx).address,
	})
	return ok(meOf(account), err)
}

func orRequested(ctx context.Context, language string) string {
	if language == "" {
		return i18n.Language(ctx)
	}
	return language
}

// Me is an account as its owner sees it.
type Me struct {
	ID            uuid.UUID    `json:"id" format:"uuid"`
	Email         *string      `json:"email" example:"name@example.com"`
	EmailVerified bool         `json:"email_verified"`
	Phone         *string      `json:"phone" example:"+6281234567890"`
	PhoneVerified bool         `json:"phone_verified"`
	Name          string       `json:"name"`
	Language      string       `json:"language" enum:"id,en"`
	Roles         []string     `json:"roles" example:"[\"buyer\"]" doc:"buyer, and what the account was granted, such as verifier:diskop."`
	Shops         []membership `json:"shops"`
}

type membership struct {
	Slug string `json:"slug" example:"kopi-lerek"`
	Role string `json:"role" enum:"owner,staff"`
}

func meOf(a identity.Account) Me {
	out := Me{
		ID: a.ID, EmailVerified: a.EmailVerifiedAt != nil, PhoneVerified: a.PhoneVerifiedAt != nil, Name: a.Name, Language: a.Language,
		Roles: []string{"buyer"}, Shops: []membership{},
	}
	if a.Email != "" {
		out.Email = &a.Email
	}
	if a.Phone != "" {
		out.Phone = &a.Phone
	}
	return out
}

func (f *face) findMe(ctx context.Context, _ *empty) (*answer[Me], error) {
	actor := web.Actor(ctx)
	account, err := f.Accounts.FindAccount(ctx, actor.AccountID)
	if err != nil {
		return nil, err
	}
	return f.completeMe(ctx, account, actor)
}

// completeMe adds what other services know of an account.
func (f *face) completeMe(ctx context.Context, account identity.Account, actor identity.Actor) (*answer[Me], error) {
	mine, err := f.Shops.ListMine(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := meOf(account)
	for _, role := range actor.Roles {
		out.Roles = append(out.Roles, string(role))
	}
	for _, m := range mine {
		out.Shops = append(out.Shops, membership{m.Slug, string(m.MemberRole)})
	}
	return &answer[Me]{out}, nil
}

// AccountChanges are the fields to change; what is left out stays.
type AccountChanges struct {
	Name            *string `json:"name,omitempty"`
	Language        *string `json:"language,omitempty" enum:"id,en"`
	Email           *string `json:"email,omitempty" doc:"Takes effect once it is confirmed by the link that is sent to it."`
	Phone           string  `json:"phone,omitempty" doc:"With the code that was sent to it for the purpose phone."`
	Code            string  `json:"code,omitempty" maxLength:"20"`
	Password        string  `json:"password,omitempty" doc:"A new one; signs out every other session."`
	CurrentPassword string  `json:"current_password,omitempty" doc:"Needed with a new e-mail address or password."`
}

func (f *face) updateMe(ctx context.Context, in *struct{ Body AccountChanges }) (*answer[Me], error) {
	actor, b := web.Actor(ctx), in.Body
	account, err := f.Accounts.UpdateAccount(ctx, actor, identity.UpdateInput{
		Name: b.Name, Language: b.Language, Email: b.Email, CurrentPassword: b.CurrentPassword,
	})
	if err == nil && b.Phone != "" {
		account, err = f.Accounts.ChangePhone(ctx, actor, identity.CodeInput{
			Phone: b.Phone, Code: b.Code, Purpose: identity.PurposePhone, Address: callerOf(ctx).address,
		})
	}
	if err == nil && b.Password != "" {
		err = f.Accounts.ChangePassword(ctx, actor, identity.ChangePasswordInput{
			Current: b.CurrentPassword, New: b.Password, KeepSession: f.Sessions.Token(ctx),
		})
	}
	if err != nil {
		return nil, err
	}
	return f.completeMe(ctx, account, actor)
}

func (f *face) sendConfirmation(ctx context.Context, _ *empty) (*empty, error) {
	return done(f.Accounts.SendConfirmation(ctx, web.Actor(ctx)))
}

// PasswordReset asks for a link by e-mail, or uses one.
type PasswordReset struct {
	Email    string `json:"email,omitempty" doc:"Where the link is sent; the answer is the same whether it is known or not."`
	Token    string `json:"token,omitempty" maxLength:"200" doc:"The end of the link, with the new password."`
	Password string `json:"password,omitempty"`
}

func (f *face) resetPassword(ctx context.Context, in *struct{ Body PasswordReset }) (*empty, error) {
	switch b := in.Body; {
	case b.Token != "":
		return done(f.Accounts.ResetPassword(ctx, b.Token, b.Password))
	case b.Email != "":
		return done(f.Accounts.RequestReset(ctx, b.Email, callerOf(ctx).address))
	}
	return nil, apperr.NewInvalid(apperr.Field{Path: "email", Code: "required"})
}

// TokenShown is an API token without its secret.
type TokenShown struct {
	ID         uuid.UUID  `json:"id" format:"uuid"`
	Name       string     `json:"name" example:"stock export"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  *time.Time `json:"expires_at" doc:"null: until it is revoked."`
	LastUsedAt *time.Time `json:"last_used_at" doc:"To the hour."`
}

func tokenOf(t identity.Token) TokenShown {
	return TokenShown{t.ID, t.Name, t.CreatedAt.UTC(), instant(t.ExpiresAt), instant(t.LastUsedAt)}
}

func (f *face) listTokens(ctx context.Context, _ *empty) (*answer[Page[TokenShown]], error) {
	tokens, err := f.Accounts.ListTokens(ctx, web.Actor(ctx))
	return ok(pageOf(tokens, "", tokenOf), err)
}

// NewToken names an API token.
type NewToken struct {
	Name      string     `json:"name" example:"stock export"`
	ExpiresAt *time.Time `json:"expires_at,omitempty" doc:"Without it the token works until it is revoked."`
}

type tokenMade struct {
	TokenShown
	Token string `json:"token" doc:"Shown this once. Send it as Authorization: Bearer …"`
}

func (f *face) createToken(ctx context.Context, in *struct{ Body NewToken }) (*answer[tokenMade], error) {
	var expires time.Time
	if in.Body.ExpiresAt != nil {
		expires = *in.Body.ExpiresAt
	}
	secret, token, err := f.Accounts.CreateToken(ctx, web.Actor(ctx), in.Body.Name, expires)
	return ok(tokenMade{tokenOf(token), secret}, err)
}

type idPath struct {
	ID string `path:"id" doc:"UUID."`
}

func (f *face) deleteToken(ctx context.Context, in *idPath) (*empty, error) {
	id, err := parseID(in.ID, "token_not_found")
	if err != nil {
		return nil, err
	}
	return done(f.Accounts.RevokeToken(ctx, web.Actor(ctx), id))
}
