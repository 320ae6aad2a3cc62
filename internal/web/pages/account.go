package pages

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/orders"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

// memberHandler answers somebody who is signed in.
type memberHandler func(c *gin.Context, actor identity.Actor) error

// member sends strangers to sign in first.
func (s *Site) member(h memberHandler) gin.HandlerFunc {
	return s.page(func(c *gin.Context) error {
		actor, err := web.RequireAccount(c.Request.Context())
		if err != nil {
			return err
		}
		return h(c, actor)
	})
}

func (s *Site) account(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	found, err := s.Orders.List(ctx, actor, orders.Page{Limit: ordersPage, Cursor: c.Query("cursor")})
	if err != nil {
		return err
	}
	p, err := s.private(c, i18n.Text(ctx, "layout.account"))
	if err != nil {
		return err
	}
	judged, err := s.Festivals.ListJudged(ctx, actor)
	if err != nil {
		return err
	}
	m := view.AccountOrders{Orders: orderRows(ctx, found.Items), Judges: len(judged) > 0}
	if found.NextCursor != "" {
		m.NextURL = pageURL(c, found.NextCursor)
	}
	return show(c, templates.AccountOrders(p, m))
}

func (s *Site) accountData(c *gin.Context, actor identity.Actor) error {
	return s.showData(c, actor, nil)
}

func (s *Site) showData(c *gin.Context, actor identity.Actor, problem error) error {
	ctx := c.Request.Context()
	account, err := s.Accounts.FindAccount(ctx, actor.AccountID)
	if err != nil {
		return err
	}
	p, err := s.private(c, i18n.Text(ctx, "account.data"))
	if err != nil {
		return err
	}
	m := view.AccountData{
		Name: account.Name, Email: account.Email, Phone: account.Phone, Language: account.Language, HasPassword: account.HasPassword,
		CodeSentTo: s.Sessions.GetString(ctx, keyNewPhone), EmailOpen: account.Email != "" && account.EmailVerifiedAt == nil,
	}
	status := http.StatusOK
	if problem != nil {
		m.Form, status = formOf(c, problem, dataField), statusOf(c, problem)
	}
	return render(c, status, templates.AccountData(p, m))
}

func dataField(path string) string {
	if path == "current_password" {
		return "password"
	}
	return path
}

// saveData changes name, language and e-mail address; a new address holds once its owner has confirmed it.
func (s *Site) saveData(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	account, err := s.Accounts.FindAccount(ctx, actor.AccountID)
	if err != nil {
		return err
	}
	in := identity.UpdateInput{Name: new(c.PostForm("name")), Language: new(c.PostForm("language")), CurrentPassword: c.PostForm("password")}
	email := c.PostForm("email")
	if email != "" && email != account.Email {
		in.Email = &email
	}
	if _, err = s.Accounts.UpdateAccount(ctx, actor, in); err != nil && refused(err) {
		return s.showData(c, actor, err)
	}
	if err == nil && in.Email != nil {
		s.sayText(ctx, "account.email_sent")
	} else if err == nil {
		s.sayText(ctx, "account.saved")
	}
	return orRedirect(c, err, "/account/data")
}

// confirmAgain sends the link that confirms the e-mail address once more.
func (s *Site) confirmAgain(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	err := s.Accounts.SendConfirmation(ctx, actor)
	if err != nil && refused(err) {
		return s.showData(c, actor, err)
	}
	if err == nil {
		s.sayText(ctx, "account.email_sent_again")
	}
	return orRedirect(c, err, "/account/data")
}

// keyNewPhone is where a session keeps the phone that an account wants to prove.
const keyNewPhone = "new_phone"

// changePhone sends a code to a new phone, or takes it.
func (s *Site) changePhone(c *gin.Context, actor identity.Actor) error {
	ctx := c.Request.Context()
	phone := c.PostForm("phone")
	var err error
	if c.Request.PostForm.Has("code") {
		if _, err = s.Accounts.ChangePhone(ctx, actor, identity.CodeInput{Phone: phone, Code: c.PostForm("code"), Address: c.ClientIP()}); err == nil {
			s.Sessions.Remove(ctx, keyNewPhone)
			s.sayText(ctx, "account.saved")
		}
	} else {
		err = s.Accounts.SendCode(ctx, identity.CodeRequest{
			Phone: phone, Purpose: identity.PurposePhone, Language: i18n.Language(ctx), Address: c.ClientIP(),
		})
		if err == nil {
			s.Sessions.Put(ctx, keyNewPhone, phone)
		}
	}
	if err != nil && (refused(err) || apperr.KindOf(err) == apperr.Unavailable) {
		return s.showData(c, actor, err)
	}
	return orRedirect(c, err, "/account/data")
}
