package seeds

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"lapak/internal/festivals"
	"lapak/internal/identity"
	"lapak/internal/stock"
)

// festivalStalls is how many stalls of the demo's running festival sold this morning.
const festivalStalls = 6

// seedFestivalSales gives a running festival its morning: vendors who have come, visitors who scanned a code, and what was sold at some stalls. The
// organizer and each shop's owner are the actors; owners finds a shop's by its slug. Run again, it changes nothing.
func seedFestivalSales(ctx context.Context, s Services, slug string, organizer identity.Actor, owners func(shop string) (identity.Actor, bool)) error {
	sheets, err := s.Festivals.ListPasses(ctx, organizer, slug)
	if err != nil {
		return fmt.Errorf("read the stalls of %s: %w", slug, err)
	}
	opened := time.Now().Add(-4 * time.Hour)
	for i, pass := range sheets.Passes {
		if i%7 == 6 {
			continue // somebody is always late
		}
		if _, err := s.Festivals.At(opened.Add(time.Duration(i)*time.Minute)).CheckIn(ctx, organizer, slug, pass.CheckIn); err != nil {
			return fmt.Errorf("check %s in: %w", pass.ShopSlug, err)
		}
	}
	for i := range 90 {
		code := sheets.Entrance
		if i%3 != 0 && len(sheets.Passes) > 0 {
			code = sheets.Passes[i%min(len(sheets.Passes), 11)].Visit
		}
		if _, err := s.Festivals.Visit(ctx, code, fmt.Appendf(nil, "demo-%d", i/2)); err != nil {
			return fmt.Errorf("count a visitor: %w", err)
		}
	}
	for i, pass := range sheets.Passes[:min(len(sheets.Passes), festivalStalls)] {
		owner, found := owners(pass.ShopSlug)
		if !found {
			continue
		}
		if err := seedStall(ctx, s, stallMorning{slug, pass.ShopSlug, owner, opened.Add(time.Duration(i) * time.Minute)}); err != nil {
			return fmt.Errorf("sell at the stall of %s: %w", pass.ShopSlug, err)
		}
	}
	return nil
}

type stallMorning struct {
	festival, shop string
	owner          identity.Actor
	opened         time.Time
}

// seedStall registers a phone and sells from it, some at a bargain.
func seedStall(ctx context.Context, s Services, m stallMorning) error {
	at, err := s.Festivals.FindStallDesk(ctx, m.owner, m.festival, m.shop)
	if err != nil || len(at.Devices) > 0 || len(at.Goods) == 0 {
		return err
	}
	device, err := s.Festivals.At(m.opened).Register(ctx, m.owner, m.festival, m.shop)
	if err != nil {
		return err
	}
	told := festivals.Told{Actor: m.owner, Path: festivals.DevicePath{Festival: m.festival, Shop: m.shop, Device: device.ID}}
	var along []stock.Demand
	goods := at.Goods[:min(len(at.Goods), 4)]
	for _, g := range goods {
		if units := min(g.Free/3, 12); units > 0 {
			along = append(along, stock.Demand{VariantID: g.VariantID, Quantity: units})
		}
	}
	if len(along) == 0 {
		return nil
	}
	if _, err := s.Festivals.Allot(ctx, m.owner, told.Path, along); err != nil {
		return err
	}
	var sold []festivals.Sold
	for i := range 9 {
		g := goods[i%len(goods)]
		line := festivals.SoldLine{VariantID: g.VariantID, Quantity: int64(1 + i%2), UnitPrice: g.Price}
		if i == 4 {
			line.UnitPrice -= g.Price / 10
		}
		method := festivals.Cash
		if i%3 == 1 {
			method = festivals.QR
		}
		sold = append(sold, festivals.Sold{
			ID:     uuid.NewSHA1(device.ID, []byte{byte(i)}), // the same when it runs again
			Method: method, SoldAt: m.opened.Add(time.Duration(10+i*23) * time.Minute), Lines: []festivals.SoldLine{line},
		})
	}
	_, err = s.Checkout.RecordStallSales(ctx, told, sold)
	return err
}
