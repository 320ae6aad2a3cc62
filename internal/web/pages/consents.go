package pages

import (
	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) consents(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	given, err := s.Accounts.Consents(ctx, actor)
	if err != nil {
		return err
	}
	p, err := s.private(c, i18n.Text(ctx, "account.consents"))
	if err != nil {
		return err
	}
	var m view.AccountConsents
	for _, kind := range []identity.ConsentKind{identity.ConsentTerms, identity.ConsentMarketing} {
		_, words := identity.ConsentText(kind, i18n.Language(ctx))
		m.Consents = append(m.Consents, consentOf(kind, words, given))
	}
	return show(c, templates.AccountConsents(p, m))
}

// consentOf shows where a person stands with one agreement; given is newest first.
func consentOf(kind identity.ConsentKind, words string, given []identity.Consent) view.Consent {
	out := view.Consent{Purpose: string(kind), Text: words, Required: kind == identity.ConsentTerms}
	for _, consent := range given {
		if consent.Kind != kind {
			continue
		}
		out.Given, out.At = consent.WithdrawnAt == nil, consent.GivenAt
		if consent.WithdrawnAt != nil {
			out.At = *consent.WithdrawnAt
		}
		break
	}
	return out
}

func (s *Site) setConsent(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	kind := identity.ConsentKind(c.PostForm("purpose"))
	if kind != identity.ConsentMarketing { // without the terms there is no account: erasing it is another form
		return apperr.New(apperr.Invalid, "unknown_consent")
	}
	var err error
	if c.PostForm("given") == "1" {
		version, _ := identity.ConsentText(kind, i18n.Language(ctx))
		err = s.Accounts.GiveConsent(ctx, actor, identity.ConsentInput{Kind: kind, Version: version, Language: i18n.Language(ctx)})
	} else {
		err = s.Accounts.WithdrawConsent(ctx, actor, kind)
	}
	return orRedirect(c, err, "/account/consents")
}

// erase removes the person's data once they have shown to be themselves and to mean it.
func (s *Site) erase(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	if c.PostForm("sure") != "1" {
		return s.showData(c, actor, apperr.NewInvalid(apperr.Field{Path: "sure", Code: "required"}))
	}
	account, err := s.Accounts.FindAccount(ctx, actor.AccountID)
	if err != nil {
		return err
	}
	if account.HasPassword {
		_, err = s.Accounts.SignIn(ctx, identity.SignInInput{Email: account.Email, Password: c.PostForm("erase_password"), Address: c.ClientIP()})
		if apperr.KindOf(err) == apperr.Unauthenticated {
			err = apperr.NewInvalid(apperr.Field{Path: "erase_password", Code: "wrong_password"})
		}
	}
	if err == nil {
		err = s.Accounts.Erase(ctx, actor, actor.AccountID)
	}
	if err != nil && refused(err) {
		return s.showData(c, actor, err)
	}
	if err != nil {
		return err
	}
	web.ForgetCart(c.Writer)
	if err := identity.LogOut(ctx, s.Sessions); err != nil {
		return err
	}
	s.sayText(ctx, "account.erased")
	return redirect(c, "/")
}
