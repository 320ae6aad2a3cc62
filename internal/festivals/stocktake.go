package festivals

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/stock"
)

// Shortfall is goods that were sold though the shelf did not have them by our count: the shop counts.
type Shortfall struct {
	ID         uuid.UUID  `db:"id"`
	SaleID     uuid.UUID  `db:"sale_id"`
	VariantID  uuid.UUID  `db:"variant_id"`
	ShopID     uuid.UUID  `db:"shop_id"`
	Title      string     `db:"title"`
	Variant    string     `db:"variant"`
	Units      int64      `db:"units"`
	OnHand     int64      `db:"on_hand"` // by our count now
	State      string     `db:"state"`   // "open", "counted", "voided"
	Counted    *int64     `db:"counted"`
	SoldAt     time.Time  `db:"sold_at"`
	ResolvedAt *time.Time `db:"resolved_at"`
}

// StallBook is what a shop sold at its stall and what it has to see to.
type StallBook struct {
	Sales      []Sale // the latest first, without lines
	Count      int64
	Cash, QR   int64 // rupiah of the sales that were not taken back
	Shortfalls []Shortfall
	Displaced  []Displaced
	Uploads    []Upload
}

// ListStallBook gives a shop's own figures of a festival. Errors: NotFound.
func (s *Service) ListStallBook(ctx context.Context, actor identity.Actor, festival, shop string) (StallBook, error) {
	f, err := s.Find(ctx, actor, festival)
	if err != nil {
		return StallBook{}, err
	}
	of, _, err := s.Shops.FindForMember(ctx, actor, shop)
	if err != nil {
		return StallBook{}, err
	}
	var book StallBook
	err = postgres.Snapshot(ctx, s.DB, func(tx *sqlx.Tx) (err error) {
		book, err = readBook(ctx, tx, f.ID, of.ID)
		return err
	})
	return book, err
}

// Count resolves a shortfall by what the shop found on its shelf: the number on hand becomes that. Done again, it changes nothing. Errors: NotFound
// shortfall_not_found; Invalid out_of_range at "counted"; Conflict stock_below_reserved where orders hold more than was counted.
func (s *Service) Count(ctx context.Context, actor identity.Actor, shop string, id uuid.UUID, counted int64) (Shortfall, error) {
	var of Shortfall
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		member, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, shop)
		if err != nil {
			return err
		}
		var fields apperr.Fields
		fields.Between("counted", counted, 0, maxAllotted)
		if err := fields.Err(); err != nil {
			return err
		}
		if of, err = lockShortfall(ctx, tx, member.ID, id); err != nil {
			return err
		}
		if of.State != "open" {
			return nil
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		of.State, of.Counted, of.ResolvedAt = "counted", &counted, &now
		if err := resolveShortfall(ctx, tx, of, actor.String()); err != nil {
			return err
		}
		levels, err := s.Stock.Levels(ctx, tx, []uuid.UUID{of.VariantID})
		if err != nil {
			return err
		}
		delta := counted - levels[of.VariantID].OnHand
		if delta == 0 {
			return nil
		}
		_, err = s.Stock.AdjustTx(ctx, tx, stock.Movement{
			VariantID: of.VariantID, Delta: delta, Reason: stock.ReasonCorrection, Reference: "stocktake:" + id.String(), Actor: actor.String(),
		})
		return err
	})
	return of, err
}

// SettleUpload marks that the shop has seen to an upload that was not taken in. Errors: NotFound upload_not_found.
func (s *Service) SettleUpload(ctx context.Context, actor identity.Actor, shop string, id uuid.UUID) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		member, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, shop)
		if err != nil {
			return err
		}
		n, err := settleUpload(ctx, tx, member.ID, id)
		if err == nil && n == 0 {
			return apperr.NewNotFound("upload_not_found")
		}
		return err
	})
}
