package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lapak/internal/festivals"
	"lapak/internal/web"
)

// StockTake is what a shop has to see to after selling at its stall.
type StockTake struct {
	Shortfalls []ShortfallShown `json:"shortfalls"`
	GaveWay    []GaveWay        `json:"gave_way" doc:"Online orders that were cancelled and refunded because their goods were sold at the stall."`
	KeptAside  []KeptAside      `json:"kept_aside" doc:"What phones sent that could not be taken in as told."`
}

// ShortfallShown is goods that were sold though the shelf did not have them by our count.
type ShortfallShown struct {
	ID        uuid.UUID `json:"id" format:"uuid"`
	SaleID    uuid.UUID `json:"sale_id" format:"uuid"`
	VariantID uuid.UUID `json:"variant_id" format:"uuid"`
	Title     string    `json:"title"`
	Variant   string    `json:"variant"`
	Units     int64     `json:"units"`
	OnHand    int64     `json:"on_hand" doc:"By our count now."`
	State     string    `json:"state" enum:"open,counted,voided"`
	Counted   *int64    `json:"counted"`
	SoldAt    time.Time `json:"sold_at"`
}

// GaveWay is an order that gave way to a sale.
type GaveWay struct {
	Order     string    `json:"order"`
	SaleID    uuid.UUID `json:"sale_id" format:"uuid"`
	VariantID uuid.UUID `json:"variant_id" format:"uuid"`
	Units     int64     `json:"units"`
	At        time.Time `json:"at"`
}

// KeptAside is what a phone sent that could not be taken in.
type KeptAside struct {
	ID         uuid.UUID       `json:"id" format:"uuid"`
	Kind       string          `json:"kind" enum:"sale,void,collection"`
	Code       string          `json:"code" doc:"Why."`
	Body       json.RawMessage `json:"body"`
	ReceivedAt time.Time       `json:"received_at"`
}

func shortfallShown(s festivals.Shortfall) ShortfallShown {
	return ShortfallShown{s.ID, s.SaleID, s.VariantID, s.Title, s.Variant, s.Units, s.OnHand, s.State, s.Counted, s.SoldAt.UTC()}
}

func (f *face) findStockTake(ctx context.Context, in *SellingPath) (*answer[StockTake], error) {
	book, err := f.Festivals.ListStallBook(ctx, web.Actor(ctx), in.Festival, in.Shop)
	if err != nil {
		return nil, err
	}
	out := StockTake{Shortfalls: []ShortfallShown{}, GaveWay: []GaveWay{}, KeptAside: []KeptAside{}}
	for _, s := range book.Shortfalls {
		out.Shortfalls = append(out.Shortfalls, shortfallShown(s))
	}
	for _, d := range book.Displaced {
		out.GaveWay = append(out.GaveWay, GaveWay{d.Number, d.SaleID, d.VariantID, d.Units, d.At.UTC()})
	}
	for _, u := range book.Uploads {
		out.KeptAside = append(out.KeptAside, KeptAside{u.ID, u.Kind, u.Code, u.Body, u.ReceivedAt.UTC()})
	}
	return &answer[StockTake]{out}, nil
}

// Counted is what the shop found on its shelf.
type Counted struct {
	Counted int64 `json:"counted" doc:"Units of the variant on the shelf now, all of them."`
}

func (f *face) countShortfall(ctx context.Context, in *struct {
	SellingPath
	ID   string `path:"id" doc:"UUID."`
	Body Counted
},
) (*answer[ShortfallShown], error) {
	id, err := parseID(in.ID, "shortfall_not_found")
	if err != nil {
		return nil, err
	}
	of, err := f.Festivals.Count(ctx, web.Actor(ctx), in.Shop, id, in.Body.Counted)
	return ok(shortfallShown(of), err)
}

func (f *face) settleUpload(ctx context.Context, in *struct {
	SellingPath
	ID string `path:"id" doc:"UUID."`
},
) (*empty, error) {
	id, err := parseID(in.ID, "upload_not_found")
	if err != nil {
		return nil, err
	}
	return done(f.Festivals.SettleUpload(ctx, web.Actor(ctx), in.Shop, id))
}

// VendorHere is a vendor and whether it has come.
type VendorHere struct {
	Stall     string     `json:"stall" example:"A12"`
	Shop      ShopNamed  `json:"shop"`
	CheckedAt *time.Time `json:"checked_at" doc:"Null while it is missing."`
}

func vendorHere(p festivals.Pass) VendorHere {
	return VendorHere{p.Number, ShopNamed{p.ShopSlug, p.ShopName}, p.CheckedAt}
}

func (f *face) listCheckIns(ctx context.Context, in *StallFestival) (*answer[Page[VendorHere]], error) {
	sheets, err := f.Festivals.ListPasses(ctx, web.Actor(ctx), in.Festival)
	return ok(pageOf(sheets.Passes, "", vendorHere), err)
}

// CheckInCode is what a scanner reads from a stall's sheet.
type CheckInCode struct {
	Code string `json:"code" minLength:"1" maxLength:"300" doc:"The code, or the address that ends with it."`
}

// CheckedIn is a vendor who has come.
type CheckedIn struct {
	VendorHere
	First bool `json:"first" doc:"It was not checked in before."`
}

func (f *face) checkIn(ctx context.Context, in *struct {
	StallFestival
	Body CheckInCode
},
) (*answer[CheckedIn], error) {
	here, err := f.Festivals.CheckIn(ctx, web.Actor(ctx), in.Festival, in.Body.Code)
	return ok(CheckedIn{vendorHere(here.Pass), here.IsFirst}, err)
}
