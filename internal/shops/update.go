package shops

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/jobs"
	"lapak/internal/postgres"
)

// maxHoliday is the longest time that a shop may close for at once.
const maxHoliday = 366 * 24 * time.Hour

// Changes are what an owner changes of a profile; a nil field stays as it is.
type Changes struct {
	Name, StoryID, StoryEN, District, Village, AddressLine, Phone, LicenceNumber *string
	AcceptsCash, AcceptsPickup                                                   *bool
	// Resubmit puts a rejected shop before the office again.
	Resubmit bool
}

// Update changes the profile; the slug stays. Only an owner may. Errors: NotFound where the actor is no member; Forbidden owner_only;
// Invalid with a field for each fault; Conflict shop_not_rejected for a needless Resubmit.
func (s *Service) Update(ctx context.Context, actor identity.Actor, slug string, in Changes) (Shop, error) {
	shop, err := s.findAsOwner(ctx, actor, slug)
	if err != nil {
		return Shop{}, err
	}
	checked, err := s.check(ctx, in.over(shop))
	if err != nil {
		return Shop{}, err
	}
	checked.ID = shop.ID
	err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		locked, err := s.lockAsOwner(ctx, tx, actor, slug)
		if err != nil {
			return err
		}
		if in.Resubmit {
			if locked.State != Rejected {
				return apperr.New(apperr.Conflict, "shop_not_rejected")
			}
			if err := setState(ctx, tx, shop.ID, Pending, ""); err != nil {
				return err
			}
		}
		if err := updateShop(ctx, tx, checked); err != nil {
			return err
		}
		if shop, err = findShop(ctx, tx, shop.ID); err != nil {
			return err
		}
		return s.queue.EnqueueTx(ctx, tx, Changed{ShopID: shop.ID}, jobs.Options{})
	})
	return shop, err
}

func (c Changes) over(shop Shop) Profile {
	p := Profile{
		Name: shop.Name, StoryID: shop.StoryID, StoryEN: shop.StoryEN, District: shop.District, Village: shop.VillageName,
		AddressLine: shop.AddressLine, Phone: shop.Phone, LicenceNumber: shop.LicenceNumber,
		AcceptsCash: shop.AcceptsCash, AcceptsPickup: shop.AcceptsPickup,
	}
	replace(&p.Name, c.Name)
	replace(&p.StoryID, c.StoryID)
	replace(&p.StoryEN, c.StoryEN)
	replace(&p.District, c.District)
	replace(&p.Village, c.Village)
	replace(&p.AddressLine, c.AddressLine)
	replace(&p.Phone, c.Phone)
	replace(&p.LicenceNumber, c.LicenceNumber)
	replace(&p.AcceptsCash, c.AcceptsCash)
	replace(&p.AcceptsPickup, c.AcceptsPickup)
	return p
}

func replace[T any](target *T, value *T) {
	if value != nil {
		*target = *value
	}
}

// Holiday is a range of days, both included.
type Holiday struct {
	From, Until time.Time // only year, month and day count
}

// SetHoliday closes the shop for some days, or opens it again with nil; any member may. Errors: NotFound; Invalid at closed_until.
func (s *Service) SetHoliday(ctx context.Context, actor identity.Actor, slug string, holiday *Holiday) (Shop, error) {
	var from, until *time.Time
	if holiday != nil {
		first, last := dateOf(holiday.From), dateOf(holiday.Until)
		if last.Before(first) || last.Sub(first) > maxHoliday {
			return Shop{}, apperr.NewInvalid(apperr.Field{Path: "closed_until", Code: "bad_holiday"})
		}
		from, until = &first, &last
	}
	return s.change(ctx, actor, slug, func(tx *sqlx.Tx, shop Shop) error { return setHoliday(ctx, tx, shop.ID, from, until) })
}

// change runs a write for any member of the shop, under its lock, and returns the shop as it is afterwards.
func (s *Service) change(ctx context.Context, actor identity.Actor, slug string, write func(*sqlx.Tx, Shop) error) (Shop, error) {
	var shop Shop
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		member, err := lockForMember(ctx, tx, slug, actor.AccountID)
		if err != nil {
			return err
		}
		if err := write(tx, member.Shop); err != nil {
			return err
		}
		shop, err = findShop(ctx, tx, member.ID)
		return err
	})
	return shop, err
}
