package pages

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// keyLoginPhone is where a session keeps the phone that a code to sign in was sent to.
const keyLoginPhone = "login_phone"

func (s *Site) login(c *gin.Context) error {
	if !web.Actor(c.Request.Context()).IsAnonymous() {
		return redirect(c, localPath(c.Query("next")))
	}
	return s.showLogin(c, view.Login{Next: c.Query("next")}, nil)
}

// loginCode asks for the code that was sent.
func (s *Site) loginCode(c *gin.Context) error {
	phone := s.Sessions.GetString(c.Request.Context(), keyLoginPhone)
	if phone == "" {
		return redirect(c, "/login")
	}
	return s.showLogin(c, view.Login{Next: c.Query("next"), Phone: phone}, nil)
}

func (s *Site) showLogin(c *gin.Context, m view.Login, problem error) error {
	ctx := c.Request.Context()
	p, err := s.private(c, i18n.Text(ctx, "login.title"))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, nil), statusOf(c, problem)
	}
	return render(c, status, templates.Login(p, m))
}

// sendLoginCode sends six digits to a phone, known or not.
func (s *Site) sendLoginCode(c *gin.Context) error {
	ctx := c.Request.Context()
	err := s.Accounts.SendCode(ctx, identity.CodeRequest{
		Phone: c.PostForm("phone"), Purpose: identity.PurposeLogin, Language: i18n.Language(ctx), Address: c.ClientIP(),
	})
	if err != nil && (refused(err) || apperr.KindOf(err) == apperr.Unavailable) {
		return s.showLogin(c, view.Login{Next: c.PostForm("next")}, err)
	}
	if err != nil {
		return err
	}
	s.Sessions.Put(ctx, keyLoginPhone, c.PostForm("phone"))
	return redirect(c, withNext("/login/code", c.PostForm("next")))
}

// signIn takes a code that was sent to a phone, or an e-mail address with its password.
func (s *Site) signIn(c *gin.Context) error {
	m := view.Login{Next: c.PostForm("next"), Phone: c.PostForm("phone")}
	account, err := s.credentials(c)
	if err == nil {
		err = s.enter(c, account.ID)
	}
	if err != nil && refused(err) {
		return s.showLogin(c, m, err)
	}
	return orRedirect(c, err, localPath(m.Next))
}

func (s *Site) credentials(c *gin.Context) (identity.Account, error) {
	ctx := c.Request.Context()
	if c.PostForm("phone") == "" {
		return s.Accounts.SignIn(ctx, identity.SignInInput{Email: c.PostForm("email"), Password: c.PostForm("password"), Address: c.ClientIP()})
	}
	version, _ := identity.ConsentText(identity.ConsentTerms, i18n.Language(ctx)) // its words stand above the button
	return s.Accounts.SignInByCode(ctx, identity.SignInByCodeInput{
		Phone: c.PostForm("phone"), Code: strings.TrimSpace(c.PostForm("code")), Language: i18n.Language(ctx), ConsentVersion: version, Address: c.ClientIP(),
	})
}

// enter binds the session to an account and brings the guest's basket along.
func (s *Site) enter(c *gin.Context, account uuid.UUID) error {
	ctx := c.Request.Context()
	actor, err := s.Accounts.FindActor(ctx, account)
	if err != nil {
		return err
	}
	if err := s.joinBasket(c, actor); err != nil {
		return err
	}
	s.Sessions.Remove(ctx, keyLoginPhone)
	return identity.LogIn(ctx, s.Sessions, account, c.Request.UserAgent())
}

func (s *Site) logout(c *gin.Context) error {
	web.ForgetCart(c.Writer)
	return orRedirect(c, identity.LogOut(c.Request.Context(), s.Sessions), "/")
}

func (s *Site) register(c *gin.Context) error {
	return s.showRegister(c, view.Register{Next: c.Query("next")}, nil)
}

func (s *Site) showRegister(c *gin.Context, m view.Register, problem error) error {
	p, err := s.private(c, i18n.Text(c.Request.Context(), "register.title"))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, newPassword), statusOf(c, problem)
	}
	return render(c, status, templates.Register(p, m))
}

// newPassword names the form's field for a password that is set.
func newPassword(path string) string {
	if path == "password" {
		return "new_password"
	}
	return path
}

func (s *Site) createAccount(c *gin.Context) error {
	ctx := c.Request.Context()
	next := c.PostForm("next")
	account, err := s.newAccount(c)
	if err != nil && refused(err) {
		return s.showRegister(c, view.Register{Next: next}, err)
	}
	if err != nil {
		return err
	}
	if err := s.enter(c, account.ID); err != nil {
		return err
	}
	s.sayText(ctx, "register.done")
	return redirect(c, localPath(next))
}

func (s *Site) newAccount(c *gin.Context) (identity.Account, error) {
	ctx := c.Request.Context()
	if c.PostForm("consent") != "1" {
		return identity.Account{}, apperr.NewInvalid(apperr.Field{Path: "consent", Code: "required"})
	}
	version, _ := identity.ConsentText(identity.ConsentTerms, i18n.Language(ctx))
	return s.Accounts.Register(ctx, identity.RegisterInput{
		Email: c.PostForm("email"), Password: c.PostForm("new_password"), Name: c.PostForm("name"), Language: i18n.Language(ctx),
		ConsentVersion: version, Address: c.ClientIP(),
	})
}

// localPath is where to go on within the mall; anything else leads to the account.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/account"
	}
	return next
}

func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?" + url.Values{"next": {next}}.Encode()
}
