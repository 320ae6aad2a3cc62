package pages

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) access(c *gin.Context, actor identity.Actor) error {
	return s.showAccess(c, actor, view.AccountAccess{}, nil)
}

// showAccess lists sessions and keys. A new key is shown in the answer to its form alone, since it is kept nowhere.
func (s *Site) showAccess(c *gin.Context, actor identity.Actor, m view.AccountAccess, problem error) error {
	ctx := c.Request.Context()
	sessions, err := s.Accounts.ListSessions(ctx, actor, s.Sessions.Token(ctx))
	if err != nil {
		return err
	}
	tokens, err := s.Accounts.ListTokens(ctx, actor)
	if err != nil {
		return err
	}
	account, err := s.Accounts.FindAccount(ctx, actor.AccountID)
	if err != nil {
		return err
	}
	p, err := s.private(c, i18n.Text(ctx, "account.access"))
	if err != nil {
		return err
	}
	m.HasPassword, m.HasEmail = account.HasPassword, account.Email != ""
	for _, session := range sessions {
		m.Sessions = append(m.Sessions, view.Session{ID: session.ID, Device: device(ctx, session.UserAgent), SeenAt: session.CreatedAt, Current: session.Current})
	}
	for _, token := range tokens {
		m.Tokens = append(m.Tokens, view.Token{ID: token.ID.String(), Name: token.Name, CreatedAt: token.CreatedAt})
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, accessField), statusOf(c, problem)
	}
	return render(c, status, templates.AccountAccess(p, m))
}

func accessField(path string) string {
	switch path {
	case "current_password", "current":
		return "password"
	case "new":
		return "new_password"
	}
	return path
}

func (s *Site) createToken(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	secret, _, err := s.Accounts.CreateToken(ctx, actor, c.PostForm("name"), time.Time{})
	if err != nil && !refused(err) {
		return err
	}
	return s.showAccess(c, actor, view.AccountAccess{NewToken: secret}, err)
}

func (s *Site) deleteToken(c *gin.Context, actor identity.Actor) error {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return apperr.NewNotFound("token_not_found")
	}
	return orRedirect(c, s.Accounts.RevokeToken(c.Request.Context(), actor, id), "/account/access")
}

func (s *Site) deleteSession(c *gin.Context, actor identity.Actor) error {
	return orRedirect(c, s.Accounts.RevokeSession(c.Request.Context(), actor, c.Param("id")), "/account/access")
}

func (s *Site) changePassword(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	err := s.Accounts.ChangePassword(ctx, actor, identity.ChangePasswordInput{
		Current: c.PostForm("password"), New: c.PostForm("new_password"), KeepSession: s.Sessions.Token(ctx),
	})
	if err != nil && refused(err) {
		return s.showAccess(c, actor, view.AccountAccess{}, err)
	}
	if err == nil {
		s.sayText(ctx, "account.password_set")
	}
	return orRedirect(c, err, "/account/access")
}
