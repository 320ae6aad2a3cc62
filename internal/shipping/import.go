package shipping

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"lapak/internal/apperr"
	"lapak/internal/i18n"
	"lapak/internal/money"
	"lapak/internal/postgres"
)

// Tariff is what a region pack says about shipping.
type Tariff struct {
	Zones  []Zone
	Points []Point
}

// Zone is a group of areas with the same prices and times.
type Zone struct {
	Key     string   `db:"key"`
	NameID  string   `db:"name_id"`
	NameEN  string   `db:"name_en"`
	DaysMin int      `db:"days_min"`
	DaysMax int      `db:"days_max"`
	Areas   []string `db:"-"` // Kemendagri codes, "*" for abroad; the longest code that fits a destination counts
	Rates   []Rate   `db:"-"`
}

// Rate is the price of one weight band: above the next lighter band of its service, up to MaxGrams.
type Rate struct {
	Service  string // the option's code, "reguler"
	MaxGrams int64
	Price    int64 // rupiah
}

// Point is a named place where goods are handed over.
type Point struct {
	Key         string `db:"key"`
	Name        string `db:"name"`
	VillageCode string `db:"village_code"`
	AddressLine string `db:"address_line"`
	HoursID     string `db:"hours_id"` // in Indonesian
	HoursEN     string `db:"hours_en"` // in English
}

func (p Point) hours(language string) string {
	if language == i18n.English {
		return p.HoursEN
	}
	return p.HoursID
}

// Import replaces the tariff in one transaction; importing the same again changes nothing. Points that are no longer named are closed,
// not deleted. Error: Invalid with a field for each fault ("zones[1].rates[0].price").
func (s *Service) Import(ctx context.Context, t Tariff) error {
	if err := checkTariff(t); err != nil {
		return err
	}
	err := postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		if err := replaceZones(ctx, tx, t.Zones); err != nil {
			return err
		}
		return replacePoints(ctx, tx, t.Points)
	})
	if err != nil {
		return fmt.Errorf("import the shipping tariff: %w", err)
	}
	s.memory.Forget()
	return nil
}

func checkTariff(t Tariff) error {
	var fields apperr.Fields
	zones, areas, points := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i, z := range t.Zones {
		path := fmt.Sprintf("zones[%d]", i)
		once(&fields, zones, path+".key", z.Key)
		for _, code := range z.Areas {
			once(&fields, areas, path+".areas", code)
		}
		if z.DaysMin < 0 || z.DaysMax < z.DaysMin {
			fields.Add(path+".days", "tariff_days_invalid")
		}
		checkRates(&fields, path, z.Rates)
	}
	for i, p := range t.Points {
		once(&fields, points, fmt.Sprintf("points[%d].key", i), p.Key)
	}
	return fields.Err()
}

func checkRates(fields *apperr.Fields, zone string, rates []Rate) {
	bands := map[string]bool{}
	for i, r := range rates {
		path := fmt.Sprintf("%s.rates[%d]", zone, i)
		if r.MaxGrams < 1 {
			fields.Add(path+".max_grams", "weight_out_of_range")
		}
		if r.Price < 0 || r.Price > money.Max {
			fields.Add(path+".price", "tariff_price_invalid")
		}
		if r.Service == "" {
			fields.Add(path+".service", "required")
		}
		once(fields, bands, path+".max_grams", fmt.Sprint(r.Service, " ", r.MaxGrams))
	}
}

func once(fields *apperr.Fields, seen map[string]bool, path, key string) {
	switch {
	case key == "":
		fields.Add(path, "required")
	case seen[key]:
		fields.Add(path, "tariff_duplicate")
	}
	seen[key] = true
}
