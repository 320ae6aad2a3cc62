package seeds

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"lapak/internal/festivals"
	"lapak/internal/identity"
)

// How lively the demo's running festival has been today.
const (
	sellingStalls  = 6
	salesAtStall   = 4
	visitsAtStall  = 9
	betweenSales   = 17 * time.Minute
	missingVendors = 2 // who have not arrived
)

// sellMorning lets vendors arrive, visitors look at their stalls and some shops sell, in the last hours in which the festival was open. What
// was sold is told now, as by phones that come back into reach.
func (l *loader) sellMorning(ctx context.Context, organizer identity.Actor, f festivals.Festival, members map[string]identity.Actor) error {
	opens, last, err := l.lastOpen(ctx, f)
	if err != nil || last.IsZero() {
		return err
	}
	sheets, err := l.Festivals.ListPasses(ctx, organizer, f.Slug)
	if err != nil {
		return err
	}
	for i, pass := range sheets.Passes {
		member, known := members[pass.ShopSlug]
		if !known {
			continue
		}
		if pass.CheckedAt == nil && i < len(sheets.Passes)-missingVendors {
			if _, err := l.Festivals.At(opens.Add(time.Duration(i-20)*time.Minute)).CheckIn(ctx, organizer, f.Slug, pass.CheckIn); err != nil {
				return err
			}
		}
		for visitor := range visitsAtStall - i%4 {
			then := l.Festivals.At(last.Add(-time.Duration(visitor*13+i) * time.Minute))
			if _, err := then.Visit(ctx, pass.Visit, fmt.Appendf(nil, "visitor %d", visitor)); err != nil {
				return err
			}
		}
		if i >= sellingStalls {
			continue
		}
		if err := l.sellAt(ctx, morning{member, f.Slug, pass.ShopSlug, opens, last}, i); err != nil {
			return fmt.Errorf("sales of stall %s: %w", pass.Number, err)
		}
	}
	return nil
}

// lastOpen is when the festival opened the last time before the demo's moment, and the last moment since at which it was open; zero where it
// has not opened yet.
func (l *loader) lastOpen(ctx context.Context, f festivals.Festival) (opens, last time.Time, err error) {
	days, err := l.Festivals.ListDays(ctx, l.DB, f.ID)
	for _, day := range days {
		if day.OpensAt.Before(l.asOf.Add(-time.Hour)) {
			opens, last = day.OpensAt, l.asOf.Add(-10*time.Minute)
			if day.ClosesAt.Before(last) {
				last = day.ClosesAt
			}
		}
	}
	return opens, last, err
}

// morning is a shop's stall from its opening to the last sale, by slugs.
type morning struct {
	member         identity.Actor
	festival, shop string
	opens, last    time.Time
}

// sellAt sells from a phone of the shop's member, unless one has sold already.
func (l *loader) sellAt(ctx context.Context, m morning, turn int) error {
	desk, err := l.Festivals.FindStallDesk(ctx, m.member, m.festival, m.shop)
	if err != nil || len(desk.Devices) > 0 || len(desk.Goods) == 0 {
		return err
	}
	device, err := l.Festivals.At(m.opens).Register(ctx, m.member, m.festival, m.shop)
	if err != nil {
		return err
	}
	var sales []festivals.Sold
	for i := range salesAtStall {
		goods := desk.Goods[(turn+i)%len(desk.Goods)]
		at := m.last.Add(-time.Duration(i)*betweenSales - time.Duration(turn)*time.Minute)
		if at.Before(m.opens) || goods.Free < 2 {
			continue
		}
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		method := festivals.Cash
		if (turn+i)%3 == 0 {
			method = festivals.QR
		}
		sales = append(sales, festivals.Sold{ID: id, Method: method, SoldAt: at, Lines: []festivals.SoldLine{
			{VariantID: goods.VariantID, Quantity: int64(1 + (turn+i)%2), UnitPrice: goods.Price},
		}})
	}
	told := festivals.Told{Actor: m.member, Path: festivals.DevicePath{Festival: m.festival, Shop: m.shop, Device: device.ID}, SentAt: time.Now()}
	outcomes, err := l.Checkout.RecordStallSales(ctx, told, sales)
	if err != nil {
		return err
	}
	for _, outcome := range outcomes {
		if outcome.Err != nil {
			return outcome.Err
		}
	}
	return nil
}
