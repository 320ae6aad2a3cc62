package pages

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/shops"
	"lapak/internal/web"
	"lapak/internal/web/pages/templates"
	"lapak/internal/web/pages/view"
)

func (s *Site) applyPage(c *gin.Context) error {
	if _, err := web.RequireAccount(c.Request.Context()); err != nil {
		return err
	}
	return s.showApply(c, view.Form{}, http.StatusOK)
}

func (s *Site) apply(c *gin.Context) error {
	actor, err := web.RequireAccount(c.Request.Context())
	if err != nil {
		return err
	}
	shop, err := s.Shops.Apply(c.Request.Context(), actor, readProfile(c))
	if err != nil {
		if !refused(err) {
			return err
		}
		return s.showApply(c, formOf(c, err, profileField), statusOf(c, err))
	}
	s.sayText(c.Request.Context(), "desk.done_apply")
	return redirect(c, "/seller/"+shop.Slug)
}

func (s *Site) showApply(c *gin.Context, f view.Form, status int) error {
	villages, err := s.shopVillages(c.Request.Context())
	if err != nil {
		return err
	}
	m := view.ShopForm{New: true, Form: f, Villages: choose(villages, f.Value("village", "")), Cash: f.Values == nil, Pickup: f.Values == nil}
	p, err := s.private(c, text(c.Request.Context(), "apply.title"))
	if err != nil {
		return err
	}
	return render(c, status, templates.Apply(p, m))
}

// readProfile reads the form of a shop. The village comes as "<district>/<name>", since villages of two districts may share a name.
func readProfile(c *gin.Context) shops.Profile {
	district, village, _ := strings.Cut(c.PostForm("village"), "/")
	return shops.Profile{
		Name: c.PostForm("name"), StoryID: c.PostForm("description"), StoryEN: c.PostForm("description_en"), District: district,
		Village: village, AddressLine: c.PostForm("address"), Phone: c.PostForm("phone"), LicenceNumber: c.PostForm("nib"),
		AcceptsCash: c.PostForm("accepts_cash") != "", AcceptsPickup: c.PostForm("accepts_pickup") != "",
	}
}

var profileFields = map[string]string{
	"story": "description", "translations.en.story": "description_en", "address_line": "address", "licence_number": "nib", "district": "village",
}

func profileField(path string) string {
	if name, ok := profileFields[path]; ok {
		return name
	}
	return path
}

// shopVillages are all villages of the regency, each under its district.
func (s *Site) shopVillages(ctx context.Context) ([]view.Option, error) {
	villages, err := s.Regions.ListOwnVillages(ctx)
	if err != nil {
		return nil, err
	}
	options := []view.Option{{Label: text(ctx, "shop.choose_village")}}
	for _, d := range s.Regions.ListDistricts() {
		for _, v := range villages[d.Slug] {
			options = append(options, view.Option{Value: d.Slug + "/" + v.Name, Label: v.Name, Group: d.Name})
		}
	}
	return options, nil
}

// profileForms are the forms of the profile's page, shown again where one was refused.
type profileForms struct {
	profile, picture, holiday view.Form
	status                    int
}

func (s *Site) profilePage(c *gin.Context) error {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	return s.showProfile(c, d, profileForms{status: http.StatusOK})
}

// saveProfile changes the profile; that of a rejected shop goes before the office again.
func (s *Site) saveProfile(c *gin.Context) error {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	in := readProfile(c)
	changes := shops.Changes{
		Name: &in.Name, StoryID: &in.StoryID, StoryEN: &in.StoryEN, District: &in.District, Village: &in.Village, AddressLine: &in.AddressLine,
		Phone: &in.Phone, LicenceNumber: &in.LicenceNumber, AcceptsCash: &in.AcceptsCash, AcceptsPickup: &in.AcceptsPickup,
		Resubmit: d.shop.State == shops.Rejected,
	}
	if _, err := s.Shops.Update(c.Request.Context(), d.actor, d.shop.Slug, changes); err != nil {
		if !refused(err) || apperr.KindOf(err) == apperr.Forbidden {
			return err
		}
		return s.showProfile(c, d, profileForms{profile: formOf(c, err, profileField), status: statusOf(c, err)})
	}
	s.sayText(c.Request.Context(), "desk.done_profile")
	return redirect(c, d.view.Base+"/shop")
}

func (s *Site) setHoliday(c *gin.Context) error {
	d, err := s.openDesk(c, "more")
	if err != nil {
		return err
	}
	holiday, err := readHoliday(c)
	if err == nil {
		_, err = s.Shops.SetHoliday(c.Request.Context(), d.actor, d.shop.Slug, holiday)
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		return s.showProfile(c, d, profileForms{holiday: formOf(c, err, nil), status: statusOf(c, err)})
	}
	s.sayText(c.Request.Context(), "desk.done_holiday")
	return redirect(c, d.view.Base+"/shop")
}

// readHoliday reads the days of a holiday; nil opens the shop again. A holiday without a first day starts today.
func readHoliday(c *gin.Context) (*shops.Holiday, error) {
	first, last := c.PostForm("closed_from"), c.PostForm("closed_until")
	if c.PostForm("open") != "" || first+last == "" {
		return nil, nil
	}
	if first == "" {
		first = time.Now().In(i18n.WIB).Format(time.DateOnly)
	}
	var h shops.Holiday
	var fields apperr.Fields
	for _, day := range []struct {
		name, typed string
		into        *time.Time
	}{{"closed_from", first, &h.From}, {"closed_until", last, &h.Until}} {
		at, err := time.Parse(time.DateOnly, day.typed)
		if err != nil {
			fields.Add(day.name, "bad_date")
		}
		*day.into = at
	}
	return &h, fields.Err()
}

func (s *Site) showProfile(c *gin.Context, d desk, f profileForms) error {
	villages, err := s.shopVillages(c.Request.Context())
	if err != nil {
		return err
	}
	if f.profile.Values == nil {
		f.profile.Values = profileValues(d.shop.Shop)
	}
	if f.holiday.Values == nil && d.shop.ClosedUntil != nil && d.shop.ClosedFrom != nil {
		f.holiday.Values = map[string]string{
			"closed_from": d.shop.ClosedFrom.Format(time.DateOnly), "closed_until": d.shop.ClosedUntil.Format(time.DateOnly),
		}
	}
	picture, err := s.pictureOfShop(c.Request.Context(), d.shop.Shop)
	if err != nil {
		return err
	}
	m := view.ShopForm{
		Picture: picture, PictureForm: f.picture,
		Again: d.shop.State == shops.Rejected, Form: f.profile, Holiday: f.holiday, Villages: choose(villages, f.profile.Value("village", "")),
	}
	p, err := s.deskPage(c, "desk.profile")
	if err != nil {
		return err
	}
	return render(c, f.status, templates.ShopProfile(p, d.view, m))
}

func profileValues(shop shops.Shop) map[string]string {
	values := map[string]string{
		"name": shop.Name, "description": shop.StoryID, "description_en": shop.StoryEN, "village": shop.District + "/" + shop.VillageName,
		"address": shop.AddressLine, "phone": shop.Phone, "nib": shop.LicenceNumber,
	}
	if shop.AcceptsCash {
		values["accepts_cash"] = "1"
	}
	if shop.AcceptsPickup {
		values["accepts_pickup"] = "1"
	}
	return values
}
