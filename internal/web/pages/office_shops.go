package pages

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/identity"
	"lapak/internal/shops"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) officeShops(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	state, asked := cmp.Or(shops.State(c.Query("state")), shops.Pending), strings.TrimSpace(c.Query("q"))
	list, status, err := shops.ShopPage{}, http.StatusOK, error(nil)
	if asked == "" {
		list, err = s.Shops.ListByState(ctx, actor, state, shops.Page{Cursor: c.Query("cursor")})
	} else {
		state = ""
		list, err = s.Shops.Search(ctx, actor, asked, shops.Page{Cursor: c.Query("cursor")})
	}
	m := view.OfficeShops{NextURL: nextURL(c, list.Next), Search: queryForm(c, nil)}
	if len(web.FieldMessages(ctx, err)) > 0 && asked != "" {
		m.Search, status, err = queryForm(c, err), statusOf(c, err), nil
	}
	if err != nil {
		return err
	}
	for _, tab := range []shops.State{shops.Pending, shops.Approved, shops.Rejected, shops.Suspended} {
		m.Tabs = append(m.Tabs, view.Option{Value: string(tab), Label: text(ctx, "office.state."+string(tab)), Chosen: tab == state})
	}
	for _, shop := range list.Items {
		m.Shops = append(m.Shops, view.OfficeShop{
			Slug: shop.Slug, Name: shop.Name, Village: shop.VillageName, District: shop.DistrictName, AppliedAt: shop.CreatedAt,
			State: string(shop.State),
		})
	}
	p, err := s.private(c, text(ctx, "office.shops_title"))
	if err != nil {
		return err
	}
	return render(c, status, templates.OfficeShops(p, m))
}

// verdictForm is the form of a verdict that was refused.
type verdictForm struct {
	verdict string
	form    view.Form
	status  int
}

func (s *Site) officeShop(c *gin.Context) error {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return err
	}
	return s.showOfficeShop(c, actor, verdictForm{status: http.StatusOK})
}

// decideShop is the office's word: approve, reject or suspend.
func (s *Site) decideShop(c *gin.Context) error {
	ctx := c.Request.Context()
	actor, err := web.RequireAccount(ctx)
	if err != nil {
		return err
	}
	verdict := c.Param("verdict")
	switch shops.Verdict(verdict) {
	case shops.Approve, shops.Reject, shops.Suspend:
	default:
		return apperr.NewNotFound("not_found")
	}
	d := shops.Decision{Verdict: shops.Verdict(verdict), Reason: c.PostForm("reason")}
	if _, err := s.Shops.Decide(ctx, actor, c.Param("shop"), d); err != nil {
		if !refused(err) || apperr.CodeOf(err) == "forbidden" {
			return err
		}
		return s.showOfficeShop(c, actor, verdictForm{verdict: verdict, form: formOf(c, err, nil), status: statusOf(c, err)})
	}
	s.sayText(ctx, "office.done_"+verdict)
	return redirect(c, "/office/shops")
}

func (s *Site) showOfficeShop(c *gin.Context, actor identity.Actor, f verdictForm) error {
	ctx := c.Request.Context()
	shop, err := s.Shops.FindForOffice(ctx, actor, c.Param("shop"))
	if err != nil {
		return err
	}
	_, _, err = s.Shops.FindForMember(ctx, actor, shop.Slug)
	own := err == nil
	if err != nil && apperr.KindOf(err) != apperr.NotFound {
		return err
	}
	m := officeShopOf(ctx, shop)
	m.Own, m.Form, m.Refused = own, f.form, f.verdict
	m.CanApprove = !own && shop.State != shops.Approved
	m.CanReject = !own && shop.State == shops.Pending
	m.CanSuspend = !own && shop.State == shops.Approved
	p, err := s.private(c, shop.Name)
	if err != nil {
		return err
	}
	return render(c, f.status, templates.OfficeShop(p, m))
}

func officeShopOf(ctx context.Context, shop shops.Shop) view.OfficeShop {
	m := view.OfficeShop{Slug: shop.Slug, Name: shop.Name, State: string(shop.State), Story: shop.StoryID, Reason: shop.Reason}
	for _, f := range []view.Fact{
		{Name: text(ctx, "field.village"), Value: shop.VillageName + ", " + shop.DistrictName},
		{Name: text(ctx, "field.line"), Value: shop.AddressLine},
		{Name: text(ctx, "field.phone"), Value: shop.Phone},
		{Name: text(ctx, "shop.nib"), Value: shop.LicenceNumber},
		{Name: text(ctx, "office.applied"), Value: i18n.DateTime(i18n.Language(ctx), shop.CreatedAt) + " WIB"},
	} {
		if f.Value == "" {
			f.Value = text(ctx, "office.not_given")
		}
		m.Facts = append(m.Facts, f)
	}
	return m
}
