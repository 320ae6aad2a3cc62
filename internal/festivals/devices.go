package festivals

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/identity"
	"lapak/internal/postgres"
	"lapak/internal/stock"
)

// Device is a phone that sells at a shop's stall. It is known by its id and works for members of the shop only.
type Device struct {
	ID           uuid.UUID   `db:"id"`
	FestivalID   uuid.UUID   `db:"festival_id"`
	StallID      uuid.UUID   `db:"stall_id"`
	ShopID       uuid.UUID   `db:"shop_id"`
	Number       int         `db:"number"` // "HP 1"
	RegisteredAt time.Time   `db:"registered_at"`
	ClosedAt     *time.Time  `db:"closed_at"`
	Allotments   []Allotment `db:"-"`
}

// Allotment is what a device may sell of a variant without a connection, in units.
type Allotment struct {
	DeviceID  uuid.UUID `db:"device_id"`
	VariantID uuid.UUID `db:"variant_id"`
	Allotted  int64     `db:"allotted"` // all that were ever given
	Consumed  int64     `db:"consumed"`
	Released  int64     `db:"released"`
}

// Left is how many units are still held for the device.
func (a Allotment) Left() int64 { return a.Allotted - a.Consumed - a.Released }

// Goods is a variant that a shop may sell at its stall.
type Goods struct {
	VariantID uuid.UUID `db:"variant_id"`
	Product   string    `db:"product"` // slug
	Title     string    `db:"title"`
	Variant   string    `db:"variant"` // "250 g"; may be empty
	Category  string    `db:"category"`
	Maker     string    `db:"maker"`
	Village   string    `db:"village"`
	Price     int64     `db:"price"` // rupiah, as it costs at the festival
	Usual     int64     `db:"usual_price"`
	Free      int64     `db:"free"` // units that nobody holds
}

// StallDesk is a shop's stall as its members see it.
type StallDesk struct {
	Festival Festival
	Stall    Stall
	ShopID   uuid.UUID
	Devices  []Device
	Goods    []Goods
}

// DevicePath names a device of a shop at a festival.
type DevicePath struct {
	Festival string // slug
	Shop     string // slug
	Device   uuid.UUID
}

const (
	maxDevices   = 20                  // of a shop at a festival
	allotmentEnd = 12 * time.Hour      // after the last day's closing, what is left goes back to the shelf
	uploadWindow = 7 * 24 * time.Hour  // after the festival's end, in which sales are still taken in
	maxClockSkew = 10 * 24 * time.Hour // beyond it a device's clock says nothing
)

func errDeviceNotFound() error { return apperr.NewNotFound("device_not_found") }

// FindStallDesk gives a member's stall with its devices and goods. Errors: NotFound shop_not_found, festival_not_found, stall_not_found.
func (s *Service) FindStallDesk(ctx context.Context, actor identity.Actor, festival, shop string) (StallDesk, error) {
	f, err := s.Find(ctx, actor, festival)
	if err != nil {
		return StallDesk{}, err
	}
	of, _, err := s.Shops.FindForMember(ctx, actor, shop)
	if err != nil {
		return StallDesk{}, err
	}
	d := StallDesk{Festival: f, ShopID: of.ID}
	if d.Devices, err = listDevices(ctx, s.DB, f.ID, of.ID); err != nil {
		return StallDesk{}, err
	}
	if d.Stall, err = stallOfShop(ctx, s.DB, f.ID, of.ID); err != nil {
		return StallDesk{}, err
	}
	d.Goods, err = listDeviceGoods(ctx, s.DB, d.Festival.ID, of.ID)
	return d, err
}

// Register makes a phone of a shop's member a device of the shop's stall. Errors: NotFound as FindStallDesk; Conflict festival_not_selling
// before it is published and after its end, too_many_devices.
func (s *Service) Register(ctx context.Context, actor identity.Actor, festival, shop string) (Device, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Device{}, err
	}
	d := Device{ID: id}
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		of, _, err := s.Shops.FindForMemberTx(ctx, tx, actor, shop)
		if err != nil {
			return err
		}
		f, err := lockPublic(ctx, tx, festival)
		if err != nil {
			return err
		}
		stall, err := stallOfShop(ctx, tx, f.ID, of.ID)
		if err != nil {
			return err
		}
		now, err := s.nowTx(ctx, tx)
		if err != nil {
			return err
		}
		end, err := endOf(ctx, tx, f)
		if err != nil {
			return err
		}
		if f.State != Published || now.After(end) {
			return apperr.New(apperr.Conflict, "festival_not_selling")
		}
		d = Device{ID: id, FestivalID: f.ID, StallID: stall.ID, ShopID: of.ID, RegisteredAt: now}
		if d.Number, err = lastDevice(ctx, tx, f.ID, of.ID); err != nil {
			return err
		}
		if d.Number++; d.Number > maxDevices {
			return apperr.New(apperr.Conflict, "too_many_devices").With("Max", maxDevices)
		}
		return insertDevice(ctx, tx, d, actor.AccountID)
	})
	return d, err
}

// Allot sets how many units of each named variant a device holds; variants that are not named stay as they are. Errors: NotFound; Conflict
// device_closed; Invalid allotment_above_stock or out_of_range at "items.N.quantity", variant_not_found at "items.N.variant_id".
func (s *Service) Allot(ctx context.Context, actor identity.Actor, path DevicePath, items []stock.Demand) (Device, error) {
	var d Device
	err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) (err error) {
		if d, err = s.LockDeviceTx(ctx, tx, actor, path); err != nil {
			return err
		}
		if err := s.checkAllotment(ctx, tx, d, items); err != nil {
			return err
		}
		if d.ClosedAt != nil {
			return apperr.New(apperr.Conflict, "device_closed")
		}
		return s.reserveAllotmentTx(ctx, tx, &d, items)
	})
	return d, err
}

const maxAllotted = 100_000

func (s *Service) checkAllotment(ctx context.Context, tx *sqlx.Tx, d Device, items []stock.Demand) error {
	var fields apperr.Fields
	known, err := goodsOf(ctx, tx, d, variantsOf(items))
	if err != nil {
		return err
	}
	seen := map[uuid.UUID]bool{}
	for i, item := range items {
		at := "items." + number(i)
		if _, ok := known[item.VariantID]; !ok || seen[item.VariantID] {
			fields.Add(at+".variant_id", "variant_not_found")
		}
		seen[item.VariantID] = true
		fields.Between(at+".quantity", item.Quantity, 0, maxAllotted)
	}
	return fields.Err()
}

func (s *Service) reserveAllotmentTx(ctx context.Context, tx *sqlx.Tx, d *Device, items []stock.Demand) error {
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return bytes.Compare(items[a].VariantID[:], items[b].VariantID[:]) })
	var fields apperr.Fields
	for _, i := range order { // by variant: the one order of locks
		item := items[i]
		a := d.allotment(item.VariantID)
		switch diff := item.Quantity - a.Left(); {
		case diff == 0:
			continue
		case diff > 0:
			a.Allotted += diff
		default:
			a.Released -= diff
		}
		err := s.Stock.SetHoldTx(ctx, tx, d.ID, item)
		if apperr.CodeOf(err) == "stock_insufficient" {
			fields.Add("items."+number(i)+".quantity", "allotment_above_stock")
			continue
		}
		if err != nil {
			return err
		}
		if err := saveAllotment(ctx, tx, *a); err != nil {
			return err
		}
	}
	return fields.Err()
}

// allotment is the device's of a variant; a new one is empty.
func (d *Device) allotment(variant uuid.UUID) *Allotment {
	for i := range d.Allotments {
		if d.Allotments[i].VariantID == variant {
			return &d.Allotments[i]
		}
	}
	d.Allotments = append(d.Allotments, Allotment{DeviceID: d.ID, VariantID: variant})
	return &d.Allotments[len(d.Allotments)-1]
}

// CloseDevice gives a device's goods back to the shelf. What it sold before and sends later is still taken in. Errors: NotFound.
func (s *Service) CloseDevice(ctx context.Context, actor identity.Actor, path DevicePath) error {
	return postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		d, err := s.LockDeviceTx(ctx, tx, actor, path)
		if err != nil || d.ClosedAt != nil {
			return err
		}
		return s.closeTx(ctx, tx, d)
	})
}

func (s *Service) closeTx(ctx context.Context, tx *sqlx.Tx, d Device) error {
	now, err := s.nowTx(ctx, tx)
	if err != nil {
		return err
	}
	if err := closeDevice(ctx, tx, d.ID, now); err != nil {
		return err
	}
	var none []stock.Demand
	for _, a := range d.Allotments {
		none = append(none, stock.Demand{VariantID: a.VariantID})
	}
	return s.reserveAllotmentTx(ctx, tx, &d, none)
}

// LockDeviceTx finds a device of the actor's shop with its allotments and holds it until tx ends. Errors: NotFound device_not_found, also
// where it is another shop's or festival's.
func (s *Service) LockDeviceTx(ctx context.Context, tx *sqlx.Tx, actor identity.Actor, path DevicePath) (Device, error) {
	return lockDevice(ctx, tx, path, actor.AccountID)
}

// FindDevice is LockDeviceTx for those who only read.
func (s *Service) FindDevice(ctx context.Context, actor identity.Actor, path DevicePath) (d Device, err error) {
	err = postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
		d, err = s.LockDeviceTx(ctx, tx, actor, path)
		return err
	})
	return d, err
}

// releaseAllotments closes the devices of festivals that are over.
func (s *Service) releaseAllotments(ctx context.Context) error {
	var due []uuid.UUID
	err := postgres.Snapshot(ctx, s.DB, func(tx *sqlx.Tx) error {
		now, err := s.nowTx(ctx, tx)
		if err == nil {
			due, err = devicesOver(ctx, tx, now.Add(-allotmentEnd))
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range due {
		err := postgres.Transact(ctx, s.DB, func(tx *sqlx.Tx) error {
			d, err := lockDeviceByID(ctx, tx, id)
			if err != nil || d.ClosedAt != nil {
				return err
			}
			return s.closeTx(ctx, tx, d)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
