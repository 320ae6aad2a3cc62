package festivals

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/catalog"
	"lapak/internal/postgres"
)

// IsUnderWay says whether a published festival runs at a moment: from the first opening to the last closing, nights included.
func (f Festival) IsUnderWay(at time.Time, days []Day) bool {
	if f.State != Published || len(days) == 0 {
		return false
	}
	return !at.Before(days[0].OpensAt) && at.Before(days[len(days)-1].ClosesAt)
}

// showGoods tells the catalogue of festivals whose goods it shows otherwise than they are: one began or ended, a stall was given, an
// organizer features another product.
func (s *Service) showGoods(ctx context.Context) error {
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return err
	}
	stale, err := listStaleGoods(ctx, s.DB, now)
	if err != nil {
		return err
	}
	var failed []error
	for _, slug := range stale {
		err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
			f, err := lockFestival(ctx, tx, slug)
			if err != nil {
				return err
			}
			return s.showGoodsTx(ctx, tx, f)
		})
		s.Catalog.ForgetFestivals()
		if err != nil {
			failed = append(failed, fmt.Errorf("festival %s: %w", slug, err))
		}
	}
	return errors.Join(failed...)
}

// showGoodsTx tells the catalogue of a locked festival's goods; a draft's are nobody's business, and of a cancelled one nothing remains.
func (s *Service) showGoodsTx(ctx context.Context, tx *sqlx.Tx, f Festival) error {
	if !f.IsPublic() {
		return nil
	}
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return err
	}
	days, err := s.ListDays(ctx, tx, f.ID)
	if err != nil {
		return err
	}
	goods := catalog.FestivalGoods{Slug: f.Slug, NameID: f.Name.ID, NameEN: f.Name.EN, Running: f.IsUnderWay(now, days)}
	if f.State != Cancelled {
		if goods.Shops, goods.Products, err = listGoods(ctx, tx, f.ID); err != nil {
			return err
		}
	}
	return s.Catalog.SetFestivalTx(ctx, tx, goods)
}

// maxPricesAtOnce bounds one transaction of prices, so that it stays short.
const maxPricesAtOnce = 500

// setPrices puts variants under their festival prices while their festivals run, and back when they end.
func (s *Service) setPrices(ctx context.Context) error {
	for {
		changed, err := s.setSomePrices(ctx)
		if err != nil || changed < maxPricesAtOnce {
			return err
		}
	}
}

func (s *Service) setSomePrices(ctx context.Context) (changed int, err error) {
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		prices, err := listDuePrices(ctx, tx, duePrices{at: now, limit: maxPricesAtOnce})
		changed = len(prices)
		if err != nil {
			return err
		}
		return s.Catalog.SetFestivalPricesTx(ctx, tx, prices)
	})
	return changed, err
}

// setPricesOfTx does the same for some variants, within a change of theirs.
func (s *Service) setPricesOfTx(ctx context.Context, tx *sqlx.Tx, variants []uuid.UUID) error {
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return err
	}
	prices, err := listDuePrices(ctx, tx, duePrices{at: now, limit: len(variants), only: variants})
	if err != nil {
		return err
	}
	return s.Catalog.SetFestivalPricesTx(ctx, tx, prices)
}

// Phase says whether a published festival lies ahead, runs or is over: before, during, after.
func (s *Service) Phase(ctx context.Context, f Festival) (string, error) {
	now, err := s.nowTx(ctx, s.DB)
	if err != nil {
		return "", err
	}
	days, err := s.ListDays(ctx, s.DB, f.ID)
	switch {
	case err != nil:
		return "", err
	case f.IsUnderWay(now, days):
		return "during", nil
	case len(days) > 0 && now.Before(days[0].OpensAt), len(days) == 0 && now.Before(f.StartsOn):
		return "before", nil
	}
	return "after", nil
}
