// Package shipping answers how a parcel can reach its buyer and for how much: by courier, priced by zone and weight band, or picked
// up at the shop or at a named point, such as a destination that a village runs.
package shipping

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/postgres/recent"
)

// MaxForeignGrams is the heaviest parcel that leaves the country by consignment note; above it a customs declaration is needed.
const MaxForeignGrams int64 = 30_000

const (
	home           = "ID"
	foreign        = "*" // the area code of everything abroad
	pickupAtShop   = "pickup:shop"
	pickupAtPrefix = "pickup:"
)

// Parcel is what one shop sends.
type Parcel struct {
	ShopID        uuid.UUID
	ShopName      string
	ShopAddress   string
	WeightGrams   int64
	AcceptsPickup bool // at the shop and at the named points
}

// Destination is where parcels go. The zero value is nowhere yet: only pickup is offered.
type Destination struct {
	Country  string // ISO 3166-1 alpha-2; empty means Indonesia where an area is named
	AreaCode string // Kemendagri code of the finest area known, "35.10.15.2004"; empty abroad
}

func (d Destination) isNowhere() bool {
	return d.AreaCode == "" && (d.Country == "" || d.Country == home)
}

func (d Destination) isForeign() bool { return d.Country != "" && d.Country != home }

// codes lists what may stand in a zone for this destination: the area and those around it, or abroad.
func (d Destination) codes() []string {
	if d.isForeign() {
		return []string{foreign}
	}
	var codes []string
	for code := d.AreaCode; code != ""; {
		codes = append(codes, code)
		code = code[:max(strings.LastIndexByte(code, '.'), 0)]
	}
	return codes
}

// Option is one way for a parcel to reach its buyer.
type Option struct {
	Code    string // "reguler", "pickup:shop", "pickup:<point>"
	Label   string // in the language of the request
	Price   int64  // rupiah
	DaysMin int    // both 0 for pickup
	DaysMax int
	Pickup  bool
}

// Choices are a parcel's options: couriers from the cheapest, then pickup.
type Choices struct {
	Options []Option
	// NoCourier is the code of why no courier is offered, empty where one is: address_needed, destination_not_served,
	// parcel_too_heavy or parcel_too_heavy_abroad. Its words are under "error.<code>".
	NoCourier string
}

// Pick finds an option by its code. Error: Invalid unknown_shipping_option, or NoCourier's code where there is no option at all.
func (c Choices) Pick(code string) (Option, error) {
	for _, o := range c.Options {
		if o.Code == code {
			return o, nil
		}
	}
	if len(c.Options) == 0 && c.NoCourier != "" {
		return Option{}, apperr.New(apperr.Invalid, c.NoCourier)
	}
	return Option{}, apperr.New(apperr.Invalid, "unknown_shipping_option")
}

// Service prices parcels and imports the region's tariff.
type Service struct {
	db     *sqlx.DB
	memory *recent.Value[tariff]
}

// New makes the service.
func New(db *sqlx.DB) *Service { return &Service{db: db, memory: recent.New(selectTariff)} }

// OptionsFor answers each shop's choices by a tariff that is a second old at most; q, a pool or a transaction, reads it where it is older.
// Error: Invalid weight_out_of_range for a parcel that weighs nothing.
func (s *Service) OptionsFor(ctx context.Context, q sqlx.QueryerContext, parcels []Parcel, to Destination) (map[uuid.UUID]Choices, error) {
	for _, p := range parcels {
		if p.WeightGrams < 1 {
			return nil, apperr.New(apperr.Invalid, "weight_out_of_range")
		}
	}
	tariff, err := s.memory.Read(ctx, q)
	if err != nil {
		return nil, err
	}
	bands := tariff.bandsTo(to)
	choices := make(map[uuid.UUID]Choices, len(parcels))
	for _, p := range parcels {
		c := Choices{NoCourier: refuseCourier(bands, to, p.WeightGrams)}
		if c.NoCourier == "" {
			c.Options = courierOptions(ctx, bands, p.WeightGrams)
		}
		if p.AcceptsPickup {
			c.Options = append(c.Options, pickupOptions(ctx, p, tariff.points)...)
		}
		choices[p.ShopID] = c
	}
	return choices, nil
}

func courierOptions(ctx context.Context, bands []band, grams int64) []Option {
	fitting := bandsFor(bands, grams)
	options := make([]Option, len(fitting))
	for i, b := range fitting {
		options[i] = Option{Code: b.Service, Label: serviceLabel(ctx, b.Service), Price: b.Price, DaysMin: b.DaysMin, DaysMax: b.DaysMax}
	}
	return options
}

func pickupOptions(ctx context.Context, p Parcel, points []Point) []Option {
	shop := i18n.Text(ctx, "shipping.pickup_shop", i18n.Args{"Shop": p.ShopName, "Address": p.ShopAddress})
	options := []Option{{Code: pickupAtShop, Label: shop, Pickup: true}}
	for _, point := range points {
		label := i18n.Text(ctx, "shipping.pickup_point", i18n.Args{"Name": point.Name, "Hours": point.hours(i18n.Language(ctx))})
		options = append(options, Option{Code: pickupAtPrefix + point.Key, Label: label, Pickup: true})
	}
	return options
}

// serviceLabel names a courier service; a service that only the region's tariff knows is shown by its own name.
func serviceLabel(ctx context.Context, service string) string {
	if label, ok := i18n.Find(i18n.Language(ctx), "shipping.service."+service, nil); ok {
		return label
	}
	return service
}
