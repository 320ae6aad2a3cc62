package pages

import (
	"cmp"
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"lapak/internal/apperr"
	"lapak/internal/shops"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) membersPage(c *gin.Context) error {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	return s.showMembers(c, d, view.Form{}, http.StatusOK)
}

func (s *Site) addMember(c *gin.Context) error {
	return s.changeMembers(c, func(ctx context.Context, d desk) error {
		return s.Shops.AddMember(ctx, d.actor, d.shop.Slug, shops.NewMember{Contact: c.PostForm("contact"), Role: shops.Role(c.PostForm("role"))})
	})
}

func (s *Site) removeMember(c *gin.Context) error {
	return s.changeMembers(c, func(ctx context.Context, d desk) error {
		account, err := uuid.Parse(c.Param("account"))
		if err != nil {
			return apperr.NewNotFound("member_not_found")
		}
		return s.Shops.RemoveMember(ctx, d.actor, d.shop.Slug, account)
	})
}

// changeMembers does a change and shows the list again. Who has left the shop is led to the desk that is left.
func (s *Site) changeMembers(c *gin.Context, change func(context.Context, desk) error) error {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	if err := change(c.Request.Context(), d); err != nil {
		if !refused(err) || apperr.KindOf(err) == apperr.Forbidden {
			return err
		}
		return s.showMembers(c, d, formOf(c, err, nil), statusOf(c, err))
	}
	s.sayText(c.Request.Context(), "desk.done_members")
	if c.Param("account") == d.actor.AccountID.String() {
		return redirect(c, "/seller")
	}
	return redirect(c, d.view.Base+"/members")
}

func (s *Site) showMembers(c *gin.Context, d desk, f view.Form, status int) error {
	ctx := c.Request.Context()
	members, err := s.Shops.ListMembers(ctx, d.actor, d.shop.Slug)
	if err != nil {
		return err
	}
	m := view.Members{Form: f}
	for _, role := range []shops.Role{shops.Staff, shops.Owner} {
		m.Roles = append(m.Roles, view.Option{Value: string(role), Label: text(ctx, "members.role_"+string(role))})
	}
	m.Roles = choose(m.Roles, f.Value("role", string(shops.Staff)))
	for _, person := range members {
		self := person.AccountID == d.actor.AccountID
		contact := cmp.Or(person.Phone, person.Email)
		m.List = append(m.List, view.Member{
			ID: person.AccountID.String(), Name: cmp.Or(person.Name, contact), Contact: contact, Self: self,
			Role: text(ctx, "members.role_"+string(person.Role)), CanRemove: self || d.view.Owner,
		})
	}
	p, err := s.deskPage(c, "desk.members")
	if err != nil {
		return err
	}
	return render(c, status, templates.Members(p, d.view, m))
}
