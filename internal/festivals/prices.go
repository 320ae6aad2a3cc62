package festivals

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/shops"
)

// Stand is a shop at a festival: what its members prepare there.
type Stand struct {
	Festival Festival
	Shop     shops.Shop
	Stall    Stall
	Days     []Day
	Runs     bool // now
}

func errNoStand() *apperr.Error { return apperr.NewNotFound("festival_not_found") }

// FindStand finds the stall of the actor's shop at a public festival. A foreign shop, and a festival at which the shop has no stall, are
// NotFound.
func (s *Service) FindStand(ctx context.Context, actor identity.Actor, shop, festival string) (Stand, error) {
	mine, _, err := s.Shops.FindForMember(ctx, actor, shop)
	if err != nil {
		return Stand{}, err
	}
	f, err := s.Find(ctx, identity.Actor{}, festival)
	if err != nil {
		return Stand{}, err
	}
	return s.standTx(ctx, s.DB, f, mine)
}

// FindStallOf gives the stall that a shop holds at a public festival. Errors: NotFound festival_not_found.
func (s *Service) FindStallOf(ctx context.Context, festival string, shop uuid.UUID) (Festival, Stall, error) {
	f, err := s.Find(ctx, identity.Actor{}, festival)
	if err != nil {
		return f, Stall{}, err
	}
	stall, err := findStallOf(ctx, s.DB, f.ID, shop)
	return f, stall, err
}

func (s *Service) standTx(ctx context.Context, q sqlx.QueryerContext, f Festival, shop shops.Shop) (Stand, error) {
	stall, err := findStallOf(ctx, q, f.ID, shop.ID)
	if err != nil {
		return Stand{}, err
	}
	days, err := s.ListDays(ctx, q, f.ID)
	if err != nil {
		return Stand{}, err
	}
	now, err := s.nowTx(ctx, q)
	return Stand{Festival: f, Shop: shop, Stall: stall, Days: days, Runs: f.IsUnderWay(now, days)}, err
}

// lockStandTx is FindStand that holds the festival and the shop's state until tx ends.
func (s *Service) lockStandTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, shop, festival string) (Stand, error) {
	f, err := shareFestival(ctx, tx, festival, uuid.Nil)
	if err != nil {
		return Stand{}, err
	}
	mine, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, shop)
	if err != nil {
		return Stand{}, err
	}
	return s.standTx(ctx, tx, f, mine)
}

// ListStands gives the festivals at which the actor's shop has a stall, the latest first.
func (s *Service) ListStands(ctx context.Context, actor identity.Actor, shop string) ([]Festival, error) {
	mine, _, err := s.Shops.FindForMember(ctx, actor, shop)
	if err != nil {
		return nil, err
	}
	return listStands(ctx, s.DB, mine.ID)
}

// Offer is a variant of a shop with what it costs at a festival. Amounts in rupiah.
type Offer struct {
	VariantID    uuid.UUID `db:"variant_id"`
	ProductSlug  string    `db:"product_slug"`
	Title        string    `db:"title"`
	VariantTitle string    `db:"variant_title"`
	Usual        int64     `db:"usual"`
	Price        int64     `db:"price"` // 0: the usual one
}

// ListOffers gives everything on sale of a shop with its festival prices, by title.
func (s *Service) ListOffers(ctx context.Context, stand Stand) ([]Offer, error) {
	return listOffers(ctx, s.DB, stand.Festival.ID, stand.Shop.ID)
}

// NewPrice is a festival price in rupiah.
type NewPrice struct {
	VariantID uuid.UUID
	Price     int64
}

// maxPrices is how many prices one call may set.
const maxPrices = 2000

// SetPrices replaces a shop's prices for a festival; while it runs they hold at once. Any member may. Errors: NotFound; Conflict
// festival_ended; Invalid names each wrong place: unknown_value for a variant that the shop does not sell, twice, out_of_range below one
// rupiah, festival_price_not_lower for one that is not below the usual price.
func (s *Service) SetPrices(ctx context.Context, actor identity.Actor, shop, festival string, in []NewPrice) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		stand, err := s.lockStandTx(ctx, tx, actor, shop, festival)
		if err != nil {
			return err
		}
		if err := s.needOpenTx(ctx, tx, stand); err != nil {
			return err
		}
		usual, err := listUsualPrices(ctx, tx, stand.Shop.ID)
		if err != nil {
			return err
		}
		if err := checkPrices(in, usual); err != nil {
			return err
		}
		touched, err := savePrices(ctx, tx, newPrices{stand.Festival.ID, stand.Shop.ID, actor.AccountID, in})
		if err != nil {
			return err
		}
		return s.setPricesOfTx(ctx, tx, touched)
	})
}

func checkPrices(in []NewPrice, usual map[uuid.UUID]int64) error {
	var fields apperr.Fields
	if len(in) > maxPrices {
		fields.Add("prices", "too_many", "Max", maxPrices)
		return fields.Err()
	}
	seen := map[uuid.UUID]bool{}
	for i, p := range in {
		path := fmt.Sprintf("prices[%d]", i)
		before, sold := usual[p.VariantID]
		switch {
		case !sold:
			fields.Add(path+".variant_id", "unknown_value")
		case seen[p.VariantID]:
			fields.Add(path+".variant_id", "twice")
		case p.Price < 1:
			fields.Between(path+".price", p.Price, 1, before-1)
		case p.Price >= before:
			fields.Add(path+".price", "festival_price_not_lower", "Usual", before)
		}
		seen[p.VariantID] = true
	}
	return fields.Err()
}

// needOpenTx refuses what is prepared for a festival that is over.
func (s *Service) needOpenTx(ctx context.Context, tx *sqlx.Tx, stand Stand) error {
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return err
	}
	if stand.Festival.State != Published || len(stand.Days) > 0 && !now.Before(stand.Days[len(stand.Days)-1].ClosesAt) {
		return apperr.New(apperr.Conflict, "festival_ended")
	}
	return nil
}

// Span is from the festival's first opening to its last closing, as its days are now; of orders, a day more on both sides, for those
// whose slot was moved.
func (s Stand) Span() (from, until time.Time) {
	if len(s.Days) == 0 {
		return s.Festival.StartsOn, s.Festival.EndsOn.AddDate(0, 0, 1)
	}
	return s.Days[0].OpensAt.AddDate(0, 0, -1), s.Days[len(s.Days)-1].ClosesAt.AddDate(0, 0, 1)
}
