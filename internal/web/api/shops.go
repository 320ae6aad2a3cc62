package api

import (
	"context"
	"time"

	"lapak/internal/i18n"
	"lapak/internal/shops"
	"lapak/internal/web"
)

type shopsRequest struct {
	Paging
	Unchanged
	District string `query:"district" example:"glagah" doc:"Slug."`
	Festival string `query:"festival" doc:"Slug: only shops that have a stall there, or are featured."`
}

func (f *face) listShops(ctx context.Context, in *shopsRequest) (*cached, error) {
	if in.Festival != "" {
		return f.listFestivalShops(ctx, in)
	}
	found, err := f.Shops.List(ctx, in.District, shops.Page{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	pictures, err := f.picturesOf(ctx, found.Items...)
	if err != nil {
		return nil, err
	}
	language := i18n.Language(ctx)
	return cache(ctx, in.Unchanged, pageOf(found.Items, found.Next, func(s shops.Shop) shopShown { return shopOf(s, language, pictures) }))
}

// ShopPath names a shop.
type ShopPath struct {
	Shop string `path:"shop" example:"kopi-lerek" doc:"Slug."`
}

type shopRequest struct {
	ShopPath
	Unchanged
	Language
}

func (f *face) findShop(ctx context.Context, in *shopRequest) (*cached, error) {
	s, err := f.Shops.FindBySlug(ctx, in.Shop)
	if err != nil {
		return nil, err
	}
	pictures, err := f.picturesOf(ctx, s)
	if err != nil {
		return nil, err
	}
	return cache(ctx, in.Unchanged, shopOf(s, i18n.Language(ctx), pictures))
}

type shopShown struct {
	Slug          string `json:"slug" example:"kopi-lerek"`
	Name          string `json:"name" example:"Kopi Lerek"`
	Story         string `json:"story"`
	District      string `json:"district" example:"kalipuro" doc:"Slug."`
	DistrictName  string `json:"district_name" example:"Kalipuro"`
	Village       string `json:"village" example:"Gombengsari"`
	AcceptsCash   bool   `json:"accepts_cash"`
	AcceptsPickup bool   `json:"accepts_pickup"`
	ClosedFrom    *day   `json:"closed_from" doc:"First day of a holiday."`
	ClosedUntil   *day   `json:"closed_until" doc:"Its last day."`

	Image *Picture `json:"image"`
}

func shopOf(s shops.Shop, language string, pictures shopPictures) shopShown {
	out := shopShown{
		Slug: s.Slug, Name: s.Name, Story: s.StoryID, District: s.District, DistrictName: s.DistrictName, Village: s.VillageName,
		AcceptsCash: s.AcceptsCash, AcceptsPickup: s.AcceptsPickup, ClosedFrom: dayOf(s.ClosedFrom), ClosedUntil: dayOf(s.ClosedUntil),
		Image: pictures[s.ID],
	}
	if language == i18n.English && s.StoryEN != "" {
		out.Story = s.StoryEN
	}
	return out
}

// day is a date without a time.
type day string

func dayOf(t *time.Time) *day {
	if t == nil {
		return nil
	}
	d := day(t.Format(time.DateOnly))
	return &d
}

// ShopProfile is what an owner says of a shop.
type ShopProfile struct {
	Name          string `json:"name" example:"Kopi Lerek"`
	Story         string `json:"story,omitempty" doc:"In Indonesian."`
	StoryEN       string `json:"story_en,omitempty" doc:"In English."`
	District      string `json:"district" example:"kalipuro" doc:"Slug."`
	Village       string `json:"village" example:"Gombengsari"`
	AddressLine   string `json:"address_line,omitempty" example:"Lingkungan Lerek"`
	Phone         string `json:"phone" example:"+6281200000001"`
	LicenceNumber string `json:"licence_number,omitempty" doc:"Business identification number (NIB), 13 digits."`
	AcceptsCash   bool   `json:"accepts_cash,omitempty"`
	AcceptsPickup bool   `json:"accepts_pickup,omitempty"`
}

func (f *face) applyForShop(ctx context.Context, in *struct{ Body ShopProfile }) (*answer[ownShop], error) {
	b := in.Body
	shop, err := f.Shops.Apply(ctx, web.Actor(ctx), shops.Profile{
		Name: b.Name, StoryID: b.Story, StoryEN: b.StoryEN, District: b.District, Village: b.Village, AddressLine: b.AddressLine,
		Phone: b.Phone, LicenceNumber: b.LicenceNumber, AcceptsCash: b.AcceptsCash, AcceptsPickup: b.AcceptsPickup,
	})
	return f.answerShop(ctx, shop, shops.Owner, err)
}

// ownShop is a shop as its members and the office see it.
type ownShop struct {
	Slug          string     `json:"slug" example:"kopi-lerek"`
	State         string     `json:"state" enum:"pending,approved,rejected,suspended"`
	Reason        string     `json:"reason" doc:"Of a rejection or suspension."`
	Role          string     `json:"role,omitempty" enum:"owner,staff" doc:"What the caller is in it."`
	Name          string     `json:"name"`
	Story         string     `json:"story"`
	StoryEN       string     `json:"story_en"`
	District      string     `json:"district"`
	Village       string     `json:"village"`
	AddressLine   string     `json:"address_line"`
	Phone         string     `json:"phone"`
	LicenceNumber string     `json:"licence_number"`
	AcceptsCash   bool       `json:"accepts_cash"`
	AcceptsPickup bool       `json:"accepts_pickup"`
	ClosedFrom    *day       `json:"closed_from"`
	ClosedUntil   *day       `json:"closed_until"`
	CreatedAt     time.Time  `json:"created_at"`
	DecidedAt     *time.Time `json:"decided_at"`
	Image         *Picture   `json:"image"`
}

func ownShopOf(s shops.Shop, role shops.Role, pictures shopPictures) ownShop {
	return ownShop{
		Slug: s.Slug, State: string(s.State), Reason: s.Reason, Role: string(role), Name: s.Name, Story: s.StoryID, StoryEN: s.StoryEN,
		District: s.District, Village: s.VillageName, AddressLine: s.AddressLine, Phone: s.Phone, LicenceNumber: s.LicenceNumber,
		AcceptsCash: s.AcceptsCash, AcceptsPickup: s.AcceptsPickup, ClosedFrom: dayOf(s.ClosedFrom), ClosedUntil: dayOf(s.ClosedUntil),
		CreatedAt: s.CreatedAt.UTC(), DecidedAt: instant(s.DecidedAt), Image: pictures[s.ID],
	}
}

func (f *face) findOwnShop(ctx context.Context, in *ShopPath) (*answer[ownShop], error) {
	shop, role, err := f.Shops.FindForMember(ctx, web.Actor(ctx), in.Shop)
	return f.answerShop(ctx, shop, role, err)
}

// ShopChanges are the fields to change; what is left out stays.
type ShopChanges struct {
	Name          *string `json:"name,omitempty"`
	Story         *string `json:"story,omitempty"`
	StoryEN       *string `json:"story_en,omitempty"`
	District      *string `json:"district,omitempty"`
	Village       *string `json:"village,omitempty"`
	AddressLine   *string `json:"address_line,omitempty"`
	Phone         *string `json:"phone,omitempty"`
	LicenceNumber *string `json:"licence_number,omitempty"`
	AcceptsCash   *bool   `json:"accepts_cash,omitempty"`
	AcceptsPickup *bool   `json:"accepts_pickup,omitempty"`
	Resubmit      bool    `json:"resubmit,omitempty" doc:"Puts a rejected shop before the office again."`
}

func (f *face) updateOwnShop(ctx context.Context, in *struct {
	ShopPath
	Body ShopChanges
},
) (*answer[ownShop], error) {
	b := in.Body
	shop, err := f.Shops.Update(ctx, web.Actor(ctx), in.Shop, shops.Changes{
		Name: b.Name, StoryID: b.Story, StoryEN: b.StoryEN, District: b.District, Village: b.Village, AddressLine: b.AddressLine,
		Phone: b.Phone, LicenceNumber: b.LicenceNumber, AcceptsCash: b.AcceptsCash, AcceptsPickup: b.AcceptsPickup, Resubmit: b.Resubmit,
	})
	return f.answerShop(ctx, shop, shops.Owner, err)
}
