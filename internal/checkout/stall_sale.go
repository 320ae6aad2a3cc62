package checkout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/ledger"
	"lapak/internal/orders"
	"lapak/internal/postgres"
	"lapak/internal/stock"
)

// SaleOutcome is what became of one told sale.
type SaleOutcome struct {
	ID       uuid.UUID
	Sale     festivals.Sale // where it was taken in, now or before
	Repeated bool           // it was in already
	Kept     bool           // not taken in, but kept for the shop to see to
	Err      error          // why it was not taken in; nil where it was
}

// lastTry is the try that takes a sale as a shortfall rather than look again.
const lastTry = 3

// RecordStallSales takes in what a device sold, each sale on its own, so that none keeps another out. A sale of the shop's goods is a fact: what the
// device was allotted is used first, then what lies free, then online orders that are not packed give way, and the rest is for the stock-take.
// Errors: NotFound device_not_found; what is wrong with a sale is in its outcome.
func (s *Service) RecordStallSales(ctx context.Context, told festivals.Told, sales []festivals.Sold) ([]SaleOutcome, error) {
	out := make([]SaleOutcome, 0, len(sales))
	for _, in := range sales {
		sale, repeated, err := s.recordStallSale(ctx, told, in)
		outcome := SaleOutcome{ID: in.ID, Sale: sale, Repeated: repeated, Err: err}
		switch {
		case apperr.KindOf(err) == apperr.NotFound:
			return nil, err // not the actor's device
		case apperr.KindOf(err) == apperr.Conflict:
			if outcome.Kept, err = s.keep(ctx, told, festivals.Upload{ID: in.ID, Kind: "sale", Code: apperr.CodeOf(err)}, in); err != nil {
				return nil, err
			}
		case err != nil && apperr.KindOf(err) != apperr.Invalid:
			return nil, err // the device keeps it and tells it again
		}
		out = append(out, outcome)
	}
	return out, nil
}

func (s *Service) keep(ctx context.Context, told festivals.Told, u festivals.Upload, body any) (bool, error) {
	var err error
	if u.Body, err = json.Marshal(body); err != nil {
		return false, fmt.Errorf("encode what was told: %w", err)
	}
	return true, s.festivals.KeepUpload(ctx, told, u)
}

func (s *Service) recordStallSale(ctx context.Context, told festivals.Told, in festivals.Sold) (sale festivals.Sale, repeated bool, err error) {
	for try := 1; ; try++ {
		err = postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
			var isNew bool
			var device festivals.Device
			if sale, device, isNew, err = s.festivals.BeginSaleTx(ctx, tx, told, in); err != nil {
				return err
			}
			repeated = !isNew
			if repeated {
				return nil
			}
			return s.sellTx(ctx, tx, told.Actor, stallSale{&sale, device, try >= lastTry})
		})
		if try > lastTry || !errors.Is(err, festivals.ErrLookAgain) {
			return sale, repeated, err
		}
	}
}

type stallSale struct {
	*festivals.Sale
	device festivals.Device
	isLast bool
}

// sellTx makes room where the shelf has too little, books the money, and takes the goods last.
func (s *Service) sellTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, sale stallSale) error {
	free, err := s.makeRoomTx(ctx, tx, sale)
	if err != nil {
		return err
	}
	booked := ledger.StallSale{ID: sale.ID, ShopID: sale.ShopID, Method: string(sale.Method), Amount: sale.Total}
	for _, transfer := range booked.Sold() {
		_, err := s.ledger.PostTx(ctx, tx, transfer)
		if apperr.CodeOf(err) == "ledger_reference_reused" {
			return festivals.ErrLookAgain // another phone sent something else under this id in this moment
		}
		if err != nil {
			return err
		}
	}
	for i := range sale.Lines {
		l := &sale.Lines[i]
		taken, err := s.stock.SellTx(ctx, tx, stock.DirectSale{
			Hold: sale.device.ID, VariantID: l.VariantID, Quantity: l.Quantity, Sale: sale.ID.String(), Actor: actor.String(),
		})
		if err != nil {
			return err
		}
		l.FromAllotment = taken.FromHold
		l.FromStock = min(taken.FromShelf, free[l.VariantID])
		l.FromOrders = taken.FromShelf - l.FromStock
		if l.Short = l.Quantity - taken.All(); l.Short == 0 || sale.isLast {
			continue
		}
		switch _, more, err := s.orders.FindDisplaceableTx(ctx, tx, sale.ShopID, l.VariantID); {
		case err != nil:
			return err
		case more:
			return festivals.ErrLookAgain // somebody was quicker at the shelf: an order can still give way
		}
	}
	return s.festivals.RecordSaleTx(ctx, tx, *sale.Sale, sale.device)
}

// makeRoomTx lets online orders of the shop give way, the newest first, until the shelf has what was sold or none is left. It gives what lay free before.
func (s *Service) makeRoomTx(ctx context.Context, tx *sqlx.Tx, sale stallSale) (map[uuid.UUID]int64, error) {
	variants := make([]uuid.UUID, len(sale.Lines))
	for i, l := range sale.Lines {
		variants[i] = l.VariantID
	}
	levels, err := s.stock.Levels(ctx, tx, variants)
	if err != nil {
		return nil, err
	}
	free := map[uuid.UUID]int64{}
	for id, level := range levels {
		free[id] = level.Available()
	}
	for _, l := range sale.Lines {
		left := l.Quantity
		for _, a := range sale.device.Allotments {
			if a.VariantID == l.VariantID {
				left -= a.Left()
			}
		}
		for left > 0 {
			if levels, err = s.stock.Levels(ctx, tx, []uuid.UUID{l.VariantID}); err != nil {
				return nil, err
			}
			if levels[l.VariantID].Available() >= left {
				break
			}
			gave, err := s.displaceTx(ctx, tx, sale, l.VariantID)
			if err != nil {
				return nil, err
			}
			if !gave {
				break
			}
		}
	}
	return free, nil
}

// displaceTx cancels the newest order that may give way, with its refund; its buyer and the shop are told why.
func (s *Service) displaceTx(ctx context.Context, tx *sqlx.Tx, sale stallSale, variant uuid.UUID) (bool, error) {
	waiting, found, err := s.orders.FindDisplaceableTx(ctx, tx, sale.ShopID, variant)
	if err != nil || !found {
		return false, err
	}
	order, err := s.orders.LockTx(ctx, tx, waiting.GroupID)
	if err != nil {
		return false, err
	}
	for _, part := range order.Shops {
		if part.ID != waiting.ID || !part.Allows(orders.Displace, order.IsCash()) {
			continue
		}
		move := orders.Move{ShopOrderID: part.ID, Event: orders.Displace, Actor: identity.System("stall_sale"), Reason: orders.ReasonDisplaced}
		if err := s.moveTx(ctx, tx, &order, move); err != nil {
			return false, err
		}
		given := festivals.Displaced{ShopOrderID: part.ID, SaleID: sale.ID, VariantID: variant, Number: order.Number, At: sale.ReceivedAt}
		for _, l := range part.Lines {
			if l.VariantID == variant {
				given.Units = l.Quantity
			}
		}
		sale.Displaced = append(sale.Displaced, given)
		return true, s.settleCancelledTx(ctx, tx, order, []orders.Move{move})
	}
	return true, nil // it moved on meanwhile: look again
}

// VoidStallSale takes a sale back: its money is returned by the shop, its goods lie on the table again. An order that gave way does not come back.
// Done again, it changes nothing. Errors: NotFound device_not_found, sale_not_found; Invalid at reason.
func (s *Service) VoidStallSale(ctx context.Context, told festivals.Told, in festivals.Void) (festivals.Sale, error) {
	var sale festivals.Sale
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		var device festivals.Device
		var isNew bool
		var err error
		if sale, device, isNew, err = s.festivals.VoidSaleTx(ctx, tx, told, in); err != nil || !isNew {
			return err
		}
		booked := ledger.StallSale{ID: sale.ID, ShopID: sale.ShopID, Method: string(sale.Method), Amount: sale.Total}
		for _, transfer := range booked.Voided() {
			if _, err := s.ledger.PostTx(ctx, tx, transfer); err != nil {
				return err
			}
		}
		for _, l := range sale.Lines {
			if l.Taken() == 0 {
				continue
			}
			err := s.stock.TakeBackTx(ctx, tx, stock.DirectSale{
				VariantID: l.VariantID, Quantity: l.Taken(), Sale: sale.ID.String(), Actor: told.Actor.String(),
			})
			if err != nil {
				return err
			}
		}
		return s.festivals.ReturnAllotmentTx(ctx, tx, device, sale)
	})
	return sale, err
}
